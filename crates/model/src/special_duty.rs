//! Duties on goods of some origins (特别关税) as the house is told of them, and what becomes of goods whose origin
//! nobody proves.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Amount, BasisId, LineTax, Rate, SpecialDuty, SpecialDutyKind};

/// One rate of a measure, as the house is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDutyRow {
    pub from: Date,
    /// Last day; nothing: until further notice.
    #[serde(default)]
    pub to: Option<Date>,
    pub kind: SpecialDutyKind,
    /// Eight or ten digits.
    pub code: String,
    /// Three letters; empty: goods of every origin.
    #[serde(default)]
    pub origin: String,
    /// The maker abroad by name; empty: every other maker.
    #[serde(default)]
    pub maker: String,
    /// Ad valorem.
    pub rate: Rate,
}

/// Goods that measures are on, whose origin is not shown to be another (关税法第十九条): both sides of the
/// comparison, each as it would be levied. The higher one is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnprovenOrigin {
    /// At the rate that they would bear without measures (第十二条至第十四条).
    pub normal: LineTax,
    /// The highest measures: all that goods of one origin and maker bear.
    pub measures: Vec<SpecialDuty>,
    /// At the general rate; nothing where the law of the day does not ask for it.
    pub general: Option<LineTax>,
    pub basis: BasisId,
}

impl UnprovenOrigin {
    /// What the measures and the rate otherwise come to.
    pub fn with_measures(&self) -> Amount {
        self.normal.amount + self.measures.iter().map(|it| it.amount).sum::<Amount>()
    }

    /// The general rate, where it comes to more.
    pub fn general_if_higher(&self) -> Option<LineTax> {
        self.general.filter(|it| it.amount > self.with_measures())
    }

    pub fn higher(&self) -> Amount {
        self.general_if_higher().map_or(self.with_measures(), |it| it.amount)
    }
}
