//! Payment slips, as they stand.

use axum::{Json, extract::State};
use clearance::{
    entry_of_slip_no,
    ports::Records,
    slip::{STATES, slip_state_number, slip_state_of},
};
use model::SlipState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::access::{Shown, Viewer, ViewerQuery, retail_slip_parties};
use crate::view::{Problem, SlipDetail, SlipPage, slip_detail, slip_view, vocabulary};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlipQuery {
    /// Only slips in this state.
    #[param(value_type = Option<vocabulary::SlipState>)]
    state: Option<SlipState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Find payment slips
#[utoipa::path(
    get, path = "/api/v1/slips", operation_id = "listSlips", tag = "slips",
    params(SlipQuery, ViewerQuery),
    responses((status = 200, description = "Some slips", body = SlipPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_slips(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<SlipQuery>,
) -> Result<Json<SlipPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states: Vec<u8> = match query.state {
        Some(state) => vec![slip_state_number(state)],
        None => STATES.map(slip_state_number).to_vec(),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = viewer.sight(|| retail_slip_parties(row))? else { return Ok(None) };
            sight.show("retail_slip", slip_view(row)?)
        })?;
        Ok(SlipPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// Everything about one payment slip
#[utoipa::path(
    get, path = "/api/v1/slips/{slip_no}", operation_id = "getSlip", tag = "slips",
    params(("slip_no" = String, Path, description = "The slip's number (缴款书编号)"), ViewerQuery),
    responses((status = 200, description = "The slip", body = SlipDetail),
        (status = 404, description = "No such slip", body = Problem))
)]
pub(crate) async fn get_slip(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(slip_no): Path<String>,
) -> Result<Json<Shown<SlipDetail>>, Failure> {
    let asked = slip_no.clone();
    let view = state.read(move |records, _| {
        let Some(id) = entry_of_slip_no(&slip_no) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| slip_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        let Some(sight) = viewer.sight(|| retail_slip_parties(&row))? else { return Ok(None) };
        let detail = slip_detail(records, &row)?;
        if detail.slip.slip_no == slip_no { sight.show("retail_slip", detail) } else { Ok(None) }
    });
    view.await?.map(Json).ok_or_else(|| Failure::not_found(format!("there is no slip `{asked}`")))
}
