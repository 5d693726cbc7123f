//! Webhooks and watched folders as the API and the command line show them.

use model::Moment;
use serde::{Deserialize, Serialize};
use store::{Standing, Webhook, WebhookKey};
use utoipa::ToSchema;

use crate::{delivery::Pinged, folder::Health};

/// Whether a webhook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookState {
    /// Called whenever there is something for it.
    Active,
    /// Called again and again, ever more seldom, because it does not confirm.
    Failing,
    /// An operator said to wait.
    Paused,
    /// The receiver said that it is there no more (410).
    Gone,
    /// It failed for seven days, and is not called any more until somebody resumes it.
    Exhausted,
}

/// A secret, by its number alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookKeyView {
    /// As the header `webhook-key-id` names it.
    pub(crate) id: u32,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// When it signs no more; null for the newest.
    #[schema(required, format = DateTime)]
    pub(crate) retires_at: Option<String>,
}

/// A receiver of one recipient's receipts, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookView {
    pub(crate) id: u64,
    pub(crate) recipient: String,
    pub(crate) url: String,
    pub(crate) state: WebhookState,
    /// The recipient's number of the last receipt that was confirmed.
    pub(crate) cursor: u64,
    /// The recipient's newest number.
    pub(crate) newest: u64,
    /// Receipts that are still to be confirmed.
    pub(crate) lag: u64,
    /// Attempts that failed since the last success.
    pub(crate) failures: u32,
    #[schema(required, format = DateTime)]
    pub(crate) failing_since: Option<String>,
    /// When it is called again; null when it is not called, or when nothing waits.
    #[schema(required, format = DateTime)]
    pub(crate) next_attempt_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) last_attempt_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) last_success_at: Option<String>,
    /// What it last answered; null when there was no answer.
    #[schema(required)]
    pub(crate) last_status: Option<u16>,
    /// Why the last attempt failed; empty after a success.
    pub(crate) last_error: String,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    /// Newest first. What a message is signed with by each of them stands in this order.
    pub(crate) keys: Vec<WebhookKeyView>,
}

pub(crate) fn webhook_view(webhook: &Webhook, newest: u64, keys: &[WebhookKey]) -> WebhookView {
    let text = |it: Option<Moment>| it.map(|it| it.to_string());
    let lag = newest.saturating_sub(webhook.cursor);
    let is_called = webhook.standing == Standing::Active && lag > 0;
    let state = match webhook.standing {
        Standing::Active if webhook.failures > 0 => WebhookState::Failing,
        Standing::Active => WebhookState::Active,
        Standing::Paused => WebhookState::Paused,
        Standing::Gone => WebhookState::Gone,
        Standing::Exhausted => WebhookState::Exhausted,
    };
    let key = |it: &WebhookKey| WebhookKeyView {
        id: it.no,
        created_at: it.created_at.to_string(),
        retires_at: text(it.retires_at),
    };
    WebhookView {
        id: webhook.id,
        recipient: webhook.recipient.clone(),
        url: webhook.url.clone(),
        state,
        cursor: webhook.cursor,
        newest,
        lag,
        failures: webhook.failures,
        failing_since: text(webhook.failing_since),
        next_attempt_at: is_called.then(|| webhook.next_at.to_string()),
        last_attempt_at: text(webhook.last_attempt_at),
        last_success_at: text(webhook.last_success_at),
        last_status: webhook.last_status,
        last_error: webhook.last_error.clone(),
        created_at: webhook.created_at.to_string(),
        keys: keys.iter().map(key).collect(),
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    pub(crate) items: Vec<WebhookView>,
}

/// An address to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Whose receipts are posted.
    pub(crate) recipient: String,
    /// `https://…`, on the public internet.
    pub(crate) url: String,
    /// The recipient's number after which to begin: 0 for everything there is. When absent, what
    /// is issued from now on.
    pub(crate) after: Option<u64>,
}

/// A secret, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookSecret {
    pub(crate) webhook: WebhookView,
    /// `whsec_` and the secret in base64, as libraries for Standard Webhooks take it.
    pub(crate) secret: String,
}

/// Where to go on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// The recipient's number after which to begin again.
    pub(crate) after: u64,
}

/// What a test came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookTest {
    /// Whether the receiver confirmed (2xx).
    pub(crate) is_delivered: bool,
    /// What it answered; null when there was no answer.
    #[schema(required)]
    pub(crate) status: Option<u16>,
    /// The beginning of its answer, or why there was none.
    pub(crate) detail: String,
    pub(crate) millis: i64,
}

pub(crate) fn webhook_test(pinged: &Pinged) -> WebhookTest {
    let (status, detail) = match &pinged.answer {
        Ok(answer) => (Some(answer.status), answer.words.clone()),
        Err(silent) => (None, silent.to_string()),
    };
    WebhookTest {
        is_delivered: status.is_some_and(|it| it.is_success()),
        status: status.map(|it| it.as_u16()),
        detail,
        millis: pinged.millis,
    }
}

/// How far a watched folder has come with a recipient.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FolderRecipient {
    /// Null: everybody's receipts, counted by the house's numbers.
    #[schema(required)]
    pub(crate) recipient: Option<String>,
    /// The last number that was written out.
    pub(crate) cursor: u64,
    pub(crate) newest: u64,
    pub(crate) lag: u64,
}

/// A watched folder, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FolderView {
    pub(crate) path: String,
    pub(crate) recipients: Vec<FolderRecipient>,
    /// Files that lie in `in` and were not taken yet.
    pub(crate) waiting: usize,
    /// Files taken since the server started.
    pub(crate) taken: u64,
    /// Files put into `failed` since the server started.
    pub(crate) failed: u64,
    /// What last went wrong; empty when all is well.
    pub(crate) last_error: String,
}

pub(crate) fn folder_view(health: &Health) -> FolderView {
    let recipient = |(code, cursor, newest): &(String, u64, u64)| FolderRecipient {
        recipient: Some(code.clone()).filter(|it| !it.is_empty()),
        cursor: *cursor,
        newest: *newest,
        lag: newest.saturating_sub(*cursor),
    };
    FolderView {
        path: health.path.clone(),
        recipients: health.recipients.iter().map(recipient).collect(),
        waiting: health.waiting,
        taken: health.taken,
        failed: health.failed,
        last_error: health.last_error.clone(),
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FolderList {
    pub(crate) items: Vec<FolderView>,
}
