//! Takes one document of a retail parcel: ignored, refused or filed, and answered.

use crate::{
    catalogue,
    desk::{Desk, Origin, document_outcome},
    entry::{Held, Slot},
    history::Event,
    prepare::Filed,
};
use checks::{DocumentCase, Party, Prior, PriorDocument, Tolerance};
use matching::DocumentKeys;
use model::{
    Action, Document, DocumentState, Finding, FormatReturn, KeyPair, Order, OrderReturn, Payment,
    PaymentReturn, ReceiptBody, Role, Severity, Text, Waybill, WaybillReturn, WaybillStatusReturn,
};

/// Most characters of a receipt's `returnInfo`, and of a format receipt's.
pub(crate) const INFO_MAX: usize = 1_000;
const FORMAT_INFO_MAX: usize = 5_000;
/// Characters kept free for the place.
const PLACE_ROOM: usize = 64;

/// Where a document stands in its message, and its bytes to echo.
pub(crate) struct Placed<'r> {
    pub(crate) bytes: &'r [u8],
    pub(crate) place: messages::Place,
}

/// The place as a format receipt says it.
pub(crate) fn place_text(place: messages::Place) -> String {
    let messages::Place { line, column, .. } = place;
    format!("[第{line}行第{column}列][line {line}, column {column}]")
}

/// What checking a document alone came to.
pub(crate) struct Verdict {
    pub(crate) findings: Vec<Finding>,
    pub(crate) fate: Fate,
}

impl Verdict {
    pub(crate) fn of(findings: Vec<Finding>) -> Verdict {
        let returns = || findings.iter().filter(|it| it.severity == Severity::Return);
        let fate = if returns().any(|it| is_processing(&it.code)) {
            Fate::Ignored
        } else if returns().next().is_some() {
            Fate::Refused
        } else {
            Fate::Taken
        };
        Verdict { findings, fate }
    }

    /// Adds what comparing it with what the house holds comes to.
    pub(crate) fn look_further(&mut self, look: impl FnOnce(&mut Vec<Finding>)) {
        look(&mut self.findings);
        *self = Verdict::of(std::mem::take(&mut self.findings));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Filed.
    Taken,
    /// At fault in itself.
    Refused,
    /// The house's state forbids it (a duplicate, stale, too late): nothing is changed.
    Ignored,
}

/// The text of a receipt: what is wrong, or the given words when nothing is.
pub(crate) fn info<'t>(findings: &[Finding], otherwise: &'static str) -> Text<'t> {
    if findings.is_empty() {
        return Text::borrowed(otherwise);
    }
    Text::from(messages::spell(&catalogue::explain(findings), INFO_MAX))
}

/// As much of a text as a receipt has room for.
pub(crate) fn cut<'t>(text: String) -> Text<'t> {
    match text.char_indices().nth(INFO_MAX) {
        Some((end, _)) => Text::from(text.get(..end).unwrap_or_default().to_owned()),
        None => Text::from(text),
    }
}

/// The status of a refusal: the wire's own number for the gravest finding that has one, else 100.
pub(crate) fn refusal_status(findings: &[Finding]) -> i32 {
    let own = |finding: &Finding| messages::wire_code_of(finding).status;
    findings
        .iter()
        .filter(|it| it.severity == Severity::Return)
        .find_map(own)
        .unwrap_or_else(|| messages::status::of_document(DocumentState::Rejected))
}

impl<'a> Desk<'a, '_> {
    /// Takes a document whose form was right.
    pub(crate) fn take(&mut self, document: Document<'a>, filed: Filed, origin: Origin<'a>) {
        self.tally.documents += 1;
        let Filed { keys, content, entry, lines, .. } = filed;
        match (document, keys) {
            (Document::Order(order), DocumentKeys { order: Some(key), .. }) => {
                self.take_order(order, key, content, origin);
            }
            (
                Document::Payment(payment),
                DocumentKeys { order: Some(key), payment: Some(claim), .. },
            ) => self.take_payment(payment, key, claim, content, origin),
            (Document::Waybill(waybill), DocumentKeys { waybill: Some(key), .. }) => {
                self.take_waybill(waybill, key, content, origin);
            }
            (
                Document::Inventory(list),
                DocumentKeys { order: Some(key), waybill: Some(waybill), .. },
            ) => self.take_list(list, key, waybill, content, origin),
            (Document::WaybillStatus(status), DocumentKeys { waybill: Some(key), .. }) => {
                self.take_waybill_status(status, key, content, &origin);
            }
            (Document::InboundDetail(inbound), DocumentKeys { inbound: Some(key), .. }) => {
                self.take_inbound(inbound, key, lines, content, &origin);
            }
            (Document::Cancellation(cancellation), _) => {
                self.take_cancellation(cancellation, entry, &origin);
            }
            (Document::GoodsReturn(goods_return), _) => {
                self.take_goods_return(goods_return, entry, content, origin);
            }
            _ => debug_assert!(false, "a document has the keys of its kind"),
        }
    }

    /// Answers a document whose form was wrong: every format fault, and whatever can be said of
    /// its readable fields besides.
    pub(crate) fn refuse_unreadable(
        &mut self,
        document: &Document<'a>,
        faults: Vec<Finding>,
        status: i32,
        placed: &Placed<'_>,
        origin: &Origin<'a>,
    ) {
        let faulted: Vec<String> = faults.iter().map(|it| it.pointer.clone()).collect();
        let mut findings = faults;
        let mut more = Vec::new();
        let case = self.document_case(document, &[], Prior::default());
        checks::document(&case, true, &mut more);
        findings.extend(more.into_iter().filter(|it| !faulted.contains(&it.pointer)));

        self.tally.documents += 1;
        self.tally.unreadable += 1;
        self.tally.findings(&findings);
        let explained = catalogue::explain(&findings);
        let mut info = messages::spell(&explained, FORMAT_INFO_MAX - PLACE_ROOM);
        info.push_str(&place_text(placed.place));
        let message_id = match origin.message_guid.given() {
            Some(guid) => guid.to_owned(),
            None => origin.at.input.to_string(),
        };
        let receipt = ReceiptBody::Format(FormatReturn {
            guid: document.head().guid.clone(),
            status,
            info: Text::from(info),
            original_message_id: Text::from(message_id),
            original_message_type: Text::borrowed(
                messages::MessageType::of(document.kind()).root_name(),
            ),
            original_message: Text::from(String::from_utf8_lossy(placed.bytes).into_owned()),
        });
        self.answer(None, &[&origin.sender], receipt, &findings);
        self.note_house(Event::Unreadable { at: origin.at, findings });
    }

    /// Answers a document whose signature is not good, with whatever else is wrong with it. Nothing
    /// of it is filed and only its sender is told: it may not come from whom it speaks for.
    pub(crate) fn refuse_unproved(
        &mut self,
        document: &Document<'a>,
        mut findings: Vec<Finding>,
        origin: &Origin<'a>,
    ) {
        let mut more = Vec::new();
        checks::document(&self.document_case(document, &[], Prior::default()), false, &mut more);
        findings.extend(more.into_iter().filter(|it| !is_processing(&it.code)));
        self.tally.documents += 1;
        let verdict = Verdict { findings, fate: Fate::Ignored };
        self.note_document(None, document, &verdict, origin);
        if let Document::Inventory(list) = document {
            return self.ignore_list(None, list, &verdict.findings, &origin.sender);
        }
        let status = refusal_status(&verdict.findings);
        let info = info(&verdict.findings, "");
        if let Some(receipt) = document_receipt(document, status, info) {
            self.answer(None, &[&origin.sender], receipt, &verdict.findings);
        }
    }

    fn document_case<'c>(
        &'c self,
        document: &'c Document<'c>,
        parties: &'c [Party<'c>],
        prior: Prior,
    ) -> DocumentCase<'c> {
        DocumentCase {
            document,
            on: self.now.on,
            law: &self.registry.law,
            parties,
            prior,
            positive_list: self.registry.positive_list(),
            books: self.registry.books(),
            tolerance: self.tolerance(),
        }
    }

    pub(crate) fn tolerance(&self) -> Tolerance {
        Tolerance { amount: self.registry.settings.amount_tolerance }
    }

    pub(crate) fn party<'c>(
        &'c self,
        pointer: &'static str,
        role: Role,
        code: &'c str,
        name: &'c str,
    ) -> Party<'c> {
        Party { pointer, role, code, name, registered: self.registry.enterprise(code) }
    }

    pub(crate) fn judge(
        &self,
        document: &Document<'_>,
        parties: &[Party<'_>],
        prior: Prior,
    ) -> Verdict {
        let mut findings = Vec::new();
        checks::document(&self.document_case(document, parties, prior), false, &mut findings);
        Verdict::of(findings)
    }

    pub(crate) fn slot(
        &self,
        document: &Document<'_>,
        content: u64,
        state: DocumentState,
        origin: &Origin<'a>,
    ) -> Slot<'a> {
        Slot {
            at: origin.at,
            received_at: self.now.at,
            sent_at: document.head().sent_at,
            state,
            content,
            sender: origin.sender.clone(),
        }
    }

    /// Notes a document's fate on its entry (or on the house, when there is none).
    pub(crate) fn note_document(
        &mut self,
        index: Option<usize>,
        document: &Document<'_>,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let (kind, action) = (document.kind(), document.head().action);
        self.tally.findings(&verdict.findings);
        let findings = verdict.findings.clone();
        let outcome = match (verdict.fate, action) {
            (Fate::Ignored, _) => {
                self.tally.outcome("documents_ignored");
                let ignored = Event::Ignored { kind, at: origin.at, action, findings };
                return match index {
                    Some(index) => self.note(index, ignored),
                    None => self.note_house(ignored),
                };
            }
            (Fate::Refused, _) => DocumentState::Rejected,
            (Fate::Taken, Action::Delete) => DocumentState::Deleted,
            (Fate::Taken, _) => DocumentState::Accepted,
        };
        self.tally.outcome(document_outcome(kind, verdict.fate == Fate::Taken));
        let event = Event::Document { kind, at: origin.at, action, outcome, findings };
        match index {
            Some(index) => self.note(index, event),
            None => self.note_house(event),
        }
    }

    /// Answers a document whose receipt is made of it alone, to its sender and whoever subscribed.
    pub(crate) fn answer_document(
        &mut self,
        index: Option<usize>,
        document: &Document<'a>,
        verdict: &Verdict,
        origin: &Origin<'a>,
    ) {
        let status = match verdict.fate {
            Fate::Taken => messages::status::of_document(DocumentState::Accepted),
            Fate::Refused | Fate::Ignored => refusal_status(&verdict.findings),
        };
        let info = info(&verdict.findings, messages::ACCEPTED);
        let Some(receipt) = document_receipt(document, status, info) else { return };
        self.answer(index, &origin.recipients(), receipt, &verdict.findings);
    }

    /// Whether this is what is held already, sent once more: answered as before, nothing changed.
    pub(crate) fn is_repeat<T>(action: Action, held: Option<&Held<'_, T>>, content: u64) -> bool {
        action == Action::New
            && held.is_some_and(|it| {
                it.slot.state == DocumentState::Accepted && it.slot.content == content
            })
    }

    pub(crate) fn answer_repeat(
        &mut self,
        index: Option<usize>,
        document: &Document<'a>,
        origin: &Origin<'a>,
    ) {
        let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
        self.note_document(index, document, &verdict, origin);
        let status = messages::status::of_document(DocumentState::Accepted);
        if let Some(receipt) =
            document_receipt(document, status, Text::borrowed(messages::ACCEPTED))
        {
            self.answer(index, &[&origin.sender], receipt, &[]);
        }
    }

    fn take_order(
        &mut self,
        order: Box<Order<'a>>,
        key: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        let mut index = self.entry_index(key);
        let document = Document::Order(order);
        let Document::Order(order) = &document else { return };
        let entry = index.and_then(|it| self.entries.get(it));
        let held = entry.and_then(|it| it.order.as_ref());
        let action = order.head.action;
        if Self::is_repeat(action, held, content) {
            return self.answer_repeat(index, &document, &origin);
        }
        let prior = Prior {
            same_kind: held.map(|it| prior_of(&it.slot)),
            entry: entry.map(|it| it.state),
            ..Prior::default()
        };
        let parties = [
            self.party(
                "order.platform_code",
                Role::Platform,
                &order.platform_code,
                &order.platform_name,
            ),
            self.party("order.seller_code", Role::Seller, &order.seller_code, &order.seller_name),
            self.party(
                "order.payment_company_code",
                Role::Payment,
                &order.payment_company_code,
                &order.payment_company_name,
            ),
        ];
        let verdict = self.judge(&document, &parties, prior);
        if verdict.fate != Fate::Ignored {
            index = Some(self.open_entry(key, &order.platform_code, &order.order_no));
        }
        self.note_document(index, &document, &verdict, &origin);
        self.answer_document(index, &document, &verdict, &origin);
        let slot = self.slot(&document, content, DocumentState::Accepted, &origin);
        let Document::Order(order) = document else { return };
        let Some(entry) = index.and_then(|it| self.entries.get_mut(it)) else { return };
        if file(&mut entry.order, order, slot, action, verdict.fate) {
            self.join(index.unwrap_or_default());
        }
    }

    fn take_payment(
        &mut self,
        payment: Box<Payment<'a>>,
        key: KeyPair,
        claim: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        let mut index = self.entry_index(key);
        let document = Document::Payment(payment);
        let Document::Payment(payment) = &document else { return };
        let entry = index.and_then(|it| self.entries.get(it));
        let held = entry.and_then(|it| it.payment.as_ref());
        let action = payment.head.action;
        if Self::is_repeat(action, held, content) {
            return self.answer_repeat(index, &document, &origin);
        }
        let holder = self.holders.get(&claim).map(|it| it.entry).filter(|it| it.0 != 0);
        let prior = Prior {
            same_kind: held.map(|it| prior_of(&it.slot)),
            entry: entry.map(|it| it.state),
            claimed_elsewhere: holder.is_some() && holder != entry.map(|it| it.id),
            ..Prior::default()
        };
        let parties = [
            self.party(
                "payment.payment_company_code",
                Role::Payment,
                &payment.payment_company_code,
                &payment.payment_company_name,
            ),
            self.party(
                "payment.platform_code",
                Role::Platform,
                &payment.platform_code,
                &payment.platform_name,
            ),
        ];
        let verdict = self.judge(&document, &parties, prior);
        if verdict.fate != Fate::Ignored {
            index = Some(self.open_entry(key, &payment.platform_code, &payment.order_no));
        }
        self.note_document(index, &document, &verdict, &origin);
        self.answer_document(index, &document, &verdict, &origin);
        let slot = self.slot(&document, content, DocumentState::Accepted, &origin);
        let Document::Payment(payment) = document else { return };
        let Some(entry) = index.and_then(|it| self.entries.get_mut(it)) else { return };
        let is_new = file(&mut entry.payment, payment, slot, action, verdict.fate);
        if verdict.fate == Fate::Taken {
            let id = entry.id;
            let kept = is_new.then_some(claim);
            let before = std::mem::replace(&mut entry.payment_claim, kept);
            self.move_payment_claim(before, kept, id);
        }
        if is_new {
            self.join(index.unwrap_or_default());
        }
    }

    fn move_payment_claim(
        &mut self,
        before: Option<KeyPair>,
        after: Option<KeyPair>,
        entry: model::EntryId,
    ) {
        use crate::desk::Holder;
        if before == after {
            return;
        }
        if let Some(key) = before {
            self.holders.insert(key, Holder { entry: model::EntryId(0), touched: true });
        }
        if let Some(key) = after {
            self.holders.insert(key, Holder { entry, touched: true });
        }
    }

    fn take_waybill(
        &mut self,
        waybill: Box<Waybill<'a>>,
        key: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        let today = day_number(self.now.on);
        self.expire_waybill(key, today);
        let record = self.waybill_index(key).and_then(|it| self.waybills.get(it));
        let held = record.and_then(|it| it.held.as_ref());
        let entry_index = record.and_then(|it| self.index_of(it.entry));
        let action = waybill.head.action;
        let document = Document::Waybill(waybill);
        let Document::Waybill(waybill) = &document else { return };
        if Self::is_repeat(action, held, content) {
            return self.answer_repeat(entry_index, &document, &origin);
        }
        let is_held = held.is_some_and(|it| it.slot.state == DocumentState::Accepted);
        let prior = Prior {
            same_kind: held.map(|it| prior_of(&it.slot)),
            entry: entry_index.and_then(|it| self.entries.get(it)).map(|it| it.state),
            claimed_elsewhere: is_held
                && record.is_some_and(|it| it.order_no.as_str() != waybill.order_no.as_str()),
            ..Prior::default()
        };
        let parties = [self.party(
            "waybill.logistics_code",
            Role::Logistics,
            &waybill.logistics_code,
            &waybill.logistics_name,
        )];
        let verdict = self.judge(&document, &parties, prior);
        self.note_document(entry_index, &document, &verdict, &origin);
        self.answer_document(entry_index, &document, &verdict, &origin);
        if verdict.fate == Fate::Ignored {
            return;
        }
        let slot = self.slot(&document, content, DocumentState::Accepted, &origin);
        let window = self.now.waybill_window;
        let Document::Waybill(waybill) = document else { return };
        let order_no = waybill.order_no.clone();
        let index = self.open_waybill(key);
        let Some(record) = self.waybills.get_mut(index) else { return };
        record.touched = true;
        if file(&mut record.held, waybill, slot, action, verdict.fate) {
            record.order_no = order_no;
            record.used_until = today.saturating_add(window);
            if let Some(entry) = entry_index {
                self.join(entry);
            }
        } else if action == Action::Delete && verdict.fate == Fate::Taken {
            // What came into a site keeps its number in use.
            let is_in = record.arrival.is_some();
            record.used_until = if is_in { record.used_until } else { 0 };
        }
    }

    /// A waybill number whose window has passed is free again.
    pub(crate) fn expire_waybill(&mut self, key: KeyPair, today: i32) {
        let record = self.waybill_index(key).and_then(|it| self.waybills.get_mut(it));
        if let Some(record) = record
            && record.used_until != 0
            && record.used_until < today
        {
            *record = crate::claims::WaybillRecord::new(key);
        }
    }
}

/// Files a document in its place. Returns whether partners should be looked for: an accepted
/// document now stands there.
pub(crate) fn file<'a, T>(
    place: &mut Option<Held<'a, T>>,
    document: Box<T>,
    slot: Slot<'a>,
    action: Action,
    fate: Fate,
) -> bool {
    match (fate, action) {
        (Fate::Ignored, _) => false,
        (Fate::Taken, Action::New | Action::Change) => {
            *place = Some(Held { slot, document: Some(document) });
            true
        }
        (Fate::Taken, Action::Delete) => {
            *place =
                Some(Held { slot: Slot { state: DocumentState::Deleted, ..slot }, document: None });
            false
        }
        // A refused change leaves the accepted document standing.
        (Fate::Refused, _) => {
            let stands = place.as_ref().is_some_and(|it| it.accepted().is_some());
            if !stands {
                let slot = Slot { state: DocumentState::Rejected, ..slot };
                *place = Some(Held { slot, document: None });
            }
            false
        }
    }
}

pub(crate) fn prior_of(slot: &Slot<'_>) -> PriorDocument {
    PriorDocument { sent_at: slot.sent_at, state: slot.state }
}

/// Codes of class 7 speak of the house's state, not of the document.
fn is_processing(code: &str) -> bool {
    code.as_bytes().get(4) == Some(&b'7')
}

/// Days since 1970-01-01.
pub(crate) fn day_number(day: model::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.since(epoch).map_or(0, |span| span.get_days())
}

/// The receipt of an order, a payment, a waybill or its status, which is made of the document alone.
fn document_receipt<'a>(
    document: &Document<'a>,
    status: i32,
    info: Text<'a>,
) -> Option<ReceiptBody<'a>> {
    match document {
        Document::Order(it) => Some(ReceiptBody::Order(OrderReturn {
            guid: it.head.guid.clone(),
            platform_code: it.platform_code.clone(),
            seller_code: it.seller_code.clone(),
            order_no: it.order_no.clone(),
            status,
            info,
        })),
        Document::Payment(it) => Some(ReceiptBody::Payment(PaymentReturn {
            guid: it.head.guid.clone(),
            payment_company_code: it.payment_company_code.clone(),
            transaction_no: it.transaction_no.clone(),
            status,
            info,
        })),
        Document::Waybill(it) => Some(ReceiptBody::Waybill(WaybillReturn {
            guid: it.head.guid.clone(),
            logistics_code: it.logistics_code.clone(),
            waybill_no: it.waybill_no.clone(),
            status,
            info,
        })),
        Document::WaybillStatus(it) => Some(ReceiptBody::WaybillStatus(WaybillStatusReturn {
            guid: it.head.guid.clone(),
            logistics_code: it.logistics_code.clone(),
            waybill_no: it.waybill_no.clone(),
            waybill_status: it.status.clone(),
            status,
            info,
        })),
        // Made of the entry, or of what the house keeps of the detail.
        Document::Inventory(_)
        | Document::Cancellation(_)
        | Document::GoodsReturn(_)
        | Document::InboundDetail(_) => None,
    }
}
