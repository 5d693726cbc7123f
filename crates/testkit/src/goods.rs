//! What is sold: articles made of the templates in `goods_table` and the tariff's lines.

use model::{Amount, BookRow, Date};
use params::{Law, TariffLine};

use crate::{
    companies::Companies,
    digits::{push_digits, push_number},
    draw::{Skew, at, splitmix, word},
    goods_table::{BRANDS, Spec, TEMPLATES, Template},
};

/// An article as a shop lists it.
#[derive(Debug)]
pub(crate) struct Article {
    /// Ten digits.
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    /// Declaration elements (规格型号).
    pub(crate) model: String,
    pub(crate) description: String,
    pub(crate) barcode: String,
    pub(crate) item_no: String,
    pub(crate) record_no: String,
    pub(crate) country: &'static str,
    /// Declared unit.
    pub(crate) unit: &'static str,
    pub(crate) unit1: String,
    pub(crate) unit2: String,
    /// Of one declared unit.
    pub(crate) grams: u32,
    millilitres: u32,
    pieces: u32,
    pub(crate) fen: u32,
    /// What VAT and consumption tax come to within the limits, in ppm of the price.
    pub(crate) tax_ppm: u32,
    /// One article of it can cost more than the single limit.
    pub(crate) is_dear: bool,
    /// It leaves the country without licence and duty.
    pub(crate) leaves_freely: bool,
}

#[derive(Debug)]
pub(crate) struct Goods {
    pub(crate) articles: Vec<Article>,
    pub(crate) dear: Vec<u16>,
    pub(crate) popularity: Skew,
    /// The same of what sells abroad.
    pub(crate) sold_abroad: Skew,
    /// Goods that need an export licence, and goods that bear export duty alone.
    pub(crate) licensed: Option<Bound>,
    pub(crate) dutiable: Option<Bound>,
}

/// A tariff line that a simplified export list may not hold.
#[derive(Debug)]
pub(crate) struct Bound {
    pub(crate) commodity_code: String,
    pub(crate) unit1: String,
    pub(crate) unit2: String,
}

/// Rows of [`BRANDS`] that sell abroad: clothes, things for the house, watches, toys.
const SOLD_ABROAD: std::ops::RangeInclusive<usize> = 4..=7;

/// The law at hand has none of the goods that the generator knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tariff has no line for any of the goods to generate")]
pub struct NoGoods;

impl Goods {
    /// Articles of the lines that the tariff has on `day`.
    pub(crate) fn new(law: &Law, day: Date) -> Result<Goods, NoGoods> {
        let tax_share_ppm = law.retail_on(day).map_or(700_000, |it| it.tax_share.value.ppm());
        let mut articles = Vec::new();
        let mut weights = Vec::new();
        let mut abroad = Vec::new();
        for template in TEMPLATES {
            let Ok(line) = law.tariff.line(template.code, day) else { continue };
            if !is_certain(line) {
                continue;
            }
            let brands = at(BRANDS, template.brands);
            for (rank, brand) in (1u32..).zip(*brands) {
                for spec in template.specs {
                    let serial = articles.len();
                    articles.push(article(template, brand, spec, line, tax_share_ppm, serial));
                    let weight = template.popularity * 1_000 / rank;
                    weights.push(weight);
                    abroad.push(if SOLD_ABROAD.contains(&template.brands) { weight } else { 0 });
                }
            }
        }
        let dear: Vec<u16> =
            (0u16..).zip(&articles).filter(|it| it.1.is_dear).map(|it| it.0).collect();
        if dear.is_empty() {
            return Err(NoGoods);
        }
        Ok(Goods {
            articles,
            dear,
            popularity: Skew::new(weights),
            sold_abroad: Skew::new(abroad),
            licensed: bound(law, day, |it| !it.licences_export.is_empty()),
            dutiable: bound(law, day, |it| it.licences_export.is_empty() && bears_duty(it)),
        })
    }

    pub(crate) fn article(&self, index: u16) -> &Article {
        at(&self.articles, usize::from(index))
    }

    /// Stock enough for any corpus, of every article in every zone's account book.
    pub(crate) fn books(&self, companies: &Companies) -> Vec<BookRow> {
        let zones = companies.sites.iter().filter_map(|it| it.zone.as_ref());
        zones
            .flat_map(|zone| {
                self.articles.iter().map(|article| BookRow {
                    book_no: zone.account_book_no.clone(),
                    record_no: article.record_no.clone(),
                    commodity_code: article.commodity_code.clone(),
                    name: article.name.clone(),
                    unit: article.unit.to_owned(),
                    quantity: Amount::from_units(1_000_000_000),
                })
            })
            .collect()
    }
}

impl Article {
    /// How much `count` declared units are in a statutory unit.
    pub(crate) fn in_unit(&self, unit: &str, count: u32) -> Amount {
        let of = |each: u32, scaled: i64| {
            Amount::from_scaled(i64::from(each) * i64::from(count) * scaled)
        };
        match unit {
            "035" => of(self.grams, 100),
            "036" => of(self.grams, 100_000),
            "095" => of(self.millilitres, 100),
            "096" => of(self.millilitres, 100_000),
            _ => of(self.pieces, 100_000),
        }
    }
}

fn article(
    template: &Template,
    (brand, latin): &(&str, &str),
    spec: &Spec,
    line: &TariffLine,
    tax_share_ppm: i64,
    serial: usize,
) -> Article {
    let scramble = splitmix(serial as u64);
    let spread = u64::from(template.fen.1 - template.fen.0);
    let base = u64::from(template.fen.0) + scramble % (spread + 1);
    // Shops end their prices in .00 or .90.
    let price = base * u64::from(spec.percent) / 100 / 1_000 * 1_000;
    let fen = price.max(1_000) + if scramble.is_multiple_of(3) { 0 } else { 900 };
    let mut item_no = String::from("SK");
    push_digits(&mut item_no, 100_000 + serial as u64, 6);
    let mut record_no = String::new();
    push_number(&mut record_no, serial as u64 + 1);
    let name = format!("{brand}({latin}){}{}", template.noun, spec.text);
    let model = format!(
        "4|3|{}|{}|{brand}牌/{latin}|{item_no}|无GTIN|无CAS|无其他",
        template.elements, spec.text
    );
    Article {
        commodity_code: format!("{:010}", line.code),
        description: format!("{name}，{}，原装进口", template.elements),
        name,
        model,
        barcode: ean13(490_000_000_000 + scramble % 99_999_999_999),
        item_no,
        record_no,
        country: word(template.countries, (scramble >> 40) as usize),
        unit: template.unit,
        unit1: line.unit1.as_str().to_owned(),
        unit2: line.unit2.map_or_else(String::new, |it| it.as_str().to_owned()),
        grams: spec.grams,
        millilitres: spec.millilitres,
        pieces: spec.pieces,
        fen: u32::try_from(fen).unwrap_or(u32::MAX),
        tax_ppm: tax_ppm(line, tax_share_ppm),
        is_dear: template.is_dear,
        leaves_freely: line.licences_export.is_empty() && !bears_duty(line),
    }
}

/// Whether it bears duty when it leaves the country.
fn bears_duty(line: &TariffLine) -> bool {
    !line.export_provisional.as_ref().unwrap_or(&line.export).is_free()
}

/// The first line of the day that is one.
fn bound(law: &Law, day: Date, is_one: impl Fn(&TariffLine) -> bool) -> Option<Bound> {
    let mut lines = law.tariff.lines().filter(|it| is_one(it));
    let line = lines.find_map(|it| law.tariff.line(it.code, day).ok().filter(|it| is_one(it)))?;
    Some(Bound {
        commodity_code: format!("{:010}", line.code),
        unit1: line.unit1.as_str().to_owned(),
        unit2: line.unit2.map_or_else(String::new, |it| it.as_str().to_owned()),
    })
}

/// Whether the tables state the whole of the line's rates, so that its tax is no matter of doubt.
fn is_certain(line: &TariffLine) -> bool {
    line.consumption.complete && line.mfn.is_none_or(|it| it.complete)
}

/// (consumption + VAT) ÷ (1 − consumption) × share.
fn tax_ppm(line: &TariffLine, share_ppm: i64) -> u32 {
    let (vat, consumption) = (line.vat.value.ppm(), line.consumption.ad_valorem.ppm());
    let composite = (vat + consumption) * 1_000_000 / (1_000_000 - consumption).max(1);
    u32::try_from(composite * share_ppm / 1_000_000).unwrap_or(0)
}

/// Twelve digits and their check digit.
fn ean13(twelve: u64) -> String {
    let mut text = String::with_capacity(13);
    push_digits(&mut text, twelve, 12);
    let sum: u32 = text
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    push_digits(&mut text, u64::from((10 - sum % 10) % 10), 1);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_template_finds_its_line() {
        let law = Law::shipped().unwrap();
        let day = model::Date::constant(2020, 11, 21);
        let missing: Vec<u64> = TEMPLATES
            .iter()
            .map(|it| it.code)
            .filter(|it| law.tariff.line(*it, day).is_err())
            .collect();
        assert_eq!(missing, Vec::<u64>::new());
        let goods = Goods::new(&law, day).unwrap();
        assert!(goods.articles.len() > 500, "{}", goods.articles.len());
        let codes: BTreeSet<&str> =
            goods.articles.iter().map(|it| it.commodity_code.get(..2).unwrap()).collect();
        assert!(codes.len() >= 20, "{codes:?}");
        for article in &goods.articles {
            assert!(article.name.chars().count() <= 120, "{}", article.name);
            assert!(article.model.chars().count() <= 250, "{}", article.model);
            assert!((1_000..=480_000).contains(&article.fen), "{article:?}");
            assert!(article.in_unit(&article.unit1, 1).is_positive(), "{article:?}");
            let second = article.in_unit(&article.unit2, 1);
            assert!(article.unit2.is_empty() || second.is_positive(), "{article:?}");
        }
    }

    #[test]
    fn barcodes_check() {
        assert_eq!(ean13(400_638_133_393), "4006381333931");
    }

    #[test]
    fn composite_rate_of_cosmetics() {
        let law = Law::shipped().unwrap();
        let line = law.tariff.line(3_304_990_039, model::Date::constant(2020, 11, 21)).unwrap();
        // (0.13 + 0.15) / 0.85 × 0.7, cut off
        assert_eq!(tax_ppm(line, 700_000), 230_587);
    }
}
