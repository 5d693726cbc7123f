//! Manifests over HTTP: what was sent, what waits, what is to be done as of a day.

use serde_json::{Value, json};

use crate::support::{Folder, server::Server};

fn manifest(bills: &[&str]) -> String {
    let consignments: Vec<Value> = bills
        .iter()
        .map(|it| json!({"bill_no": it, "packages": 10, "gross_weight_kg": "100"}))
        .collect();
    let manifest = json!({
        "tongguan": "manifest",
        "manifest": {
            "manifest_no": "MF1", "direction": "import", "transport_mode": "3",
            "transport_name": "X8086", "voyage_no": "20261101", "port_customs": "2248",
            "transmitter_code": "3122980066", "consignments": consignments,
        },
    });
    manifest.to_string()
}

fn report(kind: &str, bills: &Value) -> String {
    let report = json!({
        "tongguan": "manifest_report",
        "report": {
            "kind": kind, "manifest_no": "MF1", "direction": "import", "port_customs": "2248",
            "at": "2026-08-03T06:10:00+08:00", "reporter_code": "3122960011", "site": "示例堆场",
            "bills": bills,
        },
    });
    report.to_string()
}

#[test]
fn what_lies_undeclared_is_told_as_of_a_day() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let bills = |path: &str| -> Vec<String> {
        let page = server.get_json(&format!("/api/v1/consignments{path}"));
        let items = page["items"].as_array().unwrap();
        items.iter().map(|it| it["bill_no"].as_str().unwrap().to_owned()).collect()
    };
    server.decide(manifest(&["B1", "B2", "B3"]));
    assert_eq!(bills(""), ["B3", "B2", "B1"]);
    assert_eq!(bills("?task=undeclared"), [""; 0], "nothing has arrived");
    server.decide(report("arrival", &json!([{"bill_no": "B1"}, {"bill_no": "B2"}])));
    server.decide(report(
        "tally",
        &json!([
            {"bill_no": "B1", "packages": 9}, {"bill_no": "B2", "packages": 11},
            {"bill_no": "B9", "packages": 1},
        ]),
    ));
    assert_eq!(bills("?task=undeclared&on=2026-08-04"), ["B2", "B1"]);
    assert_eq!(bills("?task=for_sale&on=2026-11-03"), [""; 0], "three months to the day");
    assert_eq!(bills("?task=for_sale&on=2026-11-04"), ["B2", "B1"]);
    assert_eq!(bills("?task=short_landed"), ["B1"]);
    assert_eq!(bills("?task=over_landed"), ["B2"]);
    assert_eq!(bills("?state=manifested"), ["B3"]);

    let first = server.get_json("/api/v1/consignments?task=undeclared&on=2026-08-20&limit=1");
    let second = first["next"].as_str().unwrap();
    let path = format!("?task=undeclared&on=2026-08-20&limit=1&after={second}");
    assert_eq!(bills(&path), ["B1"]);
    let undeclared = &first["items"][0]["undeclared"];
    // The eighteenth is the first day that costs a fee.
    assert_eq!([&undeclared["days"], &undeclared["late_days"]], [17, 3]);

    let view = server.get_json("/api/v1/manifests/MF1?on=2026-08-04");
    assert_eq!(view["state"], "arrived");
    assert_eq!(view["over_landed"][0]["bill_no"], "B9");
    assert_eq!(view["consignments"][0]["tally"]["packages_short"], 1);
    let by_number = server.get_json(&format!("/api/v1/manifests/{}", view["number"]));
    assert_eq!(by_number["manifest_no"], "MF1");
    let page = server.get_json("/api/v1/manifests?state=announced");
    assert_eq!(page["items"], json!([]));
    for missing in ["MF2", "999999", &view["consignments"][0]["number"].to_string()] {
        assert_eq!(server.get(&format!("/api/v1/manifests/{missing}")).status, 404, "{missing}");
    }
    assert_eq!(server.get("/api/v1/consignments?task=all").status, 400);
    server.terminate();
    assert_eq!(folder.verified()["faults"], json!([]));
}
