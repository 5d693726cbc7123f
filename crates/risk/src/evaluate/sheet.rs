//! A labelled table as it comes, read by its map: texts as numbers of texts, numbers as numbers, in the order of time.

use std::collections::BTreeMap;

use model::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Map, map::Duty};

/// No text.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("there is no column `{0}`")]
    NoColumn(String),
    #[error("row {row}: `{value}` is no day (2020-01-31, with the hour behind it if there is one)")]
    Day { row: usize, value: String },
    #[error("row {row}: `{value}` in `{column}` is no number")]
    Number { row: usize, column: String, value: String },
    #[error("row {row} has {found} fields, not {expected}")]
    Width { row: usize, found: usize, expected: usize },
    #[error("no row has a label in `{0}`")]
    NoLabel(String),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) name: String,
    /// Of each case; [`NONE`] where there is none.
    pub(super) ids: Vec<u32>,
    /// By id: where it stands in the order of its letters, as near as a number can say.
    pub(super) order: Vec<f64>,
}

/// The cases of a table, the earliest first.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub(super) days: Vec<i64>,
    pub(super) hours: Vec<f64>,
    pub(super) ids: Vec<String>,
    pub(super) texts: Vec<Text>,
    pub(super) numbers: Vec<(String, Vec<f64>)>,
    pub(super) duty: Option<Vec<f64>>,
    pub(super) found: Vec<bool>,
    /// Rows without a label, which were left out.
    pub n_unlabelled: usize,
    /// Rows that repeat an earlier one, which were left out.
    pub n_repeated: usize,
}

/// Takes the rows of one table or of several with the same columns.
#[derive(Debug)]
pub struct SheetReader<'m> {
    map: &'m Map,
    label: String,
    repeated_by: Vec<String>,
    rows: Vec<Row>,
    n_unlabelled: usize,
    columns: BTreeMap<String, usize>,
    width: usize,
    n_read: usize,
    interned: Vec<FxHashMap<String, u32>>,
    sheet: Sheet,
    text_names: Vec<String>,
    repeats: FxHashMap<String, u32>,
}

#[derive(Debug)]
struct Row {
    day: i64,
    hour: f64,
    id: String,
    texts: Vec<u32>,
    numbers: Vec<f64>,
    found: bool,
    repeat: Vec<u32>,
}

impl<'m> SheetReader<'m> {
    /// Of rows that agree in all columns of `repeated_by`, the earliest stays. With none, all stay.
    pub fn new(map: &'m Map, label: &str, repeated_by: &[String]) -> SheetReader<'m> {
        let plain: Vec<String> = map.keys.iter().chain(&map.categories).cloned().collect();
        let texts = map.texts();
        SheetReader {
            map,
            label: label.to_owned(),
            repeated_by: repeated_by.to_vec(),
            rows: Vec::new(),
            n_unlabelled: 0,
            columns: BTreeMap::new(),
            width: 0,
            n_read: 0,
            interned: vec![FxHashMap::default(); texts.len()],
            sheet: Sheet {
                texts: texts
                    .iter()
                    .map(|name| Text { name: name.clone(), ..Text::default() })
                    .collect(),
                numbers: map.numbers.iter().map(|it| (it.clone(), Vec::new())).collect(),
                ..Sheet::default()
            },
            text_names: plain,
            repeats: FxHashMap::default(),
        }
    }

    /// The columns of the rows that follow.
    pub fn header(&mut self, names: &[&str]) -> Result<(), SheetError> {
        self.columns = names
            .iter()
            .enumerate()
            .map(|(at, name)| (name.trim().trim_start_matches('\u{feff}').to_owned(), at))
            .collect();
        self.width = names.len();
        let map = self.map;
        let asked = [&map.time, &self.label].into_iter().chain(&map.id).chain(&self.text_names);
        let asked = asked.chain(&map.numbers).chain(&self.repeated_by);
        match asked.into_iter().find(|it| !self.columns.contains_key(*it)) {
            Some(name) => Err(SheetError::NoColumn(name.clone())),
            None => Ok(()),
        }
    }

    pub fn push(&mut self, fields: &[&str]) -> Result<(), SheetError> {
        self.n_read += 1;
        let row = self.n_read;
        if fields.len() != self.width {
            let (found, expected) = (fields.len(), self.width);
            return Err(SheetError::Width { row, found, expected });
        }
        let field = |name: &str| {
            let at = self.columns.get(name);
            at.and_then(|it| fields.get(*it)).copied().unwrap_or_default().trim()
        };
        let label = field(&self.label);
        if label.is_empty() {
            self.n_unlabelled += 1;
            return Ok(());
        }
        let when = field(&self.map.time);
        let (day, hour) =
            moment(when).ok_or_else(|| SheetError::Day { row, value: when.to_owned() })?;
        let mut numbers = Vec::with_capacity(self.map.numbers.len());
        for name in &self.map.numbers {
            let value = field(name);
            let wrong = |_| {
                let (column, value) = (name.clone(), value.to_owned());
                SheetError::Number { row, column, value }
            };
            let number = if value.is_empty() { Ok(f64::NAN) } else { value.parse::<f64>() };
            numbers.push(number.map_err(wrong)?);
        }
        let plain: Vec<&str> = self.text_names.iter().map(|it| field(it)).collect();
        let id = self.map.id.as_ref().map_or_else(|| row.to_string(), |it| field(it).to_owned());
        let repeat: Vec<&str> = self.repeated_by.iter().map(|it| field(it)).collect();
        let found = !matches!(label, "0" | "false" | "False" | "no" | "N" | "n" | "0.0");
        let row = Row {
            day,
            hour,
            id,
            texts: Vec::new(),
            numbers,
            found,
            repeat: repeat.iter().map(|it| intern(&mut self.repeats, it)).collect(),
        };
        let texts = self.texts(&plain);
        self.rows.push(Row { texts, ..row });
        Ok(())
    }

    /// The ids of the texts of a row, in the order of the map's.
    fn texts(&mut self, plain: &[&str]) -> Vec<u32> {
        let map = self.map;
        let cut = map.prefixes.iter().flat_map(|(name, lengths)| {
            let at = self.text_names.iter().position(|it| it == name);
            let whole = at.and_then(|it| plain.get(it)).copied().unwrap_or_default();
            lengths.iter().map(move |length| whole.get(..*length).unwrap_or(whole))
        });
        let all: Vec<&str> = plain.iter().copied().chain(cut).collect();
        let columns = self.interned.iter_mut().zip(&mut self.sheet.texts);
        let of = columns.zip(all).map(|((ids, column), text)| {
            if text.is_empty() {
                return NONE;
            }
            let id = intern(ids, text);
            if id as usize == column.order.len() {
                column.order.push(order(text));
            }
            id
        });
        of.collect()
    }

    /// The cases in the order of time; of one day, in the order in which they came.
    pub fn finish(mut self) -> Result<Sheet, SheetError> {
        if self.rows.is_empty() {
            return Err(SheetError::NoLabel(self.label));
        }
        self.rows.sort_by(|a, b| a.day.cmp(&b.day).then(a.hour.total_cmp(&b.hour)));
        let mut sheet = self.sheet;
        sheet.n_unlabelled = self.n_unlabelled;
        let mut seen: FxHashSet<Vec<u32>> = FxHashSet::default();
        for row in self.rows {
            if !row.repeat.is_empty() && !seen.insert(row.repeat) {
                sheet.n_repeated += 1;
                continue;
            }
            sheet.days.push(row.day);
            sheet.hours.push(row.hour);
            sheet.ids.push(row.id);
            sheet.found.push(row.found);
            for (column, id) in sheet.texts.iter_mut().zip(row.texts) {
                column.ids.push(id);
            }
            for (column, number) in sheet.numbers.iter_mut().zip(row.numbers) {
                column.1.push(number);
            }
        }
        sheet.duty = self.map.duty.as_ref().map(|it| sheet.duty_of(it));
        Ok(sheet)
    }
}

fn intern(ids: &mut FxHashMap<String, u32>, text: &str) -> u32 {
    let next = u32::try_from(ids.len()).unwrap_or(NONE);
    match ids.get(text) {
        Some(it) => *it,
        None => *ids.entry(text.to_owned()).or_insert(next),
    }
}

/// A day as days since 1970-01-01, and the hour or NaN.
fn moment(text: &str) -> Option<(i64, f64)> {
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let day: Date = day.replace('/', "-").parse().ok()?;
    let epoch = Date::new(1970, 1, 1).ok()?;
    let days = day.duration_since(epoch).as_hours() / 24;
    let hour = rest.trim_start_matches(['T', ' ']).get(..2).and_then(|it| it.parse::<u8>().ok());
    Some((days, hour.map_or(f64::NAN, f64::from)))
}

/// Codes that stand near each other are alike more often than not, so that a split of their order says something. Texts
/// all of digits are their number; others are compared by their first six letters.
fn order(text: &str) -> f64 {
    if let (true, Ok(number)) = (text.len() <= 15, text.parse::<u64>()) {
        // Below 10^15, which a double holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "it is below 10^15")]
        let it = number as f64;
        return it;
    }
    let bytes = text.bytes().chain(std::iter::repeat(0)).take(6);
    bytes.fold(0.0, |sum, it| sum * 256.0 + f64::from(it))
}

impl Sheet {
    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn text_at(&self, name: &str) -> Option<usize> {
        self.texts.iter().position(|it| it.name == name)
    }

    pub(super) fn number(&self, name: &str) -> Option<&[f64]> {
        self.numbers.iter().find(|it| it.0 == name).map(|it| it.1.as_slice())
    }

    fn duty_of(&self, duty: &Duty) -> Vec<f64> {
        let column = |name: &str| self.number(name).unwrap_or_default();
        let clean = |it: f64| if it.is_finite() { it.max(0.0) } else { 0.0 };
        match duty {
            Duty::Column { column: name } => column(name).iter().map(|it| clean(*it)).collect(),
            Duty::Product { value, rate_percent } => {
                let both = column(value).iter().zip(column(rate_percent));
                both.map(|(value, rate)| clean(value * rate / 100.0)).collect()
            }
        }
    }
}
