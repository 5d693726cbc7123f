//! Personal data that is masked until somebody asks to see it. `params/access/README.md` is the schema of the table.

use model::{Basis, Date};
use serde::Deserialize;

use crate::{Bases, LawError, Period, rows};

/// What of personal data is masked, and how much of it stays.
#[derive(Debug, Default)]
pub struct PersonalRules {
    rows: Vec<PersonalRow>,
}

/// One kind of personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRow {
    pub period: Period,
    pub kind: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// By what name it stands in a document.
    pub fields: Box<[Box<str>]>,
    pub shape: Shape,
    /// Characters that stay in front …
    pub first: usize,
    /// … and behind.
    pub last: usize,
    pub basis: Basis,
}

/// By what it is known in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A resident identity number (公民身份号码) with its check digit.
    ResidentId,
    /// A mobile number of eleven digits.
    Mobile,
}

const TABLE: &str = "access/personal.csv";
const HEADER: [&str; 10] =
    ["from", "to", "kind", "title_zh", "title_en", "fields", "shape", "first", "last", "basis"];

impl PersonalRules {
    pub(crate) fn shipped(bases: &Bases) -> Result<PersonalRules, LawError> {
        PersonalRules::read(include_str!("../../../params/access/personal.csv"), bases)
    }

    fn read(text: &str, bases: &Bases) -> Result<PersonalRules, LawError> {
        let rows = rows::read(TABLE, text, &HEADER, bases, |row| {
            let fields: Box<[Box<str>]> =
                row.text("fields").split_whitespace().map(Box::from).collect();
            if fields.is_empty() {
                return Err("it names no field".to_owned());
            }
            Ok(PersonalRow {
                period: row.period()?,
                kind: row.text("kind").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                fields,
                shape: row.word("shape")?,
                first: row.parse("first")?,
                last: row.parse("last")?,
                basis: bases.get(row.basis()?).cloned().ok_or("its basis is not known")?,
            })
        })?;
        rows::refuse_overlaps(TABLE, &rows, |it| it.kind.clone(), |it| it.period)?;
        Ok(PersonalRules { rows })
    }

    /// The rows of a day.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &PersonalRow> {
        self.rows.iter().filter(move |it| it.period.covers(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faulty_rows_are_refused() {
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let read = |rows: &str| {
            let text = format!("{}\n{rows}", HEADER.join(","));
            PersonalRules::read(&text, &bases).err().map(|it| it.to_string())
        };
        let good = ",,identity,甲,a,x y,resident_id,4,4,access-personal\n";
        assert_eq!(read(good), None);
        for (rows, told) in [
            (good.replace("x y", ""), "names no field"),
            (good.replace("resident_id", "face"), "unknown variant"),
            (good.replace("4,4", "4,-1"), "last"),
            (good.repeat(2), "hold on one day"),
        ] {
            let fault = read(&rows).unwrap_or_default();
            assert!(fault.contains(told), "{rows}: {fault}");
        }
    }
}
