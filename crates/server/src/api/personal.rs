//! Personal data that is masked, shown to whoever says why.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
};
use model::{EntryId, HouseMessage};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{
    ApiState, declarations, entries, exports, extract::body, messages::tell_house, problem::Failure,
};
use crate::{
    access::{Masked, Principal, Shown, Viewer, ViewerQuery, acting},
    view::Problem,
};

/// Whose data is asked for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PersonalCase {
    Parcel,
    Declaration,
    Export,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedPersonal {
    case: PersonalCase,
    /// A number of the case, as its own route takes it.
    number: String,
    /// Why; it stands in the case's history.
    reason: String,
    /// Who asks, where nobody signs in; else whoever is signed in.
    #[serde(default)]
    by: String,
}

/// Personal data of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonalData {
    /// Everything that the case's view masks.
    items: Vec<PersonalItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonalItem {
    /// Where it stands in the view, as a JSON pointer.
    pointer: String,
    value: String,
}

/// Show personal data of a case
///
/// Identity numbers and telephones are masked in every view. Whoever asks for them says why, and that he asked stands in the
/// case's history before he is answered.
#[utoipa::path(
    post, path = "/api/v1/personal-data", operation_id = "showPersonalData", tag = "entries",
    params(ViewerQuery), request_body = AskedPersonal,
    responses((status = 200, description = "What is masked in the view", body = PersonalData),
        (status = 400, description = "Not understood, or no reason", body = Problem),
        (status = 404, description = "No such case", body = Problem),
        (status = 503, description = "Come again", body = Problem))
)]
pub(crate) async fn show_personal_data(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    asked: Result<Json<AskedPersonal>, JsonRejection>,
) -> Result<Json<PersonalData>, Failure> {
    let AskedPersonal { case, number, reason, by } = body(asked)?;
    let by = acting(&principal, &by)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Failure::bad_request("`reason` says why it is looked at"));
    }
    let missing = Failure::not_found(format!("there is no such case `{number}`"));
    let (number_of_it, looker) = (number.clone(), viewer.clone());
    let found =
        state.read(move |records, state| masked(records, state, &looker, case, &number_of_it));
    let Some((id, _)) = found.await? else { return Err(missing) };
    let message = HouseMessage::PersonalShown { case: id, by: by.clone(), reason };
    tell_house(&state, &message, &by).await?;
    // It is read again: what he is shown is what he is noted for.
    let items = state.read(move |records, state| masked(records, state, &viewer, case, &number));
    let (_, items) = items.await?.ok_or(missing)?;
    let item = |Masked { pointer, value }| PersonalItem { pointer, value };
    Ok(Json(PersonalData { items: items.into_iter().map(item).collect() }))
}

/// What is masked of a case for somebody, as it reads.
fn masked(
    records: &HouseRecords,
    state: &ApiState,
    viewer: &Viewer,
    case: PersonalCase,
    number: &str,
) -> anyhow::Result<Option<(EntryId, Vec<Masked>)>> {
    fn flat<T: Serialize>(
        found: Option<(EntryId, Shown<T>)>,
    ) -> anyhow::Result<Option<(EntryId, Value)>> {
        found.map(|(id, it)| Ok((id, serde_json::to_value(it)?))).transpose()
    }
    let open = viewer.unmasked();
    let found = match case {
        PersonalCase::Parcel => flat(entries::seen(records, state, &open, number)?)?,
        PersonalCase::Declaration => flat(declarations::seen(records, state, &open, number)?)?,
        PersonalCase::Export => flat(exports::seen(records, state, &open, number)?)?,
    };
    let masked = |mut view: Value| viewer.masks().map(|it| it.apply(&mut view)).unwrap_or_default();
    Ok(found.map(|(id, view)| (id, masked(view))))
}
