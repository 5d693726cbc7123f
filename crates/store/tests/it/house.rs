//! A house that has cleared a small corpus with faults, for tests that need real records.

use std::{fs, path::Path, sync::OnceLock};

use clearance::{House, ports::RawInput};
use matching::Keyring;
use model::{Date, Moment, Rate};
use params::Law;
use store::{HouseRecords, Options};
use testkit::{Plan, TRUTH_FILE, generate};

use crate::SqliteFiles;

const DAY: Date = Date::constant(2026, 11, 21);

/// A copy of it, to be altered.
pub(crate) fn cleared() -> SqliteFiles {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = FILE.get_or_init(|| {
        let files = SqliteFiles::new();
        clear(&files);
        // The last connection to close folds the log back into the file.
        fs::read(files.path()).unwrap()
    });
    let files = SqliteFiles::new();
    fs::write(files.path(), bytes).unwrap();
    files
}

fn clear(files: &SqliteFiles) {
    let law = Law::shipped().unwrap();
    let plan = Plan {
        documents_per_message: 8,
        window: 40,
        ..Plan::new(60, Rate::from_ppm(300_000), 5, DAY)
    };
    let mut raws = Vec::new();
    let mut keep = |file: testkit::GeneratedFile<'_>| {
        if file.name != TRUTH_FILE {
            raws.push(RawInput {
                received_at: Moment::from_local(DAY.at(9, 0, 0, 0)).plus_minutes(raws.len() as i64),
                sender: String::new(),
                bytes: file.bytes.to_vec(),
            });
        }
        Ok(())
    };
    generate(&plan, &law, &mut keep, &mut |_| {}).unwrap();
    let store = files.open_with(Options { sign_every: 4, ..Options::default() });
    let mut house = House::open(store, law, Keyring::new([7; 16])).unwrap();
    for batch in raws.chunks(5) {
        house.take(batch).unwrap();
    }
}

pub(crate) fn records(path: &Path) -> HouseRecords {
    HouseRecords::open_file(path).unwrap()
}
