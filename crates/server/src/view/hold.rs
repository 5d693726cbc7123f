//! Bulk holding and releasing as people see it.

use model::OfficerAction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ExplainedFinding;

/// What is ordered of all cases at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoldOrder {
    /// 布控查验: the goods are held until they were examined.
    OrderExamination,
    /// 查验无异常: goods that are examined go on.
    PassExamination,
    /// 布控: declarations are not amended or withdrawn.
    PutUnderControl,
    /// 解除布控.
    LiftBar,
}

impl HoldOrder {
    pub(crate) fn action(self) -> OfficerAction {
        match self {
            HoldOrder::OrderExamination => OfficerAction::OrderExamination,
            HoldOrder::PassExamination => OfficerAction::PassExamination,
            HoldOrder::PutUnderControl => OfficerAction::PutUnderControl,
            HoldOrder::LiftBar => OfficerAction::LiftBar,
        }
    }

    /// Parcels are not amended, so nothing bars that.
    pub(crate) fn is_of_parcels(self) -> bool {
        matches!(self, HoldOrder::OrderExamination | HoldOrder::PassExamination)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoldSubject {
    Declaration,
    Parcel,
}

/// A case that is meant by a bill or a voyage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldCase {
    pub(crate) subject: HoldSubject,
    /// 海关编号 or 清单编号, by which the order names it.
    pub(crate) number: String,
    /// 关区.
    pub(crate) office: String,
    pub(crate) bill_no: String,
    /// Whom it is of: trader or platform.
    pub(crate) party: String,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) is_under_control: bool,
    /// Whether its state allows the order now.
    pub(crate) would_obey: bool,
}

/// What an order would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldPreview {
    pub(crate) items: Vec<HeldCase>,
    /// How many of them would obey.
    pub(crate) n_would_obey: usize,
    /// Whether every open case was looked at; otherwise the newest were.
    pub(crate) is_whole: bool,
}

/// What became of one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldOutcome {
    pub(crate) number: String,
    pub(crate) is_obeyed: bool,
    /// Why not; empty where the order was obeyed.
    pub(crate) findings: Vec<ExplainedFinding>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldAnswer {
    pub(crate) items: Vec<HoldOutcome>,
}
