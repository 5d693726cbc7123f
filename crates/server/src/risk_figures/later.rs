//! Cases that were released and are looked at later: as they stand, and why.

use std::collections::VecDeque;

use anyhow::{Context as _, Result};
use clearance::{
    AuditFile, DeclarationFile, declaration_state_of,
    entry::{Entry, state_of},
    history::{self, Event},
    ports::Records as _,
};
use model::{EntryId, Reason, RiskProcedure};
use risk::figures::LaterCase;
use store::HouseRecords;

use crate::{
    access::{Viewer, declaration_parties, parcel_parties},
    view::{LaterAuditPage, LaterAuditView, LaterReason, vocabulary::WatchedCase},
};

/// Of so many cases at most those that are for the eyes of who asks are sought for one page.
const SOUGHT_MAX: usize = 1_000;

/// As many as are looked at for one page, newest first, below the place that the former page ended at (0: from the newest).
pub(crate) fn sought(later: &VecDeque<LaterCase>, before: u64) -> Vec<LaterCase> {
    let older = later.iter().rev().filter(|it| before == 0 || it.no < before);
    // One more, so that it is known whether there are more.
    older.take(SOUGHT_MAX + 1).cloned().collect()
}

/// A page of what was sought.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn later_page(
    records: &HouseRecords,
    viewer: &Viewer,
    sought: &[LaterCase],
    limit: usize,
) -> Result<LaterAuditPage> {
    let mut items = Vec::new();
    let mut cases = sought.iter().take(SOUGHT_MAX);
    let mut last = None;
    while items.len() < limit
        && let Some(case) = cases.next()
    {
        last = Some(case.no);
        items.extend(told(records, viewer, case)?);
    }
    let has_more = cases.next().is_some() || sought.len() > SOUGHT_MAX;
    let next = last.filter(|_| has_more).map(|it| it.to_string());
    Ok(LaterAuditPage { items, next })
}

/// Nothing where it is not for his eyes.
fn told(
    records: &HouseRecords,
    viewer: &Viewer,
    case: &LaterCase,
) -> Result<Option<LaterAuditView>> {
    let Some(row) = records.entry(case.entry)? else { return Ok(None) };
    let (number, sight, titles, audit) = if let Some(state) = declaration_state_of(row.state) {
        let file = DeclarationFile::from_row(&row)?;
        let sight = viewer.sight(|| declaration_parties(records, &file))?;
        let titles =
            [lifecycle::declaration_title_zh(state), lifecycle::declaration_title_en(state)];
        (file.declaration_no.to_string(), sight, titles, file.audit)
    } else if let Some(state) = state_of(row.state) {
        let number = Entry::from_row(&row)?.list_no();
        let sight = viewer.sight(|| parcel_parties(&row))?;
        let titles = [lifecycle::state_title_zh(state), lifecycle::state_title_en(state)];
        (number, sight, titles, EntryId(0))
    } else {
        return Ok(None);
    };
    if sight.is_none() {
        return Ok(None);
    }
    let reasons = reasons(records, case.entry)?.into_iter();
    let reason = |it: Reason| LaterReason { rule: it.rule, text: it.text, observed: it.observed };
    let [state_title_zh, state_title_en] = titles.map(str::to_owned);
    Ok(Some(LaterAuditView {
        kind: match case.procedure {
            RiskProcedure::Parcel => WatchedCase::Parcel,
            RiskProcedure::Declaration => WatchedCase::Declaration,
        },
        number,
        case: case.entry.0,
        weighed_on: case.on.to_string(),
        customs: case.customs.clone(),
        state_title_zh,
        state_title_en,
        audit_no: audit_no(records, audit)?,
        probability: case.probability,
        reasons: reasons.map(reason).collect(),
    }))
}

/// As it was selected last.
fn reasons(records: &HouseRecords, entry: EntryId) -> Result<Vec<Reason>> {
    for record in records.history(entry)?.iter().rev() {
        let all = history::decode(&record.body).context("a history record is malformed")?;
        for happening in all.into_iter().rev() {
            if let Event::Selected(selection) = happening.what {
                return Ok(selection.reasons);
            }
        }
    }
    Ok(Vec::new())
}

fn audit_no(records: &HouseRecords, audit: EntryId) -> Result<Option<String>> {
    if audit == EntryId(0) {
        return Ok(None);
    }
    let Some(row) = records.entry(audit)? else { return Ok(None) };
    Ok(Some(AuditFile::from_row(&row)?.audit_no.to_string()))
}
