//! What is asked of the figures: sums over days, offices, rules.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::RangeInclusive,
};

use model::{CommitNo, Credit, Date, RiskProcedure};

use super::{
    Beside, Calibration, Figures, LaterCase,
    counts::{Counts, Fires, Sum, Way},
};
use crate::{lots::Promise, memory::Grade};

/// Days, both ends among them.
pub type Days = RangeInclusive<Date>;

/// What stands in a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Day,
    /// Seven days from a Monday.
    Week,
    /// 申报地海关.
    Customs,
    /// All days and offices together.
    All,
}

/// Cases of a procedure that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A day, the Monday of a week, the code of an office; empty for all.
    pub key: String,
    pub procedure: RiskProcedure,
    pub sum: Sum,
}

/// The Monday of a day's week.
pub fn week_of(on: Date) -> Date {
    let back = i64::from(on.weekday().to_monday_zero_offset());
    on.checked_sub(jiff::Span::new().days(back)).unwrap_or(on)
}

impl Figures {
    /// Found is what is at least so grave.
    pub fn least(&self) -> Grade {
        self.least
    }

    /// The newest day on which a case was weighed.
    pub fn newest(&self) -> Option<Date> {
        self.newest
    }

    /// The first day of which anything is kept, and whether there were cases before it that are not kept.
    pub fn first(&self) -> Option<(Date, bool)> {
        let first = self.cells.keys().next().map(|it| it.on);
        first.map(|it| (it, self.whole_from.is_some()))
    }

    /// In the order of their keys, then of procedures.
    pub fn rows(&self, days: &Days, by: By) -> Vec<Row> {
        let mut sums: BTreeMap<(String, RiskProcedure), Sum> = BTreeMap::new();
        for (cell, sum) in self.cells.iter().filter(|it| days.contains(&it.0.on)) {
            let key = match by {
                By::Customs => self.offices.name(cell.office).to_owned(),
                _ => key_of(cell.on, by),
            };
            sums.entry((key, cell.procedure)).or_default().add(sum);
        }
        sums.into_iter().map(|((key, procedure), sum)| Row { key, procedure, sum }).collect()
    }

    /// Everything of both procedures.
    pub fn all(&self, days: &Days) -> Sum {
        let mut all = Sum::default();
        for (_, sum) in self.cells.iter().filter(|it| days.contains(&it.0.on)) {
            all.add(sum);
        }
        all
    }

    /// What was found, by the words of examinations, most first.
    pub fn kinds(&self, sum: &Sum) -> Vec<(String, u64)> {
        let named = sum.kinds.iter().map(|(kind, n)| (self.kinds.name(*kind).to_owned(), *n));
        let mut all: Vec<(String, u64)> = named.collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// Each rule that fired, in the order of names.
    pub fn rules(&self, days: &Days) -> BTreeMap<String, Fires> {
        summed(&self.rules, days, |it| self.rule_names.name(it))
    }

    /// Each campaign; a case on which several of its rules fired counts once.
    pub fn campaigns(&self, days: &Days) -> BTreeMap<String, Fires> {
        summed(&self.campaigns, days, |it| self.campaign_names.name(it))
    }

    /// A campaign by day or week, the newest last; all days together under an empty key.
    pub fn campaign(&self, name: &str, days: &Days, by: By) -> BTreeMap<String, Fires> {
        let Some(place) = self.campaign_names.known(name) else { return BTreeMap::new() };
        let mut all: BTreeMap<String, Fires> = BTreeMap::new();
        let ours = self.campaigns.iter().filter(|((on, it), _)| *it == place && days.contains(on));
        for ((on, _), fires) in ours {
            all.entry(key_of(*on, by)).or_default().add(fires);
        }
        all
    }

    /// What lots found at some offices, by day or week.
    pub fn lots(
        &self,
        days: &Days,
        by: By,
        fits: impl Fn(RiskProcedure, &str) -> bool,
    ) -> BTreeMap<String, Counts> {
        let mut all: BTreeMap<String, Counts> = BTreeMap::new();
        for (cell, sum) in self.cells.iter().filter(|it| days.contains(&it.0.on)) {
            if fits(cell.procedure, self.offices.name(cell.office)) {
                all.entry(key_of(cell.on, by)).or_default().add(&sum.way(Way::Lot));
            }
        }
        all
    }

    pub fn calibration(&self, days: &Days, procedure: RiskProcedure) -> Calibration {
        let mut all = Calibration::default();
        let ours =
            self.calibrations.iter().filter(|((on, it), _)| *it == procedure && days.contains(on));
        ours.for_each(|it| all.add(it.1));
        all
    }

    /// Results that came in these days of cases that nobody had selected.
    pub fn beside(&self, days: &Days) -> Beside {
        let ours = self.beside.iter().filter(|it| days.contains(it.0)).map(|it| it.1);
        ours.fold(Beside::default(), |all, it| Beside {
            examined: all.examined + it.examined,
            found: all.found + it.found,
        })
    }

    /// Cases for later audit, the oldest first.
    pub fn later(&self) -> &VecDeque<LaterCase> {
        &self.later
    }

    /// What was promised of a day's seed, and by which commit.
    pub fn promise(&self, day: Date) -> Option<(Promise, CommitNo)> {
        self.promises.get(&day).copied()
    }

    /// Days whose seeds were promised, the newest first.
    pub fn promised(&self) -> impl Iterator<Item = (Date, CommitNo)> {
        self.promises.iter().rev().map(|(day, it)| (*day, it.1))
    }
}

/// Every credit grade, and who is not registered.
pub const STANDINGS: [Option<Credit>; 4] =
    [Some(Credit::Advanced), Some(Credit::Ordinary), Some(Credit::Dishonest), None];

/// Under what a day stands where offices do not stand apart.
fn key_of(on: Date, by: By) -> String {
    match by {
        By::Day => on.to_string(),
        By::Week => week_of(on).to_string(),
        By::Customs | By::All => String::new(),
    }
}

fn summed<'n>(
    cells: &BTreeMap<(Date, u16), Fires>,
    days: &Days,
    name: impl Fn(u16) -> &'n str,
) -> BTreeMap<String, Fires> {
    let mut all: BTreeMap<String, Fires> = BTreeMap::new();
    for ((_, place), fires) in cells.iter().filter(|it| days.contains(&it.0.0)) {
        all.entry(name(*place).to_owned()).or_default().add(fires);
    }
    all
}
