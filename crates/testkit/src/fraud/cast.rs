//! Who cheats: actors of each kind and lane, when each begins and ends, how often he cheats, and what his cases share.

use super::{
    calendar::Calendar,
    kind::{CaseLane, FraudKind},
    plan::{FraudPlan, KindPlan},
};
use crate::draw::{Domain, Draws, Seed};

const MILLION: u32 = 1_000_000;

/// Somebody behind cases. All of him is drawn before the first case.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub(super) kind: FraudKind,
    pub(super) lane: CaseLane,
    /// Hours since the start.
    pub(super) from: u32,
    pub(super) to: u32,
    /// Of his cases, those in which he cheats.
    pub(super) cheats_ppm: u32,
    weight: u32,
    /// Which companies are his: places in a table that is shuffled by the seed.
    pub(super) companies: Vec<u32>,
    /// A company of old that began to cheat; its honest trade goes on.
    pub(super) is_turned: bool,
    /// Whose addresses and telephones he uses: his own number, or that of somebody he lives with.
    pub(super) household: u32,
}

impl Actor {
    fn is_active(&self, hour: u32) -> bool {
        self.from <= hour && hour < self.to
    }
}

#[derive(Debug)]
pub(super) struct Cast {
    pub(super) actors: Vec<Actor>,
}

/// How many companies of a lane there are to be had, and how many of them at most are actors'.
#[derive(Debug, Clone, Copy)]
pub(super) struct Companies {
    pub(super) sellers: u32,
    pub(super) traders: u32,
}

impl Cast {
    pub(super) fn new(
        plan: &FraudPlan,
        calendar: &Calendar,
        seed: &Seed,
        there: Companies,
    ) -> Cast {
        let mut actors: Vec<Actor> = Vec::new();
        let mut taken = [0u32; 2];
        for kind in FraudKind::ALL {
            let Some(of_kind) = plan.kinds.get(&kind) else { continue };
            for lane in [CaseLane::Parcel, CaseLane::Declaration] {
                let count = count(plan, of_kind, (kind, lane));
                for second in [false, true] {
                    // A kind that appears half way has nobody before.
                    if !second && of_kind.from_ppm > 0 {
                        continue;
                    }
                    for nth in 0..count {
                        let serial = actors.len() as u64;
                        let mut draws = seed.draws(Domain::Later, serial);
                        let mut actor = born(plan, of_kind, (kind, lane), &mut draws);
                        (actor.from, actor.to) =
                            span(plan, calendar.hours(), (second, nth), &mut draws);
                        let place = usize::from(lane == CaseLane::Declaration);
                        let all = if place == 0 { there.sellers } else { there.traders };
                        actor.companies = companies(of_kind, lane, &mut taken, all);
                        actor.household = household(plan, &actors, &actor, &mut draws);
                        actors.push(actor);
                    }
                }
            }
        }
        Cast { actors }
    }

    /// Somebody who is active, drawn by how much he does: of those who cheat, or for an honest case of theirs.
    pub(super) fn draw(
        &self,
        plan: &FraudPlan,
        seed: &Seed,
        (lane, kind): (CaseLane, Option<FraudKind>),
        hour: u32,
        draws: &mut Draws,
    ) -> Option<usize> {
        let weight = |nth: usize, it: &Actor| {
            if it.lane != lane || kind.is_some_and(|kind| kind != it.kind) || !it.is_active(hour) {
                return 0;
            }
            let of_kind = plan.kinds.get(&it.kind);
            let today = seed.mix(u64::from(hour / 24), 0xb000 + nth as u64) % u64::from(MILLION);
            let bursts = of_kind.is_some_and(|it| today < u64::from(it.burst_ppm));
            let times = if bursts { of_kind.map_or(1, |it| it.burst_times) } else { 1 };
            let cheats = it.cheats_ppm / 1_000;
            let share = match kind {
                Some(_) => cheats,
                // So many honest cases as stand to the frauds of his kind like honest to cheating ones of his.
                None => (1_000 - cheats) * of_kind.map_or(0, |it| it.share(lane)) / 100,
            };
            u64::from(it.weight) * u64::from(times) * u64::from(share)
        };
        let total: u64 = self.actors.iter().enumerate().map(|(nth, it)| weight(nth, it)).sum();
        let total = u32::try_from(total).ok().filter(|it| *it > 0)?;
        let mut ticket = u64::from(draws.below(total));
        self.actors.iter().enumerate().position(|(nth, it)| {
            let weight = weight(nth, it);
            let is_his = ticket < weight;
            ticket = ticket.saturating_sub(weight);
            is_his
        })
    }

    /// What honest cases of actors stand to their frauds, in millionths: an average of all.
    pub(super) fn honest_ppm(&self, lane: CaseLane) -> u32 {
        let of_lane = || self.actors.iter().filter(|it| it.lane == lane);
        let sum: u64 = of_lane()
            .map(|it| {
                let cheats = u64::from(it.cheats_ppm.max(1));
                (u64::from(MILLION) - cheats.min(u64::from(MILLION))) * u64::from(MILLION) / cheats
            })
            .sum();
        u32::try_from(sum / (of_lane().count() as u64).max(1)).unwrap_or(MILLION)
    }
}

/// How many actors a half of the time has.
fn count(plan: &FraudPlan, of_kind: &KindPlan, (kind, lane): (FraudKind, CaseLane)) -> u32 {
    let share = u64::from(of_kind.share(lane));
    if share == 0 {
        return 0;
    }
    let all: u64 = plan.kinds.values().map(|it| u64::from(it.share(lane))).sum();
    let size = match lane {
        CaseLane::Parcel => plan.parcels_a_week,
        CaseLane::Declaration => plan.declarations_a_week,
    };
    let once = if kind.is_of_goods() { plan.actors.once_ppm } else { 0 };
    let by_actors = u64::from(MILLION - once.min(MILLION));
    let a_week = u64::from(size) * u64::from(plan.base_rate_ppm) * share / all.max(1);
    let a_week = a_week * by_actors / u64::from(MILLION);
    let actors = a_week / u64::from(of_kind.cases_a_week) / u64::from(MILLION);
    u32::try_from(actors).unwrap_or(u32::MAX).clamp(2, 400)
}

fn born(
    plan: &FraudPlan,
    of_kind: &KindPlan,
    (kind, lane): (FraudKind, CaseLane),
    draws: &mut Draws,
) -> Actor {
    let [low, high] = of_kind.cheats_ppm;
    Actor {
        kind,
        lane,
        from: 0,
        to: 0,
        cheats_ppm: draws.between(low, high),
        weight: plan.actors.weight.at(draws.below(MILLION)).max(1),
        companies: Vec::new(),
        is_turned: draws.chance(plan.actors.turned_ppm),
        household: 0,
    }
}

/// From when to when, in hours. The first of each half is there all the time, so that a kind is never without anybody.
fn span(plan: &FraudPlan, hours: u32, (second, nth): (bool, u32), draws: &mut Draws) -> (u32, u32) {
    let part = |ppm: u64| u32::try_from(u64::from(hours) * ppm / u64::from(MILLION)).unwrap_or(0);
    let half = u64::from(plan.half_ppm);
    let begin = if second { half } else { 0 };
    let length = if second { u64::from(MILLION) - half } else { half };
    let late =
        length * u64::from(draws.below(plan.actors.born_within_ppm.max(1))) / u64::from(MILLION);
    // Ends are some time about the half.
    let stop = half * u64::from(draws.between(800_000, 1_200_000)) / u64::from(MILLION);
    let stops = draws.chance(plan.actors.stops_ppm);
    // Every second of the first was there before anybody looked.
    let was_there = draws.chance(500_000);
    match (second, nth) {
        (_, 0) => (part(begin), hours),
        (true, _) => (part(begin + late), hours),
        (false, _) => {
            let from = if was_there { 0 } else { part(late) };
            (from, if stops { part(stop) } else { hours })
        }
    }
}

/// The next free places; when all that are to be had are taken, those of somebody else.
fn companies(of_kind: &KindPlan, lane: CaseLane, taken: &mut [u32; 2], all: u32) -> Vec<u32> {
    let place = usize::from(lane == CaseLane::Declaration);
    let wanted = match lane {
        CaseLane::Parcel => of_kind.companies,
        // A trader is one; what else is his are brokers and suppliers.
        CaseLane::Declaration => 1,
    };
    let Some(next) = taken.get_mut(place) else { return Vec::new() };
    let mine = (0..wanted).map(|it| (*next + it) % all.max(1)).collect();
    *next += wanted;
    mine
}

/// Some live where another one of the same kind does.
fn household(plan: &FraudPlan, actors: &[Actor], one: &Actor, draws: &mut Draws) -> u32 {
    let own = actors.len() as u32;
    let others: Vec<u32> = (0u32..)
        .zip(actors)
        .filter(|(_, it)| it.kind == one.kind && it.lane == one.lane)
        .map(|(_, it)| it.household)
        .collect();
    if !others.is_empty() && draws.chance(plan.actors.together_ppm) {
        *draws.pick(&others)
    } else {
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_begin_half_way_and_some_stop() {
        let plan = FraudPlan::embedded().unwrap();
        let calendar = Calendar::new(&plan);
        let there = Companies { sellers: 150, traders: 300 };
        let cast = Cast::new(&plan, &calendar, &Seed::new(5), there);
        let half = calendar.hours() / 2;
        let new = cast.actors.iter().filter(|it| it.from >= half).count();
        let ended = cast.actors.iter().filter(|it| it.to < calendar.hours()).count();
        assert!(cast.actors.len() > 60 && new > 25 && ended > 5, "{new} {ended}");
        let ring = |it: &&Actor| it.kind == FraudKind::RefundRing;
        assert!(cast.actors.iter().filter(ring).all(|it| it.from >= half));
        for hour in [0, half, calendar.hours() - 1] {
            let mut draws = Seed::new(1).draws(Domain::Later, u64::from(hour));
            for lane in [CaseLane::Parcel, CaseLane::Declaration] {
                let who = cast.draw(&plan, &Seed::new(5), (lane, None), hour, &mut draws);
                assert!(who.is_some_and(|it| cast.actors[it].is_active(hour)));
            }
        }
    }
}
