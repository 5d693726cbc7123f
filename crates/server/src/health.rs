//! Whether the house lives, and whether it can take messages: for load balancers and for whoever starts it again.
//!
//! `/healthz` says that a restart would help: the thread that decides has ended. `/readyz` says whether messages should
//! be sent here, and why not. Both are open to everybody and name nobody.

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use clearance::ports::Records as _;
use serde::Serialize;

use crate::{api::ApiState, clock, intake::Waiting, machine};

/// What is taken is decided within this time; a house that needs longer is told to nobody as ready.
const DECIDED_WITHIN_MS: i64 = 30_000;
/// With less room than that where the house's file lies, the next batch may not fit.
pub(crate) const KEEP_FREE_MIB: u64 = 64;
const MIB: u64 = 1024 * 1024;

/// The answer of `/readyz`.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    /// What is wrong; empty where nothing is.
    detail: String,
}

impl Check {
    fn new(name: &'static str, fault: Option<String>) -> Check {
        Check { name, ok: fault.is_none(), detail: fault.unwrap_or_default() }
    }
}

/// `/healthz` and `/readyz`.
pub(crate) fn router() -> Router<ApiState> {
    Router::new().route("/healthz", get(live)).route("/readyz", get(ready))
}

async fn live(State(state): State<ApiState>) -> (StatusCode, &'static str) {
    match state.intake().waiting().is_closed {
        true => (StatusCode::SERVICE_UNAVAILABLE, "the house decides nothing any more\n"),
        false => alive(),
    }
}

pub(crate) fn alive() -> (StatusCode, &'static str) {
    (StatusCode::OK, "alive\n")
}

/// The answer of `/readyz` before there is a house to ask.
pub(crate) fn opening() -> impl IntoResponse {
    readiness(vec![Check::new("open", Some("the house is being opened".to_owned()))])
}

fn readiness(checks: Vec<Check>) -> (StatusCode, Json<Readiness>) {
    let ready = checks.iter().all(|it| it.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}

async fn ready(State(state): State<ApiState>) -> (StatusCode, Json<Readiness>) {
    let read = state.read(|records, _| Ok(records.head()?)).await;
    let unreadable = read.err().map(|_| "the store cannot be read".to_owned());
    let waiting = state.intake().waiting();
    let free = machine::free_bytes(state.data().path());
    readiness(vec![
        Check::new("open", None),
        Check::new("intake", fault_of_intake(waiting)),
        Check::new("deciding", fault_of_deciding(waiting, clock::now().millis())),
        Check::new("store", unreadable),
        Check::new("disk", fault_of_disk(free, state.keep_free())),
    ])
}

fn fault_of_intake(waiting: Waiting) -> Option<String> {
    match (waiting.is_closed, waiting.is_full()) {
        (true, _) => Some("the house is closing or its store failed".to_owned()),
        (false, true) => Some(format!("{} messages wait, and no more fit", waiting.messages)),
        (false, false) => None,
    }
}

fn fault_of_deciding(waiting: Waiting, now_ms: i64) -> Option<String> {
    let waited = now_ms.saturating_sub(waiting.since?.millis());
    (waited > DECIDED_WITHIN_MS)
        .then(|| format!("a message has waited {} s for its decision", waited / 1_000))
}

fn fault_of_disk(free: Option<u64>, least_mib: u64) -> Option<String> {
    let left = free.map(|it| it / MIB).filter(|it| *it < least_mib);
    left.map(|it| format!("{it} MiB are left where the house's file lies, less than {least_mib}"))
}

#[cfg(test)]
mod tests {
    use model::Moment;

    use super::*;

    fn waiting(since_ms: Option<i64>) -> Waiting {
        let since = since_ms.map(Moment::from_millis);
        Waiting { is_closed: false, messages: 3, bytes: 9, since }
    }

    #[test]
    fn a_house_is_ready_while_it_takes_and_decides() {
        assert_eq!(fault_of_intake(waiting(None)), None);
        assert_eq!(fault_of_deciding(waiting(None), 90_000), None);
        assert_eq!(fault_of_deciding(waiting(Some(70_000)), 90_000), None);
        assert_eq!(fault_of_disk(Some(64 * MIB), 64), None);
        assert_eq!(fault_of_disk(None, 64), None);
    }

    #[test]
    fn it_says_why_it_is_not() {
        let closed = Waiting { is_closed: true, ..waiting(None) };
        assert!(fault_of_intake(closed).unwrap().contains("store failed"));
        let full = Waiting { bytes: usize::MAX, ..waiting(None) };
        assert!(fault_of_intake(full).unwrap().starts_with("3 messages wait"));
        let stuck = fault_of_deciding(waiting(Some(10_000)), 90_000).unwrap();
        assert_eq!(stuck, "a message has waited 80 s for its decision");
        let full = fault_of_disk(Some(64 * MIB - 1), 64).unwrap();
        assert!(full.starts_with("63 MiB are left"), "{full}");
    }
}
