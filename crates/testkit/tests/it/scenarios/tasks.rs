//! What opens each kind of task and what ends it, over all scenarios: `tasks.txt` says it, kind by kind. A kind that
//! nothing opens, or that nothing ends, is one that officers would never see, or never be rid of.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Mutex,
};

use clearance::{House, tasks_of};
use expect_test::expect_file;
use matching::Keyring;
use model::{EntryId, HouseMessage, TaskKind};
use params::Law;
use store::SqliteStore;

use super::{folder::Folder, on_each_scenario, take};
use crate::{recording::Recording, traffic::SECRETS};

/// By which inputs a kind is opened, and by which it is ended.
type Course = BTreeMap<TaskKind, [BTreeSet<String>; 2]>;

#[test]
fn every_kind_of_task_is_opened_and_ended() {
    if std::env::var_os("TONGGUAN_SCENARIO").is_some() {
        return;
    }
    let course = Mutex::new(Course::new());
    on_each_scenario(|path| {
        for (kind, sets) in course_of(path) {
            let mut course = course.lock().unwrap();
            let known = course.entry(kind).or_default();
            for (known, set) in known.iter_mut().zip(sets) {
                known.extend(set);
            }
        }
    });
    let course = course.into_inner().unwrap();
    let mut text = String::new();
    for kind in TaskKind::ALL {
        let [opened, ended] = course.get(&kind).cloned().unwrap_or_default();
        let joined = |it: BTreeSet<String>| it.into_iter().collect::<Vec<_>>().join(", ");
        text +=
            &format!("{kind:?}\n  opened by {}\n  ended by  {}\n", joined(opened), joined(ended));
    }
    expect_file!["tasks.txt"].assert_eq(&text);
    for kind in TaskKind::ALL {
        let [opened, ended] = course.get(&kind).cloned().unwrap_or_default();
        assert!(!opened.is_empty() && !ended.is_empty(), "no scenario opens and ends {kind:?}");
    }
}

fn course_of(path: &Path) -> Course {
    let folder = Folder::read(path);
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let mut house = House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap();
    take(&mut house, folder.settings());
    let mut course = Course::new();
    let mut before = BTreeSet::<(EntryId, TaskKind)>::new();
    for input in folder.inputs {
        let said = name_of(&input.raw.bytes, &input.message);
        take(&mut house, input.raw);
        let rows = house.store().entries.clone();
        let law = &house.registry().law;
        let open = rows
            .values()
            .flat_map(|row| tasks_of(row, law).unwrap().into_iter().map(|it| (row.id, it.kind)));
        let open: BTreeSet<_> = open.collect();
        for (_, kind) in open.difference(&before) {
            course.entry(*kind).or_default()[0].insert(said.clone());
        }
        for (_, kind) in before.difference(&open) {
            course.entry(*kind).or_default()[1].insert(said.clone());
        }
        before = open;
    }
    course
}

/// An input's tag and what is acted by it; of other messages, the name of the file.
fn name_of(bytes: &[u8], message: &str) -> String {
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return message.to_owned();
    };
    if serde_json::from_value::<HouseMessage>(json.clone()).is_err() {
        return message.to_owned();
    }
    let word = |value: &serde_json::Value| match value {
        serde_json::Value::Object(fields) => fields.keys().next().cloned(),
        other => other.as_str().map(str::to_owned),
    };
    let tag = json["tongguan"].as_str().unwrap_or_default();
    let acted = ["action", "act", "kind"].iter().find_map(|it| word(&json[*it]));
    acted.map_or(tag.to_owned(), |acted| format!("{tag}:{acted}"))
}
