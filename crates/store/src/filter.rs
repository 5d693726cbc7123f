//! Which keys an index surely does not hold (a blocked Bloom filter).
//!
//! Most keys that a parcel brings are new. To learn that from the index costs a page of it each, and the more
//! parcels there ever were the fewer of those pages are at hand; here it costs one line of cache. Keys are
//! digests already, so their bits are used as they are.

use model::KeyPair;

/// Bits a key takes when the filter is as full as it was made for: of ten thousand keys that are not in the index
/// about six are looked for all the same. Twice as full, two or three of a hundred are.
const BITS_A_KEY: usize = 16;

const BLOCK_BITS: usize = 512;

/// Keys that the smallest filter is made for; it takes eight megabytes.
const MIN_KEYS: usize = 1 << 22;

/// Above this many keys no filter is kept: it would take more than 256 megabytes.
pub(crate) const MAX_KEYS: usize = 1 << 27;

pub(crate) struct Filter {
    blocks: Vec<[u64; 8]>,
    n_keys: usize,
}

impl Filter {
    /// Has room for twice as many keys.
    pub(crate) fn for_keys(n_keys: usize) -> Filter {
        let room = (n_keys * 2).max(MIN_KEYS);
        let n_blocks = (room * BITS_A_KEY).div_ceil(BLOCK_BITS).next_power_of_two();
        Filter { blocks: vec![[0; 8]; n_blocks], n_keys: 0 }
    }

    pub(crate) fn insert(&mut self, key: KeyPair) {
        let at = self.block_of(key);
        if let Some(block) = self.blocks.get_mut(at) {
            for (word, mask) in block.iter_mut().zip(masks(key)) {
                *word |= mask;
            }
        }
        self.n_keys += 1;
    }

    /// Whether the index may hold the key; if not, it does not.
    pub(crate) fn may_hold(&self, key: KeyPair) -> bool {
        let block = self.blocks.get(self.block_of(key));
        block.is_none_or(|it| it.iter().zip(masks(key)).all(|(word, mask)| word & mask == mask))
    }

    /// Whether it holds twice what it was made for, so that a larger one is worth a walk through the index.
    pub(crate) fn is_crowded(&self) -> bool {
        self.n_keys * BITS_A_KEY > 2 * self.blocks.len() * BLOCK_BITS
    }

    /// The number of blocks is a power of two.
    fn block_of(&self, key: KeyPair) -> usize {
        usize::try_from(key.hi).unwrap_or(0) & (self.blocks.len() - 1)
    }
}

/// One bit in each of eight words, by six bits of the key each.
fn masks(key: KeyPair) -> impl Iterator<Item = u64> {
    (0..8).map(move |nth| 1 << ((key.lo >> (nth * 6)) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u64) -> KeyPair {
        let digest = blake3::hash(&n.to_le_bytes());
        let half = |at: usize| {
            u64::from_le_bytes(digest.as_bytes()[at..at + 8].try_into().unwrap_or_default())
        };
        KeyPair { hi: half(0), lo: half(8) }
    }

    #[test]
    fn what_was_put_in_is_never_denied_and_hardly_anything_else_is_held() {
        let mut filter = Filter::for_keys(0);
        let n = 200_000;
        (0..n).for_each(|it| filter.insert(key(it)));
        assert!((0..n).all(|it| filter.may_hold(key(it))));
        let wrongly = (n..2 * n).filter(|it| filter.may_hold(key(*it))).count();
        assert!(wrongly < 20, "{wrongly} of {n} keys that are not there");
    }

    #[test]
    fn a_filter_says_when_it_holds_twice_what_it_was_made_for() {
        let mut filter = Filter::for_keys(0);
        filter.n_keys = 2 * MIN_KEYS;
        assert!(!filter.is_crowded());
        filter.n_keys += 1;
        assert!(filter.is_crowded());
    }

    #[test]
    fn a_full_filter_still_denies_most_keys() {
        let mut filter = Filter { blocks: vec![[0; 8]; 1 << 8], n_keys: 0 };
        let made_for = (1u64 << 8) * 512 / 16;
        (0..made_for).for_each(|it| filter.insert(key(it)));
        let wrongly = (made_for..made_for + 100_000).filter(|it| filter.may_hold(key(*it))).count();
        assert!((1..400).contains(&wrongly), "{wrongly} of 100000 keys that are not there");
        (0..made_for).for_each(|it| filter.insert(key(it + 1_000_000)));
        let wrongly = (made_for..made_for + 100_000).filter(|it| filter.may_hold(key(*it))).count();
        assert!(wrongly < 6_000, "{wrongly} of 100000 keys when it is crowded");
    }
}
