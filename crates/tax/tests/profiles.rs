//! The shipped profiles against worked examples, and what holds of every profile.

use std::{collections::BTreeMap, sync::LazyLock};

use expect_test::expect;
use model::{Amount, Date};
use params::{Law, Profile};
use proptest::prelude::*;
use tax::{Exact, Levies, LevyLine, LineRate, Plan};

static LAW: LazyLock<Law> = LazyLock::new(|| Law::shipped().expect("the shipped law loads"));

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

fn shipped(name: &str) -> Plan {
    let profile = LAW.profiles.on(name, day("2026-11-22")).expect("it is shipped");
    Plan::new(profile, &BTreeMap::new()).expect("it is sound")
}

fn written(toml: &str) -> Profile {
    toml::from_str(toml).expect("a profile")
}

/// `value=100 quantity=2 duty=0.1 duty.specific=5`.
fn line(text: &str) -> LevyLine {
    let mut line = LevyLine::default();
    for word in text.split_whitespace() {
        let (name, number) = word.split_once('=').expect("name=number");
        let number = exact(number);
        match name.strip_suffix(".specific") {
            Some(tax) => line.rates.entry(tax.into()).or_default().specific = number,
            None if ["duty", "special_duty", "consumption_tax", "vat"].contains(&name) => {
                line.rates.entry(name.into()).or_default().rate = number;
            }
            None => drop(line.amounts.insert(name.into(), number)),
        }
    }
    line
}

fn sums(levies: &Levies) -> String {
    let taxes = levies.taxes.iter().map(|it| it.amount.with_decimals(2));
    let total = levies.total.with_decimals(2);
    taxes.chain([total]).collect::<Vec<_>>().join(" ")
}

fn levied(plan: &Plan, text: &str) -> String {
    sums(&plan.levy(&[line(text)]).expect("it can be computed"))
}

/// Duty, special duty, consumption tax, VAT, total.
#[test]
fn goods_imported_into_china() {
    let cn = shipped("cn");
    // Published by customs with the valuation of freight within China.
    assert_eq!(levied(&cn, "value=1762 duty=0.1 vat=0.13"), "176.20 0.00 0.00 251.97 428.17");
    assert_eq!(levied(&cn, "value=3861 duty=0.1 vat=0.13"), "386.10 0.00 0.00 552.12 938.22");
    for (given, wanted) in [
        ("value=100000 duty=0.1 vat=0.13", "10000.00 0.00 0.00 14300.00 24300.00"),
        (
            "value=100000 duty=0.05 consumption_tax=0.15 vat=0.13",
            "5000.00 0.00 18529.41 16058.82 39588.23",
        ),
        (
            "value=20000 duty=0.14 consumption_tax=0.1 vat=0.13",
            "2800.00 0.00 2533.33 3293.33 8626.66",
        ),
        (
            "value=50000 quantity=1000 duty=0.08 duty.specific=5 vat=0.13",
            "9000.00 0.00 0.00 7670.00 16670.00",
        ),
        (
            "value=30000 quantity=10 consumption_tax.specific=220 vat=0.13",
            "0.00 0.00 2200.00 4186.00 6386.00",
        ),
        (
            "value=50000 quantity=1000 duty=0.1 consumption_tax=0.2 consumption_tax.specific=1 vat=0.13",
            "5000.00 0.00 15000.00 9100.00 29100.00",
        ),
    ] {
        assert_eq!(levied(&cn, given), wanted, "{given}");
    }
}

#[test]
fn exports_and_fees() {
    assert_eq!(levied(&shipped("cn-export"), "value=120000 duty=0.2"), "20000.00 20000.00");
    let late = shipped("cn-late-payment");
    assert_eq!(levied(&late, "value=13000 days=7"), "0.00 0.00", "45.50 is below 50");
    assert_eq!(levied(&late, "value=100000 days=1"), "50.00 50.00", "50 is not below 50");
    let late = shipped("cn-late-declaration");
    assert_eq!(levied(&late, "value=100000 days=5"), "250.00 250.00");
    assert_eq!(levied(&late, "value=100199 days=5"), "250.00 250.00", "below a yuan is dropped");
}

#[test]
fn a_line_explains_itself() {
    let levies = shipped("cn")
        .levy(&[line("value=100000 duty=0.05 consumption_tax=0.15 vat=0.13")])
        .unwrap();
    let steps: Vec<String> = levies
        .lines
        .iter()
        .flatten()
        .map(|it| {
            let basis = it.basis.as_ref().map(ToString::to_string).unwrap_or_default();
            format!(
                "{} = {}\n  {} = {} → {} {basis}\n",
                it.code, it.formula, it.with_numbers, it.exact, it.amount
            )
        })
        .collect();
    expect![[r#"
        duty = value * duty.rate
          100000 × 0.05 = 5000 → 5000 海关总署令第272号第十七条
        consumption_tax = (value + duty + special_duty) / (1 - consumption_tax.rate) * consumption_tax.rate
          (100000 + 5000 + 0) / (1 − 0.15) × 0.15 = 18529.4117647058… → 18529.41 海关总署令第272号第十七条
        vat = (value + duty + special_duty + consumption_tax) * vat.rate
          (100000 + 5000 + 0 + 18529.41) × 0.13 = 16058.8233 → 16058.82 中华人民共和国增值税法第十四条
    "#]]
    .assert_eq(&steps.concat());
}

const DINAR: &str = r#"
    currency = "KWD"
    decimals = 3
    rate_unit = "percent"
    rounding = { mode = "half_even", step = "0.005" }
    taxes = [{ code = "duty", base = ["value"] }, { code = "vat", base = ["value", "duty"] }]
"#;

#[test]
fn another_country_rounds_as_it_likes() {
    let levied_at = |level: &str| {
        let profile = format!("level = \"{level}\"\n{DINAR}");
        let plan = Plan::new(&written(&profile), &BTreeMap::new()).unwrap();
        let levies =
            plan.levy(&[line("value=10.01 duty=5 vat=10"), line("value=10.02 duty=5 vat=10")]);
        levies.unwrap().taxes.iter().map(|it| it.amount.with_decimals(3)).collect::<Vec<_>>()
    };
    // 0.5005 and 0.501 of duty; 1.05105 and 1.0521 of VAT.
    assert_eq!(levied_at("tax"), ["1.000", "2.100"]);
    assert_eq!(levied_at("line"), ["1.000", "2.100"]);
    assert_eq!(levied_at("total"), ["1.000", "2.105"]);
}

#[test]
fn everything_that_is_wrong_is_said() {
    let profile = written(
        r#"
        currency = "XXX"
        decimals = 2
        rounding = { step = "0" }
        taxes = [
            { code = "duty", base = ["value", "vat"] },
            { code = "Vat", formula = "value *" },
            { code = "vat", formula = "vat + excise.rate + duty.share" },
            { code = "fee" },
            { code = "value", base = ["value"], waived_below = "fifty" },
        ]
        "#,
    );
    let formulas = BTreeMap::from([("levy".to_owned(), "1".to_owned())]);
    let faults = Plan::new(&profile, &formulas).unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    expect![[r#"
        formulas.levy: the profile has no such tax
        profile.rounding.step: a step of rounding is above zero
        profile.taxes[0].base: `value` is computed after `duty`
        profile.taxes[0].base: `vat` is computed after `duty`
        profile.taxes[1].code: `Vat` cannot name a tax
        profile.taxes[1].formula: `value *` at character 8: a number, a name or `(` was expected
        profile.taxes[2].formula: `vat` stands in its own formula
        profile.taxes[2].formula: the profile has no tax `excise`
        profile.taxes[2].formula: `duty.share`: after the point stands `rate` or `specific`
        profile.taxes[3]: a tax has either `formula` or `base`
        profile.taxes[4].code: `value` cannot name a tax
        profile.taxes[4].base: `value` stands in its own formula
        profile.taxes[4].waived_below: not a decimal number of at most 40 digits"#]]
    .assert_eq(&faults.join("\n"));

    let cn = shipped("cn");
    let faults = cn
        .levy(&[
            line("quantity=1 duty=0.1"),
            line("value=1 duty.specific=1"),
            line("value=1 consumption_tax=1 vat=0.1"),
            LevyLine {
                amounts: [("value".to_owned(), exact("1")), ("vat".to_owned(), exact("1"))].into(),
                rates: [("gst".to_owned(), LineRate::default())].into(),
            },
        ])
        .unwrap_err();
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    expect![[r#"
        lines[0].duty: `value` has no value
        lines[1].duty: `quantity` has no value
        lines[2].rates.consumption_tax: a tax within its own base has a rate below 1
        lines[3].rates.gst: the profile has no such tax
        lines[3].amounts.vat: a tax has this name, and is computed"#]]
    .assert_eq(&faults.join("\n"));
}

#[test]
fn every_shipped_profile_can_be_read_on_each_of_its_days() {
    let law = &LAW;
    let mut n_periods = 0;
    for name in law.profiles.names() {
        let periods = law.profiles.periods(name);
        for (from, profile) in periods {
            assert_eq!(Plan::new(profile, &BTreeMap::new()).err(), None, "{name} from {from}");
            let before = law.profiles.on(name, from.yesterday().unwrap()).ok();
            let earlier = periods.iter().rfind(|(it, _)| it < from).map(|(_, it)| it);
            assert_eq!(before, earlier, "{name} before {from}");
            n_periods += 1;
        }
    }
    assert!(n_periods >= 5);
    let unknown = law.profiles.on("atlantis", day("2026-01-01")).unwrap_err();
    assert!(unknown.to_string().contains("atlantis"));
}

fn fen(amount: i64) -> Exact {
    exact(&Amount::from_fen(amount).to_string())
}

proptest! {
    /// Σ of lines = sum of the tax, and no order of lines changes it.
    #[test]
    fn lines_sum_to_the_header_in_any_order(
        values in proptest::collection::vec((0i64..1_000_000_000, 0u32..1000, 0u32..900), 1..20),
    ) {
        let cn = shipped("cn");
        let mut lines: Vec<LevyLine> = values
            .iter()
            .map(|(value, duty, tax)| LevyLine {
                amounts: [("value".to_owned(), fen(*value))].into(),
                ..line(&format!("duty=0.{duty:03} consumption_tax=0.{tax:03} vat=0.13"))
            })
            .collect();
        let one = cn.levy(&lines).unwrap();
        for total in &one.taxes {
            let own = one.lines.iter().flatten().filter(|it| it.code == total.code);
            let sum = own.fold(Exact::default(), |sum, it| sum.plus(&it.amount));
            prop_assert_eq!(&sum, &total.sum);
        }
        lines.reverse();
        prop_assert_eq!(one.taxes, cn.levy(&lines).unwrap().taxes);
    }
}
