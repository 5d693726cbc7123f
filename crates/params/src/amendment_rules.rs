//! On which grounds a declaration may be amended or withdrawn (报关单修改和撤销): what may change, on what
//! evidence, and how many officers approve. `params/declaration/README.md` is the schema of the table.

use model::{AmendmentKind, BasisId, Date, Direction};
use serde::Deserialize;

use crate::{Bases, Codes, LawError, Period, Table, rows};

/// Grounds, in the order in which they are tried.
#[derive(Debug, Default)]
pub struct AmendmentRules {
    grounds: Vec<AmendmentGround>,
}

/// One ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentGround {
    pub period: Period,
    pub ground: Box<str>,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    pub kind: AmendmentKind,
    /// The only direction it has; nothing when it has both.
    pub direction: Option<Direction>,
    pub phase: AmendmentPhase,
    /// Our own names of the fields that may change; nothing: all.
    pub fields: Option<Box<[Box<str>]>>,
    /// Of each group any one kind of attachment has to be presented.
    pub evidence: Box<[Box<[Box<str>]>]>,
    /// So many officers approve; 0: the house itself.
    pub approvers: u8,
    pub basis: BasisId,
}

/// Whether a ground is one before or after the goods are released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentPhase {
    Any,
    Before,
    After,
}

/// The ground of what customs asks for; traders have it not.
pub const ASKED_BY_CUSTOMS: &str = "asked";

impl AmendmentGround {
    pub fn covers(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|it| it.iter().any(|name| **name == *field))
    }

    /// The groups of evidence of which nothing is presented.
    pub fn lacks<'g>(
        &'g self,
        presented: impl Fn(&str) -> bool + 'g,
    ) -> impl Iterator<Item = &'g [Box<str>]> {
        let is_met = move |group: &[Box<str>]| group.iter().any(|it| presented(it));
        self.evidence.iter().map(|it| &**it).filter(move |it| !is_met(it))
    }
}

const FILE: &str = "declaration/amendments.csv";

const HEADER: [&str; 12] = [
    "from",
    "to",
    "ground",
    "title_zh",
    "title_en",
    "kind",
    "direction",
    "phase",
    "fields",
    "evidence",
    "approvers",
    "basis",
];

impl AmendmentRules {
    pub(crate) fn read(codes: &Codes, bases: &Bases) -> Result<AmendmentRules, LawError> {
        let text = include_str!("../../../params/declaration/amendments.csv");
        let grounds = rows::read(FILE, text, &HEADER, bases, |row| {
            let evidence = groups(row.text("evidence"));
            let kinds = evidence.iter().flat_map(|it| it.iter());
            for kind in kinds {
                if !codes.contains(Table::AttachmentKind, kind) {
                    return Err(format!("there is no kind of attachment `{kind}`"));
                }
            }
            Ok(AmendmentGround {
                period: row.period()?,
                ground: row.text("ground").into(),
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                kind: row.word("kind")?,
                direction: match row.text("direction") {
                    "" => None,
                    _ => Some(row.word("direction")?),
                },
                phase: row.word("phase")?,
                fields: match row.text("fields") {
                    "*" => None,
                    names => Some(names.split_whitespace().map(Box::from).collect()),
                },
                evidence,
                approvers: row.parse("approvers")?,
                basis: row.basis()?,
            })
        })?;
        let key = |it: &AmendmentGround| (it.ground.clone(), it.kind, it.direction);
        rows::refuse_overlaps(FILE, &grounds, key, |it| it.period)?;
        Ok(AmendmentRules { grounds })
    }

    /// The grounds on a day, in their order.
    pub fn grounds(
        &self,
        kind: AmendmentKind,
        direction: Direction,
        is_released: bool,
        day: Date,
    ) -> impl Iterator<Item = &AmendmentGround> + Clone {
        let phase = if is_released { AmendmentPhase::After } else { AmendmentPhase::Before };
        self.grounds.iter().filter(move |it| {
            it.kind == kind
                && it.direction.is_none_or(|only| only == direction)
                && (it.phase == phase || it.phase == AmendmentPhase::Any)
                && it.period.covers(day)
        })
    }

    /// Every ground, on whatever day.
    pub fn all(&self) -> impl Iterator<Item = &AmendmentGround> {
        self.grounds.iter()
    }
}

/// `a|b;c`: one of a and b, and c.
fn groups(text: &str) -> Box<[Box<[Box<str>]>]> {
    let given = |it: &&str| !it.is_empty();
    let group = |it: &str| it.split('|').map(Box::from).collect();
    text.split(';').filter(given).map(group).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn grounds_are_those_of_the_phase_and_the_day() {
        let law = Law::shipped().unwrap();
        let names = |kind, direction, is_released, day| -> Vec<String> {
            let grounds = law.amendments.grounds(kind, direction, is_released, day);
            grounds.map(|it| it.ground.to_string()).collect()
        };
        let (amend, withdraw) = (AmendmentKind::Amend, AmendmentKind::Withdraw);
        let day = date(2026, 11, 21);
        let before = names(amend, Direction::Import, false, day);
        assert_eq!(before, ["wording", "misstated", "formalities", "system_error", "asked"]);
        assert!(names(withdraw, Direction::Export, true, day).contains(&"shut_out".to_owned()));
        assert!(!names(withdraw, Direction::Import, true, day).contains(&"shut_out".to_owned()));
        assert!(names(amend, Direction::Import, false, date(2014, 3, 12)).is_empty());
    }

    #[test]
    fn every_group_of_evidence_has_to_be_met() {
        let law = Law::shipped().unwrap();
        let settled = law.amendments.all().find(|it| &*it.ground == "price_settled").unwrap();
        assert!(settled.covers("items.price") && !settled.covers("items.commodity_code"));
        let presented = |it: &str| it == "00000001" || it == "00000004";
        let lacking: Vec<_> = settled.lacks(presented).map(|it| it.join("|")).collect();
        assert_eq!(lacking, ["50000001"]);
    }
}
