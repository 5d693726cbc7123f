//! What customs issued about a declaration (海关法律文书), as it is kept: a case of its own, among the entries, so
//! that what falls due is found by one index, history hangs on it and the chain covers it.
//!
//! How one is issued is decided in `instrument_issue`, what happens with it after in `instrument_act`.

use model::{
    Appointment, Attendance, DayStamp, EntryId, Extension, Instrument, InstrumentAnswer,
    InstrumentKind, InstrumentState, LaboratoryResult, Moment, Service,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
    numbers,
};

/// The first of the numbers under which states of instruments are kept.
const FIRST_STATE: u8 = 144;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [InstrumentState; 6] = [
    InstrumentState::Issued,
    InstrumentState::Served,
    InstrumentState::Answered,
    InstrumentState::Overdue,
    InstrumentState::Closed,
    InstrumentState::Revoked,
];

pub fn instrument_state_number(state: InstrumentState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn instrument_state_of(number: u8) -> Option<InstrumentState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// State numbers of instruments: of those about which somebody has to do something, or of all.
pub fn instrument_states(only_open: bool) -> Vec<u8> {
    let states = STATES.into_iter();
    let wanted = states.filter(|it| !only_open || lifecycle::is_instrument_open(*it));
    wanted.map(instrument_state_number).collect()
}

/// What a declaration remembers of an instrument that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInstrument {
    pub kind: InstrumentKind,
    pub case: EntryId,
}

/// Where goods are examined (口岸查验, 目的地检查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// `port`, `destination` or `both`, as the notice says.
    pub place: String,
    /// The site at the port to which they are moved for it; empty: where they are.
    pub site: String,
    /// Of both: the goods conformed at the port.
    pub is_port_done: bool,
    /// Who was drawn to examine them: number and name.
    pub examiners: Vec<(String, String)>,
    /// Who attends, or that it is waived; empty: nobody said.
    pub attended_by: String,
}

impl Examination {
    /// Where the next record is made.
    pub fn next_place(&self) -> &str {
        match (self.place.as_str(), self.is_port_done) {
            ("both", false) => "port",
            ("both", true) => "destination",
            (place, _) => place,
        }
    }
}

/// An instrument as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstrumentFile {
    #[serde(skip)]
    pub id: EntryId,
    pub state: InstrumentState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// The case that it is about: of its declaration, or one after release.
    pub about: EntryId,
    /// To whom its notices go: whoever filed the declaration, or the enterprise that is audited.
    pub sender: String,
    /// As it was issued.
    pub issued: Box<Instrument>,
    pub service: Option<Service>,
    /// Last day of its term; 0: it is not served, or has none.
    pub due_on: DayStamp,
    pub answers: Vec<InstrumentAnswer>,
    /// Of an examination's notice.
    pub attendance: Option<Attendance>,
    /// Of an examination's notice: when and how, as agreed last.
    pub appointment: Option<Appointment>,
    /// Of a sample's order: what the laboratory found last.
    pub result: Option<Box<LaboratoryResult>>,
    /// More time, once it was granted, by one officer at least.
    pub extension: Option<Extension>,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(InstrumentFile, instrument_state_number, due: due_at);

/// The instruments that a batch works on.
pub(crate) type Instruments = Cases<InstrumentFile>;

impl Cases<InstrumentFile> {
    /// The instrument with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.of_id(numbers::case_of_instrument_no(number)?)?;
        self.files.get(index).filter(|it| it.issued.number == number).map(|_| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = instrument_state_number(state);
            assert_eq!(instrument_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
            assert_eq!(crate::declaration::declaration_state_of(number), None);
            assert_eq!(crate::duty_slip::duty_slip_state_of(number), None);
        }
        assert_eq!(instrument_state_number(InstrumentState::Revoked), 149, "stored rows");
        assert_eq!(instrument_states(true), [144, 145, 146, 147]);
    }
}
