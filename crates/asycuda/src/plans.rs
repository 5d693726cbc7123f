//! A country's taxes laid out so that one computation answers for each step: each base by itself, each tax,
//! and each tax taken of the base that the file states.

use std::collections::BTreeMap;

use params::{Level, Profile, RateUnit, TaxRule};
use tax::{Exact, LeviedTax, LevyFault, LevyLine, LineRate, Plan};

use crate::profile::Country;

/// The computations of one country.
#[derive(Debug)]
pub(crate) struct Plans {
    /// For each tax its base, and the tax.
    wide: Profile,
    taxes: Plan,
    /// By tax with a base: of the stated base, at the rate as the profile reads it.
    stated: BTreeMap<String, Plan>,
    /// The same at rates in other units, for a hint.
    otherwise: Vec<(RateUnit, BTreeMap<String, Plan>)>,
    /// Of the customs value, where the country says how.
    value: Option<Plan>,
}

/// Names of what is computed or given besides the country's own.
pub(crate) const VALUE: &str = "value_of_parts";
const BASE: &str = "base_of_";
const STATED: &str = "stated_base";
const OF_STATED: &str = "of_stated_base";
/// Each tax is computed with its base, and a plan has fifty at most.
const MAX_TAXES: usize = 25;

impl Plans {
    /// # Errors
    /// Everything that is wrong with the profile.
    pub(crate) fn new(country: &Country) -> Result<Plans, Vec<LevyFault>> {
        let Country { profile, asycuda } = country;
        let fault = |pointer: &str, what: &str| {
            vec![LevyFault { pointer: pointer.to_owned(), what: what.to_owned() }]
        };
        if profile.level == Level::Total {
            let what = "a SAD states taxes item by item: `tax` or `line`";
            return Err(fault("profile.level", what));
        }
        if profile.taxes.len() > MAX_TAXES {
            return Err(fault("profile.taxes", "at most 25 taxes are compared"));
        }
        // So that what is wrong is said where the reader finds it.
        Plan::new(profile, &BTreeMap::new())?;
        let known: Vec<&str> = profile.taxes.iter().map(|it| it.code.as_str()).collect();
        for (code, tax) in &asycuda.codes {
            if !known.contains(&tax.as_str()) {
                let pointer = format!("asycuda.codes.{code}");
                return Err(fault(&pointer, &format!("the profile has no tax `{tax}`")));
            }
        }
        let with_bases = profile.taxes.iter().flat_map(|rule| {
            let base = (!rule.base.is_empty()).then(|| TaxRule {
                rounding: asycuda.base_rounding.clone(),
                ..formula(format!("{BASE}{}", rule.code), rule.base.join(" + "))
            });
            // Thresholds go by a consignment; a SAD states what each item comes to.
            base.into_iter().chain([TaxRule { waived_below: None, ..rule.clone() }])
        });
        let wide = Profile { taxes: with_bases.collect(), ..profile.clone() };
        let taxes = Plan::new(&wide, &BTreeMap::new())?;
        let other = |unit: &RateUnit| *unit != profile.rate_unit;
        let units = [RateUnit::Fraction, RateUnit::Percent, RateUnit::PerMille];
        let otherwise =
            units.into_iter().filter(other).map(|unit| Ok((unit, of_stated(profile, unit)?)));
        let value = asycuda.value.as_ref().map(|text| {
            let rules = vec![formula(VALUE.to_owned(), text.clone())];
            plan(profile, profile.rate_unit, rules).map_err(|_| {
                let what = "a formula over `invoice`, `external_freight`, `internal_freight`, `insurance`, \
                            `other_cost`, `deduction`, `adjustment`";
                fault("asycuda.value", what)
            })
        });
        Ok(Plans {
            stated: of_stated(profile, profile.rate_unit)?,
            otherwise: otherwise.collect::<Result<_, Vec<LevyFault>>>()?,
            value: value.transpose()?,
            taxes,
            wide,
        })
    }

    /// Every base and tax of an item. `keyed` are amounts that are what they are, by tax.
    pub(crate) fn taxes(
        &self,
        line: &LevyLine,
        keyed: &BTreeMap<String, String>,
    ) -> Result<Vec<LeviedTax>, Vec<LevyFault>> {
        if keyed.is_empty() {
            return only(&self.taxes, line);
        }
        only(&Plan::new(&self.wide, keyed)?, line)
    }

    /// The tax that a stated base comes to; nothing for one that is not taken of a base.
    pub(crate) fn of_stated(&self, tax: &str, rate: &LineRate, base: &Exact) -> Option<LeviedTax> {
        taken(self.stated.get(tax)?, tax, rate, base)
    }

    /// The same with rates of the other units.
    pub(crate) fn otherwise(
        &self,
        tax: &str,
        rate: &LineRate,
        base: &Exact,
    ) -> Vec<(RateUnit, LeviedTax)> {
        let other = self.otherwise.iter();
        other
            .filter_map(|(unit, plans)| Some((*unit, taken(plans.get(tax)?, tax, rate, base)?)))
            .collect()
    }

    /// The customs value out of its parts; nothing where the country does not say how.
    pub(crate) fn value(&self, line: &LevyLine) -> Option<Result<LeviedTax, Vec<LevyFault>>> {
        let line = LevyLine { rates: BTreeMap::new(), ..line.clone() };
        let levied = only(self.value.as_ref()?, &line);
        Some(levied.and_then(|it| it.into_iter().next().ok_or_else(Vec::new)))
    }
}

/// What a tax's base is called.
pub(crate) fn base_of(tax: &str) -> String {
    format!("{BASE}{tax}")
}

/// For each tax with a base the plan that takes it of what is stated. A rate is only known in a plan
/// that has its tax, so the tax stands there and is nothing.
fn of_stated(profile: &Profile, unit: RateUnit) -> Result<BTreeMap<String, Plan>, Vec<LevyFault>> {
    let rules = profile.taxes.iter().filter(|it| !it.base.is_empty());
    rules
        .map(|rule| {
            let code = &rule.code;
            let taken = TaxRule {
                rounding: rule.rounding.clone(),
                ..formula(OF_STATED.to_owned(), format!("{STATED} * {code}.rate"))
            };
            let plan = plan(profile, unit, vec![formula(code.clone(), "0".to_owned()), taken])?;
            Ok((code.clone(), plan))
        })
        .collect()
}

fn taken(plan: &Plan, tax: &str, rate: &LineRate, base: &Exact) -> Option<LeviedTax> {
    let line = LevyLine {
        amounts: BTreeMap::from([(STATED.to_owned(), base.clone())]),
        rates: BTreeMap::from([(tax.to_owned(), rate.clone())]),
    };
    only(plan, &line).ok()?.into_iter().find(|it| it.code == OF_STATED)
}

fn only(plan: &Plan, line: &LevyLine) -> Result<Vec<LeviedTax>, Vec<LevyFault>> {
    let levies = plan.levy(std::slice::from_ref(line))?;
    Ok(levies.lines.into_iter().flatten().collect())
}

fn plan(
    profile: &Profile,
    rate_unit: RateUnit,
    taxes: Vec<TaxRule>,
) -> Result<Plan, Vec<LevyFault>> {
    Plan::new(&Profile { rate_unit, taxes, ..profile.clone() }, &BTreeMap::new())
}

fn formula(code: String, formula: String) -> TaxRule {
    TaxRule {
        code,
        title_zh: String::new(),
        title_en: String::new(),
        base: Vec::new(),
        within_itself: false,
        formula: Some(formula),
        waived_below: None,
        rounding: None,
        basis: None,
    }
}
