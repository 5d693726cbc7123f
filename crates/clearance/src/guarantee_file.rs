//! A guarantee instrument (税款担保), as it is kept: a case of its own among the entries, so that its end is
//! found by one index, history hangs on it and the chain covers it. What it is stands in the registry.

use model::{EntryId, GuaranteeState, Moment, Text};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
};

/// The first of the numbers under which states of guarantee instruments are kept.
const FIRST_STATE: u8 = 136;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [GuaranteeState; 4] = [
    GuaranteeState::InForce,
    GuaranteeState::Ending,
    GuaranteeState::EndedHeld,
    GuaranteeState::Ended,
];

pub fn guarantee_state_number(state: GuaranteeState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn guarantee_state_of(number: u8) -> Option<GuaranteeState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// The case of a guarantee instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GuaranteeFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub state: GuaranteeState,
    pub number: Text<'a>,
    /// How often it was said that it ends while declarations stand on it.
    pub notices: u32,
    /// When it is looked at next.
    #[serde(skip)]
    pub due_at: Option<Moment>,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(GuaranteeFile<'a>, guarantee_state_number, due: due_at);

impl<'a> GuaranteeFile<'a> {
    pub(crate) fn new(id: EntryId, number: &str) -> GuaranteeFile<'a> {
        GuaranteeFile {
            id,
            state: GuaranteeState::InForce,
            number: Text::from(number.to_owned()),
            notices: 0,
            due_at: None,
            touched: true,
            happenings: Vec::new(),
        }
    }
}

/// The instruments that a batch works on.
pub(crate) type GuaranteeFiles<'a> = Cases<GuaranteeFile<'a>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = guarantee_state_number(state);
            assert_eq!(guarantee_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
            assert_eq!(crate::declaration::declaration_state_of(number), None);
            assert_eq!(crate::duty_slip::duty_slip_state_of(number), None);
        }
        assert_eq!(guarantee_state_number(GuaranteeState::Ended), 139, "stored rows");
    }
}
