//! What was planted in a case, kept apart from what is told to customs.

use std::fmt::Write as _;

use model::Amount;

use super::{
    kind::{CaseLane, FraudKind},
    parcels::Parcels,
    plan::FraudPlan,
    story::{Scene, Story},
};
use crate::draw::{Domain, Draws};

const MILLION: u32 = 1_000_000;

/// The truth about a case. No feature may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FraudTruth {
    pub index: u64,
    pub lane: CaseLane,
    /// What is planted, the actor's own kind first; of an honest mistake, what is wrong.
    pub kinds: Vec<FraudKind>,
    /// Somebody who cheats, in this case or in others; nobody where an honest company does it once.
    pub actor: Option<u32>,
    /// Nobody wanted it.
    pub is_mistake: bool,
    /// Of a hundred.
    pub severity: u32,
    /// Duty and tax that would be lost.
    pub duty_at_stake: Amount,
    /// Whether an examination would confirm it.
    pub is_confirmable: bool,
    /// Days from an examination to its result.
    pub label_days: u32,
}

impl FraudTruth {
    /// Whether fraud was planted.
    pub fn is_planted(&self) -> bool {
        !self.kinds.is_empty() && !self.is_mistake
    }

    /// Whether an examination would find it: a confirmed discrepancy above the threshold.
    pub fn is_found(&self, threshold: u32) -> bool {
        self.is_confirmable && !self.kinds.is_empty() && self.severity >= threshold
    }

    /// The columns of the truth file.
    pub const COLUMNS: &str = "index,lane,reference,kinds,actor,is_mistake,severity,duty_at_stake,is_confirmable,label_days";

    /// A row of the truth file; `reference` is the order or client's number by which the case is told to customs.
    pub fn row(&self, reference: &str) -> String {
        let mut kinds = String::new();
        for kind in &self.kinds {
            if !kinds.is_empty() {
                kinds.push(' ');
            }
            kinds.push_str(kind.name());
        }
        let lane = match self.lane {
            CaseLane::Parcel => "parcel",
            CaseLane::Declaration => "declaration",
        };
        let mut row = format!("{},{lane},{reference},{kinds},", self.index);
        if let Some(actor) = self.actor {
            let _infallible = write!(row, "{actor}");
        }
        let _infallible = write!(
            row,
            ",{},{},{},{},{}",
            u8::from(self.is_mistake),
            self.severity,
            self.duty_at_stake,
            u8::from(self.is_confirmable),
            self.label_days
        );
        row
    }
}

/// What of a case's value is at stake, before it is known what is planted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AtStake {
    pub(super) goods_fen: u64,
    /// Tax on what the price leaves out, and what the code leaves out.
    pub(super) by_price_fen: u64,
    pub(super) by_code_fen: u64,
}

impl Scene {
    pub(super) fn truth(&self, story: &Story, at_stake: AtStake) -> FraudTruth {
        // Streams that companies were drawn from end below.
        let mut draws = self.market.seed.draws(Domain::Arrival, story.index + 1_000);
        let label_days = self.plan.label_days.at(draws.below(MILLION));
        let mut truth = FraudTruth {
            index: story.index,
            lane: story.place.lane,
            kinds: story.kinds.clone(),
            actor: story.actor.and_then(|it| u32::try_from(it).ok()),
            is_mistake: false,
            severity: 0,
            duty_at_stake: Amount::ZERO,
            is_confirmable: false,
            label_days,
        };
        if let Some(kind) = story.mistake {
            let confirmed = self.plan.kinds.get(&kind).map_or(0, |it| it.confirmed_ppm);
            truth.kinds.push(kind);
            truth.is_mistake = true;
            truth.severity = self.plan.honest.mistake_severity.at(draws.below(MILLION));
            truth.is_confirmable = draws.chance(confirmed);
            truth.duty_at_stake = AtStake::amount(at_stake.goods_fen / 200);
            return truth;
        }
        let mut fen = 0;
        for kind in &story.kinds {
            let (severity, lost, confirms) = self.of_kind(story, *kind, at_stake, &mut draws);
            truth.severity = truth.severity.max(severity);
            fen += lost;
            truth.is_confirmable |= confirms;
        }
        truth.duty_at_stake = AtStake::amount(fen);
        truth
    }

    fn of_kind(
        &self,
        story: &Story,
        kind: FraudKind,
        at_stake: AtStake,
        draws: &mut Draws,
    ) -> (u32, u64, bool) {
        let [drawn, share, confirms] =
            [draws.below(MILLION), draws.below(MILLION), draws.below(MILLION)];
        let Some(plan) = self.plan.kinds.get(&kind) else { return (0, 0, false) };
        // A price that is lower is worse; elsewhere more is.
        let depth = match kind {
            FraudKind::Undervaluation => MILLION - story.degree_ppm,
            _ => story.degree_ppm,
        };
        let severity = plan.severity.at(drawn / 2 + depth / 2).min(100);
        let permille = u64::from(plan.at_stake_permille.at(share));
        let fen = match kind {
            FraudKind::Undervaluation => at_stake.by_price_fen,
            FraudKind::Misclassification => at_stake.by_code_fen,
            _ => at_stake.goods_fen * permille / 1_000,
        };
        (severity, fen, confirms < plan.confirmed_ppm)
    }
}

impl FraudPlan {
    /// The first lines of a truth file.
    pub fn truth_head(&self, seed: u64) -> String {
        format!(
            "# weeks={} parcels_a_week={} declarations_a_week={} base_rate_ppm={} severity_threshold={} seed={seed}\n{}\n",
            self.weeks,
            self.parcels_a_week,
            self.declarations_a_week,
            self.base_rate_ppm,
            self.severity_threshold,
            FraudTruth::COLUMNS
        )
    }
}

impl Parcels<'_, '_> {
    pub(super) const LANE: CaseLane = CaseLane::Parcel;
}
