//! Exact numbers: money, quantities and weights at five decimals, rates at six.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A number with five decimals, as the wire's `decimal(19,5)`: money in yuan, a quantity in its
/// unit, a weight in kilograms. The field's name says which.
///
/// Sums saturate at ±92 trillion, which no declared value reaches, so that arithmetic on hostile
/// input is total: a saturated sum equals nothing that was declared and exceeds every limit.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("not a decimal number")]
    NotANumber,
    #[error("more decimals than allowed")]
    TooManyDecimals,
    #[error("out of range")]
    OutOfRange,
}

const SCALE: i64 = 100_000;

impl Amount {
    pub const ZERO: Amount = Amount(0);
    pub const MAX: Amount = Amount(i64::MAX);
    /// One whole unit: a yuan, a piece, a kilogram.
    pub const ONE: Amount = Amount(SCALE);

    /// From hundred-thousandths.
    pub const fn from_scaled(scaled: i64) -> Amount {
        Amount(scaled)
    }

    /// In hundred-thousandths.
    pub const fn scaled(self) -> i64 {
        self.0
    }

    pub const fn from_units(units: i64) -> Amount {
        Amount(units.saturating_mul(SCALE))
    }

    pub const fn from_fen(fen: i64) -> Amount {
        Amount(fen.saturating_mul(SCALE / 100))
    }

    /// The product in ten-thousand-millionths (scale ten), exact.
    pub const fn times(self, other: Amount) -> i128 {
        self.0 as i128 * other.0 as i128
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn abs_diff(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0).saturating_abs())
    }

    /// From an exact value with `scale` more decimals than five, rounded half up (away from zero)
    /// to the fen; saturating.
    pub fn fen_from_ratio(numerator: i128, denominator: i128) -> Amount {
        debug_assert!(denominator > 0, "a denominator is positive");
        let fen_scale = i128::from(SCALE / 100);
        let denominator = denominator.saturating_mul(fen_scale);
        let magnitude = numerator.unsigned_abs();
        let divisor = denominator.unsigned_abs().max(1);
        let fen = (magnitude.saturating_add(divisor / 2)) / divisor;
        let fen = i64::try_from(fen).unwrap_or(i64::MAX).saturating_mul(SCALE / 100);
        Amount(if numerator < 0 { -fen } else { fen })
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Amount, AmountError> {
        parse_fixed(text.as_bytes(), 5).map(Amount)
    }
}

/// Reads `-?digits[.digits]` into an integer with `decimals` decimals. Trailing zeros beyond them
/// are not a fault.
fn parse_fixed(text: &[u8], decimals: u32) -> Result<i64, AmountError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let mut value: i64 = 0;
    let mut seen_digit = false;
    let mut missing: Option<u32> = None;
    for &byte in digits {
        match (byte, missing) {
            (b'0'..=b'9', Some(0)) => {
                if byte != b'0' {
                    return Err(AmountError::TooManyDecimals);
                }
            }
            (b'0'..=b'9', _) => {
                seen_digit = true;
                let digit = i64::from(byte - b'0');
                value = value
                    .checked_mul(10)
                    .and_then(|it| it.checked_add(digit))
                    .ok_or(AmountError::OutOfRange)?;
                missing = missing.map(|it| it - 1);
            }
            (b'.', None) => missing = Some(decimals),
            _ => return Err(AmountError::NotANumber),
        }
    }
    if !seen_digit {
        return Err(AmountError::NotANumber);
    }
    let factor = 10i64.pow(missing.unwrap_or(decimals));
    let value = value.checked_mul(factor).ok_or(AmountError::OutOfRange)?;
    Ok(if negative { -value } else { value })
}

fn write_fixed(f: &mut fmt::Formatter<'_>, value: i64, decimals: u32, keep: u32) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let magnitude = value.unsigned_abs();
    let scale = 10u64.pow(decimals);
    let (mut fraction, mut shown) = (magnitude % scale, decimals);
    while shown > keep && fraction % 10 == 0 {
        fraction /= 10;
        shown -= 1;
    }
    let whole = magnitude / scale;
    if shown == 0 {
        return write!(f, "{sign}{whole}");
    }
    write!(f, "{sign}{whole}.{fraction:0width$}", width = shown as usize)
}

/// At least two decimals: `12.50`, `0.00001`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fixed(f, self.0, 5, 2)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add for Amount {
    type Output = Amount;

    fn add(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Amount;

    fn sub(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

impl Neg for Amount {
    type Output = Amount;

    fn neg(self) -> Amount {
        Amount(self.0.saturating_neg())
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        *self = *self + other;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Amount) {
        *self = *self - other;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Add::add)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_fixed(self.0, self, serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        deserialize_fixed(deserializer, 5).map(Amount)
    }
}

/// A rate or share: 0.13 for 13 %. Six decimals.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

impl Rate {
    pub const ZERO: Rate = Rate(0);
    pub const ONE: Rate = Rate(1_000_000);

    /// From millionths.
    pub const fn from_ppm(ppm: i64) -> Rate {
        Rate(ppm)
    }

    /// In millionths.
    pub const fn ppm(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl FromStr for Rate {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Rate, AmountError> {
        parse_fixed(text.as_bytes(), 6).map(Rate)
    }
}

/// As short as exact: `0.13`, `1.3`, `0`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fixed(f, self.0, 6, 0)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_fixed(self.0, self, serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        deserialize_fixed(deserializer, 6).map(Rate)
    }
}

/// People read a decimal in quotes, machines the scaled integer.
fn serialize_fixed<S: Serializer>(
    scaled: i64,
    text: &dyn fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(text)
    } else {
        serializer.serialize_i64(scaled)
    }
}

fn deserialize_fixed<'de, D: Deserializer<'de>>(
    deserializer: D,
    decimals: u32,
) -> Result<i64, D::Error> {
    struct Visitor(u32);
    impl de::Visitor<'_> for Visitor {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a decimal number in quotes")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
            parse_fixed(text.as_bytes(), self.0).map_err(E::custom)
        }

        fn visit_i64<E: de::Error>(self, whole: i64) -> Result<i64, E> {
            whole.checked_mul(10i64.pow(self.0)).ok_or_else(|| E::custom(AmountError::OutOfRange))
        }

        fn visit_u64<E: de::Error>(self, whole: u64) -> Result<i64, E> {
            i64::try_from(whole)
                .map_err(|_| E::custom(AmountError::OutOfRange))
                .and_then(|it| self.visit_i64(it))
        }
    }
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(Visitor(decimals))
    } else {
        i64::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_writes() {
        let read = |text: &str| text.parse::<Amount>().map(|it| it.to_string());
        assert_eq!(read("12.5"), Ok("12.50".to_owned()));
        assert_eq!(read("0.00001"), Ok("0.00001".to_owned()));
        assert_eq!(read("1.0000000"), Ok("1.00".to_owned()));
        assert_eq!(read("-3"), Ok("-3.00".to_owned()));
        assert_eq!(read("1.000001"), Err(AmountError::TooManyDecimals));
        assert_eq!(read("1000000000000000000000000000000"), Err(AmountError::OutOfRange));
        for junk in ["", "-", ".", "1,5", "1e5", "1.2.3", " 1", "０"] {
            assert_eq!(read(junk), Err(AmountError::NotANumber), "{junk:?}");
        }
        assert_eq!("0.0650".parse::<Rate>().unwrap().to_string(), "0.065");
        assert_eq!(Rate::ZERO.to_string(), "0");
    }

    #[test]
    fn rounds_half_up_to_the_fen() {
        let fen = |numerator, denominator| Amount::fen_from_ratio(numerator, denominator);
        assert_eq!(fen(500, 1), Amount::from_fen(1), "half a fen goes up");
        assert_eq!(fen(499, 1), Amount::ZERO);
        assert_eq!(fen(-500, 1), Amount::from_fen(-1));
        assert_eq!(fen(1_000_000, 3), Amount::from_fen(333));
    }

    #[test]
    fn hostile_sums_saturate() {
        assert_eq!(Amount::MAX + Amount::ONE, Amount::MAX);
        assert_eq!([Amount::MAX; 99].into_iter().sum::<Amount>(), Amount::MAX);
    }

    proptest! {
        #[test]
        fn text_round_trips(scaled: i64) {
            prop_assume!(scaled != i64::MIN);
            let amount = Amount::from_scaled(scaled);
            prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<Amount>();
        }
    }
}
