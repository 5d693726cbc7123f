//! The law of cross-border retail import (跨境电商零售进口) on one day, ready for the hot path.

use model::{Amount, BasisId, Date, Rate};

use crate::{Cited, NotCovered, Parameters};

/// What the retail channel needs to know on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetailLaw {
    pub day: Date,
    /// Most that one transaction may be worth, yuan (单次交易限值).
    pub single_limit: Cited<Amount>,
    /// Most that one person may buy in a calendar year, yuan (年度交易限值).
    pub annual_limit: Cited<Amount>,
    /// Duty rate within the limits: 0.
    pub duty_share: Cited<Rate>,
    /// Share of VAT and consumption tax levied within the limits: 0.7.
    pub tax_share: Cited<Rate>,
    /// Share when one indivisible article is over the single limit: 1.
    pub full_share: Cited<Rate>,
    /// Tax is rounded half up to this many yuan: 0.01.
    pub rounding: Cited<Amount>,
    /// VAT where the tariff says nothing; none on days whose rate is not known here.
    pub vat_fallback: Option<Cited<Rate>>,
}

impl RetailLaw {
    pub(crate) fn on(parameters: &Parameters, day: Date) -> Result<RetailLaw, NotCovered> {
        let amount = |name: &str| {
            let value = parameters.on(name, day)?;
            value.amount().ok_or_else(|| wrong_unit(name, day))
        };
        let rate = |name: &str| {
            let value = parameters.on(name, day)?;
            value.rate().ok_or_else(|| wrong_unit(name, day))
        };
        Ok(RetailLaw {
            day,
            single_limit: amount("retail.single_limit")?,
            annual_limit: amount("retail.annual_limit")?,
            duty_share: rate("retail.duty_share")?,
            tax_share: rate("retail.tax_share")?,
            full_share: rate("retail.full_share")?,
            rounding: amount("tax.rounding")?,
            vat_fallback: rate("tax.vat_fallback").ok(),
        })
    }

    /// The bases of all values here.
    pub fn basis_ids(&self) -> impl Iterator<Item = BasisId> {
        [
            self.single_limit.basis,
            self.annual_limit.basis,
            self.duty_share.basis,
            self.tax_share.basis,
            self.full_share.basis,
            self.rounding.basis,
        ]
        .into_iter()
        .chain(self.vat_fallback.map(|it| it.basis))
    }
}

/// A parameter kept in another unit is no value at all.
pub(crate) fn wrong_unit(name: &str, on: Date) -> NotCovered {
    NotCovered {
        name: format!("{name} in the expected unit"),
        on,
        covered_from: Date::MAX,
        covered_to: Some(Date::MIN),
    }
}
