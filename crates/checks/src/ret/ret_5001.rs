//! `RET-5001` 退货数量超过原清单数量: more is returned than was imported.

use model::Amount;

use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturn, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturn> = Check {
    info: Rule::cross(Source::field("InvtRefundList.qty")).info(
        "RET-5001",
        ["退货数量超过原清单数量", "more is returned than the original line has left"],
        ["退货数量不得大于原清单数量减去已退数量", "return no more than is left of the line"],
    ),
    run: quantity_is_within_the_original,
};

/// Counts earlier returns, and earlier lines of this one. A line that the list lacks is
/// `RET-2209`'s; a quantity of nothing is as wrong as too much.
fn quantity_is_within_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, line) in case.lines.iter().enumerate() {
        let mut originals = case.original.items.iter();
        let Some(original) = originals.find(|it| it.number == line.number) else { continue };
        let earlier = case.lines.iter().take(idx).filter(|it| it.number == line.number);
        let earlier: Amount = earlier.map(|it| it.quantity).sum();
        let left = original.quantity - line.returned_before - earlier;
        if line.quantity > left || !line.quantity.is_positive() {
            let at = At::Item("goods_return", idx, "quantity");
            to.report(at, line.quantity, format_args!("> 0, ≤ {left}"));
        }
    }
}
