//! `tongguan doctor`: what is wrong with a house is named, with what to do, and nothing else is called wrong.

use std::{
    fs,
    io::{Seek, SeekFrom, Write},
    os::unix::fs::PermissionsExt,
};

use serde_json::Value;

use crate::support::{Folder, parcels::Parcels, run, server::Server};

struct Told {
    code: Option<i32>,
    report: Value,
}

impl Told {
    #[track_caller]
    fn check(&self, name: &str) -> &Value {
        let checks = self.report["checks"].as_array().unwrap();
        checks.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{}", self.report))
    }

    fn names(&self) -> Vec<&str> {
        let checks = self.report["checks"].as_array().unwrap();
        checks.iter().map(|it| it["name"].as_str().unwrap()).collect()
    }

    #[track_caller]
    fn are_well(&self, names: &[&str]) {
        for name in names {
            assert_eq!(self.check(name)["state"], "well", "{name}: {}", self.report);
        }
    }

    /// It is wrong, says what to do, comes first and fails the command.
    #[track_caller]
    fn is_wrong(&self, name: &str) -> String {
        let check = self.check(name);
        assert_eq!(check["state"], "wrong", "{check}");
        assert!(!check["remedy"].as_str().unwrap().is_empty());
        assert_eq!((self.code, &self.report["state"]), (Some(1), &Value::from("wrong")));
        assert_eq!(self.report["checks"][0]["state"], "wrong");
        check["seen"].as_str().unwrap().to_owned()
    }
}

#[track_caller]
fn doctor(folder: &Folder, extra: &[&str]) -> Told {
    let mut command = folder.command(&["doctor", "--json"]);
    command.args(extra);
    let ran = run(command);
    Told { code: ran.code, report: ran.json() }
}

/// A house in which something was decided, at rest.
fn decided() -> Folder {
    let folder = Folder::new();
    let parcels = Parcels::clean(3);
    parcels.prepare(&folder);
    let paths: Vec<_> = (0..3).map(|at| parcels.write(&folder, &format!("p{at}"), at)).collect();
    assert_eq!(folder.ingest(&paths).0, Some(0));
    folder
}

fn file(folder: &Folder) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.database()).unwrap()
}

/// What hangs on the file alone, and not on the machine or the day.
const OF_THE_FILE: [&str; 9] =
    ["file", "schema", "pages", "chain", "signatures", "clock", "undecided", "writer", "rights"];

#[test]
fn a_sound_house_is_well_and_the_text_says_the_same() {
    let folder = decided();
    let told = doctor(&folder, &[]);
    told.are_well(&OF_THE_FILE);
    for name in
        ["time", "tasks", "tariff", "law", "calendar", "exchange", "disk", "webhooks", "console"]
    {
        told.check(name);
    }
    let is_wrong = told.report["state"] == "wrong";
    assert_eq!(told.code, Some(i32::from(is_wrong)));
    let text = folder.run(&["doctor"]);
    assert_eq!(text.code, told.code);
    assert!(told.names().iter().all(|it| text.out.contains(it)), "{}", text.out);
    folder.verified();
}

#[test]
fn where_there_is_no_house_nothing_is_made() {
    let folder = Folder::new();
    let seen = doctor(&folder, &[]).is_wrong("file");
    assert!(seen.starts_with("there is no house"), "{seen}");
    assert!(!folder.data().exists());
}

#[test]
fn a_corrupted_page_is_found_by_looking_at_all_of_them() {
    let folder = decided();
    let (size, pages): (i64, i64) = {
        let file = file(&folder);
        let ask = |sql: &str| file.query_row(sql, [], |row| row.get(0)).unwrap();
        let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'history'";
        (ask("PRAGMA page_size"), ask(root))
    };
    let mut file = fs::File::options().write(true).open(folder.database()).unwrap();
    file.seek(SeekFrom::Start(u64::try_from(size * (pages - 1)).unwrap())).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
    drop(file);
    let told = doctor(&folder, &[]);
    told.is_wrong("pages");
    told.are_well(&["file", "schema", "rights"]);
}

#[test]
fn a_file_that_is_no_database_is_told_and_nothing_more_is_asked_of_it() {
    let folder = decided();
    fs::write(folder.database(), vec![0x5a; 20_000]).unwrap();
    let told = doctor(&folder, &[]);
    told.is_wrong("file");
    assert!(!told.names().contains(&"chain"));
}

#[test]
fn a_file_of_a_newer_program_is_not_looked_into() {
    let folder = decided();
    file(&folder).pragma_update(None, "user_version", 9_999).unwrap();
    let told = doctor(&folder, &[]);
    let seen = told.is_wrong("schema");
    assert!(seen.starts_with("schema 9999;"), "{seen}");
    assert!(!told.names().contains(&"chain"));
}

#[test]
fn a_file_of_keys_that_others_may_read_is_wrong() {
    let folder = decided();
    fs::set_permissions(folder.database(), fs::Permissions::from_mode(0o640)).unwrap();
    let seen = doctor(&folder, &[]).is_wrong("rights");
    assert!(seen.contains("house.sqlite (640)"), "{seen}");
    fs::set_permissions(folder.database(), fs::Permissions::from_mode(0o600)).unwrap();
    doctor(&folder, &[]).are_well(&["rights"]);
}

/// The clock shows less than what was decided: it stands, or was set back.
#[test]
fn a_clock_behind_the_newest_commit_is_wrong() {
    let folder = decided();
    file(&folder).execute_batch("UPDATE commit_log SET at = at + 86400000").unwrap();
    let seen = doctor(&folder, &[]).is_wrong("clock");
    assert!(seen.contains("before the newest commit"), "{seen}");
}

#[test]
fn an_altered_commit_breaks_the_chain_and_an_altered_signature_does_not_hold() {
    let folder = decided();
    file(&folder)
        .execute_batch(
            "UPDATE commit_log SET at = at + 1 WHERE no = (SELECT max(no) FROM commit_log)",
        )
        .unwrap();
    let seen = doctor(&folder, &[]).is_wrong("chain");
    assert!(seen.starts_with("the link of commit "), "{seen}");

    let folder = decided();
    file(&folder).execute_batch("UPDATE head_signature SET signature = zeroblob(64)").unwrap();
    let told = doctor(&folder, &[]);
    told.is_wrong("signatures");
    told.are_well(&["chain"]);
}

#[test]
fn a_running_house_is_asked_too() {
    let folder = decided();
    let server = Server::start(&folder);
    let url = format!("http://{}", server.address);
    let told = doctor(&folder, &["--url", &url]);
    told.are_well(&["running", "ready", "chain", "writer", "undecided"]);
    assert!(told.check("writer")["seen"].as_str().unwrap().contains("holds its lock"));
    assert!(server.terminate().success());
    doctor(&folder, &["--url", &url]).is_wrong("running");

    let server = Server::start_with(&folder, &["--keep-free", "1000000000000"]);
    let told = doctor(&folder, &["--url", &format!("http://{}/", server.address)]);
    let seen = told.is_wrong("ready");
    assert!(seen.starts_with("disk: "), "{seen}");
    told.are_well(&["running"]);
}
