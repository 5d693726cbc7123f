//! Where figures are read: an address of its own, because they tell how much trade there is and whoever reaches it reads them.

use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};

use super::board::Shown;
use crate::{
    api::{ApiState, Failure},
    clock, health, machine,
};

/// As OpenMetrics 1.0 has it.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/metrics`, and whether the house lives and is ready.
pub(crate) fn router(state: ApiState) -> Router {
    Router::new().route("/metrics", get(show)).merge(health::router()).with_state(state)
}

async fn show(State(state): State<ApiState>) -> Result<Response, Failure> {
    // Whoever watches is told what can be told, the more so when something fails.
    let webhooks = state.registrar().list().await.unwrap_or_default();
    let made = state.read(|records, state| state.make_wall(records)).await.ok();
    let now = clock::now();
    let queues = state.read(move |records, _| Ok(records.task_queues(now, "")?.0)).await;
    let store_bytes = state.read(|records, _| Ok(records.bytes()?)).await;
    let shown = Shown {
        made,
        queues: queues.unwrap_or_default(),
        waiting: state.intake().waiting(),
        webhooks,
        store_bytes: store_bytes.unwrap_or(0),
        free_bytes: machine::free_bytes(state.data().path()),
        at: now,
    };
    let text = state.metrics().text(&shown).map_err(Failure::internal)?;
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text).into_response())
}
