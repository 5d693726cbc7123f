//! Retail exports over several commits: proved, shown, summed up in a goods declaration.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{Folder, files_in, server::Server};

const SUMMED_UP: &str = "../../scenarios/retail-export/summed-up";
const COME_BACK: &str = "../../scenarios/retail-export/goods-come-back";

/// The inputs of a scenario, moved from the end of 2020 to that of 2026.
fn inputs(folder: &Folder, scenario: &str) -> Vec<std::path::PathBuf> {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join(scenario);
    let mut inputs = Vec::new();
    for path in files_in(&scenario) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.contains("-in-") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("53492020E", "53492026E");
        let text = text.replace("<ceb:leaveTime>2020", "<ceb:leaveTime>2026");
        inputs.push(folder.write(&name, text));
    }
    inputs
}

/// A house in which the tariff holds and nobody is drawn at random.
fn house() -> Folder {
    let folder = Folder::new();
    let extend = ["params", "extend", "tariff", "--to", "2026-12-31", "--basis", "试用假设"];
    folder.run(&extend).ok();
    let settings = r#"{"tongguan":"settings","examination_share":"0"}"#;
    assert_eq!(folder.ingest(&[folder.write("settings.json", settings)]).0, Some(0));
    folder
}

/// A house whose three exports left in November 2026, each step in a commit of its own, and were summed up
/// in December.
fn summed_up() -> Folder {
    let folder = house();
    for path in inputs(&folder, SUMMED_UP) {
        if path.to_str().unwrap().contains("09-in-CEB701") {
            folder.run(&["tick", "--to", "2026-12-02"]).ok();
        }
        assert_eq!(folder.ingest(&[path]).0, Some(0));
    }
    folder
}

#[test]
fn lists_are_summed_up_proved_and_shown() {
    let folder = summed_up();
    folder.verified();
    let server = Server::start(&folder);
    let get = |path: &str| -> Value { server.get_json(&format!("/api/v1/{path}")) };
    let export = get("exports/53492026E000000001");
    assert_eq!(export["state"], "closed");
    assert_eq!(export["to_sum_up"], json!({ "from": "2026-12-01", "to": "2026-12-15" }));
    let number = export["summed_up"]["declaration_no"].as_str().unwrap();
    assert_eq!(export["summed_up"]["lines"], json!([1, 2]));
    let declaration = get(&format!("declarations/{number}"));
    assert_eq!(declaration["state"], "cleared", "{declaration}");
    let made = &declaration["made_of_lists"];
    assert_eq!(made["n_lists"], 3);
    assert_eq!(made["lines"].as_array().unwrap().len(), 4);
    assert_eq!(made["lines"][3]["list_no"], "53492026E000000003");
    assert_eq!(made["lines"][3]["line"], 1, "{made}");
}

#[test]
fn what_comes_back_is_proved_and_shown() {
    let folder = house();
    for path in inputs(&folder, COME_BACK) {
        if !path.to_str().unwrap().contains("tick") {
            assert_eq!(folder.ingest(&[path]).0, Some(0));
        }
    }
    folder.run(&["tick", "--to", "2026-12-31"]).ok();
    folder.verified();
    let server = Server::start(&folder);
    let export = server.get_json("/api/v1/exports/53492026E000000001");
    assert_eq!(export["state"], "closed");
    let returns = export["returns"].as_array().unwrap();
    let states: Vec<&str> = returns.iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["arrived", "arrived", "applied"], "{export}");
    assert_eq!(returns[0]["lines"][0]["back"], "1.00");
    assert_eq!(returns[2]["lines"][0]["back"], "0.00");
    let second = server.get_json("/api/v1/exports/53492026E000000002");
    assert_eq!(second["returns"][0]["state"], "withdrawn");
    let told = export["timeline"].to_string();
    assert!(told.contains("退货"), "{told}");
}

#[test]
fn a_corpus_of_exports_is_cleared_and_proved() {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let asked = ["generate", "retail", "--flow", "export", "--parcels", "300", "--faults", "0.2"];
    let truth =
        folder.json(&[&asked[..], &["--seed", "3", "--out", out.to_str().unwrap()]].concat());
    assert!(truth["faulty"].as_u64().unwrap() > 30, "{truth}");
    for part in files_in(&folder.path("corpus/000000")).chunks(7) {
        let (code, report) = folder.ingest(part);
        let has_unreadable = report["unreadable"].as_u64().unwrap() > 0;
        assert_eq!(code, Some(i32::from(has_unreadable)), "{report}");
    }
    folder.verified();
    let returns = ["generate", "retail", "--flow", "export", "--returns", "0.1", "--out", "other"];
    let refused = folder.run(&returns);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("--returns"), "{}", refused.err);
}

#[test]
fn the_bench_of_exports_holds_its_corpus_against_the_truth() {
    let folder = Folder::new();
    let asked = ["bench", "retail", "--flow", "export", "--parcels", "300", "--faults", "0.2"];
    let report = folder.json(&[&asked[..], &["--no-latency"]].concat());
    assert!(report["faults_planted"].as_u64().unwrap() > 30, "{report}");
    assert_eq!(report["faults_found"], report["faults_planted"], "{report}");
    assert_eq!((&report["false_findings"], &report["wrong_outcomes"]), (&json!(0), &json!(0)));
}
