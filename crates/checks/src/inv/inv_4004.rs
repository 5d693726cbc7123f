//! `INV-4004` 订购人身份未能核验: identity must be verified and the service has no answer.

use model::{IdentityAnswer, Severity};

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::retail("身份信息核实")).with(Severity::Review).info(
        "INV-4004",
        ["订购人身份未能核验", "the buyer's identity could not be verified"],
        [
            "等待人工审核；平台可补充身份核验材料",
            "an officer looks at it; the platform may show how it verified the buyer",
        ],
    ),
    run: identity_is_known,
};

/// Nobody passes because a service is silent.
fn identity_is_known(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    if case.identity == Some(IdentityAnswer::Unknown) {
        to.report("inventory.buyer_id_number", "未知 (unknown)", "一致 (a match)");
    }
}
