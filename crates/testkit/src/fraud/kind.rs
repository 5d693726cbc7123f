//! What fraud there is, and in which lane a case travels.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of planted fraud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FraudKind {
    /// 低报价格.
    Undervaluation,
    /// 伪报归类.
    Misclassification,
    /// 伪报原产地.
    Origin,
    /// 化整为零: one purchase in many parcels, each within the limit.
    Splitting,
    /// 盗用身份: many buyers, one hand.
    SharedIdentity,
    /// 品名申报不实.
    Description,
    /// 伪报重量数量.
    Weight,
    /// 退税团伙: goods that go back, or seem to, for the tax.
    RefundRing,
}

impl FraudKind {
    pub const ALL: [FraudKind; 8] = [
        FraudKind::Undervaluation,
        FraudKind::Misclassification,
        FraudKind::Origin,
        FraudKind::Splitting,
        FraudKind::SharedIdentity,
        FraudKind::Description,
        FraudKind::Weight,
        FraudKind::RefundRing,
    ];

    /// As the truth file names it.
    pub const fn name(self) -> &'static str {
        match self {
            FraudKind::Undervaluation => "undervaluation",
            FraudKind::Misclassification => "misclassification",
            FraudKind::Origin => "origin",
            FraudKind::Splitting => "splitting",
            FraudKind::SharedIdentity => "shared_identity",
            FraudKind::Description => "description",
            FraudKind::Weight => "weight",
            FraudKind::RefundRing => "refund_ring",
        }
    }

    /// Of goods, and so of who sells them; others are of buyers.
    pub const fn is_of_goods(self) -> bool {
        match self {
            FraudKind::Undervaluation
            | FraudKind::Misclassification
            | FraudKind::Origin
            | FraudKind::Description
            | FraudKind::Weight => true,
            FraudKind::Splitting | FraudKind::SharedIdentity | FraudKind::RefundRing => false,
        }
    }
}

impl fmt::Display for FraudKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parcels in batches, declarations one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseLane {
    Parcel,
    Declaration,
}
