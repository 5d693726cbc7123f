//! Four eyes over an examination (查验复核): what one officer found lets goods go on only once another has confirmed it. Which
//! decisions take a second officer, and from which day, are rows of the law (`second_officer.csv`).

use model::{
    Date, EnteredResult, Finding, InstrumentKind, Moment, OfficerAction, ResultWord, SecondWord,
};
use params::SecondBinds;

use crate::{
    catalogue::refuse, declaration::DeclarationFile, desk::Desk, history::Event,
    instrument_draft::Draft, registry::Registry,
};

const KIND: &str = "confirm_examination";

/// Whether a record's disposal lets goods go on. What holds them takes effect by one officer's word.
pub(crate) fn goes_on(disposal: &str) -> bool {
    matches!(disposal, "" | "release" | "correct")
}

impl Registry {
    /// Whether a decision of that day takes a second officer in this house.
    pub fn takes_second(&self, decision: SecondWord, on: Date) -> bool {
        let rule = self.law.seconds.on(decision, on);
        rule.is_some_and(|it| match it.binds {
            SecondBinds::Always => true,
            SecondBinds::Examiners => !self.examiners.is_empty(),
            SecondBinds::Plans => self.risk().has_approved(),
        })
    }
}

impl Desk<'_, '_> {
    /// Whether a decision of this day takes a second officer in this house.
    pub(crate) fn takes_second(&self, decision: SecondWord) -> bool {
        self.registry.takes_second(decision, self.now.on)
    }

    /// Whether a record waits for a second officer before it is issued.
    pub(crate) fn waits_for_second(&self, record: &Draft) -> bool {
        goes_on(record.field("disposal")) && self.takes_second(SecondWord::ExaminationResult)
    }

    /// What one officer found is kept until another confirms it; nobody outside is told.
    pub(crate) fn enter_result(&mut self, index: usize, record: Draft) {
        let Draft { officer, reason, fields, attachments, .. } = record;
        let entered = EnteredResult { officer, reason, fields, attachments, at: self.now.at };
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.entered = Some(Box::new(entered.clone()));
        }
        self.note_declaration(index, Event::ExaminationEntered(Box::new(entered)));
        self.tally.outcome("examinations_entered");
    }

    /// Another officer confirms what was entered, and its record is issued; or he has the goods examined once more.
    pub(crate) fn confirm_examination(&mut self, number: &str, word: ResultWord, sender: &str) {
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let file = self.declarations.files.get(index);
        let Some(entered) = file.and_then(|it| it.entered.clone()) else {
            let title = file.map_or("", |it| lifecycle::declaration_title_zh(it.state)).to_owned();
            let expected = "待复核的查验结果 (a result that waits for a second officer)";
            let finding = refuse("HSE-6961", "declaration_no", title, expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        let findings = self.word_faults(&entered, &word);
        if !findings.is_empty() {
            return self.refuse_command(KIND, findings, sender);
        }
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.entered = None;
        }
        let word = ResultWord { entered_by: entered.officer.clone(), ..word };
        let (is_confirmed, by) = (word.is_confirmed, word.officer.clone());
        self.note_declaration(index, Event::ExaminationConfirmed(Box::new(word)));
        if !is_confirmed {
            self.tally.outcome("examinations_sent_back");
            return;
        }
        self.tally.outcome("examinations_confirmed");
        let EnteredResult { officer, reason, fields, attachments, .. } = *entered;
        let kind = InstrumentKind::ExaminationRecord;
        let record = Draft { kind, officer, reason, fields, attachments };
        self.conclude_examination(index, record.with("confirmed_by", &by));
    }

    fn word_faults(&self, entered: &EnteredResult, word: &ResultWord) -> Vec<Finding> {
        let mut findings = Vec::new();
        if word.officer.trim().is_empty() {
            findings.push(refuse("HSE-6601", "officer", String::new(), "关员 (an officer)"));
        }
        if self.is_one_officer(&entered.officer, &word.officer) {
            let expected = "另一名关员 (another officer)";
            findings.push(refuse("HSE-6960", "officer", word.officer.clone(), expected));
        }
        if entered.at != word.entered_at {
            let (observed, expected) = (word.entered_at.to_string(), entered.at.to_string());
            findings.push(refuse("HSE-6963", "entered_at", observed, &expected));
        }
        if !word.is_confirmed && word.reason.trim().is_empty() {
            let expected = "不予确认的理由 (why it is not confirmed)";
            findings.push(refuse("HSE-6968", "reason", String::new(), expected));
        }
        findings
    }

    /// Whether two names are one officer's: an examiner goes by his number and by his name.
    fn is_one_officer(&self, one: &str, other: &str) -> bool {
        let mut examiners = self.registry.examiners.iter();
        one == other
            || examiners.any(|it| {
                let names = [it.id.as_str(), it.name.as_str()];
                names.contains(&one) && names.contains(&other)
            })
    }

    /// A result is not entered over one of another officer's that waits.
    pub(crate) fn other_result_waits(
        &self,
        file: &DeclarationFile<'_>,
        officer: &str,
    ) -> Option<Finding> {
        let entered = file.entered.as_ref()?;
        (!self.is_one_officer(&entered.officer, officer)).then(|| {
            let expected = format!("{} {}", entered.officer, entered.at);
            refuse("HSE-6962", "declaration_no", officer.to_owned(), &expected)
        })
    }

    /// An officer's order that would pass an examination over what another entered.
    pub(crate) fn order_passes_over(
        &self,
        file: &DeclarationFile<'_>,
        action: OfficerAction,
        officer: &str,
    ) -> Option<Finding> {
        let is_pass = action == OfficerAction::PassExamination;
        self.other_result_waits(file, officer).filter(|_| is_pass)
    }

    /// What is wrong with what a record says line by line, and of when the goods were examined.
    pub(crate) fn result_line_faults(
        &self,
        file: &DeclarationFile<'_>,
        record: &Draft,
        findings: &mut Vec<Finding>,
    ) {
        findings.extend(self.other_result_waits(file, &record.officer));
        self.line_faults(file, record, findings);
        let said = record.field("examined_at");
        if said.is_empty() {
            return;
        }
        let at = said.parse::<Moment>().ok().filter(|it| *it <= self.now.at);
        let Some(at) = at else {
            let expected = format!("<= {}", self.now.at);
            let at = "fields.examined_at";
            return findings.push(refuse("HSE-6967", at, said.to_owned(), &expected));
        };
        if let Some(last) = file.examined_at.filter(|last| at <= *last) {
            let expected = format!("> {last}");
            findings.push(refuse("HSE-6964", "fields.examined_at", at.to_string(), &expected));
        }
    }

    /// One sample is ordered once, while its order is open.
    pub(crate) fn is_sampled_already(
        &self,
        file: &DeclarationFile<'_>,
        order: &Draft,
    ) -> Option<Finding> {
        let number = order.field("sample_no");
        let mut open = file.open_instruments.iter().filter_map(|it| {
            let file = self.instruments.files.get(self.instruments.of_id(it.case)?)?;
            (file.issued.kind == InstrumentKind::SamplingOrder).then_some(&file.issued)
        });
        let before = open.find(|it| !number.is_empty() && it.field("sample_no") == number)?;
        let at = "fields.sample_no";
        Some(refuse("HSE-6969", at, number.to_owned(), &before.number))
    }

    fn line_faults(&self, file: &DeclarationFile<'_>, record: &Draft, findings: &mut Vec<Finding>) {
        let known = self.registry.law.instruments.field("line_results");
        let is_word =
            |word: &str| known.is_some_and(|it| it.values.iter().any(|(is, _)| **is == *word));
        let mut seen = Vec::new();
        for said in record.field("line_results").split_whitespace() {
            let (number, words) = said.split_once('=').unwrap_or((said, ""));
            let is_line = file.declaration.items.iter().any(|it| it.number.to_string() == number);
            let all_known = words.split('|').all(is_word);
            let is_alone = words == "conform" || words.split('|').all(|it| it != "conform");
            if !is_line || !all_known || !is_alone || seen.contains(&number) {
                let expected =
                    "各商品项一次：项号=结果 (each line once: `1=conform 2=quantity|weight`)";
                let at = "fields.line_results";
                findings.push(refuse("HSE-6965", at, said.to_owned(), expected));
            }
            seen.push(number);
            if words != "conform" && record.field("result") == "conform" {
                let expected = "查验结果与逐项结果一致 (a result that agrees with its lines)";
                findings.push(refuse("HSE-6966", "fields.result", said.to_owned(), expected));
            }
        }
    }
}

/// `1 相符、2 数量不符` of `1=conform 2=quantity`.
pub(crate) fn spelt_lines(value: &str, names: &[(Box<str>, Box<str>)]) -> String {
    let name = |word: &str| {
        let known = names.iter().find(|(is, _)| **is == *word);
        known.map_or_else(|| word.to_owned(), |(_, zh)| zh.to_string())
    };
    let line = |said: &str| match said.split_once('=') {
        Some((number, words)) => {
            let words: Vec<String> = words.split('|').map(name).collect();
            format!("第{number}项{}", words.join("、"))
        }
        None => said.to_owned(),
    };
    value.split_whitespace().map(line).collect::<Vec<_>>().join("；")
}
