//! Campaigns (专项行动): what rules of one name for a bundle are together, read from the rules as they were told.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use clearance::{PlanState, Registry, RiskPlan};
use model::{Date, InputId, RiskProcedure, RiskRule};
use risk::{features::FeatureSet, rules::limited_to};

use crate::view::{
    force_of,
    vocabulary::{CampaignState, WatchForce},
};

/// The feature by which a rule is of some offices alone.
const OFFICE: &str = "doc.customs";

/// A bundle of rules.
#[derive(Debug, Clone)]
pub(crate) struct Campaign {
    pub(crate) name: String,
    /// Those in force first, then those to come, then those that are past or have left it.
    pub(crate) rules: Vec<InCampaign>,
    /// Plans that tell or stop a rule of it, the newest first.
    pub(crate) plans: Vec<RiskPlan>,
}

/// A rule as it is in a campaign, or last was.
#[derive(Debug, Clone)]
pub(crate) struct InCampaign {
    pub(crate) rule: RiskRule,
    /// Where it can fire; empty: everywhere. A code with a star behind is the beginning of codes.
    pub(crate) offices: BTreeSet<String>,
    pub(crate) force: WatchForce,
    /// The last day on which it is a part; nothing: until further notice.
    pub(crate) until: Option<Date>,
}

impl Campaign {
    pub(crate) fn state(&self) -> CampaignState {
        let has = |force| self.rules.iter().any(|it| it.force == force);
        match () {
            () if has(WatchForce::InForce) => CampaignState::Running,
            () if has(WatchForce::Future) => CampaignState::Ahead,
            () => CampaignState::Over,
        }
    }

    pub(crate) fn from(&self) -> Option<Date> {
        self.rules.iter().map(|it| it.rule.from).min()
    }

    /// Nothing: until further notice.
    pub(crate) fn until(&self) -> Option<Date> {
        let all: Option<Vec<Date>> = self.rules.iter().map(|it| it.until).collect();
        all?.into_iter().max()
    }

    /// Empty: everywhere.
    pub(crate) fn offices(&self) -> BTreeSet<String> {
        if self.rules.iter().any(|it| it.offices.is_empty()) {
            return BTreeSet::new();
        }
        self.rules.iter().flat_map(|it| it.offices.iter().cloned()).collect()
    }

    pub(crate) fn procedures(&self) -> Vec<RiskProcedure> {
        let has = |of: &RiskProcedure| self.rules.iter().any(|it| it.rule.procedures.contains(of));
        RiskProcedure::ALL.into_iter().filter(has).collect()
    }

    /// Which cases it is about.
    pub(crate) fn scope(&self) -> Scope {
        Scope { procedures: self.procedures(), offices: self.offices() }
    }
}

/// Kinds of case, and offices; without offices all.
pub(crate) struct Scope {
    procedures: Vec<RiskProcedure>,
    offices: BTreeSet<String>,
}

impl Scope {
    pub(crate) fn has(&self, procedure: RiskProcedure, customs: &str) -> bool {
        let begins = |it: &String| match it.strip_suffix('*') {
            Some(beginning) => customs.starts_with(beginning),
            None => it == customs,
        };
        self.procedures.contains(&procedure)
            && (self.offices.is_empty() || self.offices.iter().any(begins))
    }
}

/// What the conditions of each kind of case speak of.
type Features = BTreeMap<RiskProcedure, FeatureSet>;

/// Every campaign that a rule was ever a part of, in the order of names. `told_on` says on which day an input was told.
///
/// # Errors
/// When the day of an input cannot be read.
pub(crate) fn campaigns(
    registry: &Registry,
    today: Date,
    told_on: impl Fn(InputId) -> Result<Date>,
) -> Result<Vec<Campaign>> {
    let of = |it| Some((it, FeatureSet::of(it).ok()?));
    let features: Features = RiskProcedure::ALL.into_iter().filter_map(of).collect();
    let stand: BTreeSet<&str> = registry.rules().iter().map(|it| it.id.as_str()).collect();
    let mut by_id: BTreeMap<&str, Vec<&(InputId, RiskRule)>> = BTreeMap::new();
    registry.rules_told().iter().for_each(|it| by_id.entry(&it.1.id).or_default().push(it));
    let mut all: BTreeMap<String, Vec<InCampaign>> = BTreeMap::new();
    for (id, tellings) in by_id {
        let stopped = match stand.contains(id) {
            true => None,
            false => stopped_on(registry.risk().plans(), id).or(Some(today)),
        };
        for (name, row, left) in parts(&tellings) {
            let ended = left.map(&told_on).transpose()?.or(stopped);
            let part = part(row, ended, today, &features);
            all.entry(name.to_owned()).or_default().push(part);
        }
    }
    let campaign = |(name, mut rules): (String, Vec<InCampaign>)| {
        rules.sort_by_cached_key(|it| (order(it.force), it.rule.id.clone(), it.rule.from));
        let plans = registry.risk().plans().iter().rev();
        let plans = plans.filter(|it| is_about(it, &name, &rules)).cloned().collect();
        Campaign { name, rules, plans }
    };
    Ok(all.into_iter().map(campaign).collect())
}

/// Each campaign of a rule, the row by which it last was in it, and the input by which it left; of one rule, as it was told again
/// and again.
fn parts<'t>(
    tellings: &[&'t (InputId, RiskRule)],
) -> Vec<(&'t str, &'t RiskRule, Option<InputId>)> {
    let mut inputs: Vec<InputId> = tellings.iter().map(|it| it.0).collect();
    inputs.dedup();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let (mut parts, mut left) = (Vec::new(), None);
    for input in inputs.into_iter().rev() {
        // Rows of one name that were told together are in force on different days.
        let rows = tellings.iter().filter(|it| it.0 == input).map(|it| &it.1);
        let named = rows.filter_map(|it| Some((it.campaign.as_deref()?, it)));
        let named: Vec<_> =
            named.filter(|(name, _)| !name.is_empty() && !known.contains(name)).collect();
        known.extend(named.iter().map(|it| it.0));
        parts.extend(named.into_iter().map(|(name, row)| (name, row, left)));
        left = Some(input);
    }
    parts
}

fn is_about(plan: &RiskPlan, name: &str, rules: &[InCampaign]) -> bool {
    let is_part = |id: &String| rules.iter().any(|it| it.rule.id == *id);
    plan.change.rules.iter().any(|it| it.campaign.as_deref() == Some(name) || is_part(&it.id))
        || plan.change.dropped.iter().any(is_part)
}

/// A rule that ended before its last day is past whatever its row says.
fn part(row: &RiskRule, ended: Option<Date>, today: Date, features: &Features) -> InCampaign {
    let until = match (row.to, ended) {
        (Some(last), Some(ended)) => Some(last.min(ended)),
        (last, ended) => last.or(ended),
    };
    let force = if ended.is_some() { WatchForce::Past } else { force_of(row, today) };
    InCampaign { rule: row.clone(), offices: offices_of(row, features), force, until }
}

/// The day on which a plan stopped a rule, the last one that did.
fn stopped_on(plans: &[RiskPlan], id: &str) -> Option<Date> {
    let on = |plan: &RiskPlan| match &plan.state {
        PlanState::Active { since, .. } if plan.change.dropped.iter().any(|it| it == id) => {
            Some(since.local_date())
        }
        _ => None,
    };
    plans.iter().filter_map(on).max()
}

/// Everywhere where any of its procedures lets it fire everywhere.
fn offices_of(row: &RiskRule, features: &Features) -> BTreeSet<String> {
    let limits = row.procedures.iter();
    let limits = limits.map(|it| limited_to(&row.condition, features.get(it)?.schema(), OFFICE));
    let all: Option<Vec<BTreeSet<String>>> = limits.collect();
    all.unwrap_or_default().into_iter().flatten().collect()
}

fn order(force: WatchForce) -> u8 {
    match force {
        WatchForce::InForce => 0,
        WatchForce::Future => 1,
        WatchForce::Past => 2,
    }
}
