//! The random share: which entries are drawn for examination without any suspicion.

use std::hash::Hasher as _;

use model::{KeyPair, Rate};
use siphasher::sip::SipHasher13;

/// Whether a key is drawn by a seed. A function of both alone, so it does not depend on the order of arrival,
/// and nobody without the seed can tell in advance.
pub(crate) fn is_drawn_by(share: Rate, seed: KeyPair, key: KeyPair) -> bool {
    is_below(share, SipHasher13::new_with_keys(seed.hi, seed.lo), key, "")
}

/// As `is_drawn_by`, for something that goes by a name: one draw says nothing of another.
pub(crate) fn is_drawn_for(what: &str, share: Rate, seed: u64, key: KeyPair) -> bool {
    is_below(share, SipHasher13::new_with_keys(seed, 0), key, what)
}

fn is_below(share: Rate, mut hasher: SipHasher13, key: KeyPair, what: &str) -> bool {
    if share.ppm() <= 0 {
        return false;
    }
    hasher.write_u64(key.hi);
    hasher.write_u64(key.lo);
    hasher.write(what.as_bytes());
    // Maps the whole range of the hash onto 0 .. 1,000,000 in equal parts.
    let ppm = (u128::from(hasher.finish()) * 1_000_000) >> 64;
    i128::try_from(ppm).is_ok_and(|it| it < i128::from(share.ppm()))
}

/// The places of those who are drawn, `most` at most, of names in any order: a function of seed, key, how often
/// was drawn for it, and the names.
pub(crate) fn drawn(seed: u64, key: KeyPair, turn: u8, names: &[&str], most: usize) -> Vec<usize> {
    let lot = |name: &str| {
        let mut hasher = SipHasher13::new_with_keys(seed, u64::from(turn) + 1);
        hasher.write_u64(key.hi);
        hasher.write_u64(key.lo);
        hasher.write(name.as_bytes());
        hasher.finish()
    };
    let mut lots: Vec<(u64, &str, usize)> =
        names.iter().enumerate().map(|(at, it)| (lot(it), *it, at)).collect();
    lots.sort_unstable();
    lots.into_iter().take(most).map(|(_, _, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_drawn(share: Rate, seed: u64, key: KeyPair) -> bool {
        is_drawn_by(share, KeyPair { hi: seed, lo: 0 }, key)
    }

    fn n_drawn(share: Rate, seed: u64) -> usize {
        let keys = (0..100_000u64).map(|it| KeyPair { hi: it, lo: it ^ 7 });
        keys.filter(|it| is_drawn(share, seed, *it)).count()
    }

    #[test]
    fn one_in_a_hundred_is_one_in_a_hundred() {
        // Four standard deviations of a binomial of 100,000 at 1 % are 126.
        for seed in 0..5 {
            let n = n_drawn(Rate::from_ppm(10_000), seed);
            assert!((874..=1_126).contains(&n), "seed {seed}: {n}");
        }
    }

    #[test]
    fn two_of_five_are_drawn_alike_whatever_their_order() {
        let (names, back) = (["a", "b", "c", "d", "e"], ["e", "d", "c", "b", "a"]);
        let mut counts = [0u32; 5];
        for hi in 0..2_000 {
            let key = KeyPair { hi, lo: 3 };
            let two = drawn(7, key, 1, &names, 2);
            let again: Vec<&str> = drawn(7, key, 1, &back, 2).iter().map(|it| back[*it]).collect();
            assert_eq!(two.iter().map(|it| names[*it]).collect::<Vec<_>>(), again);
            two.iter().for_each(|it| counts[*it] += 1);
        }
        // Each is drawn for two fifths of the cases; four standard deviations are 88.
        assert!(counts.iter().all(|it| (712..=888).contains(it)), "{counts:?}");
        let key = KeyPair { hi: 1, lo: 1 };
        assert!((1..50).any(|turn| drawn(7, key, 0, &names, 2) != drawn(7, key, turn, &names, 2)));
        assert_eq!(drawn(7, key, 0, &["a"], 2), [0]);
    }

    #[test]
    fn none_and_all_are_exact() {
        assert_eq!(n_drawn(Rate::ZERO, 1), 0);
        assert_eq!(n_drawn(Rate::from_ppm(-1), 1), 0);
        assert_eq!(n_drawn(Rate::ONE, 1), 100_000);
    }

    #[test]
    fn the_seed_and_both_halves_of_the_key_count() {
        let share = Rate::from_ppm(500_000);
        let draws = |seed: u64, key: fn(u64) -> KeyPair| -> Vec<bool> {
            (0..256).map(|it| is_drawn(share, seed, key(it))).collect()
        };
        let hi: fn(u64) -> KeyPair = |it| KeyPair { hi: it, lo: 0 };
        let lo: fn(u64) -> KeyPair = |it| KeyPair { hi: 0, lo: it };
        assert_ne!(draws(1, hi), draws(2, hi));
        assert_ne!(draws(1, hi), draws(1, lo));
        assert_eq!(draws(1, hi), draws(1, hi));
    }

    #[test]
    fn draws_for_different_ends_are_their_own() {
        let half = Rate::from_ppm(500_000);
        let keys = || (0..1_000u64).map(|it| KeyPair { hi: it, lo: 5 });
        let differs = keys().filter(|it| is_drawn(half, 3, *it) != is_drawn_for("x", half, 3, *it));
        // Half of them; four standard deviations are 63.
        assert!((437..=563).contains(&differs.count()));
    }

    #[test]
    fn a_larger_share_only_adds() {
        let key = |it: u64| KeyPair { hi: it, lo: 0 };
        for it in 0..10_000 {
            let small = is_drawn(Rate::from_ppm(10_000), 3, key(it));
            assert!(!small || is_drawn(Rate::from_ppm(20_000), 3, key(it)), "{it}");
        }
    }
}
