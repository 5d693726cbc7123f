//! Lots: a day's seed, promised before the day and told after it, so that who was drawn at random can be proved.
//!
//! A promise is the BLAKE3 digest of the seed and its day. It is kept in the chain of commits a day ahead; when the day is over the
//! seed may be told, and whoever has the cases' keys draws again.

use std::fmt;

use model::{Date, EntryId, KeyPair, Rate};
use serde::{Deserialize, Serialize};

use crate::share::is_drawn_by;

/// What a day's lots are drawn by. It is told when the day is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DaySeed {
    pub day: Date,
    pub seed: KeyPair,
}

/// Never shown by accident.
impl fmt::Debug for DaySeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DaySeed({})", self.day)
    }
}

/// What is known of a day's seed before it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub day: Date,
    pub digest: [u8; 32],
}

impl DaySeed {
    pub fn new(day: Date, seed: KeyPair) -> DaySeed {
        DaySeed { day, seed }
    }

    pub fn promise(&self) -> Promise {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"tongguan lot ");
        hasher.update(self.day.to_string().as_bytes());
        hasher.update(&self.seed.hi.to_le_bytes());
        hasher.update(&self.seed.lo.to_le_bytes());
        Promise { day: self.day, digest: *hasher.finalize().as_bytes() }
    }

    /// Whether a case is drawn by a share of all. Who is drawn by a small share is drawn by every larger one.
    pub fn draws(&self, share: Rate, key: KeyPair) -> bool {
        is_drawn_by(share, self.seed, key)
    }

    /// As people write it: 32 hexadecimal digits.
    pub fn told(&self) -> String {
        format!("{:016x}{:016x}", self.seed.hi, self.seed.lo)
    }
}

impl Promise {
    /// Whether a seed that is told is the one that was promised.
    pub fn is_kept_by(&self, seed: &DaySeed) -> bool {
        seed.promise() == *self
    }

    pub fn told(&self) -> String {
        blake3::Hash::from_bytes(self.digest).to_hex().to_string()
    }
}

/// A case of a day, as its draw can be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    pub entry: EntryId,
    pub key: KeyPair,
    /// By which it was drawn or not.
    pub share: Rate,
    /// As it was kept.
    pub is_drawn: bool,
}

/// What drawing again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whether the seed that is told is the one that was promised.
    pub is_promised: bool,
    pub n_cases: usize,
    /// Of these, as kept.
    pub n_drawn: usize,
    /// Cases of which the seed says otherwise than what was kept.
    pub differing: Vec<EntryId>,
}

impl Verified {
    pub fn agrees(&self) -> bool {
        self.is_promised && self.differing.is_empty()
    }
}

/// Draws all cases of a day again.
pub fn verify(seed: &DaySeed, promise: &Promise, draws: &[Draw]) -> Verified {
    let differs = |it: &&Draw| seed.draws(it.share, it.key) != it.is_drawn;
    Verified {
        is_promised: promise.is_kept_by(seed),
        n_cases: draws.len(),
        n_drawn: draws.iter().filter(|it| it.is_drawn).count(),
        differing: draws.iter().filter(differs).map(|it| it.entry).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 21);

    fn seed(hi: u64, lo: u64) -> DaySeed {
        DaySeed::new(DAY, KeyPair { hi, lo })
    }

    #[test]
    fn a_promise_is_kept_by_the_seed_of_its_day_alone() {
        let one = seed(1, 2);
        let promise = one.promise();
        assert!(promise.is_kept_by(&one));
        assert!(!promise.is_kept_by(&seed(1, 3)) && !promise.is_kept_by(&seed(2, 2)));
        let other_day = DaySeed::new(DAY.tomorrow().unwrap(), one.seed);
        assert!(!promise.is_kept_by(&other_day));
        assert_eq!((promise.told().len(), one.told().len()), (64, 32));
        assert!(!format!("{one:?}").contains(&one.told()));
    }

    #[test]
    fn as_many_are_drawn_as_the_share_says_and_others_on_another_day() {
        let keys = || (0..100_000u64).map(|it| KeyPair { hi: it, lo: it ^ 7 });
        let one = seed(1, 2);
        let n = keys().filter(|it| one.draws(Rate::from_ppm(10_000), *it)).count();
        // Four standard deviations of a binomial of 100,000 at 1 % are 126.
        assert!((874..=1_126).contains(&n), "{n}");
        let half = Rate::from_ppm(500_000);
        let both = keys().filter(|it| one.draws(half, *it) == seed(1, 3).draws(half, *it)).count();
        assert!((49_000..=51_000).contains(&both), "{both}");
        assert!(keys().all(|it| one.draws(Rate::ONE, it) && !one.draws(Rate::ZERO, it)));
    }

    #[test]
    fn a_draw_that_was_changed_is_found() {
        let one = seed(1, 2);
        let share = Rate::from_ppm(100_000);
        let draw = |at: u64| {
            let key = KeyPair { hi: at, lo: at ^ 7 };
            Draw { entry: EntryId(at), key, share, is_drawn: one.draws(share, key) }
        };
        let honest: Vec<Draw> = (0..2_000).map(draw).collect();
        let told = verify(&one, &one.promise(), &honest);
        assert!(told.agrees() && told.n_cases == 2_000);
        assert!((140..=260).contains(&told.n_drawn), "{}", told.n_drawn);
        // One who was drawn is let go, another taken for him.
        let mut changed = honest.clone();
        for is_drawn in [true, false] {
            let it = changed.iter_mut().find(|it| it.is_drawn == is_drawn).unwrap();
            it.is_drawn = !is_drawn;
        }
        let told = verify(&one, &one.promise(), &changed);
        assert!(!told.agrees() && told.is_promised && !told.differing.is_empty());
        // A smaller share would not have drawn all of them; another seed, others.
        let smaller = honest.iter().map(|it| Draw { share: Rate::from_ppm(50_000), ..*it });
        assert!(!verify(&one, &one.promise(), &smaller.collect::<Vec<_>>()).agrees());
        let other = verify(&seed(9, 9), &one.promise(), &honest);
        assert!(!other.is_promised && !other.agrees() && other.differing.len() > 100);
    }
}
