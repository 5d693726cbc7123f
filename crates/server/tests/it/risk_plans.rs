//! Plans of risk analysis over HTTP: proposed, tried on history, approved by another officer, refused, withdrawn.

use serde_json::{Value, json};

use crate::support::{Folder, http::Reply, parcels::Parcels, server::Server};

const N_PARCELS: usize = 12;
const PLANS: &str = "/api/v1/risk/plans";
const RULES: &str = "/api/v1/risk/rules";

fn rule(id: &str, version: u32, condition: &str) -> Value {
    json!({
        "id": id, "version": version, "title_zh": "低价试验", "title_en": "cheap goods",
        "basis": "海关总署令第271号", "owner": "风险防控局", "severity": "medium",
        "channel": "examination", "condition": condition, "from": "2020-01-01",
    })
}

fn propose(server: &Server, change: &Value, by: &str) -> Reply {
    let body = json!({ "title": "低报价格专项", "change": change, "reason": "低报增多", "by": by });
    server.command("POST", PLANS, &body)
}

#[track_caller]
fn proposed(server: &Server, change: &Value) -> String {
    let reply = propose(server, change, "xi");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let saved = reply.json();
    assert_eq!(saved["state"], "proposed", "{saved}");
    saved["plan"].as_str().unwrap().to_owned()
}

fn decide(server: &Server, plan: &str, act: &str, by: &str) -> Reply {
    let body = json!({ "act": act, "reason": "经复核", "by": by });
    server.command("POST", &format!("{PLANS}/{plan}"), &body)
}

fn code(reply: &Reply) -> (u16, Value) {
    (reply.status, reply.json()["code"].clone())
}

fn save(server: &Server, row: &Value) -> Reply {
    server.command("POST", RULES, &json!({ "rows": [row], "reason": "专项", "by": "xi" }))
}

fn state(server: &Server, plan: &str) -> Value {
    server.get_json(&format!("{PLANS}/{plan}"))["state"].clone()
}

#[test]
fn a_plan_is_tried_and_approved_by_another_officer_and_then_selects() {
    let parcels = Parcels::clean(N_PARCELS as u64);
    let folder = Folder::new();
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    assert_eq!(save(&server, &rule("R-1", 1, "doc.lines > 90.0")).status, 200);
    assert_eq!(save(&server, &rule("R-2", 1, "doc.lines > 80.0")).status, 200);
    for parcel in 0..N_PARCELS {
        for text in parcels.of(parcel) {
            server.decide(text);
        }
    }
    let change = json!({ "rules": [rule("R-1", 2, "doc.value > 0.5")], "dropped": ["R-2"] });
    let plan = proposed(&server, &change);
    let path = format!("{PLANS}/{plan}");
    let told = server.get_json(&path);
    let moves: Vec<_> = told["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["before"]["condition"], &it["after"]["condition"]))
        .collect();
    let dropped = (&json!("doc.lines > 80.0"), &Value::Null);
    assert_eq!(moves, [(&json!("doc.lines > 90.0"), &json!("doc.value > 0.5")), dropped]);
    assert_eq!((&told["faults"], &told["decided"]), (&json!([]), &Value::Null));

    let tried = server.command("POST", &format!("{path}/try"), &json!({ "days": 2 })).json();
    let counted = ["weighed", "before", "after", "gained", "lost", "examinations_after"]
        .map(|it| tried[it].as_u64().unwrap());
    let n = N_PARCELS as u64;
    assert_eq!(counted, [n, 0, n, n, 0, n], "{tried}");
    assert_eq!(tried["ways"][0]["way"], "rule");
    assert_eq!(tried["procedures"][0]["procedure"], "parcel");
    assert_eq!(tried["days"][1]["gained"], N_PARCELS, "{tried}");
    assert!(server.get_json(RULES)["items"].as_array().unwrap().len() == 2, "nothing is changed");

    // Not by who proposed it, and not without a reason.
    assert_eq!(code(&decide(&server, &plan, "approve", "xi")), (422, json!("bad_plan")));
    let mute = json!({ "act": "approve", "reason": " ", "by": "chen" });
    assert_eq!(server.command("POST", &path, &mute).status, 422);
    assert_eq!(state(&server, &plan), "proposed");
    let approved = decide(&server, &plan, "approve", "chen");
    assert_eq!(approved.status, 200, "{}", approved.text());
    assert_eq!(code(&decide(&server, &plan, "refuse", "chen")), (409, json!("plan_decided")));
    // The next batch finds it in force.
    let more = Parcels::clean(N_PARCELS as u64 + 1);
    for text in more.of(N_PARCELS) {
        server.decide(text);
    }
    let told = server.get_json(&path);
    assert_eq!((&told["state"], &told["decided"]["by"]), (&json!("active"), &json!("chen")));
    assert_eq!(told["rules"][0]["before"]["condition"], "doc.lines > 90.0", "as it was before");
    let rules = server.get_json(RULES);
    let forces: Vec<_> = rules["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["id"], &it["version"], &it["force"], &it["officer"]))
        .collect();
    let r1 = (&json!("R-1"), &json!(2), &json!("in_force"), &json!("chen"));
    let r2 = (&json!("R-2"), &json!(1), &json!("past"), &json!("xi"));
    assert_eq!(forces, [r1, r2], "a rule that was stopped is past");
    let again = server.command("POST", &format!("{path}/try"), &json!({}));
    assert_eq!(code(&again), (409, json!("plan_in_force")));
    let table = server.get_with(PLANS, &[("Accept", "text/csv")]);
    assert!(
        table.text().contains(&plan) && table.text().contains("低报价格专项"),
        "{}",
        table.text()
    );
}

#[test]
fn what_may_not_take_effect_is_not_proposed_and_who_proposed_may_withdraw() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let bad = propose(&server, &json!({ "rules": [rule("R-1", 1, "doc.valu > 1.0")] }), "xi");
    assert_eq!(bad.status, 422, "{}", bad.text());
    assert_eq!(bad.json()["faults"][0]["observed"], "doc.valu");
    let budget = json!({ "id": "B-1", "procedures": ["parcel"], "share": "1.5",
        "channel": "documents", "basis": "x", "owner": "y", "from": "2020-01-01" });
    let bad = propose(&server, &json!({ "budgets": [budget] }), "xi");
    assert_eq!(bad.json()["faults"][0]["column"], "budgets[B-1].share", "{}", bad.text());
    let model = json!({ "procedure": "parcel", "role": "active", "model": "{}" });
    assert_eq!(propose(&server, &json!({ "models": [model] }), "xi").status, 422);
    assert_eq!(code(&propose(&server, &json!({}), "xi")), (422, json!("bad_plan")));
    let unknown = propose(&server, &json!({ "dropped": ["R-9"] }), "xi");
    assert_eq!(code(&unknown), (422, json!("bad_plan")));
    assert_eq!(server.get(&format!("{PLANS}/P999")).status, 404);
    assert_eq!(decide(&server, "P999", "approve", "chen").status, 404);

    let plan = proposed(&server, &json!({ "rules": [rule("R-1", 1, "doc.value > 1.0")] }));
    assert_eq!(code(&decide(&server, &plan, "withdraw", "chen")), (422, json!("bad_plan")));
    let withdrawn = decide(&server, &plan, "withdraw", "xi");
    assert_eq!(withdrawn.json()["state"], "withdrawn", "{}", withdrawn.text());
    let plan = proposed(&server, &json!({ "rules": [rule("R-1", 1, "doc.value > 1.0")] }));
    assert_eq!(decide(&server, &plan, "refuse", "chen").json()["state"], "refused");
    let items = server.get_json(PLANS)["items"].clone();
    let states: Vec<&Value> = items.as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(states, ["refused", "withdrawn"], "newest first");
    assert!(server.get_json(RULES)["items"].as_array().unwrap().is_empty());
}

#[test]
fn once_a_plan_was_approved_rules_are_changed_by_plans_alone() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    assert_eq!(server.get_json(RULES)["needs_plan"], false);
    assert_eq!(save(&server, &rule("R-1", 1, "doc.value > 1.0")).status, 200);
    let change = json!({ "rules": [rule("R-1", 2, "doc.value > 2.0")] });
    let plan = proposed(&server, &change);
    assert_eq!(server.get_json(RULES)["needs_plan"], false, "nobody approved it");
    assert_eq!(decide(&server, &plan, "approve", "chen").status, 200);
    assert_eq!(server.get_json(RULES)["needs_plan"], true);
    let refused = save(&server, &rule("R-1", 3, "doc.value > 3.0"));
    assert_eq!(code(&refused), (409, json!("needs_plan")), "{}", refused.text());
    proposed(&server, &json!({ "rules": [rule("R-1", 3, "doc.value > 3.0")] }));
}
