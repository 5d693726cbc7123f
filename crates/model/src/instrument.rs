//! What customs issues about a declaration (海关法律文书): notices, records, orders and decisions, each numbered,
//! and what happens with one after it was issued.

use serde::{Deserialize, Serialize};

use crate::{Basis, Date, ExaminationWay, LaboratoryResult, Moment};

/// Which instrument it is. What each says, and its term, are rows of `params/declaration/instruments.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// 查验通知单.
    ExaminationNotice,
    /// 查验记录单.
    ExaminationRecord,
    /// 价格质疑通知书.
    ValueQuery,
    /// 价格磋商通知书.
    PriceConsultation,
    /// 税额确认书.
    TaxConfirmation,
    /// 责令直接退运通知书.
    ShipBackOrder,
    /// 责令销毁通知书.
    DestructionOrder,
    /// 检疫处理通知书.
    QuarantineNotice,
    /// 扣留决定书.
    DetentionDecision,
    /// 稽查通知书.
    AuditNotice,
    /// 调取账簿、单证通知书.
    RecordsOrder,
    /// 稽查征求意见书.
    AuditOpinion,
    /// 稽查结论.
    AuditConclusion,
    /// 核查结论.
    VerificationConclusion,
    /// 取样送检通知单.
    SamplingOrder,
    /// 附条件提离通知书.
    ConditionalRelease,
    /// 补充申报通知书.
    SupplementRequest,
}

impl InstrumentKind {
    /// Whether it is issued in a case after release; the others are about one declaration.
    pub const fn is_of_audit(self) -> bool {
        matches!(
            self,
            InstrumentKind::AuditNotice
                | InstrumentKind::RecordsOrder
                | InstrumentKind::AuditOpinion
                | InstrumentKind::AuditConclusion
                | InstrumentKind::VerificationConclusion
        )
    }
}

/// Where an instrument stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentState {
    /// 已制发: to be served.
    Issued,
    /// 已送达: its term runs.
    Served,
    /// 已答复: what it asks for was presented, and an officer has to look at it.
    Answered,
    /// 逾期: its term ended, and nothing was done.
    Overdue,
    /// 已办结.
    Closed,
    /// 已撤销.
    Revoked,
}

/// What an instrument's term is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermUnit {
    Days,
    WorkingDays,
    Months,
}

/// Who has to do something within an instrument's term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermOwner {
    Trader,
    Customs,
}

/// A term that runs from the day of service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentTerm {
    pub length: u16,
    pub unit: TermUnit,
    pub owed_by: TermOwner,
    pub basis: Basis,
}

/// One thing that an instrument says, with its titles and what a value stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentField {
    /// Our own name: `result`.
    pub name: String,
    pub title_zh: String,
    pub title_en: String,
    pub value: String,
    /// Of a value that is one of a list, its Chinese name; otherwise the value.
    pub value_zh: String,
}

/// A file that is kept elsewhere, by its digest: a photograph, an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// File name, or what it shows.
    pub name: String,
    /// BLAKE3 of its bytes: 64 hexadecimal digits.
    pub digest: String,
}

impl Evidence {
    pub fn is_sound(&self) -> bool {
        let is_hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        !self.name.trim().is_empty() && self.digest.len() == 64 && self.digest.bytes().all(is_hex)
    }
}

/// Code and name of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    pub code: String,
    pub name: String,
}

/// An instrument as it was issued. Nothing of it changes afterwards; it is what the house signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// 文书编号.
    pub number: String,
    pub kind: InstrumentKind,
    pub title_zh: String,
    pub title_en: String,
    /// Empty of one in a case after release.
    pub declaration_no: String,
    /// 稽查编号; empty of one about a declaration.
    pub audit_no: String,
    /// 申报地海关, which issues it.
    pub customs: String,
    /// 境内收发货人, to whom it is addressed.
    pub trader: Addressee,
    /// 申报单位, who receives it for him.
    pub declarant: Addressee,
    /// Who decided; empty: the house's selection.
    pub officer: String,
    pub reason: String,
    pub fields: Vec<InstrumentField>,
    pub attachments: Vec<Evidence>,
    pub basis: Basis,
    /// Nothing when nobody has to do anything.
    pub term: Option<InstrumentTerm>,
    pub issued_at: Moment,
}

impl Instrument {
    /// Empty where it does not say it.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|it| it.name == name).map_or("", |it| &it.value)
    }
}

/// How an instrument came to its addressee (送达方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceWay {
    /// 直接送达.
    InPerson,
    /// 电子送达.
    Electronic,
    /// 邮寄送达.
    Post,
    /// 留置送达.
    Left,
    /// 公告送达.
    PublicNotice,
}

/// What happens with an instrument after it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum InstrumentAct {
    /// 送达: its term begins.
    Served {
        way: ServiceWay,
        /// Who signed for it.
        to: String,
        /// Who served it.
        by: String,
        at: Moment,
    },
    /// 答复: the trader or the declarant presents what it asks for.
    Answered {
        /// Customs code or social credit code.
        by_code: String,
        text: String,
        #[serde(default)]
        attachments: Vec<Evidence>,
    },
    /// Of an examination's notice: the trader will be there, or waives it (放弃到场).
    Attendance {
        by_code: String,
        name: String,
        #[serde(default)]
        is_waived: bool,
    },
    /// Of an examination's notice: when and how it is (查验预约), from now on.
    Appointed {
        way: ExaminationWay,
        at: Moment,
        /// Of a video: where both sides meet.
        #[serde(default)]
        link: String,
        officer: String,
    },
    /// Of a sample's order: what the laboratory found (化验结论).
    Result(LaboratoryResult),
    /// 延期: an officer gives more time.
    Extended { officer: String, reason: String, until: Date },
    /// 办结: an officer says that what it orders was done.
    Closed { officer: String, reason: String },
    /// 撤销.
    Revoked { officer: String, reason: String },
}

/// What was presented in answer to an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentAnswer {
    pub by_code: String,
    pub text: String,
    pub attachments: Vec<Evidence>,
    pub at: Moment,
    /// After the last day of the term.
    pub is_late: bool,
}

/// How and when an instrument was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub way: ServiceWay,
    pub to: String,
    pub by: String,
    pub at: Moment,
}
