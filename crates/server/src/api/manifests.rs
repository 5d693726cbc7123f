//! Manifests and the goods of their bills, as they stand.

use axum::{Json, extract::State};
use clearance::{
    CONSIGNMENT_STATES, MANIFEST_STATES, Registry, consignment_state_number, manifest_state_number,
    manifest_state_of,
    ports::{EntryRow, Records},
};
use model::{ConsignmentState, Date, Direction, EntryId, ManifestState};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::{
    access::{Shown, Viewer, ViewerQuery, consignment_parties, manifest_parties},
    clock,
    view::{
        ConsignmentPage, ConsignmentView, ManifestPage, ManifestView, Problem, consignment_view,
        manifest_summary, manifest_view, vocabulary,
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ManifestQuery {
    /// Only manifests in this state.
    #[param(value_type = Option<vocabulary::ManifestState>)]
    state: Option<ManifestState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// What is to be done about goods on manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConsignmentTask {
    /// Imports that have arrived and that nobody has declared.
    Undeclared,
    /// Of these, those that customs may sell (超期未报).
    ForSale,
    /// Fewer packages were counted than the manifest has (短卸).
    ShortLanded,
    /// More were (溢卸).
    OverLanded,
    /// Their manifest came too late, and an officer has not looked at it.
    Review,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConsignmentQuery {
    /// Only consignments in this state.
    #[param(value_type = Option<vocabulary::ConsignmentState>)]
    state: Option<ConsignmentState>,
    /// Only those about which that is to be done.
    #[param(inline)]
    task: Option<ConsignmentTask>,
    /// As of this day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// As of this day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

/// Manifests, newest first
#[utoipa::path(
    get, path = "/api/v1/manifests", operation_id = "listManifests", tag = "manifests",
    params(ManifestQuery, ViewerQuery),
    responses((status = 200, description = "Some manifests", body = ManifestPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_manifests(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<ManifestQuery>,
) -> Result<Json<ManifestPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![manifest_state_number(state)],
        None => MANIFEST_STATES.map(manifest_state_number).to_vec(),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = viewer.sight(|| manifest_parties(row))? else { return Ok(None) };
            sight.show("manifest", manifest_summary(row)?)
        })?;
        Ok(ManifestPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// The day as of which clocks are told: the house's, which ticks may have brought further than ours.
fn day(registry: &Registry, asked: Option<Date>) -> Date {
    asked.unwrap_or_else(|| clock::now().max(registry.reached()).local_date())
}

/// The row of a manifest by the house's number or its sender's.
pub(super) fn find(
    records: &HouseRecords,
    state: &ApiState,
    number: &str,
) -> anyhow::Result<Option<EntryRow>> {
    let of_manifest = |id| -> anyhow::Result<Option<EntryRow>> {
        Ok(records.entry(id)?.filter(|it| manifest_state_of(it.state).is_some()))
    };
    for direction in [Direction::Import, Direction::Export] {
        let key = state.keyring().manifest(direction, number);
        if let Some(claim) = records.claim(key)?
            && let Some(row) = of_manifest(claim.entry)?
        {
            return Ok(Some(row));
        }
    }
    match number.parse() {
        Ok(id) => of_manifest(EntryId(id)),
        Err(_) => Ok(None),
    }
}

/// Everything about one manifest
#[utoipa::path(
    get, path = "/api/v1/manifests/{number}", operation_id = "getManifest", tag = "manifests",
    params(("number" = String, Path, description = "Its sender's number, or the house's number of the case; of two directions the import is shown, the export by the house's number"), DayQuery, ViewerQuery),
    responses((status = 200, description = "The manifest", body = ManifestView),
        (status = 404, description = "No such manifest", body = Problem))
)]
pub(crate) async fn get_manifest(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    Query(query): Query<DayQuery>,
) -> Result<Json<Shown<ManifestView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| {
        let Some(row) = find(records, state, &number)? else { return Ok(None) };
        let Some(sight) = viewer.sight(|| manifest_parties(&row))? else { return Ok(None) };
        let view = state.with_registry(records, |registry| {
            manifest_view(records, registry, &row, day(registry, query.on))
        })??;
        sight.show("manifest", view)
    });
    let missing = || Failure::not_found(format!("there is no manifest `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

/// Goods on manifests, newest first
#[utoipa::path(
    get, path = "/api/v1/consignments", operation_id = "listConsignments", tag = "manifests",
    params(ConsignmentQuery, ViewerQuery),
    responses((status = 200, description = "Some consignments", body = ConsignmentPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_consignments(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<ConsignmentQuery>,
) -> Result<Json<ConsignmentPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = states_of(query.state, query.task);
    let answer = state.read(move |records, state| {
        state.with_registry(records, |registry| {
            let on = day(registry, query.on);
            // A task is not a state: rows are read until a page of them is full.
            let (items, next) = page.seen(records, &states, &viewer, |row| {
                let view = consignment_view(registry, row, on)?;
                if !query.task.is_none_or(|it| is_due(it, &view)) {
                    return Ok(None);
                }
                let sight = viewer.sight(|| consignment_parties(records, row))?;
                let Some(sight) = sight else { return Ok(None) };
                sight.show("consignment", view)
            })?;
            Ok(ConsignmentPage { items, next })
        })?
    });
    Ok(Json(answer.await?))
}

fn states_of(state: Option<ConsignmentState>, task: Option<ConsignmentTask>) -> Vec<u8> {
    let states: &[ConsignmentState] = match task {
        Some(ConsignmentTask::Undeclared | ConsignmentTask::ForSale) => {
            &[ConsignmentState::Arrived]
        }
        Some(ConsignmentTask::Review) => &[ConsignmentState::Reviewing],
        Some(ConsignmentTask::ShortLanded | ConsignmentTask::OverLanded) | None => {
            &CONSIGNMENT_STATES
        }
    };
    let wanted = states.iter().filter(|it| state.is_none_or(|state| state == **it));
    wanted.map(|it| consignment_state_number(*it)).collect()
}

fn is_due(task: ConsignmentTask, view: &ConsignmentView) -> bool {
    let short = view.tally.as_ref().and_then(|it| it.packages_short).unwrap_or(0);
    match task {
        ConsignmentTask::Undeclared => view.undeclared.is_some(),
        ConsignmentTask::ForSale => view.undeclared.as_ref().is_some_and(|it| it.is_for_sale),
        ConsignmentTask::ShortLanded => short > 0,
        ConsignmentTask::OverLanded => short < 0,
        ConsignmentTask::Review => true,
    }
}
