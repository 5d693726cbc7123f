//! Documents with items have some, each with its own number (`gnum`).

use crate::check::{At, Check, Findings, OnInventory, OnOrder, Rule, Source};

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

/// Reports each number that an earlier item has. Ascending numbers, the ordinary case, are seen in
/// one pass; others are sorted.
fn repeated<T>(
    to: &mut Findings<'_>,
    document: &'static str,
    items: &[T],
    number: impl Fn(&T) -> u32,
) {
    let is_ascending =
        items.iter().zip(items.iter().skip(1)).all(|(one, next)| number(one) < number(next));
    if is_ascending {
        return;
    }
    let mut numbered: Vec<_> = items.iter().map(&number).zip(0usize..).collect();
    numbered.sort_unstable();
    let mut repeats: Vec<_> = numbered
        .iter()
        .zip(numbered.iter().skip(1))
        .filter(|((one, _), (next, _))| one == next)
        .map(|(_, &(number, idx))| (idx, number))
        .collect();
    repeats.sort_unstable();
    for (idx, number) in repeats {
        to.report(At::Item(document, idx, "number"), number, "不重复的序号 (a number of its own)");
    }
}
