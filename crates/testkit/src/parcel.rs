//! What one parcel consists of, before it is written into four documents: drawn from its index
//! alone, small enough to be kept while its documents travel.

use crate::{
    Fault, Flow, World,
    companies::N_PAYERS,
    draw::{Domain, Draws, at},
    later::Later,
    plan::chance,
};

pub(crate) const MAX_ITEMS: usize = 5;

/// The dearest clean parcel, with its freight and insurance, in fen; and how often one buyer may
/// buy, so that nobody comes near the annual limit by accident.
const MAX_CLEAN_FEN: u32 = 499_000;
const ORDERS_PER_BUYER: u64 = 3;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) article: u16,
    pub(crate) quantity: u32,
    /// Of one; 0 is a gift.
    pub(crate) fen: u32,
}

impl Item {
    pub(crate) fn total_fen(&self) -> u32 {
        self.fen * self.quantity
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) index: u64,
    pub(crate) fault: Option<Fault>,
    pub(crate) platform: u16,
    pub(crate) seller: u16,
    pub(crate) payer: u16,
    pub(crate) carrier: u16,
    pub(crate) declarant: u16,
    pub(crate) site: u16,
    /// Person numbers.
    pub(crate) buyer: u64,
    pub(crate) consignee: u64,
    pub(crate) items: [Item; MAX_ITEMS],
    pub(crate) n_items: u8,
    pub(crate) freight_fen: u32,
    pub(crate) insurance_fen: u32,
    pub(crate) discount_fen: u32,
    pub(crate) tax_fen: u32,
    pub(crate) packing_grams: u32,
    /// Where a choice is left: which flight, which item is altered.
    pub(crate) whim: u32,
    /// What follows on its list, if it is clean.
    pub(crate) later: Option<Later>,
}

impl Parcel {
    pub(crate) fn items(&self) -> &[Item] {
        self.items.get(..usize::from(self.n_items)).unwrap_or_default()
    }

    pub(crate) fn goods_fen(&self) -> u32 {
        self.items().iter().map(Item::total_fen).sum()
    }
}

/// Persons outside the pool of ordinary buyers, by what they are there for.
#[derive(Debug, Clone, Copy)]
enum Stranger {
    Consignee,
    Indivisible,
    Annual,
    Other,
}

impl World<'_> {
    pub(crate) fn parcel(&self, index: u64) -> Parcel {
        if self.plan.flow == Flow::Export {
            return self.export_parcel(index);
        }
        let mut draws = self.seed.draws(Domain::Parcel, index);
        let fault = self.fault(index);
        let (site, is_bonded) = self.draw_site(fault, &mut draws);
        let platform = self.companies.platform_skew.draw(&mut draws) as u16;
        let buyer = self.buyer(index, fault);
        let mut parcel = Parcel {
            index,
            fault,
            platform,
            seller: *draws.pick(at(&self.companies.sellers_of, usize::from(platform)).as_slice()),
            payer: match fault {
                Some(Fault::UnregisteredPayment) => N_PAYERS as u16,
                _ => self.companies.payer_skew.draw(&mut draws) as u16,
            },
            carrier: self.companies.carrier_skew.draw(&mut draws) as u16,
            declarant: u16::from(
                *draws.pick(at(&self.companies.declarants_at, usize::from(site)).as_slice()),
            ),
            site,
            buyer,
            consignee: if draws.chance(150_000) {
                self.stranger(Stranger::Consignee, index)
            } else {
                buyer
            },
            items: [Item::default(); MAX_ITEMS],
            n_items: 0,
            freight_fen: draw_freight(is_bonded, &mut draws),
            insurance_fen: if draws.chance(60_000) { draws.between(1, 8) * 100 } else { 0 },
            discount_fen: 0,
            tax_fen: 0,
            packing_grams: draws.between(80, 450),
            whim: draws.below(1 << 30),
            later: self.later(index, fault, is_bonded),
        };
        self.draw_items(&mut parcel, &mut draws);
        self.draw_amounts(&mut parcel, &mut draws);
        parcel
    }

    /// The fault of a parcel, a function of its index alone.
    pub(crate) fn fault(&self, index: u64) -> Option<Fault> {
        if self.planted.is_some() {
            return self.planted;
        }
        if index % 2 == 1 && self.drawn_fault(index - 1) == Some(Fault::AnnualLimitFirst) {
            return Some(Fault::AnnualLimitSecond);
        }
        match self.drawn_fault(index) {
            // A pair begins at an even index and needs the next one.
            Some(Fault::AnnualLimitFirst) if index % 2 == 1 || index + 1 >= self.plan.parcels => {
                Some(Fault::AnnualLimitAtOnce)
            }
            drawn => drawn,
        }
    }

    fn drawn_fault(&self, index: u64) -> Option<Fault> {
        let bits = self.seed.mix(index, 1);
        let ticket = ((bits >> 32) * 1_000_000) >> 32;
        if ticket >= u64::from(chance(self.plan.fault_rate)) {
            return None;
        }
        let [papers, later] = self.plan.flow.faults();
        let kind = ((bits & 0xffff_ffff) * (papers.len() + later.len()) as u64) >> 32;
        let kind = kind as usize;
        let fault = papers.get(kind).unwrap_or_else(|| at(later, kind - papers.len()));
        match *fault {
            // The second of a pair comes only after a first.
            Fault::AnnualLimitSecond => Some(Fault::AnnualLimitFirst),
            fault => Some(fault),
        }
    }

    /// Ordinary buyers take turns; whoever spends more than is ordinary buys nothing else.
    fn buyer(&self, index: u64, fault: Option<Fault>) -> u64 {
        match fault {
            Some(Fault::Indivisible | Fault::SingleLimit | Fault::AnnualLimitAtOnce) => {
                self.stranger(Stranger::Indivisible, index)
            }
            Some(Fault::AnnualLimitFirst) => self.stranger(Stranger::Annual, index),
            Some(Fault::AnnualLimitSecond) => {
                self.stranger(Stranger::Annual, index.saturating_sub(1))
            }
            _ => index % self.plan.parcels.div_ceil(ORDERS_PER_BUYER).max(1),
        }
    }

    /// Somebody who is not the parcel's buyer and buys nothing.
    pub(crate) fn other_person(&self, index: u64) -> u64 {
        self.stranger(Stranger::Other, index)
    }

    fn stranger(&self, purpose: Stranger, index: u64) -> u64 {
        self.plan.parcels * (purpose as u64 + 1) + index
    }

    fn draw_site(&self, fault: Option<Fault>, draws: &mut Draws) -> (u16, bool) {
        let is_bonded = match fault {
            Some(Fault::NoVoyage) => false,
            Some(Fault::NoAccountBook | Fault::BookUnknown | Fault::RecordUnknown) => true,
            _ => draws.chance(300_000),
        };
        (self.draw_site_of(is_bonded, draws), is_bonded)
    }

    pub(crate) fn draw_site_of(&self, is_bonded: bool, draws: &mut Draws) -> u16 {
        let (sites, skew) = if is_bonded {
            (&self.companies.zone_sites, &self.companies.zone_skew)
        } else {
            (&self.companies.direct_sites, &self.companies.direct_skew)
        };
        u16::from(*at(sites, skew.draw(draws)))
    }

    fn draw_items(&self, parcel: &mut Parcel, draws: &mut Draws) {
        match parcel.fault {
            Some(Fault::Indivisible) => self.one_dear(parcel, draws, 520_000, 1_400_000),
            Some(Fault::AnnualLimitAtOnce) => self.one_dear(parcel, draws, 2_650_000, 3_900_000),
            Some(Fault::AnnualLimitFirst | Fault::AnnualLimitSecond) => {
                self.one_dear(parcel, draws, 1_400_000, 2_400_000);
            }
            Some(Fault::SingleLimit) => self.several_dear(parcel, draws),
            _ => self.ordinary_items(parcel, draws),
        }
    }

    /// One article that cannot be divided.
    fn one_dear(&self, parcel: &mut Parcel, draws: &mut Draws, low: u32, high: u32) {
        let article = *draws.pick(&self.goods.dear);
        let fen = draws.between(low, high) / 100 * 100;
        parcel.push(Item { article, quantity: 1, fen });
    }

    /// Two or three articles, together over the single limit, each far below it.
    fn several_dear(&self, parcel: &mut Parcel, draws: &mut Draws) {
        let count = draws.between(2, 3);
        for _ in 0..count {
            let article = *draws.pick(&self.goods.dear);
            let fen = draws.between(530_000, 800_000) / count / 100 * 100;
            parcel.push(Item { article, quantity: 1, fen });
        }
    }

    fn ordinary_items(&self, parcel: &mut Parcel, draws: &mut Draws) {
        let at_least = if parcel.fault == Some(Fault::ItemCount) { 2 } else { 1 };
        let wanted = match draws.below(100) {
            0..48 => 1,
            48..74 => 2,
            74..88 => 3,
            88..96 => 4,
            _ => 5,
        };
        let most = match parcel.fault {
            // What the fault adds must not bring the list over the single limit as well.
            Some(Fault::ItemQuantity | Fault::ItemPrice) => MAX_CLEAN_FEN / 2 - 10_000,
            _ => MAX_CLEAN_FEN,
        };
        let mut room = most - parcel.freight_fen - parcel.insurance_fen;
        for nth in 0..wanted.max(at_least) {
            let article = self.goods.popularity.draw(draws) as u16;
            let fen = self.draw_price(article, draws);
            let quantity = match draws.below(100) {
                0..68 => 1,
                68..88 => 2,
                88..95 => 3,
                _ => draws.between(4, 6),
            };
            let item = if fen * quantity <= room {
                Item { article, quantity, fen }
            } else if fen <= room && nth < at_least {
                Item { article, quantity: 1, fen }
            } else if nth < at_least {
                Item { article, quantity: 1, fen: room }
            } else {
                break;
            };
            room -= item.total_fen();
            // Room for a second item, where one is needed, is never used up by the first.
            if nth + 1 < at_least && room < 1_000 {
                parcel.push(Item { quantity: 1, fen: item.fen / 2, ..item });
                room += item.total_fen() - item.fen / 2;
            } else {
                parcel.push(item);
            }
        }
        let needs_gift = parcel.fault == Some(Fault::GiftQuantity);
        if needs_gift || (draws.chance(30_000) && usize::from(parcel.n_items) < MAX_ITEMS) {
            let article = self.goods.popularity.draw(draws) as u16;
            let gift = Item { article, quantity: 1, fen: 0 };
            parcel.n_items = parcel.n_items.min(MAX_ITEMS as u8 - 1);
            parcel.push(gift);
        }
    }

    /// The list price, or a promotion's.
    pub(crate) fn draw_price(&self, article: u16, draws: &mut Draws) -> u32 {
        let list = self.goods.article(article).fen;
        if draws.chance(650_000) {
            list
        } else {
            (list * draws.between(80, 99) / 100 / 10).max(1) * 10
        }
    }

    fn draw_amounts(&self, parcel: &mut Parcel, draws: &mut Draws) {
        parcel.tax_fen = parcel
            .items()
            .iter()
            .map(|it| {
                let ppm = u64::from(self.goods.article(it.article).tax_ppm);
                ((u64::from(it.total_fen()) * ppm + 500_000) / 1_000_000) as u32
            })
            .sum();
        let goods = parcel.goods_fen();
        if draws.chance(250_000) {
            parcel.discount_fen = (goods * draws.between(2, 15) / 100) / 100 * 100;
        }
    }
}

impl Parcel {
    pub(crate) fn push(&mut self, item: Item) {
        if let Some(slot) = self.items.get_mut(usize::from(self.n_items)) {
            *slot = item;
            self.n_items += 1;
        }
    }
}

pub(crate) fn draw_freight(is_bonded: bool, draws: &mut Draws) -> u32 {
    if draws.chance(if is_bonded { 800_000 } else { 450_000 }) {
        0
    } else {
        draws.between(6, 45) * 100
    }
}
