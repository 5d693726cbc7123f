//! Licences and authorisations to declare, as they stand.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use matching::Keyring;
use model::{Authorisation, AuthorisationState, LicenceRow};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page,
    problem::Failure,
};
use crate::access::{Principal, Viewer, ViewerQuery};
use crate::acts::Asker;
use crate::clock;
use crate::view::{
    AuthorisationPage, AuthorisationView, LicencePage, LicenceView, Problem, authorisation_view,
    licence_summary, licence_view, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LicenceQuery {
    /// Only licences of this kind (监管证件代码).
    kind: Option<String>,
    /// Only licences issued to this code.
    holder: Option<String>,
    /// Part of a number.
    q: Option<String>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Registered licences, by kind and number
#[utoipa::path(
    get, path = "/api/v1/licences", operation_id = "listLicences", tag = "licences",
    params(LicenceQuery),
    responses((status = 200, description = "Some licences, with what is left", body = LicencePage))
)]
pub(crate) async fn list_licences(
    State(state): State<ApiState>,
    Query(query): Query<LicenceQuery>,
) -> Result<Json<LicencePage>, Failure> {
    let limit = page::limit(query.limit);
    let answer = state.read(move |records, state| {
        let LicenceQuery { kind, holder, q, after, .. } = query;
        let fits = |it: &&LicenceRow| {
            kind.as_ref().is_none_or(|kind| it.kind == *kind)
                && holder.as_ref().is_none_or(|holder| it.holder_code == *holder)
                && q.as_ref().is_none_or(|q| it.number.contains(q.trim()))
                && after.as_ref().is_none_or(|after| place(it) > *after)
        };
        let found: Vec<LicenceRow> = state.with_registry(records, |registry| {
            registry.licences().iter().filter(fits).take(limit + 1).cloned().collect()
        })?;
        let shown = found.iter().take(limit);
        let next = shown.clone().next_back().filter(|_| found.len() > limit).map(place);
        let keyring = Keyring::new(records.keyring()?);
        let items = shown.map(|it| licence_summary(records, &keyring, it));
        Ok(LicencePage { items: items.collect::<anyhow::Result<_>>()?, next })
    });
    Ok(Json(answer.await?))
}

/// In the order in which licences are listed.
fn place(it: &LicenceRow) -> String {
    format!("{} {}", it.kind, it.number)
}

/// One licence: what is left of it, and who drew on it
#[utoipa::path(
    get, path = "/api/v1/licences/{kind}/{number}", operation_id = "getLicence", tag = "licences",
    params(("kind" = String, Path, description = "监管证件代码"), ("number" = String, Path, description = "Its number")),
    responses((status = 200, description = "The licence", body = LicenceView),
        (status = 404, description = "No such licence", body = Problem))
)]
pub(crate) async fn get_licence(
    State(state): State<ApiState>,
    Path((kind, number)): Path<(String, String)>,
) -> Result<Json<LicenceView>, Failure> {
    let asked = format!("{kind} {number}");
    let view = state.read(move |records, state| {
        state.with_registry(records, |registry| licence_view(records, registry, &kind, &number))?
    });
    let missing = || Failure::not_found(format!("no licence `{asked}` is registered here"));
    view.await?.map(Json).ok_or_else(missing)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuthorisationQuery {
    /// Only those between this code and somebody.
    party: Option<String>,
    /// Only those in this state.
    #[param(value_type = Option<vocabulary::AuthorisationState>)]
    state: Option<AuthorisationState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Authorisations to declare, by number
#[utoipa::path(
    get, path = "/api/v1/authorisations", operation_id = "listAuthorisations", tag = "licences",
    params(AuthorisationQuery, ViewerQuery),
    responses((status = 200, description = "Some authorisations", body = AuthorisationPage))
)]
pub(crate) async fn list_authorisations(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Query(query): Query<AuthorisationQuery>,
) -> Result<Json<AuthorisationPage>, Failure> {
    let limit = page::limit(query.limit);
    let answer = state.read(move |records, state| {
        let AuthorisationQuery { party, state: wanted, after, .. } = query;
        let fits = |it: &&Authorisation| {
            is_seen(&viewer, it)
                && party.as_ref().is_none_or(|party| it.side_of(party).is_some())
                && wanted.is_none_or(|wanted| it.state == wanted)
                && after.as_ref().is_none_or(|after| it.number > *after)
        };
        let found: Vec<Authorisation> = state.with_registry(records, |registry| {
            registry.authorisations().iter().filter(fits).take(limit + 1).cloned().collect()
        })?;
        let shown = found.iter().take(limit);
        let last = shown.clone().next_back().filter(|_| found.len() > limit);
        let next = last.map(|it| it.number.clone());
        let keyring = Keyring::new(records.keyring()?);
        let acts = state.with_registry(records, |registry| {
            let now = clock::now().max(registry.reached());
            let asker = Asker { principal: &principal, registry, records, now };
            let offer = asker.new_authorisation();
            offer.into_iter().chain(shown.clone().map(|it| asker.of_authorisation(it))).collect()
        })?;
        let items = shown.map(|it| authorisation_view(records, &keyring, it));
        Ok(AuthorisationPage { items: items.collect::<anyhow::Result<_>>()?, acts, next })
    });
    Ok(Json(answer.await?))
}

/// One authorisation to declare
#[utoipa::path(
    get, path = "/api/v1/authorisations/{number}", operation_id = "getAuthorisation", tag = "licences",
    params(("number" = String, Path, description = "Its number (委托协议编号)"), ViewerQuery),
    responses((status = 200, description = "The authorisation", body = AuthorisationView),
        (status = 404, description = "No such authorisation", body = Problem))
)]
pub(crate) async fn get_authorisation(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<AuthorisationView>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| {
        let found = state.with_registry(records, |it| it.authorisations().get(&number).cloned())?;
        let found = found.filter(|it| is_seen(&viewer, it));
        let keyring = Keyring::new(records.keyring()?);
        found.map(|it| authorisation_view(records, &keyring, &it)).transpose()
    });
    let missing = || Failure::not_found(format!("there is no authorisation `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

/// Customs sees all, a company those between it and another.
fn is_seen(viewer: &Viewer, it: &Authorisation) -> bool {
    viewer.receives(&it.terms.principal_code) || viewer.receives(&it.terms.agent_code)
}
