//! The task that follows messages: it joins what doors and the deciding thread say, finds the cases, and tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use clearance::history;
use model::{EntryId, InputId};
use opentelemetry::trace::SpanId;
use rustc_hash::FxHashMap;
use store::HouseRecords;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};
use tracing::{Level, debug, enabled, warn};

use super::{Answered, Batch, Course, Exporter, Told, Traces, WAITING_MAX, spans::Way};
use crate::api::ApiState;

/// Spans go out so often.
const GIVEN_EVERY: Duration = Duration::from_secs(1);
/// And so many messages at once.
const GIVEN_AT_ONCE: usize = 512;
/// Messages that wait for their answer, or answers for their message; more of them are left out.
const JOINED_MAX: usize = 65_536;

/// Whoever follows messages, before there is a house to ask for their cases.
pub(crate) struct Follower {
    told: mpsc::Receiver<Told>,
    lost: Arc<AtomicU64>,
    exporter: Option<Exporter>,
    /// Decided, and to be answered.
    waiting: FxHashMap<SpanId, Way>,
    /// Answered, and to be decided.
    answered: FxHashMap<SpanId, Answered>,
    done: Vec<Way>,
}

impl Follower {
    /// Whoever says when, and who follows; nobody where nobody would be told.
    pub(crate) fn begin(exporter: Option<Exporter>) -> (Traces, Option<Follower>) {
        if exporter.is_none() && !enabled!(target: "tongguan", Level::DEBUG) {
            return (Traces::none(), None);
        }
        let (sender, told) = mpsc::channel(WAITING_MAX);
        let traces = Traces { told: Some(sender), lost: Arc::default() };
        let lost = Arc::clone(&traces.lost);
        let (waiting, answered, done) = Default::default();
        (traces, Some(Follower { told, lost, exporter, waiting, answered, done }))
    }

    /// Follows until nothing comes any more.
    pub(crate) async fn run(mut self, state: ApiState) {
        let mut every = interval(GIVEN_EVERY);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let told = tokio::select! {
                told = self.told.recv() => told,
                _ = every.tick() => {
                    self.give().await;
                    continue;
                }
            };
            match told {
                Some(Told::Batch(batch)) => self.take(batch, &state).await,
                Some(Told::Answered(span, answered)) => self.join(span, answered),
                Some(Told::Closed) | None => break,
            }
            if self.done.len() >= GIVEN_AT_ONCE {
                self.give().await;
            }
        }
        self.give().await;
    }

    async fn take(&mut self, batch: Batch, state: &ApiState) {
        let Batch { passed, kept_at, decided_at } = batch;
        let decided = passed.iter().filter(|it| !it.is_repeat).map(|it| it.input).collect();
        let cases = state.read(move |records, _| cases_of(records, &decided)).await;
        // Without its cases a message is told all the same; that the house cannot be read was said.
        let mut cases = cases.unwrap_or_default();
        for it in passed {
            let cases = cases.remove(&it.input).unwrap_or_default();
            if !it.is_repeat {
                let entries: Vec<u64> = cases.iter().map(|it| it.0).collect();
                debug!(input = it.input.0, ?entries, "a message is decided");
            }
            let way = Way {
                course: it.course.unwrap_or_else(Course::new),
                input: it.input,
                is_repeat: it.is_repeat,
                came_at: it.came_at,
                kept_at,
                decided_at: (!it.is_repeat).then_some(decided_at),
                answered: None,
                cases,
            };
            self.sort(way, it.course.is_some());
        }
    }

    /// Where a message goes on to, if anybody is given spans.
    fn sort(&mut self, way: Way, is_to_be_answered: bool) {
        if self.exporter.is_none() || !way.course.is_kept {
            return;
        }
        let answered = self.answered.remove(&way.course.span);
        if answered.is_some() || !is_to_be_answered {
            self.done.push(Way { answered, ..way });
        } else if self.waiting.len() < JOINED_MAX {
            self.waiting.insert(way.course.span, way);
        } else {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn join(&mut self, span: SpanId, answered: Answered) {
        if self.exporter.is_none() {
            return;
        }
        if let Some(way) = self.waiting.remove(&span) {
            self.done.push(Way { answered: Some(answered), ..way });
        } else if self.answered.len() < JOINED_MAX {
            self.answered.insert(span, answered);
        } else {
            // Those whose trace is not kept, and those that never came to be decided.
            self.answered.clear();
        }
    }

    /// Gives what is done to the collector.
    async fn give(&mut self) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            warn!(lost, "messages came faster than they could be followed");
        }
        let done = std::mem::take(&mut self.done);
        if let Some(exporter) = self.exporter.as_ref().filter(|_| !done.is_empty()) {
            exporter.give(done.iter().flat_map(Way::spans).collect()).await;
        }
    }
}

/// The cases that inputs were about.
fn cases_of(
    records: &HouseRecords,
    inputs: &BTreeSet<InputId>,
) -> Result<BTreeMap<InputId, BTreeSet<EntryId>>> {
    let mut cases: BTreeMap<InputId, BTreeSet<EntryId>> = BTreeMap::new();
    let mut through = InputId(0);
    for input in inputs {
        // Inputs that were decided together are read together.
        if *input <= through {
            continue;
        }
        for row in records.history_with(*input)? {
            for happening in history::decode(&row.body)? {
                through = through.max(happening.input);
                let is_told = row.entry != EntryId(0) && inputs.contains(&happening.input);
                if is_told {
                    cases.entry(happening.input).or_default().insert(row.entry);
                }
            }
        }
    }
    Ok(cases)
}
