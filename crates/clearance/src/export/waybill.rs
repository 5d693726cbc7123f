//! A waybill of an export under its claim, before and after a list names it.

use model::{DocumentRef, EntryId, ExportWaybill, KeyPair, Stamp};
use serde::{Deserialize, Serialize};

use crate::{
    claims::{self, Arrival, EXPORT_WAYBILL},
    entry::Held,
    ports::ClaimRow,
};

/// Bytes that most records stay under.
const BODY_ROOM: usize = 512;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportWaybillRecord<'a> {
    #[serde(skip)]
    pub key: KeyPair,
    /// The export whose list names it; 0 while there is none.
    #[serde(skip)]
    pub entry: EntryId,
    pub held: Option<Held<'a, ExportWaybill<'a>>>,
    /// Last day on which the number counts as used, as days since 1970; 0 while it does not.
    pub used_until: i32,
    /// That its parcel is in a supervised site, and what said so.
    pub arrival: Option<Arrival>,
    /// That it left the country, and what said so.
    pub departure: Option<Departure>,
    #[serde(skip)]
    pub touched: bool,
}

/// What said that a parcel left the country, and when it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    pub at: DocumentRef,
    pub left_at: Stamp,
}

impl<'a> ExportWaybillRecord<'a> {
    pub fn new(key: KeyPair) -> ExportWaybillRecord<'a> {
        ExportWaybillRecord {
            key,
            entry: EntryId(0),
            held: None,
            used_until: 0,
            arrival: None,
            departure: None,
            touched: true,
        }
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub(crate) fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        Ok(ClaimRow {
            key: self.key,
            entry: self.entry,
            body: claims::spell(EXPORT_WAYBILL, self, BODY_ROOM)?,
            expires_on: (self.used_until != 0).then_some(self.used_until),
        })
    }

    /// # Errors
    /// When the body is not such a waybill's.
    pub fn from_row(row: &'a ClaimRow) -> Result<ExportWaybillRecord<'a>, postcard::Error> {
        let mut record: ExportWaybillRecord<'a> = claims::read(EXPORT_WAYBILL, &row.body)?;
        (record.key, record.entry) = (row.key, row.entry);
        Ok(record)
    }

    pub fn accepted(&self) -> Option<&ExportWaybill<'a>> {
        self.held.as_ref().and_then(Held::accepted)
    }
}
