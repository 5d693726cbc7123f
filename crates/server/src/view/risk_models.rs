//! Whether what models say comes true, and whether traffic is still the one that they were grown on, as people are shown it.

use model::{RiskModelRole, RiskProcedure};
use risk::figures::{Bin, Days, EDGES, Sample, Speaker};
use serde::Serialize;
use utoipa::ToSchema;

use super::{DaysView, vocabulary};
use crate::risk_figures::{Drift, FeatureDrift, ModelAccount, ModelDrift, Standing, Told};

/// Every model in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelAccounts {
    pub(crate) models: Vec<ModelAccountView>,
    /// Commits that are not in the figures yet, about.
    pub(crate) behind: u64,
}

/// A model in force, and what became of what it said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelAccountView {
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    pub(crate) active: ModelNamed,
    /// The one that looks on; null: none does.
    #[schema(required)]
    pub(crate) shadow: Option<ModelNamed>,
    /// Whole days since it is in force; null before there is one.
    #[schema(required)]
    pub(crate) days: Option<DaysView>,
    /// Cases by what was said of them, in bins.
    pub(crate) bins: Vec<BinView>,
    pub(crate) duel: DuelView,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelNamed {
    /// By the input that told it: `M7`.
    pub(crate) name: String,
    #[schema(format = DateTime)]
    pub(crate) since: String,
}

/// Cases of which the model said about the same.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BinView {
    /// What was said, in percent: from here, and below there.
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// Cases that lots drew, and others.
    pub(crate) lots: BinCounts,
    pub(crate) others: BinCounts,
}

/// What was said, and what was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BinCounts {
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// The mean of what was said, 0 to 1; null where nobody was examined. So are the others.
    #[schema(required)]
    pub(crate) said: Option<f64>,
    #[schema(required)]
    pub(crate) share: Option<f64>,
    /// Wilson's interval at 95 % of what was found.
    #[schema(required)]
    pub(crate) low: Option<f64>,
    #[schema(required)]
    pub(crate) high: Option<f64>,
    /// Whether what was said lies within it.
    #[schema(required)]
    pub(crate) comes_true: Option<bool>,
}

/// How the model in force stands against the one in the shadow.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DuelStanding {
    /// There is nothing in the shadow.
    Alone,
    TooFew,
    /// The interval does not say.
    Level,
    Ahead,
    Behind,
}

/// Both models on the same cases, which lots drew and which were examined.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuelView {
    pub(crate) standing: DuelStanding,
    #[schema(required)]
    pub(crate) days: Option<DaysView>,
    pub(crate) cases: u64,
    /// On fewer nothing is said.
    pub(crate) needed: u64,
    /// Mean squared errors (Brier): the lower the better.
    #[schema(required)]
    pub(crate) active: Option<f64>,
    #[schema(required)]
    pub(crate) shadow: Option<f64>,
    /// The first less the second, with its interval at 95 %: above 0 the model in force is the worse.
    #[schema(required)]
    pub(crate) difference: Option<f64>,
    #[schema(required)]
    pub(crate) low: Option<f64>,
    #[schema(required)]
    pub(crate) high: Option<f64>,
}

/// Whether traffic is still the one that models were grown on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DriftView {
    pub(crate) models: Vec<ModelDriftView>,
    /// First and last day of the cases that were weighed again; null where there were none.
    #[schema(required)]
    pub(crate) days: Option<DaysView>,
    /// Whether there was no time for all of them.
    pub(crate) is_cut: bool,
    /// From which index on a feature shifts, and has become another one.
    pub(crate) watch_from: f64,
    pub(crate) act_from: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelDriftView {
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    pub(crate) is_active: bool,
    pub(crate) name: String,
    /// Whether its file says how features lay in its window; those that were grown elsewhere or earlier do not.
    pub(crate) has_spread: bool,
    pub(crate) cases: u64,
    /// What moved most comes first.
    pub(crate) features: Vec<FeatureDriftView>,
}

/// How far a feature has moved.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DriftLevel {
    Steady,
    Shifts,
    Other,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeatureDriftView {
    pub(crate) name: String,
    pub(crate) title_zh: String,
    /// The population stability index.
    pub(crate) index: f64,
    pub(crate) level: DriftLevel,
    /// Shares of cases that lack it, 0 to 1.
    pub(crate) missing_then: f64,
    pub(crate) missing_now: f64,
}

pub(crate) fn account_view(it: &ModelAccount) -> ModelAccountView {
    let named = |it: &Told| ModelNamed { name: it.name.clone(), since: it.since.to_string() };
    let duel = it.duel.duel;
    let (scores, difference) = (duel.scores(), duel.difference());
    ModelAccountView {
        procedure: it.procedure,
        active: named(&it.active),
        shadow: it.shadow.as_ref().map(named),
        days: it.days.as_ref().map(days_view),
        bins: bins(it),
        duel: DuelView {
            standing: match it.standing {
                Standing::Alone => DuelStanding::Alone,
                Standing::TooFew => DuelStanding::TooFew,
                Standing::Level => DuelStanding::Level,
                Standing::Ahead => DuelStanding::Ahead,
                Standing::Behind => DuelStanding::Behind,
            },
            days: it.duel_days.as_ref().map(days_view),
            cases: duel.n,
            needed: it.needed,
            active: scores.map(|it| it.0),
            shadow: scores.map(|it| it.1),
            difference: difference.map(|it| it.0),
            low: difference.map(|it| it.1.low),
            high: difference.map(|it| it.1.high),
        },
    }
}

fn days_view(days: &Days) -> DaysView {
    DaysView { from: days.start().to_string(), to: days.end().to_string() }
}

fn bins(it: &ModelAccount) -> Vec<BinView> {
    let of = |sample| it.calibration.bins(Speaker::Active, sample).iter();
    let froms = std::iter::once(0).chain(EDGES);
    let tos = EDGES.into_iter().chain([100]);
    let all = of(Sample::Lots).zip(of(Sample::Others)).zip(froms.zip(tos));
    let view = |((lots, others), (from, to)): ((&Bin, &Bin), (u32, u32))| BinView {
        from,
        to,
        lots: bin_counts(lots),
        others: bin_counts(others),
    };
    all.map(view).collect()
}

fn bin_counts(bin: &Bin) -> BinCounts {
    let interval = bin.interval();
    BinCounts {
        examined: bin.examined,
        found: bin.found,
        said: bin.said(),
        share: bin.found_share(),
        low: interval.map(|it| it.low),
        high: interval.map(|it| it.high),
        comes_true: bin.comes_true(),
    }
}

pub(crate) fn drift_view(drift: Drift, [watch_from, act_from]: [f64; 2]) -> DriftView {
    let feature = |it: FeatureDrift| FeatureDriftView {
        level: if it.index >= act_from {
            DriftLevel::Other
        } else if it.index >= watch_from {
            DriftLevel::Shifts
        } else {
            DriftLevel::Steady
        },
        name: it.name,
        title_zh: it.title_zh,
        index: it.index,
        missing_then: it.missing_then,
        missing_now: it.missing_now,
    };
    let model = |it: ModelDrift| ModelDriftView {
        procedure: it.place.0,
        is_active: it.place.1 == RiskModelRole::Active,
        name: it.name,
        has_spread: it.has_spread,
        cases: it.n_cases,
        features: it.features.into_iter().map(feature).collect(),
    };
    let days = drift.days.map(|(from, to)| DaysView { from: from.to_string(), to: to.to_string() });
    DriftView {
        models: drift.models.into_iter().map(model).collect(),
        days,
        is_cut: drift.is_cut,
        watch_from,
        act_from,
    }
}
