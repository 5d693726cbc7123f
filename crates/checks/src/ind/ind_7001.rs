//! `IND-7001` 运单已入库: another inbound detail brought the waybill in.

use crate::{
    InboundCase,
    check::{At, Check, Findings, OnReceiving, Rule, Source},
};

pub(crate) const CHECK: Check<OnReceiving> = Check {
    info: Rule::cross(Source::field("表7-2 -800001")).info(
        "IND-7001",
        ["运单已在其他入库明细单中入库", "another inbound detail has brought the waybill in"],
        [
            "请核对运单编号，删除重复的明细后重新申报",
            "check the waybill number, and leave out what was reported before",
        ],
    ),
    run: waybill_is_not_in,
};

/// A waybill that nobody has heard of yet is no fault: it waits for its list. One that the detail
/// itself names twice is `IND-2001`'s.
fn waybill_is_not_in(case: &InboundCase<'_>, to: &mut Findings<'_>) {
    for (idx, item) in case.inbound.items.iter().enumerate() {
        if case.is_in_already.get(idx) == Some(&true) {
            let at = At::Item("inbound_detail", idx, "waybill_no");
            to.report(at, &item.waybill_no, "未入库的运单 (a waybill that is not in yet)");
        }
    }
}
