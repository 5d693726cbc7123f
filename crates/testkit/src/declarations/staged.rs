//! Declarations that somebody else stages: who trades with whom in what, in a world that another module draws. Papers,
//! carriage and amounts are those of any other declaration.

use model::{Consignment, Declaration, Direction, Enterprise};

use super::{
    Declarations,
    filed::{LINES, Scene, charge},
    line::{self, CURRENCIES, Measure, Setting, target},
    lines::Ware,
    load::weigh,
    routes::{self, Route},
    voyages::{Carried, consignment},
};
use crate::draw::{Draws, Skew, at, splitmix};

/// An import, before it is written.
#[derive(Debug, Clone)]
pub(crate) struct Staging {
    pub(crate) trader: usize,
    pub(crate) broker: Option<usize>,
    pub(crate) trade: usize,
    pub(crate) way: Way,
    pub(crate) lines: Vec<StagedLine>,
}

/// Where goods come from: a route by its numbers, or one from a country.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    Numbered(usize, usize, usize),
    From(&'static str, usize, usize),
}

/// A line: the ware that is declared, by its number in the trade, and how much of it there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StagedLine {
    pub(crate) ware: usize,
    /// Tens of grams.
    pub(crate) each: u64,
    pub(crate) target: u64,
    pub(crate) cents_per_kg: u64,
}

impl Way {
    fn route(self) -> Route {
        match self {
            Way::Numbered(mode, home, abroad) => routes::numbered(mode, home, abroad),
            Way::From(country, mode, home) => routes::from_country(country, mode, home)
                .unwrap_or_else(|| routes::numbered(mode, home, home)),
        }
    }

    /// The country that goods are sent from.
    pub(crate) fn country(self) -> &'static str {
        self.route().abroad.country
    }
}

impl Declarations {
    /// A ware of a trade, counted round and round.
    pub(crate) fn ware(&self, trade: usize, nth: usize) -> &Ware {
        at(&at(&self.catalogue.trades, trade).wares, nth)
    }

    pub(crate) fn n_wares(&self, trade: usize) -> usize {
        at(&self.catalogue.trades, trade).wares.len()
    }

    /// A trade by how common it is.
    pub(crate) fn drawn_trade(&self, draws: &mut Draws) -> usize {
        self.catalogue.trade(draws)
    }

    /// What wares of a trade cost, in cents of a dollar a kilogram, and what a piece weighs, in tens of grams.
    pub(crate) fn spans(&self, trade: usize) -> [(u32, u32); 2] {
        let trade = at(&self.catalogue.trades, trade);
        [trade.cents_per_kg, trade.decagrams]
    }

    /// How many lines an ordinary declaration has, and what one of them weighs.
    pub(crate) fn drawn_size(draws: &mut Draws) -> usize {
        let skew = Skew::new(LINES.iter().map(|it| it.0));
        let (_, low, high) = *at(LINES, skew.draw(draws));
        draws.between(low, high) as usize
    }

    pub(crate) fn drawn_target(draws: &mut Draws) -> u64 {
        target(draws)
    }

    pub(crate) fn staged(
        &self,
        index: u64,
        staging: &Staging,
        draws: &mut Draws,
    ) -> Declaration<'static> {
        let trade = at(&self.catalogue.trades, staging.trade);
        let trader = at(&self.traders.companies, staging.trader);
        // Of a trader's contracts the currency is mostly one.
        let skew = Skew::new(CURRENCIES.iter().map(|it| it.1));
        let mut usual =
            self.seed.draws(crate::draw::Domain::Later, splitmix(staging.trader as u64) >> 3);
        let drawn = if draws.chance(850_000) { skew.draw(&mut usual) } else { skew.draw(draws) };
        let scene = Scene {
            direction: Direction::Import,
            route: staging.way.route(),
            trader,
            broker: staging.broker.map(|it| at(&self.traders.brokers, it)),
            currency: at(CURRENCIES, drawn).0,
            terms: draws.word(&["1", "1", "2", "3", "3"]),
            is_processing: false,
        };
        let setting = Setting {
            direction: scene.direction,
            route: &scene.route,
            place: trader.place,
            trade,
            currency: scene.currency,
            stock: index * 50,
            made_on: self.days.last().copied().unwrap_or_default(),
        };
        let mut it = Declaration::default();
        let (mut net, mut wares) = (Vec::new(), Vec::new());
        for (number, staged) in (1u32..).zip(&staging.lines) {
            let StagedLine { ware, each, target, cents_per_kg } = *staged;
            let ware = at(&trade.wares, ware);
            let measure = Measure { each: each.max(1), target, cents_per_kg: cents_per_kg.max(1) };
            let (item, weighed) = line::measured(&setting, ware, number, &measure, draws);
            it.items.push(item);
            net.push(weighed);
            wares.push(ware);
        }
        self.head(&mut it, index, &scene, draws);
        weigh(&mut it, &net, scene.route.mode, draws);
        charge(&mut it, &scene, draws);
        self.documents(&mut it, index, &wares, &scene);
        it
    }

    /// What its manifest says of a declaration's goods.
    pub(crate) fn carried(&self, filed: &Declaration<'static>) -> Consignment<'static> {
        consignment(&Carried { fault: None, filed })
    }

    /// The customs code of a trader by his number.
    pub(crate) fn trader_code(&self, trader: usize) -> &str {
        &at(&self.traders.companies, trader).code
    }

    pub(crate) fn enterprises(&self) -> Vec<Enterprise> {
        self.traders.registry()
    }
}
