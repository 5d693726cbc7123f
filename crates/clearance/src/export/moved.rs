//! What moves: goods that arrive in the site (CEB507), leave the country (CEB509), travel under one bill
//! (CEB607); and lists that are cancelled before they move (CEB605).
//!
//! A report is taken whole or not at all: one waybill in it that may not leave keeps the others back, and is
//! named. What arrived is kept under the waybill's claim, so it may come before its list.

use checks::{
    CancelledExport, ExportCancellingCase, ExportMovedCase, ExportPrior, MovedParcel, PriorDocument,
};
use lifecycle::ExportEvent as Step;
use model::{
    Action, DocumentState, EntryId, ExportCancellation, ExportDocument, ExportKind, ExportState,
    KeyPair, Text,
};

use super::waybill::Departure;
use crate::{
    claims::{Arrival, InboundRecord},
    desk::{Desk, Origin},
    history::Event,
    take::{Fate, Verdict, day_number, info},
};

impl<'a> Desk<'a, '_> {
    pub(super) fn take_export_movement(
        &mut self,
        document: ExportDocument<'a>,
        key: KeyPair,
        lines: Vec<KeyPair>,
        content: u64,
        origin: &Origin<'a>,
    ) {
        for line in &lines {
            self.expire_export_waybill(*line);
        }
        let action = document.action();
        let held = self.inbounds.get(&key).filter(|it| it.state == DocumentState::Accepted);
        if action == Action::New && held.is_some_and(|it| it.content == content) {
            return self.repeat_export_document(None, &document, origin);
        }
        let own = self.inbounds.get(&key).map(|it| it.lines.clone()).unwrap_or_default();
        let dropped: Vec<KeyPair> = match action {
            Action::New => Vec::new(),
            Action::Delete => own.clone(),
            Action::Change => own.iter().filter(|it| !lines.contains(it)).copied().collect(),
        };
        let verdict = self.judge_movement(&document, key, (&lines, &own, &dropped));
        self.note_export_document(None, &document, &verdict, origin);
        self.answer_export_document(None, &document, &verdict, origin);
        if verdict.fate != Fate::Taken {
            return;
        }
        let sent_at = document.head().sent_at;
        let (state, kept) = match action {
            Action::Delete => (DocumentState::Deleted, Vec::new()),
            Action::New | Action::Change => (DocumentState::Accepted, lines.clone()),
        };
        let inbound_no = self.report_no();
        let record =
            InboundRecord { key, sent_at, content, state, inbound_no, lines: kept, touched: true };
        self.inbounds.insert(key, record);
        let lines = if action == Action::Delete { Vec::new() } else { lines };
        match &document {
            ExportDocument::Arrival(_) => self.arrive(&dropped, &lines, origin),
            ExportDocument::Departure(it) => {
                self.depart(&lines, Departure { at: origin.at, left_at: it.left_at });
            }
            ExportDocument::MasterWaybill(it) => self.bind(&dropped, &lines, &it.bill_no),
            _ => {}
        }
    }

    fn judge_movement(
        &self,
        document: &ExportDocument<'a>,
        key: KeyPair,
        (lines, own, dropped): (&[KeyPair], &[KeyPair], &[KeyPair]),
    ) -> Verdict {
        let held = self.inbounds.get(&key);
        let kind = document.kind();
        let state =
            |key: &KeyPair| Some(self.exports.files.get(self.exports.of_waybill(*key)?)?.state);
        // The one that has gone furthest forbids the most.
        let furthest = dropped.iter().filter_map(state).max_by_key(|it| progress(*it));
        let prior = ExportPrior {
            same_kind: held.map(|it| PriorDocument { sent_at: it.sent_at, state: it.state }),
            state: furthest,
            ..ExportPrior::default()
        };
        let mut verdict = self.judge_export(document, prior);
        if document.action() == Action::Delete {
            return verdict;
        }
        let numbers: Vec<String> = lines
            .iter()
            .map(|it| self.exports.of_waybill(*it).and_then(|it| self.exports.files.get(it)))
            .map(|it| it.map(|it| it.list_no()).unwrap_or_default())
            .collect();
        let parcels: Vec<MovedParcel<'_>> = lines
            .iter()
            .zip(&numbers)
            .map(|(line, list_no)| {
                let record = self.exports.waybill(*line);
                let is_moved = record.is_some_and(|it| match kind {
                    ExportKind::Arrival => it.arrival.is_some(),
                    ExportKind::Departure => it.departure.is_some(),
                    _ => false,
                });
                let file = self.exports.of_waybill(*line).and_then(|it| self.exports.files.get(it));
                let list = file.and_then(|it| it.listed());
                MovedParcel {
                    moved_already: is_moved && !own.contains(line),
                    state: file.map(|it| it.state),
                    bill_no: list.map_or("", |it| &it.bill_no),
                    list_no,
                    gross_weight_kg: list.map(|it| it.gross_weight_kg).unwrap_or_default(),
                }
            })
            .collect();
        let (on, tolerance) = (self.now.on, self.tolerance());
        let case = ExportMovedCase { document, parcels: &parcels, on, tolerance };
        verdict.look_further(|findings| checks::export_moved(&case, findings));
        verdict
    }

    /// Goods are in the site: each waits for its list, or has one that is released now. What a change or
    /// deletion takes back is not in after all.
    fn arrive(&mut self, dropped: &[KeyPair], lines: &[KeyPair], origin: &Origin<'a>) {
        for key in dropped {
            if let Some(record) = self.exports.open_waybill(*key) {
                record.arrival = None;
                record.touched = true;
            }
        }
        let used_until = day_number(self.now.on).saturating_add(self.now.waybill_window);
        let arrival = Arrival { at: origin.at, received_at: self.now.at };
        for key in lines {
            let Some(record) = self.exports.open_waybill(*key) else { continue };
            if record.arrival.is_none() {
                record.arrival = Some(arrival);
                record.used_until = record.used_until.max(used_until);
                record.touched = true;
            }
            let index = self.exports.of_waybill(*key);
            let state = index.and_then(|it| self.exports.files.get(it)).map(|it| it.state);
            if let (Some(index), Some(ExportState::Reviewed)) = (index, state) {
                self.release_export(index);
            }
        }
    }

    /// Goods left the country: 结关.
    fn depart(&mut self, lines: &[KeyPair], departure: Departure) {
        for key in lines {
            let Some(index) = self.exports.of_waybill(*key) else { continue };
            if let Some(record) = self.exports.open_waybill(*key) {
                record.departure = Some(departure);
                record.touched = true;
            }
            if let Some(file) = self.exports.files.get_mut(index) {
                file.left_at = departure.left_at;
            }
            self.note_export(index, Event::Departed { at: departure.at, on: departure.left_at });
            self.advance_export(index, Step::Departed, &[]);
            self.answer_export(index, ExportState::Closed, Text::borrowed("结关"), &[]);
            self.await_summary(index);
        }
    }

    /// Lists travel under one bill.
    fn bind(&mut self, dropped: &[KeyPair], lines: &[KeyPair], bill_no: &Text<'a>) {
        for key in dropped {
            let Some(index) = self.exports.of_waybill(*key) else { continue };
            let Some(file) = self.exports.files.get_mut(index) else { continue };
            let by = std::mem::take(&mut file.master_bill_no).to_string();
            self.note_export(index, Event::Unlinked { by });
        }
        for key in lines {
            let Some(index) = self.exports.of_waybill(*key) else { continue };
            let Some(file) = self.exports.files.get_mut(index) else { continue };
            if file.master_bill_no != *bill_no {
                file.master_bill_no = bill_no.clone();
                self.note_export(index, Event::Linked { by: bill_no.to_string() });
            }
        }
    }

    pub(super) fn take_export_cancellation(
        &mut self,
        cancellation: Box<ExportCancellation<'a>>,
        entry: Option<EntryId>,
        origin: &Origin<'a>,
    ) {
        let document = ExportDocument::Cancellation(cancellation);
        let ExportDocument::Cancellation(cancellation) = &document else { return };
        let named = entry.and_then(|it| self.exports.index_of(it));
        let is_it = |it: &usize| {
            self.exports.files.get(*it).is_some_and(|it| *it.list_no() == *cancellation.list_no)
        };
        let named = named.filter(is_it);
        let mut verdict = self.judge_export(&document, ExportPrior::default());
        let file = named.and_then(|it| self.exports.files.get(it));
        let list =
            file.and_then(|it| Some(CancelledExport { state: it.state, list: it.listed()? }));
        let case = ExportCancellingCase { cancellation, list, on: self.now.on };
        verdict.look_further(|findings| checks::export_cancelling(&case, findings));
        // A stranger's leaves no trace on the export.
        let is_own = verdict.findings.iter().all(|it| it.code != "EXP-2301");
        let own = named.filter(|_| is_own);
        self.note_export_document(own, &document, &verdict, origin);
        self.answer_export_document(own, &document, &verdict, origin);
        let Some(index) = own.filter(|_| verdict.fate == Fate::Taken) else { return };
        self.withdraw_export(index, "清单已撤销");
        let settled = messages::status::of_export(ExportState::Reviewed);
        let words = info(&[], "撤销申请审结，清单已撤销");
        self.say_of_export(own, &document, (settled, words), &[], origin);
    }
}

/// How far an export has gone, for the question what may still be taken back.
fn progress(state: ExportState) -> u8 {
    match state {
        ExportState::Expected | ExportState::Rejected | ExportState::Withdrawn => 0,
        ExportState::Declared | ExportState::Accepted | ExportState::Reviewed => 1,
        ExportState::UnderReview => 2,
        ExportState::UnderExamination | ExportState::Detained | ExportState::Refused => 3,
        ExportState::Released => 4,
        ExportState::Closed => 5,
    }
}
