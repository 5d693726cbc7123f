//! Original payments: asked for, answered, compared; silence and difference go to an officer.

use messages::{Limits, Message, encode_truth};
use model::Document;
use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::Reply,
    parcels::{Parcels, field},
    server::Server,
};

fn policy(more: &Value) -> String {
    let mut row = json!({
        "from": "2020-01-01", "is_required": true, "share": "1", "term_minutes": 60,
        "time_tolerance_minutes": 5, "basis": "test",
    });
    for (name, value) in more.as_object().unwrap() {
        row[name] = value.clone();
    }
    json!({ "tongguan": "policy", "payment_truth": [row] }).to_string()
}

fn entry(server: &Server, order: &str) -> Value {
    let found = server.get_json(&format!("/api/v1/entries?q={}", field(order, "orderNo")));
    server.get_json(&format!("/api/v1/entries/{}", found["items"][0]["number"]))
}

fn asked(more: &Value) -> (Folder, Server, Parcels) {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    server.decide(policy(more));
    for text in parcels.of(0) {
        server.decide(text);
    }
    (folder, server, parcels)
}

fn document(text: &str) -> Value {
    let Ok(Message::Ceb(envelope)) = messages::read(text.as_bytes(), &Limits::default()) else {
        panic!("{text}")
    };
    match &envelope.readings[0].document {
        Document::Order(it) => serde_json::to_value(it),
        Document::Payment(it) => serde_json::to_value(it),
        Document::Waybill(it) => serde_json::to_value(it),
        Document::Inventory(it) => serde_json::to_value(it),
        other => panic!("{other:?}"),
    }
    .unwrap()
}

/// What an honest platform says of a parcel.
fn honest(parcels: &Parcels, session: &str) -> Value {
    let [order, payment, _, list] = parcels.of(0).map(document);
    let goods: Vec<Value> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!({ "gname": it["name"], "itemLink": "https://shop.example/1" }))
        .collect();
    json!({
        "sessionID": session,
        "payExchangeInfoHead": {
            "guid": "G", "initalRequest": "a=b&c=d", "initalResponse": "ok",
            "ebpCode": order["platform_code"], "payCode": payment["payment_company_code"],
            "payTransactionId": payment["transaction_no"], "totalAmount": payment["amount_paid"],
            "currency": payment["currency"], "verDept": "3", "payType": "1",
            "tradingTime": field(parcels.of(0)[1], "payTime"), "note": "",
        },
        "payExchangeInfoLists": [{
            "orderNo": order["order_no"], "goodsInfo": goods, "recpAccount": "A",
            "recpCode": order["seller_code"], "recpName": order["seller_name"],
        }],
        "serviceTime": "1544519952469", "certNo": "01", "signValue": "",
    })
}

#[track_caller]
fn send(server: &Server, json: &Value) -> Value {
    post(server, &encode_truth(&json.to_string())).json()
}

fn post(server: &Server, body: &str) -> Reply {
    let reply = server.post("/api/v1/payment-truth", "", body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

/// The one open question.
fn question(server: &Server) -> Value {
    let open = server.get_json("/api/v1/payment-truth/requests");
    let [question] = open["items"].as_array().unwrap().as_slice() else { panic!("{open}") };
    question.clone()
}

#[test]
fn an_entry_waits_for_the_platform_and_goes_on_when_it_agrees() {
    let (folder, server, parcels) = asked(&json!({}));
    let waiting = entry(&server, &parcels.orders[0]);
    assert_eq!(waiting["state"], "accepted");
    assert_eq!(waiting["waiting_for"], json!(["payment_truth"]));
    let question = question(&server);
    assert_eq!(question["orderNo"], field(&parcels.orders[0], "orderNo"));
    let session = question["sessionID"].as_str().unwrap();

    // What is no answer to the question changes nothing, and is told apart.
    let truth = honest(&parcels, session);
    assert_eq!(post(&server, "payExInfoStr=%7B").json()["code"], "20001");
    assert_eq!(post(&server, "openReq=1").json()["code"], "20001");
    let mut other = truth.clone();
    other["payExchangeInfoLists"][0]["orderNo"] = "NOBODY-ASKED".into();
    assert_eq!(send(&server, &other)["code"], "20002");
    let mut other = truth.clone();
    other["sessionID"] = "0123456789abcdef0123456789abcdef".into();
    assert_eq!(send(&server, &other)["code"], "20003");
    assert_eq!(entry(&server, &parcels.orders[0])["state"], "accepted");

    let taken = send(&server, &truth);
    assert_eq!((&taken["code"], &taken["total"]), (&json!("10000"), &json!(1)));
    assert_eq!(entry(&server, &parcels.orders[0])["state"], "released");
    assert_eq!(server.get_json("/api/v1/payment-truth/requests")["items"], json!([]));
    // Once more, and once more in other words.
    assert_eq!(send(&server, &truth)["code"], "20004");
    let mut again = truth;
    again["serviceTime"] = "1544519952470".into();
    assert_eq!(send(&server, &again)["code"], "20004");
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn a_difference_goes_to_an_officer_with_both_values() {
    let (folder, server, parcels) = asked(&json!({}));
    let question = question(&server);
    let mut truth = honest(&parcels, question["sessionID"].as_str().unwrap());
    truth["payExchangeInfoHead"]["totalAmount"] = "1.00".into();
    truth["payExchangeInfoLists"][0]["recpCode"] = "0000000000".into();
    truth["payExchangeInfoLists"][0]["goodsInfo"][0]["itemLink"] = "".into();
    assert_eq!(send(&server, &truth)["code"], "10000");
    let reviewed = entry(&server, &parcels.orders[0]);
    assert_eq!(reviewed["state"], "under_review");
    let findings = reviewed["findings"].as_array().unwrap();
    let codes: Vec<&str> = findings.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["TRU-2001", "TRU-2005", "TRU-2007"]);
    assert_eq!(findings[0]["observed"], "1.00");
    assert_eq!(findings[0]["against"], "payment.amount_paid");
    assert!(reviewed["receipts"].as_array().unwrap().iter().any(|it| it["status"] == 300));
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn silence_past_the_term_goes_to_an_officer() {
    let (folder, server, parcels) = asked(&json!({}));
    let due = question(&server)["due_at"].as_str().unwrap().to_owned();
    server.decide(json!({ "tongguan": "tick", "at": due }).to_string());
    let reviewed = entry(&server, &parcels.orders[0]);
    assert_eq!(reviewed["state"], "under_review");
    assert_eq!(reviewed["findings"][0]["code"], "TRU-7001");
    assert_eq!(
        server.get_json("/api/v1/payment-truth/requests")["items"].as_array().unwrap().len(),
        1
    );
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn an_answer_that_must_be_signed_and_cannot_be_verified_is_reviewed() {
    let (_folder, server, parcels) = asked(&json!({ "needs_signature": true }));
    let truth = honest(&parcels, question(&server)["sessionID"].as_str().unwrap());
    assert_eq!(send(&server, &truth)["code"], "10000");
    let reviewed = entry(&server, &parcels.orders[0]);
    assert_eq!(reviewed["state"], "under_review");
    assert_eq!(reviewed["findings"][0]["code"], "TRU-4003");
}

#[test]
fn only_whom_the_policy_names_is_asked() {
    let nobody = json!({ "share": "0", "platforms": ["0000000000"] });
    let (_folder, server, parcels) = asked(&nobody);
    assert_eq!(entry(&server, &parcels.orders[0])["state"], "released");
    let platform = field(&parcels.orders[0], "ebpCode").to_owned();
    let (_folder, server, parcels) = asked(&json!({ "share": "0", "platforms": [platform] }));
    assert_eq!(entry(&server, &parcels.orders[0])["state"], "accepted");
}

#[test]
fn the_stand_in_platforms_answer_differ_and_are_silent() {
    let folder = Folder::new();
    let parcels = Parcels::clean(30);
    parcels.prepare(&folder);
    let mut paths = vec![folder.write("policy.json", policy(&json!({})))];
    assert_eq!(folder.ingest(&paths).0, Some(0));
    paths = (0..30).map(|it| parcels.write(&folder, &format!("p{it}"), it)).collect();
    assert_eq!(folder.ingest(&paths).0, Some(0));
    let open = folder.run(&["payment-truth", "requests"]).ok().out;
    let n_open = open.lines().count();
    assert!(n_open > 20, "{open}");
    let counts =
        folder.json(&["payment-truth", "simulate", "--differing", "0.3", "--silent", "0.3"]);
    let count = |name: &str| usize::try_from(counts[name].as_u64().unwrap()).unwrap();
    assert_eq!(count("agreed") + count("differed") + count("silent"), n_open);
    assert!(count("agreed") > 0 && count("differed") > 0 && count("silent") > 0, "{counts}");
    let left = folder.run(&["payment-truth", "requests"]).ok().out.lines().count();
    assert_eq!(left, count("silent"));
    folder.verified();
}
