//! `INV-6314` 年度限额未能核对: the national limit service has no answer for this buyer.

use model::{Elsewhere, Severity};

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::limits()).with(Severity::Review).info(
        "INV-6314",
        ["年度限额未能向全国系统核对", "the annual limit could not be compared with the nation's"],
        ["等待人工审核", "an officer looks at it"],
    ),
    run: national_use_is_known,
};

/// The limit is the nation's: what this house's own ledger has left is compared all the same
/// (`INV-6313`), and is not enough.
fn national_use_is_known(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    if case.elsewhere == Elsewhere::Unknown {
        let expected = "他处已用金额 (what was used elsewhere)";
        to.report("inventory.buyer_id_number", "未知 (unknown)", expected);
    }
}
