//! Guarantees that are not asked of certified enterprises (免除担保, 海关事务担保条例第十条): what one would stand for, noted
//! beside the declaration as a guarantee's amount would be, and what follows when it is not done in time.

use model::{
    Amount, BasisId, Date, DayStamp, Movement, Notice, NoticeSubject, ReceiptBody, Text, Waiver,
};

use crate::{desk::Desk, guaranteed::GuaranteeTerm, history::Event};

/// Of a notice about a guarantee: what is not guaranteed was not done in time.
const UNDONE: i32 = 10;

impl Desk<'_, '_> {
    /// So much is not guaranteed, by that certificate.
    pub(crate) fn waive(&mut self, index: usize, of: &str, amount: Amount, basis: BasisId) {
        let waiver = Waiver { of: of.to_owned(), amount, basis };
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.waiver = Some(waiver.clone());
        }
        self.tally.outcome("guarantees_waived");
        self.note_declaration(index, Event::GuaranteeWaived(waiver));
    }

    /// What a guarantee would not stand for any more; nothing where it would, from now on for good.
    pub(crate) fn lessen_waiver(&mut self, index: usize, movement: Movement, amount: Amount) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let Some(mut waiver) = file.waiver.take_if(|_| movement != Movement::Post) else { return };
        waiver.amount = (waiver.amount - amount).max(Amount::ZERO);
        file.waiver = Some(waiver.clone()).filter(|it| it.amount.is_positive());
        self.note_declaration(index, Event::GuaranteeWaived(waiver));
    }

    /// The term of goods that went without a guarantee has ended: there is none to call. Tax is owed on, with what
    /// lateness costs; what else is open stays open until an officer finds it met.
    pub(crate) fn waiver_ends(
        &mut self,
        index: usize,
        term: &GuaranteeTerm,
        owed: Amount,
        last: Date,
    ) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let (to, slip) = (file.sender.clone(), file.slip);
        let Some(waiver) = file.waiver.clone() else { return };
        if term.is_of_elements() {
            file.term = Some(term.clone());
        }
        let words = format!("{}免除担保，期限届满未履行，请立即办理", file.declaration_no);
        self.lessen_waiver(index, Movement::Void, waiver.amount);
        self.tally.outcome("waived_guarantees_undone");
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Guarantee,
            number: Text::from(waiver.of),
            state: Text::borrowed("undone"),
            status: UNDONE,
            amount: Some(waiver.amount),
            due_on: DayStamp::from_date(last),
            info: Text::from(words),
        });
        self.say_of_declaration(Some(index), &to, receipt, &[]);
        if let Some(slip) = self.duty_slips.of_id(slip).filter(|_| owed.is_positive()) {
            self.month_is_missed(slip);
        }
    }
}
