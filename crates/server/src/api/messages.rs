//! `POST /messages`: the door for whatever traders send.

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use clearance::ports::RawInput;
use messages::{Limits, Message};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ApiState, problem::Failure};
use crate::{
    clock,
    intake::Refused,
    view::{Accepted, Problem},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wait {
    /// `decided`: answer when the message is decided, not only when it is safe.
    wait: Option<String>,
}

/// Give the house a message
///
/// Raw CEB XML or the house's own JSON. The answer says that it is durable; receipts follow. A
/// sender that the message does not name may name himself in the header `X-Sender`.
#[utoipa::path(
    post, path = "/api/v1/messages", operation_id = "postMessage", tag = "messages", params(Wait),
    request_body(content = String, content_type = "application/xml"),
    responses(
        (status = 202, description = "Durable", body = Accepted),
        (status = 413, description = "Too large for this door", body = Problem),
        (status = 503, description = "Come again", body = Problem),
    )
)]
pub(crate) async fn post_message(
    State(state): State<ApiState>,
    Query(wait): Query<Wait>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Accepted>), Failure> {
    let body = taken(body)?;
    let sender = headers.get("x-sender").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let bytes = body.to_vec();
    let digest = blake3::hash(&bytes).to_hex().to_string();
    let (kind, documents) = kind_of(&bytes);
    let raw = RawInput { received_at: clock::now(), sender: sender.to_owned(), bytes };
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let accepted = answer.await.map_err(|_| unavailable(Refused::Closed))?.map_err(unavailable)?;
    if wait.wait.as_deref() == Some("decided") {
        state.intake().decided(accepted.input).await.map_err(unavailable)?;
    }
    let input = accepted.input.0;
    let view = Accepted { input, digest, is_repeat: accepted.is_repeat, kind, documents };
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// A request's bytes, when they came whole and within the door's limit.
pub(super) fn taken(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Failure> {
    body.map_err(|rejection| {
        let status = rejection.status();
        let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "FMT-1005" } else { "bad_request" };
        Failure::new(status, code, "the message could not be taken", rejection.body_text())
    })
}

pub(super) fn unavailable(refused: Refused) -> Failure {
    let title = "the house cannot take this now";
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, refused.to_string())
}

/// What a message is taken for, and how many documents it holds.
fn kind_of(bytes: &[u8]) -> (String, u64) {
    match messages::read(bytes, &Limits::default()) {
        Ok(Message::Ceb(envelope)) => {
            (envelope.kind.root_name().to_owned(), envelope.readings.len() as u64)
        }
        Ok(Message::Zone(reading)) => (reading.message_type().to_owned(), 1),
        Ok(Message::House(_)) => ("house".to_owned(), 0),
        Ok(Message::Truth(_)) => ("payExInfoStr".to_owned(), 1),
        Err(unreadable) => (unreadable.message_type.into_owned(), 0),
    }
}
