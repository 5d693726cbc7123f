//! `tongguan ingest`: files, folders, archives, and what it says of them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::json;

use crate::support::{
    Folder,
    parcels::{Parcels, zip},
};

#[test]
fn a_parcel_in_four_files_is_released() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let [order, payment, waybill, list] = parcels.of(0);
    let paths: Vec<PathBuf> = [("4", list), ("2", payment), ("1", order), ("3", waybill)]
        .map(|(name, text)| folder.write(name, text))
        .to_vec();
    let (code, report) = folder.ingest(&paths);
    assert_eq!(code, Some(0));
    assert_eq!(report["outcomes"]["released"], 1, "{report}");
    assert_eq!(report["codes"], json!({}));
    for (field, count) in
        [("messages", 4), ("documents", 4), ("unreadable", 0), ("repeats", 0), ("passed_over", 0)]
    {
        assert_eq!(report[field], count, "{field}");
    }
    folder.verified();
}

/// One corpus as files, as a folder and as an archive comes to the same.
#[test]
fn files_folders_and_archives_are_one() {
    let parcels = Parcels::clean(3);
    let mut members: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for message in &parcels.house {
        members.insert(message.name.clone(), message.bytes.clone());
    }
    // Each house draws by a secret of its own, so none draws here.
    let settings = br#"{"tongguan":"settings","examination_share":"0"}"#;
    members.insert("0-settings.json".to_owned(), settings.to_vec());
    for index in 0..3 {
        for (text, number) in parcels.of(index).iter().zip(1..) {
            members.insert(format!("9/{index}/{number}.xml"), text.as_bytes().to_vec());
        }
    }
    let by_files = Folder::new();
    let paths: Vec<PathBuf> =
        members.iter().map(|(name, bytes)| by_files.write(name, bytes)).collect();
    let by_folder = Folder::new();
    for (name, bytes) in &members {
        by_folder.write(&format!("in/{name}"), bytes);
    }
    by_folder.write("in/readme.txt", "not for the house");
    let by_zip = Folder::new();
    let listed: Vec<(&str, &[u8])> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let archive = by_zip.write("all.zip", zip(&listed));

    let (code, of_files) = by_files.ingest(&paths);
    assert_eq!(code, Some(0), "{of_files}");
    let n_reports = parcels.house.iter().filter(|it| it.name.contains("CEB711")).count();
    assert_eq!(of_files["messages"], 15 + n_reports);
    assert_eq!(of_files["documents"], 12 + n_reports);
    let (code, mut of_folder) = by_folder.ingest(&[by_folder.path("in")]);
    assert_eq!(code, Some(0));
    assert_eq!(of_folder["passed_over"], 1, "the readme");
    of_folder["passed_over"] = 0.into();
    let (code, of_zip) = by_zip.ingest(&[archive]);
    assert_eq!(code, Some(0));
    assert_eq!(of_folder["messages"], of_files["messages"]);
    assert_eq!(of_zip, of_folder);
}

#[test]
fn what_was_ingested_before_is_a_repeat() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let paths = [parcels.write(&folder, "a", 0), parcels.write(&folder, "b", 1)];
    assert_eq!(folder.ingest(&paths).0, Some(0));
    let receipts = folder.receipts();
    let (code, report) = folder.ingest(&paths);
    assert_eq!(code, Some(0));
    assert_eq!(report["messages"], 0);
    assert_eq!(report["repeats"], 8);
    assert_eq!(report["outcomes"], json!({}));
    assert_eq!(folder.receipts(), receipts, "nobody is answered twice");
}

#[test]
fn the_same_message_ten_times_is_one() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let paths: Vec<PathBuf> =
        (0..10).map(|it| folder.write(&format!("{it}.xml"), &parcels.orders[0])).collect();
    let (code, report) = folder.ingest(&paths);
    assert_eq!(code, Some(0));
    assert_eq!((&report["messages"], &report["repeats"]), (&json!(1), &json!(9)));
    assert_eq!(report["outcomes"], json!({ "orders_accepted": 1 }));
    assert_eq!(folder.receipts().len(), 1);
}

#[test]
fn a_truncated_archive_is_named_and_its_neighbours_are_cleared() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let whole = zip(&[("order.xml", parcels.orders[1].as_bytes())]);
    let cut = folder.write("cut.zip", &whole[..whole.len() / 2]);
    let (code, report) =
        folder.ingest(&[parcels.write(&folder, "a", 0), cut.clone(), folder.write("b.zip", whole)]);
    assert_eq!(code, Some(1));
    assert_eq!(report["unreadable"], 1);
    assert_eq!(report["unreadable_files"][0]["path"], cut.to_str().unwrap());
    assert_ne!(report["unreadable_files"][0]["reason"], "");
    assert_eq!(report["messages"], 5);
    assert_eq!(report["outcomes"]["orders_accepted"], 2);
}

#[test]
fn an_archive_with_a_garbled_member_gives_the_others() {
    let folder = Folder::new();
    let parcels = Parcels::clean(3);
    parcels.prepare(&folder);
    let [one, two, three] = [0, 1, 2].map(|it| parcels.orders[it].as_bytes());
    let mut archive = zip(&[("1.xml", one), ("2.xml", two), ("3.xml", three)]);
    let name = archive.windows(5).position(|it| it == b"2.xml").unwrap();
    for byte in &mut archive[name + 20..name + 60] {
        *byte ^= 0xff;
    }
    let (code, report) = folder.ingest(&[folder.write("in.zip", archive)]);
    assert_eq!(code, Some(1));
    assert_eq!(report["unreadable"], 1, "{report}");
    assert_eq!(report["outcomes"], json!({ "orders_accepted": 2 }));
    let path = report["unreadable_files"][0]["path"].as_str().unwrap();
    assert!(path.ends_with("in.zip/2.xml"), "{path}");
}

#[test]
fn what_is_not_there_is_named() {
    let folder = Folder::new();
    let missing = folder.path("nothing-here.xml");
    let (code, report) = folder.ingest(std::slice::from_ref(&missing));
    assert_eq!(code, Some(1));
    assert_eq!(report["messages"], 0);
    assert_eq!(report["unreadable"], 1);
    assert_eq!(report["unreadable_files"][0]["path"], missing.to_str().unwrap());
}

#[test]
fn names_in_capitals_are_read() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    folder.write("in/A.XML", &parcels.orders[0]);
    folder.write("in/B.ZIP", zip(&[("C.Xml", parcels.orders[1].as_bytes())]));
    let (code, report) = folder.ingest(&[folder.path("in")]);
    assert_eq!(code, Some(0));
    assert_eq!((&report["messages"], &report["passed_over"]), (&json!(2), &json!(0)));
}

#[test]
#[cfg(unix)]
fn a_folder_within_itself_is_walked_once() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let path = parcels.write(&folder, "in", 0);
    for name in ["again", "and-again"] {
        std::os::unix::fs::symlink(&path, path.join(name)).unwrap();
    }
    // A link that is named itself, and one to a message, are followed.
    let link = folder.path("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    fs::rename(path.join("4.xml"), folder.path("list")).unwrap();
    std::os::unix::fs::symlink(folder.path("list"), path.join("4.xml")).unwrap();
    let (code, report) = folder.ingest(&[link]);
    assert_eq!(code, Some(0));
    assert_eq!((&report["messages"], &report["repeats"]), (&json!(4), &json!(0)));
}

#[test]
fn the_report_in_words_says_the_same() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let bad = folder.write("bad.xml", "<not-ours/>");
    let path = parcels.write(&folder, "in", 0);
    let ran = folder.run(&["ingest", path.to_str().unwrap(), bad.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1));
    for words in
        ["messages             5", "unreadable           1", "FMT-1004", "报文类型无法识别"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}
