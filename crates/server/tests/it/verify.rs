//! `tongguan verify`: proves a good house, and names what was altered.

use std::{fs, sync::OnceLock};

use model::Rate;
use rusqlite::Connection;
use serde_json::{Value, json};
use testkit::Plan;

use crate::support::{
    Folder,
    parcels::{messages, today},
};

/// A house of several commits; a copy of one that is cleared once.
fn house() -> Folder {
    static DATABASE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = DATABASE.get_or_init(|| {
        let folder = Folder::new();
        let plan = Plan::new(60, Rate::from_ppm(300_000), 3, today());
        let messages = messages(&plan);
        let parts = [&messages[..9], &messages[9..30], &messages[30..]];
        for (part, number) in parts.iter().zip(1..) {
            for message in *part {
                folder.write(&format!("in{number}/{}", message.name), &message.bytes);
            }
            folder.ingest(&[folder.path(&format!("in{number}"))]);
        }
        fs::read(folder.database()).unwrap()
    });
    let folder = Folder::new();
    folder.write("house/house.sqlite", bytes);
    folder
}

fn alter(folder: &Folder, sql: &str) {
    let connection = Connection::open(folder.database()).unwrap();
    assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
}

/// The report on a house that is not what it was.
#[track_caller]
fn not_proved(folder: &Folder) -> Value {
    let ran = folder.run(&["verify", "--json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report = ran.json();
    assert_eq!(report["is_proved"], false);
    report
}

#[test]
fn a_good_house_is_proved_and_replayed() {
    let folder = house();
    let report = folder.verified();
    assert_eq!(report["faults"], json!([]));
    assert_eq!(report["altered_inputs"], json!([]));
    assert_eq!(report["replay"]["commits"], report["commits"]);
    assert_eq!(report["replay"]["differs_at"], Value::Null);
    assert!(report["entries"].as_u64().unwrap() > 50);
    let words = folder.run(&["verify"]).ok().out;
    assert!(words.trim_end().ends_with("\nproved"), "{words}");
    let chain_only = folder.json(&["verify", "--chain-only"]);
    assert_eq!(chain_only["replay"], Value::Null);
    assert_eq!(chain_only["head"], report["head"]);
    // Proving leaves nothing behind.
    assert_eq!(folder.verified(), report);
}

#[test]
fn an_altered_state_names_its_entry() {
    let folder = house();
    alter(&folder, "UPDATE entry SET state = 13 WHERE id = 17");
    let report = not_proved(&folder);
    assert_eq!(report["faults"], json!([{ "fault": "state", "entry": 17 }]));
    let words = folder.run(&["verify"]);
    assert_eq!(words.code, Some(1));
    assert!(words.out.contains("17") && words.out.contains("NOT PROVED"), "{}", words.out);
}

#[test]
fn an_altered_balance_names_its_account() {
    let folder = house();
    let connection = Connection::open(folder.database()).unwrap();
    let of = "account WHERE (hi, lo) = (SELECT hi, lo FROM account LIMIT 1 OFFSET 2)";
    let label: String =
        connection.query_row(&format!("SELECT label FROM {of}"), [], |row| row.get(0)).unwrap();
    alter(&folder, &format!("UPDATE {}", of.replace(" WHERE", " SET posted = posted + 1 WHERE")));
    assert_eq!(not_proved(&folder)["faults"], json!([{ "fault": "account", "label": label }]));
}

#[test]
fn altered_history_names_its_entry_and_the_replay_agrees() {
    let folder = house();
    alter(&folder, "UPDATE history SET body = CAST(body || x'00' AS BLOB) WHERE id = 40");
    let connection = Connection::open(folder.database()).unwrap();
    let (entry, commit): (u64, u64) = connection
        .query_row("SELECT entry, commit_no FROM history WHERE id = 40", [], |row| {
            Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64))
        })
        .unwrap();
    let report = not_proved(&folder);
    let fault = json!({ "fault": "history", "commit": commit, "entry": entry });
    assert!(report["faults"].as_array().unwrap().contains(&fault), "{report}");
    assert_eq!(report["replay"]["differs_at"], Value::Null, "the inputs are what they were");
}

#[test]
fn altered_raw_bytes_name_their_input() {
    let folder = house();
    alter(&folder, "UPDATE raw SET bytes = (SELECT bytes FROM raw WHERE id = 12) WHERE id = 11");
    let report = not_proved(&folder);
    assert_eq!(report["altered_inputs"], json!([11]));
    assert_ne!(report["replay"]["differs_at"], Value::Null);

    let folder = house();
    alter(&folder, "UPDATE raw SET bytes = x'00' WHERE id = 11");
    let report = not_proved(&folder);
    assert_eq!(report["altered_inputs"], json!([11]), "bytes that do not even unpack");
}

#[test]
fn a_missing_input_is_named() {
    let folder = house();
    alter(&folder, "DELETE FROM raw WHERE id = 11");
    assert_eq!(not_proved(&folder)["altered_inputs"], json!([11]));
}

/// What is kept beside the history to decide with is proved too: by deciding again.
#[test]
fn an_altered_claim_or_entry_is_seen() {
    for sql in [
        "DELETE FROM claim WHERE (hi, lo) = (SELECT hi, lo FROM claim LIMIT 1 OFFSET 9)",
        "UPDATE claim SET entry = entry + 1 \
         WHERE (hi, lo) = (SELECT hi, lo FROM claim WHERE entry > 0 LIMIT 1)",
        "UPDATE entry SET n_findings = n_findings + 1 WHERE id = 17",
        "UPDATE entry SET due_at = 1 WHERE id = 17",
        "UPDATE entry SET body = CAST(body || x'00' AS BLOB) WHERE id = 17",
    ] {
        let folder = house();
        alter(&folder, sql);
        not_proved(&folder);
    }
}

#[test]
fn where_there_is_no_house_none_is_made_and_nothing_is_proved() {
    let folder = Folder::new();
    let ran = folder.run(&["verify"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("there is no house in"), "{}", ran.err);
    assert!(!folder.data().exists());
}
