//! The shipped law: it loads, and its first and last days are what they must be.

mod codes;
mod look_up;
mod search;
mod shared;
mod tariff;

use expect_test::{Expect, expect, expect_file};
use model::{Amount, Confidence, Date};
use params::{Law, Quantity};

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn shipped() -> Law {
    Law::shipped().unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn check_retail(on: &str, expected: Expect) {
    let law = shipped();
    let text = match law.retail_on(day(on)) {
        Ok(it) => {
            let basis = |id| law.basis(id).unwrap().to_string();
            let fallback = it.vat_fallback.map_or("none".to_owned(), |it| it.value.to_string());
            format!(
                "single {} {}\nannual {} {}\nduty {} taxes {} full {} rounding {} VAT {fallback}\n",
                it.single_limit.value,
                basis(it.single_limit.basis),
                it.annual_limit.value,
                basis(it.annual_limit.basis),
                it.duty_share.value,
                it.tax_share.value,
                it.full_share.value,
                it.rounding.value,
            )
        }
        Err(gap) => format!("{gap}\n"),
    };
    expected.assert_eq(&text);
}

#[test]
fn the_limits_change_on_their_first_day() {
    check_retail(
        "2016-04-07",
        expect![[r#"
        `retail.single_limit` has no value for 2016-04-07: coverage starts on 2016-04-08
    "#]],
    );
    check_retail(
        "2016-04-08",
        expect![[r#"
        single 2000.00 财关税〔2016〕18号第三条 (secondary)
        annual 20000.00 财关税〔2016〕18号第三条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2018-12-31",
        expect![[r#"
        single 2000.00 财关税〔2016〕18号第三条 (secondary)
        annual 20000.00 财关税〔2016〕18号第三条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2019-01-01",
        expect![[r#"
        single 5000.00 财关税〔2018〕49号第一条 (secondary)
        annual 26000.00 财关税〔2018〕49号第一条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2019-04-01",
        expect![[r#"
        single 5000.00 财关税〔2018〕49号第一条 (secondary)
        annual 26000.00 财关税〔2018〕49号第一条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT 0.13
    "#]],
    );
}

/// Tax falls due over days that begin and end where the law of their day says; a return's days are
/// known from its announcement on.
#[test]
fn days_are_counted_from_the_first_covered_one() {
    let law = shipped();
    let days = |name: &str, on: &str| law.days_on(name, day(on)).map_err(|gap| gap.to_string());
    for (name, first, expected) in [
        ("retail.tax_hold_days", "2016-04-08", 30),
        ("retail.tax_pay_days", "2016-04-08", 45),
        ("retail.return_apply_days", "2020-03-28", 30),
        ("retail.return_arrive_days", "2020-03-28", 45),
    ] {
        assert_eq!(days(name, first), Ok(expected));
        let eve = day(first).yesterday().unwrap().to_string();
        let gap = format!("`{name}` has no value for {eve}: coverage starts on {first}");
        assert_eq!(days(name, &eve), Err(gap));
    }
}

#[test]
fn every_basis_can_be_asked_for_by_its_number() {
    let law = shipped();
    let day = day("2020-06-01");
    for id in law.retail_on(day).unwrap().basis_ids() {
        assert!(law.basis(id).is_some_and(|it| it.confidence != Confidence::Assumed));
    }
    for basis in law.bases() {
        assert_eq!(law.basis(basis.id()), Some(basis));
        assert!(!basis.document.is_empty());
    }
    for line in law.tariff.lines() {
        for id in [line.basis, line.vat.basis, line.consumption.basis] {
            assert!(law.basis(id).is_some());
        }
    }
}

#[test]
fn the_parameters_that_are_shipped() {
    let law = shipped();
    let mut text = String::new();
    for parameter in law.parameters.all() {
        for value in parameter.values() {
            let number = match value.quantity {
                Quantity::Amount(it) => it.to_string(),
                Quantity::Rate(it) => it.to_string(),
            };
            let basis = law.basis(value.basis).unwrap();
            let (name, unit) = (parameter.name(), parameter.unit());
            text.push_str(&format!("{name} {} {number} {unit} {basis}\n", value.from));
        }
    }
    expect_file!["parameters.txt"].assert_eq(&text);
}

#[test]
fn a_light_weight_is_declared_as_one_kilogram_and_since_2024_in_hundredths() {
    let law = shipped();
    let of = |thousandths: i64, day| {
        law.declared_weight(Amount::from_scaled(thousandths * 100), day).to_string()
    };
    let (before, since) = (day("2024-04-09"), day("2024-04-10"));
    assert_eq!([of(200, before), of(4, before), of(999, before)], ["1.00", "1.00", "1.00"]);
    assert_eq!([of(204, since), of(205, since), of(4, since)], ["0.20", "0.21", "0.01"]);
    assert_eq!([of(1_000, before), of(1_004, since), of(0, before)], ["1.00", "1.004", "0.00"]);
    let unknown = day("2018-07-31");
    assert_eq!(of(200, unknown), "0.20", "no law says so");
}

#[test]
fn goods_of_an_export_are_back_within_a_year_of_their_release() {
    let law = shipped();
    let until = |day| law.export_return_until(day).ok();
    assert_eq!(until(day("2020-03-26")), None);
    assert_eq!(until(day("2020-03-27")), Some(day("2021-03-27")));
    assert_eq!(until(day("2024-02-29")), Some(day("2025-02-28")));
}
