//! The catalogue of services: what everybody is told, and whoever signed in, and on the command line.

use serde_json::Value;

use crate::support::{
    Folder,
    parcels::Parcels,
    people::{People, code},
    server::Server,
};

const OPEN: &str = "/api/v1/public/services";
const OWN: &str = "3302260144";

#[track_caller]
fn service<'c>(catalogue: &'c Value, name: &str) -> &'c Value {
    let all = catalogue["services"].as_array().unwrap();
    all.iter().find(|it| it["service"] == name).unwrap()
}

/// A house that cleared so many parcels.
fn cleared(count: usize) -> Folder {
    let folder = Folder::new();
    let parcels = Parcels::clean(count as u64);
    parcels.prepare(&folder);
    let paths: Vec<_> =
        (0..count).map(|it| parcels.write(&folder, &format!("in{it}"), it)).collect();
    assert_eq!(folder.ingest(&paths).0, Some(0));
    folder
}

#[test]
fn everybody_is_told_what_there_is_and_how_long_it_took_in_steps() {
    let folder = cleared(12);
    let server = Server::start_with(&folder, &["--public-per-minute", "1"]);
    let told = server.get_json(OPEN);
    assert!(told["services"].as_array().unwrap().len() > 60);
    let list = service(&told, "retail_list");
    assert_eq!((&list["may_begin"], &list["page"]), (&Value::Null, &"/declarations/upload".into()));
    assert_eq!(list["cost"][0]["title_zh"], "跨境零售进口税制");
    let measured = &list["measured"];
    assert_eq!((&measured["is_coarse"], &measured["n"]), (&true.into(), &10.into()), "{measured}");
    let (half, most) = (measured["p50_ms"].as_u64().unwrap(), measured["p90_ms"].as_u64().unwrap());
    assert!(half >= 1_000 && half <= most, "{measured}");
    let amend = service(&told, "amend");
    assert_eq!((&amend["measured"]["n"], &amend["measured"]["p50_ms"]), (&0.into(), &Value::Null));
    assert_eq!(service(&told, "trace")["measured"], Value::Null);

    // Whoever runs a house without sign-in is told what was measured, as often as he asks.
    let own = server.get_json("/api/v1/services");
    let measured = &service(&own, "retail_list")["measured"];
    assert_eq!((&measured["is_coarse"], &measured["n"]), (&false.into(), &12.into()));

    assert_eq!(server.get(OPEN).status, 429, "asked too often");
}

#[test]
fn of_few_cases_nobody_is_told_anything() {
    let folder = cleared(3);
    let server = Server::start(&folder);
    let measured = service(&server.get_json(OPEN), "retail_list")["measured"].clone();
    assert_eq!(
        (&measured["n"], &measured["p50_ms"], &measured["p90_ms"]),
        (&0.into(), &Value::Null, &Value::Null)
    );
    drop(server);
    let told = folder.json(&["services"]);
    assert_eq!(service(&told, "retail_list")["measured"]["n"], 3);
    let text = folder.run(&["services", "清单", "--group", "retail_import"]).ok().out;
    assert!(text.contains("retail_list  进口清单申报 Lists of retail imports"), "{text}");
    assert!(text.contains("of 3 from declaring to release"), "{text}");
    assert!(!text.contains("amend"), "{text}");
}

#[test]
fn without_a_house_the_command_tells_what_is_offered_and_that_nothing_was_measured() {
    let folder = Folder::new();
    let text = folder.run(&["services", "amending"]).ok().out;
    assert!(text.contains("amend  修改报关单 Amending a declaration"), "{text}");
    assert!(text.contains("not yet measured here"), "{text}");
    assert!(!folder.data().exists());
}

#[test]
fn whoever_signed_in_finds_first_what_he_may_begin() {
    let house = People::new();
    let all = |login: &str, extra: &[&str]| {
        let session = house.person(login, extra);
        house.call(&session, "GET", "/api/v1/services", &Value::Null).json()
    };
    let begins = |told: &Value, name: &str| service(told, name)["may_begin"].as_bool().unwrap();
    let first = |told: &Value| -> Vec<bool> {
        let all = told["services"].as_array().unwrap().iter();
        all.map(|it| it["may_begin"].as_bool().unwrap()).collect()
    };
    let trader = all("linxi", &["--role", "trader", "--company", OWN]);
    for name in ["import_declaration", "claim_refund", "own_registration", "trace"] {
        assert!(begins(&trader, name), "{name}");
    }
    for name in ["audit", "bank_confirmation", "gate_passage", "enterprise_registration"] {
        assert!(!begins(&trader, name), "{name}");
    }
    assert!(first(&trader).is_sorted_by(|one, other| one >= other), "his own stand first");
    let has = |told: &Value, name: &str| {
        told["services"].as_array().unwrap().iter().any(|it| it["service"] == name)
    };
    assert!(!has(&trader, "watch") && !has(&trader, "hold"), "what is for customs alone");
    let officer = all("chenhe", &["--role", "audit_officer"]);
    assert!(begins(&officer, "audit") && !begins(&officer, "claim_refund"));
    let analyst = all("suyan", &["--role", "risk_analyst"]);
    assert!(begins(&analyst, "watch") && !begins(&analyst, "decide_case"));

    let nobody = house.call_with(&[], "GET", "/api/v1/services", &Value::Null);
    assert_eq!(code(&nobody), (401, "signed_out".to_owned()));
    let open = house.call_with(&[], "GET", OPEN, &Value::Null).json();
    assert!(has(&open, "audit") && !has(&open, "watch"));
}
