//! An entry as the house works with it, and as it is kept between batches.
//!
//! While an entry is open its documents stand in its record; once it is released or withdrawn they
//! are dropped from it, because the raw messages hold them for ever and nothing asks them again.

use ledger::LedgerError;
use model::{
    Account, AccountKind, Amount, DayStamp, DocumentRef, DocumentState, DrawnGoods, EntryId,
    EntryState, Inventory, InventoryReturn, KeyPair, Moment, Order, Payment, ReceiptBody, Stamp,
    Text, Waybill,
};
use serde::{Deserialize, Serialize};

use crate::{
    history::Happening,
    ports::{AccountRow, ClaimRow, EntryRow},
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
    /// What it has used, and can be given back of it.
    pub posted: Vec<Reservation>,
    /// What bonded goods draw on their book, kept from release until they have left.
    pub drawn: Option<Box<DrawnGoods<'a>>>,
    /// The exit list that has gathered it; empty when none has.
    pub exit_list_no: Text<'a>,
    /// Tax per item, kept from acceptance to the tax bill.
    pub assessment: Option<model::Assessment>,
    pub n_findings: u32,
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
            posted: Vec::new(),
            drawn: None,
            exit_list_no: Text::default(),
            assessment: None,
            n_findings: 0,
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

    /// # Errors
    /// When the entry cannot be spelt, which no entry is.
    pub fn to_row(&self, updated_at: Moment) -> Result<EntryRow, postcard::Error> {
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

    /// Takes so much off what the entry has used of an account, for a reversal that names this entry
    /// (add-back of a book, repayment of a limit). The account itself is moved by
    /// [`ledger::reverse`].
    ///
    /// # Errors
    /// When the entry has used less than that; then nothing is changed.
    pub fn give_back(&mut self, account: KeyPair, asked: Amount) -> Result<(), LedgerError> {
        if asked.is_negative() {
            return Err(LedgerError::Negative { asked });
        }
        let of_account = |it: &&Reservation| it.account == account;
        let posted: Amount = self.posted.iter().filter(of_account).map(|it| it.amount).sum();
        if asked > posted {
            return Err(LedgerError::BeyondPosted { posted, asked });
        }
        let mut rest = asked;
        for it in self.posted.iter_mut().filter(|it| it.account == account) {
            let part = rest.min(it.amount);
            it.amount -= part;
            rest -= part;
        }
        self.posted.retain(|it| !it.amount.is_zero());
        Ok(())
    }

    /// 清单编号: customs (4), year (4), `I`, serial (9). Empty before the list was accepted.
    pub fn list_no(&self) -> String {
        match (&self.list, self.is_numbered) {
            (Some(list), true) => {
                let year = list.taken_on.number() / 10_000;
                format!("{:0<4.4}{year:04}I{:09}", &*list.customs_code, self.id.0)
            }
            _ => String::new(),
        }
    }

    /// 预录入编号: `B`, date (8), serial (9).
    pub fn preliminary_no(&self) -> String {
        let day = self.list.as_ref().map(|it| it.taken_on).unwrap_or_default();
        format!("B{day}{:09}", self.id.0)
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

/// A waybill under its claim, before and after a list names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct WaybillRecord<'a> {
    #[serde(skip)]
    pub key: KeyPair,
    /// The entry whose list names it; 0 while there is none.
    #[serde(skip)]
    pub entry: EntryId,
    /// The order it was made for; kept when the waybill itself is dropped.
    pub order_no: Text<'a>,
    pub held: Option<Held<'a, Waybill<'a>>>,
    /// Last day on which the number counts as used, as days since 1970; 0 while it does not.
    pub used_until: i32,
    #[serde(skip)]
    pub touched: bool,
}

impl<'a> WaybillRecord<'a> {
    pub fn new(key: KeyPair) -> WaybillRecord<'a> {
        WaybillRecord {
            key,
            entry: EntryId(0),
            order_no: Text::default(),
            held: None,
            used_until: 0,
            touched: true,
        }
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        Ok(ClaimRow {
            key: self.key,
            entry: self.entry,
            body: postcard::to_extend(self, Vec::with_capacity(BODY_ROOM))?,
            expires_on: (self.used_until != 0).then_some(self.used_until),
        })
    }

    /// # Errors
    /// When the body is not a waybill's.
    pub fn from_row(row: &'a ClaimRow) -> Result<WaybillRecord<'a>, postcard::Error> {
        let mut record: WaybillRecord<'a> = postcard::from_bytes(&row.body)?;
        record.key = row.key;
        record.entry = row.entry;
        Ok(record)
    }

    pub fn accepted(&self) -> Option<&Waybill<'a>> {
        self.held.as_ref().and_then(Held::accepted)
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

    #[test]
    fn an_entry_gives_back_what_it_used_and_no_more() {
        let (book, other) = (KeyPair { hi: 7, lo: 8 }, KeyPair { hi: 9, lo: 9 });
        let used = |account: KeyPair, units: i64| Reservation {
            kind: AccountKind::AccountBook,
            account,
            amount: Amount::from_units(units),
        };
        let mut entry = Entry::new(EntryId(1), KeyPair { hi: 1, lo: 2 }, "P".into(), "O".into());
        entry.posted = vec![used(book, 2), used(other, 5), used(book, 1)];
        let asked = Amount::from_units(4);
        let posted = Amount::from_units(3);
        let beyond = entry.clone().give_back(book, asked);
        assert_eq!(beyond, Err(LedgerError::BeyondPosted { posted, asked }));
        let negative = Amount::from_units(-1);
        assert_eq!(entry.give_back(book, negative), Err(LedgerError::Negative { asked: negative }));
        entry.give_back(book, Amount::from_scaled(250_000)).unwrap();
        assert_eq!(entry.posted.iter().map(|it| it.amount.scaled()).sum::<i64>(), 550_000);
        entry.give_back(book, Amount::from_scaled(50_000)).unwrap();
        assert_eq!(entry.posted, [used(other, 5)]);
    }

    #[test]
    fn numbers_have_the_wire_lengths() {
        let mut entry = Entry::new(EntryId(42), KeyPair { hi: 1, lo: 2 }, "P".into(), "O".into());
        assert_eq!(entry.preliminary_no().len(), 18);
        entry.is_numbered = true;
        entry.list = Some(ListFacts {
            guid: "".into(),
            customs_code: "5165".into(),
            platform_code: "".into(),
            seller_code: "".into(),
            declarant_code: "".into(),
            logistics_code: "".into(),
            guarantor_code: "".into(),
            site_code: "".into(),
            trader_reference: "".into(),
            taken_on: DayStamp::parse("20261121").unwrap(),
            subscribers: vec![],
        });
        assert_eq!(entry.list_no(), "51652026I000000042");
        assert_eq!(entry.preliminary_no(), "B20261121000000042");
    }
}
