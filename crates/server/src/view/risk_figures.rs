//! What selection found, as people are shown it: rates with their intervals, rules, campaigns, plans, later audits and lots.

use model::{Credit, Date, RiskProcedure};
use risk::{
    figures::{By, Counts, Days, Figures, Fires, Gain, STANDINGS, Standing, Sum, Way},
    memory::Grade,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{self, WatchedCase};
use crate::risk_figures::{Compared, DayLots, District, Drawn, Folded};

/// What selection found on some days.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskFiguresView {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    /// Found is what is at least so grave: 1 a slip, 2 a discrepancy, 3 a deceit.
    pub(crate) found_from: u8,
    /// Commits that are not in the figures yet, about.
    pub(crate) behind: u64,
    /// The first day of which figures are kept; null where there are none.
    #[schema(required, format = Date)]
    pub(crate) kept_from: Option<String>,
    /// Of both procedures together, then of each that has cases.
    pub(crate) total: SumView,
    pub(crate) procedures: Vec<FigureRow>,
    /// By day, week or office, as was asked; both procedures of a key one after the other.
    pub(crate) rows: Vec<FigureRow>,
    /// Rules that fired, and campaigns (专项行动): a case on which several of its rules fired counts once.
    pub(crate) rules: Vec<FireView>,
    pub(crate) campaigns: Vec<FireView>,
    /// Results that came in these days of cases that nobody had selected: officers had them examined.
    pub(crate) beside: BesideView,
}

/// Results of cases that nobody had selected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BesideView {
    pub(crate) examined: u64,
    pub(crate) found: u64,
}

/// Cases of a procedure that are counted together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureRow {
    /// A day, the Monday of a week, the code of an office; empty where all are together.
    pub(crate) key: String,
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    #[serde(flatten)]
    pub(crate) sum: SumView,
}

/// Counts, and what follows from them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SumView {
    /// Cases that risk analysis looked at.
    pub(crate) weighed: u64,
    /// Released, and looked at later: what audits found of these is nowhere else.
    pub(crate) later_audit: RateView,
    #[serde(flatten)]
    pub(crate) all: RateView,
    /// Findings by how grave they are: slips, discrepancies, deceits.
    pub(crate) by_grade: Vec<u64>,
    /// What was found, in the words of examinations, most first.
    pub(crate) kinds: Vec<KindCount>,
    /// By how cases were chosen. What lots drew is in no other group; the others may overlap.
    pub(crate) ways: Vec<WayView>,
    /// Hit rate of the targeted less that of lots; null where one has no results.
    #[schema(required)]
    pub(crate) gain: Option<GainView>,
    /// By the credit of the trader.
    pub(crate) standings: Vec<StandingView>,
}

/// What became of selected cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateView {
    pub(crate) selected: u64,
    /// Sent to examination or held: what they cost.
    pub(crate) examinations: u64,
    /// Of the selected, those whose result has come.
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// Found of the examined, 0 to 1; null where none is.
    #[schema(required)]
    pub(crate) hit_rate: Option<f64>,
    /// Wilson's interval at 95 %.
    #[schema(required)]
    pub(crate) low: Option<f64>,
    #[schema(required)]
    pub(crate) high: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindCount {
    pub(crate) kind: String,
    pub(crate) n: u64,
}

/// How a case was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChosenWay {
    /// By lot: the control group.
    Lot,
    /// By a rule, the model or a watch row.
    Targeted,
    Rule,
    Model,
    Watch,
    Explored,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayView {
    pub(crate) way: ChosenWay,
    #[serde(flatten)]
    pub(crate) rate: RateView,
}

/// The difference of two proportions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GainView {
    /// Percentage points.
    pub(crate) points: f64,
    /// Newcombe's interval at 95 %.
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// What traders of a credit grade bore.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingView {
    /// Null: not registered.
    #[schema(required, value_type = Option<vocabulary::Credit>)]
    pub(crate) credit: Option<Credit>,
    pub(crate) weighed: u64,
    pub(crate) selected: u64,
    pub(crate) examined: u64,
    /// Examined, and all was as declared.
    pub(crate) in_vain: u64,
    /// Of all that were weighed, 0 to 1; null where none was.
    #[schema(required)]
    pub(crate) share_in_vain: Option<f64>,
}

/// A rule or a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FireView {
    pub(crate) name: String,
    pub(crate) fired: u64,
    #[serde(flatten)]
    pub(crate) rate: RateView,
    /// Examinations that one finding took; null where nothing was found.
    #[schema(required)]
    pub(crate) examinations_per_finding: Option<f64>,
}

/// Plans that took effect, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedPlans {
    pub(crate) plans: Vec<ComparedPlan>,
    pub(crate) behind: u64,
}

/// As many days before a plan took effect as after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedPlan {
    pub(crate) plan: String,
    pub(crate) title: String,
    pub(crate) by: String,
    #[schema(format = DateTime)]
    pub(crate) since: String,
    /// First and last day of both sides; null where no day after it is over yet.
    #[schema(required)]
    pub(crate) before: Option<DaysView>,
    #[schema(required)]
    pub(crate) after: Option<DaysView>,
    /// All offices together first, with an empty code.
    pub(crate) districts: Vec<ComparedDistrict>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DaysView {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedDistrict {
    pub(crate) customs: String,
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    pub(crate) before: SumView,
    pub(crate) after: SumView,
    /// Hit rate of what was targeted, after less before; and of lots: what changed by itself.
    #[schema(required)]
    pub(crate) targeted: Option<GainView>,
    #[schema(required)]
    pub(crate) lots: Option<GainView>,
}

/// Cases that were released and are looked at later, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaterAuditPage {
    pub(crate) items: Vec<LaterAuditView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaterAuditView {
    pub(crate) kind: WatchedCase,
    /// Of its list or declaration.
    pub(crate) number: String,
    /// The house's number of the case.
    pub(crate) case: u64,
    #[schema(format = Date)]
    pub(crate) weighed_on: String,
    pub(crate) customs: String,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    /// The open case after release that it is under; null: none.
    #[schema(required)]
    pub(crate) audit_no: Option<String>,
    /// How likely a finding is by the model in force then, 0 to 1; null where none weighed it.
    #[schema(required)]
    pub(crate) probability: Option<f64>,
    /// Why, in words of both languages.
    pub(crate) reasons: Vec<LaterReason>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LaterReason {
    /// A rule, or `model`, `later_audit`.
    pub(crate) rule: String,
    pub(crate) text: String,
    /// What it looked at.
    pub(crate) observed: String,
}

/// Lots of a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayLotsView {
    #[schema(format = Date)]
    pub(crate) day: String,
    /// By the record and by the clock.
    pub(crate) is_over: bool,
    pub(crate) promise: PromiseView,
    /// 32 hexadecimal digits; null before the day is over.
    #[schema(required)]
    pub(crate) seed: Option<String>,
    /// What drawing again came to; null where nobody asked, or the day is not over.
    #[schema(required)]
    pub(crate) verified: Option<VerifiedView>,
}

/// What was promised of a seed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseView {
    /// BLAKE3 of `tongguan lot `, the day and the seed, in hexadecimal digits.
    pub(crate) digest: String,
    /// Which commit keeps it, and when that was.
    pub(crate) commit: u64,
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// The leaf by which it stands in the chain of commits.
    pub(crate) leaf: String,
    pub(crate) is_in_chain: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifiedView {
    pub(crate) agrees: bool,
    /// Whether the seed is the one that was promised.
    pub(crate) is_promised: bool,
    pub(crate) cases: usize,
    pub(crate) drawn: usize,
    /// Cases of which the seed says otherwise than what was kept.
    pub(crate) differing: Vec<u64>,
    /// Every case of the day, for whoever draws again.
    pub(crate) draws: Vec<DrawView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawView {
    #[schema(value_type = vocabulary::RiskProcedure)]
    pub(crate) procedure: RiskProcedure,
    pub(crate) number: String,
    pub(crate) case: u64,
    /// The digest that it is drawn by: two numbers of 64 bits, in hexadecimal digits.
    pub(crate) key: String,
    pub(crate) share: String,
    pub(crate) is_drawn: bool,
}

pub(crate) fn figures_view(folded: &Folded, days: &Days, by: By) -> RiskFiguresView {
    let figures = folded.figures();
    let rows = |by| {
        let rows = figures.rows(days, by);
        let row = |it: risk::figures::Row| FigureRow {
            key: it.key,
            procedure: it.procedure,
            sum: sum_view(figures, &it.sum),
        };
        rows.into_iter().map(row).collect::<Vec<_>>()
    };
    let least = figures.least();
    let fires = |all: std::collections::BTreeMap<String, Fires>| {
        all.into_iter().map(|(name, it)| fire_view(name, &it, least)).collect()
    };
    let beside = figures.beside(days);
    RiskFiguresView {
        from: days.start().to_string(),
        to: days.end().to_string(),
        found_from: least.0,
        behind: folded.behind(),
        kept_from: figures.first().map(|it| it.0.to_string()),
        total: sum_view(figures, &figures.all(days)),
        procedures: rows(By::All),
        rows: if by == By::All { Vec::new() } else { rows(by) },
        rules: fires(figures.rules(days)),
        campaigns: fires(figures.campaigns(days)),
        beside: BesideView { examined: beside.examined, found: beside.found },
    }
}

fn sum_view(figures: &Figures, sum: &Sum) -> SumView {
    let least = figures.least();
    let kinds = figures.kinds(sum).into_iter().map(|(kind, n)| KindCount { kind, n });
    let way = |way| WayView { way: way_name(way), rate: rate_view(&sum.way(way), least) };
    let standing = |credit| standing_view(credit, sum.standing(credit));
    SumView {
        weighed: sum.weighed,
        later_audit: rate_view(&sum.later, least),
        all: rate_view(&sum.all, least),
        by_grade: sum.all.by_grade.to_vec(),
        kinds: kinds.collect(),
        ways: Way::ALL.into_iter().map(way).collect(),
        gain: sum.gain(least).map(gain_view),
        standings: STANDINGS.into_iter().map(standing).collect(),
    }
}

pub(super) fn rate_view(counts: &Counts, least: Grade) -> RateView {
    let interval = counts.interval(least);
    RateView {
        selected: counts.selected,
        examinations: counts.examinations,
        examined: counts.examined,
        found: counts.found(least),
        hit_rate: counts.hit_rate(least),
        low: interval.map(|it| it.low),
        high: interval.map(|it| it.high),
    }
}

fn gain_view(gain: Gain) -> GainView {
    let Gain { difference, interval } = gain;
    GainView { points: difference * 100.0, low: interval.low * 100.0, high: interval.high * 100.0 }
}

const fn way_name(way: Way) -> ChosenWay {
    match way {
        Way::Lot => ChosenWay::Lot,
        Way::Targeted => ChosenWay::Targeted,
        Way::Rule => ChosenWay::Rule,
        Way::Model => ChosenWay::Model,
        Way::Watch => ChosenWay::Watch,
        Way::Explored => ChosenWay::Explored,
    }
}

fn standing_view(credit: Option<Credit>, it: Standing) -> StandingView {
    let Standing { weighed, selected, examined, in_vain } = it;
    let share_in_vain = it.share_in_vain();
    StandingView { credit, weighed, selected, examined, in_vain, share_in_vain }
}

fn fire_view(name: String, it: &Fires, least: Grade) -> FireView {
    let per_finding = risk::figures::share(it.counts.examinations, it.counts.found(least));
    FireView {
        name,
        fired: it.fired,
        rate: rate_view(&it.counts, least),
        examinations_per_finding: per_finding,
    }
}

pub(crate) fn compared_view(figures: &Figures, it: Compared<'_>) -> ComparedPlan {
    let days =
        |days: &Days| DaysView { from: days.start().to_string(), to: days.end().to_string() };
    let district = |it: District| ComparedDistrict {
        customs: it.customs,
        procedure: it.procedure,
        before: sum_view(figures, &it.before),
        after: sum_view(figures, &it.after),
        targeted: it.targeted.map(gain_view),
        lots: it.lots.map(gain_view),
    };
    let [before, after] = match &it.days {
        Some([before, after]) => [Some(days(before)), Some(days(after))],
        None => [None, None],
    };
    ComparedPlan {
        plan: it.plan.name(),
        title: it.plan.title.clone(),
        by: it.plan.by.clone(),
        since: it.since.to_string(),
        before,
        after,
        districts: it.districts.into_iter().map(district).collect(),
    }
}

pub(crate) fn lots_view(it: &DayLots) -> DayLotsView {
    let verified = it.verified.as_ref().map(|(verified, drawn)| VerifiedView {
        agrees: verified.agrees() && it.is_in_chain,
        is_promised: verified.is_promised,
        cases: verified.n_cases,
        drawn: verified.n_drawn,
        differing: verified.differing.iter().map(|it| it.0).collect(),
        draws: drawn.iter().map(draw_view).collect(),
    });
    DayLotsView {
        day: it.day.to_string(),
        is_over: it.is_over,
        promise: PromiseView {
            digest: it.promise.told(),
            commit: it.commit.0,
            at: it.at.to_string(),
            leaf: it.leaf.iter().map(|byte| format!("{byte:02x}")).collect(),
            is_in_chain: it.is_in_chain,
        },
        seed: it.seed.as_ref().map(risk::lots::DaySeed::told),
        verified,
    }
}

fn draw_view(it: &Drawn) -> DrawView {
    let Drawn { draw, procedure, number } = it;
    DrawView {
        procedure: *procedure,
        number: number.clone(),
        case: draw.entry.0,
        key: format!("{:016x}{:016x}", draw.key.hi, draw.key.lo),
        share: draw.share.to_string(),
        is_drawn: draw.is_drawn,
    }
}

/// Of which days somebody is shown figures: as he says, or the four weeks up to the newest of which there are any.
pub(crate) fn days_asked(figures: &Figures, from: Option<Date>, to: Option<Date>) -> Days {
    const BACK: i32 = 27;
    let to = to.or(figures.newest()).or(from).unwrap_or_default();
    let from = from.or_else(|| to.checked_sub(jiff::Span::new().days(BACK)).ok());
    from.unwrap_or(to)..=to
}
