//! What follows from how cases were chosen, and not from what came: where lines run, and how many were chosen on a day.
//!
//! Whoever tries another way of choosing on what really came has a course of its own beside the one memory.

use super::{Deltas, Log, generations::Generations, line::Line};

/// Of so many offices, and days at their ports, lines and counts are kept.
pub(super) const OFFICES: usize = 20_000;

#[derive(Debug, Clone)]
pub struct Course {
    pub(super) lines: Generations<Line>,
    pub(super) chosen: Generations<u32>,
}

impl Default for Course {
    fn default() -> Course {
        Course { lines: Generations::new(OFFICES), chosen: Generations::new(OFFICES) }
    }
}

impl Course {
    /// Folds what a batch added.
    pub fn apply(&mut self, deltas: &Deltas) {
        for (key, (share, seen)) in &deltas.scores {
            let line = self.lines.touch(*key);
            seen.iter().for_each(|it| line.add(*it, *share));
        }
        for (key, n) in &deltas.chosen {
            let chosen = self.chosen.touch(*key);
            *chosen = chosen.saturating_add(*n);
        }
    }

    /// Whether a case scores above the line of its kind and office; nothing while there is none.
    pub(crate) fn is_above(&self, key: u64, log: Log) -> Option<bool> {
        self.lines.get(key)?.is_below(log)
    }

    /// How many cases of an office at a port were chosen on a day, before this batch.
    pub(crate) fn chosen(&self, key: u64) -> u32 {
        self.chosen.get(key).copied().unwrap_or(0)
    }
}
