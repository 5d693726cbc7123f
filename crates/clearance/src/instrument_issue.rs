//! Customs issues an instrument about a declaration: what it has to say, whether the declaration's state allows
//! it, and what follows for the declaration. An officer's order issues the one that belongs to it.

use std::collections::BTreeMap;

use lifecycle::DeclarationEvent as Step;
use model::{
    Addressee, AmendmentBar, Channel, DayStamp, DeclarationState as State, Evidence, Finding,
    Instrument, InstrumentField, InstrumentKind as Kind, InstrumentState, InstrumentTerm,
    OfficerAction, Text, Trader,
};
use params::InstrumentRule;

use crate::{
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    duty::allows,
    history::Event,
    instrument::{InstrumentFile, OpenInstrument},
    numbers,
};

const KIND: &str = "issue_document";

/// So many instruments of one declaration have numbers.
const INSTRUMENTS_MAX: u8 = 99;

/// What is asked for before goods are released, and no longer when their declaration goes back.
pub(crate) const ASKED_FOR_RELEASE: &[Kind] = &[
    Kind::ExaminationNotice,
    Kind::ValueQuery,
    Kind::PriceConsultation,
    Kind::TaxConfirmation,
    Kind::QuarantineNotice,
];

/// What is to be issued.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    /// Empty: the house's selection.
    pub(crate) officer: String,
    pub(crate) reason: String,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) attachments: Vec<Evidence>,
}

impl Draft {
    pub(crate) fn of(kind: Kind, officer: &str, reason: &str) -> Draft {
        let (officer, reason) = (officer.to_owned(), reason.to_owned());
        Draft { kind, officer, reason, fields: BTreeMap::new(), attachments: Vec::new() }
    }

    pub(crate) fn with(mut self, field: &str, value: &str) -> Draft {
        if !value.is_empty() {
            self.fields.insert(field.to_owned(), value.to_owned());
        }
        self
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// To whom an officer's order hands over what is detained; empty: to nobody.
pub(crate) fn handed_to(action: OfficerAction) -> &'static str {
    match action {
        OfficerAction::DetainForClearance => "通关部门",
        OfficerAction::DetainForAntiSmuggling => "缉私部门",
        OfficerAction::DetainForLegal => "法规部门",
        _ => "",
    }
}

impl Desk<'_, '_> {
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
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        self.tally.outcome("documents_issued");
        self.carry_out(index, draft);
    }

    /// Everything that is wrong with what is to be issued.
    fn draft_faults(&self, file: &DeclarationFile<'_>, draft: &Draft) -> Vec<Finding> {
        let mut findings = Vec::new();
        if draft.officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
        }
        if file.n_instruments >= INSTRUMENTS_MAX {
            let expected = format!("<= {INSTRUMENTS_MAX}");
            let observed = file.n_instruments.to_string();
            findings.push(refuse("HSE-6607", "declaration_no", observed, &expected));
        }
        for (at, it) in draft.attachments.iter().enumerate() {
            if !it.is_sound() {
                let at = format!("attachments[{at}]");
                let observed = format!("{} {}", it.name, it.digest);
                let expected = "文件名与64位小写十六进制摘要 (a name and a BLAKE3 digest in hex)";
                findings.push(refuse("HSE-6606", &at, observed, expected));
            }
        }
        let Some(rule) = self.registry.law.instruments.on(draft.kind, self.now.on) else {
            let expected = "参数所及之日 (a day that law covers)";
            findings.push(refuse("HSE-6602", "kind", self.now.on.to_string(), expected));
            return findings;
        };
        self.field_faults(rule, file, draft, &mut findings);
        findings
    }

    fn field_faults(
        &self,
        rule: &InstrumentRule,
        file: &DeclarationFile<'_>,
        draft: &Draft,
        findings: &mut Vec<Finding>,
    ) {
        let wants_disposal = draft.kind == Kind::ExaminationRecord
            && !matches!(draft.field("result"), "" | "conform");
        for (name, must) in &rule.fields {
            let must = *must || (wants_disposal && **name == *"disposal");
            if must && draft.field(name).trim().is_empty() {
                let titles = self.registry.law.instruments.field(name);
                let expected =
                    titles.map_or_else(String::new, |it| format!("{} ({name})", it.title_zh));
                let at = format!("fields.{name}");
                findings.push(refuse("HSE-6603", &at, String::new(), &expected));
            }
        }
        for (name, value) in &draft.fields {
            let at = format!("fields.{name}");
            let known = self.registry.law.instruments.field(name);
            let is_its = rule.fields.iter().any(|(it, _)| **it == **name);
            let Some(field) = known.filter(|_| is_its) else {
                let names: Vec<&str> = rule.fields.iter().map(|(it, _)| &**it).collect();
                findings.push(refuse("HSE-6604", &at, value.clone(), &names.join(" ")));
                continue;
            };
            let is_listed = field.values.iter().any(|(code, _)| **code == **value);
            if !field.values.is_empty() && !is_listed {
                let codes: Vec<&str> = field.values.iter().map(|(code, _)| &**code).collect();
                findings.push(refuse("HSE-6605", &at, value.clone(), &codes.join(" | ")));
            }
        }
        let lines = &file.declaration.items;
        for word in draft.field("items").split([' ', ',', '、']).filter(|it| !it.is_empty()) {
            if !lines.iter().any(|line| line.number.to_string() == word) {
                let expected = format!("1–{} (lines of the declaration)", lines.len());
                findings.push(refuse("HSE-6608", "fields.items", word.to_owned(), &expected));
            }
        }
    }

    /// Issues it and lets its effect follow.
    fn carry_out(&mut self, index: usize, draft: Draft) {
        let (officer, reason) = (draft.officer.clone(), draft.reason.clone());
        let words = || Text::from(reason.clone());
        match draft.kind {
            Kind::ExaminationNotice => {
                self.issue_instrument(index, draft);
                if self.advance_declaration(index, Step::ExaminationOrdered, &[]) {
                    self.answer_declaration(index, Channel::Examination, words(), &[]);
                }
            }
            Kind::ExaminationRecord => {
                let disposal = match draft.field("disposal") {
                    "" => "release".to_owned(),
                    it => it.to_owned(),
                };
                self.issue_instrument(index, draft);
                self.close_open(index, &[Kind::ExaminationNotice], &officer);
                self.dispose(index, &disposal, &officer, &reason);
            }
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
            | Kind::QuarantineNotice => {
                self.issue_instrument(index, draft);
            }
        }
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
            _ => self.proceed(index),
        }
    }

    /// The house's own selection is told like an officer's order.
    pub(crate) fn notify_of_examination(&mut self, index: usize) {
        let notice = Draft::of(Kind::ExaminationNotice, "", "布控命中");
        self.issue_instrument(index, notice.with("place", "port"));
    }

    /// Numbers an instrument and keeps it with the declaration; whoever filed that is told. Nothing on a day for
    /// which no law knows the kind.
    pub(crate) fn issue_instrument(&mut self, index: usize, draft: Draft) -> Option<usize> {
        let file = self.declarations.files.get_mut(index)?;
        let rule = self.registry.law.instruments.on(draft.kind, self.now.on)?;
        if file.n_instruments >= INSTRUMENTS_MAX {
            return None;
        }
        file.n_instruments += 1;
        file.touched = true;
        let id = numbers::instrument_case(file.id, file.n_instruments);
        let number = numbers::instrument_no(DayStamp::from_date(self.now.on), id);
        let field = |(name, _): &(Box<str>, bool)| {
            let value = draft.fields.get(&**name)?.clone();
            let titles = self.registry.law.instruments.field(name)?;
            let listed = titles.values.iter().find(|(code, _)| **code == *value);
            Some(InstrumentField {
                name: name.to_string(),
                title_zh: titles.title_zh.to_string(),
                title_en: titles.title_en.to_string(),
                value_zh: listed.map_or_else(|| value.clone(), |(_, zh)| zh.to_string()),
                value,
            })
        };
        let basis = |id| self.registry.law.basis(id).cloned();
        let term = rule.term.as_ref().and_then(|it| {
            let (length, unit, owed_by) = (it.length, it.unit, it.owed_by);
            Some(InstrumentTerm { length, unit, owed_by, basis: basis(it.basis)? })
        });
        let issued = Instrument {
            number: number.clone(),
            kind: draft.kind,
            title_zh: rule.title_zh.to_string(),
            title_en: rule.title_en.to_string(),
            declaration_no: file.declaration_no.to_string(),
            customs: file.declaration.declaring_customs.to_string(),
            trader: addressee(&file.declaration.trader),
            declarant: addressee(&file.declaration.declarant),
            officer: draft.officer.clone(),
            reason: draft.reason.clone(),
            fields: rule.fields.iter().filter_map(field).collect(),
            attachments: draft.attachments,
            basis: basis(rule.basis)?,
            term,
            issued_at: self.now.at,
        };
        file.open_instruments.push(OpenInstrument { kind: draft.kind, case: id });
        let instrument = self.instruments.add(InstrumentFile {
            id,
            state: InstrumentState::Issued,
            due_at: None,
            declaration: file.id,
            sender: file.sender.to_string(),
            issued: Box::new(issued.clone()),
            service: None,
            due_on: DayStamp::default(),
            answers: Vec::new(),
            touched: true,
            happenings: Vec::new(),
        });
        self.note_instrument(instrument, Event::InstrumentIssued(Box::new(issued)));
        self.note_declaration(
            index,
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
}

/// What the house itself knows of it and an officer need not say.
fn fill_in(draft: &mut Draft, file: &DeclarationFile<'_>) {
    if draft.kind != Kind::TaxConfirmation {
        return;
    }
    if let Some(assessment) = &file.assessment {
        let mut fill = |name: &str, value: String| {
            draft.fields.insert(name.to_owned(), value);
        };
        fill("customs_value", assessment.customs_value.to_string());
        fill("payable", assessment.payable().to_string());
    }
}

/// Whether a declaration as it stands can be the matter of such an instrument.
fn is_allowed(file: &DeclarationFile<'_>, kind: Kind) -> bool {
    let state = file.state;
    match kind {
        Kind::ExaminationNotice => {
            state == State::Examination || allows(state, Step::ExaminationOrdered)
        }
        Kind::ExaminationRecord => state == State::Examination,
        Kind::ValueQuery | Kind::PriceConsultation => {
            matches!(state, State::Reviewing | State::Examination)
        }
        Kind::TaxConfirmation => file.assessment.is_some(),
        Kind::ShipBackOrder | Kind::DestructionOrder => allows(state, Step::ShippedBack),
        Kind::QuarantineNotice => matches!(
            state,
            State::Reviewing
                | State::Examination
                | State::AwaitingTax
                | State::AwaitingArrival
                | State::Detained
        ),
        Kind::DetentionDecision => allows(state, Step::Detained),
    }
}

fn addressee(trader: &Trader<'_>) -> Addressee {
    Addressee { code: trader.code.to_string(), name: trader.name.to_string() }
}
