//! A payment slip (税款缴款书): the bills of one guarantor that fell due on one day.
//!
//! It is a case of its own, kept among the entries under a number from the same row, so that what is
//! due is found by one index, history hangs on it and the chain covers it.

use model::{Amount, DayStamp, EntryId, Moment, SlipState, Text};
use serde::{Deserialize, Serialize};

use crate::{case::case, history::Happening, numbers};

/// The first of the numbers under which states of slips are kept; those of parcels stay below.
pub const FIRST_STATE: u8 = 100;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
pub const STATES: [SlipState; 3] = [SlipState::Open, SlipState::Paid, SlipState::Called];

pub fn slip_state_number(state: SlipState) -> u8 {
    let at = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + at.unwrap_or(0)
}

pub fn slip_state_of(number: u8) -> Option<SlipState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Slip<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub state: SlipState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    pub guarantor_code: Text<'a>,
    pub made_on: DayStamp,
    /// Last day on which it can be paid.
    pub due_on: DayStamp,
    pub bills: u32,
    pub amount: Amount,
    /// Summed up since its history last said so.
    #[serde(skip)]
    pub(crate) added: (u32, Amount),
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(Slip<'a>, slip_state_number, due: due_at);

impl<'a> Slip<'a> {
    pub(crate) fn new(
        id: EntryId,
        guarantor_code: Text<'a>,
        made_on: DayStamp,
        due_on: DayStamp,
        due_at: Moment,
    ) -> Slip<'a> {
        Slip {
            id,
            state: SlipState::Open,
            due_at: Some(due_at),
            guarantor_code,
            made_on,
            due_on,
            bills: 0,
            amount: Amount::ZERO,
            added: (0, Amount::ZERO),
            touched: true,
            happenings: Vec::new(),
        }
    }

    /// 缴款书编号.
    pub fn slip_no(&self) -> String {
        numbers::slip_no(self.made_on, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_states_are_kept_apart_from_those_of_entries() {
        for state in STATES {
            let number = slip_state_number(state);
            assert_eq!(slip_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
        }
        assert_eq!(slip_state_number(SlipState::Called), 102, "stored rows depend on it");
        assert!(
            crate::entry::states()
                .all(|it| slip_state_of(crate::entry::state_number(it)).is_none())
        );
    }
}
