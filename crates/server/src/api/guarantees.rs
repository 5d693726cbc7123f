//! Guarantee instruments, as they stand.

use axum::{Json, extract::State};
use matching::Keyring;
use model::{GuaranteeInstrument, GuaranteeState};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page,
    problem::Failure,
};
use crate::access::{Shown, Viewer, ViewerQuery, guarantee_parties};
use crate::view::{
    GuaranteeDetail, GuaranteePage, Problem, guarantee_detail, guarantee_summary, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GuaranteeQuery {
    /// Only those of this trader.
    holder: Option<String>,
    /// Only those in this state: `ending` and `ended_held` are those that somebody has to look at.
    #[param(value_type = Option<vocabulary::GuaranteeState>)]
    state: Option<GuaranteeState>,
    /// Part of a number.
    q: Option<String>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Guarantee instruments, by number
#[utoipa::path(
    get, path = "/api/v1/guarantees", operation_id = "listGuarantees", tag = "guarantees",
    params(GuaranteeQuery, ViewerQuery),
    responses((status = 200, description = "Some guarantees, with what is left", body = GuaranteePage))
)]
pub(crate) async fn list_guarantees(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<GuaranteeQuery>,
) -> Result<Json<GuaranteePage>, Failure> {
    let limit = page::limit(query.limit);
    let answer = state.read(move |records, state| {
        let GuaranteeQuery { holder, state: wanted, q, after, .. } = query;
        let fits = |it: &&GuaranteeInstrument| {
            holder.as_ref().is_none_or(|holder| it.holder_code == *holder)
                && q.as_ref().is_none_or(|q| it.number.contains(q.trim()))
                && after.as_ref().is_none_or(|after| it.number > *after)
        };
        let found: Vec<GuaranteeInstrument> = state.with_registry(records, |registry| {
            registry.guarantees().iter().filter(fits).cloned().collect()
        })?;
        let keyring = Keyring::new(records.keyring()?);
        let mut items = Vec::new();
        // Where one stands is its case's, so it is read before it is passed over.
        for row in &found {
            let Some(sight) = viewer.sight(|| Ok(guarantee_parties(row)))? else { continue };
            let summary = guarantee_summary(records, &keyring, row)?;
            if wanted.is_none_or(|it| summary.state == it) {
                items.extend(sight.show("guarantee", summary)?.map(|it| (row, it)));
            }
            if items.len() > limit {
                break;
            }
        }
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(|(row, _)| row.number.clone());
        Ok(GuaranteePage { items: items.into_iter().map(|(_, it)| it).collect(), next })
    });
    Ok(Json(answer.await?))
}

/// One guarantee instrument: what is left of it, and who stands on it
#[utoipa::path(
    get, path = "/api/v1/guarantees/{number}", operation_id = "getGuarantee", tag = "guarantees",
    params(("number" = String, Path, description = "Its number (担保备案编号)"), ViewerQuery),
    responses((status = 200, description = "The guarantee", body = GuaranteeDetail),
        (status = 404, description = "No such guarantee", body = Problem))
)]
pub(crate) async fn get_guarantee(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<GuaranteeDetail>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| {
        state.with_registry(records, |registry| {
            let Some(row) = registry.guarantees().get(&number) else { return Ok(None) };
            let sight = viewer.sight(|| Ok(guarantee_parties(row)))?;
            let detail = guarantee_detail(records, registry, &number)?;
            let Some((sight, detail)) = sight.zip(detail) else { return Ok(None) };
            sight.show("guarantee", detail)
        })?
    });
    let missing = || Failure::not_found(format!("no guarantee `{asked}` is registered here"));
    view.await?.map(Json).ok_or_else(missing)
}
