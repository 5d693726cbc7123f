//! What one case is: who is behind it, and what is planted in it. A function of its index.

use super::{
    calendar::{Calendar, Place},
    cast::Cast,
    kind::FraudKind,
    market::Market,
    plan::{FraudPlan, KindPlan, Manner},
};
use crate::draw::{Domain, Draws};

const MILLION: u32 = 1_000_000;

/// Who is behind a case, and what is planted.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) index: u64,
    pub(super) place: Place,
    /// Somebody who cheats in other cases, if not in this one; nobody where an honest company does it once.
    pub(super) actor: Option<usize>,
    /// The actor's own kind first; nothing in an honest case.
    pub(super) kinds: Vec<FraudKind>,
    /// What an honest trader has wrong.
    pub(super) mistake: Option<FraudKind>,
    /// How far the fraud goes: its place in the distribution of the kind's degrees.
    pub(super) degree_ppm: u32,
    /// Whether the sign is left that defines the kind.
    pub(super) shows: bool,
}

impl Story {
    pub(super) fn is(&self, kind: FraudKind) -> bool {
        self.kinds.contains(&kind)
    }

    pub(super) fn shows(&self, kind: FraudKind) -> bool {
        self.shows && self.is(kind)
    }
}

/// All that stories are drawn from.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) plan: FraudPlan,
    pub(super) calendar: Calendar,
    pub(super) cast: Cast,
    pub(super) market: Market,
    /// Honest cases of actors of each lane, to be planted ones in millionths.
    pub(super) honest_ppm: [u32; 2],
}

impl Scene {
    pub(super) fn story(&self, index: u64) -> (Story, Draws) {
        let seed = &self.market.seed;
        let mut draws = seed.draws(Domain::Parcel, index);
        let place = self.calendar.place(seed, index);
        let mut story = Story {
            index,
            place,
            actor: None,
            kinds: Vec::new(),
            mistake: None,
            degree_ppm: draws.below(MILLION),
            shows: false,
        };
        let base = self.plan.base_rate_ppm;
        let [parcels, declarations] = self.honest_ppm;
        let honest = if place.lane == super::CaseLane::Parcel { parcels } else { declarations };
        let cover = u64::from(base) * u64::from(honest) / u64::from(MILLION);
        let ticket = draws.below(MILLION);
        if ticket < base {
            self.plant(&mut story, &mut draws);
        } else if u64::from(ticket) < u64::from(base) + cover {
            story.actor = self.act(&story, None, &mut draws);
        } else if draws.chance(self.plan.honest.mistake_ppm) {
            story.mistake = self.mistaken(&place, &mut draws);
        }
        // What is made of the case is drawn apart, so that nothing of the above shows in it.
        (story, seed.draws(Domain::Person, index))
    }

    fn plant(&self, story: &mut Story, draws: &mut Draws) {
        let Some(kind) = self.kind(&story.place, draws) else { return };
        let is_once = draws.chance(self.plan.actors.once_ppm) && kind.is_of_goods();
        if !is_once {
            story.actor = self.act(story, Some(kind), draws);
            if story.actor.is_none() {
                return;
            }
        }
        story.kinds.push(kind);
        let Some(plan) = self.plan.kinds.get(&kind) else { return };
        story.shows = draws.chance(plan.shows_ppm);
        for (other, ppm) in &plan.with {
            let is_there = self.plan.kinds.get(other).is_some_and(|it| {
                it.share(story.place.lane) > 0 && it.from_ppm <= story.place.at_ppm
            });
            if is_there && draws.chance(*ppm) {
                story.kinds.push(*other);
            }
        }
    }

    fn act(&self, story: &Story, kind: Option<FraudKind>, draws: &mut Draws) -> Option<usize> {
        let which = (story.place.lane, kind);
        self.cast.draw(&self.plan, &self.market.seed, which, story.place.hour, draws)
    }

    /// One of the kinds that there are by now, by its share.
    fn kind(&self, place: &Place, draws: &mut Draws) -> Option<FraudKind> {
        self.one_of(place, draws, |_, plan| plan.from_ppm <= place.at_ppm)
    }

    /// What an honest trader can have wrong: something about goods.
    fn mistaken(&self, place: &Place, draws: &mut Draws) -> Option<FraudKind> {
        self.one_of(place, draws, |kind, _| kind.is_of_goods())
    }

    fn one_of(
        &self,
        place: &Place,
        draws: &mut Draws,
        is_there: impl Fn(FraudKind, &KindPlan) -> bool,
    ) -> Option<FraudKind> {
        let there = || self.plan.kinds.iter().filter(|it| is_there(*it.0, it.1));
        let total: u32 = there().map(|it| it.1.share(place.lane)).sum();
        let mut ticket = draws.below(total.max(1));
        for (kind, plan) in there() {
            let share = plan.share(place.lane);
            if ticket < share {
                return Some(*kind);
            }
            ticket -= share;
        }
        None
    }

    pub(super) fn manner(&self, story: &Story, kind: FraudKind) -> Manner {
        self.plan.manner(kind, story.place.at_ppm)
    }

    /// The degree of a kind in a case, as its data has it.
    pub(super) fn degree(&self, story: &Story, kind: FraudKind) -> u32 {
        self.manner(story, kind).degree(story.degree_ppm)
    }

    /// A company of the actor behind a case.
    pub(super) fn company(&self, story: &Story, draws: &mut Draws) -> Option<usize> {
        let actor = self.cast.actors.get(story.actor?)?;
        if actor.companies.is_empty() {
            return None;
        }
        // The first is his main one.
        let place = if draws.chance(600_000) {
            *actor.companies.first()?
        } else {
            *draws.pick(&actor.companies)
        };
        Some(self.market.taken(actor.lane, place))
    }
}
