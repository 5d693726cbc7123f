//! Exact numbers of any size, for formulas that are data: decimals in, fractions between, and
//! amounts out.

use std::{fmt, str::FromStr};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Pow as _, Signed as _, Zero as _};
use params::RoundingMode;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A fraction of two whole numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

/// Not a decimal number of at most forty digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most {MAX_DIGITS} digits")]
pub struct NotANumber;

const MAX_DIGITS: usize = 40;
/// Decimals shown of a fraction that has no end.
const SHOWN_DECIMALS: u32 = 10;

impl Exact {
    pub(crate) fn zero() -> Exact {
        Exact::default()
    }

    pub(crate) fn one() -> Exact {
        Exact(BigRational::one())
    }

    /// `10^−decimals`.
    pub(crate) fn unit(decimals: u8) -> Exact {
        Exact(BigRational::new(BigInt::one(), power_of_ten(decimals.into())))
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub(crate) fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    #[must_use]
    pub fn plus(&self, other: &Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }

    #[must_use]
    pub fn minus(&self, other: &Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }

    pub(crate) fn times(&self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }

    /// Nothing when the divisor is zero.
    pub(crate) fn over(&self, divisor: &Exact) -> Option<Exact> {
        (!divisor.is_zero()).then(|| Exact(&self.0 / &divisor.0))
    }

    /// The multiple of `step`, which is positive, that the mode leads to.
    pub(crate) fn round(&self, mode: RoundingMode, step: &Exact) -> Exact {
        let steps = &self.0 / &step.0;
        let half = || BigRational::new(BigInt::one(), BigInt::from(2));
        let below = steps.floor();
        let rest = &steps - &below;
        let up = || &below + BigRational::one();
        let towards_zero = || if steps.is_negative() { steps.ceil() } else { below.clone() };
        let away = || if steps.is_negative() { below.clone() } else { steps.ceil() };
        let is_half = rest == half();
        let rounded = match mode {
            RoundingMode::Floor => below,
            RoundingMode::Ceiling => steps.ceil(),
            RoundingMode::Down => towards_zero(),
            RoundingMode::Up => away(),
            RoundingMode::HalfUp if is_half => away(),
            RoundingMode::HalfDown if is_half => towards_zero(),
            RoundingMode::HalfEven if is_half => {
                let is_even = (below.to_integer() % BigInt::from(2)).is_zero();
                if is_even { below } else { up() }
            }
            RoundingMode::HalfUp | RoundingMode::HalfDown | RoundingMode::HalfEven => {
                if rest > half() { up() } else { below }
            }
        };
        Exact(rounded * &step.0)
    }

    /// With at least so many decimals; a fraction without end is cut and ends in `…`.
    pub fn with_decimals(&self, decimals: u8) -> String {
        let least = u32::from(decimals);
        let most = least.max(SHOWN_DECIMALS);
        let scaled = &self.0 * BigRational::from_integer(power_of_ten(most));
        let cut = if scaled.is_integer() { "" } else { "…" };
        let digits = scaled.trunc().to_integer().abs().to_string();
        let width = most as usize + 1;
        let digits = format!("{digits:0>width$}");
        let (whole, fraction) = digits.split_at(digits.len() - most as usize);
        let keep = fraction.trim_end_matches('0').len().max(least as usize);
        let fraction = fraction.get(..keep).unwrap_or_default();
        let sign = if self.0.is_negative() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}{cut}")
    }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// `-?digits[.digits][e[-]digits]`.
impl FromStr for Exact {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Exact, NotANumber> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| NotANumber)?),
            None => (text, 0i32),
        };
        let (sign, digits) = match mantissa.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let digits = format!("{sign}{whole}{fraction}");
        let is_number = (!whole.is_empty() || !fraction.is_empty())
            && whole.bytes().chain(fraction.bytes()).all(|it| it.is_ascii_digit());
        if !is_number || digits.len() > MAX_DIGITS || exponent.unsigned_abs() > MAX_DIGITS as u32 {
            return Err(NotANumber);
        }
        let digits: BigInt = digits.parse().map_err(|_| NotANumber)?;
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX) - i64::from(exponent);
        let power = power_of_ten(u32::try_from(places.unsigned_abs()).unwrap_or(u32::MAX));
        Ok(Exact(if places < 0 {
            BigRational::from_integer(digits * power)
        } else {
            BigRational::new(digits, power)
        }))
    }
}

/// As short as exact: `0.13`, `1000`; `0.3333333333…` when there is no end.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_decimals(0))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A decimal in quotes, or a JSON number as its shortest decimal spelling, which is what its
/// writer wrote up to fifteen digits.
impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Exact;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Exact, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Exact, E> {
                Ok(Exact(BigRational::from_integer(number.into())))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Exact, E> {
                Ok(Exact(BigRational::from_integer(number.into())))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Exact, E> {
                format!("{number:?}").parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for (text, shown) in
            [("12.50", "12.5"), ("-0.065", "-0.065"), ("1e3", "1000"), ("1.5E-7", "0.00000015")]
        {
            assert_eq!(exact(text).to_string(), shown);
        }
        assert_eq!(exact("1").over(&exact("3")).unwrap().to_string(), "0.3333333333…");
        assert_eq!(exact("2").over(&exact("-3")).unwrap().with_decimals(2), "-0.6666666666…");
        assert_eq!(exact("7").with_decimals(3), "7.000");
        assert_eq!(exact("7").over(&Exact::zero()), None);
        let long = "9".repeat(41);
        for junk in ["", "-", ".", "1,5", "1.2.3", " 1", "e3", "1e999", "--1", "０", &long] {
            assert_eq!(junk.parse::<Exact>(), Err(NotANumber), "{junk:?}");
        }
        let numbers: Vec<Exact> = serde_json::from_str(r#"[0.1, "0.1", 1e-1]"#).unwrap();
        assert!(numbers.iter().all(|it| *it == exact("0.1")));
    }

    #[test]
    fn every_mode_at_both_sides_of_zero() {
        use RoundingMode::{Ceiling, Down, Floor, HalfDown, HalfEven, HalfUp, Up};
        let numbers = ["2.5", "-2.5", "3.5", "2.4", "-2.6", "3"];
        let rounded =
            |mode| numbers.map(|it| exact(it).round(mode, &Exact::one()).to_string()).join(" ");
        assert_eq!(rounded(HalfUp), "3 -3 4 2 -3 3");
        assert_eq!(rounded(HalfDown), "2 -2 3 2 -3 3");
        assert_eq!(rounded(HalfEven), "2 -2 4 2 -3 3");
        assert_eq!(rounded(Down), "2 -2 3 2 -2 3");
        assert_eq!(rounded(Up), "3 -3 4 3 -3 3");
        assert_eq!(rounded(Floor), "2 -3 3 2 -3 3");
        assert_eq!(rounded(Ceiling), "3 -2 4 3 -2 3");
        assert_eq!(exact("0.07").round(HalfUp, &exact("0.05")).to_string(), "0.05");
    }
}
