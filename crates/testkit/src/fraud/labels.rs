//! What examinations say, and when: a label exists only for what was examined, and arrives days later.

use std::collections::{BTreeMap, BTreeSet};

use model::{Amount, Moment};
use params::Law;

use super::{
    kind::FraudKind,
    plan::FraudPlan,
    traffic::{Traffic, traffic},
};
use crate::NoGoods;

/// The result of an examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub index: u64,
    pub arrives_at: Moment,
    /// What was confirmed; nothing when the goods are as declared, or when nothing was seen.
    pub confirmed: Option<Confirmed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    pub kind: FraudKind,
    /// Of a hundred.
    pub severity: u32,
    pub duty: Amount,
}

impl Label {
    /// A confirmed discrepancy above the threshold.
    pub fn is_found(&self, threshold: u32) -> bool {
        self.confirmed.is_some_and(|it| it.severity >= threshold)
    }
}

/// Answers for examinations, when their time has come.
#[derive(Debug)]
pub struct Labels {
    traffic: Traffic,
    waiting: BTreeMap<(Moment, u64), Label>,
    examined: BTreeSet<u64>,
}

const DAY_MINUTES: i64 = 24 * 60;

impl Labels {
    /// # Errors
    /// When the law has none of the goods that are declared.
    pub fn new(plan: &FraudPlan, law: &Law, seed: u64) -> Result<Labels, NoGoods> {
        let traffic = traffic(plan, law, seed)?;
        Ok(Labels { traffic, waiting: BTreeMap::new(), examined: BTreeSet::new() })
    }

    /// A case is examined. Who examines it twice gets one answer.
    pub fn examine(&mut self, index: u64, at: Moment) {
        if index >= self.traffic.n_cases() || !self.examined.insert(index) {
            return;
        }
        let truth = self.traffic.truth(index);
        let arrives_at = at.plus_minutes(i64::from(truth.label_days) * DAY_MINUTES);
        let kind = truth.kinds.first().copied().filter(|_| truth.is_confirmable);
        let confirmed = kind.map(|kind| Confirmed {
            kind,
            severity: truth.severity,
            duty: truth.duty_at_stake,
        });
        self.waiting.insert((arrives_at, index), Label { index, arrives_at, confirmed });
    }

    /// What has arrived by a moment and was not told before, in the order of arrival.
    pub fn arrived(&mut self, by: Moment) -> Vec<Label> {
        let later = self.waiting.split_off(&(by, u64::MAX));
        std::mem::replace(&mut self.waiting, later).into_values().collect()
    }
}
