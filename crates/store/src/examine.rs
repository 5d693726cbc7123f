//! What can be told of a house's file without opening the house: for whoever looks what is wrong with it.

use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use clearance::ports::StoreError;
use rusqlite::{Connection, OpenFlags};

use crate::rows::fault;

/// Faults of pages that are told; one is enough to stop.
const TOLD_MAX: u32 = 20;

fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// The schema that a file has.
///
/// # Errors
/// When the file is not there, or is no SQLite file.
pub fn schema_of(path: &Path) -> Result<i64, StoreError> {
    let read = || open(path)?.query_row("PRAGMA user_version", [], |row| row.get(0));
    read().map_err(fault("read its schema"))
}

/// What SQLite finds wrong with the pages of a file, every one of which is looked at; nothing when they are whole.
///
/// # Errors
/// When so much is wrong that it cannot go on.
pub fn faults_of_pages(path: &Path) -> Result<Vec<String>, StoreError> {
    let read = || {
        let connection = open(path)?;
        let mut statement = connection.prepare(&format!("PRAGMA quick_check({TOLD_MAX})"))?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<Vec<String>, rusqlite::Error>>()
    };
    let mut told = read().map_err(fault("look at its pages"))?;
    told.retain(|it| it != "ok");
    Ok(told)
}

/// Whether a writer holds the house.
///
/// # Errors
/// When its lock cannot be looked at.
pub fn is_in_use(path: &Path) -> io::Result<bool> {
    match File::options().append(true).open(lock_of(path)) {
        Ok(file) => match file.try_lock() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(cause)) => Err(cause),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(cause),
    }
}

/// The file whose lock a writer holds.
pub(crate) fn lock_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".lock");
    PathBuf::from(name)
}
