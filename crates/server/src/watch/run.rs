//! When a case came to selection, what came of it, and what an examination found.

use anyhow::Result;
use clearance::{
    InstrumentFile, case_of_instrument_no,
    history::{Event, Happening},
    instrument_state_of,
    ports::Records as _,
};
use model::{
    Amount, Date, DocumentKind, DocumentRef, DocumentState, EntryState, ExportState,
    InstrumentKind, Lane, Selection,
};
use store::HouseRecords;

use crate::wall::{Course, Fact, Procedure};

/// The last time that a case came to selection.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) on: Date,
    /// Of a parcel: the list that was looked at.
    pub(super) list: Option<DocumentRef>,
    /// What was selected then; a parcel or an export that goes to release is not told of.
    selection: Option<Selection>,
}

impl Run {
    pub(super) fn last(happenings: &[Happening]) -> Option<Run> {
        let (mut run, mut list): (Option<Run>, Option<DocumentRef>) = (None, None);
        for happening in happenings {
            let on = happening.at.local_date();
            match &happening.what {
                Event::Document {
                    kind: DocumentKind::Inventory,
                    at,
                    outcome: DocumentState::Accepted,
                    ..
                } => list = Some(*at),
                Event::State { to: EntryState::Accepted, .. }
                | Event::ExportState { to: ExportState::Accepted, .. } => {
                    run = Some(Run { on, list, selection: None });
                }
                Event::Selected(selection) => {
                    // Of a declaration nothing else says that it came to selection.
                    let list = run.as_ref().map_or(list, |it| it.list);
                    run = Some(Run { on, list, selection: Some(selection.clone()) });
                }
                _ => {}
            }
        }
        run
    }

    /// By which rules it was selected, but for one.
    pub(super) fn other_rules(&self, rule: &str) -> Vec<String> {
        let reasons = self.selection.iter().flat_map(|it| &it.reasons);
        let others = reasons.filter(|it| it.lane != Lane::Release && it.rule != rule);
        let mut rules: Vec<String> = others.map(|it| it.rule.clone()).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}

/// Whether an examination found goods and papers to agree; nothing where there is no result.
pub(super) fn result(
    records: &HouseRecords,
    procedure: Procedure,
    happenings: &[Happening],
) -> Result<Option<bool>> {
    if procedure == Procedure::Declaration {
        return result_of_declaration(records, happenings);
    }
    let Some(first) = happenings.first() else { return Ok(None) };
    let mut course = Course::begin(first);
    let mut result = None;
    for happening in happenings {
        course.advance(happening, &mut |fact| {
            if let Fact::Examined { is_conform, .. } = fact {
                result = Some(is_conform);
            }
        });
    }
    Ok(result)
}

/// It stands on the examination's record, a case of its own; of several the last counts.
fn result_of_declaration(records: &HouseRecords, happenings: &[Happening]) -> Result<Option<bool>> {
    let number = happenings.iter().rev().find_map(|it| match &it.what {
        Event::InstrumentMoved { number, kind: InstrumentKind::ExaminationRecord, .. } => {
            Some(number)
        }
        _ => None,
    });
    let Some(case) = number.and_then(|it| case_of_instrument_no(it)) else { return Ok(None) };
    let Some(row) = records.entry(case)?.filter(|it| instrument_state_of(it.state).is_some())
    else {
        return Ok(None);
    };
    let file = InstrumentFile::from_row(&row)?;
    Ok(Some(file.issued.field("result") == "conform"))
}

/// By how much the tax of a declaration rose from its first assessment to its last.
pub(super) fn tax_after(happenings: &[Happening]) -> Amount {
    let mut assessed = happenings.iter().filter_map(|it| match &it.what {
        Event::DutyAssessed(assessment) => Some(assessment.payable()),
        _ => None,
    });
    let Some(first) = assessed.next() else { return Amount::ZERO };
    let rise = assessed.next_back().map_or(Amount::ZERO, |last| last - first);
    rise.max(Amount::ZERO)
}
