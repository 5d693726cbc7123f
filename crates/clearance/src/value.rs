//! Customs decides the value of goods (估价): after a value query the trader had his say, an officer decides another
//! price for lines, and tax follows it. What was declared stays as it was declared.
//!
//! Where tax falls, two different officers decide the same (`second_officer.csv`).

use std::borrow::Cow;

use model::{
    Amount, Channel, DecidedValue, Declaration, DeclarationAssessment, DeclarationState, Finding,
    InstrumentKind as Kind, InstrumentState, SecondWord, Severity, Text, ValueNote,
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, history::Event,
    instrument::InstrumentFile, instrument_draft::Draft, sent_back::less_sent_back,
};

const KIND: &str = "decide_value";

/// What customs decided of a declaration's prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueDecision {
    pub lines: Vec<DecidedValue>,
    /// 估价方法.
    pub method: String,
    pub approved_by: Vec<String>,
    /// Not before enough officers decided it.
    pub is_in_effect: bool,
}

/// What an officer sends.
pub(crate) struct Decides {
    pub(crate) lines: Vec<DecidedValue>,
    pub(crate) method: String,
    pub(crate) officer: String,
    pub(crate) reason: String,
}

/// What a decision comes to.
struct Worth {
    assessment: DeclarationAssessment,
    guaranteed: Amount,
    before: Amount,
    after: Amount,
}

/// A declaration as it is taxed: at the prices that customs decided, where it did.
pub(crate) fn as_valued<'d, 'a>(
    declaration: &'d Declaration<'a>,
    decision: Option<&ValueDecision>,
) -> Cow<'d, Declaration<'a>> {
    let Some(decision) = decision.filter(|it| it.is_in_effect) else {
        return Cow::Borrowed(declaration);
    };
    Cow::Owned(priced(declaration, &decision.lines))
}

fn priced<'a>(declaration: &Declaration<'a>, lines: &[DecidedValue]) -> Declaration<'a> {
    let mut valued = declaration.clone();
    for item in &mut valued.items {
        if let Some(decided) = lines.iter().find(|it| it.number == item.number) {
            item.total_price = decided.total_price;
        }
    }
    valued
}

impl<'a> Desk<'a, '_> {
    /// An officer decides what lines are worth.
    pub(crate) fn decide_value(&mut self, number: &str, decides: Decides, sender: &str) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let Some(file) = self.declarations.files.get(index) else { return };
        let mut findings = self.value_faults(file, &decides);
        let worth = match findings.is_empty() {
            true => self.worth(file, &decides.lines, &mut findings),
            false => None,
        };
        let Some(worth) = worth.filter(|_| findings.is_empty()) else {
            return self.refuse_command(KIND, findings, sender);
        };
        let is_second =
            file.value.as_deref().filter(|it| !it.is_in_effect && it.lines == decides.lines);
        let mut approved_by = is_second.map(|it| it.approved_by.clone()).unwrap_or_default();
        approved_by.push(decides.officer.clone());
        let is_lower = worth.after < worth.before;
        let waits = is_lower && self.takes_second(SecondWord::LowerValue);
        let is_in_effect = !waits || approved_by.len() > 1;
        let note = ValueNote {
            lines: decides.lines.clone(),
            method: decides.method.clone(),
            officer: decides.officer.clone(),
            reason: decides.reason.clone(),
            tax_before: worth.before,
            tax_after: worth.after,
            is_in_effect,
        };
        self.note_declaration(index, Event::ValueDecided(Box::new(note)));
        let (lines, method) = (decides.lines.clone(), decides.method.clone());
        if let Some(file) = self.declarations.files.get_mut(index) {
            let decision = ValueDecision { lines, method, approved_by, is_in_effect };
            file.value = Some(Box::new(decision));
        }
        if is_in_effect {
            self.value_takes_effect(index, &decides, worth);
        }
    }

    /// Why it cannot be decided now, or not so.
    fn value_faults(&self, file: &DeclarationFile<'_>, decides: &Decides) -> Vec<Finding> {
        let mut findings = Vec::new();
        if decides.officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
        }
        if file.state != DeclarationState::Reviewing {
            let title = lifecycle::declaration_title_zh(file.state).to_owned();
            let expected = "人工审单 (under review)";
            findings.push(refuse("HSE-7102", "declaration_no", title, expected));
        }
        if decides.lines.is_empty() {
            let expected = "至少一项 (at least one line)";
            findings.push(refuse("HSE-6608", "lines", String::new(), expected));
        }
        for (at, line) in decides.lines.iter().enumerate() {
            let is_line = file.declaration.items.iter().any(|it| it.number == line.number);
            let is_twice = decides.lines.iter().take(at).any(|it| it.number == line.number);
            if !is_line || is_twice {
                let expected = "报关单的商品项，各一次 (lines of the declaration, each once)";
                let at = format!("lines[{at}].number");
                findings.push(refuse("HSE-6608", &at, line.number.to_string(), expected));
            }
            if !line.total_price.is_positive() {
                let at = format!("lines[{at}].total_price");
                findings.push(refuse("HSE-6616", &at, line.total_price.to_string(), "> 0"));
            }
        }
        findings.extend(was_not_heard(&self.open_files(file)));
        let decided = file.value.as_deref().filter(|it| !it.is_in_effect);
        let is_same_officer = decided.is_some_and(|it| {
            it.lines == decides.lines && it.approved_by.contains(&decides.officer)
        });
        if is_same_officer {
            let expected = "另一名关员 (another officer)";
            findings.push(refuse("HSE-6618", "officer", decides.officer.clone(), expected));
        }
        findings
    }

    /// What tax is on it at these prices, by the law of the day on which it was declared.
    fn worth(
        &self,
        file: &DeclarationFile<'a>,
        lines: &[DecidedValue],
        findings: &mut Vec<Finding>,
    ) -> Option<Worth> {
        let on = file.declared_on.date().unwrap_or(self.now.on);
        let mut found = Vec::new();
        let valued = priced(&file.declaration, lines);
        let assessment = self.assess_as_of(&valued, file.on_manifest, on, &mut found);
        // That it is not what the declarant worked out is why it is decided.
        findings.extend(found.into_iter().filter(|it| it.severity == Severity::Return));
        let mut guaranteed = Amount::ZERO;
        findings.extend(self.weigh_guarantee(
            file,
            &file.declaration,
            assessment.as_ref(),
            &mut guaranteed,
        ));
        let secured = |it: &DeclarationAssessment| it.payable() + it.secured();
        let before = file.assessment.as_deref().map(secured).unwrap_or_default();
        let assessment = less_sent_back(assessment?, file, &valued);
        let after = secured(&assessment);
        Some(Worth { assessment, guaranteed, before, after })
    }

    fn value_takes_effect(&mut self, index: usize, decides: &Decides, worth: Worth) {
        self.hold_guarantee(index, worth.guaranteed);
        self.remember_value_decided(index, worth.after > worth.before);
        let (value, payable) = (worth.assessment.customs_value, worth.assessment.payable());
        self.note_declaration(index, Event::DutyAssessed(Box::new(worth.assessment.clone())));
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.assessment = Some(Box::new(worth.assessment));
        }
        self.close_open(index, &[Kind::ValueQuery, Kind::PriceConsultation], &decides.officer);
        let numbers: Vec<String> = decides.lines.iter().map(|it| it.number.to_string()).collect();
        let confirmation = Draft::of(Kind::TaxConfirmation, &decides.officer, &decides.reason)
            .with("customs_value", &value.to_string())
            .with("payable", &payable.to_string())
            .with("items", &numbers.join(","))
            .with("method", &decides.method);
        self.revoke_open(index, &[Kind::TaxConfirmation]);
        self.issue_instrument(index, confirmation);
        let words = format!("海关审定计税价格{value}元，应纳税额{payable}元：{}", decides.reason);
        let words: String = words.chars().take(crate::take::INFO_MAX).collect();
        self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
        self.give_tax_back(index, "");
        self.meet_slip(index);
        self.tally.outcome("values_decided");
    }
}

/// Whether an instrument asks about a price.
fn is_of_value(kind: Kind) -> bool {
    matches!(kind, Kind::ValueQuery | Kind::PriceConsultation)
}

/// The trader was asked, and answered or let the term pass.
pub(crate) fn was_not_heard(open: &[&InstrumentFile]) -> Option<Finding> {
    let asked = open.iter().filter(|it| is_of_value(it.issued.kind));
    let states: Vec<InstrumentState> = asked.map(|it| it.state).collect();
    let is_heard =
        |it: &InstrumentState| matches!(it, InstrumentState::Answered | InstrumentState::Overdue);
    if states.iter().any(is_heard) {
        return None;
    }
    let titles: Vec<&str> = states.iter().map(|it| lifecycle::instrument_title_zh(*it)).collect();
    let expected = "价格质疑或者磋商已答复，或者期限已过 (a query that was answered, or whose term has passed)";
    Some(refuse("HSE-6617", "declaration_no", titles.join(" "), expected))
}
