//! Accounts, for whoever keeps them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query, body},
    page,
    problem::Failure,
};
use crate::{
    access::{Gate, Kept, Principal, Who, accounts},
    view::{
        AccountEventPage, AddPerson, ChangePerson, PersonList, PersonSecret, PersonView, Problem,
        account_event, person_view,
    },
};

/// Where nobody signs in there are no accounts to be kept over HTTP.
pub(super) fn gate(state: &ApiState) -> Result<&Gate, Failure> {
    let detail = "nobody signs in to this house; start it without `--no-sign-in`";
    state.gate().ok_or_else(|| Failure::bad_request(detail))
}

fn login_of(principal: &Principal) -> String {
    match &principal.who {
        Who::Person { person, .. } => person.login.clone(),
        Who::Key { id } => format!("key {id}"),
        Who::Anybody => String::new(),
    }
}

fn done<T>(kept: Kept<T>) -> Result<T, Failure> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match kept {
        Kept::Done(it) => Ok(it),
        Kept::Faulty(faults) => {
            let title = "the account cannot be so";
            Err(Failure::new(unprocessable, "bad_account", title, faults.join("; ")))
        }
        Kept::Taken => {
            let detail = "somebody else signs in with it";
            Err(Failure::new(StatusCode::CONFLICT, "login_taken", "the login is taken", detail))
        }
    }
}

fn missing(id: u64) -> Failure {
    Failure::not_found(format!("there is no account {id}"))
}

/// Everybody who signs in
#[utoipa::path(
    get, path = "/api/v1/people", operation_id = "listPeople", tag = "people",
    responses((status = 200, description = "By login", body = PersonList))
)]
pub(crate) async fn list_people(
    State(state): State<ApiState>,
) -> Result<Json<PersonList>, Failure> {
    let listed = gate(&state)?.with(|people, _| Ok(people.everybody()?));
    let items = listed.await?.iter().map(person_view).collect();
    Ok(Json(PersonList { items }))
}

/// Add somebody
#[utoipa::path(
    post, path = "/api/v1/people", operation_id = "addPerson", tag = "people", request_body = AddPerson,
    responses((status = 201, description = "With a password to be changed", body = PersonSecret),
        (status = 409, description = "The login is taken", body = Problem),
        (status = 422, description = "The account cannot be so", body = Problem))
)]
pub(crate) async fn add_person(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<AddPerson>, JsonRejection>,
) -> Result<(StatusCode, Json<PersonSecret>), Failure> {
    let (asked, by) = (body(asked)?, login_of(&principal));
    let added = gate(&state)?.with(move |people, _| accounts::add(people, &asked, &by));
    let (person, one_time_password) = done(added.await?)?;
    let secret = PersonSecret { person: person_view(&person), one_time_password };
    Ok((StatusCode::CREATED, Json(secret)))
}

/// Change an account
///
/// Its sessions end, so that what changed holds from now on. Nobody takes his own account or its keeping away.
#[utoipa::path(
    patch, path = "/api/v1/people/{id}", operation_id = "changePerson", tag = "people",
    params(("id" = u64, Path, description = "Its number")), request_body = ChangePerson,
    responses((status = 200, description = "As it is now", body = PersonView),
        (status = 404, description = "There is none", body = Problem),
        (status = 409, description = "It is one's own", body = Problem),
        (status = 422, description = "The account cannot be so", body = Problem))
)]
pub(crate) async fn change_person(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
    asked: Result<Json<ChangePerson>, JsonRejection>,
) -> Result<Json<PersonView>, Failure> {
    let (asked, by) = (body(asked)?, login_of(&principal));
    let is_own = matches!(&principal.who, Who::Person { person, .. } if person.id == id);
    if is_own && (asked.roles.is_some() || asked.is_disabled == Some(true)) {
        let detail = "another administrator changes your roles or disables your account";
        return Err(Failure::new(StatusCode::CONFLICT, "own_account", "it is your own", detail));
    }
    let changed = gate(&state)?.with(move |people, _| accounts::change(people, id, &asked, &by));
    let person = done(changed.await?)?.ok_or_else(|| missing(id))?;
    Ok(Json(person_view(&person)))
}

/// Give somebody a password to be changed
///
/// It ends his sessions and takes a lock and his second factor away.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/password", operation_id = "resetPassword", tag = "people",
    params(("id" = u64, Path, description = "The account's number")),
    responses((status = 200, description = "The password", body = PersonSecret),
        (status = 404, description = "There is none", body = Problem))
)]
pub(crate) async fn reset_password(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<u64>,
) -> Result<Json<PersonSecret>, Failure> {
    let by = login_of(&principal);
    let reset = gate(&state)?.with(move |people, _| accounts::reset(people, id, &by));
    let (person, one_time_password) = reset.await?.ok_or_else(|| missing(id))?;
    Ok(Json(PersonSecret { person: person_view(&person), one_time_password }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// Only of this account.
    login: Option<String>,
    /// What the last page said as `next`.
    after: Option<u64>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// What happened to accounts: who signed in, who was refused and why, what was changed by whom
#[utoipa::path(
    get, path = "/api/v1/account-events", operation_id = "listAccountEvents", tag = "people",
    params(EventQuery),
    responses((status = 200, description = "Newest first", body = AccountEventPage))
)]
pub(crate) async fn list_events(
    State(state): State<ApiState>,
    Query(query): Query<EventQuery>,
) -> Result<Json<AccountEventPage>, Failure> {
    let limit = page::limit(query.limit);
    let login = query.login.unwrap_or_default();
    let listed = gate(&state)?.with(move |people, _| {
        Ok(people.occurrences(&login, query.after, limit.saturating_add(1))?)
    });
    let mut found = listed.await?;
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| is_more).map(|it| it.id.to_string());
    Ok(Json(AccountEventPage { items: found.into_iter().map(account_event).collect(), next }))
}
