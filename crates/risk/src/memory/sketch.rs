//! How something is distributed, by ratio: prices and weights a unit of one kind of goods.

use serde::{Deserialize, Serialize};

use super::logarithm::{Log, OCTAVE};

const BINS: usize = 64;
/// An eighth of an octave: 9 %.
const WIDTH: Log = OCTAVE / 8;
/// As many are counted before all counts are halved, so that what was long ago fades.
const MOST: u32 = 4_096;

/// Counts in bins of one ratio, around what was seen first. Four octaves up and down are told apart; what lies beyond
/// counts at the rim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sketch {
    /// Lower end of the first bin.
    base: Log,
    total: u32,
    /// As many as bins; a vector, because arrays of 64 have no serde.
    bins: Vec<u16>,
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch { base: 0, total: 0, bins: vec![0; BINS] }
    }
}

impl Sketch {
    pub(crate) fn add(&mut self, log: Log) {
        if self.total == 0 {
            let middle = WIDTH * (BINS as Log / 2);
            self.base = log.div_euclid(WIDTH) * WIDTH - middle;
        }
        let place = self.place(log);
        if let Some(bin) = self.bins.get_mut(place) {
            *bin += 1;
            self.total += 1;
        }
        if self.total >= MOST {
            self.bins.iter_mut().for_each(|it| *it /= 2);
            self.total = self.bins.iter().map(|it| u32::from(*it)).sum();
        }
    }

    /// How many it is of, those long ago faded.
    pub(crate) fn count(&self) -> u32 {
        self.total
    }

    fn place(&self, log: Log) -> usize {
        let place = (i32::from(log) - i32::from(self.base)).div_euclid(i32::from(WIDTH));
        usize::try_from(place.max(0)).unwrap_or(0).min(BINS - 1)
    }

    /// Below which the shares lie, which ascend, in 256ths of an octave; within a bin in proportion. Nothing where nothing was
    /// seen.
    fn quantiles<const N: usize>(&self, shares: [f64; N]) -> Option<[f64; N]> {
        if self.total == 0 {
            return None;
        }
        let total = f64::from(self.total);
        let mut bins = self.bins.iter().map(|it| f64::from(*it));
        let (mut below, mut edge) = (0.0, f64::from(self.base));
        let mut count = bins.next().unwrap_or_default();
        Some(shares.map(|share| {
            let wanted = share.clamp(0.0, 1.0) * total;
            loop {
                if count > 0.0 && below + count >= wanted {
                    return edge + f64::from(WIDTH) * (wanted - below) / count;
                }
                below += count;
                edge += f64::from(WIDTH);
                match bins.next() {
                    Some(next) => count = next,
                    None => return edge,
                }
            }
        }))
    }

    /// What lies in the middle, and how wide the rest lies about it: the spread is that between the quartiles, made a
    /// deviation's, and never less than a bin. Nothing where nothing was seen.
    pub(crate) fn middle(&self) -> Option<Middle> {
        let [low, median, high] = self.quantiles([0.25, 0.5, 0.75])?;
        Some(Middle { median, spread: ((high - low) / 1.349).max(f64::from(WIDTH)) })
    }

    /// The share that lies below, half of what lies in the same bin counted.
    pub(crate) fn rank(&self, log: Log) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let place = self.place(log);
        let below: u32 = self.bins.iter().take(place).map(|it| u32::from(*it)).sum();
        let same = self.bins.get(place).copied().unwrap_or(0);
        Some((f64::from(below) + f64::from(same) / 2.0) / f64::from(self.total))
    }
}

/// Median and spread of a sketch: robust, so that a few odd ones do not hide others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Middle {
    pub(crate) median: f64,
    spread: f64,
}

impl Middle {
    /// How many spreads it lies above the median.
    pub(crate) fn deviation(&self, log: Log) -> f64 {
        (f64::from(log) - self.median) / self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::logarithm::log;

    fn of(values: impl Iterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::default();
        values.for_each(|it| sketch.add(log(it).unwrap()));
        sketch
    }

    fn quantile(sketch: &Sketch, share: f64) -> f64 {
        let [told] = sketch.quantiles([share]).unwrap();
        told
    }

    #[test]
    fn quantiles_are_within_a_bin() {
        let sketch = of((0..2_000u64).map(|it| 1_000 + it * 7 % 2_000));
        for (share, value) in [(0.05, 1_100u64), (0.5, 2_000), (0.95, 2_900)] {
            let told = quantile(&sketch, share);
            let exact = f64::from(log(value).unwrap());
            assert!((told - exact).abs() <= f64::from(WIDTH), "{share}: {told} for {exact}");
        }
        let middle = sketch.rank(log(2_000).unwrap()).unwrap();
        assert!((middle - 0.5).abs() < 0.06, "{middle}");
        assert_eq!(sketch.rank(0), Some(0.0));
    }

    #[test]
    fn who_declares_a_third_of_the_price_stands_out() {
        let sketch = of((0..500u64).map(|it| 10_000 + it));
        let third = sketch.middle().unwrap().deviation(log(3_400).unwrap());
        assert!(third < -10.0, "{third}");
        let usual = sketch.middle().unwrap().deviation(log(10_200).unwrap());
        assert!(usual.abs() < 1.0, "{usual}");
    }

    #[test]
    fn nothing_seen_says_nothing() {
        let sketch = Sketch::default();
        assert_eq!((sketch.middle(), sketch.rank(3)), (None, None));
    }

    #[test]
    fn what_was_long_ago_fades() {
        let mut sketch = of(std::iter::repeat_n(1_000, 4_000));
        for _ in 0..6_000 {
            sketch.add(log(2_000).unwrap());
        }
        let median = quantile(&sketch, 0.5);
        assert!(median > f64::from(log(1_900).unwrap()), "{median}");
        assert!(sketch.count() < MOST);
    }

    #[test]
    fn what_lies_beyond_counts_at_the_rim() {
        let mut sketch = of([1_000, 1_000, 1_000].into_iter());
        sketch.add(log(u64::MAX).unwrap());
        sketch.add(0);
        assert_eq!(sketch.count(), 5);
        assert!(sketch.rank(0).unwrap() < 0.2);
    }
}
