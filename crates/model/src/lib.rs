//! The customs vocabulary: plain values that every other crate speaks in, and their one JSON form.
//!
//! No IO, no clock, no randomness, no floats. A type lives here when it crosses crates.

#![deny(clippy::float_arithmetic)]

mod access;
mod admission;
mod amendment;
mod amount;
mod assessment;
mod audit;
mod authorisation;
mod basis;
mod book;
mod collective;
mod declaration;
mod declaration_assessment;
mod declaration_return;
mod declared_transit;
mod document;
mod drawn;
mod duty_slip;
mod enquiry;
mod enterprise;
mod entry;
mod examination;
mod exchange;
mod export;
mod export_return;
mod filed_with;
mod finding;
mod follow_up;
mod guarantee;
mod house;
mod identity;
mod instrument;
mod ledger;
mod licence;
mod manifest;
mod monthly;
mod own_tax;
mod receipt;
mod risk_budget;
mod risk_plan;
mod risk_rule;
mod sampling;
mod selection;
mod sent_back;
mod sent_file;
mod signing;
mod special_duty;
mod supplement;
mod task;
mod tax_fault;
mod text;
mod time;
mod transit;
mod treatment;
mod truth;
mod value;
mod working_days;
mod zone;

pub use access::{CaseRole, PersonRole, Right, Sees};
pub use admission::{AdmissionKind, AdmissionRequest, AdmissionState, SiteRow};
pub use amendment::{
    AmendedField, AmendmentBar, AmendmentConfirmation, AmendmentKind, AmendmentOperation,
    AmendmentRequest, AmendmentResponse, AmendmentState, AppliedAmendment, FieldChange,
};
pub use amount::{Amount, AmountError, Rate};
pub use assessment::{Assessment, ItemAssessment, Regime, Step, TaxKind};
pub use audit::{
    AuditAct, AuditConclusion, AuditFinding, AuditKind, AuditOpening, AuditOrigin, AuditOutcome,
    AuditResult, AuditState, AuditStep, AuditedLine, AuditedTax, DisclosureVerdict, SiteRecord,
};
pub use authorisation::{
    Authorisation, AuthorisationAct, AuthorisationRefusal, AuthorisationScope, AuthorisationSide,
    AuthorisationState, AuthorisationTerms, Authorisations,
};
pub use basis::{Basis, BasisId, Confidence};
pub use book::{Book, BookRecord, Books};
pub use collective::{CollectiveTrader, CollectiveTraders};
pub use declaration::{
    Charge, Declaration, DeclarationState, DeclarationStep, Direction, Filing, GoodsItem,
    PartyAbroad, PriceConfirmations, Trader,
};
pub use declaration_assessment::{
    ChargeMethod, ChargeTaken, ColumnReason, DateCase, DateEvent, DeclarationAssessment,
    DeclaredLineTax, DutyColumn, LevyEffect, LineTax, RateDates, SpecialDuty, SpecialDutyKind,
    TaxTotal,
};
pub use declaration_return::{Channel, DeclarationResponse, DeclarationReturn};
pub use declared_transit::{ContainerGoods, DeclaredTransit, SealedContainer, TransitBorder};
pub use document::{
    Action, Document, DocumentHead, DocumentKind, Inventory, InventoryItem, Order, OrderItem,
    Payment, Subscription, Transfer, Waybill,
};
pub use drawn::{DrawnGoods, DrawnLine};
pub use duty_slip::{DutySlipAct, DutySlipState, PaymentOrder, RefundCollection};
pub use enquiry::{
    Elsewhere, EnquiryPolicy, IdentityAnswer, IdentityEnquiry, Known, LimitEnquiry, LimitUse,
    WithoutAnswer,
};
pub use enterprise::{
    Credit, Enterprise, NotInForce, Role, RowFault, is_enterprise_code, social_credit_check,
};
pub use entry::{
    CommitNo, DocumentRef, DocumentState, EntryId, EntryState, InputId, ReturnState, SlipState,
};
pub use examination::{
    Attendance, DeviceKind, DeviceReading, DeviceVerdict, EnteredResult, ExaminerRow, ResultWord,
    SecondWord,
};
pub use exchange::{CurrencyCode, ExchangeRate, ExchangeRow, Month};
pub use export::{
    ExportArrival, ExportCancellation, ExportCancellationReturn, ExportDeparture, ExportDocument,
    ExportKind, ExportList, ExportListItem, ExportListReturn, ExportMoney, ExportMoneyReturn,
    ExportMovementReturn, ExportOrder, ExportOrderItem, ExportState, ExportSummary,
    ExportSummaryReturn, ExportWaybill, MasterWaybill, MasterWaybillItem, MovedItem, SummaryItem,
    SummaryResult, SummedLine,
};
pub use export_return::{ExportReturn, ExportReturnItem, ReturnTally, ReturnTallyReturn};
pub use filed_with::{
    AttachedDocument, Container, GoodsLimit, LicenceDocument, OriginLink, OtherPackage,
    Qualification, RequestedCertificate, TwoStageRequest, UseContact, VehicleNumber,
};
pub use finding::{CheckInfo, ExplainedFinding, Finding, Scope, Severity, Stage, Words};
pub use follow_up::{
    Cancellation, GoodsReturn, GoodsReturnItem, InboundDetail, InboundItem, WaybillStatus,
};
pub use guarantee::{
    GuaranteeCondition, GuaranteeInstrument, GuaranteeInstruments, GuaranteeKind, GuaranteePurpose,
    GuaranteeState, GuaranteedReleaseAct,
};
pub use house::{
    AskedField, BookRow, GuaranteeRow, HouseMessage, LineQuantity, OfficerAction, WatchKind,
    WatchRow,
};
pub use identity::{KeyPair, is_valid_identity_number};
pub use instrument::{
    Addressee, Evidence, Instrument, InstrumentAct, InstrumentAnswer, InstrumentField,
    InstrumentKind, InstrumentState, InstrumentTerm, Service, ServiceWay, TermOwner, TermUnit,
};
pub use jiff::civil::{Date, DateTime, Time};
pub use ledger::{Account, AccountKind, LedgerEntry, Movement};
pub use licence::{LicenceGoods, LicenceRow, Licences};
pub use manifest::{
    ArrivalHead, ArrivalReturn, CarriedContainer, Consignment, ConsignmentState, Manifest,
    ManifestFunction, ManifestMessage, ManifestReport, ManifestReturn, ManifestState,
    ManifestStatement, ReportKind, ReportedBill, ReportedVehicle, ReportedVoyage, ShipKind,
    billed_as,
};
pub use monthly::{MonthlyPayer, MonthlyPayers, MonthlyState};
pub use own_tax::{OwnTax, OwnTaxDetail};
pub use receipt::{
    ApplicationReturn, FormatReturn, InboundReturn, InventoryReturn, Notice, NoticeSubject,
    OrderReturn, PaymentReturn, ReceiptBody, ReceiptKind, SlipNotice, TaxBill, TaxBillLine,
    TaxStatus, TruthNotice, WaybillReturn, WaybillStatusReturn,
};
pub use risk_budget::{CreditScale, RiskAim, RiskBudget, RiskModelRole};
pub use risk_plan::{RiskChange, RiskModelChange, RiskPlanAct};
pub use risk_rule::{RiskChannel, RiskProcedure, RiskRule, RiskSeverity};
pub use sampling::{Appointment, ExaminationWay, Extension, LaboratoryFinding, LaboratoryResult};
pub use selection::{Lane, Reason, Selection};
pub use sent_back::{GivenBack, SentBack, SentBackGround, SentBackLine, SentBackPart};
pub use sent_file::{FileReturn, KeptFile, SentFile};
pub use signing::{
    CertificateRow, DigestAlgorithm, PolicyRow, SignatoryRow, SignatureAlgorithm, SigningPolicy,
};
pub use special_duty::{SpecialDutyRow, UnprovenOrigin};
pub use supplement::{
    Supplement, SupplementCharge, SupplementMessage, SupplementNumber, SupplementParty,
    SupplementReturn,
};
pub use task::{
    RefusedTask, TASKS_MAX, Task, TaskAct, TaskKind, TaskRef, TaskRefusal, TaskSubject,
};
pub use tax_fault::{TaxFault, TaxFaultAt, TaxFaultKind};
pub use text::{Text, fingerprint};
pub use time::{DayStamp, Moment, Stamp};
pub use transit::{
    TransitAct, TransitContainer, TransitKind, TransitReturn, TransitState, TransitTerms,
};
pub use treatment::{Certificate, ListedEnterprise, Measure, MeasureKind, Treatment, Waiver};
pub use truth::{
    PaymentTruth, Proof, TruthGoods, TruthOrder, TruthPolicy, TruthReason, TruthRequest,
};
pub use value::{DecidedValue, ValueNote};
pub use working_days::{CalendarRow, DayKind};
pub use zone::{
    ExitLine, ExitLink, ExitList, ExitListReturn, ExitListState, GatePass, GatePassLine,
    GatePassLink, GatePassReturn, GatePassState, Passage, ZoneDocument, ZoneKind, ZoneResponse,
    ZoneResult,
};
