//! The HTTP door: messages in, entries and receipts out, refusals as problems.

use expect_test::{expect, expect_file};
use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    server::Server,
};

/// A served house with one parcel cleared, and its four messages.
fn served() -> (Folder, Server, Parcels) {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    for text in parcels.of(0) {
        server.decide(text);
    }
    (folder, server, parcels)
}

/// The names and kinds of a JSON value, without its values: what a client is written against.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect()
        }
        // The fullest of the items stands for all of them.
        Value::Array(items) => {
            let fullest = items.iter().map(shape).max_by_key(|it| it.to_string().len());
            Value::Array(fullest.into_iter().collect())
        }
        Value::String(_) => "string".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => "null".into(),
    }
}

/// With what differs from run to run masked.
fn masked(mut value: Value, fields: &[&str]) -> String {
    for field in fields {
        value[*field] = "…".into();
    }
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

#[track_caller]
fn problem(reply: &crate::support::http::Reply, status: u16, code: &str) -> String {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.kind, "application/problem+json");
    let body = reply.json();
    assert_eq!(body["status"], status);
    assert_eq!(body["code"], code);
    assert_eq!(body["type"], format!("urn:tongguan:problem:{code}"));
    body["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_message_is_accepted_once() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    let reply = server.post("/api/v1/messages", "", &parcels.orders[0]);
    assert_eq!(reply.status, 202);
    let first = reply.json();
    expect![[r#"
        {
          "digest": "…",
          "documents": 1,
          "input": "…",
          "is_repeat": false,
          "kind": "CEB311Message",
          "receipts": null
        }
    "#]]
    .assert_eq(&masked(first.clone(), &["digest", "input"]));
    let again = server.decide(&parcels.orders[0]);
    assert_eq!(again["is_repeat"], true);
    assert_eq!((&again["input"], &again["digest"]), (&first["input"], &first["digest"]));
    assert_eq!(first["digest"], blake3::hash(parcels.orders[0].as_bytes()).to_hex().to_string());
    let receipts = server.get_json("/api/v1/receipts");
    assert_eq!(receipts["items"].as_array().unwrap().len(), 1, "answered once");
}

#[test]
fn what_is_malformed_is_taken_and_answered() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let reply = server.post("/api/v1/messages?wait=decided", "4403960A01", "<ceb:CEB311Message");
    assert_eq!(reply.status, 202);
    assert_eq!((&reply.json()["kind"], &reply.json()["documents"]), (&json!("Unknown"), &json!(0)));
    let receipts = server.get_json("/api/v1/receipts?recipient=4403960A01");
    let [receipt] = receipts["items"].as_array().unwrap().as_slice() else { panic!("{receipts}") };
    assert_eq!((&receipt["kind"], &receipt["recipient_no"]), (&json!("format"), &json!(1)));
    assert_eq!(receipt["findings"][0]["code"], "FMT-1001");
    assert!(receipt["xml"].as_str().unwrap().contains("<returnStatus>"));
    assert!(receipt["info"].as_str().unwrap().contains("line 1, column"), "{receipt}");
}

#[test]
fn what_is_too_large_for_the_door_is_a_problem() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let reply = server.post("/api/v1/messages", "", vec![b' '; 64 * 1024 * 1024 + 1]);
    problem(&reply, 413, "FMT-1005");
    assert_eq!(server.get_json("/api/v1/receipts")["items"], json!([]));
    assert_eq!(server.decide("<x/>")["is_repeat"], false, "the door stays open");
}

#[test]
fn an_entry_is_found_by_every_number_it_has() {
    let (_folder, server, parcels) = served();
    let page = server.get_json("/api/v1/entries");
    let [summary] = page["items"].as_array().unwrap().as_slice() else { panic!("{page}") };
    assert_eq!(page["next"], Value::Null);
    let list_no = summary["entry_id"].as_str().unwrap();
    assert_eq!(list_no.len(), 18);
    let by_number = server.get_json(&format!("/api/v1/entries/{}", summary["number"]));
    let by_list_no = server.get_json(&format!("/api/v1/entries/{list_no}"));
    assert_eq!(by_number, by_list_no);
    assert_eq!(by_number["state"], "released");

    let [order, payment, waybill, list] = parcels.of(0);
    let order_no = field(order, "orderNo");
    assert_eq!(by_number["order_no"], order_no);
    let questions = [
        summary["number"].to_string(),
        list_no.to_owned(),
        order_no.to_owned(),
        field(waybill, "logisticsNo").to_owned(),
        field(payment, "payTransactionId").to_owned(),
        format!("{}:{order_no}", field(order, "ebpCode")),
        format!("{}:{}", field(waybill, "logisticsCode"), field(list, "logisticsNo")),
        format!("{}:{}", field(payment, "payCode"), field(payment, "payTransactionId")),
    ];
    for question in questions {
        let found = server.get_json(&format!("/api/v1/entries?q={question}"));
        assert_eq!(found["items"][0], *summary, "{question}");
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{question}");
    }
    for question in ["nothing", "0", "99999", "4403960001:nothing", ":", "1:2:3"] {
        let found = server.get_json(&format!("/api/v1/entries?q={question}"));
        assert_eq!(found["items"], json!([]), "{question}");
    }
    let state = by_number["state"].as_str().unwrap();
    let of_state = server.get_json(&format!("/api/v1/entries?state={state}"));
    assert_eq!(of_state["items"].as_array().unwrap().len(), 1);
    assert_eq!(server.get_json("/api/v1/entries?state=withdrawn")["items"], json!([]));
    let detail = problem(&server.get("/api/v1/entries?state=lost"), 400, "bad_request");
    assert!(detail.contains("lost"), "{detail}");
    problem(&server.get("/api/v1/entries?limit=many"), 400, "bad_request");
    problem(&server.get("/api/v1/entries?after=x"), 400, "bad_request");
}

#[test]
fn entries_come_in_pages() {
    let (_folder, server, parcels) = served();
    for text in parcels.of(1) {
        server.decide(text);
    }
    let first = server.get_json("/api/v1/entries?limit=1");
    let next = first["next"].as_str().unwrap();
    let second = server.get_json(&format!("/api/v1/entries?limit=1&after={next}"));
    assert_eq!(first["items"][0]["number"], 2);
    assert_eq!(second["items"][0]["number"], 1);
    if let Some(next) = second["next"].as_str() {
        let third = server.get_json(&format!("/api/v1/entries?limit=1&after={next}"));
        assert_eq!((&third["items"], &third["next"]), (&json!([]), &Value::Null));
    }
}

/// What a client is written against; a field that comes or goes is seen here.
#[test]
fn the_shape_of_an_entry_and_of_its_receipts() {
    let (_folder, server, _) = served();
    let mut entry = server.get_json("/api/v1/entries/1");
    let kinds: Vec<&str> = entry["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    for kind in ["document", "state", "assessed"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(entry["documents"].as_array().unwrap().len(), 4);
    // What costs nothing is shared out by nobody's law, and a sum is of the steps above it.
    let steps = entry["assessment"]["steps"].as_array().unwrap().iter();
    for step in steps.filter(|it| it["amount"] != "0.00" && it["item"] != 0) {
        assert_ne!(step["basis"], json!([]), "{step}");
    }
    assert_eq!(entry["assessment"]["assumed"], true, "this year's tariff is an assumption");
    for document in entry["documents"].as_array_mut().unwrap() {
        document["document"] = json!({});
    }
    // Present or not as the seed has it.
    entry["selection"] = Value::Null;
    let shape = serde_json::to_string_pretty(&shape(&entry)).unwrap() + "\n";
    expect_file!["snapshots/entry-shape.json"].assert_eq(&shape);
}

#[test]
fn receipts_are_replayed_from_any_number() {
    let (_folder, server, parcels) = served();
    for text in parcels.of(1) {
        server.decide(text);
    }
    let all = server.get_json("/api/v1/receipts?limit=500");
    assert_eq!(all["next"], Value::Null);
    let all = all["items"].as_array().unwrap();
    assert!(all.len() > 8);
    for after in 0..=all.len() {
        let page = server.get_json(&format!("/api/v1/receipts?limit=500&after={after}"));
        assert_eq!(page["items"].as_array().unwrap(), &all[after..]);
    }
    let (mut after, mut read) = (0, Vec::new());
    while let Some(next) = {
        let page = server.get_json(&format!("/api/v1/receipts?limit=3&after={after}"));
        read.extend(page["items"].as_array().unwrap().iter().cloned());
        page["next"].as_u64()
    } {
        assert!(next > after);
        after = next;
    }
    assert_eq!(&read, all);
    let recipient = all[0]["recipient"].as_str().unwrap();
    let own: Vec<&Value> = all.iter().filter(|it| it["recipient"] == recipient).collect();
    for after in 0..=own.len() {
        let path = format!("/api/v1/receipts?recipient={recipient}&after={after}");
        let page = server.get_json(&path);
        assert_eq!(page["items"].as_array().unwrap().iter().collect::<Vec<_>>(), own[after..]);
    }
    assert_eq!(server.get_json("/api/v1/receipts?recipient=nobody")["items"], json!([]));
    assert_eq!(server.get_json("/api/v1/receipts?after=1000000")["items"], json!([]));
}

#[test]
fn what_is_not_there_is_a_problem() {
    let (_folder, server, _) = served();
    for path in [
        "/api/v1/entries/999",
        "/api/v1/entries/nothing",
        "/api/v1/entries/531620261I000000001",
        "/api/v1/checks/XYZ-0000",
        "/api/v1/tariff/9999999999?on=2020-11-21",
        "/api/v1/nothing",
        "/api/nothing",
    ] {
        let detail = problem(&server.get(path), 404, "not_found");
        assert_ne!(detail, "", "{path}");
    }
    problem(&server.get("/api/v1/tariff/85?on=2020-11-21"), 400, "bad_request");
    problem(&server.get("/api/v1/tariff/8541401000?on=today"), 400, "bad_request");
    let detail =
        problem(&server.get("/api/v1/tariff/8541401000?on=2035-01-01"), 422, "not_covered");
    assert!(detail.contains("2035-01-01"), "{detail}");
}

#[test]
fn reference_and_figures_are_served() {
    let (_folder, server, _) = served();
    let checks = server.get_json("/api/v1/checks");
    assert!(checks["items"].as_array().unwrap().len() > 80);
    assert_eq!(server.get_json("/api/v1/checks/fmt-1005")["code"], "FMT-1005");
    let line = server.get_json("/api/v1/tariff/8541401000?on=2020-11-21&origin=JPN");
    assert_eq!(line["commodity_code"], "8541401000");
    let summary = server.get_json("/api/v1/summary");
    assert_eq!(summary["parcels"], 1);
    let document = server.get("/api/v1/openapi.json");
    assert_eq!(document.kind, "application/json");
    let printed = Folder::new().run(&["openapi"]).ok().json();
    assert_eq!(document.json(), printed);
}

#[test]
fn any_other_path_is_the_consoles() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    for path in ["/", "/entries/1", "/tariff"] {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.kind.starts_with("text/html"), "{path}: {}", page.kind);
        assert!(page.text().contains("<html"), "{path}");
    }
    assert_eq!(server.get("/assets/nothing.js").status, 404);
}

/// The console, an answer of the API and a refusal alike.
#[test]
fn a_browser_is_told_what_it_may_do_with_an_answer() {
    let (_folder, server, _) = served();
    for path in ["/", "/api/v1/entries", "/api/v1/nothing", "/readyz"] {
        let reply = server.get(path);
        let policy = reply.header("content-security-policy").unwrap();
        for rule in ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"), "{path}");
    }
}
