//! What bonded goods draw on their account book, list by list and together.

use serde::{Deserialize, Serialize};

use crate::{Amount, ExitLine, Inventory, InventoryItem, Text};

/// What a bonded list draws on its book and what its parcel weighs, kept until its goods have left;
/// or what several lists come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DrawnGoods<'a> {
    pub book_no: Text<'a>,
    /// 区内企业.
    pub zone_code: Text<'a>,
    pub gross_weight_kg: Amount,
    pub net_weight_kg: Amount,
    /// One an item of the list, in its order; of several lists, by record number and unit.
    pub lines: Vec<DrawnLine<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct DrawnLine<'a> {
    pub record_no: Text<'a>,
    pub commodity_code: Text<'a>,
    pub name: Text<'a>,
    pub unit: Text<'a>,
    pub quantity: Amount,
    pub unit1: Text<'a>,
    pub quantity1: Amount,
    pub unit2: Text<'a>,
    pub quantity2: Option<Amount>,
    pub total_price: Amount,
    pub country: Text<'a>,
}

impl<'a> DrawnGoods<'a> {
    pub fn of(list: &Inventory<'a>) -> DrawnGoods<'a> {
        let line = |it: &InventoryItem<'a>| DrawnLine {
            record_no: it.record_no.clone(),
            commodity_code: it.commodity_code.clone(),
            name: it.name.clone(),
            unit: it.unit.clone(),
            quantity: it.quantity,
            unit1: it.unit1.clone(),
            quantity1: it.quantity1,
            unit2: it.unit2.clone(),
            quantity2: it.quantity2,
            total_price: it.total_price,
            country: it.country.clone(),
        };
        DrawnGoods {
            book_no: list.account_book_no.clone(),
            zone_code: list.zone_code.clone(),
            gross_weight_kg: list.gross_weight_kg,
            net_weight_kg: list.net_weight_kg,
            lines: list.items.iter().map(line).collect(),
        }
    }

    /// What several lists come to: book and enterprise of the first, weights in all, a line for each
    /// record number and unit, ordered by them.
    pub fn sum<'g>(goods: impl IntoIterator<Item = &'g DrawnGoods<'a>>) -> DrawnGoods<'a>
    where
        'a: 'g,
    {
        let mut sum: Option<DrawnGoods<'a>> = None;
        for it in goods {
            let Some(sum) = &mut sum else {
                let mut first = it.clone();
                let lines = std::mem::take(&mut first.lines);
                lines.into_iter().for_each(|line| add(&mut first.lines, line));
                sum = Some(first);
                continue;
            };
            sum.gross_weight_kg += it.gross_weight_kg;
            sum.net_weight_kg += it.net_weight_kg;
            it.lines.iter().for_each(|line| add(&mut sum.lines, line.clone()));
        }
        sum.unwrap_or_default()
    }

    /// The lines of an exit list over them.
    pub fn to_exit_lines(&self) -> Vec<ExitLine<'a>> {
        let line = |(number, it): (u32, &DrawnLine<'a>)| ExitLine {
            number,
            book_line_no: Text::default(),
            record_no: it.record_no.clone(),
            commodity_code: it.commodity_code.clone(),
            name: it.name.clone(),
            model: Text::default(),
            unit: it.unit.clone(),
            quantity: it.quantity,
            unit1: it.unit1.clone(),
            quantity1: it.quantity1,
            unit2: it.unit2.clone(),
            quantity2: it.quantity2,
            price: price_of(it.total_price, it.quantity),
            total_price: it.total_price,
            currency: Text::borrowed("142"),
            country: it.country.clone(),
            destination: Text::borrowed("142"),
            levy_mode: Text::default(),
            gross_weight_kg: None,
            net_weight_kg: None,
            change_mark: Text::default(),
            note: Text::default(),
        };
        (1u32..).zip(&self.lines).map(line).collect()
    }
}

/// Total over quantity, rounded half up to four decimals.
fn price_of(total: Amount, quantity: Amount) -> Amount {
    let quantity = i128::from(quantity.scaled()).max(1);
    let ten_thousandths = i128::from(total.scaled()) * 10_000;
    let price = (ten_thousandths + quantity / 2) / quantity;
    Amount::from_scaled(i64::try_from(price.saturating_mul(10)).unwrap_or(i64::MAX))
}

/// Adds a line to those that are ordered by record number and unit.
fn add<'a>(lines: &mut Vec<DrawnLine<'a>>, line: DrawnLine<'a>) {
    let wanted = (&line.record_no, &line.unit);
    match lines.binary_search_by(|it| (&it.record_no, &it.unit).cmp(&wanted)) {
        Ok(at) => {
            if let Some(sum) = lines.get_mut(at) {
                sum.quantity += line.quantity;
                sum.quantity1 += line.quantity1;
                sum.quantity2 = match (sum.quantity2, line.quantity2) {
                    (Some(one), Some(other)) => Some(one + other),
                    (one, other) => one.or(other),
                };
                sum.total_price += line.total_price;
            }
        }
        Err(at) => lines.insert(at, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goods(gross: i64, lines: &[(&'static str, &'static str, i64)]) -> DrawnGoods<'static> {
        let line = |(record_no, unit, units): &(&'static str, &'static str, i64)| DrawnLine {
            record_no: Text::borrowed(record_no),
            commodity_code: "3304990039".into(),
            name: "面膜".into(),
            unit: Text::borrowed(unit),
            quantity: Amount::from_units(*units),
            unit1: "035".into(),
            quantity1: Amount::from_units(*units),
            unit2: "".into(),
            quantity2: None,
            total_price: Amount::from_units(units * 10),
            country: "133".into(),
        };
        DrawnGoods {
            book_no: "H1".into(),
            zone_code: "Z".into(),
            gross_weight_kg: Amount::from_units(gross),
            net_weight_kg: Amount::from_units(gross),
            lines: lines.iter().map(line).collect(),
        }
    }

    #[test]
    fn lists_are_summed_by_record_and_unit() {
        let lists = [
            goods(1, &[("R2", "007", 1), ("R1", "007", 2), ("R2", "007", 4)]),
            goods(2, &[("R1", "011", 8), ("R2", "007", 16)]),
        ];
        let sum = DrawnGoods::sum(&lists);
        let lines: Vec<_> = sum
            .lines
            .iter()
            .map(|it| format!("{}/{} {} {}", it.record_no, it.unit, it.quantity, it.total_price))
            .collect();
        assert_eq!(lines, ["R1/007 2.00 20.00", "R1/011 8.00 80.00", "R2/007 21.00 210.00"]);
        assert_eq!((&*sum.book_no, sum.gross_weight_kg), ("H1", Amount::from_units(3)));
        assert_eq!(DrawnGoods::sum([]), DrawnGoods::default());
    }

    #[test]
    fn a_price_is_rounded_to_four_decimals() {
        let price = |total: &str, quantity: &str| {
            price_of(total.parse().unwrap(), quantity.parse().unwrap()).to_string()
        };
        assert_eq!(price("480", "4"), "120.00");
        assert_eq!(price("10", "3"), "3.3333");
        assert_eq!(price("20", "3"), "6.6667");
        assert_eq!(price("0", "3"), "0.00");
    }
}
