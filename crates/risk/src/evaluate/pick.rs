//! Who is examined in a week: the highest scores, or the shares of the mixture.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

use super::map::Mixture;

/// A lot of a case: the same seed and name always draw the same one.
pub(super) fn lot(seed: u64, arm: u64, id: &str) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(seed, arm);
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// How many may be examined by now: a share of all cases so far, whole.
pub(super) fn allowance(share: f64, n: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a count is a count"
    )]
    let it = (share * n as f64 + 1e-9) as usize;
    it
}

/// Why the mixture examines a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    Targeted,
    Explored,
    Random,
}

/// What the mixture has spent so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Spent {
    pub(super) all: usize,
    pub(super) random: usize,
    pub(super) explored: usize,
}

/// One case of the week as the mixture looks at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) row: usize,
    /// What is expected of examining it.
    pub(super) expected: f64,
    /// How unsure the model is of it, and how new its keys are.
    pub(super) unknown: f64,
    pub(super) lot: u64,
}

/// The `k` highest, ties by lot.
pub(super) fn highest(scored: &[(f64, u64, usize)], k: usize) -> Vec<usize> {
    let mut order = scored.to_vec();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    order.into_iter().take(k).map(|it| it.2).collect()
}

/// Draws the random share among all first, so that no score touches it; then where most is expected; then, among the
/// rest, where least is known.
pub(super) fn mixed(
    week: &[Candidate],
    k: usize,
    mixture: &Mixture,
    spent: &mut Spent,
) -> Vec<(usize, Why)> {
    let after = spent.all + k.min(week.len());
    let k = after - spent.all;
    let n_random = allowance(mixture.random, after).saturating_sub(spent.random).min(k);
    let n_explored =
        allowance(mixture.explore, after).saturating_sub(spent.explored).min(k - n_random);
    let n_targeted = k - n_random - n_explored;
    let mut rest = week.to_vec();
    let mut picked = Vec::with_capacity(k);
    let mut take = |rest: &mut Vec<Candidate>, n: usize, why: Why| {
        picked.extend(rest.drain(..n.min(rest.len())).map(|it| (it.row, why)));
    };
    rest.sort_unstable_by_key(|it| (it.lot, it.row));
    take(&mut rest, n_random, Why::Random);
    let tied = |a: &Candidate, b: &Candidate| a.lot.cmp(&b.lot).then(a.row.cmp(&b.row));
    rest.sort_unstable_by(|a, b| b.expected.total_cmp(&a.expected).then(tied(a, b)));
    take(&mut rest, n_targeted, Why::Targeted);
    rest.sort_unstable_by(|a, b| b.unknown.total_cmp(&a.unknown).then(tied(a, b)));
    take(&mut rest, n_explored, Why::Explored);
    spent.all = after;
    spent.random += n_random;
    spent.explored += n_explored;
    picked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Expected;

    #[test]
    fn shares_hold_over_weeks_that_are_too_small_for_them() {
        let mixture = Mixture { explore: 0.1, random: 0.1, expect: Expected::Findings, seed: 1 };
        let mut spent = Spent::default();
        let mut counts = [0; 3];
        for week in 0..50u64 {
            let cases: Vec<Candidate> = (0..40u32)
                .map(|it| Candidate {
                    row: it as usize,
                    expected: f64::from(it),
                    unknown: f64::from(40 - it),
                    lot: lot(1, week, &it.to_string()),
                })
                .collect();
            let picked = mixed(&cases, 4, &mixture, &mut spent);
            assert_eq!(picked.len(), 4);
            let mut rows: Vec<usize> = picked.iter().map(|it| it.0).collect();
            rows.sort_unstable();
            rows.dedup();
            assert_eq!(rows.len(), 4, "nobody is examined twice");
            picked.iter().for_each(|it| counts[it.1 as usize] += 1);
            let best = picked.iter().filter(|it| it.1 == Why::Targeted).map(|it| it.0).max();
            assert!(best.is_none_or(|it| it >= 38), "the random draw took at most one of the top");
        }
        assert_eq!(counts, [160, 20, 20]);
    }

    #[test]
    fn lots_decide_between_equals_and_the_draw_knows_no_score() {
        assert_eq!(highest(&[(0.5, 9, 0), (0.5, 2, 1), (0.7, 5, 2)], 2), [2, 1]);
        let mixture = Mixture { explore: 0.0, random: 1.0, expect: Expected::Findings, seed: 1 };
        let case = |row: usize, expected: f64| Candidate {
            row,
            expected,
            unknown: 0.0,
            lot: lot(7, 0, &row.to_string()),
        };
        let rising: Vec<Candidate> = (0..20).map(|it| case(it, it as f64)).collect();
        let falling: Vec<Candidate> = (0..20).map(|it| case(it, -(it as f64))).collect();
        let drawn = |it: &[Candidate]| mixed(it, 5, &mixture, &mut Spent::default());
        assert_eq!(drawn(&rising), drawn(&falling));
    }

    #[test]
    fn an_allowance_is_whole_and_exact() {
        assert_eq!([0, 9, 10, 99, 100].map(|it| allowance(0.1, it)), [0, 0, 1, 9, 10]);
        assert_eq!(allowance(0.07, 100), 7);
    }
}
