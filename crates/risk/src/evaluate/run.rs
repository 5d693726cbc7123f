//! The weeks one after the other: every strategy decides with what it knew, and learns after.

use std::ops::Range;

use super::{
    Arm, Leak, Report, Strategy,
    map::{Expected, Mixture, Weeks},
    pick::{Candidate, Spent, Why, allowance, highest, lot, mixed},
    report::Part,
};
use crate::trees::{
    Model, Table, TableError, TrainError, TrainPlan, auc, brier, calibration_error, train,
};

/// The cases, the earliest first.
#[derive(Debug, Clone, Copy)]
pub struct Cases<'a> {
    pub days: &'a [i64],
    pub found: &'a [bool],
    /// What draws lots.
    pub ids: &'a [String],
    /// What is lost if nobody looks.
    pub duty: Option<&'a [f64]>,
    /// The first day on which the label is known; the plan's delay where left out.
    pub known: Option<&'a [i64]>,
}

/// What makes numbers of a case, from what came before its week. Weeks come in their order: `begin`, `learn` of what
/// has become known, `weigh`, then `see`.
pub trait Knowledge: Clone {
    fn names(&self) -> Vec<String>;
    fn begin(&mut self, week: i64);
    fn learn(&mut self, row: usize, found: bool);
    fn weigh(&self, row: usize, out: &mut Vec<f64>);
    /// 1: nothing is known of its keys; 0: all is.
    fn novelty(&self, row: usize) -> f64;
    fn see(&mut self, rows: Range<usize>);
}

/// What rules say of a case: a score, or nothing where none fires.
pub type Rules<'a> = &'a dyn Fn(usize) -> Option<f64>;

/// Whose labels are learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Of all cases: all strategies and other programs learn from the same.
    All,
    /// Of what a strategy examined itself, as in a customs house.
    Examined,
}

#[derive(Clone)]
pub struct EvaluatePlan<'a> {
    /// Parts of all cases that may be examined.
    pub shares: Vec<f64>,
    pub labels: Labels,
    pub weeks: Weeks,
    pub mixture: Mixture,
    pub train: TrainPlan,
    pub rules: Option<Rules<'a>>,
    pub leaks: Vec<Leak>,
    /// Rows that were left out before, for the report.
    pub n_unlabelled: usize,
    pub n_repeated: usize,
}

/// What is told on the way.
#[derive(Debug)]
pub enum Progress<'a> {
    Week {
        week: i64,
        n_weeks: i64,
    },
    /// A case as the model that learns from all labels weighed it, and the week in which that was grown.
    Case {
        row: usize,
        week: i64,
        grown_in: Option<i64>,
        features: &'a [f64],
        score: f64,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    #[error("there is no case")]
    Empty,
    #[error("the cases are not in the order of time, or a column is shorter than the others")]
    Order,
    #[error("{n_weeks} weeks are too few: nothing is measured before week {from}")]
    TooShort { n_weeks: i64, from: i64 },
    #[error("a share of {0} cannot be examined")]
    Share(f64),
    #[error("there are too many features")]
    Features(#[from] TableError),
    #[error("a model cannot be grown")]
    Train(#[source] TrainError),
}

/// One learner: what it knows, what it has learnt from, and its model.
struct Learner<K> {
    knowledge: K,
    /// Rows whose labels it is yet to learn, with the day on which they are known and how they were weighed.
    awaited: Vec<(i64, usize, Vec<f64>)>,
    table: Table,
    model: Option<Model>,
    grown_in: Option<i64>,
    /// Of the week that is decided.
    scores: Vec<f64>,
    novelties: Vec<f64>,
    features: Vec<Vec<f64>>,
}

impl<K: Knowledge> Learner<K> {
    fn new(knowledge: K, has_rules: bool) -> Result<Learner<K>, TableError> {
        let mut names = knowledge.names();
        if has_rules {
            names.push("rules: score".to_owned());
        }
        Ok(Learner {
            knowledge,
            awaited: Vec::new(),
            table: Table::new(names)?,
            model: None,
            grown_in: None,
            scores: Vec::new(),
            novelties: Vec::new(),
            features: Vec::new(),
        })
    }

    /// Learns what is known on the first day of the week.
    fn begin(&mut self, week: i64, first_day: i64, cases: &Cases<'_>) -> Result<(), TableError> {
        self.knowledge.begin(week);
        let all = std::mem::take(&mut self.awaited);
        for (known, row, features) in all {
            if known > first_day {
                self.awaited.push((known, row, features));
                continue;
            }
            let found = cases.found.get(row).copied().unwrap_or_default();
            let day = cases.days.get(row).copied().unwrap_or_default();
            self.knowledge.learn(row, found);
            self.table.push(&features, found, day)?;
        }
        Ok(())
    }

    fn grow(&mut self, week: i64, plan: &TrainPlan) -> Result<(), EvaluateError> {
        match train(&self.table, plan) {
            Ok(model) => {
                self.model = Some(model);
                self.grown_in = Some(week);
                Ok(())
            }
            Err(TrainError::TooFew { .. }) => Ok(()),
            Err(other) => Err(EvaluateError::Train(other)),
        }
    }

    fn weigh(&mut self, rows: Range<usize>, rules: Option<Rules<'_>>) {
        self.scores.clear();
        self.novelties.clear();
        self.features.clear();
        for row in rows {
            let mut features = Vec::new();
            self.knowledge.weigh(row, &mut features);
            if let Some(rules) = rules {
                features.push(rules(row).unwrap_or(0.0));
            }
            // Before there is a model all cases are alike, and lots decide.
            self.scores
                .push(self.model.as_ref().map_or(0.0, |it| it.weigh_row(&features).probability));
            self.novelties.push(self.knowledge.novelty(row));
            self.features.push(features);
        }
    }

    fn await_label(&mut self, known: i64, row: usize, at: usize) {
        let features = self.features.get(at).cloned().unwrap_or_default();
        self.awaited.push((known, row, features));
    }
}

/// A strategy at a share, and what came of it.
struct Run {
    share: f64,
    strategy: Strategy,
    /// Which learner it asks; `None` for those that do not learn.
    learner: Option<usize>,
    spent: Spent,
    /// (examined, found), by [`Why`].
    tally: [(usize, usize); 3],
    duty: f64,
}

/// Decides week after week, and says what each strategy found. The same cases and plan give the same report.
pub fn evaluate<K: Knowledge>(
    cases: &Cases<'_>,
    knowledge: &K,
    plan: &EvaluatePlan<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, EvaluateError> {
    let weeks = weeks(cases)?;
    let n_weeks = i64::try_from(weeks.len()).unwrap_or(i64::MAX);
    let from = plan.weeks.warm_up.unwrap_or((n_weeks / 4).max(1));
    if from >= n_weeks {
        return Err(EvaluateError::TooShort { n_weeks, from });
    }
    if let Some(share) = plan.shares.iter().find(|it| !(**it > 0.0 && **it <= 1.0)) {
        return Err(EvaluateError::Share(*share));
    }
    let mut house = House::new(knowledge, plan, from)?;
    for (rows, week) in weeks.into_iter().zip(0i64..) {
        progress(Progress::Week { week, n_weeks });
        house.live(cases, rows, week, progress)?;
    }
    Ok(house.report(cases, n_weeks))
}

/// Cases of seven days each, from the first day on; weeks without a case are empty.
fn weeks(cases: &Cases<'_>) -> Result<Vec<Range<usize>>, EvaluateError> {
    let n = cases.days.len();
    let lengths = [
        Some(cases.found.len()),
        Some(cases.ids.len()),
        cases.duty.map(<[f64]>::len),
        cases.known.map(<[i64]>::len),
    ];
    if lengths.into_iter().flatten().any(|it| it != n) || !cases.days.is_sorted() {
        return Err(EvaluateError::Order);
    }
    let (Some(first), Some(last)) = (cases.days.first(), cases.days.last()) else {
        return Err(EvaluateError::Empty);
    };
    let mut at = 0;
    let of = (0..=(last - first) / 7).map(|week| {
        let from = at;
        at = cases.days.partition_point(|it| (it - first) / 7 <= week);
        from..at
    });
    Ok(of.collect())
}

struct House<'p, K> {
    plan: &'p EvaluatePlan<'p>,
    from: i64,
    learners: Vec<Learner<K>>,
    runs: Vec<Run>,
    /// Cases so far, and of the measured weeks.
    n_so_far: usize,
    n_measured: usize,
    n_found: usize,
    duty_found: f64,
    /// Of each learner: scores of measured cases; and what was found in them.
    scores: Vec<Vec<f64>>,
    rule_scores: Vec<f64>,
    found: Vec<bool>,
}

impl<'p, K: Knowledge> House<'p, K> {
    fn new(
        knowledge: &K,
        plan: &'p EvaluatePlan<'p>,
        from: i64,
    ) -> Result<House<'p, K>, EvaluateError> {
        let mut learners = Vec::new();
        let mut runs = Vec::new();
        let has_rules = plan.rules.is_some();
        if plan.labels == Labels::All {
            learners.push(Learner::new(knowledge.clone(), has_rules)?);
        }
        for share in &plan.shares {
            for strategy in [Strategy::Random, Strategy::Rules, Strategy::Model, Strategy::Mixture]
            {
                if strategy == Strategy::Rules && !has_rules {
                    continue;
                }
                let learns = matches!(strategy, Strategy::Model | Strategy::Mixture);
                if learns && plan.labels == Labels::Examined {
                    learners.push(Learner::new(knowledge.clone(), has_rules)?);
                }
                let learner = learns.then(|| learners.len() - 1);
                runs.push(Run {
                    share: *share,
                    strategy,
                    learner,
                    spent: Spent::default(),
                    tally: [(0, 0); 3],
                    duty: 0.0,
                });
            }
        }
        Ok(House {
            plan,
            from,
            scores: vec![Vec::new(); learners.len()],
            learners,
            runs,
            n_so_far: 0,
            n_measured: 0,
            n_found: 0,
            duty_found: 0.0,
            rule_scores: Vec::new(),
            found: Vec::new(),
        })
    }

    fn live(
        &mut self,
        cases: &Cases<'_>,
        rows: Range<usize>,
        week: i64,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), EvaluateError> {
        let first_day = cases.days.first().copied().unwrap_or_default() + 7 * week;
        for learner in &mut self.learners {
            learner.begin(week, first_day, cases)?;
            let is_due = learner.grown_in.is_none_or(|it| week - it >= self.plan.weeks.retrain);
            if week >= self.from && is_due {
                learner.grow(week, &self.plan.train)?;
            }
            learner.weigh(rows.clone(), self.plan.rules);
        }
        self.n_so_far += rows.len();
        if week >= self.from {
            self.measure(cases, rows.clone());
        }
        self.tell(rows.clone(), week, progress);
        let mut runs = std::mem::take(&mut self.runs);
        for run in &mut runs {
            self.decide(run, cases, rows.clone(), week);
        }
        self.runs = runs;
        if self.plan.labels == Labels::All
            && let Some(learner) = self.learners.first_mut()
        {
            for (at, row) in rows.clone().enumerate() {
                learner.await_label(known(cases, &self.plan.weeks, row), row, at);
            }
        }
        for learner in &mut self.learners {
            learner.knowledge.see(rows.clone());
        }
        Ok(())
    }

    fn measure(&mut self, cases: &Cases<'_>, rows: Range<usize>) {
        let found = cases.found.get(rows.clone()).unwrap_or_default();
        self.n_measured += rows.len();
        self.n_found += found.iter().filter(|it| **it).count();
        if let Some(duty) = cases.duty.and_then(|it| it.get(rows.clone())) {
            let lost = duty.iter().zip(found).filter(|it| *it.1).map(|it| it.0);
            self.duty_found += lost.sum::<f64>();
        }
        self.found.extend_from_slice(found);
        for (scores, learner) in self.scores.iter_mut().zip(&self.learners) {
            scores.extend_from_slice(&learner.scores);
        }
        if let Some(rules) = self.plan.rules {
            self.rule_scores.extend(rows.map(|it| rules(it).unwrap_or(f64::NEG_INFINITY)));
        }
    }

    /// Other programs can only learn from what is the same for all.
    fn tell(&self, rows: Range<usize>, week: i64, progress: &mut dyn FnMut(Progress<'_>)) {
        let learner = self.learners.first().filter(|_| self.plan.labels == Labels::All);
        let Some(learner) = learner else { return };
        for ((row, features), score) in rows.zip(&learner.features).zip(&learner.scores) {
            let grown_in = learner.grown_in;
            progress(Progress::Case { row, week, grown_in, features, score: *score });
        }
    }

    fn decide(&mut self, run: &mut Run, cases: &Cases<'_>, rows: Range<usize>, week: i64) {
        let seed = self.plan.mixture.seed;
        let id = |row: usize| cases.ids.get(row).map(String::as_str).unwrap_or_default();
        let k = allowance(run.share, self.n_so_far).saturating_sub(run.spent.all).min(rows.len());
        let learner = run.learner.and_then(|it| self.learners.get_mut(it));
        let picked: Vec<(usize, Why)> = match (run.strategy, &learner) {
            (Strategy::Rules, _) => {
                let score = |row: usize| self.plan.rules.and_then(|it| it(row));
                let scored: Vec<(f64, u64, usize)> = rows
                    .clone()
                    .filter_map(|row| Some((score(row)?, lot(seed, RULES, id(row)), row)))
                    .collect();
                highest(&scored, k).into_iter().map(|it| (it, Why::Targeted)).collect()
            }
            (Strategy::Model, Some(learner)) => {
                let scored: Vec<(f64, u64, usize)> = (rows.clone().zip(&learner.scores))
                    .map(|(row, score)| (*score, lot(seed, MODEL, id(row)), row))
                    .collect();
                highest(&scored, k).into_iter().map(|it| (it, Why::Targeted)).collect()
            }
            (Strategy::Mixture, Some(learner)) => {
                let candidates = candidates(learner, cases, rows.clone(), &self.plan.mixture);
                mixed(&candidates, k, &self.plan.mixture, &mut run.spent)
            }
            _ => {
                let scored: Vec<(f64, u64, usize)> =
                    rows.clone().map(|row| (0.0, lot(seed, RANDOM, id(row)), row)).collect();
                highest(&scored, k).into_iter().map(|it| (it, Why::Random)).collect()
            }
        };
        if run.strategy != Strategy::Mixture {
            // What rules leave unspent lapses with the week.
            run.spent.all += k;
        }
        if let Some(learner) = learner.filter(|_| self.plan.labels == Labels::Examined) {
            for (row, _) in &picked {
                let known = known(cases, &self.plan.weeks, *row);
                learner.await_label(known, *row, row - rows.start);
            }
        }
        if week >= self.from {
            run.count(&picked, cases);
        }
    }

    fn report(&self, cases: &Cases<'_>, n_weeks: i64) -> Report {
        // Of several learners the one that saw most, which is the last share's mixture.
        let scores = self.scores.last().map(Vec::as_slice).unwrap_or_default();
        let model = self.learners.last().and_then(|it| it.model.as_ref());
        let base = (self.n_found, self.n_measured);
        Report {
            n_cases: cases.days.len(),
            n_unlabelled: self.plan.n_unlabelled,
            n_repeated: self.plan.n_repeated,
            n_weeks,
            from_week: self.from,
            n_measured: self.n_measured,
            n_found: self.n_found,
            base_rate: Part::of(self.n_measured, self.n_found).precision.unwrap_or_default(),
            labels: match self.plan.labels {
                Labels::All => "all",
                Labels::Examined => "examined",
            },
            n_features: self.learners.first().map_or(0, |it| it.table.names().len()),
            grown_by: model.map(|it| it.grown_by.clone()).unwrap_or_default(),
            auc: auc(scores, &self.found),
            brier: brier(scores, &self.found),
            calibration_error: calibration_error(scores, &self.found),
            intervals: "95 %: Wilson; of gains, over the base rate, Newcombe's method 10",
            has_rules: self.plan.rules.is_some(),
            leaks: self.plan.leaks.clone(),
            arms: self.runs.iter().map(|it| self.arm(it, base)).collect(),
        }
    }

    fn arm(&self, run: &Run, base: (usize, usize)) -> Arm {
        let sum = run.tally.iter().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        let whole = Part::of(sum.0, sum.1);
        let (gain_points, gain_interval) = whole.gain(base);
        let scores = match run.strategy {
            Strategy::Random => None,
            Strategy::Rules => Some(self.rule_scores.as_slice()),
            _ => run.learner.and_then(|it| self.scores.get(it)).map(Vec::as_slice),
        };
        let names = ["targeted", "explored", "random"];
        let parts = names.into_iter().zip(run.tally.map(|it| Part::of(it.0, it.1)));
        Arm {
            share: run.share,
            strategy: run.strategy,
            recall: Part::of(self.n_found, whole.n_found).precision,
            whole,
            gain_points,
            gain_interval,
            auc: scores.and_then(|it| auc(it, &self.found)),
            duty_recall: (self.duty_found > 0.0).then(|| run.duty / self.duty_found),
            parts: parts.filter(|_| run.strategy == Strategy::Mixture).collect(),
        }
    }
}

/// Lots of different strategies say nothing of each other.
const RANDOM: u64 = 1;
const RULES: u64 = 2;
const MODEL: u64 = 3;
const MIXTURE: u64 = 4;

fn candidates<K>(
    learner: &Learner<K>,
    cases: &Cases<'_>,
    rows: Range<usize>,
    mixture: &Mixture,
) -> Vec<Candidate> {
    let all = rows.zip(&learner.scores).zip(&learner.novelties);
    let of = all.map(|((row, score), novelty)| {
        let duty = cases.duty.and_then(|it| it.get(row)).copied().unwrap_or(1.0);
        let id = cases.ids.get(row).map(String::as_str).unwrap_or_default();
        Candidate {
            row,
            expected: match mixture.expect {
                Expected::Findings => *score,
                Expected::Duty => score * duty,
            },
            unknown: (score * (1.0 - score)).max(0.0).sqrt() * novelty,
            lot: lot(mixture.seed, MIXTURE, id),
        }
    });
    of.collect()
}

fn known(cases: &Cases<'_>, weeks: &Weeks, row: usize) -> i64 {
    let day = cases.days.get(row).copied().unwrap_or_default();
    let told = cases.known.and_then(|it| it.get(row)).copied();
    // Not before the day after, whatever a table says: a label of the same day would be one of the future.
    told.unwrap_or(day + weeks.label_after_days).max(day) + 1
}

impl Run {
    fn count(&mut self, picked: &[(usize, Why)], cases: &Cases<'_>) {
        for (row, why) in picked {
            let found = cases.found.get(*row).copied().unwrap_or_default();
            if let Some(it) = self.tally.get_mut(*why as usize) {
                it.0 += 1;
                it.1 += usize::from(found);
            }
            if found {
                self.duty += cases.duty.and_then(|it| it.get(*row)).copied().unwrap_or_default();
            }
        }
    }
}

impl super::Sheet {
    /// The cases of the table.
    pub fn cases(&self) -> Cases<'_> {
        Cases {
            days: &self.days,
            found: &self.found,
            ids: &self.ids,
            duty: self.duty.as_deref(),
            known: None,
        }
    }
}
