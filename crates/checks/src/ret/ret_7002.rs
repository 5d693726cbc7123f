//! `RET-7002` 退货申请超过规定期限: a return is asked for too long after release.

use crate::{
    ReturnCase,
    check::{Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::returns()).info(
        "RET-7002",
        ["退货申请超过放行之日起的规定期限", "the return is asked for too long after the release"],
        [
            "超过期限的商品不能按跨境零售进口退货",
            "after the period, retail goods cannot be returned",
        ],
    ),
    run: period_has_not_passed,
};

/// The day of release is day 0; a request on the last day of the period is in time. A list that
/// was not released is `RET-7001`'s.
fn period_has_not_passed(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    let Some(last) = case.list.and_then(|it| it.apply_until) else { return };
    if case.on > last {
        to.report(
            "goods_return.list_no",
            format_args!("收到申请 (asked for) {}", case.on),
            format_args!("≤ {last}"),
        );
    }
}
