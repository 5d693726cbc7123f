//! An export list beside its order, its receipt of money and its waybill (三单比对).

use std::fmt::Display;

use model::{ExportListItem, ExportOrder, ExportOrderItem};

use crate::{
    ExportJoinedCase,
    check::{Check, Findings, OnExportJoined, OnExportWaiting, Rule, Source},
};

/// Rows: code, document in Chinese and English, which flag of the case, which field names the partner.
macro_rules! missing {
    ($code:literal, [$zh:literal, $en:literal], $flag:ident, $field:ident) => {
        check!(
            $code,
            Rule::joined(Source::export("")),
            [concat!($zh, "信息不存在"), concat!("the list's ", $en, " has not come")],
            [
                concat!("请申报对应的", $zh, "，并核对编号"),
                concat!("send the ", $en, ", and check the numbers that name it"),
            ],
            |case, to| {
                if !case.$flag {
                    let expected = concat!("已申报的", $zh, "编号 (the ", $en, "'s number)");
                    let at = concat!("export_list.", stringify!($field));
                    to.report(at, &case.list.$field, expected);
                }
            },
        )
    };
}

pub(crate) const WAITING: &[Check<OnExportWaiting>] = &[
    missing!("EXP-2101", ["订单", "order"], has_order, order_no),
    missing!("EXP-2102", ["收款单", "receipt of money"], has_money, order_no),
    missing!("EXP-2103", ["运单", "waybill"], has_waybill, waybill_no),
];

const COMPARE: [&str; 2] = [
    "请核对两单证的该项内容，更正有误的一方后重新申报",
    "compare both documents, and declare the wrong one again",
];

/// Rows: code, element, titles, its function.
macro_rules! pair {
    ($code:literal, $element:literal, [$zh:literal, $en:literal $(,)?], $run:expr) => {
        Check {
            info: Rule::joined(Source::export($element)).info($code, [$zh, $en], COMPARE),
            run: $run,
        }
    };
}

pub(crate) const CHECKS: &[Check<OnExportJoined>] = &[
    pair!(
        "EXP-2001",
        "ebpCode",
        ["清单电商平台与订单不一致", "the list's platform is not the order's"],
        |case, to| if let Some(order) = case.order {
            let at = ["export_list.platform_code", "export_order.platform_code"];
            same(to, at, &case.list.platform_code, &order.platform_code);
        }
    ),
    pair!(
        "EXP-2002",
        "ebcCode",
        ["清单电商企业与订单不一致", "the list's seller is not the order's"],
        |case, to| if let Some(order) = case.order {
            let at = ["export_list.seller_code", "export_order.seller_code"];
            same(to, at, &case.list.seller_code, &order.seller_code);
        }
    ),
    pair!(
        "EXP-2003",
        "ebcCode",
        ["收款单电商企业与清单不一致", "the receipt of money is another seller's"],
        |case, to| if let Some(money) = case.money {
            let at = ["export_money.seller_code", "export_list.seller_code"];
            same(to, at, &money.seller_code, &case.list.seller_code);
        }
    ),
    pair!(
        "EXP-2004",
        "Receipts.charge",
        [
            "收款金额与订单金额不一致",
            "the money received is not the order's value with its freight"
        ],
        money_is_what_the_order_costs
    ),
    pair!(
        "EXP-2005",
        "Receipts.currency",
        ["收款币制与订单不一致", "the money was received in another currency than the order's"],
        |case, to| if let (Some(money), Some(order)) = (case.money, case.order) {
            let at = ["export_money.currency", "export_order.currency"];
            same(to, at, &money.currency, &order.currency);
        }
    ),
    pair!(
        "EXP-2006",
        "OrderHead.orderType",
        ["订单类型与清单监管方式不符", "the order's type does not go with the supervision mode"],
        order_type_goes_with_the_mode
    ),
    pair!(
        "EXP-2007",
        "InventoryList.gnum",
        ["清单表体与订单表体商品项不一致", "the list's lines are not those of the order"],
        lines_are_the_orders
    ),
    pair!(
        "EXP-2008",
        "InventoryList.gname",
        ["清单商品名称与订单不一致", "a name of goods in the list is not the order's"],
        |case, to| each(case, to, "name", |listed, ordered| {
            let is_same = listed.name.trim() == ordered.name.trim();
            (!is_same).then(|| (listed.name.to_string(), ordered.name.to_string()))
        })
    ),
    pair!(
        "EXP-2009",
        "InventoryList.qty",
        ["清单商品数量与订单不一致", "a quantity in the list is not the order's"],
        |case, to| each(case, to, "quantity", |listed, ordered| {
            let is_same = listed.quantity == ordered.quantity;
            (!is_same).then(|| (listed.quantity.to_string(), ordered.quantity.to_string()))
        })
    ),
    pair!(
        "EXP-2010",
        "InventoryList.totalPrice",
        ["清单商品总价与订单不一致", "a total in the list is not the order's"],
        |case, to| each(case, to, "total_price", |listed, ordered| {
            let is_same = case.tolerance.allows(listed.total_price, ordered.total_price);
            (!is_same).then(|| (listed.total_price.to_string(), ordered.total_price.to_string()))
        })
    ),
    pair!(
        "EXP-2011",
        "InventoryList.currency",
        ["清单商品币制与订单不一致", "a currency in the list is not the order's"],
        |case, to| each(case, to, "currency", |listed, ordered| {
            let is_same = listed.currency == ordered.currency;
            (!is_same).then(|| (listed.currency.to_string(), ordered.currency.to_string()))
        })
    ),
    pair!(
        "EXP-2012",
        "InventoryHead.freight",
        ["清单运费、保费与运单不一致", "freight or insurance of the list is not the waybill's"],
        charges_are_the_waybills
    ),
    pair!(
        "EXP-2013",
        "InventoryHead.grossWeight",
        ["清单毛重与运单不一致", "the list's gross weight is not the waybill's"],
        |case, to| if let Some(waybill) = case.waybill {
            let (listed, carried) = (case.list.gross_weight_kg, waybill.gross_weight_kg);
            if listed != carried {
                let against = "export_waybill.gross_weight_kg";
                to.report_against("export_list.gross_weight_kg", listed, carried, against);
            }
        }
    ),
    pair!(
        "EXP-2014",
        "InventoryHead.packNo",
        ["清单件数与运单不一致", "the list's packages are not the waybill's"],
        |case, to| if let Some(waybill) = case.waybill {
            let (listed, carried) = (case.list.packages, waybill.packages);
            if listed != carried {
                let against = "export_waybill.packages";
                to.report_against("export_list.packages", listed, carried, against);
            }
        }
    ),
    pair!(
        "EXP-2015",
        "Logistics.ebcCode",
        ["运单电商企业与清单不一致", "the waybill names another seller"],
        |case, to| if let Some(waybill) = case.waybill
            && !waybill.seller_code.is_empty()
        {
            let at = ["export_waybill.seller_code", "export_list.seller_code"];
            same(to, at, &waybill.seller_code, &case.list.seller_code);
        }
    ),
];

fn same(to: &mut Findings<'_>, [at, against]: [&'static str; 2], observed: &str, expected: &str) {
    if observed != expected {
        to.report_against(at, observed, expected, against);
    }
}

fn money_is_what_the_order_costs(case: &ExportJoinedCase<'_>, to: &mut Findings<'_>) {
    let (Some(money), Some(order)) = (case.money, case.order) else { return };
    let cost = order.goods_value + order.freight;
    if !case.tolerance.allows(money.amount, cost) {
        to.report_against("export_money.amount", money.amount, cost, "export_order.goods_value");
    }
}

fn order_type_goes_with_the_mode(case: &ExportJoinedCase<'_>, to: &mut Findings<'_>) {
    let Some(order) = case.order else { return };
    let Some(mode) = case.law.exports.on(&case.list.supervision_mode, case.on) else { return };
    if !mode.order_types.contains(order.order_type.as_str()) {
        let against = "export_list.supervision_mode";
        let (observed, expected) = (&order.order_type, &mode.order_types);
        to.report_against("export_order.order_type", observed, expected, against);
    }
}

fn ordered<'o>(
    order: &'o ExportOrder<'o>,
    number: u32,
) -> Option<(usize, &'o ExportOrderItem<'o>)> {
    order.items.iter().enumerate().find(|(_, it)| it.number == number)
}

fn lines_are_the_orders(case: &ExportJoinedCase<'_>, to: &mut Findings<'_>) {
    let Some(order) = case.order else { return };
    let against = "export_order.items";
    for (idx, item) in case.list.items.iter().enumerate() {
        if ordered(order, item.number).is_none() {
            let at = format_args!("export_list.items[{idx}].number");
            to.report_against(at, item.number, "订单中的序号 (a number of the order)", against);
        }
    }
    for item in &order.items {
        if case.list.items.iter().all(|it| it.number != item.number) {
            to.report_against("export_list.items", "", item.number, against);
        }
    }
}

/// Reports each listed line that differs from the ordered one of its number. A line without a partner is
/// `EXP-2007`'s.
fn each(
    case: &ExportJoinedCase<'_>,
    to: &mut Findings<'_>,
    field: &'static str,
    differs: impl Fn(&ExportListItem<'_>, &ExportOrderItem<'_>) -> Option<(String, String)>,
) {
    let Some(order) = case.order else { return };
    for (idx, listed) in case.list.items.iter().enumerate() {
        let Some((at, item)) = ordered(order, listed.number) else { continue };
        if let Some((observed, expected)) = differs(listed, item) {
            let against = format_args!("export_order.items[{at}].{field}");
            let pointer = format_args!("export_list.items[{idx}].{field}");
            to.report_against(pointer, observed, expected, against);
        }
    }
}

fn charges_are_the_waybills(case: &ExportJoinedCase<'_>, to: &mut Findings<'_>) {
    let Some(waybill) = case.waybill else { return };
    let list = case.list;
    let mut charge = |field: &str, listed, currency: &str, carried| {
        let is_same = case.tolerance.allows(listed, carried) && *currency == *waybill.currency;
        // Of nothing the currency does not matter.
        if !is_same && (listed != carried || listed.is_positive()) {
            let observed: &dyn Display = &format_args!("{listed} {currency}");
            let expected = format_args!("{carried} {}", waybill.currency);
            let at = format_args!("export_list.{field}");
            to.report_against(at, observed, expected, format_args!("export_waybill.{field}"));
        }
    };
    charge("freight", list.freight, &list.freight_currency, waybill.freight);
    charge("insurance", list.insurance, &list.insurance_currency, waybill.insurance);
}
