//! What happens with an instrument of customs after it was issued: it is served and its term begins, it is
//! answered, closed or revoked, or its term ends.

use lifecycle::{InstrumentEvent as Move, is_instrument_open, next_instrument};
use model::{
    Appointment, DayStamp, EntryId, Evidence, Finding, InstrumentAct, InstrumentAnswer,
    InstrumentKind as Kind, InstrumentState as State, Moment, Notice, NoticeSubject, ReceiptBody,
    Service, TermOwner, Text,
};
use params::term_ends_on;

use crate::{
    catalogue::refuse,
    desk::Desk,
    examine::evidence_faults,
    history::Event,
    instrument::{InstrumentFile, OpenInstrument},
    money::after,
};

const KIND: &str = "document_act";

impl<'a> Desk<'a, '_> {
    /// Somebody serves, answers, closes or revokes an instrument.
    pub(crate) fn act_on_document(&mut self, number: &str, act: InstrumentAct, sender: &str) {
        let instrument = self.instruments.of_no(number);
        let file = instrument.and_then(|it| self.instruments.files.get(it));
        let Some((instrument, file)) = instrument.zip(file) else {
            let expected = "本系统的文书编号 (the number of a document of this house)";
            let finding = refuse("HSE-6610", "number", number.to_owned(), expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        let findings = self.act_faults(file, &act);
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        match act {
            InstrumentAct::Served { way, to, by, at } => {
                self.serve_instrument(instrument, Service { way, to, by, at });
            }
            InstrumentAct::Answered { by_code, text, attachments } => {
                self.take_answer(instrument, by_code, text, attachments);
            }
            InstrumentAct::Attendance { by_code, name, is_waived } => {
                self.take_attendance(instrument, by_code, name, is_waived);
            }
            InstrumentAct::Appointed { way, at, link, officer } => {
                self.appoint(instrument, Appointment { way, at, link, officer });
            }
            InstrumentAct::Result(result) => self.take_result(instrument, result, sender),
            InstrumentAct::Extended { officer, reason, until } => {
                self.extend_term(instrument, officer, reason, until);
            }
            InstrumentAct::Closed { officer, reason } => {
                self.move_instrument(instrument, Move::Closed, &officer, &reason);
                self.tell_of_instrument(instrument, "办结");
            }
            InstrumentAct::Revoked { officer, reason } => {
                self.move_instrument(instrument, Move::Revoked, &officer, &reason);
                self.tell_of_instrument(instrument, "撤销");
            }
        }
    }

    fn act_faults(&self, file: &InstrumentFile, act: &InstrumentAct) -> Vec<Finding> {
        let mut findings = Vec::new();
        let step = match act {
            InstrumentAct::Served { .. } => Move::Served,
            InstrumentAct::Answered { .. } => Move::Answered,
            // It can be said for as long as the examination is not over.
            InstrumentAct::Attendance { .. }
            | InstrumentAct::Appointed { .. }
            | InstrumentAct::Result(_)
            | InstrumentAct::Extended { .. }
            | InstrumentAct::Closed { .. } => Move::Closed,
            InstrumentAct::Revoked { .. } => Move::Revoked,
        };
        if next_instrument(file.state, step).is_none() {
            let title = lifecycle::instrument_title_zh(file.state).to_owned();
            let expected = "允许该操作的状态 (a state that allows it)";
            findings.push(refuse("HSE-6611", "number", title, expected));
        }
        match act {
            InstrumentAct::Served { to, by, at, .. } => {
                let issued_at = file.issued.issued_at;
                if *at < issued_at || *at > self.now.at {
                    let expected = format!("{issued_at} … {}", self.now.at);
                    findings.push(refuse("HSE-6612", "act.served.at", at.to_string(), &expected));
                }
                for (name, value) in [("to", to), ("by", by)] {
                    if value.trim().is_empty() {
                        let at = format!("act.served.{name}");
                        let expected = "签收人与送达人 (who signed for it, who served it)";
                        findings.push(refuse("HSE-6613", &at, String::new(), expected));
                    }
                }
            }
            InstrumentAct::Answered { by_code, text, attachments } => {
                answer_faults(file, by_code, text, attachments, &mut findings);
            }
            InstrumentAct::Attendance { by_code, name, .. } => {
                attendance_faults(file, by_code, name, &mut findings);
            }
            InstrumentAct::Appointed { way, at, link, officer } => {
                let (link, officer) = (link.clone(), officer.clone());
                let agreed = Appointment { way: *way, at: *at, link, officer };
                self.appointment_faults(file, &agreed, &mut findings);
            }
            InstrumentAct::Result(result) => self.result_faults(file, result, &mut findings),
            InstrumentAct::Extended { officer, until, .. } => {
                self.extension_faults(file, officer, *until, &mut findings);
            }
            InstrumentAct::Closed { .. } | InstrumentAct::Revoked { .. } => {}
        }
        if let InstrumentAct::Appointed { officer, .. }
        | InstrumentAct::Extended { officer, .. }
        | InstrumentAct::Closed { officer, .. }
        | InstrumentAct::Revoked { officer, .. } = act
            && officer.trim().is_empty()
        {
            findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
        }
        findings
    }

    /// 送达: the term is counted from now on.
    pub(crate) fn serve_instrument(&mut self, instrument: usize, service: Service) {
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        let ends_on = file.issued.term.as_ref().map(|it| {
            let calendar = &self.registry.law.calendar;
            term_ends_on(calendar, it.length, it.unit, service.at.local_date())
        });
        file.due_on = ends_on.map(DayStamp::from_date).unwrap_or_default();
        let due_on = file.due_on;
        file.service = Some(service.clone());
        let step = if ends_on.is_some() { Move::Served } else { Move::ServedForGood };
        let by = service.by.clone();
        self.note_instrument(instrument, Event::InstrumentServed { service, due_on });
        self.move_instrument(instrument, step, &by, "");
        if let (Some(last), Some(file)) = (ends_on, self.instruments.files.get_mut(instrument)) {
            file.due_at = Some(after(last));
        }
        self.audit_is_announced(instrument);
        self.tally.outcome("documents_served");
        self.tell_of_instrument(instrument, "送达");
    }

    pub(crate) fn take_answer(
        &mut self,
        instrument: usize,
        by_code: String,
        text: String,
        attachments: Vec<Evidence>,
    ) {
        let (at, today) = (self.now.at, DayStamp::from_date(self.now.on));
        let Some(file) = self.instruments.files.get_mut(instrument) else { return };
        let is_late = file.due_on != DayStamp::default() && file.due_on < today;
        let by = by_code.clone();
        let answer = InstrumentAnswer { by_code, text: text.clone(), attachments, at, is_late };
        file.answers.push(answer.clone());
        self.note_instrument(instrument, Event::InstrumentAnswered(Box::new(answer)));
        self.move_instrument(instrument, Move::Answered, &by, &text);
        self.tally.outcome("documents_answered");
        self.tell_of_instrument(instrument, if is_late { "逾期答复已收" } else { "答复已收" });
    }

    /// The last day of its term has passed: it is listed as overdue, and whoever has to act is told.
    pub(crate) fn instrument_falls_due(&mut self, instrument: usize, due_at: Moment) -> bool {
        let file = self.instruments.files.get(instrument);
        let Some(file) = file.filter(|it| it.due_at == Some(due_at)) else { return false };
        if next_instrument(file.state, Move::TermEnded).is_none() {
            return false;
        }
        let owed_by = file.issued.term.as_ref().map(|it| it.owed_by);
        let words = match owed_by {
            Some(TermOwner::Customs) => "期限届满，海关应当作出处理",
            _ => "逾期未履行",
        };
        self.move_instrument(instrument, Move::TermEnded, "", words);
        self.tally.outcome("documents_overdue");
        self.tell_of_instrument(instrument, words);
        true
    }

    /// What is over with the examination, the detention, the declaration: its open instruments of these kinds.
    pub(crate) fn close_open(&mut self, index: usize, kinds: &[Kind], officer: &str) {
        self.end_open(index, kinds, Move::Closed, officer);
    }

    /// Of a declaration that goes back: what is open is asked for no longer.
    pub(crate) fn revoke_open(&mut self, index: usize, kinds: &[Kind]) {
        self.end_open(index, kinds, Move::Revoked, "");
    }

    fn end_open(&mut self, index: usize, kinds: &[Kind], step: Move, officer: &str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let open = file.open_instruments.iter().filter(|it| kinds.contains(&it.kind));
        let cases = open.map(|it| it.case).collect();
        self.end_instruments(cases, step, officer);
    }

    pub(crate) fn end_instruments(&mut self, cases: Vec<EntryId>, step: Move, officer: &str) {
        for case in cases {
            if let Some(instrument) = self.instruments.of_id(case) {
                self.move_instrument(instrument, step, officer, "");
            }
        }
    }

    /// Moves it along its table; its own history and the declaration's say so.
    pub(crate) fn move_instrument(
        &mut self,
        instrument: usize,
        step: Move,
        by: &str,
        note: &str,
    ) -> bool {
        let Some(file) = self.instruments.files.get_mut(instrument) else { return false };
        let Some(to) = next_instrument(file.state, step) else { return false };
        let from = std::mem::replace(&mut file.state, to);
        file.touched = true;
        if to != State::Served {
            file.due_at = None;
        }
        let (number, kind) = (file.issued.number.clone(), file.issued.kind);
        let (case, about) = (file.id, file.about);
        let (by, note) = (by.to_owned(), note.to_owned());
        if from != to {
            let moved = Event::InstrumentState { from, to, by: by.clone(), note: note.clone() };
            self.note_instrument(instrument, moved);
        }
        if let (false, Some(open)) = (is_instrument_open(to), self.open_instruments_of(about)) {
            open.retain(|it| it.case != case);
        }
        self.note_about(about, Event::InstrumentMoved { number, kind, to, by, note });
        true
    }

    /// Of a declaration, or of a case after release.
    pub(crate) fn open_instruments_of(
        &mut self,
        about: EntryId,
    ) -> Option<&mut Vec<OpenInstrument>> {
        if let Some(index) = self.declarations.of_id(about) {
            return self.declarations.files.get_mut(index).map(|it| &mut it.open_instruments);
        }
        let audit = self.audits.of_id(about)?;
        self.audits.files.get_mut(audit).map(|it| &mut it.open_instruments)
    }

    /// In the history of the declaration, or of the case after release.
    pub(crate) fn note_about(&mut self, about: EntryId, what: Event) {
        if let Some(index) = self.declarations.of_id(about) {
            self.note_declaration(index, what);
        } else if let Some(audit) = self.audits.of_id(about) {
            self.note_audit(audit, what);
        }
    }

    pub(crate) fn note_instrument(&mut self, instrument: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.instruments.files.get_mut(instrument) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    /// Tells whoever filed the declaration how an instrument stands.
    pub(crate) fn tell_of_instrument(&mut self, instrument: usize, what: &str) {
        let Some(file) = self.instruments.files.get(instrument) else { return };
        let (id, to) = (file.id, file.sender.clone());
        let it = &file.issued;
        let mut words = format!("《{}》{what}", it.title_zh);
        if file.state == State::Issued && !it.reason.is_empty() {
            words.push('：');
            let room = crate::take::INFO_MAX - words.chars().count();
            words.extend(it.reason.chars().take(room));
        }
        let receipt = ReceiptBody::Notice(Notice {
            about: NoticeSubject::Document,
            number: Text::from(it.number.clone()),
            state: Text::borrowed(lifecycle::instrument_title_en(file.state)),
            status: file.state as i32,
            amount: None,
            due_on: file.due_on,
            info: Text::from(words),
        });
        let said = self.issue(id, receipt, &[]);
        let answered = self.address(&to, said);
        self.note_instrument(instrument, answered);
    }
}

fn answer_faults(
    file: &InstrumentFile,
    by_code: &str,
    text: &str,
    attachments: &[Evidence],
    findings: &mut Vec<Finding>,
) {
    party_fault(file, "act.answered.by_code", by_code, findings);
    if text.trim().is_empty() && attachments.is_empty() {
        let expected = "说明或者资料 (words or documents)";
        findings.push(refuse("HSE-6615", "act.answered", String::new(), expected));
    }
    evidence_faults("act.answered.attachments", attachments, findings);
}

/// Whether it is the trader or the declarant who says it.
fn party_fault(file: &InstrumentFile, at: &str, by_code: &str, findings: &mut Vec<Finding>) {
    let parties = [&file.issued.trader, &file.issued.declarant];
    if !parties.iter().any(|it| it.code == by_code && !by_code.is_empty()) {
        let expected: Vec<&str> = parties.iter().map(|it| it.code.as_str()).collect();
        findings.push(refuse("HSE-6614", at, by_code.to_owned(), &expected.join(" | ")));
    }
}

fn attendance_faults(
    file: &InstrumentFile,
    by_code: &str,
    name: &str,
    findings: &mut Vec<Finding>,
) {
    party_fault(file, "act.attendance.by_code", by_code, findings);
    if file.issued.kind != Kind::ExaminationNotice {
        let expected = "查验通知单 (an examination notice)";
        findings.push(refuse("HSE-6626", "number", file.issued.title_zh.clone(), expected));
    }
    if name.trim().is_empty() {
        let expected = "到场人员或者放弃人 (who comes, or waives it)";
        findings.push(refuse("HSE-6626", "act.attendance.name", String::new(), expected));
    }
}
