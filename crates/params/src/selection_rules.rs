//! On what selection for review or examination rests (选查依据). `params/declaration/README.md` is the schema of the table.

use model::{BasisId, Date};
use serde::Deserialize;

use crate::{Bases, LawError, Period, rows};

/// By what a case is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelectedBy {
    /// The seeded share.
    Random,
    /// A watch row.
    Watch,
}

/// What a way of selecting is called, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionRule {
    pub period: Period,
    pub rule: SelectedBy,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub basis: BasisId,
}

/// The ways in which cases are selected.
#[derive(Debug)]
pub struct SelectionRules {
    rules: Vec<SelectionRule>,
}

const FILE: &str = "declaration/selection.csv";
const HEADER: [&str; 6] = ["from", "to", "rule", "title_zh", "title_en", "basis"];

impl SelectionRules {
    pub(crate) fn read(bases: &Bases) -> Result<SelectionRules, LawError> {
        let text = include_str!("../../../params/declaration/selection.csv");
        let rules = rows::read(FILE, text, &HEADER, bases, |row| {
            Ok(SelectionRule {
                period: row.period()?,
                rule: row.word("rule")?,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &rules, |it| it.rule, |it| it.period)?;
        Ok(SelectionRules { rules })
    }

    /// The row of a way of selecting on a day.
    pub fn on(&self, rule: SelectedBy, day: Date) -> Option<&SelectionRule> {
        self.rules.iter().find(|it| it.rule == rule && it.period.covers(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn both_ways_of_selecting_rest_on_a_text() {
        let law = Law::shipped().unwrap();
        for rule in [SelectedBy::Random, SelectedBy::Watch] {
            let row = law.selection.on(rule, date(2026, 11, 23)).unwrap();
            assert!(!row.title_zh.is_empty() && !row.title_en.is_empty());
            assert!(!law.basis(row.basis).unwrap().document.is_empty(), "{rule:?}");
        }
    }
}
