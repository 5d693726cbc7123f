//! Takes a list: ignored, refused, withdrawn or declared.

use checks::{Party, Prior};
use model::{
    Action, Document, DocumentState, EntryState, Finding, Inventory, InventoryReturn, KeyPair,
    ReceiptBody, Role, Text,
};

use crate::{
    desk::{Desk, Origin},
    take::{Fate, Verdict, day_number, info, prior_of, refusal_status},
};

impl<'a> Desk<'a, '_> {
    pub(crate) fn take_list(
        &mut self,
        list: Box<Inventory<'a>>,
        key: KeyPair,
        waybill_key: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        self.expire_waybill(waybill_key, day_number(self.now.on));
        let mut index = self.entry_index(key);
        let document = Document::Inventory(list);
        let Document::Inventory(list) = &document else { return };
        let entry = index.and_then(|it| self.entries.get(it));
        let held = entry.and_then(|it| it.inventory.as_ref());
        let action = list.head.action;
        if Self::is_repeat(action, held, content)
            && let Some(index) = index
        {
            return self.repeat_list(index, &document, &origin);
        }
        let waybill_holder = self
            .waybill_index(waybill_key)
            .and_then(|it| self.waybills.get(it))
            .map(|it| it.entry)
            .filter(|it| it.0 != 0);
        let prior = Prior {
            same_kind: held.map(|it| prior_of(&it.slot)),
            entry: entry.map(|it| it.state),
            claimed_elsewhere: waybill_holder.is_some() && waybill_holder != entry.map(|it| it.id),
            ..Prior::default()
        };
        let parties = self.list_parties(list);
        let verdict = self.judge(&document, &parties, prior);
        if verdict.fate != Fate::Ignored {
            index = Some(self.open_entry(key, &list.platform_code, &list.order_no));
        }
        self.note_document(index, &document, &verdict, &origin);
        if verdict.fate == Fate::Ignored {
            return self.ignore_list(index, list, &verdict.findings, &origin.sender);
        }
        let slot = self.slot(&document, content, DocumentState::Accepted, &origin);
        let Document::Inventory(list) = document else { return };
        let Some(index) = index else { return };
        match action {
            Action::Delete => {
                self.withdraw(index, Some((list.head.guid.clone(), slot)), "清单已删除");
            }
            Action::New | Action::Change => {
                self.declare(index, list, slot, waybill_key, verdict, origin);
            }
        }
    }

    fn list_parties<'c>(&'c self, list: &'c Inventory<'_>) -> [Party<'c>; 5] {
        let (platform, seller) = ("inventory.platform_code", "inventory.seller_code");
        [
            self.party(platform, Role::Platform, &list.platform_code, &list.platform_name),
            self.party(seller, Role::Seller, &list.seller_code, &list.seller_name),
            self.party(
                "inventory.logistics_code",
                Role::Logistics,
                &list.logistics_code,
                &list.logistics_name,
            ),
            self.party(
                "inventory.declarant_code",
                Role::Declarant,
                &list.declarant_code,
                &list.declarant_name,
            ),
            self.party("inventory.zone_code", Role::Zone, &list.zone_code, &list.zone_name),
        ]
    }

    /// The same list once more: its present state is said again.
    fn repeat_list(&mut self, index: usize, document: &Document<'a>, origin: &Origin<'a>) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_document(Some(index), document, &verdict, origin);
        let Some(entry) = self.entries.get(index) else { return };
        let Some(list) = &entry.list else { return };
        let guid = document.head().guid.clone();
        let status = messages::status::of_entry(entry.state);
        let receipt = entry.list_return(list, guid, status, self.state_text(index, entry.state));
        self.answer(Some(index), &origin.recipients(), receipt, &[]);
    }

    /// What the receipt of a state says when nothing else is to be said.
    pub(crate) fn state_text(&self, index: usize, state: EntryState) -> Text<'a> {
        match state {
            EntryState::Declared => Text::from(self.missing_text(index, self.partners(index))),
            EntryState::Accepted => Text::borrowed(messages::ACCEPTED),
            EntryState::UnderReview => Text::borrowed(messages::REVIEW),
            EntryState::Released => Text::borrowed(messages::RELEASED),
            _ => Text::borrowed(lifecycle::state_title_zh(state)),
        }
    }

    /// A list that may not come now is answered to its sender, beside the entry's own receipts.
    pub(crate) fn ignore_list(
        &mut self,
        index: Option<usize>,
        list: &Inventory<'a>,
        findings: &[Finding],
        sender: &Text<'a>,
    ) {
        let entry = index.and_then(|it| self.entries.get(it));
        let preliminary_no = entry.map_or_else(
            || format!("B{}000000000", model::DayStamp::from_date(self.now.on)),
            |it| it.preliminary_no(),
        );
        let receipt = ReceiptBody::Inventory(InventoryReturn {
            guid: list.head.guid.clone(),
            customs_code: list.customs_code.clone(),
            platform_code: list.platform_code.clone(),
            seller_code: list.seller_code.clone(),
            declarant_code: list.declarant_code.clone(),
            trader_reference: list.trader_reference.clone(),
            preliminary_no: Text::from(preliminary_no),
            list_no: Text::default(),
            status: refusal_status(findings),
            info: info(findings, ""),
        });
        self.answer(index, &[sender], receipt, findings);
    }
}
