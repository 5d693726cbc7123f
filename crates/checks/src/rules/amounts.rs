//! Amounts, quantities and weights that cannot be negative, or must be more than nothing.
//!
//! A price of 0 is a gift; that its total is then 0 too is `…-5005`'s to say.

use model::Amount;

use crate::check::{At, Check, Findings, OnInventory, OnOrder, OnPayment, OnWaybill, Rule, Source};

/// Rows: code, element of the specification, field in Chinese and English, its getter.
macro_rules! amount {
    (not negative, $code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::practice($element)).info(
                $code,
                [concat!($zh, "不得为负数"), concat!($en, " is negative")],
                [concat!("请填写不小于0的", $zh), concat!("declare ", $en, " as 0 or more")],
            ),
            run: $run,
        }
    };
    (positive, $code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::practice($element)).info(
                $code,
                [concat!($zh, "应大于0"), concat!($en, " is not more than 0")],
                [concat!("请填写大于0的", $zh), concat!("declare ", $en, " as more than 0")],
            ),
            run: $run,
        }
    };
}

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    amount!(not negative, "ORD-5011", "OrderHead.goodsValue", ["商品价格", "the value of the goods"], |on, to| {
        not_negative(to, At::Head("order.goods_value"), on.it.goods_value);
    }),
    amount!(not negative, "ORD-5012", "OrderHead.freight", ["运杂费", "the freight"], |on, to| {
        not_negative(to, At::Head("order.freight"), on.it.freight);
    }),
    amount!(not negative, "ORD-5013", "OrderHead.discount", ["非现金抵扣金额", "the discount"], |on, to| {
        not_negative(to, At::Head("order.discount"), on.it.discount);
    }),
    amount!(not negative, "ORD-5014", "OrderHead.taxTotal", ["代扣税款", "the tax withheld"], |on, to| {
        not_negative(to, At::Head("order.tax_total"), on.it.tax_total);
    }),
    amount!(not negative, "ORD-5015", "OrderHead.acturalPaid", ["实际支付金额", "the amount paid"], |on, to| {
        not_negative(to, At::Head("order.actual_paid"), on.it.actual_paid);
    }),
    amount!(
        positive,
        "ORD-5016",
        "OrderList.qty",
        ["订单商品数量", "the quantity of an ordered item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                positive(to, At::Item("order", idx, "quantity"), item.quantity);
            }
        }
    ),
    amount!(not negative, "ORD-5017", "OrderList.price", ["订单商品单价", "the price of an ordered item"], |on, to| {
        for (idx, item) in on.it.items.iter().enumerate() {
            not_negative(to, At::Item("order", idx, "price"), item.price);
        }
    }),
    // A negative total that follows from a negative price is the price's fault.
    amount!(not negative, "ORD-5018", "OrderList.totalPrice", ["订单商品总价", "the total of an ordered item"], |on, to| {
        for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| !it.price.is_negative()) {
            not_negative(to, At::Item("order", idx, "total_price"), item.total_price);
        }
    }),
];

pub(crate) const PAYMENT: &[Check<OnPayment>] = &[
    amount!(not negative, "PAY-5011", "PaymentHead.amountPaid", ["支付金额", "the amount paid"], |on, to| {
        not_negative(to, At::Head("payment.amount_paid"), on.it.amount_paid);
    }),
];

pub(crate) const WAYBILL: &[Check<OnWaybill>] = &[
    amount!(not negative, "WAY-5013", "LogisticsHead.freight", ["运单运费", "the freight"], |on, to| {
        not_negative(to, At::Head("waybill.freight"), on.it.freight);
    }),
    amount!(not negative, "WAY-5014", "LogisticsHead.insuredFee", ["运单保价费", "the insurance"], |on, to| {
        not_negative(to, At::Head("waybill.insurance"), on.it.insurance);
    }),
    amount!(
        positive,
        "WAY-5015",
        "LogisticsHead.weight",
        ["运单毛重", "the gross weight"],
        |on, to| {
            positive(to, At::Head("waybill.weight_kg"), on.it.weight_kg);
        }
    ),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    amount!(not negative, "INV-5013", "InventoryHead.freight", ["清单运费", "the freight"], |on, to| {
        not_negative(to, At::Head("inventory.freight"), on.it.freight);
    }),
    amount!(not negative, "INV-5014", "InventoryHead.insuredFee", ["清单保费", "the insurance"], |on, to| {
        not_negative(to, At::Head("inventory.insurance"), on.it.insurance);
    }),
    amount!(
        positive,
        "INV-5015",
        "InventoryHead.grossWeight",
        ["毛重", "the gross weight"],
        |on, to| {
            positive(to, At::Head("inventory.gross_weight_kg"), on.it.gross_weight_kg);
        }
    ),
    amount!(
        positive,
        "INV-5016",
        "InventoryHead.netWeight",
        ["净重", "the net weight"],
        |on, to| {
            positive(to, At::Head("inventory.net_weight_kg"), on.it.net_weight_kg);
        }
    ),
    amount!(
        positive,
        "INV-5017",
        "InventoryList.qty",
        ["清单商品数量", "the quantity of a listed item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                positive(to, At::Item("inventory", idx, "quantity"), item.quantity);
            }
        }
    ),
    amount!(
        positive,
        "INV-5018",
        "InventoryList.qty1",
        ["法定数量", "the first statutory quantity"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                positive(to, At::Item("inventory", idx, "quantity1"), item.quantity1);
            }
        }
    ),
    // A second quantity without its unit is INV-3017's.
    amount!(
        positive,
        "INV-5019",
        "InventoryList.qty2",
        ["第二数量", "the second statutory quantity"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| !it.unit2.is_empty())
            {
                positive(
                    to,
                    At::Item("inventory", idx, "quantity2"),
                    item.quantity2.unwrap_or(Amount::ONE),
                );
            }
        }
    ),
    amount!(not negative, "INV-5020", "InventoryList.price", ["清单商品单价", "the price of a listed item"], |on, to| {
        for (idx, item) in on.it.items.iter().enumerate() {
            not_negative(to, At::Item("inventory", idx, "price"), item.price);
        }
    }),
    // A negative total that follows from a negative price is the price's fault.
    amount!(not negative, "INV-5021", "InventoryList.totalPrice", ["清单商品总价", "the total of a listed item"], |on, to| {
        for (idx, item) in on.it.items.iter().enumerate().filter(|(_, it)| !it.price.is_negative()) {
            not_negative(to, At::Item("inventory", idx, "total_price"), item.total_price);
        }
    }),
];

fn not_negative(to: &mut Findings<'_>, at: At, amount: Amount) {
    if amount.is_negative() {
        to.report(at, amount, "≥ 0");
    }
}

fn positive(to: &mut Findings<'_>, at: At, amount: Amount) {
    let is_unread = amount.is_zero() && to.is_partial();
    if !amount.is_positive() && !is_unread {
        to.report(at, amount, "> 0");
    }
}

/// Whether `total` is `price` times `quantity`, within `tolerance`. A line that the table above
/// refuses counts as equal: one mistake is one finding.
pub(crate) fn is_line_total(
    price: Amount,
    quantity: Amount,
    total: Amount,
    tolerance: Amount,
) -> bool {
    if price.is_negative() || total.is_negative() || !quantity.is_positive() {
        return true;
    }
    let difference = price.times(quantity) - total.times(Amount::ONE);
    difference.abs() <= tolerance.times(Amount::ONE)
}

/// Price times quantity, as people read it: cut to five decimals.
pub(crate) fn product(price: Amount, quantity: Amount) -> Amount {
    let scaled = price.times(quantity) / i128::from(Amount::ONE.scaled());
    Amount::from_scaled(i64::try_from(scaled).unwrap_or(i64::MAX))
}
