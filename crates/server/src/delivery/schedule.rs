//! Who is called when: a state machine that is told the time and what attempts came to.
//!
//! A webhook has one attempt on its way at most, so that its receiver gets receipts in their order.
//! Webhooks that fail share a few places of their own, so that receivers who are silent until an
//! attempt times out do not stand in the way of those who answer.

use std::collections::BTreeMap;

use model::Moment;
use store::{Standing, Webhook};

/// Attempts on their way at once to receivers who answered last time, and to those who failed.
const ANSWERING_MAX: usize = 64;
const FAILING_MAX: usize = 8;

/// Waited after the first failure; doubled after each further one.
const FIRST_DELAY_MS: i64 = 5_000;
/// Waited at most, before jitter.
const LONGEST_DELAY_MS: i64 = 60 * 60_000;
/// A receiver that failed for so long without one success is not called any more until somebody
/// says so.
const GIVE_UP_MS: i64 = 7 * 24 * 60 * 60_000;

/// All webhooks, and what is on its way.
#[derive(Default)]
pub(crate) struct Schedule {
    lines: BTreeMap<u64, Line>,
}

struct Line {
    webhook: Webhook,
    /// The recipient's newest number.
    newest: u64,
    /// The lane in which an attempt is on its way.
    on_its_way: Option<Lane>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Answering,
    Failing,
}

/// An attempt to be made: of the receipts after the webhook's cursor, up to `batch_last` when that
/// was tried before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job(pub(crate) Webhook);

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The receiver confirmed receipts up to this number.
    Delivered { last: u64, status: u16 },
    /// It did not, and gets the same batch again.
    Failed { last: Option<u64>, status: Option<u16>, error: String, retry_after_ms: i64 },
    /// It says that it is there no more.
    Gone { last: u64 },
    /// There was nothing to send after all.
    Nothing,
}

impl Schedule {
    /// Takes over what is registered; attempts on their way stay on their way.
    pub(crate) fn load(&mut self, webhooks: Vec<Webhook>, newest: impl Fn(&str) -> u64) {
        let mut before = std::mem::take(&mut self.lines);
        for webhook in webhooks {
            let newest = newest(&webhook.recipient);
            let on_its_way = before.remove(&webhook.id).and_then(|it| it.on_its_way);
            self.lines.insert(webhook.id, Line { webhook, newest, on_its_way });
        }
    }

    /// A recipient got receipts.
    pub(crate) fn issued(&mut self, newest: impl Fn(&str) -> Option<u64>) {
        for line in self.lines.values_mut() {
            if let Some(newest) = newest(&line.webhook.recipient) {
                line.newest = line.newest.max(newest);
            }
        }
    }

    /// The attempts that begin now, those that have waited longest first.
    pub(crate) fn take(&mut self, now: Moment) -> Vec<Job> {
        let due = self.lines.values().filter(|it| it.is_due(now));
        let mut due: Vec<(Moment, u64)> =
            due.map(|it| (it.webhook.next_at, it.webhook.id)).collect();
        due.sort();
        let mut free = [Lane::Answering, Lane::Failing].map(|lane| (lane, self.free(lane)));
        let mut jobs = Vec::new();
        for (_, id) in due {
            let Some(line) = self.lines.get_mut(&id) else { continue };
            let lane = line.lane();
            let Some((_, places)) = free.iter_mut().find(|it| it.0 == lane && it.1 > 0) else {
                continue;
            };
            *places -= 1;
            line.on_its_way = Some(lane);
            jobs.push(Job(line.webhook.clone()));
        }
        jobs
    }

    fn free(&self, lane: Lane) -> usize {
        let taken = self.lines.values().filter(|it| it.on_its_way == Some(lane)).count();
        let places = if lane == Lane::Failing { FAILING_MAX } else { ANSWERING_MAX };
        places.saturating_sub(taken)
    }

    /// When to look again, in milliseconds from now, if nothing else happens before; nothing when
    /// only an event can bring work.
    pub(crate) fn next_in(&self, now: Moment) -> Option<i64> {
        let waits = self.lines.values().filter(|it| it.has_work() && !it.is_due(now));
        waits.map(|it| it.webhook.next_at.millis() - now.millis()).min()
    }

    /// An attempt ended. Returns the webhook as it is to be kept; nothing when somebody intervened
    /// since it began, whose word stands.
    pub(crate) fn settle(&mut self, job: &Job, now: Moment, outcome: Outcome) -> Option<Webhook> {
        let line = self.lines.get_mut(&job.0.id)?;
        line.on_its_way = None;
        if line.webhook.round != job.0.round {
            return None;
        }
        if outcome == Outcome::Nothing {
            // The number was announced and cannot be read: asked again when there is news.
            line.newest = line.webhook.cursor;
            return None;
        }
        line.webhook = settled(line.webhook.clone(), now, outcome);
        Some(line.webhook.clone())
    }
}

impl Line {
    fn has_work(&self) -> bool {
        let is_active = self.webhook.standing == Standing::Active;
        is_active && self.on_its_way.is_none() && self.newest > self.webhook.cursor
    }

    /// A moment further away than any delay was set by a clock that has been set back since.
    fn is_due(&self, now: Moment) -> bool {
        let wait = self.webhook.next_at.millis() - now.millis();
        self.has_work() && (wait <= 0 || wait > 2 * LONGEST_DELAY_MS)
    }

    fn lane(&self) -> Lane {
        if self.webhook.failures == 0 { Lane::Answering } else { Lane::Failing }
    }
}

/// The webhook after an attempt.
fn settled(webhook: Webhook, now: Moment, outcome: Outcome) -> Webhook {
    let tried = Webhook { last_attempt_at: Some(now), ..webhook };
    match outcome {
        Outcome::Nothing => tried,
        Outcome::Delivered { last, status } => Webhook {
            cursor: last,
            batch_last: None,
            failures: 0,
            failing_since: None,
            next_at: now,
            last_success_at: Some(now),
            last_status: Some(status),
            last_error: String::new(),
            ..tried
        },
        Outcome::Failed { last, status, error, retry_after_ms } => {
            let failures = tried.failures.saturating_add(1);
            let failing_since = tried.failing_since.unwrap_or(now);
            let delay = delay_ms(tried.id, failures).max(retry_after_ms.min(LONGEST_DELAY_MS));
            let is_over = now.millis() - failing_since.millis() >= GIVE_UP_MS;
            Webhook {
                standing: if is_over { Standing::Exhausted } else { tried.standing },
                batch_last: last.or(tried.batch_last),
                failures,
                failing_since: Some(failing_since),
                next_at: Moment::from_millis(now.millis() + delay),
                last_status: status,
                last_error: error,
                ..tried
            }
        }
        Outcome::Gone { last } => Webhook {
            standing: Standing::Gone,
            batch_last: Some(last),
            failures: tried.failures.saturating_add(1),
            failing_since: Some(tried.failing_since.unwrap_or(now)),
            last_status: Some(410),
            last_error: "the receiver says that it is there no more".to_owned(),
            ..tried
        },
    }
}

/// Doubled from failure to failure, and moved by up to a fifth either way, so that receivers that
/// failed together are not called together: by what differs between them, not by chance, so that
/// the same story always has the same times.
fn delay_ms(webhook: u64, failures: u32) -> i64 {
    let doublings = failures.saturating_sub(1).min(20);
    let delay = (FIRST_DELAY_MS << doublings).min(LONGEST_DELAY_MS);
    let digest = blake3::hash(&[webhook.to_le_bytes(), u64::from(failures).to_le_bytes()].concat());
    let [low, high, ..] = *digest.as_bytes();
    let draw = i64::from(u16::from_le_bytes([low, high]));
    // From 80 % to 120 %.
    delay * 4 / 5 + delay * 2 / 5 * draw / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests;
