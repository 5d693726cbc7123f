//! Payment slips of declarations, as they stand, and what does not balance among them.

use axum::{Json, extract::State};
use clearance::{
    case_of_duty_slip_no, duty_slip_state_number, duty_slip_state_of, duty_slip_states,
    ports::Records,
};
use model::{Date, DutySlipState};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::{
    access::{Shown, Viewer, ViewerQuery, duty_slip_parties},
    clock,
    view::{
        DutySlipDetail, DutySlipPage, Problem, Reconciliation, duty_slip_detail, duty_slip_view,
        reconciliation, vocabulary,
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DutySlipQuery {
    /// Only slips in this state.
    #[param(value_type = Option<vocabulary::DutySlipState>)]
    state: Option<DutySlipState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Payment slips of declarations, newest first
#[utoipa::path(
    get, path = "/api/v1/duty-slips", operation_id = "listDutySlips", tag = "declarations",
    params(DutySlipQuery, ViewerQuery),
    responses((status = 200, description = "Some slips", body = DutySlipPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_duty_slips(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<DutySlipQuery>,
) -> Result<Json<DutySlipPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![duty_slip_state_number(state)],
        None => duty_slip_states(),
    };
    let answer = state.read(move |records, state| {
        let today = clock::now().local_date();
        let (items, next) = state.with_registry(records, |registry| {
            page.seen(records, &states, &viewer, |row| {
                let sight = viewer.sight(|| duty_slip_parties(records, row))?;
                let Some(sight) = sight else { return Ok(None) };
                sight.show("slip", duty_slip_view(registry, row, today)?)
            })
        })??;
        Ok(DutySlipPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// Everything about one payment slip of a declaration
#[utoipa::path(
    get, path = "/api/v1/duty-slips/{slip_no}", operation_id = "getDutySlip", tag = "declarations",
    params(("slip_no" = String, Path, description = "The slip's number (缴款书编号)"), ViewerQuery),
    responses((status = 200, description = "The slip", body = DutySlipDetail),
        (status = 404, description = "No such slip", body = Problem))
)]
pub(crate) async fn get_duty_slip(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(slip_no): Path<String>,
) -> Result<Json<Shown<DutySlipDetail>>, Failure> {
    let asked = slip_no.clone();
    let view = state.read(move |records, state| {
        let Some(id) = case_of_duty_slip_no(&slip_no) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| duty_slip_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        let today = clock::now().local_date();
        let detail = state.with_registry(records, |registry| {
            duty_slip_detail(records, registry, &row, today)
        })??;
        let sight = viewer.sight(|| duty_slip_parties(records, &row))?;
        match sight.filter(|_| detail.slip.slip_no == slip_no) {
            Some(sight) => sight.show("slip", detail),
            None => Ok(None),
        }
    });
    let missing = || Failure::not_found(format!("there is no payment slip `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReconciliationQuery {
    /// As of this day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

/// What does not balance between slips, banks and the treasury
#[utoipa::path(
    get, path = "/api/v1/duty-reconciliation", operation_id = "reconcileDutySlips", tag = "declarations",
    params(ReconciliationQuery),
    responses((status = 200, description = "Totals by state, and every break", body = Reconciliation))
)]
pub(crate) async fn reconcile(
    State(state): State<ApiState>,
    Query(query): Query<ReconciliationQuery>,
) -> Result<Json<Reconciliation>, Failure> {
    let on = query.on.unwrap_or_else(|| clock::now().local_date());
    let answer = state.read(move |records, state| {
        state.with_registry(records, |registry| reconciliation(records, registry, on))?
    });
    Ok(Json(answer.await?))
}
