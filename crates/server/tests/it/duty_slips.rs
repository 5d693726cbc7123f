//! Payment slips of declarations: shown, paid by stand-in banks, reconciled.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

/// A folder whose house has declarations that owe tax, and examines nothing at random.
fn with_declarations(n_declarations: u64) -> Folder {
    let folder = Folder::new();
    let (out, count) = (folder.path("corpus"), n_declarations.to_string());
    let asked = ["generate", "declarations", "--declarations", &count, "--faults", "0"];
    let out = out.to_str().unwrap();
    folder.json(&[&asked[..], &["--seed", "3", "--out", out]].concat());
    let files = files_in(&folder.path("corpus/000000"));
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|it| it.extension().is_some_and(|it| it == "json"));
    let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
    house.push(folder.write("settings.json", settings));
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    folder
}

fn total(found: &Value, state: &str) -> u64 {
    let totals = found["totals"].as_array().unwrap();
    totals.iter().find(|it| it["state"] == state).unwrap()["count"].as_u64().unwrap()
}

fn kinds(found: &Value) -> Vec<&str> {
    let breaks = found["breaks"].as_array().unwrap();
    breaks.iter().map(|it| it["kind"].as_str().unwrap()).collect()
}

#[test]
fn banks_pay_and_what_does_not_balance_is_listed() {
    let folder = with_declarations(40);
    let issued = folder.json(&["duty-slips", "reconcile"]);
    let n_slips = total(&issued, "issued");
    assert!(n_slips > 5, "{issued}");
    assert_eq!(issued["breaks"], json!([]));
    let late = folder.json(&["duty-slips", "reconcile", "--on", "2100-01-01"]);
    assert_eq!(kinds(&late), vec!["overdue"; n_slips as usize]);
    assert!(late["breaks"][0]["slip"]["late_fee"] != "0.00", "{late}");

    let simulate = |failing: &str, silent: &str, differing: &str| {
        let shares = ["--failing", failing, "--silent", silent, "--differing", differing];
        folder.json(&[&["duty-slips", "simulate"][..], &shares].concat())
    };
    let none = simulate("1", "0", "0");
    assert_eq!((none["failed"].as_u64(), none["debited"].as_u64()), (Some(n_slips), Some(0)));
    let failed = folder.json(&["duty-slips", "reconcile"]);
    assert_eq!(kinds(&failed), vec!["failed"; n_slips as usize]);
    let all = simulate("0", "0", "1");
    assert_eq!(all["confirmed"].as_u64(), Some(n_slips));
    let short = folder.json(&["duty-slips", "reconcile"]);
    assert_eq!(kinds(&short), vec!["differs"; n_slips as usize]);
    assert_eq!(total(&short, "confirmed"), n_slips);
    let text = folder.run(&["duty-slips", "reconcile"]).ok().out;
    assert!(text.contains(&format!("{n_slips} breaks")), "{text}");
    let again = simulate("0", "0", "0");
    assert_eq!(again["slips"], 0, "each is paid once");
    folder.verified();
}

#[test]
fn a_served_house_shows_slips_and_takes_what_banks_say() {
    let folder = with_declarations(24);
    let server = Server::start(&folder);
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let page = get("duty-slips?state=issued&limit=1");
    let slip = &page["items"][0];
    let [number, declaration_no, amount] =
        ["slip_no", "declaration_no", "amount"].map(|it| slip[it].as_str().unwrap());
    let declaration = get(&format!("declarations/{declaration_no}"));
    assert_eq!(declaration["slips"][0]["slip_no"], number);
    assert_eq!(declaration["assessment"]["owed"], amount);
    let due = declaration["receipts"].as_array().unwrap().iter();
    assert!(due.map(Value::to_string).any(|it| it.contains(number)), "the receipt names it");
    let say = |act: Value| {
        let said = json!({
            "tongguan": "duty_slip", "slip_no": number, "act": act,
            "at": "2026-11-22T10:00:00+08:00",
        });
        server.decide(said.to_string());
    };
    say(json!({ "sent": { "bank": "示例银行" } }));
    say(json!({ "debited": { "bank": "示例银行", "amount": amount } }));
    let paid = get(&format!("duty-slips/{number}"));
    assert_eq!((&paid["state"], &paid["debited"]), (&json!("debited"), &json!(amount)));
    let titles = paid["timeline"].as_array().unwrap().iter().map(|it| &it["title_en"]);
    let titles: Vec<&str> = titles.map(|it| it.as_str().unwrap()).collect();
    assert!(titles.contains(&"payment slip made") && titles.contains(&"debited"), "{titles:?}");
    let released = get(&format!("declarations/{declaration_no}"));
    assert_eq!((&released["state"], &released["is_paid"]), (&json!("released"), &json!(true)));
    say(json!({ "confirmed": { "treasury": "中央国库", "amount": amount } }));
    assert_eq!(get(&format!("duty-slips/{number}"))["state"], "written_off");
    assert_eq!(get("duty-reconciliation?on=2020-01-01")["on"], "2020-01-01");
    assert_eq!(server.get("/api/v1/duty-slips/J00000000000000000").status, 404);
}
