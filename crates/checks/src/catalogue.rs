//! All checks, in the order in which findings are reported, and the calls that run them.

use model::{Action, CheckInfo, Document, Filing, Finding};

use crate::{
    AgencyCase, AssessedCase, CancellationCase, CarriedCase, DeclarationCase, DocumentCase,
    ExitListCase, ExportCancellingCase, ExportCase, ExportJoinedCase, ExportMovedCase,
    ExportReturningCase, ExportSummaryCase, ExportWaitingCase, GatePassCase, GatheredCase,
    InboundCase, JoinedCase, LicencesCase, ManifestCase, PassageCase, ReturnCase, TaxedCase,
    TruthCase, WaitingCase, bel, can,
    check::{
        Check, Declared, Named, OnAgency, OnAssessed, OnCancellation, OnCancelling, OnCarried,
        OnDeclaration, OnExitList, OnExport, OnExportCancelling, OnExportJoined, OnExportMoved,
        OnExportReturning, OnExportSummary, OnExportWaiting, OnGatePass, OnGathered, OnGoodsReturn,
        OnInboundDetail, OnInventory, OnJoined, OnLicences, OnManifest, OnOrder, OnParties,
        OnPassage, OnPayment, OnReceiving, OnReturning, OnTaxed, OnTruth, OnWaiting, OnWaybill,
        OnWaybillStatus, Subject, Submitted, SubmittedInventory, run,
    },
    dec, dtx, exp, gat, ind, inv, mis, ord, reg, ret,
    rules::{
        amounts, application_pairs, books, code_lists, conditions, field_pairs, fixed_values,
        item_pairs, numbering, placeholders, state,
        tariff::{self, Lines},
        truth,
    },
    sta,
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
    books::INVENTORY,
    amounts::INVENTORY,
    inv::ALONE,
];
static WAYBILL_STATUS_STATE: Tables<OnWaybillStatus> = &[state::WAYBILL_STATUS];
static WAYBILL_STATUS: Tables<OnWaybillStatus> = &[fixed_values::WAYBILL_STATUS, sta::CHECKS];
static CANCELLATION: Tables<OnCancellation> =
    &[placeholders::CANCELLATION, fixed_values::CANCELLATION, code_lists::CANCELLATION];
static GOODS_RETURN_STATE: Tables<OnGoodsReturn> = &[state::GOODS_RETURN];
static GOODS_RETURN: Tables<OnGoodsReturn> = &[
    numbering::GOODS_RETURN,
    placeholders::GOODS_RETURN,
    fixed_values::GOODS_RETURN,
    code_lists::GOODS_RETURN,
];
static INBOUND_DETAIL_STATE: Tables<OnInboundDetail> = &[state::INBOUND_DETAIL];
static INBOUND_DETAIL: Tables<OnInboundDetail> =
    &[numbering::INBOUND_DETAIL, fixed_values::INBOUND_DETAIL, code_lists::INBOUND_DETAIL];
static PARTIES: Tables<OnParties> = &[reg::CHECKS];
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
static CANCELLING: Tables<OnCancelling> = &[can::CHECKS, application_pairs::CANCELLATION];
static RETURNING: Tables<OnReturning> = &[ret::STATE, application_pairs::GOODS_RETURN, ret::LINES];
static RECEIVING: Tables<OnReceiving> = &[ind::CHECKS];
static EXIT_LIST_STATE: Tables<OnExitList> = &[bel::STATE];
static EXIT_LIST: Tables<OnExitList> = &[bel::ALONE];
static GATHERED: Tables<OnGathered> = &[bel::GATHERED];
static GATE_PASS_STATE: Tables<OnGatePass> = &[gat::STATE];
static GATE_PASS: Tables<OnGatePass> = &[gat::ALONE];
static CARRIED: Tables<OnCarried> = &[gat::CARRIED];
static PASSAGE: Tables<OnPassage> = &[gat::PASSAGE];
static DECLARATION_STATE: Tables<OnDeclaration> = &[dec::STATE];
static LICENCES: Tables<OnLicences> = &[dec::LICENCES];
static AGENCY: Tables<OnAgency> = &[dec::AGENCY];
static MANIFEST: Tables<OnManifest> = &[dec::MANIFEST];
static TAXED: Tables<OnTaxed> = &[dtx::FAULTS, dtx::NOTICES, dtx::OWN];
static EXPORT_STATE: Tables<OnExport> = &[exp::STATE];
static EXPORT_WAITING: Tables<OnExportWaiting> = &[exp::WAITING];
static EXPORT_JOINED: Tables<OnExportJoined> = &[exp::JOINED];
static EXPORT_MOVED: Tables<OnExportMoved> = &[exp::MOVED];
static EXPORT_CANCELLING: Tables<OnExportCancelling> = &[exp::CANCELLING];
static EXPORT_SUMMARY: Tables<OnExportSummary> = &[exp::SUMMARY];
static EXPORT_RETURNING: Tables<OnExportReturning> = &[exp::RETURNING];

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
        .chain(infos(WAYBILL_STATUS_STATE))
        .chain(infos(WAYBILL_STATUS))
        .chain(infos(CANCELLATION))
        .chain(infos(GOODS_RETURN_STATE))
        .chain(infos(GOODS_RETURN))
        .chain(infos(INBOUND_DETAIL_STATE))
        .chain(infos(INBOUND_DETAIL))
        .chain(infos(PARTIES))
        .chain(infos(WAITING))
        .chain(infos(JOINED))
        .chain(infos(ASSESSED))
        .chain(infos(TRUTH))
        .chain(infos(CANCELLING))
        .chain(infos(RETURNING))
        .chain(infos(RECEIVING))
        .chain(infos(EXIT_LIST_STATE))
        .chain(infos(EXIT_LIST))
        .chain(infos(GATHERED))
        .chain(infos(GATE_PASS_STATE))
        .chain(infos(GATE_PASS))
        .chain(infos(CARRIED))
        .chain(infos(PASSAGE))
        .chain(infos(DECLARATION_STATE))
        .chain(infos(dec::WHOLE))
        .chain(infos(LICENCES))
        .chain(infos(AGENCY))
        .chain(infos(MANIFEST))
        .chain(infos(TAXED))
        .chain(infos(EXPORT_STATE))
        .chain(infos(exp::ALONE))
        .chain(infos(EXPORT_WAITING))
        .chain(infos(EXPORT_JOINED))
        .chain(infos(EXPORT_MOVED))
        .chain(infos(EXPORT_CANCELLING))
        .chain(infos(EXPORT_SUMMARY))
        .chain(infos(EXPORT_RETURNING))
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
        Document::WaybillStatus(it) => {
            let on = Submitted { it: &**it, case };
            both(WAYBILL_STATUS_STATE, WAYBILL_STATUS, &on, case, only_single_field, out);
        }
        // Whatever it asks for, it is a cancellation; its own checks say what it may ask for.
        Document::Cancellation(it) => {
            let on = Submitted { it: &**it, case };
            run(CANCELLATION, &on, case.on, only_single_field, out);
        }
        Document::GoodsReturn(it) => {
            let on = Submitted { it: &**it, case };
            both(GOODS_RETURN_STATE, GOODS_RETURN, &on, case, only_single_field, out);
        }
        Document::InboundDetail(it) => {
            let on = Submitted { it: &**it, case };
            both(INBOUND_DETAIL_STATE, INBOUND_DETAIL, &on, case, only_single_field, out);
        }
    }
    if !is_deletion {
        let named = Named { parties: case.parties, on: case.on };
        run(PARTIES, &named, case.on, only_single_field, out);
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

/// An application to cancel a list, beside the list.
pub fn cancellation(case: &CancellationCase<'_>, out: &mut Vec<Finding>) {
    run(CANCELLING, case, case.on, false, out);
}

/// An application to return released goods, beside their list.
pub fn goods_return(case: &ReturnCase<'_>, out: &mut Vec<Finding>) {
    run(RETURNING, case, case.on, false, out);
}

/// An inbound detail, beside what is known of its waybills.
pub fn inbound(case: &InboundCase<'_>, out: &mut Vec<Finding>) {
    run(RECEIVING, case, case.on, false, out);
}

/// An exit list alone; of a deletion only its place in the house is looked at. `only_single_field`
/// as of [`document`].
pub fn exit_list(case: &ExitListCase<'_>, only_single_field: bool, out: &mut Vec<Finding>) {
    run(EXIT_LIST_STATE, case, case.on, only_single_field, out);
    if case.action != Action::Delete {
        run(EXIT_LIST, case, case.on, only_single_field, out);
        let named = Named { parties: case.parties, on: case.on };
        run(PARTIES, &named, case.on, only_single_field, out);
    }
}

/// An exit list beside the retail lists that it gathers.
pub fn gathered(case: &GatheredCase<'_>, out: &mut Vec<Finding>) {
    run(GATHERED, case, case.on, false, out);
}

/// A gate pass alone; as of [`exit_list`].
pub fn gate_pass(case: &GatePassCase<'_>, only_single_field: bool, out: &mut Vec<Finding>) {
    run(GATE_PASS_STATE, case, case.on, only_single_field, out);
    if case.action != Action::Delete {
        run(GATE_PASS, case, case.on, only_single_field, out);
        let named = Named { parties: case.parties, on: case.on };
        run(PARTIES, &named, case.on, only_single_field, out);
    }
}

/// A gate pass beside the exit lists that it carries.
pub fn carried(case: &CarriedCase<'_>, out: &mut Vec<Finding>) {
    run(CARRIED, case, case.on, false, out);
}

/// A vehicle at the gate.
pub fn passage(case: &PassageCase<'_>, out: &mut Vec<Finding>) {
    run(PASSAGE, case, case.on, false, out);
}

/// A goods declaration alone: nothing is asked of one that is only to be kept. `only_single_field`
/// as of [`document`].
pub fn declaration(case: &DeclarationCase<'_>, only_single_field: bool, out: &mut Vec<Finding>) {
    if case.declaration.filing == Filing::Save {
        return;
    }
    let on = &Declared::of(case);
    run(DECLARATION_STATE, on, case.on, only_single_field, out);
    run(dec::tables(case.declaration.step), on, case.on, only_single_field, out);
    let named = Named { parties: case.parties, on: case.on };
    run(PARTIES, &named, case.on, only_single_field, out);
}

/// The supplementary declarations of a goods declaration, and nothing else of it.
pub fn supplements(case: &DeclarationCase<'_>, out: &mut Vec<Finding>) {
    run(dec::SUPPLEMENTS, &Declared::of(case), case.on, false, out);
}

/// A goods declaration beside the register of licences.
pub fn licences(case: &LicencesCase<'_>, out: &mut Vec<Finding>) {
    run(LICENCES, case, case.on, false, out);
}

/// A goods declaration that a broker files, beside the authorisations kept here.
pub fn agency(case: &AgencyCase<'_>, out: &mut Vec<Finding>) {
    run(AGENCY, case, case.on, false, out);
}

/// A goods declaration beside its manifest.
pub fn against_manifest(case: &ManifestCase<'_>, out: &mut Vec<Finding>) {
    run(MANIFEST, case, case.on, false, out);
}

/// A goods declaration with its assessment, or with what the assessment lacked.
pub fn taxed(case: &TaxedCase<'_>, out: &mut Vec<Finding>) {
    run(TAXED, case, case.on, false, out);
}

/// A document of an export alone; of a deletion only its place in the house is looked at.
/// `only_single_field` as of [`document`].
pub fn export_document(case: &ExportCase<'_>, only_single_field: bool, out: &mut Vec<Finding>) {
    run(EXPORT_STATE, case, case.on, only_single_field, out);
    if case.document.action() != Action::Delete {
        run(exp::ALONE, case, case.on, only_single_field, out);
        let named = Named { parties: case.parties, on: case.on };
        run(PARTIES, &named, case.on, only_single_field, out);
    }
}

/// The partners that an export list still lacks; nothing when it has all that its mode needs.
pub fn export_waiting(case: &ExportWaitingCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_WAITING, case, case.on, false, out);
}

/// An export list beside its partners: every differing field, with both values.
pub fn export_joined(case: &ExportJoinedCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_JOINED, case, case.on, false, out);
}

/// What arrives, leaves, or travels under one bill, beside the lists of its waybills.
pub fn export_moved(case: &ExportMovedCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_MOVED, case, case.on, false, out);
}

/// A cancellation beside the list that it names.
pub fn export_cancelling(case: &ExportCancellingCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_CANCELLING, case, case.on, false, out);
}

/// An application to sum lists up beside them.
pub fn export_summary(case: &ExportSummaryCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_SUMMARY, case, case.on, false, out);
}

/// An application to return goods beside the list under which they left.
pub fn export_returning(case: &ExportReturningCase<'_>, out: &mut Vec<Finding>) {
    run(EXPORT_RETURNING, case, case.on, false, out);
}
