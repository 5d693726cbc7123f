//! Takes a manifest's message: each bill by itself, so that a part of it can be accepted.

use lifecycle::{ConsignmentEvent as Step, ManifestEvent};
use messages::{ManifestHeader, ManifestReading};
use model::{
    ArrivalReturn, Consignment, ConsignmentState, DocumentRef, DocumentState, EntryId, Finding,
    Manifest, ManifestFunction, ManifestMessage, ManifestReturn, ManifestState, ManifestStatement,
    ReceiptBody, Severity, Text,
};

use crate::{
    catalogue,
    desk::Desk,
    history::Event,
    manifest::{ConsignmentFile, ManifestFile},
    manifest_checks::{DATA, head_findings, late_findings, number_of},
    prepare::Filed,
    take::{INFO_MAX, place_text},
};

/// How a manifest message came.
#[derive(Clone)]
pub(crate) struct SentManifest<'a> {
    pub(crate) at: DocumentRef,
    pub(crate) content: u64,
    pub(crate) to: Text<'a>,
    pub(crate) header: ManifestHeader<'a>,
    pub(crate) function: ManifestFunction,
    pub(crate) manifest_no: Text<'a>,
}

impl<'a> Desk<'a, '_> {
    /// Takes the one manifest or report of a message.
    pub(crate) fn take_manifest(
        &mut self,
        reading: ManifestReading<'a>,
        filed: Vec<Filed>,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        let Some(filed) = filed.into_iter().next() else { return };
        self.tally.documents += 1;
        let ManifestReading { header, message, faults, place } = reading;
        let to = recipient(&header, &message, sender);
        let (function, manifest_no) = (message.function(), message.manifest_no().clone());
        let sent = SentManifest { at, content: filed.content, to, header, function, manifest_no };
        if !faults.is_empty() {
            self.tally.unreadable += 1;
            let mut words = words(DATA, &faults);
            words.push_str(&place_text(place.place(bytes)));
            self.answer_manifest(None, &sent, "", ManifestStatement::Refused, words, &faults);
            return self.note_house(Event::Unreadable { at, findings: faults });
        }
        match message {
            ManifestMessage::Manifest { manifest, .. } => self.take_bills(manifest, &sent),
            ManifestMessage::ManifestReport { report } => self.take_report(report, &sent),
        }
    }

    fn take_bills(&mut self, mut manifest: Manifest<'a>, sent: &SentManifest<'a>) {
        let key = self.keyring.manifest(manifest.direction, &manifest.manifest_no);
        let consignments = std::mem::take(&mut manifest.consignments);
        let mut index = self.manifests.index(key);
        let held = index.and_then(|it| self.manifests.files.get(it)).map(|it| &*it.head);
        let mut findings = head_findings(&manifest, &consignments, held, sent.function, self);
        if sent.function == ManifestFunction::New {
            let (at, law) = (self.now.at, &self.registry.law);
            findings.extend(late_findings(&manifest, &consignments, at, law));
        }
        if findings.iter().any(|it| it.severity == Severity::Return) {
            return self.refuse_manifest(index, sent, consignments.len(), &findings);
        }
        let index = *index.get_or_insert_with(|| self.open_manifest(&manifest, sent));
        let bills = u32::try_from(consignments.len()).unwrap_or(u32::MAX);
        let (at, function) = (sent.at, sent.function);
        let outcome = Some(DocumentState::Accepted);
        let noted = findings.clone();
        self.note_manifest(
            index,
            Event::ManifestSent { at, function, bills, outcome, findings: noted },
        );
        if function == ManifestFunction::Change
            && let Some(file) = self.manifests.files.get_mut(index)
        {
            change(&mut file.head, manifest.clone());
        }
        let kept = self.keyring.manifests_kept(
            manifest.direction,
            &manifest.transport_mode,
            &manifest.port_customs,
        );
        self.hold(kept);
        for (nth, consignment) in consignments.iter().enumerate() {
            let is_repeated =
                consignments.iter().take(nth).any(|it| it.billed_as() == consignment.billed_as());
            let carried = Manifest { consignments: vec![consignment.clone()], ..manifest.clone() };
            self.take_bill(index, (nth, carried), is_repeated, &findings, sent);
        }
    }

    /// One bill of a sound manifest; `late` is what was found of them all.
    fn take_bill(
        &mut self,
        manifest: usize,
        (nth, carried): (usize, Manifest<'a>),
        is_repeated: bool,
        late: &[Finding],
        sent: &SentManifest<'a>,
    ) {
        let Some(goods) = carried.consignments.first() else { return };
        let bill_no = goods.billed_as();
        let found = self.bill_on(manifest, goods);
        if let (Some(found), ManifestFunction::New) = (found, sent.function)
            && self.manifests.consignments.get(found).is_some_and(|it| *it.carried == carried)
            && !is_repeated
        {
            // The same once more is answered as before.
            self.note_bill_sent(Some(found), &bill_no, None, &[], sent);
            return self.answer_bill(found, sent, &[]);
        }
        let mut findings = self.bill_findings(nth, &carried, found, is_repeated, sent.function);
        if findings.iter().any(|it| it.severity == Severity::Return) {
            self.tally.outcome("bills_refused");
            self.note_bill_sent(None, &bill_no, Some(DocumentState::Rejected), &findings, sent);
            let words = words(number_of(&findings), &findings);
            let case = found.and_then(|it| self.manifests.consignments.get(it)).map(|it| it.id);
            let refused = ManifestStatement::Refused;
            return self.answer_manifest(case, sent, &bill_no, refused, words, &findings);
        }
        self.tally.outcome("bills_accepted");
        match (sent.function, found) {
            (ManifestFunction::New, _) => {
                findings.extend(late.iter().cloned());
                self.open_bill(manifest, carried, &findings, sent);
            }
            (ManifestFunction::Change, Some(found)) => {
                self.note_bill_sent(
                    Some(found),
                    &bill_no,
                    Some(DocumentState::Accepted),
                    &findings,
                    sent,
                );
                if let Some(file) = self.manifests.consignments.get_mut(found) {
                    change(&mut file.carried, carried);
                    (file.at, file.content) = (sent.at, sent.content);
                }
                self.answer_bill(found, sent, &findings);
            }
            (ManifestFunction::Delete, Some(found)) => {
                self.note_bill_sent(
                    Some(found),
                    &bill_no,
                    Some(DocumentState::Deleted),
                    &findings,
                    sent,
                );
                self.take_off(found);
                self.answer_bill(found, sent, &findings);
            }
            (_, None) => {}
        }
    }

    /// Puts a bill on its manifest; whoever waited for it goes on.
    fn open_bill(
        &mut self,
        manifest: usize,
        carried: Manifest<'a>,
        findings: &[Finding],
        sent: &SentManifest<'a>,
    ) {
        let Some(goods) = carried.consignments.first() else { return };
        let bill_no = goods.billed_as();
        let key = self.keyring.bill(carried.direction, &bill_no);
        let Some(manifest_id) = self.manifests.files.get(manifest).map(|it| it.id) else { return };
        let id = self.next_case();
        let is_doubtful = findings.iter().any(|it| it.severity == Severity::Review);
        let is_late = findings.iter().any(|it| it.code == "HSE-6205");
        let index = self.manifests.add_consignment(ConsignmentFile {
            id,
            key,
            state: ConsignmentState::Manifested,
            manifest: manifest_id,
            carried: Box::new(carried),
            at: sent.at,
            content: sent.content,
            sender: sent.to.clone(),
            sender_id: sent.header.sender_id.clone(),
            message_id: sent.header.message_id.clone(),
            message_type: sent.header.message_type.clone(),
            sent_at: self.now.at,
            is_late,
            arrived_at: None,
            site: Text::default(),
            tally: None,
            declared: None,
            transit: None,
            came_in: Vec::new(),
            released_at: None,
            left_at: None,
            n_findings: 0,
            touched: true,
            happenings: Vec::new(),
        });
        self.manifests.bill(key).consignments.push(id);
        if let Some(file) = self.manifests.files.get_mut(manifest) {
            file.touched = true;
            file.consignments.push(id);
        }
        self.note_bill_sent(Some(index), &bill_no, Some(DocumentState::Accepted), findings, sent);
        if is_doubtful {
            self.advance_bill(index, Step::SentToReview, findings);
        }
        self.answer_bill(index, sent, findings);
        self.bill_is_on_manifest(index);
    }

    pub(crate) fn open_manifest(
        &mut self,
        manifest: &Manifest<'a>,
        sent: &SentManifest<'a>,
    ) -> usize {
        let id = self.next_case();
        let key = self.keyring.manifest(manifest.direction, &manifest.manifest_no);
        self.manifests.add(ManifestFile {
            id,
            key,
            state: ManifestState::Announced,
            head: Box::new(manifest.clone()),
            at: sent.at,
            sender: sent.to.clone(),
            consignments: Vec::new(),
            over_landed: Vec::new(),
            arrived_at: None,
            vehicles: Vec::new(),
            is_new: true,
            touched: true,
            happenings: Vec::new(),
        })
    }

    /// The bill on that manifest, unless it was taken off.
    pub(crate) fn bill_on(&self, manifest: usize, goods: &Consignment<'_>) -> Option<usize> {
        self.bill_no_on(manifest, &goods.billed_as())
    }

    pub(crate) fn bill_no_on(&self, manifest: usize, bill_no: &str) -> Option<usize> {
        let file = self.manifests.files.get(manifest)?;
        let key = self.keyring.bill(file.head.direction, bill_no);
        let mut of_bill = self.manifests.of_bill(key).rev();
        of_bill.find(|it| {
            self.manifests.consignments.get(*it).is_some_and(|it| {
                it.manifest == file.id
                    && it.state != ConsignmentState::Deleted
                    && it.goods().is_some_and(|it| it.is_billed_as(bill_no))
            })
        })
    }

    /// The bill is not carried any more.
    pub(crate) fn take_off(&mut self, index: usize) {
        self.advance_bill(index, Step::TakenOff, &[]);
        let Some(file) = self.manifests.consignments.get(index) else { return };
        let (id, key) = (file.id, file.key);
        self.manifests.bill(key).consignments.retain(|it| *it != id);
    }

    /// Notes that a key is in use, for nobody in particular.
    pub(crate) fn hold(&mut self, key: model::KeyPair) {
        use crate::desk::Holder;
        self.holders.entry(key).or_insert(Holder { entry: EntryId(0), touched: true });
    }

    fn refuse_manifest(
        &mut self,
        index: Option<usize>,
        sent: &SentManifest<'a>,
        n_bills: usize,
        findings: &[Finding],
    ) {
        self.tally.outcome("manifests_refused");
        self.tally.findings(findings);
        let (at, function) = (sent.at, sent.function);
        let bills = u32::try_from(n_bills).unwrap_or(u32::MAX);
        let outcome = Some(DocumentState::Rejected);
        let noted =
            Event::ManifestSent { at, function, bills, outcome, findings: findings.to_vec() };
        match index {
            Some(index) => self.note_manifest(index, noted),
            None => self.note_house(noted),
        }
        let words = words(DATA, findings);
        self.answer_manifest(None, sent, "", ManifestStatement::Refused, words, findings);
    }

    pub(crate) fn note_manifest(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.manifests.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    pub(crate) fn note_consignment(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.manifests.consignments.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    fn note_bill_sent(
        &mut self,
        index: Option<usize>,
        bill_no: &str,
        outcome: Option<DocumentState>,
        findings: &[Finding],
        sent: &SentManifest<'a>,
    ) {
        self.tally.findings(findings);
        let (at, function) = (sent.at, sent.function);
        let bill_no = bill_no.to_owned();
        let noted = Event::BillSent { at, function, bill_no, outcome, findings: findings.to_vec() };
        match index {
            Some(index) => self.note_consignment(index, noted),
            None => self.note_house(noted),
        }
    }

    /// Moves a consignment along its table; what the table does not allow is left as it is.
    pub(crate) fn advance_bill(&mut self, index: usize, step: Step, findings: &[Finding]) -> bool {
        let Some(file) = self.manifests.consignments.get_mut(index) else { return false };
        let from = file.state;
        let Some(to) = lifecycle::next_consignment(from, step) else { return false };
        file.state = to;
        file.n_findings += u32::try_from(findings.len()).unwrap_or(u32::MAX);
        let findings = findings.to_vec();
        self.note_consignment(index, Event::ConsignmentState { from, to, findings });
        true
    }

    pub(crate) fn advance_manifest(&mut self, index: usize, step: ManifestEvent) {
        let Some(file) = self.manifests.files.get_mut(index) else { return };
        let from = file.state;
        let Some(to) = lifecycle::next_manifest(from, step) else { return };
        file.state = to;
        self.note_manifest(index, Event::ManifestState { from, to });
    }

    /// Answers about a bill that was taken: accepted, or to be reviewed.
    pub(crate) fn answer_bill(
        &mut self,
        index: usize,
        sent: &SentManifest<'a>,
        findings: &[Finding],
    ) {
        let Some(file) = self.manifests.consignments.get(index) else { return };
        let is_reviewing = file.state == ConsignmentState::Reviewing;
        let (id, bill_no) = (file.id, file.bill_no());
        let name = kind_name(sent.header.message_type.as_str(), file.carried.direction);
        let is_late = findings.iter().any(|it| it.code == "HSE-6205");
        let (statement, mut text) = if is_reviewing && is_late {
            (ManifestStatement::Review, "19010 转人工审核,舱单申报超时".to_owned())
        } else if is_reviewing {
            (ManifestStatement::Review, "19010 转人工审核".to_owned())
        } else {
            (ManifestStatement::Accepted, format!("19000 接受申报,该{name}报文处理成功"))
        };
        if !findings.is_empty() {
            let room = INFO_MAX - text.chars().count();
            text.push_str(&messages::spell(&catalogue::explain(findings), room));
        }
        self.answer_manifest(Some(id), sent, &bill_no, statement, text, findings);
    }

    /// Issues the receipt, to whoever sent it.
    pub(crate) fn answer_manifest(
        &mut self,
        case: Option<EntryId>,
        sent: &SentManifest<'a>,
        bill_no: &str,
        statement: ManifestStatement,
        info: String,
        findings: &[Finding],
    ) {
        let header = &sent.header;
        if let Some(of) = &header.arrival {
            let is_taken = statement != ManifestStatement::Refused;
            let info = Text::from(format!("{bill_no} {info}").trim_start().to_owned());
            let answer = ArrivalReturn { of: (**of).clone(), is_taken, info };
            let receipt = ReceiptBody::ArrivalReport(Box::new(answer));
            return self.issue_to_carrier(case, sent, receipt, findings);
        }
        let receipt = ReceiptBody::Manifest(ManifestReturn {
            message_id: match header.message_id.given() {
                Some(_) => header.message_id.clone(),
                None => Text::from(sent.at.input.to_string()),
            },
            message_type: header.message_type.clone(),
            function: sent.function,
            to: header.sender_id.given().map_or_else(|| sent.to.clone(), |it| it.to_owned().into()),
            manifest_no: sent.manifest_no.clone(),
            bill_no: Text::from(bill_no.to_owned()),
            statement,
            info: Text::from(info),
        });
        self.issue_to_carrier(case, sent, receipt, findings);
    }

    fn issue_to_carrier(
        &mut self,
        case: Option<EntryId>,
        sent: &SentManifest<'a>,
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let said = self.issue(case.unwrap_or(EntryId(0)), receipt, findings);
        let answered = self.address(&sent.to, said);
        match case.and_then(|it| self.manifests.consignment(it)) {
            Some(index) => self.note_consignment(index, answered),
            None => self.note_house(answered),
        }
    }

    /// Tells the manifest's sender what customs decided about the bill.
    pub(crate) fn tell_carrier(
        &mut self,
        index: usize,
        statement: ManifestStatement,
        info: String,
        findings: &[Finding],
    ) {
        let Some(file) = self.manifests.consignments.get(index) else { return };
        let (id, bill_no) = (file.id, file.bill_no());
        let sent = SentManifest {
            at: file.at,
            content: file.content,
            to: file.sender.clone(),
            header: ManifestHeader {
                message_id: file.message_id.clone(),
                message_type: file.message_type.clone(),
                sender_id: file.sender_id.clone(),
                arrival: None,
            },
            function: ManifestFunction::New,
            manifest_no: file.carried.manifest_no.clone(),
        };
        self.answer_manifest(Some(id), &sent, &bill_no, statement, info, findings);
    }
}

/// To whom the answers go: of our own JSON whom it names, else who brought it; of the wire's messages
/// who brought it, else as he names himself.
fn recipient<'a>(
    header: &ManifestHeader<'a>,
    message: &ManifestMessage<'a>,
    sender: &'a str,
) -> Text<'a> {
    let named = message.sender_code();
    if header.sender_id.is_empty() && !named.is_empty() {
        named.clone()
    } else if !sender.is_empty() {
        Text::borrowed(sender)
    } else {
        header.sender_id.clone()
    }
}

/// Puts in what a change says; what it leaves out stays as it was.
fn change<'a>(held: &mut Manifest<'a>, said: Manifest<'a>) {
    let put = |held: &mut Text<'a>, said: Text<'a>| {
        if !said.is_empty() {
            *held = said;
        }
    };
    put(&mut held.transport_name, said.transport_name);
    put(&mut held.voyage_no, said.voyage_no);
    put(&mut held.transmitter_code, said.transmitter_code);
    held.port_customs = said.port_customs;
    held.transport_mode = said.transport_mode;
    if said.ship != model::ShipKind::Unsaid {
        held.ship = said.ship;
    }
    held.loading_at = said.loading_at.or(held.loading_at);
    held.departure_at = said.departure_at.or(held.departure_at);
    held.arrival_at = said.arrival_at.or(held.arrival_at);
    for (held, said) in held.consignments.iter_mut().zip(said.consignments) {
        put(&mut held.packaging, said.packaging);
        put(&mut held.goods, said.goods);
        put(&mut held.loading_port, said.loading_port);
        put(&mut held.unloading_port, said.unloading_port);
        put(&mut held.consignor, said.consignor);
        put(&mut held.consignee, said.consignee);
        if said.packages != 0 {
            held.packages = said.packages;
        }
        if !said.gross_weight_kg.is_zero() {
            held.gross_weight_kg = said.gross_weight_kg;
        }
        if !said.containers.is_empty() {
            held.containers = said.containers;
        }
    }
}

/// The wire's number and what was found, within the room of a receipt.
pub(crate) fn words(number: &str, findings: &[Finding]) -> String {
    let room = INFO_MAX - number.chars().count();
    format!("{number}{}", messages::spell(&catalogue::explain(findings), room))
}

/// What the wire calls a message of that type.
fn kind_name(message_type: &str, direction: model::Direction) -> &'static str {
    match (message_type, direction) {
        ("manifest_report", _) => "报告",
        ("MT3402" | "ARRIVAL", _) => "运抵报告",
        ("MT5401" | "MT5402", _) => "理货报告",
        ("MT8401" | "MT8402", _) => "落货申请",
        ("MT8403" | "MT8404", _) => "改配申请",
        ("MT4401", _) => "承运确报",
        ("MT4402", _) => "装载舱单",
        (_, model::Direction::Import) => "原始舱单申报",
        (_, model::Direction::Export) => "预配舱单申报",
    }
}
