//! Examinations over HTTP: photographs beside the house, a result that one officer enters and another confirms, and who sees it.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1];

/// A folder whose house has so many declarations, all of them selected for examination.
pub(crate) fn with_examinations(count: usize, keeps_examiners: bool) -> Folder {
    let folder = Folder::new();
    let (out, count) = (folder.path("corpus"), count.to_string());
    let asked =
        ["generate", "declarations", "--declarations", &count, "--faults", "0", "--seed", "3"];
    folder.json(&[&asked[..], &["--out", out.to_str().unwrap()]].concat());
    let files = files_in(&folder.path("corpus/000000"));
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|it| it.extension().is_some_and(|it| it == "json"));
    house.push(folder.write("share.json", r#"{"tongguan":"settings","examination_share":"1"}"#));
    if keeps_examiners {
        house.push(folder.write("examiners.json", examiners(&messages).to_string()));
    }
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    folder
}

/// Two examiners at every customs that these declarations name.
fn examiners(messages: &[PathBuf]) -> Value {
    let customs = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.split("<CustomMaster>").nth(1).map(|it| it.chars().take(4).collect::<String>())
    };
    let posts: Vec<String> = messages.iter().filter_map(customs).collect();
    assert!(!posts.is_empty());
    let row = |id: &str, name: &str| json!({ "id": id, "name": name, "posts": posts, "conflicts": [], "from": "2020-01-01" });
    json!({ "tongguan": "examiners", "rows": [row("E01", "甲某"), row("E02", "乙某")] })
}

fn first_case(server: &Server) -> Value {
    let listed = server.get_json("/api/v1/declarations?state=examination");
    let number = listed["items"][0]["declaration_no"].as_str().unwrap().to_owned();
    server.get_json(&format!("/api/v1/declarations/{number}"))
}

/// Codes of the findings with which a command was refused.
fn say(server: &Server, message: &Value) -> Vec<String> {
    let reply = server.post("/api/v1/messages?wait=decided", "officer", message.to_string());
    assert_eq!(reply.status, 202, "{}", reply.text());
    let answer = reply.json();
    let receipts = answer["receipts"].as_array().unwrap();
    let format = receipts.iter().filter(|it| it["kind"] == "format");
    let findings = format.flat_map(|it| it["findings"].as_array().unwrap());
    findings.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_one_officer_found_waits_for_another_with_its_photographs() {
    let folder = with_examinations(1, true);
    let server = Server::start(&folder);
    let case = first_case(&server);
    let number = case["declaration_no"].as_str().unwrap();
    let examination = &case["examination"];
    assert_eq!(examination["takes_second"], true, "{examination}");
    assert_eq!(examination["examiners"].as_array().unwrap().len(), 2, "{case}");
    assert_eq!(examination["entered"], Value::Null);

    let photos = format!("/api/v1/declarations/{number}/photos");
    let send = |bytes: &[u8]| server.post_with(&photos, &[("Content-Type", "image/jpeg")], bytes);
    assert_eq!(send(b"<svg/>").status, 415);
    let kept = send(JPEG);
    assert_eq!(kept.status, 201, "{}", kept.text());
    let digest = blake3::hash(JPEG).to_hex().to_string();
    assert_eq!(kept.json()["digest"], digest.as_str());
    assert_eq!(send(JPEG).json()["digest"], digest.as_str(), "sent again it is the same");
    let shown = server.get(&format!("{photos}/{digest}"));
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(shown.body, JPEG);
    assert_eq!(server.get(&format!("{photos}/{}", "0".repeat(64))).status, 404);
    let trader = case["trader"]["code"].as_str().unwrap();
    assert_eq!(server.get(&format!("{photos}/{digest}?as={trader}")).status, 404);

    let record = json!({
        "tongguan": "issue_document", "declaration_no": number, "kind": "examination_record",
        "officer": "E01", "reason": "开箱", "attachments": [{ "name": "箱门", "digest": digest }],
        "fields": { "result": "conform", "line_results": "1=conform",
            "examined_at": "2026-11-23T00:00:00+08:00" },
    });
    assert_eq!(say(&server, &record), [""; 0]);
    assert_eq!(say(&server, &record), ["HSE-6964"], "what was entered is not entered twice");
    let waiting = first_case(&server);
    let entered = &waiting["examination"]["entered"];
    assert_eq!(
        (&entered["officer"], &entered["attachments"][0]["digest"]),
        (&json!("E01"), &json!(digest))
    );
    let seen = server.get_json(&format!("/api/v1/declarations/{number}?as={trader}"));
    assert_eq!(seen["examination"], Value::Null, "a company learns of the record");
    let told = seen["timeline"].as_array().unwrap().iter().any(|it| it["kind"] == "examined");
    assert!(!told, "{seen}");
    let tasks = server.get_json("/api/v1/tasks?kind=examination_second");
    assert_eq!(tasks["items"][0]["number"], number, "{tasks}");

    let confirm = |officer: &str| {
        json!({ "tongguan": "confirm_examination", "declaration_no": number, "is_confirmed": true,
            "entered_at": entered["entered_at"], "officer": officer })
    };
    assert_eq!(say(&server, &confirm("甲某")), ["HSE-6960"]);
    assert_eq!(say(&server, &confirm("科长")), [""; 0]);
    let after = server.get_json(&format!("/api/v1/declarations/{number}"));
    assert_ne!(after["state"], "examination");
    let record = after["documents"].as_array().unwrap().iter();
    let record = record.clone().find(|it| it["kind"] == "examination_record").unwrap();
    let record =
        server.get_json(&format!("/api/v1/documents/{}", record["number"].as_str().unwrap()));
    let says = |name: &str| {
        let fields = record["fields"].as_array().unwrap().iter();
        fields.clone().find(|it| it["name"] == name).unwrap()["value_zh"].clone()
    };
    assert_eq!((says("confirmed_by"), says("line_results")), (json!("科长"), json!("第1项相符")));
    let tasks = server.get_json("/api/v1/tasks?kind=examination_second");
    assert_eq!(tasks["items"], json!([]));
    drop(server);
    folder.verified();
}

#[test]
fn a_house_without_examiners_takes_one_officers_word() {
    let folder = with_examinations(1, false);
    let server = Server::start(&folder);
    let case = first_case(&server);
    let number = case["declaration_no"].as_str().unwrap();
    assert_eq!(case["examination"]["takes_second"], false);
    let pass = json!({ "tongguan": "officer", "list_no": number, "action": "pass_examination",
        "officer": "甲", "reason": "查验无异常" });
    assert_eq!(say(&server, &pass), [""; 0]);
    let after = server.get_json(&format!("/api/v1/declarations/{number}"));
    assert_ne!(after["state"], "examination");
}
