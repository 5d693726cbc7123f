//! The parts of a tariff line: rates with a specific part, units, licence letters.

use std::{fmt, str::FromStr};

use model::{Amount, BasisId, Rate};
use serde::{Serialize, Serializer};

/// Duty as the law knows it: ad valorem, specific, or both (从价、从量、复合).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DutyRate {
    pub ad_valorem: Rate,
    pub specific: Option<Specific>,
    /// False when the edition shows this line without the specific part that it is known to have:
    /// then `ad_valorem` alone is not the duty.
    pub complete: bool,
}

impl DutyRate {
    pub const fn ad_valorem(rate: Rate) -> DutyRate {
        DutyRate { ad_valorem: rate, specific: None, complete: true }
    }

    /// Whether nothing is due, as far as the tables know.
    pub fn is_free(&self) -> bool {
        self.ad_valorem.is_zero() && self.specific.is_none() && self.complete
    }
}

/// `20% + 1.00 CNY/035`; `+ ?` when a part is not known.
impl fmt::Display for DutyRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = Rate::from_ppm(self.ad_valorem.ppm().saturating_mul(100));
        write!(f, "{percent}%")?;
        if let Some(Specific { per_unit, unit }) = self.specific {
            write!(f, " + {per_unit} CNY/{unit}")?;
        }
        if self.complete { Ok(()) } else { f.write_str(" + ?") }
    }
}

/// Yuan per unit of quantity (从量).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Specific {
    pub per_unit: Amount,
    pub unit: UnitCode,
}

/// Consumption tax on import (进口环节消费税).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsumptionTax {
    pub ad_valorem: Rate,
    pub specific: Option<Specific>,
    /// False when a specific or conditional part exists that no table here states.
    pub complete: bool,
    pub basis: BasisId,
}

impl ConsumptionTax {
    pub const fn rate(&self) -> DutyRate {
        let ConsumptionTax { ad_valorem, specific, complete, .. } = *self;
        DutyRate { ad_valorem, specific, complete }
    }

    /// Whether the tables know of any consumption tax on the line.
    pub fn is_due(&self) -> bool {
        !self.ad_valorem.is_zero() || self.specific.is_some() || !self.complete
    }
}

/// A unit of quantity (计量单位) by its three digits: `035` is the kilogram.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode([u8; 3]);

impl UnitCode {
    pub const KILOGRAM: UnitCode = UnitCode(*b"035");

    pub fn as_str(&self) -> &str {
        // Only digits are ever put in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Serialize for UnitCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for UnitCode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<UnitCode, &'static str> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_digit) => Ok(UnitCode([a, b, c])),
            _ => Err("a unit has three digits"),
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A set of one-character codes of supervision certificates (监管证件): `4`, `A`, `x`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LicenceSet(u128);

impl LicenceSet {
    pub const EMPTY: LicenceSet = LicenceSet(0);

    pub fn contains(self, code: char) -> bool {
        bit(code).is_some_and(|it| self.0 & it != 0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In ASCII order.
    pub fn iter(self) -> impl Iterator<Item = char> {
        (0u8..128).filter(move |it| self.0 & (1 << it) != 0).map(char::from)
    }
}

impl FromStr for LicenceSet {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<LicenceSet, &'static str> {
        text.chars().try_fold(LicenceSet::EMPTY, |set, code| {
            let bit = bit(code).ok_or("a licence code is a letter or a digit")?;
            Ok(LicenceSet(set.0 | bit))
        })
    }
}

fn bit(code: char) -> Option<u128> {
    code.is_ascii_alphanumeric().then(|| 1u128 << u32::from(code))
}

impl fmt::Display for LicenceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|it| fmt::Write::write_char(f, it))
    }
}

impl fmt::Debug for LicenceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_shown_in_per_cent() {
        let mut rate = DutyRate::ad_valorem("0.065".parse().unwrap());
        assert_eq!(rate.to_string(), "6.5%");
        let per_unit = Amount::from_units(4_374);
        rate.specific = Some(Specific { per_unit, unit: "001".parse().unwrap() });
        assert_eq!(rate.to_string(), "6.5% + 4374.00 CNY/001");
        rate = DutyRate { complete: false, ..DutyRate::ad_valorem(Rate::ZERO) };
        assert_eq!(rate.to_string(), "0% + ?");
    }

    #[test]
    fn licence_letters_are_a_set() {
        let set: LicenceSet = "yAx4".parse().unwrap();
        assert_eq!(set.to_string(), "4Axy");
        assert!(set.contains('x') && !set.contains('X') && !set.contains('证'));
        assert!("4-".parse::<LicenceSet>().is_err());
        assert!("03".parse::<UnitCode>().is_err() && "03x".parse::<UnitCode>().is_err());
    }
}
