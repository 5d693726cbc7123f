//! Which decisions take a second officer (复核), and from which day. `params/declaration/README.md` is the schema of the table.

use model::{BasisId, Date, SecondWord};
use serde::Deserialize;

use crate::{Bases, LawError, Period, rows};

/// The decisions that take a second officer.
#[derive(Debug)]
pub struct SecondRules {
    rules: Vec<SecondRule>,
}

/// On what it hangs whether a rule binds a house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondBinds {
    Always,
    /// Once it keeps examiners.
    Examiners,
    /// Once a plan of risk analysis was approved in it.
    Plans,
}

/// A decision that takes a second officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondRule {
    pub period: Period,
    pub decision: SecondWord,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub binds: SecondBinds,
    pub basis: BasisId,
}

const FILE: &str = "declaration/second_officer.csv";
const HEADER: [&str; 7] = ["from", "to", "decision", "title_zh", "title_en", "binds", "basis"];

impl SecondRules {
    pub(crate) fn read(bases: &Bases) -> Result<SecondRules, LawError> {
        let text = include_str!("../../../params/declaration/second_officer.csv");
        let rules = rows::read(FILE, text, &HEADER, bases, |row| {
            Ok(SecondRule {
                period: row.period()?,
                decision: row.word("decision")?,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                binds: row.word("binds")?,
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &rules, |it| it.decision, |it| it.period)?;
        Ok(SecondRules { rules })
    }

    /// The row of a decision on a day; nothing where one officer decides.
    pub fn on(&self, decision: SecondWord, day: Date) -> Option<&SecondRule> {
        self.rules.iter().find(|it| it.decision == decision && it.period.covers(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn a_result_takes_a_second_officer_from_the_day_of_its_row() {
        let rules = Law::shipped().unwrap().seconds;
        let on = |day| rules.on(SecondWord::ExaminationResult, day).map(|it| it.binds);
        assert_eq!(on(date(2026, 11, 21)), None);
        assert_eq!(on(date(2026, 11, 22)), Some(SecondBinds::Examiners));
        let risk = |day| rules.on(SecondWord::RiskChange, day).map(|it| it.binds);
        assert_eq!(risk(date(2026, 11, 22)), None);
        assert_eq!(risk(date(2026, 11, 23)), Some(SecondBinds::Plans));
        for always in [SecondWord::LowerValue, SecondWord::DetentionLifted] {
            let rule = rules.on(always, date(2006, 1, 1)).unwrap();
            assert_eq!(rule.binds, SecondBinds::Always, "{always:?}");
            assert!(!rule.title_zh.is_empty() && !rule.title_en.is_empty());
        }
    }
}
