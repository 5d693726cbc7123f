//! What is posted: a batch of receipts, or a test that says nothing.

use axum::body::Bytes;
use model::Moment;
use serde::Serialize;
use store::{Webhook, WebhookKey};
use utoipa::ToSchema;

use super::signature::sign;
use crate::view::ReceiptView;

/// The body of a request to a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookBody {
    /// `receipts`, or `ping` for a test.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// When the last of the receipts was made; for a test, when it was asked for.
    #[schema(format = DateTime)]
    pub(crate) timestamp: String,
    pub(crate) data: WebhookData,
}

/// Receipts of one recipient, in the order of his numbers and without a gap.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookData {
    /// Which webhook this is.
    pub(crate) webhook: u64,
    pub(crate) recipient: String,
    /// The recipient's numbers of the first and last receipt; 0 in a test.
    pub(crate) first_no: u64,
    pub(crate) last_no: u64,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// A message ready to be signed and sent.
pub(crate) struct Message {
    /// The same whenever the same is sent again, so that a receiver knows it.
    id: String,
    body: Bytes,
}

impl Message {
    /// # Errors
    /// When the receipts cannot be spelt.
    pub(crate) fn of_receipts(
        webhook: &Webhook,
        receipts: Vec<ReceiptView>,
    ) -> Result<Message, serde_json::Error> {
        let number = |it: Option<&ReceiptView>| it.map_or(0, |it| it.recipient_no);
        let (first_no, last_no) = (number(receipts.first()), number(receipts.last()));
        let timestamp = receipts.last().map(|it| it.at.clone()).unwrap_or_default();
        let id = format!("wh_{}_{}_{first_no}_{last_no}", webhook.id, webhook.replays);
        Message::new(id, "receipts", timestamp, data(webhook, first_no, last_no, receipts))
    }

    /// # Errors
    /// When it cannot be spelt.
    pub(crate) fn ping(webhook: &Webhook, now: Moment) -> Result<Message, serde_json::Error> {
        let id = format!("wh_{}_ping_{}", webhook.id, now.millis());
        Message::new(id, "ping", now.to_string(), data(webhook, 0, 0, Vec::new()))
    }

    fn new(
        id: String,
        kind: &'static str,
        timestamp: String,
        data: WebhookData,
    ) -> Result<Message, serde_json::Error> {
        let body = serde_json::to_vec(&WebhookBody { kind, timestamp, data })?;
        Ok(Message { id, body: body.into() })
    }

    pub(crate) fn body(&self) -> Bytes {
        self.body.clone()
    }

    /// Identity, time, and one signature a secret, newest first; the numbers of the secrets in the
    /// same order.
    pub(crate) fn headers(&self, keys: &[WebhookKey], now: Moment) -> Vec<(&'static str, String)> {
        let timestamp = now.millis().div_euclid(1000);
        let signature = |it: &WebhookKey| sign(&it.secret, &self.id, timestamp, &self.body);
        let joined = |words: Vec<String>| words.join(" ");
        vec![
            ("webhook-id", self.id.clone()),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", joined(keys.iter().map(signature).collect())),
            ("webhook-key-id", joined(keys.iter().map(|it| it.no.to_string()).collect())),
        ]
    }
}

fn data(webhook: &Webhook, first_no: u64, last_no: u64, receipts: Vec<ReceiptView>) -> WebhookData {
    let recipient = webhook.recipient.clone();
    WebhookData { webhook: webhook.id, recipient, first_no, last_no, receipts }
}
