//! The catalogue of services: for everybody, and for whoever signed in with what he may begin himself.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use model::Date;

use super::{ApiState, problem::Failure, public::counted};
use crate::{
    access::Principal,
    guide::{Reader, Sources, catalogue},
    public::Peer,
    view::{Problem, ServiceCatalogue},
    wall::Times,
};

/// Every service that this house offers
///
/// For whom each is, what it needs, where it begins, and how long it took here in the last days: measured, not promised.
/// Times are rounded up and counts down; of fewer than ten cases nothing is told.
#[utoipa::path(
    get, path = "/api/v1/public/services", operation_id = "listPublicServices", tag = "public",
    responses((status = 200, description = "The catalogue", body = ServiceCatalogue),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn list_public_services(
    State(state): State<ApiState>,
    peer: Peer,
) -> Result<Json<ServiceCatalogue>, Failure> {
    counted(&state, &peer)?;
    made(&state, None).await.map(Json)
}

/// Every service that this house offers, those first that whoever asks may begin himself
///
/// Times are as they were measured.
#[utoipa::path(
    get, path = "/api/v1/services", operation_id = "listServices", tag = "house",
    responses((status = 200, description = "The catalogue", body = ServiceCatalogue))
)]
pub(crate) async fn list_services(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
) -> Result<Json<ServiceCatalogue>, Failure> {
    made(&state, Some(principal)).await.map(Json)
}

async fn made(
    state: &ApiState,
    principal: Option<Arc<Principal>>,
) -> Result<ServiceCatalogue, Failure> {
    let catalogue = state.read(move |records, state| {
        let times = Times::of(&state.make_wall(records)?.view);
        let on: Date = state.now().today();
        let reader = principal.as_deref().map_or(Reader::Anybody, Reader::One);
        state.with_registry(records, |registry| {
            let (law, library) = (&registry.law, state.library());
            catalogue(&Sources { law, library, times: &times, on }, reader)
        })?
    });
    catalogue.await
}
