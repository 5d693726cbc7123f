//! `RET-2209` 退货商品不在原清单内: a returned line is not in the original list.

use super::line;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("表7-2 -625209")).info(
        "RET-2209",
        ["在关联的清单中未找到该表体序号", "the original list has no line of this number"],
        ["请核对退货商品的清单序号", "check the line's number in the original list"],
    ),
    run: line_is_in_the_list,
};

/// Of a list that was not released no lines are known.
fn line_is_in_the_list(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = case.list.filter(|it| !it.lines.is_empty()) else { return };
    for (idx, item) in case.goods_return.items.iter().enumerate() {
        if line(&list, item.number).is_none() {
            to.report(
                At::Item("goods_return", idx, "number"),
                item.number,
                "清单中的商品项 (a line of the list)",
            );
        }
    }
}
