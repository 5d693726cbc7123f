//! Watched folders: how far the receipts of each recipient have been written out.

use clearance::ports::StoreError;

use super::Deliveries;
use crate::{
    rows::{fault, signed, unsigned},
    sql::values,
};

/// How far a folder has come with one recipient's receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderCursor {
    /// The last number that was written out.
    pub cursor: u64,
    /// A batch up to this number is complete beside the folder and is being moved into it.
    pub batch_last: Option<u64>,
}

impl Deliveries {
    /// Where a folder stands with a recipient, or with all of them when `recipient` is empty.
    ///
    /// # Errors
    /// When the database fails.
    pub fn folder_cursor(
        &self,
        path: &str,
        recipient: &str,
    ) -> Result<Option<FolderCursor>, StoreError> {
        self.sql()
            .first(
                "SELECT cursor, batch_last FROM folder WHERE path = ?1 AND recipient = ?2",
                values![path, recipient],
                |row| {
                    let batch_last = row.get::<Option<i64>>(1)?.map(unsigned);
                    Ok(FolderCursor { cursor: unsigned(row.get(0)?), batch_last })
                },
            )
            .map_err(fault("read how far a folder has come"))
    }

    /// # Errors
    /// When the database fails.
    pub fn set_folder_cursor(
        &mut self,
        path: &str,
        recipient: &str,
        cursor: FolderCursor,
    ) -> Result<(), StoreError> {
        self.sql()
            .execute(
                "INSERT INTO folder (path, recipient, cursor, batch_last) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (path, recipient) DO UPDATE SET cursor = ?3, batch_last = ?4",
                values![path, recipient, signed(cursor.cursor), cursor.batch_last.map(signed)],
            )
            .map(|_| ())
            .map_err(fault("keep how far a folder has come"))
    }
}
