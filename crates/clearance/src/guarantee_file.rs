//! A guarantee instrument (税款担保), as it is kept: a case of its own among the entries, so that its end is
//! found by one index, history hangs on it and the chain covers it. What it is stands in the registry.

use model::{EntryId, GuaranteeState, Moment, Text};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    history::Happening,
    ports::{EntryRow, StoreError},
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

    /// # Errors
    /// When the body is not an instrument's.
    pub fn from_row(row: &'a EntryRow) -> Result<GuaranteeFile<'a>, postcard::Error> {
        let mut file: GuaranteeFile<'a> = postcard::from_bytes(&row.body)?;
        (file.id, file.due_at) = (row.id, row.due_at);
        Ok(file)
    }

    /// # Errors
    /// When the record cannot be spelt, which no record is.
    pub(crate) fn to_row(&self, updated_at: Moment) -> Result<EntryRow, postcard::Error> {
        Ok(EntryRow {
            id: self.id,
            state: guarantee_state_number(self.state),
            due_at: self.due_at,
            updated_at,
            n_findings: 0,
            last_history: 0,
            body: postcard::to_stdvec(self)?,
        })
    }
}

/// The instruments that a batch works on.
#[derive(Default)]
pub(crate) struct GuaranteeFiles<'a> {
    pub(crate) files: Vec<GuaranteeFile<'a>>,
    by_id: FxHashMap<EntryId, usize>,
}

impl<'a> GuaranteeFiles<'a> {
    pub(crate) fn take_row(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        if !self.by_id.contains_key(&row.id) {
            let file = GuaranteeFile::from_row(row);
            self.add(file.map_err(|it| StoreError::new("read a guarantee's record", it))?);
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, file: GuaranteeFile<'a>) -> usize {
        self.by_id.insert(file.id, self.files.len());
        self.files.push(file);
        self.files.len() - 1
    }

    pub(crate) fn of_id(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }
}

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
