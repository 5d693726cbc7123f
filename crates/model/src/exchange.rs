//! Exchange rates for tax (计征汇率): so many yuan for so much foreign money, month by month.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Amount, Rate};

/// A currency (币制) by its three letters: `USD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    pub const CNY: CurrencyCode = CurrencyCode(*b"CNY");

    pub fn as_str(&self) -> &str {
        // Only capital letters are ever put in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for CurrencyCode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<CurrencyCode, &'static str> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => {
                Ok(CurrencyCode([a, b, c]))
            }
            _ => Err("a currency has three capital letters"),
        }
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A month of the calendar: `2020-12`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }
}

/// Four digits, `-`, two digits.
impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Month, &'static str> {
        let fault = "a month is written 2020-12";
        let (year, month) = text.split_once('-').ok_or(fault)?;
        let is_shaped = year.len() == 4
            && month.len() == 2
            && [year, month].iter().all(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
        let (year, month) = match (year.parse(), month.parse()) {
            (Ok(year), Ok(month)) if is_shaped => (year, month),
            _ => return Err(fault),
        };
        Date::new(year, month, 1).map_err(|_| fault)?;
        Ok(Month { year, month })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

as_text!(CurrencyCode);
as_text!(Month);

/// `yuan` for `per` units of a currency, as it is quoted: 6.4795 for 1 dollar, 6.2 for 100 yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExchangeRate {
    pub yuan: Rate,
    pub per: u32,
}

impl ExchangeRate {
    /// The yuan itself.
    pub const PAR: ExchangeRate = ExchangeRate { yuan: Rate::ONE, per: 1 };

    /// So much money in hundred-thousandths of a yuan, as numerator and denominator, exact;
    /// saturating.
    pub fn in_yuan(self, amount: Amount) -> (i128, i128) {
        let numerator = i128::from(amount.scaled()) * i128::from(self.yuan.ppm());
        (numerator, i128::from(Rate::ONE.ppm()) * i128::from(self.per.max(1)))
    }
}

/// `6.4795`, or `6.2 / 100`.
impl fmt::Display for ExchangeRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.yuan)?;
        if self.per == 1 { Ok(()) } else { write!(f, " / {}", self.per) }
    }
}

/// The rate of one currency in a month, as the house is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRow {
    /// Three letters.
    pub currency: String,
    /// Yuan for `per` units.
    pub rate: Rate,
    #[serde(default = "one_unit")]
    pub per: u32,
}

const fn one_unit() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_and_currencies_are_written_as_they_are_read() {
        let month: Month = "2020-12".parse().unwrap();
        assert_eq!(month, Month::of(date(2020, 12, 31)));
        assert_eq!(month.first_day(), date(2020, 12, 1));
        assert_eq!(serde_json::to_string(&month).unwrap(), r#""2020-12""#);
        assert_eq!(serde_json::from_str::<Month>(r#""2020-12""#).unwrap(), month);
        for junk in ["2020-13", "2020-1", "20-12", "+020-12", "2020-+1", "2020", "2020-12-01", ""] {
            assert!(junk.parse::<Month>().is_err(), "{junk}");
        }
        assert_eq!("CNY".parse(), Ok(CurrencyCode::CNY));
        for junk in ["cny", "CN", "CNYX", "C1Y", "", "元"] {
            assert!(junk.parse::<CurrencyCode>().is_err(), "{junk}");
        }
    }

    #[test]
    fn a_rate_is_kept_as_it_is_quoted() {
        let yen = ExchangeRate { yuan: "6.2".parse().unwrap(), per: 100 };
        assert_eq!(yen.to_string(), "6.2 / 100");
        let (numerator, denominator) = yen.in_yuan(Amount::from_units(1_000));
        assert_eq!(numerator / denominator, i128::from(Amount::from_units(62).scaled()));
        let hostile = ExchangeRate { yuan: Rate::from_ppm(i64::MAX), per: 0 };
        let (numerator, denominator) = hostile.in_yuan(Amount::MAX);
        assert!(numerator > 0 && denominator > 0);
    }
}
