//! How goods are described.

use super::{
    definition::{Definition, Source, Span, number},
    view::{View, count},
};
use crate::{
    description::{Characters, Description},
    memory::{Memory, Met, Pair},
};

const CASE: (Source, Span) = (Source::Description, Span::Case);
const EVER: (Source, Span) = (Source::Description, Span::Ever);

pub(super) const DEFINITIONS: &[Definition] = &[
    number(
        "text.name_length_min",
        "品名长度（最短项）",
        "Characters of the shortest name",
        CASE,
        |it| it.least(|line| Some(count(line.description().name.all))),
    ),
    number(
        "text.name_length_mean",
        "品名长度（平均）",
        "Characters of a name, mean",
        CASE,
        |it| it.mean(|line| Some(count(line.description().name.all))),
    ),
    number(
        "text.model_length_min",
        "规格长度（最短项）",
        "Characters of the shortest model",
        CASE,
        |it| it.least(|line| Some(count(line.description().model_length))),
    ),
    number(
        "text.model_length_mean",
        "规格长度（平均）",
        "Characters of a model, mean",
        CASE,
        |it| it.mean(|line| Some(count(line.description().model_length))),
    ),
    number(
        "text.no_model_share",
        "无规格项占比",
        "Share of lines without a model",
        CASE,
        |it| it.share(|line| !line.description().has_model),
    ),
    number(
        "text.elements_min",
        "申报要素数（最少项）",
        "Elements of the model, divided by `|`, of the line with fewest",
        CASE,
        |it| it.least(|line| Some(count(line.description().elements))),
    ),
    number(
        "text.latin_share",
        "拉丁字母占比",
        "Share of Latin letters in all names",
        CASE,
        |it| letters(it, |it| it.latin),
    ),
    number("text.digit_share", "数字占比", "Share of digits in all names", CASE, |it| {
        letters(it, |it| it.digits)
    }),
    number(
        "text.other_share",
        "符号占比",
        "Share of what is neither letter nor digit in all names",
        CASE,
        |it| letters(it, |it| it.others),
    ),
    number(
        "text.variety_min",
        "用字丰富度（最低项）",
        "Different characters a character of name and model, of the poorest line",
        CASE,
        |it| it.least(|line| line.description().variety),
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
        |it| it.least(|line| line.description().tariff_overlap),
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
            it.least(|line| {
                line.description().words?;
                Some(line.said.before.map_or(0.0, |it| f64::from(it.n)))
            })
        },
    ),
    number(
        "text.other_code_share_max",
        "同描述异编号占比（最高项）",
        "Share of earlier goods of this very description under another commodity, of the line with most",
        EVER,
        |it| {
            it.greatest(|line| {
                let all = line.said.before.filter(|it| it.n > 0)?;
                Some(1.0 - line.met.n(Pair::WordsCommodity)? / f64::from(all.n))
            })
        },
    ),
];

/// The share of some kind of characters in all names.
fn letters(view: &View<'_, '_>, of: fn(&Characters) -> usize) -> Option<f64> {
    let sum = |of: fn(&Characters) -> usize| -> f64 {
        count(view.lines.iter().map(|it| of(&it.description().name)).sum())
    };
    let all = sum(|it| it.all);
    (all > 0.0).then(|| sum(of) / all)
}

/// What a line's name says beside names before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'v> {
    /// Of the pairs of letters that were seen before, the mean share that was of this heading.
    affinity: Option<f64>,
    /// Share of the pairs that were never seen before.
    strange: Option<f64>,
    /// The very description.
    before: Option<&'v Met>,
}

impl<'v> Said<'v> {
    pub(super) fn of(description: &Description, memory: &'v Memory) -> Said<'v> {
        let (mut known, mut sum) = (0.0, 0.0);
        let mut unseen = 0.0;
        for letters in &description.letters {
            let [all, here] = memory.met([Some(letters.all), Some(letters.here)]);
            let Some(all) = all else {
                unseen += 1.0;
                continue;
            };
            if all.n > 0 {
                known += 1.0;
                sum += here.map_or(0.0, |it| f64::from(it.n)) / f64::from(all.n);
            }
        }
        let n = count(description.letters.len());
        let [before] = memory.met([description.words]);
        Said {
            affinity: (known > 0.0).then(|| sum / known),
            strange: (n > 0.0).then(|| unseen / n),
            before,
        }
    }
}
