//! Fields to which the message specification leaves one value, or two.
//!
//! An empty field is a format fault and not looked at here.

use model::{Action, is_valid_identity_number};

use crate::check::{
    At, Check, Findings, OnCancellation, OnGoodsReturn, OnInboundDetail, OnInventory, OnOrder,
    OnPayment, OnWaybill, OnWaybillStatus, Rule, Source,
};

/// Rows: code, element of the specification, field in Chinese and English, its value, its getter.
macro_rules! fixed {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $value:literal, $run:expr) => {
        Check {
            info: Rule::single(Source::field($element)).info(
                $code,
                [
                    concat!($zh, "只能填写“", $value, "”"),
                    concat!($en, " can only be `", $value, "`"),
                ],
                [
                    concat!("请将", $zh, "改为“", $value, "”后重新申报"),
                    concat!("declare `", $value, "` as ", $en),
                ],
            ),
            run: $run,
        }
    };
}

macro_rules! identity {
    ($code:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::identity()).info(
                $code,
                [concat!($zh, "不是有效的公民身份号码"), concat!($en, " is no valid identity number")],
                [
                    "请核对18位公民身份号码及其校验码（此项不代替实名认证）",
                    "check the 18 characters and the check digit (this does not verify the person)",
                ],
            ),
            run: $run,
        }
    };
}

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    fixed!(
        "ORD-3001",
        "OrderHead.currency",
        ["订单币制", "the order's currency"],
        "142",
        |on, to| {
            only(to, At::Head("order.currency"), &on.it.currency, "142");
        }
    ),
    fixed!(
        "ORD-3002",
        "OrderHead.buyerIdType",
        ["订购人证件类型", "the buyer's document type"],
        "1",
        |on, to| {
            only(to, At::Head("order.buyer_id_type"), &on.it.buyer_id_type, "1");
        }
    ),
    identity!("ORD-3003", ["订单订购人证件号码", "the order's buyer"], |on, to| {
        let (kind, number) = (&on.it.buyer_id_type, &on.it.buyer_id_number);
        identity_number(to, "order.buyer_id_number", kind, number);
    }),
    fixed!(
        "ORD-3004",
        "OrderHead.orderType",
        ["订单类型", "the order's type"],
        "I",
        |on, to| {
            only(to, At::Head("order.order_type"), &on.it.order_type, "I");
        }
    ),
    fixed!(
        "ORD-3005",
        "OrderList.currency",
        ["订单商品币制", "the currency of an ordered item"],
        "142",
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                only(to, At::Item("order", idx, "currency"), &item.currency, "142");
            }
        }
    ),
];

pub(crate) const PAYMENT: &[Check<OnPayment>] = &[
    fixed!(
        "PAY-3001",
        "PaymentHead.currency",
        ["支付币制", "the payment's currency"],
        "142",
        |on, to| {
            only(to, At::Head("payment.currency"), &on.it.currency, "142");
        }
    ),
    fixed!(
        "PAY-3002",
        "PaymentHead.payerIdType",
        ["支付人证件类型", "the payer's document type"],
        "1",
        |on, to| {
            only(to, At::Head("payment.payer_id_type"), &on.it.payer_id_type, "1");
        }
    ),
    identity!("PAY-3003", ["支付人证件号码", "the payer"], |on, to| {
        let (kind, number) = (&on.it.payer_id_type, &on.it.payer_id_number);
        identity_number(to, "payment.payer_id_number", kind, number);
    }),
];

pub(crate) const WAYBILL: &[Check<OnWaybill>] = &[
    fixed!(
        "WAY-3001",
        "LogisticsHead.currency",
        ["运单币制", "the waybill's currency"],
        "142",
        |on, to| {
            only(to, At::Head("waybill.currency"), &on.it.currency, "142");
        }
    ),
    fixed!(
        "WAY-3012",
        "LogisticsHead.packNo",
        ["运单件数", "the number of packages"],
        "1",
        |on, to| {
            one_package(to, "waybill.packages", on.it.packages);
        }
    ),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    fixed!(
        "INV-3001",
        "InventoryHead.currency",
        ["清单币制", "the list's currency"],
        "142",
        |on, to| {
            only(to, At::Head("inventory.currency"), &on.it.currency, "142");
        }
    ),
    fixed!(
        "INV-3002",
        "InventoryHead.buyerIdType",
        ["订购人证件类型", "the buyer's document type"],
        "1",
        |on, to| {
            only(to, At::Head("inventory.buyer_id_type"), &on.it.buyer_id_type, "1");
        }
    ),
    identity!("INV-3003", ["清单订购人证件号码", "the list's buyer"], |on, to| {
        let (kind, number) = (&on.it.buyer_id_type, &on.it.buyer_id_number);
        identity_number(to, "inventory.buyer_id_number", kind, number);
    }),
    fixed!(
        "INV-3004",
        "InventoryHead.ieFlag",
        ["进出口标记", "the import or export flag"],
        "I",
        |on, to| {
            only(to, At::Head("inventory.import_export_flag"), &on.it.import_export_flag, "I");
        }
    ),
    Check {
        info: Rule::single(Source::field("InventoryHead.tradeMode")).info(
            "INV-3005",
            ["贸易方式只能填写“9610”或“1210”", "the supervision mode can only be `9610` or `1210`"],
            [
                "直购进口填写“9610”，保税进口填写“1210”",
                "declare `9610` for direct, `1210` for bonded import",
            ],
        ),
        run: |on, to| {
            let mode = on.it.supervision_mode.as_str();
            if !matches!(mode, "" | "9610" | "1210") {
                to.report("inventory.supervision_mode", mode, "9610 / 1210");
            }
        },
    },
    fixed!(
        "INV-3011",
        "InventoryList.currency",
        ["清单商品币制", "the currency of a listed item"],
        "142",
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                only(to, At::Item("inventory", idx, "currency"), &item.currency, "142");
            }
        }
    ),
    fixed!(
        "INV-3012",
        "InventoryHead.packNo",
        ["清单件数", "the number of packages"],
        "1",
        |on, to| {
            one_package(to, "inventory.packages", on.it.packages);
        }
    ),
];

pub(crate) const WAYBILL_STATUS: &[Check<OnWaybillStatus>] = &[fixed!(
    "STA-3001",
    "LogisticsStatus.logisticsStatus",
    ["物流运单状态", "the waybill's status"],
    "S",
    |on, to| {
        only(to, At::Head("waybill_status.status"), &on.it.status, "S");
    }
)];

pub(crate) const CANCELLATION: &[Check<OnCancellation>] = &[
    fixed!(
        "CAN-3001",
        "InvtCancel.buyerIdType",
        ["订购人证件类型", "the buyer's document type"],
        "1",
        |on, to| {
            only(to, At::Head("cancellation.buyer_id_type"), &on.it.buyer_id_type, "1");
        }
    ),
    Check {
        info: Rule::single(Source::field("InvtCancel.appType")).info(
            "CAN-3004",
            ["撤销申请单只能新增申报", "a cancellation can only be sent as new"],
            ["请将报送类型改为“1”", "declare `1` as appType"],
        ),
        run: |on, to| {
            let action = on.it.head.action;
            if action != Action::New {
                to.report("cancellation.head.action", format_args!("{action:?}"), "New");
            }
        },
    },
];

pub(crate) const GOODS_RETURN: &[Check<OnGoodsReturn>] = &[fixed!(
    "RET-3001",
    "InvtRefundHead.buyerIdType",
    ["订购人证件类型", "the buyer's document type"],
    "1",
    |on, to| {
        only(to, At::Head("goods_return.buyer_id_type"), &on.it.buyer_id_type, "1");
    }
)];

pub(crate) const INBOUND_DETAIL: &[Check<OnInboundDetail>] = &[fixed!(
    "IND-3001",
    "DeliveryHead.ieFlag",
    ["进出口标记", "the import or export flag"],
    "I",
    |on, to| {
        only(to, At::Head("inbound_detail.import_export_flag"), &on.it.import_export_flag, "I");
    }
)];

fn only(to: &mut Findings<'_>, at: At, observed: &str, expected: &str) {
    if observed != expected && !observed.is_empty() {
        to.report(at, observed, expected);
    }
}

/// A number of another kind of document is silent: its kind is the fault (`…-3002`).
fn identity_number(to: &mut Findings<'_>, pointer: &'static str, kind: &str, number: &str) {
    if kind == "1" && !number.is_empty() && !is_valid_identity_number(number) {
        to.report(pointer, number, "18位且校验码正确 (a valid check digit)");
    }
}

fn one_package(to: &mut Findings<'_>, pointer: &'static str, packages: u32) {
    let is_unread = packages == 0 && to.is_partial();
    if packages != 1 && !is_unread {
        to.report(pointer, packages, 1);
    }
}
