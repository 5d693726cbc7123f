//! No field by itself gives the fraud away: not its value, not its length, not a look-up of what was planted where it said
//! the same, and no two of them together. Every field of every document is looked at, whoever adds one.

use std::collections::BTreeMap;

use serde_json::Value;
use testkit::fraud::{CaseLane, FraudPlan, Told as Lane};

use super::{Told, oracles::auc};

/// Fields of a case by their place; of a list the first, and how many there are.
type Fields = BTreeMap<String, String>;

fn flatten(value: &Value, place: &str, fields: &mut Fields) {
    match value {
        Value::Object(of) => {
            for (name, it) in of {
                flatten(it, &format!("{place}.{name}"), fields);
            }
        }
        Value::Array(of) => {
            fields.insert(format!("{place}.count"), of.len().to_string());
            if let Some(first) = of.first() {
                flatten(first, &format!("{place}.first"), fields);
            }
        }
        Value::Null => {}
        Value::String(text) => {
            fields.insert(place.to_owned(), text.clone());
        }
        other => {
            fields.insert(place.to_owned(), other.to_string());
        }
    }
}

fn fields_of(case: &Lane) -> Option<(CaseLane, Fields)> {
    let mut fields = Fields::new();
    let lane = match case {
        Lane::Parcel(it) => {
            for (name, value) in [
                ("order", serde_json::to_value(&it.order)),
                ("payment", serde_json::to_value(&it.payment)),
                ("waybill", serde_json::to_value(&it.waybill)),
                ("list", serde_json::to_value(&it.inventory)),
            ] {
                flatten(&value.unwrap(), name, &mut fields);
            }
            CaseLane::Parcel
        }
        Lane::Declaration(it) => {
            flatten(&serde_json::to_value(&it.declaration).unwrap(), "filed", &mut fields);
            flatten(&serde_json::to_value(&it.consignment).unwrap(), "carried", &mut fields);
            CaseLane::Declaration
        }
        Lane::Return(_) => return None,
    };
    Some((lane, fields))
}

/// A column: what each case says, as numbers of texts, and the texts.
#[derive(Default)]
struct Column {
    /// By the case's place in its lane; nothing where it says nothing.
    values: Vec<u32>,
    texts: Vec<String>,
    known: BTreeMap<String, u32>,
}

impl Column {
    fn say(&mut self, place: usize, text: &str) {
        self.values.resize(place, 0);
        let next = u32::try_from(self.texts.len()).unwrap() + 1;
        let number = *self.known.entry(text.to_owned()).or_insert(next);
        if number == next {
            self.texts.push(text.to_owned());
        }
        self.values.push(number);
    }
}

struct Table {
    columns: BTreeMap<String, Column>,
    is_planted: Vec<bool>,
}

impl Table {
    fn of(told: &Told, lane: CaseLane) -> Table {
        let mut table = Table { columns: BTreeMap::new(), is_planted: Vec::new() };
        for case in &told.cases {
            let Some((_, fields)) = fields_of(&case.lane).filter(|it| it.0 == lane) else {
                continue;
            };
            for (name, text) in fields {
                table.columns.entry(name).or_default().say(table.is_planted.len(), &text);
            }
            table.is_planted.push(told.truth(case).is_planted());
        }
        let rows = table.is_planted.len();
        table.columns.values_mut().for_each(|it| it.values.resize(rows, 0));
        table
    }

    fn ranked(&self, score: impl Fn(usize) -> f64) -> f64 {
        let scores: Vec<(f64, bool)> =
            self.is_planted.iter().enumerate().map(|(at, yes)| (score(at), *yes)).collect();
        auc(&scores)
    }

    /// By the number that it is, where all are numbers, and by its length.
    fn plain(&self, column: &Column) -> Vec<(&'static str, f64)> {
        let digits =
            |it: &String| it.chars().filter(|it| !":-T+Z".contains(*it)).collect::<String>();
        let numbers: Option<Vec<f64>> =
            column.texts.iter().map(|it| digits(it).parse().ok()).collect();
        let lengths: Vec<f64> = column.texts.iter().map(|it| it.chars().count() as f64).collect();
        let by = |of: &[f64]| {
            self.ranked(|at| column.values[at].checked_sub(1).map_or(-1.0, |it| of[it as usize]))
        };
        let mut found = vec![("length", by(&lengths))];
        found.extend(numbers.map(|of| ("number", by(&of))));
        found
    }

    /// By what was planted where the same was said: learnt of every second case, tried on the others.
    fn looked_up(&self, key: impl Fn(usize) -> u64) -> f64 {
        let mut learnt: BTreeMap<u64, [f64; 2]> = BTreeMap::new();
        for (at, yes) in self.is_planted.iter().enumerate().step_by(2) {
            learnt.entry(key(at)).or_default()[usize::from(*yes)] += 1.0;
        }
        let rate =
            self.is_planted.iter().filter(|it| **it).count() as f64 / self.is_planted.len() as f64;
        let scores: Vec<(f64, bool)> = self
            .is_planted
            .iter()
            .enumerate()
            .skip(1)
            .step_by(2)
            .map(|(at, yes)| {
                let [no, planted] = learnt.get(&key(at)).copied().unwrap_or_default();
                ((planted + rate * 10.0) / (no + planted + 10.0), *yes)
            })
            .collect();
        auc(&scores)
    }
}

/// What names somebody. Fraud is tied to parties: what was planted with one says much of his next case.
fn names_somebody(field: &str) -> bool {
    const WHO: [&str; 10] = [
        "seller",
        "platform",
        "guarantor",
        "trader",
        "owner",
        "consignee",
        "consignor",
        "abroad",
        "declarant",
        "keyer",
    ];
    WHO.iter().any(|it| field.contains(it))
}

/// Farther than this from even nothing may be by rank: undervaluation makes prices lower, splitting quantities greater.
const BY_RANK: f64 = 0.12;
/// As far as a look-up may come: of whoever is named, who is honest as often as not; of what he deals in, and where.
const OF_SOMEBODY: f64 = 0.94;
const OF_GOODS: f64 = 0.84;
const OF_TWO: f64 = 0.88;

fn told(seed: u64) -> Told {
    let plan = FraudPlan::embedded().unwrap().sized(6, 1_000, 500);
    Told::new(&plan.base_rate(model::Rate::from_ppm(100_000)), seed)
}

#[test]
fn no_value_and_no_length_gives_the_fraud_away() {
    let mut all: BTreeMap<(CaseLane, String), Vec<f64>> = BTreeMap::new();
    for seed in [12, 13, 14] {
        let told = told(seed);
        for lane in [CaseLane::Parcel, CaseLane::Declaration] {
            let table = Table::of(&told, lane);
            for (name, column) in &table.columns {
                for (what, auc) in table.plain(column) {
                    all.entry((lane, format!("{name} by {what}"))).or_default().push(auc);
                }
            }
        }
    }
    assert!(all.len() > 400, "{}", all.len());
    for (field, found) in all {
        // What is chance of one world's companies is none of three.
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        assert!((mean - 0.5).abs() < BY_RANK, "{field:?}: {found:.3?}");
    }
}

#[test]
fn no_look_up_of_one_field_or_two_gives_the_fraud_away() {
    let told = told(12);
    for lane in [CaseLane::Parcel, CaseLane::Declaration] {
        let table = Table::of(&told, lane);
        let mut goods: Vec<(&String, &Column)> = Vec::new();
        for (name, column) in &table.columns {
            let auc = table.looked_up(|at| u64::from(column.values[at]));
            let most = if names_somebody(name) { OF_SOMEBODY } else { OF_GOODS };
            assert!(auc < most, "{lane:?} {name}: {auc}");
            let is_common = (2..600).contains(&column.texts.len());
            // The same once more, under another name, adds nothing.
            let is_known = goods.iter().any(|it| it.1.values == column.values);
            if is_common && !names_somebody(name) && !is_known {
                goods.push((name, column));
            }
        }
        assert!(goods.len() > 20, "{}", goods.len());
        for (nth, (one, a)) in goods.iter().enumerate() {
            for (other, b) in &goods[nth + 1..] {
                let key = |at: usize| u64::from(a.values[at]) << 32 | u64::from(b.values[at]);
                let auc = table.looked_up(key);
                assert!(auc < OF_TWO, "{lane:?} {one} and {other}: {auc}");
            }
        }
    }
}

/// The tests above can fail: a mark in a field is seen by its length, and by looking it up.
#[test]
fn a_mark_in_a_field_would_be_seen() {
    let mut table = Table { columns: BTreeMap::new(), is_planted: Vec::new() };
    let mut column = Column::default();
    for at in 0..3_000usize {
        let is_planted = at % 7 == 0;
        let note =
            if is_planted && at % 3 > 0 { "见附件" } else { ["", "急", "无"][at % 5 / 2] };
        column.say(at, note);
        table.is_planted.push(is_planted);
    }
    let plain = table.plain(&column);
    assert!(plain.iter().any(|it| (it.1 - 0.5).abs() > BY_RANK), "{plain:?}");
    assert!(table.looked_up(|at| u64::from(column.values[at])) > OF_GOODS - 0.05);
}
