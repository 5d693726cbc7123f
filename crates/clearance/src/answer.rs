//! What an entry is answered with: receipts about its list.

use model::{Finding, Text};

use crate::{desk::Desk, take::INFO_MAX};

impl<'a> Desk<'a, '_> {
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
