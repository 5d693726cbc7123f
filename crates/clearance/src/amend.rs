//! Takes applications to amend or withdraw a declaration (DecModMessage), and the trader's answers to what
//! customs asked; judges them by the measures on amendment (海关总署令第220号) and the table of grounds.
//!
//! A fault opens no case: it is answered, and the declaration's history says that it was tried.

use lifecycle::AmendmentEvent as Step;
use messages::{AmendmentReading, ChangeFault};
use model::{
    AmendmentBar, AmendmentKind, AmendmentOperation, AmendmentRequest, AmendmentResponse,
    AmendmentState as State, Amount, DayStamp, Declaration, DeclarationAssessment,
    DeclarationState, DocumentRef, DocumentState, EntryId, FieldChange, Finding, ReceiptBody,
    Severity, Text,
};
use params::{ASKED_BY_CUSTOMS, AmendmentGround};

use crate::{
    amendment::{AmendmentFile, LastAmendment},
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    duty::wants_guarantee_as,
    guarantees::purposes_as,
    history::Event,
    numbers::amendment_no,
    prepare::Filed,
    sent_back::less_sent_back,
    take::place_text,
    transit_brought::follow,
    value::as_valued,
};

/// Most characters of an answer's words: the wire has room for 255, and they begin with a time.
const ROOM: usize = 235;

/// How an application came.
pub(crate) struct SentAmendment<'a> {
    pub(crate) at: DocumentRef,
    pub(crate) content: u64,
    /// To whom the answer goes.
    pub(crate) to: Text<'a>,
}

/// What an application comes to, before anything is changed.
pub(crate) struct Weighed<'a> {
    pub(crate) declaration: Box<Declaration<'a>>,
    pub(crate) changes: Vec<FieldChange>,
    /// Nothing when it is withdrawn.
    pub(crate) assessment: Option<Box<DeclarationAssessment>>,
    /// What the guarantee has to stand for after it.
    pub(crate) guaranteed: Amount,
    pub(crate) tax_before: Amount,
    pub(crate) tax_after: Amount,
    /// Everything that is wrong, or worth an officer's look.
    pub(crate) findings: Vec<Finding>,
}

impl Weighed<'_> {
    pub(crate) fn is_at_fault(&self) -> bool {
        self.findings.iter().any(|it| it.severity == Severity::Return)
    }
}

impl<'a> Desk<'a, '_> {
    /// Takes the one application of a message.
    pub(crate) fn take_amendment(
        &mut self,
        reading: AmendmentReading<'a>,
        filed: Vec<Filed>,
        at: DocumentRef,
        sender: &'a str,
        bytes: &[u8],
    ) {
        let Some(filed) = filed.into_iter().next() else { return };
        self.tally.documents += 1;
        let AmendmentReading { document, faults, place } = reading;
        let to = match document.filer_code() {
            "" => Text::borrowed(sender),
            code => Text::from(code.to_owned()),
        };
        let sent = SentAmendment { at, content: filed.content, to };
        let index = self.declarations.of_no(&document.declaration_no);
        if !faults.is_empty() {
            self.tally.unreadable += 1;
            let place = place_text(place.place(bytes));
            return self.refuse_amendment(index, &document, &sent, faults, &place);
        }
        let Some(index) = index else {
            let expected = "本系统的报关单号 (a declaration number of this house)";
            let observed = document.declaration_no.to_string();
            let finding = refuse("HSE-6301", "amendment.declaration_no", observed, expected);
            return self.refuse_amendment(None, &document, &sent, vec![finding], "");
        };
        match document.operation {
            AmendmentOperation::Confirm => self.confirm_amendment(index, document, &sent),
            AmendmentOperation::Save => self.keep_amendment(index, document, &sent),
            AmendmentOperation::Declare => self.declare_amendment(index, document, &sent),
        }
    }

    /// Answers one that changes nothing: every finding, in words and beside them.
    pub(crate) fn refuse_amendment(
        &mut self,
        index: Option<usize>,
        request: &AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
        findings: Vec<Finding>,
        place: &str,
    ) {
        self.tally.findings(&findings);
        self.tally.outcome("amendments_refused");
        let mut words = spell(&findings, ROOM - place.chars().count());
        words.push_str(place);
        self.note_amendment_filed(index, request, sent, "", None, &findings);
        self.respond_to_amendment(index, request, sent, "", Text::from(words), &findings);
    }

    pub(crate) fn note_amendment_filed(
        &mut self,
        index: Option<usize>,
        request: &AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
        request_no: &str,
        outcome: Option<DocumentState>,
        findings: &[Finding],
    ) {
        let filed = Event::AmendmentFiled {
            request_no: request_no.to_owned(),
            at: sent.at,
            kind: request.kind,
            operation: request.operation,
            outcome,
            findings: findings.to_vec(),
        };
        match index {
            Some(index) => self.note_declaration(index, filed),
            None => self.note_house(filed),
        }
    }

    /// DecModSaveResponse. It is not taken when it has no number.
    pub(crate) fn respond_to_amendment(
        &mut self,
        index: Option<usize>,
        request: &AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
        request_no: &str,
        info: Text<'a>,
        findings: &[Finding],
    ) {
        let receipt = ReceiptBody::AmendmentResponse(AmendmentResponse {
            request_no: Text::from(request_no.to_owned()),
            declaration_no: request.declaration_no.clone(),
            is_taken: !request_no.is_empty(),
            info,
        });
        self.say_of_declaration(index, &sent.to, receipt, findings);
    }

    /// 暂存: kept until it is asked for.
    fn keep_amendment(
        &mut self,
        index: usize,
        request: AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
    ) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let mut findings = Vec::new();
        not_the_declarations(file, &request, &mut findings);
        findings.extend(self.other_is_open(file));
        if !findings.is_empty() {
            return self.refuse_amendment(Some(index), &request, sent, findings, "");
        }
        let amendment = self.open_amendment(index, request, sent);
        self.advance_amendment(amendment, Step::Kept, "", "");
        self.tally.outcome("amendments_saved");
        self.say_taken(index, amendment, sent, &[], "暂存成功");
    }

    /// Takes one that is asked for: at once into effect where nobody has to approve.
    fn declare_amendment(
        &mut self,
        index: usize,
        request: AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
    ) {
        let Some(file) = self.declarations.files.get(index) else { return };
        if let Some(amendment) = self.is_said_again(file, sent.content) {
            let number = self.amendment_no_of(amendment);
            self.tally.outcome("documents_ignored");
            self.note_amendment_filed(Some(index), &request, sent, &number, None, &[]);
            let words = Text::borrowed("已受理，重复报送未变更");
            return self.respond_to_amendment(Some(index), &request, sent, &number, words, &[]);
        }
        let mut weighed = self.weigh_amendment(file, &request);
        not_the_declarations(file, &request, &mut weighed.findings);
        weighed.findings.extend(self.other_is_open(file));
        let ground = self.ground_of(file, &request, &mut weighed.findings);
        let (Some(ground), false) = (ground, weighed.is_at_fault()) else {
            return self.refuse_amendment(Some(index), &request, sent, weighed.findings, "");
        };
        let is_doubtful = weighed.findings.iter().any(|it| it.severity == Severity::Review);
        let approvers = ground.approvers.max(u8::from(is_doubtful));
        let title = Text::from(ground.title_zh.to_string());
        let amendment = self.open_amendment(index, request, sent);
        self.file_weighed(amendment, title, approvers, &weighed);
        self.tally.outcome("amendments_accepted");
        let Some(approvers) = self.amendments.files.get(amendment).map(|it| it.approvers) else {
            return;
        };
        let findings = weighed.findings.clone();
        if approvers == 0 {
            self.say_taken(index, amendment, sent, &findings, "已受理");
            self.take_effect(amendment, index, weighed);
        } else {
            self.advance_amendment(amendment, Step::Submitted, "", "");
            self.say_taken(index, amendment, sent, &findings, "已受理，待海关审核");
        }
    }

    /// What was found of it, kept with it: whatever lowers tax takes two officers.
    pub(crate) fn file_weighed(
        &mut self,
        amendment: usize,
        ground: Text<'a>,
        approvers: u8,
        weighed: &Weighed<'_>,
    ) {
        let is_lower = weighed.tax_after < weighed.tax_before;
        let Some(file) = self.amendments.files.get_mut(amendment) else { return };
        file.ground = ground;
        file.approvers = if is_lower { approvers.max(2) } else { approvers };
        file.changes.clone_from(&weighed.changes);
        (file.tax_before, file.tax_after) = (weighed.tax_before, weighed.tax_after);
    }

    fn say_taken(
        &mut self,
        index: usize,
        amendment: usize,
        sent: &SentAmendment<'a>,
        findings: &[Finding],
        words: &'static str,
    ) {
        self.tally.findings(findings);
        let Some(file) = self.amendments.files.get(amendment) else { return };
        let (number, request) = (file.request_no.to_string(), (*file.request).clone());
        let outcome = Some(DocumentState::Accepted);
        self.note_amendment_filed(Some(index), &request, sent, &number, outcome, findings);
        let words = match findings.is_empty() {
            true => Text::borrowed(words),
            false => Text::from(spell(findings, ROOM)),
        };
        self.respond_to_amendment(Some(index), &request, sent, &number, words, findings);
    }

    /// A case for it; one that was only kept is used again.
    fn open_amendment(
        &mut self,
        index: usize,
        request: AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
    ) -> usize {
        let last = self.declarations.files.get(index).and_then(|it| it.amendment);
        let last = last.and_then(|it| self.amendments.of_id(it.case));
        let asked_by = request.filer_code().to_owned();
        let is_kept =
            |it: &usize| self.amendments.files.get(*it).is_some_and(|it| it.state == State::Saved);
        let amendment = match last.filter(is_kept) {
            Some(amendment) => amendment,
            None => self.new_amendment(index, State::Saved),
        };
        let now = self.now.at;
        if let Some(file) = self.amendments.files.get_mut(amendment) {
            *file.request = request;
            (file.at, file.asked_at, file.asked_by) = (Some(sent.at), now, asked_by);
            file.touched = true;
            let last = LastAmendment { case: file.id, content: sent.content };
            if let Some(declaration) = self.declarations.files.get_mut(index) {
                declaration.amendment = Some(last);
            }
        }
        amendment
    }

    /// An empty case about a declaration, under the next number.
    pub(crate) fn new_amendment(&mut self, index: usize, state: State) -> usize {
        let id = self.next_case();
        let declaration = self.declarations.files.get(index);
        let (case, declaration_no) = declaration
            .map_or((EntryId(0), String::new()), |it| (it.id, it.declaration_no.to_string()));
        let opened = self.happening(Event::AmendmentOpened { declaration_no, state });
        self.amendments.add(AmendmentFile {
            id,
            state,
            due_at: None,
            request_no: Text::from(amendment_no(DayStamp::from_date(self.now.on), id)),
            declaration: case,
            request: Box::default(),
            at: None,
            asked_at: self.now.at,
            asked_by: String::new(),
            confirm_by: DayStamp::default(),
            ground: Text::default(),
            approvers: 0,
            approved_by: Vec::new(),
            changes: Vec::new(),
            tax_before: Amount::ZERO,
            tax_after: Amount::ZERO,
            note: String::new(),
            touched: true,
            happenings: vec![opened],
        })
    }

    /// The application that asked for the same, if it stands.
    fn is_said_again(&self, file: &DeclarationFile<'_>, content: u64) -> Option<usize> {
        let last = file.amendment.filter(|it| it.content == content)?;
        let amendment = self.amendments.of_id(last.case)?;
        let state = self.amendments.files.get(amendment)?.state;
        let stands = matches!(state, State::Reviewing | State::AwaitingSecond | State::Applied);
        stands.then_some(amendment)
    }

    pub(crate) fn amendment_no_of(&self, amendment: usize) -> String {
        self.amendments
            .files
            .get(amendment)
            .map_or_else(String::new, |it| it.request_no.to_string())
    }

    pub(crate) fn other_is_open(&self, file: &DeclarationFile<'_>) -> Option<Finding> {
        let last = self.amendments.of_id(file.amendment?.case)?;
        let last = self.amendments.files.get(last).filter(|it| it.is_open())?;
        let title = lifecycle::amendment_title_zh(last.state);
        let observed = format!("{} {title}", last.request_no);
        let expected = "无未办结的申请 (none that is open)";
        Some(refuse("HSE-6308", "amendment.declaration_no", observed, expected))
    }

    /// What an application comes to: whether the law lets it be, what the declaration is with it, whether that
    /// would be accepted, and what tax is on it by the law of the day on which it was declared.
    pub(crate) fn weigh_amendment(
        &self,
        file: &DeclarationFile<'a>,
        request: &AmendmentRequest<'_>,
    ) -> Weighed<'a> {
        let mut findings = Vec::new();
        is_barred(file, request.kind, &mut findings);
        self.weigh_change(file, request, findings)
    }

    /// The same, whether or not anything bars it; `findings` are what was said before.
    pub(crate) fn weigh_change(
        &self,
        file: &DeclarationFile<'a>,
        request: &AmendmentRequest<'_>,
        findings: Vec<Finding>,
    ) -> Weighed<'a> {
        let secured = |it: &DeclarationAssessment| it.payable() + it.secured();
        let mut weighed = Weighed {
            declaration: file.declaration.clone(),
            changes: Vec::new(),
            assessment: None,
            guaranteed: Amount::ZERO,
            tax_before: file.assessment.as_deref().map(secured).unwrap_or_default(),
            tax_after: Amount::ZERO,
            findings,
        };
        if request.kind == AmendmentKind::Withdraw {
            return weighed;
        }
        change_fields(&mut weighed, request);
        if weighed.is_at_fault() {
            return weighed;
        }
        follow(&file.declaration, &mut weighed.declaration);
        let judged = self.judge_amended(&weighed.declaration, file);
        // What can be said of it as it stands (that it does, a licence that has ended since) is not new.
        let standing = self.judge_amended(&file.declaration, file);
        weighed.findings.extend(judged.into_iter().filter(|it| !standing.contains(it)));
        let on = file.declared_on.date().unwrap_or(self.now.on);
        // What customs decided holds for what is amended too.
        let valued = as_valued(&weighed.declaration, file.value.as_deref());
        let assessed = self.assess_as_of(&valued, file.on_manifest, on, &mut weighed.findings);
        let assessed = assessed.map(|it| less_sent_back(it, file, &weighed.declaration));
        weighed.tax_after = assessed.as_ref().map(secured).unwrap_or_default();
        weighed.findings.extend(self.weigh_guarantee(
            file,
            &weighed.declaration,
            assessed.as_ref(),
            &mut weighed.guaranteed,
        ));
        weighed.assessment = assessed.map(Box::new);
        if weighed.is_at_fault() {
            let n_faults = weighed.findings.len().to_string();
            let expected = "可以受理的报关单 (a declaration that would be accepted)";
            weighed.findings.insert(0, refuse("HSE-6317", "amendment.fields", n_faults, expected));
        }
        weighed
    }

    /// What checks say of a declaration in the place of the one that stands, beside its manifest too.
    pub(crate) fn judge_amended(
        &self,
        declaration: &Declaration<'a>,
        file: &DeclarationFile<'a>,
    ) -> Vec<Finding> {
        let mut findings = self.judge_declaration(declaration, Some(file)).findings;
        self.compare_with_manifest(declaration, file, &mut findings);
        findings
    }

    /// What the guarantee would have to stand for if it said what `declaration` does, and whether it can. After release
    /// none is taken anew.
    pub(crate) fn weigh_guarantee(
        &self,
        file: &DeclarationFile<'_>,
        declaration: &Declaration<'_>,
        assessment: Option<&DeclarationAssessment>,
        guaranteed: &mut Amount,
    ) -> Option<Finding> {
        let assessment = assessment?;
        let held = file.stood_for();
        if file.is_released() && !file.is_secured() {
            return None;
        }
        let asked = (assessment.payable() - file.paid).max(Amount::ZERO);
        let asked = if wants_guarantee_as(file, declaration) { asked } else { Amount::ZERO };
        let besides = file.term.as_ref().map(|it| it.amount).unwrap_or_default();
        *guaranteed = assessment.secured() + asked + besides;
        if *guaranteed <= held {
            return None;
        }
        let purposes = purposes_as(file, declaration, assessment);
        self.more_guarantee(file, *guaranteed, &purposes).err().map(|it| *it)
    }

    /// The ground that an application stands on. Its note may begin with a ground's title; otherwise the first that
    /// lets all its fields change and whose evidence is there.
    pub(crate) fn ground_of(
        &self,
        file: &DeclarationFile<'_>,
        request: &AmendmentRequest<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<&AmendmentGround> {
        let (is_released, law) = (file.is_released(), &self.registry.law);
        let direction = file.declaration.direction;
        let grounds = law.amendments.grounds(request.kind, direction, is_released, self.now.on);
        let grounds = grounds.filter(|it| &*it.ground != ASKED_BY_CUSTOMS);
        let named = grounds.clone().find(|it| request.reason.starts_with(&*it.title_zh));
        let covers =
            |it: &&AmendmentGround| request.fields.iter().all(|field| it.covers(&field.field));
        let wanted = |it: &&AmendmentGround| named.is_none_or(|named| named.ground == it.ground);
        let fitting: Vec<_> = grounds.filter(wanted).filter(covers).collect();
        let presented = |kind: &str| request.attachments.iter().any(|it| it.kind == *kind);
        let met = fitting.iter().find(|it| it.lacks(presented).next().is_none());
        if let Some(ground) = met {
            return Some(ground);
        }
        if fitting.is_empty() {
            let names: Vec<&str> = request.fields.iter().map(|it| &*it.field).collect();
            let (code, at) = match request.kind {
                AmendmentKind::Amend => ("HSE-6315", "amendment.fields"),
                AmendmentKind::Withdraw => ("HSE-6316", "amendment.reason"),
            };
            let observed = match named {
                Some(it) => format!("{} {}", it.title_zh, names.join(" ")),
                None => names.join(" "),
            };
            let expected = "法定修撤事由 (a ground of the table)";
            findings.push(refuse(code, at, observed.trim().to_owned(), expected));
            return None;
        }
        let attached: Vec<&str> = request.attachments.iter().map(|it| &*it.kind).collect();
        let lacking = |it: &&AmendmentGround| {
            let groups: Vec<String> = it.lacks(presented).map(|it| it.join("|")).collect();
            format!("{}：{}", it.title_zh, groups.join("；"))
        };
        let expected: Vec<String> = fitting.iter().map(lacking).collect();
        let at = "amendment.attachments";
        findings.push(refuse("HSE-6314", at, attached.join(" "), &expected.join(" / ")));
        None
    }
}

fn spell(findings: &[Finding], room: usize) -> String {
    messages::spell(&crate::catalogue::explain(findings), room)
}

/// What an application says of the declaration that is not so.
pub(crate) fn not_the_declarations(
    file: &DeclarationFile<'_>,
    request: &AmendmentRequest<'_>,
    findings: &mut Vec<Finding>,
) {
    let declaration = &*file.declaration;
    let mut compare = |at: &str, given: &str, stands: &str| {
        if given != stands {
            findings.push(refuse("HSE-6302", at, given.to_owned(), stands));
        }
    };
    let code = |of: &model::Trader<'_>, given: &str| {
        let is_credit = of.credit_code == given && !given.is_empty();
        if is_credit { given.to_owned() } else { of.code.to_string() }
    };
    let (trader, declarant) = (&request.trader.code, &request.declarant.code);
    compare("amendment.trader.code", trader, &code(&declaration.trader, trader));
    compare("amendment.declarant.code", declarant, &code(&declaration.declarant, declarant));
    compare("amendment.preliminary_no", &request.preliminary_no, &file.preliminary_no);
    let customs = &declaration.declaring_customs;
    compare("amendment.declaring_customs", &request.declaring_customs, customs);
    if request.direction != declaration.direction {
        let [given, stands] = [request.direction, declaration.direction].map(|it| match it {
            model::Direction::Import => "I",
            model::Direction::Export => "E",
        });
        compare("amendment.direction", given, stands);
    }
}

/// Whether the declaration may be changed now at all (第十条).
pub(crate) fn is_barred(
    file: &DeclarationFile<'_>,
    kind: AmendmentKind,
    findings: &mut Vec<Finding>,
) {
    use DeclarationState as Is;
    let at = "amendment.declaration_no";
    let title = lifecycle::declaration_title_zh(file.state);
    let mut say = |code, observed: &str, expected: &str| {
        findings.push(refuse(code, at, observed.to_owned(), expected));
    };
    match (file.state, kind) {
        (
            Is::Saved
            | Is::Declared
            | Is::AwaitingManifest
            | Is::Returned
            | Is::Withdrawn
            | Is::SummaryReleased
            | Is::ListDeclared,
            _,
        )
        | (Is::ListReleased, AmendmentKind::Amend)
        | (Is::Cleared, AmendmentKind::Withdraw) => {
            say("HSE-6303", title, "已受理、未撤销的报关单 (one that was accepted and stands)");
        }
        (Is::Examination, _) => say("HSE-6304", title, "查验办结 (the examination is closed)"),
        (Is::Detained, _) => say("HSE-6306", title, "案件办结 (the case is closed)"),
        (
            Is::Reviewing
            | Is::AwaitingTax
            | Is::AwaitingArrival
            | Is::AwaitingFiles
            | Is::Released
            | Is::ReleasedOnGuarantee,
            _,
        )
        | (Is::Cleared, AmendmentKind::Amend)
        | (Is::ListReleased, AmendmentKind::Withdraw) => {}
    }
    match file.bar {
        Some(AmendmentBar::Control) => say("HSE-6305", "布控", "布控办结 (the control is closed)"),
        Some(AmendmentBar::Audit) => say("HSE-6307", "稽查", "稽查办结 (the audit is closed)"),
        Some(AmendmentBar::Suspicion) => {
            say("HSE-6306", "涉嫌走私或者违规", "案件办结 (the case is closed)");
        }
        None => {}
    }
}

/// Changes the fields one after the other; those that cannot be are all said.
fn change_fields(weighed: &mut Weighed<'_>, request: &AmendmentRequest<'_>) {
    if request.fields.is_empty() {
        let expected = "至少一个字段 (at least one field)";
        weighed.findings.push(refuse("HSE-6309", "amendment.fields", String::new(), expected));
    }
    for (index, field) in request.fields.iter().enumerate() {
        let at = |name: &str| format!("amendment.fields[{index}].{name}");
        let fault = match messages::change_field(&mut weighed.declaration, field) {
            Ok(change) => {
                weighed.changes.push(change);
                continue;
            }
            Err(fault) => fault,
        };
        weighed.findings.push(match fault {
            ChangeFault::UnknownField | ChangeFault::NoSuchPlace => {
                let observed = format!("{} {}", field.code, field.place);
                let expected = "报关单已有的表体 (a line that the declaration has)";
                refuse("HSE-6311", &at("place"), observed, expected)
            }
            ChangeFault::OldDiffers { stands } => {
                refuse("HSE-6310", &at("old"), field.old.to_string(), &stands)
            }
            ChangeFault::Form(it) => {
                refuse("HSE-6312", &at("new"), field.new.to_string(), &it.expected)
            }
            ChangeFault::NothingChanged => {
                refuse("HSE-6313", &at("new"), field.new.to_string(), "不同的值 (another value)")
            }
        });
    }
}
