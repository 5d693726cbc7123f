//! The goods of a list against the tariff: their codes and units, and what goods of a simplified list, or of
//! one that has a limit, may not need.
//!
//! A simplified list (申报业务类型 A) is declared by heading: its first four digits count. Where its ten digits
//! are a line of the tariff, that line says what the goods need; otherwise every line under the heading may.

use model::{ExportListItem, Severity};
use params::{TariffError, TariffLine};

use super::{conditions::mode, list};
use crate::{
    ExportCase,
    check::{Check, Findings, OnExport, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    check!(
        "EXP-3011",
        Rule::single(Source::field("InventoryList.gcode")),
        ["商品编码在税则中不存在", "the commodity code is not in the tariff"],
        [
            "请核对商品编码；简化申报至少前4位应为税则品目",
            "check the code; of a simplified list its first four digits are a heading",
        ],
        code_is_known,
    ),
    check!(
        "EXP-3012",
        Rule::single(Source::field("InventoryList.gcode")),
        ["申报日期无可用税则", "the tariff is not known for the day"],
        [
            "税率表未覆盖申报日期，请联系海关更新税则参数",
            "the tariff loaded here does not cover the day: ask the office to load it",
        ],
        tariff_covers_the_day,
    ),
    check!(
        "EXP-3013",
        Rule::single(Source::field("InventoryList.unit1")),
        ["法定计量单位与税则不一致", "a statutory unit is not the tariff's"],
        [
            "请按税则填写法定计量单位，税则没有第二单位的应为空",
            "declare the statutory units of the code, and no second one where it has none",
        ],
        units_are_statutory,
    ),
    check!(
        "EXP-3014",
        Rule::cross(Source::field("InventoryList.qty2")),
        ["第二数量与第二单位不成对", "the second quantity and its unit do not come together"],
        ["第二数量和第二单位应同时填写或同时为空", "declare both, or neither"],
        |on, to| {
            for (idx, item) in list(on).iter().flat_map(|it| it.items.iter().enumerate()) {
                if item.quantity2.is_some() == item.unit2.is_empty() {
                    let observed = item.quantity2.map(|it| it.to_string()).unwrap_or_default();
                    let expected = "与第二单位成对 (with its unit, or neither)";
                    to.report(
                        format_args!("export_list.items[{idx}].quantity2"),
                        observed,
                        expected,
                    );
                }
            }
        },
    ),
    check!(
        "EXP-4001",
        Rule::cross(Source::field("InventoryHead.statisticsFlag")),
        [
            "简化申报或限额清单的商品涉及许可证件",
            "goods of a simplified or limited list need an export licence",
        ],
        [
            "涉证商品请改为汇总申报（B）或报关单申报",
            "declare goods that need a licence in a list to be summed up (B), or on a declaration",
        ],
        |on, to| each(on, to, "无出口许可证件要求 (no export licence)", |line| {
            let letters: String = line.licences_export.iter().collect();
            (!letters.is_empty()).then_some(letters)
        }),
    ),
    check!(
        "EXP-4002",
        Rule::cross(Source::field("InventoryHead.statisticsFlag")),
        [
            "简化申报或限额清单的商品涉及出口关税",
            "goods of a simplified or limited list bear export duty",
        ],
        [
            "应征出口关税的商品请以报关单申报",
            "declare goods that bear export duty on a declaration",
        ],
        |on, to| each(on, to, "无出口关税 (no export duty)", |line| {
            let rate = line.export_provisional.as_ref().unwrap_or(&line.export);
            (!rate.is_free()).then(|| rate.to_string())
        }),
    ),
    check!(
        "EXP-4003",
        Rule::cross(Source::export_b2b()),
        ["限额清单的商品涉及出境检验检疫", "goods of a limited list need inspection on export"],
        ["涉检商品请以报关单申报", "declare goods that are inspected on a declaration"],
        goods_need_no_inspection,
    ),
    check!(
        "EXP-4004",
        Rule::cross(Source::field("InventoryHead.statisticsFlag")).with(Severity::Review),
        [
            "品目内部分商品涉及许可证件或出口关税",
            "some goods under the heading need a licence or bear export duty",
        ],
        [
            "请填写完整的10位编码，或由海关审核商品",
            "give all ten digits, or let an officer look at the goods",
        ],
        heading_is_mixed,
    ),
];

/// What the tariff says of an item.
enum Goods<'a> {
    Unread,
    Line(&'a TariffLine),
    /// Of a simplified list: the lines under its heading.
    Heading(Vec<&'a TariffLine>),
    Unknown,
    NotCovered,
}

fn items<'a>(
    on: &ExportCase<'a>,
) -> impl Iterator<Item = (usize, &'a ExportListItem<'a>, Goods<'a>)> {
    let (law, day) = (on.law, on.on);
    let list = list(on);
    let is_simplified = list.is_some_and(|it| it.is_simplified());
    let items = list.map(|it| it.items.as_slice()).unwrap_or_default();
    items.iter().enumerate().map(move |(idx, item)| {
        let code = item.commodity_code.as_str();
        if code.is_empty() {
            return (idx, item, Goods::Unread);
        }
        let is_digits = code.len() == 10 && code.bytes().all(|it| it.is_ascii_digit());
        let Some(number) = code.parse().ok().filter(|_| is_digits) else {
            return (idx, item, Goods::Unknown);
        };
        let goods = match law.tariff.line(number, day) {
            Ok(line) => Goods::Line(line),
            Err(TariffError::UnknownCode { .. }) if is_simplified => {
                let lines: Vec<_> = law.tariff.heading(number / 1_000_000, day).collect();
                if lines.is_empty() { Goods::Unknown } else { Goods::Heading(lines) }
            }
            Err(TariffError::UnknownCode { .. }) => Goods::Unknown,
            Err(TariffError::NotCovered(_)) => Goods::NotCovered,
        };
        (idx, item, goods)
    })
}

fn code_is_known(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, goods) in items(on) {
        if matches!(goods, Goods::Unknown) {
            let at = format_args!("export_list.items[{idx}].commodity_code");
            to.report(at, &item.commodity_code, "税则中的编号 (a code of the tariff)");
        }
    }
}

fn tariff_covers_the_day(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, goods) in items(on) {
        if matches!(goods, Goods::NotCovered) {
            let at = format_args!("export_list.items[{idx}].commodity_code");
            let expected = format_args!("{}有效的编号 (a code in force)", on.on);
            to.report(at, &item.commodity_code, expected);
        }
    }
}

/// A second unit without its quantity, or the reverse, is `EXP-3014`'s.
fn units_are_statutory(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, goods) in items(on) {
        let Goods::Line(line) = goods else { continue };
        let first = line.unit1.as_str();
        if item.unit1 != first && !item.unit1.is_empty() {
            to.report(format_args!("export_list.items[{idx}].unit1"), &item.unit1, first);
        }
        let second = line.unit2.as_ref().map_or("", |it| it.as_str());
        let is_paired = item.quantity2.is_some() != item.unit2.is_empty();
        if item.unit2 != second && is_paired {
            to.report(format_args!("export_list.items[{idx}].unit2"), &item.unit2, second);
        }
    }
}

/// Whether the goods must be free of licence and duty.
fn is_bound(on: &ExportCase<'_>) -> bool {
    list(on).is_some_and(|it| it.is_simplified()) || mode(on).is_some_and(|it| it.is_limited)
}

/// Reports each item all of whose tariff lines have that fault.
fn each(
    on: &ExportCase<'_>,
    to: &mut Findings<'_>,
    expected: &'static str,
    fault: impl Fn(&TariffLine) -> Option<String>,
) {
    if !is_bound(on) {
        return;
    }
    for (idx, item, goods) in items(on) {
        let found = match &goods {
            Goods::Line(line) => fault(line),
            Goods::Heading(lines) => {
                let all: Option<Vec<String>> = lines.iter().map(|it| fault(it)).collect();
                all.and_then(|it| it.into_iter().next())
            }
            Goods::Unread | Goods::Unknown | Goods::NotCovered => None,
        };
        if let Some(found) = found {
            let at = format_args!("export_list.items[{idx}].commodity_code");
            to.report(at, format_args!("{}: {found}", item.commodity_code), expected);
        }
    }
}

/// Of limited lists alone: the rules of simplified ones do not speak of inspection.
fn goods_need_no_inspection(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    if mode(on).is_some_and(|it| it.is_limited) {
        each(on, to, "无出境检验检疫要求 (no inspection on export)", |line| {
            line.inspection.iter().find(|it| *it == 'B').map(String::from)
        });
    }
}

/// Of a heading whose lines all have the fault, `EXP-4001` and `EXP-4002` speak.
fn heading_is_mixed(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    if !is_bound(on) {
        return;
    }
    let needs = |line: &&&TariffLine| {
        let rate = line.export_provisional.as_ref().unwrap_or(&line.export);
        !line.licences_export.is_empty() || !rate.is_free()
    };
    for (idx, item, goods) in items(on) {
        let Goods::Heading(lines) = goods else { continue };
        let n_needing = lines.iter().filter(needs).count();
        if n_needing > 0 && n_needing < lines.len() {
            let at = format_args!("export_list.items[{idx}].commodity_code");
            let observed = format_args!("{}: {n_needing}/{}", item.commodity_code, lines.len());
            to.report(at, observed, "完整的10位编码 (all ten digits)");
        }
    }
}
