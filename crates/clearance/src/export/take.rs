//! Takes one document of an export: ignored, refused or filed, and answered.

use checks::{ExportCase, ExportPrior, Party};
use messages::{ExportEnvelope, ExportReading};
use model::{
    Action, DayStamp, DocumentRef, DocumentState, EntryId, ExportDocument, ExportList,
    ExportReturn, ExportState, Finding, FormatReturn, InputId, KeyPair, Moment, ReceiptBody, Role,
    Stamp, Text,
};

use super::{ExportFile, ExportWaybillRecord, order_of};
use crate::{
    catalogue,
    desk::{Desk, Origin},
    entry::{Held, Slot},
    history::Event,
    prepare::Filed,
    signing::Signature,
    take::{Fate, Verdict, day_number, file, place_text, prior_of},
};

/// Most characters of a format receipt's words, and of the place that stands behind them.
const FORMAT_INFO_MAX: usize = 5_000;
const PLACE_ROOM: usize = 64;

/// How an export message came.
pub(crate) struct Arrived<'a, 'r> {
    pub(crate) input: InputId,
    pub(crate) received_at: Moment,
    /// As the door knows; may be empty.
    pub(crate) sender: &'a str,
    pub(crate) bytes: &'r [u8],
}

impl<'a> Desk<'a, '_> {
    /// Takes every document of a message, in the sender's order.
    pub(crate) fn take_exports(
        &mut self,
        envelope: ExportEnvelope<'a>,
        filed: Vec<Filed>,
        mut signature: Signature,
        arrived: &Arrived<'a, '_>,
    ) {
        let carrier = envelope.transfer.as_ref().and_then(|it| it.company_code.given());
        let carrier = carrier.map(|it| Text::from(it.to_owned()));
        let is_told = |it: &&model::Subscription<'_>| it.status == "ALL" || it.status == "RET";
        let told = envelope.subscriptions.iter().filter(is_told);
        let subscribers: Vec<Text<'a>> = told.map(|it| it.address.clone()).collect();
        for (index, (reading, filed)) in envelope.readings.into_iter().zip(filed).enumerate() {
            let own = reading.document.own_company();
            let sender = carrier.clone().unwrap_or_else(|| {
                if arrived.sender.is_empty() { own.clone() } else { Text::borrowed(arrived.sender) }
            });
            let name = reading.document.kind().name();
            let unproved = signature.findings_of(
                self.registry,
                (own, name),
                &sender,
                arrived.bytes,
                arrived.received_at,
            );
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            let origin = Origin {
                at: DocumentRef { input: arrived.input, index },
                message_guid: envelope.guid.clone(),
                sender,
                subscribers: subscribers.clone(),
            };
            self.tally.documents += 1;
            if !reading.faults.is_empty() {
                self.refuse_export_form(reading, unproved, arrived.bytes, &origin);
            } else if unproved.is_empty() {
                self.take_export(reading.document, filed, origin);
            } else {
                // Nothing of it is filed and only its sender is told: it may not come from whom it speaks for.
                let verdict = Verdict { findings: unproved, fate: Fate::Ignored };
                self.note_export_document(None, &reading.document, &verdict, &origin);
                self.answer_export_document(None, &reading.document, &verdict, &origin);
            }
        }
    }

    fn take_export(&mut self, document: ExportDocument<'a>, filed: Filed, origin: Origin<'a>) {
        let Filed { keys, content, entry, lines, .. } = filed;
        match (document, keys.order, keys.waybill) {
            (ExportDocument::List(list), Some(key), Some(waybill)) => {
                self.take_export_list(list, key, waybill, content, origin);
            }
            (document, Some(key), None) => self.take_export_paper(document, key, content, origin),
            (document, None, Some(key)) => {
                self.take_export_waybill(document, key, content, origin);
            }
            (ExportDocument::Cancellation(it), ..) => {
                self.take_export_cancellation(it, entry, &origin);
            }
            (ExportDocument::Summary(it), ..) => {
                let Some(key) = keys.inbound else { return };
                self.take_export_summary(it, key, content, &origin);
            }
            (ExportDocument::Return(it), ..) => {
                let Some(parcel) = lines.first() else { return };
                self.take_export_return(it, *parcel, content, origin);
            }
            (ExportDocument::Tally(it), ..) => {
                let (Some(key), Some(parcel)) = (keys.inbound, lines.first()) else { return };
                self.take_return_tally(it, key, *parcel, content, &origin);
            }
            (document, ..) => {
                let Some(key) = keys.inbound else { return };
                self.take_export_movement(document, key, lines, content, &origin);
            }
        }
    }

    /// Answers a document whose form was wrong: every format fault, and whatever can be said of its readable
    /// fields besides.
    fn refuse_export_form(
        &mut self,
        reading: ExportReading<'a>,
        unproved: Vec<Finding>,
        bytes: &[u8],
        origin: &Origin<'a>,
    ) {
        let document = &reading.document;
        let mut more = Vec::new();
        self.check_export(document, ExportPrior::default(), &[], true, &mut more);
        let mut findings = reading.faults;
        findings.extend(unproved);
        more.retain(|it| findings.iter().all(|fault| fault.pointer != it.pointer));
        findings.extend(more);
        self.tally.unreadable += 1;
        self.tally.findings(&findings);
        let explained = catalogue::explain(&findings);
        let mut info = messages::spell(&explained, FORMAT_INFO_MAX - PLACE_ROOM);
        info.push_str(&place_text(reading.place.place(bytes)));
        let message_id = match origin.message_guid.given() {
            Some(guid) => guid.to_owned(),
            None => origin.at.input.to_string(),
        };
        let original = reading.place.of(bytes);
        let receipt = ReceiptBody::Format(FormatReturn {
            guid: document.head().guid.clone(),
            status: messages::export_negative_code(document.kind(), messages::Problem::Format),
            info: Text::from(info),
            original_message_id: Text::from(message_id),
            original_message_type: Text::borrowed(messages::export_root(document.kind())),
            original_message: Text::from(String::from_utf8_lossy(original).into_owned()),
        });
        self.answer(None, &[&origin.sender], receipt, &findings);
        self.note_house(Event::Unreadable { at: origin.at, findings });
    }

    fn check_export(
        &self,
        document: &ExportDocument<'_>,
        prior: ExportPrior,
        parties: &[Party<'_>],
        only_single_field: bool,
        findings: &mut Vec<Finding>,
    ) {
        let (on, law, tolerance) = (self.now.on, &self.registry.law, self.tolerance());
        let case = ExportCase { document, on, law, parties, prior, tolerance };
        checks::export_document(&case, only_single_field, findings);
    }

    pub(super) fn judge_export(
        &self,
        document: &ExportDocument<'_>,
        prior: ExportPrior,
    ) -> Verdict {
        let mut findings = Vec::new();
        let parties = self.export_parties(document);
        self.check_export(document, prior, &parties, false, &mut findings);
        Verdict::of(findings)
    }

    /// Who stands in a document.
    fn export_parties<'c>(&'c self, document: &'c ExportDocument<'_>) -> Vec<Party<'c>> {
        let party = |pointer, role, code, name| self.party(pointer, role, code, name);
        let platform = |pointer, code, name| self.platform_party(pointer, code, name);
        match document {
            ExportDocument::Order(it) => vec![
                platform("export_order.platform_code", &it.platform_code, &it.platform_name),
                party("export_order.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
            ],
            ExportDocument::Money(it) => vec![
                platform("export_money.platform_code", &it.platform_code, &it.platform_name),
                party("export_money.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
            ],
            ExportDocument::Waybill(it) => {
                let (code, name) = (&it.logistics_code, &it.logistics_name);
                vec![party("export_waybill.logistics_code", Role::Logistics, code, name)]
            }
            ExportDocument::List(it) => vec![
                platform("export_list.platform_code", &it.platform_code, &it.platform_name),
                party("export_list.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
                party(
                    "export_list.logistics_code",
                    Role::Logistics,
                    &it.logistics_code,
                    &it.logistics_name,
                ),
                party(
                    "export_list.declarant_code",
                    Role::Declarant,
                    &it.declarant_code,
                    &it.declarant_name,
                ),
                party("export_list.zone_code", Role::Zone, &it.zone_code, &it.zone_name),
            ],
            ExportDocument::Cancellation(it) => {
                let (code, name) = (&it.declarant_code, &it.declarant_name);
                vec![party("export_cancellation.declarant_code", Role::Declarant, code, name)]
            }
            ExportDocument::Arrival(it) => {
                let (code, name) = (&it.operator_code, &it.operator_name);
                vec![party("export_arrival.operator_code", Role::Site, code, name)]
            }
            ExportDocument::Return(it) => self.return_parties(it),
            ExportDocument::Tally(it) => {
                let (code, name) = (&it.operator_code, &it.operator_name);
                vec![party("return_tally.operator_code", Role::Site, code, name)]
            }
            ExportDocument::Departure(it) => {
                let (code, name) = (&it.logistics_code, &it.logistics_name);
                vec![party("export_departure.logistics_code", Role::Logistics, code, name)]
            }
            ExportDocument::MasterWaybill(it) => {
                let (code, name) = (&it.declarant_code, &it.declarant_name);
                vec![party("master_waybill.declarant_code", Role::Declarant, code, name)]
            }
            ExportDocument::Summary(it) => {
                let (code, name) = (&it.declarant_code, &it.declarant_name);
                vec![
                    party("export_summary.declarant_code", Role::Declarant, code, name),
                    party(
                        "export_summary.seller_code",
                        Role::Seller,
                        &it.seller_code,
                        &it.seller_name,
                    ),
                ]
            }
        }
    }

    /// Who stands in an application to return goods.
    fn return_parties<'c>(&'c self, it: &'c ExportReturn<'_>) -> Vec<Party<'c>> {
        vec![
            self.platform_party(
                "export_return.platform_code",
                &it.platform_code,
                &it.platform_name,
            ),
            self.party("export_return.seller_code", Role::Seller, &it.seller_code, &it.seller_name),
            self.party(
                "export_return.logistics_code",
                Role::Logistics,
                &it.logistics_code,
                &it.logistics_name,
            ),
            self.party(
                "export_return.declarant_code",
                Role::Declarant,
                &it.declarant_code,
                &it.declarant_name,
            ),
        ]
    }

    /// A platform; one abroad has no code, and is not registered here.
    fn platform_party<'c>(&'c self, at: &'static str, code: &'c str, name: &'c str) -> Party<'c> {
        self.party(at, Role::Platform, if code == "无" { "" } else { code }, name)
    }

    pub(super) fn export_slot(
        &self,
        document: &ExportDocument<'_>,
        content: u64,
        origin: &Origin<'a>,
    ) -> Slot<'a> {
        Slot {
            at: origin.at,
            received_at: self.now.at,
            sent_at: document.head().sent_at,
            state: DocumentState::Accepted,
            content,
            sender: origin.sender.clone(),
        }
    }

    /// Files the export where there is none.
    fn open_export(&mut self, key: KeyPair, document: &ExportDocument<'a>) -> Option<usize> {
        if let Some(index) = self.exports.index(key) {
            return Some(index);
        }
        let [platform_code, seller_code, order_no] = order_of(document)?;
        let id = self.next_case();
        Some(self.exports.add(ExportFile {
            id,
            key,
            state: ExportState::Expected,
            due_at: None,
            platform_code: platform_code.clone(),
            seller_code: seller_code.clone(),
            order_no: order_no.clone(),
            order: None,
            money: None,
            list: None,
            waybill: None,
            taken_on: DayStamp::default(),
            is_numbered: false,
            master_bill_no: Text::default(),
            subscribers: Vec::new(),
            left_at: Stamp::default(),
            released_on: DayStamp::default(),
            summed_by: EntryId(0),
            is_overdue: false,
            returns: Vec::new(),
            n_findings: 0,
            is_new: true,
            touched: true,
            happenings: Vec::new(),
        }))
    }

    /// An order or a receipt of money.
    fn take_export_paper(
        &mut self,
        document: ExportDocument<'a>,
        key: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        let mut index = self.exports.index(key);
        let held = index.and_then(|it| self.exports.files.get(it));
        let slot = held.and_then(|it| it.slot(document.kind()));
        if is_repeat(&document, slot, content) {
            return self.repeat_export_document(index, &document, &origin);
        }
        let prior = ExportPrior {
            same_kind: slot.map(prior_of),
            state: held.map(|it| it.state),
            ..ExportPrior::default()
        };
        let verdict = self.judge_export(&document, prior);
        if verdict.fate != Fate::Ignored {
            index = self.open_export(key, &document);
        }
        self.note_export_document(index, &document, &verdict, &origin);
        self.answer_export_document(index, &document, &verdict, &origin);
        let slot = self.export_slot(&document, content, &origin);
        let Some(index) = index else { return };
        let Some(it) = self.exports.files.get_mut(index) else { return };
        let (action, fate) = (document.action(), verdict.fate);
        let stands = match document {
            ExportDocument::Order(order) => file(&mut it.order, order, slot, action, fate),
            ExportDocument::Money(money) => file(&mut it.money, money, slot, action, fate),
            _ => false,
        };
        if stands {
            self.join_export(index);
        }
    }

    fn take_export_waybill(
        &mut self,
        document: ExportDocument<'a>,
        key: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        self.expire_export_waybill(key);
        let record = self.exports.waybill(key);
        let slot = record.and_then(|it| it.held.as_ref()).map(|it| &it.slot);
        let index = self.exports.of_waybill(key);
        if is_repeat(&document, slot, content) {
            return self.repeat_export_document(index, &document, &origin);
        }
        let state = index.and_then(|it| self.exports.files.get(it)).map(|it| it.state);
        let same_kind = slot.map(prior_of);
        let verdict = self
            .judge_export(&document, ExportPrior { same_kind, state, ..ExportPrior::default() });
        self.note_export_document(index, &document, &verdict, &origin);
        self.answer_export_document(index, &document, &verdict, &origin);
        if verdict.fate == Fate::Ignored {
            return;
        }
        let slot = self.export_slot(&document, content, &origin);
        let used_until = day_number(self.now.on).saturating_add(self.now.waybill_window);
        let (action, fate) = (document.action(), verdict.fate);
        let ExportDocument::Waybill(waybill) = document else { return };
        let Some(record) = self.exports.open_waybill(key) else { return };
        record.touched = true;
        let stands = file(&mut record.held, waybill, slot, action, fate);
        if stands {
            record.used_until = record.used_until.max(used_until);
        }
        if let Some(index) = index.filter(|_| stands) {
            self.join_export(index);
        }
    }

    /// A number that was not used for so long is free again.
    pub(super) fn expire_export_waybill(&mut self, key: KeyPair) {
        let today = day_number(self.now.on);
        let is_over = |it: &&ExportWaybillRecord<'_>| it.used_until != 0 && it.used_until < today;
        if self.exports.waybill(key).filter(is_over).is_some()
            && let Some(record) = self.exports.open_waybill(key)
        {
            *record = ExportWaybillRecord::new(key);
        }
    }

    fn take_export_list(
        &mut self,
        list: Box<ExportList<'a>>,
        key: KeyPair,
        waybill: KeyPair,
        content: u64,
        origin: Origin<'a>,
    ) {
        self.expire_export_waybill(waybill);
        let mut index = self.exports.index(key);
        let document = ExportDocument::List(list);
        let held = index.and_then(|it| self.exports.files.get(it));
        let slot = held.and_then(|it| it.list.as_ref()).map(|it| &it.slot);
        if is_repeat(&document, slot, content) {
            return self.repeat_export_list(index, &document, &origin);
        }
        let holder = self.exports.waybill(waybill).map(|it| it.entry).filter(|it| it.0 != 0);
        let prior = ExportPrior {
            same_kind: slot.map(prior_of),
            state: held.map(|it| it.state),
            claimed_elsewhere: holder.is_some() && holder != held.map(|it| it.id),
            is_used: false,
        };
        let verdict = self.judge_export(&document, prior);
        if verdict.fate != Fate::Ignored {
            index = self.open_export(key, &document);
        }
        self.note_export_document(index, &document, &verdict, &origin);
        let Some(at) = index.filter(|_| verdict.fate != Fate::Ignored) else {
            return self.answer_export_document(index, &document, &verdict, &origin);
        };
        if document.action() == Action::Delete {
            return self.withdraw_export(at, "清单已删除");
        }
        let slot = self.export_slot(&document, content, &origin);
        let ExportDocument::List(list) = document else { return };
        let held = Held { slot, document: Some(list) };
        self.declare_export(at, held, waybill, verdict, origin.subscribers);
    }
}

/// Whether this is what is held already, sent once more.
fn is_repeat(document: &ExportDocument<'_>, held: Option<&Slot<'_>>, content: u64) -> bool {
    let is_same = |it: &Slot<'_>| it.state == DocumentState::Accepted && it.content == content;
    document.action() == Action::New && held.is_some_and(is_same)
}
