//! `RET-7005` 税款已汇总: the list's tax was summed up for payment before its return was asked for.

use crate::{
    ReturnCase,
    check::{Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::returns()).info(
        "RET-7005",
        [
            "清单税款已汇总缴款，不再受理退货",
            "the list's tax is on a payment slip; no return is taken any more",
        ],
        [
            "税单持有期短于退货期限的，退货应在税款汇总前申请",
            "where bills are held for less than the return period, ask before the tax is summed up",
        ],
    ),
    run: tax_is_not_summarised,
};

/// Within the period this happens only where the law holds bills for less than the period. A request
/// after it is `RET-7002`'s.
fn tax_is_not_summarised(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = &case.list else { return };
    let is_in_time = list.apply_until.is_some_and(|last| case.on <= last);
    if list.is_summarised && is_in_time {
        let observed = &case.goods_return.list_no;
        to.report(
            "goods_return.list_no",
            observed,
            "税款未汇总的清单 (a list whose tax is not due)",
        );
    }
}
