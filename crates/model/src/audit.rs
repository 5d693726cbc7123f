//! What happens to declarations after release: customs audits and verifies enterprises (稽查、核查), traders disclose
//! what they did wrong (主动披露) and ask for tax that they paid too much (退税申请); and what comes of it.

use serde::{Deserialize, Serialize};

use crate::{Amount, AskedField, Basis, Date, DayStamp, Evidence, Moment, Rate, TaxKind};

/// Why a case after release was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// 稽查: an enterprise's books, papers and goods are audited.
    Audit,
    /// 核查: something is verified.
    Verification,
    /// 主动披露: a trader reports a violation of his own.
    Disclosure,
    /// 退税申请: a payer asks for what he paid too much.
    RefundClaim,
}

impl AuditKind {
    /// Whether a trader filed it.
    pub const fn is_filed(self) -> bool {
        matches!(self, AuditKind::Disclosure | AuditKind::RefundClaim)
    }

    pub const fn title_zh(self) -> &'static str {
        match self {
            AuditKind::Audit => "稽查",
            AuditKind::Verification => "核查",
            AuditKind::Disclosure => "主动披露",
            AuditKind::RefundClaim => "退税申请",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            AuditKind::Audit => "audit",
            AuditKind::Verification => "verification",
            AuditKind::Disclosure => "self-disclosure",
            AuditKind::RefundClaim => "claim for refund",
        }
    }
}

/// How it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditOrigin {
    /// 随机抽取.
    Random,
    /// 风险分析.
    Risk,
    /// 其他部门移交.
    Referral,
    /// The trader came by himself.
    Trader,
}

impl AuditOrigin {
    pub const fn title_zh(self) -> &'static str {
        match self {
            AuditOrigin::Random => "随机抽取",
            AuditOrigin::Risk => "风险分析",
            AuditOrigin::Referral => "移交线索",
            AuditOrigin::Trader => "企业提出",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            AuditOrigin::Random => "random",
            AuditOrigin::Risk => "risk",
            AuditOrigin::Referral => "referral",
            AuditOrigin::Trader => "the trader",
        }
    }
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditState {
    /// 待处理: a trader filed it.
    Filed,
    /// 已立案: an officer opened it.
    Opened,
    /// 实施中.
    OnSite,
    /// 征求意见.
    AwaitingOpinion,
    /// 已报告: to be concluded.
    Reported,
    /// 待复核: tax would fall, and one officer decided.
    AwaitingSecond,
    /// 已作结论: what it comes to is to be collected or given back.
    Concluded,
    /// 移交缉私.
    HandedOver,
    /// 已办结.
    Closed,
    /// 不予受理: what a trader filed does not stand.
    Refused,
    /// 已撤销.
    Dropped,
}

/// What it came to, of the whole or of one declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// 未发现问题.
    NothingFound,
    /// 更正，税款不变.
    Corrected,
    /// 补征税款.
    Recovered,
    /// 退还税款.
    Refunded,
    /// 移交缉私.
    HandedOver,
    /// 不予受理.
    Refused,
}

impl AuditOutcome {
    pub const fn title_zh(self) -> &'static str {
        match self {
            AuditOutcome::NothingFound => "未发现问题",
            AuditOutcome::Corrected => "更正，税款不变",
            AuditOutcome::Recovered => "补征税款",
            AuditOutcome::Refunded => "退还税款",
            AuditOutcome::HandedOver => "移交缉私",
            AuditOutcome::Refused => "不予受理",
        }
    }

    pub const fn title_en(self) -> &'static str {
        match self {
            AuditOutcome::NothingFound => "nothing found",
            AuditOutcome::Corrected => "corrected, tax as before",
            AuditOutcome::Recovered => "tax recovered",
            AuditOutcome::Refunded => "tax refunded",
            AuditOutcome::HandedOver => "handed over to anti-smuggling",
            AuditOutcome::Refused => "refused",
        }
    }
}

/// What is wrong with a released declaration, as fields that have to say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFinding {
    pub declaration_no: String,
    pub fields: Vec<AskedField>,
    /// 违反规定: then late-payment fee runs from payment or release (关税法第四十六条).
    #[serde(default)]
    pub is_violation: bool,
    #[serde(default)]
    pub text: String,
}

/// What officers do about a case after release. What the trader does, he does by answering its documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AuditAct {
    /// More declarations are looked into.
    Included { declarations: Vec<String>, officer: String, reason: String },
    /// 调取账簿、单证: an order for records is issued.
    RecordsAsked {
        wanted: String,
        /// Days from service; as the law of documents says when absent.
        #[serde(default)]
        days: Option<u16>,
        officer: String,
        reason: String,
    },
    /// 实施: what was seen where the enterprise is.
    OnSite {
        officers: Vec<String>,
        site: String,
        /// Who was there for the enterprise.
        attended_by: String,
        record: String,
        #[serde(default)]
        attachments: Vec<Evidence>,
        at: Moment,
    },
    /// 征求意见: the enterprise is to say what it thinks of the findings.
    OpinionAsked { findings: Vec<AuditFinding>, officer: String, reason: String },
    /// 稽查报告: the days to the conclusion begin.
    Reported { findings: Vec<AuditFinding>, officer: String, reason: String },
    /// 结论: findings take effect, or the case is handed over.
    Concluded {
        #[serde(default)]
        hand_over: bool,
        officer: String,
        reason: String,
    },
    /// Another officer decides the same: tax falls.
    Approved { officer: String, reason: String },
    /// Another officer does not agree.
    SentBack { officer: String, reason: String },
    /// 不予受理: what the trader filed does not stand.
    Refused { officer: String, reason: String },
    /// 延期.
    Extended { until: Date, officer: String, reason: String },
    /// 办结: all was collected.
    Closed { officer: String, reason: String },
    /// 撤销.
    Dropped { officer: String, reason: String },
}

/// What was seen where the enterprise is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecord {
    pub officers: Vec<String>,
    pub site: String,
    pub attended_by: String,
    pub record: String,
    pub attachments: Vec<Evidence>,
    pub at: Moment,
}

/// One tax of a declaration, yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedTax {
    pub tax: TaxKind,
    pub before: Amount,
    pub after: Amount,
}

/// One line of a declaration, with all its taxes, yuan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedLine {
    pub number: u32,
    /// As it was declared.
    pub commodity_code: String,
    pub before: Amount,
    pub after: Amount,
}

/// What a case came to for one declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditResult {
    pub declaration_no: String,
    pub outcome: AuditOutcome,
    pub is_violation: bool,
    pub taxes: Vec<AuditedTax>,
    pub lines: Vec<AuditedLine>,
    /// The application under which it was changed; empty: it was not.
    pub amendment_no: String,
    /// Day from which late-payment fee runs on what is recovered; 0: only from the slip's last day.
    pub fee_from: DayStamp,
}

impl AuditResult {
    /// Tax after less tax before: what is recovered; less than nothing of what is given back.
    pub fn difference(&self) -> Amount {
        self.taxes.iter().map(|it| it.after - it.before).sum()
    }
}

/// How a self-disclosure was judged (主动披露).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureVerdict {
    /// 不予行政处罚; otherwise a penalty is mitigated only.
    pub is_penalty_waived: bool,
    /// 减免滞纳金.
    pub is_fee_waived: bool,
    /// Months from the earliest declaration to the disclosure, those begun counted.
    pub months: u16,
    /// Tax that was not paid, yuan.
    pub unpaid: Amount,
    /// Of the tax that was to be paid.
    pub share: Rate,
    /// Of the row that says so.
    pub basis: Basis,
}

/// How a case after release began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditOpening {
    pub audit_no: String,
    pub kind: AuditKind,
    pub origin: AuditOrigin,
    pub state: AuditState,
    pub enterprise_code: String,
    pub declarations: Vec<String>,
    /// Officers, or the trader's code.
    pub by: String,
    pub reason: String,
}

/// What was done in a case without its state having to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditStep {
    Included,
    RecordsAsked,
    OnSite,
    OpinionAsked,
    Reported,
    /// One officer decided that tax falls.
    DecidedByOne,
    Extended,
    /// Its last day has passed.
    Overdue,
}

/// What it came to, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditConclusion {
    pub outcome: AuditOutcome,
    pub results: Vec<AuditResult>,
    /// Of a self-disclosure.
    pub verdict: Option<DisclosureVerdict>,
    pub decided_by: Vec<String>,
    pub reason: String,
}
