//! What checks may look at: values only, already read, joined, assessed.

use model::{
    Account, Amount, Assessment, Date, Document, DocumentState, Elsewhere, Enterprise, EntryState,
    IdentityAnswer, Inventory, Order, Payment, PaymentTruth, Proof, Role, Stamp, TruthOrder,
    Waybill,
};
use params::{Law, RetailLaw};

/// By how much two amounts may differ and still be equal. The house's own setting, not law.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tolerance {
    pub amount: Amount,
}

impl Tolerance {
    /// `|one − other| ≤ tolerance`.
    pub fn allows(self, one: Amount, other: Amount) -> bool {
        one == other || one.abs_diff(other) <= self.amount
    }
}

/// An enterprise that a document names, and what the registry says of its code.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// The field with the code, e.g. `order.platform_code`.
    pub pointer: &'static str,
    pub role: Role,
    /// As declared. An empty one is not looked at.
    pub code: &'a str,
    /// As declared; an empty one is not compared.
    pub name: &'a str,
    /// The registry's row for the code.
    pub registered: Option<&'a Enterprise>,
}

/// A document that the house holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorDocument {
    pub sent_at: Stamp,
    pub state: DocumentState,
}

/// What the house already knows when a document comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prior {
    /// The document of the same kind and key that is held. For a list, the state of the entry
    /// decides; of this only `sent_at` is read.
    pub same_kind: Option<PriorDocument>,
    /// Where the entry of its order stands; nothing when no entry is known.
    pub entry: Option<EntryState>,
    /// Its number is another order's: a waybill's number within its window, a payment's
    /// transaction, the waybill that a list names. Not read for an order, whose number is its key,
    /// nor for a waybill's change, which may correct the order it belongs to.
    pub claimed_elsewhere: bool,
}

/// One document alone, as submitted.
#[derive(Debug, Clone, Copy)]
pub struct DocumentCase<'a> {
    pub document: &'a Document<'a>,
    /// Day of declaration or receipt.
    pub on: Date,
    pub law: &'a Law,
    /// Enterprises to look for in the registry; empty where the house keeps none.
    pub parties: &'a [Party<'a>],
    pub prior: Prior,
    /// 8-digit codes, sorted; nothing where the list is not enforced.
    pub positive_list: Option<&'a [String]>,
    pub tolerance: Tolerance,
}

/// The four papers of a parcel, side by side.
#[derive(Debug, Clone, Copy)]
pub struct JoinedCase<'a> {
    pub order: &'a Order<'a>,
    pub payment: &'a Payment<'a>,
    pub waybill: &'a Waybill<'a>,
    pub inventory: &'a Inventory<'a>,
    pub on: Date,
    pub law: &'a Law,
    pub tolerance: Tolerance,
}

/// A list and which of its partners have come.
#[derive(Debug, Clone, Copy)]
pub struct WaitingCase<'a> {
    pub inventory: &'a Inventory<'a>,
    pub has_order: bool,
    pub has_payment: bool,
    /// The waybill that the list names has come and was accepted.
    pub has_waybill: bool,
}

/// A list with its tax and the balances it is to be charged to, all as they stand before it.
#[derive(Debug, Clone, Copy)]
pub struct AssessedCase<'a> {
    pub inventory: &'a Inventory<'a>,
    pub assessment: &'a Assessment,
    pub retail: &'a RetailLaw,
    /// The buyer's, in the calendar year of the declaration.
    pub annual: &'a Account,
    /// What the buyer used of that year in other houses.
    pub elsewhere: Elsewhere,
    /// What the identity service says of the buyer; nothing where none is required.
    pub identity: Option<IdentityAnswer>,
    /// Of the guarantor that the list names; nothing when no guarantee is known.
    pub guarantee: Option<&'a Account>,
    /// One an item, in the list's order; nothing when this house keeps no book for the record.
    /// Items of one record each show the record's account.
    pub books: &'a [Option<Account>],
    pub on: Date,
}

/// A payment's original data beside the papers it was asked for.
#[derive(Debug, Clone, Copy)]
pub struct TruthCase<'a> {
    pub truth: &'a PaymentTruth,
    /// The one of its orders that is this order.
    pub sold: &'a TruthOrder,
    pub order: &'a Order<'a>,
    pub payment: &'a Payment<'a>,
    pub inventory: &'a Inventory<'a>,
    pub proof: Proof,
    pub needs_signature: bool,
    /// By how much the moments of payment may differ.
    pub time_tolerance_minutes: u32,
    pub tolerance: Tolerance,
    pub on: Date,
}

/// A request to withdraw a list: a cancellation (撤销申请单), or a list sent with `Action::Delete`.
#[derive(Debug, Clone, Copy)]
pub struct CancellationCase {
    /// Where the entry stands.
    pub state: EntryState,
    /// The field that names the list, e.g. `cancellation.list_no`.
    pub pointer: &'static str,
    pub on: Date,
}

/// One line of a return (退货申请单).
#[derive(Debug, Clone, Copy)]
pub struct ReturnLine<'a> {
    /// The line of the original list (`gnum`).
    pub number: u32,
    pub commodity_code: &'a str,
    pub quantity: Amount,
    /// What earlier returns took back of that line.
    pub returned_before: Amount,
}

/// Goods that come back, beside the list under which they were released.
#[derive(Debug, Clone, Copy)]
pub struct ReturnCase<'a> {
    pub original: &'a Inventory<'a>,
    /// Where the original's entry stands.
    pub state: EntryState,
    /// The day on which it was released; nothing when it was not.
    pub released_on: Option<Date>,
    /// Days within which a return may be asked for; the release day is day 0.
    pub period_days: u16,
    pub lines: &'a [ReturnLine<'a>],
    /// Day of the request.
    pub on: Date,
}
