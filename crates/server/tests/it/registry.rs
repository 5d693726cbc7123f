//! Who is registered: by table and by JSON, over HTTP and the command line.

use std::fs;

use serde_json::json;

use crate::support::{Folder, http::request, server::Server};

const TABLE: &str = "code,other_code,name,roles,sites,credit,from,to,suspended_from,guarantee_cny\n\
    3301960A01,91350100M000100Y43,甲平台,platform|seller,,advanced,2020-01-01,,,50000\n\
    3301960L02,,乙物流,logistics,,,,2020-12-31,,\n\
    3301960G06,,丙场所,site,2900S001|2900S002,,,,2020-01-01,\n";

#[test]
fn a_table_is_imported_once_it_is_whole() {
    let folder = Folder::new();
    let (good, bad) = (folder.path("good.csv"), folder.path("bad.csv"));
    fs::write(&good, TABLE).unwrap();
    fs::write(&bad, TABLE.replace("logistics", "carrier").replace("Y43", "Y44")).unwrap();

    let import = |file: &std::path::Path, more: &[&str]| {
        let mut args = vec!["registry", "import", file.to_str().unwrap()];
        args.extend(more);
        folder.run(&args)
    };
    let told = import(&bad, &["--check"]);
    assert_eq!(told.code, Some(1));
    assert!(told.out.contains("line 2, other_code: `91350100M000100Y44`"), "{}", told.out);
    assert!(told.out.contains("line 3, roles: `carrier`"), "{}", told.out);
    assert!(import(&good, &["--check"]).ok().out.contains("3 enterprises and 1 guarantees would"));
    assert!(!folder.data().exists(), "a trial makes no house");
    assert_eq!(import(&bad, &[]).code, Some(1));
    assert!(import(&good, &[]).ok().out.contains("taken"));
    // The same rows again replace themselves.
    import(&good, &["--json"]).ok();
    folder.verified();

    let server = Server::start(&folder);
    let page = server.get_json("/api/v1/enterprises?role=platform");
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    let one = server.get_json("/api/v1/enterprises/91350100M000100Y43");
    assert_eq!(one, server.get_json("/api/v1/enterprises/3301960A01"), "both codes lead to it");
    assert_eq!(one["guarantee"]["available"], "50000.00");
    assert_eq!((&one["credit"], &one["is_in_force"]), (&json!("advanced"), &json!(true)));
    let expired = server.get_json("/api/v1/enterprises/3301960L02");
    assert_eq!(expired["is_in_force"], false);
    assert!(expired["why_not"].as_str().unwrap().contains("2020-12-31"));
    assert_eq!(server.get("/api/v1/enterprises/0000000000").status, 404);

    let first = server.get_json("/api/v1/enterprises?limit=2");
    assert_eq!(first["next"], "3301960G06");
    let rest = server.get_json("/api/v1/enterprises?limit=2&after=3301960G06");
    assert_eq!((&rest["items"][0]["code"], &rest["next"]), (&json!("3301960L02"), &json!(null)));
    assert_eq!(server.get_json("/api/v1/enterprises?q=%E4%B9%99")["items"][0]["name"], "乙物流");
}

#[test]
fn rows_come_over_http_as_table_or_json() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let post = |path: &str, kind: &str, body: &str| {
        request(server.address, "POST", path, &[("Content-Type", kind)], body.as_bytes()).unwrap()
    };
    let trial = post("/api/v1/registry?check=true", "text/csv; charset=utf-8", TABLE);
    assert_eq!(trial.status, 200, "{}", trial.text());
    assert_eq!(trial.json(), json!({ "input": null, "enterprises": 3, "guarantees": 1 }));
    assert_eq!(server.get_json("/api/v1/enterprises")["items"], json!([]));
    let taken = post("/api/v1/registry", "text/csv", TABLE);
    assert_eq!((taken.status, &taken.json()["enterprises"]), (200, &json!(3)));

    let row = json!({ "enterprises": [
        { "code": "3301960L02", "name": "乙快递", "roles": ["logistics"], "credit": "dishonest" },
    ] });
    assert_eq!(post("/api/v1/registry", "application/json", &row.to_string()).status, 200);
    let row = server.get_json("/api/v1/enterprises/3301960L02");
    assert_eq!((&row["name"], &row["credit"]), (&json!("乙快递"), &json!("dishonest")));

    let bad = json!({ "enterprises": [
        { "code": "33", "name": "", "roles": [] },
        { "code": "3301960L02", "other_code": "91350100M000100Y43", "name": "x", "roles": ["zone"] },
    ] });
    let refused = post("/api/v1/registry", "application/json", &bad.to_string());
    assert_eq!((refused.status, refused.kind.as_str()), (422, "application/problem+json"));
    let problem = refused.json();
    let columns: Vec<&str> = problem["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["column"].as_str().unwrap())
        .collect();
    let expected = ["[0].code", "[0].name", "[0].roles", "[1].other_code"];
    assert_eq!(columns, expected.map(|it| format!("enterprises{it}")));
    for body in ["{", "[]", "{\"enterprise\": []}"] {
        assert_eq!(post("/api/v1/registry", "application/json", body).status, 422, "{body}");
    }
    assert_eq!(server.get_json("/api/v1/enterprises")["items"].as_array().unwrap().len(), 3);
}

/// The house's own message door refuses such rows too, with every fault on the receipt.
#[test]
fn a_registry_message_with_faults_changes_nothing() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let rows = json!({ "tongguan": "registry", "enterprises": [
        { "code": "3301960A01", "name": "甲", "roles": ["platform"] },
        { "code": "3301960A01", "name": "", "roles": ["platform"] },
    ] });
    server.decide(rows.to_string());
    assert_eq!(server.get_json("/api/v1/enterprises")["items"], json!([]));
    let receipts = server.get_json("/api/v1/receipts");
    let findings = receipts["items"][0]["findings"].as_array().unwrap();
    let codes: Vec<_> = findings.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["HSE-1002", "HSE-1002"]);
}
