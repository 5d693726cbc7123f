//! What stands behind a declaration over HTTP: why it was selected, and what earlier ones of its companies and goods came
//! to, counted again here from the cases themselves.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

/// A house with declarations, half of them drawn at random, and two watch rows: of one chapter, and of a word that no
/// goods have.
fn house(n_declarations: usize) -> (Folder, Server) {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let count = n_declarations.to_string();
    let asked =
        ["generate", "declarations", "--declarations", &count, "--faults", "0", "--seed", "3"];
    folder.json(&[&asked[..], &["--out", out.to_str().unwrap()]].concat());
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files_in(&folder.path("corpus/000000"))
            .into_iter()
            .partition(|it| it.extension().is_some_and(|it| it == "json"));
    let text = fs::read_to_string(messages.first().unwrap()).unwrap();
    let chapter: String = text.split("<CodeTS>").nth(1).unwrap().chars().take(2).collect();
    let row = |id: &str, kind: &str, value: &str| {
        json!({ "id": id, "kind": kind, "value": value, "reason": "专项核查", "from": "2020-01-01",
            "officer": "fengxian" })
    };
    let watch = [row("W-1", "commodity", &chapter), row("W-2", "words", "并不存在的货物")];
    let told = json!({ "tongguan": "registry", "enterprises": [], "watch": watch });
    house.push(folder.write("watch.json", told.to_string()));
    let rule = json!({
        "id": "D-1", "title_zh": "每单必看", "title_en": "all of them", "basis": "海关总署令第271号", "owner": "风险防控局",
        "severity": "high", "channel": "later_audit", "condition": "doc.lines > 0.5", "from": "2020-01-01",
    });
    let rules = json!({ "tongguan": "risk_rules", "rows": [rule] });
    house.push(folder.write("rules.json", rules.to_string()));
    house.push(folder.write("share.json", r#"{"tongguan":"settings","examination_share":"0.5"}"#));
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    let server = Server::start(&folder);
    (folder, server)
}

/// Every declaration as customs sees it, by its number in the house.
fn all_of(server: &Server) -> BTreeMap<u64, Value> {
    let page = server.get_json("/api/v1/declarations?limit=500");
    let numbers = page["items"].as_array().unwrap().iter().map(|it| it["number"].as_u64().unwrap());
    let view = |number| server.get_json(&format!("/api/v1/declarations/{number}"));
    numbers.map(|it| (it, view(it))).collect()
}

/// What stands behind a declaration, once all of the history is told.
fn background(server: &Server, number: u64) -> Value {
    for _ in 0..1_000 {
        let it = server.get_json(&format!("/api/v1/declarations/{number}/background"));
        if it["behind"] == 0 {
            return it;
        }
    }
    panic!("what came before is never told");
}

fn code(declaration: &Value, role: &str) -> String {
    let filed = &declaration["declaration"];
    let text = |role: &str, name: &str| filed[role][name].as_str().unwrap_or_default().to_owned();
    let own = |role: &str| match text(role, "code") {
        it if it.is_empty() => text(role, "credit_code"),
        it => it,
    };
    match own(role) {
        it if it.is_empty() && role == "declarant" => own("trader"),
        it => it,
    }
}

fn scaled(text: &Value) -> i128 {
    let text = text.as_str().unwrap();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{rest:0<5}").parse().unwrap()
}

/// Customs values for one of the first unit of earlier lines of such goods, ascending, and how many lines there are.
fn prices(
    all: &BTreeMap<u64, Value>,
    before: u64,
    line: &Value,
    direction: &Value,
) -> (Vec<i128>, usize) {
    let (mut found, mut n) = (Vec::new(), 0);
    for (_, it) in all.range(..before) {
        let items = it["declaration"]["items"].as_array().unwrap();
        for (item, taxed) in items.iter().zip(it["lines"].as_array().unwrap()) {
            let is_alike = item["commodity_code"] == line["commodity_code"]
                && item["origin"] == line["origin"]
                && it["direction"] == *direction;
            if !is_alike {
                continue;
            }
            n += 1;
            let quantity = scaled(&item["quantity1"]);
            if item["unit1"] == line["unit"] && taxed["tax"].is_object() && quantity > 0 {
                found.push(scaled(&taxed["tax"]["customs_value"]) * 100_000 / quantity);
            }
        }
    }
    found.sort_unstable();
    (found, n)
}

#[test]
fn what_came_before_is_what_the_cases_say() {
    let (_folder, server) = house(150);
    let all = all_of(&server);
    assert_eq!(all.len(), 150);
    let (mut n_earlier, mut n_priced, mut n_compared) = (0, 0, 0);
    for (number, declaration) in &all {
        let it = background(&server, *number);
        for company in it["companies"].as_array().unwrap() {
            let roles = company["roles"].as_array().unwrap();
            let is_named = |other: &Value| {
                roles.iter().any(|role| company["code"] == code(other, role.as_str().unwrap()))
            };
            assert!(is_named(declaration), "{company}");
            let earlier = all.range(..number).filter(|(_, other)| is_named(other)).count();
            assert_eq!(company["total"]["filed"], earlier, "{company}");
            let months = company["months"].as_array().unwrap().iter();
            let by_month: u64 = months.map(|it| it["filed"].as_u64().unwrap()).sum();
            assert_eq!(by_month, u64::try_from(earlier).unwrap());
            assert_eq!(company["last"].as_array().unwrap().len(), earlier.min(10), "{company}");
            n_earlier += earlier;
        }
        for line in it["goods"].as_array().unwrap() {
            let (prices, n) = prices(&all, *number, line, &declaration["direction"]);
            let groups = line["groups"].as_array().unwrap();
            let group = groups.iter().find(|it| it["of"] == "all" && it["digits"] == 10).unwrap();
            assert_eq!(group["n"], n, "{line}");
            assert_eq!(group["assessed"].is_object(), !prices.is_empty(), "{line}");
            if let (Some(min), Some(max)) = (prices.first(), prices.last()) {
                let spread = &group["assessed"];
                assert_eq!((scaled(&spread["min"]), scaled(&spread["max"])), (*min, *max));
                assert_eq!(scaled(&spread["p50"]), prices[(prices.len() - 1) / 2]);
                assert_eq!(spread["n"], prices.len());
                n_priced += 1;
            }
        }
        if let Some(rows) = it["compared"]["rows"].as_array() {
            assert!(rows.iter().all(|it| it["differs"] != true), "{rows:?}");
            assert!(
                rows.iter().any(|it| it["field"] == "packages" && it["declared"] == it["carried"])
            );
            n_compared += 1;
        }
    }
    assert!(n_earlier > 0 && n_priced > 0 && n_compared > 0, "{n_earlier} {n_priced} {n_compared}");
}

#[test]
fn why_it_was_selected_is_told_with_the_rows_that_were_weighed() {
    let (_folder, server) = house(40);
    let (mut n_random, mut n_hits, mut n_passed) = (0, 0, 0);
    for (number, declaration) in all_of(&server) {
        let it = background(&server, number);
        let selected = &it["selected"];
        assert_eq!(selected["lane"], declaration["selection"]["lane"]);
        let reasons = declaration["selection"]["reasons"].as_array().cloned().unwrap_or_default();
        let of = |rule: &str| reasons.iter().filter(|it| it["rule"] == rule).count();
        assert_eq!(selected["is_random"], of("random") > 0, "{selected}");
        assert_eq!(selected["bases"][0]["rule"], "random", "{selected}");
        let rows = selected["rows"].as_array().unwrap();
        if declaration["selection"].is_null() {
            assert_eq!(rows.len(), 0);
            continue;
        }
        // Both rows were weighed; the one that hit stands first, with each place.
        assert_eq!(rows.len(), 2, "{selected}");
        let row = |id: &str| rows.iter().find(|it| it["id"] == id).unwrap();
        assert_eq!(row("W-1")["hits"].as_array().unwrap().len(), of("W-1"), "{selected}");
        assert_eq!(row("W-2")["hits"], json!([]));
        assert_eq!((&row("W-1")["place"], &row("W-2")["place"]), (&json!(1), &json!(2)));
        assert_eq!(row("W-1")["officer"], "fengxian");
        // The rule is told as one, with what it saw.
        let fired = &selected["rules"][0];
        assert_eq!(
            (&fired["rule"]["id"], &fired["rule"]["channel"]),
            (&json!("D-1"), &json!("later_audit"))
        );
        let lines = format!("doc.lines = {}", declaration["lines"].as_array().unwrap().len());
        assert_eq!((&fired["observed"], &fired["lane"]), (&json!(lines), &json!("release")));
        let codes = selected["features"].as_array().unwrap().iter().map(|it| &it["commodity_code"]);
        let filed = declaration["lines"].as_array().unwrap().iter().map(|it| &it["commodity_code"]);
        assert!(codes.eq(filed), "{selected}");
        n_random += usize::from(of("random") > 0);
        n_hits += usize::from(of("W-1") > 0);
        n_passed += usize::from(reasons.iter().all(|it| it["rule"] == "D-1"));
    }
    assert!(n_random > 0 && n_hits > 0 && n_passed > 0, "{n_random} {n_hits} {n_passed}");
}

/// A trader with a declaration that is examined, and a later one.
fn examined_and_later(all: &BTreeMap<u64, Value>) -> (u64, u64) {
    for (number, it) in all.iter().filter(|(_, it)| it["state"] == "examination") {
        let later = |(other, later): (&u64, &Value)| {
            (other > number && code(later, "trader") == code(it, "trader")).then_some(*other)
        };
        if let Some(later) = all.iter().find_map(later) {
            return (*number, later);
        }
    }
    panic!("no trader has two");
}

#[test]
fn what_is_found_is_told_of_later_declarations_and_of_no_company() {
    let (_folder, server) = house(40);
    let all = all_of(&server);
    let (examined, later) = examined_and_later(&all);
    let before = background(&server, later);
    assert_eq!(before["companies"][0]["total"]["found"], 0, "{before}");
    let record = json!({
        "tongguan": "issue_document", "declaration_no": all[&examined]["declaration_no"],
        "kind": "examination_record", "officer": "guanyuan", "reason": "开箱",
        "fields": { "result": "quantity", "disposal": "correct", "line_results": "1=quantity",
            "examined_at": "2026-11-23T00:00:00+08:00" },
    });
    let reply = server.post("/api/v1/messages?wait=decided", "officer", record.to_string());
    assert!(reply.text().contains("input"), "{}", reply.text());
    let after = background(&server, later);
    let total = &after["companies"][0]["total"];
    assert_eq!((&total["examined"], &total["found"]), (&json!(1), &json!(1)), "{}", reply.text());
    let last = after["companies"][0]["last"].as_array().unwrap();
    let case = last.iter().find(|it| it["number"] == examined).unwrap();
    assert_eq!(case["outcomes"], json!(["found"]));

    let trader = code(&all[&later], "trader");
    let seen = server.get_json(&format!("/api/v1/declarations/{later}/background?as={trader}"));
    assert_eq!((&seen["number"], &seen["selected"]), (&json!(later), &Value::Null));
    assert_eq!((&seen["companies"], &seen["goods"]), (&json!([]), &json!([])));
    assert_eq!((&seen["compared"], &seen["behind"]), (&Value::Null, &Value::Null));
    // Nor what selected it, in whatever part of its page.
    let own = server.get(&format!("/api/v1/declarations/{later}?as={trader}"));
    assert_eq!((own.status, &own.json()["selection"]), (200, &Value::Null));
    let customs = server.get(&format!("/api/v1/declarations/{later}")).text();
    for secret in ["D-1", "每单必看", "doc.lines"] {
        assert!(customs.contains(secret) && !own.text().contains(secret), "{secret}");
        assert!(!seen.to_string().contains(secret), "{secret}");
    }
    let missing = server.get("/api/v1/declarations/999999/background");
    assert_eq!(missing.status, 404);
}
