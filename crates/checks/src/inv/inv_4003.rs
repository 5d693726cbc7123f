//! `INV-4003` 订购人姓名与身份证件号码不一致: the identity service knows the number under another name.

use model::IdentityAnswer;

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::retail("身份信息核实")).info(
        "INV-4003",
        [
            "订购人姓名与身份证件号码不一致",
            "the buyer's name and identity number do not belong together",
        ],
        ["请核实订购人身份信息后重新申报", "have the buyer confirm who he is, then declare again"],
    ),
    run: identity_is_no_mismatch,
};

/// The service's word, not the number's own check digit, which is another check's. The number
/// itself is not repeated here.
fn identity_is_no_mismatch(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    if case.identity == Some(IdentityAnswer::Mismatch) {
        to.report("inventory.buyer_id_number", "不一致 (mismatch)", "一致 (a match)");
    }
}
