//! `INV-6311` 担保金额不足: the guarantee does not cover the tax.

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::retail("")).info(
        "INV-6311",
        ["担保金额不足", "the guarantee does not cover the tax"],
        ["请追加担保，或等待前期税款缴纳后重新申报", "raise the guarantee, or pay what is due"],
    ),
    run: guarantee_covers_the_tax,
};

/// A guarantor without any guarantee is `INV-6312`'s.
fn guarantee_covers_the_tax(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    let Some(guarantee) = case.guarantee else { return };
    let (tax, left) = (case.assessment.total(), guarantee.available());
    if tax > left {
        let expected = format_args!("≤ {left} (担保余额 left of the guarantee)");
        to.report("inventory.guarantor_code", tax, expected);
    }
}
