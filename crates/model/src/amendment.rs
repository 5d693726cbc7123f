//! Amendment and withdrawal of a goods declaration (报关单修改和撤销): what is asked for, by whom.
//!
//! A trader asks by `DecModMessage`, an officer by an input of the house's own, which the trader then confirms.

use serde::{Deserialize, Serialize};

use crate::{Amount, AttachedDocument, Direction, Text, Trader};

/// What is asked for (`DecModType`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentKind {
    /// `1` 修改.
    #[default]
    Amend,
    /// `2` 撤销.
    Withdraw,
}

/// What a client wants done with his message (`OperType`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentOperation {
    /// `G` 暂存: kept, not asked for yet.
    Save,
    /// `C` 申报.
    #[default]
    Declare,
    /// `H` 企业确认: the answer to what customs asked.
    Confirm,
}

/// One field that is to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AmendedField<'a> {
    /// 修撤字段序号, as sent.
    pub number: Text<'a>,
    /// The data base's name of it (`FieldCode`): `G_QTY`.
    pub code: Text<'a>,
    /// Our own name, relative to the declaration: `items.quantity`; empty for a code that is not known.
    pub field: Text<'a>,
    /// 字段中文名, as sent.
    pub title: Text<'a>,
    /// What stands, as whoever asks believes.
    pub old: Text<'a>,
    pub new: Text<'a>,
    /// Number of the goods line or container, or the place of the document counted from 1; empty of the head.
    pub place: Text<'a>,
    /// 表体类型: `1` goods, `2` containers, `3` documents; empty: the head.
    pub list: Text<'a>,
}

/// The trader's answer to what customs asked for (`CopAffirmData`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AmendmentConfirmation<'a> {
    /// 确认书中心统一编号: the number of what was asked.
    pub request_no: Text<'a>,
    /// 确认书海关编号.
    pub form_no: Text<'a>,
    pub declaration_no: Text<'a>,
    /// `0` agreed, `1` refused.
    pub result: Text<'a>,
    /// 不同意理由.
    pub note: Text<'a>,
    pub telephone: Text<'a>,
}

/// An application to amend or withdraw (修撤单), or the confirmation of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AmendmentRequest<'a> {
    /// 修撤单统一编号, as sent; empty when it is asked for the first time.
    pub request_no: Text<'a>,
    pub kind: AmendmentKind,
    pub operation: AmendmentOperation,
    /// 报关单号.
    pub declaration_no: Text<'a>,
    /// 报关单统一编号.
    pub preliminary_no: Text<'a>,
    pub direction: Direction,
    /// 申报地海关.
    pub declaring_customs: Text<'a>,
    /// 经营单位; code and name alone.
    pub trader: Trader<'a>,
    /// 申报单位; code and name alone.
    pub declarant: Trader<'a>,
    /// 修撤单原因.
    pub reason: Text<'a>,
    /// 审查标识: `1` by the procedure of review, `2` otherwise.
    pub review_mark: Text<'a>,
    pub fields: Vec<AmendedField<'a>>,
    /// Evidence, by the code of its kind.
    pub attachments: Vec<AttachedDocument<'a>>,
    /// 拟办海关/科室/岗位.
    pub office: Text<'a>,
    /// 联系人.
    pub contact: Text<'a>,
    pub telephone: Text<'a>,
    /// 企业操作员IC卡号.
    pub operator_card: Text<'a>,
    pub confirmation: Option<AmendmentConfirmation<'a>>,
}

impl AmendmentRequest<'_> {
    /// Customs code of whoever asks: the declarant, or the trader who declares himself.
    pub fn filer_code(&self) -> &str {
        self.declarant.code.given().unwrap_or(&self.trader.code)
    }
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentState {
    /// 暂存.
    Saved,
    /// 待企业确认: customs asked, the trader has to answer.
    AwaitingConfirmation,
    /// 待审核.
    Reviewing,
    /// 待复核: one officer approved, a second one has to.
    AwaitingSecond,
    /// 已修改 or 已撤销.
    Applied,
    /// 不予修改 or 撤销.
    Refused,
    /// 企业不同意.
    Declined,
    /// 逾期未确认.
    Lapsed,
}

/// Why nothing may be changed for now (第十条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentBar {
    /// 布控.
    Control,
    /// 稽查.
    Audit,
    /// 涉嫌走私或者违反海关监管规定.
    Suspicion,
}

/// What an amendment did to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `items[0].quantity`.
    pub field: String,
    /// As the wire spells it.
    pub old: String,
    pub new: String,
}

/// An amendment or withdrawal that took effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedAmendment {
    pub request_no: String,
    pub kind: AmendmentKind,
    /// Empty when it was withdrawn.
    pub changes: Vec<FieldChange>,
    /// The declarant's code, or the officer's name.
    pub asked_by: String,
    /// Officers; empty where the table of grounds asks for none.
    pub approved_by: Vec<String>,
    /// Payable before and after; nothing before it was assessed.
    pub tax_before: Amount,
    pub tax_after: Amount,
}

/// The answer to an application (DecModSaveResponse).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct AmendmentResponse<'a> {
    /// 修撤单统一编号; empty when it was not taken.
    pub request_no: Text<'a>,
    pub declaration_no: Text<'a>,
    pub is_taken: bool,
    pub info: Text<'a>,
}
