//! A copy of the record for a third party: everything but the house's secrets.

use std::path::Path;

use clearance::ports::StoreError;
use rusqlite::{Connection, OpenFlags, params};

use crate::{
    carry::copy_record,
    migrations::migrate,
    place::{Kept, Place},
    rows::fault,
};

const ACTION: &str = "export the record";

/// Copies what is committed at this moment, while the house may go on, into a new file without the
/// house's two secrets: with its public key anybody can prove the copy, and nobody can sign for the
/// house or find out what its keys stand for.
///
/// # Errors
/// When there is no house, the new file exists, or a database fails.
pub fn export(from: &Place, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::new(ACTION, format!("{} exists", to.display())));
    }
    let copied = match from.file(Kept::House) {
        Some(file) => copy_file(&file, to).map_err(fault(ACTION)),
        None => copy_rows(from, to),
    };
    if copied.is_err() {
        // Half a copy with secrets in it is worse than none.
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn copy_file(from: &Path, to: &Path) -> Result<(), rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(from, flags)?;
    connection.execute("VACUUM INTO ?1", params![to.to_string_lossy()])?;
    let copy = Connection::open_with_flags(to, flags)?;
    // What is deleted is overwritten, not only unlinked.
    copy.pragma_update(None, "secure_delete", true)?;
    copy.execute("DELETE FROM meta WHERE key IN ('keyring', 'signing')", [])?;
    Ok(())
}

/// Secrets are not among the rows that are copied.
fn copy_rows(from: &Place, to: &Path) -> Result<(), StoreError> {
    let make = || {
        let mut connection = Connection::open(to)?;
        migrate(&mut connection)?;
        Ok(connection)
    };
    let connection = make().map_err(fault::<rusqlite::Error>(ACTION))?;
    copy_record(from, connection.into())
}
