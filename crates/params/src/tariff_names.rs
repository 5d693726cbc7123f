//! English names of goods, by the six digits that all tariffs share, and everyday words for goods. They help people
//! find a line; nothing is classified or taxed by them.

use rustc_hash::FxHashMap;

use crate::{LawError, TariffLine};

const NAMES: &str = "tariff/names_en.csv";
const WORDS: &str = "tariff/words.csv";

/// `params/tariff/names_en.csv` and `params/tariff/words.csv`.
#[derive(Debug, Default)]
pub struct TariffNames {
    /// By chapter, heading and subheading (two, four and six digits): the name, and it again in lower case.
    by_code: FxHashMap<u32, EnglishName>,
    words: Vec<EverydayWord>,
}

#[derive(Debug)]
pub(crate) struct EnglishName {
    pub(crate) name: Box<str>,
    pub(crate) lower_case: Box<str>,
}

/// What people call goods, and the beginnings of the codes they are under.
#[derive(Debug)]
pub(crate) struct EverydayWord {
    pub(crate) words: Vec<Box<str>>,
    pub(crate) codes: Vec<Box<str>>,
}

impl TariffNames {
    pub(crate) fn read(names: &str, words: &str) -> Result<TariffNames, LawError> {
        let mut by_code = FxHashMap::default();
        for [code, name] in records(NAMES, names, ["code", "name"])? {
            let is_code = matches!(code.len(), 2 | 4 | 6);
            let number = code.parse().ok().filter(|_| is_code && !name.is_empty());
            let Some(number) = number.map(|it: u32| key(it, code.len())) else {
                return Err(LawError::fault(NAMES, format!("`{code}` is no code with a name")));
            };
            let lower_case = name.to_lowercase().into();
            if by_code.insert(number, EnglishName { name: name.into(), lower_case }).is_some() {
                return Err(LawError::fault(NAMES, format!("`{code}` stands twice")));
            }
        }
        let mut everyday = Vec::new();
        for [chinese, english, codes] in records(WORDS, words, ["words_zh", "words_en", "codes"])? {
            let each = |text: &str| -> Vec<Box<str>> {
                let parts = text.split('|').filter(|it| !it.is_empty());
                parts.map(|it| it.to_lowercase().into()).collect()
            };
            let words = [each(&chinese), each(&english)].concat();
            everyday.push(EverydayWord { words, codes: each(&codes) });
        }
        Ok(TariffNames { by_code, words: everyday })
    }

    /// The English name of a line's subheading, else of its heading or chapter.
    pub fn english(&self, line: &TariffLine) -> Option<&str> {
        self.above(line).next().map(|it| &*it.name)
    }

    /// The names that stand over a line, the nearest first.
    pub(crate) fn above(&self, line: &TariffLine) -> impl Iterator<Item = &EnglishName> {
        let levels = [(6, 10_000), (4, 1_000_000), (2, 100_000_000)];
        levels.into_iter().filter_map(move |(digits, below)| {
            let code = u32::try_from(line.code / below).ok()?;
            self.by_code.get(&key(code, digits))
        })
    }

    pub(crate) fn words(&self) -> &[EverydayWord] {
        &self.words
    }

    /// The beginnings of codes that everyday words lead to.
    pub fn codes_of_words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().flat_map(|it| it.codes.iter().map(|it| &**it))
    }
}

/// `01` and `0001` are two things, and so are their numbers.
fn key(code: u32, digits: usize) -> u32 {
    code * 10 + u32::try_from(digits).unwrap_or(0)
}

fn records<const N: usize>(
    file: &str,
    text: &str,
    header: [&str; N],
) -> Result<Vec<[String; N]>, LawError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|source| LawError::csv(file, source))?;
    if headers.iter().ne(header) {
        return Err(LawError::fault(file, format!("the header must be `{}`", header.join(","))));
    }
    let rows = reader.deserialize::<Vec<String>>();
    rows.map(|row| {
        let row = row.map_err(|source| LawError::csv(file, source))?;
        <[String; N]>::try_from(row)
            .map_err(|_| LawError::fault(file, "a row has other columns".to_owned()))
    })
    .collect()
}
