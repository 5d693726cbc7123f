//! What checks may look at: values only, already read, joined, assessed.

use model::{
    Account, Action, Amount, Assessment, Books, Cancellation, Date, Document, DocumentState,
    DrawnGoods, Elsewhere, Enterprise, EntryState, ExitList, ExitListState, GatePass,
    GatePassState, GoodsReturn, IdentityAnswer, InboundDetail, Inventory, Order, Payment,
    PaymentTruth, Proof, Role, Stamp, TruthOrder, Waybill,
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
    /// Where the entry of its order stands, of a waybill's status that of its list; nothing when
    /// no entry is known.
    pub entry: Option<EntryState>,
    /// Its number is another order's: a waybill's number within its window, a payment's
    /// transaction, the waybill that a list names. Not read for an order, whose number is its key,
    /// nor for a waybill's change, which may correct the order it belongs to.
    pub claimed_elsewhere: bool,
    /// What is held has had its effect: goods of a return are back, parcels of an inbound detail
    /// were released on it. Read for these two alone.
    pub is_used: bool,
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
    /// The account books kept here; without any, bonded lists are held to none.
    pub books: &'a Books,
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

/// What a sender says of the list that he applies about, in either kind of application.
#[derive(Debug, Clone, Copy)]
pub struct Application<'a> {
    pub customs_code: &'a str,
    pub order_no: &'a str,
    pub platform_code: &'a str,
    pub seller_code: &'a str,
    pub logistics_code: &'a str,
    pub waybill_no: &'a str,
    pub buyer_id_number: &'a str,
    pub list_no: &'a str,
}

impl<'a> From<&'a Cancellation<'_>> for Application<'a> {
    fn from(it: &'a Cancellation<'_>) -> Application<'a> {
        Application {
            customs_code: &it.customs_code,
            order_no: &it.order_no,
            platform_code: &it.platform_code,
            seller_code: &it.seller_code,
            logistics_code: &it.logistics_code,
            waybill_no: &it.waybill_no,
            buyer_id_number: &it.buyer_id_number,
            list_no: &it.list_no,
        }
    }
}

impl<'a> From<&'a GoodsReturn<'_>> for Application<'a> {
    fn from(it: &'a GoodsReturn<'_>) -> Application<'a> {
        Application {
            customs_code: &it.customs_code,
            order_no: &it.order_no,
            platform_code: &it.platform_code,
            seller_code: &it.seller_code,
            logistics_code: &it.logistics_code,
            waybill_no: &it.waybill_no,
            buyer_id_number: &it.buyer_id_number,
            list_no: &it.list_no,
        }
    }
}

/// What the house kept of a list that somebody applies about.
#[derive(Debug, Clone, Copy)]
pub struct OriginalList<'a> {
    /// Where its entry stands.
    pub state: EntryState,
    pub customs_code: &'a str,
    pub order_no: &'a str,
    pub platform_code: &'a str,
    pub seller_code: &'a str,
    /// Of waybill and buyer only digests are kept: whether the application's are the list's.
    pub is_same_waybill: bool,
    pub is_same_buyer: bool,
}

/// An application to cancel a list (撤销申请单), and the list with the number that it names.
#[derive(Debug, Clone, Copy)]
pub struct CancellationCase<'a> {
    pub cancellation: &'a Cancellation<'a>,
    /// Nothing when no list has the number.
    pub list: Option<OriginalList<'a>>,
    pub on: Date,
}

/// One line of a released list, as the house kept it.
#[derive(Debug, Clone, Copy)]
pub struct OriginalLine<'a> {
    pub number: u32,
    /// Ten digits.
    pub commodity_code: u64,
    pub quantity: Amount,
    pub unit: &'a str,
    /// [`model::fingerprint`] of the goods' name.
    pub name: u32,
    /// What other returns, in good standing, take back of the line.
    pub returned_before: Amount,
}

/// A released list beside an application to return goods of it.
#[derive(Debug, Clone, Copy)]
pub struct ReleasedList<'a> {
    pub original: OriginalList<'a>,
    /// Last day on which a return may be asked for; nothing while the list is not released.
    pub apply_until: Option<Date>,
    /// Its tax was summed up for payment, or paid: it is reversed no more.
    pub is_summarised: bool,
    pub lines: &'a [OriginalLine<'a>],
}

/// An application to return released goods (退货申请单), and the list with the number that it names.
#[derive(Debug, Clone, Copy)]
pub struct ReturnCase<'a> {
    pub goods_return: &'a GoodsReturn<'a>,
    /// Nothing when no list has the number.
    pub list: Option<ReleasedList<'a>>,
    /// Day of the request.
    pub on: Date,
}

/// An exit list alone, as submitted.
#[derive(Debug, Clone, Copy)]
pub struct ExitListCase<'a> {
    pub list: &'a ExitList<'a>,
    pub action: Action,
    pub on: Date,
    pub law: &'a Law,
    pub parties: &'a [Party<'a>],
    /// What is held under its declarant's number.
    pub held: Option<HeldExitList<'a>>,
    pub tolerance: Tolerance,
}

#[derive(Debug, Clone, Copy)]
pub struct HeldExitList<'a> {
    pub state: ExitListState,
    pub list_no: &'a str,
    /// A gate pass that counts carries it, in whole or part.
    pub is_on_pass: bool,
}

/// An exit list beside the retail lists that it gathers.
#[derive(Debug, Clone, Copy)]
pub struct GatheredCase<'a> {
    pub list: &'a ExitList<'a>,
    /// One a link, in the exit list's order.
    pub parcels: &'a [GatheredParcel<'a>],
    /// What they come to.
    pub sum: &'a DrawnGoods<'a>,
    pub on: Date,
    pub tolerance: Tolerance,
}

/// A retail list that an exit list names.
#[derive(Debug, Clone, Copy, Default)]
pub struct GatheredParcel<'a> {
    /// Where it stands; nothing when no list has the number.
    pub state: Option<EntryState>,
    /// What it draws on its book; nothing when it is not bonded, or its goods may not leave.
    pub goods: Option<&'a DrawnGoods<'a>>,
    pub is_bonded: bool,
    /// The number of another exit list that has gathered it.
    pub elsewhere: Option<&'a str>,
}

/// A gate pass alone, as submitted.
#[derive(Debug, Clone, Copy)]
pub struct GatePassCase<'a> {
    pub pass: &'a GatePass<'a>,
    pub action: Action,
    pub on: Date,
    pub law: &'a Law,
    pub parties: &'a [Party<'a>],
    /// What is held under its declarant's number.
    pub held: Option<HeldGatePass<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub struct HeldGatePass<'a> {
    pub state: GatePassState,
    pub pass_no: &'a str,
}

/// A gate pass beside the exit lists that it carries.
#[derive(Debug, Clone, Copy)]
pub struct CarriedCase<'a> {
    pub pass: &'a GatePass<'a>,
    /// One a number, in the pass's order.
    pub lists: &'a [CarriedList<'a>],
    pub on: Date,
}

/// An exit list that a gate pass names.
#[derive(Debug, Clone, Copy, Default)]
pub struct CarriedList<'a> {
    /// Where it stands; nothing when no exit list has the number.
    pub state: Option<ExitListState>,
    pub customs_code: &'a str,
    pub operator_code: &'a str,
    /// The number of another pass: for a pass that takes whole lists, any that carries it or a part
    /// of it; for one that takes a part, one that carries it whole.
    pub elsewhere: Option<&'a str>,
    /// What no other pass has taken of it.
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    pub lines: &'a [LeftLine<'a>],
}

/// A line of an exit list, and what no gate pass has taken of it.
#[derive(Debug, Clone, Copy)]
pub struct LeftLine<'a> {
    pub number: u32,
    pub record_no: &'a str,
    pub unit: &'a str,
    pub quantity: Amount,
}

/// A vehicle at the gate beside its pass.
#[derive(Debug, Clone, Copy)]
pub struct PassageCase<'a> {
    pub pass: &'a GatePass<'a>,
    pub vehicle_no: &'a str,
    /// What the weighbridge weighed.
    pub weight_kg: Amount,
    /// By how much that may differ from what was declared. The house's own setting, not law.
    pub allowed_kg: Amount,
    pub on: Date,
}

/// An inbound detail (入库明细单) beside what the house knows of its waybills.
#[derive(Debug, Clone, Copy)]
pub struct InboundCase<'a> {
    pub inbound: &'a InboundDetail<'a>,
    /// One a line: another inbound detail has brought the waybill in.
    pub is_in_already: &'a [bool],
    pub on: Date,
}
