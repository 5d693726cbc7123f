//! Signing in and out, and one's own password and second factor.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use store::Person;

use super::{ApiState, extract::body, problem::Failure};
use crate::{
    access::{
        self, Gate, Principal, SignedIn, Weakness, Who, digest, is_right, signed_out, weakness,
    },
    clock,
    view::{
        FactorCode, FactorTold, OwnPassword, PasswordChange, Problem, SessionView, SignIn,
        session_view,
    },
};

/// A person in a session, with the gate he came by.
struct Inside<'a> {
    gate: &'a Gate,
    person: &'a Person,
    session: [u8; 32],
}

/// Only people have passwords: neither keys nor whoever comes where nobody signs in.
fn inside<'a>(state: &'a ApiState, principal: &'a Principal) -> Result<Inside<'a>, Failure> {
    match (&principal.who, state.gate()) {
        (Who::Person { person, session, .. }, Some(gate)) => {
            Ok(Inside { gate, person, session: session.digest })
        }
        _ => Err(signed_out()),
    }
}

fn unauthorized(code: &'static str, title: &'static str, detail: &'static str) -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED, code, title, detail)
}

fn wrong_password() -> Failure {
    let title = "the password is not yours";
    Failure::new(StatusCode::FORBIDDEN, "password_wrong", title, "nothing was changed")
}

/// Sign in
///
/// The session is a cookie that scripts do not see. Whether login, password or code was wrong, or the account is locked,
/// is not said. An account with a second factor is asked for its code once the password is right.
#[utoipa::path(
    post, path = "/api/v1/session", operation_id = "signIn", tag = "people", request_body = SignIn,
    responses(
        (status = 200, description = "Signed in, with `Set-Cookie`", body = SessionView),
        (status = 400, description = "Not understood, or nobody signs in to this house", body = Problem),
        (status = 401, description = "`sign_in_refused`, or `second_factor_needed`", body = Problem))
)]
pub(crate) async fn sign_in(
    State(state): State<ApiState>,
    asked: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, Failure> {
    let SignIn { login, password, code } = body(asked)?;
    let gate = state.gate().ok_or_else(|| Failure::bad_request("nobody signs in to this house"))?;
    match gate.sign_in(login, password, code).await? {
        SignedIn::In { principal, cookie } => {
            let headers = [(header::SET_COOKIE, cookie)];
            Ok((headers, Json(session_view(&principal))).into_response())
        }
        SignedIn::CodeNeeded => Err(unauthorized(
            "second_factor_needed",
            "a code is needed",
            "the account has a second factor: send `code` too",
        )),
        SignedIn::Refused => Err(unauthorized(
            "sign_in_refused",
            "sign-in is refused",
            "login, password or code is not right, or the account is locked for a while or disabled",
        )),
    }
}

/// Who is signed in
#[utoipa::path(
    get, path = "/api/v1/session", operation_id = "getSession", tag = "people",
    responses(
        (status = 200, description = "Who asks, and what he may do", body = SessionView),
        (status = 401, description = "Nobody is signed in", body = Problem))
)]
pub(crate) async fn get_session(
    Extension(principal): Extension<Arc<Principal>>,
) -> Json<SessionView> {
    Json(session_view(&principal))
}

/// Sign out
#[utoipa::path(
    delete, path = "/api/v1/session", operation_id = "signOut", tag = "people",
    responses((status = 204, description = "The session is over"),
        (status = 401, description = "Nobody is signed in", body = Problem))
)]
pub(crate) async fn sign_out(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
) -> Result<Response, Failure> {
    let Inside { gate, person, session } = inside(&state, &principal)?;
    let login = person.login.clone();
    let closed = gate.with(move |people, _| {
        people.close_session(&session)?;
        people.record(clock::now(), &login, "signed_out", "")?;
        Ok(())
    });
    closed.await?;
    let headers = [(header::SET_COOKIE, gate.no_cookie()?)];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Change one's own password
///
/// Every other session of the account ends.
#[utoipa::path(
    put, path = "/api/v1/session/password", operation_id = "changePassword", tag = "people",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed"),
        (status = 403, description = "The old password is wrong", body = Problem),
        (status = 422, description = "The new one is too weak", body = Problem))
)]
pub(crate) async fn change_password(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<PasswordChange>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Inside { gate, person, session } = inside(&state, &principal)?;
    let PasswordChange { old, new } = body(asked)?;
    prove(gate, person, old.clone()).await?;
    let weak = match weakness(&new, &[&person.login, &person.name], &gate.rules.sign_in) {
        None if new == old => Some("it is the old one".to_owned()),
        None => None,
        Some(Weakness::Short) => {
            Some(format!("it has fewer than {} characters", gate.rules.sign_in.password_min))
        }
        Some(Weakness::Long) => Some("it is too long".to_owned()),
        Some(Weakness::Guessable) => Some("it is soon guessed".to_owned()),
    };
    if let Some(weak) = weak {
        let (status, title) = (StatusCode::UNPROCESSABLE_ENTITY, "the password is too weak");
        return Err(Failure::new(status, "password_weak", title, weak));
    }
    let kept = gate.compare(move || digest(&new)).await.and_then(|it| it)?;
    let (id, login) = (person.id, person.login.clone());
    let changed = gate.with(move |people, _| {
        people.set_password(id, &kept, false, Some(&session))?;
        people.record(clock::now(), &login, "password_changed", "")?;
        Ok(())
    });
    changed.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a person knows his password. Who does not is counted as who signs in wrongly.
async fn prove(gate: &Gate, person: &Person, password: String) -> Result<(), Failure> {
    let (id, login, kept) = (person.id, person.login.clone(), person.password.clone());
    let is_right = gate.compare(move || is_right(Some(&kept), &password)).await;
    if is_right? {
        return Ok(());
    }
    let counted = gate.with(move |people, rules| {
        let now = clock::now();
        let until = now.plus_minutes(i64::from(rules.sign_in.lock_minutes));
        people.record(now, &login, "refused", "own password")?;
        if people.fail(id, rules.sign_in.failures_before_lock, until)?.is_some() {
            people.record(now, &login, "locked", &format!("until {until}"))?;
            people.end_sessions(id)?;
        }
        Ok(())
    });
    counted.await?;
    Err(wrong_password())
}

/// Begin a second factor
///
/// The secret is in this answer and nowhere else. The factor is on once a code of it was sent; an earlier one is off.
#[utoipa::path(
    post, path = "/api/v1/session/second-factor", operation_id = "beginSecondFactor", tag = "people",
    request_body = OwnPassword,
    responses((status = 200, description = "For the authenticator app", body = FactorTold),
        (status = 403, description = "The password is wrong", body = Problem))
)]
pub(crate) async fn begin_factor(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<OwnPassword>, JsonRejection>,
) -> Result<Json<FactorTold>, Failure> {
    let Inside { gate, person, .. } = inside(&state, &principal)?;
    prove(gate, person, body(asked)?.password).await?;
    let told = access::new_factor(&person.login)?;
    let (id, secret) = (person.id, told.secret);
    let kept = gate.with(move |people, _| Ok(people.set_factor(id, Some(&secret))?));
    kept.await?;
    Ok(Json(FactorTold { secret: told.spelt, uri: told.uri }))
}

/// Turn the second factor on with its first code
#[utoipa::path(
    put, path = "/api/v1/session/second-factor", operation_id = "confirmSecondFactor", tag = "people",
    request_body = FactorCode,
    responses((status = 204, description = "It is on"),
        (status = 422, description = "Not its code", body = Problem))
)]
pub(crate) async fn confirm_factor(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<FactorCode>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Inside { gate, person, .. } = inside(&state, &principal)?;
    let FactorCode { code } = body(asked)?;
    let (id, login) = (person.id, person.login.clone());
    let confirmed = gate.with(move |people, _| {
        let now = clock::now();
        let person = people.person(id)?.context("the account is there")?;
        let Some(secret) = person.factor else { return Ok(false) };
        let step = access::factor_step(&secret, &code, now)?;
        let is_on = step.map(|it| people.use_factor(id, it)).transpose()?.unwrap_or(false);
        if is_on {
            people.record(now, &login, "factor_on", "")?;
        }
        Ok(is_on)
    });
    if confirmed.await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let title = "this is not the code";
    let detail = "the app's clock may be wrong, or the code was used";
    Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "second_factor_wrong", title, detail))
}

/// Take the second factor off
#[utoipa::path(
    delete, path = "/api/v1/session/second-factor", operation_id = "removeSecondFactor", tag = "people",
    request_body = OwnPassword,
    responses((status = 204, description = "It is off"),
        (status = 403, description = "The password is wrong", body = Problem))
)]
pub(crate) async fn remove_factor(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<OwnPassword>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Inside { gate, person, .. } = inside(&state, &principal)?;
    prove(gate, person, body(asked)?.password).await?;
    let (id, login) = (person.id, person.login.clone());
    let removed = gate.with(move |people, _| {
        people.set_factor(id, None)?;
        people.record(clock::now(), &login, "factor_off", "")?;
        Ok(())
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
