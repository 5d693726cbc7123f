//! Goods declarations (报关单): how they are filed, what is said of them, and by which numbers they go.
//!
//! Cases of their own, kept among the entries as zone documents are (ADR 0027). Filed under the client's
//! own number; what follows when one is sound is decided in `duty`.

use checks::{DeclarationCase, HeldDeclaration};
use lifecycle::DeclarationEvent as Step;
use messages::DeclarationReading;
use model::{
    AdmissionRequest, AmendmentBar, Amount, Channel, Date, DayStamp, Declaration,
    DeclarationAssessment, DeclarationResponse, DeclarationReturn, DeclarationState,
    DeclarationStep, Direction, DocumentRef, DocumentState, EnteredResult, EntryId, Filing,
    Finding, KeptFile, KeyPair, Moment, ReceiptBody, Role, SentBackPart, Text, Treatment, Waiver,
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    amendment::LastAmendment,
    carried::OnManifest,
    case::case,
    catalogue::{self, refuse},
    desk::Desk,
    entry::Reservation,
    guaranteed::GuaranteeTerm,
    history::{Event, Happening},
    instrument::{Examination, OpenInstrument},
    licences::DrawnLicence,
    ports::{EntryRow, StoreError},
    prepare::Filed,
    sampling::Custody,
    supplement::numbers_of,
    take::{Fate, INFO_MAX, Verdict, info, place_text},
    two_step::{Summary, completes, refusal_of, without_summary},
    value::ValueDecision,
    zone::{case_of_preliminary_no, zone_preliminary_no},
};

/// The first of the numbers under which states of declarations are kept.
const FIRST_STATE: u8 = 64;
/// Those of states that came when the numbers behind the first sixteen were taken.
const LATER_STATES: u8 = 208;

/// Every state in the order of its number, for ever.
const STATES: [DeclarationState; 17] = [
    DeclarationState::Saved,
    DeclarationState::Declared,
    DeclarationState::Returned,
    DeclarationState::Reviewing,
    DeclarationState::AwaitingTax,
    DeclarationState::Examination,
    DeclarationState::Released,
    DeclarationState::ReleasedOnGuarantee,
    DeclarationState::Cleared,
    DeclarationState::Detained,
    DeclarationState::Withdrawn,
    DeclarationState::AwaitingManifest,
    DeclarationState::AwaitingArrival,
    DeclarationState::SummaryReleased,
    DeclarationState::ListReleased,
    DeclarationState::ListDeclared,
    DeclarationState::AwaitingFiles,
];

/// The number of the state at a place of [`STATES`].
const fn number_at(place: u8) -> u8 {
    if place < 16 { FIRST_STATE + place } else { LATER_STATES + place - 16 }
}

pub fn declaration_state_number(state: DeclarationState) -> u8 {
    let place = STATES.iter().position(|it| *it == state).and_then(|it| u8::try_from(it).ok());
    number_at(place.unwrap_or(0))
}

pub fn declaration_state_of(number: u8) -> Option<DeclarationState> {
    (0..).zip(STATES).find(|(place, _)| number_at(*place) == number).map(|(_, state)| state)
}

/// Every state number of a declaration.
pub fn declaration_states() -> Vec<u8> {
    STATES.map(declaration_state_number).to_vec()
}

/// The case of a declaration number (海关编号): customs (4), year (4), `1` import or `0` export, of a collective
/// list `I` or `E`, serial (9).
pub fn case_of_declaration_no(number: &str) -> Option<EntryId> {
    let is_digit = |(place, it): (usize, u8)| place == 8 || it.is_ascii_digit();
    let is_one = number.len() == 18 && number.bytes().enumerate().all(is_digit);
    let is_one = is_one && matches!(number.as_bytes().get(8), Some(b'0' | b'1' | b'I' | b'E'));
    number.get(9..).filter(|_| is_one)?.parse().ok().map(EntryId)
}

fn declaration_no(declaration: &Declaration<'_>, day: DayStamp, id: EntryId) -> String {
    let year = day.number() / 10_000;
    let mark = match (declaration.step, declaration.direction) {
        (DeclarationStep::List, Direction::Import) => 'I',
        (DeclarationStep::List, Direction::Export) => 'E',
        (_, Direction::Import) => '1',
        (_, Direction::Export) => '0',
    };
    format!("{:0<4.4}{year:04}{mark}{:09}", declaration.declaring_customs.as_str(), id.0)
}

/// 转关单统一编号 of the transit that a declaration brings; empty where it brings none.
fn transit_preliminary_no<'n>(file: &DeclarationFile<'_>) -> Text<'n> {
    let number = |_| Text::from(format!("T{:017}", file.id.0));
    file.declaration.transit.as_ref().map(number).unwrap_or_default()
}

/// A declaration as the house works with it, and as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DeclarationFile<'a> {
    #[serde(skip)]
    pub id: EntryId,
    pub key: KeyPair,
    pub state: DeclarationState,
    pub declaration: Box<Declaration<'a>>,
    pub at: DocumentRef,
    pub content: u64,
    /// To whom its receipts go.
    pub sender: Text<'a>,
    /// 数据中心统一编号.
    pub preliminary_no: Text<'a>,
    /// 海关编号; empty before it was accepted once.
    pub declaration_no: Text<'a>,
    /// Day on which it was declared last.
    pub declared_on: DayStamp,
    /// Nothing before it is accepted.
    pub assessment: Option<Box<DeclarationAssessment>>,
    /// Tax that was paid and is not to be given back.
    pub paid: Amount,
    /// Tax that was paid and is to be given back.
    pub refund_due: Amount,
    /// The guarantee that stands for what is open.
    pub guarantee: Option<Reservation>,
    /// The instrument that it was put on last; empty: the guarantee account of its trader's code.
    pub guarantee_no: Text<'a>,
    /// Of goods that went on guarantee: what is open, and until when.
    pub term: Option<GuaranteeTerm>,
    /// The last application to amend or withdraw it.
    pub amendment: Option<LastAmendment>,
    /// Why nothing of it may be changed for now.
    pub bar: Option<AmendmentBar>,
    /// Of one in two steps: how its summary was taken.
    pub summary: Option<Summary>,
    /// When something is to be done about it: the full declaration is overdue, a release on guarantee ends.
    #[serde(skip)]
    pub due_at: Option<Moment>,
    /// The slip by which its tax is paid, and the one by which it was paid last; 0: none.
    pub slip: EntryId,
    pub paid_by: EntryId,
    pub n_slips: u8,
    /// Of what is to be given back, as much as was ordered.
    pub refund_ordered: Amount,
    /// What it writes off of licences.
    pub licences: Vec<DrawnLicence<'a>>,
    /// Nothing where the house keeps no manifests of its kind, and while it waits for one.
    pub on_manifest: Option<OnManifest>,
    /// It gathers lists, by which its goods leave, or left: export lists that are closed, or collective lists.
    pub is_summed: bool,
    /// Of a collective list: the declaration that gathered it; 0: none.
    pub gathered_by: EntryId,
    /// Its attached files that came and were found right.
    pub sent_files: Vec<KeptFile<'a>>,
    pub n_findings: u32,
    /// What customs issued about it: how many, and those that are open.
    pub n_instruments: u8,
    pub open_instruments: Vec<OpenInstrument>,
    /// What customs decided that lines are worth.
    pub value: Option<Box<ValueDecision>>,
    /// Where its goods are examined.
    pub examination: Option<Examination>,
    /// What an officer found when he examined them, until another confirms it.
    pub entered: Option<Box<EnteredResult>>,
    /// When they were examined last, as a result of it said.
    pub examined_at: Option<Moment>,
    /// The officer who would have its goods released from detention; empty: none.
    pub lifted_by: String,
    /// Day on which its goods were released; 0 before.
    pub released_on: DayStamp,
    /// Day from which the fee for paying late runs on what a violation left unpaid; 0: nothing is.
    pub fee_from: DayStamp,
    /// The open case after release that it is under; 0: none.
    pub audit: EntryId,
    /// How it is treated for whom it is of; nothing: like all others.
    pub treatment: Option<Box<Treatment>>,
    /// What a guarantee would stand for that is not asked.
    pub waiver: Option<Waiver>,
    /// Where its goods are let go to before they are released.
    pub custody: Option<Custody>,
    /// It was examined and found as declared, and waits for the result of a sample alone.
    pub awaits_sample: bool,
    /// A sample was taken to monitor its goods.
    pub is_monitored: bool,
    /// What became of what it asks for (两段准入申请).
    pub admission: Vec<AdmissionRequest>,
    /// Goods of it that were sent back in their condition, and goods of others that it sent back: tax was given back.
    pub sent_back: Vec<SentBackPart>,
    pub sends_back: Vec<SentBackPart>,
    #[serde(skip)]
    pub(crate) is_new: bool,
    #[serde(skip)]
    pub(crate) touched: bool,
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
}

case!(DeclarationFile<'a>, declaration_state_number, due: due_at, found: n_findings);

impl<'a> DeclarationFile<'a> {
    /// Whether it is before customs or past it: nothing may be filed in its stead.
    pub(crate) fn stands(&self) -> bool {
        !matches!(self.state, DeclarationState::Saved | DeclarationState::Returned)
    }
}

/// The declarations that a batch works on.
#[derive(Default)]
pub(crate) struct Declarations<'a> {
    pub(crate) files: Vec<DeclarationFile<'a>>,
    by_key: FxHashMap<KeyPair, usize>,
    by_id: FxHashMap<EntryId, usize>,
}

impl<'a> Declarations<'a> {
    pub(crate) fn take_row(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        if !self.by_id.contains_key(&row.id) {
            let file = DeclarationFile::from_row(row);
            self.add(file.map_err(|it| StoreError::new("read a declaration's record", it))?);
        }
        Ok(())
    }

    fn add(&mut self, file: DeclarationFile<'a>) -> usize {
        self.by_key.insert(file.key, self.files.len());
        self.by_id.insert(file.id, self.files.len());
        self.files.push(file);
        self.files.len() - 1
    }

    fn index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn of_id(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The declaration with that number.
    pub(crate) fn of_no(&self, number: &str) -> Option<usize> {
        let index = *self.by_id.get(&case_of_declaration_no(number)?)?;
        self.files.get(index).filter(|it| it.declaration_no == number).map(|_| index)
    }

    /// The declaration with that preliminary number.
    pub(crate) fn of_preliminary(&self, number: &str) -> Option<usize> {
        let index = *self.by_id.get(&case_of_preliminary_no(number)?)?;
        self.files.get(index).filter(|it| it.preliminary_no == number).map(|_| index)
    }

    /// Cases that were opened, under the keys that they are filed under.
    pub(crate) fn new_cases(&self) -> impl Iterator<Item = (KeyPair, EntryId)> {
        self.files.iter().filter(|it| it.is_new).map(|it| (it.key, it.id))
    }
}

/// How a declaration came.
pub(crate) struct Sent<'a> {
    pub(crate) at: DocumentRef,
    pub(crate) content: u64,
    pub(crate) to: Text<'a>,
}

impl<'a> Desk<'a, '_> {
    /// Takes the one declaration of a message.
    pub(crate) fn take_declaration(
        &mut self,
        reading: DeclarationReading<'a>,
        filed: Vec<Filed>,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        let Some(filed) = filed.into_iter().next() else { return };
        let Some(key) = filed.keys.declaration else { return };
        self.tally.documents += 1;
        let to = match reading.document.filer_code() {
            "" => Text::borrowed(sender),
            code => Text::from(code.to_owned()),
        };
        let sent = Sent { at, content: filed.content, to };
        if !reading.faults.is_empty() {
            return self.refuse_declaration_form(reading, &sent, bytes);
        }
        let declaration = Box::new(reading.document);
        let index = self.declarations.index(key);
        let file = index.and_then(|it| self.declarations.files.get(it));
        let is_same = file.is_some_and(|it| it.stands() && it.content == sent.content);
        if let (Some(index), true) = (index, is_same) {
            self.note_filed(Some(index), &sent, declaration.filing, None, &[]);
            return self.respond_to_filing(index, &sent);
        }
        if declaration.filing == Filing::Save {
            return self.save_declaration(index, declaration, key, &sent);
        }
        if let (Some(index), true) = (index, completes(&declaration, file)) {
            return self.complete_declaration(index, declaration, &sent);
        }
        let Verdict { findings, fate } = self.judge_declaration(&declaration, file);
        if fate == Fate::Ignored {
            let reference = declaration.reference.clone();
            self.note_filed(index, &sent, declaration.filing, None, &findings);
            self.respond_not_taken(index, &sent, reference, info(&findings, ""), &findings);
            return;
        }
        let index = self.file_declaration(index, declaration, key, &sent);
        self.enter_declaration(index, &sent, Verdict { findings, fate });
    }

    /// It is filed and judged: returned, or settled.
    pub(crate) fn enter_declaration(&mut self, index: usize, sent: &Sent<'a>, verdict: Verdict) {
        let Verdict { findings, fate } = verdict;
        let step = self.declarations.files.get(index).map(|it| it.declaration.step);
        let outcome = match fate {
            Fate::Taken => DocumentState::Accepted,
            _ => DocumentState::Rejected,
        };
        self.note_outcome(index, sent, outcome, &findings);
        self.respond_to_filing(index, sent);
        self.advance_declaration(index, Step::Submitted, &[]);
        if fate == Fate::Taken {
            self.settle_declaration(index, findings);
        } else {
            let refusal = refusal_of(step.unwrap_or_default());
            self.return_declaration(index, Step::Refused, refusal, &findings);
        }
    }

    pub(crate) fn judge_declaration(
        &self,
        declaration: &Declaration<'a>,
        file: Option<&DeclarationFile<'a>>,
    ) -> Verdict {
        let held =
            file.map(|it| HeldDeclaration { state: it.state, declaration_no: &it.declaration_no });
        let mut findings = Vec::new();
        // What stands is judged by the law of the day on which it was declared.
        let on = file.filter(|it| it.stands()).and_then(|it| it.declared_on.date());
        self.check_declaration(declaration, held, on, false, &mut findings);
        findings.extend(without_summary(declaration, file));
        self.check_collective(declaration, &mut findings);
        findings.extend(self.brought_findings(declaration, file));
        let drawn = file.map_or(&[][..], |it| &it.licences);
        let day = on.unwrap_or(self.now.on);
        self.check_licences(declaration, drawn, day, &mut findings);
        // By whose authority it stands was judged when it was filed.
        if on.is_none() {
            self.check_agency(declaration, file.map(|it| it.id), &mut findings);
        }
        Verdict::of(findings)
    }

    /// What checks say today of one that waited, and that nothing was held of.
    pub(crate) fn judge_waiting(&self, file: &DeclarationFile<'a>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.check_declaration(&file.declaration, None, None, false, &mut findings);
        self.check_licences(&file.declaration, &file.licences, self.now.on, &mut findings);
        self.check_agency(&file.declaration, Some(file.id), &mut findings);
        findings.extend(self.brought_findings(&file.declaration, Some(file)));
        findings
    }

    pub(crate) fn check_declaration(
        &self,
        declaration: &Declaration<'_>,
        held: Option<HeldDeclaration<'_>>,
        on: Option<Date>,
        only_single_field: bool,
        findings: &mut Vec<Finding>,
    ) {
        let Declaration { declarant, trader, .. } = declaration;
        let party = |pointer, role, code, name| self.party(pointer, role, code, name);
        let parties = [party(
            "declaration.declarant.code",
            Role::Declarant,
            &declarant.code,
            &declarant.name,
        )];
        // Who declares for himself need not be registered as a broker.
        let is_own = declarant.code.is_empty() || declarant.code == trader.code;
        let parties = if is_own { &[][..] } else { &parties[..] };
        let (on, law) = (on.unwrap_or(self.now.on), &self.registry.law);
        let tolerance = self.tolerance();
        let allowed_kg = tolerance.amount;
        let case = DeclarationCase { declaration, on, law, parties, held, tolerance, allowed_kg };
        checks::declaration(&case, only_single_field, findings);
    }

    /// Answers a declaration whose form was wrong: every format fault, and whatever can be said of its
    /// readable fields besides.
    fn refuse_declaration_form(
        &mut self,
        reading: DeclarationReading<'a>,
        sent: &Sent<'a>,
        bytes: &[u8],
    ) {
        let mut more = Vec::new();
        if reading.document.filing == Filing::Declare {
            self.check_declaration(&reading.document, None, None, true, &mut more);
        }
        let mut findings = reading.faults;
        let is_said = |it: &Finding| findings.iter().any(|fault| fault.pointer == it.pointer);
        more.retain(|it| !is_said(it));
        findings.extend(more);
        self.tally.unreadable += 1;
        self.tally.findings(&findings);
        let place = place_text(reading.place.place(bytes));
        let room = INFO_MAX - place.chars().count();
        let mut words = messages::spell(&catalogue::explain(&findings), room);
        words.push_str(&place);
        let reference = reading.document.reference;
        self.respond_not_taken(None, sent, reference, Text::from(words), &findings);
        self.note_house(Event::Unreadable { at: sent.at, findings });
    }

    /// 暂存: kept for the client until it is declared.
    fn save_declaration(
        &mut self,
        index: Option<usize>,
        declaration: Box<Declaration<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
    ) {
        let state = index.and_then(|it| self.declarations.files.get(it)).map(|it| it.state);
        if let Some(state) = state
            && lifecycle::next_declaration(state, Step::Kept).is_none()
        {
            let title = lifecycle::declaration_title_zh(state).to_owned();
            let expected = "暂存或退单的报关单 (one that is saved or was returned)";
            let findings = vec![refuse("HSE-7102", "declaration.reference", title, expected)];
            self.note_filed(index, sent, Filing::Save, None, &findings);
            let reference = declaration.reference.clone();
            let words = info(&findings, "");
            return self.respond_not_taken(index, sent, reference, words, &findings);
        }
        let index = self.file_declaration(index, declaration, key, sent);
        self.note_outcome(index, sent, DocumentState::Accepted, &[]);
        self.advance_declaration(index, Step::Kept, &[]);
        self.respond_to_filing(index, sent);
        self.answer_declaration(index, Channel::Saved, Text::borrowed("暂存成功"), &[]);
    }

    /// Files it where there is none, or one that does not stand.
    pub(crate) fn file_declaration(
        &mut self,
        index: Option<usize>,
        declaration: Box<Declaration<'a>>,
        key: KeyPair,
        sent: &Sent<'a>,
    ) -> usize {
        let today = DayStamp::from_date(self.now.on);
        let Some(index) = index else {
            let id = self.next_case();
            return self.declarations.add(DeclarationFile {
                id,
                key,
                // A case begins as kept; what is declared at once is submitted next.
                state: DeclarationState::Saved,
                declaration,
                at: sent.at,
                content: sent.content,
                sender: sent.to.clone(),
                preliminary_no: Text::from(zone_preliminary_no(today, id)),
                declaration_no: Text::default(),
                declared_on: DayStamp::default(),
                assessment: None,
                paid: Amount::ZERO,
                refund_due: Amount::ZERO,
                guarantee: None,
                guarantee_no: Text::default(),
                term: None,
                amendment: None,
                bar: None,
                summary: None,
                due_at: None,
                slip: EntryId(0),
                paid_by: EntryId(0),
                n_slips: 0,
                refund_ordered: Amount::ZERO,
                licences: Vec::new(),
                on_manifest: None,
                is_summed: false,
                gathered_by: EntryId(0),
                sent_files: Vec::new(),
                n_findings: 0,
                n_instruments: 0,
                open_instruments: Vec::new(),
                value: None,
                examination: None,
                entered: None,
                examined_at: None,
                lifted_by: String::new(),
                released_on: DayStamp::default(),
                fee_from: DayStamp::default(),
                audit: EntryId(0),
                treatment: None,
                waiver: None,
                custody: None,
                awaits_sample: false,
                is_monitored: false,
                admission: Vec::new(),
                sent_back: Vec::new(),
                sends_back: Vec::new(),
                is_new: true,
                touched: true,
                happenings: Vec::new(),
            });
        };
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.declaration = declaration;
            (file.at, file.content, file.sender) = (sent.at, sent.content, sent.to.clone());
        }
        index
    }

    /// Gives it its number, once, and the day on which it is declared.
    pub(crate) fn number_declaration(&mut self, index: usize) {
        let today = DayStamp::from_date(self.now.on);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        file.declared_on = today;
        if file.declaration_no.is_empty() {
            file.declaration_no = Text::from(declaration_no(&file.declaration, today, file.id));
        }
    }

    pub(crate) fn note_declaration(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.touched = true;
            file.happenings.push(happening);
        }
    }

    fn note_filed(
        &mut self,
        index: Option<usize>,
        sent: &Sent<'a>,
        filing: Filing,
        outcome: Option<DocumentState>,
        findings: &[Finding],
    ) {
        self.tally.findings(findings);
        self.tally.outcome(match (filing, outcome) {
            (_, None) => "documents_ignored",
            (_, Some(DocumentState::Rejected)) => "declarations_refused",
            (Filing::Save, Some(_)) => "declarations_saved",
            (Filing::Declare, Some(_)) => "declarations_accepted",
        });
        let filed = Event::Filed { at: sent.at, filing, outcome, findings: findings.to_vec() };
        match index {
            Some(index) => self.note_declaration(index, filed),
            None => self.note_house(filed),
        }
    }

    pub(crate) fn note_outcome(
        &mut self,
        index: usize,
        sent: &Sent<'a>,
        outcome: DocumentState,
        findings: &[Finding],
    ) {
        let filing = self.declarations.files.get(index).map(|it| it.declaration.filing);
        self.note_filed(Some(index), sent, filing.unwrap_or_default(), Some(outcome), findings);
    }

    /// Moves it along its table; what the table does not allow is left as it is.
    pub(crate) fn advance_declaration(
        &mut self,
        index: usize,
        step: Step,
        findings: &[Finding],
    ) -> bool {
        let today = DayStamp::from_date(self.now.on);
        let Some(file) = self.declarations.files.get_mut(index) else { return false };
        let from = file.state;
        let Some(to) = lifecycle::next_declaration(from, step) else { return false };
        file.state = to;
        if to != DeclarationState::Examination {
            file.entered = None;
        }
        if file.is_released() && file.released_on == DayStamp::default() {
            file.released_on = today;
        }
        // Filed anew, what was said of it before is over.
        let before = if step == Step::Submitted { 0 } else { file.n_findings };
        file.n_findings = before + u32::try_from(findings.len()).unwrap_or(u32::MAX);
        if from != to {
            let findings = findings.to_vec();
            self.note_declaration(index, Event::DeclarationState { from, to, findings });
        }
        true
    }

    /// 退单: with every reason.
    pub(crate) fn return_declaration(
        &mut self,
        index: usize,
        step: Step,
        channel: Channel,
        findings: &[Finding],
    ) {
        self.remember_declaration_refused(index);
        self.take_back(index, step, findings);
        self.answer_declaration(index, channel, info(findings, "退单"), findings);
        self.refuse_brought(index, findings);
    }

    /// DecImportResponse: it was taken in under its preliminary number.
    pub(crate) fn respond_to_filing(&mut self, index: usize, sent: &Sent<'a>) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let receipt = ReceiptBody::DeclarationResponse(DeclarationResponse {
            reference: file.declaration.reference.clone(),
            preliminary_no: file.preliminary_no.clone(),
            is_taken: true,
            info: Text::borrowed("报文已接收"),
            transit_no: transit_preliminary_no(file),
            supplements: numbers_of(file, &file.declaration.supplements),
        });
        self.say_of_declaration(Some(index), &sent.to, receipt, &[]);
    }

    /// DecImportResponse: it was not.
    fn respond_not_taken(
        &mut self,
        index: Option<usize>,
        sent: &Sent<'a>,
        reference: Text<'a>,
        info: Text<'a>,
        findings: &[Finding],
    ) {
        let receipt = ReceiptBody::DeclarationResponse(DeclarationResponse {
            reference,
            preliminary_no: Text::default(),
            is_taken: false,
            info,
            transit_no: Text::default(),
            supplements: Vec::new(),
        });
        self.say_of_declaration(index, &sent.to, receipt, findings);
    }

    /// DEC_RESULT, to whoever filed it.
    pub(crate) fn answer_declaration(
        &mut self,
        index: usize,
        channel: Channel,
        note: Text<'a>,
        findings: &[Finding],
    ) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let to = file.sender.clone();
        let receipt = ReceiptBody::Declaration(DeclarationReturn {
            channel,
            preliminary_no: file.preliminary_no.clone(),
            declaration_no: file.declaration_no.clone(),
            at: self.now.at,
            note,
            declaring_customs: file.declaration.declaring_customs.clone(),
            moved_on: file.declaration.moved_on,
            declared_on: file.declared_on,
        });
        self.say_of_declaration(Some(index), &to, receipt, findings);
    }

    pub(crate) fn say_of_declaration(
        &mut self,
        index: Option<usize>,
        to: &str,
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let case = index.and_then(|it| self.declarations.files.get(it)).map(|it| it.id);
        let said = self.issue(case.unwrap_or(EntryId(0)), receipt, findings);
        let answered = self.address(to, said);
        match index {
            Some(index) => self.note_declaration(index, answered),
            None => self.note_house(answered),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_numbers_of_their_own() {
        for state in STATES {
            let number = declaration_state_number(state);
            assert_eq!(declaration_state_of(number), Some(state));
            assert_eq!(crate::entry::state_of(number), None);
            assert_eq!(crate::zone::exit_list_state_of(number), None);
            assert_eq!(crate::zone::gate_pass_state_of(number), None);
            assert_eq!(crate::slip::slip_state_of(number), None);
        }
        assert_eq!(declaration_state_number(DeclarationState::Withdrawn), 74, "stored rows");
        let last = DeclarationState::ListDeclared;
        assert_eq!(declaration_state_number(last), 79, "stored rows");
    }

    #[test]
    fn a_number_leads_to_its_case() {
        let day = DayStamp::parse("20261122").unwrap();
        let mut declaration =
            Declaration { declaring_customs: Text::borrowed("5345"), ..Declaration::default() };
        let number = declaration_no(&declaration, day, EntryId(42));
        assert_eq!(number, "534520261000000042");
        assert_eq!(case_of_declaration_no(&number), Some(EntryId(42)));
        declaration.direction = Direction::Export;
        let number = declaration_no(&declaration, day, EntryId(42));
        assert_eq!(number, "534520260000000042");
        assert_eq!(case_of_declaration_no(&number), Some(EntryId(42)));
        declaration.step = DeclarationStep::List;
        let number = declaration_no(&declaration, day, EntryId(42));
        assert_eq!(number, "53452026E000000042");
        assert_eq!(case_of_declaration_no(&number), Some(EntryId(42)));
        for other in ["53452026X000000042", "5345202610000000421", ""] {
            assert_eq!(case_of_declaration_no(other), None, "{other}");
        }
    }
}
