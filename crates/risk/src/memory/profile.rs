//! What is remembered of somebody or something, and what a batch adds to it.

use serde::{Deserialize, Serialize};

use super::decay::{Decayed, HalfLife, Seconds};

/// What a batch adds to one profile. Sums, sets and latest ones: in whatever order batches of one moment are told, the
/// profile is the same but for the latest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delta {
    pub(crate) n: u32,
    /// Whole yuan.
    pub(crate) value: u64,
    pub(crate) tax: u64,
    /// Cases just below a limit.
    pub(crate) near_limit: u32,
    pub(crate) examined: u32,
    pub(crate) found: u32,
    /// Sum of the grades of what was found.
    pub(crate) severity: u32,
    pub(crate) returned: u32,
    pub(crate) cancelled: u32,
    /// Sent back with findings.
    pub(crate) refused: u32,
    /// Whom it met, each as one of 64 bits: by [`Partner`].
    pub(crate) met: [u64; Partner::COUNT],
    /// The latest of each, as half a digest; 0: none.
    pub(crate) latest: [u32; Partner::COUNT],
}

/// As what a partner counts for the one whose profile it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Partner {
    /// Of a company: its customers, or whom it trades with abroad; of a telephone or an address: its buyers; of a buyer: the
    /// sellers.
    Other,
    /// Who declares for it; of a buyer: the addresses.
    Agent,
    /// Through whom money goes; of a buyer: the telephones.
    Channel,
}

impl Partner {
    pub(crate) const COUNT: usize = 3;
}

impl Delta {
    fn is_trouble(&self) -> bool {
        let Delta { near_limit, examined, returned, cancelled, refused, .. } = *self;
        [near_limit, examined, returned, cancelled, refused].iter().any(|it| *it > 0)
    }

    pub(crate) fn meet(&mut self, as_what: Partner, whom: Option<u64>) {
        let Some(whom) = whom else { return };
        if let Some(met) = self.met.get_mut(as_what as usize) {
            *met |= 1 << (whom >> 58);
        }
        if let Some(latest) = self.latest.get_mut(as_what as usize) {
            *latest = half(whom);
        }
    }
}

/// Half of a digest, never 0.
pub(crate) fn half(digest: u64) -> u32 {
    u32::try_from(digest & 0xffff_ffff).unwrap_or(0).max(1)
}

/// Days that are told apart exactly.
const DAYS: usize = 8;

/// What is remembered of one party or thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// 0: never seen.
    pub(crate) first: Seconds,
    pub(crate) last: Seconds,
    pub(crate) n: u32,
    counts: [Decayed; 3],
    values: [Decayed; 3],
    tax: Decayed,
    /// Most have none, and need no room for it.
    troubles: Option<Box<Troubles>>,
    /// Counts and whole yuan of the last days, by day of the epoch.
    day: u32,
    day_counts: [u32; DAYS],
    day_values: [u64; DAYS],
    met: [u64; Partner::COUNT],
    latest: [u32; Partner::COUNT],
    /// How often the latest became another.
    changes: [u32; Partner::COUNT],
    changed_at: [Seconds; Partner::COUNT],
}

/// What was not as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Troubles {
    near_limit: Decayed,
    examined: Decayed,
    found: Decayed,
    severity: Decayed,
    returned: Decayed,
    cancelled: Decayed,
    refused: Decayed,
    pub(crate) n_examined: u32,
    pub(crate) n_found: u32,
    /// 0: never.
    pub(crate) last_found: Seconds,
}

impl Troubles {
    fn add(&mut self, delta: &Delta, now: Seconds) {
        add(&mut self.near_limit, delta.near_limit, now, HalfLife::WEEK);
        add(&mut self.examined, delta.examined, now, OF_FINDINGS);
        add(&mut self.found, delta.found, now, OF_FINDINGS);
        add(&mut self.severity, delta.severity, now, OF_FINDINGS);
        add(&mut self.returned, delta.returned, now, HalfLife::MONTH);
        add(&mut self.cancelled, delta.cancelled, now, HalfLife::MONTH);
        add(&mut self.refused, delta.refused, now, HalfLife::MONTH);
        self.n_examined = self.n_examined.saturating_add(delta.examined);
        self.n_found = self.n_found.saturating_add(delta.found);
        if delta.found > 0 {
            self.last_found = self.last_found.max(now);
        }
    }

    pub(crate) fn near_limit(&self, now: Seconds) -> f64 {
        self.near_limit.at(now, HalfLife::WEEK)
    }

    pub(crate) fn examined(&self, now: Seconds) -> f64 {
        self.examined.at(now, OF_FINDINGS)
    }

    pub(crate) fn found(&self, now: Seconds) -> f64 {
        self.found.at(now, OF_FINDINGS)
    }

    pub(crate) fn severity(&self, now: Seconds) -> f64 {
        self.severity.at(now, OF_FINDINGS)
    }

    pub(crate) fn returned(&self, now: Seconds) -> f64 {
        self.returned.at(now, HalfLife::MONTH)
    }

    pub(crate) fn cancelled(&self, now: Seconds) -> f64 {
        self.cancelled.at(now, HalfLife::MONTH)
    }

    pub(crate) fn refused(&self, now: Seconds) -> f64 {
        self.refused.at(now, HalfLife::MONTH)
    }
}

/// How far back a sum looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    Day,
    Week,
    Month,
}

impl Window {
    const ALL: [Window; 3] = [Window::Day, Window::Week, Window::Month];

    const fn half_life(self) -> HalfLife {
        match self {
            Window::Day => HalfLife::DAY,
            Window::Week => HalfLife::WEEK,
            Window::Month => HalfLife::MONTH,
        }
    }
}

/// Findings are remembered longer than traffic.
const OF_FINDINGS: HalfLife = HalfLife::HALF_YEAR;

impl Profile {
    pub(crate) fn add(&mut self, delta: &Delta, now: Seconds) {
        if delta.n > 0 {
            self.first = if self.first == 0 { now } else { self.first.min(now) };
            self.last = self.last.max(now);
            self.n = self.n.saturating_add(delta.n);
            let sums = self.counts.iter_mut().zip(&mut self.values);
            for (window, (count, value)) in Window::ALL.into_iter().zip(sums) {
                count.add(u64::from(delta.n), now, window.half_life());
                value.add(delta.value, now, window.half_life());
            }
            self.tax.add(delta.tax, now, Window::Month.half_life());
            self.add_day(delta, now);
        }
        if delta.is_trouble() {
            self.troubles.get_or_insert_default().add(delta, now);
        }
        self.meet(delta, now);
    }

    fn meet(&mut self, delta: &Delta, now: Seconds) {
        for (met, more) in self.met.iter_mut().zip(delta.met) {
            *met |= more;
        }
        let changes = self.changes.iter_mut().zip(&mut self.changed_at);
        let latest = self.latest.iter_mut().zip(delta.latest).zip(changes);
        for ((latest, new), (changes, changed_at)) in latest.filter(|((_, new), _)| *new != 0) {
            if *latest != 0 && *latest != new {
                *changes = changes.saturating_add(1);
                *changed_at = now;
            }
            *latest = new;
        }
    }

    fn add_day(&mut self, delta: &Delta, now: Seconds) {
        let today = day_of(now);
        let passed = today.saturating_sub(self.day);
        for back in 0..passed.min(DAYS as u32) {
            let place = place_of(today - back);
            if let Some(count) = self.day_counts.get_mut(place) {
                *count = 0;
            }
            if let Some(value) = self.day_values.get_mut(place) {
                *value = 0;
            }
        }
        self.day = self.day.max(today);
        // What is so late that its day is gone counts for today.
        let day = if self.day - today < DAYS as u32 { today } else { self.day };
        if let Some(count) = self.day_counts.get_mut(place_of(day)) {
            *count = count.saturating_add(delta.n);
        }
        if let Some(value) = self.day_values.get_mut(place_of(day)) {
            *value = value.saturating_add(delta.value);
        }
    }

    /// How many cases, and how many yuan they were worth, on that day and the days before it, seven at most before.
    pub(crate) fn last_days(&self, days: u32, now: Seconds) -> (u32, u64) {
        let today = day_of(now);
        let oldest = self.day.saturating_sub(DAYS as u32 - 1);
        let wanted = today.saturating_sub(days.saturating_sub(1)).max(oldest)..=today.min(self.day);
        wanted.fold((0, 0), |(n, value), day| {
            let place = place_of(day);
            let count = self.day_counts.get(place).copied().unwrap_or(0);
            let worth = self.day_values.get(place).copied().unwrap_or(0);
            (n + count, value + worth)
        })
    }

    pub(crate) fn count(&self, window: Window, now: Seconds) -> f64 {
        self.counts.get(window as usize).map_or(0.0, |it| it.at(now, window.half_life()))
    }

    pub(crate) fn value(&self, window: Window, now: Seconds) -> f64 {
        self.values.get(window as usize).map_or(0.0, |it| it.at(now, window.half_life()))
    }

    /// Tax a yuan of value, lately.
    pub(crate) fn tax_share(&self, now: Seconds) -> Option<f64> {
        let value = self.value(Window::Month, now);
        (value > 0.0).then(|| self.tax.at(now, Window::Month.half_life()) / value)
    }

    pub(crate) fn troubles(&self) -> Option<&Troubles> {
        self.troubles.as_deref()
    }

    /// How many different partners it met, as far as 64 bits tell: up to about 150.
    pub(crate) fn partners(&self, as_what: Partner) -> f64 {
        let bits = self.met.get(as_what as usize).map_or(0, |it| it.count_ones());
        let free = f64::from(64 - bits.min(63)) / 64.0;
        if bits == 0 { 0.0 } else { (-64.0 * free.ln()).round().max(1.0) }
    }

    /// How often the latest became another.
    pub(crate) fn n_changes(&self, as_what: Partner) -> f64 {
        self.changes.get(as_what as usize).copied().map_or(0.0, f64::from)
    }

    /// When it last did.
    pub(crate) fn changed_at(&self, as_what: Partner) -> Option<Seconds> {
        self.changed_at.get(as_what as usize).copied().filter(|it| *it > 0)
    }

    /// Whether a partner is another than the latest; nothing where there was none.
    pub(crate) fn is_other(&self, as_what: Partner, whom: Option<u64>) -> Option<bool> {
        let latest = self.latest.get(as_what as usize).copied().filter(|it| *it != 0)?;
        Some(half(whom?) != latest)
    }
}

fn add(sum: &mut Decayed, more: u32, now: Seconds, half: HalfLife) {
    if more > 0 {
        sum.add(u64::from(more), now, half);
    }
}

/// By the house's clock, which is that of `Moment::local_date`: eight hours ahead of Greenwich.
fn day_of(now: Seconds) -> u32 {
    now.saturating_add(8 * 3_600) / 86_400
}

fn place_of(day: u32) -> usize {
    usize::try_from(day).unwrap_or(0) % DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{Digester, keys::Thing};

    const DAY: Seconds = 86_400;
    const NOW: Seconds = 20_000 * DAY;

    fn seen(n: u32, value: u64) -> Delta {
        Delta { n, value, ..Delta::default() }
    }

    #[test]
    fn days_slide() {
        let mut profile = Profile::default();
        for day in 0..10 {
            profile.add(&seen(1, 100), NOW + day * DAY);
        }
        let now = NOW + 9 * DAY;
        assert_eq!(profile.last_days(1, now), (1, 100));
        assert_eq!(profile.last_days(7, now), (7, 700));
        assert_eq!(profile.last_days(30, now), (8, 800));
        assert_eq!(profile.last_days(7, now + 3 * DAY), (4, 400));
        assert_eq!(profile.last_days(7, now + 30 * DAY), (0, 0));
        profile.add(&seen(2, 1), NOW + 40 * DAY);
        assert_eq!(profile.last_days(8, NOW + 40 * DAY), (2, 1));
    }

    #[test]
    fn a_partner_that_is_another_is_a_change() {
        let met = |whom: u64| {
            let mut delta = seen(1, 1);
            delta.meet(Partner::Agent, Some(whom));
            delta
        };
        let mut profile = Profile::default();
        assert_eq!(profile.is_other(Partner::Agent, Some(5)), None);
        profile.add(&met(5), NOW);
        profile.add(&met(5), NOW + 1);
        assert_eq!((profile.changes[1], profile.changed_at[1]), (0, 0));
        assert_eq!(profile.is_other(Partner::Agent, Some(6)), Some(true));
        profile.add(&met(6 | 1 << 60), NOW + 2);
        assert_eq!((profile.changes[1], profile.changed_at[1]), (1, NOW + 2));
        assert_eq!(
            (profile.partners(Partner::Agent), profile.partners(Partner::Other)),
            (2.0, 0.0)
        );
    }

    #[test]
    fn what_was_found_is_remembered_apart_from_traffic() {
        let mut profile = Profile::default();
        let found = Delta { examined: 2, found: 1, severity: 3, ..Delta::default() };
        profile.add(&found, NOW);
        let told = profile.troubles().unwrap();
        assert_eq!((profile.n, profile.first, told.last_found), (0, 0, NOW));
        assert_eq!((told.examined(NOW), told.found(NOW), told.severity(NOW)), (2.0, 1.0, 3.0));
        assert_eq!(told.found(NOW + 180 * DAY), 0.5);
        assert_eq!((told.n_examined, told.n_found), (2, 1));
    }

    #[test]
    fn a_hundred_partners_are_told_as_about_a_hundred() {
        let mut profile = Profile::default();
        let digester = Digester::new(1, 2);
        for whom in 0..100u64 {
            let mut delta = seen(1, 1);
            delta.meet(Partner::Other, Some(digester.thing(Thing::Words, &whom.to_string())));
            profile.add(&delta, NOW);
        }
        let told = profile.partners(Partner::Other);
        assert!((60.0..=160.0).contains(&told), "{told}");
    }
}
