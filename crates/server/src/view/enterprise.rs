//! Registered enterprises as people see them.

use clearance::Registry;
use model::{Account, Date, Enterprise};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    treatment::{CertificateView, ListedView, certificate_view, listed_views},
    vocabulary,
};
use crate::registry_file::CellFault;

/// Some enterprises, by code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterprisePage {
    pub(crate) items: Vec<EnterpriseView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A registered enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseView {
    /// 10-character customs code or 18-character social credit code.
    pub(crate) code: String,
    /// Its code of the other length; may be empty.
    pub(crate) other_code: String,
    pub(crate) name: String,
    #[schema(value_type = Vec<vocabulary::Role>)]
    pub(crate) roles: Vec<model::Role>,
    /// Supervised sites that it operates.
    pub(crate) sites: Vec<String>,
    #[schema(value_type = vocabulary::Credit)]
    pub(crate) credit: model::Credit,
    #[schema(required, format = Date)]
    pub(crate) from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) suspended_from: Option<String>,
    /// Whether the registration counts today.
    pub(crate) is_in_force: bool,
    /// Why it does not; empty when it does.
    pub(crate) why_not: String,
    /// The level that counts today: who is certified is treated so while his certificate is in force.
    #[schema(value_type = vocabulary::Credit)]
    pub(crate) credit_today: model::Credit,
    /// As an advanced certified enterprise (高级认证企业); null where it has none, or none is kept.
    #[schema(required)]
    pub(crate) certificate: Option<CertificateView>,
    /// Lists for some goods that it stands on, or stood (白名单).
    pub(crate) lists: Vec<ListedView>,
    /// Its guarantee account; null where it has none, and in lists.
    #[schema(required)]
    pub(crate) guarantee: Option<GuaranteeView>,
}

/// A guarantee account, yuan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuaranteeView {
    pub(crate) limit: String,
    /// Reserved for entries that are not released yet.
    pub(crate) pending: String,
    /// Used.
    pub(crate) posted: String,
    pub(crate) available: String,
}

/// Rows that were taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegistryTaken {
    /// The input that holds them; null on trial.
    #[schema(required)]
    pub(crate) input: Option<u64>,
    pub(crate) enterprises: usize,
    pub(crate) guarantees: usize,
}

/// One thing wrong with rows that were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemFault {
    /// From 1; 0 for rows in JSON, whose column is a pointer.
    pub(crate) line: u64,
    pub(crate) column: String,
    pub(crate) observed: String,
    pub(crate) expected: String,
}

impl From<CellFault> for ProblemFault {
    fn from(fault: CellFault) -> ProblemFault {
        let CellFault { line, column, observed, expected } = fault;
        ProblemFault { line, column, observed, expected }
    }
}

pub(crate) fn enterprise_view(
    registry: &Registry,
    row: &Enterprise,
    today: Date,
    guarantee: Option<Account>,
) -> EnterpriseView {
    let text = |day: Option<Date>| day.map(|it| it.to_string());
    let in_force = row.in_force(today);
    EnterpriseView {
        code: row.code.clone(),
        other_code: row.other_code.clone(),
        name: row.name.clone(),
        roles: row.roles.clone(),
        sites: row.sites.clone(),
        credit: row.credit,
        from: text(row.from),
        to: text(row.to),
        suspended_from: text(row.suspended_from),
        is_in_force: in_force.is_ok(),
        why_not: in_force.err().map(|it| it.to_string()).unwrap_or_default(),
        credit_today: row.credit_on(today).0,
        certificate: row.certificate.as_ref().map(|it| certificate_view(it, today)),
        lists: listed_views(registry, row, today),
        guarantee: guarantee.map(|it| GuaranteeView {
            limit: it.limit.to_string(),
            pending: it.pending.to_string(),
            posted: it.posted.to_string(),
            available: it.available().to_string(),
        }),
    }
}
