//! Holding and releasing in bulk, by bill or by voyage: looked at first, then ordered case by case.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
};
use model::HouseMessage;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ApiState, extract::body, messages::unavailable, problem::Failure};
use crate::{
    access::{Principal, Viewer, acting},
    clock,
    holds::{self, HELD_MAX, Meant},
    intake::Refused,
    view::{HoldAnswer, HoldOrder, HoldOutcome, HoldPreview, Problem, explained},
};

/// Which goods are meant: those of a bill, or those of a voyage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldQuestion {
    order: HoldOrder,
    /// 提运单号; a master bill means its house bills too.
    #[serde(default)]
    bill_no: String,
    /// 运输工具名称, with the voyage.
    #[serde(default)]
    transport_name: String,
    /// 航次号, or the flight.
    #[serde(default)]
    voyage_no: String,
}

/// An order about cases that a preview showed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldWord {
    question: HoldQuestion,
    /// Their numbers, 500 at most; each is one of those that the question means.
    numbers: Vec<String>,
    /// Why; it stands in the history of each case.
    reason: String,
    /// The officer who orders it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// What an order about a bill or a voyage would come to
///
/// Nothing is ordered: the cases are listed that are open and of one's districts, and whether each would obey.
#[utoipa::path(
    post, path = "/api/v1/holds/preview", operation_id = "previewHold", tag = "holds",
    request_body = HoldQuestion,
    responses((status = 200, description = "The cases that are meant", body = HoldPreview),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn preview_hold(
    State(state): State<ApiState>,
    viewer: Viewer,
    asked: Result<Json<HoldQuestion>, JsonRejection>,
) -> Result<Json<HoldPreview>, Failure> {
    let asked = body(asked)?;
    let (meant, order) = (meant(&asked)?, asked.order);
    let found = state.read(move |records, _| holds::find(records, &viewer, &meant, order)).await?;
    let n_would_obey = found.items.iter().filter(|it| it.would_obey).count();
    Ok(Json(HoldPreview { items: found.items, n_would_obey, is_whole: found.is_whole }))
}

/// Order the same of many cases
///
/// Each is an officer's order of its own, given in turn; what became of each is told. A case that the question does not mean, or
/// that is of another district, refuses the whole.
#[utoipa::path(
    post, path = "/api/v1/holds", operation_id = "orderHold", tag = "holds",
    request_body = HoldWord,
    responses((status = 200, description = "What became of each", body = HoldAnswer),
        (status = 400, description = "Not understood", body = Problem),
        (status = 503, description = "Come again", body = Problem))
)]
pub(crate) async fn order_hold(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    asked: Result<Json<HoldWord>, JsonRejection>,
) -> Result<Json<HoldAnswer>, Failure> {
    let HoldWord { question, numbers, reason, by } = body(asked)?;
    let officer = acting(&principal, &by)?;
    if reason.trim().is_empty() {
        return Err(Failure::bad_request("`reason` says why"));
    }
    if numbers.is_empty() || numbers.len() > HELD_MAX {
        return Err(Failure::bad_request(format!("1 to {HELD_MAX} cases are named at once")));
    }
    let (meant, order) = (meant(&question)?, question.order);
    let found = state.read(move |records, _| holds::find(records, &viewer, &meant, order)).await?;
    let is_meant = |number: &String| found.items.iter().any(|it| it.number == *number);
    if let Some(other) = numbers.iter().find(|it| !is_meant(it)) {
        let detail = format!("`{other}` is no open case of yours that this bill or voyage means");
        return Err(Failure::bad_request(detail));
    }
    let mut given = Vec::with_capacity(numbers.len());
    for number in numbers {
        let message = HouseMessage::Officer {
            list_no: number.clone(),
            action: order.action(),
            officer: officer.clone(),
            reason: reason.clone(),
        };
        let raw = clock::received_now(&message, &officer).map_err(Failure::internal)?;
        let answer = state.intake().submit(raw).map_err(unavailable)?;
        let closed = |_| unavailable(Refused::Closed);
        given.push((number, answer.await.map_err(closed)?.map_err(unavailable)?.input));
    }
    if let Some((_, last)) = given.last() {
        state.intake().decided(*last).await.map_err(unavailable)?;
    }
    let told = state.read(move |records, _| {
        let outcome = |(number, input)| {
            let findings = holds::refusals(records, input)?;
            let is_obeyed = findings.is_empty();
            Ok(HoldOutcome { number, is_obeyed, findings: explained(&findings) })
        };
        given.into_iter().map(outcome).collect()
    });
    Ok(Json(HoldAnswer { items: told.await? }))
}

fn meant(asked: &HoldQuestion) -> Result<Meant, Failure> {
    let [bill, transport, voyage] =
        [&asked.bill_no, &asked.transport_name, &asked.voyage_no].map(|it| it.trim().to_owned());
    match (bill.is_empty(), transport.is_empty(), voyage.is_empty()) {
        (false, true, true) => Ok(Meant::Bill(bill)),
        (true, false, false) => Ok(Meant::Voyage { transport_name: transport, voyage_no: voyage }),
        _ => Err(Failure::bad_request("name `bill_no`, or `transport_name` and `voyage_no`")),
    }
}
