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
            "请核对放行日期；系统时间已超过退货期限",
            "check the day of release; the house's day is past the period",
        ],
    ),
    run: tax_is_not_summarised,
};

/// Within the period this happens only to a request that carries an earlier moment than the house
/// has reached: a clock that stepped back. One after the period is `RET-7002`'s.
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
