//! The addressee signed for a parcel (运单状态, CEB513).

use checks::{Prior, PriorDocument};
use model::{Action, Document, DocumentState, KeyPair, Role, WaybillStatus};

use crate::{
    desk::{Desk, Origin},
    entry::Delivery,
    history::Event,
    take::{Fate, day_number},
};

impl<'a> Desk<'a, '_> {
    /// Records a delivery on the entry whose list names the waybill.
    pub(crate) fn take_waybill_status(
        &mut self,
        status: Box<WaybillStatus<'a>>,
        key: KeyPair,
        content: u64,
        origin: &Origin<'a>,
    ) {
        self.expire_waybill(key, day_number(self.now.on));
        let record = self.waybill_index(key).and_then(|it| self.waybills.get(it));
        let index = record.and_then(|it| self.index_of(it.entry));
        let document = Document::WaybillStatus(status);
        let Document::WaybillStatus(status) = &document else { return };
        let entry = index.and_then(|it| self.entries.get(it));
        let held = entry.and_then(|it| it.delivery);
        let action = status.head.action;
        if action == Action::New && held.is_some_and(|it| it.content == content) {
            return self.answer_repeat(index, &document, origin);
        }
        let state = DocumentState::Accepted;
        let prior = Prior {
            same_kind: held.map(|it| PriorDocument { sent_at: it.sent_at, state }),
            entry: entry.map(|it| it.state),
            ..Prior::default()
        };
        let parties = [self.party(
            "waybill_status.logistics_code",
            Role::Logistics,
            &status.logistics_code,
            &status.logistics_name,
        )];
        let verdict = self.judge(&document, &parties, prior);
        self.note_document(index, &document, &verdict, origin);
        self.answer_document(index, &document, &verdict, origin);
        let Some(index) = index.filter(|_| verdict.fate == Fate::Taken) else { return };
        let (at, sent_at) = (status.status_at, status.head.sent_at);
        let delivery = (action != Action::Delete).then_some(Delivery { at, sent_at, content });
        if let Some(entry) = self.entries.get_mut(index) {
            entry.delivery = delivery;
        }
        if delivery.is_some() {
            self.note(index, Event::Delivered { at });
        }
    }
}
