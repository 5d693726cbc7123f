//! Facts out: what a batch has to know, by key.

use clearance::ports::{Facts, Keys, StoreError};
use model::{InputId, KeyPair};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    claims::{RecentClaims, claim},
    rows::{ENTRY_COLUMNS, account_row, entry_row, fault, signed, unsigned},
};

/// Loads facts beside the writer.
pub struct SqliteLoader {
    connection: Connection,
    claims: RecentClaims,
}

impl SqliteLoader {
    pub(crate) fn new(connection: Connection, claims: RecentClaims) -> SqliteLoader {
        SqliteLoader { connection, claims }
    }

    /// # Errors
    /// When SQLite fails.
    pub fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load_together(&self.connection, &self.claims, keys).map_err(fault("load facts"))
    }

    /// The number of the message with that digest, when it is committed. A command of the house's
    /// own has no such number: given again, it is obeyed again.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn input_of(&mut self, digest: &[u8; 32]) -> Result<Option<InputId>, StoreError> {
        input_of(&self.connection, digest).map_err(fault("look an input up"))
    }
}

pub(crate) fn input_of(
    connection: &Connection,
    digest: &[u8; 32],
) -> Result<Option<InputId>, rusqlite::Error> {
    connection
        .prepare_cached("SELECT id FROM input WHERE digest = ?1 AND NOT is_house")?
        .query_row([digest], |row| row.get(0).map(|id| InputId(unsigned(id))))
        .optional()
}

/// In one transaction, so that the file is locked and unlocked once and not for every key.
pub(crate) fn load_together(
    connection: &Connection,
    claims: &RecentClaims,
    keys: &Keys,
) -> Result<Facts, rusqlite::Error> {
    claims.load(connection, |transaction, logged| load(transaction, logged, keys))
}

fn load(
    connection: &Connection,
    logged: &dyn Fn(KeyPair) -> Option<i64>,
    keys: &Keys,
) -> Result<Facts, rusqlite::Error> {
    let mut facts = Facts::default();
    for key in &keys.claims {
        facts.claims.extend(claim(connection, *key, logged(*key))?);
    }
    let mut entries =
        connection.prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1"))?;
    for id in &keys.entries {
        let row = entries.query_row([signed(id.0)], entry_row).optional()?;
        facts.entries.extend(row);
    }
    if let Some(due_by) = keys.due_by {
        let mut due = connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE due_at <= ?1 ORDER BY id"
        ))?;
        let rows = due.query_map([due_by.millis()], entry_row)?;
        for row in rows {
            facts.entries.push(row?);
        }
    }
    let mut accounts = connection.prepare_cached(
        "SELECT kind, limit_scaled, pending, posted, label FROM account WHERE hi = ?1 AND lo = ?2",
    )?;
    for key in &keys.accounts {
        let row = accounts
            .query_row([signed(key.hi), signed(key.lo)], |row| account_row(*key, row))
            .optional()?;
        facts.accounts.extend(row);
    }
    Ok(facts)
}
