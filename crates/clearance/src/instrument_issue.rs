//! Customs issues an instrument about a declaration, and what follows for the declaration. An officer's order issues
//! the one that belongs to it.

use lifecycle::DeclarationEvent as Step;
use model::{
    Addressee, AmendmentBar, Channel, DayStamp, EntryId, Finding, Instrument, InstrumentField,
    InstrumentKind as Kind, InstrumentState, InstrumentTerm, OfficerAction, SecondWord, Text,
    Trader,
};

use crate::{
    admission_act::place_of,
    appointment::is_by_video,
    catalogue::refuse,
    confirm::spelt_lines,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    instrument::{Examination, InstrumentFile, OpenInstrument},
    instrument_draft::{Draft, INSTRUMENTS_MAX, LINE_RESULTS, fill_in, is_allowed, names_of},
    numbers,
    sampling::custody_faults,
};

const KIND: &str = "issue_document";

/// What is asked for before goods are released, and no longer when their declaration goes back.
pub(crate) const ASKED_FOR_RELEASE: &[Kind] = &[
    Kind::ExaminationNotice,
    Kind::ValueQuery,
    Kind::PriceConsultation,
    Kind::TaxConfirmation,
    Kind::QuarantineNotice,
    Kind::SamplingOrder,
    Kind::SupplementRequest,
];

/// To whom an officer's order hands over what is detained; empty: to nobody.
pub(crate) fn handed_to(action: OfficerAction) -> &'static str {
    match action {
        OfficerAction::DetainForClearance => "通关部门",
        OfficerAction::DetainForAntiSmuggling => "缉私部门",
        OfficerAction::DetainForLegal => "法规部门",
        _ => "",
    }
}

/// What an instrument is about, and whom it goes to.
pub(crate) struct InstrumentHead {
    pub(crate) id: EntryId,
    pub(crate) number: String,
    /// The case.
    pub(crate) about: EntryId,
    pub(crate) sender: String,
    pub(crate) declaration_no: String,
    pub(crate) audit_no: String,
    pub(crate) customs: String,
    pub(crate) trader: Addressee,
    pub(crate) declarant: Addressee,
}

impl<'a> Desk<'a, '_> {
    /// An officer has an instrument issued; what it says takes effect at once.
    pub(crate) fn issue_document(&mut self, number: &str, mut draft: Draft, sender: &str) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let Some(file) = self.declarations.files.get(index) else { return };
        fill_in(&mut draft, file);
        let mut findings = self.draft_faults(file, &draft);
        if !is_allowed(file, draft.kind) {
            let title = lifecycle::declaration_title_zh(file.state).to_owned();
            let expected = "允许制发该文书的状态 (a state in which it can be issued)";
            findings.push(refuse("HSE-6609", "kind", title, expected));
        }
        if draft.kind == Kind::ConditionalRelease {
            custody_faults(file, &self.open_files(file), &mut findings);
        }
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        self.tally.outcome("documents_issued");
        self.carry_out(index, draft);
    }

    /// Issues it and lets its effect follow.
    pub(crate) fn carry_out(&mut self, index: usize, draft: Draft) {
        let reason = draft.reason.clone();
        let words = || Text::from(reason.clone());
        match draft.kind {
            Kind::ExaminationNotice => {
                // A new notice takes the place of the one before.
                self.revoke_open(index, &[Kind::ExaminationNotice]);
                self.issue_instrument(index, draft);
                if self.advance_declaration(index, Step::ExaminationOrdered, &[]) {
                    self.answer_declaration(index, Channel::Examination, words(), &[]);
                }
                self.let_go_to_destination(index);
            }
            Kind::ExaminationRecord => self.record_examination(index, draft),
            Kind::ShipBackOrder | Kind::DestructionOrder => {
                self.issue_instrument(index, draft);
                self.send_goods_back(index, words());
            }
            Kind::DetentionDecision => {
                let is_handed_over = !draft.field("handed_to").is_empty();
                self.issue_instrument(index, draft);
                self.detain_goods(index, words());
                if is_handed_over {
                    self.bar(index, Some(AmendmentBar::Suspicion));
                }
            }
            Kind::ValueQuery
            | Kind::PriceConsultation
            | Kind::TaxConfirmation
            | Kind::QuarantineNotice
            | Kind::SupplementRequest => {
                self.issue_instrument(index, draft);
            }
            // They belong to cases after release, and no declaration's state allows them.
            Kind::AuditNotice
            | Kind::RecordsOrder
            | Kind::AuditOpinion
            | Kind::AuditConclusion
            | Kind::VerificationConclusion => {}
            Kind::SamplingOrder => self.take_sample(index, draft),
            Kind::ConditionalRelease => self.release_under_custody(index, draft),
        }
    }

    /// What was found takes effect, or waits for a second officer.
    fn record_examination(&mut self, index: usize, draft: Draft) {
        let examined_at = draft.field("examined_at").parse().ok();
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.examined_at = examined_at.or(file.examined_at);
        }
        match self.waits_for_second(&draft) {
            true => self.enter_result(index, draft),
            false => self.conclude_examination(index, draft),
        }
    }

    /// Of goods that are examined at both places the first record that finds them as declared leaves the
    /// examination open.
    pub(crate) fn conclude_examination(&mut self, index: usize, draft: Draft) {
        let (officer, reason) = (draft.officer.clone(), draft.reason.clone());
        let is_conform = draft.field("result") == "conform";
        let kinds = kinds_of(&draft);
        let disposal = match draft.field("disposal") {
            "" => "release".to_owned(),
            it => it.to_owned(),
        };
        let file = self.declarations.files.get_mut(index);
        let examination = file.and_then(|it| it.examination.as_mut());
        let is_first =
            examination.as_ref().is_some_and(|it| it.place == "both" && !it.is_port_done);
        let place = examination.as_ref().map_or_else(String::new, |it| it.next_place().to_owned());
        let site = examination.as_ref().filter(|_| place == "port").map(|it| it.site.clone());
        let names = examination.as_ref().map_or_else(String::new, |it| names_of(&it.examiners));
        let attended = examination.as_ref().map(|it| it.attended_by.clone()).unwrap_or_default();
        let attended = match draft.field("attended_by") {
            "" => attended,
            said => said.to_owned(),
        };
        let goes_on = is_first && is_conform && disposal == "release";
        if let (Some(examination), true) = (examination, goes_on) {
            examination.is_port_done = true;
        }
        let draft = draft.with("place", &place).with("examiners", &names);
        let draft = draft.with("site", &site.unwrap_or_default());
        self.issue_instrument(index, draft.with("attended_by", &attended));
        if goes_on {
            let words = Text::borrowed("口岸查验办结，货物待目的地检查");
            self.answer_declaration(index, Channel::Manual, words, &[]);
            return self.let_go_to_destination(index);
        }
        self.close_open(index, &[Kind::ExaminationNotice], &officer);
        self.remember_declaration_examined(index, kinds, &disposal);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.examination = None;
        }
        self.dispose(index, &disposal, &officer, &reason);
    }

    /// What an examination's result leads to (处置).
    fn dispose(&mut self, index: usize, disposal: &str, officer: &str, reason: &str) {
        let draft = |kind| Draft::of(kind, officer, reason);
        match disposal {
            "correct" => {
                self.advance_declaration(index, Step::SentToReview, &[]);
                let words = format!("查验结果与申报不符，请修改报关单并办理补税：{reason}");
                self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
            }
            "ship_back" => self.carry_out(index, draft(Kind::ShipBackOrder)),
            "destroy" => self.carry_out(index, draft(Kind::DestructionOrder)),
            "detain" => self.carry_out(index, draft(Kind::DetentionDecision)),
            "hand_over" => {
                let decision = draft(Kind::DetentionDecision).with("handed_to", "缉私部门");
                self.carry_out(index, decision);
            }
            _ if self.holds_release(index).is_some() => self.wait_after_examination(index),
            _ => self.proceed(index),
        }
    }

    /// The titles of what has to be done before goods are released; nothing when nothing has to.
    pub(crate) fn holds_release(&self, index: usize) -> Option<String> {
        let file = self.declarations.files.get(index)?;
        held_by(&self.open_files(file))
    }

    /// What customs issued about a declaration and is open.
    pub(crate) fn open_files(&self, file: &DeclarationFile<'_>) -> Vec<&InstrumentFile> {
        let open = file.open_instruments.iter();
        open.filter_map(|it| self.instruments.files.get(self.instruments.of_id(it.case)?)).collect()
    }

    /// Goods are released from detention, by two officers where the law wants a second.
    pub(crate) fn lift_detention(&mut self, index: usize, officer: String, words: Text<'a>) {
        let takes_second = self.takes_second(SecondWord::DetentionLifted);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        if takes_second && file.lifted_by.is_empty() {
            file.lifted_by = officer;
            return self.answer_declaration(index, Channel::Manual, words, &[]);
        }
        file.lifted_by.clear();
        self.close_open(index, &[Kind::DetentionDecision], &officer);
        self.proceed(index);
    }

    /// Where goods are examined is noted, and by whom drawn.
    fn begin_examination(&mut self, index: usize, draft: Draft) -> Draft {
        let draft = match self.declarations.files.get(index) {
            Some(file) => place_of(file, draft),
            None => draft,
        };
        let drawn = self.declarations.files.get(index).map(|it| self.draw_examiners(it));
        let examiners = drawn.unwrap_or_default();
        let names = names_of(&examiners);
        let (place, site) = (draft.field("place").to_owned(), draft.field("site").to_owned());
        if let Some(file) = self.declarations.files.get_mut(index) {
            let attended_by = String::new();
            file.entered = None;
            file.examination =
                Some(Examination { place, site, is_port_done: false, examiners, attended_by });
        }
        draft.with("examiners", &names)
    }

    /// The house's own selection is told like an officer's order.
    pub(crate) fn notify_of_examination(&mut self, index: usize) {
        self.issue_instrument(index, Draft::of(Kind::ExaminationNotice, "", "布控命中"));
        self.let_go_to_destination(index);
    }

    /// Numbers an instrument and keeps it with the declaration; whoever filed that is told. Nothing on a day for
    /// which no law knows the kind.
    pub(crate) fn issue_instrument(&mut self, index: usize, mut draft: Draft) -> Option<usize> {
        if draft.kind == Kind::ExaminationNotice {
            draft = self.begin_examination(index, draft);
        }
        let file = self.declarations.files.get_mut(index)?;
        self.registry.law.instruments.on(draft.kind, self.now.on)?;
        if file.n_instruments >= INSTRUMENTS_MAX {
            return None;
        }
        file.n_instruments += 1;
        file.touched = true;
        let id = numbers::instrument_case(file.id, file.n_instruments);
        let number = numbers::instrument_no(DayStamp::from_date(self.now.on), id);
        let head = InstrumentHead {
            id,
            number,
            about: file.id,
            sender: file.sender.to_string(),
            declaration_no: file.declaration_no.to_string(),
            audit_no: String::new(),
            customs: file.declaration.declaring_customs.to_string(),
            trader: addressee(&file.declaration.trader),
            declarant: addressee(&file.declaration.declarant),
        };
        self.put_instrument(head, draft)
    }

    /// It is kept, open, and told.
    pub(crate) fn put_instrument(&mut self, head: InstrumentHead, draft: Draft) -> Option<usize> {
        let (id, about, sender) = (head.id, head.about, head.sender.clone());
        let issued = self.words_of(head, &draft)?;
        let number = issued.number.clone();
        if let Some(open) = self.open_instruments_of(about) {
            open.push(OpenInstrument { kind: draft.kind, case: id });
        }
        let instrument = self.instruments.add(InstrumentFile {
            id,
            state: InstrumentState::Issued,
            due_at: None,
            about,
            sender,
            issued: Box::new(issued.clone()),
            service: None,
            due_on: DayStamp::default(),
            answers: Vec::new(),
            attendance: None,
            appointment: None,
            result: None,
            extension: None,
            touched: true,
            happenings: Vec::new(),
        });
        self.note_instrument(instrument, Event::InstrumentIssued(Box::new(issued)));
        self.note_about(
            about,
            Event::InstrumentMoved {
                number,
                kind: draft.kind,
                to: InstrumentState::Issued,
                by: draft.officer,
                note: draft.reason,
            },
        );
        self.tell_of_instrument(instrument, "制发");
        Some(instrument)
    }

    /// What an instrument says, with titles, law and term of the day.
    fn words_of(&self, head: InstrumentHead, draft: &Draft) -> Option<Instrument> {
        let rule = self.registry.law.instruments.on(draft.kind, self.now.on)?;
        let field = |(name, _): &(Box<str>, bool)| {
            let value = draft.fields.get(&**name)?.clone();
            let titles = self.registry.law.instruments.field(name)?;
            let listed = titles.values.iter().find(|(code, _)| **code == *value);
            let value_zh = match listed {
                Some((_, zh)) => zh.to_string(),
                None if name.as_ref() == LINE_RESULTS => spelt_lines(&value, &titles.values),
                None => value.clone(),
            };
            Some(InstrumentField {
                name: name.to_string(),
                title_zh: titles.title_zh.to_string(),
                title_en: titles.title_en.to_string(),
                value_zh,
                value,
            })
        };
        let basis = |id| self.registry.law.basis(id).cloned();
        let term = rule.term.as_ref().and_then(|it| {
            // An officer may give other days where the kind has them as a field.
            let length = draft.field("days").parse().unwrap_or(it.length);
            let (unit, owed_by) = (it.unit, it.owed_by);
            Some(InstrumentTerm { length, unit, owed_by, basis: basis(it.basis)? })
        });
        Some(Instrument {
            number: head.number,
            kind: draft.kind,
            title_zh: rule.title_zh.to_string(),
            title_en: rule.title_en.to_string(),
            declaration_no: head.declaration_no,
            audit_no: head.audit_no,
            customs: head.customs,
            trader: head.trader,
            declarant: head.declarant,
            officer: draft.officer.clone(),
            reason: draft.reason.clone(),
            fields: rule.fields.iter().filter_map(field).collect(),
            attachments: draft.attachments.clone(),
            basis: basis(rule.basis)?,
            term,
            issued_at: self.now.at,
        })
    }
}

fn held_by(open: &[&InstrumentFile]) -> Option<String> {
    let held = open.iter().filter(|it| it.is_waited_for());
    let words: Vec<String> =
        held.map(|it| format!("{} {}", it.issued.number, it.issued.title_zh)).collect();
    (!words.is_empty()).then(|| words.join("、"))
}

/// Why an officer's order is not obeyed though the state allows it.
pub(crate) fn stands_against(
    file: &DeclarationFile<'_>,
    open: &[&InstrumentFile],
    action: OfficerAction,
    officer: &str,
) -> Option<Finding> {
    let releases = matches!(action, OfficerAction::ApproveReview | OfficerAction::LiftDetention);
    if let Some(held) = held_by(open).filter(|_| releases) {
        let expected = "该文书办结或者撤销 (that it is closed or revoked)";
        return Some(refuse("HSE-6619", "list_no", held, expected));
    }
    if action == OfficerAction::PassExamination && is_by_video(open) {
        let expected = "查验记录单 (a record, with the recording)";
        return Some(refuse("HSE-6933", "action", "远程视频查验".to_owned(), expected));
    }
    let is_same = action == OfficerAction::LiftDetention && file.lifted_by == officer;
    (is_same && !officer.is_empty()).then(|| {
        let expected = "另一名关员 (another officer)";
        refuse("HSE-6618", "officer", officer.to_owned(), expected)
    })
}

fn addressee(trader: &Trader<'_>) -> Addressee {
    Addressee { code: trader.code.to_string(), name: trader.name.to_string() }
}

/// In which ways goods were not as declared, by all lines and as a whole, each once.
fn kinds_of(record: &Draft) -> Vec<String> {
    let of_lines = record.field(LINE_RESULTS).split_whitespace();
    let of_lines = of_lines.filter_map(|it| it.split_once('=')).map(|(_, kinds)| kinds);
    let all = of_lines.chain([record.field("result")]).flat_map(|it| it.split('|'));
    let mut kinds: Vec<String> =
        all.filter(|it| !it.is_empty() && *it != "conform").map(str::to_owned).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
