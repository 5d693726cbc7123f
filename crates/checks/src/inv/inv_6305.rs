//! `INV-6305` 超过单次交易限值: a transaction of several articles is over the single limit.

use model::Amount;

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
/// pass at full rates: here that is one item, of at most one unit. A limit knows no tolerance.
fn transaction_is_within_the_limit(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    let (value, limit) = (case.assessment.customs_value, case.retail.single_limit.value);
    let is_one_article =
        matches!(case.inventory.items.as_slice(), [item] if item.quantity <= Amount::ONE);
    if value > limit && !is_one_article {
        to.report("inventory.items", value, format_args!("{limit} or less"));
    }
}
