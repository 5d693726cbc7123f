//! The house's own inputs that are not wire messages: registry rows, law rows, officers' commands,
//! what sites and banks say, the tick of time. Their JSON is one object with a `tongguan` tag.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    AdmissionKind, AmendmentKind, Amount, AuditAct, AuditFinding, AuditKind, AuditOrigin,
    AuthorisationAct, CalendarRow, CollectiveTrader, Confidence, Date, DecidedValue, DeviceKind,
    DeviceVerdict, Direction, DutySlipAct, EnquiryPolicy, Enterprise, EntryId, Evidence,
    ExaminerRow, ExchangeRow, GuaranteeInstrument, GuaranteedReleaseAct, IdentityEnquiry,
    InstrumentAct, InstrumentKind, LicenceRow, LimitEnquiry, ListedEnterprise, Moment, Month,
    MonthlyPayer, Rate, RiskBudget, RiskChange, RiskModelRole, RiskPlanAct, RiskProcedure,
    RiskRule, SentBack, SignatoryRow, SiteRow, SpecialDutyRow, TaskAct, TaskRef, TransitAct,
    TransitTerms, TruthPolicy,
};

/// An input in our own JSON: `{"tongguan": "exit", "list_no": "…", …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tongguan", rename_all = "snake_case", deny_unknown_fields)]
pub enum HouseMessage {
    /// Activates rows of the registry; a row with a known key replaces it.
    Registry {
        #[serde(default)]
        enterprises: Vec<Enterprise>,
        #[serde(default)]
        guarantees: Vec<GuaranteeRow>,
        #[serde(default)]
        books: Vec<BookRow>,
        #[serde(default)]
        watch: Vec<WatchRow>,
        /// Who signs with what, and who must.
        #[serde(default)]
        signatories: Vec<SignatoryRow>,
        /// The positive list (零售进口商品清单): 8-digit codes; empty = not enforced.
        #[serde(default)]
        positive_list: Vec<String>,
    },
    /// Changes what the house itself may choose; a field left out stays as it is.
    Settings {
        /// Amounts of two documents may differ by this much (not law).
        #[serde(default)]
        amount_tolerance: Option<Amount>,
        /// A list whose partners have not come by then is answered 100.
        #[serde(default)]
        waiting_minutes: Option<u32>,
        /// At the gate, what is weighed may differ from what was declared by this share of it …
        #[serde(default)]
        gate_weight_share: Option<Rate>,
        /// … or by so many kilograms, whichever is more (not law).
        #[serde(default)]
        gate_weight_kg: Option<Amount>,
        /// Share of entries examined at random.
        #[serde(default)]
        examination_share: Option<Rate>,
        /// Seed of the random share.
        #[serde(default)]
        examination_seed: Option<u64>,
    },
    /// Extends the last covered day of a table of law by assumed rows.
    ExtendLaw { table: String, to: Date, basis: String },
    /// The supervised site saw the goods leave (出卡口). Bonded goods leave by a gate pass.
    Exit { list_no: String, site: String, at: Moment },
    /// An officer decides.
    Officer { list_no: String, action: OfficerAction, officer: String, reason: String },
    /// Customs asks a trader to have his declaration amended or withdrawn (修改/撤销确认书).
    AskAmendment {
        declaration_no: String,
        kind: AmendmentKind,
        #[serde(default)]
        fields: Vec<AskedField>,
        officer: String,
        reason: String,
    },
    /// From when on the house asks others. Rows are added to those that are known; one with a
    /// known `from` replaces it.
    Policy {
        #[serde(default)]
        identity: Vec<EnquiryPolicy>,
        #[serde(default)]
        limit: Vec<EnquiryPolicy>,
        #[serde(default)]
        payment_truth: Vec<TruthPolicy>,
    },
    /// What services answered of the buyers in messages that are decided next, or in lists that
    /// waited for it.
    Enquiry {
        at: Moment,
        /// BLAKE3 of each message whose lists were asked about, hexadecimal.
        #[serde(default)]
        messages: Vec<String>,
        #[serde(default)]
        entries: Vec<EntryId>,
        #[serde(default)]
        identity: Option<IdentityEnquiry>,
        #[serde(default)]
        limit: Option<LimitEnquiry>,
    },
    /// Time has come to this moment: what was due by then is done, so much of it at a time.
    Tick { at: Moment },
    /// The treasury or a bank says that a payment slip (税款缴款书) was paid.
    SlipPaid { slip_no: String, amount: Amount, bank: String, at: Moment },
    /// The treasury or a bank says that the tax of a declaration was paid, in full.
    DutyPaid { declaration_no: String, amount: Amount, bank: String, at: Moment },
    /// A bank or the treasury says something of a declaration's payment slip (报关单税款缴款书).
    DutySlip { slip_no: String, act: DutySlipAct, at: Moment },
    /// The supervised site took returned goods in (退货商品运抵).
    GoodsBack { return_no: String, site: String, lines: Vec<LineQuantity>, at: Moment },
    /// The gate of a zone saw a vehicle with a gate pass (过卡): its goods leave if plate and weight
    /// are those of the pass.
    GatePassage {
        pass_no: String,
        vehicle_no: String,
        /// What the weighbridge weighed, vehicle and all.
        weight_kg: Amount,
        gate: String,
        /// Who works the gate.
        operator: String,
        at: Moment,
    },
    /// The exchange rates for tax of a month (计征汇率). A currency that the month has already gets
    /// the new rate; what was assessed keeps the one that it was assessed at.
    ExchangeRates {
        month: Month,
        rates: Vec<ExchangeRow>,
        /// The text that says so.
        basis: String,
        /// How sure whoever sends it is of that text; assumed unless he says otherwise.
        #[serde(default)]
        confidence: Option<Confidence>,
    },
    /// Duties on goods of some origins (反倾销税、反补贴税、保障措施关税、报复性关税). A row of the same kind, goods, origin,
    /// maker and first day as one that is known replaces it; what was assessed stays as it is.
    SpecialDuties {
        rows: Vec<SpecialDutyRow>,
        /// The text that says so.
        basis: String,
        /// How sure whoever sends it is of that text; assumed unless he says otherwise.
        #[serde(default)]
        confidence: Option<Confidence>,
    },
    /// Licences as their issuers registered them (监管证件联网核查). The first row of a kind makes this
    /// house hold declarations to the licences of that kind.
    Licences { rows: Vec<LicenceRow> },
    /// One side of an authorisation to declare (代理报关委托) does something about it. The first offer
    /// makes this house hold brokers to authorisations.
    Authorisation {
        number: String,
        /// Customs code or social credit code of the side that does it.
        by_code: String,
        act: AuthorisationAct,
    },
    /// Customs issues a document about a declaration (海关法律文书), and what it says takes effect.
    IssueDocument {
        declaration_no: String,
        kind: InstrumentKind,
        officer: String,
        reason: String,
        /// What it says, by our own names.
        #[serde(default)]
        fields: BTreeMap<String, String>,
        /// Photographs and papers that go with it.
        #[serde(default)]
        attachments: Vec<Evidence>,
    },
    /// Who examines goods, and whose he does not; a row with a known number replaces it. The first row makes
    /// this house draw two for each examination.
    Examiners { rows: Vec<ExaminerRow> },
    /// Rules of risk analysis (风险规则); a row with a known id replaces it. All take effect, or none.
    RiskRules {
        rows: Vec<RiskRule>,
        /// The officer who changes them, and why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        officer: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// How much risk analysis may select (布控预算); a row takes the place of all rows of its name. All take effect, or none.
    RiskBudgets {
        #[serde(default)]
        rows: Vec<RiskBudget>,
        /// Names of rows that hold no more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dropped: Vec<String>,
        /// The officer who changes them, and why.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        officer: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A model weighs the cases of a procedure from now on; without one, none does in that role.
    RiskModel {
        procedure: RiskProcedure,
        role: RiskModelRole,
        /// As `tongguan risk train` writes it.
        #[serde(default)]
        model: Option<String>,
        /// Who set it, and why.
        by: String,
        reason: String,
    },
    /// A change of risk analysis is proposed (风险防控方案). It is examined as if it took effect now.
    RiskPlan {
        title: String,
        change: RiskChange,
        /// From when it holds once it is approved; at once where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        activates_at: Option<Moment>,
        by: String,
        reason: String,
    },
    /// Another person approves or refuses a plan, or who proposed it withdraws it.
    DecideRiskPlan {
        /// `P12`
        plan: String,
        act: RiskPlanAct,
        by: String,
        reason: String,
    },
    /// Enterprises that stand on lists for some goods (白名单), and those that do not any more.
    ListedEnterprises { rows: Vec<ListedEnterprise> },
    /// Supervised sites (海关监管作业场所) to which goods may be moved for their examination. Without any, an officer
    /// decides about each transfer.
    Sites { rows: Vec<SiteRow> },
    /// An officer decides about an application for admission in two stages (两段准入) that no rule decides.
    DecideAdmission {
        declaration_no: String,
        application: AdmissionKind,
        is_granted: bool,
        officer: String,
        reason: String,
    },
    /// A scanner, spectrometer or robot said something of a declaration's goods.
    DeviceReading {
        declaration_no: String,
        device: String,
        kind: DeviceKind,
        verdict: DeviceVerdict,
        reading: String,
        #[serde(default)]
        attachments: Vec<Evidence>,
        at: Moment,
    },
    /// A second officer confirms what another found when he examined goods, or has them examined once more (复核).
    ConfirmExamination {
        declaration_no: String,
        /// When the result was entered that he saw.
        entered_at: Moment,
        is_confirmed: bool,
        officer: String,
        /// Why; needed where he does not confirm it.
        #[serde(default)]
        reason: String,
    },
    /// Customs decides what lines are worth (审定计税价格); tax follows.
    DecideValue {
        declaration_no: String,
        lines: Vec<DecidedValue>,
        /// 估价方法: by which of the methods of valuation.
        method: String,
        officer: String,
        reason: String,
    },
    /// A document of customs is served, answered, closed or revoked.
    DocumentAct { number: String, act: InstrumentAct },
    /// Guarantee instruments of traders (税款担保备案). The first one of a trader makes this house put his
    /// declarations on instruments instead of his guarantee account.
    Guarantees { rows: Vec<GuaranteeInstrument> },
    /// Traders who pay tax month by month under a general guarantee (汇总征税备案).
    MonthlyPayers { rows: Vec<MonthlyPayer> },
    /// Traders who may declare collectively (集中申报备案).
    CollectiveTraders { rows: Vec<CollectiveTrader> },
    /// A bank or the treasury says that the tax of a trader's month was paid, all of it (汇总支付).
    MonthlyPaid { code: String, month: Month, amount: Amount, bank: String, at: Moment },
    /// Which days of a year are working days besides what their weekdays make them (节假日安排): all of them,
    /// or none where they are as usual. Until it is told, the house knows of no working day of that year where
    /// the law counts them.
    WorkingDays {
        year: i16,
        days: Vec<CalendarRow>,
        /// The notice that says so.
        basis: String,
        #[serde(default)]
        confidence: Option<Confidence>,
    },
    /// The goods of a bill go on to another customs office under seal (转关申报).
    Transit { direction: Direction, bill_no: String, terms: TransitTerms },
    /// What is done about a transit, and what its offices see of it.
    TransitAct { transit_no: String, act: TransitAct },
    /// An officer lets goods go on guarantee (担保放行), or says what is open no more.
    GuaranteedRelease {
        declaration_no: String,
        act: GuaranteedReleaseAct,
        officer: String,
        reason: String,
    },
    /// Customs opens an audit or a verification of an enterprise (稽查、核查立案): of released declarations, of a
    /// period, or of both.
    OpenAudit {
        kind: AuditKind,
        origin: AuditOrigin,
        enterprise_code: String,
        /// The customs house that does it, four digits.
        customs: String,
        #[serde(default)]
        declarations: Vec<String>,
        /// First and last day of release that it is about.
        #[serde(default)]
        from: Option<Date>,
        #[serde(default)]
        to: Option<Date>,
        officers: Vec<String>,
        reason: String,
        /// Whoever approved that an audit begins without notice; empty: it does not.
        #[serde(default)]
        without_notice_by: String,
    },
    /// Something is done in a case after release.
    Audit { audit_no: String, act: AuditAct },
    /// A trader reports what he did wrong with released declarations (主动披露).
    Disclose {
        by_code: String,
        findings: Vec<AuditFinding>,
        text: String,
        #[serde(default)]
        attachments: Vec<Evidence>,
    },
    /// A payer asks for what he paid too much on a released declaration, or for the tax of goods that were sent back
    /// (退税申请).
    ClaimRefund {
        by_code: String,
        declaration_no: String,
        /// What it has to say instead.
        #[serde(default)]
        fields: Vec<AskedField>,
        /// Or the goods of it that were sent back in their condition (原状复运).
        #[serde(default)]
        sent_back: Option<SentBack>,
        text: String,
        #[serde(default)]
        attachments: Vec<Evidence>,
    },
    /// An officer takes tasks, gives them back, hands them over; a supervisor assigns them anew (任务分派). It decides
    /// nothing about their cases.
    Tasks {
        act: TaskAct,
        tasks: Vec<TaskRef>,
        officer: String,
        /// Why, where what another or nobody holds is assigned.
        #[serde(default)]
        reason: String,
    },
    /// Somebody is shown personal data of a case (查看个人信息): he sees it when this is in the case's history.
    PersonalShown { case: EntryId, by: String, reason: String },
}

impl HouseMessage {
    /// The tag of each, in the order in which they are declared.
    pub const TAGS: [&'static str; 46] = [
        "registry",
        "settings",
        "extend_law",
        "exit",
        "officer",
        "ask_amendment",
        "policy",
        "enquiry",
        "tick",
        "slip_paid",
        "duty_paid",
        "duty_slip",
        "goods_back",
        "gate_passage",
        "exchange_rates",
        "special_duties",
        "licences",
        "authorisation",
        "issue_document",
        "examiners",
        "risk_rules",
        "risk_budgets",
        "risk_model",
        "risk_plan",
        "decide_risk_plan",
        "listed_enterprises",
        "sites",
        "decide_admission",
        "device_reading",
        "confirm_examination",
        "decide_value",
        "document_act",
        "guarantees",
        "monthly_payers",
        "collective_traders",
        "monthly_paid",
        "working_days",
        "transit",
        "transit_act",
        "guaranteed_release",
        "open_audit",
        "audit",
        "disclose",
        "claim_refund",
        "tasks",
        "personal_shown",
    ];
}

/// What an officer may order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficerAction {
    /// 审核通过.
    ApproveReview,
    /// 审核不通过，退单.
    RejectReview,
    /// 布控查验.
    OrderExamination,
    /// 查验无异常.
    PassExamination,
    /// 扣留移送通关.
    DetainForClearance,
    /// 扣留移送缉私.
    DetainForAntiSmuggling,
    /// 扣留移送法规.
    DetainForLegal,
    /// 其它扣留.
    DetainOther,
    /// 解除扣留.
    LiftDetention,
    /// 退运.
    ShipBack,
    /// 布控: a declaration is not amended while it is under control.
    PutUnderControl,
    /// 稽查立案.
    OpenAudit,
    /// 涉嫌走私或者违规.
    Suspect,
    /// 办结: nothing bars its amendment any more.
    LiftBar,
}

/// One field that customs wants changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedField {
    /// Our own name: `items.quantity`, `gross_weight_kg`.
    pub field: String,
    /// Number of the line or container, place of the document; empty of the head.
    #[serde(default)]
    pub place: String,
    /// As the wire spells it.
    pub new: String,
}

/// So much of a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineQuantity {
    /// Of the line (`gnum`).
    pub number: u32,
    pub quantity: Amount,
}

/// A guarantee account (担保) opened for whoever `assureCode` names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuaranteeRow {
    pub code: String,
    pub limit: Amount,
}

/// One line of a bonded account book (账册商品项), and all that was ever recorded into it. The first
/// row of any book makes this house hold bonded lists to the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookRow {
    pub book_no: String,
    /// 备案料号.
    pub record_no: String,
    /// 商品编号, ten digits.
    pub commodity_code: String,
    pub name: String,
    /// 申报计量单位, in which the quantity is counted.
    pub unit: String,
    pub quantity: Amount,
}

/// What a watch row looks at.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WatchKind {
    /// Prefix of the commodity code.
    #[default]
    Commodity,
    Platform,
    /// Identity number of the buyer.
    Buyer,
    /// Country of origin, old numeric code.
    Country,
    /// Words in a goods name or model.
    Words,
}

/// One watched value (布控).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchRow {
    pub id: String,
    pub kind: WatchKind,
    pub value: String,
    pub reason: String,
    pub from: Date,
    #[serde(default)]
    pub to: Option<Date>,
    /// Who has it watched; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub officer: String,
    /// Of a row that was given an end: why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub end_reason: String,
}

impl WatchRow {
    /// Whether it is in force on a day: its first and its last are both days of force.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_of_the_house_has_its_tag_in_the_list() {
        let refused = serde_json::from_str::<HouseMessage>(r#"{"tongguan": "?"}"#).unwrap_err();
        let refused = refused.to_string();
        let known: Vec<&str> =
            refused.split('`').skip(1).step_by(2).filter(|it| *it != "?").collect();
        assert_eq!(known, HouseMessage::TAGS);
    }
}
