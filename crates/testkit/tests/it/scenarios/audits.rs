//! Where a scenario's cases after release stand.

use clearance::{AuditFile, audit_state_of, ports::EntryRow};
use model::{Amount, AuditKind, AuditOutcome, AuditResult, AuditState, DisclosureVerdict};
use serde::Serialize;

use crate::recording::Recording;

#[derive(Serialize)]
pub(super) struct AuditNow {
    audit_no: String,
    kind: AuditKind,
    state: AuditState,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_by: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_overdue: bool,
    outcome: Option<AuditOutcome>,
    decided_by: Vec<String>,
    results: Vec<ResultNow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Box<DisclosureVerdict>>,
}

#[derive(Serialize)]
struct ResultNow {
    declaration_no: String,
    outcome: AuditOutcome,
    is_violation: bool,
    difference: Amount,
    /// Commodity code, tax before and after, line by line.
    lines: Vec<(String, Amount, Amount)>,
    amendment_no: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee_from: Option<String>,
}

pub(super) fn audits_now<S>(kept: &Recording<S>) -> Vec<AuditNow> {
    let now = |row: &EntryRow| {
        let state = audit_state_of(row.state)?;
        let file = AuditFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its case's state");
        Some(AuditNow {
            audit_no: file.audit_no,
            kind: file.kind,
            state,
            finish_by: file.finish_by.date().map(|it| it.to_string()),
            is_overdue: file.is_overdue,
            outcome: file.outcome,
            decided_by: file.decided_by,
            results: file.results.into_iter().map(result_now).collect(),
            verdict: file.verdict,
        })
    };
    kept.entries.values().filter_map(now).collect()
}

fn result_now(it: AuditResult) -> ResultNow {
    ResultNow {
        outcome: it.outcome,
        is_violation: it.is_violation,
        difference: it.difference(),
        lines: it.lines.into_iter().map(|it| (it.commodity_code, it.before, it.after)).collect(),
        amendment_no: it.amendment_no,
        fee_from: it.fee_from.date().map(|it| it.to_string()),
        declaration_no: it.declaration_no,
    }
}
