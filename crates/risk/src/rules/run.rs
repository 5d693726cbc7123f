//! One case through the rules that can fire.

use model::Date;

use super::{
    columns::{NONE, Row},
    program::{Ask, HOLDS, Step},
    set::{RuleSet, text_of},
};
use crate::record::{Kind, Record, Slot};

/// What is worked in. Made once, used for every case; it fits itself to the rules that it is used with.
#[derive(Debug, Default)]
pub struct Scratch {
    digest: u64,
    columns: Vec<Looked>,
    stack: Vec<f64>,
    on: Option<Date>,
    /// A bit for each rule that is in force on the day.
    in_force: Vec<u64>,
    candidates: Vec<u64>,
    pub(super) fired: Vec<u32>,
}

/// What a column's texts were found to be, once that was asked.
#[derive(Debug, Default)]
struct Looked {
    looked: bool,
    searched: bool,
    rows: Vec<Row>,
    found: Vec<u64>,
}

impl Scratch {
    pub fn new() -> Scratch {
        Scratch::default()
    }

    fn prepare(&mut self, set: &RuleSet, on: Date) {
        if self.digest != set.digest || self.columns.len() != set.columns.all.len() {
            *self = Scratch { digest: set.digest, ..Scratch::default() };
            self.columns.resize_with(set.columns.all.len(), Looked::default);
            self.in_force.resize(set.uncalled.len(), 0);
        }
        if self.on != Some(on) {
            self.on = Some(on);
            self.in_force.fill(0);
            for (at, row) in set.rows().iter().enumerate() {
                if let Some(bits) = self.in_force.get_mut(at / 64) {
                    *bits |= u64::from(row.is_in_force(on)) << (at % 64);
                }
            }
        }
        for column in &mut self.columns {
            column.looked = false;
            column.searched = false;
        }
        self.fired.clear();
        self.candidates.clear();
        self.candidates.extend_from_slice(&set.uncalled);
    }
}

pub(super) struct Run<'s, 'r> {
    set: &'s RuleSet,
    record: &'s Record<'r>,
    numbers: &'s [f64],
}

impl<'s, 'r> Run<'s, 'r> {
    pub(super) fn new(set: &'s RuleSet, record: &'s Record<'r>) -> Run<'s, 'r> {
        Run { set, record, numbers: record.numbers() }
    }

    pub(super) fn fire(&self, on: Date, scratch: &mut Scratch) {
        scratch.prepare(self.set, on);
        self.call(scratch);
        for word in 0..scratch.candidates.len() {
            let bits = |all: &[u64]| all.get(word).copied().unwrap_or_default();
            let mut open = bits(&scratch.candidates) & bits(&scratch.in_force);
            while open != 0 {
                let at = word * 64 + open.trailing_zeros() as usize;
                open &= open - 1;
                let entry = self.set.entries.get(at).copied();
                if entry.is_some_and(|it| self.holds(it, scratch, 0)) {
                    scratch.fired.push(at as u32);
                }
            }
        }
    }

    /// Marks the rules that what the texts are calls up.
    fn call(&self, scratch: &mut Scratch) {
        for calls in &self.set.calls {
            self.look(calls.column, scratch);
            let Some(column) = self.set.columns.all.get(usize::from(calls.column)) else {
                continue;
            };
            let Scratch { columns, candidates, .. } = &mut *scratch;
            let Some(looked) = columns.get(usize::from(calls.column)) else { continue };
            let mut mark = |rules: &[u32]| {
                for rule in rules {
                    if let Some(bits) = candidates.get_mut(*rule as usize / 64) {
                        *bits |= 1 << (rule % 64);
                    }
                }
            };
            for row in &looked.rows {
                mark(calls.by_id(row.id));
                if row.prefix != NONE {
                    column.prefixes_from(row.prefix).for_each(|it| mark(calls.by_prefix(it)));
                }
            }
        }
    }

    fn look(&self, at: u16, scratch: &mut Scratch) {
        let column = self.set.columns.all.get(usize::from(at));
        let looked = scratch.columns.get_mut(usize::from(at));
        let (Some(column), Some(looked)) = (column, looked) else { return };
        if looked.looked {
            return;
        }
        looked.looked = true;
        looked.rows.clear();
        if column.is_list {
            let texts = self.record.list(Slot(column.slot));
            looked.rows.extend(texts.iter().map(|it| column.row(it)));
        } else {
            let text = self.record.text(Slot(column.slot));
            looked.rows.extend(text.iter().map(|it| column.row(it)));
        }
    }

    /// What a column's text was found to be; of a list, the element at the cursor. Nothing if it is missing.
    fn row(&self, at: u16, scratch: &mut Scratch, cursor: usize) -> Option<Row> {
        if !scratch.columns.get(usize::from(at))?.looked {
            self.look(at, scratch);
        }
        let is_list = self.set.columns.all.get(usize::from(at))?.is_list;
        let rows = &scratch.columns.get(usize::from(at))?.rows;
        rows.get(if is_list { cursor } else { 0 }).copied()
    }

    fn contains(&self, at: u16, no: u32, scratch: &mut Scratch, cursor: usize) -> Option<bool> {
        let column = self.set.columns.all.get(usize::from(at))?;
        let looked = scratch.columns.get_mut(usize::from(at))?;
        let single;
        let texts = if column.is_list {
            self.record.list(Slot(column.slot))
        } else {
            single = self.record.text(Slot(column.slot));
            single.as_slice()
        };
        let cursor = if column.is_list { cursor } else { 0 };
        texts.get(cursor)?;
        if !looked.searched {
            looked.searched = true;
            looked.found.clear();
            looked.found.resize(column.n_found * texts.len(), 0);
            for (text, found) in texts.iter().zip(looked.found.chunks_mut(column.n_found.max(1))) {
                column.search(text, found);
            }
        }
        let word = cursor * column.n_found + no as usize / 64;
        Some(looked.found.get(word).is_some_and(|it| it >> (no % 64) & 1 == 1))
    }

    /// Whether the condition that is entered here holds.
    fn holds(&self, entry: u32, scratch: &mut Scratch, cursor: usize) -> bool {
        let mut at = entry;
        while let Some(it) = self.set.program.code.get(at as usize) {
            let holds = match it.test {
                Ask::Number { order, slot, value } => {
                    self.numbers.get(usize::from(slot)).is_some_and(|it| order.holds(*it, value))
                }
                Ask::Is { column, id, is } => {
                    self.row(column, scratch, cursor).is_some_and(|it| (it.id == id) == is)
                }
                Ask::Starts { column, first, last, is } => {
                    let within = |it: u32| first <= it && it <= last;
                    self.row(column, scratch, cursor).is_some_and(|it| within(it.prefix) == is)
                }
                test => self.ask(test, scratch, cursor).unwrap_or(false),
            };
            at = if holds { it.yes } else { it.no };
        }
        at == HOLDS
    }

    /// The tests that are rarer; nothing where something is missing.
    fn ask(&self, test: Ask, scratch: &mut Scratch, cursor: usize) -> Option<bool> {
        let pool = &self.set.pool;
        Some(match test {
            Ask::Numbers { order, left, right } => {
                let left = self.value(left, scratch, cursor);
                order.holds(left, self.value(right, scratch, cursor))
            }
            Ask::InNumbers { value, set, is } => {
                let value = self.value(value, scratch, cursor);
                !value.is_nan() && pool.numbers_of(set).contains(&value) == is
            }
            Ask::Has { kind, slot, is } => self.has(kind, Slot(slot)) == is,
            Ask::In { column, from, to, is } => {
                let ids = self.set.program.ids.get(from as usize..to as usize)?;
                ids.binary_search(&self.row(column, scratch, cursor)?.id).is_ok() == is
            }
            Ask::Ends { text, word, is } => {
                text_of(self.record, text, cursor)?.ends_with(pool.text(word)) == is
            }
            Ask::Contains { column, no, is } => self.contains(column, no, scratch, cursor)? == is,
            Ask::Matches { text, word, is } => {
                pool.regex(word)?.is_match(text_of(self.record, text, cursor)?) == is
            }
            Ask::Same { one, other, is } => {
                let one = text_of(self.record, one, cursor)?;
                (one == text_of(self.record, other, cursor)?) == is
            }
            Ask::Any { list, body } => {
                let n_texts = self.n_texts(list)?;
                (0..n_texts).any(|it| self.holds(body, scratch, it))
            }
            Ask::Every { list, body } => {
                let n_texts = self.n_texts(list)?;
                n_texts != 0 && (0..n_texts).all(|it| self.holds(body, scratch, it))
            }
            Ask::Never | Ask::Number { .. } | Ask::Is { .. } | Ask::Starts { .. } => false,
        })
    }

    fn n_texts(&self, column: u16) -> Option<usize> {
        let column = self.set.columns.all.get(usize::from(column))?;
        Some(self.record.list(Slot(column.slot)).len())
    }

    fn has(&self, kind: Kind, slot: Slot) -> bool {
        match kind {
            Kind::Number | Kind::Flag => self.record.number(slot).is_some(),
            Kind::Text => self.record.text(slot).is_some(),
            Kind::Texts => !self.record.list(slot).is_empty(),
        }
    }

    /// Of an arithmetic expression; NaN is missing.
    fn value(&self, expression: u32, scratch: &mut Scratch, cursor: usize) -> f64 {
        let program = &self.set.program;
        let range = program.expressions.get(expression as usize).copied().unwrap_or_default();
        let steps = program.steps.get(range.0 as usize..range.1 as usize).unwrap_or_default();
        let base = scratch.stack.len();
        for step in steps {
            let value = match *step {
                Step::Const(value) => value,
                Step::Number(slot) => self.record.number(Slot(slot)).unwrap_or(f64::NAN),
                Step::Length(text) => text_of(self.record, text, cursor)
                    .map_or(f64::NAN, |it| it.chars().count() as f64),
                Step::Count(slot) => match self.record.list(Slot(slot)).len() {
                    0 => f64::NAN,
                    n_texts => n_texts as f64,
                },
                Step::One(what) => what.of(scratch.stack.pop().unwrap_or(f64::NAN)),
                Step::Two(what) => {
                    let right = scratch.stack.pop().unwrap_or(f64::NAN);
                    what.of(scratch.stack.pop().unwrap_or(f64::NAN), right)
                }
                Step::Choose(yes, no) => {
                    let other = scratch.stack.pop().unwrap_or(f64::NAN);
                    let then = scratch.stack.pop().unwrap_or(f64::NAN);
                    if self.holds(yes, scratch, cursor) {
                        then
                    } else if self.holds(no, scratch, cursor) {
                        other
                    } else {
                        f64::NAN
                    }
                }
            };
            scratch.stack.push(value);
        }
        let value = scratch.stack.pop().unwrap_or(f64::NAN);
        scratch.stack.truncate(base);
        value
    }
}
