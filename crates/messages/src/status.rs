//! The wire's numbers of states (`returnStatus`).

use model::{DocumentState, EntryState, ExportState};

/// 处理成功 of a first submission that waits: 电子口岸申报中.
pub const DECLARED: i32 = 2;
/// 海关退单.
pub const REJECTED: i32 = 100;
/// 海关入库.
pub const ACCEPTED: i32 = 120;

/// The status of an entry as its list's receipt carries it.
///
/// The wire has no number for a list that its declarant withdrew: 120, the deletion is on record.
pub fn of_entry(state: EntryState) -> i32 {
    match state {
        EntryState::Expected => 1,
        EntryState::Declared => DECLARED,
        EntryState::Rejected => REJECTED,
        EntryState::Accepted | EntryState::Withdrawn => ACCEPTED,
        EntryState::UnderReview => 300,
        EntryState::Reviewed => 399,
        EntryState::UnderExamination => 500,
        EntryState::DetainedForClearance => 501,
        EntryState::DetainedForAntiSmuggling => 502,
        EntryState::DetainedForLegal => 503,
        EntryState::DetainedOther => 599,
        EntryState::ShippedBack => 700,
        EntryState::Released => 800,
        EntryState::Closed => 899,
    }
}

/// The status of an export as its list's receipt carries it; of a cancelled one as of [`of_entry`].
pub fn of_export(state: ExportState) -> i32 {
    match state {
        ExportState::Expected => 1,
        ExportState::Declared => DECLARED,
        ExportState::Rejected => REJECTED,
        ExportState::Accepted | ExportState::Withdrawn => ACCEPTED,
        ExportState::UnderReview => 300,
        ExportState::Reviewed => 399,
        ExportState::UnderExamination => 500,
        ExportState::Detained => 599,
        ExportState::Refused => 700,
        ExportState::Released => 800,
        ExportState::Closed => 899,
    }
}

/// The status of an order, payment or waybill. A deletion that was done is on record like any
/// other submission: 120.
pub fn of_document(state: DocumentState) -> i32 {
    match state {
        DocumentState::Accepted | DocumentState::Deleted => ACCEPTED,
        DocumentState::Rejected => REJECTED,
    }
}
