//! Where figures are read: an address of its own, because they tell how much trade there is and whoever reaches it reads them.

use anyhow::{Context as _, Result};
use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

use super::board::Shown;
use crate::{
    api::{ApiState, Failure},
    clock, health, machine,
};

/// As OpenMetrics 1.0 has it.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers until the task is ended.
pub(crate) async fn serve(listener: TcpListener, state: ApiState) -> Result<()> {
    let router =
        Router::new().route("/metrics", get(show)).merge(health::router()).with_state(state);
    axum::serve(listener, router).await.context("cannot go on telling figures")
}

async fn show(State(state): State<ApiState>) -> Result<Response, Failure> {
    let webhooks = state.registrar().list().await.map_err(Failure::internal)?;
    let shown = state.read(move |records, state| {
        let made = state.make_wall(records)?;
        let file = state.data().file();
        Ok(Shown {
            made,
            waiting: state.intake().waiting(),
            webhooks,
            store_bytes: std::fs::metadata(&file).map_or(0, |it| it.len()),
            free_bytes: machine::free_bytes(state.data().path()),
            at: clock::now(),
        })
    });
    let shown = shown.await?;
    let text = state.metrics().text(&shown).map_err(Failure::internal)?;
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text).into_response())
}
