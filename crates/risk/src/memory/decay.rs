//! Sums of what happened lately, in integers: the same on every machine, whatever happened in between.

use serde::{Deserialize, Serialize};

/// How fast something is forgotten. Time goes in steps of a sixty-fourth of it, on one grid for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HalfLife {
    step_s: u32,
}

impl HalfLife {
    pub(crate) const DAY: HalfLife = HalfLife::days(1);
    pub(crate) const WEEK: HalfLife = HalfLife::days(7);
    pub(crate) const MONTH: HalfLife = HalfLife::days(30);
    pub(crate) const HALF_YEAR: HalfLife = HalfLife::days(180);

    const fn days(days: u32) -> HalfLife {
        HalfLife { step_s: days * 86_400 / STEPS }
    }

    fn step(self, at: Seconds) -> u32 {
        at / self.step_s
    }
}

/// Since 1970.
pub(crate) type Seconds = u32;

/// Steps in a half-life.
const STEPS: u32 = 64;

/// 2^32 × 2^(−k/64), rounded.
const POWERS: [u64; STEPS as usize] = [
    4_294_967_296,
    4_248_701_965,
    4_202_935_003,
    4_157_661_043,
    4_112_874_773,
    4_068_570_940,
    4_024_744_348,
    3_981_389_855,
    3_938_502_376,
    3_896_076_880,
    3_854_108_391,
    3_812_591_987,
    3_771_522_796,
    3_730_896_002,
    3_690_706_840,
    3_650_950_594,
    3_611_622_603,
    3_572_718_252,
    3_534_232_978,
    3_496_162_267,
    3_458_501_653,
    3_421_246_719,
    3_384_393_094,
    3_347_936_457,
    3_311_872_529,
    3_276_197_082,
    3_240_905_930,
    3_205_994_934,
    3_171_459_999,
    3_137_297_074,
    3_103_502_151,
    3_070_071_267,
    3_037_000_500,
    3_004_285_971,
    2_971_923_842,
    2_939_910_317,
    2_908_241_642,
    2_876_914_102,
    2_845_924_021,
    2_815_267_765,
    2_784_941_738,
    2_754_942_382,
    2_725_266_179,
    2_695_909_648,
    2_666_869_345,
    2_638_141_863,
    2_609_723_834,
    2_581_611_923,
    2_553_802_834,
    2_526_293_303,
    2_499_080_105,
    2_472_160_047,
    2_445_529_972,
    2_419_186_755,
    2_393_127_307,
    2_367_348_571,
    2_341_847_524,
    2_316_621_173,
    2_291_666_561,
    2_266_980_759,
    2_242_560_872,
    2_218_404_036,
    2_194_507_417,
    2_170_868_212,
];

/// A sum that halves with every half-life. What is added to one sum is always forgotten alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decayed {
    /// In 1,024ths, as of the step.
    sum: u64,
    step: u32,
}

/// Of a whole.
const FINE: u64 = 1_024;

impl Decayed {
    /// Moments come in any order; what is late counts as if it came now.
    pub(crate) fn add(&mut self, more: u64, now: Seconds, half: HalfLife) {
        let sum = self.sum_at(now, half);
        self.step = self.step.max(half.step(now));
        self.sum = sum.saturating_add(more.saturating_mul(FINE)).min(MOST);
    }

    /// What is left of it.
    pub(crate) fn at(self, now: Seconds, half: HalfLife) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "sums stay under 2^53")]
        let sum = self.sum_at(now, half) as f64;
        sum / 1_024.0
    }

    fn sum_at(self, now: Seconds, half: HalfLife) -> u64 {
        let steps = half.step(now).saturating_sub(self.step);
        let (halvings, part) = (steps / STEPS, steps % STEPS);
        let power = usize::try_from(part).ok().and_then(|it| POWERS.get(it));
        let Some((power, whole)) = power.zip(self.sum.checked_shr(halvings)) else { return 0 };
        u64::try_from((u128::from(whole) * u128::from(*power)) >> 32).unwrap_or(MOST)
    }
}

/// No sum goes beyond it, so that it is exact as a float.
const MOST: u64 = 1 << 53;

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Seconds = 86_400;

    #[test]
    fn half_is_left_after_a_half_life_and_nothing_after_many() {
        let mut sum = Decayed::default();
        sum.add(100, 20_000 * DAY, HalfLife::DAY);
        let after = |days: u32| sum.at((20_000 + days) * DAY, HalfLife::DAY);
        assert_eq!([after(0), after(1), after(2), after(3)], [100.0, 50.0, 25.0, 12.5]);
        assert_eq!(after(63), 0.0);
        assert_eq!(after(1_000), 0.0);
    }

    #[test]
    fn between_steps_nothing_is_forgotten() {
        let mut sum = Decayed::default();
        for second in 0..1_000 {
            sum.add(1, 20_000 * DAY + second, HalfLife::DAY);
        }
        assert_eq!(sum.at(20_000 * DAY + 1_000, HalfLife::DAY), 1_000.0);
        let later = sum.at(20_000 * DAY + DAY / 2, HalfLife::DAY);
        assert!((later - 1_000.0 * 0.5f64.sqrt()).abs() < 0.01, "{later}");
    }

    #[test]
    fn what_comes_late_counts_as_of_now() {
        let mut sum = Decayed::default();
        sum.add(1, 20_010 * DAY, HalfLife::WEEK);
        sum.add(1, 20_000 * DAY, HalfLife::WEEK);
        assert_eq!(sum.at(20_010 * DAY, HalfLife::WEEK), 2.0);
    }

    #[test]
    fn sums_stop_at_what_a_float_holds() {
        let mut sum = Decayed::default();
        sum.add(u64::MAX, DAY, HalfLife::MONTH);
        sum.add(u64::MAX, DAY, HalfLife::MONTH);
        assert_eq!(sum.at(DAY, HalfLife::MONTH), (1u64 << 43) as f64);
    }
}
