//! What an application says of the list that it is about, against the list: nobody applies about
//! another's list.
//!
//! Of waybill and buyer the house keeps digests alone, so a finding cannot say what they were.

use crate::{
    Application, CancellationCase, OriginalList, ReturnCase,
    check::{Check, Findings, OnCancelling, OnReturning, Rule, Source},
};

/// Rows: code, element of the specification, field in Chinese and English, its pointer, and how
/// the two sides compare.
macro_rules! pair {
    ($code:literal, $element:expr, [$zh:literal, $en:literal], $pointer:expr, $run:expr) => {
        Check {
            info: Rule::cross(Source::field($element)).info(
                $code,
                [
                    concat!($zh, "与原清单不一致"),
                    concat!($en, " is not that of the list applied about"),
                ],
                [
                    concat!("请核对清单编号与", $zh, "；只能就所属清单提出申请"),
                    concat!("check the list number and ", $en, "; a list is its own parties' matter"),
                ],
            ),
            run: |case, to| {
                let Some((said, list)) = sides(case) else { return };
                let compare: fn(&Application<'_>, &OriginalList<'_>, &mut Pair<'_, '_>) = $run;
                compare(&said, &list, &mut Pair { pointer: $pointer, to });
            },
        }
    };
}

/// The same rows for either kind of application.
macro_rules! pairs {
    ($name:literal, $head:literal, [$order:literal, $platform:literal, $seller:literal, $waybill:literal, $buyer:literal, $office:literal]) => {
        &[
            pair!(
                $order,
                concat!($head, ".orderNo"),
                ["订单编号", "the order number"],
                concat!($name, ".order_no"),
                |said, list, pair| pair.same(said.order_no, list.order_no)
            ),
            pair!(
                $platform,
                concat!($head, ".ebpCode"),
                ["电商平台", "the platform"],
                concat!($name, ".platform_code"),
                |said, list, pair| pair.same(said.platform_code, list.platform_code)
            ),
            pair!(
                $seller,
                concat!($head, ".ebcCode"),
                ["电商企业", "the seller"],
                concat!($name, ".seller_code"),
                |said, list, pair| pair.same(said.seller_code, list.seller_code)
            ),
            pair!(
                $waybill,
                concat!($head, ".logisticsNo"),
                ["物流运单", "the waybill"],
                concat!($name, ".waybill_no"),
                |said, list, pair| pair.known(
                    list.is_same_waybill,
                    &format!("{}/{}", said.logistics_code, said.waybill_no),
                    "清单的物流企业与运单编号 (the list's logistics company and waybill)",
                )
            ),
            pair!(
                $buyer,
                concat!($head, ".buyerIdNumber"),
                ["订购人证件号码", "the buyer"],
                concat!($name, ".buyer_id_number"),
                |said, list, pair| pair.known(
                    list.is_same_buyer,
                    said.buyer_id_number,
                    "清单的订购人 (the list's buyer)",
                )
            ),
            pair!(
                $office,
                concat!($head, ".customsCode"),
                ["申报海关", "the customs office"],
                concat!($name, ".customs_code"),
                |said, list, pair| pair.same(said.customs_code, list.customs_code)
            ),
        ]
    };
}

pub(crate) const CANCELLATION: &[Check<OnCancelling>] = pairs!(
    "cancellation",
    "InvtCancel",
    ["CAN-2101", "CAN-2102", "CAN-2103", "CAN-2104", "CAN-2105", "CAN-2106"]
);

pub(crate) const GOODS_RETURN: &[Check<OnReturning>] = pairs!(
    "goods_return",
    "InvtRefundHead",
    ["RET-2101", "RET-2102", "RET-2103", "RET-2104", "RET-2105", "RET-2106"]
);

/// A case with an application and, where there is one, its list.
trait Sides {
    fn sides(&self) -> Option<(Application<'_>, OriginalList<'_>)>;
}

impl Sides for CancellationCase<'_> {
    fn sides(&self) -> Option<(Application<'_>, OriginalList<'_>)> {
        Some((self.cancellation.into(), self.list?))
    }
}

impl Sides for ReturnCase<'_> {
    fn sides(&self) -> Option<(Application<'_>, OriginalList<'_>)> {
        Some((self.goods_return.into(), self.list?.original))
    }
}

fn sides<C: Sides>(case: &C) -> Option<(Application<'_>, OriginalList<'_>)> {
    case.sides()
}

/// Where a difference is reported.
struct Pair<'p, 'f> {
    pointer: &'static str,
    to: &'p mut Findings<'f>,
}

impl Pair<'_, '_> {
    fn same(&mut self, said: &str, of_list: &str) {
        if said != of_list {
            self.to.report(self.pointer, said, of_list);
        }
    }

    fn known(&mut self, is_same: bool, said: &str, of_list: &str) {
        if !is_same {
            self.to.report(self.pointer, said, of_list);
        }
    }
}
