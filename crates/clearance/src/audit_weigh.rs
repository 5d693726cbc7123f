//! What findings after release come to: weighed as amendments are, and within the time in which tax is recovered and
//! claimed.

use jiff::Span;
use model::{
    AmendmentKind, AmendmentRequest, Amount, AuditFinding, AuditKind, AuditOutcome, AuditResult,
    AuditedLine, AuditedTax, Date, DayStamp, DeclarationAssessment, Finding, SentBack, Severity,
    TaxKind,
};

use crate::{
    amend::Weighed, amend_effect::request_of, audit_open::Files, catalogue::refuse,
    declaration::DeclarationFile, desk::Desk, sent_back::WentBack,
};

/// Everything that was found of one declaration, and what it comes to.
pub(crate) struct WeighedFinding<'a> {
    pub(crate) index: usize,
    pub(crate) effect: Effect<'a>,
    pub(crate) weighed: Weighed<'a>,
    pub(crate) is_violation: bool,
}

/// How it takes effect.
pub(crate) enum Effect<'a> {
    /// As an amendment of the declaration.
    Amends(Box<AmendmentRequest<'a>>),
    /// Nothing is amended: goods went back.
    SentBack(WentBack),
}

impl WeighedFinding<'_> {
    pub(crate) fn is_lower(&self) -> bool {
        self.weighed.tax_after < self.weighed.tax_before
    }

    pub(crate) fn is_higher(&self) -> bool {
        self.weighed.tax_after > self.weighed.tax_before
    }
}

impl<'a> Desk<'a, '_> {
    /// What a case comes to: its findings, or goods that were sent back.
    pub(crate) fn weigh_filed(
        &self,
        findings: &[AuditFinding],
        sent_back: Option<&SentBack>,
        reason: &str,
        faults: &mut Vec<Finding>,
    ) -> Vec<WeighedFinding<'a>> {
        let Some(claim) = sent_back else { return self.weigh_findings(findings, reason, faults) };
        let number = findings.first().map_or("", |it| it.declaration_no.as_str());
        self.weigh_sent_back(number, claim, faults).into_iter().collect()
    }

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
            let effect = Effect::Amends(Box::new(request));
            weighed.push(WeighedFinding { index, effect, weighed: it, is_violation });
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
        let (at, is_sent_back) = ("declaration_no", files.sent_back.is_some());
        let (name, late) = match is_sent_back {
            true => ("tax.sent_back_claim_months", "HSE-7223"),
            false => ("tax.refund_claim_months", "HSE-6766"),
        };
        for it in weighed {
            let Some(file) = self.declarations.files.get(it.index) else { continue };
            if !it.is_lower() {
                let (before, after) = (it.weighed.tax_before, it.weighed.tax_after);
                let expected = format!("< {before}");
                let of = if is_sent_back { "sent_back" } else { "fields" };
                faults.push(refuse("HSE-6767", of, after.to_string(), &expected));
            }
            let Some(paid_on) = self.paid_on_of(file).filter(|_| file.paid.is_positive()) else {
                let expected = "已缴纳税款 (tax that was paid)";
                faults.push(refuse("HSE-6768", at, file.paid.to_string(), expected));
                continue;
            };
            match law.months_on(name, self.now.on) {
                Ok(months) => {
                    let last = months_after(paid_on, months);
                    if self.now.on > last {
                        let observed = format!("{} (缴纳 paid {paid_on})", self.now.on);
                        faults.push(refuse(late, at, observed, &format!("<= {last}")));
                    }
                }
                Err(_) => faults.push(self.no_law(name)),
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
    pub(crate) fn recovery_faults(&self, weighed: &[WeighedFinding<'a>]) -> Vec<Finding> {
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
    pub(crate) fn recovered_from(&self, file: &DeclarationFile<'_>) -> Option<Date> {
        file.released_on.date().max(self.paid_on_of(file))
    }
}

/// One declaration's result, before anything took effect.
pub(crate) fn result_of(
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
        let Some(it) = it else { return Amount::ZERO };
        let line = it.lines.iter().find(|it| it.number == number);
        let given = it.given_back.iter().filter(|it| it.line == number).map(|it| it.amount);
        line.map(model::DeclaredLineTax::total).unwrap_or_default() - given.sum::<Amount>()
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

pub(crate) fn months_after(day: Date, months: i32) -> Date {
    day.checked_add(Span::new().months(months)).unwrap_or(Date::MAX)
}
