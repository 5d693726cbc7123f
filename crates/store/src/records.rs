//! The readers: what people see, from their own connection, never in the writer's way.

use std::path::Path;

use clearance::{
    Load,
    entry::BEYOND_PARCELS,
    ports::{
        AccountRow, BlockRecord, BlockRow, ClaimRow, CommitRecord, Counts, EntryRow, Head,
        HistoryRecord, Keys, Records, Remembered, StoreError, StoredInput,
    },
};
use model::{CommitNo, EntryId, InputId, KeyPair, Moment};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use crate::{
    load::load,
    logged::Logged,
    rows::{
        ENTRY_COLUMNS, INPUT_COLUMNS, account_row, claim_row, digest_of, entry_row, fault,
        input_row, remembered_after, remembered_row, signed, unpack, unsigned,
    },
    signing::{DocumentSignature, HeadSignature, public_key, sign_document},
};

/// A reading connection.
pub struct SqliteRecords {
    pub(crate) connection: Connection,
    claims: Logged,
    accounts: Logged,
}

const BLOCK_COLUMNS: &str = "block.commit_no, block.first_no, block.first_recipient_no, \
                             recipient.code, block.recipient, block.count, block.size, block.body";

impl SqliteRecords {
    /// # Errors
    /// When the file is not there or cannot be read.
    pub fn open(path: &Path) -> Result<SqliteRecords, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(fault("open its file for reading"))?;
        connection
            .pragma_update(None, "query_only", true)
            .map_err(fault("open its file for reading"))?;
        let (claims, accounts) = (Logged::claims(), Logged::accounts());
        Ok(SqliteRecords { connection, claims, accounts })
    }

    /// The secret of the house's keys, to look natural keys up.
    ///
    /// # Errors
    /// When the file is not a house's.
    pub fn keyring(&self) -> Result<[u8; 16], StoreError> {
        let secret: Vec<u8> = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = 'keyring'", [], |row| row.get(0))
            .map_err(fault("read its secrets"))?;
        Ok(secret.first_chunk().copied().unwrap_or_default())
    }

    /// What somebody works out of facts, all of them as of one moment, with the house's head then.
    ///
    /// # Errors
    /// When SQLite fails, or the work does.
    pub fn at_once<T>(
        &self,
        work: impl FnOnce(&Head, Load<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let action = fault("read facts as of one moment");
        let snapshot = self.connection.unchecked_transaction().map_err(&action)?;
        let head = self.head()?;
        for log in [&self.claims, &self.accounts] {
            log.refresh(&snapshot).map_err(&action)?;
        }
        let mut load = |keys: &Keys| {
            let (claims, accounts) = (self.claims.sight(), self.accounts.sight());
            load(&snapshot, &claims, &accounts, keys).map_err(fault("load facts"))
        };
        let worked = work(&head, &mut load)?;
        snapshot.finish().map_err(&action)?;
        Ok(worked)
    }

    pub(crate) fn all<T>(
        &self,
        action: &'static str,
        sql: &str,
        params: impl rusqlite::Params,
        row: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map(params, row)?;
            rows.collect::<Result<Vec<T>, rusqlite::Error>>()
        };
        read().map_err(fault(action))
    }

    /// All commits after that one, at most so many.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn commits(&self, after: CommitNo, limit: usize) -> Result<Vec<CommitRecord>, StoreError> {
        self.all(
            "read the chain",
            "SELECT no, at, first_input, last_input, inputs_digest, n_history, leaves, link \
             FROM commit_log WHERE no > ?1 ORDER BY no LIMIT ?2",
            [signed(after.0), limited(limit)],
            commit_row,
        )
    }

    /// The history rows after that one, in order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn history_rows(
        &self,
        after_row: u64,
        limit: usize,
    ) -> Result<Vec<HistoryRecord>, StoreError> {
        self.all(
            "read the history",
            "SELECT id, entry, commit_no, body FROM history WHERE id > ?1 ORDER BY id LIMIT ?2",
            [signed(after_row), limited(limit)],
            history_row,
        )
    }

    /// The newest history row; 0 in a new house.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn newest_history(&self) -> Result<u64, StoreError> {
        self.connection
            .query_row("SELECT coalesce(max(id), 0) FROM history", [], |row| row.get(0))
            .map(unsigned)
            .map_err(fault("read the history"))
    }

    /// When a commit's last input came; nothing when there is no such commit.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn commit_at(&self, commit: CommitNo) -> Result<Option<Moment>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT at FROM commit_log WHERE no = ?1")?
                .query_row([signed(commit.0)], |row| row.get(0))
                .optional()
        };
        Ok(read().map_err(fault("read the chain"))?.map(Moment::from_millis))
    }

    /// Of the cases in a state, the one with the smallest number. Not for states in which most cases end.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn first_in(&self, state: u8) -> Result<Option<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE state = ?1 AND state <> 12 AND state <> 13 \
             ORDER BY id LIMIT 1"
        );
        Ok(self.all("list entries", &sql, [state], entry_row)?.pop())
    }

    /// The public key that this house signs with.
    ///
    /// # Errors
    /// When the file is not a house's.
    pub fn public_key(&self) -> Result<[u8; 32], StoreError> {
        Ok(public_key(&self.signing_secret()?))
    }

    /// The house's signature over the canonical text of a document that it issued, with the key that signs heads.
    ///
    /// # Errors
    /// When the file is not a house's: an exported copy has no secrets.
    pub fn sign_document(&self, text: &[u8]) -> Result<DocumentSignature, StoreError> {
        Ok(sign_document(&self.signing_secret()?, text))
    }

    fn signing_secret(&self) -> Result<[u8; 32], StoreError> {
        let secret: Vec<u8> = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = 'signing'", [], |row| row.get(0))
            .map_err(fault("read its secrets"))?;
        Ok(digest_of(&secret))
    }

    /// The history rows after that one, in order, each with the row that it names as its entry's
    /// one before; 0 where there is none.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn kept_history(
        &self,
        after_row: u64,
        limit: usize,
    ) -> Result<Vec<(HistoryRecord, u64)>, StoreError> {
        self.all(
            "read the history",
            "SELECT id, entry, commit_no, body, previous FROM history WHERE id > ?1 \
             ORDER BY id LIMIT ?2",
            [signed(after_row), limited(limit)],
            |row| Ok((history_row(row)?, unsigned(row.get(4)?))),
        )
    }

    /// The blocks of a commit as they are kept; one that does not unpack has an empty body.
    pub(crate) fn kept_blocks(&self, commit: CommitNo) -> Result<Vec<BlockRecord>, StoreError> {
        let sql = format!(
            "SELECT {BLOCK_COLUMNS} FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE block.commit_no = ?1 ORDER BY block.first_no"
        );
        self.all("read receipts", &sql, [signed(commit.0)], |row| {
            block_with(row, |packed, size| Ok(unpack(packed, size).unwrap_or_default()))
        })
    }

    /// What risk analysis remembers of a commit; nothing where it remembers nothing.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn remembered(&self, commit: CommitNo) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT commit_no, size, body FROM remembered WHERE commit_no = ?1";
        let found = self.all("read what is remembered", sql, [signed(commit.0)], remembered_row)?;
        Ok(found.into_iter().next().map(|(_, body)| body))
    }

    /// What is remembered as a whole, as it was kept at the begin of days: the latest first, with its commit.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn checkpoints(&self) -> Result<Vec<(CommitNo, Vec<u8>)>, StoreError> {
        let sql = "SELECT commit_no, size, body FROM checkpoint ORDER BY commit_no DESC";
        self.all("read checkpoints", sql, [], remembered_row)
    }

    /// The digests of inputs in a range, in order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn input_digests(
        &self,
        first: InputId,
        last: InputId,
    ) -> Result<Vec<[u8; 32]>, StoreError> {
        self.all(
            "read inputs",
            "SELECT digest FROM input WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            [signed(first.0), signed(last.0)],
            |row| row.get::<_, Vec<u8>>(0).map(|digest| digest_of(&digest)),
        )
    }

    /// Every row of an entry or slip after that one, by number.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn entry_rows(&self, after: EntryId, limit: usize) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2");
        self.all("list entries", &sql, params![signed(after.0), limited(limit)], entry_row)
    }

    /// Every row of a case below that one, newest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn entry_rows_before(
        &self,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql =
            format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        self.all("list entries", &sql, params![signed(before.0), limited(limit)], entry_row)
    }

    /// When the next thing falls due; nothing when nothing is planned.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn next_due(&self) -> Result<Option<Moment>, StoreError> {
        let due: Option<i64> = self
            .connection
            .query_row("SELECT min(due_at) FROM entry WHERE due_at IS NOT NULL", [], |row| {
                row.get(0)
            })
            .map_err(fault("look for what is due"))?;
        Ok(due.map(Moment::from_millis))
    }

    /// For how many cases something is due by a moment, counted to a limit.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn due_by(&self, by: Moment, limit: usize) -> Result<u64, StoreError> {
        self.connection
            .query_row(
                "SELECT count(*) FROM (SELECT 1 FROM entry WHERE due_at <= ?1 LIMIT ?2)",
                [by.millis(), limited(limit)],
                |row| row.get(0),
            )
            .map(unsigned)
            .map_err(fault("look for what is due"))
    }

    /// The moment of the newest commit; nothing in a new house.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn newest_moment(&self) -> Result<Option<Moment>, StoreError> {
        self.connection
            .query_row("SELECT at FROM commit_log ORDER BY no DESC LIMIT 1", [], |row| row.get(0))
            .optional()
            .map_err(fault("read its head"))
            .map(|at| at.map(Moment::from_millis))
    }

    /// The house's own inputs after that one, in order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn house_inputs_after(&self, after: InputId) -> Result<Vec<StoredInput>, StoreError> {
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
             WHERE input.is_house AND input.id > ?1 ORDER BY input.id"
        );
        self.all("read the house's own inputs", &sql, [signed(after.0)], input_row)
    }

    /// Signed heads, oldest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn signatures(&self) -> Result<Vec<HeadSignature>, StoreError> {
        self.all(
            "read signed heads",
            "SELECT commit_no, link, public_key, signature FROM head_signature ORDER BY commit_no",
            [],
            |row| {
                let (link, key): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
                let signature: Vec<u8> = row.get(3)?;
                Ok(HeadSignature {
                    commit: CommitNo(unsigned(row.get(0)?)),
                    link: digest_of(&link),
                    public_key: digest_of(&key),
                    signature: signature.first_chunk().copied().unwrap_or([0; 64]),
                })
            },
        )
    }

    /// Every account, by key.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn accounts(
        &self,
        after: Option<KeyPair>,
        limit: usize,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let (hi, lo) = (after.map(|it| signed(it.hi)), after.map(|it| signed(it.lo)));
        self.all(
            "read accounts",
            &merged("account", "kind, limit_scaled, pending, posted, label"),
            params![hi, lo, limited(limit)],
            |row| {
                let key = KeyPair { hi: unsigned(row.get(5)?), lo: unsigned(row.get(6)?) };
                account_row(key, row)
            },
        )
    }

    /// The claims' keys with what they hold, in key order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn claims(
        &self,
        after: Option<KeyPair>,
        limit: usize,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let (hi, lo) = (after.map(|it| signed(it.hi)), after.map(|it| signed(it.lo)));
        self.all(
            "read claims",
            &merged("claim", "entry, expires_on, body"),
            params![hi, lo, limited(limit)],
            |row| {
                let key = KeyPair { hi: unsigned(row.get(3)?), lo: unsigned(row.get(4)?) };
                claim_row(key, row)
            },
        )
    }
}

/// A page of rows by key, from the index with the newest rows of its log over it.
fn merged(index: &str, columns: &str) -> String {
    format!(
        "SELECT {columns}, hi, lo FROM {index} \
         WHERE (?1 IS NULL OR (hi, lo) > (?1, ?2)) \
         AND (hi, lo) NOT IN (SELECT hi, lo FROM {index}_log) \
         UNION ALL SELECT {columns}, hi, lo FROM {index}_log \
         WHERE (?1 IS NULL OR (hi, lo) > (?1, ?2)) \
         AND id IN (SELECT max(id) FROM {index}_log GROUP BY hi, lo) \
         ORDER BY hi, lo LIMIT ?3"
    )
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn commit_row(row: &Row<'_>) -> Result<CommitRecord, rusqlite::Error> {
    let (digest, link): (Vec<u8>, Vec<u8>) = (row.get(4)?, row.get(7)?);
    Ok(CommitRecord {
        commit: CommitNo(unsigned(row.get(0)?)),
        at: Moment::from_millis(row.get(1)?),
        first_input: InputId(unsigned(row.get(2)?)),
        last_input: InputId(unsigned(row.get(3)?)),
        inputs_digest: digest_of(&digest),
        n_history: row.get(5)?,
        leaves: row.get(6)?,
        link: digest_of(&link),
    })
}

pub(crate) fn history_row(row: &Row<'_>) -> Result<HistoryRecord, rusqlite::Error> {
    Ok(HistoryRecord {
        row: unsigned(row.get(0)?),
        entry: EntryId(unsigned(row.get(1)?)),
        commit: CommitNo(unsigned(row.get(2)?)),
        body: row.get(3)?,
    })
}

fn block_row(row: &Row<'_>) -> Result<BlockRecord, rusqlite::Error> {
    block_with(row, |packed, size| {
        unpack(packed, size).map_err(|cause| {
            rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Blob, cause.into())
        })
    })
}

fn block_with(
    row: &Row<'_>,
    unpack: impl FnOnce(&[u8], usize) -> Result<Vec<u8>, rusqlite::Error>,
) -> Result<BlockRecord, rusqlite::Error> {
    let (size, packed): (u32, Vec<u8>) = (row.get(6)?, row.get(7)?);
    let body = unpack(&packed, size as usize)?;
    Ok(BlockRecord {
        commit: CommitNo(unsigned(row.get(0)?)),
        first_no: unsigned(row.get(1)?),
        first_recipient_no: unsigned(row.get(2)?),
        block: BlockRow {
            recipient: row.get(3)?,
            recipient_key: unsigned(row.get(4)?),
            count: row.get(5)?,
            body,
        },
    })
}

impl Records for SqliteRecords {
    fn head(&self) -> Result<Head, StoreError> {
        let head = self
            .connection
            .query_row(
                "SELECT commit_no, link, decided_input, next_entry, next_input FROM head",
                [],
                |row| {
                    let link: Vec<u8> = row.get(1)?;
                    Ok(Head {
                        commit: CommitNo(unsigned(row.get(0)?)),
                        link: digest_of(&link),
                        decided_input: InputId(unsigned(row.get(2)?)),
                        next_entry: unsigned(row.get(3)?),
                        next_input: unsigned(row.get(4)?),
                    })
                },
            )
            .optional()
            .map_err(fault("read its head"))?;
        Ok(head.unwrap_or(Head {
            commit: CommitNo(0),
            link: clearance::chain::GENESIS,
            decided_input: InputId(0),
            next_entry: 1,
            next_input: 1,
        }))
    }

    fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?1");
        let read = || {
            self.connection.prepare_cached(&sql)?.query_row([signed(id.0)], entry_row).optional()
        };
        read().map_err(fault("read an entry"))
    }

    fn entries(
        &self,
        state: Option<u8>,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EntryRow>, StoreError> {
        // Most entries are released or closed; the index leaves these out, and says so.
        let filter = match state {
            None => "state < ?3",
            Some(12 | 13) => "state = ?3",
            Some(_) => "state = ?3 AND state <> 12 AND state <> 13",
        };
        let state = state.unwrap_or(BEYOND_PARCELS);
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE id < ?1 AND {filter} ORDER BY id DESC LIMIT ?2"
        );
        let before = if before.0 == 0 { i64::MAX } else { signed(before.0) };
        self.all("list entries", &sql, params![before, limited(limit), state], entry_row)
    }

    fn claim(&self, key: KeyPair) -> Result<Option<ClaimRow>, StoreError> {
        self.claims
            .refresh(&self.connection)
            .and_then(|()| self.claims.sight().claim(&self.connection, key))
            .map_err(fault("look a key up"))
    }

    fn account(&self, key: KeyPair) -> Result<Option<AccountRow>, StoreError> {
        self.accounts
            .refresh(&self.connection)
            .and_then(|()| self.accounts.sight().account(&self.connection, key))
            .map_err(fault("read an account"))
    }

    fn history(&self, id: EntryId) -> Result<Vec<HistoryRecord>, StoreError> {
        self.all(
            "read an entry's history",
            "WITH RECURSIVE back (id, entry, commit_no, body, previous) AS ( \
               SELECT h.id, h.entry, h.commit_no, h.body, h.previous FROM history h \
               JOIN entry e ON e.last_history = h.id WHERE e.id = ?1 \
               UNION ALL \
               SELECT h.id, h.entry, h.commit_no, h.body, h.previous FROM history h \
               JOIN back ON h.id = back.previous \
             ) SELECT id, entry, commit_no, body FROM back ORDER BY id",
            [signed(id.0)],
            history_row,
        )
    }

    fn remembered_after(
        &self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        remembered_after(&self.connection, after, max_bytes)
    }

    fn input(&self, id: InputId) -> Result<Option<StoredInput>, StoreError> {
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id WHERE input.id = ?1"
        );
        self.connection
            .query_row(&sql, [signed(id.0)], input_row)
            .optional()
            .map_err(fault("read an input"))
    }

    fn blocks(
        &self,
        recipient: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<BlockRecord>, StoreError> {
        // From the block that holds the next number, found by index, and never one that is done.
        let (filter, order) = match recipient {
            Some(_) => (
                "recipient.code = ?3 AND block.first_recipient_no >= (SELECT \
                 coalesce(max(b.first_recipient_no), 0) FROM block b JOIN recipient r ON \
                 r.key = b.recipient WHERE r.code = ?3 AND b.first_recipient_no <= ?1 + 1) \
                 AND block.first_recipient_no + block.count > ?1 + 1",
                "block.first_recipient_no",
            ),
            None => (
                "?3 IS NULL AND block.first_no >= (SELECT coalesce(max(first_no), 0) FROM block \
                 WHERE first_no <= ?1 + 1) AND block.first_no + block.count > ?1 + 1",
                "block.first_no",
            ),
        };
        let sql = format!(
            "SELECT {BLOCK_COLUMNS} FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE {filter} ORDER BY {order} LIMIT ?2"
        );
        let params = params![signed(after), limited(limit), recipient];
        self.all("read receipts", &sql, params, block_row)
    }

    fn block(
        &self,
        commit: CommitNo,
        recipient_key: u64,
    ) -> Result<Option<BlockRecord>, StoreError> {
        let sql = format!(
            "SELECT {BLOCK_COLUMNS} FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE block.commit_no = ?1 AND block.recipient = ?2"
        );
        self.connection
            .query_row(&sql, [signed(commit.0), signed(recipient_key)], block_row)
            .optional()
            .map_err(fault("read a block of receipts"))
    }

    fn newest_receipt(&self, recipient: Option<&str>) -> Result<u64, StoreError> {
        let newest = match recipient {
            Some(code) => self.connection.query_row(
                "SELECT next_no - 1 FROM recipient WHERE code = ?1",
                [code],
                |row| row.get(0),
            ),
            None => {
                self.connection.query_row("SELECT next_receipt - 1 FROM head", [], |row| row.get(0))
            }
        };
        Ok(newest.optional().map_err(fault("read the newest receipt"))?.map_or(0, unsigned))
    }

    fn recipients_after(&self, after: u64) -> Result<Vec<(String, u64)>, StoreError> {
        self.all(
            "read who got receipts",
            "SELECT recipient.code, max(block.first_recipient_no + block.count - 1) \
             FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE block.first_no >= (SELECT coalesce(max(first_no), 0) FROM block \
             WHERE first_no <= ?1 + 1) AND block.first_no + block.count > ?1 + 1 \
             GROUP BY recipient.key ORDER BY recipient.code",
            [signed(after)],
            |row| Ok((row.get(0)?, unsigned(row.get(1)?))),
        )
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let states = self.all(
            "count entries",
            "SELECT state, entries FROM tally WHERE entries > 0 ORDER BY state",
            [],
            |row| Ok((row.get(0)?, unsigned(row.get(1)?))),
        )?;
        let (receipts, inputs) = self
            .connection
            .query_row("SELECT next_receipt - 1, next_input - 1 FROM head", [], |row| {
                Ok((unsigned(row.get(0)?), unsigned(row.get(1)?)))
            })
            .optional()
            .map_err(fault("count receipts"))?
            .unwrap_or((0, 0));
        Ok(Counts { states, receipts, inputs })
    }
}
