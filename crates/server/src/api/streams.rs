//! Receipts as they come, over a connection that stays open (server-sent events).
//!
//! A reader is given what he takes: the next receipts are read when the last ones are gone, so he
//! holds a batch and no more, and nobody waits for him. Whoever takes nothing is cut (`stall`), and
//! goes on from the last number he saw.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    problem::Failure,
    receipts::refuse_others,
};
use crate::{
    access::{Viewer, ViewerQuery},
    bell::Waiter,
    receipts::{number, receipts_after},
    view::{Problem, ReceiptView},
};

/// Receipts read at once.
const BATCH_MAX: usize = 100;

/// A line that says nothing goes out so often, so that what stands between does not hang up.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
    /// Begin after this number; 0 when absent. The header `Last-Event-ID`, which a browser sends
    /// when it connects again, goes before.
    after: Option<u64>,
}

/// One recipient's receipts as they come, from any number on
///
/// Server-sent events named `receipt`: `id` is the recipient's own number, `data` the receipt.
#[utoipa::path(
    get, path = "/api/v1/recipients/{code}/receipts/stream",
    operation_id = "streamRecipientReceipts", tag = "receipts",
    params(("code" = String, Path, description = "The recipient's code"), StreamQuery, ViewerQuery),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "Another's receipts", body = Problem),
        (status = 503, description = "Too many are listening", body = Problem))
)]
pub(crate) async fn stream_recipient_receipts(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(code): Path<String>,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    refuse_others(&viewer, &code)?;
    open(state, viewer, Some(code), &query, &headers)
}

/// Everybody's receipts as they come, from any number on
///
/// Server-sent events named `receipt`: `id` is the house's number, `data` the receipt.
#[utoipa::path(
    get, path = "/api/v1/receipts/stream", operation_id = "streamReceipts", tag = "receipts",
    params(StreamQuery, ViewerQuery),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 400, description = "Not understood", body = Problem),
        (status = 503, description = "Too many are listening", body = Problem))
)]
pub(crate) async fn stream_receipts(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    open(state, viewer, None, &query, &headers)
}

/// One who listens.
struct Listener {
    state: ApiState,
    viewer: Viewer,
    recipient: Option<String>,
    /// The last number that was read for him.
    after: u64,
    ready: VecDeque<ReceiptView>,
    waiter: Waiter,
    /// Given back when he leaves.
    _place: OwnedSemaphorePermit,
}

fn open(
    state: ApiState,
    viewer: Viewer,
    recipient: Option<String>,
    query: &StreamQuery,
    headers: &HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Failure> {
    let last = headers.get("last-event-id").map(|it| {
        let number = it.to_str().ok().and_then(|it| it.trim().parse().ok());
        number.ok_or_else(|| Failure::bad_request("`Last-Event-ID` is a receipt's number"))
    });
    let after = last.transpose()?.or(query.after).unwrap_or(0);
    let place = state.stream_place().ok_or_else(|| {
        let title = "the house cannot take this now";
        let detail = "too many are listening; come again, or fetch receipts by number";
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, detail)
    })?;
    // The waiter comes first: what is issued while the first receipts are read is not missed.
    let waiter = state.bell().waiter(recipient.clone());
    let ready = VecDeque::new();
    let listener = Listener { state, viewer, recipient, after, ready, waiter, _place: place };
    let events = stream::unfold(listener, |mut it| async {
        let event = it.next().await?;
        Some((Ok(event), it))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

impl Listener {
    /// The next event; nothing when the house closes or cannot be read, and then he comes again.
    async fn next(&mut self) -> Option<Event> {
        let is_own = self.recipient.is_some();
        loop {
            if let Some(mut receipt) = self.ready.pop_front() {
                self.viewer.mask_receipt(&mut receipt);
                let data = serde_json::to_string(&receipt).ok()?;
                let id = number(&receipt, is_own).to_string();
                return Some(Event::default().event("receipt").id(id).data(data));
            }
            let (recipient, after) = (self.recipient.clone(), self.after);
            let read = self.state.read(move |records, _| {
                Ok(receipts_after(records, recipient.as_deref(), after, BATCH_MAX)?)
            });
            self.ready = read.await.ok()?.into();
            match self.ready.back() {
                Some(last) => self.after = number(last, is_own),
                None if self.waiter.wait().await => {}
                None => return None,
            }
            // What is another's is passed over, and counted as read.
            self.ready.retain(|it| self.viewer.receives(&it.recipient));
        }
    }
}
