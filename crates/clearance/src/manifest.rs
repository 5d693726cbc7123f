//! Manifests (舱单) and their consignments as the house keeps them: cases of their own among the entries
//! (ADR 0033), found by the manifest's number and by each bill.

use model::{
    Amount, Consignment, ConsignmentState, DayStamp, DocumentRef, EntryId, KeyPair, Manifest,
    ManifestState, Moment, ReportedVehicle, Text,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    case::case,
    claims::BillRecord,
    history::Happening,
    numbers,
    ports::{EntryRow, StoreError},
    transit_file::InTransit,
};

/// The first of the numbers under which states of manifests and consignments are kept.
const FIRST_STATE: u8 = 80;
const FIRST_CONSIGNMENT_STATE: u8 = 82;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
pub const MANIFEST_STATES: [ManifestState; 2] = [ManifestState::Announced, ManifestState::Arrived];

/// Every state with its number, counted from [`FIRST_CONSIGNMENT_STATE`], for ever.
pub const CONSIGNMENT_STATES: [ConsignmentState; 6] = [
    ConsignmentState::Manifested,
    ConsignmentState::Reviewing,
    ConsignmentState::Arrived,
    ConsignmentState::Released,
    ConsignmentState::Left,
    ConsignmentState::Deleted,
];

pub fn manifest_state_number(state: ManifestState) -> u8 {
    let at = MANIFEST_STATES.iter().position(|it| *it == state);
    FIRST_STATE + at.and_then(|it| u8::try_from(it).ok()).unwrap_or(0)
}

pub fn manifest_state_of(number: u8) -> Option<ManifestState> {
    MANIFEST_STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

pub fn consignment_state_number(state: ConsignmentState) -> u8 {
    let at = CONSIGNMENT_STATES.iter().position(|it| *it == state);
    FIRST_CONSIGNMENT_STATE + at.and_then(|it| u8::try_from(it).ok()).unwrap_or(0)
}

pub fn consignment_state_of(number: u8) -> Option<ConsignmentState> {
    CONSIGNMENT_STATES.get(usize::from(number.checked_sub(FIRST_CONSIGNMENT_STATE)?)).copied()
}

/// Whether a row with that state is a manifest's or a consignment's.
pub(crate) fn is_manifests(number: u8) -> bool {
    manifest_state_of(number).is_some() || consignment_state_of(number).is_some()
}

/// A manifest as it is kept: its head, and which consignments are on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ManifestFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: ManifestState,
    /// As sent last, without its consignments.
    pub head: Box<Manifest<'a>>,
    pub at: DocumentRef,
    /// To whom its receipts go.
    pub sender: Text<'a>,
    pub consignments: Vec<EntryId>,
    /// What was counted or arrived without standing on it (溢卸).
    pub over_landed: Vec<OverLanded<'a>>,
    /// The first arrival that was reported.
    pub arrived_at: Option<Moment>,
    /// What carries it, as it was reported last.
    pub vehicles: Vec<ReportedVehicle<'a>>,
    #[serde(skip)]
    pub(crate) is_new: bool,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(ManifestFile<'a>, manifest_state_number);

/// Goods that were counted and are on no bill of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct OverLanded<'a> {
    pub bill_no: Text<'a>,
    pub packages: u32,
    pub gross_weight_kg: Amount,
    pub at: Moment,
}

/// The goods of one bill, with the manifest as far as it concerns them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ConsignmentFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    /// Under which its bill is found.
    pub key: KeyPair,
    pub state: ConsignmentState,
    pub manifest: EntryId,
    /// The manifest with this one consignment.
    pub carried: Box<Manifest<'a>>,
    pub at: DocumentRef,
    pub content: u64,
    /// To whom its receipts go, and how he names himself.
    pub sender: Text<'a>,
    pub sender_id: Text<'a>,
    /// 报文编号 and type of the message that it came with last.
    pub message_id: Text<'a>,
    pub message_type: Text<'a>,
    /// When it was sent first.
    pub sent_at: Moment,
    /// It was sent too late.
    pub is_late: bool,
    pub arrived_at: Option<Moment>,
    /// Its containers that came in, where they were reported one by one.
    pub came_in: Vec<Text<'a>>,
    /// The supervised site that has it.
    pub site: Text<'a>,
    pub tally: Option<Tallied>,
    /// The declaration that stands for it.
    pub declared: Option<DeclaredBy<'a>>,
    /// Its goods go on to another office (转关).
    pub transit: Option<InTransit>,
    pub released_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub n_findings: u32,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(ConsignmentFile<'a>, consignment_state_number, found: n_findings);

/// What was counted of a bill's goods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tallied {
    pub packages: Option<u32>,
    pub gross_weight_kg: Option<Amount>,
    pub at: Moment,
}

/// The declaration that a bill is declared by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DeclaredBy<'a> {
    pub case: EntryId,
    /// 海关编号.
    pub number: Text<'a>,
    pub at: Moment,
}

impl<'a> ConsignmentFile<'a> {
    /// What the bill covers.
    pub fn goods(&self) -> Option<&Consignment<'a>> {
        self.carried.consignments.first()
    }

    /// As a declaration names it.
    pub fn bill_no(&self) -> String {
        self.goods().map(Consignment::billed_as).unwrap_or_default()
    }

    /// The house's number of it, by which an officer names it.
    pub fn consignment_no(&self) -> String {
        numbers::consignment_no(DayStamp::from_date(self.sent_at.local_date()), self.id)
    }

    /// Packages that the manifest has and the tally has not: less than nothing when more were landed.
    /// Nothing before they were counted.
    pub fn packages_short(&self) -> Option<i64> {
        let counted = self.tally?.packages?;
        Some(i64::from(self.goods()?.packages) - i64::from(counted))
    }

    /// Containers of it that have not come in when these have.
    pub(crate) fn missing(&self, came: &[Text<'_>]) -> Vec<&str> {
        let Some(goods) = self.goods().filter(|_| !came.is_empty()) else { return Vec::new() };
        let numbers = goods.containers.iter().map(|it| it.number.as_str());
        let is_in = |number: &&str| {
            self.came_in.iter().any(|it| it == *number) || came.iter().any(|it| it == *number)
        };
        numbers.filter(|it| !is_in(it)).collect()
    }

    /// Notes that containers came in, or did not. Whether it arrives by that, or did not arrive.
    pub(crate) fn takes_in(&mut self, came: &[Text<'a>], is_new: bool) -> bool {
        if !is_new {
            let is_named = |it: &Text<'_>| came.is_empty() || came.contains(it);
            self.came_in.retain(|it| !is_named(it));
            return self.arrived_at.is_some();
        }
        let has_arrived = self.arrived_at.is_some();
        for it in came {
            if !self.came_in.contains(it) {
                self.came_in.push(it.clone());
            }
        }
        !has_arrived && self.missing(came).is_empty()
    }

    /// Whether all these containers came in, and so it arrived.
    pub(crate) fn has_them(&self, came: &[Text<'_>]) -> bool {
        let is_in = |it: &Text<'_>| self.came_in.iter().any(|other| *other == it.as_str());
        self.arrived_at.is_some() && !came.is_empty() && came.iter().all(is_in)
    }

    /// Whether it is on its manifest still, and its goods are not gone.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.state, ConsignmentState::Left | ConsignmentState::Deleted)
    }
}

/// The manifests, consignments and bills that a batch works on.
#[derive(Default)]
pub(crate) struct Manifests<'a> {
    pub(crate) files: Vec<ManifestFile<'a>>,
    by_key: FxHashMap<KeyPair, usize>,
    by_id: FxHashMap<EntryId, usize>,
    pub(crate) consignments: Vec<ConsignmentFile<'a>>,
    by_consignment: FxHashMap<EntryId, usize>,
    pub(crate) bills: FxHashMap<KeyPair, BillRecord>,
}

impl<'a> Manifests<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.consignments.is_empty() && self.bills.is_empty()
    }

    pub(crate) fn take_row(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        if self.by_id.contains_key(&row.id) || self.by_consignment.contains_key(&row.id) {
            return Ok(());
        }
        if manifest_state_of(row.state).is_some() {
            let file = ManifestFile::from_row(row);
            self.add(file.map_err(|it| StoreError::new("read a manifest's record", it))?);
        } else {
            let file = ConsignmentFile::from_row(row);
            self.add_consignment(
                file.map_err(|it| StoreError::new("read a consignment's record", it))?,
            );
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, file: ManifestFile<'a>) -> usize {
        self.by_key.insert(file.key, self.files.len());
        self.by_id.insert(file.id, self.files.len());
        self.files.push(file);
        self.files.len() - 1
    }

    pub(crate) fn add_consignment(&mut self, file: ConsignmentFile<'a>) -> usize {
        self.by_consignment.insert(file.id, self.consignments.len());
        self.consignments.push(file);
        self.consignments.len() - 1
    }

    pub(crate) fn index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn of_id(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn consignment(&self, id: EntryId) -> Option<usize> {
        self.by_consignment.get(&id).copied()
    }

    /// The consignment with that number of the house's.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.consignment(numbers::entry_of_consignment_no(number)?)?;
        self.consignments.get(index).filter(|it| it.consignment_no() == number).map(|_| index)
    }

    /// The consignments of a bill that are at hand, oldest first.
    pub(crate) fn of_bill(&self, key: KeyPair) -> impl DoubleEndedIterator<Item = usize> {
        let ids = self.bills.get(&key).map_or(&[][..], |it| &it.consignments);
        ids.iter().filter_map(|id| self.consignment(*id))
    }

    pub(crate) fn bill(&mut self, key: KeyPair) -> &mut BillRecord {
        let record = self.bills.entry(key);
        let record = record.or_insert_with(|| BillRecord { key, ..BillRecord::default() });
        record.touched = true;
        record
    }

    /// Cases that were opened, under the keys that they are filed under.
    pub(crate) fn new_cases(&self) -> impl Iterator<Item = (KeyPair, EntryId)> {
        self.files.iter().filter(|it| it.is_new).map(|it| (it.key, it.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in MANIFEST_STATES {
            let number = manifest_state_number(state);
            assert_eq!(manifest_state_of(number), Some(state));
            assert_eq!(consignment_state_of(number), None);
        }
        for state in CONSIGNMENT_STATES {
            let number = consignment_state_number(state);
            assert_eq!(consignment_state_of(number), Some(state));
            assert_eq!(manifest_state_of(number), None);
            assert_eq!(crate::declaration_state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
        }
        assert_eq!(consignment_state_number(ConsignmentState::Deleted), 87, "stored rows");
    }

    #[test]
    fn a_consignment_number_leads_back() {
        let day = DayStamp::parse("20261122").unwrap();
        let number = numbers::consignment_no(day, EntryId(42));
        assert_eq!(number, "L20261122000000042");
        assert_eq!(numbers::entry_of_consignment_no(&number), Some(EntryId(42)));
        assert_eq!(numbers::entry_of_consignment_no("S20261122000000042"), None);
    }
}
