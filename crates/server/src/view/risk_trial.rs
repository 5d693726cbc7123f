//! A change of risk analysis tried on history: what it would have selected beside what is in force, and what that costs and finds.

use model::{Date, RiskChannel, RiskProcedure};
use risk::{
    backtest::{Counts, Moves, Results, Spending, Spent, Way},
    batch::Chosen,
    trees::Interval,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    vocabulary::{self, BacktestWay, WatchedCase},
    watch::percent,
};
use crate::rules::{RuleTried, TriedCase};

/// What a change would have selected of the cases that were weighed, beside what is in force. Selected is whatever is not merely
/// released; lots and watch rows select the same on both sides and are counted by themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulePreview {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    /// A bound of cases or time was met: the day at which it stopped, and of which not all was looked at. Cases are looked at
    /// oldest first, because each is weighed by those before it. Null: all was.
    #[schema(required, format = Date)]
    pub(crate) stopped_at: Option<String>,
    #[serde(flatten)]
    pub(crate) counts: RuleCounts,
    /// Cases on which its rules fire in a hundred, with two decimals; null without any case.
    #[schema(required)]
    pub(crate) share_percent: Option<String>,
    /// Examinations of cases on which its rules fire.
    pub(crate) fired_results: RuleResults,
    /// Of those that would be selected with it and are not without, the other way round, and both ways. There are results only of
    /// what was examined, whoever chose it then.
    pub(crate) gained_results: RuleResults,
    pub(crate) lost_results: RuleResults,
    pub(crate) kept_results: RuleResults,
    /// Of those that were drawn by lot: the honest measure of the others.
    pub(crate) lot_results: RuleResults,
    /// Of these lots, those that are selected without the change and with it: what each side finds, fairly measured.
    pub(crate) lots_before: RuleResults,
    pub(crate) lots_after: RuleResults,
    /// Cases that were weighed by other values when they were decided: features have changed since.
    pub(crate) differ: u64,
    pub(crate) customs: Vec<RuleCustoms>,
    pub(crate) procedures: Vec<RuleProcedureCount>,
    pub(crate) channels: Vec<RuleChannelCount>,
    pub(crate) ways: Vec<RuleWayCount>,
    pub(crate) budgets: Vec<RuleBudgetSpent>,
    /// Every day that was looked at, without gaps.
    pub(crate) days: Vec<RuleDay>,
    /// The last cases on which its rules fire, or with which something else is done, that are for the eyes of who asks, newest first.
    pub(crate) cases: Vec<RuleHit>,
}

/// How many cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleCounts {
    pub(crate) weighed: u64,
    /// On which the change's rules fire.
    pub(crate) fired: u64,
    /// Of these, what lots or watch rows chose all the same.
    pub(crate) anyway: u64,
    /// Selected by rules and the model together: as they are, and with the change.
    pub(crate) before: u64,
    pub(crate) after: u64,
    pub(crate) gained: u64,
    pub(crate) lost: u64,
    /// Of what was gained, what lots or watch rows chose all the same: it costs no more.
    pub(crate) gained_anyway: u64,
    /// Examined or held by rules or the model.
    pub(crate) examinations_before: u64,
    pub(crate) examinations_after: u64,
}

impl From<Counts> for RuleCounts {
    fn from(it: Counts) -> RuleCounts {
        RuleCounts {
            weighed: it.weighed,
            fired: it.fired,
            anyway: it.anyway,
            before: it.before,
            after: it.after,
            gained: it.gained,
            lost: it.lost,
            gained_anyway: it.gained_anyway,
            examinations_before: it.examinations_before,
            examinations_after: it.examinations_after,
        }
    }
}

/// What examinations came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleResults {
    /// With a result.
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// Found in a hundred that were examined, with two decimals; null where none was.
    #[schema(required)]
    pub(crate) found_percent: Option<String>,
    /// Between which the share lies at 95 %, by Wilson's interval.
    #[schema(required)]
    pub(crate) low_percent: Option<String>,
    #[schema(required)]
    pub(crate) high_percent: Option<String>,
}

impl From<Results> for RuleResults {
    fn from(results: Results) -> RuleResults {
        let Results { examined, found } = results;
        let interval = results.interval();
        let told =
            |of: fn(&Interval) -> f64| interval.as_ref().map(|it| format!("{:.2}", of(it) * 100.0));
        RuleResults {
            examined,
            found,
            found_percent: percent(found, examined),
            low_percent: told(|it| it.low),
            high_percent: told(|it| it.high),
        }
    }
}

/// On a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleDay {
    #[schema(format = Date)]
    pub(crate) on: String,
    #[serde(flatten)]
    pub(crate) counts: RuleCounts,
}

/// At a customs office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleCustoms {
    pub(crate) customs: String,
    #[serde(flatten)]
    pub(crate) counts: RuleCounts,
}

/// Of one kind of case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleProcedureCount {
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    #[serde(flatten)]
    pub(crate) counts: RuleCounts,
}

/// How many are so on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleMoves {
    pub(crate) before: u64,
    pub(crate) after: u64,
    /// Came from elsewhere, and went elsewhere.
    pub(crate) gained: u64,
    pub(crate) lost: u64,
}

impl From<Moves> for RuleMoves {
    fn from(Moves { before, after, gained, lost }: Moves) -> RuleMoves {
        RuleMoves { before, after, gained, lost }
    }
}

/// What is done with cases, as it is and with the change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleChannelCount {
    #[schema(value_type = vocabulary::RiskChannel)]
    pub(crate) channel: RiskChannel,
    #[serde(flatten)]
    pub(crate) moves: RuleMoves,
}

/// By what cases are selected; one may be by several.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleWayCount {
    pub(crate) way: BacktestWay,
    #[serde(flatten)]
    pub(crate) moves: RuleMoves,
}

impl From<Way> for BacktestWay {
    fn from(way: Way) -> BacktestWay {
        match way {
            Way::Rule => BacktestWay::Rule,
            Way::Targeted => BacktestWay::Targeted,
            Way::Explored => BacktestWay::Explored,
            Way::Later => BacktestWay::Later,
            Way::Beyond => BacktestWay::Beyond,
        }
    }
}

/// What a row of the budget came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleBudgetSpent {
    pub(crate) id: String,
    /// The share of cases that it allows, in a hundred with two decimals.
    pub(crate) share_percent: String,
    /// The most a day at one office and port; null: any number.
    #[schema(required)]
    pub(crate) per_day: Option<u32>,
    pub(crate) before: RuleSpent,
    pub(crate) after: RuleSpent,
    /// Whether the change would choose more than the share, and not by chance: all of Wilson's interval lies above it.
    pub(crate) is_over: bool,
}

/// On one side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleSpent {
    /// Cases that the row is for.
    pub(crate) weighed: u64,
    /// Chosen by the model and by rules that are not grave, for documents or examination.
    pub(crate) chosen: u64,
    /// In a hundred of these cases, with two decimals; null without any case.
    #[schema(required)]
    pub(crate) chosen_percent: Option<String>,
    /// Sent to later audit because the day's most was used up.
    pub(crate) beyond: u64,
}

impl From<Spent> for RuleSpent {
    fn from(Spent { weighed, chosen, beyond }: Spent) -> RuleSpent {
        RuleSpent { weighed, chosen, chosen_percent: percent(chosen, weighed), beyond }
    }
}

fn spent_view(id: String, it: Spending) -> RuleBudgetSpent {
    let share = u64::try_from(it.share.ppm()).unwrap_or_default();
    RuleBudgetSpent {
        id,
        share_percent: percent(share, 1_000_000).unwrap_or_default(),
        per_day: it.per_day,
        before: it.before.into(),
        after: it.after.into(),
        is_over: it.is_over(),
    }
}

/// A case of which the change speaks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleHit {
    pub(crate) kind: WatchedCase,
    /// Of its page.
    pub(crate) number: String,
    /// The house's number of the case.
    pub(crate) case: u64,
    #[schema(format = Date)]
    pub(crate) on: String,
    pub(crate) customs: String,
    /// What rules and the model do with it: as they are, and with the change.
    #[schema(value_type = vocabulary::RiskChannel)]
    pub(crate) before: RiskChannel,
    #[schema(value_type = vocabulary::RiskChannel)]
    pub(crate) after: RiskChannel,
    /// A finding at so many in a hundred, with two decimals, by the models of both sides; null where there is none.
    #[schema(required)]
    pub(crate) probable_before: Option<String>,
    #[schema(required)]
    pub(crate) probable_after: Option<String>,
    /// Whether lots or watch rows chose it all the same.
    pub(crate) is_anyway: bool,
    /// What the change's rules looked at; empty where none fired.
    pub(crate) observed: String,
    /// Whether its examination found something; null where there is no result.
    #[schema(required)]
    pub(crate) is_found: Option<bool>,
}

pub(crate) fn rule_preview(from: Date, to: Date, tried: RuleTried) -> RulePreview {
    let RuleTried { tally, stopped_at, cases } = tried;
    let last = stopped_at.unwrap_or(to).min(to);
    let mut days = Vec::new();
    let mut next = Some(from);
    while let Some(on) = next.filter(|it| *it <= last) {
        let counts = tally.days.get(&on).copied().unwrap_or_default().into();
        days.push(RuleDay { on: on.to_string(), counts });
        next = on.tomorrow().ok();
    }
    let customs = tally.customs.into_iter();
    let procedures = tally.procedures.into_iter();
    let channels = tally.channels.into_iter();
    let known = tally.known;
    RulePreview {
        from: from.to_string(),
        to: to.to_string(),
        stopped_at: stopped_at.map(|it| it.max(from).to_string()),
        counts: tally.all.into(),
        share_percent: percent(tally.all.fired, tally.all.weighed),
        fired_results: known.fired.into(),
        gained_results: known.gained.into(),
        lost_results: known.lost.into(),
        kept_results: known.kept.into(),
        lot_results: known.by_lot.into(),
        lots_before: known.lots_before.into(),
        lots_after: known.lots_after.into(),
        differ: tally.differ,
        customs: customs.map(|(customs, it)| RuleCustoms { customs, counts: it.into() }).collect(),
        procedures: procedures
            .map(|(procedure, it)| RuleProcedureCount { procedure, counts: it.into() })
            .collect(),
        channels: channels
            .map(|(channel, it)| RuleChannelCount { channel, moves: it.into() })
            .collect(),
        ways: tally
            .ways
            .into_iter()
            .map(|(way, it)| RuleWayCount { way: way.into(), moves: it.into() })
            .collect(),
        budgets: tally.budgets.into_iter().map(|(id, it)| spent_view(id, it)).collect(),
        days,
        cases: cases.into_iter().map(hit_view).collect(),
    }
}

fn hit_view(TriedCase { number, named }: TriedCase) -> RuleHit {
    let probable = |it: Option<f64>| it.map(|it| format!("{:.2}", it * 100.0));
    RuleHit {
        kind: match named.procedure {
            RiskProcedure::Parcel => WatchedCase::Parcel,
            RiskProcedure::Declaration => WatchedCase::Declaration,
        },
        number,
        case: named.entry.0,
        on: named.on.to_string(),
        customs: named.customs,
        before: named.before,
        after: named.after,
        probable_before: probable(named.probable_before),
        probable_after: probable(named.probable_after),
        is_anyway: named.chosen.has(Chosen::RANDOM) || named.chosen.has(Chosen::WATCH),
        observed: risk::engine::observed_text(&named.observed),
        is_found: named.is_found,
    }
}
