//! How much of the newest day's budget is used up, office by office and port by port: as whoever chooses counts it, and no second count.

use std::collections::{BTreeMap, BTreeSet};

use model::{Date, RiskProcedure};

use super::Figures;
use crate::memory::{Deltas, Digester};

/// What is used up at an office and a port. Cases of both procedures that came there share one count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    pub procedure: RiskProcedure,
    pub customs: String,
    pub port: String,
    pub n: u32,
}

/// Offices and ports that cases of a day came to, and what was counted of the day.
#[derive(Debug, Clone, Default)]
pub(super) struct Purses {
    /// By kind of case and office, the ports.
    places: BTreeMap<RiskProcedure, BTreeMap<String, BTreeSet<String>>>,
    n_places: usize,
    counts: BTreeMap<u64, u32>,
}

impl Purses {
    /// Of so many places at most: those that came first.
    pub(super) fn see(
        &mut self,
        procedure: RiskProcedure,
        [customs, port]: [&str; 2],
        most: usize,
    ) {
        let offices = self.places.entry(procedure).or_default();
        if offices.get(customs).is_some_and(|it| it.contains(port)) || self.n_places >= most {
            return;
        }
        offices.entry(customs.to_owned()).or_default().insert(port.to_owned());
        self.n_places += 1;
    }

    pub(super) fn spend(&mut self, deltas: &Deltas) {
        for (key, n) in deltas.chosen() {
            let counted = self.counts.entry(*key).or_default();
            *counted = counted.saturating_add(*n);
        }
    }
}

impl Figures {
    /// What is used up on a day at every place where something is; nothing of a day that is not the newest.
    pub fn spent(&self, on: Date, digester: Digester) -> Vec<Spent> {
        if self.newest != Some(on) {
            return Vec::new();
        }
        let mut all = Vec::new();
        for (procedure, offices) in &self.purses.places {
            let places =
                offices.iter().flat_map(|(it, ports)| ports.iter().map(move |port| (it, port)));
            all.extend(places.filter_map(|(customs, port)| {
                let n = *self.purses.counts.get(&digester.counter(customs, port, on))?;
                let (customs, port) = (customs.clone(), port.clone());
                Some(Spent { procedure: *procedure, customs, port, n })
            }));
        }
        all
    }
}
