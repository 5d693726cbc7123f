//! Signing in with a provider of OpenID Connect: there, and back.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use tracing::warn;
use utoipa::{IntoParams, ToSchema};

use super::{ApiState, extract::Query, problem::Failure};
use crate::{
    access::{Begun, Gate, Identity, SignedIn, attempt_of},
    view::Problem,
};

/// How people sign in to this house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaysIn {
    /// With login and password; false: nobody signs in, and whoever reaches the house may do everything.
    password: bool,
    /// What the provider of OpenID Connect (统一身份认证) is called; null where there is none.
    #[schema(required)]
    provider: Option<String>,
}

/// How people sign in
#[utoipa::path(
    get, path = "/api/v1/session/ways", operation_id = "getWaysIn", tag = "people",
    responses((status = 200, description = "The ways", body = WaysIn))
)]
pub(crate) async fn get_ways(State(state): State<ApiState>) -> Json<WaysIn> {
    let gate = state.gate();
    let provider = gate.and_then(Gate::provider).map(|it| it.name.clone());
    Json(WaysIn { password: gate.is_some(), provider })
}

/// Go to the provider to sign in
///
/// A browser goes there by this; it sets a cookie by which it is known when it comes back.
#[utoipa::path(
    get, path = "/api/v1/session/provider", operation_id = "beginProviderSignIn", tag = "people",
    responses(
        (status = 303, description = "To the provider"),
        (status = 404, description = "There is no provider", body = Problem),
        (status = 502, description = "The provider cannot be asked", body = Problem))
)]
pub(crate) async fn begin(State(state): State<ApiState>) -> Result<Response, Failure> {
    let gate = state.gate();
    let Some((gate, provider)) = gate.and_then(|it| Some((it, it.provider()?))) else {
        return Err(Failure::not_found("people sign in to this house with passwords alone"));
    };
    let begun = provider.begin().await.map_err(|cause| {
        let title = "the provider does not answer";
        Failure::new(StatusCode::BAD_GATEWAY, "provider_unreachable", title, format!("{cause:#}"))
    });
    let Begun { url, state } = begun?;
    let cookie = gate.attempt_cookie(state)?;
    let headers =
        [(header::LOCATION, url.parse().map_err(Failure::internal)?), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// What the provider sends a browser back with.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SentBack {
    /// By it the house gets the token.
    code: Option<String>,
    /// Of the attempt.
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
}

/// Come back from the provider
#[utoipa::path(
    get, path = "/api/v1/session/provider/callback", operation_id = "endProviderSignIn", tag = "people",
    params(SentBack),
    responses((status = 303, description = "To the console, signed in; or to its sign-in page, which says that it was refused"))
)]
pub(crate) async fn end(
    State(state): State<ApiState>,
    Query(back): Query<SentBack>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(gate) = state.gate() else { return Ok(refused()) };
    let identity = match identity(gate, back, attempt_of(&headers)).await {
        Ok(identity) => identity,
        Err(cause) => {
            // Whoever keeps the provider looks for this; whoever signs in is told that it did not work.
            warn!(cause = format!("{cause:#}"), "nobody signed in by the provider");
            return Ok(refused());
        }
    };
    match gate.sign_in_by_provider(identity).await? {
        SignedIn::In { cookie, .. } => {
            let headers = [
                (header::LOCATION, header::HeaderValue::from_static("/")),
                (header::SET_COOKIE, cookie),
            ];
            Ok((StatusCode::SEE_OTHER, headers).into_response())
        }
        SignedIn::CodeNeeded | SignedIn::Refused => Ok(refused()),
    }
}

fn refused() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/?sign_in=refused")]).into_response()
}

/// Whom the provider says that a browser's user is, which is the one that began.
async fn identity(gate: &Gate, back: SentBack, own: Option<String>) -> anyhow::Result<Identity> {
    let provider = gate.provider().ok_or_else(|| anyhow::anyhow!("there is no provider"))?;
    if let Some(error) = back.error {
        anyhow::bail!("the provider says `{}`", error.chars().take(80).collect::<String>());
    }
    match (back.code, back.state, own) {
        (Some(code), Some(state), Some(own)) if state == own => provider.finish(&state, code).await,
        _ => anyhow::bail!("another browser began it"),
    }
}
