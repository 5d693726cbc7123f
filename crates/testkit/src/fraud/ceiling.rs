//! What nobody can do better than: the truth file itself, as a selector.

use super::{kind::FraudKind, truth::FraudTruth};

/// The best there is at a share examined. Counts, so that who prints them says what they are shares of.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ceiling {
    pub n_cases: u64,
    pub n_examined: u64,
    pub n_planted: u64,
    /// What examining everything would find: bounded by severity and by what examinations confirm.
    pub n_findable: u64,
    /// What somebody finds who knows which cases an examination would confirm.
    pub n_best: u64,
    /// What somebody finds who knows what is planted and how severe it is, and not what would be confirmed.
    pub n_knowing: u64,
    /// Hits of as many cases drawn at random, in millionths of one.
    pub random_ppm: u64,
    /// By kind, the first of a case's: planted, findable.
    pub kinds: std::collections::BTreeMap<FraudKind, [u64; 2]>,
}

impl Ceiling {
    /// Of cases, in any order, when so many millionths of them are examined.
    pub fn of(
        truths: impl IntoIterator<Item = FraudTruth>,
        threshold: u32,
        examined_ppm: u32,
    ) -> Ceiling {
        let mut it = Ceiling::default();
        let mut severe: u64 = 0;
        let mut severe_found: u64 = 0;
        let mut other: u64 = 0;
        let mut other_found: u64 = 0;
        for truth in truths {
            it.n_cases += 1;
            let is_found = truth.is_found(threshold);
            it.n_findable += u64::from(is_found);
            if !truth.is_planted() {
                continue;
            }
            it.n_planted += 1;
            if let Some(kind) = truth.kinds.first() {
                let [planted, findable] = it.kinds.entry(*kind).or_default();
                *planted += 1;
                *findable += u64::from(is_found);
            }
            let (count, found) = if truth.severity >= threshold {
                (&mut severe, &mut severe_found)
            } else {
                (&mut other, &mut other_found)
            };
            *count += 1;
            *found += u64::from(is_found);
        }
        it.n_examined = it.n_cases * u64::from(examined_ppm) / 1_000_000;
        it.n_best = it.n_findable.min(it.n_examined);
        // Of severe ones as many are confirmed as of all severe ones.
        it.n_knowing = severe_found * it.n_examined.min(severe) / severe.max(1);
        it.random_ppm = it.n_findable * 1_000_000 / it.n_cases.max(1);
        it
    }
}
