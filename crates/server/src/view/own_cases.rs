//! A trader's own cases: where they stand, who has to do what about them, and how long it takes as it was measured.

use lifecycle::{Wait, WaitsFor};
use model::DeclarationState;
use serde::Serialize;
use utoipa::ToSchema;

use super::{DeclarationSummary, InstrumentView, WallTimes, duty_slip::DutySlipView, vocabulary};
use crate::access::Shown;

/// What of a company's declarations is open, and who has to do what about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnCases {
    /// By state, those first that the trader has to do something about.
    pub(crate) groups: Vec<CaseGroup>,
    /// Documents of customs that wait for the trader's answer, newest first.
    #[schema(value_type = Vec<InstrumentView>)]
    pub(crate) documents: Vec<Shown<InstrumentView>>,
    /// Payment slips that are to be paid, or whose bank was asked, newest first.
    #[schema(value_type = Vec<DutySlipView>)]
    pub(crate) slips: Vec<Shown<DutySlipView>>,
    /// Whether all cases were looked at; otherwise counts are of the newest ones.
    pub(crate) is_whole: bool,
}

/// Declarations that stand in one state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseGroup {
    #[schema(value_type = vocabulary::DeclarationState)]
    pub(crate) state: DeclarationState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) count: u64,
    /// What is waited for; null where nothing is.
    #[schema(required)]
    pub(crate) wait: Option<WaitView>,
    /// How long declarations stood there in the last days, in this house; none where none left it.
    #[schema(required)]
    pub(crate) measured: Option<WallTimes>,
    /// The newest of them.
    #[schema(value_type = Vec<DeclarationSummary>)]
    pub(crate) items: Vec<Shown<DeclarationSummary>>,
}

/// A step that is waited for, and who does it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitView {
    pub(crate) owner: WaitOwner,
    pub(crate) step_zh: String,
    pub(crate) step_en: String,
}

/// Who has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WaitOwner {
    Trader,
    Bank,
    Customs,
    Terminal,
}

pub(crate) fn wait_view(wait: Wait) -> WaitView {
    let owner = match wait.by {
        WaitsFor::Trader => WaitOwner::Trader,
        WaitsFor::Bank => WaitOwner::Bank,
        WaitsFor::Customs => WaitOwner::Customs,
        WaitsFor::Terminal => WaitOwner::Terminal,
    };
    let (step_zh, step_en) = (wait.step_zh.to_owned(), wait.step_en.to_owned());
    WaitView { owner, step_zh, step_en }
}
