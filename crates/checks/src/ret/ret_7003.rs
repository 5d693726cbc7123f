//! `RET-7003` 商品项已全部退货: a line is returned twice.

use super::lines;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("表7-2 -625033")).info(
        "RET-7003",
        ["该商品项已申请退货，请勿重复申报", "nothing of the line is left to return"],
        [
            "请核对此前的退货申请；撤回未运抵的申请后方可重新申请",
            "look at the earlier returns; one whose goods are not back yet can be taken back",
        ],
    ),
    run: something_is_left,
};

/// Where something is left and more is asked for, it is `RET-5001`'s.
fn something_is_left(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, original) in lines(case) {
        if original.returned_before >= original.quantity {
            let at = At::Item("goods_return", idx, "number");
            let returned = original.returned_before;
            to.report(
                at,
                format_args!("{}: 已退 (returned) {returned}", item.number),
                format_args!("未退完的商品项 (a line not yet returned): < {}", original.quantity),
            );
        }
    }
}
