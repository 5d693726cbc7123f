//! What a condition covers, as areas: intervals of numbers and sets of texts, side by side. By them it is known whether a
//! condition can ever hold, and whether one holds wherever another does.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    columns::children,
    pool::{Id, Node, Order, Pool, Test, Text, Word},
};
use crate::record::Kind;

/// Of one condition; with more nothing is concluded.
const MOST_AREAS: usize = 64;

/// What an area says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(Id),
    /// How two numbers stand to each other.
    Pair(Id, Id),
    Text(Text),
    Present(Kind, u16),
    Leaf(Id),
}

/// What may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bound {
    Numbers(Numbers),
    /// Bits: less, same, more.
    Pair(u8),
    Texts(Texts),
    Is(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    low: f64,
    low_open: bool,
    high: f64,
    high_open: bool,
    among: Option<Vec<f64>>,
    not: Vec<f64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) among: Option<BTreeSet<Word>>,
    not: BTreeSet<Word>,
    tests: BTreeSet<(Test, bool)>,
}

pub(super) type Area = BTreeMap<Key, Bound>;

/// The areas of a condition, those left out in which nothing can be; nothing if they are too many.
pub(super) fn areas(pool: &Pool, id: Id) -> Option<Vec<Area>> {
    match pool.node(id) {
        Node::Always => Some(vec![Area::new()]),
        Node::Never => Some(Vec::new()),
        Node::Either(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(areas(pool, *part)?);
                if MOST_AREAS < all.len() {
                    return None;
                }
            }
            Some(all)
        }
        Node::All(parts) => {
            let mut all = vec![Area::new()];
            // Leaves first: what contradicts them is gone before it multiplies.
            let (choices, leaves): (Vec<Id>, Vec<Id>) =
                parts.iter().partition(|it| matches!(pool.node(**it), Node::Either(_)));
            for part in leaves.into_iter().chain(choices) {
                let others = areas(pool, part)?;
                if MOST_AREAS < all.len() * others.len() {
                    return None;
                }
                let pairs = all.iter().flat_map(|one| others.iter().map(move |it| (one, it)));
                all = pairs.filter_map(|(one, other)| meet(pool, one, other)).collect();
            }
            Some(all)
        }
        _ => Some(leaf(pool, id).into_iter().collect()),
    }
}

/// Nothing if nothing can be in it.
fn leaf(pool: &Pool, id: Id) -> Option<Area> {
    let mut area = Area::new();
    let mut present = Vec::new();
    match *pool.node(id) {
        Node::Compare(order, left, right) => {
            let (key, bound) = match pool.constant(right) {
                Some(value) => (Key::Number(left), Bound::Numbers(Numbers::of(order, value))),
                None => {
                    // A number is always the same as itself.
                    let allowed = if left == right { bits(order) & 2 } else { bits(order) };
                    (Key::Pair(left, right), Bound::Pair(allowed))
                }
            };
            if bound == Bound::Pair(0) {
                return None;
            }
            area.insert(key, bound);
            present.extend([left, right].into_iter().flat_map(|it| needed(pool, it)));
        }
        Node::InNumbers(value, set, is) => {
            let numbers = pool.numbers_of(set).to_vec();
            let mut bound = Numbers::all();
            if is {
                bound.among = Some(numbers)
            } else {
                bound.not = numbers
            }
            area.insert(Key::Number(value), Bound::Numbers(bound));
            present.extend(needed(pool, value));
        }
        Node::Has(kind, slot, is) => {
            let kind = if kind == Kind::Flag { Kind::Number } else { kind };
            area.insert(Key::Present(kind, slot), Bound::Is(is));
        }
        Node::Text(text, test, is) => {
            area.insert(Key::Text(text), Bound::Texts(Texts::of(pool, test, is)));
            present.extend(needed_text(text));
        }
        Node::SameText(one, other, false) if one == other => return None,
        Node::SameText(one, other, _) => {
            area.insert(Key::Leaf(id), Bound::Is(true));
            present.extend([one, other].into_iter().flat_map(needed_text));
        }
        Node::Any(list, body) | Node::Every(list, body) => {
            if areas(pool, body).is_some_and(|it| it.is_empty()) {
                return None;
            }
            area.insert(Key::Leaf(id), Bound::Is(true));
            present.push((Kind::Texts, list));
        }
        _ => {
            area.insert(Key::Leaf(id), Bound::Is(true));
        }
    }
    for (kind, slot) in present {
        area.insert(Key::Present(kind, slot), Bound::Is(true));
    }
    Some(area)
}

fn bits(order: Order) -> u8 {
    match order {
        Order::Less => 1,
        Order::Same => 2,
        Order::AtMost => 3,
        Order::More => 4,
        Order::Other => 5,
        Order::AtLeast => 6,
    }
}

/// The features without which a number has no value. Flags and numbers are one kind here.
fn needed(pool: &Pool, id: Id) -> Vec<(Kind, u16)> {
    match pool.node(id) {
        Node::Number(slot) => vec![(Kind::Number, *slot)],
        Node::Length(text) => needed_text(*text).into_iter().collect(),
        Node::Count(list) => vec![(Kind::Texts, *list)],
        // Only one side of a choice is looked at.
        Node::Choose(..) => Vec::new(),
        node => children(node).into_iter().flat_map(|it| needed(pool, it)).collect(),
    }
}

fn needed_text(text: Text) -> Option<(Kind, u16)> {
    match text {
        Text::Feature(slot) => Some((Kind::Text, slot)),
        Text::Element(list) => Some((Kind::Texts, list)),
    }
}

fn meet(pool: &Pool, one: &Area, other: &Area) -> Option<Area> {
    let mut area = one.clone();
    for (key, bound) in other {
        let joined = match area.get(key) {
            Some(own) => both(pool, own, bound)?,
            None => bound.clone(),
        };
        area.insert(*key, joined);
        if let Key::Leaf(id) = key
            && pool.opposite(*id).is_some_and(|it| area.contains_key(&Key::Leaf(it)))
        {
            return None;
        }
    }
    Some(area)
}

fn both(pool: &Pool, one: &Bound, other: &Bound) -> Option<Bound> {
    Some(match (one, other) {
        (Bound::Numbers(one), Bound::Numbers(other)) => Bound::Numbers(one.meet(other)?),
        (Bound::Pair(one), Bound::Pair(other)) if one & other != 0 => Bound::Pair(one & other),
        (Bound::Texts(one), Bound::Texts(other)) => Bound::Texts(one.meet(pool, other)?),
        (Bound::Is(one), Bound::Is(other)) if one == other => Bound::Is(*one),
        _ => return None,
    })
}

/// Whether whatever is in `inner` is in `outer`. A `false` may also mean that it is not known.
pub(super) fn within(pool: &Pool, inner: &Area, outer: &Area) -> bool {
    outer.iter().all(|(key, bound)| match (inner.get(key), bound) {
        (Some(Bound::Numbers(one)), Bound::Numbers(other)) => one.within(other),
        (Some(Bound::Pair(one)), Bound::Pair(other)) => one & !other == 0,
        (Some(Bound::Texts(one)), Bound::Texts(other)) => one.within(pool, other),
        (Some(Bound::Is(one)), Bound::Is(other)) => one == other,
        _ => false,
    })
}

/// Whether a number is never zero wherever the area holds.
pub(super) fn never_zero(area: &Area, id: Id) -> bool {
    let bound = area.get(&Key::Number(id));
    matches!(bound, Some(Bound::Numbers(it)) if !it.has(0.0))
}

impl Numbers {
    fn all() -> Numbers {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Numbers { low, low_open: false, high, high_open: false, among: None, not: Vec::new() }
    }

    fn of(order: Order, value: f64) -> Numbers {
        let all = Numbers::all();
        match order {
            Order::Less => Numbers { high: value, high_open: true, ..all },
            Order::AtMost => Numbers { high: value, ..all },
            Order::More => Numbers { low: value, low_open: true, ..all },
            Order::AtLeast => Numbers { low: value, ..all },
            Order::Same => Numbers { low: value, high: value, ..all },
            Order::Other => Numbers { not: vec![value], ..all },
        }
    }

    fn has(&self, value: f64) -> bool {
        let above = if self.low_open { self.low < value } else { self.low <= value };
        let below = if self.high_open { value < self.high } else { value <= self.high };
        let among = self.among.as_ref().is_none_or(|it| it.contains(&value));
        above && below && among && !self.not.contains(&value)
    }

    /// The values, where they are few.
    fn listed(&self) -> Option<Vec<f64>> {
        if self.low == self.high {
            return Some(vec![self.low].into_iter().filter(|it| self.has(*it)).collect());
        }
        let among = self.among.as_ref()?;
        Some(among.iter().copied().filter(|it| self.has(*it)).collect())
    }

    fn meet(&self, other: &Numbers) -> Option<Numbers> {
        let mut met = self.clone();
        if met.low < other.low || (met.low == other.low && other.low_open) {
            (met.low, met.low_open) = (other.low, other.low_open);
        }
        if other.high < met.high || (met.high == other.high && other.high_open) {
            (met.high, met.high_open) = (other.high, other.high_open);
        }
        met.not.extend_from_slice(&other.not);
        met.not.sort_by(f64::total_cmp);
        met.not.dedup();
        met.among = match (&self.among, &other.among) {
            (Some(one), Some(two)) => {
                Some(one.iter().copied().filter(|it| two.contains(it)).collect())
            }
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        let open = met.low_open || met.high_open;
        let none = met.high < met.low || (met.low == met.high && open);
        (!none && met.listed().is_none_or(|it| !it.is_empty())).then_some(met)
    }

    fn within(&self, other: &Numbers) -> bool {
        if let Some(values) = self.listed() {
            return values.iter().all(|it| other.has(*it));
        }
        let above =
            other.low < self.low || (other.low == self.low && (!other.low_open || self.low_open));
        let below = self.high < other.high
            || (self.high == other.high && (!other.high_open || self.high_open));
        above && below && other.among.is_none() && other.not.iter().all(|it| !self.has(*it))
    }
}

impl Texts {
    fn of(pool: &Pool, test: Test, is: bool) -> Texts {
        let mut texts = Texts::default();
        match test {
            Test::In(set) => {
                let words = pool.words_of(set).iter().copied().collect();
                if is { texts.among = Some(words) } else { texts.not = words }
            }
            _ => drop(texts.tests.insert((test, is))),
        }
        texts
    }

    /// Texts, or beginnings with a star behind; nothing where it may be any other.
    pub(super) fn told(&self, pool: &Pool) -> Option<Vec<String>> {
        if let Some(among) = &self.among {
            let words = among.iter().filter(|it| self.has(pool, **it));
            return Some(words.map(|it| pool.text(*it).to_owned()).collect());
        }
        self.tests.iter().find_map(|(test, is)| match test {
            Test::Starts(word) if *is => Some(vec![format!("{}*", pool.text(*word))]),
            _ => None,
        })
    }

    fn has(&self, pool: &Pool, word: Word) -> bool {
        let text = pool.text(word);
        !self.not.contains(&word)
            && self.among.as_ref().is_none_or(|it| it.contains(&word))
            && self.tests.iter().all(|(test, is)| pool.passes(text, *test) == *is)
    }

    fn meet(&self, pool: &Pool, other: &Texts) -> Option<Texts> {
        let mut met = self.clone();
        met.not.extend(&other.not);
        met.tests.extend(&other.tests);
        met.among = match (&self.among, &other.among) {
            (Some(one), Some(two)) => Some(one & two),
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        if let Some(among) = met.among.take() {
            let left: BTreeSet<Word> = among.into_iter().filter(|it| met.has(pool, *it)).collect();
            if left.is_empty() {
                return None;
            }
            met.among = Some(left);
            return Some(met);
        }
        let clash = |(test, is): &(Test, bool)| {
            *is && met.tests.iter().any(|(other, its)| match (test, other) {
                (_, _) if !its => test == other || follows(pool, *test, *other),
                (Test::Starts(one), Test::Starts(two)) => {
                    let (one, two) = (pool.text(*one), pool.text(*two));
                    !one.starts_with(two) && !two.starts_with(one)
                }
                (Test::Ends(one), Test::Ends(two)) => {
                    let (one, two) = (pool.text(*one), pool.text(*two));
                    !one.ends_with(two) && !two.ends_with(one)
                }
                _ => false,
            })
        };
        (!met.tests.iter().any(clash)).then_some(met)
    }

    fn within(&self, pool: &Pool, other: &Texts) -> bool {
        if let Some(among) = &self.among {
            return among.iter().all(|it| other.has(pool, *it));
        }
        let follows_here = |(test, is): &(Test, bool)| {
            self.tests.contains(&(*test, *is))
                || self.tests.iter().any(|(own, its)| match (*its, *is) {
                    (true, true) => follows(pool, *own, *test),
                    (false, false) => follows(pool, *test, *own),
                    _ => false,
                })
        };
        other.among.is_none()
            && other.not.iter().all(|it| !self.has(pool, *it))
            && other.tests.iter().all(follows_here)
    }

    /// The longest text that everything begins with.
    pub(super) fn start(&self) -> impl Iterator<Item = Word> {
        self.tests.iter().filter_map(|it| match it {
            (Test::Starts(word), true) => Some(*word),
            _ => None,
        })
    }
}

/// Whether whatever passes one test passes another.
fn follows(pool: &Pool, one: Test, other: Test) -> bool {
    let (own, its) = match (one, other) {
        (Test::Starts(own), Test::Starts(its)) => {
            return pool.text(own).starts_with(pool.text(its));
        }
        (Test::Ends(own), Test::Ends(its)) => return pool.text(own).ends_with(pool.text(its)),
        (Test::Starts(own) | Test::Ends(own) | Test::Contains(own), Test::Contains(its)) => {
            (own, its)
        }
        _ => return false,
    };
    pool.text(own).contains(pool.text(its))
}
