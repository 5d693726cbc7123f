//! Original payments: asked for, answered, compared; silence and difference go to an officer.

use messages::{Limits, Message, encode_truth};
use model::{Document, Moment, SignatureAlgorithm};
use serde_json::{Value, json};
use signatures::{KeyKind, PrivateKey, Subject, issue, sign_bytes};

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
    let (folder, server, parcels) = opened(1);
    server.decide(policy(more));
    for text in parcels.of(0) {
        server.decide(text);
    }
    (folder, server, parcels)
}

fn opened(n_parcels: u64) -> (Folder, Server, Parcels) {
    let folder = Folder::new();
    let parcels = Parcels::clean(n_parcels);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
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

/// What an honest platform says of the first parcel.
fn honest(parcels: &Parcels, session: &str) -> Value {
    honest_of(parcels, 0, session)
}

fn honest_of(parcels: &Parcels, index: usize, session: &str) -> Value {
    let [order, payment, _, list] = parcels.of(index).map(document);
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
            "tradingTime": field(parcels.of(index)[1], "payTime"), "note": "",
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
    // It went out to the platform like a receipt, so it comes wherever his receipts come.
    let platform = field(&parcels.orders[0], "ebpCode");
    let path = format!("/api/v1/recipients/{platform}/receipts?limit=100");
    let receipts = server.get_json(&path);
    let mut sent = receipts["items"].as_array().unwrap().iter();
    let sent = sent.find(|it| it["kind"] == "truth_question").unwrap().to_string();
    assert!(sent.contains(session), "{sent}");

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

/// Two certificates of every platform, of keys made of a number; revoked from a moment on.
fn on_file(
    parcels: &Parcels,
    count: usize,
    keys: &[PrivateKey; 2],
    revoked: Option<&str>,
) -> Value {
    let moment = |text: &str| Moment::from_local(text.parse().unwrap());
    let (not_before, not_after) = (moment("2020-01-01T00:00:00"), moment("2048-01-01T00:00:00"));
    let certificates = keys.each_ref().map(|key| {
        let subject = Subject { code: "P", name: "", not_before, not_after };
        let pem = issue(key, &subject).unwrap().to_pem();
        json!({ "number": format!("{:?}", key.kind()), "certificate": pem, "revoked_at": revoked })
    });
    let rows = (0..count).map(|it| {
        json!({ "company": field(parcels.of(it)[0], "ebpCode"), "certificates": certificates })
    });
    json!({ "tongguan": "registry", "signatories": rows.collect::<Vec<_>>() })
}

fn sign_with(truth: &mut Value, key: &PrivateKey, algorithm: SignatureAlgorithm) {
    let form = encode_truth(&truth.to_string());
    let Ok(Message::Truth(Ok(read))) = messages::read(form.as_bytes(), &Limits::default()) else {
        panic!("{truth}")
    };
    truth["signValue"] = sign_bytes(key, algorithm, read.signed_text.as_bytes()).unwrap().into();
    truth["certNo"] = format!("{:?}", key.kind()).into();
}

#[test]
fn a_platform_with_a_certificate_on_file_signs_what_it_says() {
    const COUNT: usize = 8;
    let (folder, server, parcels) = opened(COUNT as u64);
    let key = |kind, seed| PrivateKey::generate(kind, [seed; 32]).unwrap();
    let keys @ [sm2, rsa] = &[key(KeyKind::Sm2, 1), key(KeyKind::Rsa, 2)];
    let stranger = key(KeyKind::Sm2, 3);
    server.decide(on_file(&parcels, COUNT, keys, None).to_string());
    server.decide(policy(&json!({ "needs_signature": true })));
    for index in 0..COUNT {
        for text in parcels.of(index) {
            server.decide(text);
        }
    }
    let open = server.get_json("/api/v1/payment-truth/requests");
    let answered = |index: usize, change: &dyn Fn(&mut Value)| {
        let order = &parcels.orders[index];
        let mut asked = open["items"].as_array().unwrap().iter();
        let asked = asked.find(|it| it["orderNo"] == field(order, "orderNo")).unwrap();
        let mut truth = honest_of(&parcels, index, asked["sessionID"].as_str().unwrap());
        change(&mut truth);
        assert_eq!(send(&server, &truth)["code"], "10000");
        let entry = entry(&server, order);
        match entry["findings"].as_array().unwrap().as_slice() {
            [] => entry["state"].as_str().unwrap().to_owned(),
            [one] => format!("{} {}", one["code"], one["observed"]).replace('"', ""),
            more => panic!("{more:?}"),
        }
    };
    let sm3 = SignatureAlgorithm::Sm2Sm3;
    for (index, key, algorithm) in [
        (0, sm2, sm3),
        (1, rsa, SignatureAlgorithm::RsaSha1),
        (2, rsa, SignatureAlgorithm::RsaSha256),
    ] {
        assert_eq!(answered(index, &|it| sign_with(it, key, algorithm)), "released");
    }
    let altered = answered(3, &|it| {
        sign_with(it, sm2, sm3);
        it["serviceTime"] = "1544519952470".into();
    });
    assert_eq!(altered, "TRU-4001 无效 (not good)");
    assert_eq!(answered(4, &|it| sign_with(it, &stranger, sm3)), "TRU-4001 无效 (not good)");
    assert_eq!(answered(5, &|_| {}), "TRU-4001 未签名 (not signed)");
    let elsewhere = answered(6, &|it| {
        sign_with(it, sm2, sm3);
        it["certNo"] = "somebody's".into();
    });
    assert_eq!(elsewhere, "TRU-4002 somebody's");
    server.decide(on_file(&parcels, COUNT, keys, Some("2021-01-01T00:00:00+08:00")).to_string());
    let revoked = answered(7, &|it| sign_with(it, sm2, sm3));
    assert!(revoked.starts_with("TRU-4001 证书不在有效期内或已吊销"), "{revoked}");
    assert!(server.terminate().success());
    folder.verified();
}

#[test]
fn the_stand_in_platform_signs_when_it_has_a_key() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let platform = field(&parcels.orders[0], "ebpCode");
    let made = folder.json(&["sign", "new-key", "--company", platform, "--out", "keys"]);
    let number = made["number"].as_str().unwrap();
    let mut paths = vec![folder.write("policy.json", policy(&json!({ "needs_signature": true })))];
    paths.push(parcels.write(&folder, "p", 0));
    assert_eq!(folder.ingest(&paths).0, Some(0));
    // Its papers were not signed; its word on the payment is.
    assert_eq!(folder.ingest(&[folder.path("keys/signatory.json")]).0, Some(0));
    let play = ["payment-truth", "simulate", "--differing", "0", "--silent", "0", "--platform"];
    let nobody = folder.json(&[&play[..], &["0000000000"]].concat());
    assert_eq!(nobody["agreed"], 0);
    let key = ["--key", "keys/key.pem", "--number", number];
    let counts = folder.json(&[&play[..], &[platform], &key].concat());
    assert_eq!(counts["agreed"], 1);
    let receipts = folder.receipts();
    assert!(receipts.iter().any(|it| it["status"] == 800), "{receipts:?}");
    folder.verified();
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
