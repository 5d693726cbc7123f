//! What may be done about a case now, told from the case and from what is open about it. Deciding asks the same
//! questions, so nothing is told here that is refused for how its case stands, and nothing is kept back that is not.
//!
//! Who may do it is no matter of the case: that is asked at the door.

use lifecycle::{DutySlipEvent, InstrumentEvent, next_duty_slip, next_instrument};
use model::{
    AdmissionKind, AmendmentKind, AmendmentState, Date, DayStamp, DeclarationState, EntryState,
    ExportState, GuaranteeCondition, InstrumentKind, OfficerAction,
};
use params::Law;

use crate::{
    acts_beside::AuditWord,
    admission_act::{AdmissionRuling, decision_faults, record_is_early},
    amend::is_barred,
    amend_effect,
    amendment::AmendmentFile,
    commands,
    declaration::DeclarationFile,
    duty::{allows_declaration_order, wants_guarantee},
    duty_slip::DutySlip,
    export,
    extension::may_be_extended,
    instrument::InstrumentFile,
    instrument_draft::{INSTRUMENTS_MAX, is_allowed},
    instrument_issue::stands_against,
    refund::lapsed_fault,
    sampling::custody_faults,
    sent_file::missing,
    supplement::{self, may_be_supplemented},
    value::was_not_heard,
};

/// Something that may be done about a case now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenAct {
    /// An officer's order.
    Order(OfficerAction),
    /// Customs issues a document.
    Issue(InstrumentKind),
    DecideValue,
    DecideAdmission {
        application: AdmissionKind,
        is_granted: bool,
    },
    /// Customs asks for an amendment or a withdrawal.
    AskAmendment(AmendmentKind),
    /// Goods go on guarantee, or have more time on it.
    GrantGuarantee,
    /// What is open besides tax.
    MeetConditions(Vec<GuaranteeCondition>),
    /// Its declarant applies to have it amended or withdrawn.
    Apply(AmendmentKind),
    /// Files that it names and that have not come, by what it calls them.
    SendFile(Vec<String>),
    ClaimRefund,
    /// Tax of goods that were sent back in their condition is claimed.
    ClaimSentBack,
    /// The trader reports what he did wrong.
    Disclose,
    /// The trader says more of a line: `A` of its price, `B` of its classification, `C` of its origin.
    Supplement(&'static str),
    /// Tax that is waited for is stood for by a guarantee until its last day.
    ChooseGuarantee,
    /// The trader answers what customs asked for.
    Confirm,
    Serve,
    Answer,
    Attend,
    Appoint,
    ReportResult,
    Extend,
    Close,
    Revoke,
    OrderPayment,
    ReportSent,
    ReportDebited,
    ReportFailed,
    ReportConfirmed,
    ReportRefunded,
    /// The refund with that number waits for its payer.
    CollectRefund(String),
    /// An officer's word in a case after release.
    Audit(AuditWord),
    /// A released declaration is looked into.
    OpenAudit,
    /// Its goods left the supervised site.
    ReportExit,
    ReportDeparture,
    ReportArrival,
    VoidTransit,
    /// Tax of that month, by its first day.
    ReportMonthPaid(DayStamp),
    ReportSlipPaid,
    /// A vehicle was at the gate.
    ReportPassage,
}

/// By which law it is asked, on which day, and by whom: of two officers' words the second is another's.
#[derive(Debug, Clone, Copy)]
pub struct Asks<'l> {
    pub law: &'l Law,
    pub on: Date,
    /// Empty: whoever there is.
    pub by: &'l str,
}

const ORDERS: [OfficerAction; 14] = [
    OfficerAction::ApproveReview,
    OfficerAction::RejectReview,
    OfficerAction::OrderExamination,
    OfficerAction::PassExamination,
    OfficerAction::DetainForClearance,
    OfficerAction::DetainForAntiSmuggling,
    OfficerAction::DetainForLegal,
    OfficerAction::DetainOther,
    OfficerAction::LiftDetention,
    OfficerAction::ShipBack,
    OfficerAction::PutUnderControl,
    OfficerAction::OpenAudit,
    OfficerAction::Suspect,
    OfficerAction::LiftBar,
];

/// Those that are issued about a declaration, in the order in which they are offered.
const ISSUED: [InstrumentKind; 12] = [
    InstrumentKind::ValueQuery,
    InstrumentKind::PriceConsultation,
    InstrumentKind::SupplementRequest,
    InstrumentKind::ExaminationNotice,
    InstrumentKind::ExaminationRecord,
    InstrumentKind::SamplingOrder,
    InstrumentKind::ConditionalRelease,
    InstrumentKind::QuarantineNotice,
    InstrumentKind::TaxConfirmation,
    InstrumentKind::DetentionDecision,
    InstrumentKind::ShipBackOrder,
    InstrumentKind::DestructionOrder,
];

fn orders(allows: impl Fn(OfficerAction) -> bool) -> Vec<OpenAct> {
    ORDERS.into_iter().filter(|it| allows(*it)).map(OpenAct::Order).collect()
}

/// Of a retail import.
pub fn parcel_acts(state: EntryState) -> Vec<OpenAct> {
    orders(|it| commands::step_from(state, it).is_some())
}

/// Of a retail export.
pub fn export_acts(state: ExportState) -> Vec<OpenAct> {
    orders(|it| export::step_from(state, it).is_some())
}

/// Of a goods declaration, beside what is open about it: documents of customs, and its last application.
pub fn declaration_acts(
    file: &DeclarationFile<'_>,
    open: &[&InstrumentFile],
    last: Option<AmendmentState>,
    asks: Asks<'_>,
) -> Vec<OpenAct> {
    // What another officer entered of an examination is confirmed, and not passed over.
    let is_anothers = file.entered.as_ref().is_some_and(|it| it.officer != asks.by);
    let obeyed = |it: OfficerAction| {
        allows_declaration_order(file, it)
            && stands_against(file, open, it, asks.by).is_none()
            && !(is_anothers && it == OfficerAction::PassExamination)
    };
    let mut acts = orders(obeyed);
    if file.state == DeclarationState::Reviewing && was_not_heard(open).is_none() {
        acts.push(OpenAct::DecideValue);
    }
    for application in AdmissionKind::ALL {
        for is_granted in [true, false] {
            // Any officer with any reason.
            let [officer, reason] = ["-", "-"].map(str::to_owned);
            let ruling = AdmissionRuling { application, is_granted, officer, reason };
            if decision_faults(file, &ruling).is_empty() {
                acts.push(OpenAct::DecideAdmission { application, is_granted });
            }
        }
    }
    acts.extend(
        ISSUED.into_iter().filter(|it| is_issued(file, open, *it, asks)).map(OpenAct::Issue),
    );
    if file.may_be_guaranteed() {
        acts.push(OpenAct::GrantGuarantee);
    }
    let conditions = file.open_conditions();
    if !conditions.is_empty() {
        acts.push(OpenAct::MeetConditions(conditions));
    }
    let is_free = !last.is_some_and(lifecycle::is_amendment_open);
    for kind in [AmendmentKind::Amend, AmendmentKind::Withdraw] {
        let mut bars = Vec::new();
        is_barred(file, kind, &mut bars);
        if is_free && bars.is_empty() {
            acts.extend([OpenAct::AskAmendment(kind), OpenAct::Apply(kind)]);
        }
    }
    let wanted: Vec<String> = missing(file).map(|(_, id)| id.to_owned()).collect();
    let has_number = !file.declaration_no.is_empty();
    if has_number && !wanted.is_empty() && file.state != DeclarationState::Withdrawn {
        acts.push(OpenAct::SendFile(wanted));
    }
    if is_free && file.is_released() && file.audit.0 == 0 {
        if file.paid.is_positive() {
            acts.extend([OpenAct::ClaimRefund, OpenAct::ClaimSentBack]);
        }
        acts.push(OpenAct::Disclose);
    }
    if may_be_supplemented(file) {
        acts.extend(supplement::KINDS.map(OpenAct::Supplement));
    }
    if file.state == DeclarationState::AwaitingTax && !wants_guarantee(file) {
        let may_be_amended = |it: &OpenAct| *it == OpenAct::Apply(AmendmentKind::Amend);
        acts.extend(acts.iter().any(may_be_amended).then_some(OpenAct::ChooseGuarantee));
    }
    acts
}

fn is_issued(
    file: &DeclarationFile<'_>,
    open: &[&InstrumentFile],
    kind: InstrumentKind,
    asks: Asks<'_>,
) -> bool {
    let is_ready = match kind {
        InstrumentKind::ConditionalRelease => {
            let mut faults = Vec::new();
            custody_faults(file, open, &mut faults);
            faults.is_empty()
        }
        InstrumentKind::ExaminationRecord => record_is_early(file).is_none(),
        _ => true,
    };
    let is_known = asks.law.instruments.on(kind, asks.on).is_some();
    is_ready && is_known && is_allowed(file, kind) && file.n_instruments < INSTRUMENTS_MAX
}

/// Of an application to amend or withdraw a declaration.
pub fn amendment_acts(file: &AmendmentFile<'_>, asks: Asks<'_>) -> Vec<OpenAct> {
    let is_second = |it: OfficerAction| {
        it == OfficerAction::ApproveReview && file.approved_by.iter().any(|one| one == asks.by)
    };
    let mut acts = orders(|it| amend_effect::step_of(file, it).is_some() && !is_second(it));
    if file.state == AmendmentState::AwaitingConfirmation {
        acts.push(OpenAct::Confirm);
    }
    acts
}

/// Of a document of customs.
pub fn instrument_acts(file: &InstrumentFile, asks: Asks<'_>) -> Vec<OpenAct> {
    let allows = |step| next_instrument(file.state, step).is_some();
    let (kind, is_open) = (file.issued.kind, allows(InstrumentEvent::Closed));
    let is_notice = kind == InstrumentKind::ExaminationNotice;
    let offered = [
        (OpenAct::Serve, allows(InstrumentEvent::Served)),
        (OpenAct::Answer, allows(InstrumentEvent::Answered)),
        (OpenAct::Attend, is_notice && is_open),
        (OpenAct::Appoint, is_notice && is_open),
        (OpenAct::ReportResult, kind == InstrumentKind::SamplingOrder && is_open),
        (OpenAct::Extend, may_be_extended(asks.law, file, asks.by)),
        (OpenAct::Close, is_open),
        (OpenAct::Revoke, allows(InstrumentEvent::Revoked)),
    ];
    offered.into_iter().filter(|(_, is_open)| *is_open).map(|(act, _)| act).collect()
}

/// Of a declaration's payment slip.
pub fn duty_slip_acts(slip: &DutySlip<'_>) -> Vec<OpenAct> {
    let allows = |step| next_duty_slip(slip.state, step).is_some();
    let is_refunded = slip.refund_open().is_positive() && lapsed_fault(slip).is_none();
    let offered = [
        (OpenAct::OrderPayment, allows(DutySlipEvent::Sent)),
        (OpenAct::ReportSent, allows(DutySlipEvent::Sent)),
        (OpenAct::ReportDebited, allows(DutySlipEvent::Debited)),
        (OpenAct::ReportFailed, allows(DutySlipEvent::Failed)),
        (OpenAct::ReportConfirmed, allows(DutySlipEvent::Confirmed)),
        (OpenAct::ReportRefunded, is_refunded),
    ];
    let mut acts: Vec<OpenAct> =
        offered.into_iter().filter(|(_, is_open)| *is_open).map(|(act, _)| act).collect();
    let collected = slip.refunds.iter().filter(|it| it.is_to_collect());
    acts.extend(collected.map(|it| OpenAct::CollectRefund(it.number.clone())));
    acts
}
