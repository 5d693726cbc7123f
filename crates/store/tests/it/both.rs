//! Cases that are one and the same in files and in a database.

use store::{HouseRecords, Place};

use crate::{SqliteFiles, conformance::Factory, postgres::Database};

/// A house whose place is known.
pub(crate) trait Placed: Factory<Records = HouseRecords> {
    fn place(&self) -> Place;
}

impl Placed for SqliteFiles {
    fn place(&self) -> Place {
        Place::Folder(self.path().parent().unwrap().to_owned())
    }
}

impl Placed for Database {
    fn place(&self) -> Place {
        self.place.clone()
    }
}

/// Makes cases, functions of something [`Placed`], tests of both.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod in_files {
            $(#[test]
            fn $case() {
                super::$case(&crate::SqliteFiles::new());
            })+
        }
        mod in_a_database {
            $(#[test]
            fn $case() {
                // Nothing where PostgreSQL is not installed.
                if let Some(house) = crate::postgres::Database::new() {
                    super::$case(&house);
                }
            })+
        }
    };
}
