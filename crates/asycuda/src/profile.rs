//! A country as its SADs are computed again: its taxes, and how it writes them.

use std::collections::BTreeMap;

use messages::{DayOrder, DecimalMark, SadStyle};
use params::{Profile, Rounding};
use serde::Deserialize;

/// A country's taxes (`docs/assess.md`), and what its SADs call them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    pub profile: Profile,
    #[serde(default)]
    pub asycuda: Dialect,
}

/// How a country fills the form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dialect {
    /// Where a file leaves open what stands before decimals.
    pub decimal: Option<DecimalMark>,
    /// Where a file leaves open which number of a date is the day.
    pub dates: Option<DayOrder>,
    /// The profile's tax by a tax line's code; a code that is not here names the tax of the same
    /// letters, whatever their case.
    pub codes: BTreeMap<String, String>,
    /// What an item's customs value is made of: a formula over `invoice`, `external_freight`,
    /// `internal_freight`, `insurance`, `other_cost`, `deduction` and `adjustment`, in the country's currency. Not
    /// checked without one.
    pub value: Option<String>,
    /// How bases are rounded; as taxes are without it.
    pub base_rounding: Option<Rounding>,
    /// Types of calculation whose amounts somebody keyed in: they are not computed.
    pub manual: Vec<String>,
    /// Modes of payment whose amounts are secured and not paid.
    pub secured: Vec<String>,
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect {
            decimal: None,
            dates: None,
            codes: BTreeMap::new(),
            value: None,
            base_rounding: None,
            manual: vec!["M".to_owned()],
            secured: vec!["0".to_owned()],
        }
    }
}

impl Dialect {
    /// What it says of numbers and dates.
    pub fn style(&self) -> SadStyle {
        SadStyle { decimal: self.decimal, dates: self.dates }
    }

    /// The name of the tax that a line's code names.
    pub(crate) fn tax(&self, code: &str) -> String {
        self.codes.get(code).cloned().unwrap_or_else(|| code.to_ascii_lowercase())
    }

    pub(crate) fn is_manual(&self, calculation: &str) -> bool {
        self.manual.iter().any(|it| it.eq_ignore_ascii_case(calculation))
    }

    pub(crate) fn is_secured(&self, mode_of_payment: &str) -> bool {
        self.secured.iter().any(|it| it == mode_of_payment)
    }
}

impl From<Profile> for Country {
    fn from(profile: Profile) -> Country {
        Country { profile, asycuda: Dialect::default() }
    }
}

/// Reads a country's file: JSON when it begins with `{`, TOML otherwise; a profile alone will do.
///
/// # Errors
/// What is wrong with it, in words.
pub fn country(text: &str) -> Result<Country, String> {
    #[derive(Deserialize)]
    struct Tag {
        profile: Option<serde::de::IgnoredAny>,
    }
    let is_json = text.trim_start().starts_with('{');
    let json = |error: serde_json::Error| error.to_string();
    let toml = |error: toml::de::Error| error.to_string();
    let tag: Tag = if is_json {
        serde_json::from_str(text).map_err(json)?
    } else {
        toml::from_str(text).map_err(toml)?
    };
    match (tag.profile.is_some(), is_json) {
        (true, true) => serde_json::from_str(text).map_err(json),
        (true, false) => toml::from_str(text).map_err(toml),
        (false, true) => serde_json::from_str::<Profile>(text).map(Country::from).map_err(json),
        (false, false) => toml::from_str::<Profile>(text).map(Country::from).map_err(toml),
    }
}
