//! Retail exports (跨境电商出口): order, receipt of money, waybill and list of one parcel; its arrival in the
//! site, its release, its departure (ADR 0039); what comes back of it (ADR 0054).
//!
//! A case of its own beside the parcels of imports, kept among the entries as zone documents are (ADR 0027),
//! filed under its order. A waybill names no order: it waits under its own claim until a list names it.

mod answer;
mod merge;
mod moved;
mod officer;
mod parcel;
mod returned;
mod settle;
mod summary;
mod take;
mod tally;
mod waybill;

use messages::Message;
use model::{
    DayStamp, EntryId, ExportDocument, ExportKind, ExportList, ExportMoney, ExportOrder,
    ExportState, KeyPair, Moment, Stamp, Text,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    case::case,
    entry::{Held, Slot},
    history::Happening,
    numbers,
    ports::{EntryRow, StoreError},
    prepare::Prepared,
};

pub(crate) use officer::step_from;
pub(crate) use parcel::ReturnParcelRecord;
pub use returned::ExportReturned;
pub(crate) use take::Arrived;
pub use waybill::ExportWaybillRecord;

/// The first of the numbers under which states of exports are kept.
const FIRST_STATE: u8 = 112;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [ExportState; 12] = [
    ExportState::Expected,
    ExportState::Declared,
    ExportState::Rejected,
    ExportState::Accepted,
    ExportState::UnderReview,
    ExportState::UnderExamination,
    ExportState::Reviewed,
    ExportState::Released,
    ExportState::Closed,
    ExportState::Withdrawn,
    ExportState::Detained,
    ExportState::Refused,
];

pub fn export_state_number(state: ExportState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn export_state_of(number: u8) -> Option<ExportState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// Every state number of an export.
pub fn export_states() -> Vec<u8> {
    STATES.map(export_state_number).to_vec()
}

/// The case of an export list's number (清单编号): customs (4), year (4), `E`, serial (9).
pub fn case_of_export_no(number: &str) -> Option<EntryId> {
    let is_one = number.len() == 18 && number.as_bytes().get(8) == Some(&b'E');
    let serial = number.get(9..).filter(|_| is_one)?;
    let is_digits = serial.bytes().all(|it| it.is_ascii_digit());
    serial.parse().ok().filter(|_| is_digits).map(EntryId)
}

/// An export as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExportFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: ExportState,
    /// When the wait for partners ends; of a closed list that is to be summed up, when that should be done.
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// Platform, seller and number of its order, for whoever looks at it.
    pub platform_code: Text<'a>,
    pub seller_code: Text<'a>,
    pub order_no: Text<'a>,
    /// Dropped once the goods are released: the raw messages hold them for ever.
    pub order: Option<Held<'a, ExportOrder<'a>>>,
    pub money: Option<Held<'a, ExportMoney<'a>>>,
    /// As declared last; kept for what follows its departure.
    pub list: Option<Held<'a, ExportList<'a>>>,
    pub waybill: Option<KeyPair>,
    /// Day on which the house took the list.
    pub taken_on: DayStamp,
    /// Whether the list number is given out (status 120 was reached once).
    pub is_numbered: bool,
    /// The bill that a master waybill says it travels under; empty when none has said.
    pub master_bill_no: Text<'a>,
    /// Who subscribed to the list's receipts besides.
    pub subscribers: Vec<Text<'a>>,
    /// When its goods left the country; 0 before.
    pub left_at: Stamp,
    /// When they were released; 0 before.
    pub released_on: DayStamp,
    /// The goods declaration that it was summed up in last; 0: none.
    pub summed_by: EntryId,
    /// It should have been summed up and was not.
    pub is_overdue: bool,
    /// Goods of it that come back, in the order in which that was applied for.
    pub returns: Vec<ExportReturned<'a>>,
    pub n_findings: u32,
    #[serde(skip)]
    pub(crate) is_new: bool,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(ExportFile<'a>, export_state_number, due: due_at, found: n_findings);

impl<'a> ExportFile<'a> {
    /// 清单编号. Empty before the list was accepted.
    pub fn list_no(&self) -> String {
        let Some(list) = self.listed().filter(|_| self.is_numbered) else { return String::new() };
        let year = self.taken_on.number() / 10_000;
        format!("{:0<4.4}{year:04}E{:09}", list.customs_code.as_str(), self.id.0)
    }

    /// 预录入编号.
    pub fn preliminary_no(&self) -> String {
        numbers::preliminary_no(self.taken_on, self.id)
    }

    /// The list as declared last, whatever became of it.
    pub fn listed(&self) -> Option<&ExportList<'a>> {
        self.list.as_ref()?.document.as_deref()
    }

    /// What is known of its document of a kind.
    fn slot(&self, kind: ExportKind) -> Option<&Slot<'a>> {
        match kind {
            ExportKind::Order => self.order.as_ref().map(|it| &it.slot),
            ExportKind::Money => self.money.as_ref().map(|it| &it.slot),
            ExportKind::List => self.list.as_ref().map(|it| &it.slot),
            _ => None,
        }
    }
}

/// The exports, and their waybills, that a batch works on.
#[derive(Default)]
pub(crate) struct Exports<'a> {
    pub(crate) files: Vec<ExportFile<'a>>,
    by_key: FxHashMap<KeyPair, usize>,
    by_id: FxHashMap<EntryId, usize>,
    pub(crate) waybills: Vec<ExportWaybillRecord<'a>>,
    by_waybill: FxHashMap<KeyPair, usize>,
    /// Parcels that bring goods back.
    pub(crate) parcels: FxHashMap<KeyPair, ReturnParcelRecord>,
}

impl<'a> Exports<'a> {
    pub(crate) fn take_row(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        if !self.by_id.contains_key(&row.id) {
            let file = ExportFile::from_row(row);
            self.add(file.map_err(|it| StoreError::new("read an export's record", it))?);
        }
        Ok(())
    }

    /// Takes a waybill's record; what was taken before has been decided on since.
    pub(crate) fn take_waybill(&mut self, record: ExportWaybillRecord<'a>) {
        if !self.by_waybill.contains_key(&record.key) {
            self.add_waybill(record);
        }
    }

    fn add(&mut self, file: ExportFile<'a>) -> usize {
        self.by_key.insert(file.key, self.files.len());
        self.by_id.insert(file.id, self.files.len());
        self.files.push(file);
        self.files.len() - 1
    }

    fn add_waybill(&mut self, record: ExportWaybillRecord<'a>) -> usize {
        self.by_waybill.insert(record.key, self.waybills.len());
        self.waybills.push(record);
        self.waybills.len() - 1
    }

    fn index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn index_of(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The export whose list has exactly that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.index_of(case_of_export_no(number)?)?;
        self.files.get(index).filter(|it| it.list_no() == number).map(|_| index)
    }

    pub(crate) fn waybill_index(&self, key: KeyPair) -> Option<usize> {
        self.by_waybill.get(&key).copied()
    }

    fn waybill(&self, key: KeyPair) -> Option<&ExportWaybillRecord<'a>> {
        self.waybills.get(self.waybill_index(key)?)
    }

    fn open_waybill(&mut self, key: KeyPair) -> Option<&mut ExportWaybillRecord<'a>> {
        let index = match self.waybill_index(key) {
            Some(index) => index,
            None => self.add_waybill(ExportWaybillRecord::new(key)),
        };
        self.waybills.get_mut(index)
    }

    /// The export whose list names a waybill.
    fn of_waybill(&self, key: KeyPair) -> Option<usize> {
        self.index_of(self.waybill(key)?.entry)
    }

    /// The waybills that the files at hand name and that are not at hand.
    pub(crate) fn waybills_away(&self) -> impl Iterator<Item = KeyPair> {
        let named = self.files.iter().filter_map(|it| it.waybill);
        named.filter(|it| self.waybill_index(*it).is_none())
    }

    /// The exports that waybills at hand name, and those of parcels that a batch's tallies tell of, as far as
    /// they are not at hand.
    pub(crate) fn entries_away(&self, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
        let named = self.waybills.iter().map(|it| it.entry).filter(|it| it.0 != 0);
        let named = named.chain(self.awaited_in_parcels(inputs));
        let mut away: Vec<EntryId> = named.filter(|it| !self.by_id.contains_key(it)).collect();
        away.sort_unstable();
        away.dedup();
        away
    }

    /// Where lists are to be summed up: the declarations that those at hand went into before.
    pub(crate) fn summed_away(&self, inputs: &[Prepared<'_>]) -> Vec<EntryId> {
        let is_summary = |it: &&Prepared<'_>| match &it.message {
            Ok(Message::Export(it)) => it.kind == ExportKind::Summary,
            _ => false,
        };
        if inputs.iter().find(is_summary).is_none() {
            return Vec::new();
        }
        let mut away: Vec<EntryId> =
            self.files.iter().map(|it| it.summed_by).filter(|it| it.0 != 0).collect();
        away.sort_unstable();
        away.dedup();
        away
    }

    /// Cases that were opened, under the keys that they are filed under.
    pub(crate) fn new_cases(&self) -> impl Iterator<Item = (KeyPair, EntryId)> {
        self.files.iter().filter(|it| it.is_new).map(|it| (it.key, it.id))
    }
}

/// Platform, seller and number of the order that a document names.
fn order_of<'d, 'a>(document: &'d ExportDocument<'a>) -> Option<[&'d Text<'a>; 3]> {
    match document {
        ExportDocument::Order(it) => Some([&it.platform_code, &it.seller_code, &it.order_no]),
        ExportDocument::Money(it) => Some([&it.platform_code, &it.seller_code, &it.order_no]),
        ExportDocument::List(it) => Some([&it.platform_code, &it.seller_code, &it.order_no]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = export_state_number(state);
            assert_eq!(export_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::zone::gate_pass_state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
            assert_eq!(crate::declaration::declaration_state_of(number), None);
        }
        assert_eq!(export_state_number(ExportState::Refused), 123, "stored rows depend on it");
        assert_eq!(export_state_of(124), None);
    }

    #[test]
    fn only_an_export_lists_number_leads_to_a_case() {
        assert_eq!(case_of_export_no("53492026E000000042"), Some(EntryId(42)));
        for other in ["53492026I000000042", "53492026E00000042", "53492026E+00000042", ""] {
            assert_eq!(case_of_export_no(other), None, "{other}");
        }
    }
}
