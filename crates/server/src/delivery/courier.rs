//! The courier: gives the schedule the clock and the network, and keeps what attempts came to.

use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use anyhow::Result;
use clearance::ports::Records;
use futures_util::FutureExt;
use store::Webhook;
use tokio::{sync::Notify, task::JoinSet, time::sleep};
use tracing::error;

use super::{
    message::Message,
    post::{Answer, Silent},
    registrar::Registrar,
    schedule::{Job, Outcome, Schedule},
};
use crate::{
    api::ApiState,
    bell::{News, Waiter},
    clock,
    receipts::receipts_after,
};

/// Receipts of one message.
const BATCH_MAX: usize = 100;

/// How often the file is looked at for what another program wrote into it.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Waited when the file cannot be read or written.
const AFTER_FAULT: Duration = Duration::from_secs(10);

/// Tells the running courier that something changed.
#[derive(Clone, Default)]
pub(crate) struct Courier {
    changed: Arc<Notify>,
}

impl Courier {
    /// What is registered changed in this program.
    pub(crate) fn changed(&self) {
        self.changed.notify_one();
    }

    /// Delivers until the house closes. Attempts that are on their way then are given up, and made
    /// again when it opens.
    pub(crate) async fn run(self, state: ApiState) {
        let mut round = Round {
            registrar: state.registrar().clone(),
            waiter: state.bell().idle_waiter(),
            schedule: Schedule::default(),
            version: None,
            attempts: JoinSet::new(),
            state,
        };
        loop {
            match round.turn(&self.changed).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    error!(error = format!("{error:#}"), "webhooks wait: their file fails");
                    round.version = None;
                    tokio::select! {
                        () = sleep(AFTER_FAULT) => {}
                        news = round.waiter.news() => if news.is_none() { return },
                    }
                }
            }
        }
    }
}

struct Round {
    state: ApiState,
    registrar: Registrar,
    waiter: Waiter,
    schedule: Schedule,
    /// Of the file as the schedule knows it; nothing when it must be read.
    version: Option<i64>,
    attempts: JoinSet<(Job, Outcome)>,
}

impl Round {
    /// Begins what is due and waits for the next thing to happen. Returns whether to go on.
    async fn turn(&mut self, changed: &Notify) -> Result<bool> {
        let version = self.registrar.with(|it| it.version()).await?;
        if self.version != Some(version) {
            self.load().await?;
            self.version = Some(version);
        }
        for job in self.schedule.take(clock::now()) {
            self.attempts.spawn(attempt(self.state.clone(), job));
        }
        let wait = self.schedule.next_in(clock::now()).and_then(|it| u64::try_from(it).ok());
        let wait = wait.map_or(LOOK_EVERY, |it| Duration::from_millis(it).min(LOOK_EVERY));
        tokio::select! {
            Some(ended) = self.attempts.join_next() => match ended {
                Ok((job, outcome)) => self.settle(&job, outcome).await?,
                Err(error) => anyhow::bail!("an attempt ended early: {error}"),
            },
            news = self.waiter.news() => match news {
                Some(News::Of(of)) => self.schedule.issued(|it| of.get(it).copied()),
                Some(News::All) => self.load().await?,
                None => return Ok(false),
            },
            () = changed.notified() => self.version = None,
            () = sleep(wait) => {}
        }
        Ok(true)
    }

    /// Reads what is registered, and the newest numbers.
    async fn load(&mut self) -> Result<()> {
        let webhooks = self.registrar.list().await?;
        // Where nobody is registered, nobody looks who got receipts. Listening comes before looking.
        self.waiter.listen(self.state.bell(), !webhooks.is_empty());
        let newest = newest_numbers(&self.state, &webhooks).await?;
        self.schedule.load(webhooks, |it| newest.get(it).copied().unwrap_or(0));
        Ok(())
    }

    async fn settle(&mut self, job: &Job, outcome: Outcome) -> Result<()> {
        let Some(webhook) = self.schedule.settle(job, clock::now(), outcome) else {
            return Ok(());
        };
        if !self.registrar.with(move |it| it.settle_webhook(&webhook)).await? {
            // Another program intervened, and its word stands.
            self.version = None;
        }
        Ok(())
    }
}

/// The newest number of each webhook's recipient.
///
/// # Errors
/// When the house cannot be read.
pub(crate) async fn newest_numbers(
    state: &ApiState,
    webhooks: &[Webhook],
) -> Result<BTreeMap<String, u64>> {
    let recipients: Vec<String> = webhooks.iter().map(|it| it.recipient.clone()).collect();
    let read = state.read(move |records, _| {
        let mut newest = BTreeMap::new();
        for recipient in recipients {
            let number = records.newest_receipt(Some(&recipient))?;
            newest.insert(recipient, number);
        }
        Ok(newest)
    });
    read.await.map_err(|_| anyhow::anyhow!("the house's records cannot be read"))
}

/// One attempt, from the receipts to the receiver's answer.
async fn attempt(state: ApiState, job: Job) -> (Job, Outcome) {
    let tried = AssertUnwindSafe(try_once(&state, &job.0)).catch_unwind().await;
    let error = match tried {
        Ok(Ok(outcome)) => return (job, outcome),
        Ok(Err(error)) => format!("the house could not send: {error:#}"),
        Err(_) => "the house could not send: a fault of ours".to_owned(),
    };
    (job, failed(None, None, error, None))
}

async fn try_once(state: &ApiState, webhook: &Webhook) -> Result<Outcome> {
    let Some((message, last)) = batch(state, webhook).await? else { return Ok(Outcome::Nothing) };
    let (registrar, now) = (state.registrar(), clock::now());
    let headers = message.headers(&registrar.keys(webhook.id, now).await?, now);
    let answer = registrar.caller().post(&webhook.url, &headers, message.body()).await;
    Ok(outcome_of(answer, last))
}

/// The receipts that come next, up to where the batch reached that failed.
async fn batch(state: &ApiState, webhook: &Webhook) -> Result<Option<(Message, u64)>> {
    let (recipient, after, until) =
        (webhook.recipient.clone(), webhook.cursor, webhook.batch_last.unwrap_or(u64::MAX));
    let read = state.read(move |records, _| {
        let limit = usize::try_from(until.saturating_sub(after)).unwrap_or(usize::MAX);
        let limit = limit.clamp(1, BATCH_MAX);
        Ok(receipts_after(records, Some(&recipient), after, limit)?)
    });
    let read = read.await.map_err(|_| anyhow::anyhow!("the house's records cannot be read"))?;
    let Some(last) = read.last().map(|it| it.recipient_no) else { return Ok(None) };
    Ok(Some((Message::of_receipts(webhook, read)?, last)))
}

/// What an answer means. Only 2xx confirms; a redirect is not followed, because it may lead where
/// the house does not call.
fn outcome_of(answer: Result<Answer, Silent>, last: u64) -> Outcome {
    let Answer { status, words, retry_after } = match answer {
        Ok(answer) => answer,
        Err(silent) => {
            let cause = std::error::Error::source(&silent).map(|it| it.to_string());
            let said = silent.to_string();
            let cause = cause.filter(|it| !said.contains(it.as_str()));
            let said = cause.map_or(said.clone(), |cause| format!("{said}: {cause}"));
            return failed(Some(last), None, said, None);
        }
    };
    match status.as_u16() {
        200..=299 => Outcome::Delivered { last, status: status.as_u16() },
        410 => Outcome::Gone { last },
        code @ 300..=399 => {
            let error = format!("answered {code}, and a redirect is not followed");
            failed(Some(last), Some(code), error, None)
        }
        code => {
            let error = if words.is_empty() {
                format!("answered {code}")
            } else {
                format!("answered {code}: {words}")
            };
            failed(Some(last), Some(code), error, retry_after)
        }
    }
}

fn failed(
    last: Option<u64>,
    status: Option<u16>,
    error: String,
    retry_after: Option<u32>,
) -> Outcome {
    let retry_after_ms = i64::from(retry_after.unwrap_or(0)) * 1000;
    Outcome::Failed { last, status, error, retry_after_ms }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    fn answer(status: u16) -> Outcome {
        let status = StatusCode::from_u16(status).unwrap();
        let words = "said so".to_owned();
        outcome_of(Ok(Answer { status, words, retry_after: Some(7) }), 5)
    }

    #[test]
    fn only_success_confirms() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(answer(status), Outcome::Delivered { last: 5, status });
        }
        assert_eq!(answer(410), Outcome::Gone { last: 5 });
        for status in [301, 302, 307, 308, 304] {
            let Outcome::Failed { error, .. } = answer(status) else { panic!("{status}") };
            assert!(error.contains("redirect"), "{error}");
        }
        for status in [400, 401, 404, 429, 500, 503] {
            let error = format!("answered {status}: said so");
            let wanted = Outcome::Failed {
                last: Some(5),
                status: Some(status),
                error,
                retry_after_ms: 7000,
            };
            assert_eq!(answer(status), wanted);
        }
        let Outcome::Failed { last, status, error, .. } = outcome_of(Err(Silent::Late), 5) else {
            panic!("silence is no success")
        };
        assert_eq!((last, status), (Some(5), None));
        assert!(error.contains("20 seconds"), "{error}");
    }
}
