//! How the features of a model lay among all cases of the window that it was grown on, so that a house sees when its traffic becomes
//! another one.

use serde::{Deserialize, Serialize};

/// Bins of a feature at most, besides one for what is missing.
const BINS: usize = 10;

/// Of each feature, how many cases lay where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    pub features: Vec<FeatureSpread>,
}

/// Bins of one feature: about as many cases in each, less where many have the same value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSpread {
    pub name: String,
    /// Where one bin ends and the next begins, ascending; a value that is equal belongs to the next.
    pub edges: Vec<f64>,
    /// One more than edges.
    pub counts: Vec<u64>,
    pub missing: u64,
}

impl Spread {
    /// Of rows in the order of `names`; NaN is missing.
    pub fn of<'r>(names: &[String], rows: impl Iterator<Item = &'r [f64]> + Clone) -> Spread {
        let feature = |(at, name): (usize, &String)| {
            let column = rows.clone().filter_map(|it| it.get(at).copied());
            FeatureSpread::of(name, column)
        };
        Spread { features: names.iter().enumerate().map(feature).collect() }
    }

    /// Whether it can be one of a model's features: bins fit edges, and edges ascend.
    pub(super) fn is_sound(&self) -> bool {
        self.features.iter().all(|it| {
            let ascends = it.edges.windows(2).all(|pair| pair.first() < pair.last());
            let finite = it.edges.iter().all(|it| it.is_finite());
            ascends && finite && it.counts.len() == it.edges.len() + 1
        })
    }
}

impl FeatureSpread {
    fn of(name: &str, column: impl Iterator<Item = f64>) -> FeatureSpread {
        let mut values = Vec::new();
        let mut missing = 0;
        for value in column {
            if value.is_finite() {
                values.push(value);
            } else {
                missing += 1;
            }
        }
        values.sort_unstable_by(f64::total_cmp);
        let cut = |it: usize| values.get(it * values.len() / BINS).copied();
        let mut edges: Vec<f64> = (1..BINS).filter_map(cut).collect();
        edges.dedup();
        // Nothing lies below the least value.
        if edges.first() == values.first() && !edges.is_empty() {
            edges.remove(0);
        }
        let counts = vec![0; edges.len() + 1];
        let mut spread = FeatureSpread { name: name.to_owned(), edges, counts, missing };
        values.iter().for_each(|it| spread.see(*it));
        spread
    }

    /// The same bins with nothing in them.
    #[must_use]
    pub fn emptied(&self) -> FeatureSpread {
        let counts = vec![0; self.counts.len()];
        FeatureSpread { counts, missing: 0, ..self.clone() }
    }

    /// Counts a case.
    pub fn see(&mut self, value: f64) {
        if !value.is_finite() {
            self.missing += 1;
            return;
        }
        let at = self.edges.partition_point(|edge| *edge <= value);
        if let Some(n) = self.counts.get_mut(at) {
            *n += 1;
        }
    }

    pub fn n(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.missing
    }

    /// The population stability index of another spread over the same bins: the sum of `(q - p) ln(q / p)`. Every bin is counted as if
    /// half a case more lay in it, so that an empty one is no infinity. Nothing where either has no cases.
    pub fn stability(&self, now: &FeatureSpread) -> Option<f64> {
        if self.n() == 0 || now.n() == 0 || self.counts.len() != now.counts.len() {
            return None;
        }
        let bins = |it: &FeatureSpread| -> Vec<f64> {
            let all = it.counts.iter().chain(std::iter::once(&it.missing));
            let raised: Vec<f64> = all.map(|n| real(*n) + 0.5).collect();
            let sum: f64 = raised.iter().sum();
            raised.iter().map(|n| n / sum).collect()
        };
        let (before, after) = (bins(self), bins(now));
        Some(before.iter().zip(&after).map(|(p, q)| (q - p) * libm::log(q / p)).sum())
    }
}

fn real(n: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
    let it = n as f64;
    it
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> FeatureSpread {
        FeatureSpread::of("it", values.iter().copied())
    }

    #[test]
    fn bins_hold_as_many_each_and_what_is_missing_has_its_own() {
        let values: Vec<f64> = (0..100).map(f64::from).chain([f64::NAN, f64::NAN]).collect();
        let it = spread(&values);
        assert_eq!(it.edges, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]);
        assert_eq!((it.counts.as_slice(), it.missing, it.n()), ([10; 10].as_slice(), 2, 102));
        // A flag has two bins, and one value has one.
        let flag = spread(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(
            (flag.edges.as_slice(), flag.counts.as_slice()),
            ([1.0].as_slice(), [6, 4].as_slice())
        );
        let one = spread(&[3.0; 20]);
        assert_eq!((one.edges.len(), one.counts.as_slice()), (0, [20].as_slice()));
        let none = spread(&[f64::NAN]);
        assert_eq!((none.counts.as_slice(), none.missing), ([0].as_slice(), 1));
    }

    #[test]
    fn the_index_is_that_of_the_formula() {
        let flag = |no: u64, yes: u64| FeatureSpread {
            name: "it".to_owned(),
            edges: vec![1.0],
            counts: vec![no, yes],
            missing: 0,
        };
        // 70 % and 30 % become 50 % and 50 %: (0.5 - 0.7) ln(0.5/0.7) + (0.5 - 0.3) ln(0.5/0.3) = 0.1695.
        let (before, after) = (flag(700_000, 300_000), flag(500_000, 500_000));
        let index = before.stability(&after).unwrap();
        assert!((index - 0.169_459_572).abs() < 1e-4, "{index}");
        assert!(before.stability(&before).unwrap().abs() < 1e-12);
        assert_eq!(before.stability(&flag(0, 0)), None);
        // What was never there is no infinity.
        let new = flag(1_000, 0).stability(&flag(0, 1_000)).unwrap();
        assert!(new > 5.0 && new.is_finite(), "{new}");
    }

    #[test]
    fn what_is_counted_anew_in_the_same_bins_is_the_same() {
        let values: Vec<f64> = (0..1_000).map(|it| f64::from(it * 7 % 101)).collect();
        let before = spread(&values);
        let mut after = before.emptied();
        values.iter().for_each(|it| after.see(*it));
        assert_eq!(before, after);
        let whole = Spread { features: vec![before] };
        assert!(whole.is_sound());
        let mut broken = whole;
        broken.features[0].counts.pop();
        assert!(!broken.is_sound());
    }
}
