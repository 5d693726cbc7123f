//! `tongguan assess`: lines of JSON in, lines of JSON out.

use serde_json::{Value, json};

use crate::support::Folder;

/// What each line is answered with, and the exit code.
fn assessed(lines: &str) -> (Vec<Value>, Option<i32>) {
    let folder = Folder::new();
    let input = folder.write("lines", lines);
    let ran = folder.run_on(&input, &["assess", "--json", "--on", "2026-11-22"]);
    let answers = ran.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert!(!folder.data().exists(), "it needs no house");
    (answers, ran.code)
}

#[test]
fn a_line_is_answered_with_its_taxes_and_steps() {
    let (answers, code) = assessed(
        r#"{"id":7,"customs_value":"50000","quantity":1000,"rates":{"duty":{"rate":0.08,"specific":"5"},"vat":0.13}}"#,
    );
    assert_eq!(code, Some(0));
    let answer = &answers[0];
    let taxes = ["id", "duty", "consumption_tax", "vat", "total"].map(|it| answer[it].clone());
    assert_eq!(json!(taxes), json!([7, "9000.00", "0.00", "7670.00", "16670.00"]));
    let step = &answer["lines"][0]["steps"][0];
    assert_eq!(step["with_numbers"], "50000 × 0.08 + 1000 × 5");
    assert_eq!(step["basis"]["document"], "海关总署令第272号");
    assert_eq!(step["rounding"], json!({"mode": "half_up", "step": "0.01"}));
}

#[test]
fn a_consignment_is_waived_by_its_sum_and_not_by_its_lines() {
    let lines = |n: usize| {
        let line = json!({"customs_value": 1000, "rates": {"vat": "0.03"}});
        json!({"lines": vec![line; n]}).to_string()
    };
    let (answers, _) = assessed(&format!("{}\n\n{}\n", lines(1), lines(2)));
    assert_eq!(answers.len(), 2, "an empty line asks nothing");
    assert_eq!(answers[0]["taxes"][3]["waived_below"], "50");
    assert_eq!((&answers[0]["vat"], &answers[1]["vat"]), (&json!("0.00"), &json!("60.00")));
}

#[test]
fn another_country_is_an_object() {
    let (answers, _) = assessed(
        r#"{"profile":{"currency":"JPY","decimals":0,"rate_unit":"percent","rounding":{"mode":"down","step":"100"},"level":"line","taxes":[{"code":"duty","base":["value"]},{"code":"vat","formula":"floor_value * vat.rate"}]},"customs_value":123456,"amounts":{"floor_value":123000},"rates":{"duty":3.9,"vat":7.8}}"#,
    );
    assert_eq!(json!([answers[0]["duty"], answers[0]["vat"]]), json!(["4800", "9500"]));
}

#[test]
fn a_bad_line_says_everything_that_is_wrong_and_the_next_is_assessed() {
    let (answers, code) = assessed(
        r#"{"id":"a","customs_value":1,"rates":{"gst":1,"duty":0.1},"formulas":{"vat":"value / nothing"}}
{"id":"b","profile":"atlantis","customs_value":1}
{"id":"c","customs_value":1,"on":"1999-01-01"}
{"id":"d","customs_value":"a lot"}
{"id":"e","customs_value":1,"lines":[]}
nonsense
{"id":"g","customs_value":1000,"rates":{"vat":0.13}}"#,
    );
    assert_eq!(code, Some(1));
    let pointers = |answer: &Value| -> Vec<String> {
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|it| it["pointer"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(pointers(&answers[0]), ["lines[0].rates.gst", "lines[0].vat"]);
    assert_eq!(pointers(&answers[1]), ["profile"]);
    assert!(answers[1]["errors"][0]["what"].as_str().unwrap().contains("cn-export"));
    assert_eq!(pointers(&answers[2]), ["on"]);
    assert_eq!((&answers[3]["id"], pointers(&answers[3])), (&json!("d"), vec![String::new()]));
    assert_eq!(pointers(&answers[4]), ["lines"]);
    assert_eq!(answers[5]["id"], Value::Null);
    assert_eq!(answers[6]["vat"], "130.00");
}
