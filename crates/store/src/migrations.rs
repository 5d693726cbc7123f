//! The schema, numbered and forward only.
//!
//! Budget: at most eight rows a parcel, all appended. Claims and accounts, which are looked up by a
//! digest, go to a log first and are folded into their index later (`logged`). `raw` stands apart from `input` so that an input's state changes without touching its
//! bytes.

use rusqlite::Connection;

use crate::{
    place::Kept,
    sql::{Server, SqlError, apart},
};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE input (
        id INTEGER PRIMARY KEY,
        received_at INTEGER NOT NULL,
        sender TEXT NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        is_house INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX input_digest ON input (digest) WHERE NOT is_house;
    CREATE INDEX input_house ON input (id) WHERE is_house;
    CREATE TABLE raw (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE claim (
        hi INTEGER NOT NULL,
        lo INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        expires_on INTEGER,
        body BLOB NOT NULL,
        PRIMARY KEY (hi, lo)
    ) WITHOUT ROWID;
    CREATE TABLE claim_log (
        id INTEGER PRIMARY KEY,
        hi INTEGER NOT NULL,
        lo INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        expires_on INTEGER,
        body BLOB NOT NULL
    );
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY,
        state INTEGER NOT NULL,
        due_at INTEGER,
        updated_at INTEGER NOT NULL,
        n_findings INTEGER NOT NULL,
        last_history INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE INDEX entry_due ON entry (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX entry_open ON entry (state, id) WHERE state <> 12 AND state <> 13;
    CREATE TABLE tally (state INTEGER PRIMARY KEY, entries INTEGER NOT NULL);
    CREATE TABLE account (
        hi INTEGER NOT NULL,
        lo INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        limit_scaled INTEGER NOT NULL,
        pending INTEGER NOT NULL,
        posted INTEGER NOT NULL,
        label TEXT NOT NULL,
        PRIMARY KEY (hi, lo)
    ) WITHOUT ROWID;
    CREATE TABLE account_log (
        id INTEGER PRIMARY KEY,
        hi INTEGER NOT NULL,
        lo INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        limit_scaled INTEGER NOT NULL,
        pending INTEGER NOT NULL,
        posted INTEGER NOT NULL,
        label TEXT NOT NULL
    );
    CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL,
        previous INTEGER NOT NULL,
        commit_no INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE TABLE recipient (
        key INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        next_no INTEGER NOT NULL
    );
    CREATE TABLE block (
        first_no INTEGER PRIMARY KEY,
        commit_no INTEGER NOT NULL,
        recipient INTEGER NOT NULL,
        first_recipient_no INTEGER NOT NULL,
        count INTEGER NOT NULL,
        size INTEGER NOT NULL,
        body BLOB NOT NULL
    );
    CREATE UNIQUE INDEX block_recipient ON block (recipient, first_recipient_no);
    CREATE UNIQUE INDEX block_commit ON block (commit_no, recipient);
    CREATE TABLE commit_log (
        no INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        first_input INTEGER NOT NULL,
        last_input INTEGER NOT NULL,
        inputs_digest BLOB NOT NULL,
        n_history INTEGER NOT NULL,
        leaves BLOB NOT NULL,
        link BLOB NOT NULL
    );
    CREATE TABLE head_signature (
        commit_no INTEGER PRIMARY KEY,
        link BLOB NOT NULL,
        public_key BLOB NOT NULL,
        signature BLOB NOT NULL
    );
    CREATE TABLE head (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        commit_no INTEGER NOT NULL,
        link BLOB NOT NULL,
        decided_input INTEGER NOT NULL,
        next_entry INTEGER NOT NULL,
        next_history INTEGER NOT NULL,
        next_receipt INTEGER NOT NULL,
        next_input INTEGER NOT NULL
    );
",
    "
    CREATE TABLE task (
        entry INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        office TEXT NOT NULL,
        number TEXT NOT NULL,
        page_no TEXT NOT NULL,
        party TEXT NOT NULL,
        opens_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        holder TEXT NOT NULL,
        held_at INTEGER,
        PRIMARY KEY (entry, kind)
    ) WITHOUT ROWID;
    CREATE INDEX task_priority ON task (priority, due_at, entry, kind, opens_at, office, holder);
    CREATE INDEX task_due ON task (due_at, priority, entry, kind, opens_at, office, holder);
    CREATE INDEX task_age ON task (opens_at, priority, entry, kind, office, holder, due_at);
",
    "CREATE TABLE remembered (commit_no INTEGER PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL);",
    "CREATE TABLE checkpoint (commit_no INTEGER PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL);",
    // Which program's edition told something that is told anew by another one.
    "
    CREATE TABLE edition (what TEXT PRIMARY KEY, no INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO edition (what, no) SELECT key, value FROM meta WHERE key = 'tasks';
    DELETE FROM meta WHERE key = 'tasks';
",
];

/// The version this program writes.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings a file to [`SCHEMA_VERSION`]; returns the version it had. A newer one is refused.
///
/// # Errors
/// When SQLite fails or the file was written by a newer program.
pub fn migrate(connection: &mut Connection) -> Result<i64, rusqlite::Error> {
    migrate_with(connection, MIGRATIONS)
}

/// The same for a file with steps of its own.
pub(crate) fn migrate_with(
    connection: &mut Connection,
    steps: &[&str],
) -> Result<i64, rusqlite::Error> {
    let known = steps.len() as i64;
    let before: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if before > known {
        let message = format!("the file has schema {before}, this program knows {known}");
        return Err(rusqlite::Error::ToSqlConversionFailure(message.into()));
    }
    let done = usize::try_from(before).unwrap_or(0);
    for (step, version) in steps.iter().zip(1i64..).skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(before)
}

/// Brings a schema of a PostgreSQL database to the last of its steps; returns the version it had, 0 where there was
/// none. A newer one is refused. Who comes meanwhile waits.
pub(crate) fn migrate_schema(
    server: &mut Server,
    kept: Kept,
    steps: &[&str],
) -> Result<i64, SqlError> {
    let known = steps.len() as i64;
    let schema = kept.schema();
    let begin = format!(
        "CREATE SCHEMA IF NOT EXISTS {schema}; \
         CREATE TABLE IF NOT EXISTS {schema}.schema_version \
         (id BIGINT PRIMARY KEY CHECK (id = 0), no BIGINT NOT NULL); \
         INSERT INTO {schema}.schema_version VALUES (0, 0) ON CONFLICT DO NOTHING"
    );
    apart(|| {
        let mut transaction = server.client()?.transaction()?;
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&schema])?;
        transaction.batch_execute(&begin)?;
        let before: i64 = transaction.query_one("SELECT no FROM schema_version", &[])?.get(0);
        if before > known {
            return Err(SqlError::Newer { schema, held: before, known });
        }
        let done = usize::try_from(before).unwrap_or(0);
        for step in steps.iter().skip(done) {
            transaction.batch_execute(step)?;
        }
        if before < known {
            transaction.execute("UPDATE schema_version SET no = $1", &[&known])?;
        }
        transaction.commit()?;
        Ok(before)
    })
}
