//! Fields of the list that its supervision mode asks for, or leaves out: `9610` direct purchase
//! (直购进口), `1210` bonded (保税进口). Another mode is `INV-3005`'s, and asks for nothing here.

use model::{Inventory, Severity, Text};

use crate::check::{At, Check, Findings, OnInventory, Rule, Source};

const DIRECT: &str = "9610";
const BONDED: &str = "1210";

/// Rows: code, element of the specification, field in Chinese and English, its getter.
macro_rules! needed {
    ($words:literal, $code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::cross(Source::field($element)).info(
                $code,
                [
                    concat!($words, "清单缺少", $zh),
                    concat!($en, " is missing, which this supervision mode asks for"),
                ],
                [concat!($words, "必须填写", $zh), concat!("declare ", $en)],
            ),
            run: $run,
        }
    };
}

/// `免填`: what is declared all the same is said, not refused.
macro_rules! left_out {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::cross(Source::field($element)).with(Severity::Notice).info(
                $code,
                [concat!("保税进口免填", $zh), concat!($en, " is left out in bonded import")],
                [concat!("请将", $zh, "留空"), concat!("leave ", $en, " empty")],
            ),
            run: $run,
        }
    };
}

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    needed!(
        "直购进口",
        "INV-1310",
        "InventoryHead.trafNo",
        ["运输工具编号", "the means of transport"],
        |on, to| {
            given(to, on.it, DIRECT, "inventory.transport_name", &on.it.transport_name);
        }
    ),
    needed!(
        "直购进口",
        "INV-1311",
        "InventoryHead.voyageNo",
        ["航班航次号", "the voyage or flight number"],
        |on, to| {
            given(to, on.it, DIRECT, "inventory.voyage_no", &on.it.voyage_no);
        }
    ),
    needed!(
        "直购进口",
        "INV-1312",
        "InventoryHead.billNo",
        ["提运单号", "the bill of lading number"],
        |on, to| {
            given(to, on.it, DIRECT, "inventory.bill_no", &on.it.bill_no);
        }
    ),
    needed!(
        "保税进口",
        "INV-1313",
        "InventoryHead.emsNo",
        ["账册编号", "the account book number"],
        |on, to| {
            given(to, on.it, BONDED, "inventory.account_book_no", &on.it.account_book_no);
        }
    ),
    needed!(
        "保税进口",
        "INV-1314",
        "InventoryHead.areaCode",
        ["区内企业代码", "the code of the enterprise in the zone"],
        |on, to| {
            given(to, on.it, BONDED, "inventory.zone_code", &on.it.zone_code);
        }
    ),
    needed!(
        "保税进口",
        "INV-1315",
        "InventoryHead.areaName",
        ["区内企业名称", "the name of the enterprise in the zone"],
        |on, to| {
            given(to, on.it, BONDED, "inventory.zone_name", &on.it.zone_name);
        }
    ),
    needed!(
        "保税进口",
        "INV-1316",
        "InventoryList.itemRecordNo",
        ["账册备案料号", "the record number in the account book"],
        |on, to| {
            let is_bonded = on.it.supervision_mode == BONDED;
            for (idx, _) in on.it.items.iter().enumerate().filter(|(_, it)| it.record_no.is_empty())
            {
                if is_bonded {
                    to.report(
                        At::Item("inventory", idx, "record_no"),
                        "",
                        "账册备案料号 (a record number)",
                    );
                }
            }
        }
    ),
    left_out!(
        "INV-1317",
        "InventoryHead.trafNo",
        ["运输工具编号", "the means of transport"],
        |on, to| {
            empty(to, on.it, "inventory.transport_name", &on.it.transport_name);
        }
    ),
    left_out!(
        "INV-1318",
        "InventoryHead.voyageNo",
        ["航班航次号", "the voyage or flight number"],
        |on, to| {
            empty(to, on.it, "inventory.voyage_no", &on.it.voyage_no);
        }
    ),
    left_out!(
        "INV-1319",
        "InventoryHead.billNo",
        ["提运单号", "the bill of lading number"],
        |on, to| {
            empty(to, on.it, "inventory.bill_no", &on.it.bill_no);
        }
    ),
    Check {
        info: Rule::cross(Source::field("InventoryHead.country")).info(
            "INV-3021",
            ["保税进口起运国应为“142”", "the country of departure of bonded import is `142`"],
            ["保税进口起运国（地区）请填写“142”", "declare `142` as the country of departure"],
        ),
        run: |on, to| {
            let country = on.it.country.as_str();
            let is_known = on.case.law.codes.contains(params::Table::Country, country);
            // A code of no country is INV-3009's.
            if on.it.supervision_mode == BONDED && country != "142" && is_known {
                to.report("inventory.country", country, "142");
            }
        },
    },
];

fn given(
    to: &mut Findings<'_>,
    inventory: &Inventory<'_>,
    mode: &str,
    pointer: &'static str,
    text: &Text<'_>,
) {
    if text.is_empty() && inventory.supervision_mode == mode {
        to.report(pointer, "", format_args!("监管方式{mode}必填 (required)"));
    }
}

fn empty(to: &mut Findings<'_>, inventory: &Inventory<'_>, pointer: &'static str, text: &Text<'_>) {
    if !text.is_empty() && inventory.supervision_mode == BONDED {
        to.report(pointer, text, "空 (nothing)");
    }
}
