//! What customs decides that goods are worth (审定计税价格).

use serde::{Deserialize, Serialize};

use crate::Amount;

/// The price of a line that customs takes instead of the declared one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidedValue {
    /// Of the line.
    pub number: u32,
    /// In the line's currency and transaction mode.
    pub total_price: Amount,
}

/// An officer's decision of a value, as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueNote {
    pub lines: Vec<DecidedValue>,
    /// 估价方法.
    pub method: String,
    pub officer: String,
    pub reason: String,
    /// Tax and deposits as they stood, and with it.
    pub tax_before: Amount,
    pub tax_after: Amount,
    /// Not before enough officers decided it.
    pub is_in_effect: bool,
}
