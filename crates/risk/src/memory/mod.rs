//! What the house remembers of whom and what it has seen: a fold of what was decided, batch by batch.
//!
//! A batch is weighed by the memory as it was before it, and adds one delta a key. So what a case was weighed by follows
//! from the deltas of the commits before its own, whatever the machine; and no case knows of the future. Memory is
//! bounded: what nobody came back to for long is forgotten.

mod course;
mod decay;
mod gathering;
mod generations;
mod keys;
mod line;
mod links;
mod logarithm;
mod profile;
mod sketch;

use serde::{Deserialize, Serialize};

pub use course::Course;
pub use gathering::{Deltas, Gathering, Grade};
pub(crate) use gathering::{is_near_limit, price_of, seconds, weight_of};
pub use keys::{CaseKeys, Digester};

pub(crate) use decay::Seconds;
pub(crate) use keys::{LineKeys, Pair, Pairs, Score, Thing};
pub(crate) use links::Ring;
pub(crate) use logarithm::{Log, OCTAVE, log, log_ratio};
pub(crate) use profile::{Partner, Profile, Troubles, Window};
pub(crate) use sketch::Sketch;

use course::OFFICES;
pub(crate) use generations::Generations;
use generations::Listed;
use line::Line;
use links::{Links, ListedLinks};

/// How much is remembered: of each kind twice as many at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub profiles: usize,
    pub pairs: usize,
    pub goods: usize,
    pub links: usize,
}

impl Default for Limits {
    /// About half a gigabyte when all is full.
    fn default() -> Limits {
        Limits { profiles: 400_000, pairs: 1_500_000, goods: 100_000, links: 1_000_000 }
    }
}

/// An address or telephone of more buyers than that is a shop's or a dormitory's: whoever shares it need not belong together.
const HUB: f64 = 24.0;

/// How often two have met, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Met {
    pub(crate) n: u32,
    pub(crate) first: Seconds,
    pub(crate) last: Seconds,
}

/// How goods of one kind are priced and what they weigh, a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GoodsSketch {
    pub(crate) prices: Sketch,
    pub(crate) weights: Sketch,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Memory {
    digester: Digester,
    limits: Limits,
    profiles: Generations<Profile>,
    pairs: Generations<Met>,
    goods: Generations<GoodsSketch>,
    links: Links,
    course: Course,
}

/// A memory as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    format: u32,
    limits: Limits,
    profiles: Listed<Profile>,
    pairs: Listed<Met>,
    goods: Listed<GoodsSketch>,
    links: ListedLinks,
    lines: Listed<Line>,
    chosen: Listed<u32>,
}

/// Grows with every change of what is kept, or of how it is folded.
const FORMAT: u32 = 1;

#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    #[error("a memory of format {0} cannot be read, only of {FORMAT}")]
    Format(u32),
    #[error("the memory is not readable")]
    Broken(#[from] postcard::Error),
}

impl Memory {
    pub fn new(digester: Digester, limits: Limits) -> Memory {
        Memory {
            digester,
            limits,
            profiles: Generations::new(limits.profiles),
            pairs: Generations::new(limits.pairs),
            goods: Generations::new(limits.goods),
            links: Links::new(limits.links),
            course: Course::default(),
        }
    }

    pub fn digester(&self) -> Digester {
        self.digester
    }

    /// Folds what a batch saw. The same deltas in the same order make the same memory, bit for bit.
    pub fn apply(&mut self, deltas: &Deltas) {
        let now = deltas.at;
        for (key, delta) in &deltas.profiles {
            self.profiles.touch(*key).add(delta, now);
        }
        for (key, n) in &deltas.pairs {
            let met = self.pairs.touch(*key);
            met.first = if met.n == 0 { now } else { met.first };
            met.n = met.n.saturating_add(*n);
            met.last = met.last.max(now);
        }
        for (key, seen) in &deltas.goods {
            let goods = self.goods.touch(*key);
            seen.prices.iter().for_each(|it| goods.prices.add(*it));
            seen.weights.iter().for_each(|it| goods.weights.add(*it));
        }
        for (buyer, shared) in &deltas.links {
            let met = self.profiles.get(*shared).map_or(0.0, |it| it.partners(Partner::Other));
            if met <= HUB {
                self.links.join(*buyer, *shared);
            }
        }
        for (key, returned, found) in &deltas.marks {
            self.links.mark(*key, *returned, *found);
        }
        self.course.apply(deltas);
    }

    /// For keeping: the same memory is the same bytes.
    ///
    /// # Errors
    /// When it cannot be spelt, which no memory is.
    pub fn to_bytes(&self) -> Result<Vec<u8>, MemoryError> {
        let kept = Kept {
            format: FORMAT,
            limits: self.limits,
            profiles: self.profiles.listed(),
            pairs: self.pairs.listed(),
            goods: self.goods.listed(),
            links: self.links.listed(),
            lines: self.course.lines.listed(),
            chosen: self.course.chosen.listed(),
        };
        Ok(postcard::to_stdvec(&kept)?)
    }

    /// # Errors
    /// When it was kept by another edition, or is broken; then it is folded anew.
    pub fn from_bytes(bytes: &[u8], digester: Digester) -> Result<Memory, MemoryError> {
        let (format, _) = postcard::take_from_bytes::<u32>(bytes)?;
        if format != FORMAT {
            return Err(MemoryError::Format(format));
        }
        let kept = postcard::from_bytes(bytes)?;
        let Kept { format: _, limits, profiles, pairs, goods, links, lines, chosen } = kept;
        Ok(Memory {
            digester,
            limits,
            profiles: Generations::from_listed(profiles, limits.profiles),
            pairs: Generations::from_listed(pairs, limits.pairs),
            goods: Generations::from_listed(goods, limits.goods),
            links: Links::from_listed(links, limits.links),
            course: Course {
                lines: Generations::from_listed(lines, OFFICES),
                chosen: Generations::from_listed(chosen, OFFICES),
            },
        })
    }

    /// Of each key, so that none waits for the one before it.
    pub(crate) fn profiles<const N: usize>(&self, keys: [Option<u64>; N]) -> [Option<&Profile>; N] {
        self.profiles.each(keys)
    }

    /// Of each pair.
    pub(crate) fn met<const N: usize>(&self, keys: [Option<u64>; N]) -> [Option<&Met>; N] {
        self.pairs.each(keys)
    }

    /// Of such goods.
    pub(crate) fn goods<const N: usize>(&self, keys: [u64; N]) -> [Option<&GoodsSketch>; N] {
        self.goods.each(keys.map(Some))
    }

    /// Where lines run and how many were chosen, as it really came.
    pub fn course(&self) -> &Course {
        &self.course
    }

    pub(crate) fn ring(&self, key: u64) -> Option<Ring> {
        self.links.ring(key)
    }

    /// How many of each are remembered.
    pub fn sizes(&self) -> Limits {
        Limits {
            profiles: self.profiles.len(),
            pairs: self.pairs.len(),
            goods: self.goods.len(),
            links: self.links.len(),
        }
    }
}
