//! What examinations say, and when: a label exists only for what was examined, and arrives days later.

use std::collections::{BTreeMap, BTreeSet};

use model::{Amount, Moment};

use super::{kind::FraudKind, truth::FraudTruth};

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
#[derive(Debug, Default)]
pub struct Labels {
    waiting: BTreeMap<(Moment, u64), Label>,
    examined: BTreeSet<u64>,
}

const DAY_MINUTES: i64 = 24 * 60;

impl FraudTruth {
    /// What an examination of the case would confirm.
    pub fn confirmed(&self) -> Option<Confirmed> {
        let kind = self.kinds.first().copied().filter(|_| self.is_confirmable)?;
        Some(Confirmed { kind, severity: self.severity, duty: self.duty_at_stake })
    }
}

impl Labels {
    /// A case is examined. Who examines it twice gets one answer.
    pub fn examine(&mut self, truth: &FraudTruth, at: Moment) {
        let index = truth.index;
        if !self.examined.insert(index) {
            return;
        }
        let arrives_at = at.plus_minutes(i64::from(truth.label_days) * DAY_MINUTES);
        let label = Label { index, arrives_at, confirmed: truth.confirmed() };
        self.waiting.insert((arrives_at, index), label);
    }

    /// What has arrived by a moment and was not told before, in the order of arrival.
    pub fn arrived(&mut self, by: Moment) -> Vec<Label> {
        let later = self.waiting.split_off(&(by, u64::MAX));
        std::mem::replace(&mut self.waiting, later).into_values().collect()
    }
}
