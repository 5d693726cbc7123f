//! Rules from text to what fires.

mod found;
mod manual;
mod many;
mod property;
mod slow;
mod table;

use model::{Date, RiskProcedure};

use super::*;
use crate::record::{Field, Kind, Record, Schema};

/// A few features of each kind.
fn schema() -> Schema {
    let field = |name: &str, kind| Field { name: name.to_owned(), kind };
    Schema::new(vec![
        field("value_cny", Kind::Number),
        field("goods.price_ratio", Kind::Number),
        field("goods.weight_kg", Kind::Number),
        field("buyer.n_orders_30d", Kind::Number),
        field("buyer.is_new", Kind::Flag),
        field("agent.is_certified", Kind::Flag),
        field("origin", Kind::Text),
        field("goods.name", Kind::Text),
        field("buyer.country", Kind::Text),
        field("goods.codes", Kind::Texts),
        field("goods.origins", Kind::Texts),
    ])
    .unwrap()
}

fn row(id: &str, channel: Channel, condition: &str) -> RuleRow {
    RuleRow {
        id: id.to_owned(),
        version: 1,
        title_zh: "标题".to_owned(),
        title_en: "title".to_owned(),
        basis: "署令 271 号".to_owned(),
        owner: "风险防控局".to_owned(),
        procedures: RiskProcedure::ALL.to_vec(),
        severity: RuleSeverity::Medium,
        channel,
        condition: condition.to_owned(),
        from: day("2026-01-01"),
        to: None,
        campaign: None,
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A record from `name = value` pairs: numbers, `true`, `false`, texts; lists with `|` after each text.
fn record<'a>(schema: &Schema, values: &[(&str, &'a str)]) -> Record<'a> {
    let mut record = Record::new(schema);
    for (name, value) in values {
        let (kind, slot) = schema.find(name).unwrap();
        match kind {
            Kind::Number => record.set_number(slot, value.parse().unwrap()),
            Kind::Flag => record.set_flag(slot, *value == "true"),
            Kind::Text => record.set_text(slot, value),
            Kind::Texts => value.split('|').for_each(|it| record.push(slot, it)),
        }
    }
    record
}

fn fired<'s>(
    set: &'s RuleSet,
    record: &Record<'_>,
    on: &str,
    scratch: &'s mut Scratch,
) -> Vec<&'s str> {
    set.fire(day(on), record, scratch).map(|it| it.rule.id.as_str()).collect()
}
