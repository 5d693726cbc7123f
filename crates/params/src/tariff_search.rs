//! Finds lines of the tariff by what people type: words in Chinese or English, or the beginning of a code.

use model::Date;

use crate::{Law, NotCovered, Tariff, TariffLine, TariffNames};

/// Words of one question; what comes after them is not looked at.
const WORDS_MAX: usize = 6;

/// Lines that were found, the nearest first.
#[derive(Debug)]
pub struct Found<'l> {
    pub lines: Vec<&'l TariffLine>,
    /// Whether there were more than were asked for.
    pub has_more: bool,
}

/// Lines in force on a day in whose code, Chinese name, English name of the subheading, or everyday name every word
/// of the question stands.
///
/// # Errors
/// When the tariff does not cover the day.
pub fn search<'l>(
    law: &'l Law,
    question: &str,
    day: Date,
    limit: usize,
) -> Result<Found<'l>, NotCovered> {
    let Law { tariff, tariff_names: names, .. } = law;
    if day < tariff.covered_from() || tariff.covered_to() < day {
        return Err(NotCovered {
            name: "tariff".to_owned(),
            on: day,
            covered_from: tariff.covered_from(),
            covered_to: Some(tariff.covered_to()),
        });
    }
    let words = words_of(question, names);
    let mut found: Vec<(u32, &TariffLine)> = Vec::new();
    if !words.is_empty() {
        for line in in_force(tariff, day) {
            let mut rank = 0;
            if words.iter().all(|it| it.rank(line, names).map(|it| rank += it).is_some()) {
                found.push((rank, line));
            }
        }
    }
    found.sort_by_key(|(rank, line)| (*rank, line.code));
    let has_more = found.len() > limit;
    let lines = found.into_iter().take(limit).map(|(_, line)| line).collect();
    Ok(Found { lines, has_more })
}

fn in_force(tariff: &Tariff, day: Date) -> impl Iterator<Item = &TariffLine> {
    tariff.lines().filter(move |it| it.from <= day && day <= it.to)
}

/// One word of a question.
enum Word<'w> {
    /// The beginning of a code.
    Code { number: u64, digits: u32 },
    Text {
        /// In lower case.
        text: String,
        /// Beginnings of codes that the word is an everyday name of.
        codes: Vec<&'w str>,
    },
}

fn words_of<'n>(question: &str, names: &'n TariffNames) -> Vec<Word<'n>> {
    let question = question.trim().to_lowercase();
    // `milk powder` and `红酒` are one name each, whatever stands in between.
    let whole = everyday(&question, names);
    if !whole.is_empty() {
        return vec![Word::Text { text: question, codes: whole }];
    }
    let is_gap = |it: char| it.is_whitespace() || matches!(it, ',' | '，' | '、' | ';' | '；');
    let parts = question.split(is_gap).filter(|it| !it.is_empty()).take(WORDS_MAX);
    parts.map(|it| word(it, names)).collect()
}

fn word<'n>(text: &str, names: &'n TariffNames) -> Word<'n> {
    // A code is often written `3304.10.00`.
    let digits: String = text.chars().filter(|it| *it != '.').collect();
    let is_code = matches!(digits.len(), 2..=10) && digits.bytes().all(|it| it.is_ascii_digit());
    match digits.parse() {
        Ok(number) if is_code => {
            Word::Code { number, digits: u32::try_from(digits.len()).unwrap_or(0) }
        }
        _ => Word::Text { text: text.to_owned(), codes: everyday(text, names) },
    }
}

fn everyday<'n>(text: &str, names: &'n TariffNames) -> Vec<&'n str> {
    let singular = text.strip_suffix('s').unwrap_or(text);
    let says = |it: &str| it == text || it.strip_suffix('s').unwrap_or(it) == singular;
    let rows = names.words().iter().filter(|row| row.words.iter().any(|it| says(it)));
    rows.flat_map(|row| row.codes.iter().map(|it| &**it)).collect()
}

impl Word<'_> {
    /// How near a line is to the word, 0 the nearest; nothing when it is not under it.
    fn rank(&self, line: &TariffLine, names: &TariffNames) -> Option<u32> {
        match self {
            Word::Code { number, digits } => {
                let below = 10u64.pow(10u32.saturating_sub(*digits));
                (line.code / below == *number).then_some(0)
            }
            Word::Text { text, codes } => {
                let is_called = || codes.iter().any(|it| begins(line.code, it));
                if *line.name == **text {
                    Some(0)
                } else if is_called() {
                    Some(1)
                } else if line.name.starts_with(&**text) {
                    Some(2)
                } else if line.name.contains(&**text) || line.remark.contains(&**text) {
                    Some(3)
                } else if text.is_ascii() {
                    let mut levels = (4..).zip(names.above(line));
                    levels.find(|(_, it)| has_word(&it.lower_case, text)).map(|(rank, _)| rank)
                } else {
                    None
                }
            }
        }
    }
}

fn begins(code: u64, prefix: &str) -> bool {
    let digits = u32::try_from(prefix.len()).unwrap_or(10).min(10);
    prefix.parse().is_ok_and(|it: u64| code / 10u64.pow(10 - digits) == it)
}

/// Whether a word of the text begins so; `shoes` finds `shoe` too, `tea` does not find `steam`.
fn has_word(text: &str, word: &str) -> bool {
    let stem = word.strip_suffix('s').filter(|it| it.len() >= 3).unwrap_or(word);
    let mut places = text.match_indices(stem).map(|(at, _)| at);
    places.any(|at| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        before.is_none_or(|it| !it.is_alphanumeric())
    })
}
