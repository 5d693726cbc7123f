//! Watch rows over HTTP: added, tried on history, ended; and what a trial says is what the house selects.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field, today},
    server::Server,
};

const N_PARCELS: usize = 12;

/// A field of the last line of a list; its head has some of the same name.
fn of_a_line<'l>(list: &'l str, name: &str) -> &'l str {
    let open = format!("<ceb:{name}>");
    let rest = list.rsplit(open.as_str()).next().unwrap();
    &rest[..rest.find('<').unwrap()]
}

/// A served house with parcels that were all decided; nothing is examined by chance.
fn house(parcels: &Parcels, rows: &[Value]) -> (Folder, Server) {
    let folder = Folder::new();
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    for row in rows {
        let reply = server.command("POST", "/api/v1/watch", row);
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    for parcel in 0..N_PARCELS {
        for text in parcels.of(parcel) {
            server.decide(text);
        }
    }
    (folder, server)
}

fn preview(server: &Server, asked: &Value) -> Value {
    let reply = server.command("POST", "/api/v1/watch/preview", asked);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Orders of the cases that were selected by a row, as their pages tell it.
fn selected_by(server: &Server, rule: &str) -> BTreeSet<String> {
    let page = server.get_json("/api/v1/entries?limit=500");
    let numbers = page["items"].as_array().unwrap().iter().map(|it| it["number"].to_string());
    let mut selected = BTreeSet::new();
    for number in numbers {
        let entry = server.get_json(&format!("/api/v1/entries/{number}"));
        let reasons = entry["selection"]["reasons"].as_array().cloned().unwrap_or_default();
        if reasons.iter().any(|it| it["rule"] == rule) {
            selected.insert(entry["order_no"].as_str().unwrap().to_owned());
        }
    }
    selected
}

/// Orders of the cases that a trial names.
fn named(server: &Server, tried: &Value) -> BTreeSet<String> {
    let cases = tried["cases"].as_array().unwrap().iter();
    let order = |case: &Value| {
        let entry = server.get_json(&format!("/api/v1/entries/{}", case["case"]));
        entry["order_no"].as_str().unwrap().to_owned()
    };
    cases.map(order).collect()
}

#[test]
fn a_trial_says_what_the_house_selects_when_the_row_is_there() {
    let parcels = Parcels::clean(N_PARCELS as u64);
    let (_before, unwatched) = house(&parcels, &[]);
    let list = &parcels.lists[0];
    let name: String = field(list, "gname").chars().take(3).collect();
    let day = today().to_string();
    let rows = [
        ("commodity", field(list, "gcode")[..4].to_owned()),
        ("country", of_a_line(list, "country").to_owned()),
        ("words", name),
        ("platform", field(list, "ebpCode").to_owned()),
        ("buyer", field(list, "buyerIdNumber").to_owned()),
    ];
    let told: Vec<Value> = rows
        .iter()
        .map(|(kind, value)| {
            json!({ "id": format!("W-{kind}"), "kind": kind, "value": value, "reason": "试算", "from": day,
                    "by": "析" })
        })
        .collect();
    let (_after, watched) = house(&parcels, &told);
    for (kind, value) in &rows {
        let tried = preview(&unwatched, &json!({ "kind": kind, "value": value, "days": 1 }));
        let selected = selected_by(&watched, &format!("W-{kind}"));
        assert!(!selected.is_empty(), "{kind}");
        assert_eq!(named(&unwatched, &tried), selected, "{kind}");
        assert_eq!(tried["hits"], selected.len(), "{kind}");
        assert_eq!((&tried["traffic"], &tried["anyway"]), (&json!(N_PARCELS), &json!(0)), "{kind}");
        assert_eq!(tried["stopped_at"], Value::Null);
        // Of one that is there already, nothing else selected what it hit alone.
        let own = preview(&watched, &json!({ "id": format!("W-{kind}"), "days": 1 }));
        assert_eq!(own["hits"], tried["hits"], "{kind}");
        assert_eq!(named(&watched, &own), selected, "{kind}");
        let observed: Vec<&str> = own["cases"][0]["places"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["observed"].as_str().unwrap())
            .collect();
        if *kind == "buyer" {
            assert!(observed.iter().all(|it| it.starts_with("****")), "{observed:?}");
        }
    }
}

#[test]
fn a_trial_tells_what_examinations_found_and_where_it_stopped() {
    let parcels = Parcels::clean(N_PARCELS as u64);
    let folder = Folder::new();
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    server.decide(r#"{"tongguan":"settings","examination_share":"1"}"#);
    for parcel in 0..N_PARCELS {
        for text in parcels.of(parcel) {
            server.decide(text);
        }
    }
    let items = server.get_json("/api/v1/entries?limit=500")["items"].as_array().unwrap().clone();
    let number = |at: usize| items[at]["entry_id"].as_str().unwrap().to_owned();
    for (at, action) in [(0, "pass_examination"), (1, "detain_for_legal"), (2, "pass_examination")]
    {
        let order = json!({ "tongguan": "officer", "list_no": number(at), "action": action,
                            "officer": "查", "reason": "查验" });
        server.decide(order.to_string());
    }
    let platform = json!({ "kind": "platform", "value": field(&parcels.lists[0], "ebpCode") });
    let tried = preview(&server, &platform);
    let hits = tried["hits"].as_u64().unwrap();
    assert_eq!(tried["anyway"], hits, "all are examined by chance");
    assert_eq!(tried["added"], 0);
    let all = preview(&server, &json!({ "kind": "words", "value": "的|a|e|o|g|m|0|1" }));
    let counted = |field: &str| all[field].as_u64().unwrap();
    assert!(counted("examined") <= 3 && counted("found") <= 1);
    let bounded = json!({ "kind": "platform", "value": "x", "cases": 5 });
    let bounded = preview(&server, &bounded);
    assert_eq!(bounded["looked_at"], 5);
    assert!(bounded["opened"].as_u64().unwrap() >= N_PARCELS as u64);
    assert_ne!(bounded["stopped_at"], Value::Null);
    assert_eq!(bounded["share_percent"], "0.00");
}

#[test]
fn rows_are_added_listed_and_ended_and_bad_ones_refused() {
    let folder = Folder::new();
    Parcels::clean(1).prepare(&folder);
    let server = Server::start(&folder);
    let day = today();
    let row = |kind: &str, value: &str| json!({ "kind": kind, "value": value, "reason": "缘由", "from": day.to_string(), "by": "析" });
    let buyer = server.command("POST", "/api/v1/watch", &row("buyer", "11010519491231002X"));
    assert_eq!(buyer.status, 200, "{}", buyer.text());
    let id = buyer.json()["id"].as_str().unwrap().to_owned();
    let page = server.get_json("/api/v1/watch");
    let listed = &page["items"][0];
    assert_eq!(listed["id"], id);
    assert_eq!((&listed["force"], &listed["officer"]), (&json!("in_force"), &json!("析")));
    assert_eq!(listed["value"], "**************002X", "an identity number is not shown");
    for (kind, value) in
        [("commodity", "33a"), ("commodity", "3"), ("country", "999"), ("words", "|")]
    {
        let refused = server.command("POST", "/api/v1/watch", &row(kind, value));
        assert_eq!(refused.status, 422, "{kind} {value}: {}", refused.text());
    }
    let mut again = row("commodity", "3305");
    again["id"] = json!(id);
    assert_eq!(server.command("POST", "/api/v1/watch", &again).status, 409);
    let end = |to: &str, reason: &str| {
        let path = format!("/api/v1/watch/{id}/end");
        server.command("POST", &path, &json!({ "to": to, "reason": reason, "by": "析" })).status
    };
    let yesterday = day.yesterday().unwrap().to_string();
    assert_eq!(end(&yesterday, "不再需要"), 422, "it would end before it begins");
    assert_eq!(end(&day.to_string(), " "), 422, "a reason is given");
    assert_eq!(end(&day.to_string(), "不再需要"), 200);
    let listed = &server.get_json("/api/v1/watch")["items"][0];
    assert_eq!(
        (&listed["to"], &listed["end_reason"]),
        (&json!(day.to_string()), &json!("不再需要"))
    );
    assert_eq!(listed["earlier"].as_array().unwrap().len(), 1, "how it was before is told");
    let unknown = json!({ "to": day.to_string(), "reason": "r", "by": "析" });
    assert_eq!(server.command("POST", "/api/v1/watch/none/end", &unknown).status, 404);
}

#[test]
fn a_parcel_is_found_by_each_of_its_numbers() {
    let parcels = Parcels::clean(1);
    let folder = Folder::new();
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    for text in parcels.of(0) {
        server.decide(text);
    }
    let entry = server.get_json("/api/v1/entries")["items"][0].clone();
    let word = |name: &str| entry[name].as_str().unwrap().to_owned();
    let payment = field(&parcels.payments[0], "payTransactionId").to_owned();
    let enterprise = server.get_json("/api/v1/enterprises")["items"][0].clone();
    let asked = [
        ("parcel", word("entry_id")),
        ("parcel", word("order_no")),
        ("parcel", word("waybill_no")),
        ("parcel", payment),
        ("enterprise", enterprise["code"].as_str().unwrap().to_owned()),
        ("enterprise", enterprise["name"].as_str().unwrap().to_owned()),
    ];
    for (kind, q) in asked {
        let reply = server.command("POST", "/api/v1/search", &json!({ "q": q }));
        assert_eq!(reply.status, 200, "{}", reply.text());
        let answer = reply.json();
        assert_eq!(answer["is_whole"], true);
        assert!(
            answer["items"].as_array().unwrap().iter().any(|it| it["kind"] == kind),
            "{kind} {q}: {answer}"
        );
    }
}
