//! What a trader says of his own accord: a guarantee in the place of payment, more of a line, papers with an answer.

use serde_json::{Value, json};

use crate::{
    acts::{put, refusals, with_declarations_examined},
    support::{Folder, http::Reply, server::Server},
};

const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

struct House {
    _folder: Folder,
    server: Server,
}

impl House {
    fn new() -> House {
        let folder = with_declarations_examined(24, "0.1");
        let server = Server::start(&folder);
        House { _folder: folder, server }
    }

    /// A declaration that stands so.
    fn one(&self, state: &str) -> Value {
        let page = self.server.get_json(&format!("/api/v1/declarations?state={state}&limit=100"));
        let items = page["items"].as_array().unwrap();
        items.first().unwrap_or_else(|| panic!("none is {state}")).clone()
    }

    fn declaration(&self, number: &Value) -> Value {
        self.server.get_json(&format!("/api/v1/declarations/{}", number.as_str().unwrap()))
    }

    /// What is offered under that name about a declaration.
    #[track_caller]
    fn act(&self, number: &Value, name: &str) -> Value {
        self.offered(number, name).unwrap_or_else(|| panic!("{name} is not offered"))
    }

    fn offered(&self, number: &Value, name: &str) -> Option<Value> {
        let path = format!("/api/v1/declarations/{}/acts", number.as_str().unwrap());
        let answer = self.server.get_json(&path);
        let items = answer["items"].as_array().unwrap().iter();
        let mut acts = items.flat_map(|it| it["acts"].as_array().unwrap());
        acts.find(|it| it["act"] == name).cloned()
    }

    fn say(&self, command: &Value) -> Reply {
        let reply = self.server.command("POST", "/api/v1/messages?wait=decided", command);
        assert_eq!(reply.status, 202, "{}", reply.text());
        reply
    }

    fn check(&self, command: &Value) -> Reply {
        self.server.command("POST", "/api/v1/messages/check", command)
    }
}

fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn tax_that_is_waited_for_is_put_on_a_guarantee_and_the_goods_go_on() {
    let house = House::new();
    let owed = house.one("awaiting_tax");
    let (number, trader) = (&owed["declaration_no"], &owed["trader"]["code"]);
    assert_eq!(house.declaration(number)["wait"]["owner"], "trader");
    let mut command = house.act(number, "choose_guarantee")["command"].clone();
    let paper = json!([{ "kind": "50000001", "id": "SM-1", "format": "US" }]);
    put(&mut command, "/amendment/attachments", paper);
    let limit = |it: &str| json!({ "tongguan": "registry", "guarantees": [{ "code": trader, "limit": it }] });
    house.say(&limit("1"));
    let before = house.declaration(number);
    let checked = house.check(&command).json();
    assert_eq!(checked["would_be_taken"], false, "{checked}");
    assert!(codes(&checked["findings"]).contains(&"HSE-6101"), "{checked}");
    assert_eq!(house.declaration(number), before, "what was checked is kept nowhere");

    house.say(&limit("90000000"));
    assert_eq!(house.check(&command).json()["would_be_taken"], true);
    assert_eq!(refusals(&house.say(&command)), Vec::<String>::new());
    let amendments = house.declaration(number)["amendments"].clone();
    let mut approve = house.act(number, "approve_amendment")["command"].clone();
    put(&mut approve, "/officer", json!("关员甲"));
    put(&mut approve, "/reason", json!("担保足额"));
    assert_eq!(refusals(&house.say(&approve)), Vec::<String>::new(), "{amendments}");
    let after = house.declaration(number);
    let states = ["released_on_guarantee", "awaiting_arrival", "awaiting_files"];
    assert!(states.contains(&after["state"].as_str().unwrap()), "{}", after["state"]);
    assert_eq!(after["security"]["amount"], after["assessment"]["owed"], "{}", after["security"]);
    assert!(house.offered(number, "choose_guarantee").is_none(), "it was chosen");
}

#[test]
fn more_of_a_line_is_said_by_form_and_checked_before() {
    let house = House::new();
    let owed = house.one("awaiting_tax");
    let number = &owed["declaration_no"];
    let act = house.act(number, "supplement.B");
    let mut command = act["command"].clone();
    let first = "/supplement/supplements/0/number";
    put(&mut command, first, json!("1"));
    let checked = house.check(&command).json();
    assert_eq!(checked["would_be_taken"], false, "{checked}");
    let lacking = checked["findings"][0]["pointer"].as_str().unwrap();
    assert!(lacking.starts_with("declaration.supplements[0]."), "{checked}");

    for field in act["fields"].as_array().unwrap().iter().filter(|it| it["must"] == true) {
        let at = field["at"].as_str().unwrap();
        let value = match field["choices"].as_array().unwrap().first() {
            Some(choice) => choice["value"].clone(),
            None if at.ends_with("/explained") => json!("1000000000000"),
            None => json!("无"),
        };
        put(&mut command, at, if at == first { json!("1") } else { value });
    }
    put(&mut command, "/supplement/supplements/0/brand", json!("山雀"));
    let checked = house.check(&command).json();
    assert_eq!(checked["would_be_taken"], true, "{checked}");
    assert_eq!(house.declaration(number)["supplements"], json!([]));
    assert_eq!(refusals(&house.say(&command)), Vec::<String>::new());
    let kept = &house.declaration(number)["supplements"][0];
    assert_eq!((&kept["line"], &kept["kind"]), (&json!(1), &json!("B")));
    let again = house.act(number, "supplement.B");
    let fields = again["fields"].as_array().unwrap();
    let brand = fields.iter().find(|it| it["at"].as_str().unwrap().ends_with("/brand"));
    assert_eq!(brand.unwrap()["value"], "山雀", "what stands is not typed again");
}

#[test]
fn only_what_a_trader_says_of_a_declaration_is_checked() {
    let house = House::new();
    let tick = json!({ "tongguan": "tick", "at": "2030-01-01T00:00:00.000+08:00" });
    assert_eq!(house.check(&tick).status, 422);
    let owed = house.one("awaiting_tax");
    let order = json!({ "tongguan": "officer", "list_no": owed["declaration_no"],
        "action": "put_under_control", "officer": "关员甲", "reason": "试算" });
    assert_eq!(house.check(&order).status, 422);
}

#[test]
fn papers_are_told_by_their_bytes_and_given_to_whoever_may_read_the_answer() {
    let house = House::new();
    let asked = house.one("awaiting_tax");
    let number = &asked["declaration_no"];
    let query = json!({ "tongguan": "issue_document", "declaration_no": number, "kind": "tax_confirmation",
        "officer": "关员甲", "reason": "确认税额", "fields": {} });
    assert_eq!(refusals(&house.say(&query)), Vec::<String>::new());
    let document = house.declaration(number)["documents"][0]["number"].clone();
    let path = format!("/api/v1/documents/{}/papers", document.as_str().unwrap());
    let keep = |bytes: &[u8]| house.server.post_with(&path, &[], bytes);
    assert_eq!(keep(b"<html>%PDF-</html>").status, 415);
    let kept = keep(PDF);
    assert_eq!(kept.status, 201, "{}", kept.text());
    let digest = kept.json()["digest"].as_str().unwrap().to_owned();
    assert_eq!(digest, blake3::hash(PDF).to_hex().as_str());
    assert_eq!(keep(PDF).json()["digest"], digest, "the same is kept once");

    let given = house.server.get(&format!("{path}/{digest}"));
    assert_eq!((given.status, given.header("content-type")), (200, Some("application/pdf")));
    let trader = asked["trader"]["code"].as_str().unwrap();
    let unserved = house.server.get(&format!("{path}/{digest}?as={trader}"));
    assert_eq!(unserved.status, 404, "it was not served yet");
    let stranger = house.server.get(&format!("{path}/{digest}?as=3302969999"));
    assert_eq!(stranger.status, 404);
    assert_eq!(house.server.get(&format!("{path}/{}", "0".repeat(64))).status, 404);
    let own = format!("/api/v1/declarations/{}/papers", number.as_str().unwrap());
    assert_eq!(house.server.get(&format!("{own}/{digest}")).status, 404, "it is another case's");
    assert_eq!(house.server.post_with(&own, &[], PDF).status, 201);
    assert_eq!(house.server.get(&format!("{own}/{digest}?as={trader}")).status, 200);
    assert_eq!(house.server.get(&format!("{own}/{digest}?as=3302969999")).status, 404);
}

#[test]
fn what_was_released_is_disclosed_or_claimed_back_by_form() {
    let house = House::new();
    let owed = house.one("awaiting_tax");
    assert!(house.offered(&owed["declaration_no"], "disclose").is_none(), "it is not released");
    let page = house.server.get_json("/api/v1/declarations?limit=100");
    let released = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| house.offered(&it["declaration_no"], "disclose").is_some());
    let released = released.expect("one is released");
    let act = house.act(&released["declaration_no"], "disclose");
    let mut command = act["command"].clone();
    put(&mut command, "/text", json!("自查发现"));
    let nowhere = json!([{ "field": "items.price", "place": "77", "new": "1" }]);
    put(&mut command, "/findings/0/fields", nowhere);
    let checked = house.check(&command).json();
    assert_eq!(checked["would_be_taken"], false, "{checked}");
    let new = json!([{ "field": "note", "place": "", "new": "更正后的备注" }]);
    put(&mut command, "/findings/0/fields", new);
    assert_eq!(house.check(&command).json()["findings"], json!([]));
    assert_eq!(refusals(&house.say(&command)), Vec::<String>::new());
    assert!(house.offered(&released["declaration_no"], "disclose").is_none(), "one is open");
}
