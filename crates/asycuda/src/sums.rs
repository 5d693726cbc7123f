//! Sums that a SAD states, against what it states of their parts.

use messages::{Sad, SadItem, SadText};
use tax::{Exact, LeviedTax};

use crate::{
    compare::{Check, Step},
    profile::Dialect,
};

/// An item's payable and secured taxes.
pub(crate) fn of_item(item: &SadItem, dialect: &Dialect) -> Vec<Check> {
    let amounts = |secured: bool| {
        let lines = item.taxes.iter();
        let own = lines.filter(move |it| dialect.is_secured(&it.mode_of_payment.text) == secured);
        own.map(|it| &it.amount).filter(|it| !it.is_empty()).collect::<Vec<_>>()
    };
    if item.taxes.is_empty() {
        return Vec::new();
    }
    let sums = [
        sum(Step::ItemTaxes, &item.item_taxes, "Duty_tax_amount", &amounts(false)),
        sum(Step::SecuredTaxes, &item.guaranteed_taxes, "Duty_tax_amount", &amounts(true)),
    ];
    sums.into_iter().flatten().collect()
}

/// The taxes of all items, and with them those that go by the declaration.
pub(crate) fn of_document(sad: &Sad, dialect: &Dialect) -> Vec<Check> {
    let stated = |item: &SadItem| -> Exact {
        let lines = item.taxes.iter().filter(|it| !dialect.is_secured(&it.mode_of_payment.text));
        let sum = lines.fold(Exact::default(), |sum, it| sum.plus(&number(&it.amount)));
        item.item_taxes.given().map_or(sum, |_| number(&item.item_taxes))
    };
    let items: Vec<SadText> = sad
        .items
        .iter()
        .map(|it| SadText { text: stated(it).to_string(), ..it.item_taxes.clone() })
        .collect();
    let items: Vec<&SadText> = items.iter().collect();
    let mut all = items.clone();
    all.extend([&sad.global_taxes, &sad.manual_taxes].into_iter().filter(|it| !it.is_empty()));
    let sums = [
        sum(Step::AllItemTaxes, &sad.total_item_taxes, "Item_taxes_amount", &items),
        sum(Step::AllTaxes, &sad.total_taxes, "Item_taxes_amount, Global_taxes", &all),
    ];
    sums.into_iter().flatten().collect()
}

fn number(said: &SadText) -> Exact {
    said.text.parse().unwrap_or_default()
}

/// Nothing when the sum is not stated.
fn sum(step: Step, said: &SadText, of: &str, parts: &[&SadText]) -> Option<Check> {
    let amount = parts.iter().fold(Exact::default(), |sum, it| sum.plus(&number(it)));
    let texts: Vec<&str> = parts.iter().map(|it| it.as_str()).collect();
    let with_numbers = if texts.is_empty() { "0".to_owned() } else { texts.join(" + ") };
    let levied = LeviedTax {
        code: String::new(),
        title_zh: String::new(),
        title_en: String::new(),
        formula: format!("Σ {of}"),
        with_numbers,
        exact: amount.clone(),
        amount,
        rounding: None,
        basis: None,
    };
    Check::new(step, said, &levied)
}
