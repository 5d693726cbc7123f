//! Takes supplementary declarations (补充申报单) that come after their declaration (DecSDMessage), and holds them
//! against it. What is right is kept with the declaration, each in the place of one of its kind for its line.
//!
//! They are taken while the declaration is looked at, and whenever customs asked for them. One that contradicts the
//! declaration is taken, and the declaration goes to an officer.

use checks::DeclarationCase;
use lifecycle::{DeclarationEvent as Step, InstrumentEvent, is_instrument_open, next_instrument};
use messages::SupplementReading;
use model::{
    Channel, Declaration, DeclarationState, DocumentRef, EntryId, Finding, InstrumentKind as Kind,
    ReceiptBody, Service, ServiceWay, Severity, Supplement, SupplementMessage, SupplementNumber,
    SupplementReturn, Text, is_enterprise_code,
};

use crate::{
    catalogue::{self, refuse},
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    instrument::InstrumentFile,
    take::{INFO_MAX, info, place_text},
};

/// The kinds that there are.
pub(crate) const KINDS: [&str; 3] = ["A", "B", "C"];

/// How supplementary declarations came.
struct Sent<'a> {
    at: DocumentRef,
    /// To whom the answer goes.
    to: Text<'a>,
    preliminary_no: Text<'a>,
}

impl<'a> Desk<'a, '_> {
    /// Takes the supplementary declarations of a message: all of them or none.
    pub(crate) fn take_supplement(
        &mut self,
        reading: SupplementReading<'a>,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        self.tally.documents += 1;
        let SupplementReading { document, faults, place } = reading;
        let index = self.declarations.of_preliminary(&document.preliminary_no);
        let file = index.and_then(|it| self.declarations.files.get(it));
        let to = match (sender, file) {
            ("", Some(file)) => file.sender.clone(),
            _ => Text::borrowed(sender),
        };
        let sent = Sent { at, to, preliminary_no: document.preliminary_no.clone() };
        if !faults.is_empty() {
            self.tally.unreadable += 1;
            let place = place_text(place.place(bytes));
            return self.refuse_supplement(index, &document, &sent, faults, &place);
        }
        let Some((index, file)) = index.zip(file) else {
            let expected = "本系统的报关单统一编号 (a preliminary number of this house)";
            let observed = document.preliminary_no.to_string();
            let finding = refuse("HSE-7040", "supplement.preliminary_no", observed, expected);
            return self.refuse_supplement(None, &document, &sent, vec![finding], "");
        };
        let findings = self.supplement_findings(file, &document, sender);
        if findings.iter().any(|it| it.severity == Severity::Return) {
            return self.refuse_supplement(Some(index), &document, &sent, findings, "");
        }
        let held = &file.declaration.supplements;
        if document.lines.iter().all(|it| held.contains(it)) {
            self.tally.outcome("documents_ignored");
            self.note_supplement(Some(index), &document, &sent, false, &[]);
            let words = Text::borrowed("重复报送，未变更");
            return self.answer_supplement(Some(index), &document, &sent, (true, words), &[]);
        }
        self.keep_supplement(index, document, &sent, findings);
    }

    /// Everything that stands against them, and what an officer has to look at.
    fn supplement_findings(
        &self,
        file: &DeclarationFile<'a>,
        document: &SupplementMessage<'a>,
        sender: &str,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !may_be_supplemented(file) {
            let title = lifecycle::declaration_title_zh(file.state).to_owned();
            let expected =
                "已申报、未放行，或者海关要求补充申报 (declared and not released, or asked for)";
            findings.push(refuse("HSE-7041", "supplement.preliminary_no", title, expected));
        }
        let it = &file.declaration;
        let parties = [&it.trader, &it.declarant, &it.owner, &it.keyer];
        let is_party = |code: &str| {
            code == file.sender.as_str()
                || parties.iter().any(|it| it.code == *code || it.credit_code == *code)
        };
        if is_enterprise_code(sender) && !is_party(sender) {
            let expected = "收发货人、申报单位 (a party to the declaration)";
            findings.push(refuse("HSE-7042", "supplement", sender.to_owned(), expected));
        }
        let operation = document.operation.as_str();
        if !matches!(operation, "" | "C" | "D") {
            let expected = "C 申报 (declared)";
            let at = "supplement.operation";
            findings.push(refuse("HSE-7043", at, operation.to_owned(), expected));
        }
        let supplements = document.lines.clone();
        let declaration = Declaration { supplements, ..(*file.declaration).clone() };
        let (on, law) = (self.now.on, &self.registry.law);
        let tolerance = self.tolerance();
        let case = DeclarationCase {
            declaration: &declaration,
            on,
            law,
            parties: &[],
            held: None,
            tolerance,
            allowed_kg: tolerance.amount,
        };
        checks::supplements(&case, &mut findings);
        findings
    }

    fn keep_supplement(
        &mut self,
        index: usize,
        document: SupplementMessage<'a>,
        sent: &Sent<'a>,
        findings: Vec<Finding>,
    ) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let held = &mut file.declaration.supplements;
        for line in &document.lines {
            match held.iter_mut().find(|it| it.number == line.number && it.kind == line.kind) {
                Some(before) => *before = line.clone(),
                None => held.push(line.clone()),
            }
        }
        let n_findings = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        file.n_findings = file.n_findings.saturating_add(n_findings);
        let state = file.state;
        self.note_supplement(Some(index), &document, sent, true, &findings);
        let words = info(&findings, "补充申报单已接收");
        self.answer_supplement(Some(index), &document, sent, (true, words), &findings);
        self.requests_are_met(index, &document, &sent.to);
        use DeclarationState::{AwaitingArrival, AwaitingFiles, AwaitingTax};
        let is_settled = matches!(state, AwaitingTax | AwaitingArrival | AwaitingFiles);
        if is_settled && !findings.is_empty() {
            self.advance_declaration(index, Step::SentToReview, &[]);
            let words = info(&findings, "补充申报转人工审单");
            self.answer_declaration(index, Channel::Manual, words, &findings);
        }
    }

    /// What customs asked for is answered once every line and kind that it names is there.
    fn requests_are_met(&mut self, index: usize, document: &SupplementMessage<'a>, by: &str) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let open = file.open_instruments.iter();
        let requests = open.filter(|it| it.kind == Kind::SupplementRequest);
        let is_there = |line: &str, kind: &str| {
            let held = &file.declaration.supplements;
            held.iter().any(|it| it.number.to_string() == line && it.kind == *kind)
        };
        let is_met = |request: &&InstrumentFile| {
            let asked: Vec<(&str, &str)> = asked_for(request).collect();
            asked.iter().all(|(line, kind)| is_there(line, kind))
                && document.lines.iter().any(|it| {
                    let line = it.number.to_string();
                    asked.iter().any(|asked| *asked == (line.as_str(), it.kind.as_str()))
                })
        };
        let filer = file.declaration.filer_code().to_owned();
        let met: Vec<(usize, String)> = requests
            .filter_map(|it| self.instruments.of_id(it.case))
            .filter_map(|it| Some((it, self.instruments.files.get(it).filter(is_met)?)))
            .filter(|(_, it)| is_instrument_open(it.state))
            .map(|(it, file)| (it, file.issued.officer.clone()))
            .collect();
        let by = if by.is_empty() { filer } else { by.to_owned() };
        for (request, officer) in met {
            // Whoever answers it has it.
            let state = self.instruments.files.get(request).map(|it| it.state);
            if state.is_some_and(|it| next_instrument(it, InstrumentEvent::Answered).is_none()) {
                let (way, at) = (ServiceWay::Electronic, self.now.at);
                let service = Service { way, to: by.clone(), by: officer, at };
                self.serve_instrument(request, service);
            }
            let text = format!("补充申报单：{}", spell_lines(&document.lines));
            self.take_answer(request, by.clone(), text, Vec::new());
        }
    }

    /// Answers what changes nothing: every finding, in words and beside them.
    fn refuse_supplement(
        &mut self,
        index: Option<usize>,
        document: &SupplementMessage<'a>,
        sent: &Sent<'a>,
        findings: Vec<Finding>,
        place: &str,
    ) {
        self.note_supplement(index, document, sent, false, &findings);
        let room = INFO_MAX - place.chars().count();
        let mut words = messages::spell(&catalogue::explain(&findings), room);
        words.push_str(place);
        let answer = (false, Text::from(words));
        self.answer_supplement(index, document, sent, answer, &findings);
    }

    fn note_supplement(
        &mut self,
        index: Option<usize>,
        document: &SupplementMessage<'a>,
        sent: &Sent<'a>,
        is_kept: bool,
        findings: &[Finding],
    ) {
        self.tally.findings(findings);
        let is_refused = !is_kept && !findings.is_empty();
        if is_kept || is_refused {
            let outcome = if is_kept { "supplements_taken" } else { "supplements_refused" };
            self.tally.outcome(outcome);
        }
        let noted = Event::SupplementSent {
            at: sent.at,
            lines: spell_lines(&document.lines),
            is_kept,
            findings: findings.to_vec(),
        };
        match index {
            Some(index) => self.note_declaration(index, noted),
            None => self.note_house(noted),
        }
    }

    /// DecSDImportResponse.
    fn answer_supplement(
        &mut self,
        index: Option<usize>,
        document: &SupplementMessage<'a>,
        sent: &Sent<'a>,
        (is_taken, info): (bool, Text<'a>),
        findings: &[Finding],
    ) {
        let file = index.and_then(|it| self.declarations.files.get(it));
        let numbers = file.filter(|_| is_taken).map(|it| numbers_of(it, &document.lines));
        let receipt = ReceiptBody::Supplement(SupplementReturn {
            preliminary_no: sent.preliminary_no.clone(),
            is_taken,
            info,
            numbers: numbers.unwrap_or_default(),
        });
        self.say_of_declaration(index, &sent.to, receipt, findings);
    }
}

/// Declared and not released yet; or customs asked for one, and still does.
pub(crate) fn may_be_supplemented(file: &DeclarationFile<'_>) -> bool {
    use DeclarationState::{Returned, Saved, Withdrawn};
    let is_open = !file.is_released() && !matches!(file.state, Saved | Returned | Withdrawn);
    is_open || file.open_instruments.iter().any(|it| it.kind == Kind::SupplementRequest)
}

/// 补充申报单统一编号: `S`, the declaration's case (14), line (2), kind.
pub fn supplement_no(declaration: EntryId, it: &Supplement<'_>) -> String {
    format!("S{:014}{:02}{}", declaration.0, it.number, it.kind)
}

pub(crate) fn numbers_of<'n>(
    file: &DeclarationFile<'_>,
    lines: &[Supplement<'_>],
) -> Vec<SupplementNumber<'n>> {
    let number = |it: &Supplement<'_>| SupplementNumber {
        number: Text::from(supplement_no(file.id, it)),
        line: it.number,
        kind: Text::from(it.kind.to_string()),
    };
    lines.iter().map(number).collect()
}

/// `1A、2C`.
fn spell_lines(lines: &[Supplement<'_>]) -> String {
    let words: Vec<String> = lines.iter().map(|it| format!("{}{}", it.number, it.kind)).collect();
    words.join("、")
}

/// Every line and kind that customs asks for.
fn asked_for(request: &InstrumentFile) -> impl Iterator<Item = (&str, &str)> {
    let (lines, kinds) = (request.issued.field("items"), request.issued.field("kinds"));
    words(lines).flat_map(move |line| words(kinds).map(move |kind| (line, kind)))
}

pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', '、']).filter(|it| !it.is_empty())
}

/// Kinds that are asked for and that there are not.
pub(crate) fn kind_faults(kinds: &str, findings: &mut Vec<Finding>) {
    for kind in words(kinds).filter(|it| !KINDS.contains(it)) {
        let expected = "A 价格、B 商品归类、C 原产地 (price, classification, origin)";
        findings.push(refuse("HSE-7044", "fields.kinds", kind.to_owned(), expected));
    }
}
