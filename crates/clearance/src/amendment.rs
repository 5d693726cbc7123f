//! Applications to amend or withdraw a declaration (修撤单): cases of their own, kept among the entries as
//! declarations are. A declaration has at most one that is open, and names its last one.
//!
//! How one is taken in is decided in `amend`, what it does in `amend_effect`.

use model::{
    AmendmentRequest, AmendmentState, Amount, DayStamp, DocumentRef, EntryId, FieldChange, Moment,
    Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
    numbers,
};

/// The first of the numbers under which states of applications are kept.
const FIRST_STATE: u8 = 88;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [AmendmentState; 8] = [
    AmendmentState::Saved,
    AmendmentState::AwaitingConfirmation,
    AmendmentState::Reviewing,
    AmendmentState::AwaitingSecond,
    AmendmentState::Applied,
    AmendmentState::Refused,
    AmendmentState::Declined,
    AmendmentState::Lapsed,
];

pub fn amendment_state_number(state: AmendmentState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn amendment_state_of(number: u8) -> Option<AmendmentState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// State numbers of applications: of those that somebody has to decide about, or of all.
pub fn amendment_states(only_open: bool) -> Vec<u8> {
    let states = STATES.into_iter();
    let wanted = states.filter(|it| !only_open || lifecycle::is_amendment_open(*it));
    wanted.map(amendment_state_number).collect()
}

/// What a declaration remembers of its last application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAmendment {
    pub case: EntryId,
    /// Digest of what it asked for.
    pub content: u64,
}

/// An application as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AmendmentFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub state: AmendmentState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// 修撤单统一编号; of what customs asked, 确认书编号.
    pub request_no: Text<'a>,
    /// The declaration's case.
    pub declaration: EntryId,
    pub request: Box<AmendmentRequest<'a>>,
    /// Where it stands in what came; nothing when customs asked.
    pub at: Option<DocumentRef>,
    pub asked_at: Moment,
    /// The applicant's code, or the officer that asked.
    pub asked_by: String,
    /// Last day on which the trader can confirm what customs asked; 0 when he asked himself.
    pub confirm_by: DayStamp,
    /// Of the table of grounds.
    pub ground: Text<'a>,
    /// So many officers have to approve.
    pub approvers: u8,
    pub approved_by: Vec<String>,
    /// What it changes, field by field.
    pub changes: Vec<FieldChange>,
    /// Tax and deposits before and with it.
    pub tax_before: Amount,
    pub tax_after: Amount,
    /// Why it was refused or declined; empty otherwise.
    pub note: String,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(AmendmentFile<'a>, amendment_state_number, due: due_at);

impl<'a> AmendmentFile<'a> {
    pub fn is_asked_by_customs(&self) -> bool {
        self.at.is_none()
    }

    pub fn is_open(&self) -> bool {
        lifecycle::is_amendment_open(self.state)
    }
}

/// The applications that a batch works on.
pub(crate) type Amendments<'a> = Cases<AmendmentFile<'a>>;

impl Cases<AmendmentFile<'_>> {
    /// The application with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.of_id(numbers::case_of_amendment_no(number)?)?;
        self.files.get(index).filter(|it| it.request_no == number).map(|_| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = amendment_state_number(state);
            assert_eq!(amendment_state_of(number), Some(state));
            assert_eq!(crate::declaration::declaration_state_of(number), None);
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
        }
        assert_eq!(amendment_state_number(AmendmentState::Lapsed), 95, "stored rows");
        assert_eq!(amendment_states(true), [89, 90, 91]);
    }
}
