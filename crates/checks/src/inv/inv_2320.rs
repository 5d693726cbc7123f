//! `INV-2320` 清单表体商品项与订单表体商品项的项数不一致: list and order have not as many items.

use crate::{
    JoinedCase,
    check::{Check, Findings, OnJoined, Rule, Source},
};

pub(crate) const CHECK: Check<OnJoined> = Check {
    info: Rule::joined(Source::field("InventoryList.gnum")).info(
        "INV-2320",
        [
            "清单表体商品项与订单表体商品项的项数不一致",
            "the list has not as many items as the order",
        ],
        ["清单表体应与订单表体逐项一一对应", "list each item of the order, and no other"],
    ),
    run: as_many_items,
};

/// Says it once, however many are missing. Items that do have a partner are still compared.
fn as_many_items(case: &JoinedCase<'_>, to: &mut Findings<'_>) {
    let (listed, ordered) = (case.inventory.items.len(), case.order.items.len());
    if listed != ordered {
        to.report_against("inventory.items", listed, ordered, "order.items");
    }
}
