//! The demonstration of the peak, rehearsed small, and a third party's proof.

use std::fs;

use crate::support::Folder;

#[test]
fn the_peak_demonstration_meets_its_scorecard() {
    let folder = Folder::new();
    let args = ["--json", "demo", "peak", "--parcels", "600", "--seconds", "3", "--faults", "0.1"];
    let ran = folder.run(&args);
    let report = ran.json();
    let scores = report["scores"].as_array().unwrap();
    assert!(scores.len() >= 12, "{scores:#?}");
    for score in scores {
        assert_eq!(score["is_met"], true, "{score:#?}");
    }
    ran.ok();
    let story = &report["story"];
    assert_eq!(story["refused"]["state"], "rejected");
    assert_eq!(story["refused"]["findings"][0]["code"], "PAY-2332");
    assert_eq!(story["released"]["state"], "released");
    assert!(!story["released"]["assessment"]["steps"].as_array().unwrap().is_empty());
    assert!(!story["released"]["ledger"].as_array().unwrap().is_empty());
}

#[test]
fn an_export_is_proved_by_its_public_key_and_by_no_other() {
    let folder = Folder::new();
    folder.run(&["params", "extend", "tariff", "--to", "2026-12-31", "--basis", "test"]).ok();
    let file = folder.data().join("export.sqlite");
    let file = file.to_str().unwrap();
    let exported = folder.run(&["--json", "export", "--out", file]).json();
    let key = exported["public_key"].as_str().unwrap();
    let proved = folder.run(&["--json", "verify", "--export", file, "--public-key", key]).json();
    assert_eq!(proved["is_proved"], true, "{proved:#}");
    assert_eq!(proved["head"], exported["head"]);
    assert!(proved["signed_heads"].as_u64().unwrap() > 0);

    let other = "11".repeat(32);
    let forged = folder.run(&["verify", "--export", file, "--public-key", &other]);
    assert_ne!(forged.code, Some(0), "{forged:?}");
    let again = folder.run(&["export", "--out", file]);
    assert_ne!(again.code, Some(0), "an export is not written over: {again:?}");

    let bytes = fs::read(file).unwrap();
    let secret = store::HouseRecords::open_file(&folder.database()).unwrap().keyring().unwrap();
    assert!(!bytes.windows(secret.len()).any(|it| it == secret), "the secret stays at home");
}
