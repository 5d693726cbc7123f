//! Transits, as they stand.

use axum::{Json, extract::State};
use clearance::{
    consignment_of_transit_no,
    ports::{EntryRow, Records as _},
    transit_case, transit_state_number, transit_state_of, transit_states,
};
use model::TransitState;
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::access::{Shown, Viewer, ViewerQuery, transit_parties};
use crate::view::{Problem, TransitDetail, TransitPage, transit_detail, transit_view, vocabulary};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransitQuery {
    /// Only transits in this state.
    #[param(value_type = Option<vocabulary::TransitState>)]
    state: Option<TransitState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Transits, newest first
#[utoipa::path(
    get, path = "/api/v1/transits", operation_id = "listTransits", tag = "manifests",
    params(TransitQuery, ViewerQuery),
    responses((status = 200, description = "Some transits", body = TransitPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_transits(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<TransitQuery>,
) -> Result<Json<TransitPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![transit_state_number(state)],
        None => transit_states(),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let sight = viewer.sight(|| transit_parties(records, row))?;
            let Some(sight) = sight else { return Ok(None) };
            sight.show("transit", transit_view(row)?)
        })?;
        Ok(TransitPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// The row of the transit with that number.
pub(super) fn find(records: &HouseRecords, transit_no: &str) -> anyhow::Result<Option<EntryRow>> {
    let Some(consignment) = consignment_of_transit_no(transit_no) else { return Ok(None) };
    let row = records.entry(transit_case(consignment))?;
    let Some(row) = row.filter(|it| transit_state_of(it.state).is_some()) else { return Ok(None) };
    // Its consignment's serial alone might be another's.
    let is_it = transit_detail(records, &row)?.transit.transit_no == transit_no;
    Ok(is_it.then_some(row))
}

/// Everything about one transit
#[utoipa::path(
    get, path = "/api/v1/transits/{transit_no}", operation_id = "getTransit", tag = "manifests",
    params(("transit_no" = String, Path, description = "Its number (转关申报单号)"), ViewerQuery),
    responses((status = 200, description = "The transit", body = TransitDetail),
        (status = 404, description = "No such transit", body = Problem))
)]
pub(crate) async fn get_transit(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(transit_no): Path<String>,
) -> Result<Json<Shown<TransitDetail>>, Failure> {
    let asked = transit_no.clone();
    let view = state.read(move |records, _| {
        let Some(row) = find(records, &transit_no)? else { return Ok(None) };
        let sight = viewer.sight(|| transit_parties(records, &row))?;
        sight.map_or(Ok(None), |it| it.show("transit", transit_detail(records, &row)?))
    });
    let missing = || Failure::not_found(format!("there is no transit `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}
