//! Plans of risk analysis (风险防控方案): listed, proposed, tried on history, approved by another person, refused, withdrawn.

use std::{sync::Arc, time::Instant};

use anyhow::Context as _;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use clearance::{PlanState, RiskPlan, RiskSet, ports::Records as _};
use model::{Date, HouseMessage, InputId, Moment, RiskChange, RiskPlanAct};
use serde::Deserialize;
use store::SqliteRecords;
use utoipa::ToSchema;

use super::{
    ApiState,
    extract::{Path, body},
    messages::tell_house,
    problem::Failure,
    risk::{CASES_MAX, DAYS, DAYS_MAX, NAMED_MAX, READS_FOR, refusal, refused_by, refusing, stale},
};
use crate::{
    access::{Principal, Viewer, acting},
    clock,
    rules::{Bounds, Trial, examine_last, try_change},
    view::{
        Problem, RiskPlanPage, RiskPlanSaved, RiskPlanView, RulePreview, plan_state, plan_summary,
        plan_view, rule_preview, vocabulary,
    },
};

/// Every plan of risk analysis, newest first
#[utoipa::path(
    get, path = "/api/v1/risk/plans", operation_id = "listRiskPlans", tag = "risk",
    responses((status = 200, description = "Every plan, and where it stands", body = RiskPlanPage))
)]
pub(crate) async fn list_plans(
    State(state): State<ApiState>,
) -> Result<Json<RiskPlanPage>, Failure> {
    let page = state.read(|records, state| {
        let plans = state.with_registry(records, |it| it.risk().plans().to_vec())?;
        let views = plans.iter().rev().map(|it| plan_summary(it, |input| told_at(records, input)));
        Ok(RiskPlanPage { items: views.collect::<anyhow::Result<_>>()? })
    });
    Ok(Json(page.await?))
}

fn told_at(records: &SqliteRecords, input: InputId) -> anyhow::Result<Moment> {
    Ok(records.input(input)?.context("a plan of an input that is not there")?.received_at)
}

/// A plan as it stands, and what is in force beside it.
struct Stood {
    plan: RiskPlan,
    set: RiskSet,
    today: Date,
}

fn stood(
    state: &ApiState,
    records: &SqliteRecords,
    name: &str,
) -> anyhow::Result<Result<Stood, Failure>> {
    let found = state.with_registry(records, |it| {
        let plan = it.risk().plans().iter().find(|it| it.name() == name).cloned()?;
        let today = clock::now().max(it.reached()).local_date();
        Some(Stood { plan, set: it.risk().in_force().clone(), today })
    })?;
    Ok(found.ok_or_else(|| Failure::not_found(format!("there is no plan `{name}`"))))
}

/// One plan, and row by row what it changes
#[utoipa::path(
    get, path = "/api/v1/risk/plans/{plan}", operation_id = "getRiskPlan", tag = "risk",
    params(("plan" = String, Path, description = "`P12`")),
    responses((status = 200, description = "The plan", body = RiskPlanView),
        (status = 404, description = "No such plan", body = Problem))
)]
pub(crate) async fn get_plan(
    State(state): State<ApiState>,
    Path(name): Path<String>,
) -> Result<Json<RiskPlanView>, Failure> {
    let view = state.read(move |records, state| {
        let Stood { plan, set, today } = match stood(state, records, &name)? {
            Ok(stood) => stood,
            Err(failure) => return Ok(Err(failure)),
        };
        let summary = plan_summary(&plan, |input| told_at(records, input))?;
        let faults = match &plan.state {
            PlanState::Failed { findings, .. } => findings.clone(),
            PlanState::Proposed | PlanState::Approved(_) => {
                set.trial(&plan.change, today).err().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let beside = match &plan.state {
            PlanState::Active { replaced, .. } => replaced,
            _ => &set,
        };
        Ok(Ok(plan_view(&plan, summary, beside, faults)))
    });
    view.await?.map(Json)
}

/// A change that is proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlan {
    title: String,
    #[schema(value_type = vocabulary::RiskChange)]
    change: RiskChange,
    /// From when it holds once another person has approved it; at once when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    activates_at: Option<Moment>,
    reason: String,
    /// The officer who proposes it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Propose a change of rules, budgets or models
///
/// It is examined as if it took effect at once, and holds when another person has approved it and its moment has come.
#[utoipa::path(
    post, path = "/api/v1/risk/plans", operation_id = "proposeRiskPlan", tag = "risk",
    request_body = NewPlan,
    responses((status = 200, description = "It is proposed", body = RiskPlanSaved),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "The house was told of a rule's version, or a later one", body = Problem),
        (status = 422, description = "The change may not take effect", body = Problem))
)]
pub(crate) async fn propose_plan(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<NewPlan>, JsonRejection>,
) -> Result<Json<RiskPlanSaved>, Failure> {
    let NewPlan { title, change, activates_at, reason, by } = body(asked)?;
    let by = acting(&principal, &by)?;
    let (title, reason) = (title.trim().to_owned(), reason.trim().to_owned());
    if title.is_empty() || reason.is_empty() {
        return Err(bad_plan("a title and a reason are given"));
    }
    if change.is_empty() {
        return Err(bad_plan("it changes nothing"));
    }
    let checked = state.read(move |records, state| {
        let known = state.with_registry(records, |it| match stale(it, &change.rules) {
            Some(failure) => Err(failure),
            None => {
                let today = clock::now().max(it.reached()).local_date();
                Ok((it.risk().in_force().clone(), today))
            }
        })?;
        Ok(known.and_then(|(set, today)| sound(&set, &change, today)).map(|()| change))
    });
    let change = checked.await??;
    let message = HouseMessage::RiskPlan { title, change, activates_at, by, reason };
    let input = tell_house(&state, &message, "").await?;
    saved(&state, input, format!("P{}", input.0), PlanState::Proposed).await
}

/// What is wrong with a change, each fault in its place.
fn sound(set: &RiskSet, change: &RiskChange, today: Date) -> Result<(), Failure> {
    let rules = set.rules_with(&change.rules);
    let refused = refusing(examine_last(&rules, change.rules.len()));
    if !refused.is_empty() {
        return Err(refusal(&refused));
    }
    let unknown = change.dropped.iter().find(|id| set.rules.iter().all(|it| it.id != **id));
    if let Some(id) = unknown {
        return Err(bad_plan(&format!("there is no rule `{id}` to be stopped")));
    }
    let known = |id: &String| set.budgets.iter().any(|it| it.id == *id);
    if let Some(id) = change.dropped_budgets.iter().find(|id| !known(id)) {
        return Err(bad_plan(&format!("there is no row `{id}` of the budget to be dropped")));
    }
    set.trial(change, today).map(drop).map_err(refused_by)
}

/// What is said of a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanWord {
    #[schema(value_type = vocabulary::RiskPlanAct)]
    act: RiskPlanAct,
    reason: String,
    /// The officer who says so; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Approve, refuse or withdraw a plan
///
/// Who approves or refuses is another person than who proposed it; who withdraws it is the same.
#[utoipa::path(
    post, path = "/api/v1/risk/plans/{plan}", operation_id = "decideRiskPlan", tag = "risk",
    params(("plan" = String, Path, description = "`P12`")),
    request_body = PlanWord,
    responses((status = 200, description = "It is decided", body = RiskPlanSaved),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No such plan", body = Problem),
        (status = 409, description = "It is decided already", body = Problem),
        (status = 422, description = "Not for this person, or without a reason", body = Problem))
)]
pub(crate) async fn decide_plan(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(name): Path<String>,
    asked: Result<Json<PlanWord>, JsonRejection>,
) -> Result<Json<RiskPlanSaved>, Failure> {
    let PlanWord { act, reason, by } = body(asked)?;
    let by = acting(&principal, &by)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(bad_plan("a reason is given"));
    }
    let plan = name.clone();
    let who = by.clone();
    let checked = state.read(move |records, state| {
        Ok(stood(state, records, &name)?.and_then(|it| may_decide(&it.plan, act, &who)))
    });
    checked.await??;
    let message = HouseMessage::DecideRiskPlan { plan: plan.clone(), act, by, reason };
    let input = tell_house(&state, &message, "").await?;
    let name = plan.clone();
    let stands = state.read(move |records, state| {
        Ok(stood(state, records, &name)?.map(|it| (is_decided_by(&it.plan, input), it.plan.state)))
    });
    let (is_taken, stands) = stands.await??;
    if !is_taken {
        return Err(decided_already(&plan));
    }
    saved(&state, input, plan, stands).await
}

/// What clearance would refuse, in words.
fn may_decide(plan: &RiskPlan, act: RiskPlanAct, by: &str) -> Result<(), Failure> {
    let is_own = plan.by == by;
    match (&plan.state, act) {
        (PlanState::Proposed, RiskPlanAct::Approve | RiskPlanAct::Refuse) if is_own => {
            Err(bad_plan("another person than who proposed it approves or refuses a plan"))
        }
        (PlanState::Proposed, RiskPlanAct::Approve | RiskPlanAct::Refuse) => Ok(()),
        (PlanState::Proposed | PlanState::Approved(_), RiskPlanAct::Withdraw) if is_own => Ok(()),
        (PlanState::Proposed | PlanState::Approved(_), RiskPlanAct::Withdraw) => {
            Err(bad_plan("only who proposed a plan withdraws it"))
        }
        _ => Err(decided_already(&plan.name())),
    }
}

fn is_decided_by(plan: &RiskPlan, input: InputId) -> bool {
    match &plan.state {
        PlanState::Proposed => false,
        PlanState::Approved(word) | PlanState::Refused(word) | PlanState::Withdrawn(word) => {
            word.told == input
        }
        PlanState::Active { approved, .. } | PlanState::Failed { approved, .. } => {
            approved.told == input
        }
    }
}

/// What the house took; what others told it a moment before may have refused it.
async fn saved(
    state: &ApiState,
    input: InputId,
    plan: String,
    stands: PlanState,
) -> Result<Json<RiskPlanSaved>, Failure> {
    let name = plan.clone();
    let known = state.read(move |records, state| stood(state, records, &name));
    if known.await?.is_err() {
        let detail = "other rules were saved at the same moment, and refuse this; examine it anew";
        let status = StatusCode::CONFLICT;
        return Err(Failure::new(status, "rules_changed", "changed meanwhile", detail));
    }
    Ok(Json(RiskPlanSaved { plan, state: plan_state(&stands), input: input.0 }))
}

/// How a plan is to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanTrial {
    /// How many days back from today; 30 when absent, 366 at most.
    #[serde(default)]
    days: Option<u16>,
    /// Stop after so many cases; 200,000 when absent, and at most.
    #[serde(default)]
    cases: Option<u64>,
}

/// Try a plan on history
///
/// Weighs the cases of the last days again, each by what was known when it was decided, by rules, budgets and models as they are
/// and as the plan would have them, whatever days its rows are themselves in force on; changes nothing. Where the model's line
/// runs and how much of a day is used up follows on each side from what that side chooses. It stops at so many cases, or after
/// some seconds, and says so.
#[utoipa::path(
    post, path = "/api/v1/risk/plans/{plan}/try", operation_id = "tryRiskPlan", tag = "risk",
    params(("plan" = String, Path, description = "`P12`")),
    request_body = PlanTrial,
    responses((status = 200, description = "What it would have selected", body = RulePreview),
        (status = 404, description = "No such plan", body = Problem),
        (status = 409, description = "It is in force: there is nothing to compare it with", body = Problem),
        (status = 422, description = "The change may not take effect", body = Problem),
        (status = 429, description = "Others try changes at this moment", body = Problem))
)]
pub(crate) async fn try_plan(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(name): Path<String>,
    asked: Result<Json<PlanTrial>, JsonRejection>,
) -> Result<Json<RulePreview>, Failure> {
    let PlanTrial { days, cases } = body(asked)?;
    let days = days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
    let cases_max = cases.unwrap_or(CASES_MAX).clamp(1, CASES_MAX);
    let place = state.preview_place().ok_or_else(|| Failure::too_many(READS_FOR.as_secs()))?;
    let tried = state.read(move |records, state| {
        let _place = place;
        let sides = stood(state, records, &name)?.and_then(|Stood { plan, set, today }| {
            if matches!(plan.state, PlanState::Active { .. }) {
                return Err(in_force_already(&name));
            }
            Ok((set.trial(&plan.change, today).map_err(refused_by)?, today))
        });
        let (sides, to) = match sides {
            Ok(sides) => sides,
            Err(failure) => return Ok(Err(failure)),
        };
        let from = to.checked_sub(jiff::Span::new().days(i64::from(days) - 1))?;
        let bounds = Bounds { cases_max, until: Some(Instant::now() + READS_FOR) };
        let (keyring, viewer) = (state.keyring(), &viewer);
        let trial = Trial { keyring, sides, from, bounds, named_max: NAMED_MAX, viewer };
        Ok(Ok(rule_preview(from, to, try_change(records, trial)?)))
    });
    tried.await?.map(Json)
}

fn bad_plan(detail: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "bad_plan", "the plan cannot be taken", detail)
}

fn decided_already(plan: &str) -> Failure {
    let detail = format!("plan `{plan}` is decided; propose another");
    Failure::new(StatusCode::CONFLICT, "plan_decided", "decided already", detail)
}

fn in_force_already(plan: &str) -> Failure {
    let detail = format!("plan `{plan}` is in force: there is nothing to compare it with");
    Failure::new(StatusCode::CONFLICT, "plan_in_force", "in force already", detail)
}
