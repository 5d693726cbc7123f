//! What risk analysis says of an entry.

use serde::{Deserialize, Serialize};

/// What happens to an entry (选查通道). Ordered: the gravest reason decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    Release,
    /// 单证审核.
    Documents,
    /// 查验.
    Examination,
}

/// Why an entry was selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule or row that spoke: `random`, or a watch row's id.
    pub rule: String,
    pub lane: Lane,
    /// What it saw.
    pub pointer: String,
    pub observed: String,
    pub text: String,
}

/// The outcome with all its reasons (命中结果).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    pub lane: Lane,
    pub reasons: Vec<Reason>,
}
