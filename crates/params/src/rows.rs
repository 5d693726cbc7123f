//! Small tables of law as CSV: a header that must be the one named, and typed fields of a row.

use std::str::FromStr;

use csv::StringRecord;
use model::{BasisId, Date};
use serde::{de::DeserializeOwned, de::IntoDeserializer as _, de::value::Error as ValueError};

use crate::{Bases, LawError};

/// Reads every row; the first fault refuses the file.
pub(crate) fn read<T>(
    file: &str,
    text: &str,
    header: &[&str],
    bases: &Bases,
    mut row: impl FnMut(&Row<'_>) -> Result<T, String>,
) -> Result<Vec<T>, LawError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|source| LawError::csv(file, source))?;
    if headers.iter().ne(header.iter().copied()) {
        return Err(LawError::fault(file, format!("the header must be `{}`", header.join(","))));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|source| LawError::csv(file, source))?;
        let line = record.position().map_or(0, csv::Position::line);
        let fault = |what| LawError::fault(file, format!("line {line}: {what}"));
        rows.push(row(&Row { record: &record, header, bases }).map_err(fault)?);
    }
    Ok(rows)
}

/// One row, whose fields go by the header's names.
pub(crate) struct Row<'a> {
    record: &'a StringRecord,
    header: &'a [&'a str],
    bases: &'a Bases,
}

impl Row<'_> {
    /// Empty for a name that the header does not have.
    pub(crate) fn text(&self, name: &str) -> &str {
        let at = self.header.iter().position(|it| *it == name);
        at.and_then(|it| self.record.get(it)).unwrap_or_default()
    }

    pub(crate) fn parse<T: FromStr>(&self, name: &str) -> Result<T, String>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.text(name);
        text.parse().map_err(|fault| format!("{name}: `{text}`: {fault}"))
    }

    /// A word of a closed set, as JSON spells it; an empty field is the word ``.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let text = self.text(name);
        let word: Result<T, ValueError> = T::deserialize(text.into_deserializer());
        word.map_err(|fault| format!("{name}: {fault}"))
    }

    /// `yes` or `no`.
    pub(crate) fn yes(&self, name: &str) -> Result<bool, String> {
        match self.text(name) {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(format!("{name}: `{other}` is neither `yes` nor `no`")),
        }
    }

    /// Words of a closed set, divided by `|`; none in an empty field.
    pub(crate) fn words<T: DeserializeOwned>(&self, name: &str) -> Result<Box<[T]>, String> {
        let word = |text: &str| {
            let word: Result<T, ValueError> = T::deserialize(text.into_deserializer());
            word.map_err(|fault| format!("{name}: {fault}"))
        };
        self.text(name).split('|').filter(|it| !it.is_empty()).map(word).collect()
    }

    /// The first and the last day; an empty field does not bound the row.
    pub(crate) fn period(&self) -> Result<Period, String> {
        let day = |name: &str| match self.text(name) {
            "" => Ok(None),
            _ => self.parse(name).map(Some),
        };
        let period = Period { from: day("from")?, to: day("to")? };
        match period.is_backward() {
            true => Err("`to` is before `from`".to_owned()),
            false => Ok(period),
        }
    }

    pub(crate) fn basis(&self) -> Result<BasisId, String> {
        let key = self.text("basis");
        self.bases.keyed(key).ok_or_else(|| format!("there is no basis `{key}`"))
    }
}

/// The only values of a field, with their names; empty: any.
pub(crate) type NamedValues = Box<[(Box<str>, Box<str>)]>;

/// `1=甲|2=乙` as values with their names.
pub(crate) fn named_values(text: &str) -> Result<NamedValues, String> {
    let value = |it: &str| {
        let pair = it.split_once('=').map(|(code, zh)| (code.into(), zh.into()));
        pair.ok_or_else(|| format!("`{it}` has no name"))
    };
    text.split('|').filter(|it| !it.is_empty()).map(value).collect()
}

/// The days on which a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day; none: since ever, as far as is known here.
    pub from: Option<Date>,
    /// Last day; none: until now.
    pub to: Option<Date>,
}

impl Period {
    pub fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|it| it <= day) && self.to.is_none_or(|it| day <= it)
    }

    /// Whether it ends before it begins.
    pub(crate) fn is_backward(self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if to < from)
    }

    pub(crate) fn overlaps(self, other: Period) -> bool {
        let starts_in_time = |one: Period, other: Period| match (one.from, other.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_in_time(self, other) && starts_in_time(other, self)
    }
}

/// Refuses two rows of one key that hold on one day.
pub(crate) fn refuse_overlaps<T, K: PartialEq + std::fmt::Debug>(
    file: &str,
    rows: &[T],
    key: impl Fn(&T) -> K,
    period: impl Fn(&T) -> Period,
) -> Result<(), LawError> {
    for (at, row) in rows.iter().enumerate() {
        let later = rows.iter().skip(at + 1);
        let same = |other: &&T| key(row) == key(other) && period(row).overlaps(period(other));
        if later.into_iter().any(|other| same(&other)) {
            let what = format!("two rows of {:?} hold on one day", key(row));
            return Err(LawError::fault(file, what));
        }
    }
    Ok(())
}
