//! `RET-5001` 退货数量超过原清单数量: more is returned than was imported.

use model::Amount;

use super::lines;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("InvtRefundList.qty")).info(
        "RET-5001",
        ["退货数量超过原清单数量", "more is returned than the original line has left"],
        ["退货数量不得大于原清单数量减去已退数量", "return no more than is left of the line"],
    ),
    run: quantity_is_within_the_original,
};

/// Counts earlier returns, and earlier lines of this one. A line of which nothing is left is
/// `RET-7003`'s; a quantity of nothing is as wrong as too much.
fn quantity_is_within_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, original) in lines(case) {
        let left = original.quantity - original.returned_before;
        let earlier = case.goods_return.items.iter().take(idx);
        let earlier: Amount =
            earlier.filter(|it| it.number == item.number).map(|it| it.quantity).sum();
        let left_here = left - earlier;
        if left.is_positive() && (item.quantity > left_here || !item.quantity.is_positive()) {
            let at = At::Item("goods_return", idx, "quantity");
            to.report(at, item.quantity, format_args!("> 0, ≤ {left_here}"));
        }
    }
}
