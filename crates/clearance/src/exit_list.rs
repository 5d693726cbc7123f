//! Exit lists (出区核注清单): released retail lists of one book, gathered by the zone's enterprise so
//! that their goods may leave.
//!
//! Filed under the declarant's own number. An approved one has taken up its retail lists, which no
//! other may then gather; when the last of its goods has passed the gate it is deducted.

use checks::{ExitListCase, GatheredCase, GatheredParcel, HeldExitList, Party};
use lifecycle::ExitListEvent as Step;
use model::{
    Action, Amount, DayStamp, DocumentRef, DocumentState, DrawnGoods, EntryId, EntryState,
    ExitLine, ExitList, ExitListReturn, ExitListState, Finding, KeyPair, ReceiptBody, Severity,
    Text, ZoneKind, ZoneResult,
};
use serde::{Deserialize, Serialize};

use crate::{
    case::case,
    desk::Desk,
    history::{Event, Happening},
    take::{Fate, Verdict, info},
    zone::{About, Sent, exit_list_no, exit_list_state_number, zone_preliminary_no},
};

/// An exit list as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct ExitListFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: ExitListState,
    /// As declared; once it is approved its lines are there even if they were left out.
    pub list: Box<ExitList<'a>>,
    pub at: DocumentRef,
    pub content: u64,
    /// To whom its receipts go.
    pub sender: Text<'a>,
    /// 预录入统一编号.
    pub preliminary_no: Text<'a>,
    /// 核注清单编号; empty before it was approved once.
    pub list_no: Text<'a>,
    /// Day on which the house took it.
    pub taken_on: DayStamp,
    /// The retail lists that it gathers.
    pub parcels: Vec<EntryId>,
    /// Of all its goods.
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    /// What gate passes have taken of it.
    pub shares: Vec<Share<'a>>,
    pub n_findings: u32,
    #[serde(skip)]
    pub(crate) is_new: bool,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(ExitListFile<'a>, exit_list_state_number, found: n_findings);

/// What a gate pass takes of an exit list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Share<'a> {
    pub pass: EntryId,
    pub pass_no: Text<'a>,
    /// The whole list; then nothing stands in `lines`.
    pub is_whole: bool,
    /// Number of the line, and how much of it.
    pub lines: Vec<(u32, Amount)>,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    /// It is out of the gate.
    pub has_passed: bool,
}

impl<'a> ExitListFile<'a> {
    /// Whether it has taken up retail lists.
    pub(crate) fn stands(&self) -> bool {
        matches!(self.state, ExitListState::Approved | ExitListState::Deducted)
    }

    /// What no gate pass has taken of a line.
    pub fn left_of(&self, line: &ExitLine<'_>) -> Amount {
        if self.shares.iter().any(|it| it.is_whole) {
            return Amount::ZERO;
        }
        let taken = self.shares.iter().flat_map(|it| &it.lines);
        let taken = taken.filter(|(number, _)| *number == line.number).map(|(_, taken)| *taken);
        line.quantity - taken.sum::<Amount>()
    }

    /// Gross and net weight that no gate pass has taken.
    pub(crate) fn weights_left(&self) -> (Amount, Amount) {
        let taken =
            |weight: fn(&Share<'_>) -> Amount| -> Amount { self.shares.iter().map(weight).sum() };
        let gross = self.gross_weight_kg - taken(|it| it.gross_weight_kg);
        (gross, self.net_weight_kg - taken(|it| it.net_weight_kg))
    }

    /// Whether every part of it is out of the gate.
    pub(crate) fn is_out(&self) -> bool {
        self.shares.iter().all(|it| it.has_passed)
            && self.list.lines.iter().all(|it| !self.left_of(it).is_positive())
    }
}

impl<'a> Desk<'a, '_> {
    pub(crate) fn exit_list_case<'c>(
        &'c self,
        list: &'c ExitList<'c>,
        action: Action,
        parties: &'c [Party<'c>],
        held: Option<HeldExitList<'c>>,
    ) -> ExitListCase<'c> {
        let (on, law, tolerance) = (self.now.on, &self.registry.law, self.tolerance());
        ExitListCase { list, action, on, law, parties, held, tolerance }
    }

    pub(crate) fn take_exit_list(&mut self, list: Box<ExitList<'a>>, key: KeyPair, sent: Sent<'a>) {
        let index = self.zone.list_index(key);
        let file = index.and_then(|it| self.zone.lists.get(it));
        let is_same = file.is_some_and(|it| it.stands() && it.content == sent.content);
        if let (Some(index), true, Action::New) = (index, is_same, sent.action) {
            self.note_zone_document(About::List(index), ZoneKind::ExitList, &sent, None, &[]);
            self.respond_to_list(index, &sent, Ok(()), &[]);
            return self.answer_exit_list(index, &sent.to, Text::default(), &[]);
        }
        let Verdict { mut findings, fate } = self.judge_exit_list(&list, file, sent.action);
        let numbers = (String::new(), list.reference.as_str().to_owned());
        match (fate, sent.action) {
            (Fate::Ignored, _) => {
                let about = index.map_or(About::House, About::List);
                self.note_zone_document(about, ZoneKind::ExitList, &sent, None, &findings);
                let words = info(&findings, "").as_str().to_owned();
                self.respond(about, &sent, numbers, Err(words), &findings);
            }
            (Fate::Refused, _) => {
                // Everything that is wrong is said at once.
                findings.extend(self.compare_gathered(&list, index));
                let index = self.refuse_exit_list(index, list, key, &sent, &findings);
                let words = info(&findings, "").as_str().to_owned();
                self.respond_to_list(index, &sent, Err(words), &findings);
            }
            (Fate::Taken, Action::Delete) => {
                if let Some(index) = index {
                    self.delete_exit_list(index, sent);
                }
            }
            (Fate::Taken, Action::New | Action::Change) => {
                findings.extend(self.compare_gathered(&list, index));
                if findings.iter().any(|it| it.severity == Severity::Return) {
                    let before = index.and_then(|it| self.zone.lists.get(it));
                    let stands = before.is_some_and(ExitListFile::stands);
                    let refused = stands.then(|| list.clone());
                    let index = self.refuse_exit_list(index, list, key, &sent, &findings);
                    self.respond_to_list(index, &sent, Ok(()), &[]);
                    self.answer_refused_list(index, refused, &sent, &findings);
                } else {
                    let index = self.approve_exit_list(index, list, key, &sent, &findings);
                    self.respond_to_list(index, &sent, Ok(()), &[]);
                    self.answer_exit_list(index, &sent.to, info(&findings, ""), &findings);
                }
            }
        }
    }

    fn judge_exit_list(
        &self,
        list: &ExitList<'a>,
        file: Option<&ExitListFile<'a>>,
        action: Action,
    ) -> Verdict {
        let ExitList { operator_code, operator_name, declarant_code, declarant_name, .. } = list;
        let parties = self.zone_parties(
            ("exit_list.operator_code", operator_code, operator_name),
            ("exit_list.declarant_code", declarant_code, declarant_name),
        );
        let held = file.map(|it| HeldExitList {
            state: it.state,
            list_no: &it.list_no,
            is_on_pass: !it.shares.is_empty(),
        });
        let mut findings = Vec::new();
        let case = self.exit_list_case(list, action, &parties, held);
        checks::exit_list(&case, false, &mut findings);
        Verdict::of(findings)
    }

    /// The entries whose numbers an exit list links, in its order.
    fn linked_entries(&self, list: &ExitList<'_>) -> Vec<Option<usize>> {
        list.links.iter().map(|it| self.entry_by_list_no(&it.list_no)).collect()
    }

    /// What is wrong with it beside the lists that it gathers.
    fn compare_gathered(&self, list: &ExitList<'a>, index: Option<usize>) -> Vec<Finding> {
        let own = index.and_then(|it| self.zone.lists.get(it)).map_or("", |it| &it.list_no);
        let parcel = |index: Option<usize>| {
            let Some(entry) = index.and_then(|it| self.entries.get(it)) else {
                return GatheredParcel::default();
            };
            let goods = entry.drawn.as_deref().filter(|_| entry.state == EntryState::Released);
            let elsewhere = entry.exit_list_no.given().filter(|it| *it != own);
            GatheredParcel {
                state: Some(entry.state),
                goods,
                is_bonded: entry.drawn.is_some(),
                elsewhere: elsewhere.filter(|_| goods.is_some()),
            }
        };
        let parcels: Vec<GatheredParcel<'_>> =
            self.linked_entries(list).into_iter().map(parcel).collect();
        let sum = DrawnGoods::sum(parcels.iter().filter_map(|it| it.goods));
        let (on, tolerance) = (self.now.on, self.tolerance());
        let mut findings = Vec::new();
        let case = GatheredCase { list, parcels: &parcels, sum: &sum, on, tolerance };
        checks::gathered(&case, &mut findings);
        findings
    }

    /// Files it where there is none, or one that does not stand.
    fn file_exit_list(
        &mut self,
        index: Option<usize>,
        list: Box<ExitList<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
    ) -> usize {
        let taken_on = DayStamp::from_date(self.now.on);
        let Some(index) = index else {
            let id = self.next_case();
            let file = ExitListFile {
                id,
                key,
                state: ExitListState::Declared,
                list,
                at: sent.at,
                content: sent.content,
                sender: sent.to.clone(),
                preliminary_no: Text::from(zone_preliminary_no(taken_on, id)),
                list_no: Text::default(),
                taken_on,
                parcels: Vec::new(),
                gross_weight_kg: Amount::ZERO,
                net_weight_kg: Amount::ZERO,
                shares: Vec::new(),
                n_findings: 0,
                is_new: true,
                touched: true,
                happenings: Vec::new(),
            };
            return self.zone.add_list(file);
        };
        if let Some(file) = self.zone.lists.get_mut(index) {
            (file.list, file.taken_on) = (list, taken_on);
            (file.at, file.content, file.sender) = (sent.at, sent.content, sent.to.clone());
        }
        index
    }

    fn advance_list(&mut self, index: usize, step: Step, findings: &[Finding]) {
        let Some(file) = self.zone.lists.get_mut(index) else { return };
        let from = file.state;
        let Some(to) = lifecycle::next_exit_list(from, step) else { return };
        file.state = to;
        file.n_findings += u32::try_from(findings.len()).unwrap_or(u32::MAX);
        let findings = findings.to_vec();
        self.note_zone(About::List(index), Event::ExitListState { from, to, findings });
    }

    /// 退单. A change that is refused leaves the approved list as it is.
    fn refuse_exit_list(
        &mut self,
        index: Option<usize>,
        list: Box<ExitList<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
        findings: &[Finding],
    ) -> usize {
        let refused = Some(DocumentState::Rejected);
        let standing =
            index.filter(|it| self.zone.lists.get(*it).is_some_and(ExitListFile::stands));
        if let Some(index) = standing {
            let about = About::List(index);
            self.note_zone_document(about, ZoneKind::ExitList, sent, refused, findings);
            return index;
        }
        let index = self.file_exit_list(index, list, key, sent);
        let about = About::List(index);
        self.note_zone_document(about, ZoneKind::ExitList, sent, refused, findings);
        self.advance_list(index, Step::Submitted, &[]);
        self.advance_list(index, Step::Refused, findings);
        index
    }

    /// 预核扣: it takes up its retail lists.
    fn approve_exit_list(
        &mut self,
        index: Option<usize>,
        list: Box<ExitList<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
        findings: &[Finding],
    ) -> usize {
        let index = self.file_exit_list(index, list, key, sent);
        let about = About::List(index);
        let accepted = Some(DocumentState::Accepted);
        self.note_zone_document(about, ZoneKind::ExitList, sent, accepted, findings);
        let Some(file) = self.zone.lists.get_mut(index) else { return index };
        if file.list_no.is_empty() {
            let number = exit_list_no(&file.list.customs_code, file.taken_on, file.id);
            file.list_no = Text::from(number);
        }
        let (number, stood) = (file.list_no.clone(), file.stands());
        let before = std::mem::take(&mut file.parcels);
        let linked: Vec<usize> = match self.zone.lists.get(index) {
            Some(file) => self.linked_entries(&file.list).into_iter().flatten().collect(),
            None => Vec::new(),
        };
        let goods = linked.iter().filter_map(|it| self.entries.get(*it)?.drawn.as_deref());
        let sum = DrawnGoods::sum(goods);
        let parcels: Vec<EntryId> =
            linked.iter().filter_map(|it| self.entries.get(*it)).map(|it| it.id).collect();
        for id in before.iter().filter(|it| !parcels.contains(it)) {
            self.let_go(*id, &number);
        }
        for entry in linked {
            self.take_up(entry, &number);
        }
        if let Some(file) = self.zone.lists.get_mut(index) {
            file.parcels = parcels;
            (file.gross_weight_kg, file.net_weight_kg) = (sum.gross_weight_kg, sum.net_weight_kg);
            if file.list.lines.is_empty() {
                file.list.lines = sum.to_exit_lines();
            }
        }
        if stood {
            self.advance_list(index, Step::Changed, findings);
        } else {
            self.advance_list(index, Step::Submitted, &[]);
            self.advance_list(index, Step::Approved, findings);
        }
        index
    }

    fn take_up(&mut self, entry: usize, number: &Text<'a>) {
        let Some(it) = self.entries.get_mut(entry) else { return };
        if it.exit_list_no != *number {
            it.exit_list_no = number.clone();
            self.note(entry, Event::Linked { by: number.to_string() });
        }
    }

    fn let_go(&mut self, id: EntryId, number: &str) {
        let Some(index) = self.index_of(id) else { return };
        if let Some(entry) = self.entries.get_mut(index) {
            entry.exit_list_no = Text::default();
            self.note(index, Event::Unlinked { by: number.to_owned() });
        }
    }

    fn delete_exit_list(&mut self, index: usize, sent: Sent<'a>) {
        let about = About::List(index);
        let deleted = Some(DocumentState::Deleted);
        self.note_zone_document(about, ZoneKind::ExitList, &sent, deleted, &[]);
        let Some(file) = self.zone.lists.get_mut(index) else { return };
        let (number, parcels) = (file.list_no.clone(), std::mem::take(&mut file.parcels));
        for id in parcels {
            self.let_go(id, &number);
        }
        self.advance_list(index, Step::Deleted, &[]);
        self.respond_to_list(index, &sent, Ok(()), &[]);
        self.answer_exit_list(index, &sent.to, Text::borrowed("删单"), &[]);
    }

    /// All its goods are out of the gate: it is deducted, and its parcels are closed.
    pub(crate) fn deduct_exit_list(&mut self, index: usize) -> Vec<EntryId> {
        self.advance_list(index, Step::GoodsLeft, &[]);
        let Some(file) = self.zone.lists.get(index) else { return Vec::new() };
        let (sender, parcels) = (file.sender.clone(), file.parcels.clone());
        self.answer_exit_list(index, &sender, Text::default(), &[]);
        parcels
    }

    fn respond_to_list(
        &mut self,
        index: usize,
        sent: &Sent<'a>,
        outcome: Result<(), String>,
        findings: &[Finding],
    ) {
        let Some(file) = self.zone.lists.get(index) else { return };
        let preliminary_no =
            outcome.as_ref().map(|()| file.preliminary_no.to_string()).unwrap_or_default();
        let numbers = (preliminary_no, file.list.reference.as_str().to_owned());
        self.respond(About::List(index), sent, numbers, outcome, findings);
    }

    /// INV201 with where it stands.
    pub(crate) fn answer_exit_list(
        &mut self,
        index: usize,
        to: &str,
        info: Text<'a>,
        findings: &[Finding],
    ) {
        let Some(file) = self.zone.lists.get(index) else { return };
        let result = match file.state {
            ExitListState::Deducted | ExitListState::Deleted => ZoneResult::Passed,
            ExitListState::Approved => ZoneResult::PreDeducted,
            ExitListState::Declared | ExitListState::Refused => ZoneResult::Refused,
        };
        let receipt = ReceiptBody::ExitList(Box::new(ExitListReturn {
            result,
            preliminary_no: file.preliminary_no.clone(),
            list_no: file.list_no.clone(),
            state: file.state,
            info,
            list: file.list.clone(),
            is_on_pass: !file.shares.is_empty(),
        }));
        self.answer_zone(About::List(index), &[to], receipt, findings);
    }

    /// INV201 that refuses: with the list refused, which is not the one that is held when that one
    /// stands.
    fn answer_refused_list(
        &mut self,
        index: usize,
        refused: Option<Box<ExitList<'a>>>,
        sent: &Sent<'a>,
        findings: &[Finding],
    ) {
        let Some(file) = self.zone.lists.get(index) else { return };
        let receipt = ReceiptBody::ExitList(Box::new(ExitListReturn {
            result: ZoneResult::Refused,
            preliminary_no: file.preliminary_no.clone(),
            list_no: file.list_no.clone(),
            state: file.state,
            info: info(findings, ""),
            list: refused.unwrap_or_else(|| file.list.clone()),
            is_on_pass: !file.shares.is_empty(),
        }));
        self.answer_zone(About::List(index), &[&sent.to], receipt, findings);
    }
}
