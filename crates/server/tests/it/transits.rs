//! Transits over several commits: declared, left, overdue, arrived, shown and proved.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Folder, server::Server};

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/manifest/transit-in");

/// An input of the golden scenario, which the house is to meet in another year.
fn input(name: &str) -> String {
    let text = std::fs::read_to_string(Path::new(SCENARIO).join(name)).unwrap();
    text.replace("2026-11", "2090-02").replace("202611", "209002")
}

#[test]
fn a_transit_is_shown_overdue_and_proved() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let decide = |message: &Value| server.decide(message.to_string());
    decide(&json!({ "tongguan": "tick", "at": "2090-02-02T08:00:00+08:00" }));
    decide(&json!({ "tongguan": "settings", "examination_share": "0" }));
    let to = "2099-12-31";
    decide(&json!({ "tongguan": "extend_law", "table": "tariff", "to": to, "basis": "test" }));
    for name in ["02-in-exchange_rates", "03-in-registry", "04-in-manifest", "05-in-transit"] {
        server.decide(input(&format!("{name}.json")));
    }
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let all = get("transits?state=declared");
    let number = all["items"][0]["transit_no"].as_str().unwrap();
    assert_eq!(all["items"][0]["seals"], json!(["E20900220", "FR0091823", "L0009"]));
    decide(&json!({ "tongguan": "tick", "at": "2090-02-20T06:00:00+08:00" }));
    server.decide(input("09-in-manifest_report.json"));
    assert_eq!(get(&format!("transits/{number}"))["state"], "released");
    let seen = |act: &str, seals: &[&str], at: &str| {
        let seen = json!({ act: { "site": "gate", "seals": seals, "at": at } });
        decide(&json!({ "tongguan": "transit_act", "transit_no": number, "act": seen }));
    };
    let seals = ["FR0091823", "E20900220", "L0009"];
    seen("departed", &seals, "2090-02-20T08:00:00+08:00");
    server.decide(input("13-in-declaration.json"));
    let declared = get("declarations?state=awaiting_tax");
    let declaration = declared["items"][0]["declaration_no"].as_str().unwrap();
    let shown = get(&format!("declarations/{declaration}"));
    assert_eq!(shown["manifest"]["transit"]["transit_no"], number);
    assert_eq!(shown["manifest"]["transit"]["arrived_at"], Value::Null);

    decide(&json!({ "tongguan": "tick", "at": "2090-02-26T08:00:00+08:00" }));
    let late = get("transits?state=under_way");
    assert_eq!(late["items"][0]["is_overdue"], true, "{late}");
    seen("arrived", &["X1"], "2090-02-26T09:00:00+08:00");
    let detail = get(&format!("transits/{number}"));
    assert_eq!(detail["state"], "arrived");
    assert!(detail["receipts"].as_array().unwrap().iter().any(|it| {
        it["findings"].as_array().is_some_and(|it| it.iter().any(|it| it["code"] == "HSE-6857"))
    }));
    assert_eq!(get(&format!("declarations/{declaration}"))["state"], "reviewing");
    assert_eq!(server.get("/api/v1/transits/2248900000000099").status, 404);
    drop(server);
    folder.verified();
}
