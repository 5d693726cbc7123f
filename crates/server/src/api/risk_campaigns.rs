//! Campaigns (专项行动): bundles of rules with figures of their own, listed and one by one.

use anyhow::Context as _;
use axum::{Json, extract::State};
use clearance::ports::Records as _;
use model::{Date, InputId};
use risk::figures::By;
use serde::Deserialize;
use store::SqliteRecords;
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::{Path, Query},
    problem::Failure,
};
use crate::{
    clock,
    rules::{Campaign, campaigns},
    view::{
        CampaignPage, CampaignView, Problem, campaign_summary, campaign_view,
        vocabulary::CampaignState,
    },
};

/// Every campaign of risk analysis
///
/// Those that run first, then those ahead, then those that are over. Figures are of all days of a campaign, under the day on which a
/// case was weighed; `lots` are what was drawn by lot on the same days, at the same offices, of the same kinds of case.
#[utoipa::path(
    get, path = "/api/v1/risk/campaigns", operation_id = "listRiskCampaigns", tag = "risk",
    responses((status = 200, description = "Every bundle that a rule is, or was, a part of", body = CampaignPage))
)]
pub(crate) async fn list_campaigns(
    State(state): State<ApiState>,
) -> Result<Json<CampaignPage>, Failure> {
    let page = state.read(|records, state| {
        let (mut all, today) = known(state, records)?;
        all.sort_by_key(|it| order_of(it.state()));
        state.risk_figures().look(records, state, |folded| {
            let summary = |it: &Campaign| campaign_summary(it, folded.figures(), today);
            let items = all.iter().map(summary).collect();
            Ok(CampaignPage { items, today: today.to_string(), behind: folded.behind() })
        })
    });
    Ok(Json(page.await?))
}

/// What runs is shown first.
fn order_of(state: CampaignState) -> u8 {
    match state {
        CampaignState::Running => 0,
        CampaignState::Ahead => 1,
        CampaignState::Over => 2,
    }
}

fn known(state: &ApiState, records: &SqliteRecords) -> anyhow::Result<(Vec<Campaign>, Date)> {
    let told_on = |input: InputId| {
        let stored = records.input(input)?.context("a rule of an input that is not there")?;
        Ok(stored.received_at.local_date())
    };
    state.with_registry(records, |it| {
        let today = clock::now().max(it.reached()).local_date();
        Ok((campaigns(it, today, told_on)?, today))
    })?
}

/// What stands in a row of its own.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CampaignBy {
    #[default]
    Day,
    Week,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CampaignQuery {
    /// Day when absent.
    #[serde(default)]
    #[param(inline)]
    by: CampaignBy,
}

/// One campaign, rule by rule and day by day
#[utoipa::path(
    get, path = "/api/v1/risk/campaigns/{name}", operation_id = "getRiskCampaign", tag = "risk",
    params(("name" = String, Path, description = "As its rules have it"), CampaignQuery),
    responses((status = 200, description = "The campaign", body = CampaignView),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No rule is, or was, a part of it", body = Problem))
)]
pub(crate) async fn get_campaign(
    State(state): State<ApiState>,
    Path(name): Path<String>,
    Query(query): Query<CampaignQuery>,
) -> Result<Json<CampaignView>, Failure> {
    let by = match query.by {
        CampaignBy::Day => By::Day,
        CampaignBy::Week => By::Week,
    };
    let view = state.read(move |records, state| {
        let (all, today) = known(state, records)?;
        let Some(campaign) = all.into_iter().find(|it| it.name == name) else {
            return Ok(Err(Failure::not_found(format!("there is no campaign `{name}`"))));
        };
        let look = |folded: &_| Ok(campaign_view(&campaign, folded, today, by));
        state.risk_figures().look(records, state, look).map(Ok)
    });
    view.await?.map(Json)
}
