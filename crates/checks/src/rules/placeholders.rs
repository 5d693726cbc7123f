//! Texts that stand for nothing (`空`, `无`, `/`, `//`) where a real one is asked for.

use model::Text;

use crate::check::{
    At, Check, Findings, OnCancellation, OnGoodsReturn, OnInventory, OnOrder, OnPayment, OnWaybill,
    Rule, Source,
};

/// Rows: code, element of the specification, field in Chinese and English, its getter.
macro_rules! real {
    ($code:literal, $element:literal, [$zh:literal, $en:literal], $run:expr) => {
        Check {
            info: Rule::single(Source::practice($element)).info(
                $code,
                [concat!($zh, "不得以“无”“空”“/”代替"), concat!($en, " is a placeholder")],
                [concat!("请据实填写", $zh), concat!("declare ", $en, " as it is")],
            ),
            run: $run,
        }
    };
}

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    real!("ORD-1303", "OrderHead.buyerName", ["订购人姓名", "the buyer's name"], |on, to| {
        real(to, At::Head("order.buyer_name"), &on.it.buyer_name);
    }),
    real!(
        "ORD-1304",
        "OrderHead.buyerTelephone",
        ["订购人电话", "the buyer's telephone"],
        |on, to| {
            real(to, At::Head("order.buyer_telephone"), &on.it.buyer_telephone);
        }
    ),
    real!(
        "ORD-1305",
        "OrderHead.consignee",
        ["收货人姓名", "the consignee's name"],
        |on, to| {
            real(to, At::Head("order.consignee"), &on.it.consignee);
        }
    ),
    real!(
        "ORD-1306",
        "OrderHead.consigneeTelephone",
        ["收货人电话", "the consignee's telephone"],
        |on, to| {
            real(to, At::Head("order.consignee_telephone"), &on.it.consignee_telephone);
        }
    ),
    real!(
        "ORD-1307",
        "OrderHead.consigneeAddress",
        ["收货地址", "the consignee's address"],
        |on, to| {
            real(to, At::Head("order.consignee_address"), &on.it.consignee_address);
        }
    ),
    real!(
        "ORD-1308",
        "OrderList.itemName",
        ["订单商品名称", "the name of an ordered item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                real(to, At::Item("order", idx, "name"), &item.name);
            }
        }
    ),
    real!(
        "ORD-1309",
        "OrderList.gmodel",
        ["订单商品规格型号", "the model of an ordered item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                real(to, At::Item("order", idx, "model"), &item.model);
            }
        }
    ),
];

pub(crate) const PAYMENT: &[Check<OnPayment>] = &[real!(
    "PAY-1303",
    "PaymentHead.payerName",
    ["支付人姓名", "the payer's name"],
    |on, to| {
        real(to, At::Head("payment.payer_name"), &on.it.payer_name);
    }
)];

pub(crate) const WAYBILL: &[Check<OnWaybill>] = &[
    real!(
        "WAY-1303",
        "LogisticsHead.consignee",
        ["运单收货人姓名", "the consignee's name"],
        |on, to| {
            real(to, At::Head("waybill.consignee"), &on.it.consignee);
        }
    ),
    real!(
        "WAY-1304",
        "LogisticsHead.consigneeTelephone",
        ["运单收货人电话", "the consignee's telephone"],
        |on, to| {
            real(to, At::Head("waybill.consignee_telephone"), &on.it.consignee_telephone);
        }
    ),
    real!(
        "WAY-1305",
        "LogisticsHead.consigneeAddress",
        ["运单收货地址", "the consignee's address"],
        |on, to| {
            real(to, At::Head("waybill.consignee_address"), &on.it.consignee_address);
        }
    ),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    real!(
        "INV-1303",
        "InventoryHead.buyerName",
        ["订购人姓名", "the buyer's name"],
        |on, to| {
            real(to, At::Head("inventory.buyer_name"), &on.it.buyer_name);
        }
    ),
    real!(
        "INV-1304",
        "InventoryHead.buyerTelephone",
        ["订购人电话", "the buyer's telephone"],
        |on, to| {
            real(to, At::Head("inventory.buyer_telephone"), &on.it.buyer_telephone);
        }
    ),
    real!(
        "INV-1305",
        "InventoryHead.consigneeAddress",
        ["收件地址", "the delivery address"],
        |on, to| {
            real(to, At::Head("inventory.consignee_address"), &on.it.consignee_address);
        }
    ),
    real!(
        "INV-1306",
        "InventoryList.gname",
        ["商品名称", "the name of a listed item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                real(to, At::Item("inventory", idx, "name"), &item.name);
            }
        }
    ),
    real!(
        "INV-1307",
        "InventoryList.gmodel",
        ["商品规格型号", "the model of a listed item"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                real(to, At::Item("inventory", idx, "model"), &item.model);
            }
        }
    ),
];

pub(crate) const CANCELLATION: &[Check<OnCancellation>] = &[real!(
    "CAN-1303",
    "InvtCancel.reason",
    ["撤单原因", "the reason of the cancellation"],
    |on, to| {
        real(to, At::Head("cancellation.reason"), &on.it.reason);
    }
)];

pub(crate) const GOODS_RETURN: &[Check<OnGoodsReturn>] = &[real!(
    "RET-1303",
    "InvtRefundHead.reason",
    ["退货原因", "the reason of the return"],
    |on, to| {
        real(to, At::Head("goods_return.reason"), &on.it.reason);
    }
)];

fn real(to: &mut Findings<'_>, at: At, text: &Text<'_>) {
    if matches!(text.trim(), "空" | "无" | "/" | "//") {
        to.report(at, text, "真实内容 (the real text)");
    }
}
