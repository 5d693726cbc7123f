//! A distribution as eleven numbers: integers, so that it is drawn alike on every machine.

use serde::Deserialize;

/// The least, each tenth, and the greatest of a distribution; straight lines between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Quantiles([u32; 11]);

const TENTH: u32 = 100_000;

impl Quantiles {
    /// What `ppm` of the distribution stay under; `ppm` is at most a million.
    pub fn at(&self, ppm: u32) -> u32 {
        let tenth = (ppm / TENTH).min(9);
        let [low, high] = [tenth, tenth + 1].map(|it| self.value(it));
        let within = i64::from(ppm.min(10 * TENTH) - tenth * TENTH);
        let value = low + ((high - low) * within + i64::from(TENTH / 2)) / i64::from(TENTH);
        u32::try_from(value).unwrap_or(0)
    }

    fn value(&self, nth: u32) -> i64 {
        self.0.get(nth as usize).map_or(0, |it| i64::from(*it))
    }

    /// Whether it rises, as a distribution does.
    pub(super) fn is_sound(&self) -> bool {
        self.0.is_sorted()
    }

    /// Its distance from `centre`, in hundredths of what it was.
    pub(super) fn stretched(&self, centre: u32, percent: u32) -> Quantiles {
        let stretch = |it: u32| {
            let distance = (i64::from(it) - i64::from(centre)) * i64::from(percent) / 100;
            u32::try_from(i64::from(centre) + distance).unwrap_or(0)
        };
        Quantiles(self.0.map(stretch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_hit_and_lines_are_straight() {
        let it = Quantiles([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 200]);
        assert_eq!([0, 100_000, 950_000, 1_000_000].map(|ppm| it.at(ppm)), [0, 10, 145, 200]);
        assert!(it.is_sound());
        let stretched = Quantiles([400; 11]).stretched(1_000, 150);
        assert_eq!(stretched.at(500_000), 100);
        assert!(!Quantiles([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).is_sound());
    }
}
