//! How goods are described.

use super::{
    definition::{Definition, Source, Span, number},
    view::{View, count},
};
use crate::memory::{CaseKeys, LineKeys, Memory, Pair};

const CASE: (Source, Span) = (Source::Description, Span::Case);
const EVER: (Source, Span) = (Source::Description, Span::Ever);

pub(super) const DEFINITIONS: &[Definition] = &[
    number(
        "text.name_length_min",
        "品名长度（最短项）",
        "Characters of the shortest name",
        CASE,
        |it| it.least(|line| Some(length(line.line.name))),
    ),
    number(
        "text.name_length_mean",
        "品名长度（平均）",
        "Characters of a name, mean",
        CASE,
        |it| it.mean(|line| Some(length(line.line.name))),
    ),
    number(
        "text.model_length_min",
        "规格长度（最短项）",
        "Characters of the shortest model",
        CASE,
        |it| it.least(|line| Some(length(line.line.model))),
    ),
    number(
        "text.model_length_mean",
        "规格长度（平均）",
        "Characters of a model, mean",
        CASE,
        |it| it.mean(|line| Some(length(line.line.model))),
    ),
    number(
        "text.no_model_share",
        "无规格项占比",
        "Share of lines without a model",
        CASE,
        |it| it.share(|line| line.line.model.trim().is_empty()),
    ),
    number(
        "text.elements_min",
        "申报要素数（最少项）",
        "Elements of the model, divided by `|`, of the line with fewest",
        CASE,
        |it| {
            it.least(|line| {
                Some(count(line.line.model.split('|').filter(|it| !it.trim().is_empty()).count()))
            })
        },
    ),
    number(
        "text.latin_share",
        "拉丁字母占比",
        "Share of Latin letters in all names",
        CASE,
        |it| letters(it, |it| it.is_ascii_alphabetic()),
    ),
    number("text.digit_share", "数字占比", "Share of digits in all names", CASE, |it| {
        letters(it, |it| it.is_ascii_digit())
    }),
    number(
        "text.other_share",
        "符号占比",
        "Share of what is neither letter nor digit in all names",
        CASE,
        |it| letters(it, |it| !it.is_alphanumeric()),
    ),
    number(
        "text.variety_min",
        "用字丰富度（最低项）",
        "Different characters a character of name and model, of the poorest line",
        CASE,
        |it| it.least(|line| variety(line.line.name, line.line.model)),
    ),
    number(
        "text.repeated_share",
        "重复品名占比",
        "Share of lines with the name of another line",
        CASE,
        |it| {
            let names: Vec<&str> = it.lines.iter().map(|line| line.line.name).collect();
            it.share(|line| names.iter().filter(|it| **it == line.line.name).count() > 1)
        },
    ),
    number(
        "text.tariff_overlap_min",
        "品名与税则用语重合（最低项）",
        "Share of the name's pairs of letters that stand in the tariff's text, of the line with least",
        CASE,
        |it| it.least(|line| overlap(line.line.name, line.line.tariff_text)),
    ),
    number(
        "text.heading_affinity_min",
        "品名与品目相符（最低项）",
        "Share of earlier goods with such pairs of letters that were of this heading, of the line with least",
        EVER,
        |it| it.least(|line| line.said.affinity),
    ),
    number(
        "text.heading_affinity_mean",
        "品名与品目相符（平均）",
        "The same, mean over all lines",
        EVER,
        |it| it.mean(|line| line.said.affinity),
    ),
    number(
        "text.strange_share_max",
        "生僻用语占比（最高项）",
        "Share of the name's pairs of letters never seen before, of the line with most",
        EVER,
        |it| it.greatest(|line| line.said.strange),
    ),
    number(
        "text.seen_min",
        "描述历史数（最少项）",
        "How often this very description was seen before, of the rarest",
        EVER,
        |it| {
            it.least(|line| Some(it.memory.met(line.keys.words?).map_or(0.0, |it| f64::from(it.n))))
        },
    ),
    number(
        "text.other_code_share_max",
        "同描述异编号占比（最高项）",
        "Share of earlier goods of this very description under another commodity, of the line with most",
        EVER,
        |it| {
            it.greatest(|line| {
                let words = line.keys.words?;
                let all = it.memory.met(words).filter(|it| it.n > 0)?;
                let same =
                    it.n_met(Pair::WordsCommodity, Some(words), Some(line.keys.commodity))?;
                Some(1.0 - same / f64::from(all.n))
            })
        },
    ),
];

fn length(text: &str) -> f64 {
    count(text.chars().count())
}

fn letters(view: &View<'_, '_>, is: impl Fn(char) -> bool) -> Option<f64> {
    let names = || view.lines.iter().flat_map(|it| it.line.name.chars());
    let all = count(names().count());
    (all > 0.0).then(|| count(names().filter(|it| is(*it)).count()) / all)
}

fn variety(name: &str, model: &str) -> Option<f64> {
    let mut all: Vec<char> = name.chars().chain(model.chars()).collect();
    let n = count(all.len());
    all.sort_unstable();
    all.dedup();
    (n > 0.0).then(|| count(all.len()) / n)
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    let is_letter = |it: &(char, char)| it.0.is_alphabetic() && it.1.is_alphabetic();
    text.chars().zip(text.chars().skip(1)).filter(is_letter)
}

/// Nothing where one of the two says nothing.
fn overlap(name: &str, tariff: &str) -> Option<f64> {
    let there: Vec<(char, char)> = pairs(tariff).collect();
    let (mut n, mut same) = (0.0, 0.0);
    for pair in pairs(name) {
        n += 1.0;
        same += f64::from(u8::from(there.contains(&pair)));
    }
    (n > 0.0 && !there.is_empty()).then(|| same / n)
}

/// What a line's name says beside names before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    /// Of the pairs of letters that were seen before, the mean share that was of this heading.
    affinity: Option<f64>,
    /// Share of the pairs that were never seen before.
    strange: Option<f64>,
}

impl Said {
    pub(super) fn of(keys: &CaseKeys, line: &LineKeys, memory: &Memory) -> Said {
        let (mut known, mut sum) = (0.0, 0.0);
        let mut unseen = 0.0;
        for letters in &line.letters {
            let Some(all) = memory.met(*letters) else {
                unseen += 1.0;
                continue;
            };
            if all.n > 0 {
                let here = keys.pair(Pair::LettersHeading, Some(*letters), Some(line.heading));
                let here = here.and_then(|it| memory.met(it)).map_or(0.0, |it| f64::from(it.n));
                known += 1.0;
                sum += here / f64::from(all.n);
            }
        }
        let n = count(line.letters.len());
        Said {
            affinity: (known > 0.0).then(|| sum / known),
            strange: (n > 0.0).then(|| unseen / n),
        }
    }
}
