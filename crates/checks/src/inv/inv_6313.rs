//! `INV-6313` 订购人购买超过年度限额: a buyer's purchases of the calendar year exceed the limit.

use crate::{
    AssessedCase,
    check::{Check, Findings, OnAssessed, Rule, Source},
};

pub(crate) const CHECK: Check<OnAssessed> = Check {
    info: Rule::assessed(Source::limits()).info(
        "INV-6313",
        ["订购人购买超过年度限额", "the buyer's purchases of the year exceed the annual limit"],
        ["超过年度限额的请按一般贸易申报", "beyond the annual limit, declare as general trade"],
    ),
    run: purchases_are_within_the_limit,
};

/// Reserved and used amounts of earlier entries count; full rates do not lift this limit. What was used
/// in other houses counts as far as the national service said it.
fn purchases_are_within_the_limit(case: &AssessedCase<'_>, to: &mut Findings<'_>) {
    let elsewhere = case.elsewhere.used();
    let (value, left) = (case.assessment.customs_value, case.annual.available() - elsewhere);
    if value > left {
        let limit = case.annual.limit;
        let pointer = "inventory.buyer_id_number";
        if elsewhere.is_zero() {
            to.report(pointer, value, format_args!("≤ {left} (年度余额 left of {limit})"));
        } else {
            let expected = format_args!(
                "≤ {left} (年度余额 left of {limit}, 他处已用 used elsewhere {elsewhere})"
            );
            to.report(pointer, value, expected);
        }
    }
}
