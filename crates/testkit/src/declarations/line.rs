//! One goods line: quantities in every unit that agree with its weight, a price, and the declaration
//! elements of its tariff line.

use model::{Amount, DayStamp, Direction, GoodsItem};

use super::{lines::Trade, lines::Ware, routes::Route, traders::Place};
use crate::{
    digits::{push_digits, push_number},
    draw::Draws,
};

/// A currency of trade: hundredths of it for a dollar, and whether it has no hundredths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Currency {
    pub(super) code: &'static str,
    per_dollar: u64,
    is_whole: bool,
}

/// Drawn with the weight beside it.
pub(super) const CURRENCIES: &[(Currency, u32)] = &[
    (Currency { code: "USD", per_dollar: 100, is_whole: false }, 66),
    (Currency { code: "EUR", per_dollar: 88, is_whole: false }, 14),
    (Currency { code: "CNY", per_dollar: 700, is_whole: false }, 9),
    (Currency { code: "JPY", per_dollar: 15_000, is_whole: true }, 7),
    (Currency { code: "HKD", per_dollar: 780, is_whole: false }, 4),
];

impl Currency {
    /// Money that is worth so many cents of a dollar, in hundredths; at least the smallest coin.
    pub(super) fn worth(self, cents: u64) -> i64 {
        let hundredths = self.coined((cents * self.per_dollar / 100).max(1));
        i64::try_from(hundredths).unwrap_or(i64::MAX)
    }

    /// Hundredths, up to the next coin that there is.
    pub(super) fn coined(self, hundredths: u64) -> u64 {
        let coin = if self.is_whole { 100 } else { 1 };
        hundredths.div_ceil(coin) * coin
    }
}

/// What a line is made for.
pub(super) struct Setting<'s> {
    pub(super) direction: Direction,
    pub(super) route: &'s Route,
    pub(super) place: &'static Place,
    pub(super) trade: &'s Trade,
    pub(super) currency: Currency,
    /// Stock number of the first line.
    pub(super) stock: u64,
    pub(super) made_on: DayStamp,
}

/// How much of a ware there is, and what it costs.
pub(super) struct Measure {
    /// Tens of grams of a piece.
    pub(super) each: u64,
    /// Tens of grams of the line, about.
    pub(super) target: u64,
    /// Cents of a dollar.
    pub(super) cents_per_kg: u64,
}

/// A line weighs from some kilograms to some tonnes.
pub(super) fn target(draws: &mut Draws) -> u64 {
    u64::from(draws.between(1_000, 40_000)) * if draws.chance(150_000) { 10 } else { 1 }
}

/// A line and its net weight in tens of grams.
pub(super) fn line(
    setting: &Setting<'_>,
    ware: &Ware,
    number: u32,
    draws: &mut Draws,
) -> (GoodsItem<'static>, u64) {
    let (low, high) = setting.trade.decagrams;
    let each = u64::from(draws.between(low, high));
    let target = target(draws);
    let (low, high) = setting.trade.cents_per_kg;
    let cents_per_kg = u64::from(draws.between(low, high));
    measured(setting, ware, number, &Measure { each, target, cents_per_kg }, draws)
}

/// The same of a measure.
pub(super) fn measured(
    setting: &Setting<'_>,
    ware: &Ware,
    number: u32,
    measure: &Measure,
    draws: &mut Draws,
) -> (GoodsItem<'static>, u64) {
    let Measure { each, target, cents_per_kg } = *measure;
    let is_pieces = !ware.unit2.is_empty();
    let count = if is_pieces { (target / each).max(1) } else { (target / 100).max(1) };
    let net = if is_pieces { count * each } else { count * 100 };
    let grams = if is_pieces { each * 10 } else { 1_000 };
    let cents = cents_per_kg * grams / 1_000;
    let price = setting.currency.worth(cents);
    let total = price.saturating_mul(i64::try_from(count).unwrap_or(1));
    let (pieces, weight) = (units(count), weight(net));
    let is_second_weight = ware.unit2 == "035";
    let (quantity1, quantity2) = match (is_pieces, is_second_weight) {
        (false, _) => (weight, None),
        (true, true) => (pieces, Some(weight)),
        (true, false) => (weight, Some(pieces)),
    };
    let unit = if is_pieces && !is_second_weight { &ware.unit2 } else { &ware.unit1 };
    let brand = draws.word(BRANDS);
    let mut goods_no = String::from("SN");
    push_digits(&mut goods_no, setting.stock + u64::from(number), 8);
    let mut it = GoodsItem {
        number,
        commodity_code: ware.code.clone().into(),
        name: ware.name.to_string().into(),
        model: model(ware, setting.direction, brand, &goods_no, draws).into(),
        quantity: pieces,
        unit: unit.clone().into(),
        quantity1,
        unit1: ware.unit1.clone().into(),
        quantity2,
        unit2: ware.unit2.clone().into(),
        price: Amount::from_fen(price),
        total_price: Amount::from_fen(total),
        currency: setting.currency.code.into(),
        district: setting.place.district.into(),
        division: setting.place.division.into(),
        levy_mode: "1".into(),
        brand: format!("{brand}牌").into(),
        ..GoodsItem::default()
    };
    route(&mut it, setting, ware, draws);
    (it, net)
}

/// Where it comes from and where it goes, and what inspection wants of it.
fn route(it: &mut GoodsItem<'static>, setting: &Setting<'_>, ware: &Ware, draws: &mut Draws) {
    let abroad = setting.route.abroad.country;
    // What comes over Hong Kong was mostly made elsewhere.
    let maker = if abroad == "HKG" { draws.word(&["MYS", "JPN", "KOR", "DEU"]) } else { abroad };
    let is_import = setting.direction == Direction::Import;
    let (origin, destination) = if is_import { (maker, "CHN") } else { ("CHN", abroad) };
    it.origin = origin.into();
    it.destination = destination.into();
    let [on_import, on_export] = ware.is_inspected;
    if is_import && on_import {
        it.purpose = setting.trade.purpose.into();
        it.attributes = if setting.trade.purpose == "12" { "14,19" } else { "12,19" }.into();
        it.inspection_code = "999".into();
        it.maker_abroad = setting.route.abroad.company.into();
        it.made_on = setting.made_on.to_string().into();
        it.batch_no = format!("B{}", draws.between(10_000, 99_999)).into();
    } else if !is_import && on_export {
        it.attributes = "19".into();
        it.inspection_code = "999".into();
    }
}

/// 规格型号: brand type and export preference first, then one text an element.
fn model(
    ware: &Ware,
    direction: Direction,
    brand: &str,
    goods_no: &str,
    draws: &mut Draws,
) -> String {
    // 0 no brand, 1 own, 2 bought, 3 contract, 4 other; a foreign brand on import.
    let brand_type = match direction {
        Direction::Import => '4',
        Direction::Export => *draws.pick(&['0', '1', '1', '3']),
    };
    // 3 is for imports; of exports whether they enjoy a preference where they go.
    let preference = match direction {
        Direction::Import => '3',
        Direction::Export => *draws.pick(&['0', '0', '2']),
    };
    let mut text = format!("{brand_type}|{preference}");
    for element in ware.elements.iter().skip(2) {
        text.push('|');
        match &**element {
            it if it.contains("品牌") && brand_type == '0' => text.push_str("无品牌"),
            it if it.contains("品牌") => {
                text.push_str(brand);
                text.push('牌');
            }
            it if it.contains("型号") || it.contains("货号") => text.push_str(goods_no),
            it if it.contains("GTIN") => text.push_str("无GTIN"),
            it if it.contains("CAS") => text.push_str("无CAS"),
            it if it.starts_with("其他") => text.push_str("无其他"),
            it if it.contains("用途") => text.push_str("工商业用"),
            it if it.contains("材质") || it.contains("成分") => text.push_str("复合材料"),
            it if it.contains("规格") || it.contains("尺寸") => {
                push_number(&mut text, u64::from(draws.between(10, 900)));
                text.push_str("mm");
            }
            it if it.starts_with("是否") => text.push('否'),
            _ => text.push_str("见合同"),
        }
    }
    // The edition has no elements for some chapters: what everybody says of goods.
    if ware.elements.is_empty() {
        let brand = if brand_type == '0' { "无品牌" } else { brand };
        for part in ["|", brand, "|", goods_no] {
            text.push_str(part);
        }
    }
    text
}

pub(super) fn units(count: u64) -> Amount {
    Amount::from_units(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Kilograms of tens of grams.
pub(super) fn weight(decagrams: u64) -> Amount {
    Amount::from_fen(i64::try_from(decagrams).unwrap_or(i64::MAX))
}

const BRANDS: &[&str] =
    &["STARFIELD", "KOMOREBI", "NORDWIND", "AOBA", "CONTOH", "ESEMPIO", "HANSAEM"];
