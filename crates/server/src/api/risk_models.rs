//! Whether what models say comes true, whether traffic is still the one that they were grown on, and the plan that exchanges one that has
//! fallen behind: proposed by an officer, never taken by the house.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use model::{HouseMessage, RiskProcedure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ApiState, extract::body, messages::unavailable, problem::Failure};
use crate::{
    access::{Principal, acting},
    clock,
    intake::Refused,
    risk_figures::{drift, limit_on, model_accounts},
    view::{
        DriftView, ModelAccounts, Problem, account_view, drift_view,
        vocabulary::{self},
    },
};

/// Cases are weighed again for so long at most.
const WEIGHS_FOR: Duration = Duration::from_secs(8);

/// Whether what models say comes true
///
/// Of each model in force: what it said of examined cases beside what was found, and how it stands against the one in its shadow on
/// cases that lots drew.
#[utoipa::path(
    get, path = "/api/v1/risk/models", operation_id = "listModelAccounts", tag = "risk",
    responses((status = 200, description = "Every model in force", body = ModelAccounts))
)]
pub(crate) async fn list_accounts(
    State(state): State<ApiState>,
) -> Result<Json<ModelAccounts>, Failure> {
    let view = state.read(|records, state| {
        let today = state.now().today();
        state.risk_figures().look(records, state, |folded| {
            let accounts = state.with_registry(records, |it| {
                model_accounts(records, it, folded.figures(), today)
            })??;
            let models = accounts.iter().map(account_view).collect();
            Ok(ModelAccounts { models, behind: folded.behind() })
        })
    });
    Ok(Json(view.await?))
}

/// Whether traffic is still the one that models were grown on
///
/// Weighs the cases of the last whole day and of today again, and holds each feature of each model against how it lay in the model's window
/// (population stability index). It stops after some seconds, and says so.
#[utoipa::path(
    get, path = "/api/v1/risk/drift", operation_id = "getRiskDrift", tag = "risk",
    responses((status = 200, description = "Every model, feature by feature", body = DriftView),
        (status = 429, description = "Others weigh again at this moment", body = Problem))
)]
pub(crate) async fn get_drift(State(state): State<ApiState>) -> Result<Json<DriftView>, Failure> {
    let place = state.preview_place().ok_or_else(|| Failure::too_many(WEIGHS_FOR.as_secs()))?;
    let view = state.read(move |records, state| {
        let _place = place;
        let today = state.now().today();
        let (models, limits) = state.with_registry(records, |it| {
            let models = it.risk().models().iter().map(|(place, it)| (*place, it.clone()));
            let limits =
                ["risk.drift_watch", "risk.drift_act"].map(|name| limit_on(it, name, today));
            (models.collect::<Vec<_>>(), limits)
        })?;
        let [Some(watch), Some(act)] = limits else {
            anyhow::bail!("the law does not say from when on a feature shifts");
        };
        let drift = drift(records, &models, Instant::now() + WEIGHS_FOR)?;
        Ok(drift_view(drift, [watch, act]))
    });
    Ok(Json(view.await?))
}

/// Which model is to be exchanged for the one in its shadow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demotion {
    #[schema(value_type = vocabulary::RiskProcedure)]
    procedure: RiskProcedure,
    reason: String,
    /// The officer who proposes it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// A plan that was proposed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DemotionProposed {
    /// `P12`. It holds once another person has approved it.
    plan: String,
}

/// Propose to exchange a model that has fallen behind
///
/// Makes a plan of it: the one in the shadow comes into force, and the other looks on. It changes nothing until another person approves it.
#[utoipa::path(
    post, path = "/api/v1/risk/demotions", operation_id = "proposeDemotion", tag = "risk",
    request_body = Demotion,
    responses((status = 200, description = "The plan", body = DemotionProposed),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "It has not fallen behind", body = Problem),
        (status = 422, description = "A reason is missing", body = Problem))
)]
pub(crate) async fn propose_demotion(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<Demotion>, JsonRejection>,
) -> Result<Json<DemotionProposed>, Failure> {
    let Demotion { procedure, reason, by } = body(asked)?;
    let by = acting(&principal, &by)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Failure::new(status, "no_reason", "a reason is missing", "a reason is given"));
    }
    let proposed = state.read(move |records, state| {
        let today = state.now().today();
        state.risk_figures().look(records, state, |folded| {
            let accounts = state.with_registry(records, |it| {
                model_accounts(records, it, folded.figures(), today)
            })??;
            let account = accounts.into_iter().find(|it| it.procedure == procedure);
            let Some(account) = account else { return Ok(None) };
            Ok(account.demotion()?.map(|change| (account.title(), change)))
        })
    });
    let Some((title, change)) = proposed.await? else {
        let detail = "the model in force has not fallen behind the one in its shadow";
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "not_behind",
            "there is nothing to propose",
            detail,
        ));
    };
    let message = HouseMessage::RiskPlan { title, change, activates_at: None, by, reason };
    let raw = clock::received_now(&message, "").map_err(Failure::internal)?;
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let closed = |_| unavailable(Refused::Closed);
    let accepted = answer.await.map_err(closed)?.map_err(unavailable)?;
    state.intake().decided(accepted.input).await.map_err(unavailable)?;
    let input = accepted.input;
    let plan = state.read(move |records, state| {
        let plan = state.with_registry(records, |it| {
            it.risk().plans().iter().find(|it| it.told == input).map(clearance::RiskPlan::name)
        })?;
        plan.context("the house refused a plan that it would have taken a moment before")
    });
    Ok(Json(DemotionProposed { plan: plan.await? }))
}
