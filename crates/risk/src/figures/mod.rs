//! What selection is held to account by: what was weighed, selected, examined and found, day by day, beside what lots found.
//!
//! A fold over the kept batches in the order of their commits. Counts stand under the day on which a case was weighed, however much later
//! its result comes; of several results the gravest counts. What was drawn by lot is counted as drawn and nowhere else: lots know nothing of the rest, so neither group is biased by
//! it, and both are of different cases, as their intervals ask.

mod calibration;
mod counts;
mod spent;
mod sums;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use model::{CommitNo, Credit, Date, EntryId, RiskChannel, RiskProcedure};

use crate::{
    batch::{Batch, Chosen, Found, Weighed},
    lots::Promise,
    memory::{Generations, Grade},
};

pub use calibration::{Bin, Calibration, Duel, EDGES, Sample, Speaker};
pub use counts::{Counts, Fires, Gain, Standing, Sum, Way, share};
pub use spent::Spent;
pub use sums::{By, Days, Row, STANDINGS, week_of};

use counts::bump;
use spent::Purses;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Days back from the newest.
    pub days: i32,
    /// Days × procedures × offices.
    pub cells: usize,
    /// Days × rules that fired, and as many of campaigns.
    pub fires: usize,
    /// Selected cases whose results are waited for; twice as many for a while.
    pub marks: usize,
    /// Offices, rules, campaigns and kinds of findings, each; those beyond are counted under one empty name.
    pub names: usize,
    /// Cases for later audit that are known one by one: the newest.
    pub later: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            days: 400,
            cells: 1 << 17,
            fires: 1 << 18,
            marks: 1 << 17,
            names: 1 << 12,
            later: 10_000,
        }
    }
}

/// A rule that fired on a case, and the bundle (专项行动) that it was a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    pub rule: String,
    pub campaign: Option<String>,
}

/// Which rules fired on the cases of a batch.
pub type FiredOn = BTreeMap<EntryId, Vec<Fired>>;

/// A case that was released and is looked at later.
#[derive(Debug, Clone, PartialEq)]
pub struct LaterCase {
    /// Ascending from 1, in the order in which they were weighed.
    pub no: u64,
    pub entry: EntryId,
    pub on: Date,
    pub procedure: RiskProcedure,
    pub customs: String,
    pub chosen: Chosen,
    /// How likely a finding is, by the model in force.
    pub probability: Option<f64>,
}

/// Results of cases that nobody had selected, or that were selected longer ago than is remembered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    pub examined: u64,
    pub found: u64,
}

/// On the way through the batches.
#[derive(Debug, Clone)]
pub struct Figures {
    limits: Limits,
    /// Found is what is at least so grave.
    least: Grade,
    cells: BTreeMap<Cell, Sum>,
    rules: BTreeMap<(Date, u16), Fires>,
    campaigns: BTreeMap<(Date, u16), Fires>,
    calibrations: BTreeMap<(Date, RiskProcedure), Calibration>,
    beside: BTreeMap<Date, Beside>,
    promises: BTreeMap<Date, (Promise, CommitNo)>,
    later: VecDeque<LaterCase>,
    later_no: u64,
    marks: Generations<Option<Mark>>,
    offices: Names,
    rule_names: Names,
    campaign_names: Names,
    kinds: Names,
    /// Of the newest day.
    purses: Purses,
    newest: Option<Date>,
    /// Days before it are not kept, or not whole.
    whole_from: Option<Date>,
}

/// Under what cases are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    on: Date,
    procedure: RiskProcedure,
    office: u16,
}

/// A selected case whose result is waited for, or has come and may come again.
#[derive(Debug, Clone)]
struct Mark {
    cell: Cell,
    is_later: bool,
    ways: u8,
    credit: Option<Credit>,
    probability: Option<u16>,
    shadow: Option<u16>,
    rules: Box<[u16]>,
    campaigns: Box<[u16]>,
    result: Option<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Outcome {
    grade: Option<Grade>,
    kinds: Box<[u16]>,
}

/// Names by numbers; the first is empty, and stands for all that there is no room for.
#[derive(Debug, Clone)]
struct Names {
    all: Vec<String>,
    places: BTreeMap<String, u16>,
    most: usize,
}

impl Names {
    fn new(most: usize) -> Names {
        let most = most.min(usize::from(u16::MAX));
        Names { all: vec![String::new()], places: BTreeMap::new(), most }
    }

    fn place(&mut self, name: &str) -> u16 {
        if let Some(known) = self.places.get(name) {
            return *known;
        }
        let place = u16::try_from(self.all.len()).ok().filter(|_| self.all.len() <= self.most);
        let Some(place) = place.filter(|_| !name.is_empty()) else { return 0 };
        self.all.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    fn known(&self, name: &str) -> Option<u16> {
        self.places.get(name).copied()
    }

    fn name(&self, place: u16) -> &str {
        self.all.get(usize::from(place)).map_or("", String::as_str)
    }
}

impl Figures {
    pub fn new(limits: Limits, least: Grade) -> Figures {
        Figures {
            limits,
            least,
            cells: BTreeMap::new(),
            rules: BTreeMap::new(),
            campaigns: BTreeMap::new(),
            calibrations: BTreeMap::new(),
            beside: BTreeMap::new(),
            promises: BTreeMap::new(),
            later: VecDeque::new(),
            later_no: 0,
            marks: Generations::new(limits.marks),
            offices: Names::new(limits.names),
            rule_names: Names::new(limits.names),
            campaign_names: Names::new(limits.names),
            kinds: Names::new(limits.names),
            purses: Purses::default(),
            newest: None,
            whole_from: None,
        }
    }

    /// Takes the next batch, and which rules fired on its cases.
    pub fn take(&mut self, commit: CommitNo, batch: &Batch<'_>, fired: &FiredOn) {
        for promise in &batch.promises {
            // The first one counts.
            self.promises.entry(promise.day).or_insert((*promise, commit));
        }
        for one in &batch.weighed {
            self.weigh(one, fired.get(&one.entry).map_or(&[], Vec::as_slice));
        }
        self.purses.spend(&batch.deltas);
        for found in &batch.found {
            self.hear(found);
        }
    }

    fn weigh(&mut self, one: &Weighed<'_>, fired: &[Fired]) {
        let case = &one.case;
        let on = case.at.local_date();
        if self.newest.is_none_or(|it| it < on) {
            self.turn_to(on);
        }
        if self.whole_from.is_some_and(|it| on < it) {
            return;
        }
        if self.newest == Some(on) {
            self.purses.see(case.procedure, [case.customs, case.port], self.limits.names);
        }
        let cell = Cell { on, procedure: case.procedure, office: self.offices.place(case.customs) };
        let is_selected = one.channel >= RiskChannel::Documents;
        let is_later = one.channel == RiskChannel::LaterAudit;
        let is_examination = one.channel >= RiskChannel::Examination;
        let ways = if is_selected { Way::of(one.chosen) } else { 0 };
        let sum = self.cells.entry(cell).or_default();
        sum.weighed += 1;
        sum.later.selected += u64::from(is_later);
        sum.all.selected += u64::from(is_selected);
        sum.all.examinations += u64::from(is_examination);
        if let Some(standing) = sum.standing_mut(case.credit) {
            standing.weighed += 1;
            standing.selected += u64::from(is_selected);
        }
        for (_, counts) in sum.ways_mut(ways) {
            counts.selected += 1;
            counts.examinations += u64::from(is_examination);
        }
        let (rules, campaigns) = self.fire(on, fired, is_selected, is_examination);
        if is_later {
            self.look_later(one, on);
        }
        // What is amended once there is a result is not what the result was about.
        let mark = self.marks.get(one.entry.0).and_then(Option::as_ref);
        let has_result = mark.is_some_and(|it| it.result.is_some());
        if (is_selected || is_later) && !has_result {
            *self.marks.touch(one.entry.0) = Some(Mark {
                cell,
                is_later,
                ways,
                credit: case.credit,
                probability: one.probability,
                shadow: one.shadow,
                rules,
                campaigns,
                result: None,
            });
        }
        self.keep_within();
    }

    /// Counts the rules that fired, and each campaign of theirs once.
    fn fire(
        &mut self,
        on: Date,
        fired: &[Fired],
        is_selected: bool,
        is_examination: bool,
    ) -> (Box<[u16]>, Box<[u16]>) {
        let mut rules: Vec<u16> = fired.iter().map(|it| self.rule_names.place(&it.rule)).collect();
        let mut campaigns: Vec<u16> = fired
            .iter()
            .filter_map(|it| it.campaign.as_deref())
            .map(|it| self.campaign_names.place(it))
            .collect();
        for (places, cells) in
            [(&mut rules, &mut self.rules), (&mut campaigns, &mut self.campaigns)]
        {
            places.sort_unstable();
            places.dedup();
            for place in places {
                let fires = cells.entry((on, *place)).or_default();
                fires.fired += 1;
                fires.counts.selected += u64::from(is_selected);
                fires.counts.examinations += u64::from(is_examination);
            }
        }
        (rules.into_boxed_slice(), campaigns.into_boxed_slice())
    }

    fn look_later(&mut self, one: &Weighed<'_>, on: Date) {
        self.later_no += 1;
        self.later.push_back(LaterCase {
            no: self.later_no,
            entry: one.entry,
            on,
            procedure: one.case.procedure,
            customs: one.case.customs.to_owned(),
            chosen: one.chosen,
            probability: one.probability.map(|it| f64::from(it) / 65_535.0),
        });
        if self.later.len() > self.limits.later {
            self.later.pop_front();
        }
    }

    /// A result, of its goods, its price, or an audit. Of several the gravest counts.
    fn hear(&mut self, found: &Found) {
        let kinds: Vec<u16> = found.kinds.iter().map(|it| self.kinds.place(it)).collect();
        let result = Outcome { grade: found.grade, kinds: kinds.into_boxed_slice() };
        let known = self.marks.get(found.entry.0).is_some_and(Option::is_some);
        let mark = if known { self.marks.touch(found.entry.0).as_mut() } else { None };
        let Some(mark) = mark else {
            let Some(on) = self.newest else { return };
            let beside = self.beside.entry(on).or_default();
            beside.examined += 1;
            beside.found += u64::from(result.grade.is_some_and(|it| it >= self.least));
            return;
        };
        if mark.result.as_ref().is_some_and(|it| it.grade >= result.grade) {
            return;
        }
        let former = mark.result.replace(result);
        let mark = mark.clone();
        if let Some(former) = former {
            self.count(&Mark { result: Some(former), ..mark.clone() }, false);
        }
        self.count(&mark, true);
    }

    /// Counts what came of a case, or takes it back.
    fn count(&mut self, mark: &Mark, is_more: bool) {
        let Some(Outcome { grade, kinds }) = &mark.result else { return };
        let Some(sum) = self.cells.get_mut(&mark.cell) else { return };
        if mark.is_later {
            return sum.later.hear(*grade, is_more);
        }
        sum.all.hear(*grade, is_more);
        for (_, counts) in sum.ways_mut(mark.ways) {
            counts.hear(*grade, is_more);
        }
        if let Some(standing) = sum.standing_mut(mark.credit) {
            standing.hear(*grade, is_more);
        }
        for kind in kinds {
            bump(sum.kinds.entry(*kind).or_default(), is_more);
        }
        sum.kinds.retain(|_, n| *n > 0);
        let on = mark.cell.on;
        for (places, cells) in
            [(&mark.rules, &mut self.rules), (&mark.campaigns, &mut self.campaigns)]
        {
            for place in places {
                if let Some(fires) = cells.get_mut(&(on, *place)) {
                    fires.counts.hear(*grade, is_more);
                }
            }
        }
        let is_found = grade.is_some_and(|it| it >= self.least);
        let sample = if Way::Lot.is_in(mark.ways) { Sample::Lots } else { Sample::Others };
        let calibration = self.calibrations.entry((on, mark.cell.procedure)).or_default();
        calibration.hear(sample, (mark.probability, mark.shadow), is_found, is_more);
    }

    /// A new day begins; what lies too far back goes.
    fn turn_to(&mut self, on: Date) {
        self.newest = Some(on);
        self.purses = Purses::default();
        let first = on.checked_sub(jiff::Span::new().days(i64::from(self.limits.days) - 1));
        let Ok(first) = first else { return };
        if self.cells.keys().next().is_some_and(|it| it.on < first) {
            self.drop_before(first);
        }
    }

    fn keep_within(&mut self) {
        while self.cells.len() > self.limits.cells
            || self.rules.len().max(self.campaigns.len()) > self.limits.fires
        {
            let days = [
                self.cells.keys().next().map(|it| it.on),
                self.rules.keys().next().map(|it| it.0),
                self.campaigns.keys().next().map(|it| it.0),
            ];
            let Some(next) = days.into_iter().flatten().min().and_then(|it| it.tomorrow().ok())
            else {
                return;
            };
            self.drop_before(next);
        }
    }

    fn drop_before(&mut self, first: Date) {
        self.cells.retain(|it, _| it.on >= first);
        self.rules.retain(|it, _| it.0 >= first);
        self.campaigns.retain(|it, _| it.0 >= first);
        self.calibrations.retain(|it, _| it.0 >= first);
        self.beside.retain(|it, _| *it >= first);
        self.promises.retain(|it, _| *it >= first);
        self.whole_from = self.whole_from.max(Some(first));
    }
}
