//! Where messages are on their way: each from the door through accepted and decided to answered, with its number and those
//! of its cases, in the operator's log (at `debug`) and as spans for a collector of traces (`serve --otlp`).
//!
//! Doors and the thread that decides only say when; a task of its own finds the cases and tells. Nobody waits for it:
//! what it cannot keep up with is left out, and said.

mod course;
mod export;
mod follow;
mod spans;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{http::HeaderMap, response::Response};
use model::{InputId, Moment};
use opentelemetry::trace::SpanId;
use tokio::sync::mpsc;

pub(crate) use course::Course;
pub(crate) use export::Exporter;
pub(crate) use follow::Follower;

use crate::{clock, intake::Gone};

/// What may wait to be told; a batch is one.
const WAITING_MAX: usize = 4_096;

/// Says when messages passed.
#[derive(Clone, Default)]
pub(crate) struct Traces {
    told: Option<mpsc::Sender<Told>>,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Told {
    Batch(Batch),
    Answered(SpanId, Answered),
    /// Nothing comes any more.
    Closed,
}

/// Messages that were made durable and decided together.
#[derive(Debug)]
struct Batch {
    passed: Vec<Passed>,
    kept_at: Moment,
    decided_at: Moment,
}

/// A message that is durable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passed {
    pub(crate) input: InputId,
    pub(crate) is_repeat: bool,
    pub(crate) came_at: Moment,
    /// Said by a door that will say when it answered.
    pub(crate) course: Option<Course>,
}

#[derive(Debug, Clone, Copy)]
struct Answered {
    at: Moment,
    /// Nothing where whoever asked was gone.
    status: Option<u16>,
}

impl Traces {
    /// Says to nobody.
    pub(crate) fn none() -> Traces {
        Traces::default()
    }

    /// A message's place among traces, by the headers that it came with; nothing where nobody follows.
    pub(crate) fn course(&self, headers: &HeaderMap) -> Option<Course> {
        self.told.as_ref().map(|_| Course::of(headers))
    }

    /// A message with that place was handed to the house, and will be answered.
    pub(crate) fn crossing(&self, course: Option<Course>) -> Crossing {
        let span = course.filter(|it| it.is_kept).map(|it| it.span);
        Crossing { traces: self.clone(), span, status: None }
    }

    /// A batch was decided.
    pub(crate) fn saw(&self, gone: &Gone<'_>) {
        if self.told.is_none() {
            return;
        }
        let &Gone { passed, kept_at, decided_at } = gone;
        self.say(Told::Batch(Batch { passed: passed.to_vec(), kept_at, decided_at }));
    }

    fn say(&self, told: Told) {
        if let Some(sender) = &self.told
            && sender.try_send(told).is_err()
        {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lets the follower tell what it has, and end.
    pub(crate) async fn close(&self) {
        if let Some(sender) = &self.told {
            // It may have ended.
            let _ = sender.send(Told::Closed).await;
        }
    }
}

/// A message whose sender waits for an answer. Whatever becomes of his request, that it ended is said.
pub(crate) struct Crossing {
    traces: Traces,
    span: Option<SpanId>,
    status: Option<u16>,
}

impl Crossing {
    /// It is answered so.
    pub(crate) fn answered(mut self, response: Response) -> Response {
        self.status = Some(response.status().as_u16());
        response
    }
}

impl Drop for Crossing {
    fn drop(&mut self) {
        if let Some(span) = self.span {
            let answered = Answered { at: clock::now(), status: self.status };
            self.traces.say(Told::Answered(span, answered));
        }
    }
}
