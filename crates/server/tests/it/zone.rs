//! From released bonded parcels through the gate, by files and over HTTP.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    server::Server,
};

/// Books of all records that the parcels draw on, as they stand.
fn books(server: &Server, parcels: &Parcels) -> Vec<Value> {
    let bonded = parcels.lists.iter().filter(|it| field(it, "tradeMode") == "1210");
    let mut numbers: Vec<String> = bonded.map(|it| field(it, "emsNo").to_owned()).collect();
    numbers.sort();
    numbers.dedup();
    let lines = numbers.iter().flat_map(|number| {
        let book = server.get_json(&format!("/api/v1/books/{number}"));
        book["lines"].as_array().unwrap().clone()
    });
    lines.filter(|it| it["reserved"] != "0.00" || it["used"] != "0.00").collect()
}

/// A house that is served, its parcels decided, and what zones send it round by round.
struct Zone {
    folder: Folder,
    parcels: Parcels,
    server: Server,
}

impl Zone {
    fn new(n_parcels: u64) -> Zone {
        let folder = Folder::new();
        let parcels = Parcels::clean(n_parcels);
        parcels.prepare(&folder);
        let server = Server::start(&folder);
        // Nothing is examined, so that everything is released.
        for parcel in 0..parcels.lists.len() {
            for text in parcels.of(parcel) {
                server.decide(text);
            }
        }
        Zone { folder, parcels, server }
    }

    /// Sends what zones would send next; the counts, and the messages.
    fn round(&self, nth: usize) -> (Value, Vec<String>) {
        let out = self.folder.path(&format!("round-{nth}"));
        let path = out.to_str().unwrap();
        let counts = self.folder.json(&["generate", "gate-out", "--parcels", "3", "--out", path]);
        let mut files: Vec<_> =
            std::fs::read_dir(&out).unwrap().map(|it| it.unwrap().path()).collect();
        files.sort();
        let texts: Vec<String> =
            files.iter().map(|it| std::fs::read_to_string(it).unwrap()).collect();
        for text in &texts {
            self.server.decide(text);
        }
        (counts, texts)
    }

    fn get(&self, path: &str) -> Value {
        self.server.get_json(&format!("/api/v1/{path}"))
    }
}

#[test]
fn bonded_parcels_leave_by_the_gate() {
    let zone = Zone::new(40);
    let reserved = books(&zone.server, &zone.parcels);
    assert!(!reserved.is_empty() && reserved.iter().all(|it| it["used"] == "0.00"));

    let (counts, exit_lists) = zone.round(1);
    assert!(counts["exit_lists"].as_u64().unwrap() >= 2, "{counts}");
    let page = zone.get("exit-lists?state=approved");
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len() as u64, counts["exit_lists"].as_u64().unwrap());
    let list_no = items[0]["list_no"].as_str().unwrap().to_owned();
    look_at_list(&zone, &items[0], &list_no);

    let (counts, _) = zone.round(2);
    assert_eq!(counts["exit_lists"], 0);
    let page = zone.get("gate-passes?limit=1");
    let pass_no = page["items"][0]["pass_no"].as_str().unwrap().to_owned();
    assert!(pass_no.starts_with('Z') && pass_no.len() == 24, "{pass_no}");
    assert_eq!(page["next"].is_null(), counts["gate_passes"] == 1);
    let pass = zone.get(&format!("gate-passes/{pass_no}"));
    assert_eq!(pass["lists"][0]["state"], "approved");
    assert_eq!(pass["passage"], Value::Null);

    let (counts, passages) = zone.round(3);
    assert_eq!(counts["passages"].as_u64().unwrap(), passages.len() as u64);
    let pass = zone.get(&format!("gate-passes/{pass_no}"));
    let states = (&pass["state"], &pass["lists"][0]["state"]);
    assert_eq!(states, (&json!("passed"), &json!("deducted")));
    assert_eq!(pass["passage"]["weight_kg"], pass["total_weight_kg"]);
    let list = zone.get(&format!("exit-lists/{list_no}"));
    assert!(list["parcels"].as_array().unwrap().iter().all(|it| it["state"] == "closed"));
    assert_eq!(list["lines"][0]["left"], "0.00");
    let used = books(&zone.server, &zone.parcels);
    assert!(used.iter().all(|it| it["reserved"] == "0.00"), "{used:?}");
    assert_eq!(used.len(), reserved.len());

    // Once more changes nothing, and wrong numbers name nothing.
    assert_eq!(zone.server.decide(exit_lists.last().unwrap())["is_repeat"], true);
    let case = format!("entries/{}", list["number"]);
    let none = ["exit-lists/QD000026E000000001", "gate-passes/Z1", "exit-lists/0", case.as_str()];
    for path in none {
        assert_eq!(zone.server.get(&format!("/api/v1/{path}")).status, 404, "{path}");
    }
    assert_eq!(zone.get("summary")["parcels"], 40, "a zone's case is no parcel");
    drop(zone.server);
    zone.folder.verified();
}

/// An approved exit list, by each of its numbers, and from a parcel of it.
fn look_at_list(zone: &Zone, summary: &Value, list_no: &str) {
    assert!(list_no.starts_with("QD") && list_no.len() == 18, "{list_no}");
    let list = zone.get(&format!("exit-lists/{list_no}"));
    assert_eq!(list["number"], summary["number"]);
    let parcel = &list["parcels"][0];
    assert_eq!(parcel["state"], "released");
    let entry = zone.get(&format!("entries/{}", parcel["list_no"].as_str().unwrap()));
    assert_eq!(entry["exit_list_no"], list_no);
    assert_eq!(entry["waiting_for"], json!(["gate_passage"]));
    assert_eq!(receipts(&list), ["zone_response", "exit_list"]);
    let preliminary_no = list["preliminary_no"].as_str().unwrap().to_owned();
    for number in [summary["number"].to_string(), preliminary_no] {
        assert_eq!(zone.get(&format!("exit-lists/{number}"))["list_no"], list_no);
    }
}

fn receipts(case: &Value) -> Vec<&str> {
    case["receipts"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect()
}

#[test]
fn nothing_to_send_is_an_empty_folder() {
    let folder = Folder::new();
    Parcels::clean(4).prepare(&folder);
    let out = folder.path("out");
    let counts = folder.json(&["generate", "gate-out", "--out", out.to_str().unwrap()]);
    assert_eq!(counts, json!({ "exit_lists": 0, "gate_passes": 0, "passages": 0 }));
    assert_eq!(std::fs::read_dir(out).unwrap().count(), 0);
}
