//! How long things took, in few numbers: counts of times that are alike, from which shares can be read and which can
//! be added up.

use std::collections::BTreeMap;

/// Times that differ by less than a sixteenth of themselves count as alike.
const PARTS: u32 = 4;

/// A histogram of milliseconds whose steps grow with the time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sketch {
    counts: BTreeMap<u16, u64>,
    n: u64,
    sum_ms: u64,
}

impl Sketch {
    pub(crate) fn add(&mut self, ms: u64) {
        *self.counts.entry(step_of(ms)).or_default() += 1;
        self.n += 1;
        self.sum_ms = self.sum_ms.saturating_add(ms);
    }

    /// Adds all that another counted.
    pub(crate) fn merge(&mut self, other: &Sketch) {
        for (step, count) in &other.counts {
            *self.counts.entry(*step).or_default() += count;
        }
        self.n += other.n;
        self.sum_ms = self.sum_ms.saturating_add(other.sum_ms);
    }

    pub(crate) const fn n(&self) -> u64 {
        self.n
    }

    pub(crate) fn mean_ms(&self) -> Option<u64> {
        self.sum_ms.checked_div(self.n)
    }

    /// The time within which so many of a hundred were done, to a sixteenth; nothing when none was.
    pub(crate) fn percentile_ms(&self, percent: u64) -> Option<u64> {
        let rank = (self.n * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = self.counts.iter().find(|(_, count)| {
            seen += **count;
            seen >= rank
        });
        reached.map(|(step, _)| middle_of(*step))
    }
}

/// Small times count one by one; of greater ones the first five binary digits.
fn step_of(ms: u64) -> u16 {
    let digits = u64::BITS - ms.leading_zeros();
    let shift = digits.saturating_sub(PARTS + 1);
    let leading = ms >> shift;
    u16::try_from((u64::from(shift) << PARTS) + leading).unwrap_or(u16::MAX)
}

/// The middle of the times that have a step.
fn middle_of(step: u16) -> u64 {
    let parts = 1 << PARTS;
    let step = u64::from(step);
    if step < 2 * parts {
        return step;
    }
    let shift = step / parts - 1;
    let leading = step - shift * parts;
    (leading << shift) + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_from_one_that_is_a_sixteenth_longer() {
        let mut last = None;
        for ms in (0..2_000u64).chain((11..63).map(|it| (1u64 << it) + 12_345)) {
            let middle = middle_of(step_of(ms));
            assert!(middle.abs_diff(ms) <= ms / 16, "{ms} is told as {middle}");
            assert!(last <= Some(step_of(ms)), "steps ascend with the time: {ms}");
            last = Some(step_of(ms));
        }
    }

    #[test]
    fn shares_are_read_by_rank() {
        let mut sketch = Sketch::default();
        assert_eq!((sketch.percentile_ms(50), sketch.mean_ms()), (None, None));
        for ms in 1..=10 {
            sketch.add(ms);
        }
        assert_eq!(sketch.percentile_ms(50), Some(5));
        assert_eq!(sketch.percentile_ms(90), Some(9));
        assert_eq!(sketch.percentile_ms(100), Some(10));
        assert_eq!((sketch.n(), sketch.mean_ms()), (10, Some(5)));
    }

    #[test]
    fn two_that_are_added_up_are_one_that_counted_all() {
        let (mut all, mut odd, mut even) =
            (Sketch::default(), Sketch::default(), Sketch::default());
        for ms in (0..500u64).map(|it| it * it * 37) {
            all.add(ms);
            if ms % 2 == 0 { even.add(ms) } else { odd.add(ms) }
        }
        odd.merge(&even);
        assert_eq!(odd, all);
    }
}
