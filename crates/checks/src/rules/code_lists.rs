//! Fields whose value must stand in one of customs' code tables (海关业务代码集).
//!
//! An empty field is not looked at: whether it may be empty is a matter of format.

use params::{Law, Table};

use crate::check::{
    At, Check, Findings, OnCancellation, OnGoodsReturn, OnInboundDetail, OnInventory, OnOrder,
    Rule, Source,
};

/// Rows: code, element of the specification, field in Chinese and English, its table, its getter.
macro_rules! listed {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::field($element)).info(
                $code,
                [
                    concat!($zh, "不在海关代码表内"),
                    concat!($en, " is not in the customs code table"),
                ],
                [
                    concat!("请按海关业务代码集填写", $zh),
                    concat!("declare ", $en, " with a code of the customs code tables"),
                ],
            ),
            run: $run,
        }
    };
}

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    listed!(
        "ORD-3006",
        "OrderList.unit",
        ["订单商品计量单位", "the unit of an ordered item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                known(to, At::Item("order", idx, "unit"), on.case.law, Table::Unit, &item.unit);
            }
        }
    ),
    listed!(
        "ORD-3007",
        "OrderList.country",
        ["订单商品原产国", "the origin of an ordered item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let at = At::Item("order", idx, "country");
                known(to, at, on.case.law, Table::Country, &item.country);
            }
        }
    ),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    listed!(
        "INV-3006",
        "InventoryHead.customsCode",
        ["申报海关代码", "the customs office of declaration"],
        |on, to| {
            let at = At::Head("inventory.customs_code");
            known(to, at, on.case.law, Table::CustomsDistrict, &on.it.customs_code);
        }
    ),
    listed!(
        "INV-3007",
        "InventoryHead.portCode",
        ["口岸海关代码", "the customs office of entry"],
        |on, to| {
            let at = At::Head("inventory.port_code");
            known(to, at, on.case.law, Table::CustomsDistrict, &on.it.port_code);
        }
    ),
    listed!(
        "INV-3008",
        "InventoryHead.trafMode",
        ["运输方式", "the mode of transport"],
        |on, to| {
            let at = At::Head("inventory.transport_mode");
            known(to, at, on.case.law, Table::TransportMode, &on.it.transport_mode);
        }
    ),
    listed!(
        "INV-3009",
        "InventoryHead.country",
        ["起运国（地区）", "the country of departure"],
        |on, to| {
            let at = At::Head("inventory.country");
            known(to, at, on.case.law, Table::Country, &on.it.country);
        }
    ),
    listed!(
        "INV-3010",
        "InventoryHead.wrapType",
        ["包装种类", "the kind of packaging"],
        |on, to| {
            let at = At::Head("inventory.packaging");
            known(to, at, on.case.law, Table::Packaging, &on.it.packaging);
        }
    ),
    listed!(
        "INV-3018",
        "InventoryList.country",
        ["原产国（地区）", "the country of origin"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let at = At::Item("inventory", idx, "country");
                known(to, at, on.case.law, Table::Country, &item.country);
            }
        }
    ),
    listed!(
        "INV-3019",
        "InventoryList.tradeCountry",
        ["贸易国（地区）", "the trading country"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let at = At::Item("inventory", idx, "trade_country");
                known(to, at, on.case.law, Table::Country, &item.trade_country);
            }
        }
    ),
    listed!(
        "INV-3020",
        "InventoryList.unit",
        ["清单商品计量单位", "the unit of a listed item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                known(to, At::Item("inventory", idx, "unit"), on.case.law, Table::Unit, &item.unit);
            }
        }
    ),
];

pub(crate) const CANCELLATION: &[Check<OnCancellation>] = &[listed!(
    "CAN-3002",
    "InvtCancel.customsCode",
    ["撤销申请单申报海关代码", "the customs office of the cancellation"],
    |on, to| {
        let at = At::Head("cancellation.customs_code");
        known(to, at, on.case.law, Table::CustomsDistrict, &on.it.customs_code);
    }
)];

pub(crate) const GOODS_RETURN: &[Check<OnGoodsReturn>] = &[
    listed!(
        "RET-3002",
        "InvtRefundHead.customsCode",
        ["退货申请单申报海关代码", "the customs office of the return"],
        |on, to| {
            let at = At::Head("goods_return.customs_code");
            known(to, at, on.case.law, Table::CustomsDistrict, &on.it.customs_code);
        }
    ),
    listed!(
        "RET-3003",
        "InvtRefundList.unit",
        ["退货商品计量单位", "the unit of a returned item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                let at = At::Item("goods_return", idx, "unit");
                known(to, at, on.case.law, Table::Unit, &item.unit);
            }
        }
    ),
];

pub(crate) const INBOUND_DETAIL: &[Check<OnInboundDetail>] = &[
    listed!(
        "IND-3002",
        "DeliveryHead.trafMode",
        ["入库明细单运输方式", "the mode of transport of the inbound detail"],
        |on, to| {
            let at = At::Head("inbound_detail.transport_mode");
            known(to, at, on.case.law, Table::TransportMode, &on.it.transport_mode);
        }
    ),
    listed!(
        "IND-3003",
        "DeliveryHead.customsCode",
        ["入库明细单申报海关代码", "the customs office of the inbound detail"],
        |on, to| {
            let at = At::Head("inbound_detail.customs_code");
            known(to, at, on.case.law, Table::CustomsDistrict, &on.it.customs_code);
        }
    ),
];

fn known(to: &mut Findings<'_>, at: At, law: &Law, table: Table, code: &str) {
    if !code.is_empty() && !law.codes.contains(table, code) {
        to.report(at, code, "代码表内的代码 (a code of the table)");
    }
}
