//! Tax that is given back (退税): ordered on the slip that was paid, collected by its payer, paid by the treasury.
//!
//! A payer collects within three months of the notice (办理退还手续, 关税法第五十一条、第五十二条). The law does not say that who
//! is late loses it: it is not paid before he says why and an officer agrees.

use std::fmt::Write as _;

use model::{Amount, DayStamp, Finding, NoticeSubject, RefundCollection};

use crate::{
    audit_weigh::months_after,
    catalogue::refuse,
    desk::Desk,
    duty_slip::{DutySlip, Refund},
    history::Event,
    money::after,
    numbers,
};

impl Desk<'_, '_> {
    /// What was paid and is to be given back becomes an order, on the slip that was paid last.
    pub(crate) fn order_refund(&mut self, index: usize) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let amount = file.refund_due - file.refund_ordered;
        if !amount.is_positive() {
            return;
        }
        let Some(slip) = self.duty_slips.of_id(file.paid_by) else { return };
        file.refund_ordered += amount;
        let ordered_on = DayStamp::from_date(self.now.on);
        let law = &self.registry.law;
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        let number = numbers::refund_no(ordered_on, it.refunds.len() + 1, it.id);
        let interest = it.paid_on.date().and_then(|paid_on| {
            tax::refund_interest(law, amount, paid_on, self.now.on).ok().map(|it| it.payable)
        });
        let interest = interest.unwrap_or_default();
        let months = law.months_on("tax.refund_collect_months", self.now.on);
        let collect_by = months.map(|it| months_after(self.now.on, it)).ok();
        let order = Refund {
            number,
            amount,
            interest,
            ordered_on,
            collect_by: collect_by.map(DayStamp::from_date).unwrap_or_default(),
            collected_on: DayStamp::default(),
            has_lapsed: false,
            paid_on: DayStamp::default(),
        };
        let noted = Event::RefundOrdered { refund_no: order.number.clone(), amount, interest };
        it.refunds.push(order);
        await_collection(it);
        self.note_duty_slip(slip, noted);
        let mut words = "已开具退税决定".to_owned();
        if interest.is_positive() {
            let _ = write!(words, "，另加利息{interest}元");
        }
        if let Some(last) = collect_by {
            let _ = write!(words, "，请于{last}前办理退还手续");
        }
        self.tell_of_slip(slip, NoticeSubject::Refund, Some(amount + interest), words);
        self.tally.outcome("refunds_ordered");
    }

    /// The treasury paid what was ordered.
    pub(crate) fn refund_slip(&mut self, slip: usize, treasury: String, amount: Amount) {
        let paid_on = DayStamp::from_date(self.now.on);
        let Some(it) = self.duty_slips.files.get_mut(slip) else { return };
        let tax = it.refund_open_tax();
        for refund in it.refunds.iter_mut().filter(|it| it.paid_on == DayStamp::default()) {
            refund.paid_on = paid_on;
        }
        await_collection(it);
        let declaration = it.declaration;
        let declaration = self.declarations.of_id(declaration);
        if let Some(file) = declaration.and_then(|it| self.declarations.files.get_mut(it)) {
            file.refund_due -= tax;
            file.refund_ordered -= tax;
        }
        if let Some(declaration) = declaration {
            let paid = Event::RefundPaid { treasury: treasury.clone(), amount };
            self.note_declaration(declaration, paid);
        }
        self.note_duty_slip(slip, Event::RefundPaid { treasury, amount });
        self.tell_of_slip(slip, NoticeSubject::Refund, Some(amount), "退税款项已退库");
        self.tally.outcome("refunds_paid");
    }

    /// Why a refund cannot be collected like that.
    pub(crate) fn collection_fault(
        &self,
        slip: &DutySlip<'_>,
        it: &RefundCollection,
    ) -> Option<Finding> {
        let refund = slip.refunds.iter().find(|of| of.number == it.refund_no && of.is_to_collect());
        let Some(refund) = refund else {
            let expected =
                "该缴款书待办理的退税编号 (a refund of the slip that waits for its payer)";
            return Some(refuse("HSE-7231", "act.refund_no", it.refund_no.clone(), expected));
        };
        let payer = slip.payer_code.as_str();
        let known = self.registry.enterprise(payer);
        let is_payer = it.by_code == payer
            || known.is_some_and(|of| [&of.code, &of.other_code].contains(&&it.by_code));
        if !is_payer || it.by_code.is_empty() {
            return Some(refuse("HSE-7232", "act.by_code", it.by_code.clone(), payer));
        }
        if it.account.trim().is_empty() {
            let expected = "开户银行与账号 (a bank and an account)";
            return Some(refuse("HSE-7233", "act.account", String::new(), expected));
        }
        let is_late = refund.collect_by.date().is_some_and(|last| self.now.on > last);
        let is_agreed = !it.officer.trim().is_empty() && !it.reason.trim().is_empty();
        (is_late && !is_agreed).then(|| {
            let observed = format!("{} > {}", self.now.on, days_shown(refund.collect_by));
            let expected = "理由与同意的关员 (a reason, and an officer who agrees)";
            refuse("HSE-7230", "act.officer", observed, expected)
        })
    }

    pub(crate) fn collect_refund(&mut self, slip: usize, it: RefundCollection) {
        let today = DayStamp::from_date(self.now.on);
        let Some(file) = self.duty_slips.files.get_mut(slip) else { return };
        let refund = file.refunds.iter_mut().find(|of| of.number == it.refund_no);
        let Some(refund) = refund else { return };
        (refund.collected_on, refund.has_lapsed) = (today, false);
        let amount = refund.amount + refund.interest;
        await_collection(file);
        let RefundCollection { refund_no, account, officer, reason, .. } = it;
        self.note_duty_slip(slip, Event::RefundCollected { refund_no, account, officer, reason });
        let words = "已办理退还手续，待国库退库";
        self.tell_of_slip(slip, NoticeSubject::Refund, Some(amount), words);
        self.tally.outcome("refunds_collected");
    }

    /// The last day of a refund has passed.
    pub(crate) fn refunds_lapse(&mut self, slip: usize) -> bool {
        let today = DayStamp::from_date(self.now.on);
        let Some(file) = self.duty_slips.files.get_mut(slip) else { return false };
        let mut lapsed = Vec::new();
        for it in file.refunds.iter_mut().filter(|it| it.is_to_collect() && !it.has_lapsed) {
            if it.collect_by != DayStamp::default() && it.collect_by < today {
                it.has_lapsed = true;
                lapsed.push((it.number.clone(), it.amount + it.interest));
            }
        }
        await_collection(file);
        let was_due = !lapsed.is_empty();
        for (refund_no, amount) in lapsed {
            self.note_duty_slip(slip, Event::RefundLapsed { refund_no });
            let words = "逾期未办理退还手续，须说明理由并经海关同意后办理";
            self.tell_of_slip(slip, NoticeSubject::Refund, Some(amount), words);
            self.tally.outcome("refunds_lapsed");
        }
        was_due
    }
}

/// Why the treasury does not pay what is ordered: nobody collected it in time.
pub(crate) fn lapsed_fault(slip: &DutySlip<'_>) -> Option<Finding> {
    let lapsed = slip.refunds.iter().find(|it| it.has_lapsed && it.is_to_collect())?;
    let observed = format!("{} {}", lapsed.number, days_shown(lapsed.collect_by));
    let expected = "纳税人已办理的退税 (one that its payer collected)";
    Some(refuse("HSE-7230", "slip_no", observed, expected))
}

/// A slip that was paid is looked at again when the first of its refunds lapses.
fn await_collection(slip: &mut DutySlip<'_>) {
    if lifecycle::is_payable(slip.state) {
        return;
    }
    let open = slip.refunds.iter().filter(|it| it.is_to_collect() && !it.has_lapsed);
    slip.due_at = open.filter_map(|it| it.collect_by.date()).min().map(after);
}

fn days_shown(day: DayStamp) -> String {
    day.date().map(|it| it.to_string()).unwrap_or_default()
}
