//! Conditions as a flat program: each instruction is one test and says where to go on if it holds and if it does not.

use super::{
    columns::Columns,
    pool::{Id, Node, One, Order, Pool, Test, Text, Two},
};
use crate::record::Kind;

/// Where a program ends: the condition holds.
pub(super) const HOLDS: u32 = u32::MAX;
/// It does not.
pub(super) const FAILS: u32 = u32::MAX - 1;

#[derive(Debug, Clone, Copy)]
pub(super) struct Instruction {
    pub(super) test: Ask,
    pub(super) yes: u32,
    pub(super) no: u32,
}

/// One test. Where a text is asked, the column stands first; `is` false asks for the opposite of something that is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ask {
    Never,
    /// A feature against a constant: most of what rules ask.
    Number {
        order: Order,
        slot: u16,
        value: f64,
    },
    Numbers {
        order: Order,
        left: u32,
        right: u32,
    },
    InNumbers {
        value: u32,
        set: u32,
        is: bool,
    },
    Has {
        kind: Kind,
        slot: u16,
        is: bool,
    },
    Is {
        column: u16,
        id: u32,
        is: bool,
    },
    /// Constants that stand between two places of a sorted table.
    In {
        column: u16,
        from: u32,
        to: u32,
        is: bool,
    },
    Starts {
        column: u16,
        first: u32,
        last: u32,
        is: bool,
    },
    Ends {
        text: Text,
        word: u32,
        is: bool,
    },
    Contains {
        column: u16,
        no: u32,
        is: bool,
    },
    Matches {
        text: Text,
        word: u32,
        is: bool,
    },
    Same {
        one: Text,
        other: Text,
        is: bool,
    },
    Any {
        list: u16,
        body: u32,
    },
    Every {
        list: u16,
        body: u32,
    },
}

/// A step of an arithmetic expression, on a stack.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Const(f64),
    Number(u16),
    Length(Text),
    Count(u16),
    One(One),
    Two(Two),
    /// Takes two values and leaves the first if the first program holds, the second if the second does.
    Choose(u32, u32),
}

#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) code: Vec<Instruction>,
    pub(super) steps: Vec<Step>,
    /// From where to where the steps of an expression stand.
    pub(super) expressions: Vec<(u32, u32)>,
    /// Sorted places of constants.
    pub(super) ids: Vec<u32>,
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(FAILS - 1)
}

impl Program {
    /// Adds a condition; it is entered where this says.
    pub(super) fn add(&mut self, pool: &Pool, columns: &Columns, id: Id, yes: u32, no: u32) -> u32 {
        match pool.node(id) {
            Node::Always => yes,
            Node::All(parts) => {
                // Backwards, because what comes after has to be known.
                let mut next = yes;
                for part in by_cost(pool, parts).into_iter().rev() {
                    next = self.add(pool, columns, part, next, no);
                }
                next
            }
            Node::Either(parts) => {
                let mut next = no;
                for part in by_cost(pool, parts).into_iter().rev() {
                    next = self.add(pool, columns, part, yes, next);
                }
                next
            }
            node => {
                let test = self.ask(pool, columns, node);
                self.code.push(Instruction { test, yes, no });
                index(self.code.len() - 1)
            }
        }
    }

    fn ask(&mut self, pool: &Pool, columns: &Columns, node: &Node) -> Ask {
        match *node {
            Node::Compare(order, left, right) => {
                if let (Node::Number(slot), Some(value)) = (pool.node(left), pool.constant(right)) {
                    return Ask::Number { order, slot: *slot, value };
                }
                let left = self.expression(pool, columns, left);
                Ask::Numbers { order, left, right: self.expression(pool, columns, right) }
            }
            Node::InNumbers(value, set, is) => {
                Ask::InNumbers { value: self.expression(pool, columns, value), set, is }
            }
            Node::Has(kind, slot, is) => Ask::Has { kind, slot, is },
            Node::Text(text, test, is) => self.text(pool, columns, text, test, is),
            Node::SameText(one, other, is) => Ask::Same { one, other, is },
            Node::Any(slot, body) => {
                let list = columns.place(Text::Element(slot));
                Ask::Any { list, body: self.add(pool, columns, body, HOLDS, FAILS) }
            }
            Node::Every(slot, body) => {
                let list = columns.place(Text::Element(slot));
                Ask::Every { list, body: self.add(pool, columns, body, HOLDS, FAILS) }
            }
            _ => Ask::Never,
        }
    }

    fn text(&mut self, pool: &Pool, columns: &Columns, text: Text, test: Test, is: bool) -> Ask {
        let column = columns.place(text);
        match test {
            Test::In(set) => {
                let words = pool.words_of(set);
                if let [word] = words {
                    return Ask::Is { column, id: columns.id(column, *word), is };
                }
                let from = self.ids.len();
                self.ids.extend(words.iter().map(|it| columns.id(column, *it)));
                if let Some(own) = self.ids.get_mut(from..) {
                    own.sort_unstable();
                }
                Ask::In { column, from: index(from), to: index(self.ids.len()), is }
            }
            Test::Starts(word) => {
                let (first, last) = columns.prefix(column, word);
                Ask::Starts { column, first, last, is }
            }
            Test::Ends(word) => Ask::Ends { text, word, is },
            Test::Contains(word) => {
                Ask::Contains { column, no: columns.contained(column, word), is }
            }
            Test::Matches(word) => Ask::Matches { text, word, is },
        }
    }

    fn expression(&mut self, pool: &Pool, columns: &Columns, id: Id) -> u32 {
        let mut steps = Vec::new();
        self.steps_of(pool, columns, id, &mut steps);
        let from = index(self.steps.len());
        self.steps.append(&mut steps);
        self.expressions.push((from, index(self.steps.len())));
        index(self.expressions.len() - 1)
    }

    fn steps_of(&mut self, pool: &Pool, columns: &Columns, id: Id, steps: &mut Vec<Step>) {
        match *pool.node(id) {
            Node::Const(bits) => steps.push(Step::Const(f64::from_bits(bits))),
            Node::Number(slot) => steps.push(Step::Number(slot)),
            Node::Length(text) => steps.push(Step::Length(text)),
            Node::Count(slot) => steps.push(Step::Count(slot)),
            Node::One(what, value) => {
                self.steps_of(pool, columns, value, steps);
                steps.push(Step::One(what));
            }
            Node::Two(what, left, right) => {
                self.steps_of(pool, columns, left, steps);
                self.steps_of(pool, columns, right, steps);
                steps.push(Step::Two(what));
            }
            Node::Choose(yes, no, then, other) => {
                self.steps_of(pool, columns, then, steps);
                self.steps_of(pool, columns, other, steps);
                let yes = self.add(pool, columns, yes, HOLDS, FAILS);
                steps.push(Step::Choose(yes, self.add(pool, columns, no, HOLDS, FAILS)));
            }
            _ => steps.push(Step::Const(f64::NAN)),
        }
    }
}

/// The cheapest first: which comes first does not change what holds.
fn by_cost(pool: &Pool, parts: &[Id]) -> Vec<Id> {
    let mut parts: Vec<Id> = parts.to_vec();
    parts.sort_by_key(|it| cost(pool, *it));
    parts
}

fn cost(pool: &Pool, id: Id) -> u32 {
    match pool.node(id) {
        Node::Compare(_, left, right) => {
            let plain = |it: Id| matches!(pool.node(it), Node::Number(_) | Node::Const(_));
            if plain(*left) && plain(*right) { 1 } else { 8 }
        }
        Node::Has(..) => 1,
        Node::Text(_, Test::In(_) | Test::Starts(_), _) => 2,
        Node::InNumbers(..) | Node::SameText(..) | Node::Text(_, Test::Ends(_), _) => 4,
        Node::Text(_, Test::Contains(_), _) => 20,
        Node::Text(_, Test::Matches(_), _) => 60,
        Node::Any(_, body) | Node::Every(_, body) => cost(pool, *body).saturating_mul(4),
        Node::All(parts) | Node::Either(parts) => {
            parts.iter().fold(0, |sum, it| cost(pool, *it).saturating_add(sum))
        }
        _ => 1,
    }
}
