//! Webhooks and watched folders: what is registered, how it fares, and what to do with it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use clearance::ports::Records;
use store::{Intervention, Webhook};

use super::{
    ApiState,
    extract::{Path, body},
    problem::Failure,
    receipts::refuse_others,
};
use crate::{
    access::Viewer,
    clock,
    delivery::Refused,
    folder::Health,
    view::{
        FolderList, NewWebhook, Problem, Replay, WebhookList, WebhookSecret, WebhookTest,
        WebhookView, folder_view, webhook_test, webhook_view,
    },
};

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        let detail = |refused: &dyn std::error::Error| {
            let cause = refused.source().map(|it| format!(": {it}")).unwrap_or_default();
            format!("{refused}{cause}")
        };
        match refused {
            Refused::NoSuch(_) => Failure::not_found(refused.to_string()),
            Refused::NoRecipient => Failure::bad_request(refused.to_string()),
            Refused::Double(_) => {
                let title = "this is registered already";
                Failure::new(StatusCode::CONFLICT, "webhook_double", title, refused.to_string())
            }
            Refused::Address(address) => Failure::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "webhook_address",
                "the house does not call this address",
                detail(&address),
            ),
            Refused::Failed(error) => Failure::internal(format!("{error:#}")),
        }
    }
}

/// A webhook of whoever asks; another's is answered as none.
async fn own(state: &ApiState, viewer: &Viewer, id: u64) -> Result<Webhook, Failure> {
    let webhook = state.registrar().find(id).await?;
    match viewer.receives(&webhook.recipient) {
        true => Ok(webhook),
        false => Err(Refused::NoSuch(id).into()),
    }
}

async fn view(state: &ApiState, webhook: &Webhook) -> Result<WebhookView, Failure> {
    let keys = state.registrar().keys(webhook.id, clock::now()).await;
    let keys = keys.map_err(Failure::internal)?;
    let newest = newest_of(state, webhook.recipient.clone()).await?;
    Ok(webhook_view(webhook, newest, &keys))
}

async fn newest_of(state: &ApiState, recipient: String) -> Result<u64, Failure> {
    state.read(move |records, _| Ok(records.newest_receipt(Some(&recipient))?)).await
}

/// Every webhook, and how it fares
#[utoipa::path(
    get, path = "/api/v1/webhooks", operation_id = "listWebhooks", tag = "deliveries",
    responses((status = 200, description = "All webhooks, oldest first", body = WebhookList))
)]
pub(crate) async fn list_webhooks(
    State(state): State<ApiState>,
    viewer: Viewer,
) -> Result<Json<WebhookList>, Failure> {
    let mut items = Vec::new();
    for webhook in state.registrar().list().await.map_err(Failure::internal)? {
        if viewer.receives(&webhook.recipient) {
            items.push(view(&state, &webhook).await?);
        }
    }
    Ok(Json(WebhookList { items }))
}

/// Have a recipient's receipts posted to an address
///
/// Each request is a `WebhookBody`, signed as Standard Webhooks has it: `webhook-id`,
/// `webhook-timestamp`, `webhook-signature` (HMAC-SHA256), and `webhook-key-id`, the numbers of the
/// secrets. Receipts come in the order of the recipient's numbers, at least once; the next ones
/// follow when these are confirmed (2xx), and what is not confirmed is sent again, ever more seldom,
/// for seven days. The secret is in this answer and in no other. An address that is not on the
/// public internet is refused, now and at each attempt.
#[utoipa::path(
    post, path = "/api/v1/webhooks", operation_id = "addWebhook", tag = "deliveries",
    request_body = NewWebhook,
    responses((status = 201, description = "Registered", body = WebhookSecret),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "Registered already", body = Problem),
        (status = 422, description = "The address is not called", body = Problem))
)]
pub(crate) async fn add_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    asked: Result<Json<NewWebhook>, JsonRejection>,
) -> Result<(StatusCode, Json<WebhookSecret>), Failure> {
    let NewWebhook { recipient, url, after } = body(asked)?;
    refuse_others(&viewer, &recipient)?;
    let after = match after {
        Some(after) => after,
        None => newest_of(&state, recipient.clone()).await?,
    };
    let added = state.registrar().add(&recipient, &url, after, clock::now()).await;
    let (webhook, secret) = added?;
    state.courier().changed();
    let webhook = view(&state, &webhook).await?;
    Ok((StatusCode::CREATED, Json(WebhookSecret { webhook, secret })))
}

/// One webhook
#[utoipa::path(
    get, path = "/api/v1/webhooks/{id}", operation_id = "getWebhook", tag = "deliveries",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "The webhook", body = WebhookView),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn get_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<Json<WebhookView>, Failure> {
    let webhook = own(&state, &viewer, id).await?;
    Ok(Json(view(&state, &webhook).await?))
}

/// Forget a webhook and its secrets
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{id}", operation_id = "removeWebhook", tag = "deliveries",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 204, description = "Forgotten"),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn remove_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<StatusCode, Failure> {
    own(&state, &viewer, id).await?;
    state.registrar().remove(id).await?;
    state.courier().changed();
    Ok(StatusCode::NO_CONTENT)
}

async fn intervene(
    state: &ApiState,
    viewer: &Viewer,
    id: u64,
    what: Intervention,
) -> Result<Json<WebhookView>, Failure> {
    own(state, viewer, id).await?;
    let webhook = state.registrar().intervene(id, what, clock::now()).await?;
    state.courier().changed();
    Ok(Json(view(state, &webhook).await?))
}

/// Do not call a webhook until it is resumed; nothing is lost
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/pause", operation_id = "pauseWebhook", tag = "deliveries",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "Paused", body = WebhookView),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn pause_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<Json<WebhookView>, Failure> {
    intervene(&state, &viewer, id, Intervention::Pause).await
}

/// Call a webhook again, at once, from where it stands
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/resume", operation_id = "resumeWebhook",
    tag = "deliveries", params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "Resumed", body = WebhookView),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn resume_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<Json<WebhookView>, Failure> {
    intervene(&state, &viewer, id, Intervention::Resume).await
}

/// Send everything after a number again
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/replay", operation_id = "replayWebhook",
    tag = "deliveries", params(("id" = u64, Path, description = "Its number")),
    request_body = Replay,
    responses((status = 200, description = "It goes on from there", body = WebhookView),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn replay_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
    asked: Result<Json<Replay>, JsonRejection>,
) -> Result<Json<WebhookView>, Failure> {
    let Replay { after } = body(asked)?;
    intervene(&state, &viewer, id, Intervention::Replay { after }).await
}

/// Post a message without receipts, signed like any other
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/test", operation_id = "testWebhook", tag = "deliveries",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "What came of it", body = WebhookTest),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn test_webhook(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<Json<WebhookTest>, Failure> {
    own(&state, &viewer, id).await?;
    let pinged = state.registrar().ping(id, clock::now).await?;
    Ok(Json(webhook_test(&pinged)))
}

/// Give a webhook a new secret
///
/// The one before signs beside it for a day, so that a receiver can change over. The secret is in
/// this answer and in no other.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/rotate-secret", operation_id = "rotateWebhookSecret",
    tag = "deliveries", params(("id" = u64, Path, description = "Its number")),
    responses((status = 200, description = "The new secret", body = WebhookSecret),
        (status = 404, description = "No such webhook", body = Problem))
)]
pub(crate) async fn rotate_webhook_secret(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(id): Path<u64>,
) -> Result<Json<WebhookSecret>, Failure> {
    own(&state, &viewer, id).await?;
    let secret = state.registrar().rotate(id, clock::now()).await?;
    let webhook = state.registrar().find(id).await?;
    let webhook = view(&state, &webhook).await?;
    Ok(Json(WebhookSecret { webhook, secret }))
}

/// Every watched folder, and how it fares
#[utoipa::path(
    get, path = "/api/v1/folders", operation_id = "listFolders", tag = "deliveries",
    responses((status = 200, description = "All watched folders", body = FolderList))
)]
pub(crate) async fn list_folders(State(state): State<ApiState>) -> Json<FolderList> {
    let health =
        |it: &Arc<Mutex<Health>>| folder_view(&it.lock().unwrap_or_else(PoisonError::into_inner));
    Json(FolderList { items: state.folders().iter().map(health).collect() })
}
