//! The formulas of duty, consumption tax and VAT on one goods item, exact in integers: of a retail
//! list and of a goods declaration alike.
//!
//! Source: 海关总署令第272号 art. 17, 关税法 art. 23, 增值税法 art. 14. With customs value V, quantity
//! Q, duty D, rates d, c, v and yuan per unit u, uc:
//!
//! - D = V·d + Q·u, to which special duties are added, where goods bear any
//! - composite value (组成计税价格) P = (V + D + Q·uc) / (1 − c), which is V + D + C
//! - C = P·c + Q·uc
//! - VAT = P·v of retail imports, (V + D + C)·v of declarations, with C as it is levied
//!
//! Each is levied at a share: of relief, or of the retail channel. Each is rounded half up, once, from
//! its exact value; D enters P as rounded, because it is a figure of its own on the tax bill, and P is
//! never rounded: so the published composite rates of the retail channel, (c + v) / (1 − c) × 70 %, hold
//! exactly.

use model::{Amount, ItemAssessment, LineTax, Rate};

/// Millionths in one: the scale of a rate.
const ONE: i128 = Rate::ONE.ppm() as i128;
/// Hundred-thousandths in one: the scale of an amount.
pub(crate) const SCALE: i128 = Amount::ONE.scaled() as i128;

/// Goods whose customs value, quantities, rates and shares are known.
pub(crate) struct Levy {
    pub(crate) customs_value: Amount,
    /// Duties beside the duty, already levied: they are in the base of what follows.
    pub(crate) special_duty: Amount,
    pub(crate) duty: LineTax,
    pub(crate) consumption_tax: LineTax,
    /// Has no specific part.
    pub(crate) vat: LineTax,
    pub(crate) vat_base: VatBase,
}

/// What VAT is levied on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum VatBase {
    /// The composite value, exact: of retail imports, whose consumption tax is levied at a share and
    /// stands in full in the base.
    Composite,
    /// Value, duties and consumption tax as they are levied, each a figure of the tax bill.
    Levied,
}

impl Levy {
    /// Puts the amounts in, rounded to `step`. Hostile figures saturate. The consumption tax rate
    /// must be below 1.
    pub(crate) fn compute(&mut self, step: Amount) {
        let tax = &self.consumption_tax;
        debug_assert!(tax.rate < Rate::ONE, "a tax within its own base");
        self.duty.amount = duty(self.customs_value, &self.duty, step);
        let value = self.customs_value + self.duty.amount + self.special_duty;

        // At the scale of a product of two amounts, before the division by 1 − c.
        let specific = tax.quantity.times(tax.per_unit);
        let base = (i128::from(value.scaled()) * SCALE).saturating_add(specific);
        let remainder = (ONE - ppm(tax.rate)).max(1);
        let divisor = remainder * ONE * SCALE;
        let levied =
            base.saturating_mul(ppm(tax.rate)).saturating_add(specific.saturating_mul(remainder));
        self.consumption_tax.amount = if levied == 0 {
            Amount::ZERO
        } else {
            round(levied.saturating_mul(ppm(tax.share)), divisor, step)
        };
        let (base, divisor) = match self.vat_base {
            VatBase::Composite => (base, divisor),
            VatBase::Levied => ((value + self.consumption_tax.amount).scaled().into(), ONE * ONE),
        };
        let vat = base.saturating_mul(ppm(self.vat.rate)).saturating_mul(ppm(self.vat.share));
        self.vat.amount = round(vat, divisor, step);
    }
}

/// (V·d + Q·u) at its share.
pub(crate) fn duty(customs_value: Amount, duty: &LineTax, step: Amount) -> Amount {
    let value = i128::from(customs_value.scaled());
    let ad_valorem = ppm(duty.rate).saturating_mul(value).saturating_mul(SCALE);
    let specific = duty.quantity.times(duty.per_unit).saturating_mul(ONE);
    if ad_valorem == 0 && specific == 0 {
        return Amount::ZERO;
    }
    let levied = ad_valorem.saturating_add(specific);
    if duty.share == Rate::ONE {
        return round(levied, SCALE * ONE, step);
    }
    round(levied.saturating_mul(ppm(duty.share)), SCALE * ONE * ONE, step)
}

/// Duty, consumption tax and VAT of an item of a retail list, as they stand in it.
pub(crate) fn taxes_of(item: &ItemAssessment) -> [LineTax; 3] {
    let quantity = item.specific_quantity;
    let tax = |rate, per_unit, share, amount, basis| LineTax {
        rate,
        per_unit,
        quantity,
        share,
        amount,
        basis,
    };
    let ItemAssessment { duty_rate, duty_specific, share, .. } = *item;
    [
        tax(duty_rate, duty_specific, Rate::ONE, item.duty, item.tariff_basis),
        tax(
            item.consumption_tax_rate,
            item.consumption_tax_specific,
            share,
            item.consumption_tax,
            item.consumption_tax_basis,
        ),
        tax(item.vat_rate, Amount::ZERO, share, item.vat, item.vat_basis),
    ]
}

/// Puts duty, consumption tax and VAT into an item of a retail list whose value, quantities and rates
/// are known.
pub(crate) fn levy(item: &mut ItemAssessment, step: Amount) {
    let [duty, consumption_tax, vat] = taxes_of(item);
    let (customs_value, special_duty) = (item.customs_value, Amount::ZERO);
    let vat_base = VatBase::Composite;
    let mut levied = Levy { customs_value, special_duty, duty, consumption_tax, vat, vat_base };
    levied.compute(step);
    item.duty = levied.duty.amount;
    item.consumption_tax = levied.consumption_tax.amount;
    item.vat = levied.vat.amount;
}

pub(crate) fn ppm(rate: Rate) -> i128 {
    i128::from(rate.ppm())
}

/// `numerator / denominator` hundred-thousandths, rounded half up (away from zero) to a multiple of
/// `step`; saturating.
pub(crate) fn round(numerator: i128, denominator: i128, step: Amount) -> Amount {
    let step = step.scaled().max(1);
    let divisor = denominator.unsigned_abs().saturating_mul(step.unsigned_abs().into()).max(1);
    let steps = numerator.unsigned_abs().saturating_add(divisor / 2) / divisor;
    let magnitude = i64::try_from(steps).unwrap_or(i64::MAX).saturating_mul(step);
    Amount::from_scaled(if numerator < 0 { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::LazyLock};

    use model::BasisId;
    use params::Law;
    use proptest::prelude::*;

    use super::*;
    use crate::{Exact, LevyLine, LineRate, Plan};

    const FEN: Amount = Amount::from_fen(1);

    fn item(customs_value: &str) -> ItemAssessment {
        let customs_value = customs_value.parse().unwrap();
        ItemAssessment {
            number: 1,
            commodity_code: 2_201_101_000,
            price: customs_value,
            freight: Amount::ZERO,
            insurance: Amount::ZERO,
            customs_value,
            specific_quantity: Amount::ZERO,
            duty_rate: Rate::ZERO,
            duty_specific: Amount::ZERO,
            consumption_tax_rate: Rate::ZERO,
            consumption_tax_specific: Amount::ZERO,
            vat_rate: rate("0.13"),
            share: Rate::ONE,
            duty: Amount::ZERO,
            consumption_tax: Amount::ZERO,
            vat: Amount::ZERO,
            tariff_basis: BasisId::default(),
            vat_basis: BasisId::default(),
            consumption_tax_basis: BasisId::default(),
            share_basis: BasisId::default(),
        }
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    /// Duty, consumption tax and VAT.
    fn levied(change: impl FnOnce(&mut ItemAssessment), customs_value: &str) -> [String; 3] {
        let mut item = item(customs_value);
        change(&mut item);
        levy(&mut item, FEN);
        [item.duty, item.consumption_tax, item.vat].map(|it| it.to_string())
    }

    #[test]
    fn retail_imports_within_the_limits() {
        let share = rate("0.7");
        // The figures of a real tax bill: 410.00 yuan at 13 %.
        assert_eq!(levied(|it| it.share = share, "410.00"), ["0.00", "0.00", "37.31"]);
        assert_eq!(levied(|it| it.share = share, "1000.00"), ["0.00", "0.00", "91.00"]);
        let cosmetics = |it: &mut ItemAssessment| {
            (it.share, it.consumption_tax_rate) = (share, rate("0.15"));
        };
        assert_eq!(levied(cosmetics, "1000.00"), ["0.00", "123.53", "107.06"]);
    }

    #[test]
    fn full_rates() {
        let rates = |d: &str, c: &str| {
            let (d, c) = (rate(d), rate(c));
            move |it: &mut ItemAssessment| (it.duty_rate, it.consumption_tax_rate) = (d, c)
        };
        assert_eq!(levied(rates("0.10", "0"), "100000"), ["10000.00", "0.00", "14300.00"]);
        assert_eq!(levied(rates("0.05", "0.15"), "100000"), ["5000.00", "18529.41", "16058.82"]);
        assert_eq!(levied(rates("0.14", "0.10"), "20000"), ["2800.00", "2533.33", "3293.33"]);
    }

    #[test]
    fn specific_and_compound_rates() {
        let compound_duty = |it: &mut ItemAssessment| {
            it.duty_rate = rate("0.08");
            it.duty_specific = Amount::from_units(5);
            it.specific_quantity = Amount::from_units(1_000);
        };
        assert_eq!(levied(compound_duty, "50000"), ["9000.00", "0.00", "7670.00"]);
        let specific_tax = |it: &mut ItemAssessment| {
            it.consumption_tax_specific = Amount::from_units(220);
            it.specific_quantity = Amount::from_units(10);
        };
        assert_eq!(levied(specific_tax, "30000"), ["0.00", "2200.00", "4186.00"]);
        let compound_tax = |it: &mut ItemAssessment| {
            it.duty_rate = rate("0.10");
            it.consumption_tax_rate = rate("0.20");
            it.consumption_tax_specific = Amount::ONE;
            it.specific_quantity = Amount::from_units(1_000);
        };
        assert_eq!(levied(compound_tax, "50000"), ["5000.00", "15000.00", "9100.00"]);
    }

    #[test]
    fn the_share_is_taken_before_the_one_rounding() {
        // 0.50 × 13 % is 0.065, and 70 % of that 0.0455; rounding twice would say 0.07 and 0.05.
        assert_eq!(levied(|it| it.share = rate("0.7"), "0.50"), ["0.00", "0.00", "0.05"]);
        // 0.38 × 13 % is 0.0494, and 70 % of that 0.03458; rounding twice would say 0.05 and 0.04.
        assert_eq!(levied(|it| it.share = rate("0.7"), "0.38"), ["0.00", "0.00", "0.03"]);
    }

    #[test]
    fn half_a_fen_goes_up() {
        let vat = |value: &str, vat_rate: &str| {
            let [_, _, vat] = levied(|it| it.vat_rate = rate(vat_rate), value);
            vat
        };
        assert_eq!(vat("0.05", "0.1"), "0.01");
        assert_eq!(vat("0.04", "0.1"), "0.00");
    }

    /// The same formulas as data, computed in fractions of any size.
    static RETAIL: LazyLock<Plan> = LazyLock::new(|| {
        let law = Law::shipped().unwrap();
        let day = "2026-11-22".parse().unwrap();
        Plan::new(law.profiles.on("cn-retail", day).unwrap(), &BTreeMap::new()).unwrap()
    });

    fn exact(shown: impl ToString) -> Exact {
        shown.to_string().parse().unwrap()
    }

    proptest! {
        #[test]
        fn integers_and_fractions_come_to_the_same(
            value in 0i64..100_000_000_000_000,
            quantity in 0i64..100_000_000_000,
            rates in proptest::array::uniform4(0i64..999_999),
            specific in proptest::array::uniform2(0i64..1_000_000_000),
        ) {
            let [duty, consumption, vat, share] = rates.map(Rate::from_ppm);
            let mut item = item("0");
            item.customs_value = Amount::from_scaled(value);
            item.specific_quantity = Amount::from_scaled(quantity);
            let [duty_specific, tax_specific] = specific.map(Amount::from_scaled);
            (item.duty_rate, item.duty_specific) = (duty, duty_specific);
            (item.consumption_tax_rate, item.consumption_tax_specific) = (consumption, tax_specific);
            (item.vat_rate, item.share) = (vat, share);
            levy(&mut item, FEN);
            let amounts = [("value", item.customs_value), ("quantity", item.specific_quantity)];
            let amounts = amounts.map(|(name, it)| (name.to_owned(), exact(it)));
            let share = [("share".to_owned(), exact(share))];
            let rate = |rate: Rate, specific: Amount| {
                LineRate { rate: exact(rate), specific: exact(specific) }
            };
            let line = LevyLine {
                amounts: amounts.into_iter().chain(share).collect(),
                rates: [
                    ("duty".to_owned(), rate(duty, duty_specific)),
                    ("consumption_tax".to_owned(), rate(consumption, tax_specific)),
                    ("vat".to_owned(), rate(vat, Amount::ZERO)),
                ]
                .into(),
            };
            let levies = RETAIL.levy(&[line]).unwrap();
            let fractions: Vec<Exact> = levies.taxes.into_iter().map(|it| it.amount).collect();
            let integers = [item.duty, item.consumption_tax, item.vat].map(exact);
            prop_assert_eq!(fractions, integers);
        }

        #[test]
        fn rounds_as_the_vocabulary_does(
            numerator in any::<i64>().prop_map(i128::from), denominator in 1i128..1_000_000_000,
        ) {
            let ours = round(numerator, denominator, FEN);
            prop_assert_eq!(ours, Amount::fen_from_ratio(numerator, denominator));
        }

        #[test]
        fn hostile_figures_saturate(
            value: i64, quantity: i64, specific: i64, c in 0i64..1_000_000, v in 0i64..1_000_000,
        ) {
            let mut item = item("1");
            item.customs_value = Amount::from_scaled(value);
            item.specific_quantity = Amount::from_scaled(quantity);
            item.duty_specific = Amount::from_scaled(specific);
            item.consumption_tax_specific = Amount::from_scaled(specific);
            item.duty_rate = Rate::from_ppm(v);
            item.consumption_tax_rate = Rate::from_ppm(c);
            item.vat_rate = Rate::from_ppm(v);
            levy(&mut item, FEN);
        }

        /// The published composite rate of the retail channel.
        #[test]
        fn tax_in_all_is_the_composite_rate(fen in 1i64..500_000, c in 0i64..56) {
            let mut item = item("1");
            item.customs_value = Amount::from_fen(fen);
            (item.share, item.consumption_tax_rate) = (rate("0.7"), Rate::from_ppm(c * 10_000));
            levy(&mut item, FEN);
            let exact = Amount::fen_from_ratio(
                i128::from(item.customs_value.scaled()) * i128::from((c + 13) * 7),
                i128::from((100 - c) * 10),
            );
            let off = (item.consumption_tax + item.vat).abs_diff(exact);
            prop_assert!(off <= FEN, "two roundings are at most one fen from one");
        }
    }
}
