//! What officers may have to do, and what of it comes first. `params/worklist/README.md` is the schema of the table.

use model::{BasisId, Date, PersonRole, TaskKind};

use crate::{Bases, LawError, Period, rows};

/// The kinds of tasks.
#[derive(Debug)]
pub struct WorklistRules {
    rules: Vec<TaskRule>,
    queues: Vec<QueueRule>,
}

/// Whose queue a kind of task is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct QueueRule {
    period: Period,
    kind: TaskKind,
    roles: Box<[PersonRole]>,
}

/// A kind of task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRule {
    pub period: Period,
    pub kind: TaskKind,
    pub title_zh: Box<str>,
    pub title_en: Box<str>,
    /// 1 comes first, 9 last.
    pub priority: u8,
    /// Of a case that comes first for whom it is of.
    pub priority_first: u8,
    pub basis: BasisId,
}

/// What comes after all others: a kind that no row ranks on the day.
pub const LAST_PRIORITY: u8 = 9;

const FILE: &str = "worklist/tasks.csv";
const HEADER: [&str; 8] =
    ["from", "to", "kind", "title_zh", "title_en", "priority", "priority_first", "basis"];

const QUEUES: &str = "worklist/queues.csv";

/// Whoever has queues of his own.
const OFFICERS: [PersonRole; 6] = [
    PersonRole::DocumentOfficer,
    PersonRole::Examiner,
    PersonRole::TaxOfficer,
    PersonRole::ManifestOfficer,
    PersonRole::AuditOfficer,
    PersonRole::Laboratory,
];

impl WorklistRules {
    pub(crate) fn read(bases: &Bases) -> Result<WorklistRules, LawError> {
        let text = include_str!("../../../params/worklist/tasks.csv");
        let rules = rows::read(FILE, text, &HEADER, bases, |row| {
            let priority = |name: &str| {
                let it: u8 = row.parse(name)?;
                let is_one = (1..=LAST_PRIORITY).contains(&it);
                is_one.then_some(it).ok_or_else(|| format!("{name}: `{it}` is not 1 to 9"))
            };
            Ok(TaskRule {
                period: row.period()?,
                kind: row.word("kind")?,
                title_zh: row.text("title_zh").into(),
                title_en: row.text("title_en").into(),
                priority: priority("priority")?,
                priority_first: priority("priority_first")?,
                basis: row.basis()?,
            })
        })?;
        rows::refuse_overlaps(FILE, &rules, |it| it.kind, |it| it.period)?;
        Ok(WorklistRules { rules, queues: read_queues(bases)? })
    }

    /// The kinds that officers with these roles do.
    pub fn kinds_of(&self, roles: &[PersonRole], day: Date) -> Vec<TaskKind> {
        let is_theirs = |it: &&QueueRule| {
            it.period.covers(day) && it.roles.iter().any(|role| roles.contains(role))
        };
        self.queues.iter().filter(is_theirs).map(|it| it.kind).collect()
    }

    /// The row of a kind on a day.
    pub fn on(&self, kind: TaskKind, day: Date) -> Option<&TaskRule> {
        self.rules.iter().find(|it| it.kind == kind && it.period.covers(day))
    }

    /// Every row, in the order of the table.
    pub fn rows(&self) -> &[TaskRule] {
        &self.rules
    }

    /// By when a task is done among others; `is_first`: its case comes first for whom it is of.
    pub fn priority(&self, kind: TaskKind, is_first: bool, day: Date) -> u8 {
        self.on(kind, day).map_or(LAST_PRIORITY, |it| match is_first {
            true => it.priority_first,
            false => it.priority,
        })
    }
}

fn read_queues(bases: &Bases) -> Result<Vec<QueueRule>, LawError> {
    let mut header = vec!["from", "to", "kind"];
    header.extend(OFFICERS.map(PersonRole::name));
    header.push("basis");
    let text = include_str!("../../../params/worklist/queues.csv");
    let queues = rows::read(QUEUES, text, &header, bases, |row| {
        let mut roles = Vec::new();
        for role in OFFICERS {
            if row.yes(role.name())? {
                roles.push(role);
            }
        }
        row.basis()?;
        Ok(QueueRule { period: row.period()?, kind: row.word("kind")?, roles: roles.into() })
    })?;
    rows::refuse_overlaps(QUEUES, &queues, |it| it.kind, |it| it.period)?;
    Ok(queues)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_kind_has_titles_and_a_place_among_the_others() {
        let law = crate::Law::shipped().unwrap();
        let day = date(2026, 11, 22);
        for kind in TaskKind::ALL {
            let rule = law.worklist.on(kind, day).unwrap_or_else(|| panic!("{kind:?} has no row"));
            assert!(!rule.title_zh.is_empty() && !rule.title_en.is_empty(), "{kind:?}");
            assert!(rule.priority_first <= rule.priority, "{kind:?}");
        }
        assert_eq!(law.worklist.rows().len(), TaskKind::ALL.len());
    }

    #[test]
    fn every_kind_is_in_somebodys_queue_and_not_in_everybodys() {
        let worklist = crate::Law::shipped().unwrap().worklist;
        let day = date(2026, 11, 23);
        let mut all = worklist.kinds_of(&OFFICERS, day);
        all.sort();
        assert_eq!(all, TaskKind::ALL);
        let of = |role| worklist.kinds_of(&[role], day);
        let (examiner, tax) = (of(PersonRole::Examiner), of(PersonRole::TaxOfficer));
        assert!(examiner.contains(&TaskKind::Examination) && !tax.contains(&TaskKind::Examination));
        assert_eq!(of(PersonRole::Trader), []);
    }

    #[test]
    fn who_is_certified_comes_first() {
        let worklist = crate::Law::shipped().unwrap().worklist;
        let day = date(2026, 11, 22);
        let of = |is_first| worklist.priority(TaskKind::DeclarationReview, is_first, day);
        assert_eq!((of(false), of(true)), (4, 2));
        let empty = WorklistRules { rules: Vec::new(), queues: Vec::new() };
        assert_eq!(empty.priority(TaskKind::Examination, true, day), LAST_PRIORITY);
    }
}
