//! What operators do with webhooks, over the API and on the command line alike: the file is the
//! truth, and a running server sees what another program wrote into it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use clearance::ports::StoreError;
use model::Moment;
use store::{Deliveries, Intervention, Webhook, WebhookKey};

use super::{
    address::{BadAddress, Target},
    message::Message,
    post::{Answer, Caller, Silent},
    signature::{SECRET_BYTES, spell_secret},
};

/// How long a secret signs beside the one that replaces it.
const ROTATION_MINUTES: i64 = 24 * 60;

/// The webhooks of a house.
#[derive(Clone)]
pub(crate) struct Registrar {
    deliveries: Arc<Mutex<Deliveries>>,
    caller: Caller,
}

/// Why something cannot be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("there is no webhook {0}")]
    NoSuch(u64),
    #[error("a webhook needs a recipient")]
    NoRecipient,
    #[error("webhook {0} posts this recipient's receipts to this address already")]
    Double(u64),
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// What a test came to.
#[derive(Debug)]
pub(crate) struct Pinged {
    pub(crate) answer: Result<Answer, Silent>,
    pub(crate) millis: i64,
}

impl Registrar {
    pub(crate) fn new(deliveries: Deliveries, caller: Caller) -> Registrar {
        Registrar { deliveries: Arc::new(Mutex::new(deliveries)), caller }
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// What stands in the file, for whoever else keeps something there.
    pub(crate) fn deliveries(&self) -> Arc<Mutex<Deliveries>> {
        Arc::clone(&self.deliveries)
    }

    /// Does something with the file on a thread that may wait.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        does: impl FnOnce(&mut Deliveries) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let deliveries = self.deliveries();
        let task = tokio::task::spawn_blocking(move || {
            does(&mut deliveries.lock().unwrap_or_else(PoisonError::into_inner))
        });
        Ok(task.await.context("a task ended early")??)
    }

    pub(crate) async fn list(&self) -> Result<Vec<Webhook>> {
        self.with(|it| it.webhooks()).await
    }

    pub(crate) async fn keys(&self, id: u64, now: Moment) -> Result<Vec<WebhookKey>> {
        self.with(move |it| it.webhook_keys(id, now)).await
    }

    pub(crate) async fn find(&self, id: u64) -> Result<Webhook, Refused> {
        self.with(move |it| it.webhook(id)).await?.ok_or(Refused::NoSuch(id))
    }

    /// Registers an address. Returns the webhook and its secret, which is not shown again.
    ///
    /// # Errors
    /// When the address may not be called, or is registered already.
    pub(crate) async fn add(
        &self,
        recipient: &str,
        url: &str,
        after: u64,
        now: Moment,
    ) -> Result<(Webhook, String), Refused> {
        if recipient.is_empty() {
            return Err(Refused::NoRecipient);
        }
        Target::parse(url)?.resolve(self.caller.policy()).await?;
        let earlier = self.list().await?;
        if let Some(it) = earlier.iter().find(|it| it.recipient == recipient && it.url == url) {
            return Err(Refused::Double(it.id));
        }
        let secret = fresh_secret()?;
        let (recipient, url) = (recipient.to_owned(), url.to_owned());
        let spelt = spell_secret(&secret);
        let add = move |it: &mut Deliveries| it.add_webhook(&recipient, &url, after, &secret, now);
        Ok((self.with(add).await?, spelt))
    }

    /// # Errors
    /// When there is no such webhook.
    pub(crate) async fn intervene(
        &self,
        id: u64,
        what: Intervention,
        now: Moment,
    ) -> Result<Webhook, Refused> {
        let changed = self.with(move |it| it.intervene(id, what, now)).await?;
        changed.ok_or(Refused::NoSuch(id))
    }

    /// # Errors
    /// When there is no such webhook.
    pub(crate) async fn remove(&self, id: u64) -> Result<(), Refused> {
        let was_there = self.with(move |it| it.remove_webhook(id)).await?;
        if was_there { Ok(()) } else { Err(Refused::NoSuch(id)) }
    }

    /// Gives a webhook a new secret and returns it; the one before signs beside it for a day.
    ///
    /// # Errors
    /// When there is no such webhook.
    pub(crate) async fn rotate(&self, id: u64, now: Moment) -> Result<String, Refused> {
        let secret = fresh_secret()?;
        let spelt = spell_secret(&secret);
        let retires_at = now.plus_minutes(ROTATION_MINUTES);
        let rotate = move |it: &mut Deliveries| it.rotate_webhook_key(id, &secret, now, retires_at);
        self.with(rotate).await?.ok_or(Refused::NoSuch(id)).map(|_| spelt)
    }

    /// Posts a message without receipts, signed like any other. Nothing is noted of it.
    ///
    /// # Errors
    /// When there is no such webhook. That the receiver does not answer is an answer here.
    pub(crate) async fn ping(
        &self,
        id: u64,
        clock: impl Fn() -> Moment,
    ) -> Result<Pinged, Refused> {
        let webhook = self.find(id).await?;
        let now = clock();
        let keys = self.keys(id, now).await?;
        let message = Message::ping(&webhook, now).map_err(anyhow::Error::from)?;
        let headers = message.headers(&keys, now);
        let answer = self.caller.post(&webhook.url, &headers, message.body()).await;
        Ok(Pinged { answer, millis: clock().millis() - now.millis() })
    }
}

/// A secret from the operating system.
fn fresh_secret() -> Result<[u8; SECRET_BYTES]> {
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret).context("the operating system gives no random numbers")?;
    Ok(secret)
}
