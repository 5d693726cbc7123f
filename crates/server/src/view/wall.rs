//! The wall board as the API shows it.

use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{BasisView, StepOwner};
use crate::wall::{Owner, Procedure};

/// The house on one page: what stands where, how fast, how long, what is chosen and found, and what is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Wall {
    /// By the clock. Everything else changes only when something did.
    #[schema(format = DateTime)]
    pub(crate) as_of: String,
    /// The house's day, in China: `today` counts it, `days` the seven that end with it.
    #[schema(format = Date)]
    pub(crate) today: String,
    /// The last commit that the figures hold.
    pub(crate) commit: u64,
    /// History records that are still to be read; 0 when the figures are whole. A house that was just opened reads
    /// those of seven days first.
    pub(crate) behind: u64,
    pub(crate) receipts: u64,
    pub(crate) inputs: u64,
    /// Messages that were taken and are not decided yet.
    pub(crate) undecided: u64,
    /// What a minute is held against; null on days for which none is known.
    #[schema(required)]
    pub(crate) mark: Option<WallMark>,
    pub(crate) throughput: Vec<WallThroughput>,
    pub(crate) flows: Vec<WallFlow>,
    pub(crate) standing: Vec<WallStanding>,
    pub(crate) clearance: Vec<WallClearance>,
    pub(crate) steps: Vec<WallStep>,
    pub(crate) examinations: Vec<WallExaminations>,
    pub(crate) queues: Vec<WallQueue>,
    pub(crate) alerts: Vec<WallAlert>,
}

/// The most that anybody is reported to have cleared in a minute.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallMark {
    pub(crate) per_minute: u64,
    #[schema(value_type = BasisView)]
    pub(crate) basis: model::Basis,
}

/// Cases decided by the minute in which their message came, by the clock.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallThroughput {
    pub(crate) procedure: Procedure,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Sixty minutes, oldest first; the last one is still running.
    pub(crate) per_minute: Vec<u64>,
    /// When the first of them began.
    #[schema(format = DateTime)]
    pub(crate) from: String,
    /// The most in one minute of the clock's day.
    pub(crate) peak: u64,
    #[schema(required, format = DateTime)]
    pub(crate) peak_at: Option<String>,
}

/// What happened with declared cases of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallFlow {
    pub(crate) procedure: Procedure,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) today: WallFlowCounts,
    pub(crate) days: WallFlowCounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallFlowCounts {
    pub(crate) declared: u64,
    /// Were answered; after a return a case is declared and decided again.
    pub(crate) decided: u64,
    pub(crate) returned: u64,
    /// For the first time.
    pub(crate) released: u64,
}

/// The cases of a procedure by state.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallStanding {
    pub(crate) procedure: Procedure,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) count: u64,
    pub(crate) states: Vec<WallState>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallState {
    pub(crate) state: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Whose turn it is; null when it is nobody's.
    #[schema(required, value_type = Option<StepOwner>)]
    pub(crate) owner: Option<Owner>,
    pub(crate) count: u64,
}

/// How long something took, in milliseconds, to a sixteenth; null when it did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallTimes {
    pub(crate) n: u64,
    #[schema(required)]
    pub(crate) p50_ms: Option<u64>,
    #[schema(required)]
    pub(crate) p90_ms: Option<u64>,
    #[schema(required)]
    pub(crate) mean_ms: Option<u64>,
}

/// From the first declaring to the first release, of what was released.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallClearance {
    pub(crate) procedure: Procedure,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) today: WallTimes,
    pub(crate) days: WallTimes,
    /// How much of it was whose turn.
    pub(crate) owners: Vec<WallShare>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallShare {
    #[schema(value_type = StepOwner)]
    pub(crate) owner: Owner,
    pub(crate) today: WallTimes,
    pub(crate) days: WallTimes,
}

/// How long cases stood in a state, of those that left it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallStep {
    pub(crate) procedure: Procedure,
    pub(crate) state: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(required, value_type = Option<StepOwner>)]
    pub(crate) owner: Option<Owner>,
    pub(crate) today: WallTimes,
    pub(crate) days: WallTimes,
}

/// What risk analysis chose of a procedure's cases, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallExaminations {
    pub(crate) procedure: Procedure,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) today: WallChosen,
    pub(crate) days: WallChosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallChosen {
    /// Times that risk analysis looked at a case: of parcels and exports whenever one was accepted.
    pub(crate) looked_at: u64,
    /// Sent to an officer's review of the documents.
    pub(crate) documents: u64,
    /// Sent to examination.
    pub(crate) examination: u64,
    /// By the seeded share. A case that a watch row names too is counted under both, so that the random ones stay a
    /// fair sample.
    pub(crate) random: WallGroup,
    /// By watch rows.
    pub(crate) rule: WallGroup,
    /// By officers, whatever risk analysis said.
    pub(crate) officer: WallGroup,
}

/// Examinations for one reason. Of parcels and exports the result is what the case became (going on, or detained and
/// shipped back), of declarations it stands on the examination's record.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallGroup {
    pub(crate) chosen: u64,
    pub(crate) conform: u64,
    pub(crate) found: u64,
}

/// Cases that wait for an officer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct WallQueue {
    pub(crate) procedure: Procedure,
    pub(crate) procedure_zh: String,
    pub(crate) procedure_en: String,
    pub(crate) state: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) count: u64,
    /// When the case of them with the smallest number last changed; null when none waits.
    #[schema(required, format = DateTime)]
    pub(crate) first_since: Option<String>,
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WallGravity {
    /// Something is broken and goes on getting worse.
    Broken,
    /// Something is overdue, or waits for a person.
    Overdue,
}

/// What is overdue or broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WallAlertKind {
    /// The house decides nothing any more.
    HouseStopped,
    /// What is due was not done: the house was not told the time.
    TimeNotTicked,
    /// A receiver does not confirm, or is not called any more.
    WebhookFailing,
    /// A watched folder cannot be read or written.
    FolderBroken,
    /// Files or receipts of a watched folder do not move.
    FolderStanding,
    /// A bank could not debit a payer.
    SlipFailed,
    /// The treasury has another amount than the slip's.
    SlipDiffers,
    /// A document of customs, past its term.
    DocumentOverdue,
    /// A guarantee ended, and declarations stand on it.
    GuaranteeEnded,
    /// Monthly payment is suspended: tax of a month was not paid.
    MonthlySuspended,
    /// A vehicle is held at a gate.
    VehicleHeld,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(crate) struct WallAlert {
    pub(crate) gravity: WallGravity,
    pub(crate) kind: WallAlertKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Which receiver or folder; empty where it is a number of cases.
    pub(crate) subject: String,
    /// How many cases, files or receipts.
    pub(crate) count: u64,
    #[schema(required, format = DateTime)]
    pub(crate) since: Option<String>,
}
