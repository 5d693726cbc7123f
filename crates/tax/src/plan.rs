//! A tax profile made ready: its formulas read, its names known, its amounts parsed.

use std::collections::{BTreeMap, BTreeSet};

use model::Basis;
use params::{Level, Profile, RateUnit, Rounding, RoundingMode, TaxRule};

use crate::{exact::Exact, formula::Formula};

/// Something that keeps an assessment from being made, and where it stands in what was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{pointer}: {what}")]
pub struct LevyFault {
    pub pointer: String,
    pub what: String,
}

impl LevyFault {
    pub(crate) fn new(pointer: impl Into<String>, what: impl Into<String>) -> LevyFault {
        LevyFault { pointer: pointer.into(), what: what.into() }
    }
}

/// How a profile computes, ready for any number of lines.
#[derive(Debug, Clone)]
pub struct Plan {
    pub currency: String,
    pub decimals: u8,
    pub(crate) level: Level,
    /// What a rate as written is multiplied by.
    pub(crate) rate_factor: Exact,
    pub(crate) taxes: Vec<PlannedTax>,
}

#[derive(Debug, Clone)]
pub(crate) struct PlannedTax {
    pub(crate) code: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) formula: Formula,
    /// For lines without a specific rate, where the formula was made from a base.
    pub(crate) ad_valorem: Option<Formula>,
    pub(crate) within_itself: bool,
    pub(crate) rounding: Step,
    pub(crate) waived_below: Option<Exact>,
    pub(crate) basis: Option<Basis>,
}

/// Where a figure is rounded to. `size` is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub mode: RoundingMode,
    pub size: Exact,
}

/// The names of a line's own amounts, which no tax may have.
pub(crate) const VALUE: &str = "value";
pub(crate) const QUANTITY: &str = "quantity";

const MAX_DECIMALS: u8 = 9;
const MAX_TAXES: usize = 50;

impl Plan {
    /// Reads a profile. `formulas` replaces those of the taxes it names.
    ///
    /// # Errors
    /// Everything that is wrong with it, under `profile.…` and `formulas.…`.
    pub fn new(
        profile: &Profile,
        formulas: &BTreeMap<String, String>,
    ) -> Result<Plan, Vec<LevyFault>> {
        let mut faults = Vec::new();
        if profile.decimals > MAX_DECIMALS {
            faults.push(LevyFault::new("profile.decimals", "a currency has at most 9 decimals"));
        }
        if profile.taxes.len() > MAX_TAXES {
            faults.push(LevyFault::new("profile.taxes", "a profile has at most 50 taxes"));
        }
        let codes: BTreeSet<&str> = profile.taxes.iter().map(|it| it.code.as_str()).collect();
        for code in formulas.keys().filter(|it| !codes.contains(it.as_str())) {
            faults.push(LevyFault::new(format!("formulas.{code}"), "the profile has no such tax"));
        }
        let mut maker = Maker { decimals: profile.decimals, codes, above: BTreeSet::new(), faults };
        let rounding = maker.step("profile.rounding.step", &profile.rounding);
        let mut taxes = Vec::with_capacity(profile.taxes.len());
        for (index, rule) in profile.taxes.iter().take(MAX_TAXES).enumerate() {
            taxes.extend(maker.tax(index, rule, formulas.get(&rule.code), &rounding));
            maker.above.insert(&rule.code);
        }
        let rate_factor = match profile.rate_unit {
            RateUnit::Fraction => Exact::one(),
            RateUnit::Percent => Exact::unit(2),
            RateUnit::PerMille => Exact::unit(3),
        };
        if !maker.faults.is_empty() {
            return Err(maker.faults);
        }
        Ok(Plan {
            currency: profile.currency.clone(),
            decimals: profile.decimals,
            level: profile.level,
            rate_factor,
            taxes,
        })
    }

    pub(crate) fn has(&self, code: &str) -> bool {
        self.taxes.iter().any(|it| it.code == code)
    }
}

struct Maker<'p> {
    decimals: u8,
    codes: BTreeSet<&'p str>,
    /// Codes of the taxes before this one.
    above: BTreeSet<&'p str>,
    faults: Vec<LevyFault>,
}

impl<'p> Maker<'p> {
    fn fault(&mut self, pointer: String, what: impl Into<String>) {
        self.faults.push(LevyFault::new(pointer, what));
    }

    /// Nothing when a fault was reported.
    fn tax(
        &mut self,
        index: usize,
        rule: &'p TaxRule,
        own: Option<&String>,
        rounding: &Step,
    ) -> Option<PlannedTax> {
        let at = format!("profile.taxes[{index}]");
        let code = &rule.code;
        let is_name = code.starts_with(|it: char| it.is_ascii_lowercase())
            && code.chars().all(|it| matches!(it, 'a'..='z' | '0'..='9' | '_'));
        if !is_name || [VALUE, QUANTITY, "min", "max"].contains(&code.as_str()) {
            self.fault(format!("{at}.code"), format!("`{code}` cannot name a tax"));
        }
        if self.above.contains(code.as_str()) {
            self.fault(format!("{at}.code"), format!("`{code}` stands twice"));
        }
        let (texts, from) = match (own, &rule.formula, rule.base.is_empty()) {
            (Some(text), ..) => ([Some(text.clone()), None], format!("formulas.{code}")),
            (None, Some(text), true) => ([Some(text.clone()), None], format!("{at}.formula")),
            (None, None, false) => (usual(rule), format!("{at}.base")),
            (None, Some(_), false) | (None, None, true) => {
                self.fault(at, "a tax has either `formula` or `base`");
                return None;
            }
        };
        let [formula, ad_valorem] = texts.map(|it| it.map(|it| self.formula(&from, code, &it)));
        let waived_below = self.amount(&format!("{at}.waived_below"), rule.waived_below.as_ref());
        let rounding = match &rule.rounding {
            Some(own) => self.step(&format!("{at}.rounding.step"), own),
            None => rounding.clone(),
        };
        Some(PlannedTax {
            code: code.clone(),
            title_zh: rule.title_zh.clone(),
            title_en: rule.title_en.clone(),
            formula: formula??,
            ad_valorem: ad_valorem.flatten(),
            within_itself: rule.within_itself,
            rounding,
            waived_below,
            basis: rule.basis.clone(),
        })
    }

    /// Nothing when a fault was reported.
    fn formula(&mut self, from: &str, code: &str, text: &str) -> Option<Formula> {
        let formula: Formula = match text.parse() {
            Ok(formula) => formula,
            Err(error) => {
                self.fault(from.to_owned(), format!("{error}"));
                return None;
            }
        };
        let mut is_good = true;
        for name in formula.names() {
            let what = match name.split_once('.') {
                Some((tax, "rate" | "specific")) if self.codes.contains(tax) => continue,
                Some((tax, "rate" | "specific")) => format!("the profile has no tax `{tax}`"),
                Some(_) => format!("`{name}`: after the point stands `rate` or `specific`"),
                None if self.above.contains(name) || !self.codes.contains(name) => continue,
                None if name == code => format!("`{name}` stands in its own formula"),
                None => format!("`{name}` is computed after `{code}`"),
            };
            is_good = false;
            let fault = LevyFault::new(from, what);
            if !self.faults.contains(&fault) {
                self.faults.push(fault);
            }
        }
        is_good.then_some(formula)
    }

    fn amount(&mut self, pointer: &str, text: Option<&String>) -> Option<Exact> {
        let parsed = text?.parse();
        if let Err(error) = &parsed {
            self.fault(pointer.to_owned(), format!("{error}"));
        }
        parsed.ok()
    }

    fn step(&mut self, pointer: &str, rounding: &Rounding) -> Step {
        let least = Exact::unit(self.decimals.min(MAX_DECIMALS));
        let size = self.amount(pointer, rounding.step.as_ref());
        if size.as_ref().is_some_and(|it| !it.is_positive()) {
            self.fault(pointer.to_owned(), "a step of rounding is above zero");
        }
        Step { mode: rounding.mode, size: size.filter(Exact::is_positive).unwrap_or(least) }
    }
}

/// The usual formulas of a base: with a specific part, and without.
fn usual(rule: &TaxRule) -> [Option<String>; 2] {
    let TaxRule { code, base, within_itself, .. } = rule;
    let sum = base.join(" + ");
    let specific = format!("{QUANTITY} * {code}.specific");
    let sum_in_brackets = if base.len() > 1 { format!("({sum})") } else { sum.clone() };
    let [both, ad_valorem] = if *within_itself {
        let taken = |sum: &str| format!("{sum} / (1 - {code}.rate) * {code}.rate");
        [
            format!("{} + {specific}", taken(&format!("({sum} + {specific})"))),
            taken(&sum_in_brackets),
        ]
    } else {
        let taken = format!("{sum_in_brackets} * {code}.rate");
        [format!("{taken} + {specific}"), taken]
    };
    [Some(both), Some(ad_valorem)]
}
