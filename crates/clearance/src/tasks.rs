//! Which tasks a case has open: what officers have to do about it (待办), told from the case alone, so that it is never
//! stale and never ended by hand. Every state that waits for an officer's word has one; what waits for a trader, a bank
//! or a term has none.
//!
//! Who does a task is decided in `task_act`.

use model::{
    AdmissionState, AmendmentState, AuditState, ConsignmentState, DayStamp, DeclarationState,
    DutySlipState, EntryState, ExportState, GuaranteeCondition, InstrumentKind, InstrumentState,
    Moment, Task, TaskKind, TermOwner, TransitState,
};
use params::Law;

use crate::{
    amendment::{AmendmentFile, amendment_state_of},
    audit::{AuditFile, audit_state_of},
    declaration::{DeclarationFile, declaration_state_of},
    duty_slip::{DutySlip, duty_slip_state_of},
    entry::{BEYOND_PARCELS, Entry, state_of},
    export::{ExportFile, export_state_of},
    instrument::{InstrumentFile, instrument_state_of},
    manifest::{ConsignmentFile, consignment_state_of},
    money::after,
    overdue::undeclared,
    ports::{EntryRow, StoreError},
    transit_file::{TransitFile, transit_state_of},
};

/// The edition of what is told here and of how tasks are ranked. A house whose tasks were told by another one tells them
/// anew when it is opened, so this is raised with every change of either.
pub const TASKS_EDITION: u32 = 2;

/// Whether a case in that state may have tasks. Cheap, because every parcel that changes is asked.
pub fn may_wait(state: u8) -> bool {
    if state < BEYOND_PARCELS {
        return state_of(state).is_some_and(|it| parcel_kind(it).is_some());
    }
    if let Some(state) = export_state_of(state) {
        return export_kind(state).is_some();
    }
    if let Some(state) = amendment_state_of(state) {
        return amendment_kind(state).is_some();
    }
    if let Some(state) = instrument_state_of(state) {
        return lifecycle::is_instrument_open(state);
    }
    if let Some(state) = consignment_state_of(state) {
        return !matches!(state, ConsignmentState::Left | ConsignmentState::Deleted);
    }
    if let Some(state) = audit_state_of(state) {
        return audit_kind(state).is_some();
    }
    if let Some(state) = transit_state_of(state) {
        return is_awaited(state);
    }
    if let Some(state) = duty_slip_state_of(state) {
        return state == DutySlipState::Confirmed;
    }
    declaration_state_of(state).is_some_and(|it| it != DeclarationState::Withdrawn)
}

/// The tasks that a case has open, by kind.
///
/// # Errors
/// When the row is not of such a case.
pub fn tasks_of(row: &EntryRow, law: &Law) -> Result<Vec<Task>, StoreError> {
    if !may_wait(row.state) {
        return Ok(Vec::new());
    }
    let mut found = read(row, law).map_err(|it| StoreError::new("read a case's tasks", it))?;
    found.tasks.sort_by_key(|it| it.kind);
    Ok(found.tasks)
}

/// What is found of one case, and what all its tasks have in common.
struct Found<'l> {
    law: &'l Law,
    at: Moment,
    office: String,
    number: String,
    page_no: String,
    party: String,
    is_first: bool,
    tasks: Vec<Task>,
}

impl<'l> Found<'l> {
    fn new(law: &'l Law, row: &EntryRow, office: &str, number: String) -> Found<'l> {
        Found {
            law,
            at: row.updated_at,
            office: office.chars().take(4).collect(),
            page_no: number.clone(),
            number,
            party: String::new(),
            is_first: false,
            tasks: Vec::new(),
        }
    }

    fn of(mut self, party: &str) -> Found<'l> {
        party.clone_into(&mut self.party);
        self
    }

    fn shown_by(mut self, page_no: &str) -> Found<'l> {
        page_no.clone_into(&mut self.page_no);
        self
    }

    fn open(&mut self, kind: TaskKind) {
        self.open_until(kind, None);
    }

    fn open_until(&mut self, kind: TaskKind, due_at: Option<Moment>) {
        let priority = self.law.worklist.priority(kind, self.is_first, self.at.local_date());
        self.tasks.push(Task {
            kind,
            office: self.office.clone(),
            number: self.number.clone(),
            page_no: self.page_no.clone(),
            party: self.party.clone(),
            opens_at: None,
            due_at,
            priority,
        });
    }

    fn open_by(&mut self, kind: TaskKind, last: DayStamp) {
        self.open_until(kind, last.date().map(after));
    }
}

fn read<'l>(row: &EntryRow, law: &'l Law) -> Result<Found<'l>, postcard::Error> {
    if row.state < BEYOND_PARCELS {
        return Ok(of_parcel(&Entry::from_row(row)?, row, law));
    }
    if export_state_of(row.state).is_some() {
        return Ok(of_export(&ExportFile::from_row(row)?, row, law));
    }
    if amendment_state_of(row.state).is_some() {
        return Ok(of_amendment(&AmendmentFile::from_row(row)?, row, law));
    }
    if instrument_state_of(row.state).is_some() {
        return Ok(of_instrument(&InstrumentFile::from_row(row)?, row, law));
    }
    if consignment_state_of(row.state).is_some() {
        return Ok(of_consignment(&ConsignmentFile::from_row(row)?, row, law));
    }
    if audit_state_of(row.state).is_some() {
        return Ok(of_audit(&AuditFile::from_row(row)?, row, law));
    }
    if transit_state_of(row.state).is_some() {
        return Ok(of_transit(&TransitFile::from_row(row)?, row, law));
    }
    if duty_slip_state_of(row.state).is_some() {
        return Ok(of_duty_slip(&DutySlip::from_row(row)?, row, law));
    }
    Ok(of_declaration(&DeclarationFile::from_row(row)?, row, law))
}

fn parcel_kind(state: EntryState) -> Option<TaskKind> {
    match state {
        EntryState::UnderReview => Some(TaskKind::ParcelReview),
        EntryState::UnderExamination => Some(TaskKind::ParcelExamination),
        EntryState::DetainedForClearance
        | EntryState::DetainedForAntiSmuggling
        | EntryState::DetainedForLegal
        | EntryState::DetainedOther => Some(TaskKind::ParcelDetention),
        _ => None,
    }
}

fn of_parcel<'l>(entry: &Entry<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let office = entry.list.as_ref().map_or("", |it| &it.customs_code);
    let number = match entry.list_no() {
        it if it.is_empty() => entry.preliminary_no(),
        it => it,
    };
    let page_no = entry.id.0.to_string();
    let mut found =
        Found::new(law, row, office, number).of(&entry.platform_code).shown_by(&page_no);
    if let Some(kind) = parcel_kind(entry.state) {
        found.open(kind);
    }
    found
}

fn export_kind(state: ExportState) -> Option<TaskKind> {
    match state {
        ExportState::UnderReview => Some(TaskKind::ExportReview),
        ExportState::UnderExamination => Some(TaskKind::ExportExamination),
        ExportState::Detained => Some(TaskKind::ExportDetention),
        _ => None,
    }
}

fn of_export<'l>(file: &ExportFile<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let office = file.listed().map_or("", |it| &it.customs_code);
    let number = match file.list_no() {
        it if it.is_empty() => file.preliminary_no(),
        it => it,
    };
    let page_no = file.id.0.to_string();
    let mut found = Found::new(law, row, office, number).of(&file.seller_code).shown_by(&page_no);
    if let Some(kind) = export_kind(file.state) {
        found.open(kind);
    }
    found
}

/// By which number a declaration is shown: its own, or before it has one the house's number of its case.
fn declaration_page(file: &DeclarationFile<'_>) -> String {
    match file.declaration_no.as_str() {
        "" => file.preliminary_no.to_string(),
        it => it.to_owned(),
    }
}

fn of_declaration<'l>(file: &DeclarationFile<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let declaration = &file.declaration;
    let mut found = Found::new(law, row, &declaration.declaring_customs, declaration_page(file))
        .of(&declaration.trader.name);
    found.is_first = file.treatment.as_ref().is_some_and(|it| it.has_priority);
    match file.state {
        // What waits for a sample alone waits for the laboratory, which has a task of its own.
        DeclarationState::Reviewing if !file.awaits_sample => {
            found.open(TaskKind::DeclarationReview);
        }
        DeclarationState::Examination if file.entered.is_some() => {
            found.open(TaskKind::ExaminationSecond);
        }
        DeclarationState::Examination => found.open(TaskKind::Examination),
        DeclarationState::Detained if file.lifted_by.is_empty() => found.open(TaskKind::Detention),
        DeclarationState::Detained => found.open(TaskKind::DetentionSecond),
        _ => {}
    }
    let is_asked = file.admission.iter().any(|it| it.state == AdmissionState::Open);
    let is_before_customs =
        !matches!(file.state, DeclarationState::Saved | DeclarationState::Returned);
    if is_asked && is_before_customs {
        found.open(TaskKind::Admission);
    }
    // A case after release bars amendments for as long as it is open, and has tasks of its own.
    if file.bar.is_some() && file.audit.0 == 0 {
        found.open(TaskKind::Bar);
    }
    // That tax is paid is said by its payment.
    let is_officers = |it: &GuaranteeCondition| *it != GuaranteeCondition::Tax;
    let term = file.term.as_ref().filter(|_| file.due_at.is_some());
    if let Some(term) = term.filter(|it| it.conditions.iter().any(is_officers)) {
        found.open_by(TaskKind::GuaranteedRelease, term.until);
    }
    found
}

fn amendment_kind(state: AmendmentState) -> Option<TaskKind> {
    match state {
        AmendmentState::Reviewing => Some(TaskKind::AmendmentReview),
        AmendmentState::AwaitingSecond => Some(TaskKind::AmendmentSecond),
        _ => None,
    }
}

fn of_amendment<'l>(file: &AmendmentFile<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let declaration_no = &file.request.declaration_no;
    let mut found = Found::new(law, row, declaration_no, file.request_no.to_string())
        .of(&file.request.trader.name)
        .shown_by(declaration_no);
    if let Some(kind) = amendment_kind(file.state) {
        found.open(kind);
    }
    found
}

fn of_instrument<'l>(file: &InstrumentFile, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let issued = &file.issued;
    let mut found =
        Found::new(law, row, &issued.customs, issued.number.clone()).of(&issued.trader.name);
    let is_sample = issued.kind == InstrumentKind::SamplingOrder;
    let is_customs = issued.term.as_ref().is_some_and(|it| it.owed_by == TermOwner::Customs);
    match file.state {
        InstrumentState::Issued => found.open(TaskKind::DocumentService),
        InstrumentState::Served | InstrumentState::Overdue
            if is_sample && file.result.is_none() =>
        {
            found.open_by(TaskKind::LaboratoryResult, file.due_on);
        }
        InstrumentState::Served if is_customs => {
            found.open_by(TaskKind::DocumentTerm, file.due_on);
        }
        InstrumentState::Answered if is_sample => found.open(TaskKind::LaboratoryFinding),
        InstrumentState::Answered => found.open(TaskKind::DocumentAnswer),
        InstrumentState::Overdue => found.open_by(TaskKind::DocumentOverdue, file.due_on),
        InstrumentState::Served | InstrumentState::Closed | InstrumentState::Revoked => {}
    }
    let is_granted_by_one = file.extension.as_ref().is_some_and(|it| !it.is_in_force);
    if file.state == InstrumentState::Served && is_granted_by_one {
        found.open_by(TaskKind::ExtensionSecond, file.due_on);
    }
    found
}

fn of_consignment<'l>(file: &ConsignmentFile<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let consignee = file.goods().map_or("", |it| &it.consignee);
    let mut found = Found::new(law, row, &file.carried.port_customs, file.consignment_no())
        .of(consignee)
        .shown_by(&file.carried.manifest_no);
    if file.state == ConsignmentState::Reviewing {
        found.open(TaskKind::ManifestReview);
    }
    if file.is_open() && file.packages_short().is_some_and(|it| it != 0) {
        found.open(TaskKind::LandingDifference);
    }
    let arrived_on = file.arrived_at.map(Moment::local_date);
    let lying = arrived_on.and_then(|on| undeclared(file, law, on));
    if let Some(from) = lying.and_then(|it| it.for_sale_from) {
        found.open(TaskKind::UndeclaredGoods);
        if let Some(task) = found.tasks.last_mut() {
            task.opens_at = Some(Moment::from_local(from.at(0, 0, 0, 0)));
        }
    }
    found
}

fn audit_kind(state: AuditState) -> Option<TaskKind> {
    match state {
        AuditState::Filed => Some(TaskKind::AuditFiled),
        AuditState::Opened => Some(TaskKind::AuditBegin),
        AuditState::OnSite => Some(TaskKind::AuditReport),
        AuditState::AwaitingOpinion => Some(TaskKind::AuditOpinion),
        AuditState::Reported => Some(TaskKind::AuditConclusion),
        AuditState::AwaitingSecond => Some(TaskKind::AuditSecond),
        AuditState::Concluded => Some(TaskKind::AuditClose),
        AuditState::HandedOver | AuditState::Closed | AuditState::Refused | AuditState::Dropped => {
            None
        }
    }
}

fn of_audit<'l>(file: &AuditFile, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let mut found =
        Found::new(law, row, &file.customs, file.audit_no.clone()).of(&file.enterprise.name);
    if let Some(kind) = audit_kind(file.state) {
        found.open_by(kind, file.finish_by);
    }
    found
}

/// Whether goods in transit are not where they go yet.
fn is_awaited(state: TransitState) -> bool {
    matches!(state, TransitState::Declared | TransitState::Released | TransitState::UnderWay)
}

/// The office of destination misses the goods.
fn of_transit<'l>(file: &TransitFile, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let terms = &file.terms;
    let mut found = Found::new(law, row, &terms.destination_customs, file.transit_no.clone())
        .of(&terms.carrier_name)
        .shown_by(&terms.declaration_no);
    if is_awaited(file.state) && file.is_overdue {
        found.open_by(TaskKind::TransitOverdue, DayStamp::from_date(terms.due_on));
    }
    found
}

/// The treasury has another amount than the bank debited.
fn of_duty_slip<'l>(slip: &DutySlip<'_>, row: &EntryRow, law: &'l Law) -> Found<'l> {
    let mut found = Found::new(law, row, &slip.declaration_no, slip.slip_no())
        .of(&slip.payer_code)
        .shown_by(&slip.declaration_no);
    if slip.state == DutySlipState::Confirmed {
        found.open(TaskKind::SlipDifference);
    }
    found
}
