//! Exit lists and gate passes, as they stand.

use axum::{Json, extract::State};
use clearance::{
    case_of_zone_no, exit_list_state_number, exit_list_state_of, gate_pass_state_number,
    gate_pass_state_of,
    ports::{EntryRow, Records},
    zone_states,
};
use model::{EntryId, ExitListState, GatePassState, ZoneKind};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::access::{Shown, Viewer, ViewerQuery, exit_list_parties, gate_pass_parties};
use crate::view::{
    ExitListPage, ExitListSummary, ExitListView, GatePassPage, GatePassSummary, GatePassView,
    Problem, exit_list_summary, exit_list_view, gate_pass_summary, gate_pass_view, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExitListQuery {
    /// Only exit lists in this state.
    #[param(value_type = Option<vocabulary::ExitListState>)]
    state: Option<ExitListState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GatePassQuery {
    /// Only gate passes in this state.
    #[param(value_type = Option<vocabulary::GatePassState>)]
    state: Option<GatePassState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Exit lists, newest first
#[utoipa::path(
    get, path = "/api/v1/exit-lists", operation_id = "listExitLists", tag = "zone",
    params(ExitListQuery, ViewerQuery),
    responses((status = 200, description = "Some exit lists", body = ExitListPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_exit_lists(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<ExitListQuery>,
) -> Result<Json<ExitListPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![exit_list_state_number(state)],
        None => zone_states(ZoneKind::ExitList),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = viewer.sight(|| exit_list_parties(row))? else { return Ok(None) };
            sight.show("exit_list", exit_list_summary(row)?)
        })?;
        Ok(ExitListPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// Gate passes, newest first
#[utoipa::path(
    get, path = "/api/v1/gate-passes", operation_id = "listGatePasses", tag = "zone",
    params(GatePassQuery, ViewerQuery),
    responses((status = 200, description = "Some gate passes", body = GatePassPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_gate_passes(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<GatePassQuery>,
) -> Result<Json<GatePassPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![gate_pass_state_number(state)],
        None => zone_states(ZoneKind::GatePass),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = viewer.sight(|| gate_pass_parties(row))? else { return Ok(None) };
            sight.show("gate_pass", gate_pass_summary(row)?)
        })?;
        Ok(GatePassPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// The row of a zone case by the house's number or one of its own.
fn find(records: &HouseRecords, number: &str) -> anyhow::Result<Option<EntryRow>> {
    let id = match number.len() {
        0..=9 => number.parse().ok().map(EntryId),
        _ => case_of_zone_no(number),
    };
    Ok(match id {
        Some(id) => records.entry(id)?,
        None => None,
    })
}

/// Everything about one exit list
#[utoipa::path(
    get, path = "/api/v1/exit-lists/{number}", operation_id = "getExitList", tag = "zone",
    params(("number" = String, Path, description = "Its list number (QD…), its preliminary number, or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The exit list", body = ExitListView),
        (status = 404, description = "No such exit list", body = Problem))
)]
pub(crate) async fn get_exit_list(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<ExitListView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, _| {
        let row = find(records, &number)?.filter(|it| exit_list_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        let Some(sight) = viewer.sight(|| exit_list_parties(&row))? else { return Ok(None) };
        let view = exit_list_view(records, &row)?;
        let ExitListSummary { number: own, list_no, preliminary_no, .. } = &view.summary;
        let is_it = is_named(&number, *own, [list_no, preliminary_no]);
        if is_it { sight.show("exit_list", view) } else { Ok(None) }
    });
    let missing = || Failure::not_found(format!("there is no exit list `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

/// Everything about one gate pass
#[utoipa::path(
    get, path = "/api/v1/gate-passes/{number}", operation_id = "getGatePass", tag = "zone",
    params(("number" = String, Path, description = "Its pass number (Z…), its preliminary number, or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The gate pass", body = GatePassView),
        (status = 404, description = "No such gate pass", body = Problem))
)]
pub(crate) async fn get_gate_pass(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<GatePassView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, _| {
        let row = find(records, &number)?.filter(|it| gate_pass_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        let Some(sight) = viewer.sight(|| gate_pass_parties(&row))? else { return Ok(None) };
        let view = gate_pass_view(records, &row)?;
        let GatePassSummary { number: own, pass_no, preliminary_no, .. } = &view.summary;
        let is_it = is_named(&number, *own, [pass_no, preliminary_no]);
        if is_it { sight.show("gate_pass", view) } else { Ok(None) }
    });
    let missing = || Failure::not_found(format!("there is no gate pass `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

/// An exit list or a gate pass by a number of its own.
pub(super) fn named(records: &HouseRecords, number: &str) -> anyhow::Result<Option<EntryRow>> {
    let Some(row) = find(records, number)? else { return Ok(None) };
    let own = if exit_list_state_of(row.state).is_some() {
        let it = exit_list_summary(&row)?;
        [it.list_no, it.preliminary_no]
    } else if gate_pass_state_of(row.state).is_some() {
        let it = gate_pass_summary(&row)?;
        [it.pass_no, it.preliminary_no]
    } else {
        return Ok(None);
    };
    let [one, other] = &own;
    Ok(is_named(number, row.id.0, [one, other]).then_some(row))
}

/// Whether a case is what was asked for: its serial alone might be another's.
fn is_named(asked: &str, number: u64, own: [&String; 2]) -> bool {
    asked == number.to_string() || own.into_iter().any(|it| it == asked)
}
