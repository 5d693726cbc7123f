//! Facts out: what a batch has to know, by key.

use clearance::{
    may_wait,
    ports::{Facts, Keys, StoreError},
};
use model::InputId;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    logged::{Logged, Sight},
    rows::{ENTRY_COLUMNS, embedded, entry_row, fault, signed, unsigned},
    sql::{Sql, SqlError},
    tasks,
};

/// Loads facts beside the writer.
pub struct SqliteLoader {
    connection: Connection,
    claims: Logged,
    accounts: Logged,
}

impl SqliteLoader {
    pub(crate) fn new(connection: Connection, claims: Logged, accounts: Logged) -> SqliteLoader {
        SqliteLoader { connection, claims, accounts }
    }

    /// The last decided input whose commit every load from now on will see.
    pub fn through(&self) -> InputId {
        self.claims.through().min(self.accounts.through())
    }

    /// # Errors
    /// When SQLite fails.
    pub fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load_together(&self.connection, &self.claims, &self.accounts, keys)
            .map_err(fault("load facts"))
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
    claims: &Logged,
    accounts: &Logged,
    keys: &Keys,
) -> Result<Facts, SqlError> {
    let (claims, accounts) = (claims.sight(), accounts.sight());
    let transaction = connection.unchecked_transaction()?;
    let facts = load(&transaction, &claims, &accounts, keys)?;
    transaction.finish()?;
    Ok(facts)
}

pub(crate) fn load(
    connection: &Connection,
    claims: &Sight<'_>,
    accounts: &Sight<'_>,
    keys: &Keys,
) -> Result<Facts, SqlError> {
    let mut facts = Facts::default();
    for key in &keys.claims {
        facts.claims.extend(claims.claim(connection, *key)?);
    }
    let mut entries =
        connection.prepare_cached(&format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1"))?;
    for id in &keys.entries {
        let row = entries.query_row([signed(id.0)], embedded(entry_row)).optional()?;
        facts.entries.extend(row);
    }
    if let Some(due) = keys.due {
        let limit = i64::try_from(due.limit).unwrap_or(i64::MAX);
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2"
        ))?;
        let rows = statement.query_map([due.by.millis(), limit], embedded(entry_row))?;
        for row in rows {
            facts.due.push(row?);
        }
    }
    for row in facts.entries.iter().chain(&facts.due).filter(|it| may_wait(it.state)) {
        facts.tasks.extend(tasks::of_case(Sql::Sqlite(connection), row.id)?);
    }
    for key in &keys.accounts {
        facts.accounts.extend(accounts.account(connection, *key)?);
    }
    Ok(facts)
}
