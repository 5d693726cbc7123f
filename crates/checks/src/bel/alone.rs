//! What an exit list says by itself.
//!
//! An empty field is a format fault, or may be left out; it is not looked at here.

use model::Amount;
use params::{Law, Table};

use crate::{
    ExitListCase,
    check::{Check, Findings, OnExitList, Rule, Source},
    rules::amounts::{is_line_total, product},
};

/// Rows: code, element, field in Chinese and English, the value it can only have, its getter.
macro_rules! fixed {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $value:literal, $pointer:literal, $field:ident) => {
        Check {
            info: Rule::single(Source::zone_practice($element)).info(
                $code,
                [
                    concat!("保税电商出区核注清单的", $zh, "只能填写“", $value, "”"),
                    concat!($en, " of a bonded e-commerce exit list can only be `", $value, "`"),
                ],
                [
                    concat!("请将", $zh, "改为“", $value, "”后重新申报"),
                    concat!("declare `", $value, "` as ", $en),
                ],
            ),
            run: |on, to| {
                let observed = on.list.$field.as_str();
                if !matches!(observed, "" | $value) {
                    to.report($pointer, observed, $value);
                }
            },
        }
    };
}

/// Rows: code, element, field in Chinese and English, getter of pointers and codes, its table.
macro_rules! listed {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::zone_practice($element)).info(
                $code,
                [
                    concat!("核注清单的", $zh, "不在海关代码表内"),
                    concat!($en, " of the exit list is not in the customs code table"),
                ],
                [
                    concat!("请按海关代码表填写", $zh),
                    concat!("declare ", $en, " with a code of the customs code tables"),
                ],
            ),
            run: $run,
        }
    };
}

pub(crate) const CHECKS: &[Check<OnExitList>] = &[
    Check {
        info: Rule::cross(Source::zone_practice("InvtCbecBillType")).info(
            "BEL-1301",
            ["核注清单未关联电商清单", "the exit list gathers no retail list"],
            ["请填写要出区的电商清单编号", "name the retail lists whose goods are to leave"],
        ),
        run: |on, to| {
            if on.list.links.is_empty() {
                to.report("exit_list.links", 0, "1 or more");
            }
        },
    },
    Check {
        info: Rule::cross(Source::zone_practice("InvtCbecBillType.CbecBillNo")).info(
            "BEL-1302",
            ["核注清单内重复关联同一电商清单", "the exit list names a retail list twice"],
            ["每份电商清单只关联一次", "name each retail list once"],
        ),
        run: links_are_distinct,
    },
    Check {
        info: Rule::cross(Source::zone_practice("InvtListType.GdsSeqno")).info(
            "BEL-1303",
            ["核注清单表体内有重复商品序号", "a line number of the exit list is used twice"],
            ["商品序号应从1开始且不重复", "number the lines from 1, each once"],
        ),
        run: lines_have_their_own_numbers,
    },
    fixed!(
        "BEL-3301",
        "InvtHeadType.InvtType",
        ["清单类型", "the list type"],
        "8",
        "exit_list.list_type",
        list_type
    ),
    fixed!(
        "BEL-3302",
        "InvtHeadType.DclcusFlag",
        ["报关标志", "the declaration flag"],
        "2",
        "exit_list.declaration_flag",
        declaration_flag
    ),
    Check {
        info: Rule::cross(Source::zone_practice("InvtHeadType.DclcusTypecd")).info(
            "BEL-3303",
            ["非报关的核注清单不填报关类型", "an exit list without a declaration has a declaration type"],
            [
                "报关标志为“2”时报关类型应为空，且不生成报关单",
                "without a declaration (flag 2), leave its type empty and ask for none",
            ],
        ),
        run: |on, to| {
            if on.list.declaration_flag != "2" {
                return;
            }
            if let Some(kind) = on.list.declaration_type.given() {
                to.report("exit_list.declaration_type", kind, "");
            }
            if on.list.generates_declaration == "1" {
                to.report("exit_list.generates_declaration", 1, 2);
            }
        },
    },
    fixed!(
        "BEL-3304",
        "InvtHeadType.ImpexpMarkcd",
        ["进出口标记", "the direction"],
        "E",
        "exit_list.direction",
        direction
    ),
    fixed!(
        "BEL-3305",
        "InvtHeadType.MtpckEndprdMarkcd",
        ["料件成品标记", "the goods mark"],
        "I",
        "exit_list.goods_mark",
        goods_mark
    ),
    Check {
        info: Rule::single(Source::zone_practice("InvtHeadType.SupvModecd")).info(
            "BEL-3306",
            [
                "保税电商出区核注清单的监管方式只能填写“1210”或“5000”",
                "the supervision mode of a bonded e-commerce exit list can only be `1210` or `5000`",
            ],
            ["请将监管方式改为“1210”或“5000”", "declare `1210` or `5000`"],
        ),
        run: |on, to| {
            let mode = on.list.supervision_mode.as_str();
            if !matches!(mode, "" | "1210" | "5000") {
                to.report("exit_list.supervision_mode", mode, "1210 / 5000");
            }
        },
    },
    fixed!(
        "BEL-3307",
        "InvtHeadType.StshipTrsarvNatcd",
        ["启运/运抵国（地区）", "the country"],
        "142",
        "exit_list.country",
        country
    ),
    listed!(
        "BEL-3308",
        "InvtHeadType.TrspModecd",
        ["运输方式", "the mode of transport"],
        |on, to| {
            let code = &on.list.transport_mode;
            known(to, "exit_list.transport_mode", on.law, Table::TransportMode, code);
        }
    ),
    listed!("BEL-3309", "InvtHeadType.DclPlcCuscd", ["主管海关", "the customs office"], |on, to| {
        let table = Table::CustomsDistrict;
        known(to, "exit_list.customs_code", on.law, table, &on.list.customs_code);
        known(to, "exit_list.port_code", on.law, table, &on.list.port_code);
    }),
    listed!("BEL-3310", "InvtListType.DclUnitcd", ["申报计量单位", "the unit of a line"], |on, to| {
        for (idx, line) in on.list.lines.iter().enumerate() {
            known(to, format_args!("exit_list.lines[{idx}].unit"), on.law, Table::Unit, &line.unit);
        }
    }),
    listed!("BEL-3311", "InvtListType.Natcd", ["原产国（地区）", "the origin of a line"], |on, to| {
        for (idx, line) in on.list.lines.iter().enumerate() {
            let at = format_args!("exit_list.lines[{idx}].country");
            known(to, at, on.law, Table::Country, &line.country);
        }
    }),
    Check {
        info: Rule::cross(Source::zone_practice("InvtListType.DclTotalAmt")).info(
            "BEL-5301",
            [
                "核注清单商品总价不等于单价乘以数量",
                "the total of an exit list's line is not price times quantity",
            ],
            ["请核对单价、数量与总价", "check price, quantity and total"],
        ),
        run: totals_are_price_times_quantity,
    },
    Check {
        info: Rule::single(Source::zone_practice("InvtListType.DclUprcAmt")).info(
            "BEL-5302",
            [
                "核注清单的单价不超过四位小数，总价不超过两位",
                "a price has more than four decimals, or a total more than two",
            ],
            ["请按规定的小数位数填写", "round the price to four decimals and the total to two"],
        ),
        run: amounts_have_their_decimals,
    },
    Check {
        info: Rule::single(Source::zone_practice("InvtListType.DclQty")).info(
            "BEL-5303",
            ["核注清单商品数量应大于0", "the quantity of an exit list's line is not more than 0"],
            ["请填写大于0的数量", "declare a quantity of more than 0"],
        ),
        run: |on, to| {
            for (idx, line) in on.list.lines.iter().enumerate() {
                let is_unread = line.quantity.is_zero() && to.is_partial();
                if !line.quantity.is_positive() && !is_unread {
                    to.report(format_args!("exit_list.lines[{idx}].quantity"), line.quantity, "> 0");
                }
            }
        },
    },
];

pub(crate) fn known(
    to: &mut Findings<'_>,
    at: impl std::fmt::Display,
    law: &Law,
    table: Table,
    code: &str,
) {
    if !code.is_empty() && !law.codes.contains(table, code) {
        to.report(at, code, "代码表内的代码 (a code of the table)");
    }
}

fn links_are_distinct(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    for (idx, list_no) in repeated(on.list.links.iter().map(|it| it.list_no.as_str())) {
        let at = format_args!("exit_list.links[{idx}].list_no");
        to.report(at, list_no, "未重复的清单编号 (a list named once)");
    }
}

fn lines_have_their_own_numbers(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    for (idx, number) in repeated(on.list.lines.iter().map(|it| it.number)) {
        let at = format_args!("exit_list.lines[{idx}].number");
        to.report(at, number, "不重复的序号 (a number of its own)");
    }
}

/// Every value that stands somewhere before too, with its index, in order.
pub(crate) fn repeated<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Vec<(usize, T)> {
    let mut seen = std::collections::BTreeSet::new();
    values.enumerate().filter(|(_, value)| !seen.insert(*value)).collect()
}

fn totals_are_price_times_quantity(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    for (idx, line) in on.list.lines.iter().enumerate() {
        let (price, quantity, total) = (line.price, line.quantity, line.total_price);
        // A price is rounded to four decimals, a total to two.
        let rounding = Amount::from_scaled(i64::try_from(product_of_half(quantity)).unwrap_or(0));
        let allowed = on.tolerance.amount + rounding;
        if !is_line_total(price, quantity, total, allowed) {
            let at = format_args!("exit_list.lines[{idx}].total_price");
            to.report(at, total, product(price, quantity));
        }
    }
}

/// What half of the last decimal of a price comes to over a quantity: 0.00005 of each, scaled.
fn product_of_half(quantity: Amount) -> i128 {
    quantity.times(Amount::from_scaled(5)) / i128::from(Amount::ONE.scaled())
}

fn amounts_have_their_decimals(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    for (idx, line) in on.list.lines.iter().enumerate() {
        if line.price.scaled() % 10 != 0 {
            to.report(format_args!("exit_list.lines[{idx}].price"), line.price, "N19,4");
        }
        if line.total_price.scaled() % 1_000 != 0 {
            let at = format_args!("exit_list.lines[{idx}].total_price");
            to.report(at, line.total_price, "N19,2");
        }
    }
}
