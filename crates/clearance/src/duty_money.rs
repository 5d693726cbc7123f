//! The money of declarations: the slip that tax is paid by, what banks and the treasury say of it, what lateness
//! costs, and what is given back.

use lifecycle::{DeclarationEvent as Step, DutySlipEvent as Move, next_duty_slip};
use model::{
    Amount, Date, DayStamp, DeclarationState as State, DutySlipAct, DutySlipState, EntryId,
    Finding, Moment, Movement, Notice, NoticeSubject, ReceiptBody, Text,
};

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, duty::wants_guarantee,
    duty_slip::DutySlip, history::Event, numbers, refund::lapsed_fault,
};

/// So many slips have numbers: of one declaration, amended again and again.
const SLIPS_MAX: u8 = 99;

impl<'a> Desk<'a, '_> {
    /// Brings the slip of a declaration in step with what is owed on it, and orders to be given back what is to
    /// be: asked wherever tax or payments of it may have changed.
    pub(crate) fn meet_slip(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let (owed, last) = (file.owed(), self.duty_slips.of_id(file.slip));
        let open = last.filter(|it| {
            let slip = self.duty_slips.files.get(*it);
            slip.is_some_and(|it| lifecycle::is_payable(it.state))
        });
        let is_met = open
            .is_some_and(|it| self.duty_slips.files.get(it).is_some_and(|it| it.amount == owed));
        if let (Some(slip), false) = (open, is_met) {
            self.move_duty_slip(slip, Move::Cancelled);
            self.tell_of_slip(slip, NoticeSubject::DutySlip, None, "缴款书已作废");
        }
        if owed.is_positive() && !is_met {
            self.issue_slip(index, owed);
        }
        self.order_refund(index);
    }

    fn issue_slip(&mut self, index: usize, amount: Amount) {
        let today = self.now.on;
        let Some(file) = self.declarations.files.get(index) else { return };
        let due_on = self.slip_due_on_of(&file.declaration);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        if file.n_slips >= SLIPS_MAX {
            return;
        }
        file.n_slips += 1;
        let id = numbers::duty_slip_case(file.id, file.n_slips);
        file.slip = id;
        file.touched = true;
        let slip = DutySlip {
            id,
            state: DutySlipState::Issued,
            due_at: Some(after(due_on)),
            declaration: file.id,
            declaration_no: file.declaration_no.clone(),
            payer_code: file.declaration.trader.code.clone(),
            sender: file.sender.clone(),
            amount,
            issued_on: DayStamp::from_date(today),
            due_on: DayStamp::from_date(due_on),
            fee_from: file.fee_from,
            paid_on: DayStamp::default(),
            since: self.now.at,
            bank: String::new(),
            late_fee: Amount::ZERO,
            debited: Amount::ZERO,
            confirmed: Amount::ZERO,
            monthly: EntryId(0),
            refunds: Vec::new(),
            touched: true,
            happenings: Vec::new(),
        };
        let issued = Event::DutySlipIssued {
            slip_no: slip.slip_no(),
            declaration_no: slip.declaration_no.to_string(),
            amount,
            due_on: slip.due_on,
        };
        let slip = self.duty_slips.add(slip);
        self.note_duty_slip(slip, issued);
        self.gather_slip(slip, index);
        self.tally.outcome("duty_slips_issued");
    }

    /// What is owed, by which slip and until when, as a receipt says it.
    pub(crate) fn words_of_tax(&self, index: usize, owed: Amount) -> String {
        let file = self.declarations.files.get(index);
        let slip = file.and_then(|it| self.duty_slips.of_id(it.slip));
        // What goods went on guarantee for was owed before they were released.
        let is_added = file.is_some_and(|it| it.is_released())
            && file.is_some_and(|it| it.state != State::ReleasedOnGuarantee);
        let word = if is_added { "应补缴税款" } else { "应缴税款" };
        let Some(it) = slip.and_then(|it| self.duty_slips.files.get(it)) else {
            return format!("{word}{owed}元");
        };
        let shown = |it: DayStamp| it.date().map(|it| it.to_string()).unwrap_or_default();
        let fee = match it.fee_from.date() {
            Some(from) => format!("，自{from}起按日加收滞纳金"),
            None => String::new(),
        };
        let due_on = shown(it.due_on);
        format!("{word}{owed}元，缴款书{}，缴款期限{due_on}{fee}", it.slip_no())
    }

    /// Tax and the fee for paying it late (滞纳金) on that day.
    pub(crate) fn slip_owed(&self, slip: &DutySlip<'_>, paid_on: Date) -> (Amount, Amount) {
        (slip.amount, late_fee(&self.registry.law, slip, paid_on))
    }

    /// A bank or the treasury says something of a slip.
    pub(crate) fn act_on_slip(&mut self, number: &str, act: DutySlipAct, at: Moment, sender: &str) {
        let Some(slip) = self.duty_slips.of_no(number) else {
            let expected = "本系统的缴款书编号 (a payment slip of this house)";
            let finding = refuse("HSE-6420", "slip_no", number.to_owned(), expected);
            return self.refuse_command("duty_slip", vec![finding], sender);
        };
        if let Some(finding) = self.slip_fault(slip, &act, at) {
            return self.refuse_command("duty_slip", vec![finding], sender);
        }
        match act {
            DutySlipAct::Sent { bank } => {
                self.ask_bank(slip, bank.clone());
                self.note_duty_slip(slip, Event::DutySlipSent { bank });
                self.move_duty_slip(slip, Move::Sent);
            }
            DutySlipAct::Failed { bank, reason } => {
                self.ask_bank(slip, bank.clone());
                let words = format!("扣款失败：{reason}");
                self.note_duty_slip(slip, Event::DutySlipFailed { bank, reason });
                self.move_duty_slip(slip, Move::Failed);
                let info = words.chars().take(crate::take::INFO_MAX).collect::<String>();
                self.tell_of_slip(slip, NoticeSubject::DutySlip, None, Text::from(info));
            }
            DutySlipAct::Debited { bank, amount } => {
                self.debit_slip(slip, bank.clone(), amount, at);
                self.duty_is_paid(slip, bank, amount, at, None);
            }
            DutySlipAct::Confirmed { treasury, amount } => {
                self.confirm_slip(slip, treasury, amount);
            }
            DutySlipAct::Refunded { treasury, amount } => self.refund_slip(slip, treasury, amount),
            DutySlipAct::Collected(collected) => self.collect_refund(slip, collected),
            DutySlipAct::Ordered(order) => self.order_payment(slip, order),
        }
    }

    /// Why what is said of a slip cannot be.
    fn slip_fault(&self, slip: usize, act: &DutySlipAct, at: Moment) -> Option<Finding> {
        let it = self.duty_slips.files.get(slip)?;
        if let DutySlipAct::Collected(collected) = act {
            return self.collection_fault(it, collected);
        }
        let step = match act {
            DutySlipAct::Sent { .. } | DutySlipAct::Ordered(_) => Some(Move::Sent),
            DutySlipAct::Failed { .. } => Some(Move::Failed),
            DutySlipAct::Debited { .. } => Some(Move::Debited),
            DutySlipAct::Confirmed { .. } => Some(Move::Confirmed),
            DutySlipAct::Refunded { .. } | DutySlipAct::Collected(_) => None,
        };
        if step.is_some_and(|step| next_duty_slip(it.state, step).is_none()) {
            let observed = lifecycle::duty_slip_title_zh(it.state).to_owned();
            let expected = "允许该操作的状态 (a state that allows it)";
            return Some(refuse("HSE-6421", "slip_no", observed, expected));
        }
        if let DutySlipAct::Ordered(order) = act {
            return self.order_fault(it, order);
        }
        if matches!(act, DutySlipAct::Refunded { .. })
            && let Some(finding) = lapsed_fault(it)
        {
            return Some(finding);
        }
        let (amount, expected) = match act {
            DutySlipAct::Debited { amount, .. } => {
                let (tax, fee) = self.slip_owed(it, self.paid_on(at));
                (*amount, tax + fee)
            }
            DutySlipAct::Refunded { amount, .. } => (*amount, it.refund_open()),
            // What the treasury has is kept, whatever it is: a difference is a break of the books.
            _ => return None,
        };
        if amount == expected && expected.is_positive() {
            return None;
        }
        let code = match act {
            DutySlipAct::Refunded { .. } => "HSE-6423",
            _ => "HSE-6422",
        };
        Some(refuse(code, "amount", amount.to_string(), &expected.to_string()))
    }

    /// The day on which something was paid: none that has not come.
    fn paid_on(&self, at: Moment) -> Date {
        at.local_date().min(self.now.on)
    }

    pub(crate) fn ask_bank(&mut self, slip: usize, bank: String) {
        if let Some(it) = self.duty_slips.files.get_mut(slip) {
            it.bank = bank;
        }
    }

    fn debit_slip(&mut self, slip: usize, bank: String, amount: Amount, at: Moment) {
        let Some(it) = self.duty_slips.files.get(slip) else { return };
        let paid_on = self.paid_on(at);
        let (_, fee) = self.slip_owed(it, paid_on);
        self.ask_bank(slip, bank.clone());
        if let Some(it) = self.duty_slips.files.get_mut(slip) {
            (it.debited, it.late_fee) = (amount, fee);
            it.paid_on = DayStamp::from_date(paid_on);
        }
        self.note_duty_slip(slip, Event::DutySlipDebited { bank, amount, late_fee: fee, at });
        self.move_duty_slip(slip, Move::Debited);
    }

    /// The treasury has it; the same amount as was debited ends the slip.
    fn confirm_slip(&mut self, slip: usize, treasury: String, amount: Amount) {
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        it.confirmed = amount;
        let is_same = it.debited == amount;
        let gathered = (it.id, it.monthly);
        self.note_duty_slip(slip, Event::DutySlipConfirmed { treasury, amount });
        self.move_duty_slip(slip, Move::Confirmed);
        if is_same {
            let (id, monthly) = gathered;
            self.move_duty_slip(slip, Move::Matched);
            self.month_is_settled(id, monthly);
            self.tally.outcome("duty_slips_written_off");
        }
    }

    /// The treasury or a bank says that the tax of a declaration was paid, in full: its slip is debited and
    /// confirmed at once.
    pub(crate) fn pay_duty(
        &mut self,
        number: &str,
        amount: Amount,
        bank: String,
        at: Moment,
        sender: &str,
    ) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration("duty_paid", number, sender);
        };
        let slip = self.declarations.files.get(index).map(|it| it.slip);
        let slip = slip.and_then(|it| self.duty_slips.of_id(it));
        let open = slip.and_then(|it| self.duty_slips.files.get(it));
        let Some((slip, open)) = slip.zip(open.filter(|it| lifecycle::is_payable(it.state))) else {
            return self.refuse_declaration_state("duty_paid", index, sender);
        };
        let (tax, fee) = self.slip_owed(open, self.paid_on(at));
        if amount != tax + fee {
            let expected = match fee.is_zero() {
                true => format!("{tax}"),
                false => format!("{} = {tax} + 滞纳金 (late fee) {fee}", tax + fee),
            };
            let finding = refuse("HSE-7103", "amount", amount.to_string(), &expected);
            return self.refuse_command("duty_paid", vec![finding], sender);
        }
        self.pay_slip_at_once(slip, bank, amount, at);
    }

    /// Debited and confirmed.
    pub(crate) fn pay_slip_at_once(
        &mut self,
        slip: usize,
        bank: String,
        amount: Amount,
        at: Moment,
    ) {
        self.debit_slip(slip, bank.clone(), amount, at);
        self.confirm_slip(slip, bank.clone(), amount);
        self.duty_is_paid(slip, bank, amount, at, None);
    }

    /// Whoever answers for a guarantee that is called pays the slip: the money is on its way to the treasury.
    pub(crate) fn pay_by_guarantee(&mut self, slip: usize, by: String, amount: Amount, at: Moment) {
        self.debit_slip(slip, by.clone(), amount, at);
        self.duty_is_paid(slip, by, amount, at, Some(Movement::Call));
    }

    /// An officer gave more time, under a guarantee (延期缴纳).
    pub(crate) fn defer_slip(&mut self, index: usize, until: Date) {
        let slip = self.declarations.files.get(index).and_then(|it| self.duty_slips.of_id(it.slip));
        let Some(slip) = slip else { return };
        let due_on = DayStamp::from_date(until);
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        if !lifecycle::is_payable(it.state) || due_on <= it.due_on {
            return;
        }
        (it.due_on, it.due_at) = (due_on, Some(after(until)));
        self.note_duty_slip(slip, Event::DutySlipDeferred { due_on });
    }

    /// The slip's money is there: nothing is owed on the declaration any more, and what waited for it goes on.
    /// `called` says how the guarantee moves that stood for it; nothing: it is free.
    fn duty_is_paid(
        &mut self,
        slip: usize,
        bank: String,
        amount: Amount,
        at: Moment,
        called: Option<Movement>,
    ) {
        let Some(paid) = self.duty_slips.files.get(slip) else { return };
        let (id, tax, case) = (paid.id, paid.amount, paid.declaration);
        let Some(index) = self.declarations.of_id(case) else { return };
        let Some(state) = self.declarations.files.get(index).map(|it| it.state) else { return };
        self.note_declaration(index, Event::DutyPaid { bank, amount, at });
        self.advance_declaration(index, Step::TaxPaid, &[]);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.paid += tax;
        file.paid_by = id;
        file.fee_from = DayStamp::default();
        // A guarantee that stood for the tax stands for it no longer.
        if file.is_secured() && wants_guarantee(file) {
            let is_posted = matches!(state, State::ReleasedOnGuarantee | State::Cleared);
            let freed = if is_posted { Movement::Reverse } else { Movement::Void };
            self.move_part(index, called.unwrap_or(freed), tax);
        }
        self.tax_is_met(index);
        let file = self.declarations.files.get(index);
        let is_secured = file.is_some_and(DeclarationFile::is_secured);
        match state {
            State::AwaitingTax => self.proceed(index),
            State::ReleasedOnGuarantee if !is_secured => self.proceed(index),
            _ => {}
        }
    }

    /// The day after a slip's last has come, and it is unpaid: from now on lateness costs.
    pub(crate) fn slip_falls_due(&mut self, id: EntryId, due_at: Moment) -> Option<bool> {
        let slip = self.duty_slips.of_id(id)?;
        let it = self.duty_slips.files.get_mut(slip).filter(|it| it.due_at == Some(due_at));
        let Some(it) = it else { return Some(false) };
        if !lifecycle::is_payable(it.state) {
            return Some(self.refunds_lapse(slip));
        }
        it.due_at = None;
        self.note_duty_slip(slip, Event::DutySlipOverdue);
        self.month_is_missed(slip);
        let words = "逾期未缴纳，自缴款期限届满之日次日起按日加收滞纳金";
        self.tell_of_slip(slip, NoticeSubject::DutySlip, None, words);
        self.tally.outcome("duty_slips_overdue");
        Some(true)
    }

    pub(crate) fn move_duty_slip(&mut self, slip: usize, step: Move) {
        let now = self.now.at;
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        let Some(to) = next_duty_slip(it.state, step) else { return };
        let from = std::mem::replace(&mut it.state, to);
        it.since = now;
        let is_done = lifecycle::is_payable(from) && !lifecycle::is_payable(to);
        if is_done {
            it.due_at = None;
        }
        let gathered = (it.id, it.monthly);
        if from != to {
            self.note_duty_slip(slip, Event::DutySlipState { from, to });
        }
        if is_done {
            self.slip_is_done(&gathered, to == DutySlipState::Debited);
        }
    }

    pub(crate) fn note_duty_slip(&mut self, slip: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(it) = self.duty_slips.files.get_mut(slip) {
            it.touched = true;
            it.happenings.push(happening);
        }
    }

    /// Tells whoever filed the declaration how its money stands.
    pub(crate) fn tell_of_slip(
        &mut self,
        slip: usize,
        about: NoticeSubject,
        amount: Option<Amount>,
        info: impl Into<Text<'a>>,
    ) {
        let Some(it) = self.duty_slips.files.get(slip) else { return };
        let (id, to) = (it.id, it.sender.clone());
        let receipt = ReceiptBody::Notice(Notice {
            about,
            number: Text::from(it.slip_no()),
            state: Text::borrowed(lifecycle::duty_slip_title_en(it.state)),
            status: it.state as i32,
            amount: Some(amount.unwrap_or(it.amount)),
            due_on: it.due_on,
            info: info.into(),
        });
        let said = self.issue(id, receipt, &[]);
        let answered = self.address(&to, said);
        self.note_duty_slip(slip, answered);
    }
}

/// The fee for paying a slip late (滞纳金) on that day; nothing where none is known for it.
pub fn late_fee(law: &params::Law, slip: &DutySlip<'_>, paid_on: Date) -> Amount {
    let Some(from) = slip.fee_from.date().or(slip.due_on.date()) else { return Amount::ZERO };
    let fee = tax::late_payment_fee(law, slip.amount, from, paid_on);
    fee.map(|it| it.payable).unwrap_or_default()
}

/// The first moment of the day after.
fn after(last: Date) -> Moment {
    let next = last.tomorrow().unwrap_or(last);
    Moment::from_local(next.at(0, 0, 0, 0))
}
