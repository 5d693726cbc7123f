//! What can run out, and how it moves.

use serde::{Deserialize, Serialize};

use crate::Amount;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A buyer's retail purchases in a calendar year (个人年度限额).
    AnnualLimit,
    /// A guarantee (担保).
    Guarantee,
    /// A line of a bonded account book (账册商品项).
    AccountBook,
    /// Goods of a licence (监管证件商品项).
    Licence,
}

/// An account: how much there is, how much is spoken for, how much is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub limit: Amount,
    /// Reserved by entries not yet released.
    pub pending: Amount,
    /// Used by released entries.
    pub posted: Amount,
}

impl Account {
    pub fn available(&self) -> Amount {
        self.limit - self.pending - self.posted
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// Raises (or lowers) the limit.
    Open,
    /// available → pending.
    Reserve,
    /// pending → posted.
    Post,
    /// pending → available.
    Void,
    /// posted → available; names the entry it undoes.
    Reverse,
    /// posted → gone, and the limit with it: what was owed is taken from the guarantee itself.
    Call,
}

/// One movement on one account, as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub kind: AccountKind,
    /// Keyed digest of the account's natural key.
    pub account: crate::KeyPair,
    /// The account as people may see it (an identity number masked), e.g. `1101**********002X/2026`.
    pub label: String,
    pub movement: Movement,
    pub amount: Amount,
}
