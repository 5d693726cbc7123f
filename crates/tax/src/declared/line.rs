//! One goods line: its rates, and what is levied at them.

use model::{
    Amount, DeclaredLineTax, Direction, GoodsItem, LineTax, Rate, TaxFault, TaxFaultKind, TaxKind,
};
use params::{Cited, DutyRate, TariffError, TariffLine};

use super::{
    DeclarationTaxCase, Money,
    column::Proofs,
    first_char, is_import,
    measures::{self, Borne},
    money, not_covered,
    value::in_yuan,
};
use crate::levy::{Levy, SCALE, VatBase, duty, ppm, round};

/// The line with its price in yuan and its rates, nothing shared out or levied yet; nothing when
/// something is lacking, which is then among the faults.
pub(super) fn rated(
    case: &DeclarationTaxCase<'_>,
    proofs: &Proofs<'_>,
    place: usize,
    item: &GoodsItem<'_>,
    faults: &mut Vec<TaxFault>,
) -> Option<DeclaredLineTax> {
    let DeclarationTaxCase { declaration, law, of_day, dates } = *case;
    let mut lacks = |what| faults.push(TaxFault::line(place, what));
    let money = money(law, &item.currency, dates.exchange_on).map_err(&mut lacks).ok();
    let relief = of_day.relief(&declaration.levy_nature, &item.levy_mode);
    if relief.is_none() {
        lacks(TaxFaultKind::NoRelief {
            levy_nature: declaration.levy_nature.to_string(),
            levy_mode: item.levy_mode.to_string(),
        });
    }
    let tariff_line = tariff_line(case, item).map_err(&mut lacks).ok();
    let (relief, tariff_line) = (relief?, tariff_line?);

    let chosen = proofs.choose(item, tariff_line);
    let own = Tariffed { item, code: tariff_line.code };
    let direction = declaration.direction;
    let duty_tax = if is_import(direction) { TaxKind::Duty } else { TaxKind::ExportDuty };
    let cited = Cited { value: chosen.rate, basis: tariff_line.basis };
    let duty = own.tax(duty_tax, cited, relief.duty).map_err(&mut lacks).ok();
    let (mut consumption_tax, mut vat) = (Some(LineTax::default()), LineTax::default());
    let mut borne = Borne::default();
    if is_import(direction) {
        let rates = &tariff_line.consumption;
        let cited = Cited { value: rates.rate(), basis: rates.basis };
        consumption_tax = own
            .tax(TaxKind::ConsumptionTax, cited, relief.consumption_tax)
            .map_err(&mut lacks)
            .ok();
        vat = LineTax {
            rate: tariff_line.vat.value,
            share: relief.vat,
            basis: tariff_line.vat.basis,
            ..LineTax::default()
        };
        borne = measures::borne(case, proofs, item, tariff_line, relief);
    }
    let unproven = match (borne.unproven, duty) {
        (Some(rule), Some(normal)) => {
            let general = Cited { value: tariff_line.general, basis: tariff_line.basis };
            let general = || own.tax(duty_tax, general, relief.duty);
            let unproven = measures::unproven(rule, normal, &borne.special, general);
            Some(Box::new(unproven.map_err(&mut lacks).ok()?))
        }
        _ => None,
    };
    let Money { currency, exchange } = money?;
    Some(DeclaredLineTax {
        number: item.number,
        commodity_code: tariff_line.code,
        price: item.total_price,
        currency,
        exchange: exchange.value,
        exchange_basis: exchange.basis,
        price_yuan: in_yuan(item.total_price, exchange.value, of_day.rounding.value),
        freight: Amount::ZERO,
        insurance: Amount::ZERO,
        other: Amount::ZERO,
        customs_value: Amount::ZERO,
        column: chosen.column,
        why: chosen.why,
        agreement: chosen.agreement,
        column_basis: of_day.rate_choice,
        duty: duty?,
        special: borne.special,
        unproven,
        consumption_tax: consumption_tax?,
        vat,
        levy_mode: first_char(&item.levy_mode),
        levy: relief.effect,
        levy_basis: relief.basis,
    })
}

fn tariff_line<'l>(
    case: &DeclarationTaxCase<'l>,
    item: &GoodsItem<'_>,
) -> Result<&'l TariffLine, TaxFaultKind> {
    let code = crate::assess::ten_digits(&item.commodity_code).ok_or(TaxFaultKind::NotACode)?;
    case.law.tariff.line(code, case.dates.rates_on).map_err(|it| match it {
        TariffError::UnknownCode { code } => TaxFaultKind::UnknownCode { code },
        TariffError::NotCovered(gap) => not_covered(gap),
    })
}

/// A line's goods, as far as rates ask for them.
struct Tariffed<'a> {
    item: &'a GoodsItem<'a>,
    code: u64,
}

impl Tariffed<'_> {
    /// A rate with the quantity that it is per. Of what is exempt nothing needs to be known.
    fn tax(
        &self,
        tax: TaxKind,
        rate: Cited<DutyRate>,
        share: Rate,
    ) -> Result<LineTax, TaxFaultKind> {
        let Cited { value: rate, basis } = rate;
        let is_levied = !share.is_zero();
        if !rate.complete && is_levied {
            return Err(TaxFaultKind::RateIncomplete { code: self.code, tax });
        }
        let is_within_itself = tax == TaxKind::ConsumptionTax;
        if is_within_itself && rate.ad_valorem >= Rate::ONE {
            return Err(TaxFaultKind::RateOutOfRange { rate: rate.ad_valorem });
        }
        let mut line_tax = LineTax { rate: rate.ad_valorem, share, basis, ..LineTax::default() };
        if let Some(specific) = rate.specific.filter(|_| is_levied) {
            let unit = specific.unit.as_str();
            line_tax.per_unit = specific.per_unit;
            line_tax.quantity = self
                .quantity_in(unit)
                .ok_or_else(|| TaxFaultKind::NoQuantity { unit: unit.to_owned(), tax })?;
        }
        Ok(line_tax)
    }

    /// The declared quantity in a unit: the statutory ones first.
    fn quantity_in(&self, unit: &str) -> Option<Amount> {
        let GoodsItem { unit1, quantity1, unit2, quantity2, quantity, .. } = self.item;
        let declared = [
            (unit1.as_str(), Some(*quantity1)),
            (unit2.as_str(), *quantity2),
            (self.item.unit.as_str(), Some(*quantity)),
        ];
        let in_unit = declared.into_iter().filter(|(it, _)| *it == unit);
        in_unit.filter_map(|(_, quantity)| quantity).find(|it| it.is_positive())
    }
}

/// Puts the customs value and what is levied into a line that has its shares.
pub(super) fn levied(line: &mut DeclaredLineTax, direction: Direction, step: Amount) {
    let price = line.price_yuan + line.freight + line.insurance + line.other;
    if !is_import(direction) {
        line.customs_value = without_duty(price, &line.duty, step);
        line.duty.amount = duty(line.customs_value, &line.duty, step);
        return;
    }
    line.customs_value = price;
    measures::settle(line, step);
    let mut levy = Levy {
        customs_value: price,
        special_duty: line.special_duty(),
        duty: line.duty,
        consumption_tax: line.consumption_tax,
        vat: line.vat,
        vat_base: VatBase::Levied,
    };
    levy.compute(step);
    (line.duty, line.consumption_tax, line.vat) = (levy.duty, levy.consumption_tax, levy.vat);
}

/// The price of an export holds its duty, the customs value does not (关税法第二十九条): with price P,
/// rate d and Q units at u, V = (P − Q·u) / (1 + d), at the share that is levied.
fn without_duty(price: Amount, duty: &LineTax, step: Amount) -> Amount {
    if duty.share.is_zero() || (duty.rate.is_zero() && duty.per_unit.is_zero()) {
        return price;
    }
    let one = ppm(Rate::ONE);
    let share = ppm(duty.share);
    let price = i128::from(price.scaled()).saturating_mul(SCALE).saturating_mul(one);
    let specific = duty.quantity.times(duty.per_unit).saturating_mul(share);
    let numerator = price.saturating_sub(specific).saturating_mul(one);
    let divisor = (one * one).saturating_add(ppm(duty.rate).saturating_mul(share)).max(1);
    round(numerator, divisor.saturating_mul(SCALE), step)
}
