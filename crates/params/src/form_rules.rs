//! How a goods declaration is asked for on a form: what its fields are called, in which section each stands, from which
//! code table it is filled in, and when it is asked at all. `params/declaration/README.md` is the schema of the tables.

use model::{BasisId, Date};

use crate::{Bases, LawError, Period, Table, rows};

/// The form of a goods declaration.
#[derive(Debug, Default)]
pub struct FormRules {
    sections: Vec<FormSection>,
    fields: Vec<FormRow>,
}

/// A part of the form.
#[derive(Debug, Clone)]
pub struct FormSection {
    pub period: Period,
    pub name: Box<str>,
    /// Our own name of the list whose nodes it asks for; empty: fields of the declaration itself.
    pub list: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Few declarations have it: it is opened when it is wanted.
    pub is_folded: bool,
    pub basis: BasisId,
}

/// A field of the form.
#[derive(Debug, Clone)]
pub struct FormRow {
    pub period: Period,
    /// Our own name, relative to the declaration: `items.quantity`.
    pub field: Box<str>,
    pub section: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub codes: Option<FormCodes>,
    /// The only values; empty: any.
    pub values: Box<[FormValue]>,
    /// It is asked when all of these hold.
    pub asked: Box<[FormCondition]>,
    /// Few declarations have it: it is shown when it is wanted.
    pub is_rare: bool,
    /// What a new declaration has in it.
    pub preset: Box<str>,
    pub basis: BasisId,
}

/// Where a field's codes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormCodes {
    Tariff,
    Table(Table),
}

impl FormCodes {
    pub fn name(self) -> &'static str {
        match self {
            FormCodes::Tariff => "tariff",
            FormCodes::Table(table) => table.name(),
        }
    }
}

/// A value of a field that has few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormValue {
    pub value: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
}

/// A field that has one of some values. `levied` is `yes` where the supervision mode has a nature of levy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormCondition {
    pub field: Box<str>,
    pub values: Box<[Box<str>]>,
}

const SECTIONS: &str = "declaration/form_sections.csv";
const FIELDS: &str = "declaration/form_fields.csv";

impl FormRules {
    pub(crate) fn read(bases: &Bases) -> Result<FormRules, LawError> {
        let sections = include_str!("../../../params/declaration/form_sections.csv");
        let header = ["from", "to", "section", "list", "title_zh", "title_en", "shown", "basis"];
        let sections = rows::read(SECTIONS, sections, &header, bases, |row| {
            Ok(FormSection {
                period: row.period()?,
                name: row.text("section").into(),
                list: row.text("list").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                is_folded: word(row.text("shown"), "folded")?,
                basis: row.basis()?,
            })
        })?;
        let fields = include_str!("../../../params/declaration/form_fields.csv");
        let header = [
            "from", "to", "field", "section", "title_zh", "title_en", "codes", "values", "asked",
            "shown", "preset", "basis",
        ];
        let fields = rows::read(FIELDS, fields, &header, bases, |row| {
            let section = row.text("section");
            if !sections.iter().any(|it: &FormSection| *it.name == *section) {
                return Err(format!("there is no section `{section}`"));
            }
            Ok(FormRow {
                period: row.period()?,
                field: row.text("field").into(),
                section: section.into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                codes: codes(row.text("codes"))?,
                values: values(row.text("values"))?,
                asked: conditions(row.text("asked"))?,
                is_rare: word(row.text("shown"), "more")?,
                preset: row.text("preset").into(),
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(SECTIONS, &sections, |it| it.name.clone(), |it| it.period)?;
        rows::refuse_overlaps(FIELDS, &fields, |it| it.field.clone(), |it| it.period)?;
        Ok(FormRules { sections, fields })
    }

    /// The sections of that day, in the order of the form.
    pub fn sections(&self, day: Date) -> impl Iterator<Item = &FormSection> {
        self.sections.iter().filter(move |it| it.period.covers(day))
    }

    /// The fields of that day, in the order of the form.
    pub fn fields(&self, day: Date) -> impl Iterator<Item = &FormRow> {
        self.fields.iter().filter(move |it| it.period.covers(day))
    }
}

/// Whether a column has its one word.
fn word(text: &str, word: &str) -> Result<bool, String> {
    match text {
        "" => Ok(false),
        _ if text == word => Ok(true),
        other => Err(format!("`{other}` is not `{word}`")),
    }
}

fn codes(text: &str) -> Result<Option<FormCodes>, String> {
    match text {
        "" => Ok(None),
        "tariff" => Ok(Some(FormCodes::Tariff)),
        name => {
            let table = Table::of_name(name).ok_or_else(|| format!("no code table `{name}`"))?;
            Ok(Some(FormCodes::Table(table)))
        }
    }
}

/// `0=否~no|1=是~yes`.
fn values(text: &str) -> Result<Box<[FormValue]>, String> {
    let value = |(value, titles): &(Box<str>, Box<str>)| {
        let titles = titles.split_once('~').ok_or_else(|| format!("`{titles}` has no English"));
        titles.map(|(zh, en)| FormValue {
            value: value.clone(),
            title_zh: zh.into(),
            title_en: en.into(),
        })
    };
    rows::named_values(text)?.iter().map(value).collect()
}

/// `direction=import transport_mode=2|3`.
fn conditions(text: &str) -> Result<Box<[FormCondition]>, String> {
    let condition = |it: &str| {
        let (field, values) = it.split_once('=').ok_or_else(|| format!("`{it}` asks nothing"))?;
        let values = values.split('|').map(Box::from).collect();
        Ok(FormCondition { field: field.into(), values })
    };
    text.split_whitespace().map(condition).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> FormRules {
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        FormRules::read(&bases).unwrap()
    }

    #[test]
    fn a_field_stands_in_the_section_of_its_list_and_hangs_on_fields_that_there_are() {
        let (rules, day) = (rules(), jiff::civil::date(2026, 11, 23));
        for field in rules.fields(day) {
            let section = rules.sections(day).find(|it| it.name == field.section).unwrap();
            let list = match field.field.rsplit_once('.') {
                Some((list, _)) if !section.list.is_empty() => list,
                _ => "",
            };
            assert_eq!(list, &*section.list, "{}", field.field);
            for asked in &field.asked {
                let is_one = |it: &FormRow| it.field == asked.field;
                assert!(&*asked.field == "levied" || rules.fields(day).any(is_one), "{asked:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert!(values("0=否").is_err(), "no English");
        assert!(values("0").is_err(), "no name");
        assert!(codes("ports").is_err(), "no such table");
        assert!(conditions("direction").is_err(), "no value");
        assert!(word("fold", "folded").is_err());
        let asked = conditions("direction=import transport_mode=2|3").unwrap();
        assert_eq!(asked.len(), 2);
        assert_eq!(&*asked[1].values[1], "3");
    }
}
