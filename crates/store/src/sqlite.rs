//! The writer.

use std::{path::Path, time::Duration};

use clearance::{
    chain::{self, Linked},
    ports::{Accepted, Decisions, Facts, Head, Keys, PackedInput, Store, StoreError, StoredInput},
};
use ed25519_dalek::SigningKey;
use model::{CommitNo, EntryId, InputId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{
    migrations::migrate,
    rows::{
        ENTRY_COLUMNS, INPUT_COLUMNS, account_row, claim_row, digest_of, entry_row, fault,
        input_row, pack, signed, unsigned,
    },
    signing::sign_head,
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
    /// Pages of write-ahead log after which it is folded back into the file.
    pub checkpoint_pages: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            cache_bytes: 256 * 1024 * 1024,
            sync_delay: Duration::ZERO,
            sign_every: 64,
            checkpoint_pages: 16_384,
        }
    }
}

/// The one writer of a house's file.
pub struct SqliteStore {
    connection: Connection,
    head: HeadRow,
    key: SigningKey,
    options: Options,
    signed_through: u64,
}

/// The head row, kept beside the file because only this writer changes it.
#[derive(Debug, Clone, Copy)]
struct HeadRow {
    commit: u64,
    link: [u8; 32],
    decided_input: u64,
    next_entry: u64,
    next_history: u64,
    next_receipt: u64,
    next_input: u64,
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
        let connection = Connection::open(path).map_err(fault("open its file"))?;
        SqliteStore::with(connection, options, fresh)
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
        Ok(SqliteStore { connection, head, key, options, signed_through: unsigned(signed_through) })
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
    /// When SQLite fails; then nothing was committed.
    pub fn commit_staged(
        &mut self,
        kept: &[(InputId, &PackedInput)],
        decisions: &Decisions,
        staged: &Staged,
    ) -> Result<Head, StoreError> {
        self.wait_for_sync();
        let mut head = self.head;
        let is_signed = (head.commit + 1).is_multiple_of(self.options.sign_every.max(1));
        let transaction = self.connection.transaction().map_err(fault("begin a commit"))?;
        keep(&transaction, kept, &mut head).map_err(fault("keep inputs"))?;
        write_decisions(&transaction, decisions, staged, &mut head)
            .map_err(fault("write a commit"))?;
        if is_signed {
            write_signature(&transaction, &self.key, &head).map_err(fault("sign a commit"))?;
        }
        transaction.commit().map_err(fault("make a commit durable"))?;
        self.head = head;
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
            connection.pragma_update(None, "cache_size", cache_size(&self.options))?;
            Ok(SqliteLoader { connection })
        };
        open().map_err(fault("open its file for loading"))
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
        // A head that could not be signed now is signed by the next one to open the file.
        let _ = self.sign();
    }
}

fn prepare(connection: &mut Connection, options: &Options) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", options.checkpoint_pages)?;
    connection.pragma_update(None, "cache_size", cache_size(options))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    migrate(connection)?;
    Ok(())
}

/// As SQLite wants it: negative kibibytes.
fn cache_size(options: &Options) -> i64 {
    -i64::try_from(options.cache_bytes / 1024).unwrap_or(i64::MAX)
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
    connection.execute(write, params!["keyring", keyring])?;
    connection.execute(write, params!["signing", signing])?;
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

fn write_head(transaction: &Transaction<'_>, head: &HeadRow) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached(
            "INSERT INTO head (id, commit_no, link, decided_input, next_entry, next_history, \
             next_receipt, next_input) VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (id) DO UPDATE SET commit_no = ?1, link = ?2, decided_input = ?3, \
             next_entry = ?4, next_history = ?5, next_receipt = ?6, next_input = ?7",
        )?
        .execute(params![
            signed(head.commit),
            head.link,
            signed(head.decided_input),
            signed(head.next_entry),
            signed(head.next_history),
            signed(head.next_receipt),
            signed(head.next_input),
        ])?;
    Ok(())
}

fn write_signature(
    transaction: &Transaction<'_>,
    key: &SigningKey,
    head: &HeadRow,
) -> Result<(), rusqlite::Error> {
    let signed_head = sign_head(key, CommitNo(head.commit), head.link);
    transaction.execute(
        "INSERT OR REPLACE INTO head_signature (commit_no, link, public_key, signature) \
         VALUES (?1, ?2, ?3, ?4)",
        params![
            signed(head.commit),
            signed_head.link,
            signed_head.public_key,
            signed_head.signature
        ],
    )?;
    Ok(())
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
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
             WHERE input.id > ?1 ORDER BY input.id"
        );
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([signed(after.0)])?;
            let (mut inputs, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let input = input_row(row)?;
                bytes += input.bytes.len();
                if bytes > max_bytes && !inputs.is_empty() {
                    break;
                }
                inputs.push(input);
            }
            Ok(inputs)
        };
        read().map_err(fault("read undecided inputs"))
    }

    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
             WHERE input.is_house AND input.id <= ?1 ORDER BY input.id"
        );
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([signed(up_to.0)], input_row)?;
            rows.collect::<Result<Vec<_>, rusqlite::Error>>()
        };
        read().map_err(fault("read the house's own inputs"))
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load_together(&self.connection, keys).map_err(fault("load facts"))
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        self.commit_staged(&[], decisions, &Staged::of(decisions))
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        Ok(Head {
            commit: CommitNo(self.head.commit),
            link: self.head.link,
            decided_input: InputId(self.head.decided_input),
            next_entry: self.head.next_entry,
            next_input: self.head.next_input,
        })
    }
}

/// What can be made of a batch's decisions before it is its turn to be written: leaves of the
/// chain, packed blocks. Pure; runs on any thread.
pub struct Staged {
    leaves: Vec<u8>,
    blocks: Vec<Vec<u8>>,
}

impl Staged {
    pub fn of(decisions: &Decisions) -> Staged {
        let blocks = decisions.blocks.iter().map(|it| pack(&it.body)).collect();
        Staged { leaves: chain::leaves(decisions), blocks }
    }
}

/// Loads facts beside the writer.
pub struct SqliteLoader {
    connection: Connection,
}

impl SqliteLoader {
    /// # Errors
    /// When SQLite fails.
    pub fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load_together(&self.connection, keys).map_err(fault("load facts"))
    }

    /// The number of the input with that digest, when it is committed.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn input_of(&mut self, digest: &[u8; 32]) -> Result<Option<InputId>, StoreError> {
        input_of(&self.connection, digest).map_err(fault("look an input up"))
    }
}

fn input_of(
    connection: &Connection,
    digest: &[u8; 32],
) -> Result<Option<InputId>, rusqlite::Error> {
    connection
        .prepare_cached("SELECT id FROM input WHERE digest = ?1")?
        .query_row([digest], |row| row.get(0).map(|id| InputId(unsigned(id))))
        .optional()
}

/// In one transaction, so that the file is locked and unlocked once and not for every key.
fn load_together(connection: &Connection, keys: &Keys) -> Result<Facts, rusqlite::Error> {
    let transaction = connection.unchecked_transaction()?;
    let facts = load(&transaction, keys)?;
    transaction.finish()?;
    Ok(facts)
}

/// Keeps inputs under the numbers they were given, which must be the next ones.
fn keep(
    transaction: &Transaction<'_>,
    kept: &[(InputId, &PackedInput)],
    head: &mut HeadRow,
) -> Result<(), rusqlite::Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO input (id, received_at, sender, digest, size, is_house) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut raw = transaction.prepare_cached("INSERT INTO raw (id, bytes) VALUES (?1, ?2)")?;
    for (id, input) in kept {
        insert.execute(params![
            signed(id.0),
            input.received_at.millis(),
            input.sender,
            input.digest,
            input.size,
            input.is_house,
        ])?;
        raw.execute(params![signed(id.0), input.packed])?;
        head.next_input = id.0 + 1;
    }
    Ok(())
}

fn accept_in(
    transaction: &Transaction<'_>,
    inputs: &[PackedInput],
    head: &mut HeadRow,
) -> Result<Vec<Accepted>, rusqlite::Error> {
    let mut accepted = Vec::with_capacity(inputs.len());
    for input in inputs {
        if let Some(earlier) = input_of(transaction, &input.digest)? {
            accepted.push(Accepted { input: earlier, is_repeat: true });
            continue;
        }
        let id = InputId(head.next_input);
        keep(transaction, &[(id, input)], head)?;
        accepted.push(Accepted { input: id, is_repeat: false });
    }
    Ok(accepted)
}

fn load(connection: &Connection, keys: &Keys) -> Result<Facts, rusqlite::Error> {
    let mut facts = Facts::default();
    let mut claims = connection
        .prepare_cached("SELECT entry, expires_on, body FROM claim WHERE hi = ?1 AND lo = ?2")?;
    for key in &keys.claims {
        let row = claims
            .query_row([signed(key.hi), signed(key.lo)], |row| claim_row(*key, row))
            .optional()?;
        facts.claims.extend(row);
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

fn write_decisions(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
    staged: &Staged,
    head: &mut HeadRow,
) -> Result<(), rusqlite::Error> {
    let commit = head.commit + 1;
    write_claims(transaction, decisions)?;
    write_history_and_entries(transaction, decisions, commit, head)?;
    write_accounts(transaction, decisions)?;
    write_blocks(transaction, decisions, staged, commit, head)?;
    let n_history = u32::try_from(decisions.history.len()).unwrap_or(u32::MAX);
    let link = chain::link(
        &head.link,
        &Linked {
            commit: CommitNo(commit),
            at: decisions.at,
            first_input: decisions.first_input.0,
            last_input: decisions.last_input.0,
            inputs_digest: &decisions.inputs_digest,
            n_history,
            leaves: &staged.leaves,
        },
    );
    transaction
        .prepare_cached(
            "INSERT INTO commit_log (no, at, first_input, last_input, inputs_digest, n_history, \
             leaves, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            signed(commit),
            decisions.at.millis(),
            signed(decisions.first_input.0),
            signed(decisions.last_input.0),
            decisions.inputs_digest,
            n_history,
            staged.leaves,
            link,
        ])?;
    head.commit = commit;
    head.link = link;
    head.decided_input = decisions.last_input.0.max(head.decided_input);
    head.next_entry = decisions.next_entry;
    write_head(transaction, head)
}

fn write_claims(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
) -> Result<(), rusqlite::Error> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO claim (hi, lo, entry, expires_on, body) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (hi, lo) DO UPDATE SET entry = ?3, expires_on = ?4, body = ?5",
    )?;
    for claim in &decisions.claims {
        upsert.execute(params![
            signed(claim.key.hi),
            signed(claim.key.lo),
            signed(claim.entry.0),
            claim.expires_on,
            claim.body,
        ])?;
    }
    Ok(())
}

/// History rows hang backwards from their entry: each names the one before it.
fn write_history_and_entries(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
    commit: u64,
    head: &mut HeadRow,
) -> Result<(), rusqlite::Error> {
    let mut last_of =
        transaction.prepare_cached("SELECT last_history, state FROM entry WHERE id = ?1")?;
    let mut append = transaction.prepare_cached(
        "INSERT INTO history (id, entry, previous, commit_no, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO entry (id, state, due_at, updated_at, n_findings, last_history, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET state = ?2, \
         due_at = ?3, updated_at = ?4, n_findings = ?5, last_history = ?6, body = ?7",
    )?;
    let mut counts = std::collections::BTreeMap::<u8, i64>::new();
    let first_new = head.next_entry;
    let mut entries = decisions.entries.iter().peekable();
    for row in &decisions.history {
        let id = head.next_history;
        head.next_history += 1;
        let entry = entries.next_if(|it| it.id == row.entry);
        let before: Option<(i64, u8)> = if row.entry.0 >= first_new || row.entry == EntryId(0) {
            None
        } else {
            last_of
                .query_row([signed(row.entry.0)], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?
        };
        let previous = before.map_or(0, |it| it.0);
        append.execute(params![
            signed(id),
            signed(row.entry.0),
            previous,
            signed(commit),
            row.body
        ])?;
        let Some(entry) = entry else { continue };
        if let Some((_, state)) = before {
            *counts.entry(state).or_default() -= 1;
        }
        *counts.entry(entry.state).or_default() += 1;
        upsert.execute(params![
            signed(entry.id.0),
            entry.state,
            entry.due_at.map(|it| it.millis()),
            entry.updated_at.millis(),
            entry.n_findings,
            signed(id),
            entry.body,
        ])?;
    }
    debug_assert!(entries.next().is_none(), "an entry changes only with a history record");
    let mut add = transaction.prepare_cached(
        "INSERT INTO tally (state, entries) VALUES (?1, ?2) \
         ON CONFLICT (state) DO UPDATE SET entries = entries + ?2",
    )?;
    for (state, change) in counts.into_iter().filter(|(_, change)| *change != 0) {
        add.execute(params![state, change])?;
    }
    Ok(())
}

fn write_accounts(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
) -> Result<(), rusqlite::Error> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO account (hi, lo, kind, limit_scaled, pending, posted, label) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (hi, lo) DO UPDATE SET limit_scaled = ?4, pending = ?5, posted = ?6",
    )?;
    for row in &decisions.accounts {
        upsert.execute(params![
            signed(row.key.hi),
            signed(row.key.lo),
            row.kind as u8,
            row.account.limit.scaled(),
            row.account.pending.scaled(),
            row.account.posted.scaled(),
            row.label,
        ])?;
    }
    Ok(())
}

fn write_blocks(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
    staged: &Staged,
    commit: u64,
    head: &mut HeadRow,
) -> Result<(), rusqlite::Error> {
    let mut next_no = transaction.prepare_cached(
        "INSERT INTO recipient (key, code, next_no) VALUES (?1, ?2, 1 + ?3) \
         ON CONFLICT (key) DO UPDATE SET next_no = next_no + ?3 RETURNING next_no - ?3",
    )?;
    let mut append = transaction.prepare_cached(
        "INSERT INTO block (first_no, commit_no, recipient, first_recipient_no, count, size, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (block, packed) in decisions.blocks.iter().zip(&staged.blocks) {
        let recipient = signed(block.recipient_key);
        let first: i64 = next_no
            .query_row(params![recipient, block.recipient, block.count], |row| row.get(0))?;
        let size = u32::try_from(block.body.len()).unwrap_or(u32::MAX);
        append.execute(params![
            signed(head.next_receipt),
            signed(commit),
            recipient,
            first,
            block.count,
            size,
            packed,
        ])?;
        head.next_receipt += u64::from(block.count);
    }
    Ok(())
}
