//! Rules ready to run: which of them can fire at all is told by what a case's texts are, and only those are run.

use std::{collections::BTreeMap, hash::Hasher as _};

use model::Date;
use serde::Serialize;
use siphasher::sip::SipHasher13;

use super::{
    columns::{Columns, children},
    examine::{Book, read},
    finding::RuleFinding,
    lower::lower,
    pool::{Id, Node, Pool, Test, Text},
    program::{FAILS, HOLDS, Program},
    row::RuleRow,
    run::{Run, Scratch},
};
use crate::record::{Kind, Record, Schema, Slot};

/// A feature that a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    pub name: String,
    pub kind: Kind,
    pub slot: Slot,
}

/// A rule that fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fired<'s> {
    /// Its place among the rows.
    pub at: usize,
    pub rule: &'s RuleRow,
    /// What it rests on, in the order of its condition.
    pub features: &'s [Feature],
}

/// What a feature was when a rule looked at it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Missing,
    Number(f64),
    Flag(bool),
    Text(String),
    Texts(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    pub feature: String,
    pub value: Value,
}

impl Fired<'_> {
    /// What an officer is shown: the features that the rule rests on, and what they were.
    pub fn observed(&self, record: &Record<'_>) -> Vec<Observed> {
        let told = |it: &Feature| {
            let number = record.number(it.slot);
            let value = match it.kind {
                Kind::Number => number.map(Value::Number),
                Kind::Flag => number.map(|it| Value::Flag(it == 1.0)),
                Kind::Text => record.text(it.slot).map(|it| Value::Text(it.to_owned())),
                Kind::Texts => {
                    let texts = record.list(it.slot).iter().map(|it| (*it).to_owned());
                    Some(texts.collect::<Vec<_>>()).filter(|it| !it.is_empty()).map(Value::Texts)
                }
            };
            Observed { feature: it.name.clone(), value: value.unwrap_or(Value::Missing) }
        };
        self.features.iter().map(told).collect()
    }
}

/// Which rules a column's constants and prefixes call up.
#[derive(Debug, Default)]
pub(super) struct Calls {
    pub(super) column: u16,
    by_id: Vec<(u32, u32)>,
    by_prefix: Vec<(u32, u32)>,
    rules: Vec<u32>,
}

impl Calls {
    fn of(&self, (from, to): (u32, u32)) -> &[u32] {
        self.rules.get(from as usize..to as usize).unwrap_or_default()
    }

    pub(super) fn by_id(&self, id: u32) -> &[u32] {
        self.by_id.get(id as usize).map_or(&[], |it| self.of(*it))
    }

    pub(super) fn by_prefix(&self, prefix: u32) -> &[u32] {
        self.by_prefix.get(prefix as usize).map_or(&[], |it| self.of(*it))
    }
}

/// Rules in the order of their rows, compiled.
#[derive(Debug)]
pub struct RuleSet {
    rows: Vec<RuleRow>,
    features: Vec<Vec<Feature>>,
    pub(super) entries: Vec<u32>,
    pub(super) pool: Pool,
    pub(super) columns: Columns,
    pub(super) program: Program,
    pub(super) calls: Vec<Calls>,
    /// A bit for each rule that nothing calls up: it is always run.
    pub(super) uncalled: Vec<u64>,
    /// Tells a scratch whose it is.
    pub(super) digest: u64,
}

impl RuleSet {
    /// Fails with every finding that refuses a rule; then no rule takes effect. What only warns is told by
    /// [`examine`](super::examine).
    pub fn compile(rows: &[RuleRow], schema: &Schema) -> Result<RuleSet, Vec<RuleFinding>> {
        let Book { pool, rules, findings } = read(rows, schema);
        let refused: Vec<RuleFinding> = findings.into_iter().filter(|it| it.refuses).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let never = Id(u32::MAX);
        let roots: Vec<Id> =
            rules.iter().map(|it| it.condition.map_or(never, |it| it.yes)).collect();
        let columns = Columns::gather(&pool, roots.iter().copied())
            .map_err(|error| vec![super::examine::too_many_words(rows, &error.to_string())])?;
        let mut program = Program::default();
        let entries =
            roots.iter().map(|it| program.add(&pool, &columns, *it, HOLDS, FAILS)).collect();
        let names = Names::of(schema);
        let features = rules.iter().map(|it| names.told(&it.features)).collect();
        let (calls, uncalled) = called(&pool, &columns, &roots);
        let digest = digest(rows, schema);
        let rows = rows.to_vec();
        Ok(RuleSet { rows, features, entries, pool, columns, program, calls, uncalled, digest })
    }

    pub fn rows(&self) -> &[RuleRow] {
        &self.rows
    }

    /// The rules that are in force on a day and whose condition is definitely true, in the order of their rows. The
    /// record must be of the schema that the rules were compiled for. A scratch is made once and used again and
    /// again, so that nothing is allocated.
    pub fn fire<'s>(
        &'s self,
        on: Date,
        record: &Record<'_>,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = Fired<'s>> + use<'s> {
        Run::new(self, record).fire(on, scratch);
        scratch.fired.iter().filter_map(|at| self.fired(*at as usize))
    }

    fn fired(&self, at: usize) -> Option<Fired<'_>> {
        let features = self.features.get(at).map_or(&[][..], Vec::as_slice);
        Some(Fired { at, rule: self.rows.get(at)?, features })
    }
}

/// The features that each row's condition asks for, in its order; none where it cannot be read.
pub fn features_used(rows: &[RuleRow], schema: &Schema) -> Vec<Vec<String>> {
    let names = Names::of(schema);
    let used = |row: &RuleRow| {
        let lowered = lower(&row.condition, schema, &mut Pool::default());
        names.told(&lowered.features).into_iter().map(|it| it.name).collect()
    };
    rows.iter().map(used).collect()
}

/// Names of features by kind and slot.
struct Names(BTreeMap<(Kind, u16), String>);

impl Names {
    fn of(schema: &Schema) -> Names {
        let named = schema.fields().iter().filter_map(|it| {
            let (kind, slot) = schema.find(&it.name)?;
            Some(((kind, slot.0), it.name.clone()))
        });
        Names(named.collect())
    }

    fn told(&self, features: &[(Kind, u16)]) -> Vec<Feature> {
        let told = features.iter().filter_map(|(kind, slot)| {
            let name = self.0.get(&(*kind, *slot))?.clone();
            Some(Feature { name, kind: *kind, slot: Slot(*slot) })
        });
        told.collect()
    }
}

fn digest(rows: &[RuleRow], schema: &Schema) -> u64 {
    let mut hasher = SipHasher13::new();
    for field in schema.fields() {
        hasher.write(field.name.as_bytes());
        hasher.write_u8(field.kind as u8);
    }
    for row in rows {
        hasher.write(row.condition.as_bytes());
        hasher.write_u8(0);
        hasher.write(format!("{}{:?}", row.from, row.to).as_bytes());
    }
    hasher.finish()
}

/// What has to be so for a condition to hold: one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Id(u16, u32),
    Prefix(u16, u32),
}

/// More of them would cost more than they save.
const MOST_CALLS: usize = 5_000;

fn calls_of(pool: &Pool, columns: &Columns, id: Id) -> Option<Vec<Call>> {
    let calls = match pool.node(id) {
        Node::Text(text, Test::In(set), true) => {
            let column = columns.place(*text);
            pool.words_of(*set).iter().map(|it| Call::Id(column, columns.id(column, *it))).collect()
        }
        Node::Text(text, Test::Starts(word), true) => {
            let column = columns.place(*text);
            vec![Call::Prefix(column, columns.prefix(column, *word).0)]
        }
        // The body may also ask about the case itself; either way it has to hold.
        node @ (Node::Any(..) | Node::Every(..)) => {
            calls_of(pool, columns, *children(node).first()?)?
        }
        Node::All(parts) => {
            let best = parts.iter().filter_map(|it| calls_of(pool, columns, *it));
            best.min_by_key(|it| {
                (it.len(), it.iter().any(|call| matches!(call, Call::Prefix(..))))
            })?
        }
        Node::Either(parts) => {
            let all: Option<Vec<Vec<Call>>> =
                parts.iter().map(|it| calls_of(pool, columns, *it)).collect();
            all?.concat()
        }
        Node::Never => Vec::new(),
        _ => return None,
    };
    (calls.len() <= MOST_CALLS).then_some(calls)
}

fn called(pool: &Pool, columns: &Columns, roots: &[Id]) -> (Vec<Calls>, Vec<u64>) {
    let mut lists: BTreeMap<Call, Vec<u32>> = BTreeMap::new();
    let mut uncalled = vec![0u64; roots.len().div_ceil(64)];
    for (at, root) in (0u32..).zip(roots) {
        match calls_of(pool, columns, *root) {
            Some(mut calls) => {
                calls.sort_unstable();
                calls.dedup();
                calls.into_iter().for_each(|it| lists.entry(it).or_default().push(at));
            }
            None => {
                if let Some(bits) = uncalled.get_mut(at as usize / 64) {
                    *bits |= 1 << (at % 64);
                }
            }
        }
    }
    let mut all = Vec::new();
    for (column, content) in (0u16..).zip(&columns.all) {
        let mut calls = Calls { column, ..Calls::default() };
        let mut range = |list: Option<&Vec<u32>>| {
            let from = calls.rules.len() as u32;
            calls.rules.extend(list.into_iter().flatten());
            (from, calls.rules.len() as u32)
        };
        let ids = (0u32..).take(content.n_ids());
        let by_id: Vec<_> = ids.map(|it| range(lists.get(&Call::Id(column, it)))).collect();
        let prefixes = (0u32..).take(content.n_prefixes());
        let by_prefix: Vec<_> =
            prefixes.map(|it| range(lists.get(&Call::Prefix(column, it)))).collect();
        if !calls.rules.is_empty() {
            (calls.by_id, calls.by_prefix) = (by_id, by_prefix);
            all.push(calls);
        }
    }
    (all, uncalled)
}

/// A text of the record as the column that it belongs to sees it.
pub(super) fn text_of<'r>(record: &Record<'r>, text: Text, cursor: usize) -> Option<&'r str> {
    match text {
        Text::Feature(slot) => record.text(Slot(slot)),
        Text::Element(slot) => record.list(Slot(slot)).get(cursor).copied(),
    }
}
