//! Licences: imported from a table, drawn on by declarations, shown with what is left; authorisations
//! to declare as they stand.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const TABLE: &str = "kind,number,holder_code,valid_from,valid_to,revoked,commodity,unit,quantity\n\
    O,26-AO-000001,3302260001,2026-01-01,2026-12-31,,902290,007,20\n\
    O,26-AO-000001,3302260001,2026-01-01,2026-12-31,,9027,001,3\n\
    7,26-A7-000002,,2026-01-01,2026-12-31,true,,,\n";

#[test]
fn a_table_becomes_licences() {
    let folder = Folder::new();
    let import = |name: &str, table: &str| {
        let file = folder.write(name, table);
        folder.run(&["licences", "import", file.to_str().unwrap()])
    };
    let file = folder.write("licences.csv", TABLE);
    let taken = folder.json(&["licences", "import", file.to_str().unwrap()]);
    assert_eq!(taken, json!({ "licences": 2, "goods": 2 }));
    let shown = folder.json(&["licences", "show", "O", "26-AO-000001"]);
    let goods = &shown["goods"];
    assert_eq!(
        goods[0],
        json!({
            "commodity": "902290", "unit": "007", "quantity": "20.00", "reserved": "0.00",
            "used": "0.00", "left": "20.00",
        })
    );
    assert_eq!((goods[1]["commodity"].as_str(), &shown["drawers"]), (Some("9027"), &json!([])));
    let revoked = folder.json(&["licences", "show", "7", "26-A7-000002"]);
    assert_eq!((&revoked["is_revoked"], &revoked["goods"]), (&json!(true), &json!([])));
    import("more.csv", &TABLE.replace("007,20", "007,25")).ok();
    let shown = folder.run(&["licences", "show", "O", "26-AO-000001"]).ok().out;
    assert!(shown.contains("25.00") && shown.contains("902290"), "{shown}");
    let unknown = folder.run(&["licences", "show", "O", "26-AO-000009"]);
    assert_eq!(unknown.code, Some(2));
    let cases = [
        (TABLE.replace("007,20", "035,20"), "goods.unit"),
        (TABLE.replace("007,20", "007,a dozen"), "O 26-AO-000001: quantity `a dozen`"),
        (TABLE.replace("902290,007", ",007"), "is of no goods"),
        (TABLE.replace("2026-12-31,true", "2026-13-31,true"), "valid_to `2026-13-31`"),
        (TABLE.replace("true", "yes"), "revoked `yes`"),
        (TABLE.replacen("2026-12-31", "2027-12-31", 1), "two lines of O 26-AO-000001 differ"),
        (TABLE.replace("unit,", "units,"), "unknown field `units`"),
    ];
    for (table, reason) in cases {
        let ran = import("wrong.csv", &table);
        assert_eq!(ran.code, Some(2), "{table}: {ran:?}");
        assert!(ran.err.contains(reason), "{reason}: {}", ran.err);
    }
    folder.verified();
}

/// The values of a field, in order.
fn fields<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    text.split(&open).skip(1).map(|it| it.split(&close).next().unwrap()).collect()
}

/// A licence for all the goods of a declaration, as much as there are of each.
fn licence_for(message: &str) -> Value {
    let columns = ["CodeTS", "FirstUnit", "FirstQty"].map(|name| fields(message, name));
    let mut goods = Vec::new();
    for (line, code) in columns[0].iter().enumerate() {
        goods.push(json!({
            "commodity": code, "unit": columns[1][line], "quantity": columns[2][line],
        }));
    }
    json!({
        "kind": fields(message, "DocuCode")[0], "number": fields(message, "CertCode")[0],
        "valid_from": "2018-01-01", "valid_to": "9999-12-31", "goods": goods,
    })
}

#[test]
fn a_served_house_shows_who_drew_on_a_licence() {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let out = out.to_str().unwrap();
    let asked = ["generate", "declarations", "--declarations", "60", "--faults", "0"];
    folder.json(&[&asked[..], &["--seed", "3", "--out", out]].concat());
    let (house, messages): (Vec<PathBuf>, Vec<PathBuf>) = files_in(&folder.path("corpus/000000"))
        .into_iter()
        .partition(|it| it.extension().is_some_and(|it| it == "json"));
    assert_eq!(folder.ingest(&house).0, Some(0));
    let server = Server::start(&folder);
    server.decide(r#"{"tongguan":"settings","examination_share":"0"}"#);
    let mut messages = messages.iter().map(|it| std::fs::read_to_string(it).unwrap());
    let message = messages.find(|it| fields(it, "CertCode").len() == 1).unwrap();
    let mut licence = licence_for(&message);
    server.decide(json!({ "tongguan": "licences", "rows": [licence] }).to_string());
    server.decide(&message);
    let [kind, number] = ["kind", "number"].map(|it| licence[it].as_str().unwrap().to_owned());
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let shown = get(&format!("licences/{kind}/{number}"));
    let drawer = &shown["drawers"][0];
    assert_eq!(drawer["reference"], fields(&message, "ClientSeqNo")[0], "{shown}");
    let declaration = get(&format!("declarations/{}", drawer["number"]));
    assert_eq!(declaration["licences"], drawer["drawn"]);
    let drawn = &declaration["licences"][0];
    let of_it = |it: &&Value| it["commodity"] == drawn["commodity"];
    let goods = shown["goods"].as_array().unwrap().iter().find(of_it).unwrap();
    let is_used = drawn["is_written_off"].as_bool().unwrap();
    assert_eq!(&goods[if is_used { "used" } else { "reserved" }], &drawn["quantity"]);
    assert_eq!(goods["left"], "0.00");

    licence["number"] = json!("zz");
    server.decide(json!({ "tongguan": "licences", "rows": [licence] }).to_string());
    let page = get(&format!("licences?kind={kind}&limit=1"));
    assert_eq!(page["items"][0]["number"], number);
    let after = page["next"].as_str().unwrap().replace(' ', "%20");
    let next = get(&format!("licences?kind={kind}&limit=1&after={after}"));
    assert_eq!(next["items"][0]["number"], "zz");
    assert_eq!(server.get(&format!("/api/v1/licences/{kind}/none")).status, 404);
}

#[test]
fn the_other_side_of_an_authorisation_is_told() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let offered = json!({
        "tongguan": "authorisation", "number": "WT1", "by_code": "3302260001",
        "act": { "offer": {
            "principal_code": "3302260001", "agent_code": "3122980039", "scope": "once",
            "valid_from": "2026-11-01", "valid_to": "2026-12-31", "fee_party": "agent",
        } },
    });
    server.decide(offered.to_string());
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let one = get("authorisations/WT1");
    let stands = [&one["state"], &one["offered_by"], &one["used_by"]];
    assert_eq!(stands, [&json!("offered"), &json!("principal"), &Value::Null]);
    let notices = get("recipients/3122980039/receipts");
    assert_eq!(notices["items"][0]["kind"], "notice", "{notices}");
    assert_eq!(get("authorisations?party=3122980039")["items"][0]["number"], "WT1");
    assert_eq!(get("authorisations?state=accepted")["items"], json!([]));
    assert_eq!(server.get("/api/v1/authorisations/WT2").status, 404);
}
