//! What is wrong with declared data, said so that it can be mended.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Basis, Date};

/// What a finding does to the document or entry. Ordered: it is treated by its gravest finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It goes on and the sender is told (提示).
    Notice,
    /// An officer looks first (转人工).
    Review,
    /// It is returned to the sender (退单).
    Return,
}

/// When a check can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// While the message is read: type, length, presence.
    Format,
    /// One document alone.
    Document,
    /// Its partners beside it.
    Joined,
    /// With tax and balances.
    Assessed,
}

/// How much of a document a check reads: a document with format faults still gets its
/// single-field checks, so that the sender sees all faults at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    SingleField,
    CrossField,
}

/// All that is known of a check but its function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckInfo {
    /// Stable for ever, e.g. `PAY-2332`.
    pub code: &'static str,
    pub title_zh: &'static str,
    pub title_en: &'static str,
    pub severity: Severity,
    pub stage: Stage,
    pub scope: Scope,
    pub basis: Basis,
    /// First day of declaration to which the check applies (施行日期).
    pub from: Date,
    pub fix_zh: &'static str,
    pub fix_en: &'static str,
}

/// A text in Chinese and in English.
pub type Words = [&'static str; 2];

impl CheckInfo {
    /// A check that returns a document for what is known beside it; in force from a day.
    pub const fn of_document(
        code: &'static str,
        basis: Basis,
        from: Date,
        [title_zh, title_en]: Words,
        [fix_zh, fix_en]: Words,
    ) -> CheckInfo {
        CheckInfo {
            code,
            title_zh,
            title_en,
            severity: Severity::Return,
            stage: Stage::Document,
            scope: Scope::CrossField,
            basis,
            from,
            fix_zh,
            fix_en,
        }
    }

    #[must_use]
    pub const fn with(mut self, severity: Severity) -> CheckInfo {
        self.severity = severity;
        self
    }
}

/// One thing wrong with declared data, addressed to the sender (回执明细).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Finding {
    pub code: Cow<'static, str>,
    pub severity: Severity,
    /// The field it points at, in our own names: `inventory.items[2].total_price`.
    pub pointer: String,
    pub observed: String,
    pub expected: String,
    /// The partner's field it was compared with, e.g. `order.items[2].total_price`; may be empty.
    pub against: String,
}

/// A finding with everything its check says about it: the form people and programs read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedFinding<'a> {
    #[serde(flatten)]
    pub finding: &'a Finding,
    pub title_zh: &'static str,
    pub title_en: &'static str,
    pub basis: &'a Basis,
    pub fix_zh: &'static str,
    pub fix_en: &'static str,
}
