//! Acts on cases that are neither declarations nor parcels: what is offered of them is taken, one after the other, to their
//! end; and what is not offered is refused.

use serde_json::{Value, json};

use crate::{
    acts::{put, refusals, with_declarations_examined},
    support::server::Server,
    views::House,
};

/// Names of what is offered about the case with that number.
fn offered(server: &Server, path: &str, number: &str) -> Vec<Value> {
    let answer = server.get_json(&format!("/api/v1/{path}/acts"));
    let items = answer["items"].as_array().unwrap();
    let own = items.iter().find(|it| it["number"] == number);
    own.map_or_else(Vec::new, |it| it["acts"].as_array().unwrap().clone())
}

fn names(acts: &[Value]) -> Vec<&str> {
    acts.iter().map(|it| it["act"].as_str().unwrap()).collect()
}

/// Does what is offered, with values at places of its command; codes with which it is refused.
fn act(server: &Server, acts: &[Value], name: &str, values: &[(&str, Value)]) -> Vec<String> {
    let found = acts.iter().find(|it| it["act"] == name);
    let offer = found.unwrap_or_else(|| panic!("`{name}` is not offered: {:?}", names(acts)));
    let mut command = offer["command"].clone();
    for field in offer["fields"].as_array().unwrap() {
        let (at, given) = (field["at"].as_str().unwrap(), field["value"].as_str().unwrap());
        let value = match (values.iter().find(|(place, _)| *place == at), given) {
            (Some((_, value)), _) => value.clone(),
            (None, "") => continue,
            (None, given) if field["form"] == "texts" => {
                json!(given.lines().collect::<Vec<_>>())
            }
            (None, given) => json!(given),
        };
        put(&mut command, at, value);
    }
    refusals(&server.command("POST", "/api/v1/messages?wait=decided", &command))
}

#[test]
fn a_verification_is_opened_and_concluded_by_what_is_offered() {
    let folder = with_declarations_examined(14, "0");
    let server = Server::start(&folder);
    let listed = server.get_json("/api/v1/declarations?limit=100");
    let numbers = listed["items"].as_array().unwrap().iter();
    let mut numbers = numbers.map(|it| it["declaration_no"].as_str().unwrap().to_owned());
    let may_be_audited = |number: &String| {
        let acts = offered(&server, &format!("declarations/{number}"), number);
        names(&acts).contains(&"audit_open")
    };
    let number = numbers.find(may_be_audited).expect("one was released");
    let path = format!("declarations/{number}");
    let officers = ("/officers", json!(["关员甲", "关员乙"]));
    let opened = [("/kind", json!("verification")), officers, ("/reason", json!("风险提示"))];
    let acts = offered(&server, &path, &number);
    assert_eq!(act(&server, &acts, "audit_open", &opened), [""; 0]);
    assert!(!names(&offered(&server, &path, &number)).contains(&"audit_open"), "it is open");

    let audit_no =
        server.get_json("/api/v1/audits")["items"][0]["audit_no"].as_str().unwrap().to_owned();
    let path = format!("audits/{audit_no}");
    let decided = |place: &str| {
        [
            (format!("/act/{place}/officer"), json!("关员甲")),
            (format!("/act/{place}/reason"), json!("说明")),
        ]
    };
    let said = |name: &str, place: &str, more: &[(&str, Value)]| {
        let acts = offered(&server, &path, &audit_no);
        let own = decided(place);
        let mut values: Vec<(&str, Value)> = more.to_vec();
        values.extend(own.iter().map(|(at, value)| (at.as_str(), value.clone())));
        act(&server, &acts, name, &values)
    };
    let first = offered(&server, &path, &audit_no);
    let expected =
        ["audit_drop", "audit_extend", "audit_include", "audit_on_site", "audit_records"];
    let mut told = names(&first);
    told.sort_unstable();
    assert_eq!(told, expected);
    let early = json!({ "tongguan": "audit", "audit_no": audit_no,
        "act": { "concluded": { "officer": "关员甲", "reason": "早" } } });
    assert_eq!(
        refusals(&server.command("POST", "/api/v1/messages?wait=decided", &early)),
        ["HSE-6757"],
        "what is not offered is refused"
    );
    let visit = [
        ("/act/on_site/officers", json!(["关员甲", "关员乙"])),
        ("/act/on_site/site", json!("仓库")),
        ("/act/on_site/attended_by", json!("郑舟")),
        ("/act/on_site/record", json!("账货相符")),
    ];
    assert_eq!(said("audit_on_site", "on_site", &visit), [""; 0]);
    assert_eq!(said("audit_report", "reported", &[("/act/reported/findings", json!([]))]), [""; 0]);
    assert_eq!(said("audit_conclude", "concluded", &[]), [""; 0]);
    let audit = server.get_json(&format!("/api/v1/audits/{audit_no}"));
    assert_eq!((&audit["state"], &audit["outcome"]), (&json!("closed"), &json!("nothing_found")));
    assert_eq!(offered(&server, &path, &audit_no), Vec::<Value>::new());
    assert_eq!(server.get("/api/v1/audits/A20260101000000001/acts").status, 404);
}

#[test]
fn a_transit_arrives_by_what_its_manifest_offers() {
    let house = House::new();
    let server = &house.server;
    let transit = server.get_json("/api/v1/transits")["items"][0].clone();
    let number = transit["transit_no"].as_str().unwrap();
    let manifest = server.get_json("/api/v1/manifests")["items"][0]["number"].to_string();
    let path = format!("manifests/{manifest}");
    let acts = offered(server, &path, number);
    assert_eq!(names(&acts), ["report_arrival"]);
    assert_eq!(offered(server, &format!("transits/{number}"), number), acts);
    let site = [("/act/arrived/site", json!("指运地监管场所"))];
    assert_eq!(act(server, &acts, "report_arrival", &site), [""; 0]);
    let after = server.get_json(&format!("/api/v1/transits/{number}"));
    assert_eq!(after["state"], "arrived", "{after}");
    assert_eq!(offered(server, &path, number), Vec::<Value>::new());
}
