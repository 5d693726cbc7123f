//! What a case after release comes to (稽查结论): findings are weighed as amendments are, take effect as amendments do,
//! and tax is recovered or given back through the declarations' slips.

use jiff::Span;
use lifecycle::AuditEvent as Step;
use model::{
    AmendmentKind, AmendmentRequest, Amount, AuditConclusion, AuditFinding, AuditKind,
    AuditOutcome, AuditResult, AuditStep, AuditedLine, AuditedTax, Credit, Date, DayStamp,
    DeclarationAssessment, DisclosureVerdict, Finding, InstrumentKind as Kind, Rate, Severity,
    TaxKind, Text,
};
use params::{Disclosed, DisclosedMatter};

use crate::{
    amend::Weighed,
    amend_effect::request_of,
    audit_act::{Refused, words_of},
    audit_open::Files,
    catalogue::refuse,
    declaration::DeclarationFile,
    desk::Desk,
    history::Event,
    instrument_draft::Draft,
};

/// Everything that was found of one declaration, and what it comes to.
pub(crate) struct WeighedFinding<'a> {
    index: usize,
    request: AmendmentRequest<'a>,
    weighed: Weighed<'a>,
    is_violation: bool,
}

impl WeighedFinding<'_> {
    fn is_lower(&self) -> bool {
        self.weighed.tax_after < self.weighed.tax_before
    }

    fn is_higher(&self) -> bool {
        self.weighed.tax_after > self.weighed.tax_before
    }
}

impl<'a> Desk<'a, '_> {
    /// What findings come to, declaration by declaration; what cannot be is said.
    pub(crate) fn weigh_findings(
        &self,
        findings: &[AuditFinding],
        reason: &str,
        faults: &mut Vec<Finding>,
    ) -> Vec<WeighedFinding<'a>> {
        let mut weighed = Vec::new();
        for (place, finding) in findings.iter().enumerate() {
            let is_said = |it: &AuditFinding| it.declaration_no == finding.declaration_no;
            if findings.iter().take(place).any(is_said) {
                continue;
            }
            let Some(index) = self.declarations.of_no(&finding.declaration_no) else { continue };
            let Some(file) = self.declarations.files.get(index) else { continue };
            let of_it = || findings.iter().filter(|it| is_said(it));
            let fields: Vec<_> = of_it().flat_map(|it| it.fields.iter().cloned()).collect();
            let at = format!("findings[{place}].fields");
            let n_faults = faults.len();
            let request = request_of(file, AmendmentKind::Amend, &fields, (reason, &at), faults);
            if faults.len() > n_faults {
                continue;
            }
            let it = self.weigh_change(file, &request, Vec::new());
            let stops = it.findings.iter().filter(|it| it.severity == Severity::Return);
            faults.extend(stops.cloned());
            faults.extend(self.other_is_open(file));
            let is_violation = of_it().any(|it| it.is_violation);
            weighed.push(WeighedFinding { index, request, weighed: it, is_violation });
        }
        weighed
    }

    /// As results that can be kept.
    pub(crate) fn results_of(&self, weighed: &[WeighedFinding<'a>]) -> Vec<AuditResult> {
        let result = |it: &WeighedFinding<'a>| {
            let file = self.declarations.files.get(it.index)?;
            let outcome = match (it.is_higher(), it.is_lower()) {
                (true, _) => AuditOutcome::Recovered,
                (_, true) => AuditOutcome::Refunded,
                _ => AuditOutcome::Corrected,
            };
            let before = file.assessment.as_deref();
            let after = it.weighed.assessment.as_deref();
            Some(AuditResult {
                is_violation: it.is_violation,
                ..result_of(file, outcome, before, after)
            })
        };
        weighed.iter().filter_map(result).collect()
    }

    /// What a trader files has to be in time, and a claim has to have tax to give back. Answers by when it is decided.
    pub(crate) fn filing_faults(
        &self,
        files: &Files,
        weighed: &[WeighedFinding<'a>],
        faults: &mut Vec<Finding>,
    ) -> Option<Date> {
        if files.kind != AuditKind::RefundClaim {
            faults.extend(self.recovery_faults(weighed));
            return None;
        }
        let law = &self.registry.law;
        let at = "declaration_no";
        for it in weighed {
            let Some(file) = self.declarations.files.get(it.index) else { continue };
            if !it.is_lower() {
                let (before, after) = (it.weighed.tax_before, it.weighed.tax_after);
                let expected = format!("< {before}");
                faults.push(refuse("HSE-6767", "fields", after.to_string(), &expected));
            }
            let Some(paid_on) = self.paid_on_of(file).filter(|_| file.paid.is_positive()) else {
                let expected = "已缴纳税款 (tax that was paid)";
                faults.push(refuse("HSE-6768", at, file.paid.to_string(), expected));
                continue;
            };
            match law.months_on("tax.refund_claim_months", self.now.on) {
                Ok(months) => {
                    let last = months_after(paid_on, months);
                    if self.now.on > last {
                        let observed = format!("{} (缴纳 paid {paid_on})", self.now.on);
                        faults.push(refuse("HSE-6766", at, observed, &format!("<= {last}")));
                    }
                }
                Err(_) => faults.push(self.no_law("tax.refund_claim_months")),
            }
        }
        match law.days_on("tax.refund_decide_days", self.now.on) {
            Ok(days) => self.now.on.checked_add(Span::new().days(days)).ok(),
            Err(_) => {
                faults.push(self.no_law("tax.refund_decide_days"));
                None
            }
        }
    }

    /// Tax is recovered within its time, and of a declaration that owes nothing else.
    fn recovery_faults(&self, weighed: &[WeighedFinding<'a>]) -> Vec<Finding> {
        let mut faults = Vec::new();
        for it in weighed.iter().filter(|it| it.is_higher()) {
            let Some(file) = self.declarations.files.get(it.index) else { continue };
            let number = file.declaration_no.as_str();
            if file.owed().is_positive() {
                let observed = format!("{number} {}", file.owed());
                let expected = "已缴清原税款 (what was assessed before is paid)";
                faults.push(refuse("HSE-6763", "audit_no", observed, expected));
            }
            let name =
                if it.is_violation { "tax.recovery_months" } else { "tax.supplement_months" };
            let Ok(months) = self.registry.law.months_on(name, self.now.on) else {
                faults.push(self.no_law(name));
                continue;
            };
            let last = self.recovered_from(file).map(|it| months_after(it, months));
            if let Some(last) = last.filter(|it| self.now.on > *it) {
                let observed = format!("{number} {}", self.now.on);
                let expected = format!("<= {last}；走私不受此限 (but for smuggling)");
                faults.push(refuse("HSE-6761", "audit_no", observed, &expected));
            }
        }
        faults
    }

    /// Day on which its tax was paid last.
    fn paid_on_of(&self, file: &DeclarationFile<'_>) -> Option<Date> {
        let slip = self.duty_slips.of_id(file.paid_by)?;
        self.duty_slips.files.get(slip)?.paid_on.date()
    }

    /// 缴纳税款或者货物放行之日: the later of both.
    fn recovered_from(&self, file: &DeclarationFile<'_>) -> Option<Date> {
        file.released_on.date().max(self.paid_on_of(file))
    }

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
            faults.push(crate::audit_act::not_in_this_state(file.state));
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
        let weighed = self.weigh_findings(&file.findings, reason, &mut faults);
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
            faults.push(crate::audit_act::not_in_this_state(file.state));
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
        let ground = format!("{} {}", file.kind.title_zh(), file.audit_no);
        let officers = file.decided_by.clone();
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
            let WeighedFinding { request, weighed, .. } = it;
            let amendment_no = self.amend_by_audit(index, request, weighed, ground, &officers);
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

    /// 主动披露 is judged by the law of the day on which it was filed.
    pub(crate) fn judge_disclosure(&mut self, audit: usize) {
        let Some(file) = self.audits.files.get(audit) else { return };
        if file.kind != AuditKind::Disclosure {
            return;
        }
        let disclosed_on = file.opened_on.date().unwrap_or(self.now.on);
        let declarations = file.declarations.iter();
        let files: Vec<_> = declarations
            .filter_map(|(case, _)| self.declarations.files.get(self.declarations.of_id(*case)?))
            .collect();
        let days = files.iter().filter_map(|it| it.declared_on.date());
        let violated_on = days.min().unwrap_or(disclosed_on);
        let unpaid: Amount = file.results.iter().map(|it| it.difference().max(Amount::ZERO)).sum();
        let due: Amount = file.results.iter().flat_map(|it| &it.taxes).map(|it| it.after).sum();
        let values = files.iter().filter_map(|it| it.assessment.as_deref());
        let value: Amount = values.map(|it| it.customs_value).sum();
        let credit = self.registry.enterprise(&file.enterprise.code).map(|it| it.credit);
        let about = match unpaid.is_positive() {
            true => DisclosedMatter::Tax,
            false => DisclosedMatter::Statistics,
        };
        let share = share_of(unpaid, due);
        let disclosed = Disclosed {
            about,
            credit: credit.unwrap_or(Credit::Ordinary),
            violated_on,
            disclosed_on,
            share,
            amount: if about == DisclosedMatter::Tax { unpaid } else { value },
        };
        let law = &self.registry.law;
        let rule = law.audits.disclosure(&disclosed);
        let basis = rule.and_then(|it| law.basis(it.basis)).cloned();
        let verdict = DisclosureVerdict {
            is_penalty_waived: rule.is_some(),
            is_fee_waived: rule.is_some_and(|it| it.waives_fee),
            months: months_begun(violated_on, disclosed_on),
            unpaid,
            share,
            basis: basis.unwrap_or(MITIGATED),
        };
        if let Some(file) = self.audits.files.get_mut(audit) {
            file.verdict = Some(Box::new(verdict));
            file.touched = true;
        }
    }
}

/// Whoever discloses and is not covered by a row is punished less (从轻或者减轻).
const MITIGATED: model::Basis =
    model::Basis::new("中华人民共和国海关稽查条例", "第二十六条第二款", model::Confidence::Read);

fn verdict_words(verdict: &DisclosureVerdict) -> &'static str {
    match (verdict.is_penalty_waived, verdict.is_fee_waived) {
        (true, true) => "；不予行政处罚，减免滞纳金",
        (true, false) => "；不予行政处罚",
        (false, _) => "；从轻或者减轻行政处罚，按日加收滞纳金",
    }
}

/// One declaration's result, before anything took effect.
fn result_of(
    file: &DeclarationFile<'_>,
    outcome: AuditOutcome,
    before: Option<&DeclarationAssessment>,
    after: Option<&DeclarationAssessment>,
) -> AuditResult {
    let owed = |it: Option<&DeclarationAssessment>, tax: TaxKind| {
        let total = it.and_then(|it| it.total(tax));
        total.map(|it| it.payable + it.secured).unwrap_or_default()
    };
    let kinds = [before, after].into_iter().flatten().flat_map(|it| &it.taxes).map(|it| it.tax);
    let mut kinds: Vec<TaxKind> = kinds.collect();
    kinds.sort();
    kinds.dedup();
    let tax = |tax| AuditedTax { tax, before: owed(before, tax), after: owed(after, tax) };
    let line_total = |it: Option<&DeclarationAssessment>, number: u32| {
        let line = it.and_then(|it| it.lines.iter().find(|it| it.number == number));
        line.map(model::DeclaredLineTax::total).unwrap_or_default()
    };
    let line = |it: &model::GoodsItem<'_>| AuditedLine {
        number: it.number,
        commodity_code: it.commodity_code.to_string(),
        before: line_total(before, it.number),
        after: line_total(after, it.number),
    };
    AuditResult {
        declaration_no: file.declaration_no.to_string(),
        outcome,
        is_violation: false,
        taxes: kinds.into_iter().map(tax).collect(),
        lines: file.declaration.items.iter().map(line).collect(),
        amendment_no: String::new(),
        fee_from: DayStamp::default(),
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

/// Rounded up: what is a little over a share is over it.
fn share_of(part: Amount, whole: Amount) -> Rate {
    let (part, whole) = (i128::from(part.scaled()), i128::from(whole.scaled()));
    if whole <= 0 {
        return Rate::default();
    }
    let ppm = (part * i128::from(Rate::ONE.ppm()) + whole - 1) / whole;
    Rate::from_ppm(ppm.try_into().unwrap_or_default())
}

fn months_after(day: Date, months: i32) -> Date {
    day.checked_add(Span::new().months(months)).unwrap_or(Date::MAX)
}

/// Months from one day to another; one that has begun counts.
fn months_begun(from: Date, to: Date) -> u16 {
    let whole = from.until((jiff::Unit::Month, to)).map_or(0, |it| it.get_months());
    let is_begun = months_after(from, whole) < to;
    u16::try_from(whole + i32::from(is_begun)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_that_has_begun_counts() {
        assert_eq!(months_begun(date(2026, 1, 31), date(2026, 2, 28)), 1);
        assert_eq!(months_begun(date(2026, 1, 15), date(2026, 7, 15)), 6);
        assert_eq!(months_begun(date(2026, 1, 15), date(2026, 7, 16)), 7);
        assert_eq!(months_begun(date(2026, 1, 15), date(2026, 1, 15)), 0);
    }

    #[test]
    fn a_share_is_rounded_up() {
        let yuan = Amount::from_units;
        assert_eq!(share_of(yuan(30), yuan(100)), Rate::from_ppm(300_000));
        assert_eq!(share_of(yuan(1), yuan(3)), Rate::from_ppm(333_334));
        assert_eq!(share_of(yuan(1), Amount::ZERO), Rate::default());
    }
}
