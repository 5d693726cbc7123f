//! What follows when a declaration is sound: assessment, guarantee, selection, tax, examination,
//! release; and what officers, banks and sites say of it after.

use checks::TaxedCase;
use lifecycle::DeclarationEvent as Step;
use model::InstrumentKind as Kind;
use model::{
    AmendmentBar, Amount, Channel, Date, DateCase, DateEvent, Declaration, DeclarationAssessment,
    DeclarationState as State, DeclarationStep, Finding, Lane, LedgerEntry, Moment, Movement,
    OfficerAction, Selection, Severity, Text,
};
use tax::DeclarationTaxCase;

use crate::{
    carried::OnManifest,
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    entry::Reservation,
    features::features_of_declaration,
    guarantees::{Chosen, purposes_of},
    history::Event,
    instrument_draft::Draft,
    instrument_issue::{ASKED_FOR_RELEASE, handed_to, stands_against},
    monthly::is_monthly,
    take::info,
};

impl<'a> Desk<'a, '_> {
    /// Assesses it, reserves the guarantee, selects; `findings` are what checks had to say besides.
    pub(crate) fn settle_declaration(&mut self, index: usize, mut findings: Vec<Finding>) {
        self.meet_lists(index);
        // What is completed stands on its manifest already.
        let file = self.declarations.files.get(index);
        let is_completed = file.is_some_and(|it| it.completed_summary().is_some());
        if !is_completed && !self.meet_manifest(index, &mut findings) {
            return;
        }
        self.begin_treatment(index, &mut findings);
        if !is_completed {
            self.begin_admission(index, &mut findings);
        }
        let step = self.declarations.files.get(index).map(|it| it.declaration.step);
        match step {
            Some(DeclarationStep::Summary) => return self.settle_summary(index, findings),
            Some(DeclarationStep::List) => return self.settle_list(index, findings),
            _ => {}
        }
        let assessment = self.assess_declaration(index, &mut findings);
        if step != Some(DeclarationStep::Full) {
            findings.extend(self.monthly_findings_of(index));
        }
        if let Some(assessment) = &assessment {
            findings.extend(self.secure(index, assessment));
            findings.extend(self.late_declaration(index, assessment.customs_value));
            findings.extend(self.draw_licences(index));
        }
        let is_at_fault = findings.iter().any(|it| it.severity == Severity::Return);
        let assessment = match assessment {
            Some(assessment) if !is_at_fault => assessment,
            _ => {
                return self.return_declaration(index, Step::Refused, Channel::Refused, &findings);
            }
        };
        self.number_declaration(index);
        self.take_up_bill(index);
        self.use_authorisation(index);
        self.note_declaration(index, Event::DutyAssessed(Box::new(assessment.clone())));
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.assessment = Some(Box::new(assessment));
        }
        self.remember_declaration(index);
        self.take_up_lists(index);
        self.meet_slip(index);
        findings.extend(self.told_of_treatment(index));
        let received = info(&findings, "海关已接收");
        self.answer_declaration(index, Channel::Received, received, &findings);
        self.declare_brought(index);
        let lane = self.lane_of_settled(index);
        // What was found without being returned for it is an officer's to judge.
        let is_doubtful = findings.iter().any(|it| it.severity == Severity::Review);
        match lane {
            Lane::Release if !is_doubtful => self.proceed(index),
            Lane::Release | Lane::Documents => {
                self.advance_declaration(index, Step::SentToReview, &[]);
                self.answer_declaration(index, Channel::Manual, Text::borrowed("人工审单"), &[]);
            }
            Lane::Examination => self.send_to_examination(index, &[]),
        }
    }

    pub(crate) fn monthly_findings_of(&self, index: usize) -> Vec<Finding> {
        let file = self.declarations.files.get(index);
        file.map(|it| self.monthly_findings(&it.declaration, false)).unwrap_or_default()
    }

    /// By selection; what was released on its summary is not selected again.
    fn lane_of_settled(&mut self, index: usize) -> Lane {
        let is_completed =
            self.declarations.files.get(index).is_some_and(|it| it.completed_summary().is_some());
        let selection = self.select_declaration(index).filter(|_| !is_completed);
        let Some(selection) = selection else { return Lane::Release };
        let lane = selection.lane;
        self.note_declaration(index, Event::Selected(selection));
        lane
    }

    /// Nothing where it cannot be assessed; then the findings say why.
    fn assess_declaration(
        &self,
        index: usize,
        findings: &mut Vec<Finding>,
    ) -> Option<DeclarationAssessment> {
        let file = self.declarations.files.get(index)?;
        // In two steps the day of the summary counts.
        let day = file.completed_summary().and_then(|it| it.taken_on.date());
        let day = day.unwrap_or(self.now.on);
        self.assess_as_of(&file.declaration, file.on_manifest, day, findings)
    }

    /// As it comes to when it is declared on that day and its goods stand so on a manifest; nothing
    /// where it cannot be assessed, then the findings say why.
    pub(crate) fn assess_as_of(
        &self,
        declaration: &Declaration<'_>,
        on_manifest: Option<OnManifest>,
        on: Date,
        findings: &mut Vec<Finding>,
    ) -> Option<DeclarationAssessment> {
        let law = &self.registry.law;
        let stands = |of: fn(&OnManifest) -> bool| on_manifest.as_ref().is_some_and(of);
        let is_transit = declaration.transit_mark == "1" || stands(|it| it.is_transit);
        let (is_advance, is_entered) = (stands(|it| it.is_advance), stands(|it| it.was_entered));
        let (direction, step) = (declaration.direction, declaration.step);
        let case = DateCase::of_filed(direction, step, is_transit, is_advance, is_entered);
        // Before its goods have come, what is declared in advance is assessed as if they came that day.
        let day = |at: Option<Moment>| at.map_or(on, Moment::local_date);
        let entered_on = day(on_manifest.and_then(|it| it.entered_at));
        let arrived_on = day(on_manifest.and_then(|it| it.arrived_at));
        let days = [
            (DateEvent::Completed, on),
            (DateEvent::SummaryCompleted, on),
            (DateEvent::TransportEntered, entered_on),
            (DateEvent::ArrivedAtDestination, arrived_on),
        ];
        let earlier = (on != self.now.on).then(|| law.declaration_on(on).ok());
        let of_day = earlier
            .as_ref()
            .unwrap_or_else(|| self.now.declared.get_or_init(|| law.declaration_on(on).ok()));
        let dates = tax::rate_dates(law, case, &days);
        let assessed = match (dates, of_day) {
            (Ok(dates), Some(of_day)) => {
                let case = DeclarationTaxCase { declaration, law, of_day, dates };
                tax::assess_declaration(&case)
            }
            (Err(fault), _) => Err(vec![fault]),
            (Ok(_), None) => {
                let gap = refuse(
                    "HSE-6103",
                    "declaration",
                    on.to_string(),
                    "参数所及之日 (a day that law covers)",
                );
                findings.push(gap);
                return None;
            }
        };
        let (assessment, faults) = match assessed {
            Ok(assessment) => (Some(assessment), Vec::new()),
            Err(faults) => (None, faults),
        };
        let (assessed, tolerance) = (assessment.as_ref(), self.tolerance());
        let case =
            TaxedCase { declaration, faults: &faults, assessment: assessed, on, law, tolerance };
        checks::taxed(&case, findings);
        assessment
    }

    /// Reserves what a guarantee has to stand for: deposits and letters, and tax where the declarant
    /// asks for release on guarantee (担保验放).
    pub(crate) fn secure(
        &mut self,
        index: usize,
        assessment: &DeclarationAssessment,
    ) -> Option<Finding> {
        let file = self.declarations.files.get(index)?;
        let asked = if wants_guarantee(file) { assessment.payable() } else { Amount::ZERO };
        let amount = assessment.secured() + asked;
        if !amount.is_positive() {
            return None;
        }
        let (purposes, held) = (purposes_of(file, assessment), self.held_by_lists(file));
        match self.choose_guarantee(&file.declaration, &held, amount, &purposes) {
            // What stands for its lists makes room when they are taken up.
            Ok(_) if !held.is_empty() => None,
            Ok(chosen) => {
                self.reserve_guarantee(index, &chosen, amount);
                None
            }
            Err(finding) => Some(*finding),
        }
    }

    /// Puts a declaration that holds nothing on a guarantee that was weighed for it.
    pub(crate) fn reserve_guarantee(&mut self, index: usize, chosen: &Chosen, amount: Amount) {
        let (account, number) = match chosen {
            Chosen::Account { account, number } => (*account, number.as_deref()),
            Chosen::Waived { of, basis } => return self.waive(index, of, amount, *basis),
        };
        let Some(record) = self.accounts.get_mut(&account) else { return };
        let reserved = ledger::reserve(&mut record.account, amount);
        assert!(reserved.is_ok(), "it was weighed that the guarantee suffices: {reserved:?}");
        record.touched = true;
        let (kind, label) = (record.kind, record.label.clone());
        let moved = LedgerEntry { kind, account, label, movement: Movement::Reserve, amount };
        self.note_declaration(index, Event::Ledger(vec![moved]));
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.guarantee = Some(Reservation { kind, account, amount, item: 0 });
        }
        self.stand_on(index, number);
    }

    /// It is the declarant's again: what it held is free, and nothing is owed on it any more.
    pub(crate) fn take_back(&mut self, index: usize, step: Step, findings: &[Finding]) {
        self.move_guarantee(index, Movement::Void);
        self.free_term(index);
        self.let_go_of_bill(index);
        self.free_licences(index);
        self.free_authorisation(index);
        self.revoke_open(index, ASKED_FOR_RELEASE);
        self.advance_declaration(index, step, findings);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.assessment = None;
            (file.value, file.examination) = (None, None);
            file.admission.clear();
            (file.treatment, file.custody, file.awaits_sample) = (None, None, false);
            // What goes back before its goods are released begins anew.
            file.summary = file.completed_summary().filter(|_| !file.is_gathered());
        }
        self.let_go_of_lists(index);
        self.meet_slip(index);
    }

    /// Moves what the guarantee stands for, all of it: it stands for nothing any more unless it is
    /// posted.
    pub(crate) fn move_guarantee(&mut self, index: usize, movement: Movement) {
        let held = self.declarations.files.get(index).map(DeclarationFile::stood_for);
        if let Some(held) = held.filter(|it| it.is_positive()) {
            self.move_part(index, movement, held);
        }
    }

    pub(crate) fn move_part(&mut self, index: usize, movement: Movement, amount: Amount) {
        let Some(file) = self.declarations.files.get_mut(index) else { return };
        let Some(held) = &mut file.guarantee else {
            return self.lessen_waiver(index, movement, amount);
        };
        let Some(record) = self.accounts.get_mut(&held.account) else { return };
        let moved = ledger::apply(&mut record.account, &movement, amount);
        assert!(moved.is_ok(), "what a declaration holds can be moved: {moved:?}");
        record.touched = true;
        let (kind, account, label) = (held.kind, held.account, record.label.clone());
        if movement != Movement::Post {
            held.amount -= amount;
            if !held.amount.is_positive() {
                file.guarantee = None;
            }
        }
        let moved = LedgerEntry { kind, account, label, movement, amount };
        self.note_declaration(index, Event::Ledger(vec![moved]));
    }

    /// What random share and watch rows say of it.
    fn watched_declaration(&self, index: usize) -> Option<Selection> {
        let file = self.declarations.files.get(index)?;
        let codes = &self.registry.law.codes;
        let features = features_of_declaration(&file.declaration, codes, file.key, self.now.on);
        let lots = self.lots();
        // Who is of whom is drawn as often as that allows.
        Some(match &file.treatment {
            Some(it) => self.registry.selector.select_at(&features, it.share, &lots),
            None => self.registry.selector.select(&features, &lots),
        })
    }

    /// By everything that selects: it is weighed, and that is written down.
    pub(crate) fn select_declaration(&mut self, index: usize) -> Option<Selection> {
        let mut selection = self.watched_declaration(index)?;
        self.weigh_declaration(index, &mut selection, |scales, entry, case, verdict| {
            scales.note(entry, case, verdict);
        });
        Some(selection)
    }

    /// Where all that selects would send it now; nothing is written down.
    pub(crate) fn lane_of_declaration(&mut self, index: usize) -> Option<Lane> {
        let mut selection = self.watched_declaration(index)?;
        self.weigh_declaration(index, &mut selection, |_, _, _, _| ());
        Some(selection.lane)
    }

    /// Nothing stands against it but perhaps tax: released, released on guarantee, or waiting for tax.
    pub(crate) fn proceed(&mut self, index: usize) {
        if self.is_ahead(index) {
            let is_list = self.declarations.files.get(index).is_some_and(DeclarationFile::is_list);
            match self.waits_for_arrival(index) {
                true => self.await_arrival(index),
                false if is_list => self.release_on_list(index),
                false => self.release_on_summary(index),
            }
            return self.brought_may_leave(index);
        }
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.awaits_sample = false;
        }
        let Some(file) = self.declarations.files.get(index) else { return };
        let is_guaranteed = file.is_secured();
        let is_open = file.owed().is_positive() && !(is_guaranteed && wants_guarantee(file));
        if is_open {
            let words = self.words_of_tax(index, file.owed());
            self.advance_declaration(index, Step::TaxDue, &[]);
            self.answer_declaration(index, Channel::TaxDue, Text::from(words), &[]);
        } else if self.waits_for_files(index) {
            self.await_files(index);
        } else if self.waits_for_arrival(index) {
            self.await_arrival(index);
        } else if is_guaranteed {
            self.release_bill(index);
            self.write_off_licences(index);
            self.move_guarantee(index, Movement::Post);
            self.advance_declaration(index, Step::Guaranteed, &[]);
            let words = self.begin_term(index);
            self.answer_declaration(index, Channel::ReleasedOnGuarantee, words, &[]);
            self.tally.outcome("declarations_released_on_guarantee");
            self.monitor(index);
        } else {
            self.release_bill(index);
            self.write_off_licences(index);
            self.advance_declaration(index, Step::Released, &[]);
            self.answer_declaration(index, Channel::Released, Text::borrowed("放行"), &[]);
            self.tally.outcome("declarations_released");
            self.monitor(index);
        }
        self.brought_may_leave(index);
        self.clear_if_left(index);
    }

    /// An officer decides.
    pub(crate) fn order_declaration(
        &mut self,
        index: usize,
        action: OfficerAction,
        officer: String,
        reason: String,
        sender: &str,
    ) {
        use OfficerAction as Act;
        let Some(file) = self.declarations.files.get(index) else { return };
        if !allows_declaration_order(file, action) {
            return self.refuse_declaration_state("officer", index, sender);
        }
        let finding = stands_against(file, &self.open_files(file), action, &officer)
            .or_else(|| self.order_passes_over(file, action, &officer));
        if let Some(finding) = finding {
            return self.refuse_command("officer", vec![finding], sender);
        }
        let (words, said, by) = (Text::from(reason.clone()), reason.clone(), officer.clone());
        self.note_declaration(index, Event::Officer { action, officer, reason });
        let officer = by;
        match action {
            Act::ApproveReview => self.proceed(index),
            Act::PassExamination => {
                let record = Draft::of(Kind::ExaminationRecord, &officer, &said);
                self.carry_out(index, record.with("result", "conform"));
            }
            Act::LiftDetention => self.lift_detention(index, officer, words),
            Act::PutUnderControl => self.bar(index, Some(AmendmentBar::Control)),
            Act::OpenAudit => self.bar(index, Some(AmendmentBar::Audit)),
            Act::Suspect => self.bar(index, Some(AmendmentBar::Suspicion)),
            Act::LiftBar => self.bar(index, None),
            Act::OrderExamination => {
                self.advance_declaration(index, Step::ExaminationOrdered, &[]);
                self.answer_declaration(index, Channel::Examination, words, &[]);
                self.issue_instrument(index, Draft::of(Kind::ExaminationNotice, &officer, &said));
                self.let_go_to_destination(index);
            }
            Act::RejectReview => {
                self.take_back(index, Step::SentBack, &[]);
                self.answer_declaration(index, Channel::Returned, words, &[]);
            }
            Act::ShipBack => {
                self.issue_instrument(index, Draft::of(Kind::ShipBackOrder, &officer, &said));
                self.send_goods_back(index, words);
            }
            Act::DetainForClearance
            | Act::DetainForAntiSmuggling
            | Act::DetainForLegal
            | Act::DetainOther => {
                let decision = Draft::of(Kind::DetentionDecision, &officer, &said);
                self.issue_instrument(index, decision.with("handed_to", handed_to(action)));
                self.detain_goods(index, words);
            }
        }
    }

    /// It was selected, or something was seen of its goods.
    pub(crate) fn send_to_examination(&mut self, index: usize, findings: &[Finding]) {
        self.advance_declaration(index, Step::ExaminationOrdered, findings);
        let words = info(findings, "查验");
        self.answer_declaration(index, Channel::Examination, words, findings);
        self.notify_of_examination(index);
    }

    /// The goods do not come in, or are destroyed: nothing is owed on them.
    pub(crate) fn send_goods_back(&mut self, index: usize, words: Text<'a>) {
        self.move_guarantee(index, Movement::Void);
        self.let_go_of_bill(index);
        self.free_licences(index);
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.assessment = None;
        }
        self.give_tax_back(index, "");
        self.meet_slip(index);
        self.close_open(index, &[Kind::ExaminationNotice, Kind::DetentionDecision], "");
        self.revoke_open(index, ASKED_FOR_RELEASE);
        self.let_go_of_lists(index);
        self.advance_declaration(index, Step::ShippedBack, &[]);
        self.answer_declaration(index, Channel::Deleted, words, &[]);
    }

    pub(crate) fn detain_goods(&mut self, index: usize, words: Text<'a>) {
        self.close_open(index, &[Kind::ExaminationNotice], "");
        self.advance_declaration(index, Step::Detained, &[]);
        self.answer_declaration(index, Channel::Manual, words, &[]);
    }

    /// The goods left the site: 结关.
    pub(crate) fn clear_declaration(
        &mut self,
        index: usize,
        site: String,
        at: Moment,
        sender: &str,
    ) {
        if self.leave_for_site(index, &site, at) || self.move_under_custody(index, &site, at) {
            return;
        }
        let state = self.declarations.files.get(index).map(|it| it.state);
        if !state.is_some_and(|it| allows(it, Step::GoodsLeft)) {
            return self.refuse_declaration_state("exit", index, sender);
        }
        self.goods_left(index, site, at);
    }

    pub(crate) fn goods_left(&mut self, index: usize, site: String, at: Moment) {
        self.bill_leaves(index, at);
        self.note_declaration(index, Event::Exit { site, at });
        let state = self.declarations.files.get(index).map(|it| it.state);
        if matches!(state, Some(State::SummaryReleased | State::ListReleased | State::ListDeclared))
        {
            return self.leave_on_summary(index);
        }
        self.advance_declaration(index, Step::GoodsLeft, &[]);
        self.answer_declaration(index, Channel::Cleared, Text::borrowed("结关"), &[]);
    }

    /// From now on nothing of it may be changed, or again it may.
    pub(crate) fn bar(&mut self, index: usize, bar: Option<AmendmentBar>) {
        if let Some(file) = self.declarations.files.get_mut(index) {
            file.bar = bar;
        }
    }

    pub(crate) fn refuse_declaration_state(&mut self, kind: &str, index: usize, sender: &str) {
        let state = self.declarations.files.get(index).map(|it| it.state);
        let title = state.map_or("", lifecycle::declaration_title_zh).to_owned();
        let expected = "允许该操作的状态 (a state that allows it)";
        let finding = refuse("HSE-7102", "declaration_no", title, expected);
        self.refuse_command(kind, vec![finding], sender);
    }

    pub(crate) fn refuse_unknown_declaration(&mut self, kind: &str, number: &str, sender: &str) {
        let expected = "本系统的报关单号 (a declaration number of this house)";
        let finding = refuse("HSE-7101", "declaration_no", number.to_owned(), expected);
        self.refuse_command(kind, vec![finding], sender);
    }
}

/// Whether a declaration as it stands can be ordered that.
pub fn allows_declaration_order(file: &DeclarationFile<'_>, action: OfficerAction) -> bool {
    use OfficerAction as Act;
    let state = file.state;
    match action {
        Act::ApproveReview => state == State::Reviewing,
        Act::PassExamination => state == State::Examination,
        Act::LiftDetention => state == State::Detained,
        Act::RejectReview => allows(state, Step::SentBack),
        Act::OrderExamination => allows(state, Step::ExaminationOrdered),
        Act::ShipBack => allows(state, Step::ShippedBack),
        Act::PutUnderControl | Act::OpenAudit | Act::Suspect => file.bar.is_none(),
        // What an open case after release bars is free when that is closed.
        Act::LiftBar => file.bar.is_some() && file.audit.0 == 0,
        Act::DetainForClearance
        | Act::DetainForAntiSmuggling
        | Act::DetainForLegal
        | Act::DetainOther => allows(state, Step::Detained),
    }
}

pub(crate) fn allows(state: State, step: Step) -> bool {
    lifecycle::next_declaration(state, step).is_some()
}

/// 担保验放, or an officer granted it. Of one in two steps a guarantee stands for the tax until it is paid.
pub(crate) fn wants_guarantee(file: &DeclarationFile<'_>) -> bool {
    wants_guarantee_as(file, &file.declaration)
}

/// The same, if it said what `declaration` does.
pub(crate) fn wants_guarantee_as(
    file: &DeclarationFile<'_>,
    declaration: &Declaration<'_>,
) -> bool {
    let is_on_summary = file.summary.is_some_and(|it| it.estimated.is_positive());
    let is_asked = declaration.wants_guarantee == "1" || is_monthly(declaration);
    is_asked || is_on_summary || file.term.is_some()
}

impl DeclarationFile<'_> {
    /// Tax that is assessed and not paid.
    pub fn owed(&self) -> Amount {
        let payable = self.assessment.as_ref().map(|it| it.payable()).unwrap_or_default();
        (payable - self.paid).max(Amount::ZERO)
    }

    /// What a guarantee stands for, or would if one was asked.
    pub(crate) fn stood_for(&self) -> Amount {
        let waived = self.waiver.as_ref().map(|it| it.amount);
        self.guarantee.map(|it| it.amount).or(waived).unwrap_or_default()
    }

    /// Whether a guarantee stands for something of it, or none has to.
    pub(crate) fn is_secured(&self) -> bool {
        self.guarantee.is_some() || self.stood_for().is_positive()
    }

    /// Whether all that is payable was paid.
    pub fn is_paid(&self) -> bool {
        self.assessment.is_some() && self.paid.is_positive() && self.owed().is_zero()
    }
}
