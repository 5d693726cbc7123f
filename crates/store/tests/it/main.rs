//! The stores: what every store owes the house, what is either one's own, and that nothing is altered unseen.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops")]

#[macro_use]
mod conformance;
#[macro_use]
mod both;
mod carry;
mod deliveries;
mod drafts;
mod house;
mod people;
mod postgres;
mod sqlite;
mod tamper;
mod tasks;

use conformance::Factory;
use store::{HouseRecords, Options, SqliteStore};
use tempfile::TempDir;

/// Houses in files, one a test.
pub(crate) struct SqliteFiles {
    folder: TempDir,
}

impl SqliteFiles {
    pub(crate) fn new() -> SqliteFiles {
        SqliteFiles { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("house.sqlite")
    }

    pub(crate) fn open_with(&self, options: Options) -> SqliteStore {
        SqliteStore::open(&self.path(), options, || ([7; 16], [9; 32])).unwrap()
    }
}

impl Factory for SqliteFiles {
    type Store = SqliteStore;
    type Records = HouseRecords;

    fn open(&self) -> SqliteStore {
        self.open_with(Options::default())
    }

    fn records(&self) -> HouseRecords {
        HouseRecords::open_file(&self.path()).unwrap()
    }
}

conformance!(Some(SqliteFiles::new()));
