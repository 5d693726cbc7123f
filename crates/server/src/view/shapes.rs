//! The shapes of the API. Enumerations of the vocabulary are spelt as the vocabulary spells them.

use model::Basis;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ProblemFault, ReceiptView};

/// Some entries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryPage {
    #[schema(value_type = Vec<EntrySummary>)]
    pub(crate) items: Vec<crate::access::Shown<EntrySummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An entry in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntrySummary {
    /// The house's number of the entry.
    pub(crate) number: u64,
    /// List number (清单编号), 18 characters; empty until accepted.
    pub(crate) entry_id: String,
    #[schema(value_type = EntryState)]
    pub(crate) state: model::EntryState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) order_no: String,
    pub(crate) platform_code: String,
    /// Empty while no list has come.
    pub(crate) waybill_no: String,
    /// The declarant's own number (企业内部编号).
    pub(crate) trader_reference: String,
    /// Day of declaration; null while no list has come.
    #[schema(required, format = Date)]
    pub(crate) declared_on: Option<String>,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    pub(crate) n_findings: u32,
    #[serde(flatten)]
    pub(crate) seen: super::Seen,
}

/// Everything about one entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// The house's number of the entry.
    pub(crate) number: u64,
    /// List number (清单编号); empty until accepted.
    pub(crate) entry_id: String,
    /// 预录入编号; empty until the list came.
    pub(crate) preliminary_no: String,
    #[schema(value_type = EntryState)]
    pub(crate) state: model::EntryState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) order_no: String,
    pub(crate) platform_code: String,
    /// The exit list that has gathered it (出区核注清单编号); empty when none has.
    pub(crate) exit_list_no: String,
    /// What it waits for: document kinds, or an event such as `exit`.
    pub(crate) waiting_for: Vec<String>,
    /// When something is done about it next: waiting ends, its tax falls due, a return lapses.
    #[schema(required, format = DateTime)]
    pub(crate) due_at: Option<String>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) documents: Vec<DocumentView>,
    pub(crate) findings: Vec<ExplainedFinding>,
    #[schema(required)]
    pub(crate) assessment: Option<AssessmentView>,
    #[schema(required)]
    pub(crate) selection: Option<Selection>,
    /// Who says who the buyer is, and who keeps his annual limit.
    #[schema(required)]
    pub(crate) verification: Option<super::VerificationView>,
    pub(crate) ledger: Vec<LedgerEntry>,
    /// When its goods came into the site, as the site reported.
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
    /// When the addressee signed, as the logistics company reported.
    #[schema(required, format = DateTime)]
    pub(crate) delivered_at: Option<String>,
    /// Null before release.
    #[schema(required)]
    pub(crate) tax_bill: Option<super::TaxBillView>,
    pub(crate) returns: Vec<super::ReturnView>,
    pub(crate) receipts: Vec<super::ReceiptView>,
    #[serde(flatten)]
    pub(crate) seen: super::Seen,
}

/// What happened to an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEvent {
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// The commit on the hash chain that recorded it.
    pub(crate) commit: u64,
    /// Machine-readable kind, e.g. `document`, `state`.
    pub(crate) kind: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Party, officer, device or rule.
    pub(crate) by: String,
    /// In words; may be empty.
    pub(crate) detail: String,
    #[schema(required, value_type = Option<EntryState>)]
    pub(crate) state: Option<model::EntryState>,
}

/// A document as its sender declared it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentView {
    #[schema(value_type = DocumentKind)]
    pub(crate) kind: model::DocumentKind,
    #[schema(value_type = DocumentState)]
    pub(crate) state: model::DocumentState,
    /// The input that brought it.
    pub(crate) input: u64,
    /// Its place in that input, from 0.
    pub(crate) index: u16,
    #[schema(format = DateTime)]
    pub(crate) received_at: String,
    /// Its fields by our own names, flat, with `items` where it has goods items. Amounts are
    /// decimal strings.
    #[schema(value_type = Object)]
    pub(crate) document: serde_json::Value,
}

/// A finding with everything its check says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExplainedFinding {
    /// Stable for ever.
    pub(crate) code: String,
    #[schema(value_type = Severity)]
    pub(crate) severity: model::Severity,
    /// The field it points at; an item by its place from 0: `inventory.items[2].total_price`.
    pub(crate) pointer: String,
    pub(crate) observed: String,
    pub(crate) expected: String,
    /// The partner's field it was compared with; may be empty.
    pub(crate) against: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = BasisView)]
    pub(crate) basis: Basis,
    pub(crate) fix_zh: String,
    pub(crate) fix_en: String,
}

/// What is owed on an entry, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssessmentView {
    #[schema(value_type = Regime)]
    pub(crate) regime: model::Regime,
    /// Yuan, a decimal string; so are the taxes.
    pub(crate) customs_value: String,
    pub(crate) duty: String,
    pub(crate) consumption_tax: String,
    pub(crate) vat: String,
    pub(crate) total: String,
    /// Whether any figure rests on assumed law.
    pub(crate) assumed: bool,
    pub(crate) steps: Vec<Step>,
}

/// One line of the explanation of a tax (计税过程).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Step {
    #[schema(value_type = TaxKind)]
    pub(crate) kind: model::TaxKind,
    /// Item number; 0 for the whole entry.
    pub(crate) item: u32,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// With the numbers put in.
    pub(crate) formula: String,
    pub(crate) amount: String,
    #[schema(value_type = Vec<BasisView>)]
    pub(crate) basis: Vec<Basis>,
}

/// The outcome of risk analysis with its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Selection {
    #[schema(value_type = Lane)]
    pub(crate) lane: model::Lane,
    pub(crate) reasons: Vec<Reason>,
}

/// Why an entry was selected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// `random`, or the id of the row that spoke.
    pub(crate) rule: String,
    #[schema(value_type = Lane)]
    pub(crate) lane: model::Lane,
    pub(crate) pointer: String,
    pub(crate) observed: String,
    pub(crate) text: String,
    /// The rule of risk analysis that spoke, as it stood then; null where it was a lot or a watch row.
    #[schema(required)]
    pub(crate) told: Option<super::RuleThen>,
}

/// One movement on one account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerEntry {
    #[schema(value_type = AccountKind)]
    pub(crate) kind: model::AccountKind,
    /// The account as people may see it.
    pub(crate) label: String,
    #[schema(value_type = Movement)]
    pub(crate) movement: model::Movement,
    /// Decimal string; yuan, or units of an account book's line or a licence's goods.
    pub(crate) amount: String,
}

/// The house in figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    pub(crate) states: Vec<StateCount>,
    /// Payment slips.
    pub(crate) slips: Vec<SlipCount>,
    /// Entries.
    pub(crate) parcels: u64,
    pub(crate) receipts: u64,
    pub(crate) inputs: u64,
    pub(crate) commits: u64,
    /// Head of the hash chain, hexadecimal.
    pub(crate) head: String,
    #[schema(format = DateTime)]
    pub(crate) as_of: String,
}

/// How many entries stand in a state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateCount {
    #[schema(value_type = EntryState)]
    pub(crate) state: model::EntryState,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) count: u64,
}

/// How many payment slips stand in a state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlipCount {
    #[schema(value_type = SlipState)]
    pub(crate) state: model::SlipState,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) count: u64,
}

/// Every check, in table order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckList {
    pub(crate) items: Vec<CheckView>,
}

/// All that is known of a check but its function.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckView {
    pub(crate) code: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = Severity)]
    pub(crate) severity: model::Severity,
    #[schema(value_type = Stage)]
    pub(crate) stage: model::Stage,
    #[schema(value_type = Scope)]
    pub(crate) scope: model::Scope,
    #[schema(value_type = BasisView)]
    pub(crate) basis: Basis,
    /// First day of declaration to which it applies.
    #[schema(format = Date)]
    pub(crate) from: String,
    pub(crate) fix_zh: String,
    pub(crate) fix_en: String,
}

/// A message is in the house's keeping.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// Its number.
    pub(crate) input: u64,
    /// BLAKE3 of its bytes, hexadecimal.
    pub(crate) digest: String,
    /// The same bytes were here before; nothing happens twice.
    pub(crate) is_repeat: bool,
    /// What it was taken for, e.g. `CEB311Message`.
    pub(crate) kind: String,
    /// How many documents it holds.
    pub(crate) documents: u64,
    /// What was said of it at once, all findings with their fix; null unless `wait=decided`, and when it was
    /// here before.
    #[schema(required)]
    pub(crate) receipts: Option<Vec<ReceiptView>>,
}

/// A refusal (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) status: u16,
    pub(crate) detail: String,
    /// Machine-readable, e.g. `not_found`, `not_covered`.
    pub(crate) code: String,
    /// Everything that is wrong with rows that were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) faults: Vec<ProblemFault>,
}

/// The schemas of the vocabulary's own types, which know nothing of OpenAPI.
pub(crate) mod vocabulary {
    use serde::Serialize;
    use utoipa::ToSchema;

    macro_rules! names {
        ($($(#[$doc:meta])* $name:ident { $($variant:ident),+ $(,)? })+) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
            #[serde(rename_all = "snake_case")]
            #[allow(dead_code, reason = "most stand for the vocabulary's type in the document")]
            pub(crate) enum $name { $($variant),+ }
        )+};
    }

    names! {
        /// What somebody is to the house.
        PersonRole { Trader, Broker, Platform, DocumentOfficer, Examiner, TaxOfficer, ManifestOfficer, AuditOfficer, Supervisor, RiskAnalyst, Laboratory, GateOperator, Auditor, Administrator }
        /// What somebody may do.
        Right { SendMessages, SeeCases, SeeParcels, SeeReceipts, SeeAllReceipts, SeeRegistry, ChangeRegistry, SeeOwnRegistration, SeeWatch, ChangeWatch, SeeAudits, Reconcile, AnswerForPayments, KeepWebhooks, SeeFolders, KeepKeys, KeepPeople, SeeFigures, ActAsOfficer, ReportFromSite, ReportPayment, RunHouse, DoTasks, AssignTasks, SeePersonal, SeeAuthorisations, HoldInBulk, SeeBackground,
        }
        /// As what a declaration names a company (收发货人、消费使用或生产销售单位、申报单位).
        NamedAs { Trader, Owner, Declarant }
        /// Whose goods earlier ones are: of the same trader, or of all.
        GoodsOf { Trader, All }
        /// Where a price stands among earlier ones: outside them, in their lowest or highest tenth, among the rest, or not to be
        /// said.
        PricePlace { BelowAll, Low, Usual, High, AboveAll, Unknown }
        /// What a watch row looks at (布控要素).
        WatchKind { Commodity, Platform, Buyer, Country, Words }
        /// Whether a watch row holds today.
        WatchForce { InForce, Future, Past }
        /// What kind of case a watch row selected.
        WatchedCase { Parcel, Export, Declaration }
        /// What a feature holds.
        FeatureKind { Number, Flag, Text, Texts }
        /// Where a feature comes from: the documents, such goods before, their description, parties, relations, time, the
        /// network of those who share something.
        FeatureSource { Document, Goods, Description, Party, Relation, Time, Network }
        /// What kind of case is weighed.
        RiskProcedure { Parcel, Declaration }
        /// What a rule has done with a case (处置), by how grave it is.
        RiskChannel { Release, LaterAudit, Documents, Examination, Hold }
        /// How grave it would be what a rule looks for.
        RiskSeverity { Low, Medium, High }
        /// What kind of fault a rule has.
        RuleFault {
            Row, SameId, Syntax, TooLarge, UnknownFeature, UnknownFunction, WrongKind, NotSupported, DividesByZero,
            MayDivideByZero, MatchesAll, NeverTrue, Duplicate, NeverChanges, Contradiction, NotAllCompared,
        }
        /// Of which shape a file of law is.
        LawKind { Parameter, Table, Profile }
        /// What a search found.
        FoundKind {
            Declaration, Parcel, Export, ExitList, GatePass, Manifest, Bill, Transit, Slip, DutySlip, Guarantee, Audit, Document,
            Amendment, Enterprise, Licence, Book, Check, Tariff,
        }
        /// What an enterprise is registered to do (备案类型).
        Role { Platform, Seller, Payment, Logistics, Declarant, Zone, Site, Warehouse }
        /// How far customs trusts an enterprise (信用等级).
        Credit { Advanced, Ordinary, Dishonest }
        /// Where a retail import entry stands (进口清单状态).
        EntryState {
            Expected, Declared, Rejected, Accepted, UnderReview, Reviewed, UnderExamination,
            DetainedForClearance, DetainedForAntiSmuggling, DetainedForLegal, DetainedOther,
            ShippedBack, Released, Closed, Withdrawn,
        }
        /// Under which heading a question of the public is shown.
        FaqTopic { Retail, Goods, Returns }
        /// What is made of the signatures on a company's messages (验签要求).
        SigningPolicy { Ignored, Accepted, Required }
        /// Whether a certificate may be signed with now.
        CertificateForce { InForce, Future, Past, Revoked }
        /// Of which kind something is that a service needs.
        NeedKind { Document, Registration, Authorisation, Licence, Guarantee, Term }
        /// One of a parcel's four papers, or of what comes beside and after them.
        DocumentKind {
            Order, Payment, Waybill, Inventory, WaybillStatus, Cancellation, GoodsReturn,
            InboundDetail,
        }
        /// Where a document stands.
        DocumentState { Accepted, Rejected, Deleted }
        /// What a finding does: told, looked at first, sent back.
        Severity { Notice, Review, Return }
        /// When a check runs.
        Stage { Format, Document, Joined, Assessed }
        /// How much of a document a check reads.
        Scope { SingleField, CrossField }
        /// How sure we are that a value is the law's.
        Confidence { Read, Secondary, Assumed }
        /// How a retail import entry is taxed.
        Regime { WithinLimits, FullRates }
        /// What a step works out.
        TaxKind {
            Freight, Insurance, CustomsValue, Duty, ConsumptionTax, Vat, Total, Price, OtherCharges,
            ExportDuty, AntiDumping, Countervailing, Safeguard, Retaliatory, LateDeclarationFee,
            LatePaymentFee, Security, UnprovenOrigin, SentBack,
        }
        /// What an identity service says of a name and number.
        IdentityAnswer { Match, Mismatch, Unknown }
        /// What happens to an entry (选查通道).
        Lane { Release, Documents, Examination }
        /// What can run out.
        AccountKind { AnnualLimit, Guarantee, AccountBook, Licence }
        /// How an account moved.
        Movement { Open, Reserve, Post, Void, Reverse, Call }
        /// Which receipt of the wire: CEB312, 412, 512, 622, 816, 900, 514, 624, 626, 712, 818; the
        /// notice of a slip and the question about a payment, which are the house's own;
        /// CommonResponeMessage, INV201, SAS221, SAS223; DEC_RESULT, DecImportResponse,
        /// DecModSaveResponse; the house's own notice of an authorisation, of money or of a document; MTRES; of exports CEB304,
        /// 404, 506, 604, 606, 508, 510, 608, 702, 792; USF102; CEB214, 216; TRN_DATA;
        /// DecSDImportResponse; the answer to an arrival report (ARRIVAL).
        ReceiptKind {
            Order, Payment, Waybill, Inventory, TaxBill, Format, WaybillStatus, Cancellation,
            GoodsReturn, InboundDetail, TaxStatus, PaymentSlip, TruthQuestion,
            ZoneResponse, ExitList, GatePass, GatePassage, Declaration, DeclarationResponse,
            AmendmentResponse, Notice,
            Manifest,
            ExportOrder, ExportMoney, ExportWaybill, ExportList, ExportCancellation, ExportArrival,
            ExportDeparture, MasterWaybill, ExportSummary, SummaryResult,
            File, ExportReturn, ReturnTally, Transit, Supplement, ArrivalReport,
        }
        /// Where a return of goods stands (退货状态).
        ReturnState { Applied, Arrived, Lapsed, Withdrawn }
        /// Where a payment slip stands (缴款书状态).
        SlipState { Open, Paid, Called }
        /// Where a tax bill stands (税单状态).
        BillState { Generated, Summarised, Void }
        /// Where an exit list stands (核注清单状态).
        ExitListState { Declared, Refused, Approved, Deducted, Deleted }
        /// Where a gate pass stands (核放单状态).
        GatePassState { Declared, Refused, Approved, Held, Passed, Deleted }
        /// As what a case names a company: 收发货人, 消费使用/生产销售单位, 申报单位, 录入单位, 承运单位.
        CaseRole { Trader, Owner, Declarant, Keyer, Carrier, Platform }
        /// Where something is seen all the same: the document was served, the receipt is one's own, one was told of the
        /// case, the finding is of form.
        SeenWhere { Served, Own, Told, Format }
        /// Where a goods declaration stands (报关单状态).
        DeclarationState {
            Saved, Declared, Returned, Reviewing, AwaitingTax, Examination, Released,
            ReleasedOnGuarantee, Cleared, Detained, Withdrawn, AwaitingManifest, AwaitingArrival,
            SummaryReleased, ListReleased, ListDeclared, AwaitingFiles,
        }
        /// What is asked for of a declaration that stands (修撤单类型).
        AmendmentKind { Amend, Withdraw }
        /// Where an application to amend or withdraw stands (修撤单状态).
        AmendmentState {
            Saved, AwaitingConfirmation, Reviewing, AwaitingSecond, Applied, Refused, Declined,
            Lapsed,
        }
        /// Why a declaration may not be changed for now: 布控, 稽查, 涉嫌走私违规.
        AmendmentBar { Control, Audit, Suspicion }
        /// Where a declaration's payment slip stands (缴款书状态).
        DutySlipState { Issued, Sent, Failed, Debited, Confirmed, WrittenOff, Void }
        /// Which document customs issued (海关法律文书种类).
        InstrumentKind {
            ExaminationNotice, ExaminationRecord, ValueQuery, PriceConsultation, TaxConfirmation,
            ShipBackOrder, DestructionOrder, QuarantineNotice, DetentionDecision, AuditNotice,
            RecordsOrder, AuditOpinion, AuditConclusion, VerificationConclusion, SamplingOrder,
            ConditionalRelease, SupplementRequest,
        }
        /// Why a case after release was opened: 稽查, 核查, 主动披露, 退税申请.
        AuditKind { Audit, Verification, Disclosure, RefundClaim }
        /// How it started.
        AuditOrigin { Random, Risk, Referral, Trader }
        /// Where it stands.
        AuditState {
            Filed, Opened, OnSite, AwaitingOpinion, Reported, AwaitingSecond, Concluded, HandedOver,
            Closed, Refused, Dropped,
        }
        /// What it came to.
        AuditOutcome { NothingFound, Corrected, Recovered, Refunded, HandedOver, Refused }
        /// Where a document of customs stands (文书状态).
        InstrumentState { Issued, Served, Answered, Overdue, Closed, Revoked }
        /// What a term is counted in.
        TermUnit { Days, WorkingDays, Months }
        /// Who has to do something within a term.
        TermOwner { Trader, Customs }
        /// How a document came to its addressee (送达方式).
        ServiceWay { InPerson, Electronic, Post, Left, PublicNotice }
        /// In what form a guarantee was given: 保函, 关税保证保险, 保证金.
        GuaranteeKind { Letter, Insurance, Deposit }
        /// What a guarantee may stand for.
        GuaranteePurpose { Payment, Elements, Monthly }
        /// How goods are examined (查验方式).
        ExaminationWay { OnSite, Video }
        /// What a laboratory found of a sample (化验结论).
        LaboratoryFinding {
            Conform, Classification, Origin, Quality, Safety, Quarantine, Other,
        }
        /// What is asked for of goods that are let in in two stages (两段准入申请).
        AdmissionKind { Transfer, ConditionalRelease, MergedExamination }
        /// Where an application for admission in two stages stands.
        AdmissionState { Open, Granted, Refused, CarriedOut }
        /// Where a guarantee instrument stands.
        GuaranteeState { InForce, Ending, EndedHeld, Ended }
        /// Where a trader's monthly payment stands (汇总征税).
        MonthlyState { InForce, Suspended }
        /// How goods go in transit (转关方式).
        TransitKind { Direct, Advance, Transfer }
        /// Where a transit stands (转关单状态).
        TransitState { Declared, Released, UnderWay, Arrived, Returned, Void }
        /// What is open of goods that went on guarantee.
        GuaranteeCondition { Tax, Classification, Value, Origin, Documents, Others }
        /// How far an authorisation to declare goes.
        AuthorisationScope { Once, LongTerm }
        /// A side of an authorisation to declare.
        AuthorisationSide { Principal, Agent }
        /// Where an authorisation to declare stands.
        AuthorisationState { Offered, Accepted, Declined, Revoked }
        /// Where a manifest stands (舱单状态).
        ManifestState { Announced, Arrived }
        /// Where the goods of one bill stand (提运单状态).
        ConsignmentState { Manifested, Reviewing, Arrived, Released, Left, Deleted }
        /// Whose turn it is.
        StepOwner { Trader, Customs, Terminal }
        /// Where a retail export stands (出口清单状态).
        ExportState {
            Expected, Declared, Rejected, Accepted, UnderReview, UnderExamination, Reviewed, Released,
            Closed, Withdrawn, Detained, Refused,
        }
        /// What an officer has to do (待办任务).
        TaskKind { ParcelReview, ParcelExamination, ParcelDetention, ExportReview, ExportExamination, ExportDetention, DeclarationReview, Examination, Detention, DetentionSecond, Admission, Bar, GuaranteedRelease, AmendmentReview, AmendmentSecond, DocumentService, DocumentAnswer, DocumentOverdue, DocumentTerm, ExtensionSecond, LaboratoryResult, LaboratoryFinding, ManifestReview, LandingDifference, UndeclaredGoods, AuditFiled, AuditBegin, AuditReport, AuditOpinion, AuditConclusion, AuditSecond, AuditClose, TransitOverdue, SlipDifference, ExaminationSecond }
        /// What shows a task's case.
        TaskSubject { Parcel, Export, Declaration, Document, Manifest, Audit }
        /// In which order tasks are listed: what comes first, what is due first, what is oldest.
        TaskOrder { Priority, Due, Age }
        /// What became of a task that somebody named.
        TaskOutcome { Moved, Unchanged, Refused }
        /// Why a task was not moved.
        TaskRefusal { NotOpen, HeldBy, NotHeld, NoReason }
        /// Which way goods go (进出口标志).
        Direction { Import, Export }
        /// By what a case is selected on history: by a rule; by the model, because most is expected of it, because little is known of it,
        /// or for later audit; or it would be, and the day's most was used up.
        BacktestWay { Rule, Targeted, Explored, Later, Beyond }
        /// Where a plan of risk analysis stands.
        RiskPlanState { Proposed, Approved, Refused, Withdrawn, Active, Failed }
        /// What is said of a plan: by another person than who proposed it, or, to withdraw it, by the same.
        RiskPlanAct { Approve, Refuse, Withdraw }
        /// As what a model weighs: it chooses, or it only looks on.
        RiskModelRole { Active, Shadow }
        /// What is to be found with the examinations that there are.
        RiskAim { Findings, Duty }
        /// Whether a campaign (专项行动) is at all offices, or at those alone that the conditions of its rules name.
        CampaignKind { National, Local }
        /// Where a campaign stands today: none of its rules is in force yet, some are, none is any more.
        CampaignState { Ahead, Running, Over }
    }

    /// The text a rule or a value rests on (法律依据).
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = Basis)]
    pub(crate) struct BasisView {
        /// Document number as gazetted.
        document: String,
        /// Article within it; may be empty.
        article: String,
        confidence: Confidence,
    }

    /// How many cases may be selected (布控预算).
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = RiskBudgetRow)]
    pub(crate) struct RiskBudgetRow {
        id: String,
        procedures: Vec<RiskProcedure>,
        /// Beginning of the codes of the offices of declaration; all when absent.
        #[schema(required = false)]
        customs: String,
        /// The share of cases that the model may choose: `0.05`.
        share: String,
        /// Of these, the share that goes to cases of which little is known; none when absent.
        #[schema(required = false)]
        explore: String,
        /// The share of cases that are released and looked at later; none when absent.
        #[schema(required = false)]
        later_audit: String,
        /// Findings when absent.
        #[schema(required = false)]
        aim: RiskAim,
        channel: RiskChannel,
        /// The most a day, of one office at one port; any number when absent.
        per_day: Option<u32>,
        /// By what an expectation is multiplied; by 1 when absent.
        #[schema(required = false)]
        credit: RiskCreditScale,
        basis: String,
        owner: String,
        /// First and last day on which it is in force; without a last day: until further notice.
        #[schema(format = Date)]
        from: String,
        #[schema(format = Date)]
        to: Option<String>,
    }

    /// By what an expectation is multiplied, by credit.
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = RiskCreditScale)]
    pub(crate) struct RiskCreditScale {
        advanced: String,
        ordinary: String,
        dishonest: String,
    }

    /// What a plan changes; what it does not name stays.
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = RiskChange)]
    pub(crate) struct RiskChange {
        /// Each takes the place of all rows of its name.
        #[schema(required = false)]
        rules: Vec<RiskRuleRow>,
        /// Names of rules that stop.
        #[schema(required = false)]
        dropped: Vec<String>,
        #[schema(required = false)]
        budgets: Vec<RiskBudgetRow>,
        /// Names of rows of the budget that hold no more.
        #[schema(required = false)]
        dropped_budgets: Vec<String>,
        #[schema(required = false)]
        models: Vec<RiskModelChange>,
    }

    /// A model takes a role, or leaves it.
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = RiskModelChange)]
    pub(crate) struct RiskModelChange {
        procedure: RiskProcedure,
        role: RiskModelRole,
        /// As `tongguan risk train` writes it; without, none weighs in that role any more.
        model: Option<String>,
    }

    /// A rule of risk analysis, in one version.
    #[derive(Debug, Serialize, ToSchema)]
    #[schema(as = RiskRuleRow)]
    pub(crate) struct RiskRuleRow {
        id: String,
        /// From 1, which it is when absent.
        #[schema(required = false)]
        version: u32,
        /// Of which cases it speaks; all when absent.
        #[schema(required = false)]
        procedures: Vec<RiskProcedure>,
        title_zh: String,
        title_en: String,
        /// The law, notice or order that it rests on.
        basis: String,
        /// Who answers for it.
        owner: String,
        /// Medium when absent.
        #[schema(required = false)]
        severity: RiskSeverity,
        channel: RiskChannel,
        /// In the syntax of CEL over features.
        condition: String,
        /// First and last day on which it is in force; without a last day: until further notice.
        #[schema(format = Date)]
        from: String,
        #[schema(format = Date)]
        to: Option<String>,
        /// The bundle that it is a part of.
        campaign: Option<String>,
    }
}

use vocabulary::*;
