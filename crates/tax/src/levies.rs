//! What a country's profile levies on lines of goods: every tax of every line with its formula, the
//! numbers in it, the exact figure and the amount it is rounded to; and the sums.

use std::collections::BTreeMap;

use model::Basis;
use params::Level;

use crate::{
    exact::Exact,
    formula::Formula,
    plan::{LevyFault, Plan, PlannedTax, Step},
};

/// One line of goods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LevyLine {
    /// By name: `value`, the customs value in the profile's currency; `quantity`, in the unit of
    /// specific rates; and whatever else the profile's formulas ask for.
    pub amounts: BTreeMap<String, Exact>,
    /// By a tax's code; a tax without one is not levied.
    pub rates: BTreeMap<String, LineRate>,
}

/// What a tax takes of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineRate {
    /// As the profile's unit of rates has it.
    pub rate: Exact,
    /// Amount of currency per unit of quantity.
    pub specific: Exact,
}

/// What is levied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levies {
    /// One a line, in order; of each the taxes in the profile's order, without those that the line
    /// has no rate of and that ask for one.
    pub lines: Vec<Vec<LeviedTax>>,
    /// One a tax, in the profile's order.
    pub taxes: Vec<TaxTotal>,
    pub total: Exact,
}

/// One tax on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeviedTax {
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    pub formula: String,
    pub with_numbers: String,
    /// Before rounding.
    pub exact: Exact,
    /// What counts; the exact figure where only sums are rounded.
    pub amount: Exact,
    /// Nothing where only sums are rounded.
    pub rounding: Option<Step>,
    pub basis: Option<Basis>,
}

/// One tax over all lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxTotal {
    pub code: String,
    /// Σ of the lines' amounts, rounded where only sums are.
    pub sum: Exact,
    /// What is levied: the sum, or nothing when it is waived.
    pub amount: Exact,
    /// The threshold that the sum stays below.
    pub waived_below: Option<Exact>,
}

impl Plan {
    /// Levies the profile's taxes on lines of one consignment.
    ///
    /// # Errors
    /// Everything that keeps it from being computed, under `lines[n].…`.
    pub fn levy(&self, lines: &[LevyLine]) -> Result<Levies, Vec<LevyFault>> {
        let mut faults = Vec::new();
        let mut levied = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            match self.levy_line(&format!("lines[{index}]"), line) {
                Ok(taxes) => levied.push(taxes),
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let taxes: Vec<TaxTotal> = self.taxes.iter().map(|it| self.total_of(it, &levied)).collect();
        let total = taxes.iter().fold(Exact::zero(), |sum, it| sum.plus(&it.amount));
        Ok(Levies { lines: levied, taxes, total })
    }

    fn levy_line(&self, at: &str, line: &LevyLine) -> Result<Vec<LeviedTax>, Vec<LevyFault>> {
        let mut faults = Vec::new();
        for code in line.rates.keys().filter(|it| !self.has(it)) {
            let pointer = format!("{at}.rates.{code}");
            faults.push(LevyFault::new(pointer, "the profile has no such tax"));
        }
        for name in line.amounts.keys().filter(|it| self.has(it)) {
            let pointer = format!("{at}.amounts.{name}");
            faults.push(LevyFault::new(pointer, "a tax has this name, and is computed"));
        }
        let mut known: BTreeMap<&str, Exact> = BTreeMap::new();
        let mut taxes = Vec::with_capacity(self.taxes.len());
        for tax in &self.taxes {
            let levied = self.levy_tax(at, tax, line, &known);
            let counts = match &levied {
                Ok(Some(levied)) if self.level == Level::Line => levied.exact.clone(),
                Ok(Some(levied)) => levied.amount.clone(),
                Ok(None) | Err(_) => Exact::zero(),
            };
            known.insert(&tax.code, counts);
            match levied {
                Ok(levied) => taxes.extend(levied),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(taxes) } else { Err(faults) }
    }

    /// Nothing when the formula asks for the tax's rate and the line has none.
    fn levy_tax(
        &self,
        at: &str,
        tax: &PlannedTax,
        line: &LevyLine,
        known: &BTreeMap<&str, Exact>,
    ) -> Result<Option<LeviedTax>, LevyFault> {
        let PlannedTax { code, title_zh, title_en, basis, .. } = tax;
        let own = line.rates.get(code);
        let asks_for_own = || tax.formula.names().iter().any(|it| is_rate_of(it, code));
        if own.is_none() && asks_for_own() {
            return Ok(None);
        }
        let has_specific = own.is_some_and(|it| !it.specific.is_zero());
        let formula: &Formula = match &tax.ad_valorem {
            Some(formula) if !has_specific => formula,
            _ => &tax.formula,
        };
        let value_of = |name: &str| match name.split_once('.') {
            Some((tax, "rate")) => Some(self.rate(line, tax)),
            Some((tax, _)) => {
                Some(line.rates.get(tax).map(|it| it.specific.clone()).unwrap_or_default())
            }
            None => line.amounts.get(name).or_else(|| known.get(name)).cloned(),
        };
        if tax.within_itself && self.rate(line, code) >= Exact::one() {
            let what = "a tax within its own base has a rate below 1";
            return Err(LevyFault::new(format!("{at}.rates.{code}"), what));
        }
        let exact = formula
            .compute(&value_of)
            .map_err(|error| LevyFault::new(format!("{at}.{code}"), error.to_string()))?;
        let rounding = (self.level != Level::Total).then(|| tax.rounding.clone());
        let amount = match &rounding {
            Some(Step { mode, size }) => exact.round(*mode, size),
            None => exact.clone(),
        };
        Ok(Some(LeviedTax {
            code: code.clone(),
            title_zh: title_zh.clone(),
            title_en: title_en.clone(),
            formula: formula.to_string(),
            with_numbers: formula.with_numbers(&value_of),
            exact,
            amount,
            rounding,
            basis: basis.clone(),
        }))
    }

    /// As a fraction.
    fn rate(&self, line: &LevyLine, code: &str) -> Exact {
        line.rates.get(code).map(|it| it.rate.times(&self.rate_factor)).unwrap_or_default()
    }

    fn total_of(&self, tax: &PlannedTax, lines: &[Vec<LeviedTax>]) -> TaxTotal {
        let own = lines.iter().flatten().filter(|it| it.code == tax.code);
        let mut sum = own.fold(Exact::zero(), |sum, it| sum.plus(&it.amount));
        if self.level == Level::Total {
            sum = sum.round(tax.rounding.mode, &tax.rounding.size);
        }
        let is_below = |it: &&Exact| sum < **it && !sum.is_zero();
        let waived_below = tax.waived_below.as_ref().filter(is_below).cloned();
        let amount = if waived_below.is_some() { Exact::zero() } else { sum.clone() };
        TaxTotal { code: tax.code.clone(), sum, amount, waived_below }
    }
}

fn is_rate_of(name: &str, code: &str) -> bool {
    name.split_once('.').is_some_and(|(tax, _)| tax == code)
}
