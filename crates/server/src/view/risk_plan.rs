//! Plans of risk analysis (风险防控方案): who proposes which change and why, where it stands, and row by row what it changes.

use std::collections::BTreeSet;

use clearance::{HouseModel, PlanState, RiskPlan, RiskSet, Word};
use model::{
    Date, Finding, InputId, Moment, RiskBudget, RiskChange, RiskModelChange, RiskModelRole,
    RiskProcedure, RiskRule,
};
use risk::trees::{Model, Quality};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ProblemFault,
    vocabulary::{self, RiskPlanState},
};

/// Every plan, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskPlanPage {
    pub(crate) items: Vec<RiskPlanSummary>,
}

/// A plan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskPlanSummary {
    /// `P12`, by the input that proposed it.
    pub(crate) plan: String,
    pub(crate) title: String,
    pub(crate) state: RiskPlanState,
    /// Who proposes it, and why.
    pub(crate) by: String,
    pub(crate) reason: String,
    #[schema(format = DateTime)]
    pub(crate) proposed_at: String,
    /// From when it holds once it is approved; null: at once.
    #[schema(required, format = DateTime)]
    pub(crate) activates_at: Option<String>,
    /// Who approved, refused or withdrew it; null: nobody yet.
    #[schema(required)]
    pub(crate) decided: Option<RiskPlanWord>,
    /// Since when it is in force; null: it is not.
    #[schema(required, format = DateTime)]
    pub(crate) active_since: Option<String>,
    /// How many rows it changes.
    pub(crate) n_rules: usize,
    pub(crate) n_dropped: usize,
    pub(crate) n_budgets: usize,
    pub(crate) n_dropped_budgets: usize,
    pub(crate) n_models: usize,
}

/// Who said so, when, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskPlanWord {
    pub(crate) by: String,
    pub(crate) reason: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

/// A plan, and row by row what it changes: beside what is in force; of a plan that is in force, beside what stood before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskPlanView {
    #[serde(flatten)]
    pub(crate) summary: RiskPlanSummary,
    pub(crate) rules: Vec<RiskRuleMove>,
    pub(crate) budgets: Vec<RiskBudgetMove>,
    pub(crate) models: Vec<RiskModelMove>,
    /// Why it could not take effect when its moment came; or what refuses it today, because other things have changed.
    pub(crate) faults: Vec<ProblemFault>,
}

/// A rule as it is and as it would be. Rows of one name that are in force on different days are moves of their own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskRuleMove {
    pub(crate) id: String,
    /// Null: there is none.
    #[schema(required, value_type = Option<vocabulary::RiskRuleRow>)]
    pub(crate) before: Option<RiskRule>,
    /// Null: it stops.
    #[schema(required, value_type = Option<vocabulary::RiskRuleRow>)]
    pub(crate) after: Option<RiskRule>,
}

/// A row of the budget as it is and as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskBudgetMove {
    pub(crate) id: String,
    #[schema(required, value_type = Option<vocabulary::RiskBudgetRow>)]
    pub(crate) before: Option<RiskBudget>,
    /// Null: it holds no more.
    #[schema(required, value_type = Option<vocabulary::RiskBudgetRow>)]
    pub(crate) after: Option<RiskBudget>,
}

/// A model in a role, as it is and as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskModelMove {
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    #[schema(value_type = vocabulary::RiskModelRole)]
    pub(crate) role: RiskModelRole,
    #[schema(required)]
    pub(crate) before: Option<RiskModelTold>,
    /// Null: none weighs in that role any more.
    #[schema(required)]
    pub(crate) after: Option<RiskModelTold>,
}

/// What is known of a model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskModelTold {
    /// `M7`, by the input that told it; null while it is proposed.
    #[schema(required)]
    pub(crate) name: Option<String>,
    pub(crate) grown_by: String,
    /// First and last day of the cases that it was grown on; null where nobody said.
    #[schema(required, format = Date)]
    pub(crate) grown_from: Option<String>,
    #[schema(required, format = Date)]
    pub(crate) grown_to: Option<String>,
    pub(crate) n_features: usize,
    pub(crate) n_trees: usize,
    /// Cases that it was grown on and measured on, and how many of the latter were found; null where nobody measured it.
    #[schema(required)]
    pub(crate) n_grown_on: Option<usize>,
    #[schema(required)]
    pub(crate) n_measured_on: Option<usize>,
    #[schema(required)]
    pub(crate) n_found: Option<usize>,
    /// How well it tells a finding from none: 0.5 is chance, 1 is always; with three decimals.
    #[schema(required)]
    pub(crate) auc: Option<String>,
    /// Of the tenth that it finds most suspicious, so many in a hundred were found, with two decimals.
    #[schema(required)]
    pub(crate) precision_percent: Option<String>,
}

/// The house took what was said of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskPlanSaved {
    pub(crate) plan: String,
    pub(crate) state: RiskPlanState,
    /// Number of the input.
    pub(crate) input: u64,
}

pub(crate) fn plan_state(state: &PlanState) -> RiskPlanState {
    match state {
        PlanState::Proposed => RiskPlanState::Proposed,
        PlanState::Approved(_) => RiskPlanState::Approved,
        PlanState::Refused(_) => RiskPlanState::Refused,
        PlanState::Withdrawn(_) => RiskPlanState::Withdrawn,
        PlanState::Active { .. } => RiskPlanState::Active,
        PlanState::Failed { .. } => RiskPlanState::Failed,
    }
}

fn word_of(state: &PlanState) -> Option<&Word> {
    match state {
        PlanState::Proposed => None,
        PlanState::Approved(word) | PlanState::Refused(word) | PlanState::Withdrawn(word) => {
            Some(word)
        }
        PlanState::Active { approved, .. } | PlanState::Failed { approved, .. } => Some(approved),
    }
}

/// A plan in a list; `told_at` says when an input came.
///
/// # Errors
/// When the moment of an input cannot be read.
pub(crate) fn plan_summary(
    plan: &RiskPlan,
    told_at: impl Fn(InputId) -> anyhow::Result<Moment>,
) -> anyhow::Result<RiskPlanSummary> {
    let word = word_of(&plan.state);
    let word = word.map(|it| {
        let at = told_at(it.told)?.to_string();
        Ok(RiskPlanWord { by: it.by.clone(), reason: it.reason.clone(), at })
    });
    let since = match &plan.state {
        PlanState::Active { since, .. } => Some(since.to_string()),
        _ => None,
    };
    Ok(RiskPlanSummary {
        plan: plan.name(),
        title: plan.title.clone(),
        state: plan_state(&plan.state),
        by: plan.by.clone(),
        reason: plan.reason.clone(),
        proposed_at: told_at(plan.told)?.to_string(),
        activates_at: plan.activates_at.map(|it| it.to_string()),
        decided: word.transpose().map_err(|it: anyhow::Error| it)?,
        active_since: since,
        n_rules: plan.change.rules.len(),
        n_dropped: plan.change.dropped.len(),
        n_budgets: plan.change.budgets.len(),
        n_dropped_budgets: plan.change.dropped_budgets.len(),
        n_models: plan.change.models.len(),
    })
}

/// A plan beside what it changes.
pub(crate) fn plan_view(
    plan: &RiskPlan,
    summary: RiskPlanSummary,
    beside: &RiskSet,
    faults: Vec<Finding>,
) -> RiskPlanView {
    let change = &plan.change;
    let mut ids: Vec<&str> = Vec::new();
    let rules = change.rules.iter().map(|it| it.id.as_str());
    for id in rules.chain(change.dropped.iter().map(String::as_str)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    RiskPlanView {
        summary,
        rules: ids.iter().flat_map(|id| rule_moves(id, &beside.rules, &change.rules)).collect(),
        budgets: budget_moves(change, &beside.budgets),
        models: change.models.iter().map(|it| model_move(it, beside)).collect(),
        faults: faults
            .into_iter()
            .map(|it| ProblemFault {
                line: 0,
                column: it.pointer,
                observed: it.observed,
                expected: it.expected,
            })
            .collect(),
    }
}

/// Rows of a name side by side, by the first day on which they are in force; a single row is beside a single one whatever its
/// days.
fn rule_moves(id: &str, before: &[RiskRule], after: &[RiskRule]) -> Vec<RiskRuleMove> {
    let of = |rows: &[RiskRule]| -> Vec<RiskRule> {
        rows.iter().filter(|it| it.id == id).cloned().collect()
    };
    let (before, after) = (of(before), of(after));
    let row = |before: Option<RiskRule>, after: Option<RiskRule>| RiskRuleMove {
        id: id.to_owned(),
        before,
        after,
    };
    if before.len() <= 1 && after.len() <= 1 {
        return vec![row(before.into_iter().next(), after.into_iter().next())];
    }
    let days: BTreeSet<Date> = before.iter().chain(&after).map(|it| it.from).collect();
    let on = |rows: &[RiskRule], day: Date| rows.iter().find(|it| it.from == day).cloned();
    days.into_iter().map(|day| row(on(&before, day), on(&after, day))).collect()
}

fn budget_moves(change: &RiskChange, beside: &[RiskBudget]) -> Vec<RiskBudgetMove> {
    let known = |id: &str| beside.iter().find(|it| it.id == id).cloned();
    let told = change.budgets.iter().map(|it| RiskBudgetMove {
        id: it.id.clone(),
        before: known(&it.id),
        after: Some(it.clone()),
    });
    let dropped = change.dropped_budgets.iter();
    let dropped =
        dropped.map(|id| RiskBudgetMove { id: id.clone(), before: known(id), after: None });
    told.chain(dropped).collect()
}

fn model_move(change: &RiskModelChange, beside: &RiskSet) -> RiskModelMove {
    let RiskModelChange { procedure, role, model } = change;
    let known: Option<&HouseModel> = beside.models.get(&(*procedure, *role));
    let proposed = model.as_ref().and_then(|it| Model::load(it.as_bytes()).ok());
    RiskModelMove {
        procedure: *procedure,
        role: *role,
        before: known.map(|it| model_told(&it.model, Some(it.name()))),
        after: proposed.map(|it| model_told(&it, None)),
    }
}

fn model_told(model: &Model, name: Option<String>) -> RiskModelTold {
    let day = |since: i64| {
        let days = jiff::Span::new().try_days(since).ok()?;
        Some(Date::constant(1970, 1, 1).checked_add(days).ok()?.to_string())
    };
    let window = Some(model.window).filter(|it| it.to_day > 0);
    let quality = model.quality.as_ref();
    let figure = |of: fn(&Quality) -> usize| quality.map(of);
    RiskModelTold {
        name,
        grown_by: model.grown_by.clone(),
        grown_from: window.and_then(|it| day(it.from_day)),
        grown_to: window.and_then(|it| day(it.to_day)),
        n_features: model.features.len(),
        n_trees: model.forest.n_trees(),
        n_grown_on: figure(|it| it.n_grown_on),
        n_measured_on: figure(|it| it.n_measured_on),
        n_found: figure(|it| it.n_found),
        auc: quality.and_then(|it| it.auc).map(|it| format!("{it:.3}")),
        precision_percent: quality
            .and_then(|it| it.precision_at_10)
            .map(|it| format!("{:.2}", it * 100.0)),
    }
}
