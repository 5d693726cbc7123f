//! What nobody can do better than: the truth itself, as a selector.

use std::{collections::BTreeMap, fmt};

use params::Law;

use super::{
    kind::{CaseLane, FraudKind},
    plan::FraudPlan,
    traffic::{Truths, traffic},
    truth::FraudTruth,
};
use crate::NoGoods;

/// Shares of the cases that are examined, as results are reported.
const EXAMINED_PPM: [u32; 4] = [10_000, 20_000, 50_000, 100_000];

/// What there is to be found among cases. Found is a confirmed discrepancy above the threshold.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ceiling {
    pub n_cases: u64,
    pub n_planted: u64,
    /// What examining everything would find: bounded by severity, and by what examinations confirm. Some of it are honest
    /// mistakes.
    pub n_findable: u64,
    /// Planted and above the threshold, and of these what would be confirmed.
    pub n_severe: u64,
    pub n_severe_confirmed: u64,
    /// By kind, the first of a case's: planted, findable.
    pub kinds: BTreeMap<FraudKind, [u64; 2]>,
}

/// Hits at a share examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Best {
    pub n_examined: u64,
    /// Of somebody who knows which cases an examination would confirm: nobody finds more.
    pub n_hits: u64,
    /// Of somebody who knows what is planted and how severe it is, and not what would be confirmed.
    pub n_knowing: u64,
    /// Of as many cases drawn at random, on average.
    pub n_random: u64,
}

impl Ceiling {
    /// Of cases, in any order.
    pub fn of(truths: impl IntoIterator<Item = FraudTruth>, threshold: u32) -> Ceiling {
        let mut it = Ceiling::default();
        for truth in truths {
            let is_found = truth.is_found(threshold);
            it.n_cases += 1;
            it.n_findable += u64::from(is_found);
            if !truth.is_planted() {
                continue;
            }
            it.n_planted += 1;
            it.n_severe += u64::from(truth.severity >= threshold);
            it.n_severe_confirmed += u64::from(is_found);
            if let Some(kind) = truth.kinds.first() {
                let [planted, findable] = it.kinds.entry(*kind).or_default();
                *planted += 1;
                *findable += u64::from(is_found);
            }
        }
        it
    }

    /// When so many millionths of the cases are examined.
    pub fn best(&self, examined_ppm: u32) -> Best {
        let n_examined = self.n_cases * u64::from(examined_ppm) / 1_000_000;
        let severe = self.n_severe.max(1);
        Best {
            n_examined,
            n_hits: self.n_findable.min(n_examined),
            n_knowing: self.n_severe_confirmed * n_examined.min(severe) / severe,
            n_random: self.n_findable * n_examined / self.n_cases.max(1),
        }
    }
}

/// What there is to be found in the second half of a plan's traffic.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WhatThereIs {
    pub base_rate_ppm: u32,
    pub seed: u64,
    pub lanes: Vec<OfLane>,
}

/// Of a lane, or of both.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OfLane {
    /// Nothing of both.
    pub lane: Option<CaseLane>,
    pub ceiling: Ceiling,
    /// At each share examined, in millionths.
    pub best: Vec<(u32, Best)>,
}

impl WhatThereIs {
    /// # Errors
    /// When the law has none of the goods that are declared.
    pub fn of(plan: &FraudPlan, law: &Law, seed: u64) -> Result<WhatThereIs, NoGoods> {
        let half = traffic(plan, law, seed)?.half();
        let truths: Vec<FraudTruth> =
            Truths::new(plan, law, seed)?.skip_while(|it| it.index < half).collect();
        let of_lane = |lane: Option<CaseLane>| {
            let of = truths.iter().filter(|it| lane.is_none_or(|lane| lane == it.lane));
            let ceiling = Ceiling::of(of.cloned(), plan.severity_threshold);
            let best = EXAMINED_PPM.map(|share| (share, ceiling.best(share))).to_vec();
            OfLane { lane, ceiling, best }
        };
        let lanes = [Some(CaseLane::Parcel), Some(CaseLane::Declaration), None].map(of_lane);
        let base_rate_ppm = plan.base_rate_ppm;
        Ok(WhatThereIs { base_rate_ppm, seed, lanes: lanes.to_vec() })
    }
}

impl fmt::Display for WhatThereIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for OfLane { lane, ceiling, best } in &self.lanes {
            let lane = match lane {
                Some(CaseLane::Parcel) => "parcels",
                Some(CaseLane::Declaration) => "declarations",
                None => "both lanes",
            };
            let Ceiling { n_cases, n_planted, n_findable, .. } = ceiling;
            writeln!(f, "{lane}: {n_cases} cases, {n_planted} planted, {n_findable} to be found")?;
            for (share, it) in best {
                let hits = |n: u64| {
                    let permille = n * 1_000 / it.n_examined.max(1);
                    format!("{}.{} %", permille / 10, permille % 10)
                };
                writeln!(
                    f,
                    "  {:>2} % examined ({}): hits at best {}, knowing what is planted {}, at random {}",
                    share / 10_000,
                    it.n_examined,
                    hits(it.n_hits),
                    hits(it.n_knowing),
                    hits(it.n_random)
                )?;
            }
            for (kind, [planted, findable]) in &ceiling.kinds {
                writeln!(f, "  {kind}: {planted} planted, {findable} to be found")?;
            }
        }
        Ok(())
    }
}
