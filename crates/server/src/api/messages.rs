//! `POST /messages`: the door for whatever traders send.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use clearance::{addressee, catalogue, ports::RawInput};
use messages::{Carriage, DxpCode, Head, Limits, Message, Unreadable};
use model::{HouseMessage, InputId, SentFile};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::Query,
    problem::Failure,
    receipts::accepts_xml,
    risk::{needs_plan, takes_plan},
    spoken::{SpokenOf, is_own, spoken_of},
};
use crate::{
    access::{Parties, Principal, Who, may_say, may_send, parties_named},
    clock,
    exchange::{NotOpened, Opened},
    intake::Refused,
    view::{Accepted, Problem, ReceiptView, receipts_of_input},
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wait {
    /// `decided`: answer when the message is decided, not only when it is safe, and with its receipts.
    wait: Option<String>,
}

/// Give the house a message
///
/// Raw XML of a message (CEB, DecMessage, INV101, SAS121), one in an envelope of a platform (DxpMsg, or a port's JSON with `messageHead`), or the
/// house's own JSON. The answer says that it is durable; receipts follow, and come with it where `wait=decided` asks for them. With `Accept: text/plain` a port's envelope is answered `OK`. A sender that the message does not name may name himself in the header `X-Sender`.
#[utoipa::path(
    post, path = "/api/v1/messages", operation_id = "postMessage", tag = "messages", params(Wait),
    request_body(content = String, content_type = "application/xml"),
    responses(
        (status = 202, description = "Durable", body = Accepted),
        (status = 403, description = "A command that is not the sender's to give", body = Problem),
        (status = 422, description = "An envelope that cannot be opened; with `Accept: application/xml` as DxpRep", body = Problem),
        (status = 413, description = "Too large for this door", body = Problem),
        (status = 503, description = "Come again", body = Problem),
    )
)]
pub(crate) async fn post_message(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Query(wait): Query<Wait>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let body = taken(body)?;
    let sender = headers.get("x-sender").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let opened = match open(&state, body.to_vec(), sender).await? {
        Ok(opened) => opened,
        Err(unreadable) => return Ok(not_opened(&state, &body, &unreadable, &headers)),
    };
    let Opened { bytes, sender, envelope } = opened;
    let digest = blake3::hash(&bytes).to_hex().to_string();
    let Told { kind, documents, about, is_for_plan } = told_of(&bytes, &principal)?;
    is_own(&state, &principal, &sender, about).await?;
    if is_for_plan {
        may_do_without_plan(&state).await?;
    }
    let raw = RawInput { received_at: clock::now(), sender, bytes };
    let course = state.traces().course(&headers);
    let answer = state.intake().submit_on(raw, course).map_err(unavailable)?;
    let crossing = state.traces().crossing(course);
    let accepted = answer.await.map_err(|_| unavailable(Refused::Closed))?.map_err(unavailable)?;
    let receipts = match wait.wait.as_deref() {
        Some("decided") => said_of(&state, accepted).await?,
        _ => None,
    };
    let (input, is_repeat) = (accepted.input.0, accepted.is_repeat);
    let view = Accepted { input, digest, is_repeat, kind, documents, receipts };
    Ok(crossing.answered(match envelope {
        Some((Carriage::Dxp, head)) if accepts_xml(&headers) => {
            reply(StatusCode::ACCEPTED, &state, &head, DxpCode::Taken, "")
        }
        // All that a port platform says to who is not a browser.
        Some((Carriage::PortJson, _)) if accepts_text(&headers) => "OK".into_response(),
        _ => (StatusCode::ACCEPTED, Json(view)).into_response(),
    }))
}

/// Whether a message is somebody's own to say.
///
/// # Errors
/// When it is not.
pub(super) async fn is_ones_own(
    state: &ApiState,
    principal: &Principal,
    bytes: &[u8],
) -> Result<(), Failure> {
    is_own(state, principal, "", told_of(bytes, principal)?.about).await
}

/// Waits until a message is decided; what was said of it, unless it was here before.
pub(super) async fn said_of(
    state: &ApiState,
    accepted: clearance::ports::Accepted,
) -> Result<Option<Vec<ReceiptView>>, Failure> {
    state.intake().decided(accepted.input).await.map_err(unavailable)?;
    if accepted.is_repeat {
        return Ok(None);
    }
    state.read(move |records, _| receipts_of_input(records, accepted.input)).await.map(Some)
}

/// Takes a message out of its envelope; only for one that is in an envelope is the disk asked.
async fn open(
    state: &ApiState,
    bytes: Vec<u8>,
    sender: &str,
) -> Result<Result<Opened, Box<Unreadable>>, Failure> {
    let (exchange, sender) = (state.exchange().clone(), sender.to_owned());
    if Carriage::of(&bytes).is_none() {
        return Ok(Ok(Opened { bytes, sender, envelope: None }));
    }
    let open = tokio::task::spawn_blocking(move || exchange.take(bytes, &sender));
    match open.await.map_err(Failure::internal)? {
        Ok(opened) => Ok(Ok(opened)),
        Err(NotOpened::Bad(unreadable)) => Ok(Err(unreadable)),
        Err(NotOpened::Failed(error)) => Err(Failure::internal(error)),
    }
}

/// An envelope that cannot be opened: nothing of it is kept, and its sender is told why.
fn not_opened(
    state: &ApiState,
    body: &[u8],
    unreadable: &Unreadable,
    headers: &HeaderMap,
) -> Response {
    let (status, finding) = (StatusCode::UNPROCESSABLE_ENTITY, &unreadable.finding);
    let detail = format!("{}: {} (expected {})", finding.code, finding.observed, finding.expected);
    if accepts_xml(headers) && Carriage::of(body) == Some(Carriage::Dxp) {
        let code = DxpCode::of(&finding.code);
        return reply(status, state, &messages::peek_dxp(body), code, &detail);
    }
    let known = catalogue::find(&finding.code);
    let (code, title) = known.map_or(("bad_envelope", ""), |it| (it.code, it.title_en));
    Failure::new(status, code, title, detail).into_response()
}

/// The exchange platform's own reply (`DxpRep`).
fn reply(status: StatusCode, state: &ApiState, dxp: &Head, code: DxpCode, note: &str) -> Response {
    let own_id = state.exchange().id_under(Carriage::Dxp, dxp);
    let now: String = clock::now().to_string().chars().take(19).collect();
    let body = messages::write_dxp_reply(dxp, &own_id, code, note, &now);
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

fn accepts_text(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    accept.split(',').next().is_some_and(|it| it.trim().starts_with("text/plain"))
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

/// Gives the house a word of its own, and waits until it is decided.
///
/// # Errors
/// When the house takes nothing now.
pub(super) async fn tell_house(
    state: &ApiState,
    message: &HouseMessage,
    by: &str,
) -> Result<InputId, Failure> {
    let raw = clock::received_now(message, by).map_err(Failure::internal)?;
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let accepted = answer.await.map_err(|_| unavailable(Refused::Closed))?;
    let input = accepted.map_err(unavailable)?.input;
    state.intake().decided(input).await.map_err(unavailable)?;
    Ok(input)
}

async fn may_do_without_plan(state: &ApiState) -> Result<(), Failure> {
    let takes_plan = state.read(|records, state| state.with_registry(records, takes_plan));
    if takes_plan.await? { Err(needs_plan()) } else { Ok(()) }
}

/// What a message is taken for, how many documents it holds, and of which case one speaks who speaks of one.
struct Told {
    kind: String,
    documents: u64,
    about: Option<SpokenOf>,
    /// A person changes rules or budgets of risk analysis, which may take a plan that another approves.
    is_for_plan: bool,
}

/// Refused where it is not the sender's to say.
fn told_of(bytes: &[u8], principal: &Principal) -> Result<Told, Failure> {
    let read = messages::read(bytes, &Limits::default());
    if !matches!(read, Ok(Message::House(_))) {
        may_send(principal)?;
    }
    // Who sends it, as it says itself; what is about a case is looked at as such.
    let mut about =
        read.as_ref().ok().map(|it| SpokenOf::Named(Parties::sending(addressee(it, ""))));
    let mut is_for_plan = false;
    let (kind, documents) = match read {
        Ok(Message::Ceb(envelope)) => {
            (envelope.kind.root_name().to_owned(), envelope.readings.len() as u64)
        }
        Ok(Message::Zone(reading)) => (reading.message_type().to_owned(), 1),
        Ok(Message::Declaration(reading)) => {
            about = Some(SpokenOf::Named(parties_named(&reading.document)));
            (reading.message_type().to_owned(), 1)
        }
        Ok(Message::Amendment(reading)) => {
            about = Some(SpokenOf::Declaration(reading.document.declaration_no.to_string()));
            ("DecModMessage".to_owned(), 1)
        }
        Ok(Message::Supplement(reading)) => {
            about = Some(SpokenOf::Declaration(reading.document.preliminary_no.to_string()));
            ("DecSDMessage".to_owned(), 1)
        }
        Ok(Message::File(reading)) => {
            let SentFile { preliminary_no, declaration_no, .. } = reading.document;
            let number = preliminary_no.given().unwrap_or(&declaration_no);
            about = Some(SpokenOf::Declaration(number.to_owned()));
            ("USF001".to_owned(), 1)
        }
        Ok(Message::Manifest(reading)) => (reading.header.message_type.to_string(), 1),
        Ok(Message::Export(envelope)) => {
            (messages::export_root(envelope.kind).to_owned(), envelope.readings.len() as u64)
        }
        Ok(Message::House(message)) => {
            may_say(principal, &message, bytes)?;
            is_for_plan = matches!(
                message,
                HouseMessage::RiskRules { .. } | HouseMessage::RiskBudgets { .. }
            ) && matches!(principal.who, Who::Person { .. });
            about = spoken_of(message);
            ("house".to_owned(), 0)
        }
        Ok(Message::Truth(_)) => ("payExInfoStr".to_owned(), 1),
        Err(unreadable) => (unreadable.message_type.into_owned(), 0),
    };
    Ok(Told { kind, documents, about, is_for_plan })
}
