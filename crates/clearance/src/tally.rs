//! What a run came to, counted for whoever started it.

use std::collections::BTreeMap;

use model::Finding;
use serde::Serialize;

/// Counts by outcome and by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub messages: u64,
    /// Messages that had been accepted before, byte for byte.
    pub repeats: u64,
    pub documents: u64,
    /// Messages and documents that could not be read.
    pub unreadable: u64,
    /// What became of documents and entries: each change of state is counted once.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Findings by code.
    pub codes: BTreeMap<String, u64>,
}

impl Tally {
    pub(crate) fn outcome(&mut self, outcome: &'static str) {
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    pub(crate) fn findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            match self.codes.get_mut(&*finding.code) {
                Some(count) => *count += 1,
                None => {
                    self.codes.insert(finding.code.clone().into_owned(), 1);
                }
            }
        }
    }

    pub fn add(&mut self, other: &Tally) {
        self.messages += other.messages;
        self.repeats += other.repeats;
        self.documents += other.documents;
        self.unreadable += other.unreadable;
        for (outcome, count) in &other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        for (code, count) in &other.codes {
            *self.codes.entry(code.clone()).or_default() += count;
        }
    }
}
