//! `ORD-5004` 商品价格与表体总价之和不符: an order's goods value is not the sum of its items.

use model::{Amount, Order};

use crate::{
    check::{Check, Findings, OnOrder, Rule, Source, Submitted},
    rules::amounts::is_line_total,
};

pub(crate) const CHECK: Check<OnOrder> = Check {
    info: Rule::cross(Source::practice("OrderHead.goodsValue")).info(
        "ORD-5004",
        ["商品价格应等于表体商品总价之和", "the goods value is not the sum of the items' totals"],
        ["请核对商品价格与各商品总价", "check the goods value and the items' totals"],
    ),
    run: goods_value_is_the_sum_of_items,
};

/// Where one item's total is wrong by itself, `ORD-5005` (or the amount table) reports it, and the
/// sum is taken of price times quantity instead.
fn goods_value_is_the_sum_of_items(on: &Submitted<'_, Order<'_>>, to: &mut Findings<'_>) {
    let (order, tolerance) = (on.it, on.case.tolerance);
    let declared: Amount = order.items.iter().map(|it| it.total_price).sum();
    let is_silent = tolerance.allows(declared, order.goods_value)
        || order.goods_value.is_negative()
        || order.items.is_empty()
        || order.items.iter().any(|it| {
            it.price.is_negative() || it.total_price.is_negative() || !it.quantity.is_positive()
        });
    if is_silent {
        return;
    }
    let has_wrong_total = order
        .items
        .iter()
        .any(|it| !is_line_total(it.price, it.quantity, it.total_price, tolerance.amount));
    let products = order.items.iter().map(|it| it.price.times(it.quantity));
    let computed = products.fold(0i128, i128::saturating_add);
    let difference = computed.saturating_sub(order.goods_value.times(Amount::ONE));
    if !(has_wrong_total && difference.abs() <= tolerance.amount.times(Amount::ONE)) {
        to.report("order.goods_value", order.goods_value, declared);
    }
}
