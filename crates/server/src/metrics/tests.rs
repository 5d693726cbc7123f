//! Figures are told as Prometheus reads them, and documentation, graph and alerts know no others.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use clearance::Tally;
use model::{Moment, TaskKind};
use store::{Standing, TaskQueue, Webhook};
use yaml_rust2::YamlLoader;

use super::*;
use crate::{
    intake::{Kept, Seen, Settled, Waiting},
    view::{
        Wall, WallAlert, WallAlertKind, WallChosen, WallClearance, WallExaminations, WallFlow,
        WallFlowCounts, WallGravity, WallGroup, WallQueue, WallStanding, WallState, WallStep,
        WallTimes,
    },
    wall::{Made, Procedure},
};

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
const RULES: &str = include_str!("../../../../deploy/prometheus/tongguan.rules.yml");
const DASHBOARD: &str = include_str!("../../../../deploy/grafana/tongguan.json");

/// A board with one row of each kind.
fn wall() -> Wall {
    let (procedure, owner, since) = (Procedure::Declaration, None, None);
    let (title_zh, title_en) = (String::new(), String::new());
    let (chosen, alert) = (chosen(), WallAlertKind::TimeNotTicked);
    let alert = WallAlert {
        gravity: WallGravity::Broken,
        kind: alert,
        title_zh,
        title_en,
        subject: String::new(),
        count: 1,
        since,
    };
    let (title_zh, title_en) = (String::new(), String::new());
    let examinations =
        WallExaminations { procedure, title_zh, title_en, today: chosen, days: chosen };
    let (procedure_zh, procedure_en) = (String::new(), String::new());
    let (title_zh, title_en, state) = (String::new(), String::new(), "accepted".to_owned());
    let (count, first_since) = (2, None);
    let queue = WallQueue {
        procedure,
        procedure_zh,
        procedure_en,
        state,
        title_zh,
        title_en,
        count,
        first_since,
    };
    let (title_zh, title_en, state) = (String::new(), String::new(), "accepted".to_owned());
    let state = WallState { state, title_zh, title_en, owner, count: 3 };
    let (title_zh, title_en, states) = (String::new(), String::new(), vec![state]);
    let standing = WallStanding { procedure, title_zh, title_en, count: 3, states };
    Wall {
        as_of: String::new(),
        today: "2026-11-21".to_owned(),
        commit: 7,
        behind: 0,
        receipts: 9,
        inputs: 11,
        undecided: 0,
        mark: None,
        throughput: Vec::new(),
        flows: vec![flow(procedure)],
        standing: vec![standing],
        clearance: vec![clearance(procedure)],
        steps: vec![step(procedure)],
        examinations: vec![examinations],
        queues: vec![queue],
        alerts: vec![alert],
    }
}

fn chosen() -> WallChosen {
    let group = WallGroup { chosen: 4, conform: 2, found: 1 };
    let (random, rule, officer) = (group, group, group);
    WallChosen { looked_at: 9, documents: 1, examination: 3, random, rule, officer }
}

fn flow(procedure: Procedure) -> WallFlow {
    let counts = WallFlowCounts { declared: 9, decided: 8, returned: 2, released: 5 };
    let (title_zh, title_en) = (String::new(), String::new());
    WallFlow { procedure, title_zh, title_en, today: counts, days: counts }
}

fn times() -> WallTimes {
    WallTimes { n: 5, p50_ms: Some(1_500), p90_ms: Some(60_000), mean_ms: None }
}

fn clearance(procedure: Procedure) -> WallClearance {
    let (title_zh, title_en, owners) = (String::new(), String::new(), Vec::new());
    WallClearance { procedure, title_zh, title_en, today: times(), days: times(), owners }
}

fn step(procedure: Procedure) -> WallStep {
    let (title_zh, title_en, state) = (String::new(), String::new(), "accepted".to_owned());
    let (today, days) = (times(), times());
    WallStep { procedure, state, title_zh, title_en, owner: None, today, days }
}

/// A receiver that has not confirmed for two minutes.
fn webhook(now: Moment) -> Webhook {
    Webhook {
        id: 4,
        recipient: "440316T001".to_owned(),
        url: "https://receiver.example/".to_owned(),
        created_at: now,
        standing: Standing::Active,
        cursor: 0,
        batch_last: None,
        replays: 0,
        round: 0,
        failures: 3,
        failing_since: Some(Moment::from_millis(now.millis() - 120_000)),
        next_at: now,
        last_attempt_at: None,
        last_success_at: None,
        last_status: None,
        last_error: String::new(),
    }
}

fn shown(now: Moment) -> Shown {
    let since = Some(Moment::from_millis(now.millis() - 2_500));
    let (office, kind) = ("5316".to_owned(), TaskKind::Examination);
    let queue = TaskQueue { office, kind, open: 6, nobodys: 5, own: 0, overdue: 1 };
    Shown {
        made: Some(Arc::new(Made { no: 1, view: wall(), json: String::new() })),
        waiting: Waiting { is_closed: false, messages: 3, bytes: 4_000, since },
        webhooks: vec![webhook(now)],
        queues: vec![queue],
        store_bytes: 8_192,
        free_bytes: Some(1 << 30),
        at: now,
    }
}

fn told() -> String {
    let metrics = Metrics::new();
    let now = clock::now();
    let mut tally = Tally { messages: 2, documents: 8, unreadable: 1, ..Tally::default() };
    tally.outcomes.insert("released", 2);
    tally.codes.insert("CHK-0001".to_owned(), 3);
    let arrivals = [Moment::from_millis(now.millis() - 40); 2];
    let [keeping, reading, deciding] = [3, 1, 20].map(Duration::from_millis);
    for _ in 0..2 {
        metrics.saw(&Seen::Kept(Kept { n_repeats: 1, keeping }));
        let settled = Settled { arrivals: &arrivals, tally: &tally, reading, deciding };
        metrics.saw(&Seen::Settled(settled));
    }
    let of = |name: &'static str, value: &str| (name, value.to_owned());
    let (method, route) = (of("method", "GET"), of("route", "/api/v1/entries/{id}"));
    metrics.kept.door.saw([method, route], 404, Duration::from_millis(3));
    metrics.text(&shown(now)).unwrap()
}

/// The names that begin so, as far as letters, digits and `_` reach.
fn names(text: &str) -> BTreeSet<&str> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut found = BTreeSet::new();
    for prefix in ["tongguan_", "process_"] {
        for (at, _) in text.match_indices(prefix) {
            let rest = text.get(at..).unwrap();
            let name = rest.split(|it| !is_part(it)).next().unwrap();
            if name.len() > prefix.len() {
                found.insert(name);
            }
        }
    }
    found
}

/// Without what a kind of figure adds to its name.
fn bare(name: &str) -> &str {
    let ends = ["_total", "_bucket", "_count", "_sum"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

#[test]
fn what_was_decided_is_counted() {
    let text = told();
    for line in [
        "tongguan_messages_total 4",
        "tongguan_repeated_messages_total 2",
        "tongguan_outcomes_total{outcome=\"released\"} 4",
        "tongguan_findings_total{code=\"CHK-0001\"} 6",
        "tongguan_batch_step_seconds_count{step=\"decide\"} 2",
        "tongguan_batch_step_seconds_bucket{le=\"0.025\",step=\"decide\"} 2",
        "tongguan_batch_step_seconds_bucket{le=\"0.01\",step=\"decide\"} 0",
        "tongguan_message_wait_seconds_count 4",
        "tongguan_commit 7",
        "tongguan_waiting_messages 3",
        "tongguan_oldest_wait_seconds 2.5",
        "tongguan_disk_free_bytes 1073741824",
        "tongguan_is_stopped 0",
        "tongguan_is_unreadable 0",
        "tongguan_http_requests_total{method=\"GET\",route=\"/api/v1/entries/{id}\",status=\"404\"} 1",
        "tongguan_cases{procedure=\"declaration\",state=\"accepted\"} 3",
        "tongguan_clearance_seconds{procedure=\"declaration\",window=\"today\",share=\"0.5\"} 1.5",
        "tongguan_selection{procedure=\"declaration\",by=\"lot\",what=\"found\"} 1",
        "tongguan_alerts{kind=\"time_not_ticked\",gravity=\"broken\"} 1",
        "tongguan_tasks{kind=\"examination\",office=\"5316\",what=\"nobodys\"} 5",
        "tongguan_webhook_failing_seconds{webhook=\"4\"} 120.0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    assert!(!text.contains("440316T001"), "no figure names a company");
    assert!(text.ends_with("# EOF\n"));
    assert_eq!(text.matches("# EOF").count(), 1);
}

/// Whoever reads the documentation finds every figure, and no graph or alert asks for one that there is not.
#[test]
fn documentation_graph_and_alerts_know_the_figures_that_there_are() {
    let text = told();
    let kinds = text.lines().filter_map(|it| it.strip_prefix("# TYPE "));
    let there: BTreeSet<&str> = kinds.map(|it| it.split(' ').next().unwrap()).collect();
    assert!(there.len() > 25, "{there:?}");
    let documented: BTreeSet<&str> = names(OPERATIONS).into_iter().map(bare).collect();
    assert_eq!(documented, there);
    for asked in [RULES, DASHBOARD] {
        let asked: BTreeSet<&str> = names(asked).into_iter().map(bare).collect();
        assert!(asked.len() > 4);
        assert!(asked.is_subset(&there), "{:?}", asked.difference(&there));
    }
}

/// Labels of the figures that an expression names.
fn labels_there<'t>(told: &'t str, expression: &str) -> BTreeSet<&'t str> {
    let asked = names(expression);
    let of_line = |line: &'t str| {
        let (name, rest) = line.split_once('{')?;
        let (labels, _) = rest.rsplit_once("} ")?;
        asked.contains(name).then_some(labels)
    };
    let labels = told.lines().filter_map(of_line).flat_map(|it| it.split(','));
    labels.filter_map(|it| Some(it.split_once('=')?.0)).collect()
}

/// Labels that an expression, or a text with `{{label}}` and `$labels.label`, asks for.
fn labels_asked(text: &str) -> BTreeSet<&str> {
    let within = |open: &'static str, close: &'static str| {
        let inside = text.split(open).skip(1).filter_map(move |it| it.split(close).next());
        inside.flat_map(|it| it.split(','))
    };
    let selected = within("{", "}").filter_map(|it| it.split_once(['=', '!', '~'])).map(|it| it.0);
    let grouped = within("by (", ")");
    let shown = within("{{", "}}").map(|it| it.trim().trim_start_matches("$labels."));
    let all = selected.chain(grouped).chain(shown.filter(|it| *it != "$value"));
    all.map(|it| it.trim().trim_start_matches('{')).filter(|it| !it.is_empty()).collect()
}

#[track_caller]
fn assert_labels_are_there(told: &str, expression: &str, shown: &str) {
    let there = labels_there(told, expression);
    let asked: BTreeSet<&str> = &labels_asked(expression) | &labels_asked(shown);
    assert!(asked.is_subset(&there), "{expression}: {asked:?} of {there:?}");
}

/// Every rule has what Prometheus wants of one, groups and shows by labels that its figures have, and is explained.
#[test]
fn every_alert_can_fire_and_is_explained() {
    let told = told();
    let files = YamlLoader::load_from_str(RULES).unwrap();
    let [file] = files.as_slice() else { panic!("one document") };
    let [group] = file["groups"].as_vec().unwrap().as_slice() else { panic!("one group") };
    let rules = group["rules"].as_vec().unwrap();
    assert!(rules.len() > 5);
    for rule in rules {
        let alert = rule["alert"].as_str().unwrap();
        for key in rule.as_hash().unwrap().keys() {
            let key = key.as_str().unwrap();
            assert!(["alert", "expr", "for", "labels", "annotations"].contains(&key), "{key}");
        }
        let lasting = rule["for"].as_str().unwrap_or("1m");
        assert!(lasting.strip_suffix('m').unwrap().parse::<u32>().is_ok(), "{lasting}");
        let severity = rule["labels"]["severity"].as_str().unwrap();
        assert!(["page", "ticket"].contains(&severity), "{alert}");
        let expression = rule["expr"].as_str().unwrap();
        let summary = rule["annotations"]["summary"].as_str().unwrap();
        assert!([('(', ')'), ('{', '}'), ('[', ']')].iter().all(|(open, close)| {
            expression.matches(*open).count() == expression.matches(*close).count()
        }));
        assert!(OPERATIONS.contains(&format!("`{alert}`")), "{alert} is not explained");
        if alert == "HouseNotSeen" {
            // Nobody is there to tell a figure.
            assert!(expression.starts_with("up{"));
            continue;
        }
        assert!(!names(expression).is_empty(), "{alert}");
        assert_labels_are_there(&told, expression, summary);
    }
}

#[test]
fn every_graph_asks_for_labels_that_there_are() {
    let told = told();
    let board: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = board["panels"].as_array().unwrap();
    assert!(panels.len() > 10);
    for target in panels.iter().flat_map(|it| it["targets"].as_array().unwrap()) {
        let text = |name: &str| target[name].as_str().unwrap();
        assert_labels_are_there(&told, text("expr"), text("legendFormat"));
    }
}

/// A house that cannot be read still tells what waits and that nothing is decided.
#[test]
fn a_house_that_cannot_be_read_is_told_of() {
    let mut shown = shown(clock::now());
    shown.made = None;
    shown.waiting.is_closed = true;
    let text = Metrics::new().text(&shown).unwrap();
    for line in ["tongguan_is_unreadable 1", "tongguan_is_stopped 1", "tongguan_waiting_messages 3"]
    {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}
