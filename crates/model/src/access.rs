//! As what a company is named in a case, and how far it sees what a rule covers.

use serde::{Deserialize, Serialize};

/// As what a case names a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRole {
    /// 收发货人: consignee of an import, consignor of an export; who owes its tax, and who is audited.
    Trader,
    /// 消费使用单位 of an import, 生产销售单位 of an export.
    Owner,
    /// 申报单位: the broker, or the trader who declares himself.
    Declarant,
    /// 录入单位.
    Keyer,
    /// 舱单传输人, 承运单位.
    Carrier,
}

impl CaseRole {
    /// In the order of the tables.
    pub const ALL: [CaseRole; 5] = [
        CaseRole::Trader,
        CaseRole::Owner,
        CaseRole::Declarant,
        CaseRole::Keyer,
        CaseRole::Carrier,
    ];
}

/// How far a role sees something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    Yes,
    No,
    /// Where the document was served (送达).
    Served,
    /// Where the receipt is the company's own.
    Own,
    /// Where the enterprise was told of the case, or came by itself.
    Told,
    /// Where the finding is of form.
    Format,
}
