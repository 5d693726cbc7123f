//! What the house found, held against what was planted.

mod declarations;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use clearance::{
    ExportFile,
    entry::{Entry, state_of},
    export_state_of, export_states,
    history::{self, Event},
    ports::{EntryRow, Records},
};
use messages::{Limits, Message};
use model::{DocumentRef, EntryId, EntryState, ExportDocument, ExportState, Finding, InputId};
use serde::Serialize;
use store::HouseRecords;
use testkit::{Outcome, TRUTH_FILE, TruthRow, read_truth};

pub(crate) use self::declarations::{DeclarationComparison, compare_declarations};

/// How well a run answered the truth file.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Comparison {
    /// Parcels with a planted fault that has a code.
    pub(crate) faults_planted: u64,
    /// Of these, the ones on which every planted code was found.
    pub(crate) faults_found: u64,
    /// Findings on parcels without that fault.
    pub(crate) false_findings: u64,
    /// Parcels in the truth file whose end is not the expected one.
    pub(crate) wrong_outcomes: u64,
    pub(crate) by_fault: BTreeMap<String, FaultCount>,
    /// The first few differences, in words.
    pub(crate) differences: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FaultCount {
    pub(crate) planted: u64,
    pub(crate) found: u64,
}

const DIFFERENCES_SHOWN: usize = 10;

/// Reads the truth beside a corpus and everything the house found.
pub(crate) fn compare(records: &HouseRecords, corpus: &Path) -> Result<Comparison> {
    let path = corpus.join(TRUTH_FILE);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read the truth in {}", path.display()))?;
    let rows = read_truth(&text)?;
    let truth: BTreeMap<&str, &TruthRow> =
        rows.iter().map(|it| (it.order_no.as_str(), it)).collect();
    let found = Found::gather(records, &truth)?;
    let mut comparison = Comparison::default();
    for order_no in &found.left_behind {
        comparison.wrong_outcomes += 1;
        comparison.differ(format!("{order_no}: clean, and did not leave"));
    }
    for row in &rows {
        comparison.take_row(row, &found);
    }
    for (order_no, codes) in &found.codes {
        let expected = truth.get(order_no.as_str()).map(|it| it.codes.as_slice()).unwrap_or(&[]);
        for code in codes.iter().filter(|code| !expected.contains(code)) {
            // A list whose partner was returned waits in vain, and is told so.
            if expected.is_empty() || !is_of_waiting(code) {
                comparison.false_findings += 1;
                comparison.differ(format!("{order_no}: {code} was not planted"));
            }
        }
    }
    Ok(comparison)
}

impl Comparison {
    fn differ(&mut self, words: String) {
        if self.differences.len() < DIFFERENCES_SHOWN {
            self.differences.push(words);
        }
    }

    fn take_row(&mut self, row: &TruthRow, found: &Found) {
        let none = BTreeSet::new();
        let codes = found.codes.get(&row.order_no).unwrap_or(&none);
        let count = self.by_fault.entry(row.fault.clone()).or_default();
        count.planted += 1;
        let is_found = row.codes.iter().all(|it| codes.contains(it));
        count.found += u64::from(is_found);
        if !row.codes.is_empty() {
            self.faults_planted += 1;
            self.faults_found += u64::from(is_found);
        }
        let missing: Vec<&str> =
            row.codes.iter().filter(|it| !codes.contains(*it)).map(String::as_str).collect();
        if !missing.is_empty() {
            self.differ(format!(
                "{} ({}): {} not found",
                row.order_no,
                row.fault,
                missing.join(" ")
            ));
        }
        let state = found.states.get(&row.order_no).copied();
        if !is_outcome(row.outcome, state) {
            self.wrong_outcomes += 1;
            self.differ(format!("{} ({}): ended as {state:?}", row.order_no, row.fault));
        }
    }
}

/// Whether a list in vain waited for a partner.
fn is_of_waiting(code: &str) -> bool {
    code.starts_with("MIS-") || code.starts_with("EXP-21")
}

/// Where a parcel stands at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Import(EntryState),
    Export(ExportState),
}

impl End {
    /// The outcome that it can stand for; nothing where it is on its way.
    fn outcome(self) -> Option<Outcome> {
        use EntryState::*;
        Some(match self {
            End::Import(Released | UnderExamination | UnderReview | Closed) => Outcome::Released,
            End::Import(Rejected) | End::Export(ExportState::Rejected) => Outcome::Rejected,
            End::Import(Expected) | End::Export(ExportState::Expected) => Outcome::Refused,
            End::Import(Withdrawn) | End::Export(ExportState::Withdrawn) => Outcome::Withdrawn,
            End::Export(
                ExportState::Released | ExportState::UnderExamination | ExportState::UnderReview,
            ) => Outcome::LeftBehind,
            End::Export(ExportState::Closed) => Outcome::Departed,
            End::Import(_) | End::Export(_) => return None,
        })
    }
}

/// Whether a parcel ended as the truth says, after every wait has timed out.
fn is_outcome(outcome: Outcome, end: Option<End>) -> bool {
    match (outcome, end) {
        (Outcome::Refused, None) => true,
        (Outcome::Waiting, end) => end.and_then(End::outcome) == Some(Outcome::Rejected),
        (outcome, end) => end.and_then(End::outcome) == Some(outcome),
    }
}

/// Codes and states by order number.
#[derive(Default)]
struct Found {
    codes: BTreeMap<String, BTreeSet<String>>,
    states: BTreeMap<String, End>,
    /// Exports without a fault that did not leave.
    left_behind: Vec<String>,
}

impl Found {
    fn gather(records: &HouseRecords, truth: &BTreeMap<&str, &TruthRow>) -> Result<Found> {
        let mut by_entry: BTreeMap<EntryId, BTreeSet<String>> = BTreeMap::new();
        let mut by_document: BTreeMap<DocumentRef, BTreeSet<String>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let rows = records.history_rows(after, 10_000)?;
            let Some(last) = rows.last() else { break };
            after = last.row;
            for row in &rows {
                for happening in history::decode(&row.body)? {
                    let Some((at, findings)) = findings_of(happening.what) else { continue };
                    let codes = match at {
                        Some(at) if row.entry == EntryId(0) => by_document.entry(at).or_default(),
                        _ => by_entry.entry(row.entry).or_default(),
                    };
                    codes.extend(findings.into_iter().map(|it| it.code.into_owned()));
                }
            }
        }
        let mut found = Found::default();
        found.name_entries(records, by_entry, truth)?;
        let by_waybill = truth.values().map(|it| (&*it.waybill_no, &*it.order_no)).collect();
        found.name_documents(records, by_document, &by_waybill)?;
        Ok(found)
    }

    fn name_entries(
        &mut self,
        records: &HouseRecords,
        mut by_entry: BTreeMap<EntryId, BTreeSet<String>>,
        truth: &BTreeMap<&str, &TruthRow>,
    ) -> Result<()> {
        // Parcels that come in are listed together, exports a state at a time.
        let states = std::iter::once(None).chain(export_states().into_iter().map(Some));
        for state in states {
            let mut before = EntryId(0);
            loop {
                let rows = records.entries(state, before, 10_000)?;
                let Some(last) = rows.last() else { break };
                before = last.id;
                for row in &rows {
                    self.name_entry(row, &mut by_entry, truth)?;
                }
            }
        }
        Ok(())
    }

    fn name_entry(
        &mut self,
        row: &EntryRow,
        by_entry: &mut BTreeMap<EntryId, BTreeSet<String>>,
        truth: &BTreeMap<&str, &TruthRow>,
    ) -> Result<()> {
        let (order_no, end) = if let Some(state) = export_state_of(row.state) {
            (ExportFile::from_row(row)?.order_no.to_string(), Some(End::Export(state)))
        } else {
            let end = state_of(row.state).map(End::Import);
            (Entry::from_row(row)?.order_no.to_string(), end)
        };
        if let Some(codes) = by_entry.remove(&row.id) {
            self.codes.entry(order_no.clone()).or_default().extend(codes);
        }
        if let Some(end) = end {
            if truth.contains_key(order_no.as_str()) {
                self.states.insert(order_no, end);
            } else if matches!(end, End::Export(it) if it != ExportState::Closed) {
                self.left_behind.push(order_no);
            }
        }
        Ok(())
    }

    fn name_documents(
        &mut self,
        records: &HouseRecords,
        by_document: BTreeMap<DocumentRef, BTreeSet<String>>,
        by_waybill: &BTreeMap<&str, &str>,
    ) -> Result<()> {
        let mut read: Option<(InputId, Vec<u8>)> = None;
        for (at, codes) in by_document {
            if read.as_ref().is_none_or(|(input, _)| *input != at.input) {
                let stored = records.input(at.input)?.context("an input is missing")?;
                read = Some((at.input, stored.bytes));
            }
            let Some((_, bytes)) = &read else { continue };
            let message = messages::read(bytes, &Limits::default());
            let named = message.ok().and_then(|it| order_no_of(&it, at.index.into()));
            if let Some(named) = named {
                let order_no = by_waybill.get(&*named).map_or(named.clone(), |it| (*it).to_owned());
                self.codes.entry(order_no).or_default().extend(codes);
            }
        }
        Ok(())
    }
}

/// The order that a document of a message names; a waybill of an export names itself alone.
fn order_no_of(message: &Message<'_>, index: usize) -> Option<String> {
    match message {
        Message::Ceb(it) => Some(it.readings.get(index)?.document.order_no().to_owned()),
        Message::Export(it) => match &it.readings.get(index)?.document {
            ExportDocument::Order(it) => Some(it.order_no.to_string()),
            ExportDocument::Money(it) => Some(it.order_no.to_string()),
            ExportDocument::List(it) => Some(it.order_no.to_string()),
            ExportDocument::Waybill(it) => Some(it.waybill_no.to_string()),
            // What is refused of a departure is planted in one of a single parcel.
            ExportDocument::Departure(it) => Some(it.items.first()?.waybill_no.to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn findings_of(event: Event) -> Option<(Option<DocumentRef>, Vec<Finding>)> {
    match event {
        Event::Document { at, findings, .. }
        | Event::Ignored { at, findings, .. }
        | Event::Unreadable { at, findings } => Some((Some(at), findings)),
        Event::ExportDocument { at, findings, .. } => Some((Some(at), findings)),
        Event::State { findings, .. } | Event::ExportState { findings, .. } => {
            Some((None, findings))
        }
        _ => None,
    }
    .filter(|(_, findings)| !findings.is_empty())
}
