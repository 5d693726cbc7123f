//! Documents that customs issues about declarations: issued and served on the command line, shown by the API as
//! JSON and PDF, signed, listed when they are missed, and proved.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const BY: [&str; 4] = ["--officer", "关员甲", "--reason", "如下"];

/// A folder whose house has one declaration, which was selected for examination.
fn with_an_examination() -> Folder {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let asked = ["generate", "declarations", "--declarations", "1", "--faults", "0", "--seed", "3"];
    folder.json(&[&asked[..], &["--out", out.to_str().unwrap()]].concat());
    let files = files_in(&folder.path("corpus/000000"));
    let (mut house, messages): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|it| it.extension().is_some_and(|it| it == "json"));
    let settings = r#"{"tongguan":"settings","examination_share":"1"}"#;
    house.push(folder.write("settings.json", settings));
    assert_eq!(folder.ingest(&house).0, Some(0));
    assert_eq!(folder.ingest(&messages).0, Some(0));
    folder
}

fn declaration_no(folder: &Folder) -> String {
    let listed = folder.json(&["documents", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    listed[0]["declaration_no"].as_str().unwrap().to_owned()
}

#[test]
fn an_examination_is_appointed_a_term_extended_and_a_sample_reported() {
    let folder = with_an_examination();
    let declaration = declaration_no(&folder);
    let notice = folder.json(&["documents", "list"])[0]["number"].as_str().unwrap().to_owned();
    let at = ["--way", "video", "--at", "2099-01-01T10:00:00+08:00", "--officer", "关员甲"];
    let appoint = ["officer", "appoint", &notice];
    let lacks = folder.run(&[&appoint[..], &at].concat());
    assert!(lacks.out.contains("HSE-6932") && lacks.code == Some(1), "{lacks:?}");
    let link = ["--link", "https://video.example/1"];
    folder.run(&[&appoint[..], &at, &link].concat()).ok();
    let shown = folder.json(&["documents", "show", &notice]);
    assert_eq!(shown["appointment"]["link"], "https://video.example/1");
    let extend = ["officer", "extend", &notice, "--until", "2099-01-01"];
    let unserved = folder.run(&[&extend[..], &BY].concat());
    assert!(unserved.out.contains("HSE-6921"), "{}", unserved.out);
    let issue = ["officer", "issue", &declaration, "sampling_order"];
    let says = ["laboratory=L", "test=quality", "items=1", "sample_no=YP-1", "goods_wait=wait"];
    let says = says.iter().flat_map(|it| ["--field", it]).collect::<Vec<_>>();
    let present = ["--field", "attended_by=郑舟"];
    folder.run(&[&issue[..], &BY, &says, &present].concat()).ok();
    let open = folder.json(&["documents", "list"]);
    let order = open.as_array().unwrap().iter().find(|it| it["kind"] == "sampling_order").unwrap();
    let sample = order["number"].as_str().unwrap().to_owned();
    let result = ["officer", "result", &sample, "--laboratory", "L", "--sample-no", "YP-1"];
    let found = ["--finding", "quality", "--text", "水分超标"];
    folder.run(&[&result[..], &found].concat()).ok();
    let shown = folder.json(&["documents", "show", &sample]);
    let said = json!([shown["state"], shown["result"]["finding_zh"], shown["owed_by"]]);
    assert_eq!(said, json!(["answered", "品质不合格", "customs"]));
    folder.verified();
}

#[test]
fn officers_issue_serve_and_close_and_the_chain_covers_it() {
    let folder = with_an_examination();
    let declaration = declaration_no(&folder);
    let listed = folder.json(&["documents", "list"]);
    let notice = listed[0]["number"].as_str().unwrap().to_owned();
    assert_eq!(
        (&listed[0]["kind"], &listed[0]["state"]),
        (&json!("examination_notice"), &json!("issued"))
    );
    let served =
        ["officer", "serve", &notice, "--way", "in-person", "--to", "郑舟", "--by", "关员丙"];
    folder.run(&served).ok();
    let refused = folder.run(&served);
    assert!(refused.out.contains("HSE-6611") && refused.out.contains("REFUSED"), "{}", refused.out);
    let photo = folder.write("photo.jpg", b"not a photograph");
    let record = ["officer", "issue", &declaration, "examination_record", "--officer", "关员甲"];
    let says =
        ["--reason", "数量不符", "--field", "result=quantity", "--field", "disposal=correct"];
    let attached = ["--attach", photo.to_str().unwrap()];
    folder.run(&[&record[..], &says, &attached].concat()).ok();
    let query = ["officer", "issue", &declaration, "value_query", "--officer", "关员甲"];
    let says = ["--reason", "价格质疑", "--field", "items=1", "--field", "doubt=申报价格偏低"];
    folder.run(&[&query[..], &says].concat()).ok();
    let open = folder.json(&["documents", "list"]);
    let kinds: Vec<&str> =
        open.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["value_query", "examination_record"], "the record closed the notice");
    let query = open[0]["number"].as_str().unwrap();
    let held =
        folder.run(&[&["officer", "order", &declaration, "approve-review"][..], &BY].concat());
    assert!(held.out.contains("HSE-6619"), "{}", held.out);
    let by = ["--way", "post", "--to", "郑舟", "--by", "关员丙"];
    folder.run(&[&["officer", "serve", query][..], &by].concat()).ok();
    let shown = folder.json(&["documents", "show", query]);
    let signed: Value = serde_json::from_str(shown["signature"]["text"].as_str().unwrap()).unwrap();
    let code = signed["declarant"]["code"].as_str().unwrap();
    let said = ["officer", "answer", query, "--by-code", code, "--text", "如合同"];
    folder.run(&said).ok();
    let value =
        ["officer", "value", &declaration, "--line", "1=9999999.00", "--method", "相同货物"];
    folder.run(&[&value[..], &BY].concat()).ok();
    let kinds = folder.json(&["documents", "list"]).to_string();
    assert!(kinds.contains("tax_confirmation") && !kinds.contains("value_query"), "{kinds}");
    folder.run(&[&["officer", "order", &declaration, "approve-review"][..], &BY].concat()).ok();
    folder.verified();

    let number = open[1]["number"].as_str().unwrap();
    let page = folder.path("record.pdf");
    folder.run(&["documents", "show", number, "--pdf", page.to_str().unwrap()]).ok();
    assert!(std::fs::read(&page).unwrap().starts_with(b"%PDF-"));
    let shown = folder.json(&["documents", "show", number]);
    let digest = blake3::hash(b"not a photograph").to_hex().to_string();
    assert_eq!(shown["attachments"], json!([{ "name": "photo.jpg", "digest": digest }]));
    let key = shown["signature"]["public_key"].as_str().unwrap().to_owned();
    let proved = |shown: &Value, key: &str| {
        let file = folder.write("document.json", shown.to_string());
        let file = file.to_str().unwrap().to_owned();
        folder.run(&["documents", "verify", &file, "--public-key", key]).out.contains("NOT")
    };
    assert!(!proved(&shown, &key));
    let mut other = shown.clone();
    other["reason"] = json!("无事");
    assert!(proved(&other, &key), "what is shown is not what is signed");
    assert!(proved(&shown, &"0".repeat(64)), "another key");
}

#[test]
fn a_served_house_shows_documents_and_their_pages() {
    let folder = with_an_examination();
    let declaration = declaration_no(&folder);
    let server = Server::start(&folder);
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let documents = get(&format!("declarations/{declaration}/documents"));
    let number = documents["items"][0]["number"].as_str().unwrap().to_owned();
    assert_eq!(get(&format!("declarations/{declaration}"))["documents"], documents["items"]);
    let path = format!("/api/v1/documents/{number}");
    let detail = get(&format!("documents/{number}"));
    assert_eq!(detail["fields"][0]["value_zh"], "口岸");
    assert_eq!(detail["term"]["unit"], "working_days");
    let signed: Value =
        serde_json::from_str(detail["signature"]["text"].as_str().unwrap()).unwrap();
    assert_eq!(signed["number"], json!(number));
    for reply in [
        server.get_with(&path, &[("accept", "application/pdf")]),
        server.get(&format!("{path}?format=pdf")),
    ] {
        assert_eq!(reply.status, 200);
        assert!(reply.body.starts_with(b"%PDF-"));
    }
    let act = json!({ "tongguan": "document_act", "number": number, "act": { "closed": {
        "officer": "关员甲", "reason": "货主已到场" } } });
    server.decide(act.to_string());
    assert_eq!(get(&format!("documents/{number}"))["state"], "closed");
    assert_eq!(get("documents")["items"], json!([]));
    assert_eq!(get("documents?all=true")["items"].as_array().unwrap().len(), 1);
    let titles = get(&format!("declarations/{declaration}"))["timeline"].to_string();
    assert!(titles.contains("查验通知单已制发") && titles.contains("查验通知单已办结"), "{titles}");
    assert_eq!(server.get("/api/v1/documents/D26112199000000001").status, 404);
    assert_eq!(server.get("/api/v1/declarations/999999/documents").status, 404);
}
