//! The documents of a bonded zone in a batch: exit lists and gate passes by number and by key, how
//! they are taken in, and the data centre's answer to each.
//!
//! They are cases of their own, kept among the entries under numbers from the same row: history hangs
//! on them and the chain covers them. The number of a case's state tells what kind of case it is.

use checks::Party;
use model::{
    Action, DayStamp, DocumentRef, DocumentState, EntryId, ExitListState, Finding, GatePassState,
    KeyPair, ReceiptBody, Role, Text, ZoneDocument, ZoneKind, ZoneResponse,
};
use rustc_hash::FxHashMap;

use crate::{
    catalogue,
    desk::Desk,
    entry::BEYOND_PARCELS,
    exit_list::ExitListFile,
    gate_pass::GatePassFile,
    history::Event,
    ports::{EntryRow, StoreError},
    prepare::Filed,
    take::{INFO_MAX, place_text},
};
use messages::ZoneReading;

/// The first of the numbers under which states of exit lists are kept.
const FIRST_EXIT_LIST_STATE: u8 = BEYOND_PARCELS;
const FIRST_GATE_PASS_STATE: u8 = 48;

/// Every state with its number, counted from [`FIRST_EXIT_LIST_STATE`], for ever.
const EXIT_LIST_STATES: [ExitListState; 5] = [
    ExitListState::Declared,
    ExitListState::Refused,
    ExitListState::Approved,
    ExitListState::Deducted,
    ExitListState::Deleted,
];

/// Every state with its number, counted from [`FIRST_GATE_PASS_STATE`], for ever.
const GATE_PASS_STATES: [GatePassState; 6] = [
    GatePassState::Declared,
    GatePassState::Refused,
    GatePassState::Approved,
    GatePassState::Held,
    GatePassState::Passed,
    GatePassState::Deleted,
];

pub fn exit_list_state_number(state: ExitListState) -> u8 {
    FIRST_EXIT_LIST_STATE + place_of(&EXIT_LIST_STATES, state)
}

pub fn exit_list_state_of(number: u8) -> Option<ExitListState> {
    EXIT_LIST_STATES.get(usize::from(number.checked_sub(FIRST_EXIT_LIST_STATE)?)).copied()
}

pub fn gate_pass_state_number(state: GatePassState) -> u8 {
    FIRST_GATE_PASS_STATE + place_of(&GATE_PASS_STATES, state)
}

pub fn gate_pass_state_of(number: u8) -> Option<GatePassState> {
    GATE_PASS_STATES.get(usize::from(number.checked_sub(FIRST_GATE_PASS_STATE)?)).copied()
}

/// Every state number of a kind of zone document.
pub fn zone_states(kind: ZoneKind) -> Vec<u8> {
    match kind {
        ZoneKind::ExitList => EXIT_LIST_STATES.map(exit_list_state_number).to_vec(),
        ZoneKind::GatePass => GATE_PASS_STATES.map(gate_pass_state_number).to_vec(),
    }
}

fn place_of<T: PartialEq>(states: &[T], state: T) -> u8 {
    states.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok()).unwrap_or(0)
}

/// 核注清单编号: `QD`, customs (4), year (2), `E`, serial (9).
pub(crate) fn exit_list_no(customs_code: &str, day: DayStamp, id: EntryId) -> String {
    let year = day.number() / 10_000 % 100;
    format!("QD{customs_code:0<4.4}{year:02}E{:09}", id.0)
}

/// 核放单编号: `Z`, customs (4), `E`, day (6), serial (12).
pub(crate) fn gate_pass_no(customs_code: &str, day: DayStamp, id: EntryId) -> String {
    let day = day.number() % 1_000_000;
    format!("Z{customs_code:0<4.4}E{day:06}{:012}", id.0)
}

/// 预录入统一编号: year (4), serial (14).
pub(crate) fn zone_preliminary_no(day: DayStamp, id: EntryId) -> String {
    format!("{:04}{:014}", day.number() / 10_000, id.0)
}

/// The case whose number that could be: of an exit list, a gate pass, or of either before it has one.
pub fn case_of_zone_no(number: &str) -> Option<EntryId> {
    let is_long = |length: usize| number.len() == length;
    let serial = if number.starts_with("QD") && is_long(18) {
        number.get(9..)
    } else if number.starts_with('Z') && is_long(24) {
        number.get(12..)
    } else {
        return case_of_preliminary_no(number);
    };
    serial?.parse().ok().map(EntryId)
}

/// The case of a preliminary number.
pub(crate) fn case_of_preliminary_no(number: &str) -> Option<EntryId> {
    let is_one = number.len() == 18 && number.bytes().all(|it| it.is_ascii_digit());
    number.get(4..).filter(|_| is_one)?.parse().ok().map(EntryId)
}

/// The zone cases that a batch works on.
#[derive(Default)]
pub(crate) struct Zone<'a> {
    pub(crate) lists: Vec<ExitListFile<'a>>,
    pub(crate) passes: Vec<GatePassFile<'a>>,
    by_key: FxHashMap<KeyPair, usize>,
    by_id: FxHashMap<EntryId, usize>,
}

impl<'a> Zone<'a> {
    /// Takes a loaded row, if it is one of a zone case.
    pub(crate) fn take_row(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        let fault = |cause| StoreError::new("read a zone case's record", cause);
        if self.by_id.contains_key(&row.id) {
            return Ok(());
        }
        if exit_list_state_of(row.state).is_some() {
            self.add_list(ExitListFile::from_row(row).map_err(fault)?);
        } else if gate_pass_state_of(row.state).is_some() {
            self.add_pass(GatePassFile::from_row(row).map_err(fault)?);
        }
        Ok(())
    }

    pub(crate) fn add_list(&mut self, file: ExitListFile<'a>) -> usize {
        self.by_key.insert(file.key, self.lists.len());
        self.by_id.insert(file.id, self.lists.len());
        self.lists.push(file);
        self.lists.len() - 1
    }

    pub(crate) fn add_pass(&mut self, file: GatePassFile<'a>) -> usize {
        self.by_key.insert(file.key, self.passes.len());
        self.by_id.insert(file.id, self.passes.len());
        self.passes.push(file);
        self.passes.len() - 1
    }

    /// Keys of the two kinds never meet, so one map serves both.
    pub(crate) fn list_index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn pass_index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn list_of(&self, id: EntryId) -> Option<usize> {
        let index = *self.by_id.get(&id)?;
        self.lists.get(index).filter(|it| it.id == id).map(|_| index)
    }

    /// The exit list with that number.
    pub(crate) fn list_of_no(&self, number: &str) -> Option<usize> {
        let index = self.list_of(case_of_zone_no(number)?)?;
        self.lists.get(index).filter(|it| it.list_no == number).map(|_| index)
    }

    /// The gate pass with that number.
    pub(crate) fn pass_of_no(&self, number: &str) -> Option<usize> {
        let id = case_of_zone_no(number)?;
        let index = *self.by_id.get(&id)?;
        self.passes.get(index).filter(|it| it.id == id && it.pass_no == number).map(|_| index)
    }

    /// The exit lists on the passes at hand.
    pub(crate) fn lists_on_passes(&self) -> impl Iterator<Item = EntryId> {
        self.passes.iter().flat_map(|it| it.lists.iter().copied())
    }

    /// The parcels in the exit lists at hand.
    pub(crate) fn parcels_in_lists(&self) -> impl Iterator<Item = EntryId> {
        self.lists.iter().flat_map(|it| it.parcels.iter().copied())
    }

    /// Cases that were opened, under the keys that they are filed under.
    pub(crate) fn new_cases(&self) -> impl Iterator<Item = (KeyPair, EntryId)> {
        let lists = self.lists.iter().filter(|it| it.is_new).map(|it| (it.key, it.id));
        lists.chain(self.passes.iter().filter(|it| it.is_new).map(|it| (it.key, it.id)))
    }
}

/// How a zone document came.
#[derive(Debug, Clone)]
pub(crate) struct Sent<'a> {
    pub(crate) at: DocumentRef,
    pub(crate) action: Action,
    pub(crate) content: u64,
    /// To whom its receipts go.
    pub(crate) to: Text<'a>,
}

/// Which case an event or receipt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    House,
    List(usize),
    Pass(usize),
}

impl<'a> Desk<'a, '_> {
    /// Takes the one document of a zone message.
    pub(crate) fn take_zone(
        &mut self,
        reading: ZoneReading<'a>,
        filed: Vec<Filed>,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        let Some(filed) = filed.into_iter().next() else { return };
        self.tally.documents += 1;
        let to = match reading.sender_code.given() {
            Some(_) => reading.sender_code.clone(),
            None if sender.is_empty() => Text::from(reading.document.declarant_code().to_owned()),
            None => Text::borrowed(sender),
        };
        let sent = Sent { at, action: reading.document.action(), content: filed.content, to };
        if !reading.faults.is_empty() {
            return self.refuse_zone_form(reading, &sent, bytes);
        }
        let Some(key) = filed.keys.zone else { return };
        match reading.document {
            ZoneDocument::ExitList(list) => self.take_exit_list(list, key, sent),
            ZoneDocument::GatePass(pass) => self.take_gate_pass(pass, key, sent),
        }
    }

    /// Who stands in a zone document, each by pointer, code and name: the enterprise of the zone, and
    /// the declarant where that is another.
    pub(crate) fn zone_parties<'c>(
        &'c self,
        operator: (&'static str, &'c str, &'c str),
        declarant: (&'static str, &'c str, &'c str),
    ) -> Vec<Party<'c>> {
        let party = |role, (pointer, code, name)| self.party(pointer, role, code, name);
        let mut parties = vec![party(Role::Zone, operator)];
        if declarant.1 != operator.1 {
            parties.push(party(Role::Declarant, declarant));
        }
        parties
    }

    /// Answers a document whose form was wrong: every format fault, and whatever can be said of its
    /// readable fields besides.
    fn refuse_zone_form(&mut self, reading: ZoneReading<'a>, sent: &Sent<'a>, bytes: &[u8]) {
        let mut more = Vec::new();
        match &reading.document {
            ZoneDocument::ExitList(list) => {
                checks::exit_list(
                    &self.exit_list_case(list, sent.action, &[], None),
                    true,
                    &mut more,
                );
            }
            ZoneDocument::GatePass(pass) => {
                checks::gate_pass(
                    &self.gate_pass_case(pass, sent.action, &[], None),
                    true,
                    &mut more,
                );
            }
        }
        let mut findings = reading.faults;
        let is_said = |it: &Finding| findings.iter().any(|fault| fault.pointer == it.pointer);
        more.retain(|it| !is_said(it));
        findings.extend(more);
        self.tally.unreadable += 1;
        self.tally.findings(&findings);
        let place = place_text(reading.place.place(bytes));
        let room = INFO_MAX - place.chars().count();
        let mut info = messages::spell(&catalogue::explain(&findings), room);
        info.push_str(&place);
        let reference = reading.document.reference().to_owned();
        let no_number = String::new();
        self.respond(About::House, sent, (no_number, reference), Err(info), &findings);
        self.note_house(Event::Unreadable { at: sent.at, findings });
    }

    /// 数据中心回执: taken, or the words that say why not. `numbers`: 预录入统一编号 and the declarant's own.
    pub(crate) fn respond(
        &mut self,
        about: About,
        sent: &Sent<'a>,
        (preliminary_no, reference): (String, String),
        outcome: Result<(), String>,
        findings: &[Finding],
    ) {
        let is_taken = outcome.is_ok();
        let info = outcome.err().unwrap_or_else(|| "申报成功".to_owned());
        let receipt = ReceiptBody::ZoneResponse(ZoneResponse {
            preliminary_no: Text::from(preliminary_no),
            reference: Text::from(reference),
            info: Text::from(info),
            is_taken,
        });
        self.answer_zone(about, &[&sent.to], receipt, findings);
    }

    /// Issues a receipt about a zone case, to everyone named.
    pub(crate) fn answer_zone(
        &mut self,
        about: About,
        to: &[&str],
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let said = self.issue(self.case_id(about), receipt, findings);
        for recipient in to {
            let answered = self.address(recipient, said);
            self.note_zone(about, answered);
        }
    }

    fn case_id(&self, about: About) -> EntryId {
        let id = match about {
            About::House => None,
            About::List(index) => self.zone.lists.get(index).map(|it| it.id),
            About::Pass(index) => self.zone.passes.get(index).map(|it| it.id),
        };
        id.unwrap_or(EntryId(0))
    }

    pub(crate) fn note_zone(&mut self, about: About, what: Event) {
        let happening = self.happening(what);
        match about {
            About::House => self.house_happenings.push(happening),
            About::List(index) => {
                if let Some(file) = self.zone.lists.get_mut(index) {
                    file.touched = true;
                    file.happenings.push(happening);
                }
            }
            About::Pass(index) => {
                if let Some(file) = self.zone.passes.get_mut(index) {
                    file.touched = true;
                    file.happenings.push(happening);
                }
            }
        }
    }

    /// Notes a document's fate; nothing: it changed nothing.
    pub(crate) fn note_zone_document(
        &mut self,
        about: About,
        kind: ZoneKind,
        sent: &Sent<'a>,
        outcome: Option<DocumentState>,
        findings: &[Finding],
    ) {
        self.tally.findings(findings);
        self.tally.outcome(match (kind, outcome) {
            (_, None) => "documents_ignored",
            (ZoneKind::ExitList, Some(DocumentState::Rejected)) => "exit_lists_refused",
            (ZoneKind::ExitList, Some(_)) => "exit_lists_accepted",
            (ZoneKind::GatePass, Some(DocumentState::Rejected)) => "gate_passes_refused",
            (ZoneKind::GatePass, Some(_)) => "gate_passes_accepted",
        });
        let (at, action, findings) = (sent.at, sent.action, findings.to_vec());
        self.note_zone(about, Event::ZoneDocument { kind, at, action, outcome, findings });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_states_are_kept_apart() {
        for state in EXIT_LIST_STATES {
            let number = exit_list_state_number(state);
            assert_eq!(exit_list_state_of(number), Some(state));
            assert_eq!((crate::entry::state_of(number), gate_pass_state_of(number)), (None, None));
        }
        for state in GATE_PASS_STATES {
            let number = gate_pass_state_number(state);
            assert_eq!(gate_pass_state_of(number), Some(state));
            assert_eq!((crate::entry::state_of(number), exit_list_state_of(number)), (None, None));
        }
        for state in crate::entry::states() {
            let number = crate::entry::state_number(state);
            assert_eq!((exit_list_state_of(number), gate_pass_state_of(number)), (None, None));
        }
        assert_eq!(exit_list_state_number(ExitListState::Deleted), 36, "stored rows depend on it");
        assert_eq!(gate_pass_state_number(GatePassState::Passed), 52, "stored rows depend on it");
    }

    #[test]
    fn numbers_have_the_wire_lengths_and_lead_back() {
        let (day, id) = (DayStamp::parse("20261121").unwrap(), EntryId(42));
        assert_eq!(exit_list_no("5349", day, id), "QD534926E000000042");
        assert_eq!(gate_pass_no("5349", day, id), "Z5349E261121000000000042");
        assert_eq!(zone_preliminary_no(day, id), "202600000000000042");
        for number in [
            exit_list_no("5349", day, id),
            gate_pass_no("5349", day, id),
            zone_preliminary_no(day, id),
        ] {
            assert_eq!(case_of_zone_no(&number), Some(id), "{number}");
        }
        for number in ["", "QD1", "53492026I000000042", "Z", "QD534926E00000004X"] {
            assert_eq!(case_of_zone_no(number), None, "{number}");
        }
    }
}
