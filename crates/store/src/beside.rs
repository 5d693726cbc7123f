//! What stands beside the house's own rows: people, drafts, deliveries. They hold secrets, so files are their owner's
//! alone; nothing in them enters a decision.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use clearance::ports::StoreError;
use rusqlite::Connection;

use crate::{
    migrations::{migrate_schema, migrate_with},
    place::{Kept, Place, connect},
    rows::fault,
    sql::Held,
};

/// The versions of a schema, in the words of either database: one step a version, never edited once it has run
/// somewhere.
pub(crate) struct Steps {
    pub(crate) sqlite: &'static [&'static str],
    pub(crate) postgres: &'static [&'static str],
}

/// Opens one of them, making and migrating it as needed.
pub(crate) fn open(
    place: &Place,
    kept: Kept,
    steps: &Steps,
    action: &'static str,
) -> Result<Held, StoreError> {
    match place {
        Place::Folder(folder) => {
            let path = place.file(kept).unwrap_or_else(|| folder.clone());
            Ok(open_file(&path, steps.sqlite, action)?.into())
        }
        Place::Database(config) => {
            let mut server = connect(config, kept, action)?;
            migrate_schema(&mut server, kept, steps.postgres).map_err(fault(action))?;
            Ok(server.into())
        }
    }
}

/// Opens such a file, making and migrating it as needed.
pub(crate) fn open_file(
    path: &Path,
    migrations: &[&str],
    action: &'static str,
) -> Result<Connection, StoreError> {
    make_private(path).map_err(|cause| StoreError::new(action, cause))?;
    let prepare = || {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrate_with(&mut connection, migrations)?;
        Ok(connection)
    };
    prepare().map_err(fault::<rusqlite::Error>(action))
}

/// Makes the file, readable by its owner alone, when there is none; SQLite gives the files beside
/// it the same rights.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| *it != PathBuf::new()) {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}
