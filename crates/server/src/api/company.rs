//! What a company sees of its own registration, and of nobody else's.

use axum::{Json, extract::State};
use matching::Keyring;
use model::{Enterprise, LicenceRow, Moment};
use store::HouseRecords;

use super::{ApiState, enterprises::guarantee_of, problem::Failure};
use crate::{
    access::{Viewer, ViewerQuery},
    clock,
    view::{OwnCompanies, OwnCompany, enterprise_view, licence_summary, signing_view},
};

/// Licences that are shown of one company.
const LICENCES_SHOWN: usize = 500;

/// The own companies: their registration, what they sign with, what is left of their licences
///
/// Of whoever asks, and never of another: customs looks at one with `as`.
#[utoipa::path(
    get, path = "/api/v1/company", operation_id = "getOwnCompanies", tag = "registry", params(ViewerQuery),
    responses((status = 200, description = "The own companies", body = OwnCompanies))
)]
pub(crate) async fn get_own_companies(
    State(state): State<ApiState>,
    viewer: Viewer,
) -> Result<Json<OwnCompanies>, Failure> {
    let companies = state.read(move |records, state| {
        let now = state.now().house;
        let own = viewer.codes().unwrap_or_default();
        let is_own = |it: &&Enterprise| it.codes().any(|code| own.iter().any(|own| own == code));
        let rows: Vec<Enterprise> = state.with_registry(records, |registry| {
            registry.enterprises().filter(is_own).cloned().collect()
        })?;
        rows.iter().map(|it| company(records, state, it, now)).collect()
    });
    Ok(Json(OwnCompanies { companies: companies.await? }))
}

fn company(
    records: &HouseRecords,
    state: &ApiState,
    row: &Enterprise,
    now: Moment,
) -> anyhow::Result<OwnCompany> {
    let guarantee = guarantee_of(records, state, row)?;
    let (today, codes) = (clock::now().local_date(), row.codes().collect::<Vec<_>>());
    let (enterprise, signing, held) = state.with_registry(records, |registry| {
        let signing = registry.signatories().of(&codes, now.local_date());
        let signing = signing.iter().map(|it| signing_view(it, now)).collect();
        let held = registry.licences().iter().filter(|it| codes.contains(&it.holder_code.as_str()));
        let held: Vec<LicenceRow> = held.take(LICENCES_SHOWN + 1).cloned().collect();
        (enterprise_view(registry, row, today, guarantee), signing, held)
    })?;
    let keyring = Keyring::new(records.keyring()?);
    let shown = held.iter().take(LICENCES_SHOWN);
    let licences = shown.map(|it| licence_summary(records, &keyring, it));
    Ok(OwnCompany {
        enterprise,
        signing,
        licences: licences.collect::<anyhow::Result<_>>()?,
        licences_are_whole: held.len() <= LICENCES_SHOWN,
    })
}
