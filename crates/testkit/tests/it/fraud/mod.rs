//! Traffic with planted fraud: the same everywhere, fair, hard, and such as the house takes it.

mod accounted;
mod fields;
mod figures;
mod house;
mod markers;
mod oracles;
mod played;
mod stream;

use params::Law;
use testkit::fraud::{Case, CaseLane, FraudPlan, FraudTruth, Truths, traffic};

/// Cases with their truths; what came back has that of its parcel.
pub(crate) struct Told {
    pub(crate) cases: Vec<Case>,
    pub(crate) truths: Vec<FraudTruth>,
}

impl Told {
    pub(crate) fn new(plan: &FraudPlan, seed: u64) -> Told {
        let law = Law::shipped().unwrap();
        Told {
            cases: traffic(plan, &law, seed).unwrap().collect(),
            truths: Truths::new(plan, &law, seed).unwrap().collect(),
        }
    }

    pub(crate) fn truth(&self, case: &Case) -> &FraudTruth {
        &self.truths[usize::try_from(case.index).unwrap()]
    }

    pub(crate) fn of(&self, lane: CaseLane) -> impl Iterator<Item = &FraudTruth> {
        self.truths.iter().filter(move |it| it.lane == lane)
    }
}

/// Some weeks of a small house.
pub(crate) fn small(weeks: u32, ppm: i64) -> FraudPlan {
    let plan = FraudPlan::embedded().unwrap().sized(weeks, 900, 350);
    plan.base_rate(model::Rate::from_ppm(ppm))
}
