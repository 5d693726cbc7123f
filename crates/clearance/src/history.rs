//! What happened to an entry, as its history keeps it.

use model::{
    Action, AdmissionRequest, AmendmentKind, AmendmentOperation, AmendmentState, Amount,
    AppliedAmendment, Appointment, Assessment, Attendance, AuditConclusion, AuditKind,
    AuditOpening, AuditOutcome, AuditState, AuditStep, ConsignmentState, DayStamp,
    DeclarationAssessment, DeclarationState, DeviceReading, DocumentKind, DocumentRef,
    DocumentState, DutySlipState, EnteredResult, EntryState, ExitListState, ExportKind,
    ExportState, Extension, Filing, Finding, GatePassState, GuaranteeCondition, GuaranteeKind,
    GuaranteeState, InputId, Instrument, InstrumentAnswer, InstrumentKind, InstrumentState, Known,
    LaboratoryResult, LedgerEntry, LineQuantity, ManifestFunction, ManifestState, Moment,
    MonthlyState, OfficerAction, ReceiptKind, RefusedTask, ReportKind, ResultWord, ReturnState,
    Selection, SentBackPart, Service, SlipState, Stamp, SummedLine, TaskKind, TransitKind,
    TransitState, Treatment, TruthReason, TruthRequest, ValueNote, Waiver, ZoneKind,
};
use serde::{Deserialize, Serialize};

use crate::truth::TruthAnswer;

/// One event: what, when, by which input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// Its place among all events of its commit, which are kept entry by entry.
    pub order: u32,
    pub input: InputId,
    pub at: Moment,
    pub what: Event,
}

/// What can happen. The order of variants is part of the stored form: add at the end only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A document of this entry came and was taken or refused.
    Document {
        kind: DocumentKind,
        at: DocumentRef,
        action: Action,
        outcome: DocumentState,
        findings: Vec<Finding>,
    },
    /// A document came that changes nothing: repeated, stale, or not allowed now.
    Ignored {
        kind: DocumentKind,
        at: DocumentRef,
        action: Action,
        findings: Vec<Finding>,
    },
    /// A document could not be read.
    Unreadable {
        at: DocumentRef,
        findings: Vec<Finding>,
    },
    /// The entry's state changed.
    State {
        from: EntryState,
        to: EntryState,
        findings: Vec<Finding>,
    },
    Assessed(Assessment),
    Ledger(Vec<LedgerEntry>),
    Selected(Selection),
    /// A receipt was issued: the n-th of this recipient in this commit.
    Answered {
        recipient: u64,
        ordinal: u32,
        kind: ReceiptKind,
        status: i32,
    },
    Officer {
        action: OfficerAction,
        officer: String,
        reason: String,
    },
    Exit {
        site: String,
        at: Moment,
    },
    /// An input of the house's own took effect: how many rows.
    HouseInput {
        kind: String,
        rows: u32,
        findings: Vec<Finding>,
    },
    /// The waiting time ended.
    TimedOut,
    /// The goods are in the supervised site, as this document said at that moment.
    Arrived {
        at: DocumentRef,
        on: Moment,
    },
    /// The addressee signed for the parcel.
    Delivered {
        at: Stamp,
    },
    /// A return was applied for, or moved on: its number, what it is now, what it is about. Lapsed,
    /// the lines are those that did not come back.
    Return {
        no: String,
        state: ReturnState,
        lines: Vec<LineQuantity>,
        /// Last day on which the goods can come back.
        until: DayStamp,
    },
    /// Goods of a return came back into the site.
    GoodsBack {
        no: String,
        site: String,
        at: Moment,
        lines: Vec<LineQuantity>,
    },
    /// The tax bill moved on: 1 made anew, 2 summed up under a slip, 3 void.
    Bill {
        tax_no: String,
        status: u8,
        amount: Amount,
        /// Empty but for 2.
        slip_no: String,
        /// Last day on which the slip can be paid; 0 but for 2.
        due_on: DayStamp,
    },
    /// A payment slip was made.
    SlipOpened {
        guarantor_code: String,
        due_on: DayStamp,
    },
    /// So many bills more, together so much, were summed up under the slip.
    SlipSummed {
        bills: u32,
        amount: Amount,
    },
    /// The treasury or a bank said that the slip was paid.
    SlipPaid {
        bank: String,
        amount: Amount,
        at: Moment,
    },
    /// The slip's state changed.
    SlipState {
        from: SlipState,
        to: SlipState,
    },
    /// What services said of the list's buyer.
    Enquired(Known),
    /// The platform was asked for the original payment.
    TruthAsked {
        request: TruthRequest,
        reason: TruthReason,
    },
    /// A platform's answer came; of no entry when nobody asked.
    TruthAnswered {
        at: DocumentRef,
        answer: TruthAnswer,
        findings: Vec<Finding>,
    },
    /// A zone document of this case came. Outcome: nothing when it changed nothing.
    ZoneDocument {
        kind: ZoneKind,
        at: DocumentRef,
        action: Action,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// The exit list's state changed.
    ExitListState {
        from: ExitListState,
        to: ExitListState,
        findings: Vec<Finding>,
    },
    /// The gate pass's state changed.
    GatePassState {
        from: GatePassState,
        to: GatePassState,
        findings: Vec<Finding>,
    },
    /// An exit list took up the parcel, or a gate pass the exit list: by that number.
    Linked {
        by: String,
    },
    /// It let go of it.
    Unlinked {
        by: String,
    },
    /// The gate saw the vehicle of the pass, and what was wrong.
    Passage {
        gate: String,
        operator: String,
        vehicle_no: String,
        weight_kg: Amount,
        at: Moment,
        findings: Vec<Finding>,
    },
    /// Goods of the parcel, or of the exit list, left the zone with a vehicle.
    LeftByGate {
        pass_no: String,
        gate: String,
        at: Moment,
    },
    /// A goods declaration of this case came. Outcome: nothing when it changed nothing.
    Filed {
        at: DocumentRef,
        filing: Filing,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// The declaration's state changed.
    DeclarationState {
        from: DeclarationState,
        to: DeclarationState,
        findings: Vec<Finding>,
    },
    /// What is owed on the declaration.
    DutyAssessed(Box<DeclarationAssessment>),
    /// The treasury or a bank said that its tax was paid.
    DutyPaid {
        bank: String,
        amount: Amount,
        at: Moment,
    },
    /// Of an application's case: it was opened.
    AmendmentOpened {
        declaration_no: String,
        state: AmendmentState,
    },
    /// Of an application's case: its state changed. By whom, and what he said; both may be empty.
    AmendmentState {
        from: AmendmentState,
        to: AmendmentState,
        by: String,
        note: String,
    },
    /// Of a declaration's case: an application came, or an answer to what customs asked. Outcome:
    /// nothing when it changed nothing.
    AmendmentFiled {
        /// Empty when it was not taken.
        request_no: String,
        at: DocumentRef,
        kind: AmendmentKind,
        operation: AmendmentOperation,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// Of a declaration's case: customs asked for it.
    AmendmentAsked {
        request_no: String,
        kind: AmendmentKind,
        officer: String,
        reason: String,
        /// Last day on which the trader can confirm.
        confirm_by: DayStamp,
    },
    /// Of a declaration's case: the application about it came into that state.
    AmendmentMoved {
        request_no: String,
        to: AmendmentState,
        by: String,
        note: String,
    },
    /// Of a declaration's case: it was amended or withdrawn.
    Amended(Box<AppliedAmendment>),
    /// Of a declaration's case: so much tax that was paid is to be given back, because of an application.
    RefundDue {
        request_no: String,
        amount: Amount,
    },
    /// A manifest's message came, so many bills in it. Outcome: nothing when it changed nothing.
    ManifestSent {
        at: DocumentRef,
        function: ManifestFunction,
        bills: u32,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// What a manifest's message says of one bill.
    BillSent {
        at: DocumentRef,
        function: ManifestFunction,
        bill_no: String,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    ManifestState {
        from: ManifestState,
        to: ManifestState,
    },
    ConsignmentState {
        from: ConsignmentState,
        to: ConsignmentState,
        findings: Vec<Finding>,
    },
    /// Something was reported of a bill; of a manifest's row where the manifest does not have it.
    Reported(Box<ReportNote>),
    /// A summary was taken: what tax its guarantee stands for, and until when the full declaration is wanted.
    SummaryTaken {
        estimated: Amount,
        full_by: DayStamp,
    },
    /// The full declaration did not come in time.
    FullOverdue {
        full_by: DayStamp,
    },
    /// A document of this export came. Outcome: nothing when it changed nothing.
    ExportDocument {
        kind: ExportKind,
        at: DocumentRef,
        action: Action,
        outcome: Option<DocumentState>,
        findings: Vec<Finding>,
    },
    /// The export's state changed.
    ExportState {
        from: ExportState,
        to: ExportState,
        findings: Vec<Finding>,
    },
    /// The goods left the country, as this document said.
    Departed {
        at: DocumentRef,
        on: Stamp,
    },
    /// The payment slip of a declaration was made.
    DutySlipIssued {
        slip_no: String,
        declaration_no: String,
        amount: Amount,
        due_on: DayStamp,
    },
    /// The state of a declaration's payment slip changed.
    DutySlipState {
        from: DutySlipState,
        to: DutySlipState,
    },
    /// The payer's bank was asked to debit him.
    DutySlipSent {
        bank: String,
    },
    /// It could not.
    DutySlipFailed {
        bank: String,
        reason: String,
    },
    /// It did: so much in all, of which so much for paying late.
    DutySlipDebited {
        bank: String,
        amount: Amount,
        late_fee: Amount,
        at: Moment,
    },
    /// The treasury has it.
    DutySlipConfirmed {
        treasury: String,
        amount: Amount,
    },
    /// Its last day passed, and it was not paid.
    DutySlipOverdue,
    /// What was paid is to be given back.
    RefundOrdered {
        refund_no: String,
        amount: Amount,
        interest: Amount,
    },
    /// The treasury gave it back.
    RefundPaid {
        treasury: String,
        amount: Amount,
    },
    /// An instrument of customs was issued, with these words.
    InstrumentIssued(Box<Instrument>),
    /// An instrument's state changed: by whom, and what he said.
    InstrumentState {
        from: InstrumentState,
        to: InstrumentState,
        by: String,
        note: String,
    },
    /// It was served; its last day, 0 where it has none.
    InstrumentServed {
        service: Service,
        due_on: DayStamp,
    },
    /// What it asks for was presented.
    InstrumentAnswered(Box<InstrumentAnswer>),
    /// Of a declaration's case: an instrument about it came into that state.
    InstrumentMoved {
        number: String,
        kind: InstrumentKind,
        to: InstrumentState,
        by: String,
        note: String,
    },
    /// The export was summed up in a goods declaration: into which of its lines each of the list's went.
    SummedUp {
        declaration_no: String,
        lines: Vec<u32>,
    },
    /// It should have been summed up by now.
    SummaryOverdue,
    /// This goods declaration was made of closed lists of exports.
    MadeOfLists {
        summary_no: String,
        lines: Vec<SummedLine>,
    },
    /// Of a declaration's case: an officer decided what lines are worth.
    ValueDecided(Box<ValueNote>),
    /// Of a declaration's case: a device said something of its goods.
    DeviceRead(Box<DeviceReading>),
    /// Of an examination's notice: the trader will be there, or waives it.
    InstrumentAttended(Attendance),
    /// A guarantee instrument was registered, or registered anew.
    GuaranteeRegistered {
        number: String,
        holder_code: String,
        kind: GuaranteeKind,
        amount: Amount,
        valid_to: DayStamp,
    },
    /// The state of a guarantee instrument changed.
    GuaranteeState {
        from: GuaranteeState,
        to: GuaranteeState,
    },
    /// It was said, for the n-th time, that an instrument ends or has ended while declarations stand on it.
    GuaranteeEnding {
        held: Amount,
        valid_to: DayStamp,
        notices: u32,
    },
    /// Goods go on guarantee until that day, and what is open by then has it called. By an officer; nobody
    /// where the law sets it.
    GuaranteedUntil {
        conditions: Vec<GuaranteeCondition>,
        until: DayStamp,
        amount: Amount,
        officer: String,
        reason: String,
    },
    /// An officer found these open no more.
    GuaranteeConditionsMet {
        conditions: Vec<GuaranteeCondition>,
        officer: String,
        reason: String,
    },
    /// The guarantee of a declaration was called, because these were open on its last day.
    GuaranteeCalled {
        /// Of its instrument; empty: the guarantee account of the trader's code.
        guarantee_no: String,
        by: String,
        amount: Amount,
        conditions: Vec<GuaranteeCondition>,
    },
    /// The last day of a payment slip was moved.
    DutySlipDeferred {
        due_on: DayStamp,
    },
    /// A trader was registered for monthly payment, or registered anew; `valid_to` is 0 without an end.
    MonthlyRegistered {
        code: String,
        valid_from: DayStamp,
        valid_to: DayStamp,
    },
    /// Where his monthly payment stands changed.
    MonthlyMoved {
        from: MonthlyState,
        to: MonthlyState,
    },
    /// A slip was gathered for its month.
    MonthlyGathered {
        slip_no: String,
        amount: Amount,
        due_on: DayStamp,
    },
    /// A gathered slip was paid or void; so much is open of that month. 0: a slip that was missed is settled.
    MonthlyDone {
        month: DayStamp,
        owed: Amount,
    },
    /// A file that is attached to a declaration came, and was kept when nothing is wrong with it.
    FileSent {
        at: DocumentRef,
        /// Its name.
        id: String,
        kind: String,
        findings: Vec<Finding>,
    },
    /// A case after release began.
    AuditOpened(Box<AuditOpening>),
    /// Its state changed: by whom, and what he said.
    AuditState {
        from: AuditState,
        to: AuditState,
        by: String,
        note: String,
    },
    /// Something was done in it.
    AuditStep {
        step: AuditStep,
        by: String,
        note: String,
    },
    /// What it came to.
    AuditConcluded(Box<AuditConclusion>),
    /// Of a declaration's case: it came under a case after release.
    AuditEntered {
        audit_no: String,
        kind: AuditKind,
    },
    /// Of a declaration's case: it is under that case no longer; nothing came of it where there is no outcome.
    AuditLeft {
        audit_no: String,
        kind: AuditKind,
        outcome: Option<AuditOutcome>,
    },
    /// A collective list was taken: what tax its guarantee stands for, and until when it is declared with its month.
    ListTaken {
        estimated: Amount,
        declare_by: DayStamp,
    },
    /// A collective list was not declared in time.
    ListOverdue {
        declare_by: DayStamp,
    },
    /// A declaration gathered the collective list.
    ListGathered {
        declaration_no: String,
    },
    /// The declaration that gathered the collective list does not stand any more.
    ListLetGo {
        declaration_no: String,
    },
    /// This declaration gathered collective lists.
    Gathered {
        lists: Vec<String>,
    },
    /// A declaration is treated otherwise than others, for whom it is of.
    Treated(Box<Treatment>),
    /// What a guarantee would stand for that is not asked of its trader, or that nothing is left of it.
    GuaranteeWaived(Waiver),
    /// When and how goods are examined was agreed.
    ExaminationAppointed(Appointment),
    /// A laboratory reported of a sample.
    LaboratorySaid(Box<LaboratoryResult>),
    /// An officer gave more time for an instrument; of two that have to, the first has spoken until it is in force.
    InstrumentExtended(Extension),
    /// Goods that are not released left the port, and are kept elsewhere.
    MovedUnderCustody {
        site: String,
        to: String,
        at: Moment,
    },
    /// A transit was declared, or declared anew.
    TransitDeclared {
        transit_no: String,
        kind: TransitKind,
        departure_customs: String,
        destination_customs: String,
        seals: Vec<String>,
    },
    /// The state of a transit changed.
    TransitState {
        from: TransitState,
        to: TransitState,
    },
    /// An office of a transit saw its goods, under these seals.
    TransitSeen {
        site: String,
        seals: Vec<String>,
        at: Moment,
    },
    /// A transit was returned by an officer, or had void by whoever declared it.
    TransitEnded {
        officer: String,
        reason: String,
    },
    /// Goods in transit were not where they go by the day on which they should have been.
    TransitOverdue {
        due_on: DayStamp,
    },
    /// Of a consignment's case, and of a declaration's: goods in transit are where they go.
    TransitArrived {
        transit_no: String,
        at: Moment,
    },
    /// What became of an application for admission in two stages.
    AdmissionDecided(Box<AdmissionRequest>),
    /// Of a consignment's case, and of a declaration's: goods were moved to the site where they are examined.
    MovedToSite {
        site: String,
        to: String,
        at: Moment,
    },
    /// Supplementary declarations to a declaration came after it: of which lines and kinds (`1A、2C`), and whether they
    /// were kept.
    SupplementSent {
        at: DocumentRef,
        lines: String,
        is_kept: bool,
        findings: Vec<Finding>,
    },
    /// Of a declaration's case: goods of it were sent back, or it sent goods of another back, and tax is given back.
    SentBack {
        audit_no: String,
        parts: Vec<SentBackPart>,
    },
    /// The payer collects a refund (办理退还手续); late where an officer agreed.
    RefundCollected {
        refund_no: String,
        account: String,
        officer: String,
        reason: String,
    },
    /// Nobody collected a refund within its time.
    RefundLapsed {
        refund_no: String,
    },
    /// A task of the case passed from one officer to another, by the word of a third or of one of them; empty: nobody.
    TaskMoved {
        kind: TaskKind,
        from: String,
        to: String,
        by: String,
        reason: String,
    },
    /// A task that somebody held is done.
    TaskEnded {
        kind: TaskKind,
        holder: String,
    },
    /// Of the house: tasks that an officer would have moved and that stay as they were.
    TasksRefused {
        officer: String,
        refused: Vec<RefusedTask>,
    },
    /// Somebody was shown personal data of the case.
    PersonalShown {
        by: String,
        reason: String,
    },
    /// Of a payment slip: its payer, or the declarant for him, has an account debited.
    DutySlipOrdered {
        by_code: String,
        bank: String,
        account: String,
    },
    /// An officer entered what he found when he examined goods; another has to confirm it.
    ExaminationEntered(Box<EnteredResult>),
    /// Another officer confirmed it, or has the goods examined once more.
    ExaminationConfirmed(Box<ResultWord>),
}

/// A report about one bill, as history keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportNote {
    pub at: DocumentRef,
    pub kind: ReportKind,
    pub function: ManifestFunction,
    pub bill_no: String,
    pub reporter: String,
    pub site: String,
    pub on: Moment,
    pub packages: Option<u32>,
    pub gross_weight_kg: Option<Amount>,
    pub findings: Vec<Finding>,
}

/// # Errors
/// When the bytes are not a history record.
pub fn decode(body: &[u8]) -> Result<Vec<Happening>, postcard::Error> {
    postcard::from_bytes(body)
}

/// The events of a record one by one: whoever folds them needs no room for all.
///
/// # Errors
/// When the bytes are not a history record; an event that is none is an error of its own.
pub fn decode_each(
    body: &[u8],
) -> Result<impl Iterator<Item = Result<Happening, postcard::Error>> + '_, postcard::Error> {
    let (count, mut rest) = postcard::take_from_bytes::<usize>(body)?;
    Ok((0..count).map(move |_| {
        let (happening, left) = postcard::take_from_bytes(rest)?;
        rest = left;
        Ok(happening)
    }))
}

/// Bytes that most records stay under.
const BODY_ROOM: usize = 768;

/// The stored form.
pub fn encode(happenings: &[Happening]) -> Vec<u8> {
    postcard::to_extend(happenings, Vec::with_capacity(BODY_ROOM)).unwrap_or_default()
}
