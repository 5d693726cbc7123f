//! Guarantee instruments: imported from a table, stood on by declarations, called when a term ends; and what
//! is kept of all that proves itself.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const TABLE: &str = "number,kind,issuer,holder_code,amount,purposes,reference,valid_from,valid_to,notice_days,withdrawn\n\
    BH2026-0001,letter,示例银行,3302260001,5000000,,,2026-01-01,2026-12-31,,\n\
    BX2026-0007,insurance,示例保险,3302260001,900000,payment|elements,,2026-06-01,2027-05-31,15,true\n\
    BZJ2026-0003,deposit,,3302260001,1000.50,payment,D1,2026-06-01,2027-05-31,,\n";

#[test]
fn a_table_becomes_guarantees() {
    let folder = Folder::new();
    let import = |name: &str, table: &str| {
        let file = folder.write(name, table);
        folder.run(&["guarantees", "import", file.to_str().unwrap()])
    };
    let file = folder.write("guarantees.csv", TABLE);
    let taken = folder.json(&["guarantees", "import", file.to_str().unwrap()]);
    assert_eq!(taken, json!({ "guarantees": 3 }));
    let shown = folder.json(&["guarantees", "show", "BX2026-0007"]);
    let kept = json!([shown["state"], shown["purposes"], shown["left"], shown["is_withdrawn"]]);
    assert_eq!(kept, json!(["in_force", ["payment", "elements"], "900000.00", true]));
    assert_eq!(shown["timeline"][0]["kind"], "guarantee");
    import("more.csv", &TABLE.replace("1000.50", "2000.50")).ok();
    let listed = folder.run(&["guarantees", "list", "--holder", "3302260001"]).ok().out;
    assert!(listed.contains("2000.50") && listed.contains("BH2026-0001"), "{listed}");
    assert_eq!(folder.json(&["guarantees", "list", "--ending"]), json!([]));
    assert_eq!(folder.run(&["guarantees", "show", "BH2026-0009"]).code, Some(2));
    let cases = [
        (TABLE.replace("letter", "promise"), "BH2026-0001: kind `promise`"),
        (TABLE.replace("payment|elements", "payment|tax"), "purposes `payment|tax`"),
        (TABLE.replace("5000000", "a lot"), "amount `a lot`"),
        (TABLE.replace("2026-12-31", "2026-13-31"), "valid_to `2026-13-31`"),
        (TABLE.replace("true", "yes"), "withdrawn `yes`"),
        (TABLE.replace("示例银行", ""), "issuer"),
        (TABLE.replace("BX2026-0007", "BH2026-0001"), "rows[1].number"),
        (TABLE.replace("issuer,", "bank,"), "unknown field `bank`"),
    ];
    for (table, reason) in cases {
        let ran = import("wrong.csv", &table);
        assert_eq!(ran.code, Some(2), "{table}: {ran:?}");
        assert!(ran.err.contains(reason), "{reason}: {}", ran.err);
    }
    folder.verified();
}

/// The values of a field, in order.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    text.split(&open).nth(1).map_or("", |it| it.split(&close).next().unwrap())
}

#[test]
fn what_stands_on_a_guarantee_is_shown_called_and_proved() {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let asked = ["generate", "declarations", "--declarations", "60", "--faults", "0"];
    folder.json(&[&asked[..], &["--seed", "3", "--out", out.to_str().unwrap()]].concat());
    let (house, messages): (Vec<PathBuf>, Vec<PathBuf>) = files_in(&folder.path("corpus/000000"))
        .into_iter()
        .partition(|it| it.extension().is_some_and(|it| it == "json"));
    assert_eq!(folder.ingest(&house).0, Some(0));
    let server = Server::start(&folder);
    server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
    let messages: Vec<String> = messages
        .iter()
        .map(|it| std::fs::read_to_string(it).unwrap())
        .filter(|it| field(it, "IEFlag") == "I" && field(it, "DutyMode") == "1")
        .map(|it| it.replace("</DecHead>", "<ChkSurety>1</ChkSurety></DecHead>"))
        .collect();
    let row = |nth: usize, message: &String| {
        json!({
            "number": format!("BH{nth}"), "kind": "letter", "issuer": "示例银行",
            "holder_code": field(message, "TradeCode"), "amount": "900000000",
            "reference": field(message, "ClientSeqNo"),
            "valid_from": "2000-01-01", "valid_to": "9998-12-31",
        })
    };
    let rows: Vec<Value> = messages.iter().enumerate().map(|(nth, it)| row(nth, it)).collect();
    server.decide(json!({ "tongguan": "guarantees", "rows": rows }).to_string());
    messages.iter().for_each(|it| drop(server.decide(it)));
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let page = get("guarantees?limit=500");
    let used = |it: &&Value| it["used"] != "0.00";
    let one = page["items"].as_array().unwrap().iter().find(used).unwrap();
    let shown = get(&format!("guarantees/{}", one["number"].as_str().unwrap()));
    let stands = &shown["declarations"][0];
    assert_eq!(stands["state"], "released_on_guarantee", "{shown}");
    assert_eq!(stands["security"]["conditions"], json!(["tax"]));
    assert_eq!(stands["security"]["amount"], one["used"]);
    let declaration = get(&format!("declarations/{}", stands["number"]));
    assert_eq!(declaration["security"], stands["security"]);
    assert_eq!(server.get("/api/v1/guarantees/none").status, 404);
    assert_eq!(get("guarantees?state=ended_held")["items"], json!([]));
    // Time goes by, and nobody pays.
    server.decide(r#"{"tongguan":"tick","at":"2099-01-01T00:00:00+08:00"}"#);
    let called = get(&format!("declarations/{}", stands["number"]));
    assert_eq!([&called["state"], &called["security"]], [&json!("released"), &Value::Null]);
    assert_eq!(called["slips"][0]["state"], "debited");
    let left = get(&format!("guarantees/{}", one["number"].as_str().unwrap()));
    assert_eq!(left["used"], "0.00");
    drop(server);
    folder.verified();
}

#[test]
fn a_month_is_gathered_missed_and_proved() {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let asked = ["generate", "declarations", "--declarations", "60", "--faults", "0"];
    folder.json(&[&asked[..], &["--seed", "3", "--out", out.to_str().unwrap()]].concat());
    let (house, messages): (Vec<PathBuf>, Vec<PathBuf>) = files_in(&folder.path("corpus/000000"))
        .into_iter()
        .partition(|it| it.extension().is_some_and(|it| it == "json"));
    assert_eq!(folder.ingest(&house).0, Some(0));
    let server = Server::start(&folder);
    server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
    // Whatever day it is, its calendar is known.
    for year in 2024..2044 {
        let days = json!({ "tongguan": "working_days", "year": year, "days": [], "basis": "test" });
        server.decide(days.to_string());
    }
    let messages: Vec<String> = messages
        .iter()
        .map(|it| std::fs::read_to_string(it).unwrap())
        .filter(|it| field(it, "IEFlag") == "I" && field(it, "DutyMode") == "1")
        .filter(|it| !it.contains("<Type>"))
        .map(|it| it.replace("</IEFlag>", "</IEFlag><Type>CL</Type>"))
        .collect();
    let mut codes: Vec<&str> = messages.iter().map(|it| field(it, "TradeCode")).collect();
    codes.sort_unstable();
    codes.dedup();
    let payers: Vec<Value> =
        codes.iter().map(|it| json!({ "code": it, "valid_from": "2000-01-01" })).collect();
    server.decide(json!({ "tongguan": "monthly_payers", "rows": payers }).to_string());
    let row = |code: &&str| {
        json!({
            "number": format!("BX{code}"), "kind": "insurance", "issuer": "示例保险",
            "holder_code": code, "amount": "900000000", "purposes": ["monthly"],
            "valid_from": "2000-01-01", "valid_to": "9998-12-31",
        })
    };
    let rows: Vec<Value> = codes.iter().map(row).collect();
    server.decide(json!({ "tongguan": "guarantees", "rows": rows }).to_string());
    messages.iter().for_each(|it| drop(server.decide(it)));
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let page = get("monthly-payers?limit=500");
    let owes = |it: &&Value| it["months"].as_array().is_some_and(|it| !it.is_empty());
    let code = page["items"].as_array().unwrap().iter().find(owes).unwrap()["code"].clone();
    let code = code.as_str().unwrap();
    let shown = get(&format!("monthly-payers/{code}"));
    let month = &shown["months"][0];
    let n_open = usize::try_from(month["n_open"].as_u64().unwrap()).unwrap();
    assert_eq!(shown["slips"].as_array().unwrap().len(), n_open, "{shown}");
    assert_eq!(shown["slips"][0]["due_on"], month["due_on"]);
    assert_eq!(server.get("/api/v1/monthly-payers/none").status, 404);
    server.decide(r#"{"tongguan":"tick","at":"2099-01-01T00:00:00+08:00"}"#);
    let missed = get(&format!("monthly-payers/{code}"));
    assert_eq!([&missed["state"], &missed["n_missed"]], [&json!("suspended"), &json!(n_open)]);
    for slip in missed["slips"].as_array().unwrap() {
        let act = json!({ "confirmed": { "treasury": "国库", "amount": slip["debited"] } });
        let confirmed = json!({
            "tongguan": "duty_slip", "slip_no": slip["slip_no"], "act": act,
            "at": "2099-01-01T00:00:01+08:00",
        });
        server.decide(confirmed.to_string());
    }
    assert_eq!(get(&format!("monthly-payers/{code}"))["state"], "in_force");
    drop(server);
    folder.verified();
}
