//! What is in a parcel: goods, prices, words and weights, honest and not.

use super::{
    kind::FraudKind,
    market::About,
    story::{Scene, Story},
};
use crate::{
    World,
    draw::{Draws, at},
    goods::{Article, Goods},
    parcel::MAX_ITEMS,
};

/// The dearest parcel, with freight and insurance, in fen: as in honest corpora.
const MOST_FEN: u64 = 499_000;
/// From where a parcel of a divided purchase is worth its trouble.
const DIVIDED_FEN: u64 = 260_000;

/// How a line is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wording {
    Whole,
    /// The noun alone.
    Short,
    Vague,
    /// With the noun of another article.
    As(u16),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) article: u16,
    /// The article under whose code it is declared.
    pub(super) declared: u16,
    pub(super) quantity: u32,
    /// Of one, as declared, and as it was.
    pub(super) fen: u64,
    pub(super) fair_fen: u64,
    pub(super) wording: Wording,
    /// Weighs so much of what its like does.
    pub(super) weight_permille: u64,
}

impl Line {
    pub(super) fn total_fen(&self) -> u64 {
        self.fen * u64::from(self.quantity)
    }
}

/// What can be declared as what, in units that agree.
#[derive(Debug)]
pub(super) struct Headings {
    /// Articles of codes that are taxed less, by article.
    cheaper: Vec<Vec<u16>>,
    /// Of any other codes: what somebody may take a thing for.
    others: Vec<Vec<u16>>,
    /// Articles that a purchase over the limit is of.
    dear: Vec<u16>,
}

impl Headings {
    pub(super) fn new(goods: &Goods) -> Headings {
        let like = |it: &Article, is_wanted: &dyn Fn(&Article) -> bool| -> Vec<u16> {
            let of = |other: &&(u16, &Article)| {
                let other = other.1;
                other.commodity_code != it.commodity_code
                    && (&other.unit1, &other.unit2) == (&it.unit1, &it.unit2)
                    && shelf(&other.commodity_code) == shelf(&it.commodity_code)
                    && is_wanted(other)
            };
            let all: Vec<(u16, &Article)> = (0u16..).zip(&goods.articles).collect();
            // One an heading is enough: the words of a popular brand.
            let mut chosen: Vec<(u16, &str)> = Vec::new();
            for (nth, other) in all.iter().filter(of) {
                if chosen.iter().all(|(_, code)| *code != other.commodity_code) {
                    chosen.push((*nth, &other.commodity_code));
                }
            }
            chosen.into_iter().map(|it| it.0).collect()
        };
        let articles = &goods.articles;
        let cheaper =
            articles.iter().map(|it| like(it, &|other| other.tax_ppm + 20_000 < it.tax_ppm));
        let others = articles.iter().map(|it| like(it, &|_| true));
        let dear = (0u16..)
            .zip(articles)
            .filter(|(_, it)| (30_000..=240_000).contains(&it.fen))
            .map(|it| it.0);
        Headings { cheaper: cheaper.collect(), others: others.collect(), dear: dear.collect() }
    }

    fn of(table: &[Vec<u16>], article: u16) -> &[u16] {
        table.get(usize::from(article)).map_or(&[], Vec::as_slice)
    }
}

/// What is taken for each other: chapters of the tariff that stand on one shelf.
fn shelf(code: &str) -> usize {
    const SHELVES: [&[&str]; 4] = [
        &["33", "34"],
        &["04", "09", "18", "19", "20", "21", "23"],
        &["42", "61", "62", "63", "64", "65"],
        &["39", "73", "85", "90", "91", "95"],
    ];
    let chapter = code.get(..2).unwrap_or_default();
    SHELVES.iter().position(|it| it.contains(&chapter)).unwrap_or(SHELVES.len())
}

/// Where a parcel is bought, for the goods in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shop {
    pub(super) seller: u16,
    pub(super) is_bonded: bool,
    /// Freight and insurance.
    pub(super) charges_fen: u64,
}

pub(super) struct Basket<'s, 'w> {
    pub(super) scene: &'s Scene,
    pub(super) world: &'s World<'w>,
    pub(super) headings: &'s Headings,
    pub(super) story: &'s Story,
    pub(super) shop: Shop,
}

impl Basket<'_, '_> {
    pub(super) fn lines(&self, draws: &mut Draws) -> Vec<Line> {
        let mut lines = if self.story.is(FraudKind::Splitting) {
            vec![self.divided(draws)]
        } else {
            self.bought(draws)
        };
        self.misclassify(&mut lines, draws);
        self.undervalue(&mut lines);
        for line in &mut lines {
            line.wording = self.wording(line, draws);
        }
        self.fit(&mut lines);
        lines
    }

    fn bought(&self, draws: &mut Draws) -> Vec<Line> {
        let wanted = match draws.below(100) {
            0..48 => 1,
            48..74 => 2,
            74..88 => 3,
            88..96 => 4,
            _ => MAX_ITEMS,
        };
        let mut lines: Vec<Line> = Vec::with_capacity(wanted);
        for _ in 0..wanted {
            let article = self.article(lines.is_empty(), draws);
            let quantity = match draws.below(100) {
                0..68 => 1,
                68..88 => 2,
                88..95 => 3,
                _ => draws.between(4, 6),
            };
            if lines.iter().all(|it| it.article != article) {
                lines.push(self.line(article, quantity, draws));
            }
        }
        lines
    }

    fn line(&self, article: u16, quantity: u32, draws: &mut Draws) -> Line {
        let (honest, seller) = (&self.scene.plan.honest, u64::from(self.shop.seller));
        let market = &self.scene.market;
        let level = u64::from(market.level(&self.scene.plan, seller, &self.story.place));
        let noise = u64::from(honest.line_price_permille.at(draws.below(1_000_000)));
        let fen = u64::from(self.world.goods.article(article).fen) * level * noise / 1_000_000;
        let fen = (fen / 10).max(10) * 10;
        let usual = honest.company_weight_permille.at(market.ppm(About::Weight, seller, 0));
        let weight = honest.line_weight_permille.at(draws.below(1_000_000));
        Line {
            article,
            declared: article,
            quantity,
            fen,
            fair_fen: fen,
            wording: Wording::Whole,
            weight_permille: u64::from(usual) * u64::from(weight) / 1_000,
        }
    }

    /// Something of the seller's assortment; of what is misclassified, something that is taxed more than its like.
    fn article(&self, is_first: bool, draws: &mut Draws) -> u16 {
        let must_be_dutiable = is_first && self.story.is(FraudKind::Misclassification);
        let mut article = 0;
        for _ in 0..40 {
            article = self.world.goods.popularity.draw(draws) as u16;
            let code = self.world.goods.article(article).commodity_code.parse().unwrap_or(0);
            let sold = self.scene.market.ppm(About::Assortment, u64::from(self.shop.seller), code);
            let has_cheaper = !Headings::of(&self.headings.cheaper, article).is_empty();
            if if must_be_dutiable { has_cheaper } else { sold < 350_000 } {
                break;
            }
        }
        article
    }

    /// A part of a purchase that is over the limit: the same goods on the same days.
    fn divided(&self, draws: &mut Draws) -> Line {
        let actor = self.story.actor.unwrap_or(0) as u64;
        let days = u64::from(self.story.place.day() / 2);
        let pick = self.scene.market.bits(About::Day, actor, days);
        let article = *at(&self.headings.dear, pick as usize);
        let mut line = self.line(article, 1, draws);
        let most = ((MOST_FEN - self.shop.charges_fen) / line.fen).clamp(1, 12);
        let least = (DIVIDED_FEN / line.fen).clamp(1, most);
        line.quantity = draws.between(least as u32, most as u32);
        line
    }

    fn misclassify(&self, lines: &mut [Line], draws: &mut Draws) {
        if !self.story.is(FraudKind::Misclassification) {
            return;
        }
        for (nth, line) in lines.iter_mut().enumerate() {
            let cheaper = Headings::of(&self.headings.cheaper, line.article);
            if !cheaper.is_empty() && (nth == 0 || draws.chance(500_000)) {
                line.declared = *draws.pick(cheaper);
            }
        }
    }

    fn undervalue(&self, lines: &mut [Line]) {
        if !self.story.is(FraudKind::Undervaluation) {
            return;
        }
        let manner = self.scene.manner(self.story, FraudKind::Undervaluation);
        let degree = u64::from(self.scene.degree(self.story, FraudKind::Undervaluation));
        let dearest = lines.iter().map(Line::total_fen).max().unwrap_or(0);
        for line in lines {
            if !manner.is_dearest_alone || line.total_fen() == dearest {
                line.fen = (line.fen * degree / 10_000).max(10) * 10;
            }
        }
    }

    fn wording(&self, line: &Line, draws: &mut Draws) -> Wording {
        let honest = &self.scene.plan.honest;
        let others = Headings::of(&self.headings.others, line.article);
        let drawn = [draws.below(1_000_000), draws.below(1_000_000), draws.below(1_000_000)];
        let [vague, short, other] = drawn;
        let other_noun = draws.below(1 << 20) as usize;
        // A bonded line stands in an account book, by its name.
        if self.shop.is_bonded {
            return Wording::Whole;
        }
        if line.declared != line.article {
            let shows = self.story.shows(FraudKind::Misclassification);
            return if shows { Wording::Whole } else { Wording::As(line.declared) };
        }
        if self.story.is(FraudKind::Description) {
            let manner = self.scene.manner(self.story, FraudKind::Description);
            return match (self.story.shows, manner.is_changed) {
                (true, false) => Wording::Vague,
                (true, true) => Wording::Short,
                (false, _) if others.is_empty() => Wording::Short,
                (false, _) => Wording::As(*at(others, other_noun)),
            };
        }
        let seller = u64::from(self.shop.seller);
        let market = &self.scene.market;
        let is_terse = market.ppm(About::Vague, seller, 0) < honest.vague_company_ppm;
        if vague < if is_terse { 500_000 } else { honest.vague_ppm } {
            Wording::Vague
        } else if short < honest.short_ppm {
            Wording::Short
        } else if other < honest.other_words_ppm && !others.is_empty() {
            Wording::As(*at(others, other_noun))
        } else {
            Wording::Whole
        }
    }

    /// Within the limit of one parcel: fewer of each, then fewer lines, then a lower price.
    fn fit(&self, lines: &mut Vec<Line>) {
        let room = MOST_FEN - self.shop.charges_fen;
        let sum = |lines: &[Line]| lines.iter().map(Line::total_fen).sum::<u64>();
        if sum(lines) > room && !self.story.is(FraudKind::Splitting) {
            lines.iter_mut().for_each(|it| it.quantity = 1);
        }
        while sum(lines) > room && lines.len() > 1 {
            lines.pop();
        }
        if let Some(line) = lines.first_mut().filter(|it| it.total_fen() > room) {
            line.quantity = 1;
            let fen = line.fen.min(room / 10 * 10);
            line.fair_fen = line.fair_fen * fen / line.fen.max(1);
            line.fen = fen;
        }
    }
}
