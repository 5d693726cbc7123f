//! What can be told of a house without opening it: for whoever looks what is wrong with it.

use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use clearance::ports::StoreError;
use rusqlite::{Connection, OpenFlags};

use crate::{
    pg,
    place::{Kept, Place, connect},
    rows::fault,
    sql::{Server, SqlError, apart},
};

/// Faults of pages that are told; one is enough to stop.
const TOLD_MAX: u32 = 20;

fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// The schema that a house has; nothing where there is no house.
///
/// # Errors
/// When its file is no SQLite file, or its database cannot be reached.
pub fn schema_of(place: &Place) -> Result<Option<i64>, StoreError> {
    const ACTION: &str = "read its schema";
    match place {
        Place::Folder(folder) => {
            let path = place.file(Kept::House).unwrap_or_else(|| folder.clone());
            if !path.exists() {
                return Ok(None);
            }
            let read = || open(&path)?.query_row("PRAGMA user_version", [], |row| row.get(0));
            read().map(Some).map_err(fault(ACTION))
        }
        Place::Database(config) => {
            let mut server = connect(config, Kept::House, ACTION)?;
            pg::schema_of(&mut server).map_err(fault(ACTION))
        }
    }
}

/// What is wrong with the pages of a house's file, every one of which is looked at; nothing when they are whole. The
/// pages of a database are its server's to look after ([`keeps_checksums`]).
///
/// # Errors
/// When so much is wrong that it cannot go on.
pub fn faults_of_pages(place: &Place) -> Result<Vec<String>, StoreError> {
    let Some(path) = place.file(Kept::House) else { return Ok(Vec::new()) };
    let read = || {
        let connection = open(&path)?;
        let mut statement = connection.prepare(&format!("PRAGMA quick_check({TOLD_MAX})"))?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<Vec<String>, rusqlite::Error>>()
    };
    let mut told = read().map_err(fault("look at its pages"))?;
    told.retain(|it| it != "ok");
    Ok(told)
}

/// Whether the server of a database would notice that one of its pages was damaged; nothing for a file.
///
/// # Errors
/// When the database cannot be reached.
pub fn keeps_checksums(place: &Place) -> Result<Option<bool>, StoreError> {
    const ACTION: &str = "ask for checksums of pages";
    let Place::Database(config) = place else { return Ok(None) };
    let mut server = connect(config, Kept::House, ACTION)?;
    checksums(&mut server).map(Some).map_err(fault(ACTION))
}

fn checksums(server: &mut Server) -> Result<bool, SqlError> {
    let rows = apart(|| server.query("SELECT current_setting('data_checksums') = 'on'", &[]))?;
    Ok(rows.first().ok_or(SqlError::NoRow)?.try_get(0)?)
}

/// Whether a writer holds the house.
///
/// # Errors
/// When its lock cannot be looked at.
pub fn is_in_use(place: &Place) -> Result<bool, StoreError> {
    const ACTION: &str = "look at its lock";
    match place {
        Place::Folder(folder) => {
            let path = place.file(Kept::House).unwrap_or_else(|| folder.clone());
            if !lock_of(&path).exists() {
                return Ok(false);
            }
            let file = File::options().append(true).open(lock_of(&path));
            match file.map_err(fault(ACTION))?.try_lock() {
                Ok(()) => Ok(false),
                Err(TryLockError::WouldBlock) => Ok(true),
                Err(TryLockError::Error(cause)) => Err(StoreError::new(ACTION, cause)),
            }
        }
        Place::Database(config) => {
            let mut server = connect(config, Kept::House, ACTION)?;
            pg::is_held(&mut server).map_err(fault(ACTION))
        }
    }
}

/// The file whose lock a writer holds.
pub(crate) fn lock_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".lock");
    PathBuf::from(name)
}
