//! What honest and dishonest have in common: companies that come and go, what goods cost and weigh with whom, and who
//! lives with whom. Every answer is a function of the seed.

use super::{
    calendar::{Calendar, Place},
    cast::{Cast, Companies},
    kind::CaseLane,
    plan::FraudPlan,
};
use crate::{
    companies::{N_PLATFORMS, N_SELLERS},
    declarations::traders::N_TRADERS,
    draw::{Domain, Draws, Seed, Skew, at},
};

const MILLION: u64 = 1_000_000;
/// Numbers of those whose telephones and addresses actors use, far from any buyer's.
const ACTORS: u64 = 1 << 40;
const PICKUPS: u64 = 1 << 41;
/// Families have consecutive numbers, and numbers are scrambled before anybody sees them.
const FAMILY: u64 = 4;
/// Of so many buyers one buys much.
const HEAVY: u64 = 40;

/// What a draw about companies is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    Price = 1,
    OriginPrice,
    Weight,
    Sale,
    SaleDepth,
    Family,
    Collector,
    Vague,
    Assortment,
    Route,
    Trade,
    Base,
    Actor,
    Day,
    Certified,
}

#[derive(Debug)]
pub(super) struct Market {
    pub(super) seed: Seed,
    /// Companies in the order in which actors take them.
    sellers: Vec<u32>,
    traders: Vec<u32>,
    /// From which hour a company trades, and whether its only trade is an actor's.
    seller_from: Vec<(u32, bool)>,
    trader_from: Vec<(u32, bool)>,
    /// Honest traders by how much they trade.
    ranks: Vec<u32>,
    rank_skew: Skew,
    /// Of advanced credit.
    certified: Vec<bool>,
    pub(super) platform_of: Vec<u16>,
    /// How many buyers there are.
    n_buyers: u64,
}

/// Of the companies, those that actors may take: others are always honest.
pub(super) const THERE: Companies =
    Companies { sellers: N_SELLERS as u32 * 45 / 100, traders: N_TRADERS as u32 / 2 };

impl Market {
    pub(super) fn new(
        plan: &FraudPlan,
        calendar: &Calendar,
        cast: &Cast,
        seed: &Seed,
        sellers_of: &[Vec<u16>],
    ) -> Market {
        let mut platform_of = vec![0u16; N_SELLERS];
        for (platform, sellers) in (0u16..).zip(sellers_of.iter().take(N_PLATFORMS)) {
            for seller in sellers {
                if let Some(place) = platform_of.get_mut(usize::from(*seller)) {
                    *place = platform;
                }
            }
        }
        let sellers = shuffled(seed, 1, N_SELLERS as u32);
        let traders = shuffled(seed, 2, N_TRADERS as u32);
        let from = |lane, order: &[u32]| births(plan, calendar, cast, seed, (lane, order));
        let trader_from = from(CaseLane::Declaration, &traders);
        Market {
            seller_from: from(CaseLane::Parcel, &sellers),
            certified: certified(plan, cast, seed, &traders, &trader_from),
            trader_from,
            sellers,
            traders,
            ranks: shuffled(seed, 3, N_TRADERS as u32),
            rank_skew: Skew::zipf(N_TRADERS),
            platform_of,
            n_buyers: (calendar.len() * 2 / 5).max(2_000),
            seed: seed.clone(),
        }
    }

    /// A number in millionths about two things.
    pub(super) fn ppm(&self, about: About, one: u64, other: u64) -> u32 {
        ppm(&self.seed, about, one, other)
    }

    /// Whether a trader is of advanced credit.
    pub(super) fn is_certified(&self, trader: usize) -> bool {
        self.certified.get(trader).is_some_and(|it| *it)
    }

    pub(super) fn bits(&self, about: About, one: u64, other: u64) -> u64 {
        self.seed.mix(one ^ ((about as u64) << 48), other)
    }

    /// The seller, or the trader, at an actor's place.
    pub(super) fn taken(&self, lane: CaseLane, place: u32) -> usize {
        let order = match lane {
            CaseLane::Parcel => &self.sellers,
            CaseLane::Declaration => &self.traders,
        };
        *at(order, place as usize) as usize
    }

    /// A seller of a platform who trades by now, honestly or not.
    pub(super) fn seller(&self, of_platform: &[u16], hour: u32, draws: &mut Draws) -> u16 {
        for _ in 0..12 {
            let seller = *draws.pick(of_platform);
            if open(&self.seller_from, usize::from(seller), hour) {
                return seller;
            }
        }
        let there = (0..N_SELLERS).find(|it| open(&self.seller_from, *it, hour));
        u16::try_from(there.unwrap_or(0)).unwrap_or(0)
    }

    /// A trader by how much he trades.
    pub(super) fn trader(&self, hour: u32, draws: &mut Draws) -> usize {
        for _ in 0..20 {
            let trader = *at(&self.ranks, self.rank_skew.draw(draws)) as usize;
            if open(&self.trader_from, trader, hour) {
                return trader;
            }
        }
        (0..N_TRADERS).find(|it| open(&self.trader_from, *it, hour)).unwrap_or(0)
    }

    /// How much of its usual price a seller asks at a time: his level, and a sale if there is one.
    pub(super) fn level(&self, plan: &FraudPlan, company: u64, place: &Place) -> u32 {
        let honest = &plan.honest;
        let level = honest.company_price_permille.at(self.ppm(About::Price, company, 0));
        let week = u64::from(place.week());
        let is_busy = place.season_permille >= honest.busy_permille;
        let chance = if is_busy { honest.busy_sale_ppm } else { honest.sale_ppm };
        if self.ppm(About::Sale, company, week) >= chance {
            return level;
        }
        level * honest.sale_price_permille.at(self.ppm(About::SaleDepth, company, week)) / 1_000
    }

    /// An ordinary buyer: most buy now and then, the fortieth part buys more.
    pub(super) fn buyer(&self, plan: &FraudPlan, draws: &mut Draws) -> u64 {
        let among = if draws.chance(plan.honest.heavy_ppm) {
            (self.n_buyers / HEAVY).max(1)
        } else {
            self.n_buyers
        };
        // Those who buy most are anywhere among the numbers.
        let drawn = u64::from(draws.below(u32::try_from(among).unwrap_or(u32::MAX)));
        if among == self.n_buyers { drawn } else { drawn * HEAVY % self.n_buyers }
    }

    /// Whose telephone and address a buyer has: his own, or those of the head of his family.
    pub(super) fn at_home(&self, plan: &FraudPlan, buyer: u64) -> u64 {
        let family = buyer / FAMILY;
        if self.ppm(About::Family, family, 0) < plan.honest.family_ppm {
            family * FAMILY
        } else {
            buyer
        }
    }

    /// Somebody who buys for others.
    pub(super) fn collector(&self, plan: &FraudPlan, draws: &mut Draws) -> u64 {
        let nth = u64::from(draws.below(plan.honest.collectors.max(1)));
        self.bits(About::Collector, nth, 0) % self.n_buyers
    }

    /// A place where parcels are fetched from.
    pub(super) fn pickup(plan: &FraudPlan, draws: &mut Draws) -> u64 {
        PICKUPS + u64::from(draws.below(plan.honest.pickups.max(1)))
    }

    /// One of the buyers whose names an actor uses. They change every three weeks.
    pub(super) fn borrowed(&self, actor: u64, nth: u64, place: &Place) -> u64 {
        let time = u64::from(place.week() / 3);
        self.bits(About::Actor, actor << 16 | nth, time) % self.n_buyers
    }

    /// The n-th telephone or address of an actor's household.
    pub(super) fn of_actor(&self, household: u32, nth: u32) -> u64 {
        ACTORS + u64::from(household) * 64 + u64::from(nth)
    }
}

fn open(from: &[(u32, bool)], company: usize, hour: u32) -> bool {
    from.get(company).is_some_and(|(from, is_an_actors)| *from <= hour && !is_an_actors)
}

/// From when each company trades: an actor's new company from when he does, and some honest ones within the weeks.
fn births(
    plan: &FraudPlan,
    calendar: &Calendar,
    cast: &Cast,
    seed: &Seed,
    (lane, order): (CaseLane, &[u32]),
) -> Vec<(u32, bool)> {
    let mut draws = seed.draws(Domain::Arrival, 1 + lane as u64);
    let mut from: Vec<(u32, bool)> = order
        .iter()
        .map(|_| {
            let hour = draws.below(calendar.hours().max(1));
            (if draws.chance(plan.honest.new_companies_ppm) { hour } else { 0 }, false)
        })
        .collect();
    let mut owned = vec![None::<(u32, bool)>; order.len()];
    for actor in cast.actors.iter().filter(|it| it.lane == lane) {
        for place in &actor.companies {
            let company = *at(order, *place as usize) as usize;
            let Some(owner) = owned.get_mut(company) else { continue };
            let (hour, is_new) = owner.unwrap_or((u32::MAX, true));
            *owner = Some((hour.min(actor.from), is_new && !actor.is_turned));
        }
    }
    for (company, owner) in from.iter_mut().zip(owned) {
        match owner {
            Some((hour, true)) => *company = (hour, true),
            Some((_, false)) => *company = (0, false),
            None => {}
        }
    }
    from
}

/// Who of the traders is certified: nobody who is new, and of those that cheat a few.
fn certified(
    plan: &FraudPlan,
    cast: &Cast,
    seed: &Seed,
    order: &[u32],
    from: &[(u32, bool)],
) -> Vec<bool> {
    let mut chances = vec![plan.certified.honest_ppm; from.len()];
    for actor in cast.actors.iter().filter(|it| it.lane == CaseLane::Declaration) {
        for place in &actor.companies {
            let trader = *at(order, *place as usize) as usize;
            if let Some(chance) = chances.get_mut(trader) {
                *chance = plan.certified.turned_ppm;
            }
        }
    }
    let traders = (0u64..).zip(chances).zip(from);
    let is_certified = |((trader, chance), from): ((u64, u32), &(u32, bool))| {
        *from == (0, false) && ppm(seed, About::Certified, trader, 0) < chance
    };
    traders.map(is_certified).collect()
}

fn ppm(seed: &Seed, about: About, one: u64, other: u64) -> u32 {
    let bits = seed.mix(one ^ ((about as u64) << 48), other);
    u32::try_from(bits % MILLION).unwrap_or(0)
}

/// All numbers below `count` in an order that only the seed knows.
fn shuffled(seed: &Seed, what: u64, count: u32) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..count).collect();
    numbers.sort_by_key(|it| seed.mix(what << 32 | u64::from(*it), 0x7368));
    numbers
}
