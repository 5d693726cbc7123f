//! As what somebody was shown something, and what was left out of it.

use model::{Basis, CaseRole, Sees};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary;

/// What is said of a view that was made for a company. Customs sees everything, and then nothing is said.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Seen {
    /// As what the case names whoever looks (角色): he sees what any of these sees. Absent: as customs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<vocabulary::CaseRole>)]
    pub(crate) seen_as: Vec<CaseRole>,
    /// What is left out of it, whether there is any or not: it is empty or null here. Absent: nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) withheld: Vec<Withheld>,
}

/// A section that is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Withheld {
    /// Its name in the table; of a part of a section, both: `timeline.selection`.
    pub(crate) section: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    /// Where it is seen all the same; nothing: nowhere.
    #[schema(value_type = Vec<vocabulary::SeenWhere>)]
    pub(crate) seen_where: Vec<Sees>,
    pub(crate) reason_zh: String,
    pub(crate) reason_en: String,
    #[schema(value_type = vocabulary::BasisView)]
    pub(crate) basis: Basis,
}
