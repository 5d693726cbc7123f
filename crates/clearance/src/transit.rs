//! Transit (转关): the goods of a bill go on to another customs office under seal. A transit is linked to the consignment
//! on the manifest, and to the declaration that stands for it.
//!
//! It is not changed: whoever declared it has it void, or an officer returns it, and it is declared anew. Of an import
//! the declaration waits until its goods are where they go; an export is released where it departs, and not loaded
//! before it is where it leaves the country.

use lifecycle::{ConsignmentEvent, TransitEvent as Step, next_transit};
use model::{
    Channel, ConsignmentState, Date, DayStamp, DeclarationState, Direction, EntryId, Finding,
    Moment, OfficerAction, ReceiptBody, Text, TransitAct, TransitKind, TransitReturn, TransitTerms,
    is_enterprise_code,
};

use crate::{
    catalogue::refuse,
    desk::Desk,
    history::Event,
    manifest::ConsignmentFile,
    money::after,
    take::info,
    transit_file::{InTransit, TransitFile, transit_case, transit_no},
};

/// What the input is called.
const KIND: &str = "transit";

impl<'a> Desk<'a, '_> {
    /// 转关申报.
    pub(crate) fn take_transit(
        &mut self,
        direction: Direction,
        bill_no: String,
        terms: TransitTerms,
        sender: &str,
    ) {
        let bill = self.bill_in_transit(direction, &bill_no);
        let consignment = bill.and_then(|it| self.manifests.consignments.get(it)).map(|it| it.id);
        let known = consignment.and_then(|it| self.transits.of_id(transit_case(it)));
        let standing = known.and_then(|it| self.transits.files.get(it)).filter(|it| it.stands());
        if standing.is_some_and(|it| *it.terms == terms) {
            return self.note_command(KIND, 0);
        }
        let findings = self.transit_findings(direction, &bill_no, bill, standing, &terms);
        let to = if is_enterprise_code(&terms.declarant_code) {
            terms.declarant_code.clone()
        } else {
            sender.to_owned()
        };
        let (Some(bill), true) = (bill, findings.is_empty()) else {
            return self.refuse_transit(direction, &to, findings);
        };
        self.enter_transit(bill, bill_no, terms, to, EntryId(0));
    }

    /// Nothing stands against it: it is declared, by itself or by the declaration that brought it, for the goods of a
    /// bill. Its receipts go to `to`.
    pub(crate) fn enter_transit(
        &mut self,
        bill: usize,
        bill_no: String,
        terms: TransitTerms,
        to: String,
        brought_by: EntryId,
    ) {
        let Some(carrying) = self.manifests.consignments.get(bill) else { return };
        let (consignment, direction) = (carrying.id, carrying.carried.direction);
        let year = DayStamp::from_date(self.now.on).number() / 10_000;
        let number = transit_no(&terms, direction, year, consignment);
        let index = self.transits.of_id(transit_case(consignment)).unwrap_or_else(|| {
            let mut file = TransitFile::new(consignment, direction, terms.clone());
            file.bill_no = bill_no;
            self.transits.add(file)
        });
        let declared = Event::TransitDeclared {
            transit_no: number.clone(),
            kind: terms.kind,
            departure_customs: terms.departure_customs.clone(),
            destination_customs: terms.destination_customs.clone(),
            seals: terms.all_seals().into_iter().map(str::to_owned).collect(),
        };
        self.note_transit(index, declared);
        let destination_customs = terms.destination_customs.clone();
        if let Some(file) = self.transits.files.get_mut(index) {
            (file.transit_no, file.sender, *file.terms) = (number.clone(), to, terms);
            (file.departed_at, file.arrived_at, file.is_overdue) = (None, None, false);
            file.brought_by = brought_by;
        }
        self.move_transit(index, Step::Declared);
        let transit_no = number.clone();
        let in_transit =
            InTransit { transit_no, destination_customs, arrived_at: None, has_other_seals: false };
        self.bind_to_transit(bill, Some(in_transit));
        self.note_consignment(bill, Event::Linked { by: number });
        self.tally.outcome("transits_declared");
        self.answer_transit(index, Channel::Received, "转关单入库", &[]);
        self.transit_may_leave(bill);
    }

    fn refuse_transit(&mut self, direction: Direction, to: &str, findings: Vec<Finding>) {
        self.tally.outcome("transits_refused");
        self.tally.findings(&findings);
        let receipt = ReceiptBody::Transit(TransitReturn {
            preliminary_no: Text::default(),
            transit_no: Text::default(),
            at: self.now.at,
            channel: Channel::Refused,
            note: info(&findings, "退单"),
            direction,
        });
        self.answer(None, &[to], receipt, &findings);
        let kind = KIND.to_owned();
        self.note_house(Event::HouseInput { kind, rows: 0, findings });
    }

    /// The bill that a transit names: the latest with that number that is not off its manifest.
    fn bill_in_transit(&self, direction: Direction, bill_no: &str) -> Option<usize> {
        let key = self.keyring.bill(direction, bill_no);
        self.manifests.of_bill(key).rev().find(|it| {
            self.manifests.consignments.get(*it).is_some_and(|it| {
                it.state != ConsignmentState::Deleted
                    && it.goods().is_some_and(|goods| goods.is_billed_as(bill_no))
            })
        })
    }

    /// Everything that stands against a transit.
    fn transit_findings(
        &self,
        direction: Direction,
        bill_no: &str,
        bill: Option<usize>,
        standing: Option<&TransitFile>,
        terms: &TransitTerms,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        against_terms(terms, self.now.on, &mut findings);
        if let Some(standing) = standing {
            let title = lifecycle::transit_title_zh(standing.state);
            let observed = format!("{}: {title}", standing.transit_no);
            findings.push(refuse("HSE-6851", "bill_no", observed, "退单、作废 (returned or void)"));
        }
        let carrying = bill.and_then(|it| self.manifests.consignments.get(it));
        let carrying = carrying.filter(|it| it.state != ConsignmentState::Reviewing);
        let Some(carrying) = carrying else {
            let expected = "已接受的舱单内的提运单 (a bill on an accepted manifest)";
            findings.push(refuse("HSE-6850", "bill_no", bill_no.to_owned(), expected));
            return findings;
        };
        against_port(direction, carrying, terms, &mut findings);
        against_carried(direction, carrying, terms, &mut findings);
        self.against_declared(direction, carrying, terms, &mut findings);
        findings
    }

    /// The declaration that its goods go with.
    fn against_declared(
        &self,
        direction: Direction,
        carrying: &ConsignmentFile<'_>,
        terms: &TransitTerms,
        findings: &mut Vec<Finding>,
    ) {
        let declared = carrying.declared.as_ref();
        let number = declared.map(|it| it.number.as_str()).unwrap_or_default();
        let is_wanted = direction == Direction::Export || terms.kind == TransitKind::Advance;
        let at = "terms.declaration_no";
        let is_named = !terms.declaration_no.is_empty();
        if (is_wanted || is_named) && (terms.declaration_no != number || number.is_empty()) {
            let observed = terms.declaration_no.clone();
            let expected = match number {
                "" => "该提运单的报关单 (the declaration of its bill)",
                number => number,
            };
            findings.push(refuse("HSE-6855", at, observed, expected));
        }
        let file = declared.and_then(|it| self.declarations.of_id(it.case));
        let Some(file) = file.and_then(|it| self.declarations.files.get(it)) else { return };
        if direction == Direction::Export && !file.is_released() {
            let title = lifecycle::declaration_title_zh(file.state);
            findings.push(refuse("HSE-6855", at, format!("{number}: {title}"), "放行 (released)"));
        }
        let office = match direction {
            Direction::Import => &terms.destination_customs,
            Direction::Export => &terms.departure_customs,
        };
        if file.declaration.declaring_customs != office.as_str() {
            let expected = file.declaration.declaring_customs.to_string();
            findings.push(refuse("HSE-6858", at, format!("{number}: {office}"), &expected));
        }
    }

    /// Its goods are where they depart from: it is released.
    pub(crate) fn transit_may_leave(&mut self, bill: usize) {
        let Some(carrying) = self.manifests.consignments.get(bill) else { return };
        if carrying.transit.is_none() {
            return;
        }
        let (id, has_entered) = (carrying.id, carrying.arrived_at.is_some());
        let Some(index) = self.transits.of_id(transit_case(id)) else { return };
        let Some(file) = self.transits.files.get(index) else { return };
        let due_on = file.terms.due_on;
        let may_leave = match file.direction {
            Direction::Import => has_entered,
            Direction::Export => self.is_export_released(bill),
        };
        if !may_leave || !self.move_transit(index, Step::Released) {
            return;
        }
        if let Some(file) = self.transits.files.get_mut(index) {
            file.due_at = Some(after(due_on));
        }
        self.answer_transit(index, Channel::Released, "转关放行", &[]);
    }

    /// One that came alone names a declaration that was released; of one that it brought that is yet to be.
    fn is_export_released(&self, bill: usize) -> bool {
        let declared = self
            .manifests
            .consignments
            .get(bill)
            .and_then(|it| it.declared.as_ref())
            .map(|it| it.case);
        let file = declared.and_then(|it| self.declarations.of_id(it));
        let file = file.and_then(|it| self.declarations.files.get(it));
        file.is_some_and(|it| it.is_released() || it.state == DeclarationState::SummaryReleased)
    }

    /// What is done about a transit.
    pub(crate) fn act_on_transit(&mut self, number: &str, act: TransitAct, sender: &str) {
        const KIND: &str = "transit_act";
        let Some(index) = self.transits.of_no(number) else {
            let expected = "本系统的转关申报单号 (a transit's number of this house)";
            let finding = refuse("HSE-6860", "transit_no", number.to_owned(), expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        let (step, seals) = match &act {
            TransitAct::Void { .. } => (Step::Voided, None),
            TransitAct::Departed { seals, .. } => (Step::Departed, Some(seals)),
            TransitAct::Arrived { seals, .. } => (Step::Arrived, Some(seals)),
        };
        let Some(file) = self.transits.files.get(index) else { return };
        if next_transit(file.state, step).is_none() {
            let finding = wrong_state(file);
            return self.refuse_command(KIND, vec![finding], sender);
        }
        let differs = seals.and_then(|it| other_seals(file, it));
        match (act, differs) {
            (TransitAct::Void { reason }, _) => {
                self.note_transit(index, Event::TransitEnded { officer: String::new(), reason });
                self.end_transit(index, Step::Voided, Channel::Deleted, "转关单作废");
            }
            (TransitAct::Departed { .. }, Some([observed, expected])) => {
                let finding = refuse("HSE-6856", "act.departed.seals", observed, &expected);
                return self.refuse_command(KIND, vec![finding], sender);
            }
            (TransitAct::Departed { site, seals, at }, None) => {
                self.note_transit(index, Event::TransitSeen { site, seals, at });
                self.move_transit(index, Step::Departed);
                if let Some(file) = self.transits.files.get_mut(index) {
                    file.departed_at = Some(at);
                }
                self.answer_transit(index, Channel::Reviewed, "货物启运", &[]);
            }
            (TransitAct::Arrived { site, seals, at }, differs) => {
                self.note_transit(index, Event::TransitSeen { site: site.clone(), seals, at });
                let differs = differs.map(|[observed, expected]| {
                    refuse("HSE-6857", "act.arrived.seals", observed, &expected)
                });
                self.transit_arrives(index, site, at, differs.into_iter().collect());
            }
        }
        self.note_command(KIND, 1);
    }

    fn transit_arrives(&mut self, index: usize, site: String, at: Moment, findings: Vec<Finding>) {
        self.move_transit(index, Step::Arrived);
        let Some(file) = self.transits.files.get_mut(index) else { return };
        (file.arrived_at, file.due_at) = (Some(at), None);
        let (direction, consignment) = (file.direction, file.consignment);
        self.tally.findings(&findings);
        let words = if findings.is_empty() { "运抵核销" } else { "运抵，封志不符" };
        self.answer_transit(index, Channel::Cleared, words, &findings);
        let Some(bill) = self.manifests.consignment(consignment) else { return };
        if let Some(carrying) = self.manifests.consignments.get_mut(bill) {
            carrying.site = Text::from(site);
            if let Some(transit) = &mut carrying.transit {
                (transit.arrived_at, transit.has_other_seals) = (Some(at), !findings.is_empty());
            }
            if direction == Direction::Export {
                carrying.arrived_at.get_or_insert(at);
            }
        }
        let number = self.transits.files.get(index).map(|it| it.transit_no.clone());
        let by = number.unwrap_or_default();
        self.note_consignment(bill, Event::TransitArrived { transit_no: by.clone(), at });
        if direction == Direction::Export {
            self.export_is_at_its_port(bill);
        }
        self.destination_is_reached(bill, by, at, findings);
    }

    /// An export that was released where it departed may be loaded now.
    fn export_is_at_its_port(&mut self, bill: usize) {
        self.advance_bill(bill, ConsignmentEvent::Arrived, &[]);
        let carrying = self.manifests.consignments.get(bill);
        let declared = carrying.and_then(|it| it.declared.as_ref()).map(|it| it.case);
        let Some(index) = declared.and_then(|it| self.declarations.of_id(it)) else { return };
        if self.declarations.files.get(index).is_some_and(|it| it.is_released()) {
            self.release_bill(index);
        }
    }

    /// 退单, without an officer.
    pub(crate) fn return_transit(&mut self, index: usize, words: &'static str) {
        self.end_transit(index, Step::Returned, Channel::Returned, words);
    }

    /// It comes to nothing: its goods are where they were.
    fn end_transit(&mut self, index: usize, step: Step, channel: Channel, words: &'static str) {
        self.move_transit(index, step);
        let Some(file) = self.transits.files.get_mut(index) else { return };
        file.due_at = None;
        let (consignment, by) = (file.consignment, file.transit_no.clone());
        self.answer_transit(index, channel, words, &[]);
        let Some(bill) = self.manifests.consignment(consignment) else { return };
        self.bind_to_transit(bill, None);
        self.note_consignment(bill, Event::Unlinked { by });
    }

    /// The consignment, and the declaration that stands for it, know whether they are in transit.
    fn bind_to_transit(&mut self, bill: usize, transit: Option<InTransit>) {
        let is_transit = transit.is_some();
        let Some(carrying) = self.manifests.consignments.get_mut(bill) else { return };
        carrying.transit = transit;
        let (number, entered_at) = (carrying.bill_no(), carrying.arrived_at);
        let declared = carrying.declared.as_ref().map(|it| it.case);
        let Some(index) = declared.and_then(|it| self.declarations.of_id(it)) else { return };
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let is_marked = file.declaration.transit_mark == "1";
        let Some(on) = &mut file.on_manifest else { return };
        on.is_transit = is_transit || is_marked;
        if file.declaration.direction == Direction::Import {
            on.arrived_at = if on.is_transit { None } else { entered_at };
        }
        let linked = match is_transit {
            true => Event::Linked { by: number },
            false => Event::Unlinked { by: number },
        };
        self.note_declaration(index, linked);
    }

    /// 退单: an officer returns it.
    pub(crate) fn order_transit(
        &mut self,
        index: usize,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        let Some(file) = self.transits.files.get(index) else { return };
        let is_open = next_transit(file.state, Step::Returned).is_some();
        if !is_open || action != OfficerAction::RejectReview {
            let finding = wrong_state(file);
            return self.refuse_command("officer", vec![finding], sender);
        }
        self.note_transit(index, Event::TransitEnded { officer, reason });
        self.end_transit(index, Step::Returned, Channel::Returned, "转关单退单");
    }

    /// The day has passed on which its goods should have been where they go.
    pub(crate) fn transit_falls_due(&mut self, index: usize, due_at: Moment) -> bool {
        let Some(file) = self.transits.files.get_mut(index) else { return false };
        if file.due_at != Some(due_at) {
            return false;
        }
        (file.due_at, file.is_overdue) = (None, true);
        let due_on = DayStamp::from_date(file.terms.due_on);
        let expected = format!("<= {}", file.terms.due_on);
        let carrier = file.terms.carrier_code.clone();
        let findings = vec![refuse("HSE-6862", "terms.due_on", self.now.on.to_string(), &expected)];
        self.tally.outcome("transits_overdue");
        self.note_transit(index, Event::TransitOverdue { due_on });
        self.answer_transit(index, Channel::Received, "逾期未运抵", &findings);
        self.say_of_transit(index, &carrier, Channel::Received, "逾期未运抵", &findings);
        true
    }

    /// TRN_DATA, to whoever declared it.
    fn answer_transit(
        &mut self,
        index: usize,
        channel: Channel,
        words: &'static str,
        findings: &[Finding],
    ) {
        let to = self.transits.files.get(index).map(|it| it.sender.clone()).unwrap_or_default();
        self.say_of_transit(index, &to, channel, words, findings);
    }

    fn say_of_transit(
        &mut self,
        index: usize,
        to: &str,
        channel: Channel,
        words: &'static str,
        findings: &[Finding],
    ) {
        let Some(file) = self.transits.files.get(index) else { return };
        let bill = self.manifests.consignment(file.consignment);
        let declared = bill.and_then(|it| self.manifests.consignments.get(it)?.declared.as_ref());
        let declared = declared.and_then(|it| self.declarations.of_id(it.case));
        let declared = declared.and_then(|it| self.declarations.files.get(it));
        let preliminary_no = declared.map(|it| it.preliminary_no.clone()).unwrap_or_default();
        let receipt = ReceiptBody::Transit(TransitReturn {
            preliminary_no,
            transit_no: Text::from(file.transit_no.clone()),
            at: self.now.at,
            channel,
            note: info(findings, words),
            direction: file.direction,
        });
        let said = self.issue(file.id, receipt, findings);
        let answered = self.address(to, said);
        self.note_transit(index, answered);
    }

    /// Moves it along its table; what the table does not allow is left as it is.
    fn move_transit(&mut self, index: usize, step: Step) -> bool {
        let Some(file) = self.transits.files.get_mut(index) else { return false };
        let Some(to) = next_transit(file.state, step) else { return false };
        let from = std::mem::replace(&mut file.state, to);
        self.note_transit(index, Event::TransitState { from, to });
        true
    }

    pub(crate) fn note_transit(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.transits.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }
}

/// What is wrong with a transit by itself.
pub(crate) fn against_terms(terms: &TransitTerms, today: Date, findings: &mut Vec<Finding>) {
    for fault in terms.faults(today) {
        let at = format!("terms.{}", fault.field);
        findings.push(refuse("HSE-6863", &at, fault.observed, fault.expected));
    }
    if terms.all_seals().is_empty() {
        let expected = "封志号或者安全智能锁号 (a seal or a lock)";
        findings.push(refuse("HSE-6852", "terms.seals", String::new(), expected));
    }
    if terms.departure_customs == terms.destination_customs {
        let observed = terms.destination_customs.clone();
        let expected = "不同于启运地的海关 (another office)";
        findings.push(refuse("HSE-6854", "terms.destination_customs", observed, expected));
    }
}

/// What its consignment says against a transit.
pub(crate) fn against_carried(
    direction: Direction,
    carrying: &ConsignmentFile<'_>,
    terms: &TransitTerms,
    findings: &mut Vec<Finding>,
) {
    let is_gone = match direction {
        Direction::Import => {
            matches!(carrying.state, ConsignmentState::Released | ConsignmentState::Left)
        }
        Direction::Export => carrying.state == ConsignmentState::Left,
    };
    if is_gone {
        let title = lifecycle::consignment_title_zh(carrying.state).to_owned();
        let expected = "未放行、未离场 (neither released nor gone)";
        findings.push(refuse("HSE-6864", "bill_no", title, expected));
    }
    let Some(goods) = carrying.goods().filter(|it| !it.containers.is_empty()) else { return };
    for (place, container) in terms.containers.iter().enumerate() {
        if goods.containers.iter().all(|it| *it.number != *container.number) {
            let at = format!("terms.containers[{place}].number");
            let all: Vec<&str> = goods.containers.iter().map(|it| it.number.as_str()).collect();
            findings.push(refuse("HSE-6853", &at, container.number.clone(), &all.join("、")));
        }
    }
}

/// The office at the border is the one that the manifest was sent to.
fn against_port(
    direction: Direction,
    carrying: &ConsignmentFile<'_>,
    terms: &TransitTerms,
    findings: &mut Vec<Finding>,
) {
    let (field, office) = match direction {
        Direction::Import => ("departure_customs", &terms.departure_customs),
        Direction::Export => ("destination_customs", &terms.destination_customs),
    };
    if carrying.carried.port_customs != office.as_str() {
        let at = format!("terms.{field}");
        let expected = carrying.carried.port_customs.to_string();
        findings.push(refuse("HSE-6854", &at, office.clone(), &expected));
    }
}

/// What was seen and what was declared, where they differ.
fn other_seals(file: &TransitFile, seen: &[String]) -> Option<[String; 2]> {
    let mut seen: Vec<&str> = seen.iter().map(|it| it.trim()).collect();
    seen.sort_unstable();
    seen.dedup();
    let declared = file.terms.all_seals();
    (seen != declared).then(|| [seen.join("、"), declared.join("、")])
}

fn wrong_state(file: &TransitFile) -> Finding {
    let observed = format!("{}: {}", file.transit_no, lifecycle::transit_title_zh(file.state));
    refuse("HSE-6861", "transit_no", observed, "允许该操作的状态 (a state that allows it)")
}
