//! What has been delivered to whom, in a file of its own beside the house.
//!
//! Nothing in it enters a decision: a house that loses this file decides as before, and its
//! receipts are all still there to be delivered again (ADR 0018). The file is written by the
//! server and by the command line, from several processes at once; whoever brings an outcome names
//! the round it belongs to, so that an operator's word is never undone by an attempt that was on
//! its way when he spoke.

mod envelopes;
mod folders;
mod webhooks;

use std::path::Path;

use clearance::ports::StoreError;
use rusqlite::Connection;

pub use envelopes::{Carried, Partner};
pub use folders::FolderCursor;
pub use webhooks::{Intervention, Standing, Webhook, WebhookKey};

use crate::{beside, rows::fault};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE webhook (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        recipient TEXT NOT NULL,
        url TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        standing INTEGER NOT NULL,
        cursor INTEGER NOT NULL,
        batch_last INTEGER,
        replays INTEGER NOT NULL,
        round INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        failing_since INTEGER,
        next_at INTEGER NOT NULL,
        last_attempt_at INTEGER,
        last_success_at INTEGER,
        last_status INTEGER,
        last_error TEXT NOT NULL
    );
    CREATE TABLE webhook_key (
        webhook INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
        no INTEGER NOT NULL,
        secret BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        retires_at INTEGER,
        PRIMARY KEY (webhook, no)
    ) WITHOUT ROWID;
    CREATE TABLE folder (
        path TEXT NOT NULL,
        recipient TEXT NOT NULL,
        cursor INTEGER NOT NULL,
        batch_last INTEGER,
        PRIMARY KEY (path, recipient)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE envelope (
        message BLOB NOT NULL,
        sender_id TEXT NOT NULL,
        message_id TEXT NOT NULL,
        own_id TEXT NOT NULL,
        message_type TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (message, sender_id, message_id)
    ) WITHOUT ROWID;
    CREATE TABLE partner (
        recipient TEXT PRIMARY KEY,
        own_id TEXT NOT NULL,
        partner_id TEXT NOT NULL
    ) WITHOUT ROWID;
",
    // Until here every envelope was the exchange platform's, which is number 0.
    "
    ALTER TABLE envelope ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE partner ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
",
];

/// The deliveries of one house.
pub struct Deliveries {
    connection: Connection,
}

impl Deliveries {
    /// Opens the file, making and migrating it as needed. It holds secrets, so nobody but its owner
    /// may read it.
    ///
    /// # Errors
    /// When SQLite fails, or a newer program wrote the file.
    pub fn open(path: &Path) -> Result<Deliveries, StoreError> {
        let connection = beside::open(path, MIGRATIONS, "open its deliveries")?;
        Ok(Deliveries { connection })
    }

    /// Changes whenever another connection writes to the file.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(fault("look whether deliveries changed"))
    }
}
