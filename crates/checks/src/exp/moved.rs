//! What moves beside its lists: goods that arrive in a site, that leave the country, that travel under one
//! bill; and a cancellation beside the list that it names.

use model::{Amount, ExportDocument, ExportState};

use crate::{
    ExportMovedCase, MovedParcel,
    check::{Check, Findings, OnExportCancelling, OnExportMoved, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExportMoved>] = &[
    check!(
        "EXP-2201",
        Rule::joined(Source::export("DepartureList.logisticsNo")),
        ["离境运单没有对应的清单", "a waybill that left has no list"],
        ["请核对物流运单编号", "check the number of the waybill"],
        |on, to| each(on, to, |parcel| {
            let is_departure = matches!(on.document, ExportDocument::Departure(_));
            let is_unknown = is_departure && parcel.state.is_none();
            is_unknown.then_some((String::new(), "已申报清单的运单 (the waybill of a list)"))
        }),
    ),
    check!(
        "EXP-2202",
        Rule::joined(Source::customs_law("第二十四条")),
        ["货物未放行，不得装载离境", "goods may not be loaded or leave before their release"],
        ["请待清单放行（800）后装载离境", "wait for the release of the list (800)"],
        |on, to| each(on, to, |parcel| {
            use ExportState::{Closed, Released};
            let is_departure = matches!(on.document, ExportDocument::Departure(_));
            let state = parcel.state.filter(|it| is_departure && !matches!(it, Released | Closed));
            state.map(|it| (state_name(it).to_owned(), "放行 (released)"))
        }),
    ),
    check!(
        "EXP-2203",
        Rule::joined(Source::export("logisticsNo")),
        ["运单已由其他单证报送运抵或离境", "another report has this waybill already"],
        ["请核对运单编号，勿重复报送", "check the number: a waybill arrives and leaves once"],
        |on, to| each(on, to, |parcel| {
            let is_master = matches!(on.document, ExportDocument::MasterWaybill(_));
            let is_moved = parcel.moved_already && !is_master;
            is_moved.then_some((String::new(), "未报送过的运单 (a waybill not yet reported)"))
        }),
    ),
    check!(
        "EXP-2204",
        Rule::joined(Source::export("billNo")),
        ["提运单号与清单不一致", "the bill of lading is not that of the list"],
        ["请核对提运单号", "check the bill of lading"],
        bill_is_the_lists,
    ),
    check!(
        "EXP-2205",
        Rule::joined(Source::export("WayBillList.invtNo")),
        [
            "总分单关联的清单不存在、已退单或已撤单",
            "a list on the master waybill is not there, or was returned or cancelled",
        ],
        ["请核对运单编号与清单编号", "check the numbers of waybill and list"],
        listed_are_standing,
    ),
    check!(
        "EXP-2206",
        Rule::joined(Source::export("WayBillHead.grossWeight")),
        [
            "总分单毛重与清单毛重合计不一致",
            "the gross weight of the master waybill is not what its lists come to",
        ],
        ["请核对总分单与清单的毛重", "check the weights"],
        weight_is_the_lists,
    ),
];

pub(crate) const CANCELLING: &[Check<OnExportCancelling>] = &[
    check!(
        "EXP-7006",
        Rule::joined(Source::export("InvtCancel.invtNo")),
        ["要撤销的清单不存在", "there is no list with this number to cancel"],
        ["请核对清单编号", "check the number of the list"],
        |on, to| {
            if on.list.is_none() {
                let expected = "本系统的清单编号 (a list number of this house)";
                to.report("export_cancellation.list_no", &on.cancellation.list_no, expected);
            }
        },
    ),
    check!(
        "EXP-7007",
        Rule::joined(Source::export("InvtCancel.invtNo")),
        ["清单状态不允许撤销", "the list's state does not allow it to be cancelled"],
        [
            "放行后不能撤单；查验或扣留中的清单由海关处理",
            "a list is cancelled before its release, and not while it is examined or detained",
        ],
        |on, to| {
            use ExportState::{Declared, Rejected, Reviewed, UnderReview};
            let state = on.list.map(|it| it.state);
            let forbidding =
                state.filter(|it| !matches!(it, Declared | Rejected | Reviewed | UnderReview));
            if let Some(state) = forbidding {
                let expected = "未放行且未查验的清单 (a list neither released nor examined)";
                to.report("export_cancellation.list_no", state_name(state), expected);
            }
        },
    ),
    check!(
        "EXP-2301",
        Rule::joined(Source::export("InvtCancel.agentCode")),
        ["撤单企业与清单不一致", "the list is another company's"],
        ["由清单的申报企业为其电商企业申请撤单", "the list's own declarant asks for its seller"],
        |on, to| {
            let Some(cancelled) = on.list else { return };
            let (it, list) = (on.cancellation, cancelled.list);
            for (field, observed, expected) in [
                ("declarant_code", &it.declarant_code, &list.declarant_code),
                ("seller_code", &it.seller_code, &list.seller_code),
                ("customs_code", &it.customs_code, &list.customs_code),
            ] {
                if observed != expected {
                    let at = format_args!("export_cancellation.{field}");
                    to.report_against(at, observed, expected, format_args!("export_list.{field}"));
                }
            }
        },
    ),
];

fn waybill_no<'d>(document: &'d ExportDocument<'_>, idx: usize) -> &'d str {
    match document {
        ExportDocument::Arrival(it) => it.items.get(idx).map_or("", |it| &it.waybill_no),
        ExportDocument::Departure(it) => it.items.get(idx).map_or("", |it| &it.waybill_no),
        ExportDocument::MasterWaybill(it) => it.items.get(idx).map_or("", |it| &it.waybill_no),
        _ => "",
    }
}

/// Reports every line of which there is something to say: what stands beside its waybill, and what was
/// expected.
fn each(
    on: &ExportMovedCase<'_>,
    to: &mut Findings<'_>,
    fault: impl Fn(&MovedParcel<'_>) -> Option<(String, &'static str)>,
) {
    for (idx, parcel) in on.parcels.iter().enumerate() {
        let Some((beside, expected)) = fault(parcel) else { continue };
        let waybill = waybill_no(on.document, idx);
        let at = format_args!("{}.items[{idx}].waybill_no", on.document.kind().name());
        if beside.is_empty() {
            to.report(at, waybill, expected);
        } else {
            to.report(at, format_args!("{waybill}: {beside}"), expected);
        }
    }
}

/// Both may leave it open.
fn bill_is_the_lists(on: &ExportMovedCase<'_>, to: &mut Findings<'_>) {
    let bill_no = match on.document {
        ExportDocument::Arrival(it) => &it.bill_no,
        ExportDocument::Departure(it) => &it.bill_no,
        ExportDocument::MasterWaybill(it) => &it.bill_no,
        _ => return,
    };
    let Some(bill_no) = bill_no.given() else { return };
    for (idx, parcel) in on.parcels.iter().enumerate() {
        if !parcel.bill_no.is_empty() && parcel.bill_no != bill_no {
            let at = format_args!("{}.bill_no", on.document.kind().name());
            let observed = format_args!("{bill_no} ({})", waybill_no(on.document, idx));
            to.report_against(at, observed, parcel.bill_no, "export_list.bill_no");
        }
    }
}

fn listed_are_standing(on: &ExportMovedCase<'_>, to: &mut Findings<'_>) {
    let ExportDocument::MasterWaybill(master) = on.document else { return };
    for (idx, (item, parcel)) in master.items.iter().zip(on.parcels).enumerate() {
        use ExportState::{Expected, Refused, Rejected, Withdrawn};
        let is_gone =
            matches!(parcel.state, None | Some(Expected | Rejected | Withdrawn | Refused));
        let is_other = item.list_no.given().is_some_and(|it| it != parcel.list_no);
        if is_gone || is_other {
            let at = format_args!("master_waybill.items[{idx}].waybill_no");
            let state = parcel.state.map_or("", state_name);
            let observed = format_args!("{} {} {state}", item.waybill_no, item.list_no);
            to.report(at, observed, "在办或已放行的清单 (a list that stands)");
        }
    }
}

/// The lists of a bill may come in several parts: the weight is then not of this part alone, and is left to the
/// last look at the whole. `EXP-2205` speaks of lists that do not stand.
fn weight_is_the_lists(on: &ExportMovedCase<'_>, to: &mut Findings<'_>) {
    let ExportDocument::MasterWaybill(master) = on.document else { return };
    if master.message_count != 1 || on.parcels.iter().any(|it| it.state.is_none()) {
        return;
    }
    let sum: Amount = on.parcels.iter().map(|it| it.gross_weight_kg).sum();
    if !on.tolerance.allows(master.gross_weight_kg, sum) {
        to.report("master_waybill.gross_weight_kg", master.gross_weight_kg, sum);
    }
}

pub(super) fn state_name(state: ExportState) -> &'static str {
    match state {
        ExportState::Expected => "未申报 (expected)",
        ExportState::Declared => "申报中 (declared)",
        ExportState::Rejected => "退单 (rejected)",
        ExportState::Accepted => "入库 (accepted)",
        ExportState::UnderReview => "人工审核 (under review)",
        ExportState::UnderExamination => "查验 (under examination)",
        ExportState::Reviewed => "审结 (reviewed)",
        ExportState::Released => "放行 (released)",
        ExportState::Closed => "结关 (closed)",
        ExportState::Withdrawn => "撤单 (withdrawn)",
        ExportState::Detained => "扣留 (detained)",
        ExportState::Refused => "不准出口 (not allowed to leave)",
    }
}
