//! What stands where: the wall board and what waits, as figures.

use std::sync::Arc;

use model::Moment;
use prometheus_client::{
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use serde::Serialize;
use store::{TaskQueue, Webhook};

use super::{Labels, between};
use crate::{
    intake::Waiting,
    view::{Wall, WallTimes},
    wall::Made,
};

/// What is looked at when somebody asks.
pub(super) struct Shown {
    /// Nothing where the house cannot be read.
    pub(super) made: Option<Arc<Made>>,
    pub(super) waiting: Waiting,
    pub(super) webhooks: Vec<Webhook>,
    /// The worklist, office by office.
    pub(super) queues: Vec<TaskQueue>,
    pub(super) store_bytes: u64,
    pub(super) free_bytes: Option<u64>,
    pub(super) at: Moment,
}

type Counts<const N: usize> = Family<Labels<N>, Gauge>;
type Seconds<const N: usize> = Family<Labels<N>, Gauge<f64, std::sync::atomic::AtomicU64>>;

impl Shown {
    pub(super) fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("tongguan");
        self.register_door(&mut registry);
        self.register_receivers(&mut registry);
        self.register_tasks(&mut registry);
        if let Some(made) = &self.made {
            register_house(&mut registry, &made.view);
            register_cases(&mut registry, &made.view);
            register_times(&mut registry, &made.view);
            register_selection(&mut registry, &made.view);
            register_alerts(&mut registry, &made.view);
        }
        registry
    }

    fn register_door(&self, registry: &mut Registry) {
        let mut one = |name, help, n| register_one(registry, name, help, n);
        one("is_unreadable", "1 when the house's file cannot be read", self.made.is_none().into());
        one("waiting_messages", "Messages that wait at the door", self.waiting.messages as u64);
        one(
            "is_stopped",
            "1 when the house decides nothing any more",
            self.waiting.is_closed.into(),
        );
        let mut bytes = |name, help, n: u64| {
            let gauge: Gauge = Gauge::default();
            gauge.set(whole(n));
            registry.register_with_unit(name, help, Unit::Bytes, gauge);
        };
        bytes("waiting", "Bytes that wait at the door", self.waiting.bytes as u64);
        bytes("store", "Size of the house's file", self.store_bytes);
        if let Some(free) = self.free_bytes {
            bytes("disk_free", "Room left where the house's file lies", free);
        }
        let oldest = self.waiting.since.map_or(0.0, |it| between(it, self.at).as_secs_f64());
        let gauge = Gauge::<f64, std::sync::atomic::AtomicU64>::default();
        gauge.set(oldest);
        let help = "How long the oldest message has waited for its decision";
        registry.register_with_unit("oldest_wait", help, Unit::Seconds, gauge);
    }

    fn register_tasks(&self, registry: &mut Registry) {
        let tasks = Counts::<3>::default();
        for it in &self.queues {
            for (what, n) in [("open", it.open), ("nobodys", it.nobodys), ("overdue", it.overdue)] {
                let of = [
                    ("kind", word(&it.kind)),
                    ("office", it.office.clone()),
                    ("what", what.to_owned()),
                ];
                tasks.get_or_create(&of).set(whole(n));
            }
        }
        let help = "Tasks on the officers' worklist: open, those that nobody has taken, those past their time";
        registry.register("tasks", help, tasks);
    }

    fn register_receivers(&self, registry: &mut Registry) {
        let failures = Counts::<1>::default();
        let failing = Seconds::<1>::default();
        for webhook in &self.webhooks {
            let of = [("webhook", webhook.id.to_string())];
            failures.get_or_create(&of).set(webhook.failures.into());
            let since = webhook.failing_since.map_or(0.0, |it| between(it, self.at).as_secs_f64());
            failing.get_or_create(&of).set(since);
        }
        let help = "Attempts that failed since the receiver last confirmed";
        registry.register("webhook_failures", help, failures);
        let help = "Since when the receiver does not confirm; 0: it does";
        registry.register_with_unit("webhook_failing", help, Unit::Seconds, failing);
    }
}

fn register_one(registry: &mut Registry, name: &str, help: &str, n: u64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(whole(n));
    registry.register(name, help, gauge);
}

fn register_house(registry: &mut Registry, wall: &Wall) {
    let mut one = |name, help, n| register_one(registry, name, help, n);
    one("commit", "Number of the last commit that the board holds", wall.commit);
    one("receipts", "Receipts issued so far", wall.receipts);
    one("inputs", "Inputs kept so far", wall.inputs);
    one("undecided_inputs", "Inputs that were kept and are not decided yet", wall.undecided);
    one("board_behind_records", "History records that the board has not read yet", wall.behind);
}

fn register_alerts(registry: &mut Registry, wall: &Wall) {
    let alerts = Counts::<2>::default();
    for alert in &wall.alerts {
        let of = [("kind", word(&alert.kind)), ("gravity", word(&alert.gravity))];
        alerts.get_or_create(&of).inc_by(whole(alert.count.max(1)));
    }
    registry.register("alerts", "What the board calls overdue or broken", alerts);
}

fn register_cases(registry: &mut Registry, wall: &Wall) {
    let cases = Counts::<2>::default();
    for it in &wall.standing {
        for state in &it.states {
            let of = [("procedure", word(&it.procedure)), ("state", state.state.clone())];
            cases.get_or_create(&of).set(whole(state.count));
        }
    }
    registry.register("cases", "Cases by procedure and state", cases);
    let queues = Counts::<2>::default();
    for it in &wall.queues {
        let of = [("procedure", word(&it.procedure)), ("state", it.state.clone())];
        queues.get_or_create(&of).set(whole(it.count));
    }
    registry.register("officer_queue", "Cases that wait for an officer", queues);
    let flows = Counts::<3>::default();
    for it in &wall.flows {
        for (window, counts) in [("today", it.today), ("days", it.days)] {
            let of = [
                ("declared", counts.declared),
                ("decided", counts.decided),
                ("returned", counts.returned),
                ("released", counts.released),
            ];
            for (what, n) in of {
                let of = [
                    ("procedure", word(&it.procedure)),
                    ("what", what.to_owned()),
                    ("window", window.to_owned()),
                ];
                flows.get_or_create(&of).set(whole(n));
            }
        }
    }
    let help = "What happened with declared cases, today and in the seven days that end with it";
    registry.register("flow", help, flows);
}

fn register_times(registry: &mut Registry, wall: &Wall) {
    let clearance = Seconds::<3>::default();
    for it in &wall.clearance {
        for (window, times) in [("today", it.today), ("days", it.days)] {
            for (share, seconds) in shares(times) {
                let of = [
                    ("procedure", word(&it.procedure)),
                    ("window", window.to_owned()),
                    ("share", share.to_owned()),
                ];
                clearance.get_or_create(&of).set(seconds);
            }
        }
    }
    let help = "From the first declaring to the first release, of what was released";
    registry.register_with_unit("clearance", help, Unit::Seconds, clearance);
    let steps = Seconds::<4>::default();
    for it in &wall.steps {
        for (window, times) in [("today", it.today), ("days", it.days)] {
            for (share, seconds) in shares(times) {
                let of = [
                    ("procedure", word(&it.procedure)),
                    ("state", it.state.clone()),
                    ("window", window.to_owned()),
                    ("share", share.to_owned()),
                ];
                steps.get_or_create(&of).set(seconds);
            }
        }
    }
    let help = "How long cases stood in a state, of those that left it";
    registry.register_with_unit("step", help, Unit::Seconds, steps);
}

fn register_selection(registry: &mut Registry, wall: &Wall) {
    let chosen = Counts::<3>::default();
    let of = |procedure: &str, by: &str, what: &str| {
        [("procedure", procedure.to_owned()), ("by", by.to_owned()), ("what", what.to_owned())]
    };
    for it in &wall.examinations {
        let procedure = word(&it.procedure);
        let today = it.today;
        chosen.get_or_create(&of(&procedure, "all", "looked_at")).set(whole(today.looked_at));
        chosen.get_or_create(&of(&procedure, "all", "documents")).set(whole(today.documents));
        chosen.get_or_create(&of(&procedure, "all", "examination")).set(whole(today.examination));
        for (by, group) in [("lot", today.random), ("rule", today.rule), ("officer", today.officer)]
        {
            chosen.get_or_create(&of(&procedure, by, "chosen")).set(whole(group.chosen));
            chosen.get_or_create(&of(&procedure, by, "conform")).set(whole(group.conform));
            chosen.get_or_create(&of(&procedure, by, "found")).set(whole(group.found));
        }
    }
    let help = "What risk analysis chose today, by what, and what was found";
    registry.register("selection", help, chosen);
}

/// Of the cases, half and nine tenths took no longer.
fn shares(times: WallTimes) -> impl Iterator<Item = (&'static str, f64)> {
    let all = [("0.5", times.p50_ms), ("0.9", times.p90_ms)];
    // Milliseconds of a case's life, far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "no case lives that long")]
    let seconds = |ms: u64| ms as f64 / 1_000.0;
    all.into_iter().filter_map(move |(share, ms)| Some((share, seconds(ms?))))
}

/// As the API spells it.
fn word(it: &impl Serialize) -> String {
    let spelt = serde_json::to_value(it).ok();
    spelt.and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
