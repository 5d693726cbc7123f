//! Filing a goods declaration by form: what is asked, what the house would say of it, and drafts.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, http::Reply, server::Server};

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];

/// A house with what a corpus registers, and the declarations of that.
struct House {
    _folder: Folder,
    server: Server,
    messages: Vec<String>,
}

impl House {
    fn new(faults: &str) -> House {
        let folder = Folder::new();
        let out = folder.path("corpus");
        let out = out.to_str().unwrap();
        let asked = ["generate", "declarations", "--declarations", "12", "--faults", faults];
        folder.json(&[&asked[..], &["--seed", "3", "--out", out]].concat());
        let (house, messages): (Vec<_>, Vec<_>) = files_in(&folder.path("corpus/000000"))
            .into_iter()
            .partition(|it| it.extension().is_some_and(|it| it == "json"));
        assert_eq!(folder.ingest(&house).0, Some(0));
        let server = Server::start(&folder);
        server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
        let messages = messages.iter().map(|it| fs::read_to_string(it).unwrap()).collect();
        House { _folder: folder, server, messages }
    }

    fn check(&self, message: &str) -> Reply {
        self.server.post_with("/api/v1/declarations/check", JSON, message.as_bytes())
    }

    #[track_caller]
    fn rehearsed(&self, message: &str) -> Value {
        let reply = self.check(message);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// Where the house stands: everything that sending something changes.
    fn stand(&self) -> [Value; 3] {
        let mut summary = self.server.get_json("/api/v1/summary");
        summary.as_object_mut().unwrap().remove("as_of");
        let receipts = self.server.get_json("/api/v1/receipts?limit=1");
        let cases = self.server.get_json("/api/v1/declarations?limit=500");
        [summary, receipts["next"].clone(), cases]
    }

    /// Sends a declaration, and the case that it became.
    #[track_caller]
    fn sent(&self, message: &str, reference: &str) -> Value {
        self.server.decide(message);
        let page = self.server.get_json("/api/v1/declarations?limit=500");
        let items = page["items"].as_array().unwrap();
        let found = items.iter().find(|it| it["reference"] == reference);
        let number = &found.unwrap_or_else(|| panic!("no {reference}"))["number"];
        self.server.get_json(&format!("/api/v1/declarations/{number}"))
    }
}

#[track_caller]
fn reference_of(message: &str) -> &str {
    let at = message.find("<ClientSeqNo>").unwrap() + "<ClientSeqNo>".len();
    let rest = &message[at..];
    &rest[..rest.find('<').unwrap()]
}

fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

/// Our own JSON of a declaration that stands, under another number.
fn own_json(case: &Value, reference: &str) -> Value {
    let mut declaration = case["declaration"].clone();
    for given in ["preliminary_no", "declaration_no"] {
        declaration.as_object_mut().unwrap().remove(given);
    }
    declaration["reference"] = json!(reference);
    json!({ "tongguan": "declaration", "declaration": declaration })
}

#[test]
fn what_is_rehearsed_is_what_is_decided_and_nothing_of_it_is_kept() {
    let house = House::new("0.5");
    let (mut accepted, mut returned) = (0, 0);
    for message in &house.messages {
        let before = house.stand();
        let said = house.rehearsed(message);
        assert_eq!(house.rehearsed(message), said, "asked twice, the same is answered");
        assert_eq!(house.stand(), before, "a rehearsal leaves no trace");

        let case = house.sent(message, reference_of(message));
        assert_eq!(said["findings"], case["findings"], "{}", case["reference"]);
        let is_returned = case["state"] == "returned";
        assert_eq!(said["outcome"] == "returned", is_returned, "{said}");
        assert_eq!(said["would_be_accepted"], !is_returned, "{said}");
        if is_returned {
            returned += 1;
            continue;
        }
        accepted += 1;
        assert_eq!(said["lines"], case["lines"]);
        assert_eq!(said["assessment"], case["assessment"]);
        // What stands already is not declared twice.
        let again = house.rehearsed(message);
        assert_eq!(again["outcome"], "repeated");
        assert_eq!(again["would_be_accepted"], false);
    }
    assert!(accepted > 0 && returned > 0, "{accepted} accepted, {returned} returned");
}

#[test]
fn our_own_json_is_rehearsed_with_the_field_and_the_tax_though_it_would_be_returned() {
    let house = House::new("0");
    let message = &house.messages[0];
    let case = house.sent(message, reference_of(message));
    let mut own = own_json(&case, "F202611230000001");
    own["declaration"]["trade_country"] = json!("XXX");
    let said = house.rehearsed(&own.to_string());
    assert_eq!(said["outcome"], "returned", "{said}");
    let pointers: Vec<&Value> =
        said["findings"].as_array().unwrap().iter().map(|it| &it["pointer"]).collect();
    assert!(pointers.contains(&&json!("declaration.trade_country")), "{pointers:?}");
    let first = &said["findings"][0];
    for told in ["title_zh", "title_en", "fix_zh", "fix_en"] {
        assert_ne!(first[told], "", "{told}");
    }
    assert_ne!(first["basis"]["document"], "");
    // Nothing of its value is wrong, so its tax is told beside.
    assert_eq!(said["assessment"]["computed"], case["assessment"]["computed"]);
    assert_eq!(said["lines"], case["lines"]);

    // A form that is wrong is not filed at all; every fault is told.
    own["declaration"]["gross_weight_kg"] = json!("much");
    own["declaration"]["items"][0]["quantity"] = json!("");
    let said = house.rehearsed(&own.to_string());
    assert_eq!(said["outcome"], "not_taken");
    let pointers: Vec<&str> = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["pointer"].as_str().unwrap())
        .collect();
    for pointer in ["declaration.gross_weight_kg", "declaration.items[0].quantity"] {
        assert!(pointers.contains(&pointer), "{pointers:?}");
    }
    let said = house.rehearsed("{\"tongguan\": \"declaration\"}");
    assert_eq!((&said["outcome"], codes(&said["findings"]).len()), (&json!("not_taken"), 1));
}

#[test]
fn only_one_declaration_is_rehearsed() {
    let house = House::new("0");
    let tick = house.check(r#"{"tongguan":"tick","at":"2026-11-23T10:00:00+08:00"}"#);
    assert_eq!((tick.status, &tick.json()["code"]), (422, &json!("not_a_declaration")));
    let huge = format!("{{\"tongguan\":\"declaration\",\"x\":\"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(house.check(&huge).status, 413);
}

#[test]
fn the_form_and_its_codes_are_told() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let form = server.get_json("/api/v1/forms/declaration");
    let fields = form["fields"].as_array().unwrap();
    assert!(fields.len() > 190, "{}", fields.len());
    let named = |name: &str| fields.iter().find(|it| it["name"] == name).unwrap();
    let code = named("items.commodity_code");
    assert_eq!((&code["codes"], &code["need"]), (&json!("tariff"), &json!("must")));
    assert_eq!(named("departure_port")["asked"][0]["values"], json!(["import"]));
    for field in fields.iter().filter(|it| it["codes"].is_string() && it["codes"] != "tariff") {
        let table = field["codes"].as_str().unwrap();
        let all = server.get_json(&format!("/api/v1/codes/{table}?limit=1"));
        assert!(all["total"].as_u64().unwrap() > 1, "{table}");
    }
    let found = server.get_json("/api/v1/codes/country_alpha?q=german");
    assert_eq!(found["items"][0]["code"], "DEU");
    let found = server.get_json("/api/v1/codes/country_alpha?q=%E5%BE%B7%E5%9B%BD");
    assert_eq!(found["items"][0]["code"], "DEU");
    let found = server.get_json("/api/v1/codes/currency_alpha?q=usd");
    assert_eq!(found["items"][0]["code"], "USD");
    assert_eq!(server.get("/api/v1/codes/nonsense").status, 404);
}

#[test]
fn a_draft_is_kept_by_revision() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let put = |path: &str, method: &str, body: Value| server.command(method, path, &body);
    let first = json!({ "name": "手机", "declaration": { "bill_no": "A1" } });
    let made = put("/api/v1/drafts", "POST", first);
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["revision"], &made["declaration"]["bill_no"]), (&json!(1), &json!("A1")));
    let path = format!("/api/v1/drafts/{}", made["id"]);
    let second =
        json!({ "name": "手机", "revision": 1, "declaration": { "bill_no": "A2", "items": [] } });
    assert_eq!(put(&path, "PUT", second.clone()).json()["revision"], 2);
    let late = put(&path, "PUT", second.clone());
    assert_eq!((late.status, &late.json()["code"]), (409, &json!("draft_changed")));
    assert_eq!(server.get_json(&path)["declaration"]["bill_no"], "A2");
    let unnamed = json!({ "name": " ", "revision": 2, "declaration": {} });
    assert_eq!(put(&path, "PUT", unnamed).status, 422);
    let large = json!({ "name": "大", "declaration": { "note": "x".repeat(600 * 1024) } });
    assert_eq!(put("/api/v1/drafts", "POST", large).status, 413);
    assert_eq!(server.get_json("/api/v1/drafts")["items"].as_array().unwrap().len(), 1);
    assert_eq!(put(&path, "DELETE", json!({})).status, 204);
    assert_eq!(server.get(&path).status, 404);
    assert_eq!(put(&path, "PUT", second).status, 404);
}
