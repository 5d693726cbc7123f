//! What a sender asks (new, change, delete) against what the house already holds.
//!
//! One document has at most one fault of this kind; [`fault`] says which.

use model::{Action, Document, DocumentState, EntryState, Stamp};

use crate::{
    DocumentCase, Prior,
    can::is_before_release,
    check::{
        Check, OnGoodsReturn, OnInboundDetail, OnInventory, OnOrder, OnPayment, OnWaybill,
        OnWaybillStatus, Rule, Source,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// A change or deletion of what is not held.
    NotFound,
    /// A new one where one is held.
    Duplicate,
    /// Too late: the list has gone too far.
    Settled,
    /// Older than what is held.
    Stale,
    /// Its number is another order's.
    Claimed,
}

/// Rows: fault, code, source, titles, fixes, and the field
/// that is pointed at with its getter.
macro_rules! state {
    ($fault:ident, $code:literal, $source:expr, $title:expr, $fix:expr, $pointer:literal, $field:ident) => {
        Check {
            info: Rule::cross($source).info($code, $title, $fix),
            run: |on, to| {
                if fault(on.case) == Some(Fault::$fault) {
                    let (observed, expected) = words(Fault::$fault, on.case, &on.it.$field);
                    to.report($pointer, observed, expected);
                }
            },
        }
    };
}

const FIND: [&str; 2] =
    ["请核对编号，或改为新增申报", "check the number, or send the document as new"];
const CHANGE: [&str; 2] =
    ["如需修改请以变更（appType=2）申报", "to change what is held, send a change (appType 2)"];
const TOO_LATE: [&str; 2] =
    ["清单已入库，不能再变更或删除", "the list has been accepted: nothing can be changed any more"];
const RENEW: [&str; 2] =
    ["请以最新的报送时间重新申报", "send it again with the time of its making"];
const OWN: [&str; 2] = ["请核对编号是否属于本订单", "check that the number is this order's"];

pub(crate) const ORDER: &[Check<OnOrder>] = &[
    state!(
        NotFound,
        "ORD-7009",
        Source::field("表7-2 -301009"),
        ["未找到操作的订单", "there is no such order to change or delete"],
        FIND,
        "order.order_no",
        order_no
    ),
    state!(
        Duplicate,
        "ORD-7010",
        Source::field("表7-2 -301010"),
        ["已存在相同编号的订单", "an order with this number is held"],
        CHANGE,
        "order.order_no",
        order_no
    ),
    state!(
        Settled,
        "ORD-7011",
        Source::field("表7-2 -301011"),
        ["该订单已向海关申报清单，状态不符", "the order's list has been accepted"],
        TOO_LATE,
        "order.order_no",
        order_no
    ),
    state!(
        Stale,
        "ORD-7014",
        Source::field("表7-2 -301014"),
        ["接收的订单为旧报文数据", "a newer order is held"],
        RENEW,
        "order.head.sent_at",
        order_no
    ),
];

pub(crate) const PAYMENT: &[Check<OnPayment>] = &[
    state!(
        NotFound,
        "PAY-7006",
        Source::field("表7-2 -401006"),
        ["未找到操作的支付单", "there is no such payment to change or delete"],
        FIND,
        "payment.transaction_no",
        transaction_no
    ),
    state!(
        Duplicate,
        "PAY-7007",
        Source::field("表7-2 -401007"),
        ["已存在相同编号的支付单", "a payment with this number is held"],
        CHANGE,
        "payment.transaction_no",
        transaction_no
    ),
    state!(
        Settled,
        "PAY-7008",
        Source::field("表7-2 -401008"),
        ["支付单对应清单已入库，状态不符", "the payment's list has been accepted"],
        TOO_LATE,
        "payment.transaction_no",
        transaction_no
    ),
    state!(
        Stale,
        "PAY-7012",
        Source::field("表7-2 -401012"),
        ["接收的支付单为旧报文数据", "a newer payment is held"],
        RENEW,
        "payment.head.sent_at",
        transaction_no
    ),
    state!(
        Claimed,
        "PAY-7018",
        Source::field("PaymentHead.payTransactionId"),
        ["支付交易编号已用于其他订单", "the transaction has paid another order"],
        OWN,
        "payment.transaction_no",
        transaction_no
    ),
];

pub(crate) const WAYBILL: &[Check<OnWaybill>] = &[
    state!(
        NotFound,
        "WAY-7014",
        Source::field("表7-2 -504014"),
        ["未找到操作的运单", "there is no such waybill to change or delete"],
        FIND,
        "waybill.waybill_no",
        waybill_no
    ),
    state!(
        Duplicate,
        "WAY-7015",
        Source::field("表7-2 -504015"),
        ["已存在相同编号的运单", "a waybill with this number is held"],
        CHANGE,
        "waybill.waybill_no",
        waybill_no
    ),
    state!(
        Settled,
        "WAY-7016",
        Source::field("表7-2 -504016"),
        ["运单对应清单已入库，状态不符", "the waybill's list has been accepted"],
        TOO_LATE,
        "waybill.waybill_no",
        waybill_no
    ),
    state!(
        Stale,
        "WAY-7017",
        Source::practice("LogisticsHead.appTime"),
        ["接收的运单为旧报文数据", "a newer waybill is held"],
        RENEW,
        "waybill.head.sent_at",
        waybill_no
    ),
    state!(
        Claimed,
        "WAY-7018",
        Source::field("LogisticsHead.logisticsNo"),
        [
            "运单编号六个月内已用于其他订单",
            "another order has used the waybill number within six months"
        ],
        OWN,
        "waybill.waybill_no",
        waybill_no
    ),
];

pub(crate) const INVENTORY: &[Check<OnInventory>] = &[
    state!(
        Duplicate,
        "INV-7004",
        Source::field("表7-2 -621004"),
        ["清单已经申报过，请勿重复申报", "the list has been declared"],
        CHANGE,
        "inventory.order_no",
        order_no
    ),
    state!(
        NotFound,
        "INV-7011",
        Source::field("表7-2 -621011"),
        ["不存在已申报的清单，无法变更或删除", "there is no such list to change or delete"],
        FIND,
        "inventory.order_no",
        order_no
    ),
    state!(
        Settled,
        "INV-7012",
        Source::field("表7-2 -621012"),
        ["清单的状态不允许变更或删除", "the list has gone too far to be changed or deleted"],
        [
            "入库后不能变更，放行后不能删除；已放行的请申请退货",
            "no change after acceptance, no deletion after release; released goods are returned"
        ],
        "inventory.order_no",
        order_no
    ),
    state!(
        Stale,
        "INV-7013",
        Source::practice("InventoryHead.appTime"),
        ["接收的清单为旧报文数据", "a newer list is held"],
        RENEW,
        "inventory.head.sent_at",
        order_no
    ),
    state!(
        Claimed,
        "INV-7019",
        Source::field("InventoryHead.logisticsNo"),
        ["运单编号已用于其他清单", "another list has used the waybill"],
        OWN,
        "inventory.waybill_no",
        waybill_no
    ),
];

pub(crate) const WAYBILL_STATUS: &[Check<OnWaybillStatus>] = &[
    state!(
        Duplicate,
        "STA-7012",
        Source::field("表7-2 -505012"),
        ["物流运单状态已存在", "the waybill's status is held"],
        CHANGE,
        "waybill_status.waybill_no",
        waybill_no
    ),
    state!(
        NotFound,
        "STA-7014",
        Source::field("表7-2 -505014"),
        [
            "未找到对应的清单或运单状态",
            "no list declares the waybill, or no status of it is held to change or delete"
        ],
        FIND,
        "waybill_status.waybill_no",
        waybill_no
    ),
    state!(
        Stale,
        "STA-7016",
        Source::field("表7-2 -505016"),
        ["接收的运单状态为旧报文数据", "a newer status is held"],
        RENEW,
        "waybill_status.head.sent_at",
        waybill_no
    ),
];

pub(crate) const GOODS_RETURN: &[Check<OnGoodsReturn>] = &[
    state!(
        NotFound,
        "RET-7006",
        Source::field("表7-2 -625032"),
        ["查无此退货申请单，无法变更或删除", "there is no such return to change or delete"],
        FIND,
        "goods_return.trader_reference",
        trader_reference
    ),
    state!(
        Settled,
        "RET-7007",
        Source::field("表7-2 -625022"),
        [
            "退货申请单的状态不允许变更或删除",
            "the return has gone too far to be changed or deleted"
        ],
        [
            "退货商品已运抵或申请已失效，不能再变更或删除",
            "its goods are back, or it has lapsed: nothing can be changed any more"
        ],
        "goods_return.trader_reference",
        trader_reference
    ),
    state!(
        Stale,
        "RET-7008",
        Source::practice("InvtRefundHead.appTime"),
        ["接收的退货申请单为旧报文数据", "a newer return is held"],
        RENEW,
        "goods_return.head.sent_at",
        trader_reference
    ),
    state!(
        Duplicate,
        "RET-7033",
        Source::field("表7-2 -625033"),
        ["退货申请单已经申报过，请勿重复申报", "a return with this number is held"],
        CHANGE,
        "goods_return.trader_reference",
        trader_reference
    ),
];

pub(crate) const INBOUND_DETAIL: &[Check<OnInboundDetail>] = &[
    state!(
        Duplicate,
        "IND-7003",
        Source::field("表7-2 -800003"),
        ["入库明细单已存在", "an inbound detail with this number is held"],
        CHANGE,
        "inbound_detail.trader_reference",
        trader_reference
    ),
    state!(
        Stale,
        "IND-7005",
        Source::field("表7-2 -800005"),
        ["接收的入库明细单为旧报文数据", "a newer inbound detail is held"],
        RENEW,
        "inbound_detail.head.sent_at",
        trader_reference
    ),
    state!(
        NotFound,
        "IND-7014",
        Source::practice("DeliveryHead.appType"),
        ["未找到操作的入库明细单", "there is no such inbound detail to change or delete"],
        FIND,
        "inbound_detail.trader_reference",
        trader_reference
    ),
    state!(
        Settled,
        "IND-7016",
        Source::practice("DeliveryHead.appType"),
        [
            "入库明细单所列货物已放行，不能撤下",
            "goods were released on the inbound detail and stay on it"
        ],
        [
            "变更后的明细须保留已放行货物的运单",
            "keep the waybills of released goods in what is sent"
        ],
        "inbound_detail.trader_reference",
        trader_reference
    ),
];

fn fault(case: &DocumentCase<'_>) -> Option<Fault> {
    let (prior, head) = (&case.prior, case.head());
    let is_stale = || held_since(prior).is_some_and(|held| head.sent_at < held);
    let stale = || is_stale().then_some(Fault::Stale);
    // A change may give a waybill to another order; a deletion claims nothing.
    let claiming: &[Action] = match case.document {
        Document::Order(_) => &[],
        Document::Waybill(_) => &[Action::New],
        Document::Payment(_) | Document::Inventory(_) => &[Action::New, Action::Change],
        Document::WaybillStatus(_)
        | Document::Cancellation(_)
        | Document::GoodsReturn(_)
        | Document::InboundDetail(_) => &[],
    };
    let is_claimed = prior.claimed_elsewhere && claiming.contains(&head.action);
    let claimed = || is_claimed.then_some(Fault::Claimed);
    match case.document {
        Document::Inventory(_) => {
            list_fault(head.action, prior.entry).or_else(stale).or_else(claimed)
        }
        // Another order's number says more than that it is held.
        Document::Order(_) | Document::Payment(_) | Document::Waybill(_) => {
            claimed().or_else(|| paper_fault(head.action, prior)).or_else(stale)
        }
        Document::WaybillStatus(_) => {
            let is_unknown = prior.entry.is_none();
            let unknown = is_unknown.then_some(Fault::NotFound);
            unknown.or_else(|| held_fault(head.action, prior)).or_else(stale)
        }
        Document::GoodsReturn(_) | Document::InboundDetail(_) => {
            held_fault(head.action, prior).or_else(stale)
        }
        Document::Cancellation(_) => None,
    }
}

fn held_since(prior: &Prior) -> Option<Stamp> {
    prior.same_kind.map(|it| it.sent_at)
}

/// An order, payment or waybill: one that was rejected may be sent again, or changed.
fn paper_fault(action: Action, prior: &Prior) -> Option<Fault> {
    let held = prior.same_kind.map(|it| it.state);
    match (action, held) {
        (Action::New, Some(DocumentState::Accepted)) => Some(Fault::Duplicate),
        (Action::New, _) => None,
        (Action::Change | Action::Delete, None | Some(DocumentState::Deleted)) => {
            Some(Fault::NotFound)
        }
        (Action::Change | Action::Delete, Some(_)) => {
            let is_open = prior.entry.is_none_or(is_open);
            (!is_open).then_some(Fault::Settled)
        }
    }
}

/// A document that follows a list: it may be changed until it had its effect.
fn held_fault(action: Action, prior: &Prior) -> Option<Fault> {
    let held = prior.same_kind.map(|it| it.state);
    match (action, held) {
        (Action::New, Some(DocumentState::Accepted)) => Some(Fault::Duplicate),
        (Action::New, _) => None,
        (Action::Change | Action::Delete, Some(DocumentState::Accepted)) => {
            prior.is_used.then_some(Fault::Settled)
        }
        (Action::Change | Action::Delete, _) => Some(Fault::NotFound),
    }
}

/// A list may be changed until it is accepted (海关法第二十六条), deleted until it is released.
fn list_fault(action: Action, entry: Option<EntryState>) -> Option<Fault> {
    let is_declared = !matches!(
        entry,
        None | Some(EntryState::Expected | EntryState::Rejected | EntryState::Withdrawn)
    );
    let is_held = is_declared || entry == Some(EntryState::Rejected);
    match action {
        Action::New => is_declared.then_some(Fault::Duplicate),
        Action::Change | Action::Delete if !is_held => Some(Fault::NotFound),
        Action::Change => (!entry.is_some_and(is_open)).then_some(Fault::Settled),
        Action::Delete => (!entry.is_some_and(is_before_release)).then_some(Fault::Settled),
    }
}

/// Nothing has been accepted yet, or nothing is left.
fn is_open(state: EntryState) -> bool {
    use EntryState::{Declared, Expected, Rejected, Withdrawn};
    matches!(state, Expected | Declared | Rejected | Withdrawn)
}

fn words(fault: Fault, case: &DocumentCase<'_>, number: &str) -> (String, String) {
    let in_state = || match (case.prior.entry, case.prior.same_kind) {
        (Some(state), _) => format!("{number}, {state:?}"),
        (None, Some(held)) => format!("{number}, {:?}", held.state),
        (None, None) => number.to_owned(),
    };
    match fault {
        Fault::NotFound => (number.to_owned(), "已申报的编号 (a number that is held)".to_owned()),
        Fault::Duplicate => (in_state(), "未申报过的编号 (not yet declared)".to_owned()),
        Fault::Settled if case.prior.is_used => {
            (number.to_owned(), "尚未生效的单证 (one that has had no effect yet)".to_owned())
        }
        Fault::Settled => {
            (in_state(), "未审核或放行的清单 (not yet accepted or released)".to_owned())
        }
        Fault::Stale => {
            let held = held_since(&case.prior).unwrap_or_default();
            (case.head().sent_at.to_string(), format!("≥ {held}"))
        }
        Fault::Claimed => (number.to_owned(), "仅属本订单的编号 (of this order alone)".to_owned()),
    }
}
