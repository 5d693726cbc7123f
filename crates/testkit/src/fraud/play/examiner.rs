//! Who examines what the house selected: nobody else may see the truth, and nothing is said of what was not selected.

use std::collections::BTreeMap;

use clearance::{DeclarationFile, entry::Entry, ports::EntryRow};
use model::{DeclarationState, EntryId, EntryState, Moment};
use serde_json::json;

use super::PlayError;
use crate::fraud::{FraudKind, FraudTruth, Label, Labels};

/// From here on goods are detained, and no longer declared anew.
const GRAVE: u32 = 60;

pub(super) struct Examiner {
    threshold: u32,
    labels: Labels,
    /// Cases by the numbers of their truths.
    cases: BTreeMap<u64, EntryId>,
    /// Results of goods that cannot be examined yet: they have not come.
    waiting: Vec<Due>,
}

/// An examination's result, and whose it is.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) entry: EntryId,
    label: Label,
}

impl Examiner {
    pub(super) fn new(threshold: u32) -> Examiner {
        let (labels, cases, waiting) = (Labels::default(), BTreeMap::new(), Vec::new());
        Examiner { threshold, labels, cases, waiting }
    }

    pub(super) fn examine(&mut self, entry: EntryId, truth: &FraudTruth, at: Moment) {
        self.cases.insert(truth.index, entry);
        self.labels.examine(truth, at);
    }

    /// Whose results have come.
    pub(super) fn due(&mut self, by: Moment) -> Vec<Due> {
        let mut due = std::mem::take(&mut self.waiting);
        for label in self.labels.arrived(by) {
            if let Some(entry) = self.cases.get(&label.index) {
                due.push(Due { entry: *entry, label });
            }
        }
        due
    }

    /// Asked again tomorrow.
    pub(super) fn later(&mut self, due: &Due) {
        self.waiting.push(due.clone());
    }

    /// What an officer sends; nothing where the goods are not under examination.
    pub(super) fn answer(&self, due: &Due, row: &EntryRow) -> Result<Option<Vec<u8>>, PlayError> {
        let unreadable = |it: &dyn std::fmt::Display| PlayError::House(it.to_string());
        let found = due.label.confirmed.filter(|_| due.label.is_found(self.threshold));
        if let Some(state) = clearance::entry::state_of(row.state) {
            if state != EntryState::UnderExamination {
                return Ok(None);
            }
            let entry = Entry::from_row(row).map_err(|it| unreadable(&it))?;
            let action = if found.is_some() { "detain_other" } else { "pass_examination" };
            let said = json!({ "tongguan": "officer", "list_no": entry.list_no(), "action": action,
                "officer": "关员甲", "reason": "查验结果" });
            return Ok(Some(serde_json::to_vec(&said)?));
        }
        let file = DeclarationFile::from_row(row).map_err(|it| unreadable(&it))?;
        if file.state != DeclarationState::Examination {
            return Ok(None);
        }
        let mut fields = BTreeMap::new();
        match found {
            Some(it) => {
                let (result, of_line) = words(it.kind);
                fields.insert("result", result.to_owned());
                fields.insert("line_results", format!("1={of_line}"));
                let disposal = if it.severity >= GRAVE { "detain" } else { "correct" };
                fields.insert("disposal", disposal.to_owned());
            }
            None => drop(fields.insert("result", "conform".to_owned())),
        }
        if let Some(examination) = &file.examination {
            fields.insert("place", examination.next_place().to_owned());
        }
        let said = json!({ "tongguan": "issue_document",
            "declaration_no": file.declaration_no.as_str(), "kind": "examination_record",
            "officer": "关员甲", "reason": "查验结果", "fields": fields });
        Ok(Some(serde_json::to_vec(&said)?))
    }
}

/// How a record of examination says it: of all goods, and of a line.
fn words(kind: FraudKind) -> (&'static str, &'static str) {
    match kind {
        FraudKind::Misclassification => ("goods", "classification"),
        FraudKind::Origin => ("origin", "origin"),
        FraudKind::Description => ("goods", "name"),
        FraudKind::Weight => ("quantity", "weight"),
        FraudKind::Undervaluation
        | FraudKind::Splitting
        | FraudKind::SharedIdentity
        | FraudKind::RefundRing => ("other", "other"),
    }
}
