//! Files that are attached to declarations, from upload to download.

use messages::write_file;
use model::{DigestAlgorithm, SentFile};
use serde_json::{Value, json};

use crate::support::{Folder, server::Server};

const PDF: &[u8] = b"%PDF-1.4\n% an invented invoice\n%%EOF\n";
/// As the story names it.
const ID: &str = "224800000001IM202611210000000050.pdf";

/// A house with one declaration that names one file.
struct House {
    folder: Folder,
    server: Server,
    number: String,
}

impl House {
    fn new() -> House {
        let folder = Folder::new();
        let server = Server::start(&folder);
        let story = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../scenarios/goods-declaration/in-our-own-json"
        );
        let mut inputs: Vec<_> =
            std::fs::read_dir(story).unwrap().map(|it| it.unwrap().path()).collect();
        inputs.sort();
        let mut number = String::new();
        for path in inputs {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.contains("-in-") || !number.is_empty() {
                continue;
            }
            let mut text = std::fs::read_to_string(&path).unwrap();
            if let Ok(mut message) = serde_json::from_str::<Value>(&text)
                && message["tongguan"] == "declaration"
            {
                let named = message["declaration"]["attachments"].as_array_mut().unwrap();
                let file = named.iter_mut().find(|it| it["id"] == ID).unwrap();
                file["size"] = json!(PDF.len().to_string());
                text = message.to_string();
            }
            server.decide(&text);
            let page = server.get_json("/api/v1/declarations");
            if let Some(it) = page["items"].get(0) {
                number = it["declaration_no"].as_str().unwrap().to_owned();
            }
        }
        assert_eq!(number.len(), 18, "it was accepted");
        House { folder, server, number }
    }

    fn file(&self, content: &[u8]) -> SentFile<'static> {
        let view = self.server.get_json(&format!("/api/v1/declarations/{}", self.number));
        SentFile {
            declaration_no: self.number.clone().into(),
            file_name: ID.into(),
            own_name: "invoice.pdf".into(),
            format: "US".into(),
            trader_code: view["trader"]["code"].as_str().unwrap().to_owned().into(),
            filing: "F".into(),
            kind: "00000001".into(),
            digest: digest(content).into(),
            ..SentFile::default()
        }
    }

    /// `S` or `F` with the codes of what is said.
    fn send(&self, file: &SentFile<'_>, content: &[u8]) -> String {
        let mut raw = Vec::new();
        write_file(file, content, &mut raw);
        let answer = self.server.decide(&raw);
        assert_eq!(answer["kind"], "USF001", "{answer}");
        let receipt = &answer["receipts"][0];
        assert_eq!(receipt["kind"], "file", "{answer}");
        let findings = receipt["findings"].as_array().unwrap().iter();
        let codes: Vec<&str> = findings.map(|it| it["code"].as_str().unwrap()).collect();
        let mark = if receipt["status"] == 0 { "S" } else { "F" };
        format!("{mark} {}", codes.join(" ")).trim_end().to_owned()
    }

    fn kept(&self) -> Value {
        self.server.get_json(&format!("/api/v1/declarations/{}", self.number))["files"].clone()
    }
}

fn digest(content: &[u8]) -> String {
    use base64::Engine as _;
    let digest = signatures::digest(DigestAlgorithm::Sha1, content);
    base64::prelude::BASE64_STANDARD.encode(digest.as_bytes())
}

#[test]
fn a_file_is_kept_with_its_declaration_and_given_back() {
    let house = House::new();
    assert_eq!(house.kept(), json!([]));
    let file = house.file(PDF);
    assert_eq!(house.send(&file, PDF), "S");
    let kept = house.kept();
    assert_eq!(kept[0]["id"], ID);
    assert_eq!(kept[0]["size"], PDF.len());
    assert_eq!(kept[0]["digest"], file.digest.as_str());
    let reply = house.server.get(&format!("/api/v1/declarations/{}/files/{ID}", house.number));
    assert_eq!((reply.status, reply.body.as_slice()), (200, PDF));
    let other = house.server.get(&format!("/api/v1/declarations/{}/files/other", house.number));
    assert_eq!(other.status, 404);

    // Other bytes under the same name: refused as a first one, taken as a replacement.
    let longer = [PDF, &b"%2"[..]].concat();
    let again = house.file(&longer);
    assert_eq!(house.send(&again, &longer), "F HSE-6706 HSE-6708");
    let mut same_size = PDF.to_vec();
    same_size[12] = b'X';
    let other = SentFile { filing: "R".into(), ..house.file(&same_size) };
    assert_eq!(house.send(&other, &same_size), "S");
    assert_eq!(house.kept().as_array().unwrap().len(), 1);
    assert_eq!(house.kept()[0]["digest"], other.digest.as_str());

    let House { folder, server, .. } = house;
    server.terminate();
    folder.run(&["verify"]).ok();
}

/// Who sent one file is waited for with the others.
#[test]
fn a_declaration_waits_for_the_files_that_it_names() {
    let house = House::new();
    let view = || house.server.get_json(&format!("/api/v1/declarations/{}", house.number));
    let send = |id: &str, kind: &str| {
        let file = SentFile {
            file_name: id.to_owned().into(),
            kind: kind.to_owned().into(),
            ..house.file(PDF)
        };
        assert_eq!(house.send(&file, PDF), "S", "{id}");
    };
    send(ID, "00000001");
    let owed = view()["assessment"]["owed"].as_str().unwrap().to_owned();
    let paid = json!({
        "tongguan": "duty_paid",
        "declaration_no": house.number,
        "amount": owed,
        "bank": "示例银行",
        "at": "2026-11-21T10:00:00+08:00",
    });
    house.server.decide(paid.to_string());
    let waiting = view();
    assert_eq!(waiting["state"], "awaiting_files", "{waiting}");
    let missing: Vec<String> = waiting["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["code"] == "HSE-6791")
        .map(|it| it["expected"].as_str().unwrap().to_owned())
        .collect();
    assert!(!missing.is_empty(), "{waiting}");
    for id in &missing {
        assert_eq!(view()["state"], "awaiting_files");
        send(id, &id[4..12]);
    }
    assert_eq!(view()["state"], "released");
    assert_eq!(view()["files"].as_array().unwrap().len(), missing.len() + 1);
    let House { folder, server, .. } = house;
    server.terminate();
    folder.run(&["verify"]).ok();
}

#[test]
fn what_is_wrong_with_a_file_is_said_at_once() {
    let house = House::new();
    let good = house.file(PDF);
    let wrong = SentFile { digest: digest(b"other").into(), ..good.clone() };
    assert_eq!(house.send(&wrong, PDF), "F HSE-6702");
    let text = b"no pdf at all, and of another size";
    let wrong =
        SentFile { kind: "00000002".into(), trader_code: "9999999999".into(), ..good.clone() };
    assert_eq!(house.send(&wrong, text), "F HSE-6702 HSE-6703 HSE-6705 HSE-6706 HSE-6707");
    let wrong = SentFile { file_name: "unheard-of.pdf".into(), ..good.clone() };
    assert_eq!(house.send(&wrong, PDF), "F HSE-6704");
    let wrong = SentFile { declaration_no: "440320261000000099".into(), ..good.clone() };
    assert_eq!(house.send(&wrong, PDF), "F HSE-6701");
    let wrong = SentFile { digest: "".into(), ..good };
    assert_eq!(house.send(&wrong, PDF), "F FMT-1101");
    assert_eq!(house.kept(), json!([]));
    let view = house.server.get_json(&format!("/api/v1/declarations/{}", house.number));
    assert!(view["timeline"].to_string().contains("附件未通过"), "{view}");
}
