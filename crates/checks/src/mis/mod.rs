//! Partners that a list waits for. They are said while it waits, and returned with it when it has
//! waited too long.

use crate::check::{Check, OnWaiting, Rule, Source};

/// Rows: code, document in Chinese and English, which flag of the case, which field of the list
/// names the partner.
macro_rules! missing {
    ($code:literal, [$zh:literal, $en:literal], $flag:ident, $pointer:literal, $field:ident) => {
        Check {
            info: Rule::joined(Source::retail("")).info(
                $code,
                [concat!($zh, "信息不存在"), concat!("the list's ", $en, " has not come")],
                [
                    concat!("请申报对应的", $zh, "，并核对编号"),
                    concat!("send the ", $en, ", and check the numbers that name it"),
                ],
            ),
            run: |case, to| {
                if !case.$flag {
                    let expected = concat!("已申报的", $zh, "编号 (the ", $en, "'s number)");
                    to.report($pointer, &case.inventory.$field, expected);
                }
            },
        }
    };
}

pub(crate) const CHECKS: &[Check<OnWaiting>] = &[
    missing!("MIS-2001", ["订单", "order"], has_order, "inventory.order_no", order_no),
    missing!("MIS-2002", ["支付", "payment"], has_payment, "inventory.order_no", order_no),
    missing!("MIS-2003", ["运单", "waybill"], has_waybill, "inventory.waybill_no", waybill_no),
];
