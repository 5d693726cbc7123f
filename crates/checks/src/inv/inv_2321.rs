//! `INV-2321` 清单商品序号在订单中不存在: a list's item has a number that no item of the order has.

use crate::{
    JoinedCase,
    check::{At, Check, Findings, OnJoined, Rule, Source},
    rules::item_pairs::partner,
};

pub(crate) const CHECK: Check<OnJoined> = Check {
    info: Rule::joined(Source::field("InventoryList.gnum")).info(
        "INV-2321",
        ["清单商品序号在订单表体中不存在", "the order has no item of this number"],
        ["清单表体序号应与订单表体序号一一对应", "number the list's items as the order's"],
    ),
    run: number_is_ordered,
};

/// Where list and order have not as many items, `INV-2320` says so and this is silent.
fn number_is_ordered(case: &JoinedCase<'_>, to: &mut Findings<'_>) {
    if case.inventory.items.len() != case.order.items.len() {
        return;
    }
    for (idx, listed) in case.inventory.items.iter().enumerate() {
        if partner(case, idx, listed).is_none() {
            let at = At::Item("inventory", idx, "number");
            to.report_against(at, listed.number, "a number of the order", "order.items");
        }
    }
}
