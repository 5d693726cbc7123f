//! What is sent, against what the house holds. One document has at most one fault of this kind.

use model::{Action, DocumentState, ExportDocument, ExportKind, ExportState};

use crate::{
    ExportCase,
    check::{Check, OnExport, Rule, Source},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Duplicate,
    NotFound,
    Stale,
    Settled,
    Claimed,
    Tallied,
}

/// Rows: fault, code, titles, fixes, what was expected.
macro_rules! state {
    ($fault:ident, $code:literal, [$zh:literal, $en:literal $(,)?], $fix:expr, $expected:expr) => {
        Check {
            info: Rule::cross(Source::field("appType").known(model::Confidence::Secondary)).info(
                $code,
                [$zh, $en],
                $fix,
            ),
            run: |on, to| {
                if fault(on) == Some(Fault::$fault) {
                    let expected: fn(&ExportCase<'_>) -> &'static str = $expected;
                    to.report(pointer(on), observed(on), expected(on));
                }
            },
        }
    };
}

pub(crate) const CHECKS: &[Check<OnExport>] = &[
    state!(
        Duplicate,
        "EXP-7001",
        ["已存在相同编号的单证", "a document with this number is held"],
        ["如需修改请以变更（appType=2）申报", "to change what is held, send a change (appType 2)"],
        |_| "未申报过的编号 (a number that is not held)"
    ),
    state!(
        NotFound,
        "EXP-7002",
        ["未找到要变更或删除的单证", "there is no such document to change or delete"],
        ["请核对编号，或改为新增申报", "check the number, or send the document as new"],
        |_| "已申报的编号 (a number that is held)"
    ),
    state!(
        Stale,
        "EXP-7003",
        ["接收的单证为旧报文数据", "a newer document is held"],
        ["请以最新的报送时间重新申报", "send it again with the time of its making"],
        |_| "不早于已有单证 (not older than what is held)"
    ),
    state!(
        Settled,
        "EXP-7004",
        ["清单状态不允许变更或删除该单证", "the export has gone too far for this"],
        [
            "清单已入库的，请在放行前申请撤单；离境单不变更、不删除；退货货物运抵后不变更",
            "once the list is accepted, ask to cancel it before release; a departure stands, and so does what is back",
        ],
        mended_until
    ),
    state!(
        Claimed,
        "EXP-7005",
        ["运单已被其他清单使用", "another list has this waybill"],
        ["请核对物流运单编号", "check the number of the waybill"],
        |_| "未被使用的运单 (a waybill that no list has)"
    ),
    state!(
        Tallied,
        "EXP-7010",
        ["退货包裹已由其他理货明细单报送", "another tally has this parcel already"],
        ["请核对运单编号与清单编号，勿重复报送", "check both numbers: a parcel comes in once"],
        |_| "未报送过的退货包裹 (a parcel not yet reported)"
    ),
];

fn fault(on: &ExportCase<'_>) -> Option<Fault> {
    let (prior, action) = (&on.prior, on.document.action());
    let held = prior.same_kind;
    let is_accepted = held.is_some_and(|it| it.state == DocumentState::Accepted);
    let is_older = held.is_some_and(|it| on.document.head().sent_at < it.sent_at);
    match action {
        // It names a list by its number: whether that may be cancelled is asked beside the list.
        _ if on.document.kind() == ExportKind::Cancellation => None,
        Action::New if is_accepted => Some(Fault::Duplicate),
        Action::Change if held.is_none() => Some(Fault::NotFound),
        Action::Delete if !is_accepted => Some(Fault::NotFound),
        Action::Change | Action::Delete if is_left_alone(on) => Some(Fault::Settled),
        _ if is_older => Some(Fault::Stale),
        _ if prior.claimed_elsewhere => match on.document.kind() {
            ExportKind::Tally => Some(Fault::Tallied),
            _ => Some(Fault::Claimed),
        },
        _ => None,
    }
}

/// Whether the export has gone too far for a change of the document.
fn is_left_alone(on: &ExportCase<'_>) -> bool {
    use ExportState::{Accepted, Closed, Declared, Expected, Rejected, Reviewed, Withdrawn};
    let state = on.prior.state;
    match on.document.kind() {
        // What left the country has left it.
        ExportKind::Departure => true,
        // What was summed up is a declaration, which is amended or withdrawn.
        ExportKind::Summary => true,
        // A report of what arrived can be mended until something was released on it.
        ExportKind::Arrival => !matches!(
            state,
            None | Some(Expected | Declared | Rejected | Accepted | Reviewed | Withdrawn)
        ),
        ExportKind::MasterWaybill => state == Some(Closed),
        ExportKind::Return | ExportKind::Tally => on.prior.is_used,
        _ => !matches!(state, None | Some(Expected | Declared | Rejected | Withdrawn)),
    }
}

/// Until when a document of the kind can be mended.
fn mended_until(on: &ExportCase<'_>) -> &'static str {
    match on.document.kind() {
        ExportKind::Departure => "离境前 (not once it left)",
        ExportKind::Arrival => "放行前 (before anything is released on it)",
        ExportKind::MasterWaybill => "离境前 (before its goods leave)",
        ExportKind::Return => "退货运抵、失效前 (before its goods are back, or too late)",
        ExportKind::Tally => "退货放行前 (before goods were released on it)",
        ExportKind::Summary => {
            "汇总申请不变更、不删除 (an application stands; amend its declaration)"
        }
        _ => "未入库的清单 (a list that is not accepted yet)",
    }
}

/// The field of the document's own number.
fn pointer(on: &ExportCase<'_>) -> String {
    let field = match fault(on) {
        Some(Fault::Stale) => "head.sent_at",
        Some(Fault::Claimed | Fault::Tallied) => "waybill_no",
        _ => match on.document.kind() {
            ExportKind::Order | ExportKind::Money | ExportKind::List => "order_no",
            ExportKind::Waybill => "waybill_no",
            ExportKind::Cancellation => "list_no",
            ExportKind::Arrival
            | ExportKind::Departure
            | ExportKind::MasterWaybill
            | ExportKind::Summary
            | ExportKind::Return
            | ExportKind::Tally => "trader_reference",
        },
    };
    format!("{}.{field}", on.document.kind().name())
}

fn observed(on: &ExportCase<'_>) -> String {
    match (fault(on), on.document) {
        (Some(Fault::Stale), document) => document.head().sent_at.to_string(),
        (Some(Fault::Claimed), ExportDocument::List(it)) => it.waybill_no.to_string(),
        (_, ExportDocument::Order(it)) => it.order_no.to_string(),
        (_, ExportDocument::Money(it)) => it.order_no.to_string(),
        (_, ExportDocument::Waybill(it)) => it.waybill_no.to_string(),
        (_, ExportDocument::List(it)) => it.order_no.to_string(),
        (_, ExportDocument::Cancellation(it)) => it.list_no.to_string(),
        (_, ExportDocument::Arrival(it)) => it.trader_reference.to_string(),
        (_, ExportDocument::Departure(it)) => it.trader_reference.to_string(),
        (_, ExportDocument::MasterWaybill(it)) => it.trader_reference.to_string(),
        (_, ExportDocument::Summary(it)) => it.trader_reference.to_string(),
        (_, ExportDocument::Return(it)) => it.trader_reference.to_string(),
        (Some(Fault::Tallied), ExportDocument::Tally(it)) => it.waybill_no.to_string(),
        (_, ExportDocument::Tally(it)) => it.trader_reference.to_string(),
    }
}
