//! Fields of two documents of one parcel that must say the same (三单比对).
//!
//! A field that one of the two leaves empty is not compared: whether it may be empty is a matter
//! of format. Blanks around a text, and the case of an identity number's `X`, make no difference.

use model::Amount;

use crate::{
    JoinedCase,
    check::{Check, Findings, OnJoined, Rule, Source},
};

/// Rows: code, titles, the field that is pointed at, the field it is compared with, and how.
macro_rules! pair {
    ($code:literal, $source:expr, [$zh:literal, $en:literal], $one:literal, $other:literal, $run:expr) => {
        Check {
            info: Rule::joined($source).info(
                $code,
                [$zh, $en],
                [
                    "请核对两单证的该项内容，更正有误的一方后重新申报",
                    "compare both documents, and declare the wrong one again",
                ],
            ),
            run: |case, to| {
                let fields = Fields { one: $one, other: $other };
                let compare: fn(&JoinedCase<'_>, &Fields, &mut Findings<'_>) = $run;
                compare(case, &fields, to);
            },
        }
    };
}

/// The two fields' pointers.
struct Fields {
    one: &'static str,
    other: &'static str,
}

pub(crate) const PAYMENT: &[Check<OnJoined>] = &[
    pair!(
        "PAY-2332",
        Source::field("OrderHead.acturalPaid"),
        [
            "支付单支付金额与订单支付金额不一致",
            "the payment is not the amount that the order says was paid"
        ],
        "payment.amount_paid",
        "order.actual_paid",
        |case, at, to| amount(case, at, to, case.payment.amount_paid, case.order.actual_paid)
    ),
    pair!(
        "PAY-2335",
        Source::practice("OrderHead.payCode"),
        ["支付企业不一致", "the payment company is not the one that the order names"],
        "payment.payment_company_code",
        "order.payment_company_code",
        |case, at, to| text(
            at,
            to,
            &case.payment.payment_company_code,
            &case.order.payment_company_code
        )
    ),
    pair!(
        "PAY-2336",
        Source::practice("OrderHead.payTransactionId"),
        ["支付交易编号与订单不一致", "the transaction is not the one that the order names"],
        "payment.transaction_no",
        "order.payment_transaction_no",
        |case, at, to| text(
            at,
            to,
            &case.payment.transaction_no,
            &case.order.payment_transaction_no
        )
    ),
    // Where payer and list name one person and the order another, the order is the mistake, and
    // INV-2127 and INV-2128 report it.
    pair!(
        "PAY-2337",
        Source::retail(""),
        ["支付人姓名与订购人姓名不一致", "the payer's name is not the buyer's"],
        "payment.payer_name",
        "order.buyer_name",
        |case, at, to| {
            let payer = &case.payment.payer_name;
            if !is_same(payer, &case.inventory.buyer_name) {
                text(at, to, payer, &case.order.buyer_name);
            }
        }
    ),
    pair!(
        "PAY-2338",
        Source::retail(""),
        ["支付人证件号码与订购人证件号码不一致", "the payer's identity number is not the buyer's"],
        "payment.payer_id_number",
        "order.buyer_id_number",
        |case, at, to| {
            let payer = &case.payment.payer_id_number;
            if !is_same_identity(payer, &case.inventory.buyer_id_number) {
                identity(at, to, payer, &case.order.buyer_id_number);
            }
        }
    ),
];

pub(crate) const BUYER: &[Check<OnJoined>] = &[
    pair!(
        "INV-2126",
        Source::retail(""),
        ["清单上的订购人电话与订单不一致", "the buyer's telephone in the list is not the order's"],
        "inventory.buyer_telephone",
        "order.buyer_telephone",
        |case, at, to| text(at, to, &case.inventory.buyer_telephone, &case.order.buyer_telephone)
    ),
    pair!(
        "INV-2127",
        Source::retail(""),
        [
            "清单上的订购人姓名与订单上的订购人姓名不一致",
            "the buyer's name in the list is not the order's"
        ],
        "inventory.buyer_name",
        "order.buyer_name",
        |case, at, to| text(at, to, &case.inventory.buyer_name, &case.order.buyer_name)
    ),
    pair!(
        "INV-2128",
        Source::retail(""),
        [
            "清单上的订购人证件号码与订单不一致",
            "the buyer's identity number in the list is not the order's"
        ],
        "inventory.buyer_id_number",
        "order.buyer_id_number",
        |case, at, to| identity(
            at,
            to,
            &case.inventory.buyer_id_number,
            &case.order.buyer_id_number
        )
    ),
    pair!(
        "INV-2346",
        Source::retail(""),
        ["清单上的电商企业与订单不一致", "the seller in the list is not the order's"],
        "inventory.seller_code",
        "order.seller_code",
        |case, at, to| text(at, to, &case.inventory.seller_code, &case.order.seller_code)
    ),
];

/// A waybill of another order differs in everything: only that is said of it (`WAY-2343`).
pub(crate) const WAYBILL: &[Check<OnJoined>] = &[
    pair!(
        "WAY-2343",
        Source::field("LogisticsHead.orderNo"),
        ["运单上的订单编号与清单不一致", "the waybill belongs to another order than the list"],
        "waybill.order_no",
        "inventory.order_no",
        |case, at, to| text(at, to, &case.waybill.order_no, &case.inventory.order_no)
    ),
    pair!(
        "WAY-2340",
        Source::field("OrderHead.consignee"),
        ["运单收货人姓名与订单不一致", "the consignee on the waybill is not the order's"],
        "waybill.consignee",
        "order.consignee",
        |case, at, to| {
            if is_own_waybill(case) {
                text(at, to, &case.waybill.consignee, &case.order.consignee);
            }
        }
    ),
    pair!(
        "WAY-2341",
        Source::field("OrderHead.consigneeTelephone"),
        [
            "运单收货人电话与订单不一致",
            "the consignee's telephone on the waybill is not the order's"
        ],
        "waybill.consignee_telephone",
        "order.consignee_telephone",
        |case, at, to| {
            if is_own_waybill(case) {
                text(at, to, &case.waybill.consignee_telephone, &case.order.consignee_telephone);
            }
        }
    ),
    pair!(
        "WAY-2342",
        Source::field("OrderHead.consigneeAddress"),
        ["运单收货地址与订单不一致", "the address on the waybill is not the order's"],
        "waybill.consignee_address",
        "order.consignee_address",
        |case, at, to| {
            if is_own_waybill(case) {
                text(at, to, &case.waybill.consignee_address, &case.order.consignee_address);
            }
        }
    ),
    pair!(
        "INV-2344",
        Source::practice("InventoryHead.freight"),
        ["清单运费与运单不一致", "the freight in the list is not the waybill's"],
        "inventory.freight",
        "waybill.freight",
        |case, at, to| {
            if is_own_waybill(case) {
                amount(case, at, to, case.inventory.freight, case.waybill.freight);
            }
        }
    ),
    pair!(
        "INV-2345",
        Source::practice("InventoryHead.insuredFee"),
        ["清单保费与运单不一致", "the insurance in the list is not the waybill's"],
        "inventory.insurance",
        "waybill.insurance",
        |case, at, to| {
            if is_own_waybill(case) {
                amount(case, at, to, case.inventory.insurance, case.waybill.insurance);
            }
        }
    ),
];

fn is_own_waybill(case: &JoinedCase<'_>) -> bool {
    is_same(&case.waybill.order_no, &case.inventory.order_no)
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || one.trim() == other.trim()
}

fn is_same_identity(one: &str, other: &str) -> bool {
    one == other || one.trim().eq_ignore_ascii_case(other.trim())
}

fn text(at: &Fields, to: &mut Findings<'_>, observed: &str, expected: &str) {
    if !is_same(observed, expected) && !observed.is_empty() && !expected.is_empty() {
        to.report_against(at.one, observed, expected, at.other);
    }
}

fn identity(at: &Fields, to: &mut Findings<'_>, observed: &str, expected: &str) {
    if !is_same_identity(observed, expected) {
        text(at, to, observed, expected);
    }
}

fn amount(
    case: &JoinedCase<'_>,
    at: &Fields,
    to: &mut Findings<'_>,
    observed: Amount,
    expected: Amount,
) {
    if !case.tolerance.allows(observed, expected) {
        to.report_against(at.one, observed, expected, at.other);
    }
}
