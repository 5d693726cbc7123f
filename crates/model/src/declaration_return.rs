//! What customs answers to a goods declaration.

use serde::{Deserialize, Serialize};

use crate::{DayStamp, Moment, SupplementNumber, Text};

/// What a receipt of a declaration says (`CHANNEL`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// `3` 上载成功: kept, not declared.
    Saved,
    /// `7` 直接申报成功.
    Filed,
    /// `L` 海关已接收.
    Received,
    /// `E` 退单, 不受理.
    Refused,
    /// `Z` 退回修改.
    Returned,
    /// `H` 挂起, 需人工审核.
    Manual,
    /// `G` 审结.
    Reviewed,
    /// `T` 需缴税.
    TaxDue,
    /// `C` 查验通知.
    Examination,
    /// `P` 放行.
    Released,
    /// `B` 担保放行.
    ReleasedOnGuarantee,
    /// `R` 结关.
    Cleared,
    /// `D` 已删除, 撤销.
    Deleted,
    /// `M` 重审.
    Reopened,
    /// `SpL` 概要申报已受理.
    SummaryReceived,
    /// `SpE` 概要申报退单.
    SummaryRefused,
    /// `Sp1` 需补充申报.
    FullWanted,
    /// `SpC` 概要申报查验.
    SummaryExamination,
    /// `SpK` 概要申报货物提离.
    SummaryReleased,
    /// `SpJ` 概要申报审结.
    SummaryReviewed,
}

/// A business receipt (DEC_RESULT).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DeclarationReturn<'a> {
    pub channel: Channel,
    /// 数据中心统一编号, eighteen characters.
    pub preliminary_no: Text<'a>,
    /// 海关编号; empty before it has one.
    pub declaration_no: Text<'a>,
    pub at: Moment,
    pub note: Text<'a>,
    pub declaring_customs: Text<'a>,
    pub moved_on: DayStamp,
    /// 申报日期; 0 before it is declared.
    pub declared_on: DayStamp,
}

/// The technical answer of the data centre (DecImportResponse): whether it could be taken at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DeclarationResponse<'a> {
    /// 客户端报关单编号.
    pub reference: Text<'a>,
    /// 数据中心统一编号; empty when it was not taken.
    pub preliminary_no: Text<'a>,
    pub is_taken: bool,
    /// What is wrong; empty when it was taken.
    pub info: Text<'a>,
    /// 转关单统一编号; empty when it has no transit with it.
    pub transit_no: Text<'a>,
    /// Of the supplementary declarations that came with it.
    pub supplements: Vec<SupplementNumber<'a>>,
}
