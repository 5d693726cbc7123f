//! What cases are weighed by, and the rules over it: listed, examined, completed, tried on history, saved.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use clearance::{Registry, ports::Records as _};
use model::{
    Date, Finding, HouseMessage, InputId, RiskChange, RiskProcedure, RiskRule, SecondWord,
};
use risk::{
    features::{FeatureSet, definitions},
    rules::{Completion, complete},
};
use serde::Deserialize;
use store::SqliteRecords;
use utoipa::ToSchema;

use super::{ApiState, extract::body, messages::unavailable, problem::Failure};
use crate::{
    access::{Principal, Viewer, acting},
    clock,
    intake::Refused,
    registry_file::CellFault,
    rules::{Bounds, Examined, Trial, examine_last, features_asked, try_change},
    view::{
        FeaturePage, Problem, RiskRulePage, RiskRuleView, RuleCompletion, RulePreview,
        RulesExamined, RulesSaved, Telling, ToldOnce, completion_view, examined_view, feature_view,
        rule_preview, rule_views,
        vocabulary::{self, WatchForce},
    },
};

/// Days that a rule is tried on: as many when nobody says, and at most.
pub(super) const DAYS: u16 = 30;
pub(super) const DAYS_MAX: u16 = 366;
/// A trial reads for so long at most.
pub(super) const READS_FOR: Duration = Duration::from_secs(8);
/// Cases weighed for one trial.
pub(super) const CASES_MAX: u64 = 200_000;
/// Cases that are named one by one.
pub(super) const NAMED_MAX: usize = 50;

/// Every feature that rules may ask for
#[utoipa::path(
    get, path = "/api/v1/risk/features", operation_id = "listRiskFeatures", tag = "risk",
    responses((status = 200, description = "Every feature of every kind of case", body = FeaturePage))
)]
pub(crate) async fn list_features(
    State(state): State<ApiState>,
) -> Result<Json<FeaturePage>, Failure> {
    let page = state.read(|records, state| {
        let rules = state.with_registry(records, |it| it.rules().to_vec())?;
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (rule, features) in rules.iter().zip(features_asked(&rules)) {
            for feature in features {
                let users = users.entry(feature).or_default();
                if !users.contains(&rule.id) {
                    users.push(rule.id.clone());
                }
            }
        }
        let mut view = |it| feature_view(it, users.remove(it.name).unwrap_or_default());
        Ok(FeaturePage { items: definitions().map(&mut view).collect() })
    });
    Ok(Json(page.await?))
}

/// Every rule of risk analysis, in force or not
#[utoipa::path(
    get, path = "/api/v1/risk/rules", operation_id = "listRiskRules", tag = "risk",
    responses((status = 200, description = "Every rule: in force, to come, past, and how each stood before", body = RiskRulePage))
)]
pub(crate) async fn list_rules(
    State(state): State<ApiState>,
) -> Result<Json<RiskRulePage>, Failure> {
    let page = state.read(|records, state| {
        let (told, today, stand, needs_plan) = state.with_registry(records, |it| {
            let stand: BTreeSet<String> = it.rules().iter().map(|it| it.id.clone()).collect();
            let today = clock::now().max(it.reached()).local_date();
            (it.rules_told().to_vec(), today, stand, takes_plan(it))
        })?;
        let mut items = views(records, &told, today)?;
        // A plan stopped those that stand no more.
        for it in items.iter_mut().filter(|it| !stand.contains(&it.row.id)) {
            it.force = WatchForce::Past;
        }
        items.sort_by_cached_key(|it| (order_of(it.force), it.row.id.clone(), it.row.from));
        Ok(RiskRulePage { items, today: today.to_string(), needs_plan })
    });
    Ok(Json(page.await?))
}

/// What is in force is shown first.
pub(super) fn order_of(force: WatchForce) -> u8 {
    match force {
        WatchForce::InForce => 0,
        WatchForce::Future => 1,
        WatchForce::Past => 2,
    }
}

fn views(
    records: &SqliteRecords,
    told: &[(InputId, RiskRule)],
    today: Date,
) -> anyhow::Result<Vec<RiskRuleView>> {
    let mut tellings: BTreeMap<InputId, Telling> = BTreeMap::new();
    for (input, _) in told {
        if !tellings.contains_key(input) {
            tellings.insert(*input, telling(records, *input)?);
        }
    }
    let rows: Vec<RiskRule> = told.iter().map(|it| it.1.clone()).collect();
    let asked = features_asked(&rows);
    let mut by_id: BTreeMap<&str, Vec<ToldOnce<'_>>> = BTreeMap::new();
    for ((input, row), features) in told.iter().zip(&asked).rev() {
        let telling = tellings.get(input).context("an input that was not read")?;
        by_id.entry(&row.id).or_default().push(ToldOnce { telling, row, features });
    }
    Ok(by_id.values().flat_map(|it| rule_views(it, today)).collect())
}

/// Who told an input, as it says itself.
pub(super) fn telling(records: &SqliteRecords, input: InputId) -> anyhow::Result<Telling> {
    let stored = records.input(input)?.context("a row of an input that is not there")?;
    let (officer, reason) = match serde_json::from_slice(&stored.bytes) {
        Ok(
            HouseMessage::RiskRules { officer, reason, .. }
            | HouseMessage::RiskBudgets { officer, reason, .. },
        ) => (officer, reason),
        // Those of a plan hold by the word of who approved it.
        Ok(HouseMessage::DecideRiskPlan { by, reason, .. }) => (by, reason),
        _ => Default::default(),
    };
    Ok(Telling { input, at: stored.received_at, officer, reason })
}

/// Rules that are to be examined.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesAsked {
    #[schema(value_type = Vec<vocabulary::RiskRuleRow>)]
    rows: Vec<RiskRule>,
}

/// Say what is wrong with rules, and change nothing
///
/// They are examined as they would stand among all rules of the house.
#[utoipa::path(
    post, path = "/api/v1/risk/rules/examine", operation_id = "examineRiskRules", tag = "risk",
    request_body = RulesAsked,
    responses((status = 200, description = "Everything that is wrong or doubtful with them", body = RulesExamined),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn examine_rules(
    State(state): State<ApiState>,
    asked: Result<Json<RulesAsked>, JsonRejection>,
) -> Result<Json<RulesExamined>, Failure> {
    let RulesAsked { rows } = body(asked)?;
    let examined = state.read(move |records, state| {
        let set = state.with_registry(records, |it| it.risk().rules_with(&rows))?;
        Ok(examined_view(examine_last(&set, rows.len())))
    });
    Ok(Json(examined.await?))
}

/// A place in a condition that is being written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBegun {
    /// Of which cases it is to speak; all where none is named. What is offered is there for each of them.
    #[serde(default)]
    #[schema(value_type = Vec<vocabulary::RiskProcedure>)]
    procedures: Vec<RiskProcedure>,
    text: String,
    /// In bytes of the text in UTF-8.
    cursor: usize,
}

/// Say what may be written at a place of a condition
#[utoipa::path(
    post, path = "/api/v1/risk/rules/complete", operation_id = "completeRiskRule", tag = "risk",
    request_body = RuleBegun,
    responses((status = 200, description = "Features, functions, and what is asked of texts and lists", body = RuleCompletion),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn complete_rule(
    asked: Result<Json<RuleBegun>, JsonRejection>,
) -> Result<Json<RuleCompletion>, Failure> {
    let RuleBegun { procedures, text, cursor } = body(asked)?;
    let asked = if procedures.is_empty() { RiskProcedure::ALL.to_vec() } else { procedures };
    let mut offered: Option<Completion> = None;
    for procedure in asked {
        let features = FeatureSet::of(procedure).map_err(Failure::internal)?;
        let these = complete(&text, cursor, features.schema());
        offered = Some(match offered {
            None => these,
            Some(mut both) => {
                both.items.retain(|it| these.items.contains(it));
                both
            }
        });
    }
    let Completion { from, to, items } = offered.context("no kind of case")?;
    let view = |it: risk::rules::CompletionItem| {
        let definition = definitions().find(|known| known.name == it.text);
        completion_view(it, definition)
    };
    Ok(Json(RuleCompletion { from, to, items: items.into_iter().map(view).collect() }))
}

/// A rule that is to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleTrial {
    #[schema(value_type = vocabulary::RiskRuleRow)]
    row: RiskRule,
    /// How many days back from today; 30 when absent, 366 at most.
    #[serde(default)]
    days: Option<u16>,
    /// Stop after so many cases; 200,000 when absent, and at most.
    #[serde(default)]
    cases: Option<u64>,
}

/// Try a rule on history
///
/// Weighs the cases of the last days again, each by what was known when it was decided, by rules, budgets and models as they are
/// and with this rule, whatever days it is itself in force on; changes nothing. It stops at so many cases, or after some
/// seconds, and says so.
#[utoipa::path(
    post, path = "/api/v1/risk/rules/try", operation_id = "tryRiskRule", tag = "risk",
    request_body = RuleTrial,
    responses((status = 200, description = "What it would have selected", body = RulePreview),
        (status = 422, description = "The rule may not take effect", body = Problem),
        (status = 429, description = "Others try rules at this moment", body = Problem))
)]
pub(crate) async fn try_rule(
    State(state): State<ApiState>,
    viewer: Viewer,
    asked: Result<Json<RuleTrial>, JsonRejection>,
) -> Result<Json<RulePreview>, Failure> {
    let RuleTrial { row, days, cases } = body(asked)?;
    let days = days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
    let cases_max = cases.unwrap_or(CASES_MAX).clamp(1, CASES_MAX);
    let place = state.preview_place().ok_or_else(|| Failure::too_many(READS_FOR.as_secs()))?;
    let tried = state.read(move |records, state| {
        let _place = place;
        let row = for_trial(row);
        let (set, to) = state.with_registry(records, |it| {
            (it.risk().in_force().clone(), clock::now().max(it.reached()).local_date())
        })?;
        let change = RiskChange { rules: vec![row], ..RiskChange::default() };
        let refused = refusing(examine_last(&set.rules_with(&change.rules), 1));
        if !refused.is_empty() {
            return Ok(Err(refusal(&refused)));
        }
        let sides = match set.trial(&change, to) {
            Ok(sides) => sides,
            Err(findings) => return Ok(Err(refused_by(findings))),
        };
        let from = to.checked_sub(jiff::Span::new().days(i64::from(days) - 1))?;
        let bounds = Bounds { cases_max, until: Some(Instant::now() + READS_FOR) };
        let (keyring, viewer) = (state.keyring(), &viewer);
        let trial = Trial { keyring, sides, from, bounds, named_max: NAMED_MAX, viewer };
        Ok(Ok(rule_preview(from, to, try_change(records, trial)?)))
    });
    tried.await?.map(Json)
}

/// What the house would say of it, each in its place.
pub(super) fn refused_by(findings: Vec<Finding>) -> Failure {
    let fault = |it: Finding| CellFault {
        line: 0,
        column: it.pointer,
        observed: it.observed,
        expected: it.expected,
    };
    Failure::of_cells(findings.into_iter().map(fault).collect())
}

/// As if it had always been in force; what an editor has not named yet has no bearing on what it selects.
fn for_trial(row: RiskRule) -> RiskRule {
    let named = |text: String| if text.trim().is_empty() { "-".to_owned() } else { text };
    RiskRule {
        id: named(row.id),
        title_zh: named(row.title_zh),
        title_en: named(row.title_en),
        basis: named(row.basis),
        owner: named(row.owner),
        from: Date::MIN,
        to: None,
        ..row
    }
}

/// Rules that are to take effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRules {
    /// A row of a known name takes the place of the former, and has a later version.
    #[schema(value_type = Vec<vocabulary::RiskRuleRow>)]
    rows: Vec<RiskRule>,
    /// Why they are changed.
    reason: String,
    /// The officer who changes them; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Save rules
///
/// All take effect, or none: with the next case that is weighed. Examine them before, and try them on history.
#[utoipa::path(
    post, path = "/api/v1/risk/rules", operation_id = "saveRiskRules", tag = "risk",
    request_body = NewRules,
    responses((status = 200, description = "They take effect", body = RulesSaved),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "The house was told of that version, or a later one; or changes take a plan that another approves", body = Problem),
        (status = 422, description = "A rule may not take effect; none does", body = Problem))
)]
pub(crate) async fn save_rules(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<NewRules>, JsonRejection>,
) -> Result<Json<RulesSaved>, Failure> {
    let NewRules { rows, reason, by } = body(asked)?;
    let officer = acting(&principal, &by)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(bad_rules("a reason is given"));
    }
    if rows.is_empty() {
        return Err(bad_rules("there is no row"));
    }
    let checked = state.read(move |records, state| {
        let takes_plan = state.with_registry(records, takes_plan)?;
        if takes_plan {
            return Ok(Err(needs_plan()));
        }
        let set = state.with_registry(records, |it| match stale(it, &rows) {
            Some(failure) => Err(failure),
            None => Ok(it.risk().rules_with(&rows)),
        })?;
        let set = match set {
            Ok(set) => set,
            Err(failure) => return Ok(Err(failure)),
        };
        let refused = refusing(examine_last(&set, rows.len()));
        Ok(if refused.is_empty() { Ok(rows) } else { Err(refusal(&refused)) })
    });
    let rows = checked.await??;
    let ids: Vec<String> = rows.iter().map(|it| it.id.clone()).collect();
    let message = HouseMessage::RiskRules { rows, officer, reason };
    let raw = clock::received_now(&message, "").map_err(Failure::internal)?;
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let closed = |_| unavailable(Refused::Closed);
    let accepted = answer.await.map_err(closed)?.map_err(unavailable)?;
    state.intake().decided(accepted.input).await.map_err(unavailable)?;
    let input = accepted.input;
    // What others saved a moment before may refuse these.
    let is_told = state.read(move |records, state| {
        state.with_registry(records, |it| it.rules_told().iter().any(|told| told.0 == input))
    });
    if !is_told.await? {
        let detail =
            "other rules were saved at the same moment, and refuse these; examine them anew";
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "rules_changed",
            "changed meanwhile",
            detail,
        ));
    }
    Ok(Json(RulesSaved { ids, input: input.0 }))
}

/// Whether rules and budgets are changed by plans alone today, which another officer approves.
pub(super) fn takes_plan(registry: &Registry) -> bool {
    let today = clock::now().max(registry.reached()).local_date();
    registry.takes_second(SecondWord::RiskChange, today)
}

pub(super) fn needs_plan() -> Failure {
    let detail =
        "rules and budgets are changed by a plan that another officer approves: propose one";
    Failure::new(StatusCode::CONFLICT, "needs_plan", "a plan is needed", detail)
}

/// Whoever writes a version that is there already did not see it.
pub(super) fn stale(registry: &Registry, rows: &[RiskRule]) -> Option<Failure> {
    let known = |id: &str| {
        let told = registry.rules_told().iter().filter(|it| it.1.id == id);
        told.map(|it| it.1.version).max()
    };
    rows.iter().find_map(|row| {
        let known = known(&row.id).filter(|it| row.version <= *it)?;
        let detail = format!(
            "rule `{}` is known in version {known}; a change of it has a later one",
            row.id
        );
        Some(Failure::new(StatusCode::CONFLICT, "known_version", "known already", detail))
    })
}

pub(super) fn refusing(examined: Vec<Examined>) -> Vec<Examined> {
    examined.into_iter().filter(|it| it.finding.refuses).collect()
}

/// Everything that refuses, each in its place.
pub(super) fn refusal(refused: &[Examined]) -> Failure {
    let fault = |Examined { finding: it, .. }: &Examined| CellFault {
        line: 0,
        column: format!("rows[{}].condition:{}:{}", it.row, it.line, it.column),
        observed: it.piece.clone(),
        expected: match &it.hint {
            Some(hint) => format!("{} ({}) → {hint}", it.text_zh, it.text_en),
            None => format!("{} ({})", it.text_zh, it.text_en),
        },
    };
    Failure::of_cells(refused.iter().map(fault).collect())
}

fn bad_rules(detail: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "bad_rules", "the rules cannot be saved", detail)
}
