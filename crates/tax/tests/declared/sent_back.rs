//! What is given back of a declaration whose goods were sent back.

use model::{
    Amount, BasisId, Declaration, DeclarationAssessment, Direction, SentBackPart, TaxKind,
};
use proptest::prelude::*;
use tax::{explain_declaration, less_sent_back};

use crate::{assessed, charge, declaration, item, yuan};

/// Duty 10 %, VAT 13 %: a line of 100,000 and one of 30,000, ten pieces each.
fn declared() -> Declaration<'static> {
    let mut declared =
        declaration("1", vec![item(1, "1000000001", "100000"), item(2, "1000000001", "30000")]);
    declared.items.iter_mut().for_each(|it| it.quantity = Amount::from_units(10));
    declared
}

fn part(line: u32, quantity: &str, with_taxes: bool) -> SentBackPart {
    SentBackPart {
        line,
        quantity: yuan(quantity),
        other_no: "224820270000000002".to_owned(),
        other_line: 1,
        with_taxes,
        basis: BasisId(1),
    }
}

fn payable(assessment: &DeclarationAssessment) -> Vec<String> {
    assessment.taxes.iter().map(|it| format!("{} {}", it.payable, it.given_back)).collect()
}

#[test]
fn a_share_of_a_line_is_a_share_of_its_duty() {
    let declared = declared();
    let of =
        |parts: &[SentBackPart]| payable(&less_sent_back(assessed(&declared), &declared, parts));
    assert_eq!(of(&[]), ["13000.00 0.00", "0.00 0.00", "18590.00 0.00"]);
    assert_eq!(of(&[part(1, "4", false)]), ["9000.00 4000.00", "0.00 0.00", "18590.00 0.00"]);
    let with_taxes = [part(1, "4", true), part(2, "1", false)];
    assert_eq!(of(&with_taxes), ["8700.00 4300.00", "0.00 0.00", "12870.00 5720.00"]);
    let all = [part(1, "10", true), part(2, "4", true), part(2, "6", true)];
    assert_eq!(of(&all), ["0.00 13000.00", "0.00 0.00", "0.00 18590.00"]);
    assert_eq!(of(&[part(3, "1", true)]), of(&[]), "no such line");
}

#[test]
fn what_was_secured_or_waived_is_not_given_back() {
    let mut secured = declared();
    secured.items[0].levy_mode = "6".into();
    let of = |declared: &Declaration<'_>| {
        let all = [part(1, "10", true), part(2, "10", true)];
        payable(&less_sent_back(assessed(declared), declared, &all))
    };
    assert_eq!(of(&secured), ["0.00 3000.00", "0.00 0.00", "0.00 4290.00"]);
    let mut small = declared();
    small.items.truncate(1);
    small.items[0].total_price = yuan("400");
    assert_eq!(of(&small), ["0.00 0.00", "0.00 0.00", "0.00 57.20"], "40 yuan of duty was waived");
}

#[test]
fn export_duty_is_given_back_and_explains_itself() {
    let mut declared = declaration("1", vec![item(1, "1000000001", "120000")]);
    (declared.direction, declared.items[0].quantity) = (Direction::Export, yuan("3"));
    declared.freight = charge("3", "0", "CNY");
    let rest = less_sent_back(assessed(&declared), &declared, &[part(1, "1", false)]);
    assert_eq!(payable(&rest), ["13333.33 6666.67"]);
    let steps = explain_declaration(&rest, |_| None);
    let shown = |kind| {
        let step = steps.iter().rfind(|it| it.kind == kind).unwrap();
        format!("{} | {} = {}", step.title_zh, step.amount, step.formula)
    };
    let given = "原状复运退税（出口关税） | 6666.67 = 20000.00 − 20000.00 × 2.00 / 3.00";
    assert_eq!(shown(TaxKind::SentBack), given);
    assert_eq!(shown(TaxKind::ExportDuty), "出口关税（合计） | 13333.33 = 20000.00 − 6666.67");
}

proptest! {
    /// In parts or at once, and however often it is worked out.
    #[test]
    fn parts_give_back_what_the_whole_does(
        fen in 0i64..1_000_000_000, one in 0i64..500_000, other in 0i64..500_000,
    ) {
        let mut declared = declared();
        declared.items[0].total_price = Amount::from_fen(fen);
        let quantity = |it| Amount::from_scaled(it).to_string();
        let parts = [part(1, &quantity(one), true), part(1, &quantity(other), true)];
        let at_once = [part(1, &quantity(one + other), true)];
        let first = less_sent_back(assessed(&declared), &declared, &parts[..1]);
        let then = less_sent_back(first.clone(), &declared, &parts);
        let whole = less_sent_back(assessed(&declared), &declared, &at_once);
        prop_assert_eq!(&then, &whole);
        prop_assert!(then.payable() <= first.payable() && first.payable() <= assessed(&declared).payable());
        for total in &then.taxes {
            prop_assert!(!total.payable.is_negative() && total.given_back <= total.computed);
        }
        prop_assert_eq!(less_sent_back(then, &declared, &[]), assessed(&declared));
    }
}
