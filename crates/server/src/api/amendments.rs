//! Applications to amend or withdraw declarations, as they stand.

use axum::{Json, extract::State};
use clearance::{amendment_state_number, amendment_states};
use model::AmendmentState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ApiState, extract::Query, page::Page, problem::Failure};
use crate::access::{Viewer, ViewerQuery, amendment_parties};
use crate::view::{AmendmentPage, Problem, amendment_view, vocabulary};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AmendmentQuery {
    /// Only applications in this state; when absent, those that somebody has to decide about.
    #[param(value_type = Option<vocabulary::AmendmentState>)]
    state: Option<AmendmentState>,
    /// Also those that are decided or only kept.
    #[serde(default)]
    all: bool,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Applications to amend or withdraw declarations, newest first
#[utoipa::path(
    get, path = "/api/v1/amendments", operation_id = "listAmendments", tag = "declarations",
    params(AmendmentQuery, ViewerQuery),
    responses((status = 200, description = "Some applications", body = AmendmentPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_amendments(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<AmendmentQuery>,
) -> Result<Json<AmendmentPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![amendment_state_number(state)],
        None => amendment_states(!query.all),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let sight = viewer.sight(|| amendment_parties(records, row))?;
            let Some(sight) = sight else { return Ok(None) };
            sight.show("amendment", amendment_view(row)?)
        })?;
        Ok(AmendmentPage { items, next })
    });
    Ok(Json(answer.await?))
}
