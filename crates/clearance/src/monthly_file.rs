//! A trader's monthly payment (汇总征税), as it is kept: a case of its own among the entries, with the tax of each
//! month that is not settled. Who may pay so stands in the registry.

use model::{Amount, DayStamp, EntryId, MonthlyState, Text};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
};

/// The first of the numbers under which states of monthly payment are kept.
const FIRST_STATE: u8 = 140;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [MonthlyState; 2] = [MonthlyState::InForce, MonthlyState::Suspended];

/// Numbers of these cases begin here: they are made of the trader's place in the registry, so that they take
/// none from the row of cases and are found without a look-up.
const CASES: u64 = 1 << 50;

pub fn monthly_state_number(state: MonthlyState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn monthly_state_of(number: u8) -> Option<MonthlyState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// The case of the trader who was registered in that place.
pub fn case_of_monthly_payer(place: usize) -> EntryId {
    EntryId(CASES + u64::try_from(place).unwrap_or(0))
}

/// A trader's monthly payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct MonthlyFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub state: MonthlyState,
    pub code: Text<'a>,
    /// Months whose tax is not settled, oldest first.
    pub months: Vec<MonthOfTax>,
    /// Slips that were not paid on their last day, and that the treasury does not have yet.
    pub missed: Vec<EntryId>,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(MonthlyFile<'a>, monthly_state_number);

/// The tax of one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfTax {
    /// Its first day.
    pub month: DayStamp,
    /// Last day on which it is paid in time.
    pub due_on: DayStamp,
    /// Slips that are not paid, with their tax.
    pub open: Vec<(EntryId, Amount)>,
    /// Of slips that were paid.
    pub paid: Amount,
    pub n_paid: u32,
}

impl MonthOfTax {
    /// Tax that is not paid.
    pub fn owed(&self) -> Amount {
        self.open.iter().map(|(_, amount)| *amount).sum()
    }
}

impl<'a> MonthlyFile<'a> {
    pub(crate) fn new(id: EntryId, code: &str) -> MonthlyFile<'a> {
        MonthlyFile {
            id,
            state: MonthlyState::InForce,
            code: Text::from(code.to_owned()),
            months: Vec::new(),
            missed: Vec::new(),
            touched: true,
            happenings: Vec::new(),
        }
    }
}

/// The monthly payments that a batch works on.
pub(crate) type MonthlyFiles<'a> = Cases<MonthlyFile<'a>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_cases_have_numbers_of_their_own() {
        for state in STATES {
            let number = monthly_state_number(state);
            assert_eq!(monthly_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::guarantee_file::guarantee_state_of(number), None);
            assert_eq!(crate::duty_slip::duty_slip_state_of(number), None);
        }
        assert_eq!(monthly_state_number(MonthlyState::Suspended), 141, "stored rows");
        let slip = crate::numbers::duty_slip_case(EntryId(999_999_999), 99);
        assert!(case_of_monthly_payer(0) > slip);
        assert!(case_of_monthly_payer(1_000_000).0 < 1 << 53, "JSON has it whole");
    }
}
