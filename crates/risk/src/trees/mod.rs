//! Forests: what weighs a case by its numbers. One form of our own that decides, whoever trained it; readers of what
//! LightGBM, XGBoost and ONNX write; training, calibration, measures and reasons.
//!
//! The way of a house: examined cases go into a [`Table`] (`Table::of`, `push_record`), `train` makes a [`Model`] of it, which is
//! kept as bytes (`save`, `load`). When a model is activated it is bound to the schema of the features ([`Model::bind`]);
//! a [`Bound`] then says of every record how likely a finding is (`weigh`) and why (`reasons`).

mod calibration;
mod forest;
mod lightgbm;
pub(crate) mod measures;
mod model;
mod onnx;
mod reasons;
mod saved;
mod scorecard;
mod spread;
mod table;
#[cfg(feature = "train")]
mod train;
mod xgboost;

pub use calibration::{Calibration, Way};
pub use forest::{Forest, RawNode, RawTree, Test};
pub use measures::{Interval, auc, brier, calibration_error, difference, precision_at, wilson};
pub use model::{Bound, Contribution, Misfit, Model, Quality, Weighed, Window};
pub use saved::SavedError;
pub use scorecard::{Scorecard, Sign, When};
pub use spread::{FeatureSpread, Spread};
pub use table::{Table, TableError};
#[cfg(feature = "train")]
pub use train::{Grower, Hessboost, TrainError, TrainPlan, train, train_with};

/// How a margin becomes what is told.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The margin itself.
    Identity,
    /// `1 / (1 + exp(-steepness × margin))`.
    Logistic { steepness: f64 },
}

impl Link {
    pub const LOGISTIC: Link = Link::Logistic { steepness: 1.0 };

    pub fn apply(self, margin: f64) -> f64 {
        match self {
            Link::Identity => margin,
            Link::Logistic { steepness } => logistic(steepness * margin),
        }
    }
}

/// By a library in plain Rust: the system's own `exp` differs from machine to machine in the last bit.
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// What a model file may hold at most: more is refused before it is read on.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    pub const BYTES: usize = 32 << 20;
    pub const TREES: usize = 20_000;
    pub const NODES: usize = 4_000_000;
    pub const DEPTH: usize = 64;
    pub const FEATURES: usize = u16::MAX as usize;
}

/// Why a model file is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForestError {
    #[error("the file is larger than {} bytes", Limits::BYTES)]
    TooLarge,
    #[error("there are more than {most} {what}")]
    TooMany { what: &'static str, most: usize },
    #[error("{0} is not a finite number, or is negative where it cannot be")]
    NotANumber(&'static str),
    #[error("a node names the node {0}, which is not there")]
    NoSuchNode(usize),
    #[error("two ways lead to the node {0}")]
    Shared(usize),
    #[error("a node asks for the feature {0}, which is not there")]
    NoSuchFeature(usize),
    #[error("tree {no}: {fault}")]
    InTree { no: usize, fault: Box<ForestError> },
    #[error("the file cannot be read: {0}")]
    Form(String),
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`{0}` has another length than its neighbours")]
    Length(&'static str),
    #[error("{0} is not supported")]
    Unsupported(String),
}

impl ForestError {
    fn of_tree(self, no: usize) -> ForestError {
        ForestError::InTree { no, fault: Box::new(self) }
    }
}

/// The smallest number that, rounded to single precision, is not below `cut`. A forest that was trained in single
/// precision compares rounded numbers; compared with this, numbers that were not rounded take the same way.
pub(crate) fn single(cut: f32) -> f64 {
    let below = cut.next_down();
    let middle = if below.is_finite() {
        // Exact: two neighbours in single precision and their middle all fit double precision.
        f64::midpoint(f64::from(below), f64::from(cut))
    } else {
        f64::from(cut)
    };
    // What lies in the very middle is rounded to the neighbour whose last bit is 0.
    let rounds_up = cut.to_bits() & 1 == 0;
    if rounds_up { middle } else { middle.next_up() }
}
