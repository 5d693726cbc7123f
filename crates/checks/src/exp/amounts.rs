//! Amounts, quantities and weights, and the limit of value.

use std::fmt::Display;

use model::{Amount, CurrencyCode, ExportDocument, Severity};
use params::Table;

use super::{conditions::mode, list};
use crate::{
    ExportCase,
    check::{Check, Findings, OnExport, Rule, Source},
    rules::amounts::{is_line_total, product},
};

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    check!(
        "EXP-5001",
        Rule::single(Source::practice("qty")),
        [
            "数量、重量、件数或收款金额应大于0",
            "a quantity, weight, count or sum is not more than 0"
        ],
        ["请填写大于0的数值", "declare more than 0"],
        what_must_be_is_positive,
    ),
    check!(
        "EXP-5002",
        Rule::single(Source::practice("price")),
        ["金额不得为负数", "an amount is negative"],
        ["请填写不小于0的金额", "declare 0 or more"],
        amounts_are_not_negative,
    ),
    check!(
        "EXP-5003",
        Rule::cross(Source::practice("totalPrice")),
        ["商品总价不等于单价乘以数量", "a line's total is not price times quantity"],
        ["请核对单价、数量与总价", "check price, quantity and total"],
        totals_are_price_times_quantity,
    ),
    check!(
        "EXP-5004",
        Rule::cross(Source::field("OrderHead.goodsValue")),
        ["商品金额不等于订单表体总价之和", "the value of the goods is not what the lines come to"],
        ["请核对商品金额与表体总价", "check the value of the goods and the lines' totals"],
        goods_value_is_the_sum,
    ),
    check!(
        "EXP-5005",
        Rule::cross(Source::practice("InventoryHead.netWeight")),
        ["净重不得大于毛重", "the net weight is more than the gross weight"],
        ["请核对毛重与净重", "check both weights"],
        |on, to| {
            if let Some(list) = list(on)
                && list.net_weight_kg > list.gross_weight_kg
            {
                let expected = format_args!("≤ {}", list.gross_weight_kg);
                to.report("export_list.net_weight_kg", list.net_weight_kg, expected);
            }
        },
    ),
    check!(
        "EXP-6001",
        Rule::cross(Source::export_b2b()),
        ["清单货值超过单票限额", "the goods of the list are worth more than its limit"],
        ["超过限额的货物请以报关单申报", "declare goods over the limit on a declaration"],
        |on, to| value_of(on, to, |to, value, limit| {
            if let Some(value) = value.filter(|it| *it > limit) {
                to.report("export_list.items", value, format_args!("≤ {limit} CNY"));
            }
        }),
    ),
    check!(
        "EXP-6002",
        Rule::cross(Source::export_b2b()).with(Severity::Review),
        [
            "无当月计征汇率，货值未能与限额核对",
            "there is no exchange rate for the day: the value is not held against the limit",
        ],
        [
            "由海关核对货值，或更新汇率参数",
            "an officer checks the value; the office may load the rates"
        ],
        |on, to| value_of(on, to, |to, value, limit| {
            if value.is_none() {
                to.report("export_list.items", "", format_args!("≤ {limit} CNY"));
            }
        }),
    ),
];

fn positive(to: &mut Findings<'_>, at: impl Display, amount: Amount) {
    let is_unread = amount.is_zero() && to.is_partial();
    if !amount.is_positive() && !is_unread {
        to.report(at, amount, "> 0");
    }
}

fn counted(to: &mut Findings<'_>, at: impl Display, count: u32) {
    if count == 0 && !to.is_partial() {
        to.report(at, count, "> 0");
    }
}

fn what_must_be_is_positive(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    match on.document {
        ExportDocument::Order(it) => {
            for (idx, item) in it.items.iter().enumerate() {
                positive(to, format_args!("export_order.items[{idx}].quantity"), item.quantity);
            }
        }
        ExportDocument::Money(it) => positive(to, "export_money.amount", it.amount),
        ExportDocument::Waybill(it) => {
            positive(to, "export_waybill.gross_weight_kg", it.gross_weight_kg);
            counted(to, "export_waybill.packages", it.packages);
        }
        ExportDocument::List(it) => {
            positive(to, "export_list.gross_weight_kg", it.gross_weight_kg);
            positive(to, "export_list.net_weight_kg", it.net_weight_kg);
            counted(to, "export_list.packages", it.packages);
            for (idx, item) in it.items.iter().enumerate() {
                positive(to, format_args!("export_list.items[{idx}].quantity"), item.quantity);
                positive(to, format_args!("export_list.items[{idx}].quantity1"), item.quantity1);
                let second = item.quantity2.filter(|_| !item.unit2.is_empty());
                let second = second.unwrap_or(Amount::ONE);
                positive(to, format_args!("export_list.items[{idx}].quantity2"), second);
            }
        }
        ExportDocument::MasterWaybill(it) => {
            positive(to, "master_waybill.gross_weight_kg", it.gross_weight_kg);
        }
        ExportDocument::Return(it) => {
            for (idx, item) in it.items.iter().enumerate() {
                positive(to, format_args!("export_return.items[{idx}].quantity"), item.quantity);
                positive(to, format_args!("export_return.items[{idx}].quantity1"), item.quantity1);
            }
        }
        ExportDocument::Cancellation(_)
        | ExportDocument::Arrival(_)
        | ExportDocument::Departure(_)
        | ExportDocument::Summary(_)
        | ExportDocument::Tally(_) => {}
    }
}

fn amounts_are_not_negative(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let mut not_negative = |at: &dyn Display, amount: Amount| {
        if amount.is_negative() {
            to.report(at, amount, "≥ 0");
        }
    };
    match on.document {
        ExportDocument::Order(it) => {
            not_negative(&"export_order.goods_value", it.goods_value);
            not_negative(&"export_order.freight", it.freight);
            for (idx, item) in it.items.iter().enumerate() {
                not_negative(&format_args!("export_order.items[{idx}].price"), item.price);
            }
        }
        ExportDocument::Waybill(it) => {
            not_negative(&"export_waybill.freight", it.freight);
            not_negative(&"export_waybill.insurance", it.insurance);
        }
        ExportDocument::List(it) => {
            not_negative(&"export_list.freight", it.freight);
            not_negative(&"export_list.insurance", it.insurance);
            for (idx, item) in it.items.iter().enumerate() {
                not_negative(&format_args!("export_list.items[{idx}].price"), item.price);
            }
        }
        _ => {}
    }
}

/// A negative price is `EXP-5002`'s and a quantity that is not more than nothing `EXP-5001`'s: nothing is said
/// of their product.
fn totals_are_price_times_quantity(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let allowed = on.tolerance.amount;
    let mut line = |at: &dyn Display, price, quantity, total| {
        if !is_line_total(price, quantity, total, allowed) {
            to.report(at, total, product(price, quantity));
        }
    };
    match on.document {
        ExportDocument::Order(it) => {
            for (idx, it) in it.items.iter().enumerate() {
                let at = format_args!("export_order.items[{idx}].total_price");
                line(&at, it.price, it.quantity, it.total_price);
            }
        }
        ExportDocument::List(it) => {
            for (idx, it) in it.items.iter().enumerate() {
                let at = format_args!("export_list.items[{idx}].total_price");
                line(&at, it.price, it.quantity, it.total_price);
            }
        }
        _ => {}
    }
}

fn goods_value_is_the_sum(on: &ExportCase<'_>, to: &mut Findings<'_>) {
    let ExportDocument::Order(order) = on.document else { return };
    let sum: Amount = order.items.iter().map(|it| it.total_price).sum();
    if !order.items.is_empty() && !on.tolerance.allows(order.goods_value, sum) {
        to.report("export_order.goods_value", order.goods_value, sum);
    }
}

/// Calls with what the list's goods come to in yuan (nothing where a currency has no rate) and the limit, where
/// the supervision mode has one.
fn value_of(
    on: &ExportCase<'_>,
    to: &mut Findings<'_>,
    say: impl FnOnce(&mut Findings<'_>, Option<Amount>, Amount),
) {
    let Some(list) = list(on).filter(|_| mode(on).is_some_and(|it| it.is_limited)) else { return };
    let Some(limit) = on.law.export_list_limit(on.on) else { return };
    let in_yuan = |currency: &str, amount: Amount| {
        let code = on.law.codes.alpha(Table::Currency, currency)?;
        let code: CurrencyCode = code.parse().ok()?;
        let (rate, _) = on.law.exchange.on(code, on.on)?;
        let (numerator, denominator) = rate.in_yuan(amount);
        // A part of a fen does not decide; a value at the limit is within it.
        i64::try_from(numerator / denominator).ok().map(Amount::from_scaled)
    };
    // A currency that is in no table is `EXP-3005`'s.
    let known = list.items.iter().filter(|it| on.law.codes.contains(Table::Currency, &it.currency));
    let value = known.map(|it| in_yuan(&it.currency, it.total_price)).sum();
    say(to, value, limit);
}
