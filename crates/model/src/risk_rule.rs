//! Rules of risk analysis (风险规则): rows with validity, owner and basis, whose condition is an expression over the features of a
//! case.

use serde::{Deserialize, Serialize};

use crate::Date;

/// What kind of case is weighed. Each has features and rules of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskProcedure {
    /// A retail parcel (跨境电商零售进口).
    Parcel,
    /// A goods declaration (报关单).
    Declaration,
}

impl RiskProcedure {
    pub const ALL: [RiskProcedure; 2] = [RiskProcedure::Parcel, RiskProcedure::Declaration];
}

/// What is done with a case that a rule speaks of (处置). Ordered by how grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskChannel {
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

impl RiskChannel {
    pub fn title_zh(self) -> &'static str {
        match self {
            RiskChannel::Release => "放行",
            RiskChannel::LaterAudit => "后续稽查",
            RiskChannel::Documents => "单证审核",
            RiskChannel::Examination => "查验",
            RiskChannel::Hold => "拦截",
        }
    }

    pub fn title_en(self) -> &'static str {
        match self {
            RiskChannel::Release => "release",
            RiskChannel::LaterAudit => "later audit",
            RiskChannel::Documents => "documents",
            RiskChannel::Examination => "examination",
            RiskChannel::Hold => "hold",
        }
    }
}

/// How grave what a rule looks for would be. A rule of high severity is hard: no whitelist takes a case out of it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum RiskSeverity {
    Low,
    #[default]
    Medium,
    High,
}

/// One rule in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskRule {
    pub id: String,
    #[serde(default = "first")]
    pub version: u32,
    /// Of which cases it speaks; all where none is named.
    #[serde(default = "all")]
    pub procedures: Vec<RiskProcedure>,
    pub title_zh: String,
    pub title_en: String,
    /// The law, notice or order that it rests on.
    pub basis: String,
    /// Who answers for it.
    pub owner: String,
    #[serde(default)]
    pub severity: RiskSeverity,
    pub channel: RiskChannel,
    /// In CEL syntax; docs/risk-rules.md has the language.
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

fn all() -> Vec<RiskProcedure> {
    RiskProcedure::ALL.to_vec()
}

impl RiskRule {
    /// Its first and its last day are both days of force.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }

    /// Whether there is a day on which both are in force.
    pub fn overlaps(&self, other: &RiskRule) -> bool {
        let begins_by = |one: &RiskRule, end: Option<Date>| end.is_none_or(|last| one.from <= last);
        begins_by(self, other.to) && begins_by(other, self.to)
    }

    /// Whether it is in force on every day on which `other` is.
    pub fn covers(&self, other: &RiskRule) -> bool {
        let ends_after = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(its)) => its <= own,
        };
        self.from <= other.from && ends_after
    }
}
