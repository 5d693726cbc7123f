//! All checks, in the order in which findings are reported, and the calls that run them.

use model::{Action, CheckInfo, Document, Finding};

use crate::{
    AssessedCase, CancellationCase, DocumentCase, JoinedCase, ReturnCase, TruthCase, WaitingCase,
    can,
    check::{
        Check, OnAny, OnAssessed, OnCancellation, OnInventory, OnJoined, OnOrder, OnPayment,
        OnReturn, OnTruth, OnWaiting, OnWaybill, Subject, Submitted, SubmittedInventory, run,
    },
    inv, mis, ord, reg, ret,
    rules::{
        amounts, code_lists, conditions, field_pairs, fixed_values, item_pairs, numbering,
        placeholders, state,
        tariff::{self, Lines},
        truth,
    },
};

type Tables<S> = &'static [&'static [Check<S>]];

static ORDER_STATE: Tables<OnOrder> = &[state::ORDER];
static ORDER: Tables<OnOrder> = &[
    numbering::ORDER,
    placeholders::ORDER,
    fixed_values::ORDER,
    code_lists::ORDER,
    amounts::ORDER,
    ord::CHECKS,
];
static PAYMENT_STATE: Tables<OnPayment> = &[state::PAYMENT];
static PAYMENT: Tables<OnPayment> =
    &[placeholders::PAYMENT, fixed_values::PAYMENT, amounts::PAYMENT];
static WAYBILL_STATE: Tables<OnWaybill> = &[state::WAYBILL];
static WAYBILL: Tables<OnWaybill> =
    &[placeholders::WAYBILL, fixed_values::WAYBILL, amounts::WAYBILL];
static INVENTORY_STATE: Tables<OnInventory> = &[state::INVENTORY];
static INVENTORY: Tables<OnInventory> = &[
    numbering::INVENTORY,
    placeholders::INVENTORY,
    conditions::INVENTORY,
    fixed_values::INVENTORY,
    code_lists::INVENTORY,
    tariff::INVENTORY,
    amounts::INVENTORY,
    inv::ALONE,
];
static PARTIES: Tables<OnAny> = &[reg::CHECKS];
static WAITING: Tables<OnWaiting> = &[mis::CHECKS];
static JOINED: Tables<OnJoined> = &[
    field_pairs::PAYMENT,
    field_pairs::BUYER,
    inv::JOINED,
    item_pairs::CHECKS,
    field_pairs::WAYBILL,
];
static ASSESSED: Tables<OnAssessed> = &[inv::ASSESSED];
static TRUTH: Tables<OnTruth> = &[truth::CHECKS];
static CANCELLATION: Tables<OnCancellation> = &[&[can::CAN_7005]];
static RETURN: Tables<OnReturn> = &[ret::CHECKS];

/// What is known of every check, in table order.
pub fn all() -> impl Iterator<Item = &'static CheckInfo> {
    fn infos<S: Subject>(tables: Tables<S>) -> impl Iterator<Item = &'static CheckInfo> {
        tables.iter().copied().flatten().map(|it| &it.info)
    }
    infos(ORDER_STATE)
        .chain(infos(ORDER))
        .chain(infos(PAYMENT_STATE))
        .chain(infos(PAYMENT))
        .chain(infos(WAYBILL_STATE))
        .chain(infos(WAYBILL))
        .chain(infos(INVENTORY_STATE))
        .chain(infos(INVENTORY))
        .chain(infos(PARTIES))
        .chain(infos(WAITING))
        .chain(infos(JOINED))
        .chain(infos(ASSESSED))
        .chain(infos(TRUTH))
        .chain(infos(CANCELLATION))
        .chain(infos(RETURN))
}

/// The check of a code, e.g. `PAY-2332`. A walk over all: for where something is wrong, or read.
pub fn find(code: &str) -> Option<&'static CheckInfo> {
    all().find(|it| it.code == code)
}

/// One document alone. Of a deletion only its place in the house is looked at: what it says no
/// longer matters. `only_single_field` is for a document with format faults, whose unread fields
/// stand as empty or zero: nothing is then compared, and nothing reported of such a value.
pub fn document(case: &DocumentCase<'_>, only_single_field: bool, out: &mut Vec<Finding>) {
    let is_deletion = case.head().action == Action::Delete;
    match case.document {
        Document::Order(it) => {
            let on = Submitted { it: &**it, case };
            both(ORDER_STATE, ORDER, &on, case, only_single_field, out);
        }
        Document::Payment(it) => {
            let on = Submitted { it: &**it, case };
            both(PAYMENT_STATE, PAYMENT, &on, case, only_single_field, out);
        }
        Document::Waybill(it) => {
            let on = Submitted { it: &**it, case };
            both(WAYBILL_STATE, WAYBILL, &on, case, only_single_field, out);
        }
        Document::Inventory(it) => {
            let lines = Lines::of(it, case.law, case.on);
            let on = SubmittedInventory { it, case, lines };
            both(INVENTORY_STATE, INVENTORY, &on, case, only_single_field, out);
        }
    }
    if !is_deletion {
        run(PARTIES, case, case.on, only_single_field, out);
    }
}

fn both<S: Subject>(
    state: Tables<S>,
    content: Tables<S>,
    on: &S::Case<'_>,
    case: &DocumentCase<'_>,
    only_single_field: bool,
    out: &mut Vec<Finding>,
) {
    run(state, on, case.on, only_single_field, out);
    if case.head().action != Action::Delete {
        run(content, on, case.on, only_single_field, out);
    }
}

/// The partners that a list still lacks; nothing when it has all.
pub fn waiting(case: &WaitingCase<'_>, out: &mut Vec<Finding>) {
    let on = case.inventory.declared_on.date().unwrap_or(model::Date::MAX);
    run(WAITING, case, on, false, out);
}

/// The four papers side by side: every differing field, with both values.
pub fn joined(case: &JoinedCase<'_>, out: &mut Vec<Finding>) {
    run(JOINED, case, case.on, false, out);
}

/// With tax and balances: limits, guarantee, account book.
pub fn assessed(case: &AssessedCase<'_>, out: &mut Vec<Finding>) {
    run(ASSESSED, case, case.on, false, out);
}

/// A payment's original data against what was declared.
pub fn truth(case: &TruthCase<'_>, out: &mut Vec<Finding>) {
    run(TRUTH, case, case.on, false, out);
}

/// The withdrawal of a list.
pub fn cancellation(case: &CancellationCase, out: &mut Vec<Finding>) {
    run(CANCELLATION, case, case.on, false, out);
}

/// The return of goods that were released.
pub fn goods_return(case: &ReturnCase<'_>, out: &mut Vec<Finding>) {
    run(RETURN, case, case.on, false, out);
}
