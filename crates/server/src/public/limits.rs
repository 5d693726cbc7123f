//! How often somebody may ask: for each key a bucket that fills steadily and holds so many questions.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Keys that are remembered at once. More of them within one window than this are more than the public asks for:
/// whoever comes then waits until some are forgotten, so that memory has a bound.
const KEYS_MAX: usize = 100_000;

/// How long until the next question is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait(pub(crate) Duration);

impl Wait {
    /// Whole seconds, at least one.
    pub(crate) fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(1)
    }
}

/// So many questions of each key in a window, and one more each time a share of it has passed.
pub(super) struct Buckets<K> {
    /// Nothing: no question is taken at all.
    each: Option<Duration>,
    window: Duration,
    /// When each key's bucket is full again.
    full_at: Mutex<BTreeMap<K, Instant>>,
}

impl<K: Ord> Buckets<K> {
    pub(super) fn new(count: u32, window: Duration) -> Buckets<K> {
        Buckets { each: window.checked_div(count), window, full_at: Mutex::default() }
    }

    pub(super) fn take(&self, key: K) -> Result<(), Wait> {
        self.take_at(key, Instant::now(), KEYS_MAX)
    }

    fn take_at(&self, key: K, now: Instant, keys_max: usize) -> Result<(), Wait> {
        let Some(each) = self.each else { return Err(Wait(self.window)) };
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= keys_max && !full_at.contains_key(&key) {
            full_at.retain(|_, at| *at > now);
            if full_at.len() >= keys_max {
                return Err(Wait(each));
            }
        }
        let at = full_at.get(&key).copied().unwrap_or(now).max(now);
        let missing = at.saturating_duration_since(now) + each;
        match missing.checked_sub(self.window) {
            Some(wait) if !wait.is_zero() => Err(Wait(wait)),
            _ => {
                full_at.insert(key, at + each);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_secs(60);

    #[test]
    fn a_bucket_holds_so_many_and_fills_steadily() {
        let buckets = Buckets::new(3, WINDOW);
        let start = Instant::now();
        let take = |key, after| buckets.take_at(key, start + Duration::from_secs(after), 10);
        assert_eq!([0, 0, 0].map(|it| take("a", it)), [Ok(()), Ok(()), Ok(())]);
        assert_eq!(take("a", 0), Err(Wait(Duration::from_secs(20))));
        assert_eq!(take("b", 0), Ok(()), "another key has its own");
        assert_eq!(take("a", 19), Err(Wait(Duration::from_secs(1))));
        assert_eq!((take("a", 20), take("a", 20).is_err()), (Ok(()), true));
        assert_eq!([200, 200, 200].map(|it| take("a", it)), [Ok(()), Ok(()), Ok(())]);
        assert!(take("a", 200).is_err(), "it never holds more");
    }

    #[test]
    fn no_more_keys_are_remembered_than_there_is_room_for() {
        let buckets = Buckets::new(1, WINDOW);
        let start = Instant::now();
        assert!([1, 2].iter().all(|it| buckets.take_at(*it, start, 2).is_ok()));
        assert!(buckets.take_at(3, start, 2).is_err());
        assert_eq!(buckets.take_at(3, start + WINDOW, 2), Ok(()), "full buckets are forgotten");
        assert_eq!(buckets.full_at.lock().unwrap().len(), 1);
    }

    #[test]
    fn none_at_all_is_a_closed_door() {
        assert!(Buckets::new(0, WINDOW).take("a").is_err());
    }
}
