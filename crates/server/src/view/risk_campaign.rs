//! Campaigns (专项行动): which rules they bundle, where and when, and what they found, beside what lots found of the same cases.

use clearance::RiskPlan;
use model::{Date, RiskChannel, RiskProcedure, RiskSeverity};
use risk::figures::{By, Counts, Days, Figures, Fires};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    RateView, plan_state, rate_view,
    vocabulary::{self, CampaignKind, CampaignState, RiskPlanState, WatchForce},
};
use crate::{
    risk_figures::Folded,
    rules::{Campaign, InCampaign},
};

/// Every campaign: those that run first, then those ahead, then those that are over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignPage {
    pub(crate) items: Vec<CampaignSummary>,
    /// The house's day, by which campaigns run or not.
    #[schema(format = Date)]
    pub(crate) today: String,
    /// Commits that are not in the figures yet, about.
    pub(crate) behind: u64,
}

/// A campaign in a list, with its figures of all its days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignSummary {
    pub(crate) name: String,
    pub(crate) kind: CampaignKind,
    pub(crate) state: CampaignState,
    /// First and last day; without a last day: until further notice.
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) until: Option<String>,
    /// Codes of offices; with a star behind, the beginning of codes. Empty: all.
    pub(crate) offices: Vec<String>,
    #[schema(value_type = Vec<vocabulary::RiskProcedure>)]
    pub(crate) procedures: Vec<RiskProcedure>,
    /// Who answers for its rules.
    pub(crate) owners: Vec<String>,
    pub(crate) n_rules: usize,
    #[serde(flatten)]
    pub(crate) figures: CampaignFigures,
}

/// What a campaign came to. A case on which several of its rules fired counts once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignFigures {
    /// Cases on which a rule of it fired.
    pub(crate) fired: u64,
    #[serde(flatten)]
    pub(crate) rate: RateView,
    /// What lots found on the same days, at the same offices, of the same kinds of case.
    pub(crate) lots: RateView,
}

/// One campaign, rule by rule and day by day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignView {
    #[serde(flatten)]
    pub(crate) summary: CampaignSummary,
    pub(crate) rules: Vec<CampaignRule>,
    /// Plans that change its rules, the newest first.
    pub(crate) plans: Vec<CampaignPlan>,
    /// First and last day of the figures.
    #[schema(format = Date)]
    pub(crate) figures_from: String,
    #[schema(format = Date)]
    pub(crate) figures_to: String,
    /// Found is what is at least so grave: 1 a slip, 2 a discrepancy, 3 a deceit.
    pub(crate) found_from: u8,
    /// Commits that are not in the figures yet, about.
    pub(crate) behind: u64,
    /// The first day of which figures are kept; null where there are none.
    #[schema(required, format = Date)]
    pub(crate) kept_from: Option<String>,
    /// By day or week, as was asked; days on which nothing fired and no lot was drawn are left out.
    pub(crate) rows: Vec<CampaignRow>,
}

/// A rule of a campaign, with its own figures of the same days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignRule {
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    #[schema(value_type = vocabulary::RiskChannel)]
    pub(crate) channel: RiskChannel,
    #[schema(value_type = vocabulary::RiskSeverity)]
    pub(crate) severity: RiskSeverity,
    pub(crate) basis: String,
    pub(crate) owner: String,
    pub(crate) force: WatchForce,
    #[schema(format = Date)]
    pub(crate) from: String,
    /// The last day on which it is a part of the campaign; null: until further notice.
    #[schema(required, format = Date)]
    pub(crate) until: Option<String>,
    /// Where it can fire, as its condition says. Empty: everywhere.
    pub(crate) offices: Vec<String>,
    pub(crate) fired: u64,
    #[serde(flatten)]
    pub(crate) rate: RateView,
}

/// A plan that changes rules of a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignPlan {
    pub(crate) plan: String,
    pub(crate) title: String,
    pub(crate) state: RiskPlanState,
}

/// A day or a week of a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignRow {
    /// The day, or the Monday of the week.
    pub(crate) key: String,
    #[serde(flatten)]
    pub(crate) figures: CampaignFigures,
}

/// The days of a campaign of which there may be figures.
fn days_of(campaign: &Campaign, today: Date) -> Days {
    let from = campaign.from().unwrap_or(today);
    from..=campaign.until().map_or(today, |it| it.min(today))
}

pub(crate) fn campaign_summary(
    campaign: &Campaign,
    figures: &Figures,
    today: Date,
) -> CampaignSummary {
    let offices: Vec<String> = campaign.offices().into_iter().collect();
    let mut owners: Vec<String> = Vec::new();
    for it in &campaign.rules {
        if !owners.contains(&it.rule.owner) {
            owners.push(it.rule.owner.clone());
        }
    }
    let mut ids: Vec<&str> = campaign.rules.iter().map(|it| it.rule.id.as_str()).collect();
    ids.dedup();
    let days = days_of(campaign, today);
    CampaignSummary {
        name: campaign.name.clone(),
        kind: if offices.is_empty() { CampaignKind::National } else { CampaignKind::Local },
        state: campaign.state(),
        from: campaign.from().map(|it| it.to_string()).unwrap_or_default(),
        until: campaign.until().map(|it| it.to_string()),
        offices,
        procedures: campaign.procedures(),
        owners,
        n_rules: ids.len(),
        figures: total(campaign, figures, &days),
    }
}

fn total(campaign: &Campaign, figures: &Figures, days: &Days) -> CampaignFigures {
    let rows = rows(campaign, figures, days, By::All);
    let row = rows.into_iter().next().map(|it| it.figures);
    row.unwrap_or_else(|| campaign_figures(figures, None, None))
}

fn campaign_figures(
    figures: &Figures,
    fires: Option<&Fires>,
    lots: Option<&Counts>,
) -> CampaignFigures {
    let least = figures.least();
    let (fires, lots) = (fires.copied().unwrap_or_default(), lots.copied().unwrap_or_default());
    CampaignFigures {
        fired: fires.fired,
        rate: rate_view(&fires.counts, least),
        lots: rate_view(&lots, least),
    }
}

fn rows(campaign: &Campaign, figures: &Figures, days: &Days, by: By) -> Vec<CampaignRow> {
    let fires = figures.campaign(&campaign.name, days, by);
    let scope = campaign.scope();
    let lots = figures.lots(days, by, |of, customs| scope.has(of, customs));
    let mut keys: Vec<&String> = fires.keys().collect();
    keys.extend(lots.iter().filter(|it| it.1.selected > 0).map(|it| it.0));
    keys.sort();
    keys.dedup();
    let row = |key: &String| CampaignRow {
        key: key.clone(),
        figures: campaign_figures(figures, fires.get(key), lots.get(key)),
    };
    keys.into_iter().map(row).collect()
}

pub(crate) fn campaign_view(
    campaign: &Campaign,
    folded: &Folded,
    today: Date,
    by: By,
) -> CampaignView {
    let (figures, days) = (folded.figures(), days_of(campaign, today));
    let fires = figures.rules(&days);
    let rule = |it: &InCampaign| {
        let own = fires.get(&it.rule.id).copied().unwrap_or_default();
        rule_view(it, own.fired, rate_view(&own.counts, figures.least()))
    };
    CampaignView {
        summary: campaign_summary(campaign, figures, today),
        rules: campaign.rules.iter().map(rule).collect(),
        plans: campaign.plans.iter().map(plan_named).collect(),
        figures_from: days.start().to_string(),
        figures_to: days.end().to_string(),
        found_from: figures.least().0,
        behind: folded.behind(),
        kept_from: figures.first().map(|it| it.0.to_string()),
        rows: rows(campaign, figures, &days, by),
    }
}

fn plan_named(it: &RiskPlan) -> CampaignPlan {
    CampaignPlan { plan: it.name(), title: it.title.clone(), state: plan_state(&it.state) }
}

fn rule_view(it: &InCampaign, fired: u64, rate: RateView) -> CampaignRule {
    let InCampaign { rule, offices, force, until } = it;
    CampaignRule {
        id: rule.id.clone(),
        version: rule.version,
        title_zh: rule.title_zh.clone(),
        title_en: rule.title_en.clone(),
        channel: rule.channel,
        severity: rule.severity,
        basis: rule.basis.clone(),
        owner: rule.owner.clone(),
        force: *force,
        from: rule.from.to_string(),
        until: until.map(|it| it.to_string()),
        offices: offices.iter().cloned().collect(),
        fired,
        rate,
    }
}
