//! Goods declarations from filing to leaving the site, by files and over HTTP.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const AT: &str = "2026-11-22T10:00:00+08:00";

/// A house that is served and examines nothing at random, and the messages of a corpus.
struct House {
    folder: Folder,
    server: Server,
    messages: Vec<String>,
}

impl House {
    fn new(n_declarations: u64) -> House {
        let folder = Folder::new();
        let (out, count) = (folder.path("corpus"), n_declarations.to_string());
        let out = out.to_str().unwrap();
        let asked = ["generate", "declarations", "--declarations", &count, "--faults", "0"];
        let asked = [&asked[..], &["--seed", "3", "--out", out]].concat();
        let truth = folder.json(&asked);
        assert_eq!(truth["declarations"], n_declarations);
        let (house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
            files_in(&folder.path("corpus/000000"))
                .into_iter()
                .partition(|it| it.extension().is_some_and(|it| it == "json"));
        assert_eq!(folder.ingest(&house).0, Some(0));
        let server = Server::start(&folder);
        server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
        let messages = messages.iter().map(|it| fs::read_to_string(it).unwrap()).collect();
        House { folder, server, messages }
    }

    fn get(&self, path: &str) -> Value {
        self.server.get_json(&format!("/api/v1/declarations{path}"))
    }

    fn missing(&self, path: &str) {
        assert_eq!(self.server.get(&format!("/api/v1/{path}")).status, 404, "{path}");
    }

    /// The declaration of a message, by the client's number.
    #[track_caller]
    fn of(&self, message: &str) -> Value {
        let reference = field(message, "ClientSeqNo");
        let page = self.get("?limit=500");
        let items = page["items"].as_array().unwrap();
        let found = items.iter().find(|it| it["reference"] == reference);
        self.get(&format!("/{}", found.unwrap_or_else(|| panic!("no {reference}"))["number"]))
    }

    fn pay(&self, declaration_no: &Value, amount: &Value) {
        let paid = json!({
            "tongguan": "duty_paid", "declaration_no": declaration_no, "amount": amount,
            "bank": "示例银行", "at": AT,
        });
        self.server.decide(paid.to_string());
    }

    fn exit(&self, declaration_no: &Value) {
        let left = json!({
            "tongguan": "exit", "list_no": declaration_no, "site": "示例码头", "at": AT,
        });
        self.server.decide(left.to_string());
    }

    fn officer(&self, declaration_no: &Value, action: &str) {
        let order = json!({
            "tongguan": "officer", "list_no": declaration_no, "action": action,
            "officer": "0001", "reason": "抽查",
        });
        self.server.decide(order.to_string());
    }
}

/// The first value of a field.
#[track_caller]
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let open = format!("<{name}>");
    let at = text.find(&open).unwrap_or_else(|| panic!("no {name}")) + open.len();
    let rest = &text[at..];
    &rest[..rest.find('<').unwrap()]
}

fn cents(text: &Value) -> i64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

fn kinds(declaration: &Value) -> Vec<&str> {
    let receipts = declaration["receipts"].as_array().unwrap();
    receipts.iter().map(|it| it["kind"].as_str().unwrap()).collect()
}

fn states(declaration: &Value) -> Vec<&str> {
    let course = declaration["course"].as_array().unwrap();
    course.iter().map(|it| it["state"].as_str().unwrap()).collect()
}

#[test]
fn declarations_are_filed_taxed_paid_examined_and_cleared() {
    let house = House::new(12);
    for message in &house.messages {
        house.server.decide(message);
    }
    let due = house.get("?state=awaiting_tax");
    let due = due["items"].as_array().unwrap();
    assert!(due.len() >= 2, "{due:?}");
    assert!(due.iter().all(|it| it["state"] == "awaiting_tax" && it["n_findings"] == 0));
    look_at_one(&house, &due[0]);
    pages(&house);

    // Paid in full it is released; anything else changes nothing.
    let number = &due[0]["declaration_no"];
    house.pay(number, &json!("0.01"));
    assert_eq!(house.get(&format!("/{}", due[0]["number"]))["state"], "awaiting_tax");
    house.exit(number);
    assert_eq!(house.get(&format!("/{}", due[0]["number"]))["state"], "awaiting_tax");
    house.pay(number, &due[0]["payable"]);
    let released = house.get(&format!("/{}", due[0]["number"]));
    let paid = (&released["state"], &released["is_paid"], &released["assessment"]["owed"]);
    assert_eq!(paid, (&json!("released"), &json!(true), &json!("0.00")));
    assert_eq!(states(&released), ["declared", "awaiting_tax", "released"]);
    assert!(released["clearance_ms"].as_i64().unwrap() > 0);
    house.exit(number);
    let cleared = house.get(&format!("/{}", due[0]["number"]));
    assert_eq!(cleared["state"], "cleared");
    assert_eq!(cleared["clearance_ms"], released["clearance_ms"]);

    // An officer looks at the other before it is paid.
    let number = &due[1]["declaration_no"];
    house.officer(number, "order_examination");
    house.pay(number, &due[1]["payable"]);
    house.officer(number, "pass_examination");
    let examined = house.get(&format!("/{}", due[1]["number"]));
    assert_eq!(states(&examined), ["declared", "awaiting_tax", "examination", "released"]);
    let titles = examined["timeline"].as_array().unwrap().iter().map(|it| &it["title_zh"]);
    let titles: Vec<&str> = titles.map(|it| it.as_str().unwrap()).collect();
    for said in ["报关单到达", "计税", "未被选查", "待缴税", "布控查验", "税款缴纳", "放行"]
    {
        assert!(titles.contains(&said) || said == "布控查验", "{said}: {titles:?}");
    }

    drop(house.server);
    house.folder.verified();
}

/// One that waits for its tax, by each of its numbers.
fn look_at_one(house: &House, summary: &Value) {
    let number = summary["declaration_no"].as_str().unwrap();
    assert!(
        number.len() == 18 && number.starts_with(summary["declaring_customs"].as_str().unwrap())
    );
    let one = house.get(&format!("/{number}"));
    let preliminary_no = summary["preliminary_no"].as_str().unwrap();
    for other in [summary["number"].to_string(), preliminary_no.to_owned()] {
        assert_eq!(house.get(&format!("/{other}"))["declaration_no"], number);
    }
    assert_eq!(one["clearance_ms"], Value::Null);
    assert_eq!(kinds(&one), ["declaration_response", "declaration", "declaration"]);
    assert_eq!(one["findings"], json!([]));
    assert_eq!(one["selection"]["lane"], "release");
    assert_eq!(one["declaration"]["items"].as_array().unwrap().len(), one["n_lines"]);
    assert_eq!(one["declaration"]["bill_no"], one["bill_no"]);

    let assessment = &one["assessment"];
    assert_eq!(assessment["payable"], summary["payable"]);
    assert_eq!(assessment["owed"], summary["payable"]);
    let taxes = assessment["taxes"].as_array().unwrap();
    let computed: i64 = taxes.iter().map(|it| cents(&it["computed"])).sum();
    let lines: i64 =
        one["lines"].as_array().unwrap().iter().map(|it| cents(&it["tax"]["total"])).sum();
    assert_eq!((computed, lines), (cents(&assessment["computed"]), computed));
    let steps = assessment["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!((&last["kind"], &last["amount"]), (&json!("total"), &assessment["payable"]));
    assert!(steps.iter().any(|it| !it["basis"].as_array().unwrap().is_empty()));

    // A declaration is no parcel, nor a parcel's list or pass.
    let case = &summary["number"];
    for path in ["entries", "exit-lists", "gate-passes"] {
        house.missing(&format!("{path}/{case}"));
    }
    house.missing("declarations/0");
    house.missing(&format!("declarations/9999{}", &number[4..]));
    let all = house.server.get_json("/api/v1/summary");
    assert_eq!(all["parcels"], 0);
    assert_eq!(house.server.get_json("/api/v1/entries")["items"], json!([]));
}

/// Page by page is the same as all at once.
fn pages(house: &House) {
    let all = house.get("");
    let all = all["items"].as_array().unwrap();
    assert_eq!(all.len(), 12);
    let (mut seen, mut after): (Vec<Value>, _) = (Vec::new(), String::new());
    loop {
        let page = house.get(&format!("?limit=5{after}"));
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(&seen, all);
    assert_eq!(house.server.get("/api/v1/declarations?state=lost").status, 400);
}

#[test]
fn a_returned_declaration_says_why_and_is_filed_anew() {
    let house = House::new(1);
    let message = house.messages.first().unwrap();
    let code = field(message, "CodeTS");
    let spoilt = message.replacen(&format!("<CodeTS>{code}<"), "<CodeTS>9999999999<", 1);
    house.server.decide(&spoilt);
    let returned = house.of(message);
    assert_eq!((&returned["state"], &returned["declaration_no"]), (&json!("returned"), &json!("")));
    assert_eq!(returned["assessment"], Value::Null);
    let findings = returned["findings"].as_array().unwrap();
    assert_eq!(findings.len() as u64, returned["n_findings"].as_u64().unwrap());
    let told =
        findings.iter().find(|it| it["pointer"].as_str().unwrap().contains("commodity_code"));
    let told = told.unwrap_or_else(|| panic!("{findings:?}"));
    for text in ["title_zh", "title_en", "fix_zh", "fix_en"] {
        assert_ne!(told[text], "", "{text}");
    }
    assert_ne!(told["basis"]["document"], "");

    house.server.decide(message);
    let mended = house.of(message);
    assert_eq!(mended["number"], returned["number"]);
    assert_eq!(mended["findings"], json!([]));
    assert_eq!(states(&mended)[..3], ["declared", "returned", "declared"]);
    assert_eq!(mended["lines"][0]["commodity_code"], code);
    drop(house.server);
    house.folder.verified();
}

#[test]
fn whoever_waits_is_told_every_fault_at_once() {
    let house = House::new(1);
    let sketch = json!({ "tongguan": "declaration", "declaration": {
        "reference": "SKETCH1", "direction": "import", "trader": { "code": "4403180013" },
        "items": [{ "number": 1, "commodity_code": "8471309000", "quantity": "ten" }],
    } });
    let path = "/api/v1/messages?wait=decided";
    let answer = house.server.post(path, "", sketch.to_string()).json();
    assert_eq!(answer["kind"], "declaration");
    let [receipt] = &answer["receipts"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(receipt["kind"], "declaration_response");
    assert_eq!(receipt["recipient"], "4403180013");
    let findings = receipt["findings"].as_array().unwrap();
    let at = |pointer: &str| findings.iter().find(|it| it["pointer"] == pointer);
    assert_eq!(at("declaration.items[0].quantity").unwrap()["code"], "FMT-1104");
    assert_eq!(at("declaration.transport_mode").unwrap()["code"], "FMT-1101");
    assert!(findings.iter().all(|it| !it["fix_en"].as_str().unwrap().is_empty()));

    // Of two that are decided one after the other each is told its own.
    let wire = house.server.post(path, "", &house.messages[0]).json();
    let kinds: Vec<&Value> =
        wire["receipts"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds[0], "declaration_response");
    assert_eq!(kinds[1], "declaration");
    // Whoever carries the goods hears of their release too.
    assert!(
        kinds[2..].iter().all(|it| ["declaration", "manifest"].contains(&it.as_str().unwrap()))
    );
    let again = house.server.post(path, "", &house.messages[0]).json();
    assert_eq!((&again["is_repeat"], &again["receipts"]), (&json!(true), &Value::Null));
    let not_waited = house.server.post("/api/v1/messages", "", sketch.to_string() + " ").json();
    assert_eq!(not_waited["receipts"], Value::Null);
}

/// An application about a declaration that was filed by that message.
fn application(message: &str, of: &Value, fields: &str, evidence: &str) -> String {
    let element = |name: &str, value: &str| format!("<{name}>{value}</{name}>");
    let same = |name: &str, of: &str| element(name, field(message, of));
    let own = |name: &str, key: &str| element(name, of[key].as_str().unwrap());
    [
        "<DecModMessage xmlns=\"http://www.chinaport.gov.cn/dec\">".to_owned(),
        element("DecModType", "1"),
        own("EntryId", "declaration_no"),
        same("CustomsCode", "CustomMaster"),
        same("TradeCode", "TradeCode"),
        same("TradeName", "TradeName"),
        same("AgentCode", "AgentCode"),
        same("AgentName", "AgentName"),
        element("DecModNote", "操作或书写失误"),
        element("CheckMark", "1"),
        own("DecSeqNo", "preliminary_no"),
        element("Items", fields),
        same("IeFlag", "IEFlag"),
        evidence.to_owned(),
        element("OperType", "C"),
        "</DecModMessage>".to_owned(),
    ]
    .concat()
}

#[test]
fn what_is_to_be_amended_waits_in_a_list_and_is_seen_on_the_declaration() {
    let house = House::new(6);
    for message in &house.messages {
        house.server.decide(message);
    }
    let waits = |it: &&String| house.of(it)["state"] == "awaiting_tax";
    let message = house.messages.iter().find(waits).expect("one that waits for tax");
    let of = house.of(message);
    let fields = "<Item><No>1</No><FieldCode>NOTE_S</FieldCode><FieldName>备注</FieldName>\
                  <OldValue></OldValue><NewValue>见附件</NewValue></Item>";
    let open = || house.server.get_json("/api/v1/amendments")["items"].as_array().unwrap().clone();

    house.server.decide(application(message, &of, fields, ""));
    assert_eq!(open(), Vec::<Value>::new(), "without evidence it is not taken");
    let tried = house.of(message);
    assert_eq!(tried["amendments"], json!([]));
    let said = tried["receipts"].as_array().unwrap().iter();
    let said = said.filter(|it| it["kind"] == "amendment_response");
    assert_eq!(said.count(), 1);

    let evidence = "<EdocsRealation><EdocID>1.pdf</EdocID><EdocCode>00000004</EdocCode>\
                    <EdocFomatType>US</EdocFomatType></EdocsRealation>";
    house.server.decide(application(message, &of, fields, evidence));
    let waiting = open();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["declaration_no"], of["declaration_no"]);
    assert_eq!((&waiting[0]["state"], &waiting[0]["approvers"]), (&json!("reviewing"), &json!(1)));
    house.officer(&waiting[0]["request_no"], "approve_review");
    assert!(open().is_empty());
    let amended = house.of(message);
    assert_eq!(amended["declaration"]["note"], "见附件");
    assert_eq!(amended["declaration_no"], of["declaration_no"]);
    let applied = &amended["amendments"][0];
    assert_eq!((&applied["state"], &applied["approved_by"]), (&json!("applied"), &json!(["0001"])));
    let timeline = amended["timeline"].as_array().unwrap();
    let event = timeline.iter().find(|it| it["title_zh"] == "报关单修改").expect("it says so");
    assert!(event["detail"].as_str().unwrap().starts_with("note  → 见附件"), "{event}");
    let all = house.server.get_json("/api/v1/amendments?all=true");
    assert_eq!(all["items"].as_array().unwrap().len(), 1);

    drop(house.server);
    house.folder.verified();
}
