//! The taxes of SADs computed again.

use asycuda::{Check, Comparison, compare, country};
use expect_test::expect;

use crate::{GULF, GULF_PROFILE, ISLAND, ISLAND_PROFILE, MOUNTAIN, MOUNTAIN_PROFILE, reading};

fn compared(raw: &[u8], profile: &str) -> Comparison {
    let country = country(profile).unwrap();
    compare(&reading(raw, profile).sad, &country).unwrap()
}

fn checks(comparison: &Comparison) -> Vec<&Check> {
    comparison.items.iter().flat_map(|it| it.checks()).chain(&comparison.totals).collect()
}

/// One line a check that differs, and one a fault.
fn differences(comparison: &Comparison) -> String {
    let mut text = String::new();
    for it in checks(comparison).iter().filter(|it| !it.agrees) {
        text += &format!(
            "{} {} {:?}: {} = {} → {}, stated {} ({}) {}\n",
            it.line,
            it.path,
            it.step,
            it.with_numbers,
            it.exact,
            it.computed,
            it.stated,
            it.difference,
            it.hint.as_deref().unwrap_or_default(),
        );
    }
    for it in &comparison.faults {
        text += &format!("{} {} {:?}: {}\n", it.line, it.path, it.observed, it.expected);
    }
    text
}

#[test]
fn what_is_right_agrees_to_the_last_figure() {
    for (raw, profile, n_compared) in
        [(ISLAND, ISLAND_PROFILE, 18), (MOUNTAIN, MOUNTAIN_PROFILE, 8)]
    {
        let comparison = compared(raw, profile);
        assert_eq!(differences(&comparison), "");
        assert!(comparison.agrees);
        assert_eq!(comparison.n_compared, n_compared, "{comparison:#?}");
    }
}

#[test]
fn a_wrong_tax_is_shown_with_its_numbers() {
    let comparison = compared(GULF, GULF_PROFILE);
    expect![[r#"
        24 Item[1]/Taxation/Taxation_line[2]/Duty_tax_amount Amount: (1000.125 + 50.006) × 0.01 = 10.50131 → 10.501, stated 10.5 (-0.001) 
        24 Item[1]/Taxation/Taxation_line[2]/Duty_tax_amount AmountOfStatedBase: 1050.131 × 0.01 = 10.50131 → 10.501, stated 10.5 (-0.001) 
    "#]].assert_eq(&differences(&comparison));
    assert!(!comparison.agrees);
    let fee = comparison.items[0].taxes.iter().find(|it| it.tax == "fee").unwrap();
    assert!(fee.manual && fee.checks.is_empty(), "an officer keyed it in");
}

#[test]
fn rates_in_another_unit_are_recognised() {
    let profile = ISLAND_PROFILE.replace("\"percent\"", "\"fraction\"");
    let text = differences(&compared(ISLAND, &profile));
    assert!(text.contains("they agree if `rate_unit` is `percent`"), "{text}");
}

#[test]
fn a_base_that_differs_is_told_from_a_tax_that_does() {
    let profile = ISLAND_PROFILE
        .replace("base = [\"value\", \"duty\", \"levy\"]", "base = [\"value\", \"duty\"]");
    expect![[r#"
        283 Item[1]/Taxation/Taxation_line[3]/Duty_tax_Base Base: 9495 + 474.75 = 9969.75 → 9969.75, stated 10064.7 (94.95) 
        285 Item[1]/Taxation/Taxation_line[3]/Duty_tax_amount Amount: (9495 + 474.75) × 0.15 = 1495.4625 → 1495.46, stated 1509.71 (14.25) it is what the stated base comes to
        432 Item[2]/Taxation/Taxation_line[3]/Duty_tax_Base Base: 2848.5 + 911.52 = 3760.02 → 3760.02, stated 3788.51 (28.49) 
        434 Item[2]/Taxation/Taxation_line[3]/Duty_tax_amount Amount: (2848.5 + 911.52) × 0.15 = 564.003 → 564, stated 568.28 (4.28) it is what the stated base comes to
    "#]].assert_eq(&differences(&compared(ISLAND, &profile)));
}

#[test]
fn rounding_is_the_countrys() {
    let down = ISLAND_PROFILE
        .replace("level = \"tax\"", "level = \"tax\"\nrounding = { mode = \"down\" }");
    let text = differences(&compared(ISLAND, &down));
    assert!(text.contains("1509.705 → 1509.7, stated 1509.71 (0.01)"), "{text}");
}

#[test]
fn a_tax_that_no_profile_knows_and_one_without_a_rate() {
    let profile = ISLAND_PROFILE.replace("DUT = \"duty\", ", "");
    let text = differences(&compared(ISLAND, &profile));
    assert!(text.contains("\"DUT\": a tax of the profile"), "{text}");
    let raw = String::from_utf8(ISLAND.to_vec()).unwrap();
    let raw = raw.replace("<Duty_tax_rate>32.0</Duty_tax_rate>", "<Duty_tax_rate/>");
    let text = differences(&compared(raw.as_bytes(), ISLAND_PROFILE));
    assert!(text.contains("Duty_tax_rate \"\": a rate"), "{text}");
}

#[test]
fn an_amount_keyed_in_counts_in_bases_after_it() {
    let raw = String::from_utf8(GULF.to_vec()).unwrap();
    let raw = raw.replace(
        "<Duty_tax_code>ROY</Duty_tax_code>",
        "<Duty_tax_Type_of_calculation>M</Duty_tax_Type_of_calculation><Duty_tax_code>ROY</Duty_tax_code>",
    );
    let text = differences(&compared(raw.as_bytes(), GULF_PROFILE));
    assert!(text.contains("1050.131 × 0.01"), "{text}");
    assert!(!text.contains(" Base:"), "{text}");
}

#[test]
fn a_file_without_taxes_does_not_agree() {
    let comparison = compared(b"<ASYCUDA><Item/></ASYCUDA>", ISLAND_PROFILE);
    assert!(!comparison.agrees);
    assert_eq!(comparison.n_compared, 0);
}

#[test]
fn a_profile_that_cannot_be_is_refused() {
    let sad = reading(ISLAND, "").sad;
    for (from, to, pointer) in [
        ("level = \"tax\"", "level = \"total\"", "profile.level"),
        ("\"duty\", ENV", "\"dutee\", ENV", "asycuda.codes.DUT"),
        ("value = \"invoice", "value = \"invoyce", "Item[1]"),
        ("value = \"invoice", "value = \"(invoice", "asycuda.value"),
    ] {
        let text = ISLAND_PROFILE.replace(from, to);
        assert_ne!(text, ISLAND_PROFILE);
        let place = match compare(&sad, &country(&text).unwrap()) {
            Ok(comparison) => comparison.faults[0].path.clone(),
            Err(faults) => faults[0].pointer.clone(),
        };
        assert_eq!(place, pointer);
    }
    assert!(country("{\"profile\":1}").is_err());
    assert!(country("currency = \"EUR\"\ndecimals = 2\ntaxes = []").is_ok(), "a profile alone");
}
