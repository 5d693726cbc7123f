//! How much risk analysis may select (布控预算): listed beside what is used today, examined as it is typed, saved.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Context as _;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use clearance::digester;
use model::{HouseMessage, InputId, RiskBudget};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    ApiState,
    extract::body,
    messages::tell_house,
    problem::Failure,
    risk::{needs_plan, order_of, takes_plan, telling},
};
use crate::{
    access::{Principal, acting},
    clock,
    registry_file::CellFault,
    rules::{BudgetNotice, TypedBudget, notices, typed_notices},
    view::{
        BudgetsExamined, BudgetsRead, BudgetsSaved, Problem, RiskBudgetPage, Telling, budget_views,
        budgets_examined, vocabulary,
    },
};

/// Every row of the budget, and what of today is used up
///
/// Those in force first. What is used is counted as whoever selects counts it; `behind` says how many commits are not in it yet.
#[utoipa::path(
    get, path = "/api/v1/risk/budgets", operation_id = "listRiskBudgets", tag = "risk",
    responses((status = 200, description = "Every row that stands: in force, to come, past", body = RiskBudgetPage))
)]
pub(crate) async fn list_budgets(
    State(state): State<ApiState>,
) -> Result<Json<RiskBudgetPage>, Failure> {
    let page = state.read(|records, state| {
        let (set, told, today, needs_plan) = state.with_registry(records, |it| {
            let today = clock::now().max(it.reached()).local_date();
            let set = it.risk().in_force();
            let stands = |id: &String| set.budgets.iter().any(|row| row.id == *id);
            let told = it.risk().budgets_told().iter().filter(|it| stands(&it.1.id));
            // Of one name the last one holds.
            let told: BTreeMap<String, InputId> =
                told.map(|(input, row)| (row.id.clone(), *input)).collect();
            (set.clone(), told, today, takes_plan(it))
        })?;
        let inputs: BTreeSet<InputId> = told.values().copied().collect();
        let read = |input| Ok((input, telling(records, input)?));
        let tellings: BTreeMap<InputId, Telling> =
            inputs.into_iter().map(read).collect::<anyhow::Result<_>>()?;
        state.risk_figures().look(records, state, |folded| {
            let figures = folded.figures();
            let spent = figures.spent(today, digester(state.keyring()));
            let read = BudgetsRead { set: &set, told: &told, today, figures, spent: &spent };
            let mut items = budget_views(&read, |input| {
                tellings.get(&input).cloned().context("a row that nobody told")
            })?;
            items.sort_by_cached_key(|it| (order_of(it.force), it.row.id.clone(), it.row.from));
            let (today, behind) = (today.to_string(), folded.behind());
            Ok(RiskBudgetPage { items, today, needs_plan, behind })
        })
    });
    Ok(Json(page.await?))
}

/// Rows of the budget that are to be examined, as they are typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BudgetsTyped {
    #[serde(default)]
    rows: Vec<TypedBudget>,
    /// Names of rows that are to hold no more.
    #[serde(default)]
    dropped: Vec<String>,
}

/// Say what is wrong with rows of the budget, and change nothing
///
/// They are read as they are typed, and examined as they would stand among all rows of the house.
#[utoipa::path(
    post, path = "/api/v1/risk/budgets/examine", operation_id = "examineRiskBudgets", tag = "risk",
    request_body = BudgetsTyped,
    responses((status = 200, description = "Everything that is wrong or doubtful with them", body = BudgetsExamined),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn examine_budgets(
    State(state): State<ApiState>,
    asked: Result<Json<BudgetsTyped>, JsonRejection>,
) -> Result<Json<BudgetsExamined>, Failure> {
    let BudgetsTyped { rows, dropped } = body(asked)?;
    let examined = state.read(move |records, state| {
        let all = state.with_registry(records, |it| {
            typed_notices(it.risk().in_force(), &it.law.codes, &rows, &dropped)
        })?;
        Ok(budgets_examined(all))
    });
    Ok(Json(examined.await?))
}

/// Rows of the budget that are to take effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBudgets {
    /// Each takes the place of all rows of its name.
    #[serde(default)]
    #[schema(value_type = Vec<vocabulary::RiskBudgetRow>)]
    rows: Vec<RiskBudget>,
    /// Names of rows that hold no more.
    #[serde(default)]
    dropped: Vec<String>,
    /// Why they are changed.
    reason: String,
    /// The officer who changes them; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Save rows of the budget, or drop some
///
/// All takes effect, or nothing: with the next case that is weighed. Examine them before.
#[utoipa::path(
    post, path = "/api/v1/risk/budgets", operation_id = "saveRiskBudgets", tag = "risk",
    request_body = NewBudgets,
    responses((status = 200, description = "They take effect", body = BudgetsSaved),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "Changes take a plan that another approves; or others changed them at the same moment", body = Problem),
        (status = 422, description = "A row may not take effect; none does", body = Problem))
)]
pub(crate) async fn save_budgets(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<NewBudgets>, JsonRejection>,
) -> Result<Json<BudgetsSaved>, Failure> {
    let NewBudgets { rows, dropped, reason, by } = body(asked)?;
    let officer = acting(&principal, &by)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(bad_budgets("a reason is given"));
    }
    if rows.is_empty() && dropped.is_empty() {
        return Err(bad_budgets("it changes nothing"));
    }
    let checked = state.read(move |records, state| {
        let examined = state.with_registry(records, |it| match takes_plan(it) {
            true => Err(needs_plan()),
            false => Ok(notices(it.risk().in_force(), &it.law.codes, &rows, &dropped)),
        })?;
        let refused = examined.map(|all| all.into_iter().filter(|it| it.refuses).collect());
        Ok(refused.and_then(|refused: Vec<BudgetNotice>| match refused.is_empty() {
            true => Ok((rows, dropped)),
            false => Err(refusal(refused)),
        }))
    });
    let (rows, dropped) = checked.await??;
    let ids: Vec<String> = rows.iter().map(|it| it.id.clone()).collect();
    let message = HouseMessage::RiskBudgets { rows, dropped: dropped.clone(), officer, reason };
    let input = tell_house(&state, &message, "").await?;
    let (told, gone) = (ids.clone(), dropped.clone());
    let is_taken = state.read(move |records, state| {
        state.with_registry(records, |it| {
            let told_by = |id: &String| {
                it.risk().budgets_told().iter().any(|row| row.0 == input && row.1.id == *id)
            };
            let stands = |id: &String| it.risk().budgets().iter().any(|row| row.id == *id);
            told.iter().all(told_by) && !gone.iter().any(stands)
        })
    });
    if !is_taken.await? {
        let detail = "others changed the budget at the same moment, and that refuses this";
        let status = StatusCode::CONFLICT;
        return Err(Failure::new(status, "budgets_changed", "changed meanwhile", detail));
    }
    Ok(Json(BudgetsSaved { ids, dropped, input: input.0 }))
}

/// Everything that refuses, each in its place.
fn refusal(refused: Vec<BudgetNotice>) -> Failure {
    let place = |it: &BudgetNotice| match it.row {
        Some(row) => format!("rows[{row}].{}", it.field),
        None => "dropped".to_owned(),
    };
    let fault = |it: BudgetNotice| CellFault {
        line: 0,
        column: place(&it),
        observed: it.observed,
        expected: format!("{} ({})", it.text_zh, it.text_en),
    };
    Failure::of_cells(refused.into_iter().map(fault).collect())
}

fn bad_budgets(detail: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "bad_budgets", "the budget cannot be changed so", detail)
}
