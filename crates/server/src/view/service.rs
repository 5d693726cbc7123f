//! The catalogue of services as people see it.

use model::Right;
use params::NeedKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{self, BasisView};
use crate::wall::Procedure;

/// What this house offers, by groups.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceCatalogue {
    /// The day whose law it is.
    #[schema(format = Date)]
    pub(crate) on: String,
    /// So many days, this one among them, were measured.
    pub(crate) days: u32,
    pub(crate) groups: Vec<ServiceGroupView>,
    /// In the order of the catalogue; what whoever asks may begin himself stands first.
    pub(crate) services: Vec<OfferedService>,
}

/// Services that stand together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceGroupView {
    pub(crate) group: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// One service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferedService {
    pub(crate) service: String,
    pub(crate) group: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) about_zh: String,
    pub(crate) about_en: String,
    /// For whom it is.
    pub(crate) whom: Vec<AudienceView>,
    /// Who begins it.
    pub(crate) by: Vec<AudienceView>,
    /// Kinds of messages that begin it or belong to it.
    pub(crate) messages: Vec<String>,
    /// What is done in it on the page of a case.
    pub(crate) acts: Vec<ServiceActView>,
    /// The course that its case takes; null where it opens none.
    #[schema(required)]
    pub(crate) procedure: Option<Procedure>,
    /// How long it takes, as measured; null where nothing is waited for that is measured.
    #[schema(required)]
    pub(crate) measured: Option<ServiceTimes>,
    /// What whoever begins it may do; null: everybody may.
    #[schema(required, value_type = Option<vocabulary::Right>)]
    pub(crate) right: Option<Right>,
    /// Where it begins in the console; null: nowhere.
    #[schema(required)]
    pub(crate) page: Option<String>,
    /// Where a program begins it, as `METHOD /path`; null: nowhere.
    #[schema(required)]
    pub(crate) api: Option<String>,
    /// The command by which whoever runs the house begins it; null: none.
    #[schema(required)]
    pub(crate) cli: Option<String>,
    /// Taxes that may be owed with it. Customs takes no fee for itself.
    pub(crate) cost: Vec<ServiceCostView>,
    pub(crate) needs: Vec<ServiceNeedView>,
    #[schema(value_type = BasisView)]
    pub(crate) basis: model::Basis,
    /// Whether whoever asks may begin it himself; null where nobody in particular asks.
    #[schema(required)]
    pub(crate) may_begin: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AudienceView {
    pub(crate) audience: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceActView {
    pub(crate) act: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// How long something took in this house in the last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ServiceTimes {
    /// From where to where.
    pub(crate) of_zh: String,
    pub(crate) of_en: String,
    /// Cases that were measured; 0: none yet, or too few to tell.
    pub(crate) n: u64,
    /// Half of them took no longer.
    #[schema(required)]
    pub(crate) p50_ms: Option<u64>,
    /// Nine in ten took no longer.
    #[schema(required)]
    pub(crate) p90_ms: Option<u64>,
    /// Times are rounded up to steps and counts down to powers of ten, as everybody is told.
    pub(crate) is_coarse: bool,
}

/// A profile of taxes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceCostView {
    /// As the law is asked for: `tax.cn`.
    pub(crate) name: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
}

/// Something that a service needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceNeedView {
    #[schema(value_type = vocabulary::NeedKind)]
    pub(crate) kind: NeedKind,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// The service by which one comes to it; null: none.
    #[schema(required)]
    pub(crate) service: Option<String>,
    /// Of a term or limit what the law of the day says; null elsewhere, and where no law covers the day.
    #[schema(required)]
    pub(crate) value: Option<String>,
    #[schema(value_type = BasisView)]
    pub(crate) basis: model::Basis,
}
