//! Gate passes (核放单): exit lists bound to a vehicle, and its passage through the gate.
//!
//! A pass takes whole exit lists, or with binding 3 a part of one. When the gate has seen the vehicle
//! and the weighbridge agrees, its goods are out; the exit lists of which everything is out are
//! deducted, the book is used for their parcels, and these are closed.

use checks::{CarriedCase, CarriedList, GatePassCase, HeldGatePass, LeftLine, Party, PassageCase};
use lifecycle::{Event as ParcelStep, GatePassEvent as Step};
use model::{
    Action, Amount, DayStamp, DocumentRef, DocumentState, EntryId, EntryState, Finding, GatePass,
    GatePassReturn, GatePassState, KeyPair, Moment, Passage, ReceiptBody, Severity, Stamp, Text,
    ZoneKind, ZoneResult,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::case,
    catalogue::refuse,
    desk::Desk,
    exit_list::Share,
    history::{Event, Happening},
    take::{Fate, Verdict, info},
    zone::{About, Sent, gate_pass_no, gate_pass_state_number, zone_preliminary_no},
};

/// A gate pass as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct GatePassFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: GatePassState,
    pub pass: Box<GatePass<'a>>,
    pub at: DocumentRef,
    pub content: u64,
    /// To whom its receipts go.
    pub sender: Text<'a>,
    /// 预录入统一编号.
    pub preliminary_no: Text<'a>,
    /// 核放单编号; empty before it was approved once.
    pub pass_no: Text<'a>,
    /// Day on which the house took it.
    pub taken_on: DayStamp,
    /// The exit lists that it carries.
    pub lists: Vec<EntryId>,
    /// What the gate saw last.
    pub passage: Option<Passage<'a>>,
    pub n_findings: u32,
    #[serde(skip)]
    pub(crate) is_new: bool,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(GatePassFile<'a>, gate_pass_state_number, found: n_findings);

impl<'a> GatePassFile<'a> {
    fn stands(&self) -> bool {
        use GatePassState::{Approved, Held, Passed};
        matches!(self.state, Approved | Held | Passed)
    }

    fn is_part(&self) -> bool {
        self.pass.binding == "3"
    }
}

/// What a gate says of a vehicle.
pub(crate) struct AtGate {
    pub(crate) pass_no: String,
    pub(crate) vehicle_no: String,
    pub(crate) weight_kg: Amount,
    pub(crate) gate: String,
    pub(crate) operator: String,
    pub(crate) at: Moment,
}

impl<'a> Desk<'a, '_> {
    pub(crate) fn gate_pass_case<'c>(
        &'c self,
        pass: &'c GatePass<'c>,
        action: Action,
        parties: &'c [Party<'c>],
        held: Option<HeldGatePass<'c>>,
    ) -> GatePassCase<'c> {
        GatePassCase { pass, action, on: self.now.on, law: &self.registry.law, parties, held }
    }

    pub(crate) fn take_gate_pass(&mut self, pass: Box<GatePass<'a>>, key: KeyPair, sent: Sent<'a>) {
        let index = self.zone.pass_index(key);
        let file = index.and_then(|it| self.zone.passes.get(it));
        let is_same = file.is_some_and(|it| it.stands() && it.content == sent.content);
        if let (Some(index), true, Action::New) = (index, is_same, sent.action) {
            self.note_zone_document(About::Pass(index), ZoneKind::GatePass, &sent, None, &[]);
            self.respond_to_pass(index, &sent, Ok(()), &[]);
            return self.answer_gate_pass(index, &sent.to, Text::default(), &[]);
        }
        let Verdict { mut findings, fate } = self.judge_gate_pass(&pass, file, sent.action);
        let numbers = (String::new(), pass.reference.as_str().to_owned());
        match (fate, sent.action) {
            (Fate::Ignored, _) => {
                let about = index.map_or(About::House, About::Pass);
                self.note_zone_document(about, ZoneKind::GatePass, &sent, None, &findings);
                let words = info(&findings, "").as_str().to_owned();
                self.respond(about, &sent, numbers, Err(words), &findings);
            }
            (Fate::Refused, _) => {
                // Everything that is wrong is said at once.
                findings.extend(self.compare_carried(&pass));
                let index = self.refuse_gate_pass(index, pass, key, &sent, &findings);
                let words = info(&findings, "").as_str().to_owned();
                self.respond_to_pass(index, &sent, Err(words), &findings);
            }
            (Fate::Taken, Action::Delete) => {
                if let Some(index) = index {
                    self.delete_gate_pass(index, sent);
                }
            }
            (Fate::Taken, Action::New | Action::Change) => {
                findings.extend(self.compare_carried(&pass));
                let index = if findings.iter().any(|it| it.severity == Severity::Return) {
                    self.refuse_gate_pass(index, pass, key, &sent, &findings)
                } else {
                    self.approve_gate_pass(index, pass, key, &sent, &findings)
                };
                self.respond_to_pass(index, &sent, Ok(()), &[]);
                self.answer_gate_pass(index, &sent.to, info(&findings, ""), &findings);
            }
        }
    }

    fn judge_gate_pass(
        &self,
        pass: &GatePass<'a>,
        file: Option<&GatePassFile<'a>>,
        action: Action,
    ) -> Verdict {
        let GatePass { operator_code, operator_name, declarant_code, declarant_name, .. } = pass;
        let parties = self.zone_parties(
            ("gate_pass.operator_code", operator_code, operator_name),
            ("gate_pass.declarant_code", declarant_code, declarant_name),
        );
        let held = file.map(|it| HeldGatePass { state: it.state, pass_no: &it.pass_no });
        let mut findings = Vec::new();
        let case = self.gate_pass_case(pass, action, &parties, held);
        checks::gate_pass(&case, false, &mut findings);
        Verdict::of(findings)
    }

    /// The exit lists whose numbers a pass names, in its order.
    fn carried_lists(&self, pass: &GatePass<'_>) -> Vec<Option<usize>> {
        pass.exit_list_nos().into_iter().map(|it| self.zone.list_of_no(it)).collect()
    }

    /// What is wrong with it beside the exit lists that it carries.
    fn compare_carried(&self, pass: &GatePass<'a>) -> Vec<Finding> {
        let is_part = pass.binding == "3";
        let files: Vec<_> = self
            .carried_lists(pass)
            .into_iter()
            .map(|it| it.and_then(|it| self.zone.lists.get(it)))
            .collect();
        let lines: Vec<Vec<LeftLine<'_>>> = files
            .iter()
            .map(|file| {
                let Some(file) = file else { return Vec::new() };
                let line = |it| {
                    let quantity = file.left_of(it);
                    LeftLine {
                        number: it.number,
                        record_no: &it.record_no,
                        unit: &it.unit,
                        quantity,
                    }
                };
                file.list.lines.iter().map(line).collect()
            })
            .collect();
        let lists: Vec<CarriedList<'_>> = files
            .iter()
            .zip(&lines)
            .map(|(file, lines)| {
                let Some(file) = file else { return CarriedList::default() };
                let in_the_way = |it: &&Share<'_>| it.is_whole || !is_part;
                let elsewhere = file.shares.iter().find(in_the_way).map(|it| it.pass_no.as_str());
                let (gross_weight_kg, net_weight_kg) = file.weights_left();
                CarriedList {
                    state: Some(file.state),
                    customs_code: &file.list.customs_code,
                    operator_code: &file.list.operator_code,
                    elsewhere,
                    gross_weight_kg,
                    net_weight_kg,
                    lines,
                }
            })
            .collect();
        let mut findings = Vec::new();
        checks::carried(&CarriedCase { pass, lists: &lists, on: self.now.on }, &mut findings);
        findings
    }

    /// Files it where there is none, or one that does not stand.
    fn file_gate_pass(
        &mut self,
        index: Option<usize>,
        pass: Box<GatePass<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
    ) -> usize {
        let taken_on = DayStamp::from_date(self.now.on);
        let Some(index) = index else {
            let id = self.next_case();
            let file = GatePassFile {
                id,
                key,
                state: GatePassState::Declared,
                pass,
                at: sent.at,
                content: sent.content,
                sender: sent.to.clone(),
                preliminary_no: Text::from(zone_preliminary_no(taken_on, id)),
                pass_no: Text::default(),
                taken_on,
                lists: Vec::new(),
                passage: None,
                n_findings: 0,
                is_new: true,
                touched: true,
                happenings: Vec::new(),
            };
            return self.zone.add_pass(file);
        };
        if let Some(file) = self.zone.passes.get_mut(index) {
            (file.pass, file.taken_on) = (pass, taken_on);
            (file.at, file.content, file.sender) = (sent.at, sent.content, sent.to.clone());
        }
        index
    }

    fn advance_pass(&mut self, index: usize, step: Step, findings: &[Finding]) {
        let Some(file) = self.zone.passes.get_mut(index) else { return };
        let from = file.state;
        let Some(to) = lifecycle::next_gate_pass(from, step) else { return };
        file.state = to;
        file.n_findings += u32::try_from(findings.len()).unwrap_or(u32::MAX);
        let findings = findings.to_vec();
        self.note_zone(About::Pass(index), Event::GatePassState { from, to, findings });
    }

    fn refuse_gate_pass(
        &mut self,
        index: Option<usize>,
        pass: Box<GatePass<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
        findings: &[Finding],
    ) -> usize {
        let index = self.file_gate_pass(index, pass, key, sent);
        let refused = Some(DocumentState::Rejected);
        self.note_zone_document(About::Pass(index), ZoneKind::GatePass, sent, refused, findings);
        self.advance_pass(index, Step::Submitted, &[]);
        self.advance_pass(index, Step::Refused, findings);
        index
    }

    /// It takes its exit lists, or its part of one.
    fn approve_gate_pass(
        &mut self,
        index: Option<usize>,
        pass: Box<GatePass<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
        findings: &[Finding],
    ) -> usize {
        let index = self.file_gate_pass(index, pass, key, sent);
        let accepted = Some(DocumentState::Accepted);
        self.note_zone_document(About::Pass(index), ZoneKind::GatePass, sent, accepted, findings);
        let Some(file) = self.zone.passes.get_mut(index) else { return index };
        if file.pass_no.is_empty() {
            let number = gate_pass_no(&file.pass.customs_code, file.taken_on, file.id);
            file.pass_no = Text::from(number);
        }
        let (id, number, is_part) = (file.id, file.pass_no.clone(), file.is_part());
        let (gross, net) = (file.pass.gross_weight_kg, file.pass.net_weight_kg);
        let taken =
            file.pass.lines.iter().map(|it| (it.exit_line, it.quantity)).collect::<Vec<_>>();
        let lists: Vec<usize> = match self.zone.passes.get(index) {
            Some(file) => self.carried_lists(&file.pass).into_iter().flatten().collect(),
            None => Vec::new(),
        };
        let mut ids = Vec::with_capacity(lists.len());
        for list in lists {
            let Some(file) = self.zone.lists.get_mut(list) else { continue };
            let whole = (file.gross_weight_kg, file.net_weight_kg);
            let (gross_weight_kg, net_weight_kg) = if is_part { (gross, net) } else { whole };
            file.shares.push(Share {
                pass: id,
                pass_no: number.clone(),
                is_whole: !is_part,
                lines: if is_part { taken.clone() } else { Vec::new() },
                gross_weight_kg,
                net_weight_kg,
                has_passed: false,
            });
            ids.push(file.id);
            self.note_zone(About::List(list), Event::Linked { by: number.to_string() });
        }
        if let Some(file) = self.zone.passes.get_mut(index) {
            file.lists = ids;
        }
        self.advance_pass(index, Step::Submitted, &[]);
        self.advance_pass(index, Step::Approved, findings);
        index
    }

    fn delete_gate_pass(&mut self, index: usize, sent: Sent<'a>) {
        let deleted = Some(DocumentState::Deleted);
        self.note_zone_document(About::Pass(index), ZoneKind::GatePass, &sent, deleted, &[]);
        let Some(file) = self.zone.passes.get_mut(index) else { return };
        let (id, number) = (file.id, file.pass_no.to_string());
        let lists = std::mem::take(&mut file.lists);
        for list in lists.into_iter().filter_map(|it| self.zone.list_of(it)).collect::<Vec<_>>() {
            if let Some(file) = self.zone.lists.get_mut(list) {
                file.shares.retain(|it| it.pass != id);
            }
            self.note_zone(About::List(list), Event::Unlinked { by: number.clone() });
        }
        self.advance_pass(index, Step::Deleted, &[]);
        self.respond_to_pass(index, &sent, Ok(()), &[]);
        self.answer_gate_pass(index, &sent.to, Text::borrowed("删除"), &[]);
    }

    fn respond_to_pass(
        &mut self,
        index: usize,
        sent: &Sent<'a>,
        outcome: Result<(), String>,
        findings: &[Finding],
    ) {
        let Some(file) = self.zone.passes.get(index) else { return };
        let preliminary_no =
            outcome.as_ref().map(|()| file.preliminary_no.to_string()).unwrap_or_default();
        let numbers = (preliminary_no, file.pass.reference.as_str().to_owned());
        self.respond(About::Pass(index), sent, numbers, outcome, findings);
    }

    fn pass_return(
        &self,
        index: usize,
        result: ZoneResult,
        info: Text<'a>,
    ) -> Option<Box<GatePassReturn<'a>>> {
        let file = self.zone.passes.get(index)?;
        Some(Box::new(GatePassReturn {
            result,
            preliminary_no: file.preliminary_no.clone(),
            pass_no: file.pass_no.clone(),
            state: file.state,
            info,
            pass: file.pass.clone(),
            declared_on: file.taken_on,
            passage: file.passage.clone(),
        }))
    }

    /// SAS221 with where it stands.
    fn answer_gate_pass(&mut self, index: usize, to: &str, info: Text<'a>, findings: &[Finding]) {
        let is_refused =
            self.zone.passes.get(index).is_some_and(|it| {
                matches!(it.state, GatePassState::Declared | GatePassState::Refused)
            });
        let result = if is_refused { ZoneResult::Refused } else { ZoneResult::Passed };
        if let Some(body) = self.pass_return(index, result, info) {
            self.answer_zone(About::Pass(index), &[to], ReceiptBody::GatePass(body), findings);
        }
    }

    /// SAS223, to whoever declared the pass, and to the gate.
    fn answer_passage(&mut self, index: usize, gate: &str, info: Text<'a>, findings: &[Finding]) {
        let Some(file) = self.zone.passes.get(index) else { return };
        let sender = file.sender.clone();
        let has_passed = file.state == GatePassState::Passed;
        let result = if has_passed { ZoneResult::Passed } else { ZoneResult::Manual };
        let Some(body) = self.pass_return(index, result, info) else { return };
        let is_told = !gate.is_empty() && sender != gate;
        let to = [sender.as_str(), gate];
        let to = if is_told { &to[..] } else { &to[..1] };
        self.answer_zone(About::Pass(index), to, ReceiptBody::GatePassage(body), findings);
    }

    /// The gate sees a vehicle (过卡).
    pub(crate) fn gate_passage(&mut self, it: AtGate, sender: &str) {
        let Some(index) = self.zone.pass_of_no(&it.pass_no) else {
            let expected = "本系统的核放单编号 (a gate pass of this house)";
            let finding = refuse("HSE-7006", "pass_no", it.pass_no, expected);
            return self.refuse_command("gate_passage", vec![finding], sender);
        };
        let Some(file) = self.zone.passes.get(index) else { return };
        if lifecycle::next_gate_pass(file.state, Step::VehiclePassed).is_none() {
            let title = lifecycle::gate_pass_title_zh(file.state).to_owned();
            let expected = "允许该操作的状态 (a state that allows it)";
            let finding = refuse("HSE-7002", "pass_no", title, expected);
            return self.refuse_command("gate_passage", vec![finding], sender);
        }
        let mut findings = Vec::new();
        let settings = &self.registry.settings;
        let case = PassageCase {
            pass: &file.pass,
            vehicle_no: &it.vehicle_no,
            weight_kg: it.weight_kg,
            allowed_kg: settings.gate_weight_allowed(file.pass.total_weight_kg),
            on: self.now.on,
        };
        checks::passage(&case, &mut findings);
        let is_other_vehicle = findings.iter().any(|it| it.pointer == "gate_pass.vehicle_no");
        let seen = Passage {
            gate: Text::from(it.gate.clone()),
            weight_kg: it.weight_kg,
            at: Stamp::from_moment(it.at),
        };
        let AtGate { vehicle_no, weight_kg, gate, operator, at, .. } = it;
        let noted = findings.clone();
        let event = Event::Passage {
            gate: gate.clone(),
            operator,
            vehicle_no,
            weight_kg,
            at,
            findings: noted,
        };
        self.note_zone(About::Pass(index), event);
        if is_other_vehicle {
            return self.refuse_command("gate_passage", findings, sender);
        }
        if let Some(file) = self.zone.passes.get_mut(index) {
            file.passage = Some(seen);
        }
        if findings.is_empty() {
            self.let_through(index, &gate, at, sender);
        } else {
            self.tally.findings(&findings);
            self.advance_pass(index, Step::WeightDiffers, &findings);
            self.answer_passage(index, sender, info(&findings, ""), &findings);
        }
    }

    /// The vehicle is out: whatever is out in full with it is deducted, and its parcels are closed.
    fn let_through(&mut self, index: usize, gate: &str, at: Moment, sender: &str) {
        self.advance_pass(index, Step::VehiclePassed, &[]);
        self.tally.outcome("vehicles_passed");
        self.answer_passage(index, sender, Text::default(), &[]);
        let Some(file) = self.zone.passes.get(index) else { return };
        let (id, number, lists) = (file.id, file.pass_no.to_string(), file.lists.clone());
        for list in lists.into_iter().filter_map(|it| self.zone.list_of(it)).collect::<Vec<_>>() {
            let left = Event::LeftByGate { pass_no: number.clone(), gate: gate.to_owned(), at };
            self.note_zone(About::List(list), left.clone());
            let Some(file) = self.zone.lists.get_mut(list) else { continue };
            for share in file.shares.iter_mut().filter(|it| it.pass == id) {
                share.has_passed = true;
            }
            if file.is_out() {
                for parcel in self.deduct_exit_list(list) {
                    self.close_parcel(parcel, left.clone());
                }
            }
        }
    }

    fn close_parcel(&mut self, id: EntryId, left: Event) {
        let Some(index) = self.index_of(id) else { return };
        self.note(index, left);
        self.post_at_exit(index);
        self.advance(index, ParcelStep::ExitConfirmed, &[]);
        let status = messages::status::of_entry(EntryState::Closed);
        self.answer_list(index, status, Text::borrowed("结关"), &[], false);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.drawn = None;
        }
    }
}
