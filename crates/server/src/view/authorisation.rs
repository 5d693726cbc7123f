//! Authorisations to declare as people see them.

use anyhow::Result;
use clearance::ports::Records;
use matching::Keyring;
use model::{Authorisation, AuthorisationScope, AuthorisationSide, AuthorisationState};
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{CaseActs, vocabulary};

/// Some authorisations, by number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthorisationPage {
    pub(crate) items: Vec<AuthorisationView>,
    /// What whoever asks may do about each, and a new one under an empty number.
    pub(crate) acts: Vec<CaseActs>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An authorisation to declare (代理报关委托), as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthorisationView {
    /// 委托协议编号.
    pub(crate) number: String,
    /// 委托方.
    pub(crate) principal_code: String,
    /// 被委托方.
    pub(crate) agent_code: String,
    #[schema(value_type = vocabulary::AuthorisationScope)]
    pub(crate) scope: AuthorisationScope,
    #[schema(format = Date)]
    pub(crate) valid_from: String,
    #[schema(format = Date)]
    pub(crate) valid_to: String,
    /// Who pays the broker's fee.
    #[schema(value_type = vocabulary::AuthorisationSide)]
    pub(crate) fee_party: AuthorisationSide,
    #[schema(value_type = vocabulary::AuthorisationSide)]
    pub(crate) offered_by: AuthorisationSide,
    #[schema(value_type = vocabulary::AuthorisationState)]
    pub(crate) state: AuthorisationState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// Why it was revoked; empty otherwise.
    pub(crate) reason: String,
    /// The house's number of the declaration that used it, when it is for one; null before.
    #[schema(required)]
    pub(crate) used_by: Option<u64>,
}

pub(crate) fn authorisation_view(
    records: &HouseRecords,
    keyring: &Keyring,
    it: &Authorisation,
) -> Result<AuthorisationView> {
    let used = records.claim(keyring.authorisation(&it.number))?;
    Ok(AuthorisationView {
        number: it.number.clone(),
        principal_code: it.terms.principal_code.clone(),
        agent_code: it.terms.agent_code.clone(),
        scope: it.terms.scope,
        valid_from: it.terms.valid_from.to_string(),
        valid_to: it.terms.valid_to.to_string(),
        fee_party: it.terms.fee_party,
        offered_by: it.offered_by,
        state: it.state,
        state_title_zh: it.state.title_zh().to_owned(),
        state_title_en: it.state.title_en().to_owned(),
        reason: it.reason.clone(),
        used_by: used.map(|it| it.entry.0).filter(|it| *it != 0),
    })
}
