//! A map that stays small: what nobody came back to for long is forgotten.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Two generations. What is touched moves into the young one; when that is full it becomes the old one, and what the old
/// one held is gone. So at least the last `most` that were touched are kept, and never more than twice as many; which
/// ones follows from the order of touching alone.
#[derive(Debug, Clone)]
pub(crate) struct Generations<V> {
    young: FxHashMap<u64, V>,
    old: FxHashMap<u64, V>,
    most: usize,
}

/// Its content in the order of keys.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Listed<V> {
    young: Vec<(u64, V)>,
    old: Vec<(u64, V)>,
}

impl<V: Default> Generations<V> {
    pub(crate) fn new(most: usize) -> Generations<V> {
        Generations { young: FxHashMap::default(), old: FxHashMap::default(), most: most.max(1) }
    }

    pub(crate) fn get(&self, key: u64) -> Option<&V> {
        self.young.get(&key).or_else(|| self.old.get(&key))
    }

    /// Of several at once: they are looked for side by side, which hides how long memory takes.
    pub(crate) fn each<const N: usize>(&self, keys: [Option<u64>; N]) -> [Option<&V>; N] {
        let mut found = keys.map(|it| self.young.get(&it?));
        for (found, key) in found.iter_mut().zip(keys) {
            if let (None, Some(key)) = (&found, key) {
                *found = self.old.get(&key);
            }
        }
        found
    }

    pub(crate) fn touch(&mut self, key: u64) -> &mut V {
        if self.young.len() >= self.most && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        let old = &mut self.old;
        self.young.entry(key).or_insert_with(|| old.remove(&key).unwrap_or_default())
    }

    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    pub(crate) fn listed(&self) -> Listed<V>
    where
        V: Clone,
    {
        let sorted = |of: &FxHashMap<u64, V>| {
            let mut rows: Vec<(u64, V)> = of.iter().map(|(key, it)| (*key, it.clone())).collect();
            rows.sort_unstable_by_key(|it| it.0);
            rows
        };
        Listed { young: sorted(&self.young), old: sorted(&self.old) }
    }

    pub(crate) fn from_listed(listed: Listed<V>, most: usize) -> Generations<V> {
        Generations {
            young: listed.young.into_iter().collect(),
            old: listed.old.into_iter().collect(),
            most: most.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_back_is_kept_and_who_does_not_is_forgotten() {
        let mut map = Generations::<u32>::new(10);
        for key in 0..1_000 {
            *map.touch(key) += 1;
            *map.touch(7) += 1;
            assert!(map.len() <= 20);
        }
        assert_eq!(map.get(7), Some(&1_001));
        assert_eq!(map.get(8), None);
        assert_eq!(map.get(999), Some(&1));
    }

    #[test]
    fn at_least_as_many_as_said_are_kept() {
        let mut map = Generations::<u32>::new(10);
        (0..25).for_each(|key| *map.touch(key) += 1);
        assert!((15..25).all(|key| map.get(key).is_some()));
    }

    #[test]
    fn what_is_listed_is_read_back_the_same() {
        let mut map = Generations::<u32>::new(4);
        [9, 3, 7, 1, 8, 3].iter().for_each(|key| *map.touch(*key) += 1);
        let mut again = Generations::from_listed(map.listed(), 4);
        for key in [3, 11, 12, 13, 9] {
            *map.touch(key) += 5;
            *again.touch(key) += 5;
        }
        assert_eq!(postcard::to_stdvec(&map.listed()), postcard::to_stdvec(&again.listed()));
    }
}
