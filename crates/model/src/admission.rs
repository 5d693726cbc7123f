//! What a declaration asks for when goods are let in in two stages (两段准入), what becomes of it, and the supervised
//! sites (海关监管作业场所) to which goods may be moved for their examination.

use serde::{Deserialize, Serialize};

use crate::{Date, Moment, NotInForce, TwoStageRequest};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionKind {
    /// 转场申请: the examination at the port takes place at another site.
    Transfer,
    /// 附条件提离申请: the goods leave the port before a laboratory's result.
    ConditionalRelease,
    /// 口岸与目的地合并检查申请: one examination at the destination in place of two.
    MergedExamination,
}

impl AdmissionKind {
    /// In the order of the wire's fields.
    pub const ALL: [AdmissionKind; 3] = [
        AdmissionKind::Transfer,
        AdmissionKind::ConditionalRelease,
        AdmissionKind::MergedExamination,
    ];

    pub const fn title_zh(self) -> &'static str {
        match self {
            AdmissionKind::Transfer => "转场申请",
            AdmissionKind::ConditionalRelease => "附条件提离申请",
            AdmissionKind::MergedExamination => "口岸与目的地合并检查申请",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            AdmissionKind::Transfer => "transfer to another site",
            AdmissionKind::ConditionalRelease => "release under custody",
            AdmissionKind::MergedExamination => "one examination, at the destination",
        }
    }

    /// Where a declaration asks for it, by our own names.
    pub const fn pointer(self) -> &'static str {
        match self {
            AdmissionKind::Transfer => "declaration.two_stage.wants_transfer",
            AdmissionKind::ConditionalRelease => "declaration.two_stage.wants_conditional_release",
            AdmissionKind::MergedExamination => "declaration.two_stage.wants_merged_examination",
        }
    }
}

impl TwoStageRequest<'_> {
    /// Whether it is asked for (勾选).
    pub fn asks(&self, kind: AdmissionKind) -> bool {
        let mark = match kind {
            AdmissionKind::Transfer => &self.wants_transfer,
            AdmissionKind::ConditionalRelease => &self.wants_conditional_release,
            AdmissionKind::MergedExamination => &self.wants_merged_examination,
        };
        *mark == "1"
    }
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionState {
    /// 待海关审核: no rule decides it, and an officer has to.
    Open,
    /// 准予.
    Granted,
    /// 不予.
    Refused,
    /// 已办理: the goods moved as it was granted.
    CarriedOut,
}

impl AdmissionState {
    pub const fn title_zh(self) -> &'static str {
        match self {
            AdmissionState::Open => "待海关审核",
            AdmissionState::Granted => "准予",
            AdmissionState::Refused => "不予",
            AdmissionState::CarriedOut => "已办理",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            AdmissionState::Open => "for an officer to decide",
            AdmissionState::Granted => "granted",
            AdmissionState::Refused => "refused",
            AdmissionState::CarriedOut => "carried out",
        }
    }
}

/// One application, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmissionRequest {
    pub kind: AdmissionKind,
    pub state: AdmissionState,
    /// Of a transfer: the site where the goods are to be examined; empty of others.
    pub site: String,
    /// The finding that tells of it; empty where an officer decided.
    pub code: String,
    /// The officer who decided; empty: the house, by its rules.
    pub officer: String,
    /// Why: the rule's title, or the officer's words.
    pub reason: String,
    /// When it came into this state.
    pub at: Moment,
}

/// A supervised site (海关监管作业场所). A row with a known code replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRow {
    /// 监管场地海关编码, up to eleven characters.
    pub code: String,
    pub name: String,
    /// 关区 that watches it.
    pub customs: String,
    /// Which checks of `params/declaration/port_checks.csv` it is fit for, besides those that any site is.
    #[serde(default)]
    pub checks: Vec<String>,
    pub from: Date,
    /// Last day; nothing: until it is said.
    #[serde(default)]
    pub to: Option<Date>,
}

impl SiteRow {
    /// # Errors
    /// Why it is none on that day.
    pub fn in_force(&self, on: Date) -> Result<(), NotInForce> {
        NotInForce::check(Some(self.from), self.to, None, on)
    }
}
