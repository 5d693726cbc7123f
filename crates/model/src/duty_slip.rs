//! Payment slips of goods declarations (报关单税款缴款书), and what banks and the treasury say of them.

use serde::{Deserialize, Serialize};

use crate::Amount;

/// Where a declaration's payment slip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutySlipState {
    /// 已开具: to be paid.
    Issued,
    /// 已发送: the bank was asked to debit the payer.
    Sent,
    /// 扣款失败: the bank could not; it may be sent again.
    Failed,
    /// 已扣款: the bank has the money.
    Debited,
    /// 国库确认: the treasury has it; kept here while it is another amount.
    Confirmed,
    /// 已核销: the treasury's amount is the slip's.
    WrittenOff,
    /// 已作废: nothing is owed on it any more.
    Void,
}

/// What happens to a payment slip outside the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutySlipAct {
    /// The payer's bank is asked to debit him (发送银行).
    Sent { bank: String },
    /// It did, so much: tax, and the fee for paying late if there is one.
    Debited { bank: String, amount: Amount },
    /// It could not.
    Failed { bank: String, reason: String },
    /// The treasury has it (国库入库).
    Confirmed { treasury: String, amount: Amount },
    /// The treasury paid a refund out (退库).
    Refunded { treasury: String, amount: Amount },
    /// The payer collects a refund (办理退还手续).
    Collected(RefundCollection),
    /// The payer, or the declarant for him, has his account debited (电子支付): the bank is asked.
    Ordered(PaymentOrder),
}

/// Who has which account debited for a payment slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentOrder {
    /// Customs code or social credit code.
    pub by_code: String,
    pub bank: String,
    /// Of the agreement between payer, bank and treasury (三方协议).
    pub account: String,
}

/// Who collects which refund, to which account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundCollection {
    pub refund_no: String,
    pub by_code: String,
    /// Bank and number.
    pub account: String,
    /// Who agrees that it is collected late, and why it is; empty in time.
    #[serde(default)]
    pub officer: String,
    #[serde(default)]
    pub reason: String,
}
