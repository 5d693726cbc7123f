//! What the columns of a table are: `MAP.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::trees::TrainPlan;

/// Which column is what, and what is made of them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The day of a case, with the hour if it has one.
    pub time: String,
    /// What a case goes by when lots are drawn; its place in the table where left out.
    pub id: Option<String>,
    /// Who: what they were found with, how much they declare, since when.
    #[serde(default)]
    pub keys: Vec<String>,
    /// What: commodity, countries, modes. As keys, and by their own order.
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The first letters of a category as a category of their own.
    #[serde(default)]
    pub prefixes: BTreeMap<String, Vec<usize>>,
    #[serde(default)]
    pub ratios: Vec<Ratio>,
    /// How far a number is from what is usual for its like.
    #[serde(default)]
    pub spreads: Vec<Spread>,
    /// What is looked at together: whether it is the first time, what was found.
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    /// What is lost if nobody looks.
    pub duty: Option<Duty>,
    #[serde(default)]
    pub history: HistoryPlan,
    #[serde(default)]
    pub train: TrainPlan,
    #[serde(default)]
    pub mixture: Mixture,
    #[serde(default)]
    pub weeks: Weeks,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    pub name: String,
    pub of: String,
    pub per: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// A number or a ratio.
    pub of: String,
    pub by: Vec<String>,
}

/// A column that has it, or a value and a rate in per cent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Duty {
    Column { column: String },
    Product { value: String, rate_percent: String },
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HistoryPlan {
    /// What a finding of a week ago counts, against one of now.
    pub weekly_fade: f64,
    /// So many cases of the average are added to everybody's.
    pub smoothing: f64,
    /// Cases are counted over so many weeks.
    pub windows: Vec<i64>,
}

impl Default for HistoryPlan {
    fn default() -> HistoryPlan {
        HistoryPlan { weekly_fade: 0.98, smoothing: 10.0, windows: vec![1, 4, 13] }
    }
}

/// How the mixture spends what may be examined; the rest goes where most is expected.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mixture {
    /// For cases of which little is known.
    pub explore: f64,
    /// Drawn by lot among all: the control group.
    pub random: f64,
    /// What is expected: findings, or the duty that they bring.
    pub expect: Expected,
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    Findings,
    Duty,
}

impl Default for Mixture {
    fn default() -> Mixture {
        Mixture { explore: 0.1, random: 0.1, expect: Expected::Findings, seed: 1 }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weeks {
    /// Nothing is measured before; a quarter of all weeks where left out.
    pub warm_up: Option<i64>,
    /// A new model every so many weeks.
    pub retrain: i64,
    /// A label is known so many days after the case.
    pub label_after_days: i64,
}

impl Default for Weeks {
    fn default() -> Weeks {
        Weeks { warm_up: None, retrain: 4, label_after_days: 0 }
    }
}

/// Why a map is refused.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    #[error("the map cannot be read")]
    Form(#[source] toml::de::Error),
    #[error("the map names `{0}`, which is neither a column of it nor made of one")]
    Unknown(String),
    #[error("the map names `{0}` twice")]
    Twice(String),
    #[error("{0}")]
    Number(&'static str),
}

impl Map {
    pub fn read(text: &str) -> Result<Map, MapError> {
        let map: Map = toml::from_str(text).map_err(MapError::Form)?;
        map.proven()?;
        Ok(map)
    }

    fn proven(&self) -> Result<(), MapError> {
        let texts = self.texts();
        let mut seen = BTreeSet::new();
        let named = texts.iter().chain(&self.numbers).chain(self.ratios.iter().map(|it| &it.name));
        for name in named {
            if !seen.insert(name) {
                return Err(MapError::Twice(name.clone()));
            }
        }
        let text = |it: &String| texts.contains(it).then_some(()).ok_or_else(|| unknown(it));
        let number =
            |it: &String| self.numbers.contains(it).then_some(()).ok_or_else(|| unknown(it));
        let ratio = |it: &String| {
            let is_ratio = self.ratios.iter().any(|ratio| ratio.name == *it);
            if is_ratio { Ok(()) } else { number(it) }
        };
        for it in &self.ratios {
            number(&it.of).and_then(|()| number(&it.per))?;
        }
        for it in &self.spreads {
            ratio(&it.of)?;
            it.by.iter().try_for_each(text)?;
        }
        self.together.iter().flatten().try_for_each(text)?;
        self.prefixes.keys().try_for_each(text)?;
        match &self.duty {
            Some(Duty::Column { column }) => number(column)?,
            Some(Duty::Product { value, rate_percent }) => {
                number(value).and_then(|()| number(rate_percent))?;
            }
            None => {}
        }
        self.sound()
    }

    fn sound(&self) -> Result<(), MapError> {
        let part = |it: f64| (0.0..=1.0).contains(&it);
        let (history, mixture, weeks) = (&self.history, &self.mixture, &self.weeks);
        let sizes = self.together.iter().chain(self.spreads.iter().map(|it| &it.by));
        let rules = [
            (part(history.weekly_fade), "`history.weekly_fade` is not between 0 and 1"),
            (history.smoothing > 0.0, "`history.smoothing` is not above 0"),
            (
                history.windows.iter().all(|it| (1..=520).contains(it)),
                "`history.windows` are not between 1 and 520 weeks",
            ),
            (
                part(mixture.explore) && part(mixture.random),
                "the parts of the mixture are not between 0 and 1",
            ),
            (mixture.explore + mixture.random <= 1.0, "the parts of the mixture are more than all"),
            (weeks.retrain >= 1, "`weeks.retrain` is below 1"),
            (weeks.label_after_days >= 0, "`weeks.label_after_days` is below 0"),
            (weeks.warm_up.is_none_or(|it| it >= 1), "`weeks.warm_up` is below 1"),
            (
                sizes.into_iter().all(|it| (1..=TOGETHER).contains(&it.len())),
                "one, two or three columns are looked at together",
            ),
            (
                mixture.expect == Expected::Findings || self.duty.is_some(),
                "`mixture.expect` is duty, and `duty` is not there",
            ),
        ];
        rules.iter().find(|it| !it.0).map_or(Ok(()), |it| Err(MapError::Number(it.1)))
    }

    /// The texts of a case: keys, categories, and what is cut off of them.
    pub fn texts(&self) -> Vec<String> {
        let cut = self.prefixes.iter().flat_map(|(name, lengths)| {
            lengths.iter().map(move |length| prefix_name(name, *length))
        });
        self.keys.iter().chain(&self.categories).cloned().chain(cut).collect()
    }
}

/// So many columns are looked at together at most.
pub(super) const TOGETHER: usize = 3;

pub(super) fn prefix_name(name: &str, length: usize) -> String {
    format!("{name}:{length}")
}

fn unknown(name: &str) -> MapError {
    MapError::Unknown(name.to_owned())
}
