//! A forest with all that is known of it: its features by name, what it was grown on, how it is calibrated, how good
//! it was on later cases.

use serde::{Deserialize, Serialize};

use super::{Calibration, Forest, Interval, Spread};
use crate::{Record, Schema};

#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub forest: Forest,
    /// In the order of the forest's numbers.
    pub features: Vec<String>,
    /// Of the definitions of the features: a model is good for no other.
    pub edition: String,
    pub calibration: Calibration,
    pub window: Window,
    /// What it did on later cases; `None` where nobody measured it.
    pub quality: Option<Quality>,
    /// Who grew it, and how.
    pub grown_by: String,
    /// How its features lay among all cases of its window, examined or not; `None` where nobody said.
    pub spread: Option<Spread>,
}

/// First and last day of the cases it was grown on, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub from_day: i64,
    pub to_day: i64,
}

/// Measured on the later cases, which the forest had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    pub n_grown_on: usize,
    pub n_measured_on: usize,
    pub n_found: usize,
    pub auc: Option<f64>,
    pub precision_at_10: Option<f64>,
    /// Wilson, 95 %.
    pub precision_at_10_interval: Option<Interval>,
    /// Of the calibrated probabilities, on the cases that calibrated them.
    pub brier: Option<f64>,
    pub calibration_error: Option<f64>,
}

/// Why a model is not for these features.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("the model is for the features of edition `{model}`, and these are of `{house}`")]
    Edition { model: String, house: String },
    #[error("the model asks for the feature `{0}`, which is not there, or is no number")]
    Lacks(String),
    #[error("the model names {names} features and asks for {asked}")]
    Names { names: usize, asked: usize },
    #[error("the model names the feature `{0}` twice")]
    Twice(String),
}

impl Model {
    /// A forest that was grown elsewhere, with the names of its features in its own order.
    pub fn foreign(
        forest: Forest,
        features: Vec<String>,
        edition: &str,
        grown_by: &str,
    ) -> Result<Model, Misfit> {
        let model = Model {
            forest,
            features,
            edition: edition.to_owned(),
            calibration: Calibration::None,
            window: Window::default(),
            quality: None,
            grown_by: grown_by.to_owned(),
            spread: None,
        };
        model.named().map(|()| model)
    }

    pub(super) fn named(&self) -> Result<(), Misfit> {
        let (names, asked) = (self.features.len(), self.forest.n_features());
        if names != asked {
            return Err(Misfit::Names { names, asked });
        }
        let mut sorted: Vec<&String> = self.features.iter().collect();
        sorted.sort_unstable();
        let twice = sorted.windows(2).find(|it| it.first() == it.last());
        twice.and_then(|it| it.first()).map_or(Ok(()), |it| Err(Misfit::Twice((*it).clone())))
    }

    /// The model over the records of a schema, which is what decides. Refused where the definitions of the features are of
    /// another edition, or a feature is not there or is no number.
    pub fn bind(&self, schema: &Schema, edition: &str) -> Result<Bound, Misfit> {
        if self.edition != edition {
            let (model, house) = (self.edition.clone(), edition.to_owned());
            return Err(Misfit::Edition { model, house });
        }
        self.named()?;
        let places = self
            .features
            .iter()
            .map(|name| match schema.find(name) {
                Some((crate::Kind::Number | crate::Kind::Flag, slot)) => Ok(slot.0),
                _ => Err(Misfit::Lacks(name.clone())),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let features: Vec<String> = schema.numbers().map(str::to_owned).collect();
        let (names, asked) = (self.features.len(), self.forest.n_features());
        let forest = self.forest.placed(&places, features.len());
        let forest = forest.map_err(|_| Misfit::Names { names, asked })?;
        let expectations = forest.expectations();
        Ok(Bound { forest, features, calibration: self.calibration.clone(), expectations })
    }

    /// Of a row in the model's own order of features.
    pub fn weigh_row(&self, row: &[f64]) -> Weighed {
        weighed(&self.forest, &self.calibration, row)
    }

    /// Of a row in the model's own order of features: as [`Bound::reasons`].
    pub fn reasons_of_row(&self, row: &[f64], most: usize) -> Vec<Contribution<'_>> {
        reasons(&self.forest, &self.features, row, most)
    }
}

/// What a model says of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// How likely a finding is, calibrated: 0 to 1.
    pub probability: f64,
    /// What the forest says: the logarithm of the odds, before calibration.
    pub margin: f64,
}

/// What a feature adds to the margin of a case: above 0 it speaks for a finding, below against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution<'a> {
    pub feature: &'a str,
    pub amount: f64,
}

/// A model over the records of one schema. Made by [`Model::bind`] when a model is activated; then nothing is looked up
/// by name, and what a record lacks is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    forest: Forest,
    /// The numbers of the schema in the order of their slots.
    features: Vec<String>,
    calibration: Calibration,
    /// What is expected of a case at each node.
    expectations: Vec<f64>,
}

impl Bound {
    /// The same record gives the same bits on every machine.
    pub fn weigh(&self, record: &Record<'_>) -> Weighed {
        weighed(&self.forest, &self.calibration, record.numbers())
    }

    /// The features that add most to the margin, either way, the weightiest first; of equals the one with the lower slot. Takes
    /// nearly a hundred times as long as [`Bound::weigh`]: for cases that are selected or looked at.
    pub fn reasons(&self, record: &Record<'_>, most: usize) -> Vec<Contribution<'_>> {
        reasons(&self.forest, &self.features, record.numbers(), most)
    }

    /// What each number of the record adds to the margin by the values of Shapley, in the order of slots. Takes nearly a hundred
    /// times as long as [`Bound::weigh`].
    pub fn shapley(&self, record: &Record<'_>) -> Vec<f64> {
        let mut out = Vec::new();
        self.forest.contributions(record.numbers(), &mut out);
        out
    }

    /// What each number of the record adds on the case's way through the trees: by how much what is expected changes at each
    /// split. As fast as [`Bound::weigh`], and less fair to what is asked early.
    pub fn on_the_way(&self, record: &Record<'_>) -> Vec<f64> {
        self.forest.on_the_way(record.numbers(), &self.expectations)
    }

    /// The margin of a case of which nothing is known: with what all features add, it is a case's margin.
    pub fn expected(&self) -> f64 {
        self.forest.expected()
    }
}

fn weighed(forest: &Forest, calibration: &Calibration, row: &[f64]) -> Weighed {
    let margin = forest.margin(row);
    // A forest that was grown for another aim than odds may say what is no probability.
    let probability = calibration.apply(margin, forest.link().apply(margin)).clamp(0.0, 1.0);
    Weighed { probability, margin }
}

fn reasons<'a>(
    forest: &Forest,
    features: &'a [String],
    row: &[f64],
    most: usize,
) -> Vec<Contribution<'a>> {
    let mut out = Vec::new();
    forest.contributions(row, &mut out);
    let mut all: Vec<Contribution<'a>> = features
        .iter()
        .zip(out)
        .map(|(feature, amount)| Contribution { feature, amount })
        .filter(|it| it.amount != 0.0)
        .collect();
    all.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    all.truncate(most);
    all
}
