//! A house in PostgreSQL.

use store::{HouseRecords, HouseStore, Options, Place};

use crate::conformance::Factory;

/// Houses in databases of a private server, one a test.
pub(crate) struct Database {
    pub(crate) place: Place,
}

impl Database {
    /// Nothing where PostgreSQL is not installed.
    pub(crate) fn new() -> Option<Database> {
        let address = testkit::postgres::database().unwrap()?;
        Some(Database { place: address.parse().unwrap() })
    }
}

impl Factory for Database {
    type Store = HouseStore;
    type Records = HouseRecords;

    fn open(&self) -> HouseStore {
        HouseStore::open(&self.place, Options::default(), || ([7; 16], [9; 32])).unwrap()
    }

    fn records(&self) -> HouseRecords {
        HouseRecords::open(&self.place).unwrap()
    }
}

conformance!(Database::new());
