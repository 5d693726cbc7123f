//! What may be done about the other kinds of cases: after release, on a manifest, in transit, at a gate, and about what is
//! paid by the month or under a payment slip of parcels' bills. Told as `acts` tells it, by what deciding asks.

use lifecycle::{
    AuditEvent, DeclarationEvent, GatePassEvent, SlipEvent, TransitEvent, next_audit,
    next_gate_pass, next_slip, next_transit,
};
use model::{
    AuditState, ConsignmentState, DayStamp, EntryId, GatePassState, OfficerAction, SlipState,
};

use crate::{
    acts::{Asks, OpenAct},
    audit::AuditFile,
    audit_act::{begins_on, is_undecided},
    audit_open::audited_until,
    declaration::DeclarationFile,
    duty::allows,
    entry::Entry,
    instrument_draft::INSTRUMENTS_MAX,
    manifest::ConsignmentFile,
    monthly_file::MonthlyFile,
    transit_file::TransitFile,
};

/// What officers say in a case after release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditWord {
    Include,
    AskRecords,
    GoOnSite,
    AskOpinion,
    Report,
    Conclude,
    HandOver,
    Approve,
    SendBack,
    Refuse,
    Extend,
    Close,
    Drop,
}

/// Of a case after release. `has_open_tax`: tax of one of its declarations is to be paid or given back.
pub fn audit_acts(file: &AuditFile, has_open_tax: bool, asks: Asks<'_>) -> Vec<OpenAct> {
    use AuditState::{AwaitingOpinion, AwaitingSecond, Filed, OnSite, Opened};
    let allows = |step| next_audit(file.state, step).is_some();
    let (is_second, state) = (file.state == AwaitingSecond, file.state);
    let has_begun = begins_on(asks.law, file).is_ok_and(|(first, _)| asks.on >= first);
    let is_going_on = matches!(state, Filed | Opened | OnSite | AwaitingOpinion);
    let is_anothers = !file.decided_by.iter().any(|it| it == asks.by);
    let offered = [
        (AuditWord::Include, matches!(state, Opened | OnSite | AwaitingOpinion)),
        (AuditWord::AskRecords, is_going_on && has_begun && file.n_instruments < INSTRUMENTS_MAX),
        (AuditWord::GoOnSite, allows(AuditEvent::WentOnSite) && has_begun),
        (AuditWord::AskOpinion, allows(AuditEvent::OpinionAsked)),
        (AuditWord::Report, allows(AuditEvent::Reported)),
        (AuditWord::Conclude, allows(AuditEvent::Concluded) && !is_second),
        (AuditWord::HandOver, allows(AuditEvent::HandedOver) && !is_second),
        (AuditWord::Approve, allows(AuditEvent::SentBack) && is_anothers),
        (AuditWord::SendBack, allows(AuditEvent::SentBack)),
        (AuditWord::Refuse, allows(AuditEvent::Refused) && file.kind.is_filed()),
        (AuditWord::Extend, file.finish_by.date().is_some() && is_undecided(state)),
        (AuditWord::Close, allows(AuditEvent::Closed) && !has_open_tax),
        (AuditWord::Drop, allows(AuditEvent::Dropped)),
    ];
    let offered = offered.into_iter().filter(|(_, is_open)| *is_open);
    offered.map(|(word, _)| OpenAct::Audit(word)).collect()
}

/// What follows the release of a declaration: it is looked into, its goods leave.
pub fn released_acts(file: &DeclarationFile<'_>, asks: Asks<'_>) -> Vec<OpenAct> {
    let mut acts = Vec::new();
    let released_on = file.released_on.date().filter(|_| file.is_released());
    let is_in_time = released_on.is_some_and(|released_on| {
        let last = audited_until(asks.law, asks.on, file, released_on);
        last.is_ok_and(|last| last.is_none_or(|last| asks.on <= last))
    });
    if is_in_time && file.audit == EntryId(0) {
        acts.push(OpenAct::OpenAudit);
    }
    if !file.declaration_no.is_empty() && allows(file.state, DeclarationEvent::GoodsLeft) {
        acts.push(OpenAct::ReportExit);
    }
    acts
}

/// Whether the site may report that a parcel left. Bonded goods leave by a gate pass.
pub fn parcel_exit(entry: &Entry<'_>) -> Option<OpenAct> {
    let may_leave = lifecycle::next(entry.state, lifecycle::Event::ExitConfirmed).is_ok();
    (may_leave && entry.drawn.is_none()).then_some(OpenAct::ReportExit)
}

/// Of the goods of a bill.
pub fn consignment_acts(file: &ConsignmentFile<'_>) -> Vec<OpenAct> {
    let orders = [OfficerAction::ApproveReview, OfficerAction::RejectReview];
    let is_open = file.state == ConsignmentState::Reviewing;
    orders.into_iter().filter(|_| is_open).map(OpenAct::Order).collect()
}

pub fn transit_acts(file: &TransitFile) -> Vec<OpenAct> {
    let allows = |step| next_transit(file.state, step).is_some();
    let offered = [
        (OpenAct::Order(OfficerAction::RejectReview), allows(TransitEvent::Returned)),
        (OpenAct::ReportDeparture, allows(TransitEvent::Departed)),
        (OpenAct::ReportArrival, allows(TransitEvent::Arrived)),
        (OpenAct::VoidTransit, allows(TransitEvent::Voided)),
    ];
    offered.into_iter().filter(|(_, is_open)| *is_open).map(|(act, _)| act).collect()
}

/// Of a trader's monthly payment: each month of which something is owed.
pub fn monthly_acts(file: &MonthlyFile<'_>) -> Vec<OpenAct> {
    let owed = file.months.iter().filter(|it| it.owed().is_positive());
    let months = owed.map(|it| it.month).filter(|it: &DayStamp| it.date().is_some());
    months.map(OpenAct::ReportMonthPaid).collect()
}

/// Of a payment slip of parcels' bills.
pub fn retail_slip_acts(state: SlipState) -> Vec<OpenAct> {
    let is_open = next_slip(state, SlipEvent::Paid).is_some();
    is_open.then_some(OpenAct::ReportSlipPaid).into_iter().collect()
}

pub fn gate_pass_acts(state: GatePassState) -> Vec<OpenAct> {
    let is_open = next_gate_pass(state, GatePassEvent::VehiclePassed).is_some();
    is_open.then_some(OpenAct::ReportPassage).into_iter().collect()
}
