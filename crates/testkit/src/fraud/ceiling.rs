//! What nobody can do better than: the truth itself, as a selector.

use std::collections::BTreeMap;

use super::{kind::FraudKind, truth::FraudTruth};

/// What there is to be found among cases. Found is a confirmed discrepancy above the threshold.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ceiling {
    pub n_cases: u64,
    pub n_planted: u64,
    /// What examining everything would find: bounded by severity, and by what examinations confirm. Some of it are honest
    /// mistakes.
    pub n_findable: u64,
    /// Planted and above the threshold, and of these what would be confirmed.
    pub n_severe: u64,
    pub n_severe_confirmed: u64,
    /// By kind, the first of a case's: planted, findable.
    pub kinds: BTreeMap<FraudKind, [u64; 2]>,
}

/// Hits at a share examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Best {
    pub n_examined: u64,
    /// Of somebody who knows which cases an examination would confirm: nobody finds more.
    pub n_hits: u64,
    /// Of somebody who knows what is planted and how severe it is, and not what would be confirmed.
    pub n_knowing: u64,
    /// Of as many cases drawn at random, on average.
    pub n_random: u64,
}

impl Ceiling {
    /// Of cases, in any order.
    pub fn of(truths: impl IntoIterator<Item = FraudTruth>, threshold: u32) -> Ceiling {
        let mut it = Ceiling::default();
        for truth in truths {
            let is_found = truth.is_found(threshold);
            it.n_cases += 1;
            it.n_findable += u64::from(is_found);
            if !truth.is_planted() {
                continue;
            }
            it.n_planted += 1;
            it.n_severe += u64::from(truth.severity >= threshold);
            it.n_severe_confirmed += u64::from(is_found);
            if let Some(kind) = truth.kinds.first() {
                let [planted, findable] = it.kinds.entry(*kind).or_default();
                *planted += 1;
                *findable += u64::from(is_found);
            }
        }
        it
    }

    /// When so many millionths of the cases are examined.
    pub fn best(&self, examined_ppm: u32) -> Best {
        let n_examined = self.n_cases * u64::from(examined_ppm) / 1_000_000;
        let severe = self.n_severe.max(1);
        Best {
            n_examined,
            n_hits: self.n_findable.min(n_examined),
            n_knowing: self.n_severe_confirmed * n_examined.min(severe) / severe,
            n_random: self.n_findable * n_examined / self.n_cases.max(1),
        }
    }
}
