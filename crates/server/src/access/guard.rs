//! What stands before every door: who asks, whether he may, and whether it is he who asks and not a page of another site.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use model::Right;

use super::principal::{Principal, Who};
use crate::api::{ApiState, Failure};

/// What a door asks of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: it is for the public.
    Nothing,
    /// That somebody signed in, be it with a password that is to be changed.
    Session,
    /// One of these; which, hangs on what is said.
    OneOf(&'static [Right]),
}

/// The header in which a page says that it is the house's own.
const CSRF_HEADER: &str = "x-csrf-token";

/// Lets a request on to its handler with its [`Principal`], or refuses it.
pub(crate) async fn guard(
    State((state, need)): State<(ApiState, Need)>,
    mut request: Request,
    next: Next,
) -> Response {
    match admit(&state, need, request.method(), request.headers()).await {
        Ok(Some(principal)) => {
            request.extensions_mut().insert(Arc::new(principal));
        }
        Ok(None) => {}
        Err(refused) => return refused.into_response(),
    }
    next.run(request).await
}

/// Who is let in; nobody in particular at a door for the public.
async fn admit(
    state: &ApiState,
    need: Need,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<Principal>, Failure> {
    let changes = !method.is_safe();
    if changes && headers.get("sec-fetch-site").is_some_and(|it| it == "cross-site") {
        return Err(forbidden("csrf", "a page of another site asked for this"));
    }
    if need == Need::Nothing {
        return Ok(None);
    }
    let principal = match state.gate() {
        None => Principal::anybody(),
        Some(gate) => gate.principal(headers).await?.ok_or_else(signed_out)?,
    };
    if let Who::Person { session, .. } = &principal.who {
        let given = headers.get(CSRF_HEADER).map_or(&[][..], |it| it.as_bytes());
        if changes && !is_same(given, &session.csrf) {
            let detail =
                format!("`{CSRF_HEADER}` is not this session's; `GET /api/v1/session` says it");
            return Err(forbidden("csrf", detail));
        }
        if principal.must_change_password() && need != Need::Session {
            let detail =
                "the password was given to be changed; `PUT /api/v1/session/password` does";
            return Err(forbidden("password_change_needed", detail));
        }
    }
    match need {
        Need::OneOf(rights) if !rights.iter().any(|it| principal.has(*it)) => {
            Err(forbidden("forbidden", lacking(rights)))
        }
        _ => Ok(Some(principal)),
    }
}

/// What somebody is told who lacks a right.
pub(super) fn lacking(rights: &[Right]) -> String {
    let names: Vec<String> = rights.iter().map(|it| format!("`{}`", it.name())).collect();
    format!("this needs the right {}", names.join(" or "))
}

/// Takes as long however much of it is right.
fn is_same(given: &[u8], kept: &str) -> bool {
    let differs =
        given.iter().zip(kept.as_bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    given.len() == kept.len() && differs == 0
}

pub(crate) fn signed_out() -> Failure {
    let detail = "`POST /api/v1/session` signs in; programs send `Authorization: Bearer` and a key";
    Failure::new(StatusCode::UNAUTHORIZED, "signed_out", "nobody is signed in", detail)
}

pub(crate) fn forbidden(code: &'static str, detail: impl Into<String>) -> Failure {
    Failure::new(StatusCode::FORBIDDEN, code, "this is not yours to do", detail)
}
