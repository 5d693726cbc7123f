//! Files beside the house's own: they hold secrets, nobody but their owner may read them, and nothing in them
//! enters a decision.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use clearance::ports::StoreError;
use rusqlite::Connection;

use crate::{migrations::migrate_with, rows::fault};

/// Opens such a file, making and migrating it as needed.
pub(crate) fn open(
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
    prepare().map_err(fault(action))
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
