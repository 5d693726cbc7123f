//! Which cases name whom: so that whoever sees a few cases of many finds his own without reading all (ADR 0076).
//!
//! The index holds whoever a case ever named; whether he sees it is asked of the case itself each time. It is made when
//! somebody first looks who does not see everything, and goes on when such a one looks again: a house of which nobody
//! looks so has no index.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result};
use clearance::{
    DeclarationFile, amendment_state_of, consignment_state_of, declaration_state_of,
    duty_slip_state_of, entry, exit_list_state_of, export_state_of, gate_pass_state_of,
    instrument_state_of, manifest_state_of,
    ports::{EntryRow, Records},
    slip::slip_state_of,
    transit_state_of,
};
use model::{CommitNo, EntryId};
use store::{HouseRecords, Named, Naming, Progress};
use tracing::error;

use super::parties::{
    Parties, amendment_parties, consignment_parties, declaration_parties, duty_slip_parties,
    exit_list_parties, export_parties, gate_pass_parties, instrument_parties, manifest_parties,
    parcel_parties, retail_slip_parties, transit_parties,
};
use crate::data::DataDir;

/// History rows that whoever asks reads himself; of more somebody else is told to read them, and he looks at the cases.
const AT_ONCE: u64 = 2_000;
/// Rows that are read between two looks of those who wait.
const SLICE: usize = 500;

/// Before the code of a customs office: offices and companies stand in one index.
const OFFICE: char = '@';
/// What the index knows besides cases: raised whenever other parties are named of a kind, and the index is made anew.
const EDITION: u32 = 1;

/// The index, and whoever brings it up.
pub(crate) struct CaseIndex {
    data: DataDir,
    /// Opened when it is first asked.
    named: Mutex<Option<Named>>,
    is_at_work: AtomicBool,
}

/// An index that is made: how far the cases were read, and which history they are known to have by then.
struct Making {
    after: EntryId,
    through: Progress,
}

impl CaseIndex {
    pub(crate) fn new(data: DataDir) -> Arc<CaseIndex> {
        Arc::new(CaseIndex { data, named: Mutex::new(None), is_at_work: AtomicBool::new(false) })
    }

    /// Cases of the kind to which a state belongs that ever named one of the codes, or an office in one of the districts, below
    /// that one, newest first. Nothing while the index is too far behind: somebody brings it up then.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn cases(
        self: &Arc<Self>,
        records: &HouseRecords,
        whose: &Whose<'_>,
        state: u8,
        (before, limit): (EntryId, usize),
    ) -> Result<Option<Vec<EntryId>>> {
        let Some(kind) = kind_of(state) else { return Ok(None) };
        let mut opened = self.opened(records)?;
        let named = opened.as_mut().context("the index is open")?;
        let known = named.progress()?.map_or(0, |it| it.history);
        if records.newest_history()?.saturating_sub(known) > AT_ONCE {
            drop(opened);
            self.bring_up();
            return Ok(None);
        }
        let mut making = None;
        while read_on(named, records, &mut making)? {}
        let codes = match whose {
            Whose::Codes(codes) => codes.to_vec(),
            Whose::Districts(districts) => {
                // Cases of no office are the whole house's.
                let mut codes = vec![OFFICE.to_string()];
                for district in *districts {
                    codes.extend(named.codes_beginning(&format!("{OFFICE}{district}"))?);
                }
                codes
            }
        };
        let codes = codes.iter().map(String::as_str);
        Ok(Some(named.cases(codes, kind as u8, before, limit)?))
    }

    /// Opens it, and forgets what another house or another program put there.
    fn opened(&self, records: &HouseRecords) -> Result<MutexGuard<'_, Option<Named>>> {
        let mut opened = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.is_none() {
            let mut named = self.data.named()?;
            if let Some(known) = named.progress()?
                && known != progress_at(records, known.history, known.commit)?
            {
                named.clear()?;
            }
            *opened = Some(named);
        }
        Ok(opened)
    }

    /// Has it brought up beside whatever else is done; at most one does, and he rests as long as he works.
    fn bring_up(self: &Arc<Self>) {
        if self.is_at_work.swap(true, Ordering::AcqRel) {
            return;
        }
        let index = Arc::clone(self);
        let work = move || {
            if let Err(error) = index.work() {
                error!(error = format!("{error:#}"), "the index of cases by party fails");
            }
            index.is_at_work.store(false, Ordering::Release);
        };
        if std::thread::Builder::new().name("case-index".to_owned()).spawn(work).is_err() {
            self.is_at_work.store(false, Ordering::Release);
        }
    }

    fn work(&self) -> Result<()> {
        let records = self.data.records()?;
        let mut making = None;
        loop {
            let begun = Instant::now();
            let mut opened = self.opened(&records)?;
            let named = opened.as_mut().context("the index is open")?;
            let is_more = read_on(named, &records, &mut making)?;
            drop(opened);
            if !is_more {
                return Ok(());
            }
            std::thread::sleep(begun.elapsed());
        }
    }
}

/// Whose cases are looked for.
pub(super) enum Whose<'w> {
    /// Every code that means a company.
    Codes(&'w [String]),
    /// With which the codes of customs offices begin.
    Districts(&'w [String]),
}

/// Reads a slice more, of the history, or of all cases where the index is not made yet. Whether there may be more.
fn read_on(named: &mut Named, records: &HouseRecords, making: &mut Option<Making>) -> Result<bool> {
    if let Some(known) = named.progress()? {
        let rows = records.history_rows(known.history, SLICE)?;
        let Some(last) = rows.last() else { return Ok(false) };
        let mut cases: Vec<EntryId> = rows.iter().map(|it| it.entry).collect();
        cases.sort_unstable();
        cases.dedup();
        let mut namings = Vec::new();
        for case in cases.into_iter().filter(|it| it.0 != 0) {
            if let Some(row) = records.entry(case)? {
                add_namings(records, &row, &mut namings)?;
            }
        }
        named.add(&namings, Some(progress_at(records, last.row, last.commit)?))?;
        return Ok(rows.len() == SLICE);
    }
    if making.is_none() {
        let newest = records.newest_history()?;
        let last = records.history_rows(newest.saturating_sub(1), 1)?;
        let commit = last.first().map_or(CommitNo(0), |it| it.commit);
        let through = progress_at(records, newest, commit)?;
        *making = Some(Making { after: EntryId(0), through });
    }
    let made = making.as_mut().context("it is being made")?;
    let rows = records.entry_rows(made.after, SLICE)?;
    let mut namings = Vec::new();
    for row in &rows {
        add_namings(records, row, &mut namings)?;
    }
    match rows.last().filter(|_| rows.len() == SLICE) {
        Some(last) => {
            named.add(&namings, None)?;
            made.after = last.id;
        }
        None => {
            named.add(&namings, Some(made.through))?;
            *making = None;
        }
    }
    Ok(true)
}

/// How the chain stands at a row of the history.
fn progress_at(records: &HouseRecords, history: u64, commit: CommitNo) -> Result<Progress> {
    let before = CommitNo(commit.0.saturating_sub(1));
    let commits = records.commits(before, 1)?;
    let link = commits.first().filter(|it| it.commit == commit).map_or([0; 32], |it| it.link);
    Ok(Progress { edition: EDITION, history, commit, link })
}

fn add_namings(records: &HouseRecords, row: &EntryRow, namings: &mut Vec<Naming>) -> Result<()> {
    let Some(kind) = kind_of(row.state) else { return Ok(()) };
    let parties = parties_of(records, kind, row)?;
    let naming = |code| Naming { code, kind: kind as u8, case: row.id };
    namings.extend(parties.codes().map(str::to_owned).map(naming));
    if parties.offices().is_empty() {
        namings.push(naming(OFFICE.to_string()));
    }
    namings.extend(parties.offices().iter().map(|it| naming(format!("{OFFICE}{it}"))));
    Ok(())
}

/// Cases that are listed together. The numbers are the index's.
#[derive(Clone, Copy)]
enum Kind {
    Parcel = 1,
    ExitList = 2,
    GatePass = 3,
    Declaration = 4,
    Manifest = 5,
    Consignment = 6,
    Amendment = 7,
    RetailSlip = 8,
    DutySlip = 9,
    Export = 10,
    Instrument = 11,
    Transit = 12,
}

/// Nothing: cases with that state are in no list of which each sees his own.
fn kind_of(state: u8) -> Option<Kind> {
    let kinds = [
        (entry::state_of(state).is_some(), Kind::Parcel),
        (exit_list_state_of(state).is_some(), Kind::ExitList),
        (gate_pass_state_of(state).is_some(), Kind::GatePass),
        (declaration_state_of(state).is_some(), Kind::Declaration),
        (manifest_state_of(state).is_some(), Kind::Manifest),
        (consignment_state_of(state).is_some(), Kind::Consignment),
        (amendment_state_of(state).is_some(), Kind::Amendment),
        (slip_state_of(state).is_some(), Kind::RetailSlip),
        (duty_slip_state_of(state).is_some(), Kind::DutySlip),
        (export_state_of(state).is_some(), Kind::Export),
        (instrument_state_of(state).is_some(), Kind::Instrument),
        (transit_state_of(state).is_some(), Kind::Transit),
    ];
    kinds.into_iter().find_map(|(is_it, kind)| is_it.then_some(kind))
}

fn parties_of(records: &dyn Records, kind: Kind, row: &EntryRow) -> Result<Parties> {
    match kind {
        Kind::Parcel => parcel_parties(row),
        Kind::ExitList => exit_list_parties(row),
        Kind::GatePass => gate_pass_parties(row),
        Kind::Declaration => declaration_parties(records, &DeclarationFile::from_row(row)?),
        Kind::Manifest => manifest_parties(row),
        Kind::Consignment => consignment_parties(records, row),
        Kind::Amendment => amendment_parties(records, row),
        Kind::RetailSlip => retail_slip_parties(row),
        Kind::DutySlip => duty_slip_parties(records, row),
        Kind::Export => export_parties(row),
        Kind::Instrument => instrument_parties(records, row),
        Kind::Transit => transit_parties(records, row),
    }
}
