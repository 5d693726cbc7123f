//! What an entry is answered with: receipts about its list, and the tax bill.

use model::{Assessment, Finding, ReceiptBody, TaxBill, TaxBillLine, Text};

use crate::{desk::Desk, take::INFO_MAX};

impl<'a> Desk<'a, '_> {
    /// 电子税单 (816), to whoever declared.
    pub(crate) fn bill(&mut self, index: usize) {
        let Some(entry) = self.entries.get_mut(index) else { return };
        let Some(assessment) = entry.assessment.take() else { return };
        let Some(entry) = self.entries.get(index) else { return };
        let (Some(list), Some(held)) = (&entry.list, &entry.inventory) else { return };
        let list_no = entry.list_no();
        let lines = assessment.items.iter().map(|it| TaxBillLine {
            number: it.number,
            commodity_code: it.commodity_code,
            customs_value: it.customs_value,
            duty: it.duty,
            vat: it.vat,
            consumption_tax: it.consumption_tax,
        });
        let receipt = ReceiptBody::TaxBill(Box::new(TaxBill {
            guid: list.guid.clone(),
            tax_no: Text::from(format!("{list_no}_0")),
            list_no: Text::from(list_no),
            duty: assessment.duty,
            vat: assessment.vat,
            consumption_tax: assessment.consumption_tax,
            status: 1,
            payment_slip_no: Text::default(),
            note: Text::borrowed(self.assumed_note(&assessment)),
            guarantor_code: list.guarantor_code.clone(),
            seller_code: list.seller_code.clone(),
            logistics_code: list.logistics_code.clone(),
            declarant_code: list.declarant_code.clone(),
            customs_code: list.customs_code.clone(),
            lines: lines.collect(),
        }));
        let sender = held.slot.sender.clone();
        self.answer(Some(index), &[&sender], receipt, &[]);
    }

    /// A tax bill that rests on assumed law says so.
    pub(crate) fn assumed_note(&self, assessment: &Assessment) -> &'static str {
        if self.registry.rests_on_assumption(assessment) {
            "税则数据超出已发布期限，按假定延长计征(assumed)"
        } else {
            ""
        }
    }

    /// A receipt about the list: to its declarant and subscribers; a release also to the logistics
    /// company and the supervised site's operator.
    pub(crate) fn answer_list(
        &mut self,
        index: usize,
        status: i32,
        text: Text<'a>,
        findings: &[Finding],
        is_release: bool,
    ) {
        let Some(entry) = self.entries.get(index) else { return };
        let (Some(list), Some(held)) = (&entry.list, &entry.inventory) else { return };
        debug_assert!(text.chars().count() <= INFO_MAX, "the wire's field holds {INFO_MAX}");
        let mut to = vec![held.slot.sender.clone()];
        to.extend(list.subscribers.iter().cloned());
        if is_release {
            to.push(list.logistics_code.clone());
            if let Some(operator) = self.registry.site_operator(&list.site_code) {
                to.push(Text::from(operator.to_owned()));
            }
        }
        let receipt = entry.list_return(list, list.guid.clone(), status, text);
        // One company in two roles gets one receipt.
        let mut recipients: Vec<&str> = Vec::with_capacity(to.len());
        for recipient in &to {
            if !recipients.contains(&recipient.as_str()) {
                recipients.push(recipient);
            }
        }
        self.answer(Some(index), &recipients, receipt, findings);
    }
}
