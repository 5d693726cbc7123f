//! What selection found over HTTP, as the house decides: figures, later audits, lots, and a model that nobody may demote without cause.

use serde_json::{Value, json};

use crate::{
    rules::middle,
    support::{
        Folder,
        parcels::{Parcels, today},
        server::Server,
    },
};

const N_PARCELS: usize = 12;

fn rule(id: &str, channel: &str, condition: &str, campaign: Option<&str>) -> Value {
    json!({
        "id": id, "version": 1, "title_zh": "试验", "title_en": "tried", "basis": "海关总署令第271号",
        "owner": "风险防控局", "severity": "medium", "channel": channel, "condition": condition,
        "from": "2020-01-01", "campaign": campaign,
    })
}

/// A share is drawn by lot; what is dearer goes to documents, what is not to later audit.
fn house(share: &str, dear: &str) -> (Folder, Server) {
    let (folder, parcels) = (Folder::new(), Parcels::clean(N_PARCELS as u64));
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    server.decide(json!({ "tongguan": "settings", "examination_share": share }).to_string());
    let rows = [
        rule("R-1", "documents", &format!("doc.value > {dear}"), Some("双十一")),
        rule("R-2", "later_audit", &format!("doc.value <= {dear}"), None),
    ];
    let body = json!({ "rows": rows, "reason": "专项核查", "by": "xi" });
    let reply = server.command("POST", "/api/v1/risk/rules", &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    for parcel in 0..N_PARCELS {
        parcels.of(parcel).into_iter().for_each(|it| drop(server.decide(it)));
    }
    (folder, server)
}

fn way(figures: &Value, name: &str) -> Value {
    let ways = figures["total"]["ways"].as_array().unwrap();
    ways.iter().find(|it| it["way"] == name).unwrap().clone()
}

#[test]
fn figures_follow_the_house_and_lots_stand_apart() {
    let (_plain, without) = house("0", "0.5");
    let dear = middle(&without);
    let (_folder, server) = house("0", &dear);
    let figures = server.get_json("/api/v1/risk/figures");
    assert_eq!((&figures["behind"], &figures["total"]["weighed"]), (&json!(0), &json!(N_PARCELS)));
    let later = figures["total"]["later_audit"]["selected"].as_u64().unwrap();
    let selected = figures["total"]["selected"].as_u64().unwrap();
    assert_eq!(later + selected, N_PARCELS as u64, "{figures}");
    assert_eq!(way(&figures, "rule")["selected"], selected);
    assert_eq!(way(&figures, "lot")["selected"], 0);
    assert_eq!(figures["total"]["gain"], Value::Null);
    let fired = |it: &Value| (it["name"].clone(), it["fired"].clone(), it["selected"].clone());
    let rules = figures["rules"].as_array().unwrap();
    assert_eq!(
        rules.iter().map(fired).collect::<Vec<_>>(),
        [(json!("R-1"), json!(selected), json!(selected)), (json!("R-2"), json!(later), json!(0))]
    );
    assert_eq!(figures["campaigns"][0]["fired"], selected);
    let row = &figures["rows"][0];
    assert_eq!((&row["key"], &row["weighed"]), (&json!(today().to_string()), &json!(N_PARCELS)));
    let none = server.get_json("/api/v1/risk/figures?from=2020-01-01&to=2020-12-31&by=customs");
    assert_eq!((&none["total"]["weighed"], &none["rows"]), (&json!(0), &json!([])));
    assert_eq!(server.get("/api/v1/risk/figures?by=moon").status, 400);
    // Pages of one: everything that is looked at later, each once, with its reason.
    let (mut named, mut after) = (Vec::new(), String::new());
    loop {
        let page = server.get_json(&format!("/api/v1/risk/audits?limit=1{after}"));
        for it in page["items"].as_array().unwrap() {
            assert_eq!((&it["reasons"][0]["rule"], &it["audit_no"]), (&json!("R-2"), &Value::Null));
            named.push(it["case"].as_u64().unwrap());
        }
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(named.len() as u64, later);
    assert!(named.windows(2).all(|it| it[0] > it[1]), "{named:?}");
}

#[test]
fn todays_lots_are_promised_and_not_told_and_no_model_is_demoted_without_cause() {
    let (_folder, server) = house("1", "100.0");
    let figures = server.get_json("/api/v1/risk/figures");
    assert_eq!(way(&figures, "lot")["selected"], N_PARCELS);
    assert_eq!(way(&figures, "targeted")["selected"], 0, "what was drawn is counted as drawn");
    let lots = server.get_json(&format!("/api/v1/risk/lots/{}?verify=true", today()));
    assert_eq!((&lots["is_over"], &lots["seed"]), (&json!(false), &Value::Null));
    assert_eq!((&lots["verified"], &lots["promise"]["is_in_chain"]), (&Value::Null, &json!(true)));
    assert_eq!(lots["promise"]["digest"].as_str().unwrap().len(), 64);
    assert_eq!(server.get("/api/v1/risk/lots/2020-01-01").status, 404);
    assert_eq!(server.get("/api/v1/risk/lots/monday").status, 400);
    let models = server.get_json("/api/v1/risk/models");
    assert_eq!(models, json!({ "models": [], "behind": 0 }));
    let drift = server.get_json("/api/v1/risk/drift");
    assert_eq!((&drift["models"], &drift["act_from"]), (&json!([]), &json!(0.25)));
    let propose = |reason: &str| {
        let body = json!({ "procedure": "parcel", "reason": reason, "by": "xi" });
        server.command("POST", "/api/v1/risk/demotions", &body).status
    };
    assert_eq!((propose(" "), propose("lots say so")), (422, 409));
    assert_eq!(server.get_json("/api/v1/risk/compared-plans")["plans"], json!([]));
}
