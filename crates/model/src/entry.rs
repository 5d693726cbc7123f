//! An entry (one case before customs), its numbers and its states.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

number! {
    /// The house's number of an entry, ascending from 1; the last nine digits of its list number.
    EntryId
}
number! {
    /// The house's number of an input (a message, a tick, a command), ascending from 1.
    InputId
}
number! {
    /// The house's number of a commit, ascending from 1; the chain links them.
    CommitNo
}

/// Where a document stands: the n-th document of an input.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct DocumentRef {
    pub input: InputId,
    /// From 0.
    pub index: u16,
}

/// Where a retail import entry stands (进口清单状态). The numbers of the wire live in `messages`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// 未申报: partner documents have come, the list has not.
    Expected,
    /// 申报中: the list is in and waits for its partners.
    Declared,
    /// 退单: sent back to the declarant.
    Rejected,
    /// 入库: logic checks passed.
    Accepted,
    /// 人工审核: an officer looks at the declaration.
    UnderReview,
    /// 审结: checked, taxes assessed.
    Reviewed,
    /// 查验: the goods are examined.
    UnderExamination,
    /// 扣留移送通关.
    DetainedForClearance,
    /// 扣留移送缉私.
    DetainedForAntiSmuggling,
    /// 扣留移送法规.
    DetainedForLegal,
    /// 其它扣留.
    DetainedOther,
    /// 退运.
    ShippedBack,
    /// 放行: the goods may leave.
    Released,
    /// 结关: formalities are accomplished.
    Closed,
    /// 删除: withdrawn by the declarant before release.
    Withdrawn,
}

/// Where an order, payment or waybill stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    Accepted,
    Rejected,
    Deleted,
}

/// Where an application to return released goods stands (退货申请单状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnState {
    /// 已申请: accepted; the goods are to come back into the site.
    Applied,
    /// 已运抵: all its goods are back, their tax and limit are given back.
    Arrived,
    /// 逾期: goods did not come back in time; what they owe stays owed.
    Lapsed,
    /// 已撤回: taken back by the applicant before any of its goods came.
    Withdrawn,
}

/// Where a payment slip stands (税款缴款书状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipState {
    /// 待缴: bills are summed up under it and it can be paid.
    Open,
    /// 已缴: paid; the guarantee is restored.
    Paid,
    /// 已执行担保: not paid in time; the guarantee was called.
    Called,
}
