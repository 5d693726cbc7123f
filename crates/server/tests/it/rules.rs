//! Rules of risk analysis over HTTP: examined, completed, tried on history, saved; and told where they selected, but to no
//! company.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, today},
    server::Server,
};

const N_PARCELS: usize = 12;
const RULES: &str = "/api/v1/risk/rules";

fn rule(id: &str, channel: &str, condition: &str) -> Value {
    json!({
        "id": id, "version": 1, "title_zh": "低价试验", "title_en": "cheap goods", "basis": "海关总署令第271号",
        "owner": "风险防控局", "severity": "medium", "channel": channel, "condition": condition,
        "from": "2020-01-01",
    })
}

fn with(row: &Value, column: &str, value: impl Into<Value>) -> Value {
    let mut row = row.clone();
    row[column] = value.into();
    row
}

#[track_caller]
fn save(server: &Server, rows: &[Value]) -> Value {
    let body = json!({ "rows": rows, "reason": "专项核查", "by": "xi" });
    let reply = server.command("POST", RULES, &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[track_caller]
fn ask(server: &Server, what: &str, body: &Value) -> Value {
    let reply = server.command("POST", &format!("{RULES}/{what}"), body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// A served house with parcels that were all decided; nothing is examined by chance.
fn house(parcels: &Parcels, rules: &[Value]) -> (Folder, Server) {
    let folder = Folder::new();
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    if !rules.is_empty() {
        save(&server, rules);
    }
    for parcel in 0..N_PARCELS {
        for text in parcels.of(parcel) {
            server.decide(text);
        }
    }
    (folder, server)
}

fn entries(server: &Server) -> Vec<Value> {
    let page = server.get_json("/api/v1/entries?limit=500");
    let numbers = page["items"].as_array().unwrap().iter().map(|it| it["number"].to_string());
    numbers.map(|it| server.get_json(&format!("/api/v1/entries/{it}"))).collect()
}

/// Orders of the cases that a rule spoke of, as their pages tell it.
fn spoken_of(server: &Server, rule: &str) -> BTreeSet<String> {
    let reasons = |it: &Value| it["selection"]["reasons"].as_array().cloned().unwrap_or_default();
    let cases = entries(server).into_iter();
    let ours = cases.filter(|it| reasons(it).iter().any(|it| it["rule"] == rule));
    ours.map(|it| it["order_no"].as_str().unwrap().to_owned()).collect()
}

/// Half of the parcels are dearer than this.
pub(crate) fn middle(server: &Server) -> String {
    let mut values: Vec<f64> = entries(server)
        .iter()
        .map(|it| it["assessment"]["customs_value"].as_str().unwrap().parse().unwrap())
        .collect();
    values.sort_by(f64::total_cmp);
    format!("{:.1}", values[values.len() / 2] - 0.05)
}

#[test]
fn a_trial_says_what_the_house_selects_when_the_rule_is_there() {
    let parcels = Parcels::clean(N_PARCELS as u64);
    let (_before, without) = house(&parcels, &[]);
    let row = rule("R-1", "documents", &format!("doc.value > {}", middle(&without)));
    let (_after, with_rule) = house(&parcels, std::slice::from_ref(&row));
    let selected = spoken_of(&with_rule, "R-1");
    assert!((3..N_PARCELS).contains(&selected.len()), "{selected:?}");
    // Whatever days the row is itself in force on.
    let later = with(&row, "from", "2099-01-01");
    let tried = ask(&without, "try", &json!({ "row": later, "days": 1 }));
    assert_eq!(tried["weighed"], N_PARCELS, "{tried}");
    let n = selected.len();
    let counted = ["fired", "gained", "after", "lost", "before", "anyway", "differ"]
        .map(|it| tried[it].as_u64().unwrap());
    assert_eq!(counted, [n as u64, n as u64, n as u64, 0, 0, 0, 0], "{tried}");
    let named: BTreeSet<String> = tried["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            assert_eq!((&it["before"], &it["after"]), (&json!("release"), &json!("documents")));
            assert!(it["observed"].as_str().unwrap().starts_with("doc.value = "), "{it}");
            let entry = without.get_json(&format!("/api/v1/entries/{}", it["case"]));
            entry["order_no"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(named, selected);
    let documents =
        json!({ "channel": "documents", "before": 0, "after": n, "gained": n, "lost": 0 });
    assert!(tried["channels"].as_array().unwrap().contains(&documents), "{tried}");
    let customs = tried["customs"].as_array().unwrap().iter();
    assert_eq!(customs.map(|it| it["fired"].as_u64().unwrap()).sum::<u64>(), n as u64);
    // One that has no name yet selects the same.
    let nameless = with(&with(&row, "id", ""), "basis", " ");
    assert_eq!(ask(&without, "try", &json!({ "row": nameless, "days": 1 })), tried);
    // In the house that has it, it adds nothing.
    let again = ask(&with_rule, "try", &json!({ "row": row, "days": 1 }));
    assert_eq!(
        (&again["fired"], &again["gained"], &again["differ"]),
        (&json!(n), &json!(0), &json!(0))
    );
    assert_eq!((&again["before"], &again["after"]), (&json!(n), &json!(n)));
    assert_eq!(again["stopped_at"], Value::Null);
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
    for (at, action) in [(0, "pass_examination"), (1, "detain_for_legal"), (2, "pass_examination")]
    {
        let order = json!({ "tongguan": "officer", "list_no": items[at]["entry_id"], "action": action,
                            "officer": "查", "reason": "查验" });
        server.decide(order.to_string());
    }
    let row = rule("R-1", "examination", "doc.value > 0.5");
    let tried = ask(&server, "try", &json!({ "row": row, "days": 2 }));
    assert_eq!(
        (&tried["fired"], &tried["anyway"]),
        (&json!(N_PARCELS), &json!(N_PARCELS)),
        "{tried}"
    );
    let results = json!({ "examined": 3, "found": 1, "found_percent": "33.33",
        "low_percent": "6.15", "high_percent": "79.23" });
    for of in ["fired_results", "gained_results", "lot_results"] {
        assert_eq!(tried[of], results, "{of}");
    }
    assert_eq!(tried["lost_results"]["found_percent"], Value::Null);
    let found: Vec<&Value> = tried["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["is_found"] == true)
        .map(|it| &it["case"])
        .collect();
    assert_eq!(found, [&items[1]["number"]]);
    let bounded = ask(&server, "try", &json!({ "row": row, "cases": 1 }));
    assert_eq!(bounded["stopped_at"], today().to_string(), "{bounded}");
    let weighed = bounded["weighed"].as_u64().unwrap();
    assert!(weighed >= 1 && weighed < N_PARCELS as u64, "{bounded}");
}

#[test]
fn findings_are_told_in_their_place_and_refuse_the_rules() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    save(&server, &[rule("R-1", "examination", "doc.value > 600.0")]);
    let rows = json!([
        rule("R-2", "documents", "doc.lines > 1.0 &&\n doc.valu > 2.0"),
        rule("R-3", "documents", "doc.value > 900.0"),
    ]);
    let examined = ask(&server, "examine", &json!({ "rows": rows }));
    assert_eq!(examined["refused"], true, "{examined}");
    let findings = examined["findings"].as_array().unwrap();
    let place =
        |it: &Value| ["row", "line", "column", "from", "to"].map(|name| it[name].as_u64().unwrap());
    assert_eq!(place(&findings[0]), [0, 2, 2, 20, 28]);
    assert_eq!(
        (&findings[0]["fault"], &findings[0]["hint"]),
        (&json!("unknown_feature"), &json!("doc.value"))
    );
    assert_eq!(findings[0]["procedures"], json!(["parcel", "declaration"]));
    // It stands among the rules of the house.
    assert_eq!(
        (&findings[1]["fault"], &findings[1]["other"]),
        (&json!("never_changes"), &json!("R-1"))
    );
    assert_eq!((&findings[1]["row"], &findings[1]["refuses"]), (&json!(1), &json!(false)));
    assert_eq!(findings.len(), 2, "{examined}");

    let refused =
        server.command("POST", RULES, &json!({ "rows": rows, "reason": "试", "by": "xi" }));
    assert_eq!(refused.status, 422, "{}", refused.text());
    let fault = &refused.json()["faults"][0];
    assert_eq!(
        (&fault["column"], &fault["observed"]),
        (&json!("rows[0].condition:2:2"), &json!("doc.valu"))
    );
    let refused = server.command("POST", &format!("{RULES}/try"), &json!({ "row": rows[0] }));
    assert_eq!(refused.status, 422, "{}", refused.text());
    let homeless = with(&rule("R-4", "hold", "doc.value > 1.0"), "procedures", json!([]));
    assert_eq!(
        ask(&server, "examine", &json!({ "rows": [homeless] }))["findings"][0]["fault"],
        "row"
    );
    let unknown = with(&rule("R-4", "hold", "doc.value > 1.0"), "colour", "red");
    let refused =
        server.command("POST", RULES, &json!({ "rows": [unknown], "reason": "试", "by": "xi" }));
    assert_eq!(refused.status, 400);
    let mute =
        json!({ "rows": [rule("R-4", "hold", "doc.value > 1.0")], "reason": " ", "by": "xi" });
    assert_eq!(server.command("POST", RULES, &mute).status, 422);
    let list = server.get_json(RULES);
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "nothing took effect");

    let begun = json!({ "procedures": ["parcel"], "text": "doc.val", "cursor": 7 });
    let offered = ask(&server, "complete", &begun);
    assert_eq!((&offered["from"], &offered["to"]), (&json!(0), &json!(7)));
    let item =
        offered["items"].as_array().unwrap().iter().find(|it| it["text"] == "doc.value").unwrap();
    assert_eq!((&item["type"], &item["title_zh"]), (&json!("number"), &json!("完税价格")));
    // What only parcels have is not offered for both.
    let of = |procedures: Value| {
        let asked = json!({ "procedures": procedures, "text": "doc.discount", "cursor": 12 });
        ask(&server, "complete", &asked)["items"].as_array().unwrap().len()
    };
    assert_eq!((of(json!(["parcel"])), of(json!([]))), (1, 0));
}

#[test]
fn every_version_is_known_with_who_told_it_and_which_features_it_asks_for() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let first = rule("R-1", "examination", "doc.value > 600.0");
    let told = save(
        &server,
        &[first.clone(), with(&rule("R-2", "hold", "doc.lines > 9.0"), "from", "2099-01-01")],
    );
    let stale = json!({ "rows": [first], "reason": "再次", "by": "xi" });
    let reply = server.command("POST", RULES, &stale);
    assert_eq!((reply.status, &reply.json()["code"]), (409, &json!("known_version")));
    let second = rule("R-1", "documents", "goods.codes.exists(c, c == '1') && doc.value > 9.0");
    save(&server, &[with(&second, "version", 2)]);
    save(&server, &[with(&rule("R-3", "hold", "doc.lines > 8.0"), "to", "2020-12-31")]);
    let list = server.get_json(RULES);
    let items = list["items"].as_array().unwrap();
    let forces: Vec<(&str, &str)> = items
        .iter()
        .map(|it| (it["id"].as_str().unwrap(), it["force"].as_str().unwrap()))
        .collect();
    assert_eq!(forces, [("R-1", "in_force"), ("R-2", "future"), ("R-3", "past")]);
    let one = &items[0];
    assert_eq!(
        (&one["version"], &one["officer"], &one["reason"]),
        (&json!(2), &json!("xi"), &json!("专项核查"))
    );
    assert_eq!(one["features"], json!(["goods.codes", "doc.value"]));
    let earlier = one["earlier"].as_array().unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(
        (&earlier[0]["condition"], &earlier[0]["input"]),
        (&first["condition"], &told["input"])
    );
    let features = server.get_json("/api/v1/risk/features");
    let all = features["items"].as_array().unwrap();
    assert!(all.len() >= 120, "{}", all.len());
    let value = all.iter().find(|it| it["name"] == "doc.value").unwrap();
    assert_eq!((&value["rules"], &value["type"]), (&json!(["R-1"]), &json!("number")));
    let table = server.get_with(RULES, &[("Accept", "text/csv")]);
    assert_eq!(table.status, 200);
    assert!(
        table.text().contains("R-2") && table.text().contains("doc.lines > 9.0"),
        "{}",
        table.text()
    );
}

#[test]
fn a_parcel_tells_its_rules_as_they_stood_and_no_company_hears_of_them() {
    let parcels = Parcels::clean(N_PARCELS as u64);
    let row = rule("R-SECRET", "documents", "doc.value > 0.5");
    let (_folder, server) = house(&parcels, std::slice::from_ref(&row));
    let changed = with(&with(&row, "version", 2), "title_zh", "改名");
    save(&server, &[with(&changed, "condition", "doc.value > 1.5")]);
    let case = entries(&server).remove(0);
    let reason = &case["selection"]["reasons"][0];
    let then = &reason["told"];
    assert_eq!((&then["version"], &then["title_zh"]), (&json!(1), &json!("低价试验")), "{reason}");
    assert_eq!((&then["condition"], &then["channel"]), (&row["condition"], &json!("documents")));
    assert!(reason["observed"].as_str().unwrap().starts_with("doc.value = "));
    let platform = case["platform_code"].as_str().unwrap();
    let number = &case["number"];
    let seen = server.get(&format!("/api/v1/entries/{number}?as={platform}"));
    assert_eq!(seen.status, 200, "{}", seen.text());
    assert_eq!(seen.json()["selection"], Value::Null);
    let receipts = server.get(&format!("/api/v1/recipients/{platform}/receipts?limit=500"));
    assert_eq!(receipts.status, 200);
    assert!(receipts.text().contains("items") || receipts.text().contains("receipts"));
    for text in [seen.text(), receipts.text()] {
        let secrets = ["R-SECRET", "低价试验", "doc.value", "cheap goods"];
        assert!(secrets.iter().all(|it| !text.contains(it)), "{text}");
    }
}
