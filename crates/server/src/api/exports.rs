//! Retail exports, as they stand.

use axum::{Json, extract::State};
use clearance::{
    Registry, case_of_export_no, export_state_number, export_state_of, export_states,
    ports::{EntryRow, Records},
};
use model::{EntryId, ExportState};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::access::{Shown, Viewer, ViewerQuery, export_parties};
use crate::view::{
    ExportPage, ExportSummary, ExportView, Problem, export_summary, export_view, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// Only exports in this state.
    #[param(value_type = Option<vocabulary::ExportState>)]
    state: Option<ExportState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Retail exports, newest first
#[utoipa::path(
    get, path = "/api/v1/exports", operation_id = "listExports", tag = "exports",
    params(ExportQuery, ViewerQuery),
    responses((status = 200, description = "Some exports", body = ExportPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_exports(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<ExportQuery>,
) -> Result<Json<ExportPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![export_state_number(state)],
        None => export_states(),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = viewer.sight(|| export_parties(row))? else { return Ok(None) };
            sight.show("export", export_summary(row)?)
        })?;
        Ok(ExportPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// The row of an export by its list's number or the house's.
pub(super) fn find(records: &HouseRecords, number: &str) -> anyhow::Result<Option<EntryRow>> {
    let id = match number.len() {
        0..=9 => number.parse().ok().map(EntryId),
        _ => case_of_export_no(number),
    };
    let Some(id) = id else { return Ok(None) };
    let row = records.entry(id)?.filter(|it| export_state_of(it.state).is_some());
    let Some(row) = row else { return Ok(None) };
    // Its serial alone might be another's.
    let ExportSummary { number: own, list_no, .. } = export_summary(&row)?;
    let is_it = number == own.to_string() || number == list_no;
    Ok(is_it.then_some(row))
}

/// Everything about one retail export
#[utoipa::path(
    get, path = "/api/v1/exports/{number}", operation_id = "getExport", tag = "exports",
    params(("number" = String, Path, description = "Its list's number (清单编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The export", body = ExportView),
        (status = 404, description = "No such export", body = Problem))
)]
pub(crate) async fn get_export(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<ExportView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| seen(records, state, &viewer, &number));
    let missing = || Failure::not_found(format!("there is no export `{asked}`"));
    view.await?.map(|(_, view)| Json(view)).ok_or_else(missing)
}

/// What somebody sees of an export, with its number in the house.
pub(super) fn seen(
    records: &HouseRecords,
    state: &ApiState,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<(EntryId, Shown<ExportView>)>> {
    let Some(row) = find(records, number)? else { return Ok(None) };
    let Some(sight) = viewer.sight(|| export_parties(&row))? else { return Ok(None) };
    let view = |registry: &Registry| export_view(records, registry, &row);
    let view = state.with_registry(records, view)??;
    Ok(sight.show("export", view)?.map(|it| (row.id, it)))
}
