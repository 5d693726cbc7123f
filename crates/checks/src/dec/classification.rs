//! The commodity code of each line against the tariff of the day, and its statutory units.
//!
//! A code that the tariff does not know is `DEC-4001`'s alone: nothing else is asked of that line.

use model::{Amount, GoodsItem};

use crate::{
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
    rules::tariff::Line,
};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-4001",
        Rule::single(Source::filling("三十四")),
        ["商品编号在税则中不存在", "the commodity code is not in the tariff"],
        ["请核对10位商品编号", "check the ten digits of the commodity code"],
        |on, to| {
            for (idx, item, line) in on.items() {
                if matches!(line, Line::Unknown) {
                    let at = At::Item("declaration", idx, "commodity_code");
                    to.report(at, &item.commodity_code, "税则中的十位编号 (a code of the tariff)");
                }
            }
        }
    ),
    check!(
        "DEC-4002",
        Rule::single(Source::filling("三十四")),
        ["申报日期无可用税则", "the tariff is not known for the day"],
        [
            "税率表未覆盖申报日期，请联系海关更新税则参数",
            "the tariff loaded here does not cover the day: ask the office to load it"
        ],
        tariff_covers_the_day
    ),
    check!(
        "DEC-4003",
        Rule::single(Source::filling("三十六")),
        ["法定第一计量单位与税则不一致", "the first unit is not the statutory one"],
        ["请按税则填写法定第一计量单位", "declare the first statutory unit of the code"],
        |on, to| {
            for (idx, item, line) in on.items() {
                let Line::Known(line) = line else { continue };
                let expected = line.unit1.as_str();
                if item.unit1 != expected && !item.unit1.is_empty() {
                    to.report(At::Item("declaration", idx, "unit1"), &item.unit1, expected);
                }
            }
        }
    ),
    check!(
        "DEC-4004",
        Rule::cross(Source::filling("三十六")),
        ["法定第二计量单位与税则不一致", "the second unit is not the statutory one"],
        [
            "请按税则填写法定第二计量单位，税则没有的应为空",
            "declare the second statutory unit, or none where the code has none"
        ],
        |on, to| {
            for (idx, item, line) in on.items() {
                let Line::Known(line) = line else { continue };
                let expected = line.unit2.as_ref().map_or("", |it| it.as_str());
                if item.unit2 != expected && is_paired(item) {
                    to.report(At::Item("declaration", idx, "unit2"), &item.unit2, expected);
                }
            }
        }
    ),
    check!(
        "DEC-4005",
        Rule::cross(Source::filling("三十六")),
        ["法定第二数量与单位不成对", "the second quantity and its unit do not come together"],
        ["第二数量和第二单位应同时填写或同时为空", "declare both, or neither"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| !is_paired(it)) {
                let at = At::Item("declaration", idx, "quantity2");
                match item.quantity2 {
                    Some(quantity) => to.report(at, quantity, "无单位时为空 (none without a unit)"),
                    None => to.report(
                        at,
                        "",
                        format_args!("以{}计的数量 (a quantity in that unit)", item.unit2),
                    ),
                }
            }
        }
    ),
    check!(
        "DEC-4006",
        Rule::cross(Source::filling("三十六")),
        [
            "成交单位与法定单位相同而数量不同",
            "the unit is a statutory one, and the quantities differ"
        ],
        ["单位相同的数量应一致", "declare the same quantity in the same unit"],
        same_unit_same_quantity
    ),
    check!(
        "DEC-4007",
        Rule::cross(Source::filling("三十六")),
        ["成交数量与法定数量换算不符", "the quantity is another weight than the statutory one"],
        ["请按千克、克、吨换算核对数量", "convert kilograms, grams and tonnes"],
        weights_convert
    ),
    check!(
        "DEC-4008",
        Rule::cross(Source::filling("三十五（五）")),
        ["相同商品应合并申报", "lines that are one are declared apart"],
        [
            "同一提单下编号、名称、规格、单位、单价、币制、产地等均相同的商品应归并为一项",
            "declare lines that are alike in all but quantity as one"
        ],
        equal_lines_are_merged
    ),
];

/// A day outside the whole tariff is said once; a code that ended, of its line.
fn tariff_covers_the_day(on: &Declared<'_>, to: &mut Findings<'_>) {
    let (tariff, day) = (&on.case.law.tariff, on.case.on);
    let (first, last) = (tariff.covered_from(), tariff.covered_to());
    let is_outside = day < first || last < day;
    for (idx, item, _) in on.items().filter(|(.., line)| matches!(line, Line::NotCovered)) {
        if is_outside {
            to.report("declaration.items", day, format_args!("{first} / {last}"));
            return;
        }
        let at = At::Item("declaration", idx, "commodity_code");
        to.report(at, &item.commodity_code, format_args!("{day}有效的编号 (a code in force)"));
    }
}

fn is_paired(item: &GoodsItem<'_>) -> bool {
    item.quantity2.is_some() != item.unit2.is_empty()
}

/// A quantity of 0 is `DEC-5009`'s, `DEC-5010`'s or `DEC-5011`'s.
fn same_unit_same_quantity(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| it.quantity.is_positive()) {
        let first = (&item.unit1, Some(item.quantity1), "quantity1");
        let second = (&item.unit2, item.quantity2, "quantity2");
        let same = [first, second].into_iter().filter(|(unit, ..)| item.unit == ***unit);
        for (_, quantity, field) in same.filter(|_| !item.unit.is_empty()) {
            if let Some(quantity) = quantity.filter(|it| it.is_positive() && *it != item.quantity) {
                to.report(At::Item("declaration", idx, field), quantity, item.quantity);
            }
        }
    }
}

/// Grams in a unit of weight.
fn grams(unit: &str) -> Option<i128> {
    match unit {
        "035" => Some(1_000),
        "036" => Some(1),
        "070" => Some(1_000_000),
        _ => None,
    }
}

/// Equal units are `DEC-4006`'s. Only a unit of weight converts for certain.
fn weights_convert(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, item) in on.it.items.iter().enumerate() {
        let statutory = [(&item.unit1, Some(item.quantity1)), (&item.unit2, item.quantity2)];
        for ((unit, quantity), field) in statutory.into_iter().zip(["quantity1", "quantity2"]) {
            let (Some(one), Some(other), Some(quantity)) =
                (grams(&item.unit), grams(unit), quantity)
            else {
                continue;
            };
            let declared = i128::from(item.quantity.scaled()) * one;
            let stated = i128::from(quantity.scaled()) * other;
            // Half of the last decimal of either.
            if item.unit != **unit && (declared - stated).abs() > one.max(other) {
                let expected =
                    Amount::from_scaled(i64::try_from(declared / other).unwrap_or(i64::MAX));
                to.report(At::Item("declaration", idx, field), quantity, expected);
            }
        }
    }
}

/// Lines are few: each is held against those before it.
fn equal_lines_are_merged(on: &Declared<'_>, to: &mut Findings<'_>) {
    let items = &on.it.items;
    for (idx, item) in items.iter().enumerate() {
        let earlier = items.iter().take(idx).find(|it| is_same_goods(it, item));
        if let Some(earlier) = earlier.filter(|_| !item.commodity_code.is_empty()) {
            let at = At::Item("declaration", idx, "number");
            to.report(
                at,
                item.number,
                format_args!("并入第{}项 (part of line {0})", earlier.number),
            );
        }
    }
}

fn is_same_goods(one: &GoodsItem<'_>, other: &GoodsItem<'_>) -> bool {
    let key = |it: &GoodsItem<'_>| (it.price, it.manual_item);
    let has_none = |it: &GoodsItem<'_>| it.limits.is_empty();
    one.commodity_code == other.commodity_code
        && one.inspection_code == other.inspection_code
        && one.name == other.name
        && one.model == other.model
        && one.unit == other.unit
        && one.currency == other.currency
        && key(one) == key(other)
        && one.origin == other.origin
        && one.destination == other.destination
        && one.district == other.district
        && one.levy_mode == other.levy_mode
        && one.goods_no == other.goods_no
        && one.version_no == other.version_no
        && one.preferential_origin == other.preferential_origin
        && one.batch_no == other.batch_no
        && has_none(one)
        && has_none(other)
}
