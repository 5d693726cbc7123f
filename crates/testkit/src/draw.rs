//! Reproducible draws: every choice is a function of the seed and of what it is made for, so any
//! parcel can be made again without having kept it.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// What a stream of draws is for; the same number in two domains gives unrelated draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    Parcel = 0,
    Person = 1,
    Arrival = 2,
    Later = 3,
}

/// The key of one corpus; cheap to draw from.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    base: ChaCha8Rng,
    pub(crate) number: u64,
}

impl Seed {
    pub(crate) fn new(number: u64) -> Seed {
        Seed { base: ChaCha8Rng::seed_from_u64(number), number }
    }

    /// The draws made for `number` in `domain`; `number` is below 2⁶².
    pub(crate) fn draws(&self, domain: Domain, number: u64) -> Draws {
        let mut rng = self.base.clone();
        rng.set_stream(((domain as u64) << 62) | number);
        Draws(rng)
    }

    /// 64 bits that depend on the seed and both numbers, without a stream.
    pub(crate) fn mix(&self, one: u64, other: u64) -> u64 {
        splitmix(
            splitmix(self.number ^ 0x9e37_79b9_7f4a_7c15).wrapping_add(splitmix(one))
                ^ other.rotate_left(32),
        )
    }
}

pub(crate) fn splitmix(value: u64) -> u64 {
    let mut it = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// Below `bound`, which is positive.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(bound);
        (product >> 32) as u32
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    pub(crate) fn chance(&mut self, ppm: u32) -> bool {
        self.below(1_000_000) < ppm
    }

    /// Evenly out of a table that is not empty.
    pub(crate) fn pick<'t, T>(&mut self, table: &'t [T]) -> &'t T {
        assert!(!table.is_empty(), "a table to draw from has rows");
        at(table, self.below(table.len() as u32) as usize)
    }

    pub(crate) fn word(&mut self, table: &[&'static str]) -> &'static str {
        self.pick::<&'static str>(table)
    }
}

/// Word `index`, counted round and round, of a table that is not empty.
pub(crate) fn word(table: &[&'static str], index: usize) -> &'static str {
    at::<&'static str>(table, index)
}

/// Row `index`, counted round and round, of a table that is not empty.
#[expect(clippy::indexing_slicing, reason = "the remainder is below the length")]
pub(crate) fn at<T>(table: &[T], index: usize) -> &T {
    &table[index % table.len()]
}

/// A table of weights to draw indices from.
#[derive(Debug)]
pub(crate) struct Skew {
    cumulative: Vec<u32>,
}

impl Skew {
    pub(crate) fn new(weights: impl IntoIterator<Item = u32>) -> Skew {
        let mut sum = 0u32;
        let cumulative = weights
            .into_iter()
            .map(|weight| {
                sum = sum.saturating_add(weight);
                sum
            })
            .collect();
        Skew { cumulative }
    }

    /// Zipf's law: the k-th of `count` weighs 1/k.
    pub(crate) fn zipf(count: usize) -> Skew {
        Skew::new((1..=count as u32).map(|rank| 1_000_000 / rank))
    }

    pub(crate) fn draw(&self, draws: &mut Draws) -> usize {
        let total = self.cumulative.last().copied().unwrap_or(1);
        let ticket = draws.below(total);
        self.cumulative.partition_point(|it| *it <= ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_a_function_of_seed_domain_and_number() {
        let draw =
            |seed: u64, domain, number| Seed::new(seed).draws(domain, number).below(1_000_000_000);
        assert_eq!(draw(1, Domain::Parcel, 7), draw(1, Domain::Parcel, 7));
        assert_ne!(draw(1, Domain::Parcel, 7), draw(1, Domain::Parcel, 8));
        assert_ne!(draw(1, Domain::Parcel, 7), draw(2, Domain::Parcel, 7));
        assert_ne!(draw(1, Domain::Parcel, 7), draw(1, Domain::Person, 7));
    }

    #[test]
    fn skewed_draws_follow_their_weights() {
        let skew = Skew::new([0, 3, 0, 1]);
        let mut draws = Seed::new(3).draws(Domain::Parcel, 0);
        let mut counts = [0u32; 4];
        for _ in 0..4_000 {
            counts[skew.draw(&mut draws)] += 1;
        }
        assert_eq!((counts[0], counts[2]), (0, 0));
        assert!((2_800..3_200).contains(&counts[1]), "{counts:?}");
    }
}
