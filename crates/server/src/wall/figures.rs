//! The board's figures: the history of the last days folded once, record by record, and no table counted.
//!
//! What is kept of it are counts by day and a [`Course`] a case that is still under way, as many as there is room for;
//! of a case that is not at hand the earlier history is read again. So figures are a function of the history and the
//! day alone: a process that starts anew, and one that folds in other slices, come to the same ones.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use clearance::{
    case_of_declaration_no,
    history::{self, Event, Happening},
    ports::{HistoryRecord, Records as _},
};
use jiff::{Span, civil::Time};
use model::{CommitNo, Date, EntryId, Instrument, InstrumentKind, Lane, Moment, OfficerAction};
use rustc_hash::FxHashMap;
use store::{HouseRecords, step_of};

use super::{
    course::{Chosen, Clearance, Course, Fact},
    places::Procedure,
    sketch::Sketch,
};

/// Days that the board looks back on, today among them.
pub(crate) const DAYS: i32 = 7;

/// Cases that are remembered, twice: the newer and the older half.
const ROOM: usize = 1 << 16;

const MALFORMED: &str = "a history record is malformed";

/// What stands in one commit may be of moments that lie a little apart.
const MARGIN_MS: i64 = 60 * 60_000;

/// Minutes that are shown one by one.
pub(crate) const MINUTES: i64 = 60;

/// What time it is, for the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// As the clock has it: when messages come.
    pub(crate) clock: Moment,
    /// As the house has it, which may have been told to go ahead of the clock: when things happen.
    pub(crate) house: Moment,
}

impl Now {
    pub(crate) fn today(self) -> Date {
        self.house.local_date()
    }

    pub(crate) fn minute(self) -> i64 {
        minute_of(self.clock)
    }

    /// The first minute of the clock's day, or of those that are shown one by one.
    pub(crate) fn first_minute(self) -> i64 {
        minute_of(midnight(self.clock.local_date())).min(self.minute() - MINUTES + 1)
    }
}

pub(crate) const fn minute_of(at: Moment) -> i64 {
    at.millis().div_euclid(60_000)
}

fn midnight(day: Date) -> Moment {
    Moment::from_local(day.to_datetime(Time::midnight()))
}

/// What happened with declared cases of a procedure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    pub(crate) declared: u64,
    pub(crate) decided: u64,
    pub(crate) returned: u64,
    pub(crate) released: u64,
}

/// Why cases were examined, and what was found. One that two reasons hold for is counted under both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) chosen: u64,
    pub(crate) conform: u64,
    pub(crate) found: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Examinations {
    /// Cases that risk analysis looked at.
    pub(crate) looked_at: u64,
    pub(crate) documents: u64,
    pub(crate) examination: u64,
    /// At random, by a watch row, by an officer.
    pub(crate) groups: [Group; 3],
}

/// How long cases of a procedure took from declaring to release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Took {
    pub(crate) overall: Sketch,
    /// By owner.
    pub(crate) waited: [Sketch; 3],
}

/// What happened on a day, or on several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Day {
    /// How long cases stood in each state that they left.
    pub(crate) places: BTreeMap<u8, Sketch>,
    pub(crate) took: BTreeMap<Procedure, Took>,
    pub(crate) flows: BTreeMap<Procedure, Flow>,
    pub(crate) examinations: BTreeMap<Procedure, Examinations>,
}

/// Cases that were decided in a minute, of the procedures whose cases are cleared.
pub(crate) type Minute = [u64; Procedure::CLEARED.len()];

/// The figures as of a history row.
pub(crate) struct Figures {
    /// The last row that was folded.
    pub(crate) after: u64,
    pub(crate) commit: CommitNo,
    /// When that commit's last message came.
    came_at: Moment,
    days: BTreeMap<Date, Day>,
    first_day: Date,
    /// By minute, counted from 1970, of the clock: it is messages that come and are answered.
    minutes: BTreeMap<i64, Minute>,
    first_minute: i64,
    under_way: UnderWay,
    turned: Turned,
}

/// The day that was turned to last: what happens, happens mostly on one.
#[derive(Default)]
struct Turned {
    day: Date,
    from_ms: i64,
    to_ms: i64,
}

impl Turned {
    fn date_of(&mut self, at: Moment) -> Date {
        if !(self.from_ms..self.to_ms).contains(&at.millis()) {
            self.day = at.local_date();
            self.from_ms = midnight(self.day).millis();
            self.to_ms = midnight(self.day.tomorrow().unwrap_or(self.day)).millis();
        }
        self.day
    }
}

/// How a slice went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) rows: usize,
    /// Rows that are still to be folded, about.
    pub(crate) behind: u64,
}

impl Figures {
    /// Before anything was folded.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn begin(records: &HouseRecords, now: Now) -> Result<Figures> {
        Figures::with_room(records, now, ROOM)
    }

    fn with_room(records: &HouseRecords, now: Now, room: usize) -> Result<Figures> {
        Ok(Figures {
            after: first_row(records, now)?.saturating_sub(1),
            commit: CommitNo(0),
            came_at: Moment::default(),
            days: BTreeMap::new(),
            first_day: first_day(now.today()),
            minutes: BTreeMap::new(),
            first_minute: now.first_minute(),
            under_way: UnderWay { room, ..UnderWay::default() },
            turned: Turned::default(),
        })
    }

    /// Goes on by at most so many rows.
    ///
    /// # Errors
    /// When the store cannot be read, or a record is not one.
    pub(crate) fn fold(&mut self, records: &HouseRecords, limit: usize) -> Result<Slice> {
        let rows = records.kept_history(self.after, limit)?;
        for (record, previous) in &rows {
            self.after = record.row;
            if self.commit != record.commit {
                self.commit = record.commit;
                self.came_at = records.commit_at(record.commit)?.unwrap_or_default();
            }
            if record.entry == EntryId(0) {
                continue;
            }
            self.take(records, record, *previous == 0)?;
        }
        let behind = match rows.len() < limit {
            true => 0,
            false => records.newest_history()?.saturating_sub(self.after),
        };
        Ok(Slice { rows: rows.len(), behind })
    }

    fn take(
        &mut self,
        records: &HouseRecords,
        record: &HistoryRecord,
        is_first: bool,
    ) -> Result<()> {
        let mut course = None;
        for happening in history::decode_each(&record.body).context(MALFORMED)? {
            let happening = happening.context(MALFORMED)?;
            if let Event::InstrumentIssued(document) = &happening.what {
                self.take_document(records, record.row, happening.at, document)?;
            }
            if course.is_none() {
                course = match is_first {
                    true => Some(Course::begin(&happening)),
                    false if matters(&happening) => {
                        let known = self.course_of(records, record.entry, record.row)?;
                        Some(known.unwrap_or_else(|| Course::begin(&happening)))
                    }
                    // Nothing of it is counted, so it is not looked for.
                    false => continue,
                };
            }
            if let Some(course) = &mut course {
                course.advance(&happening, &mut |fact| self.count(happening.at, fact));
            }
        }
        if let Some(course) = course {
            self.under_way.put(record.entry, course);
        }
        Ok(())
    }

    /// What an examination of a declaration came to stands on its record, which is a case of its own.
    fn take_document(
        &mut self,
        records: &HouseRecords,
        row: u64,
        at: Moment,
        document: &Instrument,
    ) -> Result<()> {
        let declaration = case_of_declaration_no(&document.declaration_no);
        let (InstrumentKind::ExaminationRecord, Some(declaration)) = (document.kind, declaration)
        else {
            return Ok(());
        };
        let course = self.course_of(records, declaration, row)?;
        let chosen = course.map(|it| it.chosen).unwrap_or_default();
        let is_conform = document.field("result") == "conform";
        let procedure = Procedure::Declaration;
        self.count(at, Fact::Examined { procedure, is_conform, chosen });
        Ok(())
    }

    /// How far a case had come before a row; nothing when it began with it.
    fn course_of(
        &mut self,
        records: &HouseRecords,
        entry: EntryId,
        row: u64,
    ) -> Result<Option<Course>> {
        if let Some(course) = self.under_way.take(entry) {
            self.under_way.put(entry, course);
            return Ok(Some(course));
        }
        let mut course: Option<Course> = None;
        for record in records.history(entry)?.into_iter().filter(|it| it.row < row) {
            for happening in &history::decode(&record.body).context(MALFORMED)? {
                course
                    .get_or_insert_with(|| Course::begin(happening))
                    .advance(happening, &mut |_| ());
            }
        }
        Ok(course)
    }

    fn count(&mut self, at: Moment, fact: Fact) {
        if let Fact::Decided(procedure) = fact {
            self.count_minute(procedure);
        }
        let date = self.turned.date_of(at);
        if date < self.first_day {
            return;
        }
        let day = self.days.entry(date).or_default();
        match fact {
            Fact::Left { state, after_ms } => day.places.entry(state).or_default().add(after_ms),
            Fact::Declared(procedure) => day.flow(procedure).declared += 1,
            Fact::Returned(procedure) => day.flow(procedure).returned += 1,
            Fact::Decided(procedure) => day.flow(procedure).decided += 1,
            Fact::Released(procedure, Clearance { overall_ms, waited_ms }) => {
                day.flow(procedure).released += 1;
                let took = day.took.entry(procedure).or_default();
                took.overall.add(overall_ms);
                for (sketch, ms) in took.waited.iter_mut().zip(waited_ms) {
                    sketch.add(ms);
                }
            }
            Fact::LookedAt(procedure) => {
                day.examinations.entry(procedure).or_default().looked_at += 1;
            }
            Fact::Selected(procedure, lane, chosen) => {
                let it = day.examinations.entry(procedure).or_default();
                match lane {
                    Lane::Release => {}
                    Lane::Documents => it.documents += 1,
                    Lane::Examination => it.examination += 1,
                }
                // An officer's order was counted when he gave it.
                let drawn = Chosen { by_officer: false, ..chosen };
                it.of(drawn, |group| group.chosen += 1);
            }
            Fact::OrderedByOfficer(procedure) => {
                let it = day.examinations.entry(procedure).or_default();
                let ordered = Chosen { by_officer: true, ..Chosen::default() };
                it.of(ordered, |group| group.chosen += 1);
            }
            Fact::Examined { procedure, is_conform, chosen } => {
                let it = day.examinations.entry(procedure).or_default();
                it.of(chosen, |group| match is_conform {
                    true => group.conform += 1,
                    false => group.found += 1,
                });
            }
        }
    }

    fn count_minute(&mut self, procedure: Procedure) {
        let minute = minute_of(self.came_at);
        if minute < self.first_minute {
            return;
        }
        let at = Procedure::CLEARED.iter().position(|it| *it == procedure);
        let counts = self.minutes.entry(minute).or_default();
        if let Some(count) = at.and_then(|it| counts.get_mut(it)) {
            *count += 1;
        }
    }

    /// Lets go of what lies before the days and minutes that are looked back on.
    pub(crate) fn turn_to(&mut self, now: Now) {
        self.first_day = self.first_day.max(first_day(now.today()));
        self.days = self.days.split_off(&self.first_day);
        self.first_minute = self.first_minute.max(now.first_minute());
        self.minutes = self.minutes.split_off(&self.first_minute);
    }

    /// Minutes in which anything was decided.
    pub(crate) const fn minutes(&self) -> &BTreeMap<i64, Minute> {
        &self.minutes
    }

    /// That day, and with the days before it that are looked back on.
    pub(crate) fn windows(&self, today: Date) -> [Day; 2] {
        let one = self.days.get(&today).cloned().unwrap_or_default();
        let mut all = Day::default();
        for (_, day) in self.days.range(first_day(today)..=today) {
            all.merge(day);
        }
        [one, all]
    }
}

/// Whether anything that the board counts may follow from it.
fn matters(happening: &Happening) -> bool {
    match &happening.what {
        Event::Selected(_) => true,
        Event::Officer { action, .. } => *action == OfficerAction::OrderExamination,
        what => step_of(what).is_some(),
    }
}

/// The first row of the first commit that holds anything of the days that are looked back on. Time does not go back,
/// so a few rows are read and no more.
fn first_row(records: &HouseRecords, now: Now) -> Result<u64> {
    let from = midnight(first_day(now.today())).millis() - MARGIN_MS;
    let from_minute = now.first_minute();
    let row_at = |row: u64| -> Result<Option<(CommitNo, Moment)>> {
        let Some(record) = records.history_rows(row - 1, 1)?.pop() else { return Ok(None) };
        let happenings = history::decode(&record.body).context(MALFORMED)?;
        Ok(Some((record.commit, happenings.last().map_or_else(Moment::default, |it| it.at))))
    };
    let newest = records.newest_history()?;
    let first = first_where(newest, |row| {
        let Some((commit, at)) = row_at(row)? else { return Ok(true) };
        let came_at = records.commit_at(commit)?.unwrap_or_default();
        Ok(at.millis() >= from || minute_of(came_at) >= from_minute)
    })?;
    let Some((commit, _)) = row_at(first)? else { return Ok(first) };
    first_where(first, |row| Ok(row_at(row)?.is_none_or(|(of, _)| of >= commit)))
}

/// The first number from 1 on for which something holds that holds for all after it; one after the last where it holds
/// for none.
fn first_where(last: u64, holds: impl Fn(u64) -> Result<bool>) -> Result<u64> {
    let (mut from, mut to) = (1, last + 1);
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle)? {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    Ok(from)
}

fn first_day(today: Date) -> Date {
    today.checked_sub(Span::new().days(DAYS - 1)).unwrap_or(today)
}

impl Examinations {
    fn of(&mut self, chosen: Chosen, change: impl Fn(&mut Group)) {
        let Chosen { at_random, by_rule, by_officer } = chosen;
        let held = [at_random, by_rule, by_officer];
        self.groups.iter_mut().zip(held).filter(|(_, it)| *it).for_each(|(group, _)| change(group));
    }

    fn merge(&mut self, other: &Examinations) {
        self.looked_at += other.looked_at;
        self.documents += other.documents;
        self.examination += other.examination;
        for (group, other) in self.groups.iter_mut().zip(&other.groups) {
            group.chosen += other.chosen;
            group.conform += other.conform;
            group.found += other.found;
        }
    }
}

impl Day {
    fn flow(&mut self, procedure: Procedure) -> &mut Flow {
        self.flows.entry(procedure).or_default()
    }

    fn merge(&mut self, other: &Day) {
        for (state, sketch) in &other.places {
            self.places.entry(*state).or_default().merge(sketch);
        }
        for (procedure, it) in &other.took {
            let took = self.took.entry(*procedure).or_default();
            took.overall.merge(&it.overall);
            took.waited.iter_mut().zip(&it.waited).for_each(|(all, one)| all.merge(one));
        }
        for (procedure, it) in &other.flows {
            let flow = self.flow(*procedure);
            flow.declared += it.declared;
            flow.decided += it.decided;
            flow.returned += it.returned;
            flow.released += it.released;
        }
        for (procedure, it) in &other.examinations {
            self.examinations.entry(*procedure).or_default().merge(it);
        }
    }
}

/// The courses of cases that were seen last. When there is no more room, those go that were not seen for longest.
#[derive(Default)]
struct UnderWay {
    newer: FxHashMap<EntryId, Course>,
    older: FxHashMap<EntryId, Course>,
    room: usize,
}

impl UnderWay {
    fn take(&mut self, entry: EntryId) -> Option<Course> {
        self.newer.remove(&entry).or_else(|| self.older.remove(&entry))
    }

    fn put(&mut self, entry: EntryId, course: Course) {
        self.older.remove(&entry);
        if course.is_over() {
            self.newer.remove(&entry);
            return;
        }
        if self.newer.len() >= self.room {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(entry, course);
    }
}

#[cfg(test)]
mod tests;
