//! Receipts for whoever comes to fetch them, from any number and as often as he likes.

use std::time::Duration;

use anyhow::Context as _;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use clearance::ports::Records;
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page,
    problem::Failure,
};
use crate::{
    access::{Viewer, ViewerQuery},
    receipts::{MESSAGE_MAX, first_message, number, receipts_after},
    view::{Problem, ReceiptPage, ReceiptView, RecipientReceipts},
};

/// Seconds that an answer is held back at most while there is nothing to say.
const WAIT_MAX: u64 = 60;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReceiptQuery {
    /// Receipts after this number: the house's, or the recipient's own when one is named.
    after: Option<u64>,
    /// Only this recipient's.
    recipient: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Receipts after a number, to be asked for as often as one likes
#[utoipa::path(
    get, path = "/api/v1/receipts", operation_id = "listReceipts", tag = "receipts",
    params(ReceiptQuery, ViewerQuery),
    responses((status = 200, description = "Some receipts", body = ReceiptPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_receipts(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<ReceiptQuery>,
) -> Result<Json<ReceiptPage>, Failure> {
    let ReceiptQuery { after, recipient, limit } = query;
    let (mut at, mut left) = (after.unwrap_or(0), viewer.looks());
    loop {
        let (mut items, newest) = look(&state, recipient.clone(), at, limit).await?;
        let next = next_of(&items, recipient.is_some(), newest);
        left = left.saturating_sub(items.len());
        items.retain(|it| viewer.receives(&it.recipient));
        items.iter_mut().for_each(|it| viewer.mask_receipt(it));
        match next {
            // Of everybody's receipts few are a company's.
            Some(last) if items.is_empty() && left > 0 => at = last,
            _ => return Ok(Json(ReceiptPage { items, next })),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PullQuery {
    /// Receipts after this number of the recipient's own; 0 when absent.
    after: Option<u64>,
    /// How many at most; 50 when absent. A wire message holds 100 at most.
    limit: Option<usize>,
    /// Seconds to wait for a receipt when there is none; 60 at most.
    wait: Option<u64>,
}

/// One recipient's receipts after a number of his own
///
/// His numbers have no gap, so the greatest number that he has seen is all he must remember. As
/// JSON, some receipts with all their findings; `next` says where to go on. With
/// `Accept: application/xml`, one message as it goes over the wire: the receipts that follow, as far
/// as they are of one kind; the header `Link` (`rel="next"`) says where to go on, and 204 that
/// nothing follows. An answer has an `ETag` and is not sent again to whoever names it in
/// `If-None-Match`.
#[utoipa::path(
    get, path = "/api/v1/recipients/{code}/receipts", operation_id = "listRecipientReceipts",
    tag = "receipts",
    params(("code" = String, Path, description = "The recipient's code"), PullQuery, ViewerQuery),
    responses((status = 200, description = "Some receipts", content(
            (RecipientReceipts = "application/json"), (String = "application/xml"))),
        (status = 204, description = "Nothing follows (as XML)"),
        (status = 304, description = "What the sender has already"),
        (status = 404, description = "Another's receipts", body = Problem),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_recipient_receipts(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(code): Path<String>,
    Query(query): Query<PullQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    refuse_others(&viewer, &code)?;
    let after = query.after.unwrap_or(0);
    let wait = Duration::from_secs(query.wait.unwrap_or(0).min(WAIT_MAX));
    let until = Instant::now() + wait;
    let is_xml = accepts_xml(&headers);
    let limit = if is_xml {
        Some(query.limit.unwrap_or(MESSAGE_MAX).min(MESSAGE_MAX))
    } else {
        query.limit
    };
    let mut waiter = state.bell().waiter(Some(code.clone()));
    let (items, newest) = loop {
        let (items, newest) = look(&state, Some(code.clone()), after, limit).await?;
        // Whoever has nothing to wait for, or whose house is closing, hears what there is.
        let is_awaited = items.is_empty() && Instant::now() < until;
        if !is_awaited || !timeout_at(until, waiter.wait()).await.unwrap_or(false) {
            break (items, newest);
        }
    };
    if is_xml {
        return wire(&state, &items, query.limit, &headers).await;
    }
    let next = next_of(&items, true, newest);
    let body = serde_json::to_vec(&RecipientReceipts { items, next, newest });
    let body = body.map_err(Failure::internal)?;
    Ok(tagged("application/json", next_link(next, query.limit), body, &headers))
}

/// A company has its own receipts and nobody else's.
pub(super) fn refuse_others(viewer: &Viewer, code: &str) -> Result<(), Failure> {
    let missing = || Failure::not_found(format!("there are no receipts for `{code}`"));
    viewer.receives(code).then_some(()).ok_or_else(missing)
}

async fn look(
    state: &ApiState,
    recipient: Option<String>,
    after: u64,
    limit: Option<usize>,
) -> Result<(Vec<ReceiptView>, u64), Failure> {
    let limit = page::limit(limit);
    let read = state.read(move |records, _| {
        let recipient = recipient.as_deref();
        let newest = records.newest_receipt(recipient)?;
        Ok((receipts_after(records, recipient, after, limit)?, newest))
    });
    read.await
}

/// Where to go on; nothing at the end.
fn next_of(items: &[ReceiptView], is_own: bool, newest: u64) -> Option<u64> {
    items.last().map(|it| number(it, is_own)).filter(|last| *last < newest)
}

pub(super) fn accepts_xml(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kinds = accepted.split(',').map(|it| it.split(';').next().unwrap_or_default().trim());
    // The first that the house speaks; a browser, which names both, gets JSON.
    let mut known = kinds.filter(|it| {
        matches!(*it, "application/xml" | "text/xml" | "application/json" | "text/html" | "*/*")
    });
    known.next().is_some_and(|it| it.ends_with("/xml"))
}

async fn wire(
    state: &ApiState,
    items: &[ReceiptView],
    limit: Option<usize>,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    if items.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let message = first_message(items).context("receipts make a message");
    let (message, run) = message.map_err(Failure::internal)?;
    let next = run.last().map(|it| it.recipient_no);
    let recipient = run.first().map(|it| it.recipient.clone()).unwrap_or_default();
    let exchange = state.exchange().clone();
    let wrap = tokio::task::spawn_blocking(move || exchange.wrap(&recipient, message));
    let message = wrap.await.map_err(Failure::internal)?.map_err(Failure::internal)?;
    Ok(tagged(message.media_type, next_link(next, limit), message.bytes, headers))
}

/// The same question from where the answer ended.
fn next_link(next: Option<u64>, limit: Option<usize>) -> Option<(HeaderName, String)> {
    let limit = limit.map(|it| format!("&limit={it}")).unwrap_or_default();
    next.map(|it| (header::LINK, format!("<?after={it}{limit}>; rel=\"next\"")))
}

/// An answer that says what it is known by, or that it is known already.
fn tagged(
    kind: &'static str,
    link: Option<(HeaderName, String)>,
    body: Vec<u8>,
    headers: &HeaderMap,
) -> Response {
    let digest = blake3::hash(&body).to_hex();
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter();
    let is_known = known
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(','))
        .any(|it| it.trim() == "*" || it.trim().trim_start_matches("W/") == tag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], body).into_response()
    };
    let headers = [(header::ETAG, tag), (header::VARY, "accept".to_owned())];
    for (name, value) in headers.into_iter().chain(link) {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_that_is_named_first_is_spoken() {
        let accepts = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, text.parse().unwrap());
            accepts_xml(&headers)
        };
        for xml in ["application/xml", "text/xml; q=0.9", "image/png, application/xml, */*"] {
            assert!(accepts(xml), "{xml}");
        }
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for json in ["", "*/*", "application/json", "application/json, application/xml", browser] {
            assert!(!accepts(json), "{json}");
        }
        assert!(!accepts_xml(&HeaderMap::new()));
    }
}
