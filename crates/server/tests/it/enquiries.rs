//! Identities and the national limit: asked before a list is decided, never passed in silence, and
//! the same at every replay.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field, today},
    server::Server,
};

fn policy(which: &str, without_answer: &str) -> String {
    let row = json!({
        "from": "2020-01-01", "is_required": true, "without_answer": without_answer,
        "term_days": 30, "basis": "test",
    });
    let mut message = json!({ "tongguan": "policy" });
    message[which] = json!([row]);
    message.to_string()
}

fn entry(server: &Server, order: &str) -> Value {
    let found = server.get_json(&format!("/api/v1/entries?q={}", field(order, "orderNo")));
    server.get_json(&format!("/api/v1/entries/{}", found["items"][0]["number"]))
}

/// As many parcels of different buyers.
fn of_different_buyers(count: usize) -> (Parcels, Vec<usize>) {
    let parcels = Parcels::clean(60);
    let mut seen = std::collections::BTreeSet::new();
    let is_new = |it: &usize| seen.insert(field(&parcels.orders[*it], "buyerIdNumber").to_owned());
    let indices: Vec<usize> = (0..60).filter(is_new).take(count).collect();
    assert_eq!(indices.len(), count);
    (parcels, indices)
}

/// A house with services' tables, and parcels of which all but the lists were sent.
fn house(parcels: &Parcels, identities: &str, limits: &str) -> (Folder, Server) {
    let folder = Folder::new();
    parcels.prepare(&folder);
    let identities = folder.write("identities.csv", identities);
    let limits = folder.write("limits.csv", limits);
    let server = Server::start_with(
        &folder,
        &[
            "--identity-simulator",
            identities.to_str().unwrap(),
            "--limit-simulator",
            limits.to_str().unwrap(),
        ],
    );
    (folder, server)
}

#[test]
fn who_is_not_who_he_says_is_sent_back_and_who_is_unknown_is_reviewed() {
    let (parcels, at) = of_different_buyers(3);
    let number = |nth: usize| field(&parcels.orders[at[nth]], "buyerIdNumber");
    let table = format!("id_number,answer\n{},mismatch\n{},unknown\n", number(0), number(1));
    let (folder, server) = house(&parcels, &table, "id_number,year,used_cny\n");
    server.decide(policy("identity", "review"));
    for index in &at {
        for text in parcels.of(*index) {
            server.decide(text);
        }
    }
    let mismatched = entry(&server, &parcels.orders[at[0]]);
    assert_eq!(mismatched["state"], "rejected");
    assert_eq!(mismatched["findings"][0]["code"], "INV-4003");
    let receipts = mismatched["receipts"].as_array().unwrap();
    assert!(receipts.iter().any(|it| it["status"] == 99), "{receipts:#?}");
    let unknown = entry(&server, &parcels.orders[at[1]]);
    assert_eq!(unknown["state"], "under_review");
    assert_eq!(unknown["findings"][0]["code"], "INV-4004");
    let matched = entry(&server, &parcels.orders[at[2]]);
    assert_eq!(matched["state"], "released");
    assert_eq!(matched["verification"]["identity"], "match");
    assert_eq!(matched["verification"]["identity_service"], "模拟身份核验服务");
    assert_eq!(matched["verification"]["limit_zh"], "年度限额：本系统账户");
    let accepted =
        matched["receipts"].as_array().unwrap().iter().find(|it| {
            it["info"].as_str().unwrap().contains("[订购人身份:一致][年度限额:本系统账户]")
        });
    assert!(accepted.is_some(), "{matched:#}");
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn a_house_that_requires_nothing_says_so() {
    let parcels = Parcels::clean(1);
    let (_folder, server) = house(&parcels, "id_number,answer\n*,down\n", "x\n");
    for text in parcels.of(0) {
        server.decide(text);
    }
    let released = entry(&server, &parcels.orders[0]);
    assert_eq!(released["state"], "released");
    assert_eq!(released["verification"]["identity"], Value::Null);
    let words = released["verification"]["identity_zh"].as_str().unwrap();
    assert!(words.contains("未核验"), "{words}");
}

#[test]
fn a_list_waits_for_a_service_that_is_down_and_is_settled_when_it_answers() {
    let parcels = Parcels::clean(1);
    let down = "id_number,answer\n*,down\n";
    let (folder, server) = house(&parcels, down, "x\n");
    server.decide(policy("identity", "wait"));
    for text in parcels.of(0) {
        server.decide(text);
    }
    let waiting = entry(&server, &parcels.orders[0]);
    assert_eq!(waiting["state"], "declared");
    assert_eq!(waiting["verification"]["identity"], "unknown");
    assert_eq!(waiting["waiting_for"], json!(["verification"]));
    assert!(server.terminate().success());

    let up = folder.write("identities.csv", "id_number,answer\n");
    let server = Server::start_with(&folder, &["--identity-simulator", up.to_str().unwrap()]);
    // The first tick comes with the start.
    let is_settled = || entry(&server, &parcels.orders[0])["state"] == "released";
    let settled = (0..2_000).any(|_| is_settled());
    assert!(settled, "{:#}", entry(&server, &parcels.orders[0]));
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn what_was_used_elsewhere_counts_against_the_year() {
    let (parcels, at) = of_different_buyers(3);
    let number = |nth: usize| field(&parcels.orders[at[nth]], "buyerIdNumber");
    let year = today().year();
    let table = format!(
        "id_number,year,used_cny\n{},{year},25999.99\n{},{year},unknown\n",
        number(0),
        number(1),
    );
    let (folder, server) = house(&parcels, "id_number,answer\n", &table);
    server.decide(policy("limit", "review"));
    for index in &at {
        for text in parcels.of(*index) {
            server.decide(text);
        }
    }
    let over = entry(&server, &parcels.orders[at[0]]);
    assert_eq!(
        (&over["state"], &over["findings"][0]["code"]),
        (&json!("rejected"), &json!("INV-6313"))
    );
    assert_eq!(over["verification"]["used_elsewhere"], "25999.99");
    let unknown = entry(&server, &parcels.orders[at[1]]);
    assert_eq!(unknown["state"], "under_review");
    assert_eq!(unknown["findings"][0]["code"], "INV-6314");
    let within = entry(&server, &parcels.orders[at[2]]);
    assert_eq!(within["state"], "released");
    assert_eq!(within["verification"]["limit_service"], "模拟全国年度限额服务");
    assert!(server.terminate().success());
    folder.verified();
}

/// `ingest` asks too, window by window.
#[test]
fn an_ingest_asks_before_it_decides() {
    let (parcels, at) = of_different_buyers(2);
    let folder = Folder::new();
    parcels.prepare(&folder);
    let rows = folder.write("policy.json", policy("identity", "review"));
    assert_eq!(folder.ingest(&[rows]).0, Some(0));
    let number = field(&parcels.orders[at[0]], "buyerIdNumber");
    let table = folder.write("who.csv", format!("id_number,answer\n{number},mismatch\n"));
    let mut paths = Vec::new();
    for index in &at {
        for (nth, text) in parcels.of(*index).into_iter().enumerate() {
            paths.push(folder.write(&format!("m{index}{nth}.xml"), text));
        }
    }
    let mut args = vec!["ingest".into(), "--identity-simulator".into(), table.into_os_string()];
    args.extend(paths.into_iter().map(std::path::PathBuf::into_os_string));
    let ran = folder.run(&args).ok();
    assert!(ran.out.contains("INV-4003"), "{}", ran.out);
    let server = Server::start(&folder);
    assert_eq!(entry(&server, &parcels.orders[at[0]])["state"], "rejected");
    assert_eq!(entry(&server, &parcels.orders[at[1]])["verification"]["identity"], "match");
    assert!(server.terminate().success());
    folder.verified();
}
