//! What holds of every declaration.

use std::{collections::BTreeMap, sync::LazyLock};

use model::{
    Amount, Charge, ColumnReason, DateCase, DateEvent, Declaration, Direction, GoodsItem, LineTax,
    Rate, TaxKind,
};
use proptest::{collection::vec, prelude::*};
use tax::{
    DeclarationTaxCase, Exact, LevyLine, LineRate, Plan, assess_declaration, explain_declaration,
    rate_dates,
};

use crate::{LAW, assessed, assessed_on, charge, day, declaration, item};

static CN: LazyLock<Plan> = LazyLock::new(|| {
    let profile = LAW.profiles.on("cn", "2025-01-01".parse().unwrap()).unwrap();
    Plan::new(profile, &BTreeMap::new()).unwrap()
});

const CODES: [&str; 6] =
    ["1000000016", "1000000002", "1000000003", "1000000004", "1000000006", "1000000007"];

prop_compose! {
    fn any_item()(
        code in 0..CODES.len(),
        fen in 0i64..10_000_000,
        currency in 0usize..3,
        origin in 0usize..3,
        levy_mode in 0usize..5,
        quantity in 1i64..1_000_000_000,
    ) -> GoodsItem<'static> {
        GoodsItem {
            commodity_code: CODES[code].into(),
            total_price: Amount::from_fen(fen),
            currency: ["CNY", "USD", "JPY"][currency].into(),
            origin: ["JPN", "USA", "ZZZ"][origin].into(),
            levy_mode: ["1", "2", "3", "5", "6"][levy_mode].into(),
            quantity: Amount::from_scaled(quantity),
            ..item(1, "", "0")
        }
    }
}

prop_compose! {
    fn any_declaration()(
        items in vec(any_item(), 1..50),
        mode in 1usize..5,
        is_export: bool,
        freight in 0i64..10_000_000,
        insurance in 0i64..100_000,
        other in 0i64..10_000,
    ) -> Declaration<'static> {
        let fen = |mark: &'static str, fen| Charge {
            mark: mark.into(),
            amount: Some(Amount::from_fen(fen)),
            currency: "USD".into(),
        };
        Declaration {
            direction: if is_export { Direction::Export } else { Direction::Import },
            freight: fen("3", freight),
            insurance: fen("3", insurance),
            other_charges: fen("1", other),
            ..declaration(["1", "2", "3", "4", "7"][mode], items)
        }
    }
}

proptest! {
    #[test]
    fn the_lines_come_to_the_head(declared in any_declaration()) {
        let Ok(assessment) = assessed_on(&declared, day()) else { return Ok(()) };
        let lines: Amount = assessment.lines.iter().map(model::DeclaredLineTax::total).sum();
        prop_assert_eq!(lines, assessment.computed());
        for (whole, part) in [
            (assessment.freight.yuan, 0usize),
            (assessment.insurance.yuan, 1),
            (assessment.other.yuan, 2),
        ] {
            let parts = assessment.lines.iter().map(|it| [it.freight, it.insurance, it.other][part]);
            prop_assert_eq!(parts.sum::<Amount>(), whole);
        }
        for total in &assessment.taxes {
            prop_assert!(total.payable <= total.computed - total.secured);
            prop_assert!(total.payable.is_zero() || total.payable >= assessment.threshold);
        }
    }

    /// The same taxes as data, computed in fractions of any size.
    #[test]
    fn the_profile_of_the_country_comes_to_the_same(declared in any_declaration()) {
        let mut declared = Declaration { direction: Direction::Import, ..declared };
        declared.items.iter_mut().for_each(|it| it.levy_mode = "1".into());
        let assessment = assessed(&declared);
        let exact = |shown: String| shown.parse::<Exact>().unwrap();
        let rate = |it: &LineTax| LineRate {
            rate: exact(it.rate.to_string()),
            specific: exact(it.per_unit.to_string()),
        };
        let lines: Vec<LevyLine> = assessment.lines.iter().map(|it| {
            let quantity = it.duty.quantity.max(it.consumption_tax.quantity);
            let special = it.special.first().map_or(Rate::ZERO, |it| it.rate);
            let special = LineRate { rate: exact(special.to_string()), ..LineRate::default() };
            let amounts = [("value", it.customs_value), ("quantity", quantity)];
            let rates = [
                ("duty", rate(&it.duty)),
                ("special_duty", special),
                ("consumption_tax", rate(&it.consumption_tax)),
                ("vat", rate(&it.vat)),
            ];
            LevyLine {
                amounts: amounts.map(|(name, it)| (name.to_owned(), exact(it.to_string()))).into(),
                rates: rates.map(|(name, it)| (name.to_owned(), it)).into(),
            }
        }).collect();
        let levied = CN.levy(&lines).unwrap().taxes;
        let of = |kinds: &[TaxKind]| {
            let totals = assessment.taxes.iter().filter(|it| kinds.contains(&it.tax));
            exact(totals.map(|it| it.computed).sum::<Amount>().to_string())
        };
        let sums: Vec<Exact> = levied.into_iter().map(|it| it.sum).collect();
        let special = [TaxKind::AntiDumping, TaxKind::Safeguard];
        let ours = [
            of(&[TaxKind::Duty]), of(&special), of(&[TaxKind::ConsumptionTax]), of(&[TaxKind::Vat]),
        ];
        prop_assert_eq!(sums, ours);
    }

    #[test]
    fn no_order_of_lines_changes_a_total(
        (declared, turned) in any_declaration().prop_flat_map(|declared| {
            let items = Just(declared.items.clone()).prop_shuffle();
            (Just(declared), items)
        })
    ) {
        let turned = Declaration { items: turned, ..declared.clone() };
        let totals = |declared: &Declaration<'_>| match assessed_on(declared, day()) {
            Ok(it) => Ok((it.taxes, it.customs_value)),
            Err(faults) => Err(faults.len()),
        };
        prop_assert_eq!(totals(&declared), totals(&turned));
    }

    /// Few prices and rates, so that many lines are left the same rest.
    #[test]
    fn no_order_of_lines_changes_a_total_though_rests_are_equal(
        (lines, turned) in vec((0usize..3, 1i64..5), 2..12).prop_flat_map(|lines| {
            (Just(lines.clone()), Just(lines).prop_shuffle())
        }),
        freight in 1i64..100,
    ) {
        let totals = |lines: &[(usize, i64)]| {
            let items = lines.iter().map(|(code, price)| GoodsItem {
                total_price: Amount::from_units(*price * 100),
                ..item(1, CODES[*code], "0")
            });
            let mut declared = declaration("4", items.collect());
            declared.freight = Charge { amount: Some(Amount::from_fen(freight)), ..charge("3", "0", "CNY") };
            let assessment = assessed(&declared);
            (assessment.computed(), assessment.taxes)
        };
        prop_assert_eq!(totals(&lines), totals(&turned));
    }

    #[test]
    fn hostile_figures_never_panic(
        price: i64, freight: i64, insurance: i64, weight: i64, quantity: i64, code in 0..CODES.len(),
        mark in 1usize..4, mode in 0usize..8, is_export: bool,
    ) {
        let amount = |it| Some(Amount::from_scaled(it));
        let marked = |it| Charge {
            mark: ["", "1", "2", "3"][mark].into(),
            amount: amount(it),
            currency: "JPY".into(),
        };
        let mut declared = declaration("3", vec![item(1, CODES[code], "1"), item(2, "1000000001", "1")]);
        declared.items[0].total_price = Amount::from_scaled(price);
        declared.items[0].quantity = Amount::from_scaled(quantity);
        declared.items[1].total_price = Amount::MAX;
        declared.items[1].currency = "USD".into();
        declared.gross_weight_kg = Amount::from_scaled(weight);
        declared.transaction_mode = ["", "1", "2", "3", "4", "5", "7", "元"][mode].into();
        declared.direction = if is_export { Direction::Export } else { Direction::Import };
        (declared.freight, declared.insurance) = (marked(freight), marked(insurance));
        if let Ok(assessment) = assessed_on(&declared, day()) {
            explain_declaration(&assessment, |_| None);
        }
    }
}

/// How long five lines take, for whoever wonders: `cargo test --release -p tax --test declared -- --ignored --nocapture`.
#[test]
#[ignore = "it measures; it proves nothing"]
fn how_long_five_lines_take() {
    let lines = (1..6).map(|number| {
        let mut line = item(number, CODES[number as usize - 1], "1234.56");
        line.currency = "USD".into();
        line
    });
    let mut declared = declaration("3", lines.collect());
    declared.freight = charge("3", "321", "USD");
    let dates = rate_dates(&LAW, DateCase::Normal, &[(DateEvent::Completed, day())]).unwrap();
    let of_day = LAW.declaration_on(day()).unwrap();
    let case = DeclarationTaxCase { declaration: &declared, law: &LAW, of_day: &of_day, dates };
    let started = std::time::Instant::now();
    let mut payable = Amount::ZERO;
    for _ in 0..100_000 {
        payable += assess_declaration(std::hint::black_box(&case)).unwrap().payable();
    }
    println!("{:?} a declaration, {payable} in all", started.elapsed() / 100_000);
    assert!(payable.is_positive());
    assert_eq!(assessed(&declared).lines[0].why, ColumnReason::MostFavoured);
}
