//! What the house asks of those who know better: who a buyer is, and what he used of his year
//! elsewhere. When it asks is dated policy; what it was told is an input.

use serde::{Deserialize, Serialize};

use crate::{Amount, Date, InputId, KeyPair, Moment};

/// What an identity service says of a name and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityAnswer {
    /// 一致.
    Match,
    /// 不一致: the number is another's, or nobody's.
    Mismatch,
    /// Not known, not asked, or no answer.
    Unknown,
}

/// What happens to a list while there is no answer. At the end of its waiting time it is reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutAnswer {
    /// It waits as it would for a partner.
    Wait,
    /// An officer looks at it (300).
    #[default]
    Review,
}

/// From when on a service is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnquiryPolicy {
    /// First day; the next row's `from` ends it.
    pub from: Date,
    pub is_required: bool,
    #[serde(default)]
    pub without_answer: WithoutAnswer,
    /// Days for which an answer is not asked for again; 0: every time. Of identities only.
    #[serde(default)]
    pub term_days: u32,
    /// Who decided it, and why.
    pub basis: String,
}

/// What the identity service answered of many buyers. Those who are not named matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityEnquiry {
    pub service: String,
    /// No answer that is relied on is older.
    pub oldest: Moment,
    /// Keyed digests of name and number.
    #[serde(default)]
    pub mismatched: Vec<KeyPair>,
    #[serde(default)]
    pub unknown: Vec<KeyPair>,
}

/// What the national limit service answered. Those who are not named used nothing elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitEnquiry {
    pub service: String,
    #[serde(default)]
    pub used_elsewhere: Vec<LimitUse>,
    #[serde(default)]
    pub unknown: Vec<KeyPair>,
}

/// What a buyer used of his year in other houses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitUse {
    /// Keyed digest of number and year, as the buyer's account has it.
    pub buyer: KeyPair,
    pub amount: Amount,
}

/// What an entry's list was taken by: answers as they stood then. The service's name stands in the
/// input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The input that holds the answers; 0 when nobody was asked.
    pub enquiry: InputId,
    /// Nothing where no identity is required.
    pub identity: Option<IdentityAnswer>,
    pub elsewhere: Elsewhere,
}

/// What is known of a buyer's purchases in other houses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// This house's own ledger keeps the limit.
    #[default]
    NotAsked,
    Used(Amount),
    Unknown,
}

impl Elsewhere {
    /// What is known to be used.
    pub fn used(self) -> Amount {
        match self {
            Elsewhere::Used(amount) => amount,
            Elsewhere::NotAsked | Elsewhere::Unknown => Amount::ZERO,
        }
    }
}
