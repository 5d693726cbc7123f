//! The embedded store: what every store owes the house, what is SQLite's own, and that nothing is
//! altered unseen.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops")]

#[macro_use]
mod conformance;
mod deliveries;
mod house;
mod sqlite;
mod tamper;
mod tasks;

use conformance::Factory;
use store::{Options, SqliteRecords, SqliteStore};
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
    type Records = SqliteRecords;

    fn open(&self) -> SqliteStore {
        self.open_with(Options::default())
    }

    fn records(&self) -> SqliteRecords {
        SqliteRecords::open(&self.path()).unwrap()
    }
}

conformance!(SqliteFiles::new());
