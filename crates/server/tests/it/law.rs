//! The law on a day over HTTP: shipped, and told to the house.

use serde_json::{Value, json};

use crate::support::{Folder, server::Server};

fn told(server: &Server, message: &Value) {
    server.decide(message.to_string());
}

fn one<'v>(list: &'v Value, name: &str) -> &'v Value {
    list["items"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()
}

#[test]
fn a_parameter_is_told_on_two_days_with_its_basis_and_its_history() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let on = |day: &str| server.get_json(&format!("/api/v1/law/retail.single_limit?on={day}"));
    let (before, after) = (on("2018-12-31"), on("2019-01-01"));
    assert_eq!(before["items"][0]["cells"], json!(["2000.00"]));
    assert_eq!(before["items"][0]["to"], "2018-12-31");
    assert_eq!(after["items"][0]["cells"], json!(["5000.00"]));
    assert_eq!(after["items"][0]["to"], Value::Null);
    assert_eq!(after["items"][0]["basis"]["document"], "财关税〔2018〕49号");
    assert_eq!((&after["unit"], &after["value"]), (&json!("CNY"), &json!("5000.00")));
    assert_eq!(after["history"].as_array().unwrap().len(), 2);
    let none = on("2016-04-07");
    assert_eq!((&none["items"], &none["value"]), (&json!([]), &Value::Null));
    assert_eq!(none["covered_from"], "2016-04-08");
    assert_eq!(server.get("/api/v1/law/no.such").status, 404);

    let changes = server.get_json("/api/v1/law-changes?from=2018-12-31&to=2019-01-01");
    let change = one(&changes, "retail.single_limit");
    assert_eq!(change["ended"][0]["cells"], json!(["2000.00"]));
    assert_eq!(change["began"][0]["cells"], json!(["5000.00"]));
    let same = server
        .get_json("/api/v1/law-changes?from=2019-01-01&to=2019-01-02&name=retail.single_limit");
    assert_eq!(same["items"], json!([]));
    assert_eq!(server.get("/api/v1/law-changes?from=2019-01-02&to=2019-01-01").status, 400);
}

#[test]
fn tables_are_listed_searched_and_paged() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let list = server.get_json("/api/v1/law?on=2020-06-01");
    assert_eq!(one(&list, "tariff.lines")["title_zh"], "进出口税则");
    assert_eq!(one(&list, "access.sections")["kind"], "table");
    assert_eq!(one(&list, "retail.annual_limit")["value"], "26000.00");
    let lines = server.get_json("/api/v1/law/tariff.lines?on=2020-06-01&q=0101&limit=3");
    let codes = |page: &Value| -> Vec<String> {
        let rows = page["items"].as_array().unwrap();
        rows.iter().map(|it| it["cells"][0].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&lines), ["0101210010", "0101210090", "0101290010"]);
    let next = lines["next"].as_u64().unwrap();
    let more = server
        .get_json(&format!("/api/v1/law/tariff.lines?on=2020-06-01&q=0101&limit=3&after={next}"));
    assert_eq!(codes(&more)[0], "0101290090");
    assert!(lines["found"].as_u64().unwrap() > 6);
    let late = server.get_json("/api/v1/law/tariff.lines?on=2021-01-01&q=0101");
    assert_eq!((&late["found"], &late["covered_to"]), (&json!(0), &json!("2020-12-31")));
}

#[test]
fn what_the_house_was_told_is_law_with_whoever_told_it() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let rates = |rate: &str| {
        json!({ "tongguan": "exchange_rates", "month": "2026-11", "basis": "test notice",
            "rates": [{ "currency": "USD", "rate": rate }] })
    };
    told(&server, &rates("7.1"));
    told(&server, &rates("7.2"));
    let page = server.get_json("/api/v1/law/tax.exchange_rates?on=2026-11-30");
    let row = &page["items"][0];
    assert_eq!(page["found"], 1, "a rate told anew is the rate");
    assert_eq!(row["cells"], json!(["2026-11", "USD", "7.2", "1"]));
    assert_eq!((&row["from"], &row["to"]), (&json!("2026-11-01"), &json!("2026-11-30")));
    assert_eq!(row["basis"]["confidence"], "assumed");
    assert!(row["told"]["input"].as_u64().is_some());
    assert_eq!(server.get_json("/api/v1/law/tax.exchange_rates?on=2026-12-01")["found"], 0);

    told(
        &server,
        &json!({ "tongguan": "working_days", "year": 2027, "basis": "test notice",
            "days": [{ "day": "2027-02-08", "kind": "rest", "name": "春节" }] }),
    );
    let day = server.get_json("/api/v1/law/tax.calendar?on=2027-02-08");
    assert_eq!(day["items"][0]["cells"], json!(["2027-02-08", "rest", "春节"]));

    told(
        &server,
        &json!({ "tongguan": "extend_law", "table": "tariff", "to": "2026-12-31", "basis": "assumed" }),
    );
    let line = server.get_json("/api/v1/law/tariff.lines?on=2026-11-23&q=0101210010");
    let row = &line["items"][0];
    assert_eq!((&row["from"], &row["to"]), (&json!("2021-01-01"), &json!("2026-12-31")));
    assert_eq!(
        (&row["basis"]["confidence"], &row["basis"]["document"]),
        (&json!("assumed"), &json!("assumed"))
    );
    let list = server.get_json("/api/v1/law?on=2026-11-23");
    assert!(one(&list, "tariff.lines")["rows_told"].as_u64().unwrap() > 10_000);
}
