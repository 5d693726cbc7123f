//! Binary logarithms in integers: prices are compared by ratio, and alike on every machine.

/// In 256ths of an octave.
pub(crate) type Log = i16;

/// 256ths in an octave.
pub(crate) const OCTAVE: Log = 256;

/// Rounded down; nothing for zero.
pub(crate) fn log(value: u64) -> Option<Log> {
    let whole = value.checked_ilog2()?;
    // The mantissa, 1 to 2, at scale 31: its square tells the next bit.
    let mut mantissa = (u128::from(value) << 63) >> whole >> 32;
    let mut log = i64::from(whole);
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        let bit = i64::from(mantissa >= 1 << 32);
        mantissa >>= bit;
        log = log * 2 + bit;
    }
    Log::try_from(log).ok()
}

/// Of a ratio, rounded towards the numerator's; nothing where one of them is zero.
pub(crate) fn log_ratio(numerator: u64, denominator: u64) -> Option<Log> {
    Some(log(numerator)? - log(denominator)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_are_exact_and_all_else_is_rounded_down() {
        assert_eq!(log(0), None);
        for power in 0..64 {
            assert_eq!(log(1 << power), Some(OCTAVE * power as Log));
        }
        for value in (1..5_000u64).chain([u64::MAX, u64::MAX / 3, 10_000_000_007]) {
            let exact = ((value as f64).log2() * 256.0).floor();
            let told = f64::from(log(value).unwrap());
            assert!((told - exact).abs() <= 1.0, "{value}: {told} for {exact}");
        }
    }

    #[test]
    fn a_ratio_is_a_difference() {
        assert_eq!(log_ratio(8, 2), Some(2 * OCTAVE));
        assert_eq!(log_ratio(2, 8), Some(-2 * OCTAVE));
        assert_eq!(log_ratio(0, 8), None);
    }
}
