//! API keys of companies, kept by their own people.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use store::Person;

use super::{
    ApiState,
    extract::{Path, body},
    people::gate,
    problem::Failure,
};
use crate::{
    access::{Principal, Reach, Who, forbidden, signed_out},
    clock,
    view::{AddApiKey, ApiKeyList, ApiKeySecret, ApiKeyView, Problem, api_key_view},
};

/// The companies whose keys a person keeps. A key makes no keys.
fn keeper(principal: &Principal) -> Result<(&Person, &[String]), Failure> {
    match (&principal.who, &principal.reach) {
        (Who::Person { person, .. }, Reach::Companies(companies)) => Ok((person, companies)),
        _ => Err(signed_out()),
    }
}

/// Keys of one's companies
#[utoipa::path(
    get, path = "/api/v1/api-keys", operation_id = "listApiKeys", tag = "people",
    responses((status = 200, description = "Newest first, revoked ones too", body = ApiKeyList))
)]
pub(crate) async fn list_keys(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
) -> Result<Json<ApiKeyList>, Failure> {
    let companies = keeper(&principal)?.1.to_vec();
    let listed = gate(&state)?.with(move |people, _| {
        let mut items: Vec<ApiKeyView> = Vec::new();
        for company in &companies {
            items.extend(people.keys(company)?.iter().map(api_key_view));
        }
        Ok(items)
    });
    Ok(Json(ApiKeyList { items: listed.await? }))
}

/// Make a key for a program of one's company
#[utoipa::path(
    post, path = "/api/v1/api-keys", operation_id = "addApiKey", tag = "people",
    request_body = AddApiKey,
    responses((status = 201, description = "With its secret", body = ApiKeySecret),
        (status = 403, description = "Another's company, or a right that one does not have", body = Problem),
        (status = 422, description = "Not a key", body = Problem))
)]
pub(crate) async fn add_key(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<AddApiKey>, JsonRejection>,
) -> Result<(StatusCode, Json<ApiKeySecret>), Failure> {
    let (person, companies) = keeper(&principal)?;
    let AddApiKey { company, name, scopes } = body(asked)?;
    let gate = gate(&state)?;
    if !companies.contains(&company) {
        return Err(forbidden("forbidden", "`company` is none of yours"));
    }
    let is_scope = |right| gate.rules.rights().any(|it| it.right == right && it.is_scope);
    if name.trim().is_empty() || scopes.is_empty() || !scopes.iter().all(|it| is_scope(*it)) {
        let detail = "a key has a name, and one or more of the rights that keys may have";
        let (status, title) = (StatusCode::UNPROCESSABLE_ENTITY, "this is not a key");
        return Err(Failure::new(status, "bad_key", title, detail));
    }
    if let Some(right) = scopes.iter().find(|it| !principal.has(**it)) {
        let detail = format!("you do not have the right `{}` yourself", right.name());
        return Err(forbidden("forbidden", detail));
    }
    let scopes = scopes.iter().map(|it| it.name().to_owned()).collect();
    let made = gate.new_key(company, name.trim().to_owned(), scopes, person.clone());
    let (key, secret) = made.await?;
    Ok((StatusCode::CREATED, Json(ApiKeySecret { key: api_key_view(&key), secret })))
}

/// Revoke a key
#[utoipa::path(
    delete, path = "/api/v1/api-keys/{id}", operation_id = "revokeApiKey", tag = "people",
    params(("id" = u64, Path, description = "Its number")),
    responses((status = 204, description = "It holds no more"),
        (status = 404, description = "There is none of one's companies that holds", body = Problem))
)]
pub(crate) async fn revoke_key(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
) -> Result<StatusCode, Failure> {
    let (person, companies) = keeper(&principal)?;
    let (login, companies) = (person.login.clone(), companies.to_vec());
    let revoked = gate(&state)?.with(move |people, _| {
        let now = clock::now();
        for company in &companies {
            if people.revoke_key(id, company, now)? {
                people.record(now, &login, "key_revoked", &id.to_string())?;
                return Ok(true);
            }
        }
        Ok(false)
    });
    let missing = || Failure::not_found(format!("there is no key {id}"));
    revoked.await?.then_some(StatusCode::NO_CONTENT).ok_or_else(missing)
}
