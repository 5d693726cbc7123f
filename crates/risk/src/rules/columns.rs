//! What rules ask of one text feature, gathered: a text is looked up once a record, and after that constants and prefixes
//! are compared as numbers.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::pool::{Id, Node, Pool, Test, Text, Word};

/// No constant, no prefix.
pub(super) const NONE: u32 = u32::MAX;

/// What one text was found to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its place among the constants.
    pub(super) id: u32,
    /// The longest of the prefixes that it begins with.
    pub(super) prefix: u32,
}

/// The constants that one feature is compared with.
#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) slot: u16,
    /// Whether the feature is a list of texts.
    pub(super) is_list: bool,
    ids: FxHashMap<Box<str>, u32>,
    /// Sorted, so that those that begin with one of them stand right behind it.
    prefixes: Vec<Prefix>,
    contained: Option<AhoCorasick>,
    /// Words of 64 bits that hold which of the contained texts were found.
    pub(super) n_found: usize,
}

#[derive(Debug)]
struct Prefix {
    text: Box<str>,
    /// The longest other prefix that this one begins with.
    parent: u32,
    /// The last that begins with this one.
    last: u32,
}

impl Column {
    pub(super) fn row(&self, text: &str) -> Row {
        let id =
            if self.ids.is_empty() { NONE } else { self.ids.get(text).copied().unwrap_or(NONE) };
        Row { id, prefix: self.longest_prefix(text) }
    }

    fn longest_prefix(&self, text: &str) -> u32 {
        // Between a text and its longest prefix stands nothing but what begins with that prefix.
        let after = self.prefixes.partition_point(|it| *it.text <= *text);
        let mut at = u32::try_from(after).map_or(NONE, |it| it.wrapping_sub(1));
        while let Some(prefix) = self.prefixes.get(at as usize) {
            if text.starts_with(&*prefix.text) {
                return at;
            }
            at = prefix.parent;
        }
        NONE
    }

    /// The prefix and all that it begins with.
    pub(super) fn prefixes_from(&self, prefix: u32) -> impl Iterator<Item = u32> {
        let first = (prefix != NONE).then_some(prefix);
        std::iter::successors(first, |it| {
            self.prefixes.get(*it as usize).map(|it| it.parent).filter(|it| *it != NONE)
        })
    }

    /// Marks which contained texts were found.
    pub(super) fn search(&self, text: &str, found: &mut [u64]) {
        let Some(contained) = &self.contained else { return };
        for hit in contained.find_overlapping_iter(text) {
            let no = hit.pattern().as_usize();
            if let Some(bits) = found.get_mut(no / 64) {
                *bits |= 1 << (no % 64);
            }
        }
    }

    pub(super) fn n_ids(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn n_prefixes(&self) -> usize {
        self.prefixes.len()
    }
}

/// All columns of a set of rules, and where each constant stands in them.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    places: BTreeMap<(bool, u16), u16>,
    ids: BTreeMap<(u16, Word), u32>,
    prefixes: BTreeMap<(u16, Word), (u32, u32)>,
    contained: BTreeMap<(u16, Word), u32>,
}

/// The constants of one feature while they are gathered.
#[derive(Debug, Default)]
struct Gathered {
    ids: BTreeSet<Word>,
    prefixes: BTreeSet<Word>,
    contained: BTreeSet<Word>,
}

impl Columns {
    /// Of everything that can be reached from the roots.
    pub(super) fn gather(
        pool: &Pool,
        roots: impl Iterator<Item = Id>,
    ) -> Result<Columns, aho_corasick::BuildError> {
        let mut gathered: BTreeMap<(bool, u16), Gathered> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<Id> = roots.collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let node = pool.node(id);
            if let Node::Text(text, test, _) = node {
                let entry = gathered.entry(key(*text)).or_default();
                match test {
                    Test::In(set) => entry.ids.extend(pool.words_of(*set)),
                    Test::Starts(word) => drop(entry.prefixes.insert(*word)),
                    Test::Contains(word) => drop(entry.contained.insert(*word)),
                    Test::Ends(_) | Test::Matches(_) => {}
                }
            }
            if let Node::Any(list, _) | Node::Every(list, _) = node {
                gathered.entry((true, *list)).or_default();
            }
            open.extend(children(node));
        }
        let mut columns = Columns::default();
        for ((is_list, slot), entry) in gathered {
            columns.add(pool, is_list, slot, &entry)?;
        }
        Ok(columns)
    }

    fn add(
        &mut self,
        pool: &Pool,
        is_list: bool,
        slot: u16,
        gathered: &Gathered,
    ) -> Result<(), aho_corasick::BuildError> {
        let place = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        self.places.insert((is_list, slot), place);
        let mut column = Column { slot, is_list, ..Column::default() };
        for (id, word) in (0u32..).zip(&gathered.ids) {
            column.ids.insert(pool.text(*word).into(), id);
            self.ids.insert((place, *word), id);
        }
        let mut sorted: Vec<(&str, Word)> =
            gathered.prefixes.iter().map(|it| (pool.text(*it), *it)).collect();
        sorted.sort_unstable();
        for (at, (text, word)) in (0u32..).zip(sorted) {
            let before = column.longest_prefix(text);
            column.prefixes.push(Prefix { text: text.into(), parent: before, last: at });
            self.prefixes.insert((place, word), (at, at));
            let all: Vec<u32> = column.prefixes_from(at).collect();
            for ancestor in all {
                if let Some(prefix) = column.prefixes.get_mut(ancestor as usize) {
                    prefix.last = at;
                }
            }
        }
        for ((_, _), (first, last)) in self.prefixes.range_mut((place, 0)..=(place, Word::MAX)) {
            *last = column.prefixes.get(*first as usize).map_or(*first, |it| it.last);
        }
        if !gathered.contained.is_empty() {
            let words: Vec<&str> = gathered.contained.iter().map(|it| pool.text(*it)).collect();
            column.n_found = words.len().div_ceil(64);
            column.contained = Some(AhoCorasick::new(words)?);
            for (no, word) in (0u32..).zip(&gathered.contained) {
                self.contained.insert((place, *word), no);
            }
        }
        self.all.push(column);
        Ok(())
    }

    pub(super) fn place(&self, text: Text) -> u16 {
        self.places.get(&key(text)).copied().unwrap_or(u16::MAX)
    }

    pub(super) fn id(&self, column: u16, word: Word) -> u32 {
        self.ids.get(&(column, word)).copied().unwrap_or(NONE)
    }

    /// The prefix and the last that begins with it.
    pub(super) fn prefix(&self, column: u16, word: Word) -> (u32, u32) {
        self.prefixes.get(&(column, word)).copied().unwrap_or((NONE, 0))
    }

    pub(super) fn contained(&self, column: u16, word: Word) -> u32 {
        self.contained.get(&(column, word)).copied().unwrap_or(NONE)
    }
}

fn key(text: Text) -> (bool, u16) {
    match text {
        Text::Feature(slot) => (false, slot),
        Text::Element(slot) => (true, slot),
    }
}

/// What a node is made of.
pub(super) fn children(node: &Node) -> Vec<Id> {
    match node {
        Node::One(_, one) | Node::InNumbers(one, ..) | Node::Any(_, one) | Node::Every(_, one) => {
            vec![*one]
        }
        Node::Two(_, one, other) | Node::Compare(_, one, other) => vec![*one, *other],
        Node::Choose(one, other, then, last) => vec![*one, *other, *then, *last],
        Node::All(all) | Node::Either(all) => all.clone(),
        Node::Const(_)
        | Node::Number(_)
        | Node::Length(_)
        | Node::Count(_)
        | Node::Always
        | Node::Never
        | Node::Has(..)
        | Node::Text(..)
        | Node::SameText(..) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_is_found_and_its_shorter_ones_with_it() {
        let mut pool = Pool::default();
        let roots: Vec<Id> = ["33", "3304", "330499", "34", ""]
            .map(|it| {
                let word = pool.word(it);
                pool.test(Text::Feature(0), Test::Starts(word)).yes
            })
            .into();
        let columns = Columns::gather(&pool, roots.into_iter()).unwrap();
        let column = &columns.all[0];
        let found = |text: &str| -> Vec<&str> {
            let prefix = column.row(text).prefix;
            column.prefixes_from(prefix).map(|it| &*column.prefixes[it as usize].text).collect()
        };
        assert_eq!(found("3304991000"), ["330499", "3304", "33", ""]);
        assert_eq!(found("330500"), ["33", ""]);
        assert_eq!(found("34"), ["34", ""]);
        assert_eq!(found("9"), [""]);
        assert_eq!(found(""), [""]);
        let word = pool.known_word("33").unwrap();
        assert_eq!(columns.prefix(0, word), (1, 3));
    }
}
