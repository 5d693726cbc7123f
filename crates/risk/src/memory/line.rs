//! A line above which a share of what comes lies: it moves with each case, up by much where one lies above it and down by
//! little where one does not, so that it follows the traffic. In integers, alike on every machine.

use serde::{Deserialize, Serialize};

use super::logarithm::{Log, OCTAVE};

/// Parts of a 256th of an octave.
const FINE: i64 = 1 << 16;
const WHOLE: i64 = 1_000_000;
/// The first cases move it by so much, divided by how many there were.
const FIRST: i64 = OCTAVE as i64 * 4;
/// And no case by less.
const LEAST: i64 = OCTAVE as i64 / 16;
/// Before so many it is not to be relied on.
const ENOUGH: u32 = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    at: i64,
    n: u32,
}

impl Line {
    /// One more case, of which so many in a million are to lie above.
    pub(crate) fn add(&mut self, log: Log, share_ppm: u32) {
        let here = i64::from(log) * FINE;
        if self.n == 0 {
            self.at = here;
        }
        self.n = self.n.saturating_add(1);
        let step = (FIRST / i64::from(self.n)).max(LEAST) * FINE;
        let share = i64::from(share_ppm);
        self.at += match here > self.at {
            true => step / WHOLE * (WHOLE - share) + step % WHOLE * (WHOLE - share) / WHOLE,
            false => -(step / WHOLE * share + step % WHOLE * share / WHOLE),
        };
    }

    /// Whether a case lies above; nothing while too few were seen.
    pub(crate) fn is_below(&self, log: Log) -> Option<bool> {
        (self.n >= ENOUGH).then(|| i64::from(log) * FINE > self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that is the same every time.
    fn noise(at: u64) -> u64 {
        (at ^ 0x9e37).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xbf58_476d)
    }

    fn above(share_ppm: u32, n: u64, of: impl Fn(u64) -> Log) -> f64 {
        let (mut line, mut above) = (Line::default(), 0u32);
        for at in 0..n {
            let log = of(at);
            above += u32::from(line.is_below(log) == Some(true));
            line.add(log, share_ppm);
        }
        f64::from(above) / n as f64
    }

    #[test]
    fn as_many_lie_above_as_shall() {
        for share in [10_000, 50_000, 300_000] {
            let told = above(share, 20_000, |it| (noise(it) % 2_000) as Log);
            let wanted = f64::from(share) / 1e6;
            assert!((told - wanted).abs() < wanted * 0.15, "{told} for {wanted}");
        }
    }

    #[test]
    fn it_follows_what_changes() {
        // Scores fall by an octave every four thousand cases.
        let told = above(50_000, 20_000, |it| (noise(it) % 2_000) as Log - (it / 16) as Log);
        assert!((0.03..0.07).contains(&told), "{told}");
    }

    #[test]
    fn few_cases_draw_no_line() {
        let mut line = Line::default();
        for _ in 0..63 {
            line.add(5, 50_000);
            assert_eq!(line.is_below(900), None);
        }
        line.add(5, 50_000);
        assert_eq!(line.is_below(900), Some(true));
    }
}
