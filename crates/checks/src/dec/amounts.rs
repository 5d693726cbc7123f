//! Quantities, prices and weights.

use jiff::civil::date;
use model::{Amount, Date, Severity};

use crate::{
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
    rules::amounts::{is_line_total, product},
};

/// Rows: code, article, field in Chinese and English, the amount of a line.
macro_rules! positive {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [concat!("商品的", $zh, "应大于0"), concat!($en, " of a line is not more than 0")],
            [concat!("请据实填报", $zh), concat!("declare ", $en)],
            |on, to| {
                for (idx, item) in on.it.items.iter().enumerate() {
                    let amount = item.$field;
                    let is_unread = amount.is_zero() && to.is_partial();
                    if !amount.is_positive() && !is_unread {
                        to.report(At::Item("declaration", idx, stringify!($field)), amount, "> 0");
                    }
                }
            }
        )
    };
}

/// Rows: code, article, weight in Chinese and English, the weight of the head.
macro_rules! some_weight {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident) => {
        check!(
            $code,
            Rule::single(Source::filling($article)),
            [concat!($zh, "应大于0"), concat!($en, " is not more than 0")],
            [concat!("请填报", $zh, "，单位为千克"), concat!("declare ", $en, " in kilograms")],
            |on, to| {
                let weight = on.it.$field;
                let is_unread = weight.is_zero() && to.is_partial();
                if !weight.is_positive() && !is_unread {
                    to.report(concat!("declaration.", stringify!($field)), weight, "> 0");
                }
            }
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-5001",
        Rule::cross(Source::filling("二十六")),
        ["净重不得大于毛重", "the net weight is more than the gross weight"],
        ["请核对净重和毛重", "check both weights"],
        |on, to| {
            let (net, gross) = (on.it.net_weight_kg, on.it.gross_weight_kg);
            if net > gross && gross.is_positive() {
                to.report_against(
                    "declaration.net_weight_kg",
                    net,
                    format_args!("<= {gross}"),
                    "declaration.gross_weight_kg",
                );
            }
        }
    ),
    some_weight!("DEC-5002", "二十五", ["毛重", "the gross weight"], gross_weight_kg),
    some_weight!("DEC-5003", "二十六", ["净重", "the net weight"], net_weight_kg),
    check!(
        "DEC-5004",
        Rule::single(Source::filling("二十五")),
        ["不足一千克的重量应填报为“1”", "a weight under a kilogram is not declared as `1`"],
        [
            "2024年4月10日前不足一千克的填报为“1”",
            "until 2024-04-09 declare `1` for less than a kilogram"
        ],
        |on, to| {
            if on.case.on < WITH_DECIMALS {
                light_weights(on, to, |_| true, "1");
            }
        }
    ),
    check!(
        "DEC-5005",
        Rule::single(Source::filling_2024()),
        [
            "不足一千克的重量应填报至小数点后两位",
            "a weight under a kilogram has more than two decimals"
        ],
        ["请四舍五入至小数点后两位", "round it to two decimals"],
        |on, to| light_weights(on, to, |it| it.scaled() % 1_000 != 0, "两位小数 (two decimals)")
    ),
    check!(
        "DEC-5006",
        Rule::single(Source::filling("二十四")),
        ["件数不得为零", "the number of packages is 0"],
        ["裸装货物填报为“1”", "declare `1` for goods without packaging"],
        |on, to| {
            if on.it.packages == 0 && !to.is_partial() {
                to.report("declaration.packages", 0, ">= 1");
            }
        }
    ),
    check!(
        "DEC-5007",
        Rule::cross(Source::filling("二十四")).with(Severity::Notice),
        ["裸装、散装货物的件数应填报为“1”", "goods unpacked or in bulk have more than one package"],
        ["请核对包装种类与件数", "check the packaging and the number"],
        |on, to| {
            if matches!(on.it.packaging.as_str(), "00" | "01") && on.it.packages > 1 {
                to.report("declaration.packages", on.it.packages, 1);
            }
        }
    ),
    check!(
        "DEC-5008",
        Rule::cross(Source::filling("三十八")),
        ["商品总价不等于单价乘以数量", "the total of a line is not price times quantity"],
        ["请核对单价、数量与总价", "check price, quantity and total"],
        totals_are_price_times_quantity
    ),
    positive!("DEC-5009", "三十六", ["成交数量", "the quantity"], quantity),
    positive!("DEC-5010", "三十六", ["法定第一数量", "the first statutory quantity"], quantity1),
    check!(
        "DEC-5011",
        Rule::single(Source::filling("三十六")),
        ["商品的法定第二数量应大于0", "the second statutory quantity of a line is not more than 0"],
        ["请据实填报法定第二数量", "declare the second statutory quantity"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if let Some(quantity) = item.quantity2.filter(|it| !it.is_positive()) {
                    to.report(At::Item("declaration", idx, "quantity2"), quantity, "> 0");
                }
            }
        }
    ),
    positive!("DEC-5012", "三十八", ["总价", "the total"], total_price),
    check!(
        "DEC-5013",
        Rule::single(Source::message("DecList.DeclPrice")),
        ["单价或总价超过四位小数", "a price or total has more than four decimals"],
        ["请四舍五入至小数点后四位", "round it to four decimals"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                for (field, amount) in [("price", item.price), ("total_price", item.total_price)] {
                    if amount.scaled() % 10 != 0 {
                        to.report(At::Item("declaration", idx, field), amount, "N19,4");
                    }
                }
            }
        }
    ),
    check!(
        "DEC-5014",
        Rule::cross(Source::filling("二十六").known(model::Confidence::Secondary))
            .with(Severity::Review),
        ["以千克计的法定数量合计大于净重", "the lines weigh more than the net weight of the head"],
        ["请核对各项千克数量与净重", "check the kilograms of the lines and the net weight"],
        |on, to| {
            let (sum, _) = kilograms(on);
            let net = on.it.net_weight_kg;
            if net.is_positive() && sum > net + on.case.allowed_kg {
                to.report("declaration.net_weight_kg", net, format_args!(">= {sum}"));
            }
        }
    ),
    check!(
        "DEC-5015",
        Rule::cross(Source::filling("二十六").known(model::Confidence::Secondary))
            .with(Severity::Review),
        [
            "以千克计的法定数量合计小于净重",
            "lines all measured in kilograms weigh less than the net weight"
        ],
        ["请核对各项千克数量与净重", "check the kilograms of the lines and the net weight"],
        |on, to| {
            let (sum, is_all) = kilograms(on);
            let (net, day) = (on.it.net_weight_kg, on.case.on);
            // Less than a kilogram is declared rounded up.
            let declared = on.case.law.declared_weight(sum, day);
            if is_all && sum.is_positive() && declared + on.case.allowed_kg < net {
                to.report("declaration.net_weight_kg", net, declared);
            }
        }
    ),
    check!(
        "DEC-5016",
        Rule::cross(Source::filling("二十三")),
        ["其他包装的件数应大于0", "the number of other packaging is not more than 0"],
        ["请填报其他包装件数或删除该项", "declare how many, or leave it out"],
        |on, to| {
            for (idx, it) in on.it.other_packages.iter().enumerate() {
                if let Some(quantity) = it.quantity.filter(|it| it.is_negative()) {
                    to.report(
                        super::structure::At2("other_packages", idx, "quantity"),
                        quantity,
                        ">= 0",
                    );
                }
            }
        }
    ),
];

/// Since then weights under a kilogram are declared as they are.
const WITH_DECIMALS: Date = date(2024, 4, 10);

fn light_weights(
    on: &Declared<'_>,
    to: &mut Findings<'_>,
    is_wrong: impl Fn(Amount) -> bool,
    expected: &'static str,
) {
    let weights = [
        ("declaration.gross_weight_kg", on.it.gross_weight_kg),
        ("declaration.net_weight_kg", on.it.net_weight_kg),
    ];
    for (at, weight) in weights {
        if weight.is_positive() && weight < Amount::ONE && is_wrong(weight) {
            to.report(at, weight, expected);
        }
    }
}

fn totals_are_price_times_quantity(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, item) in on.it.items.iter().enumerate() {
        let (price, quantity, total) = (item.price, item.quantity, item.total_price);
        // A price is rounded to four decimals: half of the last of each.
        let half = quantity.times(Amount::from_scaled(5)) / i128::from(Amount::ONE.scaled());
        let rounding = Amount::from_scaled(i64::try_from(half).unwrap_or(0));
        // A total of 0 is `DEC-5012`'s.
        if !total.is_zero()
            && !is_line_total(price, quantity, total, on.case.tolerance.amount + rounding)
        {
            to.report(At::Item("declaration", idx, "total_price"), total, product(price, quantity));
        }
    }
}

/// What the lines weigh that are measured in kilograms, and whether all are.
fn kilograms(on: &Declared<'_>) -> (Amount, bool) {
    on.it.items.iter().fold((Amount::ZERO, true), |(sum, is_all), item| {
        let weight = match (item.unit1.as_str(), item.unit2.as_str()) {
            ("035", _) => Some(item.quantity1),
            (_, "035") => item.quantity2,
            _ => None,
        };
        let weight = weight.filter(|it| it.is_positive());
        (sum + weight.unwrap_or(Amount::ZERO), is_all && weight.is_some())
    })
}
