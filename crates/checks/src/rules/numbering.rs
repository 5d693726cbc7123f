//! Documents with items have some, each with its own number (`gnum`).

use std::fmt::Display;

use model::InboundItem;

use crate::check::{
    At, Check, Findings, OnGoodsReturn, OnInboundDetail, OnInventory, OnOrder, Rule, Source,
};

macro_rules! some_items {
    ($code:literal, $negative:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::cross(Source::field($negative)).info(
                $code,
                [concat!($zh, "表体信息不存在"), concat!("the ", $en, " has no items")],
                [concat!("请补充", $zh, "表体后重新申报"), "declare at least one item"],
            ),
            run: $run,
        }
    };
}

macro_rules! own_numbers {
    ($code:literal, $negative:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::cross(Source::field($negative)).info(
                $code,
                [
                    concat!($zh, "表体内有重复商品序号"),
                    concat!("an item number of the ", $en, " is used twice"),
                ],
                ["商品序号应从1开始且不重复", "number the items from 1, each once"],
            ),
            run: $run,
        }
    };
}

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    some_items!("ORD-1301", "表7-2 -301001", ["订单", "order"], |on, to| {
        if on.it.items.is_empty() {
            to.report("order.items", 0, "1 or more");
        }
    }),
    own_numbers!("ORD-1302", "表7-2 -301002", ["订单", "order"], |on, to| {
        repeated(to, "order", &on.it.items, |it| it.number);
    }),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    some_items!("INV-1300", "表7-2 -621000", ["清单", "list"], |on, to| {
        if on.it.items.is_empty() {
            to.report("inventory.items", 0, "1 or more");
        }
    }),
    own_numbers!("INV-1327", "表7-2 -621027", ["清单", "list"], |on, to| {
        repeated(to, "inventory", &on.it.items, |it| it.number);
    }),
];

/// A number of its own is not asked for here: a line of the list may come back in parts.
pub(crate) const GOODS_RETURN: &[Check<OnGoodsReturn>] =
    &[some_items!("RET-1301", "表7-2 -625006", ["退货申请单", "return"], |on, to| {
        if on.it.items.is_empty() {
            to.report("goods_return.items", 0, "1 or more");
        }
    })];

pub(crate) const INBOUND_DETAIL: &[Check<OnInboundDetail>] = &[
    some_items!("IND-1301", "表7-2 -800000", ["入库明细单", "inbound detail"], |on, to| {
        if on.it.items.is_empty() {
            to.report("inbound_detail.items", 0, "1 or more");
        }
    }),
    own_numbers!(
        "IND-1302",
        "DeliveryList.gnum",
        ["入库明细单", "inbound detail"],
        |on, to| {
            repeated(to, "inbound_detail", &on.it.items, |it| it.number);
        }
    ),
    Check {
        info: Rule::cross(Source::field("DeliveryList.logisticsNo")).info(
            "IND-2001",
            ["入库明细单内运单编号重复", "the inbound detail names a waybill twice"],
            ["请删除重复的运单编号后重新申报", "leave the repeated waybill out and send it again"],
        ),
        run: |on, to| {
            let expected = "不重复的运单编号 (each waybill once)";
            repeated_in(to, "inbound_detail", "waybill_no", &on.it.items, waybill_no, expected);
        },
    },
];

/// Reports each number that an earlier item has.
fn repeated<T>(
    to: &mut Findings<'_>,
    document: &'static str,
    items: &[T],
    number: impl Fn(&T) -> u32,
) {
    let expected = "不重复的序号 (a number of its own)";
    repeated_in(to, document, "number", items, number, expected);
}

/// Reports each value of a field that an earlier item has. Ascending values, the ordinary case, are
/// seen in one pass; others are sorted.
fn repeated_in<'t, T, K: Ord + Copy + Display + 't>(
    to: &mut Findings<'_>,
    document: &'static str,
    field: &'static str,
    items: &'t [T],
    value: impl Fn(&'t T) -> K,
    expected: &'static str,
) {
    let is_ascending =
        items.iter().zip(items.iter().skip(1)).all(|(one, next)| value(one) < value(next));
    if is_ascending {
        return;
    }
    let mut valued: Vec<_> = items.iter().map(&value).zip(0usize..).collect();
    valued.sort_unstable();
    let mut repeats: Vec<_> = valued
        .iter()
        .zip(valued.iter().skip(1))
        .filter(|((one, _), (next, _))| one == next)
        .map(|(_, &(value, idx))| (idx, value))
        .collect();
    repeats.sort_unstable();
    for (idx, value) in repeats {
        to.report(At::Item(document, idx, field), value, expected);
    }
}

fn waybill_no<'i>(item: &'i InboundItem<'_>) -> &'i str {
    &item.waybill_no
}
