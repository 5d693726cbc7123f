//! The official samples of both editions.

use std::fs;

use messages::{Limits, Message, MessageType, export_root, read};
use model::ExportKind;

use crate::shared::official;

#[test]
fn every_official_sample_is_read_without_a_fault() {
    let Some(shared) = official() else { return };
    let mut n_samples = 0;
    for kind in MessageType::ALL {
        for file in fs::read_dir(shared.join("data/messages").join(kind.root_name())).unwrap() {
            let path = file.unwrap().path();
            let raw = fs::read(&path).unwrap();
            let name = path.display();
            match read(&raw, &Limits::default()) {
                Ok(Message::Ceb(envelope)) => {
                    assert_eq!(envelope.kind, kind, "{name}");
                    assert!(envelope.signature.is_some() && envelope.transfer.is_some(), "{name}");
                    let faults: Vec<_> =
                        envelope.readings.iter().flat_map(|it| &it.faults).collect();
                    assert!(faults.is_empty(), "{name}: {faults:?}");
                }
                other => panic!("{name}: {other:?}"),
            }
            n_samples += 1;
        }
    }
    assert!(n_samples >= 16, "both editions of eight messages");
}

/// The other messages of the specification are refused by name, not misread.
#[test]
fn other_official_messages_are_refused_by_name() {
    let Some(shared) = official() else { return };
    for folder in fs::read_dir(shared.join("data/messages")).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let is_export = ExportKind::ALL.iter().any(|it| export_root(*it) == name);
        let is_ours = is_export || MessageType::ALL.iter().any(|it| it.root_name() == name);
        if is_ours || !name.starts_with("CEB") {
            continue;
        }
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let Err(refused) = read(&fs::read(&path).unwrap(), &Limits::default()) else {
                panic!("{} was read", path.display());
            };
            assert_eq!(refused.finding.code, "FMT-1004", "{}: {refused}", path.display());
            // One official sample has a root that is no message name.
            let is_odd = refused.finding.observed == "CEB214";
            assert_eq!(refused.message_type == "Unknown", is_odd, "{refused}");
        }
    }
}
