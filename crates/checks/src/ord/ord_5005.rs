//! `ORD-5005` 订单商品总价不等于单价乘以数量: an ordered item's total is not price × quantity.

use model::Order;

use crate::{
    check::{At, Check, Findings, OnOrder, Rule, Source, Submitted},
    rules::amounts::{is_line_total, product},
};

pub(crate) const CHECK: Check<OnOrder> = Check {
    info: Rule::cross(Source::field("OrderList.totalPrice")).info(
        "ORD-5005",
        ["订单商品总价应等于单价乘以数量", "an item's total is not its price times its quantity"],
        ["请核对商品单价、数量和总价", "check the item's price, quantity and total"],
    ),
    run: total_is_price_times_quantity,
};

/// A gift has price 0, so its total is 0. A negative figure is the amount table's
/// (`ORD-5016` … `ORD-5018`).
fn total_is_price_times_quantity(on: &Submitted<'_, Order<'_>>, to: &mut Findings<'_>) {
    let tolerance = on.case.tolerance.amount;
    for (idx, item) in on.it.items.iter().enumerate() {
        if !is_line_total(item.price, item.quantity, item.total_price, tolerance) {
            let at = At::Item("order", idx, "total_price");
            to.report(at, item.total_price, product(item.price, item.quantity));
        }
    }
}
