//! Counts of cases, and the rates and intervals that follow from them.

use std::collections::BTreeMap;

use model::Credit;

use crate::{
    batch::Chosen,
    memory::Grade,
    trees::{Interval, difference, wilson},
};

/// How a case was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By lot: the control group. What was drawn is in no other group.
    Lot,
    /// By a rule, by the model as one of which most is expected, or by a watch row.
    Targeted,
    Rule,
    Model,
    Watch,
    /// By the model, as one of which least is known.
    Explored,
}

impl Way {
    pub const ALL: [Way; 6] =
        [Way::Lot, Way::Targeted, Way::Rule, Way::Model, Way::Watch, Way::Explored];

    /// Of a selected case; a bit each.
    pub(super) fn of(chosen: Chosen) -> u8 {
        if chosen.has(Chosen::RANDOM) {
            return Way::Lot.bit();
        }
        let ways = [
            (Chosen::RULE, Way::Rule.bit() | Way::Targeted.bit()),
            (Chosen::TARGETED, Way::Model.bit() | Way::Targeted.bit()),
            (Chosen::WATCH, Way::Watch.bit() | Way::Targeted.bit()),
            (Chosen::EXPLORED, Way::Explored.bit()),
        ];
        ways.into_iter().filter(|it| chosen.has(it.0)).fold(0, |bits, it| bits | it.1)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }

    pub(super) const fn is_in(self, ways: u8) -> bool {
        ways & self.bit() != 0
    }
}

/// What became of selected cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub selected: u64,
    /// Of these, sent to examination or held: what they cost.
    pub examinations: u64,
    /// Of the selected, those whose result has come.
    pub examined: u64,
    /// By how grave it was: a slip, a discrepancy, a deceit.
    pub by_grade: [u64; 3],
}

impl Counts {
    /// At least so grave.
    pub fn found(&self, least: Grade) -> u64 {
        let first = usize::from(least.0.max(1)) - 1;
        self.by_grade.iter().skip(first).sum()
    }

    pub(super) fn hear(&mut self, grade: Option<Grade>, is_more: bool) {
        bump(&mut self.examined, is_more);
        let place = grade.map(|it| usize::from(it.0.clamp(1, 3)) - 1);
        if let Some(n) = place.and_then(|it| self.by_grade.get_mut(it)) {
            bump(n, is_more);
        }
    }

    pub(super) fn add(&mut self, other: &Counts) {
        self.selected += other.selected;
        self.examinations += other.examinations;
        self.examined += other.examined;
        for (n, more) in self.by_grade.iter_mut().zip(other.by_grade) {
            *n += more;
        }
    }

    /// Found of the examined, as a proportion.
    pub fn hit_rate(&self, least: Grade) -> Option<f64> {
        share(self.found(least), self.examined)
    }

    /// Wilson's, at 95 %.
    pub fn interval(&self, least: Grade) -> Option<Interval> {
        wilson(count(self.found(least)), count(self.examined))
    }
}

/// A proportion less that of lots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    pub difference: f64,
    /// Newcombe's, at 95 %.
    pub interval: Interval,
}

impl Gain {
    /// Nothing where one of them has no results.
    pub fn of(first: &Counts, second: &Counts, least: Grade) -> Option<Gain> {
        let pair = |it: &Counts| (count(it.found(least)), count(it.examined));
        let interval = difference(pair(first), pair(second))?;
        let difference = first.hit_rate(least)? - second.hit_rate(least)?;
        Some(Gain { difference, interval })
    }
}

/// Traders of a credit grade, and the burden that they bore.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub weighed: u64,
    pub selected: u64,
    pub examined: u64,
    /// Examined, and all was as declared.
    pub in_vain: u64,
}

impl Standing {
    pub(super) fn hear(&mut self, grade: Option<Grade>, is_more: bool) {
        bump(&mut self.examined, is_more);
        if grade.is_none() {
            bump(&mut self.in_vain, is_more);
        }
    }

    fn add(&mut self, other: &Standing) {
        self.weighed += other.weighed;
        self.selected += other.selected;
        self.examined += other.examined;
        self.in_vain += other.in_vain;
    }

    /// In vain of all that were weighed.
    pub fn share_in_vain(&self) -> Option<f64> {
        share(self.in_vain, self.weighed)
    }
}

/// Cases that are counted together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    pub weighed: u64,
    /// Released, and looked at later; what audits found of these is nowhere else.
    pub later: Counts,
    pub all: Counts,
    pub(super) ways: [Counts; Way::ALL.len()],
    pub(super) standings: [Standing; 4],
    /// What was found, by kind.
    pub(super) kinds: BTreeMap<u16, u64>,
}

impl Sum {
    pub fn way(&self, way: Way) -> Counts {
        self.ways.get(way as usize).copied().unwrap_or_default()
    }

    /// Of who is not registered where nothing is named.
    pub fn standing(&self, credit: Option<Credit>) -> Standing {
        self.standings.get(place_of_credit(credit)).copied().unwrap_or_default()
    }

    pub(super) fn standing_mut(&mut self, credit: Option<Credit>) -> Option<&mut Standing> {
        self.standings.get_mut(place_of_credit(credit))
    }

    /// What targeting finds more than lots do.
    pub fn gain(&self, least: Grade) -> Option<Gain> {
        Gain::of(&self.way(Way::Targeted), &self.way(Way::Lot), least)
    }

    pub(super) fn ways_mut(&mut self, ways: u8) -> impl Iterator<Item = (Way, &mut Counts)> {
        let all = Way::ALL.into_iter().zip(&mut self.ways);
        all.filter(move |(way, _)| way.is_in(ways))
    }

    pub(super) fn add(&mut self, other: &Sum) {
        self.weighed += other.weighed;
        self.later.add(&other.later);
        self.all.add(&other.all);
        for (counts, more) in self.ways.iter_mut().zip(&other.ways) {
            counts.add(more);
        }
        for (standing, more) in self.standings.iter_mut().zip(&other.standings) {
            standing.add(more);
        }
        for (kind, n) in &other.kinds {
            *self.kinds.entry(*kind).or_default() += n;
        }
    }
}

/// On what a rule or a campaign fired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fires {
    pub fired: u64,
    pub counts: Counts,
}

impl Fires {
    pub(super) fn add(&mut self, other: &Fires) {
        self.fired += other.fired;
        self.counts.add(&other.counts);
    }
}

const fn place_of_credit(credit: Option<Credit>) -> usize {
    match credit {
        Some(Credit::Advanced) => 0,
        Some(Credit::Ordinary) => 1,
        Some(Credit::Dishonest) => 2,
        None => 3,
    }
}

pub(super) fn bump(n: &mut u64, is_more: bool) {
    *n = if is_more { n.saturating_add(1) } else { n.saturating_sub(1) };
}

/// A part of all; nothing of nothing.
pub fn share(part: u64, of: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
    let share = part as f64 / of as f64;
    (of > 0).then_some(share)
}

pub(super) fn count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
