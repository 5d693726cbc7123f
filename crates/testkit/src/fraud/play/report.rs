//! What a game came to over the second half, in counts.

use std::collections::BTreeMap;

use model::{Credit, Moment};
use risk::batch::Chosen;

use super::{Dealt, PlayPlan, hits::Hits, is_of};
use crate::fraud::{CaseLane, FraudKind};

/// By what cases were chosen; a case may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Targeted,
    Explored,
    Random,
    Rule,
}

impl Group {
    pub const ALL: [Group; 4] = [Group::Targeted, Group::Explored, Group::Random, Group::Rule];

    pub const fn name(self) -> &'static str {
        match self {
            Group::Targeted => "targeted",
            Group::Explored => "explored",
            Group::Random => "random",
            Group::Rule => "rule",
        }
    }

    fn chosen(self) -> Chosen {
        match self {
            Group::Targeted => Chosen::TARGETED,
            Group::Explored => Chosen::EXPLORED,
            Group::Random => Chosen::RANDOM,
            Group::Rule => Chosen::RULE,
        }
    }
}

/// Of a kind: what an examination of every case would have found, and what was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    pub findable: usize,
    pub found: usize,
}

/// Of traders of advanced credit, whose declarations were examined and found to be as declared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Certified {
    pub cases: usize,
    pub examined: usize,
    pub in_vain: usize,
}

/// Of a lane, or of both.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlayedLane {
    /// Nothing of both.
    pub lane: Option<CaseLane>,
    /// All that were accepted, and what would be found in them: what lots find on average.
    pub all: Hits,
    pub examined: Hits,
    pub groups: BTreeMap<Group, Hits>,
    pub kinds: BTreeMap<FraudKind, Found>,
    /// Who knew what examinations confirm would have found so many with as many examinations.
    pub best: usize,
    pub certified: Certified,
}

/// Of a game's second half.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PlayReport {
    pub base_rate_ppm: u32,
    pub seed: u64,
    pub lanes: Vec<PlayedLane>,
}

impl PlayReport {
    pub(super) fn of(plan: &PlayPlan, dealt: &[Dealt], half: Moment) -> PlayReport {
        let threshold = plan.fraud.severity_threshold;
        let lanes = [Some(CaseLane::Parcel), Some(CaseLane::Declaration), None];
        let of_half: Vec<&Dealt> = dealt.iter().filter(|it| it.at >= half).collect();
        let lanes = lanes.map(|lane| PlayedLane::of(lane, &of_half, threshold)).to_vec();
        PlayReport { base_rate_ppm: plan.fraud.base_rate_ppm, seed: plan.seed, lanes }
    }
}

impl PlayedLane {
    fn of(lane: Option<CaseLane>, dealt: &[&Dealt], threshold: u32) -> PlayedLane {
        let mut it = PlayedLane {
            lane,
            all: Hits::default(),
            examined: Hits::default(),
            groups: BTreeMap::new(),
            kinds: BTreeMap::new(),
            best: 0,
            certified: Certified::default(),
        };
        for case in dealt.iter().filter(|it| is_of(&it.truth, lane)) {
            it.count(case, threshold);
        }
        it.best = it.all.hits.min(it.examined.n);
        it
    }

    fn count(&mut self, case: &Dealt, threshold: u32) {
        let is_hit = case.truth.is_found(threshold);
        self.all.add(is_hit);
        let is_certified = case.credit == Some(Credit::Advanced);
        self.certified.cases += usize::from(is_certified);
        if let Some(kind) = case.truth.kinds.first().filter(|_| is_hit) {
            let of_kind = self.kinds.entry(*kind).or_default();
            of_kind.findable += 1;
            of_kind.found += usize::from(case.is_examined);
        }
        if !case.is_examined {
            return;
        }
        self.examined.add(is_hit);
        self.certified.examined += usize::from(is_certified);
        self.certified.in_vain += usize::from(is_certified && !is_hit);
        for group in Group::ALL.into_iter().filter(|it| case.chosen.has(it.chosen())) {
            self.groups.entry(group).or_default().add(is_hit);
        }
    }
}
