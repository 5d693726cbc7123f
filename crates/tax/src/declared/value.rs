//! From prices to customs values: what the head adds and takes off, in yuan, and each line's share.

use std::cmp::Ordering;

use model::{
    Amount, BasisId, Charge, ChargeMethod, ChargeTaken, DeclaredLineTax, ExchangeRate, Rate,
    TaxFault, TaxFaultAt, TaxFaultKind,
};
use params::{Adjustment, Cited};

use super::{DeclarationTaxCase, money};
use crate::{
    apportion::share_out,
    levy::{SCALE, ppm, round},
};

/// Money in yuan, rounded to the step.
pub(super) fn in_yuan(amount: Amount, rate: ExchangeRate, step: Amount) -> Amount {
    let (numerator, denominator) = rate.in_yuan(amount);
    round(numerator, denominator, step)
}

/// Where a line's share of a charge stands.
type Share = fn(&mut DeclaredLineTax) -> &mut Amount;

/// What the head adds to the prices and takes off.
pub(super) struct Charges {
    pub(super) freight: ChargeTaken,
    pub(super) insurance: ChargeTaken,
    pub(super) other: ChargeTaken,
    pub(super) basis: BasisId,
}

impl Charges {
    /// `price` is that of all lines, in yuan. A freight by rate is of the price; an insurance by rate
    /// is of price and freight where the price does not hold it, as the assumed one is, and of the
    /// price where it does; other charges by rate are of the price.
    pub(super) fn of(
        case: &DeclarationTaxCase<'_>,
        price: Amount,
        faults: &mut Vec<TaxFault>,
    ) -> Option<Charges> {
        let declaration = case.declaration;
        let mode = declaration.transaction_mode.as_str();
        let Some(rule) = case.of_day.valuation(declaration.direction, mode) else {
            let (mode, direction) = (mode.to_owned(), declaration.direction);
            faults.push(TaxFault::head(TaxFaultKind::NoValuation { mode, direction }));
            return None;
        };
        let n_faults = faults.len();
        let mut take = |at, charge: &Charge<'_>, adjustment, counted_on| {
            let taker = Taker { case, counted_on, adjustment, basis: rule.basis };
            taker.take(charge).unwrap_or_else(|what| {
                faults.push(TaxFault { at, what });
                ChargeTaken::NONE
            })
        };
        let freight = take(TaxFaultAt::Freight, &declaration.freight, rule.freight, price);
        let insured = if rule.insurance == Adjustment::Add { price + freight.yuan } else { price };
        let declared = &declaration.insurance;
        let is_declared =
            !declared.mark.is_empty() && declared.amount.is_some_and(|it| !it.is_zero());
        let insurance = if rule.insurance == Adjustment::Add && !is_declared {
            assumed(case.of_day.insurance_share, insured, case.of_day.rounding.value)
        } else {
            take(TaxFaultAt::Insurance, declared, rule.insurance, insured)
        };
        let other = &declaration.other_charges;
        let other = take(TaxFaultAt::OtherCharges, other, Adjustment::Add, price);
        let charges = Charges { freight, insurance, other, basis: rule.basis };
        (faults.len() == n_faults).then_some(charges)
    }

    /// Gives each line its shares, by price in yuan. What rounding leaves over goes by what the lines
    /// are: those that differ in nothing that is levied may take each other's place.
    pub(super) fn share_out(&self, lines: &mut [DeclaredLineTax], step: Amount) {
        let weights: Vec<Amount> = lines.iter().map(|it| it.price_yuan).collect();
        let parts: [(&ChargeTaken, Share); 3] = [
            (&self.freight, |it| &mut it.freight),
            (&self.insurance, |it| &mut it.insurance),
            (&self.other, |it| &mut it.other),
        ];
        for (charge, part) in parts {
            if charge.yuan.is_zero() {
                continue;
            }
            let order = |one: usize, other: usize| match (lines.get(one), lines.get(other)) {
                (Some(one), Some(other)) => by_what_is_levied(one, other),
                _ => Ordering::Equal,
            };
            let shares = share_out(charge.yuan, &weights, step, order);
            for (line, share) in lines.iter_mut().zip(shares) {
                *part(line) = share;
            }
        }
    }
}

/// An order of lines by their price and all that is levied on it: equal ones owe the same.
fn by_what_is_levied(one: &DeclaredLineTax, other: &DeclaredLineTax) -> Ordering {
    let key = |it: &DeclaredLineTax| {
        (it.commodity_code, it.price_yuan, it.duty, it.consumption_tax, it.vat, it.levy)
    };
    key(one)
        .cmp(&key(other))
        .then_with(|| one.special.cmp(&other.special))
        .then_with(|| one.unproven.cmp(&other.unproven))
}

/// 保险费无法确定: at the share that the law names.
fn assumed(share: Cited<Rate>, of: Amount, step: Amount) -> ChargeTaken {
    let exact = i128::from(of.scaled()).saturating_mul(ppm(share.value));
    // A rate has six decimals and an amount five: one in a hundred of a millionth is a tenth.
    let per_cent = Amount::from_scaled(share.value.ppm().saturating_mul(10));
    ChargeTaken {
        by: ChargeMethod::Assumed,
        declared: per_cent,
        counted_on: of,
        yuan: round(exact, ppm(Rate::ONE), step),
        basis: share.basis,
        ..ChargeTaken::NONE
    }
}

/// How one charge of the head is counted.
struct Taker<'a> {
    case: &'a DeclarationTaxCase<'a>,
    /// What a rate is of, yuan.
    counted_on: Amount,
    adjustment: Adjustment,
    basis: BasisId,
}

impl Taker<'_> {
    fn take(&self, charge: &Charge<'_>) -> Result<ChargeTaken, TaxFaultKind> {
        let declared = charge.amount.unwrap_or_default();
        if self.adjustment == Adjustment::None || declared.is_zero() {
            return Ok(ChargeTaken::NONE);
        }
        let mut taken = match charge.mark.as_str() {
            "1" => self.by_rate(declared),
            "2" => self.per_tonne(declared, &charge.currency)?,
            "3" => self.in_all(declared, &charge.currency)?,
            mark => return Err(TaxFaultKind::NotACharge { mark: mark.to_owned() }),
        };
        if self.adjustment == Adjustment::Deduct {
            taken.yuan = -taken.yuan;
        }
        Ok(ChargeTaken { declared, basis: self.basis, ..taken })
    }

    fn step(&self) -> Amount {
        self.case.of_day.rounding.value
    }

    fn by_rate(&self, per_cent: Amount) -> ChargeTaken {
        let exact = self.counted_on.times(per_cent);
        let yuan = round(exact, 100 * SCALE, self.step());
        let counted_on = self.counted_on;
        ChargeTaken { by: ChargeMethod::Rate, counted_on, yuan, ..ChargeTaken::NONE }
    }

    fn per_tonne(&self, price: Amount, currency: &str) -> Result<ChargeTaken, TaxFaultKind> {
        let money = money(self.case.law, currency, self.case.dates.exchange_on)?;
        let weight_kg = self.case.declaration.gross_weight_kg;
        let (numerator, denominator) = money.exchange.value.in_yuan(price);
        let exact = numerator.saturating_mul(weight_kg.scaled().into());
        Ok(ChargeTaken {
            by: ChargeMethod::PerTonne,
            currency: money.currency,
            exchange: money.exchange.value,
            exchange_basis: money.exchange.basis,
            counted_on: weight_kg,
            yuan: round(exact, denominator.saturating_mul(1_000 * SCALE), self.step()),
            ..ChargeTaken::NONE
        })
    }

    fn in_all(&self, amount: Amount, currency: &str) -> Result<ChargeTaken, TaxFaultKind> {
        let money = money(self.case.law, currency, self.case.dates.exchange_on)?;
        Ok(ChargeTaken {
            by: ChargeMethod::Total,
            currency: money.currency,
            exchange: money.exchange.value,
            exchange_basis: money.exchange.basis,
            yuan: in_yuan(amount, money.exchange.value, self.step()),
            ..ChargeTaken::NONE
        })
    }
}
