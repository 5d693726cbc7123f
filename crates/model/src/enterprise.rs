//! Registered enterprises.

use serde::{Deserialize, Serialize};

/// What an enterprise is registered to do (备案类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 电商平台.
    Platform,
    /// 电商企业.
    Seller,
    /// 支付企业.
    Payment,
    /// 物流企业.
    Logistics,
    /// 申报企业.
    Declarant,
    /// 区内企业.
    Zone,
    /// 监管场所经营人.
    Site,
}

/// An enterprise as registered (备案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// 10-digit customs code or 18-digit social credit code, as used on the wire.
    pub code: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// Supervised site codes it operates (only for [`Role::Site`]).
    #[serde(default)]
    pub sites: Vec<String>,
}
