//! What conditions are made of: nodes that are there once however many rules hold them, so that equal conditions have
//! equal numbers.
//!
//! Conditions stand in negation normal form. A leaf holds only when what it looks at is there, so `a < 5` and `a >= 5` are
//! both false of a missing `a`: together they are Kleene's three values, and only what is definitely true fires.

use std::collections::{BTreeMap, btree_map::Entry};

use regex::Regex;

use crate::record::Kind;

/// A node of the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) u32);

/// A constant text.
pub(super) type Word = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
    Same,
    Other,
}

impl Order {
    pub(super) fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Order::Less => left < right,
            Order::AtMost => left <= right,
            Order::More => left > right,
            Order::AtLeast => left >= right,
            Order::Same => left == right,
            // What is missing is neither the same nor another.
            Order::Other => left != right && !left.is_nan() && !right.is_nan(),
        }
    }

    pub(super) fn opposite(self) -> Order {
        match self {
            Order::Less => Order::AtLeast,
            Order::AtMost => Order::More,
            Order::More => Order::AtMost,
            Order::AtLeast => Order::Less,
            Order::Same => Order::Other,
            Order::Other => Order::Same,
        }
    }

    /// With its sides exchanged.
    pub(super) fn turned(self) -> Order {
        match self {
            Order::Less => Order::More,
            Order::AtMost => Order::AtLeast,
            Order::More => Order::Less,
            Order::AtLeast => Order::AtMost,
            Order::Same | Order::Other => self,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum One {
    Minus,
    Abs,
    Log,
}

impl One {
    pub(super) fn of(self, value: f64) -> f64 {
        finite(match self {
            One::Minus => -value,
            One::Abs => value.abs(),
            // Not the platform's own, which rounds otherwise elsewhere.
            One::Log => libm::log(value),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Two {
    Plus,
    Minus,
    Times,
    Over,
    Rest,
    Min,
    Max,
}

impl Two {
    pub(super) fn of(self, left: f64, right: f64) -> f64 {
        finite(match self {
            Two::Plus => left + right,
            Two::Minus => left - right,
            Two::Times => left * right,
            Two::Over => left / right,
            Two::Rest => left % right,
            Two::Min if left.is_nan() || right.is_nan() => f64::NAN,
            Two::Max if left.is_nan() || right.is_nan() => f64::NAN,
            Two::Min => left.min(right),
            Two::Max => left.max(right),
        })
    }
}

/// What is not finite is missing.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// A text of the record: a feature, or the element of a list that is being walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Text {
    Feature(u16),
    Element(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Test {
    /// One of the texts of a set.
    In(u32),
    Starts(Word),
    Ends(Word),
    Contains(Word),
    Matches(Word),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    // Numbers.
    Const(u64),
    Number(u16),
    /// In characters.
    Length(Text),
    /// Of a list.
    Count(u16),
    One(One, Id),
    Two(Two, Id, Id),
    /// `then` where the first condition holds, `other` where the second does.
    Choose(Id, Id, Id, Id),

    // Conditions.
    Always,
    Never,
    Compare(Order, Id, Id),
    InNumbers(Id, u32, bool),
    Has(Kind, u16, bool),
    Text(Text, Test, bool),
    SameText(Text, Text, bool),
    /// Of an element of a list.
    Any(u16, Id),
    /// Of all elements of a list that has some.
    Every(u16, Id),
    All(Vec<Id>),
    Either(Vec<Id>),
}

/// A condition and its opposite: where neither holds, something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Both {
    pub(super) yes: Id,
    pub(super) no: Id,
}

impl Both {
    pub(super) fn not(self) -> Both {
        Both { yes: self.no, no: self.yes }
    }
}

#[derive(Debug, Default)]
pub(super) struct Pool {
    nodes: Vec<Node>,
    ids: BTreeMap<Node, Id>,
    opposites: BTreeMap<Id, Id>,
    words: Vec<String>,
    word_ids: BTreeMap<String, Word>,
    word_sets: Vec<Vec<Word>>,
    word_set_ids: BTreeMap<Vec<Word>, u32>,
    number_sets: Vec<Vec<f64>>,
    number_set_ids: BTreeMap<Vec<u64>, u32>,
    patterns: BTreeMap<Word, Regex>,
}

impl Pool {
    pub(super) fn node(&self, id: Id) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&Node::Never)
    }

    pub(super) fn put(&mut self, node: Node) -> Id {
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    pub(super) fn known_word(&self, text: &str) -> Option<Word> {
        self.word_ids.get(text).copied()
    }

    pub(super) fn word(&mut self, text: &str) -> Word {
        if let Some(word) = self.word_ids.get(text) {
            return *word;
        }
        let word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(text.to_owned());
        self.word_ids.insert(text.to_owned(), word);
        word
    }

    pub(super) fn text(&self, word: Word) -> &str {
        self.words.get(word as usize).map_or("", String::as_str)
    }

    pub(super) fn word_set(&mut self, mut words: Vec<Word>) -> u32 {
        words.sort_unstable();
        words.dedup();
        if let Some(set) = self.word_set_ids.get(&words) {
            return *set;
        }
        let set = u32::try_from(self.word_sets.len()).unwrap_or(u32::MAX);
        self.word_sets.push(words.clone());
        self.word_set_ids.insert(words, set);
        set
    }

    pub(super) fn words_of(&self, set: u32) -> &[Word] {
        self.word_sets.get(set as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn numbers_of(&self, set: u32) -> &[f64] {
        self.number_sets.get(set as usize).map_or(&[], Vec::as_slice)
    }

    /// Fails where the pattern is none, or too large to run.
    pub(super) fn pattern(&mut self, text: &str) -> Result<Word, regex::Error> {
        const LARGEST: usize = 1 << 20;
        let word = self.word(text);
        if let Entry::Vacant(place) = self.patterns.entry(word) {
            let mut builder = regex::RegexBuilder::new(text);
            let pattern = builder.size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(50);
            place.insert(pattern.build()?);
        }
        Ok(word)
    }

    pub(super) fn regex(&self, word: Word) -> Option<&Regex> {
        self.patterns.get(&word)
    }

    /// Whether a constant text passes.
    pub(super) fn passes(&self, text: &str, test: Test) -> bool {
        match test {
            Test::In(set) => self.words_of(set).iter().any(|it| self.text(*it) == text),
            Test::Starts(word) => text.starts_with(self.text(word)),
            Test::Ends(word) => text.ends_with(self.text(word)),
            Test::Contains(word) => text.contains(self.text(word)),
            Test::Matches(word) => self.regex(word).is_some_and(|it| it.is_match(text)),
        }
    }

    pub(super) fn constant(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Const(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    pub(super) fn number(&mut self, value: f64) -> Id {
        // The two zeros are one.
        self.put(Node::Const((value + 0.0).to_bits()))
    }

    /// What is known beforehand is computed; nothing if that has no value.
    pub(super) fn one(&mut self, what: One, value: Id) -> Option<Id> {
        match self.constant(value) {
            Some(known) => Some(what.of(known)).filter(|it| !it.is_nan()).map(|it| self.number(it)),
            None => Some(self.put(Node::One(what, value))),
        }
    }

    pub(super) fn two(&mut self, what: Two, left: Id, right: Id) -> Option<Id> {
        if let (Some(one), Some(other)) = (self.constant(left), self.constant(right)) {
            let value = what.of(one, other);
            return Some(value).filter(|it| !it.is_nan()).map(|it| self.number(it));
        }
        let commutes = matches!(what, Two::Plus | Two::Times | Two::Min | Two::Max);
        let (left, right) = if commutes && right < left { (right, left) } else { (left, right) };
        Some(self.put(Node::Two(what, left, right)))
    }

    pub(super) fn flag(&mut self, value: bool) -> Both {
        let (yes, no) = (self.put(Node::Always), self.put(Node::Never));
        let both = Both { yes, no };
        if value { both } else { both.not() }
    }

    /// A leaf and its opposite.
    fn leaf(&mut self, yes: Node, no: Node) -> Both {
        let both = Both { yes: self.put(yes), no: self.put(no) };
        self.opposites.insert(both.yes, both.no);
        self.opposites.insert(both.no, both.yes);
        both
    }

    /// Of a leaf.
    pub(super) fn opposite(&self, id: Id) -> Option<Id> {
        self.opposites.get(&id).copied()
    }

    pub(super) fn compare(&mut self, order: Order, left: Id, right: Id) -> Both {
        if let (Some(one), Some(other)) = (self.constant(left), self.constant(right)) {
            return self.flag(order.holds(one, other));
        }
        let turn = match (self.constant(left), self.constant(right)) {
            (Some(_), _) => true,
            (_, Some(_)) => false,
            _ => right < left,
        };
        let (order, left, right) =
            if turn { (order.turned(), right, left) } else { (order, left, right) };
        self.leaf(Node::Compare(order, left, right), Node::Compare(order.opposite(), left, right))
    }

    pub(super) fn in_numbers(&mut self, value: Id, mut numbers: Vec<f64>) -> Both {
        if let Some(known) = self.constant(value) {
            return self.flag(numbers.contains(&known));
        }
        numbers.iter_mut().for_each(|it| *it += 0.0);
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        if let [single] = *numbers.as_slice() {
            let single = self.number(single);
            return self.compare(Order::Same, value, single);
        }
        let bits: Vec<u64> = numbers.iter().map(|it| it.to_bits()).collect();
        let next = u32::try_from(self.number_sets.len()).unwrap_or(u32::MAX);
        let set = *self.number_set_ids.entry(bits).or_insert(next);
        if set == next {
            self.number_sets.push(numbers);
        }
        self.leaf(Node::InNumbers(value, set, true), Node::InNumbers(value, set, false))
    }

    pub(super) fn has(&mut self, kind: Kind, slot: u16) -> Both {
        self.leaf(Node::Has(kind, slot, true), Node::Has(kind, slot, false))
    }

    pub(super) fn test(&mut self, text: Text, test: Test) -> Both {
        self.leaf(Node::Text(text, test, true), Node::Text(text, test, false))
    }

    pub(super) fn same_text(&mut self, one: Text, other: Text) -> Both {
        let (one, other) = if other < one { (other, one) } else { (one, other) };
        self.leaf(Node::SameText(one, other, true), Node::SameText(one, other, false))
    }

    pub(super) fn any(&mut self, list: u16, body: Both) -> Both {
        self.leaf(Node::Any(list, body.yes), Node::Every(list, body.no))
    }

    pub(super) fn every(&mut self, list: u16, body: Both) -> Both {
        self.any(list, body.not()).not()
    }

    pub(super) fn and(&mut self, parts: &[Both]) -> Both {
        let yes = self.join(parts.iter().map(|it| it.yes), true);
        let no = self.join(parts.iter().map(|it| it.no), false);
        Both { yes, no }
    }

    pub(super) fn or(&mut self, parts: &[Both]) -> Both {
        let turned: Vec<Both> = parts.iter().map(|it| it.not()).collect();
        self.and(&turned).not()
    }

    /// `condition ? then : other` of flags: unknown where the condition is.
    pub(super) fn choice(&mut self, condition: Both, then: Both, other: Both) -> Both {
        let side = |pool: &mut Pool, when: Id, what: Id| pool.join([when, what].into_iter(), true);
        let yes = [side(self, condition.yes, then.yes), side(self, condition.no, other.yes)];
        let no = [side(self, condition.yes, then.no), side(self, condition.no, other.no)];
        let yes = self.join(yes.into_iter(), false);
        Both { yes, no: self.join(no.into_iter(), false) }
    }

    fn join(&mut self, parts: impl Iterator<Item = Id>, all: bool) -> Id {
        let (neutral, decided) =
            if all { (Node::Always, Node::Never) } else { (Node::Never, Node::Always) };
        let mut flat = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::All(inner) if all => flat.extend_from_slice(inner),
                Node::Either(inner) if !all => flat.extend_from_slice(inner),
                node if *node == neutral => {}
                node if *node == decided => return self.put(decided),
                _ => flat.push(part),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        match flat.as_slice() {
            [] => self.put(neutral),
            [single] => *single,
            _ if all => self.put(Node::All(flat)),
            _ => self.put(Node::Either(flat)),
        }
    }
}
