//! Traders who declare collectively, as they stand.

use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ApiState, extract::Query, page, problem::Failure};
use crate::view::{CollectivePage, collective_trader_view};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CollectiveQuery {
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Traders who declare collectively, by code
#[utoipa::path(
    get, path = "/api/v1/collective-traders", operation_id = "listCollectiveTraders", tag = "declarations",
    params(CollectiveQuery),
    responses((status = 200, description = "Some traders, where and until when their lists are taken", body = CollectivePage))
)]
pub(crate) async fn list_collective_traders(
    State(state): State<ApiState>,
    Query(query): Query<CollectiveQuery>,
) -> Result<Json<CollectivePage>, Failure> {
    let limit = page::limit(query.limit);
    let answer = state.read(move |records, state| {
        state.with_registry(records, |registry| {
            let rows = registry.collective_traders().iter();
            let rows = rows.filter(|it| query.after.as_ref().is_none_or(|after| it.code > *after));
            let mut items: Vec<_> = rows.take(limit + 1).map(collective_trader_view).collect();
            let is_more = items.len() > limit;
            items.truncate(limit);
            let next = items.last().filter(|_| is_more).map(|it| it.code.clone());
            CollectivePage { items, next }
        })
    });
    Ok(Json(answer.await?))
}
