//! What the checks of a retail export may look at.

use model::{
    Date, ExportCancellation, ExportDocument, ExportList, ExportMoney, ExportOrder, ExportState,
    ExportSummary, ExportWaybill, LineQuantity, Stamp,
};
use params::Law;

use crate::{Party, PriorDocument, Tolerance};

/// One document of an export alone.
#[derive(Debug, Clone, Copy)]
pub struct ExportCase<'a> {
    pub document: &'a ExportDocument<'a>,
    /// Day on which the house takes it.
    pub on: Date,
    pub law: &'a Law,
    /// Enterprises to look for in the registry; empty where the house keeps none.
    pub parties: &'a [Party<'a>],
    pub prior: ExportPrior,
    pub tolerance: Tolerance,
}

/// What the house holds that a document may meet.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportPrior {
    /// The document of that kind under that number.
    pub same_kind: Option<PriorDocument>,
    /// Where the export stands that it belongs to; of what moves, that of the parcel that has gone
    /// furthest of those that a change or deletion takes back.
    pub state: Option<ExportState>,
    /// The list names a waybill that another list has; another tally has the parcel.
    pub claimed_elsewhere: bool,
    /// What was held under the number has had its effect: goods of a return are back.
    pub is_used: bool,
}

/// A list that waits for its partners.
#[derive(Debug, Clone, Copy)]
pub struct ExportWaitingCase<'a> {
    pub list: &'a ExportList<'a>,
    pub has_order: bool,
    /// Also where its supervision mode needs none.
    pub has_money: bool,
    pub has_waybill: bool,
    pub on: Date,
}

/// A list beside those of its partners that have come.
#[derive(Debug, Clone, Copy)]
pub struct ExportJoinedCase<'a> {
    pub list: &'a ExportList<'a>,
    pub order: Option<&'a ExportOrder<'a>>,
    pub money: Option<&'a ExportMoney<'a>>,
    pub waybill: Option<&'a ExportWaybill<'a>>,
    pub on: Date,
    pub law: &'a Law,
    pub tolerance: Tolerance,
}

/// What moves (an arrival, a departure, a master waybill) beside the lists of its waybills.
#[derive(Debug, Clone, Copy)]
pub struct ExportMovedCase<'a> {
    pub document: &'a ExportDocument<'a>,
    /// One a line of the document, in its order.
    pub parcels: &'a [MovedParcel<'a>],
    pub on: Date,
    pub tolerance: Tolerance,
}

/// What is known of a waybill that moves.
#[derive(Debug, Clone, Copy, Default)]
pub struct MovedParcel<'a> {
    /// Another arrival or departure has it.
    pub moved_already: bool,
    /// Of the export whose list names it; nothing while there is none.
    pub state: Option<ExportState>,
    /// 提运单号 of the list; may be empty.
    pub bill_no: &'a str,
    /// 清单编号; empty before it has one.
    pub list_no: &'a str,
    /// Of the list.
    pub gross_weight_kg: model::Amount,
}

/// A cancellation beside the list that it names.
#[derive(Debug, Clone, Copy)]
pub struct ExportCancellingCase<'a> {
    pub cancellation: &'a ExportCancellation<'a>,
    /// Nothing when no list has the number.
    pub list: Option<CancelledExport<'a>>,
    pub on: Date,
}

#[derive(Debug, Clone, Copy)]
pub struct CancelledExport<'a> {
    pub state: ExportState,
    pub list: &'a ExportList<'a>,
}

/// An application to sum lists up beside the lists that it names.
#[derive(Debug, Clone, Copy)]
pub struct ExportSummaryCase<'a> {
    pub summary: &'a ExportSummary<'a>,
    /// One a line of the application, in its order; nothing where no list has the number.
    pub lists: &'a [Option<SummedList<'a>>],
    pub on: Date,
    pub law: &'a Law,
}

/// A list that is to be summed up.
#[derive(Debug, Clone, Copy)]
pub struct SummedList<'a> {
    pub state: ExportState,
    pub list: &'a ExportList<'a>,
    /// When its goods left the country.
    pub left_at: Stamp,
    /// The goods declaration that it went into already; empty where there is none that stands.
    pub summed_by: &'a str,
}

/// An application to return goods, or a tally that names a list, beside the list under which they left.
#[derive(Debug, Clone, Copy)]
pub struct ExportReturningCase<'a> {
    pub document: &'a ExportDocument<'a>,
    /// Nothing when no list has the number.
    pub list: Option<ReturnedExport<'a>>,
    pub on: Date,
    pub law: &'a Law,
}

/// A list whose goods are to come back.
#[derive(Debug, Clone, Copy)]
pub struct ReturnedExport<'a> {
    pub state: ExportState,
    pub list: &'a ExportList<'a>,
    /// Last day on which they may be back; nothing where no law says.
    pub until: Option<Date>,
    /// What other applications have returned, or are to.
    pub returned_before: &'a [LineQuantity],
}
