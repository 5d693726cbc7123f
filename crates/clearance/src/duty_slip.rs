//! The payment slip (税款缴款书) of a declaration, as it is kept: a case of its own, among the entries, so that
//! what is due is found by one index, history hangs on it and the chain covers it.

use model::{Amount, DayStamp, DutySlipState, EntryId, Moment, Text};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Cases, case},
    history::Happening,
    numbers,
};

/// The first of the numbers under which states of these slips are kept.
const FIRST_STATE: u8 = 104;

/// Every state with its number, counted from [`FIRST_STATE`], for ever.
const STATES: [DutySlipState; 7] = [
    DutySlipState::Issued,
    DutySlipState::Sent,
    DutySlipState::Failed,
    DutySlipState::Debited,
    DutySlipState::Confirmed,
    DutySlipState::WrittenOff,
    DutySlipState::Void,
];

pub fn duty_slip_state_number(state: DutySlipState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    FIRST_STATE + place.unwrap_or(0)
}

pub fn duty_slip_state_of(number: u8) -> Option<DutySlipState> {
    STATES.get(usize::from(number.checked_sub(FIRST_STATE)?)).copied()
}

/// Every state number of such a slip.
pub fn duty_slip_states() -> Vec<u8> {
    STATES.map(duty_slip_state_number).to_vec()
}

/// A payment slip of a declaration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DutySlip<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub state: DutySlipState,
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// The case of its declaration.
    pub declaration: EntryId,
    pub declaration_no: Text<'a>,
    /// 境内收发货人, who owes it.
    pub payer_code: Text<'a>,
    /// To whom its notices go: whoever filed the declaration.
    pub sender: Text<'a>,
    /// Tax.
    pub amount: Amount,
    pub issued_on: DayStamp,
    /// Last day on which it is paid in time.
    pub due_on: DayStamp,
    /// Day from which the fee for paying late runs where a violation left the tax unpaid (追征); 0: from its last day.
    pub fee_from: DayStamp,
    /// Day on which it was debited; 0 before.
    pub paid_on: DayStamp,
    /// When it came to its state.
    pub since: Moment,
    /// The bank that was asked last.
    pub bank: String,
    /// 滞纳金 that was paid with it.
    pub late_fee: Amount,
    /// What the bank debited.
    pub debited: Amount,
    /// What the treasury says that it has.
    pub confirmed: Amount,
    /// The monthly payment that it is gathered for; 0: none.
    pub monthly: EntryId,
    /// Orders to give money back (退税), in order.
    pub refunds: Vec<Refund>,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(DutySlip<'a>, duty_slip_state_number, due: due_at);

/// An order to give back what was paid (退税).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// 退税编号.
    pub number: String,
    /// Tax.
    pub amount: Amount,
    /// On it, from the day on which it was paid to that of the order.
    pub interest: Amount,
    pub ordered_on: DayStamp,
    /// Last day on which the payer collects it (办理退还手续); 0: none is known.
    pub collect_by: DayStamp,
    /// Day on which he did; 0 before.
    pub collected_on: DayStamp,
    /// He did not in time, and it is not paid before he does.
    pub has_lapsed: bool,
    /// Day on which the treasury paid it; 0 before.
    pub paid_on: DayStamp,
}

impl<'a> DutySlip<'a> {
    /// 缴款书编号.
    pub fn slip_no(&self) -> String {
        numbers::duty_slip_no(self.issued_on, self.id)
    }

    /// What is ordered to be given back and was not, with interest.
    pub fn refund_open(&self) -> Amount {
        self.refund_open_tax() + self.open_refunds().map(|it| it.interest).sum()
    }

    /// Of that, tax.
    pub(crate) fn refund_open_tax(&self) -> Amount {
        self.open_refunds().map(|it| it.amount).sum()
    }

    fn open_refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|it| it.paid_on == DayStamp::default())
    }
}

impl Refund {
    /// Whether it waits for its payer.
    pub(crate) fn is_to_collect(&self) -> bool {
        self.paid_on == DayStamp::default() && self.collected_on == DayStamp::default()
    }
}

/// The slips that a batch works on.
pub(crate) type DutySlips<'a> = Cases<DutySlip<'a>>;

impl Cases<DutySlip<'_>> {
    /// The slip with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = self.of_id(numbers::case_of_duty_slip_no(number)?)?;
        self.files.get(index).filter(|it| it.slip_no() == number).map(|_| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = duty_slip_state_number(state);
            assert_eq!(duty_slip_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
            assert_eq!(crate::declaration::declaration_state_of(number), None);
        }
        assert_eq!(duty_slip_state_number(DutySlipState::Void), 110, "stored rows");
    }
}
