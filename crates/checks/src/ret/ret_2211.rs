//! `RET-2211` 退货计量单位与原清单不一致: a returned line is counted in another unit.

use super::lines;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("InvtRefundList.qty")).info(
        "RET-2211",
        ["退货计量单位与原清单成交计量单位不一致", "the unit is not the original line's"],
        ["请按原清单的成交计量单位填写", "declare the unit of the original list"],
    ),
    run: unit_is_the_original,
};

/// The quantity is counted in the unit in which the list counted it.
fn unit_is_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, original) in lines(case) {
        if item.unit != *original.unit {
            to.report(At::Item("goods_return", idx, "unit"), &item.unit, original.unit);
        }
    }
}
