//! Growing a forest from examined cases, in this program. Who grows it is behind a small trait; what it grew becomes a
//! [`Forest`] of ours, which alone decides.

use hessboost::{
    config::TrainingParams,
    data::DMatrix,
    model::ModelFormat,
    objective::{Objective, RegLoss},
};
use serde::{Deserialize, Serialize};

use super::{
    Calibration, Forest, ForestError, Model, Quality, Scorecard, Table, Way, Window, auc, brier,
    calibration_error, measures, precision_at, wilson,
};

/// How to train. The same table and plan give the same model, bit for bit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainPlan {
    /// Forests that are grown from different seeds and averaged: one alone is luckier or unluckier than it knows.
    pub forests: usize,
    /// Trees of each.
    pub rounds: usize,
    /// Levels of a tree.
    pub depth: usize,
    /// What part of its correction a tree is allowed.
    pub eta: f64,
    /// A leaf needs as much: about four times as many cases at the least. Of few labels it needs less.
    pub min_child_weight: f64,
    /// Pulls leaves towards nothing.
    pub lambda: f64,
    /// Parts of the cases, of the features a tree, and of those a level.
    pub subsample: f64,
    pub columns_by_tree: f64,
    pub columns_by_level: f64,
    pub seed: u64,
    /// It changes how long it takes, and nothing else.
    pub threads: usize,
    /// The latest part of the cases, which calibrates and measures.
    pub held_out: f64,
    pub calibration: Way,
    /// After measuring, grow once more on all cases, the latest included.
    pub refit: bool,
    /// Of the definitions of the features.
    pub edition: String,
    /// What trees are grown on top of; nothing where it has no signs.
    pub prior: Scorecard,
}

impl Default for TrainPlan {
    fn default() -> TrainPlan {
        TrainPlan {
            forests: 3,
            rounds: 150,
            depth: 5,
            eta: 0.03,
            min_child_weight: 8.0,
            lambda: 4.0,
            subsample: 0.5,
            columns_by_tree: 0.3,
            columns_by_level: 0.6,
            seed: 1,
            threads: 1,
            held_out: 0.2,
            calibration: Way::Platt,
            refit: true,
            edition: String::new(),
            prior: Scorecard::default(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("{n} cases, {found} of them with a finding, are too few to learn from")]
    TooFew { n: usize, found: usize },
    #[error("the trainer refused: {0}")]
    Refused(String),
    #[error("what was grown is refused")]
    Grown(#[source] ForestError),
}

/// Fewer findings, or fewer cases without one, teach nothing.
const FEWEST: usize = 10;

/// Who grows forests.
pub trait Grower {
    /// Name and version.
    fn name(&self) -> &'static str;

    /// A forest whose margin is the logarithm of the odds of a finding.
    fn grow(&self, table: &Table, plan: &TrainPlan) -> Result<Forest, TrainError>;
}

/// The library `hessboost`. What it grew is taken over in XGBoost's JSON.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hessboost;

impl Hessboost {
    /// The model in XGBoost's JSON, and the library's own margins of rows, for those who compare.
    pub fn grow_as_json(
        table: &Table,
        plan: &TrainPlan,
        rows: &[f64],
    ) -> Result<(Vec<u8>, Vec<f32>), TrainError> {
        let refused = |it: hessboost::error::HessboostError| TrainError::Refused(it.to_string());
        let width = table.names().len();
        let labels: Vec<f32> = table.found().iter().map(|it| f32::from(u8::from(*it))).collect();
        let data = DMatrix::from_dense_vec(singles(table.values()), table.len(), width)
            .and_then(|it| it.with_labels(&labels))
            .map_err(refused)?;
        let prior = plan.prior(table)?;
        let data = match &prior {
            Some(prior) => {
                let margins = singles(&prior.margins(table.values()));
                data.with_base_margin(&margins).map_err(refused)?
            }
            None => data,
        };
        let params = TrainingParams::builder()
            .objective(Objective::BinaryLogistic(RegLoss::default()))
            .max_depth(plan.depth)
            .eta(plan.eta)
            .min_child_weight(plan.leaf_weight(table))
            .lambda(plan.lambda)
            .subsample(plan.subsample)
            .colsample_bytree(plan.columns_by_tree)
            .colsample_bylevel(plan.columns_by_level)
            .seed(plan.seed)
            .nthread(plan.threads.max(1));
        // On top of something, trees begin with even odds: all that they say is a correction.
        let params = if prior.is_some() { params.base_score(0.5) } else { params };
        let params = params.build().map_err(refused)?;
        let grown = hessboost::training::train(&params, &data, plan.rounds).map_err(refused)?;
        let rows = singles(rows);
        let margins = rows
            .chunks(width.max(1))
            .map(|row| grown.predict_margin_row(row, ..))
            .collect::<Result<Vec<f32>, _>>()
            .map_err(refused)?;
        Ok((grown.encode(ModelFormat::XgboostJson).map_err(refused)?, margins))
    }
}

impl Grower for Hessboost {
    fn name(&self) -> &'static str {
        "hessboost 0.4.6"
    }

    fn grow(&self, table: &Table, plan: &TrainPlan) -> Result<Forest, TrainError> {
        let (json, _) = Hessboost::grow_as_json(table, plan, &[])?;
        let grown = Forest::from_xgboost(&json).map_err(TrainError::Grown)?.0;
        match plan.prior(table)? {
            Some(prior) => grown.joined(&prior).map_err(TrainError::Grown),
            None => Ok(grown),
        }
    }
}

/// What a tree is shown is worth so many of the smallest leaves at least. Else findings that are rare among few cases would
/// weigh too little for a single split, and the model would say the same of every case.
const LEAVES: f64 = 12.0;

impl TrainPlan {
    /// The least weight of a leaf: that of the plan, or less where all cases together weigh little.
    fn leaf_weight(&self, table: &Table) -> f64 {
        let (n, found) = (measures::real(table.len()), measures::real(table.n_found()));
        let all = if n > 0.0 { found * (1.0 - found / n) * self.subsample } else { 0.0 };
        self.min_child_weight.min(all / LEAVES)
    }

    fn prior(&self, table: &Table) -> Result<Option<Forest>, TrainError> {
        let prior = (!self.prior.is_empty()).then(|| self.prior.forest(table.names()));
        prior.transpose().map_err(TrainError::Grown)
    }
}

/// The trainer compares in single precision; what is too large for it stays finite.
fn singles(values: &[f64]) -> Vec<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is meant")]
    let single = |it: &f64| it.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32;
    values.iter().map(single).collect()
}

/// Grows, calibrates and measures with the trainer of this house.
pub fn train(table: &Table, plan: &TrainPlan) -> Result<Model, TrainError> {
    train_with(&Hessboost, table, plan)
}

/// Grows on the earlier cases, calibrates and measures on the later ones, and then, if the plan says so, grows anew on
/// all of them.
pub fn train_with(
    grower: &dyn Grower,
    table: &Table,
    plan: &TrainPlan,
) -> Result<Model, TrainError> {
    let few = |it: &Table| {
        let (n, found) = (it.len(), it.n_found());
        (found < FEWEST || n - found < FEWEST).then_some(TrainError::TooFew { n, found })
    };
    let (before, after) = table.split(plan.held_out);
    if let Some(few) = few(&before) {
        return Err(few);
    }
    let forest = grown(grower, &before, plan)?;
    let margins = forest.margins(after.values());
    let calibration = Calibration::fit(plan.calibration, &margins, after.found());
    let said: Vec<f64> =
        margins.iter().map(|it| calibration.apply(*it, forest.link().apply(*it))).collect();
    let top = after.len() / 10;
    let precision = precision_at(&margins, after.found(), top);
    let hits = precision.map(|it| measures::hits(it, top));
    let quality = Quality {
        n_grown_on: before.len(),
        n_measured_on: after.len(),
        n_found: after.n_found(),
        auc: auc(&margins, after.found()),
        precision_at_10: precision,
        precision_at_10_interval: hits.and_then(|it| wilson(it, top)),
        brier: brier(&said, after.found()),
        calibration_error: calibration_error(&said, after.found()),
    };
    let forest = if plan.refit { grown(grower, table, plan)? } else { forest };
    let days = if plan.refit { table.days() } else { before.days() };
    let window = Window {
        from_day: days.iter().copied().min().unwrap_or_default(),
        to_day: days.iter().copied().max().unwrap_or_default(),
    };
    Ok(Model {
        forest,
        features: table.names().to_vec(),
        edition: plan.edition.clone(),
        calibration,
        window,
        quality: Some(quality),
        grown_by: format!("{}; {}", grower.name(), told(plan)),
        spread: None,
    })
}

fn grown(grower: &dyn Grower, table: &Table, plan: &TrainPlan) -> Result<Forest, TrainError> {
    let seeds = (0..plan.forests.max(1) as u64).map(|it| plan.seed.wrapping_add(it));
    let all: Vec<Forest> = seeds
        .map(|seed| grower.grow(table, &TrainPlan { seed, ..plan.clone() }))
        .collect::<Result<_, _>>()?;
    Forest::averaged(&all).map_err(TrainError::Grown)
}

fn told(it: &TrainPlan) -> String {
    format!(
        "forests {}, rounds {}, depth {}, eta {}, min_child_weight {}, lambda {}, subsample {}, columns {} and {}, seed {}, \
         held out {}, refit {}, signs {}",
        it.forests,
        it.rounds,
        it.depth,
        it.eta,
        it.min_child_weight,
        it.lambda,
        it.subsample,
        it.columns_by_tree,
        it.columns_by_level,
        it.seed,
        it.held_out,
        it.refit,
        it.prior.signs.len(),
    )
}
