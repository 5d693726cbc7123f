//! One declaration as a trader or his broker files it, without a fault.

use model::{
    Amount, AttachedDocument, Charge, Declaration, Direction, LicenceDocument, PartyAbroad,
    PriceConfirmations, UseContact,
};

use super::{
    Declarations,
    line::{self, CURRENCIES, Currency, Setting},
    lines::Ware,
    load::weigh,
    routes::{self, Mode, Route},
    traders::{Company, person},
};
use crate::{
    digits::push_digits,
    draw::{Draws, Skew, at},
};

/// What a declaration is to be like, so that a fault can show in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) direction: Option<Direction>,
    pub(super) mode: Option<Mode>,
    /// Filed by a broker.
    pub(super) is_agency: bool,
    /// Goods of a line that needs a document.
    pub(super) needs_document: bool,
    /// Of at least so many lines.
    pub(super) n_lines: usize,
    /// 成交方式.
    pub(super) terms: Option<&'static str>,
    /// A line with a second statutory unit first.
    pub(super) has_second_unit: bool,
    /// Of general trade (一般贸易).
    pub(super) is_general: bool,
    /// A line first whose elements say something of the goods.
    pub(super) has_elements: bool,
    /// Of ten lines at most.
    pub(super) is_short: bool,
}

/// How many lines: one in three has one, a few have dozens, five on average.
pub(super) const LINES: &[(u32, u32, u32)] =
    &[(35, 1, 1), (25, 2, 3), (25, 4, 8), (12, 9, 20), (3, 21, 50)];

const IMPORT_PPM: u32 = 550_000;
/// Processing with materials bought abroad (进料对口), under a manual.
const PROCESSING_PPM: u32 = 80_000;
/// Everything drawn before the lines are made.
pub(super) struct Scene<'w> {
    pub(super) direction: Direction,
    pub(super) route: Route,
    pub(super) trader: &'w Company,
    pub(super) broker: Option<&'w Company>,
    pub(super) currency: Currency,
    pub(super) terms: &'static str,
    pub(super) is_processing: bool,
}

impl Declarations {
    /// A declaration without a fault.
    pub(super) fn filed(&self, index: u64, shape: &Shape) -> Declaration<'static> {
        let mut draws = self.draws(index);
        let draws = &mut draws;
        let scene = self.scene(shape, draws);
        let drawn = self.catalogue.trade(draws);
        let trades = (drawn..).take(self.catalogue.trades.len());
        let trade = trades
            .map(|it| at(&self.catalogue.trades, it))
            .find(|it| it.wares.iter().any(|it| fits(it, scene.direction, shape)))
            .unwrap_or_else(|| at(&self.catalogue.trades, drawn));
        let setting = Setting {
            direction: scene.direction,
            route: &scene.route,
            place: scene.trader.place,
            trade,
            currency: scene.currency,
            stock: index * 50,
            made_on: self.days.last().copied().unwrap_or_default(),
        };
        let wares = chosen(&trade.wares, &scene, shape, draws);
        let mut net = Vec::with_capacity(wares.len());
        let mut it = Declaration::default();
        for (number, ware) in (1u32..).zip(&wares) {
            let (item, weighed) = line::line(&setting, ware, number, draws);
            it.items.push(item);
            net.push(weighed);
        }
        self.head(&mut it, index, &scene, draws);
        weigh(&mut it, &net, scene.route.mode, draws);
        charge(&mut it, &scene, draws);
        self.documents(&mut it, index, &wares, &scene);
        it
    }

    fn scene(&self, shape: &Shape, draws: &mut Draws) -> Scene<'_> {
        let is_import = draws.chance(IMPORT_PPM);
        let drawn = if is_import { Direction::Import } else { Direction::Export };
        let direction = shape.direction.unwrap_or(drawn);
        let route = routes::route(draws, shape.mode);
        let mut nth = self.traders.skew.draw(draws);
        // The next trader who has one.
        while shape.is_agency && self.traders.broker_of(nth).is_none() {
            nth += 1;
        }
        let skew = Skew::new(CURRENCIES.iter().map(|it| it.1));
        let currency = at(CURRENCIES, skew.draw(draws)).0;
        let terms = match direction {
            Direction::Import => *draws.pick(&["1", "1", "2", "3", "3"]),
            Direction::Export => *draws.pick(&["3", "3", "3", "1", "2"]),
        };
        Scene {
            direction,
            route,
            trader: at(&self.traders.companies, nth),
            broker: self.traders.broker_of(nth),
            currency,
            terms: shape.terms.unwrap_or(terms),
            is_processing: draws.chance(PROCESSING_PPM) && !shape.is_general,
        }
    }

    pub(super) fn head(
        &self,
        it: &mut Declaration<'static>,
        index: u64,
        scene: &Scene<'_>,
        draws: &mut Draws,
    ) {
        let (home, abroad) = (scene.route.home, scene.route.abroad);
        let filer = scene.broker.unwrap_or(scene.trader);
        it.direction = scene.direction;
        it.reference = self.reference(index).into();
        it.entry_type = "M".into();
        it.filing_mark = "1".into();
        it.transit_mark = "0".into();
        it.port_customs = home.customs.into();
        // Every tenth is declared where the trader sits.
        let is_at_home = draws.chance(100_000);
        it.declaring_customs =
            if is_at_home { scene.trader.place.customs } else { home.customs }.into();
        it.trader = scene.trader.as_trader();
        it.owner = scene.trader.as_trader();
        it.declarant = filer.as_trader();
        it.keyer = filer.as_trader();
        it.keyer.code = filer.organisation_code().into();
        it.keyer.inspection_code = "".into();
        it.keyer_name = person(index).into();
        it.keyer_card = "8930000000001".into();
        it.declarant_person = person(index + 1).into();
        it.party_abroad = PartyAbroad {
            name_en: abroad.company.into(),
            address: abroad.street.into(),
            ..PartyAbroad::default()
        };
        self.regime(it, index, scene);
        it.contract_no = self.numbered("HT", index).into();
        it.trade_country = abroad.country.into();
        it.shipping_country = abroad.country.into();
        it.port_abroad = abroad.port.into();
        it.domestic_port = home.port.into();
        it.transaction_mode = scene.terms.into();
        it.marks = "N/M".into();
        it.tax_mark = "0".into();
        self.carriage(it, index, &scene.route);
        // Of an export, and of what is processed, nothing is confirmed.
        it.confirmations = confirmations("9", "9");
        if scene.direction == Direction::Import {
            self.import(it, scene, draws);
        }
    }

    /// General trade pays what the law says; what comes in for processing is under a manual.
    fn regime(&self, it: &mut Declaration<'static>, index: u64, scene: &Scene<'_>) {
        if !scene.is_processing {
            it.supervision_mode = "0110".into();
            it.levy_nature = "101".into();
            return;
        }
        it.supervision_mode = "0615".into();
        it.levy_nature = "503".into();
        let mut manual = format!("C{}", scene.trader.place.customs);
        push_digits(&mut manual, self.seed.mix(index, 11), 7);
        it.manual_no = manual.into();
        for item in &mut it.items {
            item.levy_mode = "3".into();
            item.manual_item = Some(item.number);
        }
    }

    /// What only an import has.
    fn import(&self, it: &mut Declaration<'static>, scene: &Scene<'_>, draws: &mut Draws) {
        [it.departed_on, it.moved_on] = self.sailing(scene.route.mode);
        it.departure_port = scene.route.abroad.port.into();
        it.storage_place = scene.route.home.place.into();
        it.trader_name_en = scene.trader.name_en.clone().into();
        let is_related = draws.chance(80_000);
        if !scene.is_processing {
            it.confirmations = confirmations(if is_related { "1" } else { "0" }, "0");
        }
        if it.items.iter().any(|it| !it.purpose.is_empty()) {
            it.destination_customs = scene.trader.place.customs.into();
            it.use_contacts.push(UseContact {
                person: person(u64::from(draws.below(1_000))).into(),
                telephone: format!("100{:08}", draws.below(100_000_000)).into(),
            });
        }
    }

    /// Ship, flight or lorry, its voyage and its bill.
    fn carriage(&self, it: &mut Declaration<'static>, index: u64, route: &Route) {
        let voyage = self.voyage(index, it.direction, route.mode, route.home);
        it.transport_mode = route.mode.code().into();
        it.bill_no = self.bill(&voyage, index).into();
        it.transport_name = voyage.name.into();
        it.voyage_no = voyage.voyage_no.into();
    }

    pub(super) fn documents(
        &self,
        it: &mut Declaration<'static>,
        index: u64,
        wares: &[&Ware],
        scene: &Scene<'_>,
    ) {
        for ware in wares {
            for kind in needed(ware, scene.direction).chars() {
                let kind = kind.to_string();
                if it.documents.iter().all(|it| *it.kind != *kind) {
                    let number = self.numbered(&format!("{kind}-"), index);
                    it.documents.push(LicenceDocument { kind: kind.into(), number: number.into() });
                }
            }
        }
        let mut kinds = vec!["00000001", "00000002", "00000004"];
        if scene.broker.is_some() {
            kinds.push("10000001");
        }
        for (nth, kind) in (0u64..).zip(kinds) {
            let mut id = format!("{}{kind}IM", it.declaring_customs);
            push_digits(&mut id, u64::from(self.days.first().map_or(0, |it| it.number())), 8);
            push_digits(&mut id, index * 10 + nth, 10);
            id.push_str(".pdf");
            it.attachments.push(AttachedDocument {
                id: id.into(),
                kind: kind.into(),
                format: "US".into(),
                file_name: format!("{kind}.pdf").into(),
                owner_code: it.declarant.code.clone(),
                owner_name: it.declarant.name.clone(),
                ..AttachedDocument::default()
            });
        }
    }

    /// `HT` and sixteen more characters.
    pub(super) fn numbered(&self, prefix: &str, index: u64) -> String {
        let mut text = format!("{prefix}{}", self.tag);
        push_digits(&mut text, index, 6);
        text
    }
}

/// Whether the parties are related, and what is said to all else.
fn confirmations(is_related: &'static str, all_else: &'static str) -> PriceConfirmations<'static> {
    PriceConfirmations {
        special_relation: is_related.into(),
        price_influence: all_else.into(),
        royalties: all_else.into(),
        formula_pricing: all_else.into(),
        provisional_price: all_else.into(),
    }
}

/// Documents that a line needs in one direction.
pub(super) fn needed(ware: &Ware, direction: Direction) -> &str {
    match direction {
        Direction::Import => &ware.on_import,
        Direction::Export => &ware.on_export,
    }
}

/// Whether a line can be the first of a declaration of that shape.
fn fits(ware: &Ware, direction: Direction, shape: &Shape) -> bool {
    let documented = !shape.needs_document || !needed(ware, direction).is_empty();
    // Brand type, preference, GTIN, CAS and others stand in every list of elements.
    let told = !shape.has_elements || ware.elements.len() > 5;
    documented && told && (!shape.has_second_unit || !ware.unit2.is_empty())
}

/// Different lines of one trade; all the documents that they need are no more than a declaration holds.
fn chosen<'w>(
    wares: &'w [Ware],
    scene: &Scene<'_>,
    shape: &Shape,
    draws: &mut Draws,
) -> Vec<&'w Ware> {
    let skew = Skew::new(LINES.iter().map(|it| it.0));
    let (_, low, high) = *at(LINES, skew.draw(draws));
    let drawn = draws.between(low, high) as usize;
    let wanted = drawn.max(shape.n_lines).min(if shape.is_short { 10 } else { 50 });
    let from = draws.below(wares.len() as u32) as usize;
    // Steps that share no divisor with the number of wares come by each of them once.
    let step =
        (1..wares.len()).rev().find(|it| gcd(*it, wares.len()) == 1 && *it < wares.len() / 2);
    let round = |nth: usize| at(wares, from + nth * step.unwrap_or(1));
    let mut chosen: Vec<&Ware> = Vec::with_capacity(wanted);
    // The first line is the one that is to be special.
    chosen.extend((0..wares.len()).map(round).find(|it| fits(it, scene.direction, shape)));
    for ware in (0..wares.len()).map(round) {
        if chosen.len() >= wanted {
            break;
        }
        if chosen.iter().all(|it| it.code != ware.code) {
            chosen.push(ware);
        }
    }
    chosen
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// Freight and insurance, as the terms leave them to be added or taken off.
pub(super) fn charge(it: &mut Declaration<'static>, scene: &Scene<'_>, draws: &mut Draws) {
    let (has_freight, has_insurance) = match (scene.direction, scene.terms) {
        (Direction::Import, "3") | (Direction::Export, "1") => (true, true),
        (Direction::Import, "2") => (false, true),
        (Direction::Export, "2") => (true, false),
        _ => (false, false),
    };
    if has_freight {
        // Fen of the weight are kilograms: from ten to sixty cents each, and something for the papers.
        let kilograms = u64::try_from(it.gross_weight_kg.scaled() / 100_000).unwrap_or(0);
        let cents =
            kilograms * u64::from(draws.between(1, 12)) + u64::from(draws.between(800, 4_000));
        // Nobody sends goods whose carriage costs what they do: of a FOB price nothing would be left.
        let goods = it.items.iter().fold(Amount::ZERO, |sum, it| sum + it.total_price);
        let most = u64::try_from(goods.scaled() / 1_000 / 3).unwrap_or(0);
        let most = i64::try_from(scene.currency.coined(most.max(1))).unwrap_or(i64::MAX);
        it.freight = Charge {
            mark: "3".into(),
            amount: Some(Amount::from_fen(scene.currency.worth(cents).min(most))),
            currency: scene.currency.code.into(),
        };
    }
    if has_insurance {
        let amount = Some(Amount::from_fen(30));
        it.insurance = Charge { mark: "1".into(), amount, currency: "".into() };
    }
}
