//! Original payment data ("179"): the open questions, and the door for answers.

use ::messages::{Limits, Message};
use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
};
use clearance::{
    TruthAnswer,
    history::{self, Event},
    ports::{RawInput, Records},
};
use model::InputId;
use serde::{Deserialize, Serialize};
use store::HouseRecords;
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::Query,
    messages::{taken, unavailable},
    page,
    problem::Failure,
};
use crate::{
    clock,
    intake::Refused,
    truths::{TruthQuestion, questions},
    view::Problem,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuestionQuery {
    /// Only this platform's.
    platform: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Open questions to platforms.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TruthQuestions {
    pub(crate) items: Vec<TruthQuestion>,
}

/// The questions about original payments that platforms have not answered
#[utoipa::path(
    get, path = "/api/v1/payment-truth/requests", operation_id = "listPaymentTruthRequests",
    tag = "payment truth", params(QuestionQuery),
    responses((status = 200, description = "Open questions", body = TruthQuestions))
)]
pub(crate) async fn list_requests(
    State(state): State<ApiState>,
    Query(query): Query<QuestionQuery>,
) -> Result<Json<TruthQuestions>, Failure> {
    let limit = page::limit(query.limit);
    let items = state.read(move |records, _| questions(records, query.platform.as_deref(), limit));
    Ok(Json(TruthQuestions { items: items.await? }))
}

/// The interface's own answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TruthTaken {
    /// `10000`: taken. 20001: not understood; 20002: nobody asked; 20003: another session; 20004:
    /// answered before, or no longer awaited.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) total: u32,
    /// Milliseconds since 1970.
    #[serde(rename = "serviceTime")]
    pub(crate) service_time: i64,
}

/// A platform's answer: the original payment
///
/// A form with one field `payExInfoStr`. The raw bytes are kept whatever they say.
#[utoipa::path(
    post, path = "/api/v1/payment-truth", operation_id = "postPaymentTruth",
    tag = "payment truth",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "What became of it", body = TruthTaken),
        (status = 413, description = "Too large for this door", body = Problem),
        (status = 503, description = "Come again", body = Problem),
    )
)]
pub(crate) async fn post_truth(
    State(state): State<ApiState>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<TruthTaken>, Failure> {
    let bytes = taken(body)?.to_vec();
    let received_at = clock::now();
    let raw = RawInput { received_at, sender: String::new(), bytes: bytes.clone() };
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let closed = |_| unavailable(Refused::Closed);
    let accepted = answer.await.map_err(closed)?.map_err(unavailable)?;
    state.intake().decided(accepted.input).await.map_err(unavailable)?;
    let outcome = match ::messages::read(&bytes, &Limits::default()) {
        Ok(Message::Truth(Ok(truth))) => {
            let (input, is_repeat) = (accepted.input, accepted.is_repeat);
            let look = state.read(move |records, state| {
                let keyring = state.keyring();
                let orders = truth.orders.iter();
                let keys = orders.map(|it| keyring.order(&truth.platform_code, &it.order_no));
                for key in keys.collect::<Vec<_>>() {
                    if let Some(answer) = answer_to(records, key, input)? {
                        // The same bytes again are what was answered before.
                        return Ok(if is_repeat { TruthAnswer::TooLate } else { answer });
                    }
                }
                Ok(TruthAnswer::NotAsked)
            });
            let answer = look.await?;
            (answer.code(), answer.words().to_owned())
        }
        Ok(Message::Truth(Err(flaw))) => (20_001, flaw),
        _ => (20_001, "payExInfoStr=… 未提供 (the form has no such field)".to_owned()),
    };
    let (code, message) = outcome;
    let total = u32::from(code == TruthAnswer::Taken.code());
    let service_time = received_at.millis();
    Ok(Json(TruthTaken { code: code.to_string(), message, total, service_time }))
}

/// What the entry under a key says of that input.
fn answer_to(
    records: &HouseRecords,
    key: model::KeyPair,
    input: InputId,
) -> anyhow::Result<Option<TruthAnswer>> {
    let Some(claim) = records.claim(key)? else { return Ok(None) };
    for record in records.history(claim.entry)?.into_iter().rev() {
        for happening in history::decode(&record.body)? {
            if let Event::TruthAnswered { answer, .. } = happening.what
                && happening.input == input
            {
                return Ok(Some(answer));
            }
        }
    }
    Ok(None)
}
