//! What the words of a line say by themselves, and under which keys they are remembered: looked at once, however many lines of
//! a batch have them.

use std::{hash::Hasher as _, sync::Arc};

use rustc_hash::{FxHashMap, FxHasher};

use crate::{
    case::Line,
    memory::{Digester, Pair, Thing},
};

/// The words of a line: what it is called, what it is declared as.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Description {
    pub(crate) commodity: u64,
    pub(crate) heading: u64,
    /// Nothing where goods are not described.
    pub(crate) words: Option<u64>,
    /// A few pairs of letters of the name, always the same ones of the same name.
    pub(crate) letters: Vec<Letters>,
    /// Characters of the name, and of which kinds they are.
    pub(crate) name: Characters,
    /// Characters of the model.
    pub(crate) model_length: usize,
    pub(crate) has_model: bool,
    /// Parts of the model, divided by `|`, that say something.
    pub(crate) elements: usize,
    /// Different characters a character of name and model; nothing where there are none.
    pub(crate) variety: Option<f64>,
    /// Share of the name's pairs of letters that stand in the tariff's text; nothing where one of the two says nothing.
    pub(crate) tariff_overlap: Option<f64>,
}

/// Two neighbouring letters of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters {
    /// Whatever is called so.
    pub(crate) all: u64,
    /// What is called so under the line's heading.
    pub(crate) here: u64,
}

/// How many characters there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Characters {
    pub(crate) all: usize,
    pub(crate) latin: usize,
    pub(crate) digits: usize,
    /// Neither letters nor digits.
    pub(crate) others: usize,
}

/// How many pairs of letters stand for a name.
const LETTERS: usize = 6;

impl Description {
    fn of(line: &Line<'_>, digester: Digester) -> Description {
        let Line { name, model, tariff_text, commodity, .. } = *line;
        let heading = digester.thing(Thing::Heading, commodity.get(..4).unwrap_or(commodity));
        Description {
            commodity: digester.thing(Thing::Commodity, commodity),
            heading,
            words: (!name.is_empty()).then(|| digester.words(name, model)),
            letters: letters(digester, name, heading),
            name: characters(name),
            model_length: model.chars().count(),
            has_model: !model.trim().is_empty(),
            elements: model.split('|').filter(|it| !it.trim().is_empty()).count(),
            variety: variety(name, model),
            tariff_overlap: overlap(name, tariff_text),
        }
    }
}

/// The least digests among all pairs of neighbouring letters: which ones these are depends on the letters alone.
fn letters(digester: Digester, name: &str, heading: u64) -> Vec<Letters> {
    let mut found: Vec<u64> = pairs(name)
        .map(|(one, two)| {
            let (one, two) = (u64::from(u32::from(one)), u64::from(u32::from(two)));
            digester.pair(Pair::LettersHeading, one << 32 | two, u64::MAX)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(LETTERS);
    let of_heading = |all| digester.pair(Pair::LettersHeading, all, heading);
    found.into_iter().map(|all| Letters { all, here: of_heading(all) }).collect()
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    let is_letter = |it: &(char, char)| it.0.is_alphabetic() && it.1.is_alphabetic();
    text.chars().zip(text.chars().skip(1)).filter(is_letter)
}

fn characters(name: &str) -> Characters {
    let mut of = Characters::default();
    for it in name.chars() {
        of.all += 1;
        of.latin += usize::from(it.is_ascii_alphabetic());
        of.digits += usize::from(it.is_ascii_digit());
        of.others += usize::from(!it.is_alphanumeric());
    }
    of
}

fn variety(name: &str, model: &str) -> Option<f64> {
    let mut all: Vec<char> = name.chars().chain(model.chars()).collect();
    let n = count(all.len());
    all.sort_unstable();
    all.dedup();
    (n > 0.0).then(|| count(all.len()) / n)
}

fn overlap(name: &str, tariff: &str) -> Option<f64> {
    let there: Vec<(char, char)> = pairs(tariff).collect();
    let (mut n, mut same) = (0.0, 0.0);
    for pair in pairs(name) {
        n += 1.0;
        same += f64::from(u8::from(there.contains(&pair)));
    }
    (n > 0.0 && !there.is_empty()).then(|| same / n)
}

/// Of what is far fewer than a float counts.
pub(crate) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// The descriptions that a batch has seen so far. What they say depends on the words alone, so that it makes no difference
/// which batch a line is in.
#[derive(Debug)]
pub struct Descriptions {
    digester: Digester,
    known: FxHashMap<u64, Kept>,
}

/// Words and what they say. They are kept, because two may have one hash.
#[derive(Debug)]
struct Kept {
    words: [String; 4],
    description: Arc<Description>,
}

/// So many are kept at most.
const MOST: usize = 10_000;

impl Descriptions {
    pub fn new(digester: Digester) -> Descriptions {
        Descriptions { digester, known: FxHashMap::default() }
    }

    pub fn digester(&self) -> Digester {
        self.digester
    }

    pub(crate) fn of(&mut self, line: &Line<'_>) -> Arc<Description> {
        let words = [line.commodity, line.name, line.model, line.tariff_text];
        let mut hasher = FxHasher::default();
        for it in words {
            hasher.write_usize(it.len());
            hasher.write(it.as_bytes());
        }
        let hash = hasher.finish();
        if let Some(kept) = self.known.get(&hash).filter(|it| it.words == words) {
            return Arc::clone(&kept.description);
        }
        let description = Arc::new(Description::of(line, self.digester));
        if self.known.len() < MOST {
            let words = words.map(str::to_owned);
            self.known.insert(hash, Kept { words, description: Arc::clone(&description) });
        }
        description
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &'static str, model: &'static str) -> Line<'static> {
        let tariff_text = "洗发剂（香波）";
        Line { commodity: "3305100090", name, model, tariff_text, ..Line::default() }
    }

    #[test]
    fn what_words_say_is_the_same_whoever_said_them_before() {
        let digester = Digester::new(1, 2);
        let mut batch = Descriptions::new(digester);
        let lines = [line("洗发水 200ml", "A|B"), line("洗发水", ""), line("", "洗发水")];
        let told: Vec<_> = lines.iter().map(|it| batch.of(it)).collect();
        for (line, told) in lines.iter().zip(&told) {
            assert_eq!(batch.of(line), *told);
            assert_eq!(Descriptions::new(digester).of(line), *told);
        }
        assert_eq!(batch.known.len(), 3);
        let other = Line { commodity: "3304990099", ..line("洗发水", "") };
        assert_eq!(batch.of(&other).letters.len(), told[1].letters.len());
        assert_ne!(batch.of(&other).letters, told[1].letters);
    }

    #[test]
    fn words_are_told_apart_by_kind() {
        let told = Descriptions::new(Digester::new(1, 2)).of(&line("洗发水 x2", "A| |B"));
        assert_eq!(told.name, Characters { all: 6, latin: 1, digits: 1, others: 1 });
        assert_eq!((told.model_length, told.has_model, told.elements), (5, true, 2));
        // 洗发 and 发水, of which the tariff has the first.
        assert_eq!((told.letters.len(), told.tariff_overlap), (2, Some(0.5)));
        assert_eq!(told.variety, Some(9.0 / 11.0));
        let nothing = Descriptions::new(Digester::new(1, 2)).of(&line("", ""));
        assert_eq!((nothing.words, nothing.variety, nothing.tariff_overlap), (None, None, None));
        assert!(!nothing.has_model && nothing.letters.is_empty());
    }
}
