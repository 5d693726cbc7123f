//! Money over time: the tax bill at release, its summing up under a payment slip, the slip's payment
//! or the guarantee's, and what goes back with goods that come back.

use lifecycle::{SlipEvent, next_slip};
use model::{
    AccountKind, Amount, Date, DayStamp, EntryId, LedgerEntry, LineQuantity, Moment, Movement,
    ReceiptBody, SlipNotice, SlipState, TaxBill, TaxStatus, Text,
};

use crate::{
    cleared::{Cleared, Totals},
    desk::{Desk, Holder},
    entry::Reservation,
    history::Event,
    slip::Slip,
};

/// States of a tax bill on the wire (税单状态).
const GENERATED: u8 = 1;
const SUMMARISED: u8 = 2;
const VOID: u8 = 3;

impl<'a> Desk<'a, '_> {
    /// Keeps what is asked of a released list later, and sends its bill. Its documents are still at
    /// hand.
    pub(crate) fn clear(&mut self, index: usize, postings: Vec<Reservation>) {
        let released_on = DayStamp::from_date(self.now.on);
        let Some(entry) = self.entries.get_mut(index) else { return };
        let Some(assessment) = entry.assessment.take() else { return };
        let Some(list) = entry.inventory.as_ref().and_then(|it| it.document.as_deref()) else {
            return;
        };
        let is_assumed = self.registry.rests_on_assumption(assessment.basis_ids());
        let cleared = Cleared::new(list, &assessment, is_assumed, released_on, postings);
        entry.cleared = Some(Box::new(cleared));
        self.send_bill(index);
    }

    /// 电子税单 (816), to whoever declared.
    fn send_bill(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let (Some(list), Some(held)) = (&entry.list, &entry.inventory) else { return };
        let Some(cleared) = &entry.cleared else { return };
        let totals = cleared.totals();
        let list_no = entry.list_no();
        let note = if cleared.is_assumed {
            "税则数据超出已发布期限，按假定延长计征(assumed)"
        } else {
            ""
        };
        let receipt = ReceiptBody::TaxBill(Box::new(TaxBill {
            guid: list.guid.clone(),
            tax_no: Text::from(cleared.tax_no(&list_no)),
            list_no: Text::from(list_no),
            duty: totals.duty,
            vat: totals.vat,
            consumption_tax: totals.consumption_tax,
            status: GENERATED,
            payment_slip_no: Text::default(),
            note: Text::borrowed(note),
            guarantor_code: list.guarantor_code.clone(),
            seller_code: list.seller_code.clone(),
            logistics_code: list.logistics_code.clone(),
            declarant_code: list.declarant_code.clone(),
            customs_code: list.customs_code.clone(),
            lines: cleared.bill_lines(),
        }));
        let sender = held.slot.sender.clone();
        self.answer(Some(index), &[&sender], receipt, &[]);
    }

    /// 电子税单状态 (818), to whoever got the bill.
    fn send_bill_status(&mut self, index: usize, status: u8, slip: Option<&str>) {
        let Some(entry) = self.entries.get(index) else { return };
        let (Some(list), Some(held)) = (&entry.list, &entry.inventory) else { return };
        let Some(cleared) = &entry.cleared else { return };
        let list_no = entry.list_no();
        let receipt = ReceiptBody::TaxStatus(TaxStatus {
            guid: list.guid.clone(),
            tax_no: Text::from(cleared.tax_no(&list_no)),
            list_no: Text::from(list_no),
            status,
            payment_slip_no: Text::from(slip.unwrap_or_default().to_owned()),
            guarantor_code: list.guarantor_code.clone(),
        });
        let sender = held.slot.sender.clone();
        self.answer(Some(index), &[&sender], receipt, &[]);
    }

    fn note_bill(&mut self, index: usize, status: u8, amount: Amount, slip: (String, DayStamp)) {
        let Some(entry) = self.entries.get(index) else { return };
        let Some(cleared) = &entry.cleared else { return };
        let tax_no = cleared.tax_no(&entry.list_no());
        let (slip_no, due_on) = slip;
        self.note(index, Event::Bill { tax_no, status, amount, slip_no, due_on });
    }

    /// Plans when a released entry is looked at next: when its bill is summed up, or when the goods
    /// of a return must be back.
    pub(crate) fn plan_bill(&mut self, index: usize) {
        let due_at = self.cleared(index).and_then(|it| self.bill_due(it));
        if let Some(entry) = self.entries.get_mut(index) {
            entry.due_at = due_at;
        }
    }

    fn bill_due(&self, cleared: &Cleared<'_>) -> Option<Moment> {
        let is_open = cleared.has_open_return();
        if cleared.bill.slip.0 != 0 || !(is_open || cleared.totals().tax().is_positive()) {
            return None;
        }
        let held_until = self.last_day(cleared, "retail.tax_hold_days").map(after);
        if !is_open {
            // A bill that is free only after its hold goes with the next day's.
            let tomorrow = after(self.now.on);
            return held_until.map(|it| if it <= self.now.at { tomorrow } else { it });
        }
        held_until.max(self.last_day(cleared, "retail.return_arrive_days").map(after))
    }

    /// The day has come that was planned for a released entry.
    pub(crate) fn bill_falls_due(&mut self, index: usize) {
        self.lapse_returns(index);
        let Some(total) = self.cleared(index).map(|it| it.totals().tax()) else { return };
        let guarantor = self.entries.get(index).and_then(|it| it.list.as_ref());
        let guarantor = guarantor.map(|it| it.guarantor_code.clone());
        if let Some(guarantor) = guarantor.filter(|_| total.is_positive())
            && let Some(slip) = self.slip_for(&guarantor)
        {
            self.summarise(index, slip, total);
        }
    }

    /// 汇总: the bill goes under a slip.
    fn summarise(&mut self, index: usize, slip: usize, total: Amount) {
        let Some(it) = self.slips.get_mut(slip) else { return };
        it.bills += 1;
        it.amount += total;
        it.added = (it.added.0 + 1, it.added.1 + total);
        it.touched = true;
        let (id, slip_no, due_on) = (it.id, it.slip_no(), it.due_on);
        if let Some(cleared) = self.cleared_mut(index) {
            cleared.bill.slip = id;
        }
        self.tally.outcome("bills_summarised");
        self.note_bill(index, SUMMARISED, total, (slip_no.clone(), due_on));
        self.send_bill_status(index, SUMMARISED, Some(&slip_no));
    }

    /// The slip under which a guarantor's bills of this day are summed up, made when there is none
    /// that is open. Nothing when the law known here has no term for it.
    fn slip_for(&mut self, guarantor: &Text<'a>) -> Option<usize> {
        let made_on = DayStamp::from_date(self.now.on);
        let key = self.keyring.slip(guarantor, &made_on.to_string());
        let known = self.holders.get(&key).and_then(|it| self.slip_index(it.entry));
        let is_open =
            |it: &usize| self.slips.get(*it).is_some_and(|it| it.state == SlipState::Open);
        if let Some(open) = known.filter(is_open) {
            return Some(open);
        }
        let due_on = self.slip_due_on()?;
        let stamp = DayStamp::from_date(due_on);
        let make = |id| Slip::new(id, guarantor.clone(), made_on, stamp, after(due_on));
        let index = self.open_slip(make);
        let id = self.slips.get(index).map_or(EntryId(0), |it| it.id);
        self.holders.insert(key, Holder { entry: id, touched: true });
        self.tally.outcome("slips_opened");
        let guarantor_code = guarantor.to_string();
        self.note_slip(index, Event::SlipOpened { guarantor_code, due_on: stamp });
        Some(index)
    }

    /// Bills that are summed up the day after their hold are paid until the last day that the law
    /// counts from their release; others with them.
    fn slip_due_on(&self) -> Option<Date> {
        let days = |name| self.registry.law.days_on(name, self.now.on).ok();
        let (hold, pay) = (days("retail.tax_hold_days")?, days("retail.tax_pay_days")?);
        self.now.on.checked_add(jiff::Span::new().days((pay - hold - 1).max(0))).ok()
    }

    /// Says, once for all bills that came under them, what slips amount to now.
    pub(crate) fn close_sums(&mut self) {
        for index in 0..self.slips.len() {
            self.close_sum(index);
        }
    }

    fn close_sum(&mut self, index: usize) {
        let Some(slip) = self.slips.get_mut(index) else { return };
        let (bills, amount) = std::mem::take(&mut slip.added);
        if bills > 0 {
            self.note_slip(index, Event::SlipSummed { bills, amount });
            self.send_notice(index, "请在缴款期限内缴纳税款");
        }
    }

    /// 税款缴款书通知, to the guarantor.
    fn send_notice(&mut self, index: usize, words: &'static str) {
        let Some(slip) = self.slips.get(index) else { return };
        let to = slip.guarantor_code.clone();
        let receipt = ReceiptBody::PaymentSlip(SlipNotice {
            slip_no: Text::from(slip.slip_no()),
            guarantor_code: to.clone(),
            state: slip.state,
            bills: slip.bills,
            amount: slip.amount,
            due_on: slip.due_on,
            info: Text::borrowed(words),
        });
        self.answer_slip(index, &to, receipt);
    }

    /// The slip was paid: the guarantee is restored.
    pub(crate) fn settle_slip(&mut self, index: usize, bank: String, amount: Amount, at: Moment) {
        self.note_slip(index, Event::SlipPaid { bank, amount, at });
        self.move_slip(index, SlipEvent::Paid, Movement::Reverse);
        self.tally.outcome("slips_paid");
        self.send_notice(index, "税款已缴纳，担保额度已恢复");
    }

    /// The slip's term is over: the guarantee pays.
    pub(crate) fn call_slip(&mut self, index: usize) {
        self.move_slip(index, SlipEvent::TermEnded, Movement::Call);
        self.tally.outcome("slips_called");
        self.send_notice(index, "逾期未缴纳税款，已执行担保");
    }

    fn move_slip(&mut self, index: usize, event: SlipEvent, movement: Movement) {
        let Some(slip) = self.slips.get_mut(index) else { return };
        let Some(to) = next_slip(slip.state, event) else { return };
        let from = std::mem::replace(&mut slip.state, to);
        slip.due_at = None;
        slip.touched = true;
        let (amount, key) = (slip.amount, self.keyring.guarantee(&slip.guarantor_code));
        if let Some(record) = self.accounts.get_mut(&key).filter(|_| amount.is_positive()) {
            let moved = ledger::apply(&mut record.account, &movement, amount);
            assert!(moved.is_ok(), "what bills have posted is still posted: {moved:?}");
            record.touched = true;
            let (kind, label) = (AccountKind::Guarantee, record.label.clone());
            let entry = LedgerEntry { kind, account: key, label, movement, amount };
            self.note_slip(index, Event::Ledger(vec![entry]));
        }
        self.note_slip(index, Event::SlipState { from, to });
    }

    /// Goods came back: their value, taxes and quantities are given back to the accounts that bore
    /// them, the bill is void, and one for the rest is made.
    pub(crate) fn reverse(&mut self, index: usize, before: Totals, back: &[LineQuantity]) {
        let Some(after) = self.cleared(index).map(Cleared::totals) else { return };
        let returned = |item: u32| -> Amount {
            back.iter().filter(|it| it.number == item).map(|it| it.quantity).sum()
        };
        self.give_back(index, |it| match it.kind {
            AccountKind::AnnualLimit => before.customs_value - after.customs_value,
            AccountKind::Guarantee => before.tax() - after.tax(),
            AccountKind::AccountBook => returned(it.item),
            // Parcels draw on none.
            AccountKind::Licence => Amount::ZERO,
        });
        self.note_bill(index, VOID, before.tax(), (String::new(), DayStamp::default()));
        self.send_bill_status(index, VOID, None);
        let Some(cleared) = self.cleared_mut(index) else { return };
        if cleared.lines.iter().all(|it| it.back >= it.quantity) {
            cleared.bill.is_void = true;
        } else {
            cleared.bill.version = cleared.bill.version.saturating_add(1);
            self.note_bill(index, GENERATED, after.tax(), (String::new(), DayStamp::default()));
            self.send_bill(index);
        }
    }
}

/// The first moment of the day after.
pub(crate) fn after(last: Date) -> Moment {
    let next = last.tomorrow().unwrap_or(last);
    Moment::from_local(next.at(0, 0, 0, 0))
}
