//! What earlier declarations say of the goods of a line: at which prices they came, and what was found of them.

use std::collections::BTreeMap;

use anyhow::Result;
use clearance::DeclarationFile;
use model::{Amount, EntryId, GoodsItem};
use serde::Serialize;
use store::{EarlierLine, GoodsQuery, Precedents};
use utoipa::ToSchema;

use crate::{
    precedents::{code_of, unit_price},
    view::vocabulary::{GoodsOf, PricePlace},
};

/// Earlier lines that are looked at of each group of goods, newest first.
const SAMPLE: usize = 500;
/// Prices that make a distribution to hold another against.
const ENOUGH: usize = 5;

/// A line, and earlier ones of such goods: of one commodity code and origin, in one direction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinePast {
    pub(crate) line: u32,
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    pub(crate) origin: String,
    /// First statutory unit, for one of which prices are.
    pub(crate) unit: String,
    /// As declared, and as assessed; null before it is assessed, and without a quantity.
    #[schema(required)]
    pub(crate) declared: Option<String>,
    #[schema(required)]
    pub(crate) assessed: Option<String>,
    /// Of the same trader and of all, by ten digits and by eight.
    pub(crate) groups: Vec<GoodsPast>,
}

/// Earlier lines of such goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoodsPast {
    pub(crate) of: GoodsOf,
    /// Digits of the commodity code that they have in common.
    pub(crate) digits: u8,
    /// Lines that were looked at, newest first; there are more, where `is_more`.
    pub(crate) n: usize,
    pub(crate) is_more: bool,
    /// Those whose goods were examined with a result, and those of which something else was found than was declared.
    pub(crate) examined: usize,
    pub(crate) found: usize,
    /// Unit prices in yuan, as declared and as assessed; null where no line has one of this unit.
    #[schema(required)]
    pub(crate) declared: Option<Spread>,
    #[schema(required)]
    pub(crate) assessed: Option<Spread>,
}

/// How prices are spread, and where the line's own stands among them.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Spread {
    /// Lines that have one.
    pub(crate) n: usize,
    pub(crate) min: String,
    pub(crate) p50: String,
    pub(crate) max: String,
    /// Of a hundred, so many are lower than the line's own; null where it has none.
    #[schema(required)]
    pub(crate) lower_percent: Option<usize>,
    pub(crate) place: PricePlace,
}

/// Lines that are asked about: code, origin, whose.
type Asked = (String, String, Option<String>);

/// What is known of the goods of each line.
pub(super) fn lines_past(kept: &Precedents, file: &DeclarationFile<'_>) -> Result<Vec<LinePast>> {
    let mut asked = BTreeMap::<Asked, Vec<EarlierLine>>::new();
    let lines = file.declaration.items.iter();
    lines.map(|it| line_past(kept, file, it, &mut asked)).collect()
}

fn line_past(
    kept: &Precedents,
    file: &DeclarationFile<'_>,
    item: &GoodsItem<'_>,
    asked: &mut BTreeMap<Asked, Vec<EarlierLine>>,
) -> Result<LinePast> {
    let taxed = file.assessment.iter().flat_map(|it| &it.lines);
    let taxed = taxed.into_iter().find(|it| it.number == item.number);
    let declared = taxed.and_then(|it| unit_price(item, it, false));
    let assessed = taxed.and_then(|it| unit_price(item, it, true));
    let trader = code_of(&file.declaration.trader);
    let mut groups = Vec::new();
    for (of, digits) in
        [(GoodsOf::Trader, 10), (GoodsOf::Trader, 8), (GoodsOf::All, 10), (GoodsOf::All, 8)]
    {
        let Some(commodity) = item.commodity_code.get(..usize::from(digits)) else { continue };
        let whose = (of == GoodsOf::Trader).then(|| trader.to_owned());
        let key = (commodity.to_owned(), item.origin.to_string(), whose);
        if !asked.contains_key(&key) {
            let query = GoodsQuery {
                commodity,
                origin: &item.origin,
                direction: file.declaration.direction,
                trader: key.2.as_deref(),
                before: file.id,
                limit: SAMPLE + 1,
            };
            let found = kept.of_goods(&query)?;
            asked.insert(key.clone(), found);
        }
        let found = asked.get(&key).map(Vec::as_slice).unwrap_or_default();
        groups.push(goods_past(of, digits, found, &item.unit1, [declared, assessed]));
    }
    let text = |it: Option<Amount>| it.map(|it| it.to_string());
    Ok(LinePast {
        line: item.number,
        commodity_code: item.commodity_code.to_string(),
        name: item.name.to_string(),
        origin: item.origin.to_string(),
        unit: item.unit1.to_string(),
        declared: text(declared),
        assessed: text(assessed),
        groups,
    })
}

fn goods_past(
    of: GoodsOf,
    digits: u8,
    found: &[EarlierLine],
    unit: &str,
    [declared, assessed]: [Option<Amount>; 2],
) -> GoodsPast {
    let looked_at = found.get(..found.len().min(SAMPLE)).unwrap_or_default();
    let of_unit = || looked_at.iter().filter(|it| it.unit == unit);
    GoodsPast {
        of,
        digits,
        n: looked_at.len(),
        is_more: found.len() > SAMPLE,
        examined: count_cases(looked_at, |it| it.outcome.is_examined),
        found: count_cases(looked_at, |it| it.is_found),
        declared: spread(of_unit().filter_map(|it| it.declared).collect(), declared),
        assessed: spread(of_unit().filter_map(|it| it.assessed).collect(), assessed),
    }
}

/// Declarations among the lines: several lines of one were examined once.
fn count_cases(lines: &[EarlierLine], is_so: impl Fn(&EarlierLine) -> bool) -> usize {
    let mut cases: Vec<EntryId> = lines.iter().filter(|it| is_so(it)).map(|it| it.entry).collect();
    cases.sort_unstable();
    cases.dedup();
    cases.len()
}

fn spread(mut prices: Vec<Amount>, own: Option<Amount>) -> Option<Spread> {
    prices.sort_unstable();
    let (min, max) = (*prices.first()?, *prices.last()?);
    let n = prices.len();
    // Of an even number the lower of the two in the middle.
    let p50 = *prices.get((n - 1) / 2)?;
    let lower = |own: Amount| prices.partition_point(|it| *it < own);
    let place = match own {
        _ if n < ENOUGH => PricePlace::Unknown,
        None => PricePlace::Unknown,
        Some(own) if own < min => PricePlace::BelowAll,
        Some(own) if own > max => PricePlace::AboveAll,
        // The lowest and the highest tenth.
        Some(own) if lower(own) * 10 < n && own < p50 => PricePlace::Low,
        Some(own) if prices.iter().filter(|it| **it > own).count() * 10 < n && own > p50 => {
            PricePlace::High
        }
        Some(_) => PricePlace::Usual,
    };
    Some(Spread {
        n,
        min: min.to_string(),
        p50: p50.to_string(),
        max: max.to_string(),
        lower_percent: own.map(|it| lower(it) * 100 / n),
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_of(prices: &[i64], own: Option<i64>) -> Spread {
        let prices = prices.iter().map(|it| Amount::from_units(*it)).collect();
        spread(prices, own.map(Amount::from_units)).unwrap()
    }

    #[test]
    fn a_price_is_marked_where_it_leaves_the_others() {
        let prices: Vec<i64> = (1..=100).rev().collect();
        let place = |own: i64| spread_of(&prices, Some(own)).place;
        assert_eq!(
            [0, 1, 10, 11].map(place),
            [PricePlace::BelowAll, PricePlace::Low, PricePlace::Low, PricePlace::Usual]
        );
        assert_eq!(
            [90, 91, 100, 101].map(place),
            [PricePlace::Usual, PricePlace::High, PricePlace::High, PricePlace::AboveAll]
        );
        let it = spread_of(&prices, Some(51));
        assert_eq!((it.n, &*it.min, &*it.p50, &*it.max), (100, "1.00", "50.00", "100.00"));
        assert_eq!(it.lower_percent, Some(50));
    }

    #[test]
    fn few_prices_and_one_price_mark_nothing() {
        assert_eq!(spread_of(&[5, 6, 7, 8], Some(1)).place, PricePlace::Unknown);
        assert_eq!(spread_of(&[5, 5, 5, 5, 5], Some(5)).place, PricePlace::Usual);
        assert_eq!(spread_of(&[5, 5, 5, 5, 5], None).place, PricePlace::Unknown);
        assert_eq!(spread(Vec::new(), Some(Amount::ONE)), None);
    }
}
