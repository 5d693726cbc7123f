//! What follows when an export's list is in: waiting, matching, selection, release.

use checks::{ExportJoinedCase, ExportWaitingCase};
use lifecycle::ExportEvent as Step;
use model::{
    DayStamp, DocumentState, EntryId, ExportKind, ExportList, ExportState, Finding, KeyPair, Lane,
    Selection, Severity, Text,
};

use crate::{
    desk::Desk,
    entry::Held,
    features::features_of_export,
    history::Event,
    take::{Fate, Verdict, info},
};

/// Which of a list's partners are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Partners {
    order: bool,
    /// Also where the supervision mode needs none.
    money: bool,
    waybill: bool,
}

impl Partners {
    fn are_complete(self) -> bool {
        self.order && self.money && self.waybill
    }
}

impl<'a> Desk<'a, '_> {
    /// A list is declared, anew or changed.
    pub(super) fn declare_export(
        &mut self,
        index: usize,
        held: Held<'a, ExportList<'a>>,
        waybill: KeyPair,
        verdict: Verdict,
        subscribers: Vec<Text<'a>>,
    ) {
        let due_at = self.now.at.plus_minutes(i64::from(self.registry.settings.waiting_minutes));
        let taken_on = DayStamp::from_date(self.now.on);
        let Some(file) = self.exports.files.get_mut(index) else { return };
        file.list = Some(held);
        (file.taken_on, file.subscribers) = (taken_on, subscribers);
        (file.due_at, file.is_numbered) = (None, false);
        let before = file.waybill.replace(waybill);
        let id = file.id;
        self.name_export_waybill(before, waybill, id);
        self.advance_export(index, Step::ListDeclared, &[]);
        let partners = self.export_partners(index);
        if verdict.fate == Fate::Refused {
            // Everything that is wrong is said at once, so the partners are compared all the same.
            let mut findings = verdict.findings;
            if partners.are_complete() {
                findings.extend(self.compare_export(index));
            }
            return self.reject_export(index, Step::ChecksFailed, findings);
        }
        if partners.are_complete() {
            return self.settle_export(index, verdict.findings);
        }
        if let Some(file) = self.exports.files.get_mut(index) {
            file.due_at = Some(due_at);
        }
        let text = Text::from(self.missing_export_text(index));
        self.answer_export(index, ExportState::Declared, text, &verdict.findings);
    }

    /// A partner came: settles the export if a list waits and nothing is missing any more.
    pub(super) fn join_export(&mut self, index: usize) {
        let file = self.exports.files.get(index);
        let waits = file.is_some_and(|it| it.state == ExportState::Declared);
        if waits && self.export_partners(index).are_complete() {
            self.settle_export(index, Vec::new());
        }
    }

    fn export_partners(&self, index: usize) -> Partners {
        let file = self.exports.files.get(index);
        let waybill = file.and_then(|it| it.waybill).and_then(|it| self.exports.waybill(it));
        let mode = file.and_then(|it| it.listed()).map(|it| it.supervision_mode.as_str());
        let mode = mode.and_then(|it| self.registry.law.exports.on(it, self.now.on));
        Partners {
            order: file.and_then(|it| it.order.as_ref()?.accepted()).is_some(),
            money: mode.is_some_and(|it| !it.needs_money)
                || file.and_then(|it| it.money.as_ref()?.accepted()).is_some(),
            waybill: waybill.and_then(|it| it.accepted()).is_some(),
        }
    }

    /// Which list a waybill serves.
    fn name_export_waybill(&mut self, before: Option<KeyPair>, after: KeyPair, id: EntryId) {
        if let Some(before) = before.filter(|it| *it != after) {
            self.free_export_waybill(before, id);
        }
        if let Some(record) = self.exports.open_waybill(after)
            && record.entry.0 == 0
        {
            record.entry = id;
            record.touched = true;
        }
    }

    /// A list that is no longer before the house leaves its waybill to another.
    fn free_export_waybill(&mut self, key: KeyPair, id: EntryId) {
        if let Some(record) = self.exports.open_waybill(key)
            && record.entry == id
        {
            record.entry = EntryId(0);
            record.touched = true;
        }
    }

    /// What a list that waits is told.
    pub(super) fn missing_export_text(&self, index: usize) -> String {
        let Some(file) = self.exports.files.get(index) else { return String::new() };
        let partners = self.export_partners(index);
        let mut text = format!(
            "清单申报成功[电商企业编码：{},订单编号：{}];",
            file.seller_code.as_str(),
            file.order_no.as_str()
        );
        let missing = [
            (partners.order, "订单信息不存在"),
            (partners.money, "收款单信息不存在"),
            (partners.waybill, "运单信息不存在"),
        ];
        let words: Vec<&str> =
            missing.iter().filter(|(is_here, _)| !is_here).map(|(_, words)| *words).collect();
        text.push_str(&words.join("、"));
        text
    }

    /// Time ended for the partners of a list that waits, or for summing a closed one up.
    pub(crate) fn time_out_export(&mut self, index: usize) {
        let Some(file) = self.exports.files.get_mut(index) else { return };
        file.due_at = None;
        file.touched = true;
        if file.state == ExportState::Closed {
            return self.closed_export_falls_due(index);
        }
        if file.state != ExportState::Declared {
            return;
        }
        self.note_export(index, Event::TimedOut);
        let partners = self.export_partners(index);
        let mut findings = Vec::new();
        if let Some(list) = self.exports.files.get(index).and_then(|it| it.listed()) {
            let case = ExportWaitingCase {
                list,
                has_order: partners.order,
                has_money: partners.money,
                has_waybill: partners.waybill,
                on: self.now.on,
            };
            checks::export_waiting(&case, &mut findings);
        }
        self.reject_export(index, Step::PartnersTimedOut, findings);
    }

    /// What is wrong with a list beside its partners.
    fn compare_export(&self, index: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(file) = self.exports.files.get(index) else { return findings };
        let Some(list) = file.listed() else { return findings };
        let waybill = file.waybill.and_then(|it| self.exports.waybill(it));
        let case = ExportJoinedCase {
            list,
            order: file.order.as_ref().and_then(Held::accepted),
            money: file.money.as_ref().and_then(Held::accepted),
            waybill: waybill.and_then(|it| it.accepted()),
            on: self.now.on,
            law: &self.registry.law,
            tolerance: self.tolerance(),
        };
        checks::export_joined(&case, &mut findings);
        findings
    }

    /// Matches, accepts, selects and, where nothing stands against it, releases.
    fn settle_export(&mut self, index: usize, notices: Vec<Finding>) {
        let mut findings = notices;
        findings.extend(self.compare_export(index));
        let gravest = findings.iter().map(|it| it.severity).max();
        if gravest == Some(Severity::Return) {
            return self.reject_export(index, Step::ChecksFailed, findings);
        }
        let Some(selection) = self.select_export(index) else { return };
        if let Some(file) = self.exports.files.get_mut(index) {
            (file.is_numbered, file.due_at) = (true, None);
        }
        self.advance_export(index, Step::ChecksPassed, &findings);
        let text = info(&findings, messages::ACCEPTED);
        self.answer_export(index, ExportState::Accepted, text, &findings);
        let (lane, documents) = (selection.lane, Lane::Documents);
        let wants_documents = selection.reasons.iter().any(|it| it.lane == documents);
        if lane != Lane::Release {
            self.note_export(index, Event::Selected(selection));
        }
        if gravest == Some(Severity::Review) || wants_documents {
            self.advance_export(index, Step::ReferredToOfficer, &[]);
            let words = Text::borrowed(messages::REVIEW);
            self.answer_export(index, ExportState::UnderReview, words, &[]);
        } else if lane == Lane::Examination {
            self.examine_export(index, Text::borrowed("查验"));
        } else {
            self.advance_export(index, Step::Settled, &[]);
            self.release_if_in(index);
        }
    }

    pub(super) fn examine_export(&mut self, index: usize, words: Text<'a>) {
        self.advance_export(index, Step::ExaminationOrdered, &[]);
        self.answer_export(index, ExportState::UnderExamination, words, &[]);
    }

    fn select_export(&self, index: usize) -> Option<Selection> {
        let file = self.exports.files.get(index)?;
        let list = file.listed()?;
        let features = features_of_export(list, &file.platform_code, file.key, self.now.on);
        Some(self.registry.selector.select(&features, &self.lots()))
    }

    /// 审结: released once the goods are where they must be.
    pub(super) fn release_if_in(&mut self, index: usize) {
        let is_in = self.is_export_in(index);
        let words = if is_in { "审结" } else { "审结，待运抵" };
        self.answer_export(index, ExportState::Reviewed, Text::borrowed(words), &[]);
        if is_in {
            self.release_export(index);
        }
    }

    /// Whether its goods are in a site, or need not be.
    fn is_export_in(&self, index: usize) -> bool {
        let Some(file) = self.exports.files.get(index) else { return false };
        let mode = file.listed().map(|it| it.supervision_mode.as_str());
        let mode = mode.and_then(|it| self.registry.law.exports.on(it, self.now.on));
        let waybill = file.waybill.and_then(|it| self.exports.waybill(it));
        mode.is_some_and(|it| !it.needs_arrival) || waybill.is_some_and(|it| it.arrival.is_some())
    }

    /// 放行. Order, receipt of money and waybill are dropped: the raw messages hold them.
    pub(super) fn release_export(&mut self, index: usize) {
        let waybill = self.exports.files.get(index).and_then(|it| it.waybill);
        let arrival = waybill.and_then(|it| self.exports.waybill(it)).and_then(|it| it.arrival);
        if let Some(arrival) = arrival {
            self.note_export(index, Event::Arrived { at: arrival.at, on: arrival.received_at });
        }
        self.advance_export(index, Step::Released, &[]);
        self.answer_export(index, ExportState::Released, Text::borrowed(messages::RELEASED), &[]);
        let released_on = DayStamp::from_date(self.now.on);
        if let Some(file) = self.exports.files.get_mut(index) {
            file.released_on = released_on;
            if let Some(held) = &mut file.order {
                held.document = None;
            }
            if let Some(held) = &mut file.money {
                held.document = None;
            }
        }
        if let Some(record) = waybill.and_then(|it| self.exports.open_waybill(it)) {
            record.touched = true;
            if let Some(held) = &mut record.held {
                held.document = None;
            }
        }
    }

    /// 退单: with every reason. Its waybill is another's to name.
    pub(super) fn reject_export(&mut self, index: usize, step: Step, findings: Vec<Finding>) {
        self.advance_export(index, step, &findings);
        let text = info(&findings, "退单");
        self.answer_export(index, ExportState::Rejected, text, &findings);
        self.send_export_back(index, DocumentState::Rejected);
    }

    /// The list waits for nothing any more, and may be declared again.
    pub(super) fn send_export_back(&mut self, index: usize, state: DocumentState) {
        let Some(file) = self.exports.files.get_mut(index) else { return };
        file.due_at = None;
        if let Some(held) = &mut file.list {
            held.slot.state = state;
        }
        if let (Some(waybill), id) = (file.waybill, file.id) {
            self.free_export_waybill(waybill, id);
        }
    }

    /// 撤单.
    pub(super) fn withdraw_export(&mut self, index: usize, words: &'static str) {
        self.advance_export(index, Step::Cancelled, &[]);
        self.answer_export(index, ExportState::Withdrawn, Text::borrowed(words), &[]);
        self.send_export_back(index, DocumentState::Deleted);
    }

    /// Moves it along its table; what the table does not allow is left as it is.
    pub(super) fn advance_export(&mut self, index: usize, step: Step, findings: &[Finding]) {
        let Some(file) = self.exports.files.get_mut(index) else { return };
        let from = file.state;
        let Some(to) = lifecycle::next_export(from, step) else { return };
        file.state = to;
        // Declared anew, what was said of it before is over.
        let before = if step == Step::ListDeclared { 0 } else { file.n_findings };
        file.n_findings = before + u32::try_from(findings.len()).unwrap_or(u32::MAX);
        self.tally.findings(findings);
        self.tally.outcome(outcome_of(to));
        let findings = findings.to_vec();
        self.note_export(index, Event::ExportState { from, to, findings });
    }

    pub(crate) fn note_export(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.exports.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }
}

/// The name under which a state is counted.
fn outcome_of(state: ExportState) -> &'static str {
    match state {
        ExportState::Expected => "exports_expected",
        ExportState::Declared => "exports_declared",
        ExportState::Rejected => "exports_rejected",
        ExportState::Accepted => "exports_accepted",
        ExportState::UnderReview => "exports_under_review",
        ExportState::UnderExamination => "exports_under_examination",
        ExportState::Reviewed => "exports_reviewed",
        ExportState::Released => "exports_released",
        ExportState::Closed => "exports_closed",
        ExportState::Withdrawn => "exports_withdrawn",
        ExportState::Detained => "exports_detained",
        ExportState::Refused => "exports_refused",
    }
}

/// The name under which a document's fate is counted.
pub(super) fn document_outcome(kind: ExportKind, is_taken: bool) -> &'static str {
    match (kind, is_taken) {
        (ExportKind::Order, true) => "export_orders_accepted",
        (ExportKind::Order, false) => "export_orders_refused",
        (ExportKind::Money, true) => "export_moneys_accepted",
        (ExportKind::Money, false) => "export_moneys_refused",
        (ExportKind::Waybill, true) => "export_waybills_accepted",
        (ExportKind::Waybill, false) => "export_waybills_refused",
        (ExportKind::List, true) => "export_lists_accepted",
        (ExportKind::List, false) => "export_lists_refused",
        (ExportKind::Cancellation, true) => "export_cancellations_accepted",
        (ExportKind::Cancellation, false) => "export_cancellations_refused",
        (ExportKind::Arrival, true) => "export_arrivals_accepted",
        (ExportKind::Arrival, false) => "export_arrivals_refused",
        (ExportKind::Departure, true) => "export_departures_accepted",
        (ExportKind::Departure, false) => "export_departures_refused",
        (ExportKind::Summary, true) => "export_summaries_accepted",
        (ExportKind::Summary, false) => "export_summaries_refused",
        (ExportKind::MasterWaybill, true) => "master_waybills_accepted",
        (ExportKind::MasterWaybill, false) => "master_waybills_refused",
        (ExportKind::Return, true) => "export_returns_accepted",
        (ExportKind::Return, false) => "export_returns_refused",
        (ExportKind::Tally, true) => "return_tallies_accepted",
        (ExportKind::Tally, false) => "return_tallies_refused",
    }
}
