//! What an evaluation says.

use serde::Serialize;

use super::Leak;
use crate::trees::{Interval, difference, measures::real, wilson};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// All cases with a label, those of the first weeks included.
    pub n_cases: usize,
    pub n_unlabelled: usize,
    pub n_repeated: usize,
    pub n_weeks: i64,
    /// Measured from this week on.
    pub from_week: i64,
    /// Cases of the weeks that are measured, and those of them with a finding.
    pub n_measured: usize,
    pub n_found: usize,
    pub base_rate: f64,
    pub labels: &'static str,
    pub n_features: usize,
    pub grown_by: String,
    /// Of the model, over all measured cases; with labels of the examined only, of the one that saw most.
    pub auc: Option<f64>,
    pub brier: Option<f64>,
    pub calibration_error: Option<f64>,
    /// The method of all intervals.
    pub intervals: &'static str,
    pub has_rules: bool,
    pub leaks: Vec<Leak>,
    pub arms: Vec<Arm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    Random,
    Rules,
    Model,
    Mixture,
}

/// One strategy at one share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    pub share: f64,
    pub strategy: Strategy,
    #[serde(flatten)]
    pub whole: Part,
    /// Of all findings, those that it found.
    pub recall: Option<f64>,
    /// Precision less the base rate, in percentage points, with its interval.
    pub gain_points: Option<f64>,
    pub gain_interval: Option<Interval>,
    pub auc: Option<f64>,
    /// Of all that was at stake in cases with a finding, what it found.
    pub duty_recall: Option<f64>,
    /// Of the mixture: what was targeted, what explored, and the control group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<(&'static str, Part)>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Part {
    pub n_examined: usize,
    pub n_found: usize,
    pub precision: Option<f64>,
    pub interval: Option<Interval>,
}

impl Part {
    pub(super) fn of(n_examined: usize, n_found: usize) -> Part {
        Part {
            n_examined,
            n_found,
            precision: (n_examined > 0).then(|| real(n_found) / real(n_examined)),
            interval: wilson(n_found, n_examined),
        }
    }

    /// In percentage points over a rate that was counted too.
    pub(super) fn gain(&self, base: (usize, usize)) -> (Option<f64>, Option<Interval>) {
        let over = self.precision.filter(|_| base.1 > 0);
        let points = over.map(|it| 100.0 * (it - real(base.0) / real(base.1)));
        let interval = difference((self.n_found, self.n_examined), base);
        let interval = interval.map(|it| Interval { low: 100.0 * it.low, high: 100.0 * it.high });
        (points, interval)
    }
}
