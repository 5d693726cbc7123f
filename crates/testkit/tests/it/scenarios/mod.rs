//! Golden scenarios: every folder `scenarios/<family>/<name>/` runs through a house of its own, and
//! what the house answers is compared with the files beside the inputs.
//!
//! `UPDATE_EXPECT=1` writes the answers instead; they are read before they are committed. `TONGGUAN_SCENARIO=two-steps` runs only
//! those whose path has that in it.

mod audits;
mod folder;
mod goldens;
mod proved;
mod tasks;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use clearance::{House, ports::RawInput};
use matching::Keyring;
use model::HouseMessage;
use params::Law;
use store::SqliteStore;

use self::folder::Folder;
use crate::{recording::Recording, traffic::SECRETS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

/// Does something with the folder of every scenario, on two threads; while one of them is written, only with those whose
/// path has the word in it.
fn on_each_scenario(work: impl Fn(&Path) + Sync) {
    let mut folders = Vec::new();
    for family in sorted(&root()).into_iter().filter(|it| it.is_dir()) {
        folders.extend(sorted(&family).into_iter().filter(|it| it.is_dir()));
    }
    assert!(folders.len() > 50, "scenarios are missing: {}", folders.len());
    if let Ok(part) = std::env::var("TONGGUAN_SCENARIO") {
        folders.retain(|it| it.to_string_lossy().contains(&part));
    }
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(path);
                }
            });
        }
    });
}

#[test]
fn scenarios_answer_as_their_goldens_say() {
    let wants_update = std::env::var_os("UPDATE_EXPECT").is_some_and(|it| it == "1");
    let faults = Mutex::new(Vec::new());
    on_each_scenario(|path| {
        let found = run(path).settle(path, wants_update);
        faults.lock().unwrap().extend(found);
    });
    let faults = faults.into_inner().unwrap();
    let n_faults = faults.len();
    assert!(faults.is_empty(), "{n_faults} goldens differ:\n{}", faults.join("\n"));
}

/// Sends the inputs of a folder one by one and gathers the answers.
fn run(path: &Path) -> goldens::Goldens {
    let folder = Folder::read(path);
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let keyring = Keyring::new(SECRETS.0);
    let mut house = House::open(store, Law::shipped().unwrap(), keyring).unwrap();
    take(&mut house, folder.settings());
    let mut goldens = goldens::Goldens::default();
    for input in folder.inputs {
        take(&mut house, input.raw);
        goldens.take_receipts(input.number, &house.store().drain());
    }
    goldens.take_house(house.store());
    goldens
}

/// Manifests are decided with other messages: whatever comes in one batch, or alone, comes to the same.
#[test]
fn manifests_come_to_the_same_in_one_batch_as_one_by_one() {
    for path in sorted(&root().join("manifest")).into_iter().filter(|it| it.is_dir()) {
        let outcome = |size: usize| {
            let folder = Folder::read(&path);
            let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
            let keyring = Keyring::new(SECRETS.0);
            let mut house = House::open(store, Law::shipped().unwrap(), keyring).unwrap();
            take(&mut house, folder.settings());
            let raws: Vec<RawInput> = folder.inputs.into_iter().map(|it| it.raw).collect();
            for batch in raws.chunks(size) {
                house.take(batch).unwrap();
            }
            let kept = house.store();
            let mut entries = std::mem::take(&mut kept.entries);
            for row in entries.values_mut() {
                // A row's moment is its commit's, which the batches decide.
                row.updated_at = model::Moment::default();
            }
            let claims: Vec<_> = kept.claims.values().map(|it| (it.key, it.body.clone())).collect();
            (entries, claims, kept.drain())
        };
        let one = outcome(1);
        assert!(!one.0.is_empty() && outcome(usize::MAX) == one, "{}", path.display());
    }
}

fn take(house: &mut House<Recording<SqliteStore>>, raw: RawInput) {
    let tally = house.take(std::slice::from_ref(&raw)).unwrap();
    assert_eq!(tally.messages + tally.repeats, 1, "every input is decided or known");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What the house may choose, with nothing left to chance unless the scenario asks.
fn settings(table: &BTreeMap<String, toml::Value>) -> HouseMessage {
    let mut json = serde_json::json!({ "tongguan": "settings", "examination_share": "0" });
    for (key, value) in table {
        json[key] = serde_json::to_value(value).unwrap();
    }
    serde_json::from_value(json).unwrap()
}
