//! Traders who pay tax month by month, as they stand.

use axum::{Json, extract::State};
use model::MonthlyPayer;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page,
    problem::Failure,
};
use crate::view::{MonthlyDetail, MonthlyPage, Problem, monthly_detail, monthly_summary};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MonthlyQuery {
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Traders who pay tax month by month, by code
#[utoipa::path(
    get, path = "/api/v1/monthly-payers", operation_id = "listMonthlyPayers", tag = "guarantees",
    params(MonthlyQuery),
    responses((status = 200, description = "Some traders, with what each month owes", body = MonthlyPage))
)]
pub(crate) async fn list_monthly_payers(
    State(state): State<ApiState>,
    Query(query): Query<MonthlyQuery>,
) -> Result<Json<MonthlyPage>, Failure> {
    let limit = page::limit(query.limit);
    let answer = state.read(move |records, state| {
        let after = query.after;
        let fits =
            |it: &(usize, &MonthlyPayer)| after.as_ref().is_none_or(|after| it.1.code > *after);
        let found: Vec<(usize, MonthlyPayer)> = state.with_registry(records, |registry| {
            let rows = registry.monthly_payers().iter().filter(fits).take(limit + 1);
            rows.map(|(place, row)| (place, row.clone())).collect()
        })?;
        let shown = found.iter().take(limit);
        let last = shown.clone().next_back().filter(|_| found.len() > limit);
        let next = last.map(|(_, it)| it.code.clone());
        let items = shown.map(|(place, row)| monthly_summary(records, *place, row));
        Ok(MonthlyPage { items: items.collect::<anyhow::Result<_>>()?, next })
    });
    Ok(Json(answer.await?))
}

/// One trader who pays month by month: what each month gathers, and the slips that are open
#[utoipa::path(
    get, path = "/api/v1/monthly-payers/{code}", operation_id = "getMonthlyPayer", tag = "guarantees",
    params(("code" = String, Path, description = "The code that was registered")),
    responses((status = 200, description = "The trader", body = MonthlyDetail),
        (status = 404, description = "No such trader", body = Problem))
)]
pub(crate) async fn get_monthly_payer(
    State(state): State<ApiState>,
    Path(code): Path<String>,
) -> Result<Json<MonthlyDetail>, Failure> {
    let asked = code.clone();
    let view = state.read(move |records, state| {
        state.with_registry(records, |registry| monthly_detail(records, registry, &code))?
    });
    let missing = || Failure::not_found(format!("`{asked}` does not pay month by month here"));
    view.await?.map(Json).ok_or_else(missing)
}
