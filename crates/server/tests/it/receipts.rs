//! `tongguan receipts`: replayable from any number, valid on the wire.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command, sync::OnceLock};

use model::Rate;
use serde_json::Value;
use testkit::Plan;

use crate::support::{
    Folder, files_in,
    parcels::{messages, today},
};

/// A house with every kind of answer in it; a copy of one that is cleared once.
fn house() -> Folder {
    static DATABASE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = DATABASE.get_or_init(|| {
        let folder = Folder::new();
        let plan = Plan::new(80, Rate::from_ppm(400_000), 11, today());
        for message in messages(&plan) {
            folder.write(&format!("in/{}", message.name), message.bytes);
        }
        folder.write("in/zz-bad.xml", "<x/>");
        assert_eq!(folder.ingest(&[folder.path("in")]).0, Some(1), "the bad one");
        fs::read(folder.database()).unwrap()
    });
    let folder = Folder::new();
    folder.write("house/house.sqlite", bytes);
    folder
}

fn read(folder: &Folder, extra: &[&str]) -> (Value, Vec<Value>) {
    let out = folder.path("out");
    if out.exists() {
        fs::remove_dir_all(&out).unwrap();
    }
    let common = ["receipts", "--format", "json", "--out", out.to_str().unwrap()];
    let report = folder.json(&[&common[..], extra].concat());
    let of_file =
        |path: PathBuf| -> Vec<Value> { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
    let mut receipts: Vec<Value> = files_in(&out).into_iter().flat_map(of_file).collect();
    receipts.sort_by_key(|it| it["house_no"].as_u64());
    (report, receipts)
}

fn numbers(receipts: &[Value], of: &str) -> Vec<u64> {
    receipts.iter().map(|it| it[of].as_u64().unwrap()).collect()
}

#[test]
fn receipts_go_on_where_the_last_ones_ended() {
    let folder = house();
    let (report, all) = read(&folder, &[]);
    let count = all.len() as u64;
    assert_eq!(report["receipts"], count);
    assert_eq!(report["next_after"], count);
    assert_eq!(numbers(&all, "house_no"), (1..=count).collect::<Vec<_>>());
    for after in [0, 1, count / 3, count / 2, count - 1] {
        let (report, rest) = read(&folder, &["--after", &after.to_string()]);
        assert_eq!(rest, all[after as usize..], "after {after}");
        assert_eq!(report["next_after"], count);
    }
    for after in [count, count + 7] {
        let (report, rest) = read(&folder, &["--after", &after.to_string()]);
        assert_eq!((report["receipts"].as_u64(), rest.len()), (Some(0), 0));
        assert_eq!(report["next_after"], after);
    }
}

#[test]
fn each_recipient_has_numbers_of_his_own() {
    let folder = house();
    let (_, all) = read(&folder, &[]);
    let recipients: BTreeSet<&str> =
        all.iter().map(|it| it["recipient"].as_str().unwrap()).collect();
    assert!(recipients.len() > 5);
    let busiest = recipients
        .iter()
        .max_by_key(|name| all.iter().filter(|it| it["recipient"] == **name).count())
        .unwrap();
    let own: Vec<Value> = all.iter().filter(|it| it["recipient"] == *busiest).cloned().collect();
    assert_eq!(numbers(&own, "recipient_no"), (1..=own.len() as u64).collect::<Vec<_>>());
    for after in [0, 1, own.len() / 2, own.len()] {
        let (report, rest) =
            read(&folder, &["--recipient", busiest, "--after", &after.to_string()]);
        assert_eq!(rest, own[after..]);
        assert_eq!(report["next_after"], own.len());
    }
}

#[test]
fn receipts_on_the_wire_are_the_same_receipts() {
    let folder = house();
    let (_, all) = read(&folder, &[]);
    let report = folder.json(&["receipts", "--format", "xml", "--out", "wire"]);
    assert_eq!(report["receipts"], all.len());
    let wire: Vec<String> =
        files_in(&folder.path("wire")).iter().map(|it| fs::read_to_string(it).unwrap()).collect();
    assert_eq!(report["files"], wire.len());
    for receipt in &all {
        let xml = receipt["xml"].as_str().unwrap();
        // One that goes to two recipients is the same text in two messages.
        let issued = all.iter().filter(|it| it["xml"] == xml).count();
        let found: usize = wire.iter().map(|it| it.matches(xml).count()).sum();
        assert_eq!(found, issued, "{xml}");
    }
    // Asked again, the same files come out.
    folder.json(&["receipts", "--format", "xml", "--out", "wire-again"]);
    for (one, other) in
        files_in(&folder.path("wire")).iter().zip(files_in(&folder.path("wire-again")))
    {
        assert_eq!(one.file_name(), other.file_name());
        assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap());
    }
}

/// The official schema, which the repository does not carry.
fn schema() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("TONGGUAN_SHARED").map_or(beside, PathBuf::from);
    let schema =
        folder.join("data/schema/ceb-202205").join("海关跨境进口业务节点报文定义202205.xsd");
    if !schema.is_file() || Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!(
            "skipped: xmllint and TONGGUAN_SHARED, the folder of official schemas, are needed"
        );
        return None;
    }
    Some(schema)
}

#[test]
fn every_message_we_write_is_valid() {
    let Some(schema) = schema() else { return };
    let folder = house();
    folder.json(&["receipts", "--format", "xml", "--out", "wire"]);
    let (mut kinds, mut checked) = (BTreeSet::new(), Command::new("xmllint"));
    checked.args(["--nonet", "--noout", "--schema"]).arg(schema);
    for path in files_in(&folder.path("wire")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let at = name.find("CEB").unwrap();
        let kind = name[at..at + "CEB312Message".len()].to_owned();
        checked.arg(&path);
        kinds.insert(kind);
    }
    let checked = checked.output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let wanted = ["CEB312", "CEB412", "CEB512", "CEB622", "CEB712", "CEB816", "CEB900"];
    assert_eq!(kinds, wanted.map(|it| format!("{it}Message")).into());
}
