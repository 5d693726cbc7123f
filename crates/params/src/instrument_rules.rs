//! What customs issues about a declaration (海关法律文书): what each kind says, and by when it is to be obeyed.
//! `params/declaration/README.md` is the schema of the tables.

use jiff::Span;
use model::{BasisId, Date, InstrumentKind, TermOwner, TermUnit};

use crate::{Bases, Calendar, LawError, Period, rows};

/// Kinds of instruments, and what their fields are called.
#[derive(Debug, Default)]
pub struct InstrumentRules {
    rules: Vec<InstrumentRule>,
    fields: Vec<FieldRule>,
}

/// One kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentRule {
    pub period: Period,
    pub kind: InstrumentKind,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// Name, and whether it has to be there.
    pub fields: Box<[(Box<str>, bool)]>,
    pub term: Option<TermRule>,
    /// How much longer the term may be made; nothing: it may not.
    pub extension: Option<ExtensionRule>,
    pub basis: BasisId,
}

/// By when something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermRule {
    pub length: u16,
    pub unit: TermUnit,
    pub owed_by: TermOwner,
    pub basis: BasisId,
}

/// How much longer a term may be made, counted as the term is, from its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionRule {
    pub length: u16,
    /// How many officers grant it.
    pub approvers: u8,
    pub basis: BasisId,
}

/// What an instrument can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRule {
    pub name: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// The only values, with their Chinese names; empty: any.
    pub values: Box<[(Box<str>, Box<str>)]>,
}

const FILE: &str = "declaration/instruments.csv";
const FIELDS_FILE: &str = "declaration/instrument_fields.csv";

const HEADER: [&str; 14] = [
    "from",
    "to",
    "kind",
    "title_zh",
    "title_en",
    "fields",
    "term",
    "counts",
    "owes",
    "basis",
    "term_basis",
    "extend",
    "extend_approvers",
    "extend_basis",
];

impl InstrumentRules {
    pub(crate) fn read(bases: &Bases) -> Result<InstrumentRules, LawError> {
        let text = include_str!("../../../params/declaration/instrument_fields.csv");
        let header = ["field", "title_zh", "title_en", "values"];
        let fields = rows::read(FIELDS_FILE, text, &header, bases, |row| {
            Ok(FieldRule {
                name: row.text("field").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                values: rows::named_values(row.text("values"))?,
            })
        })?;
        let text = include_str!("../../../params/declaration/instruments.csv");
        let rules = rows::read(FILE, text, &HEADER, bases, |row| {
            let named = |it: &str| {
                let name = it.trim_end_matches('?');
                let is_known = fields.iter().any(|it| &*it.name == name);
                is_known
                    .then(|| (Box::from(name), name.len() == it.len()))
                    .ok_or_else(|| format!("there is no field `{name}`"))
            };
            let named_basis = |name: &str| {
                let key = row.text(name);
                bases.keyed(key).ok_or_else(|| format!("there is no basis `{key}`"))
            };
            let term = match row.text("term") {
                "" => None,
                _ => Some(TermRule {
                    length: row.parse("term")?,
                    unit: row.word("counts")?,
                    owed_by: row.word("owes")?,
                    basis: named_basis("term_basis")?,
                }),
            };
            let extension = match row.text("extend") {
                "" => None,
                _ => Some(ExtensionRule {
                    length: row.parse("extend")?,
                    approvers: row.parse("extend_approvers")?,
                    basis: named_basis("extend_basis")?,
                }),
            };
            if term.is_none() && extension.is_some() {
                return Err("what has no term cannot be extended".to_owned());
            }
            Ok(InstrumentRule {
                period: row.period()?,
                kind: row.word("kind")?,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                fields: row
                    .text("fields")
                    .split_whitespace()
                    .map(named)
                    .collect::<Result<_, _>>()?,
                term,
                extension,
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &rules, |it| it.kind, |it| it.period)?;
        Ok(InstrumentRules { rules, fields })
    }

    /// What holds for a kind on a day; nothing where no law covers it.
    pub fn on(&self, kind: InstrumentKind, day: Date) -> Option<&InstrumentRule> {
        self.rules.iter().find(|it| it.kind == kind && it.period.covers(day))
    }

    /// What a field is called.
    pub fn field(&self, name: &str) -> Option<&FieldRule> {
        self.fields.iter().find(|it| &*it.name == name)
    }

    /// Every kind, on whatever day.
    pub fn all(&self) -> impl Iterator<Item = &InstrumentRule> {
        self.rules.iter()
    }
}

/// The last day of a term that begins with service on that day, which is not counted. A last day in calendar
/// days or months that is a day of rest gives way to the next working day.
pub fn term_ends_on(calendar: &Calendar, length: u16, unit: TermUnit, served_on: Date) -> Date {
    let length = i64::from(length);
    match unit {
        TermUnit::Days => {
            let last = served_on.checked_add(Span::new().days(length)).unwrap_or(Date::MAX);
            calendar.next_working_day(last)
        }
        TermUnit::Months => {
            let last = served_on.checked_add(Span::new().months(length)).unwrap_or(Date::MAX);
            calendar.next_working_day(last)
        }
        TermUnit::WorkingDays => {
            let mut day = served_on;
            for _ in 0..length {
                day = calendar.next_working_day(day.tomorrow().unwrap_or(day));
            }
            day
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn every_kind_is_known_from_its_first_day() {
        let law = Law::shipped().unwrap();
        let query = law.instruments.on(InstrumentKind::ValueQuery, date(2026, 11, 22)).unwrap();
        assert_eq!(&*query.title_zh, "价格质疑通知书");
        let wanted: Vec<_> = query.fields.iter().map(|(name, must)| (&**name, *must)).collect();
        assert_eq!(wanted, [("items", true), ("doubt", true), ("wanted", false)]);
        let term = query.term.unwrap();
        assert_eq!((term.length, term.unit), (5, TermUnit::WorkingDays));
        assert!(law.instruments.on(InstrumentKind::ValueQuery, date(2014, 1, 31)).is_none());
        assert_eq!(law.instruments.all().count(), 17);
        let extension = query.extension.unwrap();
        assert_eq!((extension.length, extension.approvers), (10, 1));
        let confirmation = InstrumentKind::TaxConfirmation;
        let confirmation = law.instruments.on(confirmation, date(2026, 11, 22)).unwrap();
        assert!(confirmation.extension.is_none(), "tax has a term of its own");
        assert_eq!(law.instruments.field("result").unwrap().values.len(), 8);
    }

    #[test]
    fn working_days_leave_out_days_of_rest_and_other_terms_end_after_them() {
        let law = Law::shipped().unwrap();
        let ends = |length, unit, on| term_ends_on(&law.calendar, length, unit, on);
        // 2026-11-19 is a Thursday.
        let served = date(2026, 11, 19);
        assert_eq!(ends(1, TermUnit::WorkingDays, served), date(2026, 11, 20));
        assert_eq!(ends(2, TermUnit::WorkingDays, served), date(2026, 11, 23));
        assert_eq!(ends(5, TermUnit::WorkingDays, served), date(2026, 11, 26));
        assert_eq!(ends(1, TermUnit::Days, served), date(2026, 11, 20));
        assert_eq!(ends(2, TermUnit::Days, served), date(2026, 11, 23));
        assert_eq!(ends(12, TermUnit::Months, served), date(2027, 11, 19));
    }
}
