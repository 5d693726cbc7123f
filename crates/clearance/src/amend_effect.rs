//! What applications to amend or withdraw a declaration do: officers approve or refuse them, customs asks for
//! them and traders confirm, time ends; and what takes effect moves tax, guarantee and the declaration's course.

use lifecycle::{AmendmentEvent as Step, DeclarationEvent, next_amendment};
use model::{
    AmendedField, AmendmentKind, AmendmentRequest, AmendmentState as State, Amount,
    AppliedAmendment, AskedField, Channel, DayStamp, DeclarationState, Finding, Lane, LedgerEntry,
    Moment, Movement, OfficerAction, Text, Trader,
};
use params::ASKED_BY_CUSTOMS;

use crate::{
    amend::{SentAmendment, Weighed, not_the_declarations},
    amendment::{AmendmentFile, LastAmendment},
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    entry::Reservation,
    guarantees::{Chosen, purposes_of},
    history::Event,
    instrument_issue::ASKED_FOR_RELEASE,
    money::after,
};

/// What an officer asks a trader for.
pub(crate) struct Asked {
    pub(crate) kind: AmendmentKind,
    pub(crate) fields: Vec<AskedField>,
    pub(crate) officer: String,
    pub(crate) reason: String,
}

impl DeclarationFile<'_> {
    /// Whether its goods were released.
    pub fn is_released(&self) -> bool {
        use DeclarationState::{Cleared, ListReleased, Released, ReleasedOnGuarantee};
        matches!(self.state, Released | ReleasedOnGuarantee | Cleared | ListReleased)
    }
}

/// What an officer's order does to an application; nothing where its state does not allow it.
pub(crate) fn step_of(file: &AmendmentFile<'_>, action: OfficerAction) -> Option<Step> {
    let step = match action {
        OfficerAction::ApproveReview => Step::TookEffect,
        OfficerAction::RejectReview => Step::Refused,
        _ => return None,
    };
    let waits_for_trader = file.state == State::AwaitingConfirmation;
    let is_open = file.is_open() && next_amendment(file.state, step).is_some();
    (is_open && !(waits_for_trader && step == Step::TookEffect)).then_some(step)
}

impl<'a> Desk<'a, '_> {
    /// Moves an application along its table; its own history and the declaration's say so.
    pub(crate) fn advance_amendment(&mut self, amendment: usize, step: Step, by: &str, note: &str) {
        let Some(file) = self.amendments.files.get(amendment) else { return };
        let from = file.state;
        let Some(to) = next_amendment(from, step) else { return };
        if from == to {
            return;
        }
        let (by, note) = (by.to_owned(), note.to_owned());
        let moved = Event::AmendmentState { from, to, by: by.clone(), note: note.clone() };
        let happening = self.happening(moved);
        let Some(file) = self.amendments.files.get_mut(amendment) else { return };
        file.state = to;
        file.touched = true;
        if to != State::AwaitingConfirmation {
            file.due_at = None;
        }
        if matches!(to, State::Refused | State::Declined) {
            file.note.clone_from(&note);
        }
        file.happenings.push(happening);
        let (request_no, declaration) = (file.request_no.to_string(), file.declaration);
        if let Some(index) = self.declarations.of_id(declaration) {
            self.note_declaration(index, Event::AmendmentMoved { request_no, to, by, note });
        }
    }

    /// An officer approves or refuses an application.
    pub(crate) fn order_amendment(
        &mut self,
        amendment: usize,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        let Some(file) = self.amendments.files.get(amendment) else { return };
        let Some(step) = step_of(file, action) else {
            return self.refuse_amendment_state(amendment, "officer", "list_no", sender);
        };
        let Some(index) = self.declarations.of_id(file.declaration) else { return };
        if step == Step::Refused {
            self.advance_amendment(amendment, step, &officer, &reason);
            self.tally.outcome("amendments_rejected");
            let words = format!("{} 不予修撤：{reason}", self.amendment_no_of(amendment));
            return self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
        }
        let is_second = file.approved_by.contains(&officer) || officer.trim().is_empty();
        if is_second {
            let expected = "另一名关员 (another officer)";
            let finding = refuse("HSE-6323", "officer", officer, expected);
            return self.refuse_command("officer", vec![finding], sender);
        }
        if let Err(findings) = self.approve_amendment(amendment, index, officer, reason) {
            self.refuse_command("officer", findings, sender);
        }
    }

    /// One more officer stands for it; it takes effect when they are enough.
    fn approve_amendment(
        &mut self,
        amendment: usize,
        index: usize,
        officer: String,
        reason: String,
    ) -> Result<(), Vec<Finding>> {
        let (Some(file), Some(declaration)) =
            (self.amendments.files.get(amendment), self.declarations.files.get(index))
        else {
            return Ok(());
        };
        let weighed = self.weigh_amendment(declaration, &file.request);
        if weighed.is_at_fault() {
            return Err(weighed.findings);
        }
        // What was paid since may have made it one that gives tax back.
        let is_lower = weighed.tax_after < weighed.tax_before;
        let Some(file) = self.amendments.files.get_mut(amendment) else { return Ok(()) };
        file.approvers = if is_lower { file.approvers.max(2) } else { file.approvers };
        file.approved_by.push(officer.clone());
        file.touched = true;
        if file.approved_by.len() < usize::from(file.approvers) {
            self.advance_amendment(amendment, Step::Approved, &officer, &reason);
        } else {
            self.take_effect(amendment, index, weighed);
        }
        Ok(())
    }

    /// It is amended or withdrawn; ledger, tax and course follow.
    pub(crate) fn take_effect(&mut self, amendment: usize, index: usize, weighed: Weighed<'a>) {
        let Some(file) = self.amendments.files.get(amendment) else { return };
        let (request_no, kind) = (file.request_no.to_string(), file.request.kind);
        let applied = AppliedAmendment {
            request_no: request_no.clone(),
            kind,
            changes: weighed.changes.clone(),
            asked_by: file.asked_by.clone(),
            approved_by: file.approved_by.clone(),
            tax_before: weighed.tax_before,
            tax_after: weighed.tax_after,
        };
        let by = file.approved_by.last().cloned().unwrap_or_default();
        if let Some(file) = self.amendments.files.get_mut(amendment) {
            file.changes.clone_from(&weighed.changes);
            (file.tax_before, file.tax_after) = (weighed.tax_before, weighed.tax_after);
        }
        self.advance_amendment(amendment, Step::TookEffect, &by, "");
        self.note_declaration(index, Event::Amended(Box::new(applied)));
        match kind {
            AmendmentKind::Amend => self.amend_declaration(index, &request_no, weighed),
            AmendmentKind::Withdraw => self.withdraw_declaration(index, &request_no),
        }
    }

    fn amend_declaration(&mut self, index: usize, request_no: &str, weighed: Weighed<'a>) {
        self.tally.outcome("declarations_amended");
        let was_drawn = self.lane_of_declaration(index);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let is_taxed_anew = file.assessment != weighed.assessment;
        let stood_for = file.stood_for();
        file.declaration = weighed.declaration;
        file.assessment = weighed.assessment;
        // What it stands on follows from what it says now.
        self.hold_guarantee(index, weighed.guaranteed);
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let is_secured_anew = file.stood_for() != stood_for;
        file.n_findings += u32::try_from(weighed.findings.len()).unwrap_or(u32::MAX);
        let (state, is_released) = (file.state, file.is_released());
        let assessment = file.assessment.clone().filter(|_| is_taxed_anew);
        if let Some(assessment) = assessment {
            self.note_declaration(index, Event::DutyAssessed(assessment));
        }
        let words = Text::from(format!("{request_no} 报关单修改生效"));
        self.answer_declaration(index, Channel::Reopened, words, &weighed.findings);
        self.give_tax_back(index, request_no);
        self.meet_slip(index);
        self.redraw_licences(index, is_released);
        let Some(file) = self.declarations.files.get(index) else { return };
        let (owed, is_guaranteed) = (file.owed(), file.is_secured());
        if !is_released {
            let is_drawn = self.lane_of_declaration(index) == Some(Lane::Examination);
            if is_drawn && was_drawn != Some(Lane::Examination) {
                return self.examine_amended(index);
            }
            use DeclarationState::{AwaitingArrival, AwaitingFiles, AwaitingTax};
            let waits = matches!(state, AwaitingTax | AwaitingArrival | AwaitingFiles);
            // Files that it names no more are not waited for.
            if waits && (is_taxed_anew || is_secured_anew || state == AwaitingFiles) {
                self.proceed(index);
            }
            return;
        }
        // Release stands, and what is lacking is asked for.
        if owed.is_positive() && is_taxed_anew {
            let words = Text::from(self.words_of_tax(index, owed));
            self.answer_declaration(index, Channel::TaxDue, words, &[]);
        } else if state == DeclarationState::ReleasedOnGuarantee && !is_guaranteed {
            self.proceed(index);
        }
    }

    /// What it says now is watched, and what it said before was not.
    fn examine_amended(&mut self, index: usize) {
        if let Some(selection) = self.select_declaration(index) {
            self.note_declaration(index, Event::Selected(selection));
        }
        self.advance_declaration(index, DeclarationEvent::ExaminationOrdered, &[]);
        self.answer_declaration(index, Channel::Examination, Text::borrowed("查验"), &[]);
        self.notify_of_examination(index);
    }

    fn withdraw_declaration(&mut self, index: usize, request_no: &str) {
        self.tally.outcome("declarations_withdrawn");
        self.remember_declaration_cancelled(index);
        self.hold_guarantee(index, Amount::ZERO);
        self.free_term(index);
        self.free_licences(index);
        self.free_authorisation(index);
        self.let_go_of_bill(index);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.assessment = None;
        }
        self.give_tax_back(index, request_no);
        self.meet_slip(index);
        self.revoke_open(index, ASKED_FOR_RELEASE);
        self.let_go_of_lists(index);
        self.is_overdue_no_more(index);
        self.advance_declaration(index, DeclarationEvent::Withdrawn, &[]);
        let words = Text::from(format!("{request_no} 报关单撤销"));
        self.answer_declaration(index, Channel::Deleted, words, &[]);
    }

    /// Notes what was paid and is not owed (any more) as due back.
    pub(crate) fn give_tax_back(&mut self, index: usize, request_no: &str) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let payable = file.assessment.as_ref().map(|it| it.payable()).unwrap_or_default();
        let amount = file.paid - payable;
        if amount.is_positive() {
            file.paid -= amount;
            file.refund_due += amount;
            let request_no = request_no.to_owned();
            self.note_declaration(index, Event::RefundDue { request_no, amount });
        }
    }

    /// Makes the guarantee stand for so much: more of it is reserved, and posted where it was; what is
    /// too much goes back.
    pub(crate) fn hold_guarantee(&mut self, index: usize, wanted: Amount) {
        let Some(file) = self.declarations.files.get(index) else { return };
        let held = file.stood_for();
        let is_posted = file.is_released();
        if wanted < held {
            let movement = if is_posted { Movement::Reverse } else { Movement::Void };
            return self.move_part(index, movement, held - wanted);
        }
        if wanted == held {
            return;
        }
        let purposes = file.assessment.as_deref().map(|it| purposes_of(file, it));
        let chosen = self.more_guarantee(file, wanted, &purposes.unwrap_or_default());
        let (account, number) = match chosen {
            Ok(Chosen::Account { account, number }) => (account, number),
            Ok(Chosen::Waived { of, basis }) => return self.waive(index, &of, wanted, basis),
            Err(_) => return,
        };
        // What was waived until now is stood for from now on.
        let file = self.declarations.files.get_mut(index);
        let was_waived = file.is_some_and(|it| it.waiver.take().is_some());
        let more = if was_waived { wanted } else { wanted - held };
        let Some(record) = self.accounts.get_mut(&account) else { return };
        let reserved = ledger::reserve(&mut record.account, more);
        assert!(reserved.is_ok(), "it was weighed that the guarantee suffices: {reserved:?}");
        record.touched = true;
        let (kind, label) = (record.kind, record.label.clone());
        let (movement, amount) = (Movement::Reserve, more);
        let moved = LedgerEntry { kind, account, label, movement, amount };
        self.note_declaration(index, Event::Ledger(vec![moved]));
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.guarantee = Some(Reservation { kind, account, amount: wanted, item: 0 });
        }
        self.stand_on(index, number.as_deref());
        if is_posted {
            self.move_part(index, Movement::Post, more);
        }
    }

    /// 修改/撤销确认书: customs asks a trader for it.
    pub(crate) fn ask_amendment(&mut self, number: &str, asked: Asked, sender: &str) {
        const KIND: &str = "ask_amendment";
        let Some(index) = self.declarations.of_no(number) else {
            return self.refuse_unknown_declaration(KIND, number, sender);
        };
        let Some(file) = self.declarations.files.get(index) else { return };
        let Asked { kind, fields, officer, reason } = asked;
        let mut findings = Vec::new();
        let request = request_of(file, kind, &fields, (&reason, "fields"), &mut findings);
        let weighed = self.weigh_amendment(file, &request);
        findings.extend(weighed.findings.iter().cloned());
        findings.extend(self.other_is_open(file));
        let days = self.registry.law.days_on("declaration.amendment_confirm_days", self.now.on);
        let grounds = &self.registry.law.amendments;
        let direction = file.declaration.direction;
        let ground = grounds
            .grounds(kind, direction, file.is_released(), self.now.on)
            .find(|it| &*it.ground == ASKED_BY_CUSTOMS);
        let (Ok(days), Some(ground)) = (days, ground) else {
            let expected = "参数所及之日 (a day that law covers)";
            let finding = refuse("HSE-6316", "kind", self.now.on.to_string(), expected);
            return self.refuse_command(KIND, vec![finding], sender);
        };
        if officer.trim().is_empty() {
            findings.push(refuse("HSE-6323", "officer", String::new(), "关员 (an officer)"));
        }
        if findings.iter().any(|it| it.severity == model::Severity::Return) {
            return self.refuse_command(KIND, findings, sender);
        }
        let (title, approvers) = (Text::from(ground.title_zh.to_string()), ground.approvers);
        let last = self.now.on.checked_add(model_days(days)).unwrap_or(self.now.on);
        let amendment = self.new_amendment(index, State::AwaitingConfirmation);
        self.file_weighed(amendment, title, approvers, &weighed);
        let confirm_by = DayStamp::from_date(last);
        let Some(file) = self.amendments.files.get_mut(amendment) else { return };
        *file.request = request;
        file.asked_by.clone_from(&officer);
        (file.confirm_by, file.due_at) = (confirm_by, Some(after(last)));
        let (case, request_no) = (file.id, file.request_no.to_string());
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.amendment = Some(LastAmendment { case, content: 0 });
        }
        let words =
            format!("海关要求修撤报关单，确认书编号{request_no}，请于{last}前确认：{reason}");
        let asked = Event::AmendmentAsked { request_no, kind, officer, reason, confirm_by };
        self.note_declaration(index, asked);
        self.tally.outcome("amendments_asked");
        self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
    }

    /// The trader answers what customs asked.
    pub(crate) fn confirm_amendment(
        &mut self,
        index: usize,
        request: AmendmentRequest<'a>,
        sent: &SentAmendment<'a>,
    ) {
        let Some(confirmation) = request.confirmation.clone() else { return };
        let Some(declaration) = self.declarations.files.get(index) else { return };
        let number = confirmation.request_no.as_str();
        let at = "amendment.confirmation.request_no";
        let amendment = self.amendments.of_no(number);
        let file = amendment.and_then(|it| self.amendments.files.get(it));
        let file = file.filter(|it| it.declaration == declaration.id);
        let (Some(amendment), Some(file)) = (amendment, file) else {
            let expected = "本报关单的确认书编号 (the number of what was asked)";
            let finding = refuse("HSE-6320", at, number.to_owned(), expected);
            return self.refuse_amendment(Some(index), &request, sent, vec![finding], "");
        };
        let mut findings = Vec::new();
        not_the_declarations(declaration, &request, &mut findings);
        if file.state != State::AwaitingConfirmation {
            let title = lifecycle::amendment_title_zh(file.state).to_owned();
            findings.push(refuse("HSE-6321", at, title, "待企业确认 (awaiting confirmation)"));
        } else if file.due_at.is_some_and(|it| it <= self.now.at) {
            let last = file.confirm_by.date().map(|it| it.to_string()).unwrap_or_default();
            findings.push(refuse("HSE-6322", at, self.now.on.to_string(), &format!("<= {last}")));
        }
        if !findings.is_empty() {
            return self.refuse_amendment(Some(index), &request, sent, findings, "");
        }
        let number = number.to_owned();
        let outcome = Some(model::DocumentState::Accepted);
        self.tally.outcome("amendments_answered");
        if confirmation.result == "1" {
            self.note_amendment_filed(Some(index), &request, sent, &number, outcome, &[]);
            let by = request.filer_code().to_owned();
            self.advance_amendment(amendment, Step::Declined, &by, &confirmation.note);
            let words = Text::borrowed("已受理，企业不同意");
            return self.respond_to_amendment(Some(index), &request, sent, &number, words, &[]);
        }
        let officer = file.asked_by.clone();
        // It is weighed before anything is said: what was asked may not be possible any more.
        let weighed = self.weigh_amendment(declaration, &file.request);
        if weighed.is_at_fault() {
            return self.refuse_amendment(Some(index), &request, sent, weighed.findings, "");
        }
        self.note_amendment_filed(Some(index), &request, sent, &number, outcome, &[]);
        let words = Text::borrowed("已受理，企业同意");
        self.respond_to_amendment(Some(index), &request, sent, &number, words, &[]);
        // Whoever asked for it stands for it.
        let approved = self.approve_amendment(amendment, index, officer, String::new());
        debug_assert!(approved.is_ok(), "it was weighed a moment ago");
    }

    /// What was found after release takes effect as an application that nobody has to confirm. Returns its number.
    pub(crate) fn amend_by_audit(
        &mut self,
        index: usize,
        request: AmendmentRequest<'a>,
        weighed: Weighed<'a>,
        ground: Text<'a>,
        officers: &[String],
    ) -> String {
        let amendment = self.new_amendment(index, State::Reviewing);
        self.file_weighed(amendment, ground, 1, &weighed);
        let Some(file) = self.amendments.files.get_mut(amendment) else { return String::new() };
        *file.request = request;
        file.asked_by = officers.first().cloned().unwrap_or_default();
        file.approved_by = officers.to_vec();
        let case = file.id;
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.amendment = Some(LastAmendment { case, content: 0 });
        }
        self.take_effect(amendment, index, weighed);
        self.amendment_no_of(amendment)
    }

    /// The time to confirm has ended.
    pub(crate) fn lapse_amendment(&mut self, amendment: usize, due_at: Moment) -> bool {
        let Some(file) = self.amendments.files.get(amendment) else { return false };
        if file.due_at != Some(due_at) || file.state != State::AwaitingConfirmation {
            return false;
        }
        let declaration = self.declarations.of_id(file.declaration);
        self.advance_amendment(amendment, Step::TimeEnded, "", "");
        self.tally.outcome("amendments_lapsed");
        if let Some(index) = declaration {
            let words = format!("{} 逾期未确认", self.amendment_no_of(amendment));
            self.answer_declaration(index, Channel::Manual, Text::from(words), &[]);
        }
        true
    }

    pub(crate) fn refuse_unknown_amendment(&mut self, number: &str, sender: &str) {
        let expected = "本系统的修撤单编号 (the number of an application of this house)";
        let finding = refuse("HSE-6320", "list_no", number.to_owned(), expected);
        self.refuse_command("officer", vec![finding], sender);
    }

    fn refuse_amendment_state(
        &mut self,
        amendment: usize,
        kind: &str,
        pointer: &str,
        sender: &str,
    ) {
        let state = self.amendments.files.get(amendment).map(|it| it.state);
        let title = state.map_or("", lifecycle::amendment_title_zh).to_owned();
        let expected = "允许该操作的状态 (a state that allows it)";
        let finding = refuse("HSE-6321", pointer, title, expected);
        self.refuse_command(kind, vec![finding], sender);
    }
}

fn model_days(days: i32) -> jiff::Span {
    jiff::Span::new().days(i64::from(days))
}

/// What customs asks for, or a trader in his own words, as an application of the declaration's own. What cannot be
/// asked for is said, at that place.
pub(crate) fn request_of<'a>(
    file: &DeclarationFile<'a>,
    kind: AmendmentKind,
    fields: &[AskedField],
    (reason, at): (&str, &str),
    findings: &mut Vec<Finding>,
) -> AmendmentRequest<'a> {
    let declaration = &*file.declaration;
    let mut asked = Vec::with_capacity(fields.len());
    for (place, field) in fields.iter().enumerate() {
        match asked_field(file, field) {
            Some(field) => asked.push(field),
            None => {
                let observed = format!("{} {}", field.field, field.place);
                let expected = "可修改的字段及已有的表体 (a field and a line that there are)";
                let at = format!("{at}[{place}]");
                findings.push(refuse("HSE-6311", &at, observed, expected));
            }
        }
    }
    let party = |of: &Trader<'a>| Trader {
        code: of.code.clone(),
        name: of.name.clone(),
        ..Trader::default()
    };
    AmendmentRequest {
        kind,
        declaration_no: file.declaration_no.clone(),
        preliminary_no: file.preliminary_no.clone(),
        direction: declaration.direction,
        declaring_customs: declaration.declaring_customs.clone(),
        trader: party(&declaration.trader),
        declarant: party(&declaration.declarant),
        reason: Text::from(reason.to_owned()),
        fields: asked,
        ..AmendmentRequest::default()
    }
}

/// With what stands as its old value; nothing where there is no such field.
fn asked_field<'a>(file: &DeclarationFile<'_>, asked: &AskedField) -> Option<AmendedField<'a>> {
    let code = messages::code_of_field(&asked.field)?;
    let mut field = AmendedField {
        code: Text::borrowed(code),
        field: Text::from(asked.field.clone()),
        new: Text::from(asked.new.clone()),
        place: Text::from(asked.place.clone()),
        ..AmendedField::default()
    };
    field.old = Text::from(messages::standing_text(&file.declaration, &field)?);
    Some(field)
}
