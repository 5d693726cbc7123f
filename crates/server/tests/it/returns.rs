//! A return over HTTP, from the release to the payment of what is left: the walkthrough, as a test.

use std::{fs, path::Path};

use expect_test::expect_file;
use jiff::Span;
use serde_json::{Value, json};

use crate::support::{Folder, parcels::today, server::Server};

/// An input of the golden scenario, with list numbers of this year.
fn input(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../scenarios/retail-import/returned-in-parts");
    let text = fs::read_to_string(folder.join(name)).unwrap();
    text.replace("53492020I", &format!("5349{}I", today().year()))
}

fn day(days: i64) -> String {
    today().checked_add(Span::new().days(days)).unwrap().to_string()
}

/// A house in which one list of two pieces was released.
fn released(folder: &Folder) -> Server {
    let server = Server::start(folder);
    let law = json!({
        "tongguan": "extend_law", "table": "tariff", "to": day(90), "basis": "carried on"
    });
    server.decide(law.to_string());
    server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
    for name in [
        "01-in-registry.json",
        "02-in-CEB711.xml",
        "03-in-CEB311.xml",
        "04-in-CEB411.xml",
        "05-in-CEB511.xml",
        "06-in-CEB621.xml",
    ] {
        server.decide(input(name));
    }
    let entry = server.get_json("/api/v1/entries/1");
    assert_eq!((&entry["state"], &entry["returns"]), (&json!("released"), &json!([])));
    assert_eq!(entry["tax_bill"]["state"], "generated");
    assert_eq!(
        (&entry["tax_bill"]["total"], &entry["tax_bill"]["slip"]),
        (&json!("19.11"), &json!(null))
    );
    assert_ne!(entry["arrived_at"], Value::Null);
    assert_eq!(entry["delivered_at"], Value::Null);
    server
}

/// With what differs from day to day masked.
fn masked(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap() + "\n";
    for days in 0..=60 {
        let date = day(days);
        let short = date.replace('-', "");
        text =
            text.replace(&short, &format!("(day {days})")).replace(&date, &format!("(day {days})"));
        text = text.replace(&format!("T{}", &short[2..]), &format!("T(day {days})"));
    }
    let year = today().year();
    text.replace(&format!("5349{year}I"), "5349(year)I").replace(&format!("/{year}"), "/(year)")
}

#[test]
fn a_return_comes_back_and_the_rest_is_paid() {
    let folder = Folder::new();
    let server = released(&folder);
    server.decide(input("07-in-CEB625.xml"));
    let entry = server.get_json("/api/v1/entries/1");
    assert_eq!(entry["waiting_for"], json!(["exit", "goods_back"]));
    let back = &entry["returns"][0];
    assert_eq!((&back["state"], &back["until"]), (&json!("applied"), &json!(day(45))));

    let goods = json!({
        "tongguan": "goods_back", "return_no": back["return_no"], "site": "5349A01",
        "lines": [{ "number": 1, "quantity": "1" }], "at": format!("{}T00:00:00+08:00", day(0)),
    });
    server.decide(goods.to_string());
    let entry = server.get_json("/api/v1/entries/1");
    assert_eq!(entry["returns"][0]["state"], "arrived");
    assert_eq!(
        (&entry["tax_bill"]["total"], &entry["waiting_for"]),
        (&json!("9.56"), &json!(["exit"]))
    );

    let tick = json!({ "tongguan": "tick", "at": format!("{}T00:00:00+08:00", day(31)) });
    server.decide(tick.to_string());
    let slips = server.get_json("/api/v1/slips?state=open");
    let slip = &slips["items"][0];
    assert_eq!((&slip["amount"], &slip["due_on"]), (&json!("9.56"), &json!(day(45))));
    let slip_no = slip["slip_no"].as_str().unwrap();
    let acts = || server.get_json(&format!("/api/v1/slips/{slip_no}/acts"))["items"].clone();
    let offered = acts()[0]["acts"][0].clone();
    assert_eq!(offered["act"], "report_slip_paid");
    let mut paid = offered["command"].clone();
    assert_eq!(paid["amount"], "9.56");
    paid["bank"] = json!("示例银行深圳分行");
    paid["at"] = json!(format!("{}T00:00:00+08:00", day(33)));
    server.decide(paid.to_string());
    assert_eq!(acts(), json!([]), "it is paid");

    is_told_whole(&server.get_json("/api/v1/entries/1"));
    drop(server);
    folder.verified();
}

#[track_caller]
fn is_told_whole(entry: &Value) {
    let slip = &entry["tax_bill"]["slip"];
    assert_eq!(
        (&entry["tax_bill"]["state"], &slip["state"]),
        (&json!("summarised"), &json!("paid"))
    );
    let shown: Value = entry["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| {
            let kind = it["kind"].as_str().unwrap();
            ["arrived", "return", "goods_back", "bill", "slip", "ledger"].contains(&kind)
        })
        .map(|it| {
            let words = |field: &str| it[field].as_str().unwrap();
            format!(
                "{} | {} | {} | {}",
                words("title_zh"),
                words("title_en"),
                words("by"),
                words("detail")
            )
        })
        .collect();
    let after = json!({
        "tax_bill": entry["tax_bill"], "returns": entry["returns"], "timeline": shown,
        "ledger": entry["ledger"],
    });
    // Moments of the real clock differ from run to run.
    let text = masked(&after);
    let text: String = text
        .lines()
        .map(|line| match line.split_once("goods arrived at the site | ") {
            Some((before, _)) => format!("{before}goods arrived at the site | …\",\n"),
            None => format!("{line}\n"),
        })
        .collect();
    expect_file!["snapshots/after-release.json"].assert_eq(&text);
    let documents: Vec<&str> = entry["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(documents, ["order", "payment", "waybill", "inventory", "goods_return"]);
}

#[test]
fn slips_are_no_entries_and_entries_no_slips() {
    let folder = Folder::new();
    let server = released(&folder);
    let tick = json!({ "tongguan": "tick", "at": format!("{}T00:00:00+08:00", day(50)) });
    server.decide(tick.to_string());
    let page = server.get_json("/api/v1/slips");
    let [slip] = page["items"].as_array().unwrap().as_slice() else { panic!("{page}") };
    assert_eq!((&slip["state"], &page["next"]), (&json!("called"), &Value::Null));
    let slip_no = slip["slip_no"].as_str().unwrap();
    let detail = server.get_json(&format!("/api/v1/slips/{slip_no}"));
    assert_eq!(detail["amount"], "19.11");
    assert!(detail["timeline"].as_array().unwrap().len() >= 4, "{detail}");

    assert_eq!(server.get("/api/v1/entries/2").status, 404);
    assert_eq!(server.get_json("/api/v1/entries?q=2")["items"], json!([]));
    assert_eq!(server.get_json("/api/v1/entries")["items"].as_array().unwrap().len(), 1);
    let summary = server.get_json("/api/v1/summary");
    assert_eq!(summary["parcels"], 1);
    assert_eq!(
        (&summary["slips"][0]["state"], &summary["slips"][0]["count"]),
        (&json!("called"), &json!(1))
    );
    for path in [
        "/api/v1/slips/S20201222000000001".to_owned(),
        "/api/v1/slips/1".to_owned(),
        format!("/api/v1/slips/{}", slip_no.replace("S20", "S19")),
    ] {
        assert_eq!(server.get(&path).status, 404, "{path}");
    }
    assert_eq!(server.get_json("/api/v1/slips?state=open")["items"], json!([]));
    assert_eq!(server.get("/api/v1/slips?state=lost").status, 400);
    assert_eq!(server.get("/api/v1/slips?after=x").status, 400);
}
