//! What happened to an entry, as its history keeps it.

use model::{
    Action, Amount, Assessment, DocumentKind, DocumentRef, DocumentState, EntryState,
    ExitListState, Finding, GatePassState, InputId, LedgerEntry, Moment, OfficerAction,
    ReceiptKind, Selection, ZoneKind,
};
use serde::{Deserialize, Serialize};

/// One event: what, when, by which input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// Its place among all events of its commit, which are kept entry by entry.
    pub order: u32,
    pub input: InputId,
    pub at: Moment,
    pub what: Event,
}

/// What can happen. The order of variants is part of the stored form: add at the end only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A document of this entry came and was taken or refused.
    Document {
        kind: DocumentKind,
        at: DocumentRef,
        action: Action,
        outcome: DocumentState,
        findings: Vec<Finding>,
    },
    /// A document came that changes nothing: repeated, stale, or not allowed now.
    Ignored {
        kind: DocumentKind,
        at: DocumentRef,
        action: Action,
        findings: Vec<Finding>,
    },
    /// A document could not be read.
    Unreadable {
        at: DocumentRef,
        findings: Vec<Finding>,
    },
    /// The entry's state changed.
    State {
        from: EntryState,
        to: EntryState,
        findings: Vec<Finding>,
    },
    Assessed(Assessment),
    Ledger(Vec<LedgerEntry>),
    Selected(Selection),
    /// A receipt was issued: the n-th of this recipient in this commit.
    Answered {
        recipient: u64,
        ordinal: u32,
        kind: ReceiptKind,
        status: i32,
    },
    Officer {
        action: OfficerAction,
        officer: String,
        reason: String,
    },
    Exit {
        site: String,
        at: Moment,
    },
    /// An input of the house's own took effect: how many rows.
    HouseInput {
        kind: String,
        rows: u32,
        findings: Vec<Finding>,
    },
    /// The waiting time ended.
    TimedOut,
    /// A zone document of this case came. Outcome: nothing when it changed nothing.
    ZoneDocument {
        kind: ZoneKind,
        at: DocumentRef,
        action: Action,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// The exit list's state changed.
    ExitListState {
        from: ExitListState,
        to: ExitListState,
        findings: Vec<Finding>,
    },
    /// The gate pass's state changed.
    GatePassState {
        from: GatePassState,
        to: GatePassState,
        findings: Vec<Finding>,
    },
    /// An exit list took up the parcel, or a gate pass the exit list: by that number.
    Linked {
        by: String,
    },
    /// It let go of it.
    Unlinked {
        by: String,
    },
    /// The gate saw the vehicle of the pass, and what was wrong.
    Passage {
        gate: String,
        operator: String,
        vehicle_no: String,
        weight_kg: Amount,
        at: Moment,
        findings: Vec<Finding>,
    },
    /// Goods of the parcel, or of the exit list, left the zone with a vehicle.
    LeftByGate {
        pass_no: String,
        gate: String,
        at: Moment,
    },
}

/// # Errors
/// When the bytes are not a history record.
pub fn decode(body: &[u8]) -> Result<Vec<Happening>, postcard::Error> {
    postcard::from_bytes(body)
}

/// Bytes that most records stay under.
const BODY_ROOM: usize = 768;

/// The stored form.
pub fn encode(happenings: &[Happening]) -> Vec<u8> {
    postcard::to_extend(happenings, Vec::with_capacity(BODY_ROOM)).unwrap_or_default()
}
