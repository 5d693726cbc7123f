//! Filing a goods declaration by form: what is asked for, from which codes, and what the house would say of it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
};
use clearance::{ports::RawInput, prepare, rehearse, rehearse_message};
use messages::{Limits, Message, Unreadable};
use model::{Date, HouseMessage, InputId};
use params::Table;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    messages::{is_ones_own, taken},
    problem::Failure,
};
use crate::{
    access::{Principal, Viewer, forbidden, parties_named},
    clock,
    view::{
        CheckedMessage, CodeList, FormView, Problem, RehearsalView, checked_view, code_view,
        form_view, rehearsal_view,
    },
};

/// Check a goods declaration before sending it
///
/// The body is what `POST /api/v1/messages` would be given: our own JSON (`{"tongguan": "declaration", …}`) or a
/// `DecMessage`. The house decides it as if it came now and keeps nothing of that: no number is given, nothing is stored,
/// nobody is told. Whether its goods would be selected is not said.
#[utoipa::path(
    post, path = "/api/v1/declarations/check", operation_id = "checkDeclaration", tag = "declarations",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, description = "What would be decided", body = RehearsalView),
        (status = 403, description = "It names none of one's companies", body = Problem),
        (status = 413, description = "Larger than one declaration", body = Problem),
        (status = 422, description = "Something else than a declaration", body = Problem))
)]
pub(crate) async fn check_declaration(
    State(state): State<ApiState>,
    viewer: Viewer,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RehearsalView>, Failure> {
    let body = taken(body)?;
    let _place = state.rehearsal_place().await?;
    let raw = RawInput { received_at: clock::now(), sender: String::new(), bytes: body.to_vec() };
    let rehearsed = state.read(move |records, state| {
        state.with_registry(records, |registry| -> anyhow::Result<_> {
            let (keyring, signatories) = (state.keyring(), registry.signatories());
            let digest = *blake3::hash(&raw.bytes).as_bytes();
            let limits = Limits::default();
            let input = prepare(InputId(0), digest, &raw, &limits, keyring, signatories);
            match &input.message {
                Ok(Message::Declaration(reading)) => {
                    let parties = parties_named(&reading.document);
                    if !parties.is_nobodys() && viewer.sight(|| Ok(parties))?.is_none() {
                        return Ok(Err(Refused::NotHis));
                    }
                }
                Ok(_) => return Ok(Err(Refused::NoDeclaration)),
                Err(_) => {}
            }
            let rehearsal = records.at_once(|head, load| {
                let input = input.accepted_as(InputId(head.next_input));
                rehearse(registry, keyring, head.next_entry, load, input)
            })?;
            Ok(Ok(rehearsal_view(registry, rehearsal)))
        })?
    });
    rehearsed.await?.map(Json).map_err(Failure::from)
}

/// Check what a trader has to say about a declaration, before saying it
///
/// The body is what `POST /api/v1/messages` would be given: supplementary declarations, an application to amend or withdraw,
/// a disclosure, a claim for a refund. The house decides it as if it came now and keeps nothing of that. What is told is what
/// would be found, and not what customs would do.
#[utoipa::path(
    post, path = "/api/v1/messages/check", operation_id = "checkMessage", tag = "messages",
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, description = "What would be found", body = CheckedMessage),
        (status = 403, description = "It is not one's own to say", body = Problem),
        (status = 413, description = "Larger than one declaration", body = Problem),
        (status = 422, description = "Something that is not checked before it is sent", body = Problem))
)]
pub(crate) async fn check_message(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<CheckedMessage>, Failure> {
    let body = taken(body)?;
    is_ones_own(&state, &principal, &body).await?;
    let _place = state.rehearsal_place().await?;
    let raw = RawInput { received_at: clock::now(), sender: String::new(), bytes: body.to_vec() };
    let checked = state.read(move |records, state| {
        state.with_registry(records, |registry| -> anyhow::Result<_> {
            let (keyring, signatories) = (state.keyring(), registry.signatories());
            let digest = *blake3::hash(&raw.bytes).as_bytes();
            let input = prepare(InputId(0), digest, &raw, &Limits::default(), keyring, signatories);
            if !is_traders_word(&input.message) {
                return Ok(Err(Refused::NotChecked));
            }
            let blocks = records.at_once(|head, load| {
                let input = input.accepted_as(InputId(head.next_input));
                rehearse_message(registry, keyring, head.next_entry, load, input)
            })?;
            Ok(Ok(checked_view(blocks)))
        })?
    });
    checked.await?.map(Json).map_err(Failure::from)
}

/// What a trader says about a declaration of his own accord.
fn is_traders_word(message: &Result<Message<'_>, Box<Unreadable>>) -> bool {
    matches!(
        message,
        Ok(Message::Supplement(_)
            | Message::Amendment(_)
            | Message::House(HouseMessage::Disclose { .. } | HouseMessage::ClaimRefund { .. }))
    )
}

/// Why nothing is rehearsed.
enum Refused {
    NotHis,
    NoDeclaration,
    NotChecked,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        match refused {
            Refused::NotHis => forbidden(
                "not_yours_to_check",
                "the declaration names none of your companies as trader, owner, declarant or keyer",
            ),
            Refused::NoDeclaration => Failure::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_a_declaration",
                "this is no goods declaration",
                "only goods declarations are checked before they are sent",
            ),
            Refused::NotChecked => Failure::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_checked",
                "this is not checked before it is sent",
                "supplementary declarations, applications to amend, disclosures and claims are",
            ),
        }
    }
}

/// How a goods declaration is asked for
#[utoipa::path(
    get, path = "/api/v1/forms/declaration", operation_id = "getDeclarationForm", tag = "reference",
    responses((status = 200, description = "Its sections and fields", body = FormView))
)]
pub(crate) async fn get_form(State(state): State<ApiState>) -> Result<Json<FormView>, Failure> {
    let on = clock::now().local_date();
    let form =
        state.read(move |records, state| state.with_registry(records, |it| form_view(&it.law, on)));
    Ok(Json(form.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodesQuery {
    /// What the code or a name has in it, Chinese or English; everything when absent.
    #[serde(default)]
    q: String,
    /// The day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// How many at most; 50 when absent, 500 at most.
    limit: Option<usize>,
}

/// Codes of a table
#[utoipa::path(
    get, path = "/api/v1/codes/{table}", operation_id = "listCodes", tag = "reference",
    params(("table" = String, Path, description = "As the form names it: `country_alpha`, `port`, `unit` …"), CodesQuery),
    responses((status = 200, description = "The codes that fit, the nearest first", body = CodeList),
        (status = 404, description = "No such table", body = Problem))
)]
pub(crate) async fn list_codes(
    State(state): State<ApiState>,
    Path(name): Path<String>,
    Query(query): Query<CodesQuery>,
) -> Result<Json<CodeList>, Failure> {
    let missing = || Failure::not_found(format!("there is no code table `{name}`"));
    let table = Table::of_name(&name).ok_or_else(missing)?;
    let on = query.on.unwrap_or_else(|| clock::now().local_date());
    let limit = query.limit.unwrap_or(50).min(500);
    let codes = state.read(move |records, state| {
        state.with_registry(records, |registry| {
            let found = registry.law.codes.search(table, &query.q, on);
            CodeList {
                total: found.len(),
                items: found.into_iter().take(limit).map(code_view).collect(),
            }
        })
    });
    Ok(Json(codes.await?))
}
