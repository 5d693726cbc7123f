//! A payer has his account debited for a payment slip (电子支付): his bank is asked, and what it says follows as always.

use lifecycle::DutySlipEvent as Move;
use model::{Finding, NoticeSubject, PaymentOrder, Text};

use crate::{catalogue::refuse, desk::Desk, duty_slip::DutySlip, history::Event};

impl Desk<'_, '_> {
    /// Why an account is not debited by that order: who pays is the payer, or the declarant for him.
    pub(crate) fn order_fault(&self, slip: &DutySlip<'_>, order: &PaymentOrder) -> Option<Finding> {
        let payer = slip.payer_code.as_str();
        let by = order.by_code.as_str();
        let registered = self.registry.enterprise(payer);
        let declaration = self.declarations.of_id(slip.declaration);
        let declaration = declaration.and_then(|it| self.declarations.files.get(it));
        let is_named = declaration.is_some_and(|file| {
            let parties = [&file.declaration.trader, &file.declaration.declarant];
            parties.into_iter().any(|it| it.code == by || it.credit_code == by)
        });
        let is_payer = by == payer
            || is_named
            || registered.is_some_and(|it| [&it.code, &it.other_code].contains(&&order.by_code));
        if by.is_empty() || !is_payer {
            return Some(refuse("HSE-6950", "act.ordered.by_code", by.to_owned(), payer));
        }
        let said = [("bank", &order.bank), ("account", &order.account)];
        let (name, _) = said.into_iter().find(|(_, value)| value.trim().is_empty())?;
        let expected = "开户银行与账号 (a bank and an account)";
        Some(refuse("HSE-6951", &format!("act.ordered.{name}"), String::new(), expected))
    }

    pub(crate) fn order_payment(&mut self, slip: usize, order: PaymentOrder) {
        let PaymentOrder { by_code, bank, account } = order;
        self.ask_bank(slip, bank.clone());
        self.note_duty_slip(slip, Event::DutySlipOrdered { by_code, bank, account });
        self.move_duty_slip(slip, Move::Sent);
        let words = Text::borrowed("已按企业指令发送银行扣款");
        self.tell_of_slip(slip, NoticeSubject::DutySlip, None, words);
        self.tally.outcome("duty_slips_ordered");
    }
}
