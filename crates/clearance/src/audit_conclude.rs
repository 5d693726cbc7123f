//! What a case after release comes to (稽查结论): findings are weighed as amendments are, take effect as amendments do,
//! and tax is recovered or given back through the declarations' slips.

use lifecycle::AuditEvent as Step;
use model::{
    Amount, AuditConclusion, AuditKind, AuditOutcome, AuditResult, AuditStep, DayStamp,
    InstrumentKind as Kind, Text,
};

use crate::{
    audit_act::{Refused, not_in_this_state, words_of},
    audit_weigh::{Effect, WeighedFinding, result_of},
    catalogue::refuse,
    desk::Desk,
    disclosure::verdict_words,
    history::Event,
    instrument_draft::Draft,
};

impl<'a> Desk<'a, '_> {
    /// An officer concludes, or hands it over.
    pub(crate) fn decide_audit(
        &mut self,
        audit: usize,
        hand_over: bool,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let step = if hand_over { Step::HandedOver } else { Step::Concluded };
        let mut faults = self.audit_faults(audit, step, &officer);
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        let is_before_second = file.state == model::AuditState::AwaitingSecond;
        if is_before_second && faults.is_empty() {
            faults.push(not_in_this_state(file.state));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if hand_over {
            self.hand_over(audit, officer, reason);
            return Ok(());
        }
        let weighed = self.weigh_case(audit, &reason)?;
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.decided_by = vec![officer.clone()];
        }
        if weighed.iter().any(WeighedFinding::is_lower) {
            self.advance_audit(audit, Step::DecidedByOne, &officer, &reason);
            self.note_step(audit, AuditStep::DecidedByOne, &officer, &reason);
        } else {
            self.conclude(audit, weighed, reason);
        }
        Ok(())
    }

    /// What the findings of a case come to now, if they can take effect.
    fn weigh_case(&self, audit: usize, reason: &str) -> Result<Vec<WeighedFinding<'a>>, Refused> {
        let Some(file) = self.audits.files.get(audit) else { return Ok(Vec::new()) };
        let mut faults = Vec::new();
        let weighed =
            self.weigh_filed(&file.findings, file.sent_back.as_deref(), reason, &mut faults);
        faults.extend(self.recovery_faults(&weighed));
        if faults.is_empty() { Ok(weighed) } else { Err(faults) }
    }

    /// Another officer decides that tax falls.
    pub(crate) fn approve_audit(
        &mut self,
        audit: usize,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let mut faults = self.audit_faults(audit, Step::SentBack, &officer);
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        if file.decided_by.contains(&officer) {
            let expected = "另一名关员 (another officer)";
            faults.push(refuse("HSE-6762", "act.approved.officer", officer.clone(), expected));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let weighed = self.weigh_case(audit, &reason)?;
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.decided_by.push(officer);
        }
        self.conclude(audit, weighed, reason);
        Ok(())
    }

    /// Another officer does not agree.
    pub(crate) fn send_audit_back(
        &mut self,
        audit: usize,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let faults = self.audit_faults(audit, Step::SentBack, &officer);
        if !faults.is_empty() {
            return Err(faults);
        }
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.decided_by.clear();
        }
        self.advance_audit(audit, Step::SentBack, &officer, &reason);
        Ok(())
    }

    /// 不予受理: what a trader filed does not stand.
    pub(crate) fn refuse_filed(
        &mut self,
        audit: usize,
        [officer, reason]: [String; 2],
    ) -> Result<(), Refused> {
        let mut faults = self.audit_faults(audit, Step::Refused, &officer);
        let Some(file) = self.audits.files.get(audit) else { return Ok(()) };
        if !file.kind.is_filed() && faults.is_empty() {
            faults.push(not_in_this_state(file.state));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.decided_by = vec![officer];
            file.results.iter_mut().for_each(refuse_result);
        }
        self.end_case(audit, Step::Refused, AuditOutcome::Refused, reason);
        Ok(())
    }

    /// 移交缉私: what comes of it is decided there; until then nothing of its declarations is amended.
    fn hand_over(&mut self, audit: usize, officer: String, reason: String) {
        self.remember_audited(audit, true);
        self.add_clean_results(audit);
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.decided_by = vec![officer];
            file.results.iter_mut().for_each(|it| it.outcome = AuditOutcome::HandedOver);
        }
        self.end_case(audit, Step::HandedOver, AuditOutcome::HandedOver, reason);
    }

    /// The findings take effect.
    fn conclude(&mut self, audit: usize, weighed: Vec<WeighedFinding<'a>>, reason: String) {
        let results = self.results_of(&weighed);
        let Some(file) = self.audits.files.get_mut(audit) else { return };
        file.results = results;
        // Before anything is amended: what was found was found of what was declared.
        self.remember_audited(audit, false);
        let Some(file) = self.audits.files.get(audit) else { return };
        let ground = format!("{} {}", file.kind.title_zh(), file.audit_no);
        let (officers, audit_no) = (file.decided_by.clone(), file.audit_no.clone());
        self.judge_disclosure(audit);
        let file = self.audits.files.get(audit);
        let verdict = file.and_then(|it| it.verdict.as_deref());
        let is_fee_waived = verdict.is_some_and(|it| it.is_fee_waived);
        for (place, it) in weighed.into_iter().enumerate() {
            let (index, is_taxed) = (it.index, it.is_higher() || it.is_lower());
            let owes_fee = it.is_violation && it.is_higher() && !is_fee_waived;
            let file = self.declarations.files.get(index).filter(|_| owes_fee);
            let from = file.and_then(|it| self.recovered_from(it));
            let fee_from = from.map(DayStamp::from_date).unwrap_or_default();
            if let Some(file) = self.declarations.files.get_mut(index) {
                file.fee_from = fee_from;
            }
            let ground = Text::from(ground.clone());
            let WeighedFinding { effect, weighed, .. } = it;
            let amendment_no = match effect {
                Effect::Amends(request) => {
                    self.amend_by_audit(index, *request, weighed, ground, &officers)
                }
                Effect::SentBack(went_back) => {
                    self.give_back_for(index, went_back, weighed, &audit_no);
                    String::new()
                }
            };
            if is_taxed {
                self.confirm_tax(index, officers.last().map_or("", String::as_str), &reason);
            }
            let result = self.audits.files.get_mut(audit).and_then(|it| it.results.get_mut(place));
            if let Some(result) = result {
                (result.amendment_no, result.fee_from) = (amendment_no, fee_from);
            }
        }
        self.add_clean_results(audit);
        let results = self.audits.files.get(audit).map(|it| it.results.as_slice());
        let outcome = whole_outcome(results.unwrap_or_default());
        self.end_case(audit, Step::Concluded, outcome, reason);
        if outcome == AuditOutcome::NothingFound || outcome == AuditOutcome::Corrected {
            self.advance_audit(audit, Step::Closed, "", "");
        }
    }

    /// 税额确认书: what is to be paid of a declaration now.
    fn confirm_tax(&mut self, index: usize, officer: &str, reason: &str) {
        let file = self.declarations.files.get(index);
        let Some(assessment) = file.and_then(|it| it.assessment.as_deref()) else { return };
        let confirmation = Draft::of(Kind::TaxConfirmation, officer, reason)
            .with("customs_value", &assessment.customs_value.to_string())
            .with("payable", &assessment.payable().to_string());
        self.revoke_open(index, &[Kind::TaxConfirmation]);
        self.issue_instrument(index, confirmation);
    }

    /// Of its other declarations nothing was found.
    fn add_clean_results(&mut self, audit: usize) {
        let Some(file) = self.audits.files.get(audit) else { return };
        let is_said = |number: &str| file.results.iter().any(|it| it.declaration_no == number);
        let clean = file.declarations.iter().filter(|(_, number)| !is_said(number));
        let files = clean
            .filter_map(|(case, _)| self.declarations.files.get(self.declarations.of_id(*case)?));
        let clean: Vec<AuditResult> = files
            .map(|it| {
                let stands = it.assessment.as_deref();
                result_of(it, AuditOutcome::NothingFound, stands, stands)
            })
            .collect();
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.results.extend(clean);
        }
    }

    /// It is decided: said in its history, in its conclusion, and to the enterprise.
    fn end_case(&mut self, audit: usize, step: Step, outcome: AuditOutcome, reason: String) {
        let today = self.now.on;
        let Some(file) = self.audits.files.get_mut(audit) else { return };
        (file.outcome, file.decided_on) = (Some(outcome), DayStamp::from_date(today));
        let decided_by = file.decided_by.clone();
        let by = decided_by.join("、");
        let (results, kind) = (file.results.clone(), file.kind);
        let verdict = file.verdict.as_deref().cloned();
        let amount: Amount = results.iter().map(AuditResult::difference).sum();
        // What is handed over is decided elsewhere.
        let amount = (step == Step::Concluded).then_some(amount);
        let mut words = format!("{}：{reason}", outcome.title_zh());
        if let (Some(verdict), false) = (&verdict, outcome == AuditOutcome::Refused) {
            words.push_str(verdict_words(verdict));
        }
        let conclusion = AuditConclusion { outcome, results, verdict, decided_by, reason };
        let draft = self.conclusion_draft(audit, outcome, &conclusion);
        self.note_audit(audit, Event::AuditConcluded(Box::new(conclusion)));
        self.release_audited(audit, Some(outcome));
        self.end_audit_documents(audit, &[], true, &by);
        if let Some(draft) = draft.filter(|_| !kind.is_filed()) {
            self.issue_audit_instrument(audit, draft);
        }
        self.advance_audit(audit, step, &by, "");
        self.tell_of_audit(audit, amount, Text::from(words));
        self.tally.outcome(match outcome {
            AuditOutcome::NothingFound => "audits_found_nothing",
            AuditOutcome::Corrected => "audits_corrected",
            AuditOutcome::Recovered => "audits_recovered",
            AuditOutcome::Refunded => "audits_refunded",
            AuditOutcome::HandedOver => "audits_handed_over",
            AuditOutcome::Refused => "audits_refused",
        });
    }

    fn conclusion_draft(
        &self,
        audit: usize,
        outcome: AuditOutcome,
        conclusion: &AuditConclusion,
    ) -> Option<Draft> {
        let file = self.audits.files.get(audit)?;
        let kind = match file.kind {
            AuditKind::Audit => Kind::AuditConclusion,
            _ => Kind::VerificationConclusion,
        };
        let officer = conclusion.decided_by.last().map_or("", String::as_str);
        let taxes = || conclusion.results.iter().flat_map(|it| &it.taxes);
        let before: Amount = taxes().map(|it| it.before).sum();
        let after: Amount = taxes().map(|it| it.after).sum();
        let draft = Draft::of(kind, officer, &conclusion.reason)
            .with("outcome", word_of(outcome))
            .with("findings", &words_of(&file.findings))
            .with("tax_before", &before.to_string())
            .with("tax_after", &after.to_string());
        Some(draft)
    }
}

/// What does not stand changes nothing.
fn refuse_result(it: &mut AuditResult) {
    it.outcome = AuditOutcome::Refused;
    it.taxes.iter_mut().for_each(|tax| tax.after = tax.before);
    it.lines.iter_mut().for_each(|line| line.after = line.before);
}

/// What the whole came to: the gravest of what its declarations did.
fn whole_outcome(results: &[AuditResult]) -> AuditOutcome {
    let order = [AuditOutcome::Recovered, AuditOutcome::Refunded, AuditOutcome::Corrected];
    let has = |outcome: &AuditOutcome| results.iter().any(|it| it.outcome == *outcome);
    order.into_iter().find(has).unwrap_or(AuditOutcome::NothingFound)
}

/// As the conclusion's field has it.
const fn word_of(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::NothingFound | AuditOutcome::Refused => "nothing_found",
        AuditOutcome::Corrected => "corrected",
        AuditOutcome::Recovered => "recovered",
        AuditOutcome::Refunded => "refunded",
        AuditOutcome::HandedOver => "handed_over",
    }
}
