//! A rule as people write and keep it: a row with validity, owner and basis.

use model::Date;
use serde::{Deserialize, Serialize};

/// What is done with a case that a rule speaks of (处置). Ordered by how grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A whitelist: nothing is to be done.
    Release,
    /// After release (后续稽查).
    LaterAudit,
    /// 单证审核.
    Documents,
    /// 查验.
    Examination,
    /// Nothing moves: safety (安全拦截).
    Hold,
}

impl Channel {
    pub fn title_zh(self) -> &'static str {
        match self {
            Channel::Release => "放行",
            Channel::LaterAudit => "后续稽查",
            Channel::Documents => "单证审核",
            Channel::Examination => "查验",
            Channel::Hold => "拦截",
        }
    }

    pub fn title_en(self) -> &'static str {
        match self {
            Channel::Release => "release",
            Channel::LaterAudit => "later audit",
            Channel::Documents => "documents",
            Channel::Examination => "examination",
            Channel::Hold => "hold",
        }
    }
}

/// How grave what a rule looks for would be.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RuleSeverity {
    Low,
    #[default]
    Medium,
    High,
}

/// One rule in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    pub id: String,
    #[serde(default = "first")]
    pub version: u32,
    pub title_zh: String,
    pub title_en: String,
    /// The law, notice or order that it rests on.
    pub basis: String,
    /// Who answers for it.
    pub owner: String,
    #[serde(default)]
    pub severity: RuleSeverity,
    pub channel: Channel,
    /// In CEL syntax; docs/risk.md has the language.
    pub condition: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The bundle (专项行动) that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

fn first() -> u32 {
    1
}

impl RuleRow {
    /// Its first and its last day are both days of force.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }

    /// Whether there is a day on which both are in force.
    pub(super) fn overlaps(&self, other: &RuleRow) -> bool {
        let begins_by = |one: &RuleRow, end: Option<Date>| end.is_none_or(|last| one.from <= last);
        begins_by(self, other.to) && begins_by(other, self.to)
    }

    /// Whether it is in force on every day on which `other` is.
    pub(super) fn covers(&self, other: &RuleRow) -> bool {
        let ends_after = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(its)) => its <= own,
        };
        self.from <= other.from && ends_after
    }
}
