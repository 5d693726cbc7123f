//! The list's items against the order's, one to one by number (`gnum`).
//!
//! An item without a partner is `INV-2320`'s or `INV-2321`'s, and nothing more is said of it.

use std::fmt::Display;

use model::{InventoryItem, OrderItem};

use crate::{
    JoinedCase,
    check::{At, Check, Findings, OnJoined, Rule, Source},
};

/// Rows: code, source, titles, the field of both, and whether it is the same.
macro_rules! item {
    ($code:literal, $source:expr, [$zh:literal, $en:literal], $field:ident, $is_same:expr) => {
        Check {
            info: Rule::joined($source).info(
                $code,
                [$zh, $en],
                [
                    "清单表体应与订单表体按序号逐项一致，请更正后重新申报",
                    "the list's items repeat the order's, number by number: mend and declare again",
                ],
            ),
            run: |case, to| {
                each(case, stringify!($field), to, $is_same, |listed, ordered| {
                    (&listed.$field, &ordered.$field)
                });
            },
        }
    };
}

pub(crate) const CHECKS: &[Check<OnJoined>] = &[
    item!(
        "INV-2322",
        Source::field("InventoryList.gname"),
        ["清单商品名称与订单不一致", "the item's name in the list is not the order's"],
        name,
        |_, listed, ordered| listed.name == ordered.name
            || listed.name.trim() == ordered.name.trim()
    ),
    item!(
        "INV-2323",
        Source::practice("InventoryList.qty"),
        ["清单商品数量与订单不一致", "the item's quantity in the list is not the order's"],
        quantity,
        |_, listed, ordered| listed.quantity == ordered.quantity
    ),
    item!(
        "INV-2324",
        Source::practice("InventoryList.price"),
        ["清单商品单价与订单不一致", "the item's price in the list is not the order's"],
        price,
        |case, listed, ordered| case.tolerance.allows(listed.price, ordered.price)
    ),
    item!(
        "INV-2325",
        Source::practice("InventoryList.totalPrice"),
        ["清单商品总价与订单不一致", "the item's total in the list is not the order's"],
        total_price,
        |case, listed, ordered| case.tolerance.allows(listed.total_price, ordered.total_price)
    ),
];

fn each(
    case: &JoinedCase<'_>,
    field: &'static str,
    to: &mut Findings<'_>,
    is_same: impl Fn(&JoinedCase<'_>, &InventoryItem<'_>, &OrderItem<'_>) -> bool,
    values: for<'v> fn(
        &'v InventoryItem<'_>,
        &'v OrderItem<'_>,
    ) -> (&'v dyn Display, &'v dyn Display),
) {
    for (idx, listed) in case.inventory.items.iter().enumerate() {
        let Some((at, ordered)) = partner(case, idx, listed) else { continue };
        if !is_same(case, listed, ordered) {
            let (observed, expected) = values(listed, ordered);
            let (one, other) = (At::Item("inventory", idx, field), At::Item("order", at, field));
            to.report_against(one, observed, expected, other);
        }
    }
}

/// The order's item of the same number, most often at the same place.
pub(crate) fn partner<'c>(
    case: &JoinedCase<'c>,
    idx: usize,
    listed: &InventoryItem<'_>,
) -> Option<(usize, &'c OrderItem<'c>)> {
    let items = &case.order.items;
    match items.get(idx) {
        Some(ordered) if ordered.number == listed.number => Some((idx, ordered)),
        _ => items.iter().enumerate().find(|(_, it)| it.number == listed.number),
    }
}
