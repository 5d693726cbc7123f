//! Messages of retail exports: orders (303), receipts of money (403), waybills (505), lists (603), their
//! cancellations (605), arrivals (507), departures (509), master waybills (607), applications to sum lists up (701)
//! and to return goods (213), tallies of what came back (215), with their receipts and what a summary came to (792).
//!
//! They are read by the general reader alone: a client's layout does not matter to it. Import and export
//! share element names and not their order, so each has field tables of its own.

mod read;
mod receipt;
pub(crate) mod tables;
mod write;

use model::{ExportDocument, ExportKind, Finding, Subscription, Text, Transfer};

use crate::{
    envelope::{Extent, Limits},
    table::Table,
};

pub(crate) use read::{is_export, read};
pub(crate) use receipt::{
    write_cancellation, write_list, write_money, write_movement, write_return, write_summary,
    write_summary_result, write_tally, write_waybill,
};
pub use write::write_export_documents;

/// A message of a retail export: its documents in the sender's order, and who carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportEnvelope<'a> {
    pub kind: ExportKind,
    /// The root's `guid`, as sent; empty when it has none.
    pub guid: Text<'a>,
    pub version: Text<'a>,
    pub transfer: Option<Transfer<'a>>,
    pub subscriptions: Vec<Subscription<'a>>,
    /// Where its `ds:Signature` stands; nothing is said of its being good.
    pub signature: Option<Extent>,
    pub readings: Vec<ExportReading<'a>>,
}

/// One document and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReading<'a> {
    /// With empty and zero values where a field could not be read.
    pub document: ExportDocument<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// Where the document stands in the raw message.
    pub place: Extent,
}

/// The root element of the message that carries documents of a kind.
pub const fn export_root(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Order => "CEB303Message",
        ExportKind::Money => "CEB403Message",
        ExportKind::Waybill => "CEB505Message",
        ExportKind::List => "CEB603Message",
        ExportKind::Cancellation => "CEB605Message",
        ExportKind::Arrival => "CEB507Message",
        ExportKind::Departure => "CEB509Message",
        ExportKind::MasterWaybill => "CEB607Message",
        ExportKind::Summary => "CEB701Message",
        ExportKind::Return => "CEB213Message",
        ExportKind::Tally => "CEB215Message",
    }
}

fn kind_of_root(name: &str) -> Option<ExportKind> {
    ExportKind::ALL.into_iter().find(|it| export_root(*it) == name)
}

/// The element of one document in the message.
const fn node(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Order => "Order",
        ExportKind::Money => "Receipts",
        ExportKind::Waybill => "Logistics",
        ExportKind::List => "Inventory",
        ExportKind::Cancellation => "InvtCancel",
        ExportKind::Arrival => "Arrival",
        ExportKind::Departure => "Departure",
        ExportKind::MasterWaybill => "WayBill",
        ExportKind::Summary => "SummaryApply",
        ExportKind::Return => "InvtRefund",
        ExportKind::Tally => "InvtRefundDetail",
    }
}

const fn head_table(kind: ExportKind) -> &'static Table {
    match kind {
        ExportKind::Order => &tables::ORDER,
        ExportKind::Money => &tables::MONEY,
        ExportKind::Waybill => &tables::WAYBILL,
        ExportKind::List => &tables::LIST,
        ExportKind::Cancellation => &tables::CANCELLATION,
        ExportKind::Arrival => &tables::ARRIVAL,
        ExportKind::Departure => &tables::DEPARTURE,
        ExportKind::MasterWaybill => &tables::MASTER,
        ExportKind::Summary => &tables::SUMMARY,
        ExportKind::Return => &tables::RETURN,
        ExportKind::Tally => &tables::TALLY,
    }
}

const fn item_table(kind: ExportKind) -> Option<&'static Table> {
    match kind {
        ExportKind::Order => Some(&tables::ORDER_ITEM),
        ExportKind::List => Some(&tables::LIST_ITEM),
        ExportKind::Arrival => Some(&tables::ARRIVAL_ITEM),
        ExportKind::Departure => Some(&tables::DEPARTURE_ITEM),
        ExportKind::MasterWaybill => Some(&tables::MASTER_ITEM),
        ExportKind::Summary => Some(&tables::SUMMARY_ITEM),
        ExportKind::Return => Some(&tables::RETURN_ITEM),
        ExportKind::Money | ExportKind::Waybill | ExportKind::Cancellation | ExportKind::Tally => {
            None
        }
    }
}

/// As many items as the schema allows a document; those of what moves are bounded by the message alone.
fn max_items(kind: ExportKind, limits: &Limits) -> usize {
    match kind {
        ExportKind::Order => limits.max_items,
        ExportKind::List | ExportKind::Return => limits.max_items.saturating_add(1),
        _ => usize::MAX,
    }
}
