//! Lists whose goods have left are summed up in a goods declaration (CEB701, 汇总), and which of their lines
//! became which of its lines is answered (CEB792).
//!
//! An application is carried out at once and whole, or refused; it is kept by its sender's number, and stands. The
//! declaration it makes is a case like any other, filed as if it had come on the wire. When that goes back or is
//! withdrawn, its lists may be summed up anew.

use checks::{ExportPrior, ExportSummaryCase, PriorDocument, SummedList};
use messages::channel_code;
use model::{
    Action, Channel, Date, DayStamp, DeclarationState, DocumentState, ExportDocument, ExportState,
    ExportSummary, Finding, KeyPair, Moment, ReceiptBody, SummaryResult, SummedLine, Text,
};

use super::{
    ExportFile, Exports,
    merge::{Merged, Summed, merge},
};
use crate::{
    claims::InboundRecord,
    declaration::Sent,
    desk::{Desk, Origin},
    history::Event,
    prepare::Prepared,
    take::{Fate, Verdict},
    wanted::beside_declaration,
};

impl<'a> Desk<'a, '_> {
    pub(super) fn take_export_summary(
        &mut self,
        summary: Box<ExportSummary<'a>>,
        key: KeyPair,
        content: u64,
        origin: &Origin<'a>,
    ) {
        let document = ExportDocument::Summary(summary);
        let ExportDocument::Summary(summary) = &document else { return };
        let held = self.inbounds.get(&key).filter(|it| it.state == DocumentState::Accepted);
        if let Some(held) = held.filter(|it| it.content == content)
            && document.action() == Action::New
        {
            let number = held.inbound_no.clone();
            let verdict = Verdict { findings: Vec::new(), fate: Fate::Ignored };
            self.note_export_document(None, &document, &verdict, origin);
            return self.answer_summary(&document, &number, &[], origin);
        }
        let same_kind = held.map(|it| PriorDocument { sent_at: it.sent_at, state: it.state });
        let prior = ExportPrior { same_kind, ..ExportPrior::default() };
        let mut verdict = self.judge_export(&document, prior);
        let lists = self.exports.named_by(summary);
        let beside: Vec<Option<SummedList<'_>>> =
            lists.iter().map(|it| self.beside_summary((*it)?)).collect();
        let case =
            ExportSummaryCase { summary, lists: &beside, on: self.now.on, law: &self.registry.law };
        verdict.look_further(|findings| checks::export_summary(&case, findings));
        let number = self.summary_no();
        let merged = (verdict.fate == Fate::Taken)
            .then(|| self.exports.merged(summary, &number, self.registry, self.now.on))
            .flatten();
        let Some(merged) = merged else {
            self.note_export_document(None, &document, &verdict, origin);
            return self.answer_export_document(None, &document, &verdict, origin);
        };
        let lines = merged.lines.clone();
        let index = self.file_summed(merged, &number, content, origin);
        let returned = self.why_returned(index);
        let verdict = match returned {
            Some(findings) => Verdict { findings, fate: Fate::Refused },
            None => verdict,
        };
        self.note_export_document(None, &document, &verdict, origin);
        if verdict.fate != Fate::Taken {
            return self.answer_export_document(None, &document, &verdict, origin);
        }
        let (state, sent_at) = (DocumentState::Accepted, document.head().sent_at);
        let inbound_no = number.clone();
        let record = InboundRecord {
            key,
            sent_at,
            content,
            state,
            inbound_no,
            lines: Vec::new(),
            touched: true,
        };
        self.inbounds.insert(key, record);
        self.mark_summed(index, &lists, &lines);
        self.answer_summary(&document, &number, &verdict.findings, origin);
        self.answer_summary_result(index, summary, &number, lines, origin);
    }

    fn beside_summary(&self, index: usize) -> Option<SummedList<'_>> {
        let file = self.exports.files.get(index)?;
        let declared = self.declarations.of_id(file.summed_by);
        let declared = declared.and_then(|it| self.declarations.files.get(it));
        let is_open = |it: DeclarationState| {
            !matches!(it, DeclarationState::Returned | DeclarationState::Withdrawn)
        };
        let standing = declared.filter(|it| is_open(it.state));
        Some(SummedList {
            state: file.state,
            list: file.listed()?,
            left_at: file.left_at,
            summed_by: standing.map_or("", |it| &it.declaration_no),
        })
    }

    /// Files the declaration as if it had come from whoever is to file it.
    fn file_summed(
        &mut self,
        merged: Merged,
        number: &str,
        content: u64,
        origin: &Origin<'a>,
    ) -> Option<usize> {
        let Merged { declaration, lines } = merged;
        let key = self.keyring.of_declaration(&declaration).declaration?;
        let to = Text::from(declaration.filer_code().to_owned());
        let sent = Sent { at: origin.at, content, to };
        let verdict = self.judge_declaration(&declaration, None);
        let index = self.file_declaration(None, Box::new(declaration), key, &sent);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.is_summed = true;
        }
        self.enter_declaration(index, &sent, verdict);
        let summary_no = number.to_owned();
        self.note_declaration(index, Event::MadeOfLists { summary_no, lines });
        Some(index)
    }

    /// What the declaration was returned for; nothing when it stands.
    fn why_returned(&self, index: Option<usize>) -> Option<Vec<Finding>> {
        let file = self.declarations.files.get(index?)?;
        if file.state != DeclarationState::Returned {
            return None;
        }
        file.happenings.iter().rev().find_map(|it| match &it.what {
            Event::DeclarationState { to: DeclarationState::Returned, findings, .. } => {
                Some(findings.clone())
            }
            _ => None,
        })
    }

    fn mark_summed(&mut self, index: Option<usize>, lists: &[Option<usize>], lines: &[SummedLine]) {
        let Some(filed) = index.and_then(|it| self.declarations.files.get(it)) else { return };
        let (id, number) = (filed.id, filed.declaration_no.to_string());
        let mut rest = lines;
        for export in lists.iter().flatten() {
            let Some(file) = self.exports.files.get_mut(*export) else { continue };
            file.summed_by = id;
            file.is_overdue = false;
            let n_items = file.listed().map_or(0, |it| it.items.len());
            let (own, others) = rest.split_at(n_items.min(rest.len()));
            rest = others;
            let declaration_no = number.clone();
            let lines = own.iter().map(|it| it.line).collect();
            self.note_export(*export, Event::SummedUp { declaration_no, lines });
            self.plan_closed_export(*export);
        }
    }

    /// Its goods left: until when it is to be summed up, if it is.
    pub(super) fn await_summary(&mut self, index: usize) {
        self.plan_closed_export(index);
    }

    /// When a closed list should be summed up at last; nothing where it need not be, was, or is told already.
    pub(super) fn summary_due(&self, file: &ExportFile<'_>) -> Option<Moment> {
        let is_open = file.state == ExportState::Closed && file.summed_by.0 == 0;
        let is_one = file.listed().is_some_and(|it| it.statistics_flag == "B");
        let left_at = file.left_at.moment().filter(|_| is_one && is_open && !file.is_overdue)?;
        let (_, last) = self.registry.law.export_summary_days(left_at.local_date()).ok()?;
        Some(end_of(last))
    }

    /// The last day passed, and it was not summed up: its declarant is told.
    pub(super) fn summary_is_overdue(&mut self, index: usize) {
        if let Some(file) = self.exports.files.get_mut(index) {
            file.is_overdue = true;
        }
        self.note_export(index, Event::SummaryOverdue);
        self.tally.outcome("export_lists_not_summed_up");
        let words = Text::borrowed("结关，逾期未汇总形成报关单");
        self.answer_export(index, ExportState::Closed, words, &[]);
    }

    /// CEB702: the application was carried out under its number.
    fn answer_summary(
        &mut self,
        document: &ExportDocument<'a>,
        number: &str,
        findings: &[Finding],
        origin: &Origin<'a>,
    ) {
        let words = crate::take::info(findings, messages::ACCEPTED);
        let mut receipt = self.export_receipt(None, document, messages::status::ACCEPTED, words);
        if let ReceiptBody::ExportSummary(it) = &mut receipt {
            it.summary_no = Text::from(number.to_owned());
        }
        self.issue_of_export(None, &origin.recipients(), receipt, findings);
    }

    /// CEB792.
    fn answer_summary_result(
        &mut self,
        index: Option<usize>,
        summary: &ExportSummary<'a>,
        number: &str,
        lines: Vec<SummedLine>,
        origin: &Origin<'a>,
    ) {
        let Some(file) = index.and_then(|it| self.declarations.files.get(it)) else { return };
        let receipt = ReceiptBody::SummaryResult(Box::new(SummaryResult {
            guid: summary.head.guid.clone(),
            customs_code: summary.customs_code.clone(),
            summary_no: Text::from(number.to_owned()),
            preliminary_no: file.preliminary_no.clone(),
            declaration_no: file.declaration_no.clone(),
            declaration_state: Text::borrowed(channel_code(channel_of(file.state))),
            declarant_code: summary.declarant_code.clone(),
            declarant_name: summary.declarant_name.clone(),
            seller_code: summary.seller_code.clone(),
            seller_name: summary.seller_name.clone(),
            filer_code: summary.filer_code.clone(),
            filer_name: summary.filer_name.clone(),
            gross_weight_kg: file.declaration.gross_weight_kg,
            net_weight_kg: file.declaration.net_weight_kg,
            lines,
        }));
        self.issue_of_export(None, &origin.recipients(), receipt, &[]);
    }

    /// 汇总申请编号: `S`, the day, the number of the case that the declaration will be.
    fn summary_no(&self) -> String {
        let day = DayStamp::from_date(self.now.on);
        format!("S{day}{:09}", self.next_entry % 1_000_000_000)
    }

    /// What stands beside the declarations that a batch's applications would make.
    pub(crate) fn beside_summaries(
        &self,
        inputs: &[Prepared<'_>],
        claims: &mut Vec<KeyPair>,
        accounts: &mut Vec<KeyPair>,
    ) {
        for input in inputs {
            let Ok(messages::Message::Export(envelope)) = &input.message else { continue };
            for reading in &envelope.readings {
                let ExportDocument::Summary(summary) = &reading.document else { continue };
                let on = input.received_at.local_date();
                let merged = self.exports.merged(summary, "", self.registry, on);
                let Some(Merged { declaration, .. }) = merged else { continue };
                accounts.push(self.keyring.guarantee(&declaration.trader.code));
                beside_declaration(self, &declaration, &[], claims, accounts);
            }
        }
    }
}

impl<'a> Exports<'a> {
    /// The lists of an application, one a line of it.
    fn named_by(&self, summary: &ExportSummary<'_>) -> Vec<Option<usize>> {
        summary.items.iter().map(|it| self.of_no(&it.list_no)).collect()
    }

    /// The declaration that an application's lists make together.
    fn merged(
        &self,
        summary: &ExportSummary<'_>,
        number: &str,
        registry: &crate::registry::Registry,
        on: model::Date,
    ) -> Option<Merged> {
        let files = self.named_by(summary).into_iter().flatten();
        let summed = files.filter_map(|it| {
            let file = self.files.get(it)?;
            Some(Summed { list_no: file.list_no(), list: file.listed()?, left_at: file.left_at })
        });
        merge(summary, number, &summed.collect::<Vec<_>>(), registry, on)
    }
}

/// The moment after a day's last.
pub(super) fn end_of(day: Date) -> Moment {
    Moment::from_local(day.at(0, 0, 0, 0)).plus_minutes(24 * 60)
}

/// What a declaration in that state was told last.
fn channel_of(state: DeclarationState) -> Channel {
    match state {
        DeclarationState::Reviewing => Channel::Manual,
        DeclarationState::AwaitingTax => Channel::TaxDue,
        DeclarationState::Examination => Channel::Examination,
        DeclarationState::Released => Channel::Released,
        DeclarationState::ReleasedOnGuarantee => Channel::ReleasedOnGuarantee,
        DeclarationState::Cleared => Channel::Cleared,
        DeclarationState::Returned => Channel::Returned,
        DeclarationState::Withdrawn => Channel::Deleted,
        _ => Channel::Received,
    }
}
