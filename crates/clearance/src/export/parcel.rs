//! A parcel that brings goods of exports back, under its claim: what tallies said of it, and whose goods it is to
//! hold.

use messages::Message;
use model::{EntryId, ExportKind, KeyPair};
use serde::{Deserialize, Serialize};

use super::Exports;
use crate::{
    claims::{self, Arrival, RETURN_PARCEL},
    ports::ClaimRow,
    prepare::Prepared,
};

/// Bytes that most records stay under.
const BODY_ROOM: usize = 128;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReturnParcelRecord {
    #[serde(skip)]
    pub(crate) key: KeyPair,
    /// In the order in which they came.
    pub(crate) tallies: Vec<Tallied>,
    /// The exports whose applications name it, in the order in which they first did.
    pub(crate) cases: Vec<EntryId>,
    #[serde(skip)]
    pub(crate) touched: bool,
}

/// That it is in a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tallied {
    /// The tally, under its operator's number.
    pub(crate) by: KeyPair,
    /// The export whose goods came; 0: all that were to come in it.
    pub(crate) of: EntryId,
    pub(crate) operator_code: String,
    pub(crate) arrival: Arrival,
    /// Goods were released on it.
    pub(crate) is_used: bool,
}

impl Tallied {
    pub(super) fn is_of(&self, case: EntryId) -> bool {
        self.of.0 == 0 || self.of == case
    }
}

impl ReturnParcelRecord {
    pub(crate) fn new(key: KeyPair) -> ReturnParcelRecord {
        ReturnParcelRecord { key, tallies: Vec::new(), cases: Vec::new(), touched: true }
    }

    pub(super) fn await_goods_of(&mut self, case: EntryId) {
        if !self.cases.contains(&case) {
            self.cases.push(case);
            self.touched = true;
        }
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub(crate) fn to_row(&self) -> Result<ClaimRow, postcard::Error> {
        let body = claims::spell(RETURN_PARCEL, self, BODY_ROOM)?;
        Ok(ClaimRow { key: self.key, entry: EntryId(0), body, expires_on: None })
    }

    /// # Errors
    /// When the body is not such a parcel's.
    pub(crate) fn from_row(row: &ClaimRow) -> Result<ReturnParcelRecord, postcard::Error> {
        let mut record: ReturnParcelRecord = claims::read(RETURN_PARCEL, &row.body)?;
        record.key = row.key;
        Ok(record)
    }
}

impl Exports<'_> {
    pub(super) fn parcel_mut(&mut self, key: KeyPair) -> &mut ReturnParcelRecord {
        self.parcels.entry(key).or_insert_with(|| ReturnParcelRecord::new(key))
    }

    /// The exports that wait for the parcels of a batch's tallies.
    pub(super) fn awaited_in_parcels(&self, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
        if self.parcels.is_empty() {
            return Vec::new();
        }
        let is_tally = |it: &&Prepared<'_>| match &it.message {
            Ok(Message::Export(envelope)) => envelope.kind == ExportKind::Tally,
            _ => false,
        };
        let keys = inputs.iter().filter(is_tally).flat_map(|it| &it.filed).flat_map(|it| &it.lines);
        keys.filter_map(|it| self.parcels.get(it)).flat_map(|it| &it.cases).copied().collect()
    }
}
