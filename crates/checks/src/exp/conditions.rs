//! What a supervision mode asks of an export list.

use model::Confidence;
use params::ExportMode;

use super::list;
use crate::{
    ExportCase,
    check::{Check, Findings, OnExport, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    check!(
        "EXP-3101",
        Rule::single(Source::field("InventoryHead.tradeMode")),
        [
            "该监管方式不以出口清单申报",
            "lists of exports are not declared under this supervision mode",
        ],
        [
            "一般出口填9610，特殊区域出口填1210或1239，B2B出口填9710或9810",
            "declare 9610, from a zone 1210 or 1239, to businesses 9710 or 9810",
        ],
        |on, to| {
            if let Some(list) = list(on)
                && !list.supervision_mode.is_empty()
                && mode(on).is_none()
            {
                let expected = modes(on);
                to.report("export_list.supervision_mode", &list.supervision_mode, expected);
            }
        },
    ),
    check!(
        "EXP-3102",
        Rule::cross(Source::export_b2b()),
        [
            "该监管方式的清单不能这样申报（申报业务类型）",
            "lists of this supervision mode are not declared in this way",
        ],
        [
            "9710、9810清单不汇总，申报业务类型填A",
            "lists of 9710 and 9810 are not summed up: declare A",
        ],
        statistics_go_with_the_mode,
    ),
    check!(
        "EXP-3103",
        Rule::cross(Source::field("InventoryHead.emsNo")),
        [
            "特殊区域出口未填账册、区内企业或料号",
            "an export from a zone lacks its book, its enterprise or a record number",
        ],
        [
            "1210、1239清单请填写账册编号、区内企业代码和备案料号",
            "give the account book, the enterprise of the zone and each record number",
        ],
        zone_fields_are_given,
    ),
    check!(
        "EXP-3104",
        Rule::cross(Source::field("InventoryHead.emsNo").known(Confidence::Secondary)),
        [
            "非特殊区域出口填写了账册或料号",
            "an export that is not from a zone names an account book or its records",
        ],
        ["9610、9710、9810清单的账册编号和备案料号应为空", "leave book and record numbers empty"],
        zone_fields_are_empty,
    ),
];

pub(super) fn mode<'a>(on: &ExportCase<'a>) -> Option<&'a ExportMode> {
    on.law.exports.on(&list(on)?.supervision_mode, on.on)
}

fn modes(on: &ExportCase<'_>) -> String {
    let now = on.law.exports.iter().filter(|it| it.period.covers(on.on));
    now.map(|it| &*it.supervision_mode).collect::<Vec<_>>().join(" / ")
}

/// A flag that is neither A nor B is `EXP-3003`'s.
fn statistics_go_with_the_mode(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let (Some(list), Some(mode)) = (list(on), mode(on)) else { return };
    let flag = list.statistics_flag.as_str();
    if matches!(flag, "A" | "B") && !mode.statistics.contains(flag) {
        to.report("export_list.statistics_flag", flag, &mode.statistics);
    }
}

fn zone_fields_are_given(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = list(on).filter(|_| mode(on).is_some_and(|it| it.needs_book)) else { return };
    let expected = "特殊区域出口必填 (wanted of exports from a zone)";
    if list.account_book_no.is_empty() {
        to.report("export_list.account_book_no", "", expected);
    }
    if list.zone_code.is_empty() {
        to.report("export_list.zone_code", "", expected);
    }
    for (idx, _) in list.items.iter().enumerate().filter(|(_, it)| it.record_no.is_empty()) {
        to.report(format_args!("export_list.items[{idx}].record_no"), "", expected);
    }
}

fn zone_fields_are_empty(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = list(on).filter(|_| mode(on).is_some_and(|it| !it.needs_book)) else { return };
    if let Some(book) = list.account_book_no.given() {
        to.report("export_list.account_book_no", book, "");
    }
    for (idx, item) in list.items.iter().enumerate() {
        if let Some(record) = item.record_no.given() {
            to.report(format_args!("export_list.items[{idx}].record_no"), record, "");
        }
    }
}
