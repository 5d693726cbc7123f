//! Transits (转关) as the house keeps them: one for the goods of a bill, a case of its own among the entries, whose number
//! is made of its consignment's, so that it is found without a look-up.

use model::{Direction, EntryId, Moment, TransitState, TransitTerms};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
};

/// The first of the numbers under which states of transits are kept.
const FIRST_STATE: u8 = 168;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [TransitState; 6] = [
    TransitState::Declared,
    TransitState::Released,
    TransitState::UnderWay,
    TransitState::Arrived,
    TransitState::Returned,
    TransitState::Void,
];

/// Numbers of these cases begin here, below 2^53, so that JSON has them whole.
const CASES: u64 = 1 << 52;

pub fn transit_state_number(state: TransitState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn transit_state_of(number: u8) -> Option<TransitState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// Every state number of a transit.
pub fn transit_states() -> Vec<u8> {
    STATES.map(transit_state_number).to_vec()
}

/// The case of the transit of a consignment's goods.
pub fn transit_case(consignment: EntryId) -> EntryId {
    EntryId(CASES + consignment.0)
}

/// The consignment of a transit's number (转关申报单号): office of departure (4), year (2), `1` import or `0` export,
/// serial (9).
pub fn consignment_of_transit_no(number: &str) -> Option<EntryId> {
    let is_one = number.len() == 16 && number.bytes().all(|it| it.is_ascii_digit());
    number.get(7..).filter(|_| is_one)?.parse().ok().map(EntryId)
}

pub(crate) fn transit_no(
    terms: &TransitTerms,
    direction: Direction,
    year: u32,
    consignment: EntryId,
) -> String {
    let mark = if direction == Direction::Import { '1' } else { '0' };
    format!("{:0<4.4}{:02}{mark}{:09}", terms.departure_customs, year % 100, consignment.0)
}

/// A transit as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransitFile {
    #[serde(skip)]
    pub id: EntryId,
    pub state: TransitState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    pub transit_no: String,
    pub direction: Direction,
    pub bill_no: String,
    pub consignment: EntryId,
    /// To whom its receipts go.
    pub sender: String,
    pub terms: Box<TransitTerms>,
    pub departed_at: Option<Moment>,
    pub arrived_at: Option<Moment>,
    /// Its goods were not where they go by the day on which they should have been.
    pub is_overdue: bool,
    /// The declaration that it was declared in; 0: by itself.
    pub brought_by: EntryId,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(TransitFile, transit_state_number, due: due_at);

impl TransitFile {
    /// One that is yet to be declared.
    pub(crate) fn new(
        consignment: EntryId,
        direction: Direction,
        terms: TransitTerms,
    ) -> TransitFile {
        TransitFile {
            id: transit_case(consignment),
            state: TransitState::Declared,
            due_at: None,
            transit_no: String::new(),
            direction,
            bill_no: String::new(),
            consignment,
            sender: String::new(),
            terms: Box::new(terms),
            departed_at: None,
            arrived_at: None,
            is_overdue: false,
            brought_by: EntryId(0),
            touched: true,
            happenings: Vec::new(),
        }
    }

    /// Whether it binds its goods: nothing else may be declared for them.
    pub fn stands(&self) -> bool {
        !matches!(self.state, TransitState::Returned | TransitState::Void)
    }
}

/// The transits that a batch works on.
pub(crate) type Transits = Cases<TransitFile>;

impl Cases<TransitFile> {
    /// The transit with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.of_id(transit_case(consignment_of_transit_no(number)?))?;
        self.files.get(index).filter(|it| it.transit_no == number).map(|_| index)
    }
}

/// What a consignment has to know of the transit of its goods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InTransit {
    pub transit_no: String,
    /// Where they go.
    pub destination_customs: String,
    /// When they were there.
    pub arrived_at: Option<Moment>,
    /// They arrived under other seals than those that were declared.
    pub has_other_seals: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_cases_have_numbers_of_their_own() {
        for state in STATES {
            let number = transit_state_number(state);
            assert_eq!(transit_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::instrument::instrument_state_of(number), None);
        }
        assert_eq!(transit_state_number(TransitState::Void), 173, "stored rows");
        assert!(transit_case(EntryId(999_999_999)).0 < 1 << 53, "JSON has it whole");
        assert!(transit_case(EntryId(1)).0 > 1 << 51);
    }

    #[test]
    fn a_number_leads_to_its_consignment() {
        assert_eq!(consignment_of_transit_no("2248261000000042"), Some(EntryId(42)));
        for other in ["224826100000042", "224826I000000042", ""] {
            assert_eq!(consignment_of_transit_no(other), None, "{other}");
        }
    }
}
