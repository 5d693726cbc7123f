//! A payment's original data (支付原始数据), as a platform gives it when the house asks for it.

use serde::{Deserialize, Serialize};

use crate::{Amount, Date, KeyPair, Moment, Rate, Stamp};

/// What a platform says of one payment (`payExInfoStr`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentTruth {
    /// The house's own word for its question.
    pub session: String,
    pub platform_code: String,
    pub payment_company_code: String,
    pub transaction_no: String,
    pub total_amount: Amount,
    pub currency: String,
    pub paid_at: Stamp,
    pub orders: Vec<TruthOrder>,
    /// Of the certificate that signed.
    pub certificate_no: String,
    /// Base64.
    pub signature: String,
    /// What was signed.
    pub signed_text: String,
}

/// One of the orders that a payment paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthOrder {
    pub order_no: String,
    pub goods: Vec<TruthGoods>,
    pub payee_account: String,
    /// May be empty: a payee abroad has none.
    pub payee_code: String,
    pub payee_name: String,
}

/// What was bought, and where it was on sale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthGoods {
    pub name: String,
    /// Several are divided by `；`.
    pub link: String,
}

/// Whether the signature under a payment's original data is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    Good,
    /// The certificate is not the platform's.
    Foreign,
    /// Not this certificate's signature over these words.
    Bad,
    /// No certificate of the platform is on file.
    Unverified,
}

/// Why a payment's original data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthReason {
    /// Drawn at random.
    Sampled,
    /// The platform is watched.
    Watched,
    /// Risk analysis selected the entry.
    Selected,
}

/// From when on payments' original data is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TruthPolicy {
    /// First day; the next row's `from` ends it.
    pub from: Date,
    pub is_required: bool,
    /// Share of entries drawn at random.
    #[serde(default)]
    pub share: Rate,
    #[serde(default)]
    pub seed: u64,
    /// Platforms whose every payment is asked for.
    #[serde(default)]
    pub platforms: Vec<String>,
    /// Whether entries that risk analysis selects are asked for.
    #[serde(default)]
    pub selected: bool,
    /// A platform that has not answered by then is silent.
    pub term_minutes: u32,
    /// By how much the moment of payment may differ.
    #[serde(default)]
    pub time_tolerance_minutes: u32,
    /// Whether an answer counts only with a good signature.
    #[serde(default)]
    pub needs_signature: bool,
    /// Who decided it, and why.
    pub basis: String,
}

/// A question to a platform, as its entry keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthRequest {
    pub session: KeyPair,
    pub asked_at: Moment,
    pub due_at: Moment,
    pub is_answered: bool,
}

impl TruthRequest {
    /// As the platform is told it: 32 hexadecimal digits.
    pub fn session_id(&self) -> String {
        format!("{:016x}{:016x}", self.session.hi, self.session.lo)
    }
}
