//! Cases after release, and what risk learns from them.

use axum::{Json, extract::State};
use clearance::{
    AuditFile, audit_state_number, audit_state_of, audit_states, case_of_audit_no, ports::Records,
};
use model::{AuditKind, AuditOutcome, AuditState};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::view::{
    AuditDetail, AuditLabelPage, AuditPage, LabelFilter, Problem, audit_detail, audit_labels,
    audit_summary, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Only cases of this kind.
    #[param(value_type = Option<vocabulary::AuditKind>)]
    kind: Option<AuditKind>,
    /// Only cases in this state; when absent, those that somebody has to do something about.
    #[param(value_type = Option<vocabulary::AuditState>)]
    state: Option<AuditState>,
    /// Only those about this enterprise, by the code that the case has.
    enterprise: Option<String>,
    /// Only those whose last day has passed.
    #[serde(default)]
    overdue: bool,
    /// Also those that are closed, refused, dropped or handed over.
    #[serde(default)]
    all: bool,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many are looked at at most; 50 when absent.
    limit: Option<usize>,
}

/// Cases after release, newest first
#[utoipa::path(
    get, path = "/api/v1/audits", operation_id = "listAudits", tag = "audits",
    params(AuditQuery),
    responses((status = 200, description = "Some cases", body = AuditPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_audits(
    State(state): State<ApiState>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![audit_state_number(state)],
        None => audit_states(|it| query.all || lifecycle::is_audit_open(it)),
    };
    let answer = state.read(move |records, _| {
        let (rows, next) = page.read(records, &states)?;
        let mut items = rows.iter().map(audit_summary).collect::<anyhow::Result<Vec<_>>>()?;
        items.retain(|it| {
            query.kind.is_none_or(|kind| it.kind == kind)
                && query.enterprise.as_ref().is_none_or(|code| it.enterprise.code == *code)
                && (it.is_overdue || !query.overdue)
        });
        Ok(AuditPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// One case after release with everything in it
#[utoipa::path(
    get, path = "/api/v1/audits/{number}", operation_id = "getAudit", tag = "audits",
    params(("number" = String, Path, description = "The number of the case (案件编号)")),
    responses((status = 200, description = "The case", body = AuditDetail),
        (status = 404, description = "No such case", body = Problem))
)]
pub(crate) async fn get_audit(
    State(state): State<ApiState>,
    Path(number): Path<String>,
) -> Result<Json<AuditDetail>, Failure> {
    let asked = number.clone();
    let found = state.read(move |records, _| {
        let Some(id) = case_of_audit_no(&number) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| audit_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        if AuditFile::from_row(&row)?.audit_no != number {
            return Ok(None);
        }
        Ok(Some(audit_detail(records, &row)?))
    });
    let missing = || Failure::not_found(format!("there is no case `{asked}`"));
    found.await?.map(Json).ok_or_else(missing)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LabelQuery {
    /// Only those of this enterprise, by the code that the case has.
    enterprise: Option<String>,
    /// Only goods whose code begins so.
    commodity: Option<String>,
    /// Only those of this declaration.
    declaration: Option<String>,
    /// Only declarations of which this was concluded.
    #[param(value_type = Option<vocabulary::AuditOutcome>)]
    outcome: Option<AuditOutcome>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many cases are looked at at most; 50 when absent.
    limit: Option<usize>,
}

/// What decided cases say of enterprises and goods, line by line: labels for risk
#[utoipa::path(
    get, path = "/api/v1/audit-labels", operation_id = "listAuditLabels", tag = "audits",
    params(LabelQuery),
    responses((status = 200, description = "The labels of some cases", body = AuditLabelPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_audit_labels(
    State(state): State<ApiState>,
    Query(query): Query<LabelQuery>,
) -> Result<Json<AuditLabelPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let LabelQuery { enterprise, commodity, declaration, outcome, .. } = query;
    let filter = LabelFilter {
        enterprise: enterprise.unwrap_or_default(),
        commodity: commodity.unwrap_or_default(),
        declaration_no: declaration.unwrap_or_default(),
        outcome,
    };
    let answer = state.read(move |records, _| {
        let states = audit_states(lifecycle::is_audit_decided);
        let (rows, next) = page.read(records, &states)?;
        let mut items = Vec::new();
        for row in &rows {
            items.extend(audit_labels(row, &filter)?);
        }
        Ok(AuditLabelPage { items, next })
    });
    Ok(Json(answer.await?))
}
