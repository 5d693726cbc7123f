//! A model over the features of one procedure, with words for what it looks at.

use crate::{
    features::FeatureSet,
    record::Record,
    trees::{Bound, Misfit, Model, Weighed},
};

/// A model that weighs the cases of a procedure.
#[derive(Debug)]
pub struct Fitted {
    name: String,
    bound: Bound,
    /// Of each number of a record: how rules write it, and its title.
    titles: Vec<(&'static str, &'static str)>,
}

/// What a number of a record adds to a model's margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leading {
    pub name: &'static str,
    pub title_zh: &'static str,
    /// Missing where the case lacks it.
    pub value: Option<f64>,
    /// Above 0 it speaks for a finding.
    pub amount: f64,
}

impl Fitted {
    /// # Errors
    /// When the model is for other features, or for other versions of them.
    pub fn new(model: &Model, features: &FeatureSet, name: String) -> Result<Fitted, Misfit> {
        let edition = features.edition(&model.features);
        let bound = model.bind(features.schema(), &edition)?;
        let titles = features.numbers().map(|it| (it.name, it.title_zh)).collect();
        Ok(Fitted { name, bound, titles })
    }

    /// What the house calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn weigh(&self, record: &Record<'_>) -> Weighed {
        self.bound.weigh(record)
    }

    /// What adds most to the margin on the case's way through the trees, the weightiest first.
    pub fn leading(&self, record: &Record<'_>, most: usize) -> Vec<Leading> {
        self.told(self.bound.on_the_way(record), record, most)
    }

    /// As [`Fitted::leading`], by the values of Shapley: exact and fair to all features, and a hundred times as long.
    pub fn explained(&self, record: &Record<'_>, most: usize) -> Vec<Leading> {
        self.told(self.bound.shapley(record), record, most)
    }

    fn told(&self, amounts: Vec<f64>, record: &Record<'_>, most: usize) -> Vec<Leading> {
        let numbers = record.numbers();
        let mut all: Vec<Leading> = self
            .titles
            .iter()
            .zip(amounts)
            .zip(numbers)
            .filter(|((_, amount), _)| *amount != 0.0)
            .map(|(((name, title_zh), amount), value)| Leading {
                name,
                title_zh,
                value: (!value.is_nan()).then_some(*value),
                amount,
            })
            .collect();
        all.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
        all.truncate(most);
        all
    }
}
