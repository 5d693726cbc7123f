//! Why a declaration cannot be assessed.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Amount, DateEvent, Direction, Month, Rate, TaxKind};

/// Something that an assessment lacks. All of them are reported, not the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxFault {
    pub at: TaxFaultAt,
    pub what: TaxFaultKind,
}

/// Where it is lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxFaultAt {
    Head,
    Freight,
    Insurance,
    OtherCharges,
    /// A goods line by its place, from 0.
    Line(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxFaultKind {
    #[error("the commodity code is not ten digits")]
    NotACode,
    #[error("the tariff has no line `{code:010}`")]
    UnknownCode { code: u64 },
    /// No text or table here says what holds on that day.
    #[error("`{name}` has no value for {on}")]
    NotCovered { name: String, on: Date, covered_from: Date, covered_to: Option<Date> },
    /// The edition shows the line without a part that it is known to have.
    #[error("the tariff states the rate of {tax:?} on `{code:010}` only in part")]
    RateIncomplete { code: u64, tax: TaxKind },
    /// A rate is per unit, and no declared quantity is in that unit.
    #[error("no quantity is declared in unit `{unit}`, which the rate of {tax:?} is per")]
    NoQuantity { unit: String, tax: TaxKind },
    /// Consumption tax is part of its own base, so its rate is below 1.
    #[error("a rate of {rate} cannot be levied")]
    RateOutOfRange { rate: Rate },
    #[error("there is no exchange rate of `{currency}` for {month}")]
    NoExchangeRate { currency: String, month: Month },
    /// Nothing here says what the price of such a transaction holds.
    #[error("transaction mode `{mode}` has no rule of valuation for {direction:?}")]
    NoValuation { mode: String, direction: Direction },
    /// Nothing here says what a levy mode leaves of the taxes under a levy nature.
    #[error("levy mode `{levy_mode}` under levy nature `{levy_nature}` has no rule of relief")]
    NoRelief { levy_nature: String, levy_mode: String },
    /// A charge that is not counted by rate, tonne or total.
    #[error("charge mark `{mark}` is not one that can be counted by")]
    NotACharge { mark: String },
    /// What is taken off is more than the goods cost.
    #[error("a customs value of {value}")]
    NegativeValue { value: Amount },
    /// A date case counts by a day that is not known.
    #[error("the day of {event:?} is not known")]
    NoDay { event: DateEvent },
}

impl TaxFault {
    pub const fn head(what: TaxFaultKind) -> TaxFault {
        TaxFault { at: TaxFaultAt::Head, what }
    }

    pub const fn line(place: usize, what: TaxFaultKind) -> TaxFault {
        TaxFault { at: TaxFaultAt::Line(place), what }
    }

    /// `declaration.items[2].commodity_code`.
    pub fn pointer(&self) -> String {
        let field = self.field();
        match self.at {
            TaxFaultAt::Head if field.is_empty() => "declaration".to_owned(),
            TaxFaultAt::Head => format!("declaration.{field}"),
            TaxFaultAt::Freight => format!("declaration.freight.{field}"),
            TaxFaultAt::Insurance => format!("declaration.insurance.{field}"),
            TaxFaultAt::OtherCharges => format!("declaration.other_charges.{field}"),
            TaxFaultAt::Line(place) if field.is_empty() => format!("declaration.items[{place}]"),
            TaxFaultAt::Line(place) => format!("declaration.items[{place}].{field}"),
        }
    }

    fn field(&self) -> &'static str {
        match self.what {
            TaxFaultKind::NotACode
            | TaxFaultKind::UnknownCode { .. }
            | TaxFaultKind::RateIncomplete { .. }
            | TaxFaultKind::RateOutOfRange { .. } => "commodity_code",
            TaxFaultKind::NoQuantity { .. } => "quantity1",
            TaxFaultKind::NoExchangeRate { .. } => "currency",
            TaxFaultKind::NoValuation { .. } => "transaction_mode",
            TaxFaultKind::NoRelief { .. } => "levy_mode",
            TaxFaultKind::NotACharge { .. } => "mark",
            TaxFaultKind::NegativeValue { .. } => "total_price",
            TaxFaultKind::NotCovered { .. } => match self.at {
                TaxFaultAt::Line(_) => "commodity_code",
                _ => "",
            },
            TaxFaultKind::NoDay { .. } => "",
        }
    }
}

/// The pointer, and what is lacking there.
impl fmt::Display for TaxFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer(), self.what)
    }
}

impl std::error::Error for TaxFault {}
