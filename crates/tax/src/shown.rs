//! The formulas of `levy` with numbers put in, as people read them.

use std::fmt::Write as _;

use model::{Amount, LineTax, Rate};

/// What taxes are levied on: the value, the duties upon it, and the consumption tax within it.
pub(crate) struct Base<'a> {
    pub(crate) value: Amount,
    pub(crate) duties: Vec<Amount>,
    pub(crate) tax: &'a LineTax,
}

impl Base<'_> {
    pub(crate) fn duty(&self, duty: &LineTax) -> String {
        let mut formula = format!("{} × {}", self.value, duty.rate);
        if let Some(specific) = specific(duty) {
            let _ = write!(formula, " + {specific}");
            if duty.share != Rate::ONE {
                formula = format!("({formula})");
            }
        }
        at_share(formula, duty.share)
    }

    pub(crate) fn consumption_tax(&self) -> String {
        let LineTax { rate, share, .. } = *self.tax;
        let formula = match (rate.is_zero(), specific(self.tax)) {
            (true, None) => return "0".to_owned(),
            (true, Some(specific)) => specific,
            (false, None) => format!("{} × {rate}", self.composite()),
            (false, Some(specific)) if share == Rate::ONE => {
                format!("{} × {rate} + {specific}", self.composite())
            }
            (false, Some(specific)) => format!("({} × {rate} + {specific})", self.composite()),
        };
        at_share(formula, share)
    }

    /// On the composite value.
    pub(crate) fn vat(&self, vat: &LineTax) -> String {
        at_share(format!("{} × {}", self.composite(), vat.rate), vat.share)
    }

    /// On value, duties and consumption tax as they are levied.
    pub(crate) fn vat_on_levied(&self, vat: &LineTax) -> String {
        let levied = self.duties.iter().chain([&self.tax.amount]).copied();
        let base = bracketed(self.sum_of(levied));
        at_share(format!("{base} × {}", vat.rate), vat.share)
    }

    /// The value, and what is not zero of the rest.
    fn sum_of(&self, rest: impl Iterator<Item = Amount>) -> String {
        let mut sum = self.value.to_string();
        for amount in rest.filter(|it| !it.is_zero()) {
            let _ = write!(sum, " + {amount}");
        }
        sum
    }

    /// 组成计税价格: the value with duty and consumption tax, which is part of its own base.
    fn composite(&self) -> String {
        let mut value = self.sum_of(self.duties.iter().copied());
        if let Some(specific) = specific(self.tax) {
            let _ = write!(value, " + {specific}");
        }
        let value = bracketed(value);
        if self.tax.rate.is_zero() {
            return value;
        }
        format!("{value} / (1 − {})", self.tax.rate)
    }
}

fn bracketed(formula: String) -> String {
    if formula.contains(' ') { format!("({formula})") } else { formula }
}

/// `1000.00 × 5.00`: the part of a rate that is per unit.
pub(crate) fn specific(tax: &LineTax) -> Option<String> {
    (!tax.per_unit.is_zero()).then(|| format!("{} × {}", tax.quantity, tax.per_unit))
}

pub(crate) fn at_share(formula: String, share: Rate) -> String {
    if share == Rate::ONE { formula } else { format!("{formula} × {share}") }
}
