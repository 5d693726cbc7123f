//! The log of a running house: events with numbers, and at no level what a message says or who is named in it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{
    Folder,
    parcels::{Parcels, field, with},
    server::Server,
};

/// What a person would not want to find in a log.
const PERSONAL: [&str; 7] = [
    "buyerName",
    "buyerTelephone",
    "buyerIdNumber",
    "buyerRegNo",
    "consignee",
    "consigneeAddress",
    "consigneeTelephone",
];

/// The personal data of some messages.
fn personal(texts: &[&str]) -> BTreeSet<String> {
    let of = |text: &&str| PERSONAL.map(|name| field(text, name).to_owned());
    texts.iter().flat_map(of).filter(|it| it.chars().count() > 1).collect()
}

#[track_caller]
fn events(log: &str) -> Vec<Value> {
    let event = |line: &str| -> Value {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|it| panic!("{it}: {line}"));
        for name in ["timestamp", "level", "target", "message"] {
            assert!(event[name].is_string(), "{name}: {line}");
        }
        assert!(event["target"].as_str().unwrap().starts_with("tongguan"), "{line}");
        event
    };
    log.lines().map(event).collect()
}

fn with_message<'e>(events: &'e [Value], message: &str) -> Vec<&'e Value> {
    events.iter().filter(|it| it["message"] == message).collect()
}

#[test]
fn at_the_finest_level_the_log_tells_numbers_and_nothing_of_persons() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let arguments = ["--log", "trace", "--log-format", "json"];
    let (server, log) = Server::start_telling(&folder, &arguments);
    let texts: Vec<&str> = (0..2).flat_map(|it| parcels.of(it)).collect();
    let secrets = personal(&texts);
    assert!(secrets.len() > 4, "{secrets:?}");
    let inputs: Vec<Value> = texts.iter().map(|it| server.decide(it)["input"].clone()).collect();
    // What cannot be read, what contradicts itself, and what is asked for by name is told no more of.
    let name = field(texts[0], "buyerName");
    server.decide(&texts[0][..texts[0].len() / 2]);
    server.decide(with(texts[3], "buyerIdNumber", "11010119900307100X"));
    server.get(&format!("/api/v1/entries?q={}", field(texts[0], "buyerIdNumber")));
    server.get(&format!("/nobody/{}", field(texts[0], "buyerTelephone")));
    assert!(server.terminate().success());

    let log = log.join().unwrap();
    for secret in &secrets {
        assert!(!log.contains(secret.as_str()), "{secret}");
    }
    assert!(!name.is_empty() && !log.contains("11010119900307100X"));
    let events = events(&log);
    assert!(with_message(&events, "the house is open").len() == 1);
    let kept = with_message(&events, "a message is kept");
    let kept: Vec<&Value> = kept.iter().map(|it| &it["input"]).collect();
    assert!(inputs.iter().all(|it| kept.contains(&it)), "{kept:?}");
    assert!(!with_message(&events, "a batch is decided").is_empty());
    let decided = with_message(&events, "a message is decided");
    let list = decided.iter().find(|it| it["input"] == inputs[3]).unwrap();
    assert_eq!(list["entries"], "[1]", "{list}");
    let asked = with_message(&events, "a request is answered");
    let routes: BTreeSet<&str> = asked.iter().filter_map(|it| it["route"].as_str()).collect();
    assert_eq!(routes, BTreeSet::from(["/api/v1/entries", "/api/v1/messages", "console"]));
}

/// What failed is told to the operator, with its cause; without a level nothing finer is.
#[test]
fn a_failure_is_told_in_plain_lines_too() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let (server, log) = Server::start_telling(&folder, &[]);
    server.decide(parcels.of(0)[0]);
    let file = rusqlite::Connection::open(folder.database()).unwrap();
    file.execute_batch("ALTER TABLE entry RENAME TO entry_lost").unwrap();
    assert_eq!(server.get("/api/v1/entries").status, 500);
    file.execute_batch("ALTER TABLE entry_lost RENAME TO entry").unwrap();
    server.terminate();
    let log = log.join().unwrap();
    let failed: Vec<&str> = log.lines().filter(|it| it.contains("a request failed")).collect();
    assert!(!failed.is_empty(), "{log}");
    assert!(
        failed.iter().all(|it| it.contains(" ERROR tongguan::") && it.contains("no such table"))
    );
    assert!(!log.contains("a message is kept"), "{log}");
}
