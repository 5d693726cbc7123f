//! How a self-disclosure is judged (主动披露): by the days since the violation, and by what was not paid.

use model::{Amount, AuditKind, Basis, Confidence, Credit, Date, DisclosureVerdict, Rate};
use params::{Disclosed, DisclosedMatter};

use crate::{audit_weigh::months_after, desk::Desk};

impl Desk<'_, '_> {
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
const MITIGATED: Basis =
    Basis::new("中华人民共和国海关稽查条例", "第二十六条第二款", Confidence::Read);

pub(crate) fn verdict_words(verdict: &DisclosureVerdict) -> &'static str {
    match (verdict.is_penalty_waived, verdict.is_fee_waived) {
        (true, true) => "；不予行政处罚，减免滞纳金",
        (true, false) => "；不予行政处罚",
        (false, _) => "；从轻或者减轻行政处罚，按日加收滞纳金",
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
