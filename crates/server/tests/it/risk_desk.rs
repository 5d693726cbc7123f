//! Campaigns and budgets of risk analysis over HTTP: listed with what came of them, examined as they are typed, changed, dropped.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    http::Reply,
    parcels::{Parcels, today},
    server::Server,
};

const N_PARCELS: usize = 12;
const BUDGETS: &str = "/api/v1/risk/budgets";
const CAMPAIGNS: &str = "/api/v1/risk/campaigns";
const PLANS: &str = "/api/v1/risk/plans";

fn rule(id: &str, condition: &str, campaign: Option<&str>) -> Value {
    json!({
        "id": id, "version": 1, "title_zh": "试验", "title_en": "tried", "basis": "海关总署令第271号",
        "owner": "风险防控局", "channel": "documents", "condition": condition, "from": "2020-01-01",
        "campaign": campaign,
    })
}

fn with(row: &Value, column: &str, value: impl Into<Value>) -> Value {
    let mut row = row.clone();
    row[column] = value.into();
    row
}

fn budget(id: &str, customs: &str) -> Value {
    json!({
        "id": id, "procedures": ["parcel"], "customs": customs, "share": "0.05", "channel": "documents",
        "basis": "布控预算通知", "owner": "风险防控局", "from": "2020-01-01",
    })
}

fn save_rules(server: &Server, rows: &[Value]) {
    let body = json!({ "rows": rows, "reason": "专项核查", "by": "xi" });
    let reply = server.command("POST", "/api/v1/risk/rules", &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn save(server: &Server, rows: &[Value], dropped: &[&str]) -> Reply {
    let body = json!({ "rows": rows, "dropped": dropped, "reason": "双十一", "by": "xi" });
    server.command("POST", BUDGETS, &body)
}

fn code(reply: &Reply) -> (u16, Value) {
    (reply.status, reply.json()["code"].clone())
}

/// Parcels that were all decided; nothing is examined by chance.
fn house(rules: &[Value], budgets: &[Value], share: &str) -> (Folder, Server) {
    let (folder, parcels) = (Folder::new(), Parcels::clean(N_PARCELS as u64));
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    server.decide(json!({ "tongguan": "settings", "examination_share": share }).to_string());
    save_rules(&server, rules);
    if !budgets.is_empty() {
        let reply = save(&server, budgets, &[]);
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    for parcel in 0..N_PARCELS {
        parcels.of(parcel).into_iter().for_each(|it| drop(server.decide(it)));
    }
    (folder, server)
}

fn findings(server: &Server, rows: &Value, dropped: &[&str]) -> Vec<(Value, String, bool)> {
    let body = json!({ "rows": rows, "dropped": dropped });
    let reply = server.command("POST", &format!("{BUDGETS}/examine"), &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let told = reply.json();
    let all = told["findings"].as_array().unwrap();
    let refuses = |it: &Value| it["refuses"].as_bool().unwrap();
    assert_eq!(told["refused"], all.iter().any(refuses), "{told}");
    let place =
        |it: &Value| (it["row"].clone(), it["field"].as_str().unwrap().to_owned(), refuses(it));
    all.iter().map(place).collect()
}

/// A plan that another officer approved and the next batch found in force.
#[track_caller]
fn approved(server: &Server, change: &Value) -> String {
    let body = json!({ "title": "收官", "change": change, "reason": "期满", "by": "xi" });
    let plan = server.command("POST", PLANS, &body).json()["plan"].as_str().unwrap().to_owned();
    let approve = json!({ "act": "approve", "reason": "经复核", "by": "chen" });
    assert_eq!(server.command("POST", &format!("{PLANS}/{plan}"), &approve).status, 200);
    server.decide(json!({ "tongguan": "settings", "examination_share": "0" }).to_string());
    plan
}

#[test]
fn a_campaign_is_the_rules_of_its_name_with_figures_of_its_own_beside_lots() {
    let rules = [
        rule("R-1", "doc.value > 0.5", Some("双十一")),
        rule("R-2", "doc.value > 0.25", Some("双十一")),
        rule("R-3", "doc.value > 0.5", None),
        with(&rule("R-4", "doc.customs == \"0101\"", Some("进博会")), "from", "2099-11-01"),
        with(&rule("R-5", "doc.customs.startsWith(\"51\")", Some("去年")), "to", "2020-12-31"),
    ];
    let (_folder, server) = house(&rules, &[], "1");
    let listed = server.get_json(CAMPAIGNS);
    assert_eq!((&listed["today"], &listed["behind"]), (&json!(today().to_string()), &json!(0)));
    let told: Vec<Value> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            json!([it["name"], it["state"], it["kind"], it["offices"], it["until"], it["n_rules"]])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["双十一", "running", "national", [], null, 2]),
            json!(["进博会", "ahead", "local", ["0101"], null, 1]),
            json!(["去年", "over", "local", ["51*"], "2020-12-31", 1]),
        ]
    );
    let n = json!(N_PARCELS);
    let one = &listed["items"][0];
    // A case on which both rules fired counts once; all were drawn by lot as well.
    assert_eq!((&one["fired"], &one["selected"], &one["lots"]["selected"]), (&n, &n, &n), "{one}");
    assert_eq!((&one["hit_rate"], &one["owners"]), (&Value::Null, &json!(["风险防控局"])));
    assert_eq!(listed["items"][1]["lots"]["selected"], 0, "it has no days yet");

    let path = format!("{CAMPAIGNS}/{}", "%E5%8F%8C%E5%8D%81%E4%B8%80");
    let one = server.get_json(&path);
    let rules = one["rules"].as_array().unwrap();
    let fired: Vec<_> = rules.iter().map(|it| (&it["id"], &it["force"], &it["fired"])).collect();
    let force = json!("in_force");
    assert_eq!(fired, [(&json!("R-1"), &force, &n), (&json!("R-2"), &force, &n)]);
    assert_eq!(
        (&one["rows"][0]["key"], &one["rows"][0]["fired"], &one["rows"][1]),
        (&json!(today().to_string()), &n, &Value::Null)
    );
    assert_eq!(server.get_json(&format!("{path}?by=week"))["rows"][0]["fired"], n);
    // The figures page says the same.
    let figures = server.get_json("/api/v1/risk/figures");
    assert_eq!(figures["campaigns"][0]["fired"], one["fired"]);
    assert_eq!(server.get(&format!("{path}?by=moon")).status, 400);
    assert_eq!(server.get(&format!("{CAMPAIGNS}/none")).status, 404);

    // A rule that leaves it was a part until then.
    let moved = with(&rule("R-2", "doc.value > 0.25", Some("清风")), "version", 2);
    save_rules(&server, &[moved]);
    let rules = server.get_json(&path)["rules"].clone();
    let until = json!(today().to_string());
    assert_eq!(rules[0]["id"], "R-1");
    assert_eq!((&rules[1]["force"], &rules[1]["until"]), (&json!("past"), &until), "{rules}");

    // A plan that stops its last rule ends it, and is told beside it.
    let plan = approved(&server, &json!({ "dropped": ["R-1"] }));
    let ended = server.get_json(&path);
    assert_eq!((&ended["state"], &ended["until"]), (&json!("over"), &until), "{ended}");
    assert_eq!(
        (&ended["plans"][0]["plan"], &ended["plans"][0]["state"]),
        (&json!(plan), &json!("active"))
    );
    assert_eq!(ended["fired"], n, "what it came to is kept");
    let table = server.get_with(CAMPAIGNS, &[("Accept", "text/csv"), ("Accept-Language", "en")]);
    assert!(
        table.text().contains("双十一") && table.text().contains("Hit rate"),
        "{}",
        table.text()
    );
}

#[test]
fn a_budget_says_what_of_today_is_used_and_what_is_beyond_it_is_looked_at_later() {
    let most = 5;
    let row = with(&budget("B-1", ""), "per_day", most);
    let narrow = with(&budget("B-2", "9999"), "per_day", most);
    let (_folder, server) = house(&[rule("R-1", "doc.value > 0.5", None)], &[row, narrow], "0");
    let listed = server.get_json(BUDGETS);
    let (one, other) = (&listed["items"][0], &listed["items"][1]);
    assert_eq!(
        (&one["id"], &one["officer"], &one["reason"]),
        (&json!("B-1"), &json!("xi"), &json!("双十一"))
    );
    assert_eq!((&one["force"], &one["overlaps"]), (&json!("in_force"), &json!([])));
    assert_eq!((&one["used"]["weighed"], &one["used"]["chosen"]), (&json!(N_PARCELS), &json!(0)));
    assert_eq!(other["used"]["weighed"], 0, "no case came to its offices");
    let places = one["used"]["places"].as_array().unwrap();
    let used: u64 = places.iter().map(|it| it["n"].as_u64().unwrap()).sum();
    assert!(!places.is_empty() && places.iter().all(|it| it["n"].as_u64().unwrap() <= most as u64));
    let figures = server.get_json("/api/v1/risk/figures");
    assert_eq!(figures["total"]["selected"], used, "what selects counts, and nothing else");
    assert_eq!(one["used"]["later_audit"], N_PARCELS as u64 - used, "the rest is beyond it");
    let table = server.get_with(BUDGETS, &[("Accept", "text/csv")]);
    assert!(table.text().contains("单日上限") && table.text().contains("B-1"), "{}", table.text());
}

#[test]
fn rows_are_examined_as_they_are_typed_and_all_is_said_at_once() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    assert_eq!(save(&server, &[budget("B-1", "")], &[]).status, 200);
    let typed = json!({ "id": "", "procedures": [], "customs": "5100", "share": "five", "explore": "1.5",
        "later_audit": "", "channel": "hold", "per_day": "-1", "credit": { "advanced": "-1" },
        "basis": "x", "owner": " ", "from": "soon", "to": "2020-02-30" });
    let refused = |all: &[(Value, String, bool)]| -> Vec<String> {
        all.iter().filter(|it| it.2).map(|it| it.1.clone()).collect()
    };
    let all = findings(&server, &json!([typed]), &["B-9"]);
    assert_eq!(all[0], (Value::Null, "id".to_owned(), true), "no such row is dropped");
    assert_eq!(
        refused(&all[1..]),
        [
            "id",
            "procedures",
            "share",
            "explore",
            "channel",
            "per_day",
            "credit",
            "owner",
            "from",
            "to"
        ]
    );
    // What may take effect and is doubtful: no model, no such office, and another row that says the same.
    let row = with(&budget("B-2", "QQ"), "credit", json!({ "advanced": "0.5" }));
    let doubtful = |it: &str| (json!(0), it.to_owned(), false);
    assert_eq!(findings(&server, &json!([row]), &[]), [doubtful("customs"), doubtful("share")]);
    let plain = with(&budget("B-2", ""), "share", "0");
    assert_eq!(findings(&server, &json!([plain]), &[]), [doubtful("customs")], "it overlaps");
    assert_eq!(findings(&server, &json!([plain]), &["B-1"]), []);
    let both = findings(&server, &json!([with(&plain, "id", "B-1")]), &["B-1"]);
    assert_eq!(both, [(json!(0), "id".to_owned(), true)]);
    assert_eq!(
        server.get_json(BUDGETS)["items"].as_array().unwrap().len(),
        1,
        "nothing is changed"
    );
}

#[test]
fn budgets_are_saved_and_dropped_all_or_none_and_by_plans_once_one_was_approved() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let ids = || -> Vec<String> {
        let items = server.get_json(BUDGETS)["items"].clone();
        items.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let saved = save(&server, &[budget("B-1", ""), budget("B-2", "51"), budget("B-3", "51")], &[]);
    assert_eq!(saved.json()["ids"], json!(["B-1", "B-2", "B-3"]), "{}", saved.text());
    assert_eq!(server.get_json(BUDGETS)["items"][1]["overlaps"], json!(["B-3"]));
    let bad = with(&budget("B-4", ""), "share", "1.5");
    let refused = save(&server, &[budget("B-5", ""), bad], &["B-1"]);
    assert_eq!(refused.json()["faults"][0]["column"], "rows[1].share", "{}", refused.text());
    assert_eq!(code(&save(&server, &[], &["B-9"])), (422, json!("bad_rows")));
    assert_eq!(code(&save(&server, &[], &[])), (422, json!("bad_budgets")));
    let mute = json!({ "dropped": ["B-1"], "reason": " ", "by": "xi" });
    assert_eq!(code(&server.command("POST", BUDGETS, &mute)), (422, json!("bad_budgets")));
    assert_eq!(ids(), ["B-1", "B-2", "B-3"]);
    let dropped = save(&server, &[with(&budget("B-1", ""), "share", "0.1")], &["B-3"]);
    assert_eq!(dropped.json()["dropped"], json!(["B-3"]), "{}", dropped.text());
    assert_eq!(ids(), ["B-1", "B-2"]);
    // The message says the same, and is refused where it drops what is not there.
    let told =
        json!({ "tongguan": "risk_budgets", "dropped": ["B-3"], "officer": "xi", "reason": "x" });
    server.decide(told.to_string());
    assert_eq!(ids(), ["B-1", "B-2"]);

    let propose = |change: Value| {
        let body = json!({ "title": "预算调整", "change": change, "reason": "旺季", "by": "xi" });
        server.command("POST", PLANS, &body)
    };
    let unknown = propose(json!({ "dropped_budgets": ["B-3"] }));
    assert_eq!(code(&unknown), (422, json!("bad_plan")), "{}", unknown.text());
    let change = json!({ "budgets": [budget("B-4", "22")], "dropped_budgets": ["B-2"] });
    let plan = propose(change).json()["plan"].as_str().unwrap().to_owned();
    let told = server.get_json(&format!("{PLANS}/{plan}"));
    assert_eq!((&told["n_budgets"], &told["n_dropped_budgets"]), (&json!(1), &json!(1)));
    let moves: Vec<_> = told["budgets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["before"]["id"], &it["after"]["id"]))
        .collect();
    assert_eq!(moves, [(&Value::Null, &json!("B-4")), (&json!("B-2"), &Value::Null)]);
    let approve = json!({ "act": "approve", "reason": "经复核", "by": "chen" });
    assert_eq!(server.command("POST", &format!("{PLANS}/{plan}"), &approve).status, 200);
    // The next batch finds it in force.
    server.decide(json!({ "tongguan": "settings", "examination_share": "0" }).to_string());
    assert_eq!(ids(), ["B-1", "B-4"]);
    let listed = server.get_json(BUDGETS);
    assert_eq!(
        (&listed["needs_plan"], &listed["items"][1]["officer"]),
        (&json!(true), &json!("chen"))
    );
    assert_eq!(code(&save(&server, &[budget("B-1", "")], &[])), (409, json!("needs_plan")));
}
