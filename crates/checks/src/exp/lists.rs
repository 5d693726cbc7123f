//! Codes that have a table, and fields that can say only one thing.

use std::fmt::Display;

use model::ExportDocument;
use params::Table;

use super::list;
use crate::{
    ExportCase,
    check::{Check, Findings, OnExport, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    check!(
        "EXP-3001",
        Rule::single(Source::field("OrderHead.orderType")),
        ["出口订单类型只能为E、B或W", "the order type of an export is E, B or W"],
        [
            "零售出口填E，B2B出口填B，外综服填W",
            "declare E to consumers, B to businesses, W by a foreign-trade service",
        ],
        order_type_is_of_exports,
    ),
    check!(
        "EXP-3002",
        Rule::single(Source::field("ieFlag")),
        ["进出口标记只能填写“E”", "the import/export flag of an export is `E`"],
        ["请将进出口标记改为“E”", "declare `E`"],
        flag_is_export,
    ),
    check!(
        "EXP-3003",
        Rule::single(Source::field("InventoryHead.statisticsFlag")),
        ["申报业务类型只能为A或B", "the list is neither simplified (A) nor to be summed up (B)"],
        ["请填写A（简化申报）或B（汇总申报）", "declare A or B"],
        statistics_flag_is_known,
    ),
    check!(
        "EXP-3004",
        Rule::single(Source::field("InventoryHead.fFlag")),
        ["运费、保费标志只能填写“3”（总价）", "freight and insurance are declared as totals (3)"],
        ["请按总价填写运费、保费，标志填“3”", "declare them as totals, with the mark `3`"],
        charges_are_totals,
    ),
    check!(
        "EXP-3005",
        Rule::single(Source::field("currency")),
        ["币制不在海关代码表内", "a currency is not in the customs code table"],
        ["请按海关代码表填写币制", "declare the currency with its code of the customs tables"],
        currencies_are_known,
    ),
    check!(
        "EXP-3006",
        Rule::single(Source::field("unit")),
        ["计量单位不在海关代码表内", "a unit is not in the customs code table"],
        ["请按海关代码表填写计量单位", "declare the unit with its code of the customs tables"],
        units_are_known,
    ),
    check!(
        "EXP-3007",
        Rule::single(Source::field("country")),
        [
            "运抵国（地区）不在海关代码表内，或为中国",
            "a country of destination is not in the customs code table, or is China",
        ],
        ["请填写货物运抵的国家（地区）代码", "declare the country that the goods go to"],
        countries_are_abroad,
    ),
    check!(
        "EXP-3008",
        Rule::single(Source::field("trafMode")),
        ["运输方式不在海关代码表内", "the mode of transport is not in the customs code table"],
        ["请按海关代码表填写运输方式", "declare the mode of transport by its code"],
        |on, to| {
            let (at, code) = match on.document {
                ExportDocument::List(it) => ("export_list.transport_mode", &it.transport_mode),
                ExportDocument::Arrival(it) => {
                    ("export_arrival.transport_mode", &it.transport_mode)
                }
                ExportDocument::Departure(it) => {
                    ("export_departure.transport_mode", &it.transport_mode)
                }
                ExportDocument::MasterWaybill(it) => {
                    ("master_waybill.transport_mode", &it.transport_mode)
                }
                ExportDocument::Return(it) => ("export_return.transport_mode", &it.transport_mode),
                ExportDocument::Tally(it) => ("return_tally.transport_mode", &it.transport_mode),
                _ => return,
            };
            known(on, to, at, Table::TransportMode, code);
        },
    ),
    check!(
        "EXP-3009",
        Rule::single(Source::field("customsCode")),
        ["关区代码不在海关代码表内", "a customs office is not in the customs code table"],
        ["请按海关代码表填写关区代码", "declare the office by its code"],
        offices_are_known,
    ),
    check!(
        "EXP-3010",
        Rule::single(Source::field("InventoryHead.wrapType")),
        ["包装种类不在海关代码表内", "the packaging is not in the customs code table"],
        ["请按海关代码表填写包装种类", "declare the packaging by its code"],
        |on, to| {
            if let Some(list) = list(on) {
                known(on, to, "export_list.packaging", Table::Packaging, &list.packaging);
            }
        },
    ),
];

pub(super) fn known(
    on: &ExportCase<'_>,
    to: &mut Findings<'_>,
    at: impl Display,
    table: Table,
    code: &str,
) {
    if !code.is_empty() && !on.law.codes.contains(table, code) {
        to.report(at, code, "代码表内的代码 (a code of the table)");
    }
}

fn order_type_is_of_exports(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    if let ExportDocument::Order(order) = on.document
        && !matches!(order.order_type.as_str(), "" | "E" | "B" | "W")
    {
        to.report("export_order.order_type", &order.order_type, "E / B / W");
    }
}

fn flag_is_export(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let (at, flag) = match on.document {
        ExportDocument::List(it) => ("export_list.import_export_flag", &it.import_export_flag),
        ExportDocument::Arrival(it) => {
            ("export_arrival.import_export_flag", &it.import_export_flag)
        }
        _ => return,
    };
    if !matches!(flag.as_str(), "" | "E") {
        to.report(at, flag, "E");
    }
}

fn statistics_flag_is_known(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    if let Some(list) = list(on)
        && !matches!(list.statistics_flag.as_str(), "" | "A" | "B")
    {
        to.report("export_list.statistics_flag", &list.statistics_flag, "A / B");
    }
}

fn charges_are_totals(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = list(on) else { return };
    for (at, mark) in [
        ("export_list.freight_mark", &list.freight_mark),
        ("export_list.insurance_mark", &list.insurance_mark),
    ] {
        if !matches!(mark.as_str(), "" | "3") {
            to.report(at, mark, "3");
        }
    }
}

fn currencies_are_known(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let table = Table::Currency;
    match on.document {
        ExportDocument::Order(it) => {
            known(on, to, "export_order.currency", table, &it.currency);
            for (idx, item) in it.items.iter().enumerate() {
                known(
                    on,
                    to,
                    format_args!("export_order.items[{idx}].currency"),
                    table,
                    &item.currency,
                );
            }
        }
        ExportDocument::Money(it) => known(on, to, "export_money.currency", table, &it.currency),
        ExportDocument::Waybill(it) => {
            known(on, to, "export_waybill.currency", table, &it.currency)
        }
        ExportDocument::List(it) => {
            known(on, to, "export_list.freight_currency", table, &it.freight_currency);
            known(on, to, "export_list.insurance_currency", table, &it.insurance_currency);
            for (idx, item) in it.items.iter().enumerate() {
                known(
                    on,
                    to,
                    format_args!("export_list.items[{idx}].currency"),
                    table,
                    &item.currency,
                );
            }
        }
        _ => {}
    }
}

/// Statutory units are held against the tariff instead.
fn units_are_known(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    match on.document {
        ExportDocument::Order(it) => {
            for (idx, item) in it.items.iter().enumerate() {
                known(
                    on,
                    to,
                    format_args!("export_order.items[{idx}].unit"),
                    Table::Unit,
                    &item.unit,
                );
            }
        }
        ExportDocument::List(it) => {
            for (idx, item) in it.items.iter().enumerate() {
                known(
                    on,
                    to,
                    format_args!("export_list.items[{idx}].unit"),
                    Table::Unit,
                    &item.unit,
                );
            }
        }
        _ => {}
    }
}

/// China, in the old numbering.
pub(super) const HOME: &str = "142";

fn countries_are_abroad(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = list(on) else { return };
    let mut abroad = |at: &dyn Display, code: &str| {
        if code == HOME {
            to.report(at, code, "境外国家（地区） (a country abroad)");
        } else {
            known(on, to, at, Table::Country, code);
        }
    };
    abroad(&"export_list.country", &list.country);
    for (idx, item) in list.items.iter().enumerate() {
        abroad(&format_args!("export_list.items[{idx}].country"), &item.country);
    }
}

fn offices_are_known(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let table = Table::CustomsDistrict;
    let (at, code) = match on.document {
        ExportDocument::List(it) => {
            known(on, to, "export_list.port_code", table, &it.port_code);
            ("export_list.customs_code", &it.customs_code)
        }
        ExportDocument::Arrival(it) => ("export_arrival.customs_code", &it.customs_code),
        ExportDocument::Departure(it) => ("export_departure.customs_code", &it.customs_code),
        ExportDocument::MasterWaybill(it) => ("master_waybill.customs_code", &it.customs_code),
        ExportDocument::Summary(it) => ("export_summary.customs_code", &it.customs_code),
        ExportDocument::Return(it) => {
            known(on, to, "export_return.port_code", table, &it.port_code);
            ("export_return.customs_code", &it.customs_code)
        }
        ExportDocument::Tally(it) => ("return_tally.customs_code", &it.customs_code),
        _ => return,
    };
    known(on, to, at, table, code);
}
