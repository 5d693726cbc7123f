//! What each party of a case is shown: every endpoint that shows cases, as each role, and as somebody who has none.

use std::fmt::Write as _;
use std::path::Path;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use expect_test::expect_file;
use messages::write_file;
use model::{DigestAlgorithm, SentFile};
use serde_json::{Value, json};

use crate::support::{Folder, events::Events, server::Server};

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/manifest/transit-in");
const PDF: &[u8] = b"%PDF-1.4\n% an invented invoice\n%%EOF\n";

/// Each by one of its codes. The keyer is named by its organisation code, the declarant by its customs code.
const ROLES: [(&str, &str); 6] = [
    ("trader", "3302260144"),
    ("owner", "91330206MA27XA0B47"),
    ("declarant", "91440305MA2850283E"),
    ("keyer", "91350100M000100Y43"),
    ("carrier", "3122980066"),
    ("transit carrier", "3122960011"),
];
const STRANGER: &str = "9999999999";

/// An input of the golden scenario, which the house is to meet in another year.
fn input(name: &str) -> String {
    let text = std::fs::read_to_string(Path::new(SCENARIO).join(name)).unwrap();
    text.replace("2026-11", "2090-02").replace("202611", "209002")
}

/// A declaration whose parties are all different, with everything hanging on it.
pub(crate) struct House {
    _folder: Folder,
    pub(crate) server: Server,
    /// Endpoints, each with how it is called in the outline.
    endpoints: Vec<(&'static str, String)>,
    declaration: String,
}

impl House {
    pub(crate) fn new() -> House {
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
        decide(&json!({ "tongguan": "tick", "at": "2090-02-20T06:00:00+08:00" }));
        server.decide(input("09-in-manifest_report.json"));
        let transit = number(&server, "transits", "transit_no");
        let seen = json!({ "departed": {
            "site": "gate", "at": "2090-02-20T08:00:00+08:00",
            "seals": ["FR0091823", "E20900220", "L0009"],
        } });
        decide(&json!({ "tongguan": "transit_act", "transit_no": transit, "act": seen }));
        decide(&json!({ "tongguan": "guarantees", "rows": [{
            "number": "BH2090-0001", "kind": "letter", "issuer": "示例银行", "holder_code": "3302260144",
            "amount": "4143000", "valid_from": "2090-01-01", "valid_to": "2090-12-05",
        }] }));
        decide(&filed());
        let declaration = number(&server, "declarations", "declaration_no");
        let file = send_file(&server, &declaration);
        decide(&json!({
            "tongguan": "ask_amendment", "declaration_no": declaration, "kind": "amend",
            "fields": [{ "field": "note", "place": "", "new": "按海关要求补充" }],
            "officer": "关员甲", "reason": "请补充备注",
        }));
        let document = issue_documents(&server, &declaration);
        let manifest = number(&server, "manifests", "manifest_no");
        let slip = number(&server, "duty-slips", "slip_no");
        let endpoints = vec![
            ("declarations", "declarations".to_owned()),
            ("declaration", format!("declarations/{declaration}")),
            ("its background", format!("declarations/{declaration}/background")),
            ("its documents", format!("declarations/{declaration}/documents")),
            ("its file", format!("declarations/{declaration}/files/{file}")),
            ("documents", "documents".to_owned()),
            ("value query", format!("documents/{document}")),
            ("value query as PDF", format!("documents/{document}?format=pdf")),
            ("amendments", "amendments?all=true".to_owned()),
            ("slips", "duty-slips".to_owned()),
            ("slip", format!("duty-slips/{slip}")),
            ("guarantees", "guarantees".to_owned()),
            ("guarantee", "guarantees/BH2090-0001".to_owned()),
            ("manifests", "manifests".to_owned()),
            ("manifest", format!("manifests/{manifest}")),
            ("consignments", "consignments".to_owned()),
            ("transits", "transits".to_owned()),
            ("transit", format!("transits/{transit}")),
            ("receipts", "receipts?limit=500".to_owned()),
        ];
        House { _folder: folder, server, endpoints, declaration }
    }

    fn get(&self, path: &str, code: &str) -> crate::support::http::Reply {
        let mark = if path.contains('?') { '&' } else { '?' };
        self.server.get(&format!("/api/v1/{path}{mark}as={code}"))
    }
}

/// The first number of a list.
fn number(server: &Server, list: &str, name: &str) -> String {
    let page = server.get_json(&format!("/api/v1/{list}"));
    page["items"][0][name].as_str().unwrap_or_else(|| panic!("{list}: {page}")).to_owned()
}

fn filed() -> Value {
    let mut message: Value = serde_json::from_str(&input("13-in-declaration.json")).unwrap();
    let it = &mut message["declaration"];
    it["owner"] = json!({ "credit_code": "91330206MA27XA0B47", "name": "示例使用单位有限公司" });
    it["keyer"] = json!({ "code": "M000100Y4", "name": "示例录入有限公司" });
    it["attachments"][0]["size"] = json!(PDF.len().to_string());
    message
}

fn send_file(server: &Server, declaration: &str) -> String {
    let view = server.get_json(&format!("/api/v1/declarations/{declaration}"));
    let id = view["declaration"]["attachments"][0]["id"].as_str().unwrap();
    let digest = signatures::digest(DigestAlgorithm::Sha1, PDF);
    let file = SentFile {
        declaration_no: declaration.to_owned().into(),
        file_name: id.to_owned().into(),
        own_name: "invoice.pdf".into(),
        format: "US".into(),
        trader_code: "3302260144".into(),
        filing: "F".into(),
        kind: "00000001".into(),
        digest: BASE64_STANDARD.encode(digest.as_bytes()).into(),
        ..SentFile::default()
    };
    let mut raw = Vec::new();
    write_file(&file, PDF, &mut raw);
    server.decide(&raw);
    id.to_owned()
}

/// An examination's notice that is not served, and a value query that is.
fn issue_documents(server: &Server, declaration: &str) -> String {
    let decide = |message: &Value| server.decide(message.to_string());
    decide(&json!({
        "tongguan": "officer", "list_no": declaration, "action": "order_examination",
        "officer": "关员甲", "reason": "抽查",
    }));
    decide(&json!({
        "tongguan": "issue_document", "declaration_no": declaration, "kind": "value_query",
        "officer": "关员甲", "reason": "价格质疑", "fields": { "items": "1", "doubt": "申报价格偏低" },
    }));
    let document = number(server, "documents", "number");
    decide(&json!({ "tongguan": "tick", "at": "2090-02-21T09:30:00+08:00" }));
    let served = json!({ "way": "electronic", "to": "郑舟", "by": "关员丙", "at": "2090-02-21T09:05:00+08:00" });
    decide(&json!({
        "tongguan": "document_act", "number": document, "act": { "served": served },
    }));
    document
}

/// What is there of an object, and what it says is not.
fn outline(it: &Value) -> String {
    let object = it.as_object().unwrap();
    let is_there = |it: &Value| match it {
        Value::Null => false,
        Value::String(it) => !it.is_empty(),
        Value::Array(it) => !it.is_empty(),
        _ => true,
    };
    let of_view = ["seen_as", "withheld"];
    let there =
        object.iter().filter(|(name, it)| !of_view.contains(&name.as_str()) && is_there(it));
    let mut names: Vec<String> = there.map(|(name, it)| counted(name, it)).collect();
    names.sort_unstable();
    let mut text = format!("  there: {}\n", names.join(" "));
    let mut withheld: Vec<String> = Vec::new();
    for it in it["withheld"].as_array().into_iter().flatten() {
        let conditions = it["seen_where"].as_array().unwrap().iter();
        let conditions: Vec<&str> = conditions.map(|it| it.as_str().unwrap()).collect();
        let name = it["section"].as_str().unwrap();
        let unless = if conditions.is_empty() {
            String::new()
        } else {
            format!("({})", conditions.join("|"))
        };
        withheld.push(format!("{name}{unless}"));
    }
    if !withheld.is_empty() {
        writeln!(text, "  withheld: {}", withheld.join(" ")).unwrap();
    }
    text
}

/// Of a timeline, which kinds are there; of another list, how many.
fn counted(name: &str, it: &Value) -> String {
    let Some(items) = it.as_array() else { return name.to_owned() };
    if name != "timeline" {
        return format!("{name}×{}", items.len());
    }
    let mut kinds: Vec<&str> = items.iter().map(|it| it["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    format!("timeline({})", kinds.join("|"))
}

#[test]
fn each_role_is_shown_its_sections_of_everything() {
    let house = House::new();
    let mut text = String::new();
    for (role, code) in ROLES {
        for (name, path) in &house.endpoints {
            let reply = house.get(path, code);
            write!(text, "{name} as {role}: {}", reply.status).unwrap();
            if reply.status != 200 || reply.kind != "application/json" {
                let kind = if reply.status == 200 { &*reply.kind } else { "" };
                writeln!(text, " {kind}").unwrap();
                continue;
            }
            let view = reply.json();
            match view.get("items").and_then(Value::as_array) {
                Some(items) if *name != "its documents" => {
                    writeln!(text, ", {} there", items.len()).unwrap();
                    items
                        .iter()
                        .take(1)
                        .filter(|_| *name != "receipts")
                        .for_each(|it| text.push_str(&outline(it)));
                }
                _ => text.push_str(&format!("\n{}", outline(&view))),
            }
        }
    }
    let text: Vec<&str> = text.lines().map(str::trim_end).collect();
    expect_file!["snapshots/views.txt"].assert_eq(&(text.join("\n") + "\n"));
}

#[test]
fn a_stranger_is_answered_as_if_there_were_no_such_case() {
    let house = House::new();
    for (name, path) in &house.endpoints {
        let whole = house.server.get(&format!("/api/v1/{path}"));
        assert_eq!(whole.status, 200, "{name}: {}", whole.text());
        let reply = house.get(path, STRANGER);
        let is_list = whole.kind == "application/json" && whole.json().get("next").is_some();
        if is_list {
            let items = &whole.json()["items"];
            assert_ne!(items, &json!([]), "{name}");
            assert_eq!((reply.status, &reply.json()["items"]), (200, &json!([])), "{name}");
            continue;
        }
        assert_eq!(reply.status, 404, "{name}: {}", reply.text());
        // The problem is the one that a number without a case has.
        let problem = reply.json();
        assert_eq!(problem["code"], "not_found", "{name}");
        let number = path.split('/').nth(1).unwrap().split('?').next().unwrap();
        let other = "7".repeat(number.len());
        let none =
            house.server.get(&format!("/api/v1/{}", path.replacen(number, &other, 1))).json();
        let none = none["detail"].as_str().unwrap().replace(&other, number);
        assert_eq!(problem["detail"], none, "{name}");
    }
    for path in ["recipients/4403180013/receipts", "recipients/4403180013/receipts/stream"] {
        assert_eq!(house.get(path, STRANGER).status, 404, "{path}");
    }
    let own = house.get("recipients/4403180013/receipts", "91440305MA2850283E");
    assert_ne!(own.json()["items"], json!([]));
    for wrong in ["1", "330226014", "33022601444", "3302260144%27", ""] {
        let status = house.get(&format!("declarations/{}", house.declaration), wrong).status;
        assert_eq!(status, if wrong.len() == 9 { 404 } else { 400 }, "{wrong}");
    }
}

/// What goes over no wire to him stands in no field, however deep.
#[test]
fn what_is_left_out_is_nowhere_in_the_answer() {
    let house = House::new();
    let path = format!("declarations/{}", house.declaration);
    let whole = house.server.get_json(&format!("/api/v1/{path}"));
    let payable = whole["payable"].as_str().unwrap();
    let price = whole["lines"][0]["total_price"].as_str().unwrap();
    let seen = |role: &str| {
        let code = ROLES.iter().find(|it| it.0 == role).unwrap().1;
        house.get(&path, code).text()
    };
    for (role, sees_tax, sees_price) in [
        ("trader", true, true),
        ("declarant", true, true),
        ("keyer", false, true),
        ("owner", false, false),
        ("carrier", false, false),
    ] {
        let text = seen(role);
        assert_eq!(text.contains(payable), sees_tax, "{role} and {payable}");
        assert_eq!(text.contains(price), sees_price, "{role} and {price}");
        let mut view: Value = serde_json::from_str(&text).unwrap();
        // What a receipt says was said.
        view.as_object_mut().unwrap().remove("receipts");
        let told = view.to_string();
        assert!(!told.contains("抽查"), "{role} reads why an officer ordered: {told}");
        let timeline = view["timeline"].to_string();
        assert!(!timeline.contains("关员甲"), "{role} reads who ordered: {timeline}");
        assert!(!text.contains("examination_share\":\"0"), "{role}");
    }
}

#[test]
fn pages_of_a_company_have_its_own_cases_and_go_on() {
    let house = House::new();
    let all = house.get("consignments?limit=1", "3122980066").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let next = all["next"].as_str().unwrap();
    let more = house.get(&format!("consignments?limit=1&after={next}"), "3122980066").json();
    assert_eq!(more["items"].as_array().unwrap().len(), 1);
    assert_ne!(more["items"][0]["number"], all["items"][0]["number"]);
    let own = house.get("consignments?limit=1", "3302260144").json();
    assert_eq!(own["items"][0]["declaration_no"], json!(house.declaration));
}

#[test]
fn a_company_has_its_own_receipts_and_hears_no_others() {
    let house = House::new();
    let all =
        house.server.get_json("/api/v1/receipts?limit=500")["items"].as_array().unwrap().clone();
    let own: Vec<&Value> = all.iter().filter(|it| it["recipient"] == "3122980066").collect();
    assert!(own.len() > 1 && own.len() < all.len(), "{} of {}", own.len(), all.len());
    let mut pages: Vec<Value> = Vec::new();
    let mut after = json!(0);
    while let Some(last) = after.as_u64() {
        let page = house.get(&format!("receipts?limit=1&after={last}"), "3122980066").json();
        pages.extend(page["items"].as_array().unwrap().iter().cloned());
        after = page["next"].clone();
    }
    assert_eq!(pages.iter().collect::<Vec<_>>(), own);
    let path = "/api/v1/receipts/stream?as=3122980066";
    let mut events = Events::open(house.server.address, path, None);
    for receipt in own {
        assert_eq!(events.next().unwrap().receipt, *receipt);
    }
}

/// What a search finds of a kind, as somebody sees it.
fn found(house: &House, q: &str, code: &str) -> Vec<(String, String)> {
    let path = format!(
        "/api/v1/search{}",
        if code.is_empty() { String::new() } else { format!("?as={code}") }
    );
    let reply = house.server.command("POST", &path, &json!({ "q": q }));
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let hits = answer["items"].as_array().unwrap().iter();
    let word = |it: &Value| it.as_str().unwrap().to_owned();
    hits.map(|it| (word(&it["kind"]), word(&it["number"]))).collect()
}

#[test]
fn a_search_finds_what_is_the_viewers_and_nothing_else() {
    let house = House::new();
    let declaration = house.server.get_json(&format!("/api/v1/declarations/{}", house.declaration));
    let text = |name: &str| declaration[name].as_str().unwrap().to_owned();
    let server = &house.server;
    let documents = number(server, "documents", "number");
    let amendments = server.get_json("/api/v1/amendments?all=true");
    let consignments = server.get_json("/api/v1/consignments");
    let of = |page: &Value, name: &str| page["items"][0][name].as_str().unwrap().to_owned();
    let bills = consignments["items"].as_array().unwrap();
    let bill = bills.iter().find(|it| it["bill_no"] == declaration["bill_no"]).unwrap();
    let bill = |name: &str| bill[name].as_str().unwrap().to_owned();
    let kinds = [
        ("declaration", house.declaration.clone()),
        ("declaration", text("preliminary_no")),
        ("declaration", text("reference")),
        ("duty_slip", number(server, "duty-slips", "slip_no")),
        ("guarantee", "BH2090-0001".to_owned()),
        ("document", documents),
        ("amendment", of(&amendments, "request_no")),
        ("manifest", number(server, "manifests", "manifest_no")),
        ("bill", bill("bill_no")),
        ("bill", bill("consignment_no")),
        ("transit", number(server, "transits", "transit_no")),
    ];
    for (kind, q) in &kinds {
        let has = |code: &str| found(&house, q, code).iter().any(|it| it.0 == *kind);
        assert!(has(""), "customs finds the {kind} {q}");
        assert!(!has(STRANGER), "a stranger does not find the {kind} {q}");
        let party = if *kind == "manifest" { ROLES[4].1 } else { ROLES[0].1 };
        assert!(has(party), "{party} finds the {kind} {q}");
    }
    let name = "寻得";
    let row = |code: &str| json!({ "code": code, "name": format!("{name}{code}"), "roles": ["declarant"] });
    let rows = json!({ "enterprises": [row(ROLES[0].1), row("3302260998")] });
    let taken = house.server.command("POST", "/api/v1/registry", &rows);
    assert_eq!(taken.status, 200, "{}", taken.text());
    let numbers = |code: &str| -> Vec<String> {
        found(&house, name, code).into_iter().map(|it| it.1).collect()
    };
    assert_eq!(numbers(""), [ROLES[0].1, "3302260998"]);
    assert_eq!(numbers(ROLES[0].1), [ROLES[0].1], "a company finds itself alone");
    assert_eq!(numbers(STRANGER), [""; 0]);
    let own = |code: &str| house.get(&format!("enterprises/{code}"), ROLES[0].1).status;
    assert_eq!((own(ROLES[0].1), own("3302260998")), (200, 404));
    assert_eq!(found(&house, "HSE-7003", STRANGER), [("check".to_owned(), "HSE-7003".to_owned())]);
    let lines = found(&house, "01012100", "");
    assert!(lines.iter().filter(|it| it.0 == "tariff").count() >= 1, "{lines:?}");
    let short = house.server.command("POST", "/api/v1/search", &json!({ "q": "x" }));
    assert_eq!(short.status, 400);
}
