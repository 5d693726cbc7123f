//! What is traded: lines of the tariff by trade, with what they weigh and cost.

use std::sync::Arc;

use model::Date;
use params::{Law, TariffLine};

use crate::{
    NoGoods,
    draw::{Draws, Skew},
};

/// A line of the tariff, as far as a declaration needs it.
#[derive(Debug)]
pub(crate) struct Ware {
    pub(crate) code: String,
    pub(crate) name: Arc<str>,
    pub(super) elements: Arc<[Box<str>]>,
    pub(crate) unit1: String,
    pub(crate) unit2: String,
    /// Documents that import, and that export, needs.
    pub(super) on_import: String,
    pub(super) on_export: String,
    /// Inspected on import, on export.
    pub(super) is_inspected: [bool; 2],
    /// What duty and VAT of an import come to, in millionths of its value.
    pub(crate) tax_ppm: u64,
}

/// Goods that one trader deals in.
#[derive(Debug)]
pub(super) struct Trade {
    pub(super) wares: Vec<Ware>,
    /// Cents of a dollar for a kilogram.
    pub(super) cents_per_kg: (u32, u32),
    /// Of one piece, or whatever its other unit counts; tens of grams.
    pub(super) decagrams: (u32, u32),
    /// 用途代码 on import.
    pub(super) purpose: &'static str,
}

#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) trades: Vec<Trade>,
    skew: Skew,
}

/// Chapters of a trade, cents a kilogram, tens of grams a piece, purpose, weight.
type Row = (&'static [u8], (u32, u32), (u32, u32), &'static str, u32);

const TRADES: &[Row] = &[
    (&[84], (900, 9_000), (500, 60_000), "99", 22),
    (&[85], (1_500, 20_000), (10, 1_500), "99", 22),
    (&[90], (5_000, 60_000), (20, 4_000), "99", 9),
    (&[39, 40], (150, 900), (5, 800), "99", 12),
    (&[50, 51, 52, 53, 54, 55, 56, 58, 59, 60], (400, 2_500), (20, 900), "99", 8),
    (&[61, 62, 63], (1_200, 6_000), (10, 120), "99", 9),
    (&[64, 65, 42], (1_000, 7_000), (20, 200), "99", 5),
    (&[72, 73, 74, 76, 82, 83], (120, 1_800), (10, 3_000), "99", 8),
    (&[48, 68, 69, 70], (80, 900), (5, 2_000), "99", 4),
    (&[94, 95, 96], (300, 2_500), (20, 4_000), "99", 6),
    (&[19, 20, 21], (250, 1_500), (10, 200), "12", 4),
];

/// Documents that a client presents beside his declaration; a line that needs another is left out, and
/// so is one whose licence has a field of its own in the head.
const PRESENTED: &str = "7OSFQELX";

/// What only used goods need; what is generated is new.
const OF_USED_GOODS: &str = "6";

/// Units that count pieces, lengths, areas or volumes of what is also weighed.
const OTHER_UNITS: &[&str] = &[
    "001", "002", "003", "006", "007", "008", "010", "011", "012", "015", "025", "028", "030",
    "032",
];

const KILOGRAM: &str = "035";

impl Catalogue {
    /// The lines that the tariff has on `day`, as far as they can be declared without more than a
    /// trader of these goods would have.
    pub(super) fn new(law: &Law, day: Date) -> Result<Catalogue, NoGoods> {
        let mut trades: Vec<Trade> = TRADES
            .iter()
            .map(|(_, cents_per_kg, decagrams, purpose, _)| Trade {
                wares: Vec::new(),
                cents_per_kg: *cents_per_kg,
                decagrams: *decagrams,
                purpose,
            })
            .collect();
        for line in law.tariff.lines().filter(|it| it.from <= day && day <= it.to) {
            let chapter = line.code / 100_000_000;
            let is_its = |row: &Row| row.0.iter().any(|it| u64::from(*it) == chapter);
            let nth = TRADES.iter().position(is_its);
            if let Some(trade) = nth.and_then(|it| trades.get_mut(it)) {
                trade.wares.extend(ware(line));
            }
        }
        // A declaration may name fifty different ones.
        if trades.iter().any(|it| it.wares.len() < 50) {
            return Err(NoGoods);
        }
        Ok(Catalogue { trades, skew: Skew::new(TRADES.iter().map(|it| it.4)) })
    }

    /// The trade of a trader: mostly his own.
    pub(super) fn trade(&self, draws: &mut Draws) -> usize {
        self.skew.draw(draws)
    }
}

fn ware(line: &TariffLine) -> Option<Ware> {
    let unit1 = line.unit1.as_str().to_owned();
    let unit2 = line.unit2.map_or_else(String::new, |it| it.as_str().to_owned());
    let is_weighed = match (unit1.as_str(), unit2.as_str()) {
        (KILOGRAM, "") => true,
        (KILOGRAM, other) | (other, KILOGRAM) => OTHER_UNITS.contains(&other),
        _ => false,
    };
    let is_certain = line.consumption.complete
        && line.general.complete
        && line.mfn.is_none_or(|it| it.complete)
        && line.provisional.is_none_or(|it| it.complete)
        && line.export.complete;
    let is_asked = |it: &char| !OF_USED_GOODS.contains(*it);
    let of = |set: params::LicenceSet| set.iter().filter(is_asked).collect::<String>();
    let (on_import, mut on_export) = (of(line.licences_import), of(line.licences_export));
    let is_presented = |it: char| PRESENTED.contains(it);
    let is_open = on_import.chars().chain(on_export.chars()).all(is_presented);
    // The record of an export's inspection (电子底账) is presented like a licence.
    if line.inspection.contains('B') {
        on_export.push('B');
    }
    // Goods that were used, or that are a part of a quota, are not traded by everybody.
    let is_special = line.remark.contains('额') || line.name.contains('旧');
    (is_weighed && is_certain && is_open && !is_special).then(|| Ware {
        code: format!("{:010}", line.code),
        name: Arc::clone(&line.name),
        elements: Arc::clone(&line.elements),
        unit1,
        unit2,
        on_import,
        on_export,
        is_inspected: [line.inspection.contains('A'), line.inspection.contains('B')],
        tax_ppm: tax_ppm(line),
    })
}

/// duty + (1 + duty) × VAT, as a member of the world trade organisation pays it.
fn tax_ppm(line: &TariffLine) -> u64 {
    let duty = line.provisional.or(line.mfn).unwrap_or(line.general).ad_valorem.ppm();
    let ppm = |it: i64| u64::try_from(it).unwrap_or(0);
    ppm(duty) + (1_000_000 + ppm(duty)) * ppm(line.vat.value.ppm()) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trade_has_wares_with_and_without_documents() {
        let law = Law::shipped().unwrap();
        let catalogue = Catalogue::new(&law, Date::constant(2020, 11, 21)).unwrap();
        let wares = || catalogue.trades.iter().flat_map(|it| &it.wares);
        assert!(wares().count() > 3_000, "{}", wares().count());
        assert!(wares().any(|it| it.on_import.contains('7')));
        assert!(wares().any(|it| it.is_inspected[0]));
    }
}
