//! Cases after release on the command line and over HTTP: opened, reported, concluded, collected, listed as labels,
//! and proved.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const BY: [&str; 4] = ["--officer", "关员甲", "--reason", "如下"];

/// A folder whose house has released declarations, and one of them that paid tax.
fn with_a_released_one() -> (Folder, Value) {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let asked = ["generate", "declarations", "--declarations", "12", "--faults", "0"];
    folder.json(&[&asked[..], &["--seed", "3", "--out", out.to_str().unwrap()]].concat());
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files_in(&folder.path("corpus/000000"))
            .into_iter()
            .partition(|it| it.extension().is_some_and(|it| it == "json"));
    let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
    house.push(folder.write("settings.json", settings));
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    let server = Server::start(&folder);
    let page = server.get_json("/api/v1/declarations?state=awaiting_tax&limit=500");
    let one = page["items"][0].clone();
    let paid = json!({
        "tongguan": "duty_paid", "declaration_no": one["declaration_no"],
        "amount": one["payable"], "bank": "示例银行", "at": "2026-11-22T10:00:00+08:00",
    });
    server.decide(paid.to_string());
    let enterprise = json!({
        "code": one["trader"]["code"], "name": one["trader"]["name"], "roles": ["declarant"],
    });
    server.decide(json!({ "tongguan": "registry", "enterprises": [enterprise] }).to_string());
    let released = server.get_json(&format!("/api/v1/declarations/{}", one["number"]));
    assert_eq!(released["state"], "released", "{released}");
    drop(server);
    (folder, released)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn officers_verify_recover_and_close_and_the_chain_covers_it() {
    let (folder, declaration) = with_a_released_one();
    let (number, code) =
        (text(&declaration, "declaration_no"), text(&declaration["trader"], "code"));
    let open = ["officer", "audit", "open", "verification", code, "--origin", "risk"];
    let more = ["--customs", "2248", "--declaration", number, "--reason", "价格偏低"];
    let alone = folder.run(&[&open[..], &more, &["--officer", "关员甲"]].concat());
    assert!(alone.out.contains("HSE-6755") && alone.out.contains("REFUSED"), "{}", alone.out);
    let two = ["--officer", "关员甲", "--officer", "关员乙"];
    folder.run(&[&open[..], &more, &two].concat()).ok();
    let listed = folder.json(&["audits", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let audit = text(&listed[0], "audit_no");
    let visit = ["officer", "audit", "on-site", audit, "--site", "厂区", "--attended-by", "陈某"];
    folder.run(&[&visit[..], &two, &["--record", "核对账簿"]].concat()).ok();
    // The same goods at twice their price.
    let line = &declaration["lines"][0];
    let twice = |name: &str| {
        let value: f64 = text(line, name).parse().unwrap();
        format!("{:.4}", value * 2.0)
    };
    let price = format!("{number}:items.price@1={}", twice("price"));
    let total = format!("{number}:items.total_price@1={}", twice("total_price"));
    let report = ["officer", "audit", "report", audit, "--finding", &price, "--finding", &total];
    folder.run(&[&report[..], &BY].concat()).ok();
    folder.run(&[&["officer", "audit", "conclude", audit][..], &BY].concat()).ok();
    let early = folder.run(&[&["officer", "audit", "close", audit][..], &BY].concat());
    assert!(early.out.contains("HSE-6765"), "{}", early.out);
    let shown = folder.json(&["audits", "show", audit]);
    assert_eq!((&shown["state"], &shown["outcome"]), (&json!("concluded"), &json!("recovered")));
    let labels = folder.json(&["audits", "labels", "--enterprise", code]);
    let of_line = &labels[0];
    assert_eq!(of_line["commodity_code"], line["commodity_code"]);
    assert_eq!(of_line["outcome"], "recovered");
    assert_ne!(of_line["amount"], "0.00");
    let none = folder.json(&["audits", "labels", "--enterprise", code, "--outcome", "refunded"]);
    assert_eq!(none, json!([]));
    let server = Server::start(&folder);
    let paid = json!({
        "tongguan": "duty_paid", "declaration_no": number, "amount": shown["difference"],
        "bank": "示例银行", "at": "2026-11-22T10:00:00+08:00",
    });
    server.decide(paid.to_string());
    let now = server.get_json(&format!("/api/v1/declarations/{number}"));
    assert_eq!((&now["is_paid"], &now["audits"][0]["audit_no"]), (&json!(true), &json!(audit)));
    assert_eq!(now["amendments"][0]["state"], "applied", "what it changed is an application");
    let same = server
        .get_json(&format!("/api/v1/audit-labels?commodity={}", text(line, "commodity_code")));
    assert_eq!(same["items"][0]["audit_no"], audit);
    assert_eq!(server.get_json("/api/v1/audits?kind=audit")["items"], json!([]));
    assert_eq!(server.get("/api/v1/audits/A20260101000000001").status, 404);
    assert_eq!(server.get(&format!("/api/v1/audits/{}", number)).status, 404);
    drop(server);
    folder.run(&[&["officer", "audit", "close", audit][..], &BY].concat()).ok();
    assert_eq!(folder.json(&["audits", "list"]), json!([]));
    let closed = folder.json(&["audits", "list", "--all"]);
    assert_eq!(closed[0]["state"], "closed");
    folder.verified();
}

#[test]
fn what_traders_file_waits_for_officers_and_lower_tax_for_two() {
    let (folder, declaration) = with_a_released_one();
    let (number, code) =
        (text(&declaration, "declaration_no"), text(&declaration["trader"], "code"));
    let line = &declaration["lines"][0];
    let half = |name: &str| {
        let value: f64 = text(line, name).parse().unwrap();
        format!("{:.4}", value / 2.0)
    };
    let price = format!("items.price@1={}", half("price"));
    let total = format!("items.total_price@1={}", half("total_price"));
    let claim = ["officer", "audit", "claim-refund", number, "--by-code", code];
    let says = ["--field", &price, "--field", &total, "--text", "单价多报"];
    folder.run(&[&claim[..], &says].concat()).ok();
    let again = folder.run(&[&claim[..], &says].concat());
    assert!(again.out.contains("HSE-6749"), "{}", again.out);
    let listed = folder.json(&["audits", "list", "--enterprise", code]);
    assert_eq!(
        (&listed[0]["kind"], &listed[0]["state"]),
        (&json!("refund_claim"), &json!("filed"))
    );
    let audit = text(&listed[0], "audit_no");
    folder.run(&[&["officer", "audit", "conclude", audit][..], &BY].concat()).ok();
    let same = folder.run(&[&["officer", "audit", "approve", audit][..], &BY].concat());
    assert!(same.out.contains("HSE-6762"), "{}", same.out);
    let other = ["--officer", "关员乙", "--reason", "同意"];
    folder.run(&[&["officer", "audit", "approve", audit][..], &other].concat()).ok();
    let shown = folder.json(&["audits", "show", audit]);
    assert_eq!(shown["outcome"], "refunded");
    assert_eq!(shown["decided_by"], json!(["关员甲", "关员乙"]));
    let finding = format!("{number}:note=见附件");
    let disclose = ["officer", "audit", "disclose", "--by-code", code, "--finding", &finding];
    folder.run(&[&disclose[..], &["--text", "备注漏填"]].concat()).ok();
    let disclosed = folder.json(&["audits", "list"]);
    let newest = text(&disclosed[0], "audit_no");
    let verdict = &folder.json(&["audits", "show", newest])["disclosure"];
    assert_eq!(verdict["is_penalty_waived"], true, "{verdict}");
    folder.run(&[&["officer", "audit", "refuse", newest][..], &BY].concat()).ok();
    folder.verified();
}
