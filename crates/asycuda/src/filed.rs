//! A declaration of this house as a SAD: the other way of [`declare`].

use messages::{Sad, SadContainer, SadItem, SadMoney, SadParty, SadPrevious, SadText, SadUnit};
use model::{Amount, Charge, Declaration, Direction, GoodsItem};
use params::{Law, SadCode};
use serde::Serialize;
use serde_json::Value;

use crate::declare::declare;

/// The SAD of a declaration, and what it does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub sad: Sad,
    pub left_out: Vec<LeftOut>,
}

/// A field of a declaration that would not come back from its SAD as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// `declaration.items[0].model`.
    pub pointer: String,
    pub value: String,
}

/// Makes a SAD of a declaration. No code goes over that does not mean the same; what is left out is whatever a
/// declaration made of the SAD again would lack, or have otherwise.
pub fn filed(declaration: &Declaration<'_>, law: &Law) -> Filed {
    let sad = Spelling { law, it: declaration }.sad();
    let again = declare(&sad, law).message;
    let own = serde_json::to_value(declaration).unwrap_or_default();
    let blank = serde_json::to_value(Declaration::default()).unwrap_or_default();
    let mut left_out = Vec::new();
    if let Value::Object(fields) = &own {
        for (name, value) in fields.iter().filter(|(name, it)| blank.get(*name) != Some(*it)) {
            let pointer = format!("declaration.{name}");
            compare(&pointer, value, again.pointer(&format!("/declaration/{name}")), &mut left_out);
        }
    }
    Filed { sad, left_out }
}

/// Every value below one that is given and did not come back.
fn compare(pointer: &str, own: &Value, back: Option<&Value>, out: &mut Vec<LeftOut>) {
    let text = match own {
        Value::Object(fields) => {
            for (name, value) in fields {
                let back = back.and_then(|it| it.get(name));
                compare(&format!("{pointer}.{name}"), value, back, out);
            }
            return;
        }
        Value::Array(all) => {
            for (place, value) in all.iter().enumerate() {
                let back = back.and_then(|it| it.get(place));
                compare(&format!("{pointer}[{place}]"), value, back, out);
            }
            return;
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) => return,
    };
    let back = back.and_then(Value::as_str).unwrap_or_default();
    let amount = |text: &str| text.parse::<Amount>().ok();
    let is_nothing = text.is_empty() || amount(&text).is_some_and(|it| it.is_zero());
    let is_same = text == back || (amount(&text).is_some() && amount(&text) == amount(back));
    if !is_nothing && !is_same {
        out.push(LeftOut { pointer: pointer.to_owned(), value: text });
    }
}

/// A text as it comes back: white space folded.
fn said(text: &str) -> SadText {
    let words: Vec<&str> = text.split_whitespace().collect();
    SadText { text: words.join(" "), ..SadText::default() }
}

/// Nothing where it is zero.
fn number(amount: Amount) -> SadText {
    if amount.is_zero() { SadText::default() } else { said(&amount.to_string()) }
}

fn count(number: u32) -> SadText {
    if number == 0 { SadText::default() } else { said(&number.to_string()) }
}

fn party(code: &str, name: &str) -> SadParty {
    SadParty { code: said(code), name: said(name) }
}

/// Of a charge in all; of one by rate or tonne nothing.
fn money(charge: &Charge<'_>) -> SadMoney {
    let Some(amount) = charge.amount.filter(|_| charge.mark == "3") else {
        return SadMoney::default();
    };
    SadMoney { foreign: number(amount), currency: said(&charge.currency), ..SadMoney::default() }
}

struct Spelling<'d, 'l> {
    law: &'l Law,
    it: &'d Declaration<'d>,
}

impl Spelling<'_, '_> {
    fn theirs(&self, kind: SadCode, ours: &str) -> SadText {
        said(self.law.sad_codes.theirs(kind, ours).unwrap_or_default())
    }

    fn sad(&self) -> Sad {
        let it = self.it;
        let is_export = it.direction == Direction::Export;
        let own = party(&it.trader.code, &it.trader.name);
        let abroad = party(&it.party_abroad.code, &it.party_abroad.name_en);
        let (exporter, consignee) = if is_export { (own, abroad) } else { (abroad, own) };
        let country = |ours: &str| self.theirs(SadCode::Country, ours);
        let shipping = country(&it.shipping_country);
        let goods_go = country(it.items.first().map_or("", |it| &it.destination));
        let (export_country, destination_country) =
            if is_export { (SadText::default(), shipping) } else { (shipping, goods_go) };
        let (other_cost, deduction) = self.other_charges();
        let net = self.net_weights();
        let items = it.items.iter().zip(net).map(|(item, net)| self.item(item, net));
        Sad {
            flow: said(if is_export { "E" } else { "I" }),
            kind: said(if is_export { "EX" } else { "IM" }),
            n_items: count(u32::try_from(it.items.len()).unwrap_or(0)),
            packages: count(it.packages),
            office: said(&it.declaring_customs),
            border_office: said(&it.port_customs),
            reference: said(&it.reference),
            representative: said(&it.declarant_person),
            trading_country: country(&it.trade_country),
            export_country,
            destination_country,
            comments: said(&it.note),
            border_identity: said(&it.transport_name),
            border_mode: self.theirs(SadCode::Transport, &it.transport_mode),
            delivery_terms: self.theirs(SadCode::Terms, &it.transaction_mode),
            goods_location: said(&it.storage_place),
            warehouse: said(&it.bonded_site),
            gross_weight: number(it.gross_weight_kg),
            exporter,
            consignee,
            declarant: party(&it.declarant.code, &it.declarant.name),
            external_freight: money(&it.freight),
            insurance: money(&it.insurance),
            other_cost,
            deduction,
            containers: it.containers.iter().map(container).collect(),
            items: items.collect(),
            ..Sad::default()
        }
    }

    /// What is added, or what is deducted.
    fn other_charges(&self) -> (SadMoney, SadMoney) {
        let charge = &self.it.other_charges;
        match charge.amount.filter(|it| it.is_negative()) {
            Some(amount) => {
                let deducted = Charge { amount: Some(-amount), ..charge.clone() };
                (SadMoney::default(), money(&deducted))
            }
            None => (money(charge), SadMoney::default()),
        }
    }

    /// Of each item. A declaration has one of all its lines: it goes to those whose kilograms are declared, and what they
    /// leave of it to the only one whose are not. Where they do not come to the whole, no item has any.
    fn net_weights(&self) -> Vec<SadText> {
        let items = &self.it.items;
        let kilograms = self.law.sad_codes.ours(SadCode::Unit, "KGM").unwrap_or_default();
        let in_kilograms = |it: &GoodsItem<'_>| {
            let mut units =
                [(&it.unit1, Some(it.quantity1)), (&it.unit2, it.quantity2)].into_iter();
            units.find(|(unit, _)| **unit == *kilograms).and_then(|(_, quantity)| quantity)
        };
        let each: Vec<Option<Amount>> = items.iter().map(in_kilograms).collect();
        let n_unknown = each.iter().filter(|it| it.is_none()).count();
        let left = self.it.net_weight_kg - each.iter().flatten().copied().sum::<Amount>();
        let is_whole =
            if n_unknown == 1 { left > Amount::ZERO } else { n_unknown == 0 && left.is_zero() };
        if !is_whole {
            return vec![SadText::default(); items.len()];
        }
        each.into_iter().map(|it| number(it.unwrap_or(left))).collect()
    }

    fn item(&self, item: &GoodsItem<'_>, net_weight: SadText) -> SadItem {
        let it = self.it;
        let (code, rest) =
            item.commodity_code.split_at_checked(8).unwrap_or((&item.commodity_code, ""));
        let units = self.units(item);
        SadItem {
            // Without units a net weight would be read as the statutory quantity.
            net_weight: if units.is_empty() { SadText::default() } else { net_weight },
            marks: said(&it.marks),
            commodity_code: said(code),
            precision1: said(rest),
            origin: self.theirs(SadCode::Country, &item.origin),
            name: said(&item.name),
            licence_no: said(&it.licence_no),
            previous: SadPrevious {
                summary: said(&it.bill_no),
                reference: said(&it.related_document_no),
                ..SadPrevious::default()
            },
            invoice: SadMoney {
                foreign: number(item.total_price),
                currency: said(&item.currency),
                ..SadMoney::default()
            },
            units,
            ..SadItem::default()
        }
    }

    /// The statutory quantities; what follows one whose unit is not theirs is left out too, or it would come back in
    /// its place.
    fn units(&self, item: &GoodsItem<'_>) -> Vec<SadUnit> {
        let quantities = [(&item.unit1, Some(item.quantity1)), (&item.unit2, item.quantity2)];
        let unit = |(unit, quantity): (&model::Text<'_>, Option<Amount>)| {
            let code = self.theirs(SadCode::Unit, unit);
            let quantity = number(quantity.unwrap_or_default());
            let is_said = !code.is_empty() && !quantity.is_empty();
            is_said.then(|| SadUnit { code, quantity, ..SadUnit::default() })
        };
        quantities.into_iter().map_while(unit).collect()
    }
}

fn container(it: &model::Container<'_>) -> SadContainer {
    SadContainer {
        item: said(&it.goods_lines),
        number: said(&it.number),
        gross_weight: number(it.goods_weight_kg.unwrap_or_default()),
        ..SadContainer::default()
    }
}
