//! Goods that came into a supervised site (入库明细单, CEB711): what was declared as direct purchase
//! is released only when they are in.
//!
//! What is told of a waybill is kept under the waybill's own claim, so it waits there for the list,
//! or finds it (ADR 0021).

use checks::{InboundCase, Prior, PriorDocument};
use model::{
    Action, DayStamp, Document, DocumentState, EntryState, InboundDetail, InboundReturn, KeyPair,
    ReceiptBody, Role, Text,
};

use crate::{
    claims::{Arrival, InboundRecord},
    desk::{Desk, Origin},
    history::Event,
    numbers,
    take::{Fate, Verdict, day_number, info, refusal_status},
};

/// Direct purchase (直购进口): goods come in under the eyes of customs after, with or before their
/// list. Bonded goods are in a zone already.
const DIRECT: &str = "9610";

impl<'a> Desk<'a, '_> {
    pub(crate) fn take_inbound(
        &mut self,
        inbound: Box<InboundDetail<'a>>,
        key: KeyPair,
        lines: Vec<KeyPair>,
        content: u64,
        origin: &Origin<'a>,
    ) {
        let today = day_number(self.now.on);
        for line in &lines {
            self.expire_waybill(*line, today);
        }
        let document = Document::InboundDetail(inbound);
        let Document::InboundDetail(inbound) = &document else { return };
        let held = self.inbounds.get(&key).filter(|it| it.state == DocumentState::Accepted);
        let action = inbound.head.action;
        if action == Action::New && held.is_some_and(|it| it.content == content) {
            return self.repeat_inbound(key, &document, inbound, origin);
        }
        let dropped = self.dropped_lines(key, action, &lines);
        let verdict = self.judge_inbound(key, &document, inbound, &lines, &dropped);
        self.note_document(None, &document, &verdict, origin);
        if verdict.fate != Fate::Taken {
            let status = refusal_status(&verdict.findings);
            return self.answer_inbound(inbound, "", status, &verdict, origin);
        }
        let on = DayStamp::from_date(self.now.on);
        let inbound_no = match self.inbounds.get(&key).filter(|_| action == Action::Change) {
            Some(held) => held.inbound_no.clone(),
            None => numbers::inbound_no(&inbound.customs_code, on, self.now.input),
        };
        let status = messages::status::of_document(DocumentState::Accepted);
        self.answer_inbound(inbound, &inbound_no, status, &verdict, origin);
        for line in dropped {
            self.take_out(line);
        }
        let state = match action {
            Action::Delete => DocumentState::Deleted,
            Action::New | Action::Change => {
                self.bring_in(&lines, Arrival { at: origin.at, received_at: self.now.at });
                DocumentState::Accepted
            }
        };
        let lines = if action == Action::Delete { Vec::new() } else { lines };
        let sent_at = inbound.head.sent_at;
        let record =
            InboundRecord { key, sent_at, content, state, inbound_no, lines, touched: true };
        self.inbounds.insert(key, record);
    }

    /// The lines that a change or deletion takes off what is held.
    fn dropped_lines(&self, key: KeyPair, action: Action, lines: &[KeyPair]) -> Vec<KeyPair> {
        let Some(held) = self.inbounds.get(&key) else { return Vec::new() };
        match action {
            Action::New => Vec::new(),
            Action::Delete => held.lines.clone(),
            Action::Change => {
                let mut stay = lines.to_vec();
                stay.sort_unstable();
                let is_gone = |it: &&KeyPair| stay.binary_search(it).is_err();
                held.lines.iter().filter(is_gone).copied().collect()
            }
        }
    }

    fn judge_inbound(
        &self,
        key: KeyPair,
        document: &Document<'a>,
        inbound: &InboundDetail<'a>,
        lines: &[KeyPair],
        dropped: &[KeyPair],
    ) -> Verdict {
        let held = self.inbounds.get(&key);
        let record = |key: &KeyPair| self.waybill_index(*key).and_then(|it| self.waybills.get(it));
        let prior = Prior {
            same_kind: held.map(|it| PriorDocument { sent_at: it.sent_at, state: it.state }),
            is_used: dropped.iter().any(|it| record(it).is_some_and(|it| it.is_served())),
            ..Prior::default()
        };
        let parties = [
            self.party(
                "inbound_detail.operator_code",
                Role::Site,
                &inbound.operator_code,
                &inbound.operator_name,
            ),
            self.party(
                "inbound_detail.logistics_code",
                Role::Logistics,
                &inbound.logistics_code,
                &inbound.logistics_name,
            ),
        ];
        let mut verdict = self.judge(document, &parties, prior);
        if inbound.head.action != Action::Delete {
            let own = held.map(|it| it.lines.as_slice()).unwrap_or_default();
            let mut own = own.to_vec();
            own.sort_unstable();
            let is_in = |key: &KeyPair| record(key).is_some_and(|it| it.arrival.is_some());
            let is_in_already: Vec<bool> =
                lines.iter().map(|it| is_in(it) && own.binary_search(it).is_err()).collect();
            let case = InboundCase { inbound, is_in_already: &is_in_already, on: self.now.on };
            verdict.look_further(|findings| checks::inbound(&case, findings));
        }
        verdict
    }

    /// The waybills are in: each waits for its list, or has one that is released now.
    fn bring_in(&mut self, lines: &[KeyPair], arrival: Arrival) {
        let used_until = day_number(self.now.on).saturating_add(self.now.waybill_window);
        for key in lines {
            let index = self.open_waybill(*key);
            let Some(record) = self.waybills.get_mut(index) else { continue };
            if record.arrival.is_none() {
                record.arrival = Some(arrival);
                record.used_until = record.used_until.max(used_until);
                record.touched = true;
            }
            let id = record.entry;
            let entry = self.index_of(id);
            let waits = entry.and_then(|it| self.entries.get(it)).map(|it| it.state);
            if let (Some(entry), Some(EntryState::Reviewed)) = (entry, waits) {
                self.release(entry);
            }
        }
    }

    /// A waybill that was reported wrongly is not in after all; whether it was released on it is
    /// asked before.
    fn take_out(&mut self, key: KeyPair) {
        let index = self.waybill_index(key);
        if let Some(record) = index.and_then(|it| self.waybills.get_mut(it)) {
            record.arrival = None;
            record.touched = true;
            if record.held.is_none() {
                record.used_until = 0;
            }
        }
    }

    /// Whether an entry's goods may leave as far as their arrival goes.
    pub(crate) fn is_in(&self, index: usize) -> bool {
        let list = self.entries.get(index).and_then(|it| it.inventory.as_ref()?.document.as_ref());
        let is_direct = list.is_some_and(|it| it.supervision_mode == DIRECT);
        !is_direct || self.arrival(index).is_some()
    }

    fn arrival(&self, index: usize) -> Option<Arrival> {
        let key = self.entries.get(index)?.waybill?;
        self.waybills.get(self.waybill_index(key)?)?.arrival
    }

    /// History says what let the goods go.
    pub(crate) fn note_arrival(&mut self, index: usize) {
        if let Some(Arrival { at, received_at }) = self.arrival(index) {
            self.note(index, Event::Arrived { at, on: received_at });
        }
    }

    /// The same detail once more: answered as before.
    fn repeat_inbound(
        &mut self,
        key: KeyPair,
        document: &Document<'a>,
        inbound: &InboundDetail<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_document(None, document, &verdict, origin);
        let inbound_no = self.inbounds.get(&key).map(|it| it.inbound_no.clone());
        let status = messages::status::of_document(DocumentState::Accepted);
        let inbound_no = inbound_no.unwrap_or_default();
        self.answer_inbound(inbound, &inbound_no, status, &verdict, origin);
    }

    fn answer_inbound(
        &mut self,
        inbound: &InboundDetail<'a>,
        inbound_no: &str,
        status: i32,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let receipt = ReceiptBody::InboundDetail(InboundReturn {
            guid: inbound.head.guid.clone(),
            customs_code: inbound.customs_code.clone(),
            operator_code: inbound.operator_code.clone(),
            trader_reference: inbound.trader_reference.clone(),
            preliminary_no: inbound.preliminary_no.clone(),
            inbound_no: Text::from(inbound_no.to_owned()),
            status,
            info: info(&verdict.findings, messages::ACCEPTED),
        });
        self.answer(None, &origin.recipients(), receipt, &verdict.findings);
    }
}
