//! `INV-6305` 超过单次交易限值: a transaction of several articles is over the single limit.

use model::Regime;

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::limits()).info(
        "INV-6305",
        ["超过单次交易限值", "the transaction is over the single limit"],
        [
            "超过单次限值且非单件不可分割商品的，请拆分订单或按一般贸易申报",
            "over the limit only one indivisible article may pass: declare as general trade",
        ],
    ),
    run: transaction_is_within_the_limit,
};

/// Counts the customs value: goods, freight and insurance. One article that cannot be divided may
/// pass at full rates: that it is one, the assessment has found. A limit knows no tolerance.
fn transaction_is_within_the_limit(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    let (value, limit) = (case.assessment.customs_value, case.retail.single_limit.value);
    if value > limit && case.assessment.regime == Regime::WithinLimits {
        to.report("inventory.items", value, format_args!("≤ {limit}"));
    }
}
