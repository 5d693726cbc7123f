//! A watch row tried on history: what it would have selected of the cases that came to selection in some days.
//!
//! It looks at cases as selection does (`clearance::features_of_parcel` and its like, `risk`), newest first, with a reader's
//! connection, and stops at so many cases or so much time. Nothing of it enters a decision (ADR 0069).

mod run;

use std::{collections::BTreeMap, ops::RangeInclusive, time::Instant};

use anyhow::Result;
use clearance::{
    DeclarationFile, ExportFile, declaration_state_of,
    entry::{Entry, state_of},
    export_state_of, features_of_declaration, features_of_export, features_of_parcel,
    history::Happening,
    ports::{EntryRow, Records as _},
};
use messages::{Limits, Message};
use model::{
    Amount, Date, Document, DocumentRef, EntryId, InputId, KeyPair, Rate, Reason, WatchRow,
};
use params::Codes;
use risk::Selector;
use store::HouseRecords;

use self::run::Run;
use crate::{
    access::{Viewer, declaration_parties, export_parties, parcel_parties},
    view::happenings,
    wall::Procedure,
};

/// Cases looked at for one trial, whatever their kind.
pub(crate) const CASES_MAX: u64 = 200_000;
/// Hits that are named one by one.
pub(crate) const NAMED_MAX: usize = 50;
/// Values that are counted one by one.
const VALUES_MAX: usize = 50;
const AT_ONCE: usize = 500;
/// Messages whose lists are kept at hand: those of neighbouring cases came together.
const MESSAGES_KEPT: usize = 16;

/// What is asked.
pub(crate) struct Trial<'t> {
    /// Its own days do not count.
    pub(crate) row: WatchRow,
    /// First and last day.
    pub(crate) days: RangeInclusive<Date>,
    pub(crate) cases_max: u64,
    pub(crate) until: Instant,
    pub(crate) codes: &'t Codes,
    pub(crate) viewer: &'t Viewer,
}

/// What a day came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DayCount {
    /// Cases that came to selection.
    pub(crate) traffic: u64,
    pub(crate) hits: u64,
    /// Hits that were selected all the same.
    pub(crate) anyway: u64,
}

/// A case that the row would have selected.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) procedure: Procedure,
    pub(crate) number: String,
    pub(crate) case: EntryId,
    pub(crate) on: Date,
    pub(crate) reasons: Vec<Reason>,
    /// By which rules it was selected all the same.
    pub(crate) selected_by: Vec<String>,
    /// Whether goods and papers agreed; nothing where they were not examined, or are being examined.
    pub(crate) is_conform: Option<bool>,
}

/// What a trial came to.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    /// Cases of any kind that were opened in these days, and how many of them were looked at.
    pub(crate) opened: u64,
    pub(crate) looked_at: u64,
    /// The first day of which all was looked at, where a bound was met.
    pub(crate) stopped_at: Option<Date>,
    pub(crate) days: BTreeMap<Date, DayCount>,
    pub(crate) procedures: BTreeMap<Procedure, DayCount>,
    /// Hits that were examined with a result, and those in which something was found.
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// By how much the tax of declarations among them rose after they were selected first.
    pub(crate) extra_tax: Amount,
    /// What was seen, and how often.
    pub(crate) values: BTreeMap<String, u64>,
    pub(crate) named: Vec<Hit>,
}

/// Tries a row.
///
/// # Errors
/// When the store fails.
pub(crate) fn try_on_history(records: &HouseRecords, trial: &Trial<'_>) -> Result<Tried> {
    // As if it had always been in force.
    let row = WatchRow { from: Date::MIN, to: None, ..trial.row.clone() };
    let selector = Selector::new(&[row], Rate::ZERO, 0)?;
    let mut walk = Walk { trial, selector, lists: BTreeMap::new(), tried: Tried::default() };
    let mut before = EntryId(records.head()?.next_entry);
    let end = before.0;
    loop {
        let rows = records.entry_rows_before(before, AT_ONCE)?;
        let Some(last) = rows.last().map(|it| it.id) else { break };
        for row in &rows {
            let is_bound = walk.tried.looked_at >= trial.cases_max || Instant::now() >= trial.until;
            if is_bound {
                walk.stop(records, row.id, end)?;
                return Ok(walk.tried);
            }
            if !walk.look(records, row)? {
                walk.tried.opened = walk.tried.looked_at;
                return Ok(walk.tried);
            }
        }
        before = last;
    }
    walk.tried.opened = walk.tried.looked_at;
    Ok(walk.tried)
}

/// On the way through the cases.
struct Walk<'t> {
    trial: &'t Trial<'t>,
    /// The row alone.
    selector: Selector,
    /// What the row hits in the lists of a message, by their places.
    lists: BTreeMap<InputId, Vec<Vec<Reason>>>,
    tried: Tried,
}

impl Walk<'_> {
    /// Looks at a case; false where it was opened before the days began.
    fn look(&mut self, records: &HouseRecords, row: &EntryRow) -> Result<bool> {
        let procedure = match row.state {
            it if state_of(it).is_some() => Procedure::RetailImport,
            it if export_state_of(it).is_some() => Procedure::RetailExport,
            it if declaration_state_of(it).is_some() => Procedure::Declaration,
            _ => {
                self.tried.looked_at += 1;
                return Ok(true);
            }
        };
        let happenings: Vec<Happening> =
            happenings(records, row.id)?.into_iter().map(|(_, it)| it).collect();
        let opened_on = happenings.first().map(|it| it.at.local_date());
        if opened_on.is_some_and(|it| it < *self.trial.days.start()) {
            return Ok(false);
        }
        self.tried.looked_at += 1;
        let Some(run) = Run::last(&happenings) else { return Ok(true) };
        let reasons = self.reasons(records, row, procedure, run.list)?;
        self.count(procedure, &run, !reasons.is_empty());
        if !reasons.is_empty() {
            self.hit(records, row, procedure, &run, reasons, &happenings)?;
        }
        Ok(true)
    }

    /// By what the row selects it; nothing where it does not.
    fn reasons(
        &mut self,
        records: &HouseRecords,
        row: &EntryRow,
        procedure: Procedure,
        list: Option<DocumentRef>,
    ) -> Result<Vec<Reason>> {
        let key = KeyPair { hi: 0, lo: 0 };
        let on = *self.trial.days.end();
        match procedure {
            Procedure::Declaration => {
                let file = DeclarationFile::from_row(row)?;
                let codes = self.trial.codes;
                let features = features_of_declaration(&file.declaration, codes, key, on);
                Ok(self.selector.watched(&features).reasons)
            }
            Procedure::RetailExport => {
                let file = ExportFile::from_row(row)?;
                let Some(list) = file.listed() else { return Ok(Vec::new()) };
                let features = features_of_export(list, &file.platform_code, key, on);
                Ok(self.selector.watched(&features).reasons)
            }
            _ => {
                let Some(at) = list else { return Ok(Vec::new()) };
                if !self.lists.contains_key(&at.input) {
                    self.read_lists(records, at.input)?;
                }
                let lists = self.lists.get(&at.input);
                Ok(lists.and_then(|it| it.get(usize::from(at.index))).cloned().unwrap_or_default())
            }
        }
    }

    /// Reads a message once for all of its lists: they are not kept anywhere else once their goods are released.
    fn read_lists(&mut self, records: &HouseRecords, input: InputId) -> Result<()> {
        let Some(stored) = records.input(input)? else { return Ok(()) };
        let Ok(Message::Ceb(envelope)) = messages::read(&stored.bytes, &Limits::default()) else {
            return Ok(());
        };
        let key = KeyPair { hi: 0, lo: 0 };
        let reasons = envelope.readings.iter().map(|it| match &it.document {
            Document::Inventory(list) => {
                let platform_code = list.platform_code.as_str();
                let features = features_of_parcel(list, platform_code, key, *self.trial.days.end());
                self.selector.watched(&features).reasons
            }
            _ => Vec::new(),
        });
        let reasons = reasons.collect();
        while self.lists.len() >= MESSAGES_KEPT {
            self.lists.pop_last();
        }
        self.lists.insert(input, reasons);
        Ok(())
    }

    fn count(&mut self, procedure: Procedure, run: &Run, is_hit: bool) {
        let is_anyway = is_hit && !run.other_rules(&self.trial.row.id).is_empty();
        let day = self.tried.days.entry(run.on).or_default();
        let kind = self.tried.procedures.entry(procedure).or_default();
        for count in [day, kind] {
            count.traffic += 1;
            count.hits += u64::from(is_hit);
            count.anyway += u64::from(is_anyway);
        }
    }

    fn hit(
        &mut self,
        records: &HouseRecords,
        row: &EntryRow,
        procedure: Procedure,
        run: &Run,
        reasons: Vec<Reason>,
        happenings: &[Happening],
    ) -> Result<()> {
        let is_conform = run::result(records, procedure, happenings)?;
        self.tried.examined += u64::from(is_conform.is_some());
        self.tried.found += u64::from(is_conform == Some(false));
        if is_conform == Some(false) {
            self.tried.extra_tax += run::tax_after(happenings);
        }
        for reason in &reasons {
            let is_known = self.tried.values.contains_key(&reason.observed);
            if is_known || self.tried.values.len() < VALUES_MAX {
                *self.tried.values.entry(reason.observed.clone()).or_default() += 1;
            }
        }
        if self.tried.named.len() >= NAMED_MAX {
            return Ok(());
        }
        if let Some(number) = self.number_for_viewer(records, row, procedure)? {
            let selected_by = run.other_rules(&self.trial.row.id);
            let (case, on) = (row.id, run.on);
            let hit = Hit { procedure, number, case, on, reasons, selected_by, is_conform };
            self.tried.named.push(hit);
        }
        Ok(())
    }

    /// Of the page that shows the case; nothing where it is none of the viewer's.
    fn number_for_viewer(
        &self,
        records: &HouseRecords,
        row: &EntryRow,
        procedure: Procedure,
    ) -> Result<Option<String>> {
        let (number, sight) = match procedure {
            Procedure::Declaration => {
                let file = DeclarationFile::from_row(row)?;
                let sight = self.trial.viewer.sight(|| declaration_parties(records, &file))?;
                (file.declaration_no.to_string(), sight)
            }
            Procedure::RetailExport => {
                let file = ExportFile::from_row(row)?;
                (file.list_no(), self.trial.viewer.sight(|| export_parties(row))?)
            }
            _ => {
                let entry = Entry::from_row(row)?;
                (entry.list_no(), self.trial.viewer.sight(|| parcel_parties(row))?)
            }
        };
        let number = if number.is_empty() { row.id.to_string() } else { number };
        Ok(sight.map(|_| number))
    }

    /// A bound was met before that case: says from which day on all was looked at, and how many cases there are.
    fn stop(&mut self, records: &HouseRecords, at: EntryId, end: u64) -> Result<()> {
        // The day on which it stopped is not whole.
        let opened_on = |id: EntryId| -> Result<Option<Date>> {
            let row = records.entry_rows(EntryId(id.0.saturating_sub(1)), 1)?.into_iter().next();
            let Some(row) = row else { return Ok(None) };
            let all = happenings(records, row.id)?;
            Ok(all.first().map(|(_, it)| it.at.local_date()))
        };
        self.tried.stopped_at = opened_on(at)?.and_then(|it| it.tomorrow().ok());
        // Cases are numbered in the order in which they were opened.
        let (mut low, mut high) = (0, at.0);
        while low < high {
            let middle = low + (high - low) / 2;
            match opened_on(EntryId(middle))?.is_some_and(|it| it < *self.trial.days.start()) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        self.tried.opened = end.saturating_sub(low);
        Ok(())
    }
}
