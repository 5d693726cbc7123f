//! The assessment of a retail import list (计税).

use model::{
    Amount, Assessment, BasisId, Date, Inventory, InventoryItem, ItemAssessment, Rate, Regime,
    TaxKind,
};
use params::{Cited, DutyRate, Law, RetailLaw, Table, TariffError, TariffLine, UnitCode};

use crate::{
    apportion::Apportioner,
    levy::{levy, round},
};

/// What is assessed, under which law, on which day.
#[derive(Debug, Clone, Copy)]
pub struct RetailCase<'a> {
    pub inventory: &'a Inventory<'a>,
    pub law: &'a Law,
    /// The retail channel's law of the same day.
    pub retail: &'a RetailLaw,
    /// The day of declaration: whose rates are levied (关税法 art. 20).
    pub on: Date,
}

/// Why nothing can be assessed. `item` is the item's own number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    #[error("item {item}: the commodity code is not ten digits")]
    NotACode { item: u32 },
    #[error("item {item}: no tariff line")]
    Tariff {
        item: u32,
        #[source]
        source: TariffError,
    },
    /// The shipped edition shows the line without a part that it is known to have.
    #[error("item {item}: the tariff states the rate of {tax:?} on `{code:010}` only in part")]
    RateIncomplete { item: u32, code: u64, tax: TaxKind },
    /// A rate is per unit, and no declared quantity is in that unit.
    #[error("item {item}: no quantity is declared in unit `{unit}`, which a rate is per")]
    NoQuantity { item: u32, unit: UnitCode },
    /// Duty and consumption tax per different units: an assessed item has one quantity.
    #[error("item {item}: duty is per `{duty}` and consumption tax per `{consumption_tax}`")]
    TwoUnits { item: u32, duty: UnitCode, consumption_tax: UnitCode },
    /// Consumption tax is part of its own base, so its rate is below 1.
    #[error("item {item}: a consumption tax rate of {rate} cannot be levied")]
    RateOutOfRange { item: u32, rate: Rate },
}

impl TaxError {
    /// The item's own number (`gnum`).
    pub fn item(&self) -> u32 {
        match self {
            TaxError::NotACode { item }
            | TaxError::Tariff { item, .. }
            | TaxError::RateIncomplete { item, .. }
            | TaxError::NoQuantity { item, .. }
            | TaxError::TwoUnits { item, .. }
            | TaxError::RateOutOfRange { item, .. } => *item,
        }
    }
}

/// Assesses a list: an item's customs value is its price with its share of freight and insurance
/// (完税价格), and the sum of the values decides the regime.
///
/// Over the single limit only one indivisible article is taxed at full rates; for anything else the
/// figures stay those within the limits, and a check refuses the list.
///
/// Duty at full rates is levied at the provisional rate, else the most-favoured-nation rate, else the
/// general rate; an unknown origin pays the general rate (关税法 art. 12–14). Every known origin is
/// taken for one with most-favoured-nation treatment, because no table here says which are not.
pub fn assess(case: &RetailCase<'_>) -> Result<Assessment, TaxError> {
    let RetailCase { inventory, law, retail, on } = *case;
    let step = retail.rounding.value;
    let mut items = valued(inventory, step);
    let customs_value = items.iter().map(|it| it.customs_value).sum();
    let regime = regime(inventory, customs_value, retail.single_limit.value);
    let channel = Channel { law, retail, regime };
    let mut assessment = Assessment {
        regime,
        customs_value,
        duty: Amount::ZERO,
        consumption_tax: Amount::ZERO,
        vat: Amount::ZERO,
        regime_basis: retail.single_limit.basis,
        items: Vec::new(),
    };
    for (item, declared) in items.iter_mut().zip(&inventory.items) {
        let code = ten_digits(&declared.commodity_code)
            .ok_or(TaxError::NotACode { item: declared.number })?;
        let line = law
            .tariff
            .line(code, on)
            .map_err(|source| TaxError::Tariff { item: declared.number, source })?;
        put_rates(item, declared, line, &channel)?;
        levy(item, step);
        assessment.duty += item.duty;
        assessment.consumption_tax += item.consumption_tax;
        assessment.vat += item.vat;
    }
    assessment.items = items;
    Ok(assessment)
}

/// The items with their customs values, and nothing levied yet.
fn valued(inventory: &Inventory<'_>, step: Amount) -> Vec<ItemAssessment> {
    let values = || inventory.items.iter().map(|it| it.total_price);
    let mut freight = Apportioner::new(inventory.freight, values(), step);
    let mut insurance = Apportioner::new(inventory.insurance, values(), step);
    let value_of = |declared: &InventoryItem<'_>| {
        let price = declared.total_price;
        let (freight, insurance) = (freight.next(price), insurance.next(price));
        let customs_value = to_step(price + freight + insurance, step);
        ItemAssessment {
            number: declared.number,
            commodity_code: 0,
            price,
            freight,
            insurance,
            customs_value,
            specific_quantity: Amount::ZERO,
            duty_rate: Rate::ZERO,
            duty_specific: Amount::ZERO,
            consumption_tax_rate: Rate::ZERO,
            consumption_tax_specific: Amount::ZERO,
            vat_rate: Rate::ZERO,
            share: Rate::ZERO,
            duty: Amount::ZERO,
            consumption_tax: Amount::ZERO,
            vat: Amount::ZERO,
            tariff_basis: BasisId::default(),
            vat_basis: BasisId::default(),
            consumption_tax_basis: BasisId::default(),
            share_basis: BasisId::default(),
        }
    };
    inventory.items.iter().map(value_of).collect()
}

fn to_step(amount: Amount, step: Amount) -> Amount {
    if amount.scaled() % step.scaled().max(1) == 0 {
        return amount;
    }
    round(i128::from(amount.scaled()), 1, step)
}

fn regime(inventory: &Inventory<'_>, customs_value: Amount, single_limit: Amount) -> Regime {
    let is_one_article = match inventory.items.as_slice() {
        [item] => item.quantity == Amount::ONE,
        _ => false,
    };
    if customs_value > single_limit && is_one_article {
        Regime::FullRates
    } else {
        Regime::WithinLimits
    }
}

/// What decides an item's rates beside its tariff line.
struct Channel<'a> {
    law: &'a Law,
    retail: &'a RetailLaw,
    regime: Regime,
}

impl Channel<'_> {
    /// The duty rate with its basis, and the share at which the taxes are levied.
    fn duty_and_share(&self, line: &TariffLine, origin: &str) -> (DutyRate, BasisId, Cited<Rate>) {
        let retail = self.retail;
        match self.regime {
            Regime::WithinLimits => {
                let duty = DutyRate::ad_valorem(retail.duty_share.value);
                (duty, retail.duty_share.basis, retail.tax_share)
            }
            Regime::FullRates => {
                let favoured = line.provisional.or(line.mfn).filter(|_| self.is_known(origin));
                (favoured.unwrap_or(line.general), line.basis, retail.full_share)
            }
        }
    }

    /// Whether the origin is a country, and not the code that says it is unknown (国(地)别不详).
    fn is_known(&self, origin: &str) -> bool {
        self.law.codes.alpha(Table::Country, origin).is_some_and(|it| it != "ZZZ")
    }
}

fn put_rates(
    item: &mut ItemAssessment,
    declared: &InventoryItem<'_>,
    line: &TariffLine,
    channel: &Channel<'_>,
) -> Result<(), TaxError> {
    let number = declared.number;
    let incomplete = |tax| TaxError::RateIncomplete { item: number, code: line.code, tax };
    let (duty, tariff_basis, share) = channel.duty_and_share(line, &declared.country);
    if !duty.complete {
        return Err(incomplete(TaxKind::Duty));
    }
    let consumption = &line.consumption;
    if !consumption.complete {
        return Err(incomplete(TaxKind::ConsumptionTax));
    }
    if consumption.ad_valorem >= Rate::ONE {
        return Err(TaxError::RateOutOfRange { item: number, rate: consumption.ad_valorem });
    }
    let unit = match (duty.specific, consumption.specific) {
        (Some(duty), Some(tax)) if duty.unit != tax.unit => {
            return Err(TaxError::TwoUnits {
                item: number,
                duty: duty.unit,
                consumption_tax: tax.unit,
            });
        }
        (Some(one), _) | (None, Some(one)) => Some(one.unit),
        (None, None) => None,
    };
    if let Some(unit) = unit {
        item.specific_quantity =
            quantity_in(declared, unit).ok_or(TaxError::NoQuantity { item: number, unit })?;
    }
    item.commodity_code = line.code;
    item.duty_rate = duty.ad_valorem;
    item.duty_specific = duty.specific.map_or(Amount::ZERO, |it| it.per_unit);
    item.consumption_tax_rate = consumption.ad_valorem;
    item.consumption_tax_specific = consumption.specific.map_or(Amount::ZERO, |it| it.per_unit);
    item.vat_rate = line.vat.value;
    item.share = share.value;
    item.tariff_basis = tariff_basis;
    item.vat_basis = line.vat.basis;
    item.consumption_tax_basis = consumption.basis;
    item.share_basis = share.basis;
    Ok(())
}

/// The declared quantity that is in this unit: the statutory ones first.
fn quantity_in(declared: &InventoryItem<'_>, unit: UnitCode) -> Option<Amount> {
    let unit = unit.as_str();
    if declared.unit1 == unit {
        return Some(declared.quantity1);
    }
    if declared.unit2 == unit && declared.quantity2.is_some() {
        return declared.quantity2;
    }
    (declared.unit == unit).then_some(declared.quantity)
}

pub(crate) fn ten_digits(text: &str) -> Option<u64> {
    let is_code = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit());
    if is_code { text.parse().ok() } else { None }
}
