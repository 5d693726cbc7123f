//! Figures for whoever watches a running house: Prometheus reads them at `/metrics` (docs/operations.md).
//!
//! Counters and times are kept by whoever does the work. What stands where is asked of the wall board when somebody looks, so that
//! the board and a graph cannot differ. No figure names a person, a company or a case.

mod board;
mod door;
mod listen;
mod process;

use std::{sync::Arc, time::Duration};

use model::Moment;
use prometheus_client::{
    encoding::text::{encode_eof, encode_registry},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

pub(crate) use door::count_requests;
pub(crate) use listen::router;

use self::{board::Shown, door::DoorFigures, process::Process};
use crate::{
    clock,
    intake::{Seen, Settled},
};

/// Names of what a figure is of, each with its value.
type Labels<const N: usize> = [(&'static str, String); N];
/// Seconds by what took them.
type Times<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

/// The figures of a process.
#[derive(Clone)]
pub(crate) struct Metrics {
    kept: Arc<Kept>,
}

struct Kept {
    registry: Registry,
    house: HouseFigures,
    door: DoorFigures,
    process: Process,
}

/// What the house decided since the process began.
struct HouseFigures {
    messages: Counter,
    repeats: Counter,
    unreadable: Counter,
    documents: Counter,
    outcomes: Family<Labels<1>, Counter>,
    findings: Family<Labels<1>, Counter>,
    steps: Times<1>,
    waits: Histogram,
}

/// From a tenth of a millisecond to half a minute.
fn seconds() -> Histogram {
    Histogram::new([
        0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
        10.0, 30.0,
    ])
}

impl HouseFigures {
    fn new(registry: &mut Registry) -> HouseFigures {
        let it = HouseFigures {
            messages: Counter::default(),
            repeats: Counter::default(),
            unreadable: Counter::default(),
            documents: Counter::default(),
            outcomes: Family::default(),
            findings: Family::default(),
            steps: Family::new_with_constructor(seconds),
            waits: seconds(),
        };
        registry.register("messages", "Messages decided", it.messages.clone());
        registry.register(
            "repeated_messages",
            "Messages that had come before, byte for byte, and were not decided again",
            it.repeats.clone(),
        );
        registry.register(
            "unreadable",
            "Messages and documents that could not be read",
            it.unreadable.clone(),
        );
        registry.register("documents", "Documents decided", it.documents.clone());
        registry.register(
            "outcomes",
            "What became of documents and cases, each change of state once",
            it.outcomes.clone(),
        );
        registry.register("findings", "Findings by code (docs/checks)", it.findings.clone());
        registry.register_with_unit(
            "batch_step",
            "What a batch took: keep (make it durable), read, decide (and keep what was decided)",
            Unit::Seconds,
            it.steps.clone(),
        );
        registry.register_with_unit(
            "message_wait",
            "From a message's arrival to its decision",
            Unit::Seconds,
            it.waits.clone(),
        );
        it
    }

    fn saw(&self, seen: &Seen<'_>, now: Moment) {
        let step = |step: &str, took: &Duration| {
            self.steps.get_or_create(&[("step", step.to_owned())]).observe(took.as_secs_f64());
        };
        let settled = match seen {
            Seen::Kept(kept) => {
                self.repeats.inc_by(kept.n_repeats);
                return step("keep", &kept.keeping);
            }
            Seen::Settled(settled) => settled,
            Seen::Gone(_) => return,
        };
        let Settled { arrivals, tally, reading, deciding } = settled;
        step("read", reading);
        step("decide", deciding);
        self.messages.inc_by(tally.messages);
        self.unreadable.inc_by(tally.unreadable);
        self.documents.inc_by(tally.documents);
        for (outcome, n) in &tally.outcomes {
            self.outcomes.get_or_create(&[("outcome", (*outcome).to_owned())]).inc_by(*n);
        }
        for (code, n) in &tally.codes {
            self.findings.get_or_create(&[("code", code.clone())]).inc_by(*n);
        }
        for arrival in *arrivals {
            self.waits.observe(between(*arrival, now).as_secs_f64());
        }
    }
}

/// Nothing where the clock stepped back in between.
fn between(earlier: Moment, later: Moment) -> Duration {
    let millis = later.millis().saturating_sub(earlier.millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("tongguan");
        let house = HouseFigures::new(&mut registry);
        let door = DoorFigures::new(&mut registry);
        Metrics { kept: Arc::new(Kept { registry, house, door, process: Process::new() }) }
    }

    /// A batch was decided.
    pub(crate) fn saw(&self, seen: &Seen<'_>) {
        self.kept.house.saw(seen, clock::now());
    }

    /// As Prometheus reads it (OpenMetrics 1.0): what was kept, and what is shown besides.
    fn text(&self, shown: &Shown) -> Result<String, std::fmt::Error> {
        let mut out = String::new();
        encode_registry(&mut out, &self.kept.registry)?;
        encode_registry(&mut out, &shown.registry())?;
        encode_registry(&mut out, &self.kept.process.registry())?;
        encode_eof(&mut out)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests;
