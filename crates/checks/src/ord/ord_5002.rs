//! `ORD-5002` 实际支付金额与商品价格、运杂费、代扣税款、抵扣金额不符: an order's amount paid does
//! not follow from its parts.

use model::{Amount, Order};

use crate::check::{Check, Findings, OnOrder, Rule, Source, Submitted};

pub(crate) const CHECK: Check<OnOrder> = Check {
    info: Rule::cross(Source::field("OrderHead.acturalPaid")).info(
        "ORD-5002",
        [
            "实际支付金额应等于商品价格+运杂费+代扣税款-非现金抵扣金额",
            "the amount paid is not goods value + freight + tax - discount",
        ],
        ["请核对实际支付金额及其组成", "check the amount paid and its parts"],
    ),
    run: paid_is_the_sum_of_its_parts,
};

/// Where the items' totals would make the sum right, the goods value is the mistake and
/// `ORD-5004` reports it. A negative part is the amount table's (`ORD-5011` … `ORD-5015`).
fn paid_is_the_sum_of_its_parts(on: &Submitted<'_, Order<'_>>, to: &mut Findings<'_>) {
    let order = on.it;
    let parts = [order.goods_value, order.freight, order.tax_total, order.discount];
    if parts.iter().any(|it| it.is_negative()) || order.actual_paid.is_negative() {
        return;
    }
    let beside_goods = order.freight + order.tax_total - order.discount;
    let is_paid = |goods: Amount| on.case.tolerance.allows(goods + beside_goods, order.actual_paid);
    if is_paid(order.goods_value) {
        return;
    }
    let items: Amount = order.items.iter().map(|it| it.total_price).sum();
    if !is_paid(items) {
        to.report("order.actual_paid", order.actual_paid, order.goods_value + beside_goods);
    }
}
