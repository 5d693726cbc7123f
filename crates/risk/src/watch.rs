//! Watch rows, indexed by what they look at.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use model::{Date, WatchKind, WatchRow};

/// A set of rows that cannot be watched for; none of them takes effect.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("watch row `{id}` has an empty value, which every entry would hit")]
    EmptyValue { id: String },
    #[error("watch row `{id}` ends on {to}, before it starts on {from}")]
    EndsBeforeStart { id: String, from: Date, to: Date },
    #[error("the watched words cannot be compiled")]
    Words(#[source] aho_corasick::BuildError),
}

/// Position in the table of rows.
type RowNo = usize;

#[derive(Debug, Default)]
pub(crate) struct WatchList {
    rows: Vec<WatchRow>,
    platforms: BTreeMap<String, Vec<RowNo>>,
    buyers: BTreeMap<String, Vec<RowNo>>,
    countries: BTreeMap<String, Vec<RowNo>>,
    commodities: BTreeMap<String, Vec<RowNo>>,
    /// The lengths that commodity prefixes have, so that a code is looked up a few times only.
    prefix_lengths: BTreeSet<usize>,
    words: Option<Words>,
}

#[derive(Debug)]
struct Words {
    automaton: AhoCorasick,
    /// Row of each pattern.
    rows: Vec<RowNo>,
}

impl WatchList {
    pub(crate) fn new(rows: &[WatchRow]) -> Result<WatchList, WatchError> {
        let mut list = WatchList { rows: rows.to_vec(), ..WatchList::default() };
        let mut patterns: Vec<(&str, RowNo)> = Vec::new();
        for (no, row) in rows.iter().enumerate() {
            let value = row.value.trim();
            refuse(row, value)?;
            let index = match row.kind {
                WatchKind::Platform => &mut list.platforms,
                WatchKind::Buyer => {
                    list.buyers.entry(value.to_ascii_uppercase()).or_default().push(no);
                    continue;
                }
                WatchKind::Country => &mut list.countries,
                WatchKind::Commodity => {
                    list.prefix_lengths.insert(value.len());
                    &mut list.commodities
                }
                WatchKind::Words => {
                    patterns.extend(alternatives(value).map(|it| (it, no)));
                    continue;
                }
            };
            index.entry(value.to_owned()).or_default().push(no);
        }
        list.words = Words::new(&patterns)?;
        Ok(list)
    }

    pub(crate) fn watches_goods(&self) -> bool {
        self.words.is_some() || !self.commodities.is_empty() || !self.countries.is_empty()
    }

    pub(crate) fn by_platform(
        &self,
        code: &str,
        on: Date,
    ) -> impl Iterator<Item = &WatchRow> + use<'_> {
        self.in_force(self.platforms.get(code), on)
    }

    /// The check character may be written `x` or `X`.
    pub(crate) fn by_buyer(
        &self,
        number: &str,
        on: Date,
    ) -> impl Iterator<Item = &WatchRow> + use<'_> {
        let found = if self.buyers.is_empty() {
            None
        } else if number.bytes().any(|it| it.is_ascii_lowercase()) {
            self.buyers.get(&number.to_ascii_uppercase())
        } else {
            self.buyers.get(number)
        };
        self.in_force(found, on)
    }

    pub(crate) fn by_country(
        &self,
        code: &str,
        on: Date,
    ) -> impl Iterator<Item = &WatchRow> + use<'_> {
        self.in_force(self.countries.get(code), on)
    }

    /// Rows whose value is a prefix of the code, shortest first.
    pub(crate) fn by_commodity(&self, code: &str, on: Date) -> impl Iterator<Item = &WatchRow> {
        self.prefix_lengths.iter().flat_map(move |length| {
            let found = code.get(..*length).and_then(|it| self.commodities.get(it));
            self.in_force(found, on)
        })
    }

    /// Rows with a word in the text, each once, in table order, with the word found first.
    pub(crate) fn by_words<'t>(&self, text: &'t str, on: Date) -> BTreeMap<RowNo, &'t str> {
        let mut found = BTreeMap::new();
        let Some(words) = &self.words else { return found };
        for hit in words.automaton.find_overlapping_iter(text) {
            let Some(&no) = words.rows.get(hit.pattern().as_usize()) else { continue };
            if self.row(no).is_some_and(|it| it.is_in_force(on)) {
                found.entry(no).or_insert(text.get(hit.range()).unwrap_or_default());
            }
        }
        found
    }

    pub(crate) fn row(&self, no: RowNo) -> Option<&WatchRow> {
        self.rows.get(no)
    }

    fn in_force<'s>(
        &'s self,
        found: Option<&'s Vec<RowNo>>,
        on: Date,
    ) -> impl Iterator<Item = &'s WatchRow> {
        let rows = found.map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(|no| self.row(*no)).filter(move |it| it.is_in_force(on))
    }
}

impl Words {
    fn new(patterns: &[(&str, RowNo)]) -> Result<Option<Words>, WatchError> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(patterns.iter().map(|(word, _)| word))
            .map_err(WatchError::Words)?;
        Ok(Some(Words { automaton, rows: patterns.iter().map(|(_, no)| *no).collect() }))
    }
}

/// A row of words may name several, divided by `|`: any of them hits.
fn alternatives(value: &str) -> impl Iterator<Item = &str> {
    value.split('|').map(str::trim).filter(|it| !it.is_empty())
}

fn refuse(row: &WatchRow, value: &str) -> Result<(), WatchError> {
    let is_empty = match row.kind {
        WatchKind::Words => alternatives(value).next().is_none(),
        _ => value.is_empty(),
    };
    if is_empty {
        return Err(WatchError::EmptyValue { id: row.id.clone() });
    }
    match row.to {
        Some(to) if to < row.from => {
            Err(WatchError::EndsBeforeStart { id: row.id.clone(), from: row.from, to })
        }
        _ => Ok(()),
    }
}
