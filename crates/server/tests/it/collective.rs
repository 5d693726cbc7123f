//! Collective lists over several commits: filed, released, gathered, overdue, shown and proved.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Folder, server::Server};

const SCENARIO: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/goods-declaration/collective-lists");

/// An input of the golden scenario, which the house is to meet in another year.
fn input(name: &str) -> Value {
    let text = std::fs::read_to_string(Path::new(SCENARIO).join(name)).unwrap();
    let text = text.replace("2026-11", "2090-02").replace("202611", "209002");
    serde_json::from_str(&text).unwrap()
}

fn with(mut message: Value, changes: &[(&str, Value)]) -> String {
    for (name, value) in changes {
        message["declaration"][name] = value.clone();
    }
    message.to_string()
}

#[test]
fn lists_are_gathered_shown_and_proved() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let tick = |at: &str| server.decide(json!({ "tongguan": "tick", "at": at }).to_string());
    tick("2090-02-03T08:00:00+08:00");
    server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
    let to = "2099-12-31";
    let law = json!({ "tongguan": "extend_law", "table": "tariff", "to": to, "basis": "test" });
    server.decide(law.to_string());
    server.decide(input("02-in-exchange_rates.json").to_string());
    server.decide(input("04-in-registry.json").to_string());
    let mut traders = input("05-in-collective_traders.json");
    traders["rows"][0]["valid_to"] = json!(to);
    server.decide(traders.to_string());
    let mut letters = input("06-in-guarantees.json");
    letters["rows"][0]["valid_to"] = json!(to);
    server.decide(letters.to_string());
    server.decide(input("07-in-declaration.json").to_string());
    server.decide(input("09-in-declaration.json").to_string());

    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let all = get("declarations?state=list_released");
    let lists: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .filter_map(|it| it["declaration_no"].as_str())
        .collect();
    assert_eq!(lists.len(), 2, "{all}");
    let one = get(&format!("declarations/{}", lists[0]));
    assert_eq!(
        [&one["full_by"], &one["collective"]["gathered_by"]],
        [&json!("2090-03-10"), &Value::Null]
    );

    tick("2090-03-11T08:00:00+08:00");
    let gathered = input("10-in-declaration.json");
    server.decide(with(gathered.clone(), &[("lists", json!(lists))]));
    let waits = get("declarations?state=reviewing");
    let number = waits["items"][0]["declaration_no"].as_str().unwrap();
    let shown = get(&format!("declarations/{number}"));
    assert_eq!(shown["findings"][0]["code"], "HSE-6813");
    assert_eq!(shown["collective"]["lists"][1]["state"], "list_declared");
    let one = get(&format!("declarations/{}", lists[0]));
    assert_eq!(one["collective"]["gathered_by"], number);

    // Sent back, its lists wait again; filed anew it takes them up again.
    let order = |action: &str| {
        let order = json!({
            "tongguan": "officer", "list_no": number, "action": action, "officer": "5001",
            "reason": "test",
        });
        server.decide(order.to_string());
    };
    order("reject_review");
    assert_eq!(get(&format!("declarations/{}", lists[0]))["state"], "list_released");
    tick("2090-03-11T09:00:00+08:00");
    server.decide(with(gathered, &[("lists", json!(lists)), ("note", json!("late"))]));
    order("approve_review");
    assert_eq!(get(&format!("declarations/{number}"))["state"], "cleared");
    assert_eq!(get(&format!("declarations/{}", lists[1]))["state"], "list_declared");

    let traders = get("collective-traders");
    assert_eq!(traders["items"][0]["supervision_modes"], json!(["0110"]));
    drop(server);
    folder.verified();
}
