//! What is held under a claim besides an entry's number: a waybill that waits for its list, the
//! waybills that an inbound detail brought in, the declarations that drew on a licence, the consignments
//! of a bill.

use model::{DocumentRef, DocumentState, EntryId, KeyPair, Moment, Stamp, Text, Waybill};
use serde::{Deserialize, Serialize};

use crate::{
    entry::Held,
    export::{ExportWaybillRecord, ReturnParcelRecord},
    ports::ClaimRow,
};

/// Bytes that most records stay under.
const BODY_ROOM: usize = 1_024;

/// The first byte of a claim's body says what it is, for ever.
const WAYBILL: u8 = 1;
const INBOUND: u8 = 2;
const DRAWERS: u8 = 3;
const BILL: u8 = 4;
pub(crate) const EXPORT_WAYBILL: u8 = 48;
pub(crate) const RETURN_PARCEL: u8 = 49;

/// What is held under a claim.
pub(crate) enum ClaimBody<'a> {
    /// Nothing: it names an entry.
    Entry,
    Waybill(WaybillRecord<'a>),
    Inbound(InboundRecord),
    Drawers(DrawersRecord),
    Bill(BillRecord),
    ExportWaybill(ExportWaybillRecord<'a>),
    ReturnParcel(ReturnParcelRecord),
}

impl<'a> ClaimBody<'a> {
    /// # Errors
    /// When the body is none of these.
    pub(crate) fn of(row: &'a ClaimRow) -> Result<ClaimBody<'a>, postcard::Error> {
        match row.body.first() {
            None => Ok(ClaimBody::Entry),
            Some(&INBOUND) => InboundRecord::from_row(row).map(ClaimBody::Inbound),
            Some(&DRAWERS) => DrawersRecord::from_row(row).map(ClaimBody::Drawers),
            Some(&BILL) => BillRecord::from_row(row).map(ClaimBody::Bill),
            Some(&EXPORT_WAYBILL) => {
                ExportWaybillRecord::from_row(row).map(ClaimBody::ExportWaybill)
            }
            Some(&RETURN_PARCEL) => ReturnParcelRecord::from_row(row).map(ClaimBody::ReturnParcel),
            Some(_) => WaybillRecord::from_row(row).map(ClaimBody::Waybill),
        }
    }
}

pub(crate) fn spell(
    tag: u8,
    record: &impl Serialize,
    room: usize,
) -> Result<Vec<u8>, postcard::Error> {
    let mut body = Vec::with_capacity(room);
    body.push(tag);
    postcard::to_extend(record, body)
}

pub(crate) fn read<'a, T: Deserialize<'a>>(tag: u8, body: &'a [u8]) -> Result<T, postcard::Error> {
    match body.split_first() {
        Some((first, rest)) if *first == tag => postcard::from_bytes(rest),
        _ => Err(postcard::Error::DeserializeBadEncoding),
    }
}

/// What said that a parcel came in, and when the house heard of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub at: DocumentRef,
    pub received_at: Moment,
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
    /// That its parcel came into a supervised site, and what said so.
    pub arrival: Option<Arrival>,
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
            arrival: None,
            touched: true,
        }
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        Ok(ClaimRow {
            key: self.key,
            entry: self.entry,
            body: spell(WAYBILL, self, BODY_ROOM)?,
            expires_on: (self.used_until != 0).then_some(self.used_until),
        })
    }

    /// # Errors
    /// When the body is not a waybill's.
    pub fn from_row(row: &'a ClaimRow) -> Result<WaybillRecord<'a>, postcard::Error> {
        let mut record: WaybillRecord<'a> = read(WAYBILL, &row.body)?;
        record.key = row.key;
        record.entry = row.entry;
        Ok(record)
    }

    pub fn accepted(&self) -> Option<&Waybill<'a>> {
        self.held.as_ref().and_then(Held::accepted)
    }

    /// Its parcel was released on it: what brought it in stays.
    pub fn is_served(&self) -> bool {
        let is_dropped = |it: &Held<'_, Waybill<'_>>| {
            it.slot.state == DocumentState::Accepted && it.document.is_none()
        };
        self.held.as_ref().is_some_and(is_dropped)
    }
}

/// An inbound detail under the operator's own number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundRecord {
    #[serde(skip)]
    pub key: KeyPair,
    pub sent_at: Stamp,
    /// Digest of what it says.
    pub content: u64,
    pub state: DocumentState,
    /// 入库单编号.
    pub inbound_no: String,
    /// The waybills that it brought in.
    pub lines: Vec<KeyPair>,
    #[serde(skip)]
    pub touched: bool,
}

impl InboundRecord {
    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        let room = 64 + self.lines.len() * 20;
        let body = spell(INBOUND, self, room)?;
        Ok(ClaimRow { key: self.key, entry: EntryId(0), body, expires_on: None })
    }

    /// # Errors
    /// When the body is not an inbound detail's.
    pub fn from_row(row: &ClaimRow) -> Result<InboundRecord, postcard::Error> {
        let mut record: InboundRecord = read(INBOUND, &row.body)?;
        record.key = row.key;
        Ok(record)
    }
}

/// The declarations that drew on a licence or stood on a guarantee, in the order in which they first did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawersRecord {
    #[serde(skip)]
    pub key: KeyPair,
    pub cases: Vec<EntryId>,
    #[serde(skip)]
    pub touched: bool,
}

/// A bill (提运单) under its number: on which manifests it is, and which declarations wait for one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BillRecord {
    #[serde(skip)]
    pub key: KeyPair,
    /// Oldest first; the same number may be on another voyage.
    pub consignments: Vec<EntryId>,
    /// In the order in which they were declared.
    pub waiting: Vec<EntryId>,
    #[serde(skip)]
    pub touched: bool,
}

impl DrawersRecord {
    pub fn new(key: KeyPair) -> DrawersRecord {
        DrawersRecord { key, cases: Vec::new(), touched: false }
    }

    pub(crate) fn add(&mut self, case: EntryId) {
        if !self.cases.contains(&case) {
            self.cases.push(case);
            self.touched = true;
        }
    }

    pub(crate) fn remove(&mut self, case: EntryId) {
        let before = self.cases.len();
        self.cases.retain(|it| *it != case);
        self.touched |= self.cases.len() != before;
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        let body = spell(DRAWERS, self, 16 + self.cases.len() * 4)?;
        Ok(ClaimRow { key: self.key, entry: EntryId(0), body, expires_on: None })
    }

    /// # Errors
    /// When the body is not of declarations that drew on a licence.
    pub fn from_row(row: &ClaimRow) -> Result<DrawersRecord, postcard::Error> {
        let mut record: DrawersRecord = read(DRAWERS, &row.body)?;
        record.key = row.key;
        Ok(record)
    }
}

impl BillRecord {
    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        let named = self.consignments.last().or(self.waiting.first());
        Ok(ClaimRow {
            key: self.key,
            entry: named.copied().unwrap_or(EntryId(0)),
            body: spell(BILL, self, 32)?,
            expires_on: None,
        })
    }

    /// # Errors
    /// When the body is not a bill's.
    pub fn from_row(row: &ClaimRow) -> Result<BillRecord, postcard::Error> {
        let mut record: BillRecord = read(BILL, &row.body)?;
        record.key = row.key;
        Ok(record)
    }
}
