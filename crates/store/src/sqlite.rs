//! The writer.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use clearance::{
    chain,
    ports::{
        Accepted, Decisions, Facts, Head, Keys, PackedInput, Remembered, Store, StoreError,
        StoredInput, TellTasks,
    },
};
use ed25519_dalek::SigningKey;
use model::{CommitNo, InputId};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::{
    beside::make_private,
    examine::lock_of,
    load::{SqliteLoader, load_together},
    logged::{Appended, Logged},
    migrations::migrate,
    rows::{
        checkpoint, digest_of, fault, house_inputs, inputs_after, pack, remembered_after, unsigned,
    },
    sql::Sql,
    tasks,
    write::{Staged, accept_in, keep, write_decisions, write_head, write_signature},
};

/// How the file is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Bytes of page cache.
    pub cache_bytes: u64,
    /// Waited before every sync, to measure how the house bears a slow disk.
    pub sync_delay: Duration,
    /// A head is signed every so many commits, and when the store closes.
    pub sign_every: u64,
    /// Rows in the logs of claims and accounts after which they are folded into their indexes.
    pub fold_rows: u64,
    /// Pages of write-ahead log after which it is folded back into the file.
    pub checkpoint_pages: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            cache_bytes: 256 * 1024 * 1024,
            sync_delay: Duration::ZERO,
            sign_every: 64,
            fold_rows: 800_000,
            checkpoint_pages: 16_384,
        }
    }
}

/// The one writer of a house's file.
pub struct SqliteStore {
    connection: Connection,
    head: HeadRow,
    claims: Logged,
    accounts: Logged,
    key: SigningKey,
    options: Options,
    signed_through: u64,
    /// Held, and let go after the connection is closed, so that there is one writer.
    _lock: Option<File>,
}

/// Another program writes in this house.
#[derive(Debug, thiserror::Error)]
#[error("another program writes in this house; stop it first")]
pub struct InUse;

/// The head row, kept beside the file because only this writer changes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadRow {
    pub(crate) commit: u64,
    pub(crate) link: [u8; 32],
    pub(crate) decided_input: u64,
    pub(crate) next_entry: u64,
    pub(crate) next_history: u64,
    pub(crate) next_receipt: u64,
    pub(crate) next_input: u64,
}

impl HeadRow {
    pub(crate) fn as_told(&self) -> Head {
        Head {
            commit: CommitNo(self.commit),
            link: self.link,
            decided_input: InputId(self.decided_input),
            next_entry: self.next_entry,
            next_input: self.next_input,
        }
    }
}

/// What a new house is given: its two secrets.
pub(crate) struct Secrets {
    pub(crate) keyring: [u8; 16],
    pub(crate) signing: [u8; 32],
}

impl SqliteStore {
    /// Opens the file, making and migrating it as needed. `fresh` gives the secrets of a new house.
    ///
    /// # Errors
    /// When SQLite fails, another writer holds the file, or a newer program wrote it.
    pub fn open(
        path: &Path,
        options: Options,
        fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
    ) -> Result<SqliteStore, StoreError> {
        let lock = lock(path)?;
        // The house's secrets stand in it.
        make_private(path).map_err(|cause| StoreError::new("make its file", cause))?;
        let connection = Connection::open(path).map_err(fault("open its file"))?;
        let mut store = SqliteStore::with(connection, options, fresh)?;
        store._lock = Some(lock);
        Ok(store)
    }

    /// A house in memory, for replays and tests.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn in_memory(secrets: ([u8; 16], [u8; 32])) -> Result<SqliteStore, StoreError> {
        let connection = Connection::open_in_memory().map_err(fault("open in memory"))?;
        SqliteStore::with(connection, Options::default(), || secrets)
    }

    fn with(
        mut connection: Connection,
        options: Options,
        fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
    ) -> Result<SqliteStore, StoreError> {
        prepare(&mut connection, &options).map_err(fault("prepare its file"))?;
        let secrets = secrets(&connection, fresh).map_err(fault("read its secrets"))?;
        let head = read_head(&connection).map_err(fault("read its head"))?;
        let signed_through = connection
            .query_row("SELECT coalesce(max(commit_no), 0) FROM head_signature", [], |row| {
                row.get(0)
            })
            .map_err(fault("read its signatures"))?;
        let key = SigningKey::from_bytes(&secrets.signing);
        let signed_through = unsigned(signed_through);
        let (claims, accounts) = (Logged::claims(), Logged::accounts());
        for log in [&claims, &accounts] {
            log.refresh(&connection).map_err(fault("read its claims and accounts"))?;
            log.commit(Appended::default(), InputId(head.decided_input));
        }
        let _lock = None;
        let store =
            SqliteStore { connection, head, claims, accounts, key, options, signed_through, _lock };
        store.learn()?;
        Ok(store)
    }

    /// Learns which keys were folded, where that is not known yet: at once while there are none, else beside the work.
    fn learn(&self) -> Result<(), StoreError> {
        let learners = [self.claims.learner(), self.accounts.learner()];
        let learners = learners.into_iter().flatten();
        let path = self.connection.path().filter(|it| !it.is_empty() && self.head.commit > 0);
        let Some(path) = path else {
            learners.for_each(|it| it.learn(&self.connection));
            return Ok(());
        };
        for learner in learners {
            let connection = Connection::open(path).map_err(fault("open its file for learning"))?;
            std::thread::spawn(move || learner.learn(&connection));
        }
        Ok(())
    }

    /// The secrets of this house: of its keys, and of its signatures.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn secrets(&self) -> Result<([u8; 16], [u8; 32]), StoreError> {
        let secrets =
            secrets(&self.connection, || ([0; 16], [0; 32])).map_err(fault("read its secrets"))?;
        Ok((secrets.keyring, secrets.signing))
    }

    /// Commits a batch with what was staged of it, and keeps its inputs in the same transaction
    /// when they were not accepted before: either both are durable or neither.
    ///
    /// # Errors
    /// When SQLite fails, or a case changed that no history tells of; then nothing was committed.
    pub fn commit_staged(
        &mut self,
        kept: &[(InputId, &PackedInput)],
        decisions: &Decisions,
        staged: &Staged,
    ) -> Result<Head, StoreError> {
        self.wait_for_sync();
        if let Some(case) = decisions.untold() {
            let cause = format!("case {} changed, and nothing is told of it", case.0);
            return Err(StoreError::new("write a commit", cause));
        }
        let mut head = self.head;
        let is_signed = (head.commit + 1).is_multiple_of(self.options.sign_every.max(1));
        let transaction = self.connection.transaction().map_err(fault("begin a commit"))?;
        keep(&transaction, kept, &mut head).map_err(fault("keep inputs"))?;
        let appended = write_decisions(
            &transaction,
            decisions,
            staged,
            [&self.claims, &self.accounts],
            &mut head,
        )
        .map_err(fault("write a commit"))?;
        if is_signed {
            write_signature(&transaction, &self.key, &head).map_err(fault("sign a commit"))?;
        }
        transaction.commit().map_err(fault("make a commit durable"))?;
        let [claims, accounts] = appended;
        let through = InputId(head.decided_input);
        self.claims.commit(claims, through);
        self.accounts.commit(accounts, through);
        self.head = head;
        if self.claims.n_rows() + self.accounts.n_rows() >= self.options.fold_rows {
            self.fold()?;
        }
        if is_signed {
            self.signed_through = head.commit;
        }
        self.head()
    }

    /// A connection that loads facts beside this writer, from what is committed.
    ///
    /// # Errors
    /// When the house is in memory, or SQLite fails.
    pub fn loader(&self) -> Result<SqliteLoader, StoreError> {
        let path = self.connection.path().filter(|it| !it.is_empty());
        let path =
            path.ok_or_else(|| StoreError::new("load beside a house in memory", "no file"))?;
        let open = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "cache_size", cache_size(LOADER_CACHE_BYTES))?;
            Ok(SqliteLoader::new(connection, self.claims.clone(), self.accounts.clone()))
        };
        open().map_err(fault::<rusqlite::Error>("open its file for loading"))
    }

    /// Folds the logs of claims and accounts into their indexes.
    ///
    /// # Errors
    /// When SQLite fails; then the log stays.
    pub fn fold(&mut self) -> Result<(), StoreError> {
        self.wait_for_sync();
        self.claims.fold(&mut self.connection).map_err(fault("fold its claims"))?;
        self.accounts.fold(&mut self.connection).map_err(fault("fold its accounts"))?;
        self.learn()
    }

    /// Signs the head if it is not signed yet.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn sign(&mut self) -> Result<(), StoreError> {
        if self.head.commit > self.signed_through {
            let transaction = self.connection.transaction().map_err(fault("sign its head"))?;
            write_signature(&transaction, &self.key, &self.head).map_err(fault("sign its head"))?;
            transaction.commit().map_err(fault("sign its head"))?;
            self.signed_through = self.head.commit;
        }
        Ok(())
    }

    fn wait_for_sync(&self) {
        if !self.options.sync_delay.is_zero() {
            std::thread::sleep(self.options.sync_delay);
        }
    }

    /// The connection, for tests that alter what was written.
    #[doc(hidden)]
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        // A head that could not be signed now is signed by the next one to open the file, and what
        // is not folded now stays in the log.
        let _ = self.sign();
        let _ = self.fold();
    }
}

/// Takes the house for this writer. The lock is on a file beside the database, whose own locks
/// SQLite needs, and is let go by the operating system when the writer is killed.
fn lock(path: &Path) -> Result<File, StoreError> {
    let opened = File::options().create(true).append(true).open(lock_of(path));
    let file = opened.map_err(|cause| StoreError::new("lock its file", cause))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::new("lock its file", InUse)),
        Err(TryLockError::Error(cause)) => Err(StoreError::new("lock its file", cause)),
    }
}

fn prepare(connection: &mut Connection, options: &Options) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", options.checkpoint_pages)?;
    connection.pragma_update(None, "cache_size", cache_size(options.cache_bytes))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    // Who may have to wait for the lock waits before he has read: one who has read is not waited for.
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    migrate(connection)?;
    Ok(())
}

/// Bytes of page cache of a loader. Every commit of the writer empties it.
const LOADER_CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// As SQLite wants it: negative kibibytes.
fn cache_size(bytes: u64) -> i64 {
    -i64::try_from(bytes / 1024).unwrap_or(i64::MAX)
}

fn secrets(
    connection: &Connection,
    fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
) -> Result<Secrets, rusqlite::Error> {
    let read = |key: &str| -> Result<Option<Vec<u8>>, rusqlite::Error> {
        connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
            .optional()
    };
    if let (Some(keyring), Some(signing)) = (read("keyring")?, read("signing")?) {
        let keyring = keyring.first_chunk().copied().unwrap_or_default();
        return Ok(Secrets { keyring, signing: digest_of(&signing) });
    }
    let (keyring, signing) = fresh();
    let write = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    // Both or neither: a house killed between them would never open again.
    let transaction = connection.unchecked_transaction()?;
    transaction.execute(write, params!["keyring", keyring])?;
    transaction.execute(write, params!["signing", signing])?;
    transaction.commit()?;
    Ok(Secrets { keyring, signing })
}

fn read_head(connection: &Connection) -> Result<HeadRow, rusqlite::Error> {
    let head = connection
        .query_row(
            "SELECT commit_no, link, decided_input, next_entry, next_history, next_receipt, \
             next_input FROM head",
            [],
            |row| {
                let link: Vec<u8> = row.get(1)?;
                Ok(HeadRow {
                    commit: unsigned(row.get(0)?),
                    link: digest_of(&link),
                    decided_input: unsigned(row.get(2)?),
                    next_entry: unsigned(row.get(3)?),
                    next_history: unsigned(row.get(4)?),
                    next_receipt: unsigned(row.get(5)?),
                    next_input: unsigned(row.get(6)?),
                })
            },
        )
        .optional()?;
    Ok(head.unwrap_or(HeadRow {
        commit: 0,
        link: chain::GENESIS,
        decided_input: 0,
        next_entry: 1,
        next_history: 1,
        next_receipt: 1,
        next_input: 1,
    }))
}

impl Store for SqliteStore {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        pack
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        self.wait_for_sync();
        let mut head = self.head;
        let transaction = self.connection.transaction().map_err(fault("begin to accept"))?;
        let accepted = accept_in(&transaction, inputs, &mut head).map_err(fault("keep inputs"))?;
        write_head(&transaction, &head).map_err(fault("keep inputs"))?;
        transaction.commit().map_err(fault("make inputs durable"))?;
        self.head = head;
        Ok(accepted)
    }

    fn inputs_after(
        &mut self,
        after: InputId,
        max_bytes: usize,
    ) -> Result<Vec<StoredInput>, StoreError> {
        inputs_after(Sql::Sqlite(&self.connection), after, max_bytes)
    }

    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
        house_inputs(Sql::Sqlite(&self.connection), up_to)
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load_together(&self.connection, &self.claims, &self.accounts, keys)
            .map_err(fault("load facts"))
    }

    fn remembered_after(
        &mut self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        remembered_after(Sql::Sqlite(&self.connection), after, max_bytes)
    }

    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
        checkpoint(Sql::Sqlite(&self.connection))
    }

    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
        tasks::tell(Sql::Sqlite(&self.connection), edition, tell)
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        self.commit_staged(&[], decisions, &Staged::of(decisions))
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        Ok(self.head.as_told())
    }
}
