//! When a running house tells itself what time it is: when something may be due, and once an hour
//! whether or not. Time is an input like any other; the timer only says when to give it.

use model::Moment;

/// Given after so long at the latest.
const AT_LEAST_EVERY_MS: i64 = 60 * 60_000;
/// A clock is corrected by so much all the time.
const CORRECTION_MS: i64 = 1_000;

/// What to do at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Tick,
    Nothing,
    /// The clock shows an earlier moment than it did; no time is given until it has caught up.
    /// Said once.
    SteppedBack {
        by_ms: i64,
    },
}

/// Looks at moments one after the other.
#[derive(Debug)]
pub(crate) struct Timer {
    /// The greatest moment seen.
    latest: Moment,
    ticked_at: Moment,
    is_behind: bool,
}

impl Timer {
    /// `now` is the clock's, `newest` the moment of the newest commit, which a clock that was set
    /// back while the house was closed does not show yet.
    pub(crate) fn new(now: Moment, newest: Option<Moment>) -> Timer {
        Timer { latest: newest.map_or(now, |it| it.max(now)), ticked_at: now, is_behind: false }
    }

    /// `due` is when the next waiting ends.
    pub(crate) fn look(&mut self, now: Moment, due: Option<Moment>) -> Verdict {
        let behind = self.latest.millis() - now.millis();
        if behind > CORRECTION_MS {
            let was_said = std::mem::replace(&mut self.is_behind, true);
            return if was_said {
                Verdict::Nothing
            } else {
                Verdict::SteppedBack { by_ms: behind }
            };
        }
        self.is_behind = false;
        self.latest = self.latest.max(now);
        let rested = now.millis() - self.ticked_at.millis();
        let is_due = due.is_some_and(|it| it <= now);
        // A start at a moment that turned out to be wrong does not put the hour off.
        if is_due || !(0..AT_LEAST_EVERY_MS).contains(&rested) {
            self.ticked_at = now;
            return Verdict::Tick;
        }
        Verdict::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn at(minute: i64) -> Moment {
        Moment::from_millis(1_767_600_000_000 + minute * MINUTE)
    }

    #[test]
    fn time_is_given_when_something_is_due_and_once_an_hour() {
        let mut timer = Timer::new(at(0), None);
        let given: Vec<i64> =
            (0..150).filter(|it| timer.look(at(*it), None) == Verdict::Tick).collect();
        assert_eq!(given, [60, 120]);
        assert_eq!(timer.look(at(151), Some(at(152))), Verdict::Nothing);
        assert_eq!(timer.look(at(152), Some(at(152))), Verdict::Tick);
        // Still due: it may have been more than one tick decides.
        assert_eq!(timer.look(at(153), Some(at(152))), Verdict::Tick);
        assert_eq!(timer.look(at(212), None), Verdict::Nothing);
        assert_eq!(timer.look(at(213), None), Verdict::Tick);
    }

    #[test]
    fn a_clock_that_steps_back_gives_no_time_and_is_told_of_once() {
        let mut timer = Timer::new(at(100), None);
        let stepped = Verdict::SteppedBack { by_ms: 40 * MINUTE };
        assert_eq!(timer.look(at(60), Some(at(0))), stepped);
        assert_eq!(timer.look(at(99), Some(at(0))), Verdict::Nothing);
        assert_eq!(timer.look(at(100), Some(at(0))), Verdict::Tick, "it caught up");
        let again = Verdict::SteppedBack { by_ms: 10 * MINUTE };
        assert_eq!(timer.look(at(90), None), again, "and is told of again when it happens again");
        let corrected = Moment::from_millis(at(100).millis() - 500);
        assert_eq!(timer.look(corrected, Some(at(0))), Verdict::Tick, "a correction is no step");
    }

    #[test]
    fn a_clock_that_was_set_back_while_the_house_was_closed_is_noticed() {
        let mut timer = Timer::new(at(0), Some(at(30)));
        let stepped = Verdict::SteppedBack { by_ms: 30 * MINUTE };
        assert_eq!(timer.look(at(0), Some(at(0))), stepped);
        assert_eq!(timer.look(at(30), Some(at(0))), Verdict::Tick);
    }
}
