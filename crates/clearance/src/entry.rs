//! An entry as the house works with it, and as it is kept between batches.
//!
//! While an entry is open its documents stand in its record; once it is released or withdrawn they
//! are dropped from it, because the raw messages hold them for ever. What returns and taxes ask of a
//! released one is kept beside (`cleared`).

use model::{
    Account, AccountKind, Amount, DayStamp, DocumentRef, DocumentState, DrawnGoods, EntryId,
    EntryState, Inventory, InventoryReturn, KeyPair, Known, Moment, Order, Payment, ReceiptBody,
    Stamp, Text, TruthRequest,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::Case,
    cleared::Cleared,
    history::Happening,
    numbers,
    ports::{AccountRow, EntryRow},
};

/// Bytes that most records stay under.
const BODY_ROOM: usize = 1_024;

/// What is known of a document that the house holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Slot<'a> {
    pub at: DocumentRef,
    pub received_at: Moment,
    pub sent_at: Stamp,
    pub state: DocumentState,
    /// Digest of what the document says, its `guid` and time left out.
    pub content: u64,
    /// To whom its receipts go.
    pub sender: Text<'a>,
}

/// A document in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held<'a, T> {
    #[serde(borrow)]
    pub slot: Slot<'a>,
    /// Nothing once the entry is closed to changes, or when the document was refused or deleted.
    pub document: Option<Box<T>>,
}

impl<T> Held<'_, T> {
    /// The document when it counts: accepted and at hand.
    pub fn accepted(&self) -> Option<&T> {
        match self.slot.state {
            DocumentState::Accepted => self.document.as_deref(),
            DocumentState::Rejected | DocumentState::Deleted => None,
        }
    }
}

/// What receipts say of the list, kept when the list itself is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ListFacts<'a> {
    pub guid: Text<'a>,
    pub customs_code: Text<'a>,
    pub platform_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub declarant_code: Text<'a>,
    pub logistics_code: Text<'a>,
    pub guarantor_code: Text<'a>,
    pub site_code: Text<'a>,
    pub trader_reference: Text<'a>,
    /// Day on which the house took the list.
    pub taken_on: DayStamp,
    /// Who subscribed to its receipts besides.
    pub subscribers: Vec<Text<'a>>,
}

/// What an entry holds on accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    pub kind: AccountKind,
    pub account: KeyPair,
    pub amount: Amount,
    /// The line of the list that it is for; 0: the list as a whole.
    pub item: u32,
}

/// The addressee signed for the parcel (运单状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub at: Stamp,
    /// When the carrier reported it, and what it said.
    pub sent_at: Stamp,
    pub content: u64,
}

/// One case before customs: a parcel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Entry<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: EntryState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// Platform and order number, for whoever looks at the entry.
    pub platform_code: Text<'a>,
    pub order_no: Text<'a>,
    pub order: Option<Held<'a, Order<'a>>>,
    pub payment: Option<Held<'a, Payment<'a>>>,
    pub inventory: Option<Held<'a, Inventory<'a>>>,
    pub waybill: Option<KeyPair>,
    pub payment_claim: Option<KeyPair>,
    pub list: Option<ListFacts<'a>>,
    /// Whether the list number is given out (status 120 was reached once).
    pub is_numbered: bool,
    /// An officer ordered an examination before the entry was reviewed.
    pub is_examination_ordered: bool,
    /// What it holds and has not used: until it is released, and of an account book until its goods
    /// have left.
    pub reservations: Vec<Reservation>,
    /// What bonded goods draw on their book, kept from release until they have left.
    pub drawn: Option<Box<DrawnGoods<'a>>>,
    /// The exit list that has gathered it; empty when none has.
    pub exit_list_no: Text<'a>,
    /// Tax per item, kept from acceptance to the tax bill.
    pub assessment: Option<model::Assessment>,
    /// What services said of the list's buyer; nothing where nobody need be asked.
    pub known: Option<Known>,
    /// What the platform was asked about the payment.
    pub truth: Option<TruthRequest>,
    pub n_findings: u32,
    pub delivery: Option<Delivery>,
    /// What is kept of its list once the goods are released.
    pub cleared: Option<Box<Cleared<'a>>>,
    #[serde(skip)]
    pub touched: bool,
    #[serde(skip)]
    pub happenings: Vec<Happening>,
}

impl<'a> Entry<'a> {
    pub fn new(
        id: EntryId,
        key: KeyPair,
        platform_code: Text<'a>,
        order_no: Text<'a>,
    ) -> Entry<'a> {
        Entry {
            id,
            key,
            state: EntryState::Expected,
            due_at: None,
            platform_code,
            order_no,
            order: None,
            payment: None,
            inventory: None,
            waybill: None,
            payment_claim: None,
            list: None,
            is_numbered: false,
            is_examination_ordered: false,
            reservations: Vec::new(),
            drawn: None,
            exit_list_no: Text::default(),
            assessment: None,
            known: None,
            truth: None,
            n_findings: 0,
            delivery: None,
            cleared: None,
            touched: true,
            happenings: Vec::new(),
        }
    }

    /// # Errors
    /// When the body is not an entry's.
    pub fn from_row(row: &'a EntryRow) -> Result<Entry<'a>, postcard::Error> {
        let mut entry: Entry<'a> = postcard::from_bytes(&row.body)?;
        entry.id = row.id;
        entry.due_at = row.due_at;
        Ok(entry)
    }

    /// Drops the documents once nothing can ask them again.
    pub fn close(&mut self) {
        if let Some(held) = &mut self.order {
            held.document = None;
        }
        if let Some(held) = &mut self.payment {
            held.document = None;
        }
        if let Some(held) = &mut self.inventory {
            held.document = None;
        }
        self.due_at = None;
    }

    /// 清单编号. Empty before the list was accepted.
    pub fn list_no(&self) -> String {
        match (&self.list, self.is_numbered) {
            (Some(list), true) => numbers::list_no(&list.customs_code, list.taken_on, self.id),
            _ => String::new(),
        }
    }

    /// 预录入编号.
    pub fn preliminary_no(&self) -> String {
        let day = self.list.as_ref().map(|it| it.taken_on).unwrap_or_default();
        numbers::preliminary_no(day, self.id)
    }

    /// A receipt about its list, to the submission with that `guid`.
    pub(crate) fn list_return(
        &self,
        list: &ListFacts<'a>,
        guid: Text<'a>,
        status: i32,
        info: Text<'a>,
    ) -> ReceiptBody<'a> {
        ReceiptBody::Inventory(InventoryReturn {
            guid,
            customs_code: list.customs_code.clone(),
            platform_code: list.platform_code.clone(),
            seller_code: list.seller_code.clone(),
            declarant_code: list.declarant_code.clone(),
            trader_reference: list.trader_reference.clone(),
            preliminary_no: Text::from(self.preliminary_no()),
            list_no: Text::from(self.list_no()),
            status,
            info,
        })
    }
}

impl Case for Entry<'_> {
    fn id(&self) -> EntryId {
        self.id
    }

    fn is_touched(&self) -> bool {
        self.touched
    }

    fn happenings(&self) -> &[Happening] {
        &self.happenings
    }

    fn tell(&mut self, happening: Happening) {
        self.touched = true;
        self.happenings.push(happening);
    }

    fn to_row(&self, updated_at: Moment) -> Result<EntryRow, postcard::Error> {
        Ok(EntryRow {
            id: self.id,
            state: state_number(self.state),
            due_at: self.due_at,
            updated_at,
            n_findings: self.n_findings,
            last_history: 0,
            body: postcard::to_extend(self, Vec::with_capacity(BODY_ROOM))?,
        })
    }
}

/// An account in the working set.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRecord {
    pub kind: AccountKind,
    pub label: String,
    pub account: Account,
    pub touched: bool,
}

impl AccountRecord {
    pub fn from_row(row: &AccountRow) -> AccountRecord {
        AccountRecord {
            kind: row.kind,
            label: row.label.clone(),
            account: row.account,
            touched: false,
        }
    }
}

/// The first of the numbers under which states of cases that are no parcels are kept.
pub const BEYOND_PARCELS: u8 = 32;

/// Every state with the number it is kept under, for ever.
const STATES: [EntryState; 15] = [
    EntryState::Expected,
    EntryState::Declared,
    EntryState::Rejected,
    EntryState::Accepted,
    EntryState::UnderReview,
    EntryState::Reviewed,
    EntryState::UnderExamination,
    EntryState::DetainedForClearance,
    EntryState::DetainedForAntiSmuggling,
    EntryState::DetainedForLegal,
    EntryState::DetainedOther,
    EntryState::ShippedBack,
    EntryState::Released,
    EntryState::Closed,
    EntryState::Withdrawn,
];

pub fn state_number(state: EntryState) -> u8 {
    STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok()).unwrap_or(0)
}

pub fn state_of(number: u8) -> Option<EntryState> {
    STATES.get(usize::from(number)).copied()
}

/// Every state, in the order of a parcel's life.
pub fn states() -> impl Iterator<Item = EntryState> {
    STATES.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_states_are_kept() {
        for state in states() {
            assert_eq!(state_of(state_number(state)), Some(state));
        }
        assert_eq!(state_number(EntryState::Released), 12, "stored rows depend on it");
    }
}
