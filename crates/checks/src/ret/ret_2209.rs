//! `RET-2209` 退货商品不在原清单内: a returned line is not in the original list.

use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturn, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturn> = Check {
    info: Rule::cross(Source::field("表7-2 -625209")).info(
        "RET-2209",
        ["在关联的清单中未找到该表体序号", "the original list has no line of this number"],
        ["请核对退货商品的清单序号", "check the line's number in the original list"],
    ),
    run: line_is_in_the_list,
};

fn line_is_in_the_list(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, line) in case.lines.iter().enumerate() {
        if !case.original.items.iter().any(|it| it.number == line.number) {
            to.report(
                At::Item("goods_return", idx, "number"),
                line.number,
                "清单中的商品项 (a line of the list)",
            );
        }
    }
}
