//! What the acts are called that people may be offered about a case. `params/access/README.md` is the schema of the table.

use model::{BasisId, Date};

use crate::{Bases, LawError, Period, rows};

/// Every act, by its name.
#[derive(Debug)]
pub struct ActRules {
    rules: Vec<ActRule>,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRule {
    pub period: Period,
    pub act: Box<str>,
    /// Those of one kind stand together.
    pub group: Box<str>,
    /// Whether it cannot be taken back, or takes something from somebody.
    pub is_grave: bool,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub basis: BasisId,
}

/// In the order in which they are offered.
pub const ACT_GROUPS: [&str; 7] =
    ["decide", "apply", "pay", "document", "tax", "control", "report"];

const FILE: &str = "access/acts.csv";
const HEADER: [&str; 8] = ["from", "to", "act", "group", "grave", "title_zh", "title_en", "basis"];

impl ActRules {
    pub(crate) fn read(bases: &Bases) -> Result<ActRules, LawError> {
        let text = include_str!("../../../params/access/acts.csv");
        let rules = rows::read(FILE, text, &HEADER, bases, |row| {
            let group = row.text("group");
            if !ACT_GROUPS.contains(&group) {
                return Err(format!("there is no group `{group}`"));
            }
            let is_grave = match row.text("grave") {
                "yes" => true,
                "no" => false,
                other => return Err(format!("grave: `{other}` is neither `yes` nor `no`")),
            };
            Ok(ActRule {
                period: row.period()?,
                act: row.text("act").into(),
                group: group.into(),
                is_grave,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &rules, |it| it.act.clone(), |it| it.period)?;
        Ok(ActRules { rules })
    }

    /// Every act that there is on some day.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|it| &*it.act)
    }

    /// The row of an act on a day.
    pub fn on(&self, act: &str, day: Date) -> Option<&ActRule> {
        self.rules.iter().find(|it| *it.act == *act && it.period.covers(day))
    }
}
