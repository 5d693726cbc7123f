//! Tax profiles: which taxes a country levies on goods, in which order, by which formulas, and how
//! it rounds. Data, so that another administration's law is another file.

use std::collections::BTreeMap;

use model::{Basis, Date};
use serde::{Deserialize, Serialize};

use crate::{LawError, NotCovered, bases::BasisWire, parameter::civil_date};

/// All shipped profiles by name.
#[derive(Debug, Default)]
pub struct Profiles {
    by_name: BTreeMap<String, Dated>,
}

/// A profile over time; never empty, strictly ascending.
#[derive(Debug)]
struct Dated(Vec<(Date, Profile)>);

impl Profiles {
    pub(crate) fn read(files: &[(&str, &str)]) -> Result<Profiles, LawError> {
        let mut by_name = BTreeMap::new();
        for (file, text) in files {
            let (name, dated) = read_file(file, text)?;
            if by_name.insert(name.clone(), dated).is_some() {
                return Err(LawError::fault(file, format!("`{name}` is defined twice")));
            }
        }
        Ok(Profiles { by_name })
    }

    /// The names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Every period of a profile with its first day.
    pub fn periods(&self, name: &str) -> &[(Date, Profile)] {
        self.by_name.get(name).map(|it| it.0.as_slice()).unwrap_or_default()
    }

    /// The profile in force on a day; an unknown name is covered on no day.
    ///
    /// # Errors
    /// When no period covers the day.
    pub fn on(&self, name: &str, day: Date) -> Result<&Profile, NotCovered> {
        let periods = self.periods(name);
        let at = periods.partition_point(|(from, _)| *from <= day);
        let period = at.checked_sub(1).and_then(|it| periods.get(it));
        let not_covered = || NotCovered {
            name: format!("tax profile {name}"),
            on: day,
            covered_from: periods.first().map_or(Date::MAX, |(from, _)| *from),
            covered_to: periods.is_empty().then_some(Date::MIN),
        };
        period.map(|(_, profile)| profile).ok_or_else(not_covered)
    }
}

/// How one country taxes goods on one day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// ISO 4217 letters, e.g. `CNY`.
    pub currency: String,
    /// Decimals of the currency's amounts: 2 for the yuan, 0 for the yen, 3 for the dinar.
    pub decimals: u8,
    /// What a rate of `10` means.
    #[serde(default)]
    pub rate_unit: RateUnit,
    #[serde(default)]
    pub rounding: Rounding,
    #[serde(default)]
    pub level: Level,
    /// In the order in which they are computed: a formula names only taxes above its own.
    pub taxes: Vec<TaxRule>,
}

/// What a rate is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateUnit {
    /// `0.1` is a tenth.
    #[default]
    Fraction,
    /// `10` is a tenth.
    Percent,
    /// `100` is a tenth.
    PerMille,
}

/// How a figure becomes an amount.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    #[serde(default)]
    pub mode: RoundingMode,
    /// The amount whose multiples are allowed, a decimal: `0.05` where five cents are the least
    /// coin, `1` where cents are dropped. One unit of the last decimal when left out.
    pub step: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// Halves away from zero.
    #[default]
    HalfUp,
    /// Halves to the even neighbour.
    HalfEven,
    /// Halves towards zero.
    HalfDown,
    /// Towards zero: what is below a step is dropped.
    Down,
    /// Away from zero.
    Up,
    /// Towards −∞.
    Floor,
    /// Towards +∞.
    Ceiling,
}

/// Where figures are rounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Each tax of each line as soon as it is known; formulas below it use the rounded amount.
    #[default]
    Tax,
    /// Each tax of each line; formulas below it use the exact figure.
    Line,
    /// Only the sum of each tax over all lines.
    Total,
}

/// One tax. Either `formula`, or `base` from which the usual one is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRule {
    /// Lower-case letters, digits and `_`: `duty`, `consumption_tax`, `vat`.
    pub code: String,
    #[serde(default)]
    pub title_zh: String,
    #[serde(default)]
    pub title_en: String,
    /// What its ad valorem rate is taken of: `value` and the codes of taxes above it.
    #[serde(default)]
    pub base: Vec<String>,
    /// The tax is part of its own base (价内税): base / (1 − rate).
    #[serde(default)]
    pub within_itself: bool,
    /// Arithmetic over `value`, `quantity`, the line's other amounts, codes of taxes above it, and
    /// `<code>.rate` and `<code>.specific`.
    pub formula: Option<String>,
    /// Not levied when the sum over all lines is below this amount.
    pub waived_below: Option<String>,
    /// When this tax is rounded otherwise than the profile's others.
    pub rounding: Option<Rounding>,
    #[serde(default, deserialize_with = "basis")]
    pub basis: Option<Basis>,
}

fn basis<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Basis>, D::Error> {
    Ok(Option::<BasisWire>::deserialize(deserializer)?.map(Basis::from))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWire {
    name: String,
    #[serde(rename = "period")]
    periods: Vec<PeriodWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodWire {
    #[serde(deserialize_with = "civil_date")]
    from: Date,
    profile: Profile,
}

fn read_file(file: &str, text: &str) -> Result<(String, Dated), LawError> {
    let FileWire { name, periods } =
        toml::from_str(text).map_err(|source| LawError::Toml { file: file.to_owned(), source })?;
    let fault = |what: String| Err(LawError::fault(file, what));
    let mut dated: Vec<(Date, Profile)> = Vec::new();
    for PeriodWire { from, profile } in periods {
        if dated.last().is_some_and(|(earlier, _)| *earlier >= from) {
            return fault(format!("{from} does not come after the period before it"));
        }
        if let Some(rule) = profile.taxes.iter().find(|it| it.basis.is_none()) {
            return fault(format!("`{}` from {from} has no basis", rule.code));
        }
        dated.push((from, profile));
    }
    if dated.is_empty() {
        return fault("there is no period".to_owned());
    }
    Ok((name, Dated(dated)))
}
