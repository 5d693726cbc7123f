//! What anybody may ask: what goods cost, where a parcel is, what the law says; and what he does not learn.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::Reply,
    parcels::{Parcels, field},
    server::Server,
};

const TRACE: &str = "/api/v1/public/trace";
/// So that no test waits for an answer.
const QUICK: [&str; 2] = ["--trace-millis", "1"];

fn last4(telephone: &str) -> String {
    telephone.chars().skip(telephone.chars().count() - 4).collect()
}

/// Digits that are not these.
fn other(digits: &str) -> String {
    format!("{:04}", (digits.parse::<u32>().unwrap() + 1) % 10_000)
}

fn ask(server: &Server, number: &str, digits: &str) -> Reply {
    let question = json!({ "number": number, "telephone_last4": digits });
    server.command("POST", TRACE, &question)
}

#[track_caller]
fn traced(server: &Server, number: &str, digits: &str) -> Value {
    let reply = ask(server, number, digits);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.json()
}

#[test]
fn a_parcel_is_traced_from_its_first_paper_to_its_release() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let many = ["--traces-per-number", "100", "--traces-per-address", "100"];
    let server = Server::start_with(&folder, &[&QUICK[..], &many].concat());
    let [order, payment, waybill, list] = parcels.of(0);
    let (order_no, waybill_no) = (field(order, "orderNo"), field(waybill, "logisticsNo"));
    let buyer = last4(field(order, "buyerTelephone"));
    let consignee = last4(field(waybill, "consigneeTelephone"));

    server.decide(waybill);
    let announced = traced(&server, waybill_no, &consignee);
    assert_eq!(announced["stage"], "announced");
    assert_eq!(announced["waits_for"]["step"], "declaration");
    assert_eq!(ask(&server, order_no, &buyer).status, 404, "the order has not come");

    server.decide(order);
    assert_eq!(traced(&server, order_no, &buyer)["stage"], "announced");
    server.decide(list);
    let declared = traced(&server, waybill_no, &consignee);
    assert_eq!(declared["stage"], "declared");
    assert_eq!(declared["waits_for"]["step"], "papers");

    server.decide(payment);
    let released = traced(&server, waybill_no, &consignee);
    assert_eq!(
        (&released["stage"], &released["waits_for"]["step"]),
        (&json!("released"), &json!("exit"))
    );
    assert_eq!(traced(&server, order_no, &buyer), released, "one parcel, whichever number");
    assert_eq!(released["title_zh"], "海关已放行");
    let mut names: Vec<&String> = released.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["since", "stage", "title_en", "title_zh", "waits_for"], "and nothing else");
}

#[test]
fn a_wrong_number_and_wrong_digits_have_one_answer() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = Server::start_with(&folder, &["--trace-millis", "300"]);
    for text in parcels.of(0) {
        server.decide(text);
    }
    let [order, _, waybill, list] = parcels.of(0);
    let his = [
        field(order, "buyerTelephone"),
        field(waybill, "consigneeTelephone"),
        field(list, "buyerTelephone"),
    ];
    let digits = last4(his[1]);
    let wrong =
        (0..10_000).map(|it| format!("{it:04}")).find(|it| !his.iter().any(|no| no.ends_with(it)));
    let (number, wrong) = (field(waybill, "logisticsNo"), wrong.unwrap());
    assert_ne!(wrong, digits);
    let timed = |number: &str, digits: &str| {
        let began = std::time::Instant::now();
        (ask(&server, number, digits), began.elapsed().as_millis())
    };
    let (right, slow_right) = timed(number, &digits);
    let (one, slow_one) = timed(number, &wrong);
    let (two, slow_two) = timed("NO-SUCH-NUMBER", &digits);
    assert_eq!((right.status, one.status, two.status), (200, 404, 404));
    assert_eq!(one.body, two.body);
    assert_eq!(one.json()["code"], "no_such_parcel");
    let without_date = |reply: &Reply| {
        let headers = reply.headers.iter().filter(|(name, _)| name != "date");
        headers.cloned().collect::<Vec<_>>()
    };
    assert_eq!(without_date(&one), without_date(&two));
    assert!([slow_right, slow_one, slow_two].iter().all(|it| *it >= 300), "each takes its span");
    let asked = ask(&server, number, "12a4");
    assert_eq!((asked.status, asked.json()["code"].clone()), (400, json!("bad_request")));
}

#[track_caller]
fn refused(reply: &Reply) {
    assert_eq!(reply.status, 429, "{}", reply.text());
    assert_eq!(reply.json()["code"], "too_many");
    let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&seconds), "{seconds}");
}

#[test]
fn a_number_is_asked_for_so_often_whether_there_is_one_or_not() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let limits = ["--traces-per-number", "2", "--traces-per-address", "9"];
    let server = Server::start_with(&folder, &[&QUICK[..], &limits].concat());
    server.decide(&parcels.waybills[0]);
    let number = field(&parcels.waybills[0], "logisticsNo");
    let digits = last4(field(&parcels.waybills[0], "consigneeTelephone"));
    for number in [number, "NO-SUCH-NUMBER"] {
        assert_eq!(ask(&server, number, &other(&digits)).status, 404);
        assert_eq!(ask(&server, number, &other(&digits)).status, 404);
        refused(&ask(&server, number, &digits));
        refused(&ask(&server, &number.to_lowercase(), &digits));
    }
    assert_eq!(ask(&server, "ANOTHER", &digits).status, 404);
    refused(&ask(&server, "YET-ANOTHER", &digits));
}

#[test]
fn an_address_is_a_proxys_word_only_where_the_proxy_was_named() {
    let folder = Folder::new();
    let ask_as = |server: &Server, number: &str, from: &str| {
        let body = json!({ "number": number, "telephone_last4": "0000" }).to_string();
        let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", from)];
        server.post_with(TRACE, &headers, body).status
    };
    let limits = ["--traces-per-address", "1"];
    let server = Server::start_with(&folder, &[&QUICK[..], &limits].concat());
    assert_eq!(ask_as(&server, "A", "198.51.100.1"), 404);
    assert_eq!(ask_as(&server, "B", "198.51.100.2"), 429, "anybody can write a header");
    drop(server);
    let named = [&QUICK[..], &limits, &["--trusted-proxy", "127.0.0.1"]].concat();
    let server = Server::start_with(&folder, &named);
    assert_eq!(ask_as(&server, "A", "198.51.100.1"), 404);
    assert_eq!(ask_as(&server, "B", "198.51.100.2"), 404);
    assert_eq!(ask_as(&server, "C", "203.0.113.7, 198.51.100.1"), 429);
}

fn calculate(server: &Server, question: Value) -> Value {
    let reply = server.command("POST", "/api/v1/public/calculation", &question);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn amounts(computed: &Value) -> [&str; 4] {
    ["duty", "consumption_tax", "vat", "total"].map(|it| computed[it].as_str().unwrap())
}

#[test]
fn goods_are_found_and_what_they_cost_is_explained() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let found = server.get_json("/api/v1/public/tariff?q=toothpaste&on=2020-06-18&limit=2");
    assert_eq!(found["items"][0]["commodity_code"], "3306101010");
    assert!(found["items"][0]["name_en"].as_str().unwrap().contains("dentifrices"));
    let parcel = json!({
        "channel": "retail", "commodity_code": "3306101090", "value": "1000.00", "currency": "CNY",
        "origin": "JPN", "on": "2020-06-18",
    });
    let answer = calculate(&server, parcel.clone());
    let result = &answer["result"];
    assert_eq!(result["regime"], "within_limits");
    assert_eq!(amounts(result), ["0.00", "0.00", "91.00", "91.00"]);
    let steps = result["steps"].as_array().unwrap();
    let vat = steps.iter().find(|it| it["kind"] == "vat").unwrap();
    assert_eq!(vat["formula"], "1000.00 × 0.13 × 0.7");
    assert_eq!(
        vat["operands"],
        json!([
            { "name": "customs_value", "value": "1000.00" },
            { "name": "rate", "value": "0.13" },
            { "name": "share", "value": "0.7" },
        ])
    );
    assert_eq!(vat["basis"][0]["confidence"], "secondary");

    let mut dear = parcel.clone();
    dear["value"] = "6000".into();
    let one = calculate(&server, dear.clone());
    assert_eq!((&one["result"]["regime"], &one["findings"]), (&json!("full_rates"), &json!([])));
    dear["articles"] = "2".into();
    assert_eq!(calculate(&server, dear)["findings"][0]["code"], "INV-6305");

    let mut goods = parcel;
    goods["channel"] = "goods".into();
    let answer = calculate(&server, goods.clone());
    assert_eq!(answer["result"]["regime"], Value::Null);
    goods["freight"] = "100".into();
    let more = calculate(&server, goods);
    assert_eq!(
        more["result"]["customs_value"], "1103.30",
        "with freight, and insurance at the share of law"
    );
    assert_eq!(more["findings"][0]["code"], "DTX-5013");
}

#[test]
fn what_cannot_be_computed_says_why() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let ask = |fields: Value| {
        let mut question = json!({
            "channel": "goods", "commodity_code": "3306101090", "value": "1000", "currency": "CNY",
            "on": "2020-06-18",
        });
        question.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let answer = calculate(&server, question);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        let finding = &answer["findings"][0];
        assert!(!finding["title_zh"].as_str().unwrap().is_empty());
        finding["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask(json!({ "on": "2022-01-01" })), "DTX-5003");
    assert_eq!(ask(json!({ "on": "1990-01-01" })), "DTX-5003");
    assert_eq!(ask(json!({ "on": "2022-01-01", "channel": "retail" })), "DTX-5003");
    assert_eq!(ask(json!({ "commodity_code": "9999999999" })), "DTX-5002");
    assert_eq!(ask(json!({ "commodity_code": "33", "channel": "retail" })), "DTX-5002");
    assert_eq!(ask(json!({ "currency": "USD" })), "DTX-5001");
    // Beer, whose tax depends on its price; spirits, whose tax is per kilogram too.
    assert_eq!(ask(json!({ "commodity_code": "2203000000" })), "DTX-5004");
    assert_eq!(ask(json!({ "commodity_code": "2208300000", "channel": "retail" })), "DTX-5005");
    let found = server.get_json("/api/v1/public/tariff?q=33&on=2022-01-01");
    assert_eq!(
        (&found["items"], &found["not_covered"]["covered_to"]),
        (&json!([]), &json!("2020-12-31"))
    );
    for bad in [
        json!({ "channel": "retail", "commodity_code": "3306101090", "value": "0", "currency": "CNY" }),
        json!({ "channel": "retail", "commodity_code": "3306101090", "value": "1", "currency": "USD" }),
        json!({ "channel": "retail" }),
    ] {
        let reply = server.command("POST", "/api/v1/public/calculation", &bad);
        assert_eq!((reply.status, reply.json()["code"].clone()), (400, json!("bad_request")));
    }
}

#[test]
fn answers_of_the_faq_follow_the_day() {
    let folder = Folder::new();
    let server = Server::start_with(&folder, &["--public-per-minute", "3"]);
    let of = |on: &str| server.get_json(&format!("/api/v1/public/faq?on={on}"))["items"][0].clone();
    assert!(of("2018-12-31")["answer_zh"].as_str().unwrap().contains("不超过2,000元"));
    let now = of("2026-06-01");
    assert!(now["answer_zh"].as_str().unwrap().contains("不超过5,000元"));
    assert_eq!(now["figures"][0]["name"], "retail.single_limit");
    assert_eq!(now["figures"][0]["from"], "2019-01-01");
    let before = of("2016-01-01");
    assert_eq!(
        (&before["answer_zh"], &before["not_covered"][0]["covered_from"]),
        (&Value::Null, &json!("2016-04-08"))
    );
    refused(&server.get("/api/v1/public/faq"));
}
