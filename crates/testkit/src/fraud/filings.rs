//! From a story to a goods declaration and what its manifest says.

use model::{Amount, Consignment, Declaration, GoodsItem};

use super::{
    kind::{CaseLane, FraudKind},
    market::About,
    story::{Scene, Story},
    truth::AtStake,
    words,
};
use crate::{
    declarations::{
        Declarations,
        staged::{StagedLine, Staging, Way},
        traders::{N_BROKERS, broker_number},
    },
    draw::Draws,
};

/// Countries that goods are said to be made in, and those whose goods would bear more.
const CLAIMED: [&str; 5] = ["VNM", "THA", "MYS", "KOR", "AUS"];
const BURDENED: [&str; 5] = ["USA", "JPN", "DEU", "GBR", "ITA"];
const MADE_IN: [&str; 10] = ["USA", "DEU", "JPN", "KOR", "FRA", "GBR", "ITA", "VNM", "THA", "MYS"];

/// 千克.
const KILOGRAM: &str = "035";
/// Where one begins to look for a ware that is taxed less, and how much less.
const NEIGHBOURS: u32 = 60;
const WORTH_PPM: u64 = 15_000;

/// Cents of a dollar, and fen for a dollar.
const FEN_PER_DOLLAR: u64 = 710;

/// A declaration as it is told to customs, and what it rests on.
pub(super) struct Filing {
    pub(super) declaration: Declaration<'static>,
    pub(super) consignment: Consignment<'static>,
    pub(super) at_stake: AtStake,
}

/// A line before it is written.
struct Drawn {
    staged: StagedLine,
    /// The ware that it is.
    ware: usize,
    fair_cents_per_kg: u64,
    shown_as: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// As the tariff calls the ware, with or without a brand.
    Whole(u32),
    Vague,
    /// As another ware is called.
    As(usize),
    Short,
}

pub(super) struct Filings<'s> {
    pub(super) scene: &'s Scene,
    pub(super) world: &'s Declarations,
}

impl Filings<'_> {
    pub(super) fn filing(&self, story: &Story, draws: &mut Draws) -> Filing {
        let market = &self.scene.market;
        let honest = market.trader(story.place.hour, draws);
        let trader = self.scene.company(story, draws).unwrap_or(honest);
        let mut own = market.seed.draws(crate::draw::Domain::Later, (1 << 40) | trader as u64);
        let trade = self.world.drawn_trade(&mut own);
        let (way, origin) = self.origin(story, trader, draws);
        let drawn = self.lines(story, (trader, trade), origin, draws);
        let staging = Staging {
            trader,
            broker: self.broker(story, trader, draws),
            trade,
            way,
            lines: drawn.iter().map(|it| it.staged).collect(),
        };
        let mut declaration = self.world.staged(story.index, &staging, draws);
        let claimed = (story.is(FraudKind::Origin)).then(|| {
            let nth = market.bits(About::Route, trader as u64, 9) as usize;
            *crate::draw::at(&CLAIMED, nth)
        });
        for (item, drawn) in declaration.items.iter_mut().zip(&drawn) {
            self.describe(item, trade, drawn, draws);
            if let Some(country) = claimed.or(origin) {
                item.origin = country.into();
            }
            if story.is(FraudKind::Weight) {
                let degree = self.scene.degree(story, FraudKind::Weight);
                fewer(item, u64::from(degree));
            }
        }
        let at_stake = self.at_stake(trade, &drawn);
        let consignment = self.world.carried(&declaration);
        Filing { declaration, consignment, at_stake }
    }

    /// From where goods come, and where they were made when that is another country.
    fn origin(
        &self,
        story: &Story,
        trader: usize,
        draws: &mut Draws,
    ) -> (Way, Option<&'static str>) {
        let (honest, market) = (&self.scene.plan.honest, &self.scene.market);
        let usual = |nth: u64| market.bits(About::Route, trader as u64, nth) as usize;
        let [is_first, is_other, is_second] = [
            draws.chance(honest.first_partner_ppm),
            draws.chance(honest.other_route_ppm),
            draws.chance(350_000),
        ];
        let random = [draws.below(64), draws.below(64), draws.below(64)].map(|it| it as usize);
        let made = *draws.pick(&MADE_IN);
        let [mode, home, abroad] = random;
        if story.is(FraudKind::Origin) {
            let made_in = *crate::draw::at(&BURDENED, usual(8));
            let claimed = *crate::draw::at(&CLAIMED, usual(9));
            // What is shipped straight shows; what goes by way of the country that is claimed does not.
            let from = if story.shows { made_in } else { claimed };
            return (Way::From(from, mode, home), Some(made_in));
        }
        let way = if is_first {
            Way::Numbered(mode, home, abroad)
        } else {
            Way::Numbered(usual(0), usual(1), usual(if is_second { 3 } else { 2 }))
        };
        let other = (is_other && made != way.country()).then_some(made);
        (way, other)
    }

    /// The usual one; actors go to several.
    fn broker(&self, story: &Story, trader: usize, draws: &mut Draws) -> Option<usize> {
        let honest = &self.scene.plan.honest;
        let [is_first, hops] = [draws.chance(honest.first_partner_ppm), draws.chance(450_000)];
        let [any, nth] = [draws.below(N_BROKERS as u32), draws.below(5)];
        let actor = story.actor.and_then(|it| self.scene.cast.actors.get(it));
        let usual = broker_number(trader);
        match actor {
            // Who files himself goes on doing so.
            Some(actor) if hops && !story.kinds.is_empty() && usual.is_some() => {
                let among = self.scene.plan.kinds.get(&actor.kind).map_or(2, |it| it.companies + 1);
                let bits =
                    self.scene.market.bits(About::Actor, trader as u64, u64::from(nth % among));
                Some(bits as usize % N_BROKERS)
            }
            _ if is_first => Some(any as usize),
            _ => usual,
        }
    }

    fn lines(
        &self,
        story: &Story,
        (trader, trade): (usize, usize),
        origin: Option<&'static str>,
        draws: &mut Draws,
    ) -> Vec<Drawn> {
        let market = &self.scene.market;
        // A trader's stall: neighbouring wares of his trade.
        let n_wares = self.world.n_wares(trade);
        let start = market.bits(About::Assortment, trader as u64, 1 << 50) as usize % n_wares;
        let size = 8 + market.bits(About::Trade, trader as u64, 0) as usize % 40;
        let wanted = Declarations::drawn_size(draws).min(size);
        let offset = draws.below(size as u32) as usize;
        let mut drawn: Vec<Drawn> = (0..wanted)
            .map(|nth| start + (offset + nth) % size)
            .map(|ware| self.line((trader, trade), ware, story, origin, draws))
            .collect();
        if story.is(FraudKind::Weight) {
            self.put_first_a_piece(trade, start, &mut drawn);
        }
        self.misclassify(story, trade, &mut drawn, draws);
        self.undervalue(story, &mut drawn);
        for it in &mut drawn {
            it.shown_as = self.wording(story, trader, it, draws);
        }
        drawn
    }

    fn line(
        &self,
        (trader, trade): (usize, usize),
        ware: usize,
        story: &Story,
        origin: Option<&'static str>,
        draws: &mut Draws,
    ) -> Drawn {
        let (plan, market) = (&self.scene.plan, &self.scene.market);
        let honest = &plan.honest;
        let company = trader as u64 | 1 << 20;
        let target = Declarations::drawn_target(draws);
        let [price, weight] = [draws.below(1_000_000), draws.below(1_000_000)];
        let (cents, each) = self.usual(trade, ware);
        let made_in = origin.unwrap_or("").bytes().fold(7u64, |sum, it| sum * 31 + u64::from(it));
        let of_origin = market.ppm(About::OriginPrice, (trade * 10_000 + ware) as u64, made_in);
        let cents = cents
            * u64::from(market.level(plan, company, &story.place))
            * u64::from(honest.origin_price_permille.at(of_origin))
            / 1_000_000
            * u64::from(honest.line_price_permille.at(price))
            / 1_000;
        let of_company = honest.company_weight_permille.at(market.ppm(About::Weight, company, 0));
        let each = each * u64::from(of_company) * u64::from(honest.line_weight_permille.at(weight))
            / 1_000_000;
        let cents = cents.max(1);
        Drawn {
            staged: StagedLine { ware, each: each.max(1), target, cents_per_kg: cents },
            ware,
            fair_cents_per_kg: cents,
            shown_as: Shown::Short,
        }
    }

    /// What a ware costs, cents a kilogram, and what a piece of it weighs, before anybody's ways.
    fn usual(&self, trade: usize, ware: usize) -> (u64, u64) {
        let market = &self.scene.market;
        let ware = ware % self.world.n_wares(trade);
        let about = (trade * 10_000 + ware) as u64;
        let [cents, each] = self.world.spans(trade);
        // More of them are cheap and light than dear and heavy.
        let within = |(low, high): (u32, u32), nth: u64| {
            let ppm = u64::from(market.ppm(About::Base, about, nth));
            u64::from(low) + u64::from(high - low) * (ppm * ppm / 1_000_000) / 1_000_000
        };
        (within(cents, 1), within(each, 2))
    }

    /// Of what is counted in pieces a weight of each can be told.
    fn put_first_a_piece(&self, trade: usize, start: usize, drawn: &mut [Drawn]) {
        let has_pieces = |it: usize| !self.world.ware(trade, it).unit2.is_empty();
        if drawn.iter().any(|it| has_pieces(it.ware)) {
            return;
        }
        let found = (0..self.world.n_wares(trade)).map(|it| start + it).find(|it| has_pieces(*it));
        if let (Some(ware), Some(first)) = (found, drawn.first_mut()) {
            first.ware = ware;
            first.staged.ware = ware;
            let (cents, each) = self.usual(trade, ware);
            (first.staged.each, first.staged.cents_per_kg) = (each.max(1), cents.max(1));
            first.fair_cents_per_kg = cents.max(1);
        }
    }

    fn misclassify(&self, story: &Story, trade: usize, drawn: &mut [Drawn], draws: &mut Draws) {
        if !story.is(FraudKind::Misclassification) {
            return;
        }
        let mut is_done = false;
        for (nth, it) in drawn.iter_mut().enumerate() {
            let from = draws.below(NEIGHBOURS) as usize;
            if nth > 0 && !draws.chance(500_000) {
                continue;
            }
            if let Some(cheaper) = self.taxed_less(trade, it.ware, from) {
                it.staged.ware = cheaper;
                is_done = true;
            }
        }
        if is_done {
            return;
        }
        // Somebody who lies about codes deals in something of which that is worth its while.
        let Some(first) = drawn.first_mut() else { return };
        let near = (1..self.world.n_wares(trade)).map(|step| first.ware + step);
        let found = near.filter_map(|it| Some((it, self.taxed_less(trade, it, 0)?))).next();
        if let Some((ware, cheaper)) = found {
            let (cents, each) = self.usual(trade, ware);
            first.ware = ware;
            first.fair_cents_per_kg = cents.max(1);
            (first.staged.cents_per_kg, first.staged.each) = (cents.max(1), each.max(1));
            first.staged.ware = cheaper;
        }
    }

    /// A ware of the trade in the same units that is taxed less.
    fn taxed_less(&self, trade: usize, ware: usize, from: usize) -> Option<usize> {
        let it = self.world.ware(trade, ware);
        (0..self.world.n_wares(trade)).map(|step| ware + from + step + 1).find(|nth| {
            let other = self.world.ware(trade, *nth);
            (&other.unit1, &other.unit2) == (&it.unit1, &it.unit2)
                && other.tax_ppm + WORTH_PPM < it.tax_ppm
        })
    }

    fn undervalue(&self, story: &Story, drawn: &mut [Drawn]) {
        if !story.is(FraudKind::Undervaluation) {
            return;
        }
        let manner = self.scene.manner(story, FraudKind::Undervaluation);
        let degree = u64::from(self.scene.degree(story, FraudKind::Undervaluation));
        let worth = |it: &Drawn| it.staged.cents_per_kg * it.staged.target;
        let dearest = drawn.iter().map(worth).max().unwrap_or(0);
        for it in drawn {
            if !manner.is_dearest_alone || worth(it) == dearest {
                it.staged.cents_per_kg = (it.staged.cents_per_kg * degree / 1_000).max(1);
            }
        }
    }

    fn wording(&self, story: &Story, trader: usize, it: &Drawn, draws: &mut Draws) -> Shown {
        let (honest, market) = (&self.scene.plan.honest, &self.scene.market);
        let [vague, short, other, whole] = [
            draws.below(1_000_000),
            draws.below(1_000_000),
            draws.below(1_000_000),
            draws.below(100),
        ];
        let neighbour = it.ware + 1 + draws.below(12) as usize;
        if it.staged.ware != it.ware {
            let shows = story.shows(FraudKind::Misclassification);
            return if shows { Shown::As(it.ware) } else { Shown::Whole(whole) };
        }
        if story.is(FraudKind::Description) {
            let manner = self.scene.manner(story, FraudKind::Description);
            return match (story.shows, manner.is_changed) {
                (true, false) => Shown::Vague,
                (true, true) => Shown::Short,
                (false, _) => Shown::As(neighbour),
            };
        }
        let company = trader as u64 | 1 << 20;
        let is_terse = market.ppm(About::Vague, company, 0) < honest.vague_company_ppm;
        if vague < if is_terse { 500_000 } else { honest.vague_ppm } {
            Shown::Vague
        } else if short < honest.short_ppm {
            Shown::Short
        } else if other < honest.other_words_ppm {
            Shown::As(neighbour)
        } else {
            Shown::Whole(whole)
        }
    }

    fn describe(
        &self,
        item: &mut GoodsItem<'static>,
        trade: usize,
        drawn: &Drawn,
        draws: &mut Draws,
    ) {
        let name = &self.world.ware(trade, drawn.staged.ware).name;
        let vague = words::vague_goods(draws);
        item.name = match drawn.shown_as {
            Shown::Vague => vague,
            Shown::Short => head_of(name).to_owned(),
            Shown::As(other) => branded(&self.world.ware(trade, other).name, item, 0),
            Shown::Whole(style) => branded(name, item, style),
        }
        .into();
    }

    fn at_stake(&self, trade: usize, drawn: &[Drawn]) -> AtStake {
        let mut it = AtStake::default();
        for line in drawn {
            let [ware, declared] =
                [line.ware, line.staged.ware].map(|it| self.world.ware(trade, it).tax_ppm);
            // Cents for a kilogram, tens of grams, fen for a dollar.
            let fen = |cents: u64| cents * line.staged.target / 100 * FEN_PER_DOLLAR / 100;
            let value = fen(line.staged.cents_per_kg);
            let lost = fen(line.fair_cents_per_kg).saturating_sub(value);
            it.goods_fen += value;
            it.by_price_fen += lost * ware / 1_000_000;
            it.by_code_fen += value * ware.saturating_sub(declared) / 1_000_000;
        }
        it
    }

    pub(super) const LANE: CaseLane = CaseLane::Declaration;
}

/// Fewer pieces than there are, of goods that weigh what they weigh.
fn fewer(item: &mut GoodsItem<'static>, degree: u64) {
    if item.unit == KILOGRAM || degree == 0 {
        return;
    }
    let one = Amount::from_units(1).scaled();
    let pieces = item.quantity.scaled() / one;
    let declared = (pieces * 1_000 / i64::try_from(degree).unwrap_or(1_000)).max(1);
    let amount = Amount::from_units(declared);
    if item.unit1 != KILOGRAM && item.quantity1 == item.quantity {
        item.quantity1 = amount;
    }
    if item.unit2 != KILOGRAM && item.quantity2 == Some(item.quantity) {
        item.quantity2 = Some(amount);
    }
    item.quantity = amount;
    item.total_price = Amount::from_scaled(item.price.scaled().saturating_mul(declared));
}

/// What stands before the first comma or bracket of a tariff's name.
fn head_of(name: &str) -> &str {
    name.split(['，', ',', '（', '(', '、', '：', ';', '；'])
        .next()
        .filter(|it| !it.is_empty())
        .unwrap_or(name)
}

/// The tariff's words as traders write them: alone, with the brand, with the number of stock.
fn branded(name: &str, item: &GoodsItem<'_>, style: u32) -> String {
    let brand = item.brand.trim_end_matches('牌');
    match style {
        0..50 => name.to_owned(),
        50..75 => format!("{brand}牌{name}"),
        75..90 => format!("{name}（{brand}）"),
        _ => format!("{} {brand} {}", head_of(name), item.number * 100 + 17),
    }
}
