//! `INV-6312` 担保企业没有担保: tax is due and the guarantor has no guarantee here.

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::retail("")).info(
        "INV-6312",
        ["担保企业没有有效担保", "the guarantor has no guarantee"],
        [
            "请核对担保企业编号，或先提交税款担保",
            "check the guarantor's code, or give a guarantee first",
        ],
    ),
    run: guarantee_is_known,
};

/// Where no tax is due, none is needed.
fn guarantee_is_known(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    if case.guarantee.is_none() && case.assessment.total().is_positive() {
        let guarantor = &case.inventory.guarantor_code;
        to.report(
            "inventory.guarantor_code",
            guarantor,
            "有担保的企业 (an enterprise with a guarantee)",
        );
    }
}
