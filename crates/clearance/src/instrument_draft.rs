//! What an instrument that is to be issued has to say, and whether the declaration's state allows it.

use std::collections::BTreeMap;

use lifecycle::DeclarationEvent as Step;
use model::{DeclarationState as State, Evidence, Finding, InstrumentKind as Kind};

use crate::{
    admission_act::record_is_early,
    catalogue::refuse,
    confirm::goes_on,
    declaration::DeclarationFile,
    desk::Desk,
    duty::allows,
    examine::evidence_faults,
    supplement::{kind_faults, words},
};

/// So many instruments of one declaration have numbers.
pub(crate) const INSTRUMENTS_MAX: u8 = 99;

/// What a record says of each line of goods: many words, each one of the field's values.
pub(crate) const LINE_RESULTS: &str = "line_results";

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

    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl Desk<'_, '_> {
    /// Everything that is wrong with what is to be issued.
    pub(crate) fn draft_faults(&self, file: &DeclarationFile<'_>, draft: &Draft) -> Vec<Finding> {
        let mut findings = Vec::new();
        if draft.officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
        }
        if file.n_instruments >= INSTRUMENTS_MAX {
            let expected = format!("<= {INSTRUMENTS_MAX}");
            let observed = file.n_instruments.to_string();
            findings.push(refuse("HSE-6607", "declaration_no", observed, &expected));
        }
        evidence_faults("attachments", &draft.attachments, &mut findings);
        if draft.kind == Kind::ExaminationNotice {
            findings.extend(self.lacks_examiners(file));
        }
        self.field_faults(draft, &mut findings);
        if draft.kind == Kind::ExaminationRecord {
            findings.extend(record_is_early(file));
            record_faults(file, draft, &mut findings);
            self.result_line_faults(file, draft, &mut findings);
            self.video_faults(file, draft, &mut findings);
        }
        if draft.kind == Kind::SamplingOrder {
            findings.extend(self.is_sampled_already(file, draft));
        }
        if draft.kind == Kind::SupplementRequest {
            kind_faults(draft.field("kinds"), &mut findings);
        }
        let lines = &file.declaration.items;
        for word in words(draft.field("items")) {
            if !lines.iter().any(|line| line.number.to_string() == word) {
                let expected = format!("1–{} (lines of the declaration)", lines.len());
                findings.push(refuse("HSE-6608", "fields.items", word.to_owned(), &expected));
            }
        }
        findings
    }

    /// What it has to say and does not, and what it says that it cannot.
    pub(crate) fn field_faults(&self, draft: &Draft, findings: &mut Vec<Finding>) {
        let Some(rule) = self.registry.law.instruments.on(draft.kind, self.now.on) else {
            let expected = "参数所及之日 (a day that law covers)";
            findings.push(refuse("HSE-6602", "kind", self.now.on.to_string(), expected));
            return;
        };
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
            let is_listed =
                name == LINE_RESULTS || field.values.iter().any(|(code, _)| **code == **value);
            if !field.values.is_empty() && !is_listed {
                let codes: Vec<&str> = field.values.iter().map(|(code, _)| &**code).collect();
                findings.push(refuse("HSE-6605", &at, value.clone(), &codes.join(" | ")));
            }
        }
    }
}

/// What the house itself knows of it and an officer need not say.
pub(crate) fn fill_in(draft: &mut Draft, file: &DeclarationFile<'_>) {
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

/// `E01 甲、E02 乙`.
pub(crate) fn names_of(examiners: &[(String, String)]) -> String {
    let names: Vec<String> = examiners.iter().map(|(id, name)| format!("{id} {name}")).collect();
    names.join("、")
}

/// A record is made where the goods are examined, and who breaks seals puts new ones on what stays closed.
fn record_faults(file: &DeclarationFile<'_>, draft: &Draft, findings: &mut Vec<Finding>) {
    let place = draft.field("place");
    if let Some(examination) = &file.examination {
        let expected = examination.next_place();
        let must = examination.place == "both";
        if (must || !place.is_empty()) && place != expected {
            findings.push(refuse("HSE-6620", "fields.place", place.to_owned(), expected));
        }
    }
    let drawn = file.examination.as_ref().map_or(&[][..], |it| &it.examiners);
    let is_one = |(id, name): &(String, String)| [id, name].contains(&&draft.officer);
    if !drawn.is_empty() && !drawn.iter().any(is_one) {
        let observed = draft.officer.clone();
        findings.push(refuse("HSE-6625", "officer", observed, &names_of(drawn)));
    }
    let goes_on = goes_on(draft.field("disposal"));
    let broken = draft.field("seals_broken");
    if goes_on && !broken.is_empty() && draft.field("seals_renewed").is_empty() {
        let expected = "重新施加的封志号 (the numbers of new seals)";
        findings.push(refuse("HSE-6621", "fields.seals_renewed", broken.to_owned(), expected));
    }
}

/// Whether a declaration as it stands can be the matter of such an instrument.
pub(crate) fn is_allowed(file: &DeclarationFile<'_>, kind: Kind) -> bool {
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
        // From there only an officer releases, who is told what is open.
        Kind::QuarantineNotice => {
            matches!(state, State::Reviewing | State::Examination | State::Detained)
        }
        Kind::SupplementRequest => {
            matches!(state, State::Reviewing | State::Examination)
                || file.is_released() && file.declared_on != model::DayStamp::default()
        }
        Kind::SamplingOrder => {
            matches!(state, State::Reviewing | State::Examination | State::Detained)
        }
        Kind::ConditionalRelease => matches!(state, State::Reviewing | State::Examination),
        Kind::DetentionDecision => allows(state, Step::Detained),
        Kind::AuditNotice
        | Kind::RecordsOrder
        | Kind::AuditOpinion
        | Kind::AuditConclusion
        | Kind::VerificationConclusion => false,
    }
}
