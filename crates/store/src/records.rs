//! The readers: what people see, from their own connection, never in the writer's way.

use std::path::Path;

use clearance::{
    Load,
    entry::BEYOND_PARCELS,
    ports::{
        AccountRow, BlockRecord, BlockRow, ClaimRow, CommitRecord, Counts, EntryRow, Facts, Head,
        HistoryRecord, Keys, Records, Remembered, StoreError, StoredInput,
    },
};
use model::{CommitNo, EntryId, InputId, KeyPair, Moment};
use rusqlite::{Connection, OpenFlags};

use crate::{
    load::load,
    logged::Logged,
    pg,
    place::{Kept, Place},
    rows::{
        ENTRY_COLUMNS, INPUT_COLUMNS, account_row, claim_row, digest_of, entry_row, fault,
        input_row, remembered_after, remembered_row, signed, unpack, unsigned,
    },
    signing::{DocumentSignature, HeadSignature, public_key, sign_document},
    sql::{Held, Param, Row, Sql, SqlError, values},
};

/// A reading connection.
pub struct HouseRecords {
    held: Held,
    /// The logs of the embedded store, in which the newest claims and accounts are.
    logs: Option<Logs>,
}

struct Logs {
    claims: Logged,
    accounts: Logged,
}

const BLOCK_COLUMNS: &str = "block.commit_no, block.first_no, block.first_recipient_no, \
                             recipient.code, block.recipient, block.count, block.size, block.body";

impl HouseRecords {
    /// # Errors
    /// When there is no house, or it cannot be read.
    pub fn open(place: &Place) -> Result<HouseRecords, StoreError> {
        const ACTION: &str = "open the house for reading";
        match place {
            Place::Folder(folder) => {
                let path = place.file(Kept::House).unwrap_or_else(|| folder.clone());
                HouseRecords::open_file(&path)
            }
            Place::Database(config) => {
                let mut server = pg::connect_to_read(config, ACTION)?;
                pg::ensure_house(&mut server).map_err(fault(ACTION))?;
                Ok(HouseRecords { held: server.into(), logs: None })
            }
        }
    }

    /// The house in that file.
    ///
    /// # Errors
    /// When the file is not there or cannot be read.
    pub fn open_file(path: &Path) -> Result<HouseRecords, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        };
        let connection = open().map_err(fault::<rusqlite::Error>("open its file for reading"))?;
        let logs = Logs { claims: Logged::claims(), accounts: Logged::accounts() };
        Ok(HouseRecords { held: connection.into(), logs: Some(logs) })
    }

    /// The secret of the house's keys, to look natural keys up.
    ///
    /// # Errors
    /// When it is no house's.
    pub fn keyring(&self) -> Result<[u8; 16], StoreError> {
        Ok(self.secret("keyring")?.first_chunk().copied().unwrap_or_default())
    }

    fn secret(&self, key: &str) -> Result<Vec<u8>, StoreError> {
        self.sql()
            .one("SELECT value FROM meta WHERE key = ?1", values![key], |row| row.get(0))
            .map_err(fault("read its secrets"))
    }

    /// What somebody works out of facts, all of them as of one moment, with the house's head then.
    ///
    /// # Errors
    /// When the database fails, or the work does.
    pub fn at_once<T>(
        &self,
        work: impl FnOnce(&Head, Load<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let snapshot = self.sql().snapshot().map_err(fault("read facts as of one moment"))?;
        let head = self.head()?;
        self.refresh()?;
        let mut load = |keys: &Keys| self.load(keys);
        let worked = work(&head, &mut load)?;
        snapshot.commit().map_err(fault("read facts as of one moment"))?;
        Ok(worked)
    }

    pub(crate) fn sql(&self) -> Sql<'_> {
        self.held.sql()
    }

    /// What is asked for, as it is committed.
    fn load(&self, keys: &Keys) -> Result<Facts, StoreError> {
        match (self.sql(), &self.logs) {
            (Sql::Sqlite(connection), Some(logs)) => {
                let (claims, accounts) = (logs.claims.sight(), logs.accounts.sight());
                load(connection, &claims, &accounts, keys).map_err(fault("load facts"))
            }
            _ => pg::load(self.sql(), keys).map_err(fault("load facts")),
        }
    }

    /// Brings what is known of the logs to what is committed.
    fn refresh(&self) -> Result<(), StoreError> {
        let (Sql::Sqlite(connection), Some(logs)) = (self.sql(), &self.logs) else { return Ok(()) };
        for log in [&logs.claims, &logs.accounts] {
            log.refresh(connection).map_err(fault("read the newest claims and accounts"))?;
        }
        Ok(())
    }

    pub(crate) fn all<T>(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&dyn Param],
        row: impl FnMut(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, StoreError> {
        self.sql().all(sql, values, row).map_err(fault(action))
    }

    fn first<T>(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&dyn Param],
        row: impl FnOnce(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<Option<T>, StoreError> {
        self.sql().first(sql, values, row).map_err(fault(action))
    }

    /// What the house takes on its disk, or its database on the server's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn bytes(&self) -> Result<u64, StoreError> {
        let sql = self.sql().differs(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            "SELECT pg_database_size(current_database())",
        );
        Ok(self.first("measure the house", sql, values![], |row| row.get(0))?.map_or(0, unsigned))
    }

    /// All commits after that one, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn commits(&self, after: CommitNo, limit: usize) -> Result<Vec<CommitRecord>, StoreError> {
        self.all(
            "read the chain",
            "SELECT no, at, first_input, last_input, inputs_digest, n_history, leaves, link \
             FROM commit_log WHERE no > ?1 ORDER BY no LIMIT ?2",
            values![signed(after.0), limited(limit)],
            commit_row,
        )
    }

    /// The history rows after that one, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history_rows(
        &self,
        after_row: u64,
        limit: usize,
    ) -> Result<Vec<HistoryRecord>, StoreError> {
        self.all(
            "read the history",
            "SELECT id, entry, commit_no, body FROM history WHERE id > ?1 ORDER BY id LIMIT ?2",
            values![signed(after_row), limited(limit)],
            history_row,
        )
    }

    /// The newest history row; 0 in a new house.
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest_history(&self) -> Result<u64, StoreError> {
        let newest = "SELECT coalesce(max(id), 0) FROM history";
        let newest = self.first("read the history", newest, values![], |row| row.get(0))?;
        Ok(newest.map_or(0, unsigned))
    }

    /// When a commit's last input came; nothing when there is no such commit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn commit_at(&self, commit: CommitNo) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT at FROM commit_log WHERE no = ?1";
        let at = self.first("read the chain", sql, values![signed(commit.0)], |row| row.get(0))?;
        Ok(at.map(Moment::from_millis))
    }

    /// Of the cases in a state, the one with the smallest number. Not for states in which most cases end.
    ///
    /// # Errors
    /// When the database fails.
    pub fn first_in(&self, state: u8) -> Result<Option<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE state = ?1 AND state <> 12 AND state <> 13 \
             ORDER BY id LIMIT 1"
        );
        Ok(self.all("list entries", &sql, values![state], entry_row)?.pop())
    }

    /// The public key that this house signs with.
    ///
    /// # Errors
    /// When it is no house's.
    pub fn public_key(&self) -> Result<[u8; 32], StoreError> {
        Ok(public_key(&self.signing_secret()?))
    }

    /// The house's signature over the canonical text of a document that it issued, with the key that signs heads.
    ///
    /// # Errors
    /// When it is no house's: an exported copy has no secrets.
    pub fn sign_document(&self, text: &[u8]) -> Result<DocumentSignature, StoreError> {
        Ok(sign_document(&self.signing_secret()?, text))
    }

    fn signing_secret(&self) -> Result<[u8; 32], StoreError> {
        Ok(digest_of(&self.secret("signing")?))
    }

    /// The history rows after that one, in order, each with the row that it names as its entry's
    /// one before; 0 where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn kept_history(
        &self,
        after_row: u64,
        limit: usize,
    ) -> Result<Vec<(HistoryRecord, u64)>, StoreError> {
        self.all(
            "read the history",
            "SELECT id, entry, commit_no, body, previous FROM history WHERE id > ?1 \
             ORDER BY id LIMIT ?2",
            values![signed(after_row), limited(limit)],
            |row| Ok((history_row(row)?, unsigned(row.get(4)?))),
        )
    }

    /// The blocks of a commit as they are kept; one that does not unpack has an empty body.
    pub(crate) fn kept_blocks(&self, commit: CommitNo) -> Result<Vec<BlockRecord>, StoreError> {
        let sql = format!(
            "SELECT {BLOCK_COLUMNS} FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE block.commit_no = ?1 ORDER BY block.first_no"
        );
        self.all("read receipts", &sql, values![signed(commit.0)], |row| {
            block_with(row, |packed, size| Ok(unpack(packed, size).unwrap_or_default()))
        })
    }

    /// What risk analysis remembers of a commit; nothing where it remembers nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn remembered(&self, commit: CommitNo) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT commit_no, size, body FROM remembered WHERE commit_no = ?1";
        let found =
            self.all("read what is remembered", sql, values![signed(commit.0)], remembered_row)?;
        Ok(found.into_iter().next().map(|(_, body)| body))
    }

    /// What is remembered as a whole, as it was kept at the begin of days: the latest first, with its commit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn checkpoints(&self) -> Result<Vec<(CommitNo, Vec<u8>)>, StoreError> {
        let sql = "SELECT commit_no, size, body FROM checkpoint ORDER BY commit_no DESC";
        self.all("read checkpoints", sql, values![], remembered_row)
    }

    /// The digests of inputs in a range, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn input_digests(
        &self,
        first: InputId,
        last: InputId,
    ) -> Result<Vec<[u8; 32]>, StoreError> {
        self.all(
            "read inputs",
            "SELECT digest FROM input WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            values![signed(first.0), signed(last.0)],
            |row| row.get::<Vec<u8>>(0).map(|digest| digest_of(&digest)),
        )
    }

    /// Every row of an entry or slip after that one, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn entry_rows(&self, after: EntryId, limit: usize) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ?1 ORDER BY id LIMIT ?2");
        self.all("list entries", &sql, values![signed(after.0), limited(limit)], entry_row)
    }

    /// Every row of a case below that one, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn entry_rows_before(
        &self,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql =
            format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        self.all("list entries", &sql, values![signed(before.0), limited(limit)], entry_row)
    }

    /// When the next thing falls due; nothing when nothing is planned.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_due(&self) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT min(due_at) FROM entry WHERE due_at IS NOT NULL";
        let due: Option<Option<i64>> =
            self.first("look for what is due", sql, values![], |row| row.get(0))?;
        Ok(due.flatten().map(Moment::from_millis))
    }

    /// For how many cases something is due by a moment, counted to a limit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn due_by(&self, by: Moment, limit: usize) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE due_at <= ?1 LIMIT ?2) AS due";
        let values = values![by.millis(), limited(limit)];
        let count = self.first("look for what is due", sql, values, |row| row.get(0))?;
        Ok(count.map_or(0, unsigned))
    }

    /// The moment of the newest commit; nothing in a new house.
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest_moment(&self) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT at FROM commit_log ORDER BY no DESC LIMIT 1";
        let at = self.first("read its head", sql, values![], |row| row.get(0))?;
        Ok(at.map(Moment::from_millis))
    }

    /// The house's own inputs after that one, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn house_inputs_after(&self, after: InputId) -> Result<Vec<StoredInput>, StoreError> {
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
             WHERE input.is_house AND input.id > ?1 ORDER BY input.id"
        );
        self.all("read the house's own inputs", &sql, values![signed(after.0)], input_row)
    }

    /// Signed heads, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn signatures(&self) -> Result<Vec<HeadSignature>, StoreError> {
        self.all(
            "read signed heads",
            "SELECT commit_no, link, public_key, signature FROM head_signature ORDER BY commit_no",
            values![],
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
    /// When the database fails.
    pub fn accounts(
        &self,
        after: Option<KeyPair>,
        limit: usize,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let sql = self.by_key("account", "kind, limit_scaled, pending, posted, label");
        let (hi, lo) = (after.map(|it| signed(it.hi)), after.map(|it| signed(it.lo)));
        self.all("read accounts", &sql, values![hi, lo, limited(limit)], |row| {
            let key = KeyPair { hi: unsigned(row.get(5)?), lo: unsigned(row.get(6)?) };
            account_row(key, row)
        })
    }

    /// The claims' keys with what they hold, in key order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn claims(
        &self,
        after: Option<KeyPair>,
        limit: usize,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = self.by_key("claim", "entry, expires_on, body");
        let (hi, lo) = (after.map(|it| signed(it.hi)), after.map(|it| signed(it.lo)));
        self.all("read claims", &sql, values![hi, lo, limited(limit)], |row| {
            let key = KeyPair { hi: unsigned(row.get(3)?), lo: unsigned(row.get(4)?) };
            claim_row(key, row)
        })
    }

    /// A page of rows by key; of the embedded store from the index with the newest rows of its log over it.
    fn by_key(&self, index: &str, columns: &str) -> String {
        let after = "(CAST(?1 AS BIGINT) IS NULL OR (hi, lo) > (?1, ?2))";
        let of_log = match &self.logs {
            None => String::new(),
            Some(_) => format!(
                "AND (hi, lo) NOT IN (SELECT hi, lo FROM {index}_log) \
                 UNION ALL SELECT {columns}, hi, lo FROM {index}_log WHERE {after} \
                 AND id IN (SELECT max(id) FROM {index}_log GROUP BY hi, lo) "
            ),
        };
        format!(
            "SELECT {columns}, hi, lo FROM {index} WHERE {after} {of_log}ORDER BY hi, lo LIMIT ?3"
        )
    }
}

/// The number after one.
fn following(after: u64) -> i64 {
    signed(after).saturating_add(1)
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn commit_row(row: &Row<'_>) -> Result<CommitRecord, SqlError> {
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

pub(crate) fn history_row(row: &Row<'_>) -> Result<HistoryRecord, SqlError> {
    Ok(HistoryRecord {
        row: unsigned(row.get(0)?),
        entry: EntryId(unsigned(row.get(1)?)),
        commit: CommitNo(unsigned(row.get(2)?)),
        body: row.get(3)?,
    })
}

fn block_row(row: &Row<'_>) -> Result<BlockRecord, SqlError> {
    block_with(row, |packed, size| unpack(packed, size).map_err(|it| SqlError::column(7, it)))
}

fn block_with(
    row: &Row<'_>,
    unpack: impl FnOnce(&[u8], usize) -> Result<Vec<u8>, SqlError>,
) -> Result<BlockRecord, SqlError> {
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

impl Records for HouseRecords {
    fn head(&self) -> Result<Head, StoreError> {
        let sql = "SELECT commit_no, link, decided_input, next_entry, next_input FROM head";
        let head = self.first("read its head", sql, values![], |row| {
            let link: Vec<u8> = row.get(1)?;
            Ok(Head {
                commit: CommitNo(unsigned(row.get(0)?)),
                link: digest_of(&link),
                decided_input: InputId(unsigned(row.get(2)?)),
                next_entry: unsigned(row.get(3)?),
                next_input: unsigned(row.get(4)?),
            })
        })?;
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
        self.first("read an entry", &sql, values![signed(id.0)], entry_row)
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
        self.all("list entries", &sql, values![before, limited(limit), state], entry_row)
    }

    fn claim(&self, key: KeyPair) -> Result<Option<ClaimRow>, StoreError> {
        self.refresh()?;
        let keys = Keys { claims: vec![key], ..Keys::default() };
        Ok(self.load(&keys)?.claims.pop())
    }

    fn account(&self, key: KeyPair) -> Result<Option<AccountRow>, StoreError> {
        self.refresh()?;
        let keys = Keys { accounts: vec![key], ..Keys::default() };
        Ok(self.load(&keys)?.accounts.pop())
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
            values![signed(id.0)],
            history_row,
        )
    }

    fn remembered_after(
        &self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        remembered_after(self.sql(), after, max_bytes)
    }

    fn input(&self, id: InputId) -> Result<Option<StoredInput>, StoreError> {
        let sql = format!(
            "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id WHERE input.id = ?1"
        );
        self.first("read an input", &sql, values![signed(id.0)], input_row)
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
                 r.key = b.recipient WHERE r.code = ?3 AND b.first_recipient_no <= ?1) \
                 AND block.first_recipient_no + block.count > ?1",
                "block.first_recipient_no",
            ),
            None => (
                "CAST(?3 AS TEXT) IS NULL AND block.first_no >= (SELECT coalesce(max(first_no), 0) FROM block \
                 WHERE first_no <= ?1) AND block.first_no + block.count > ?1",
                "block.first_no",
            ),
        };
        let sql = format!(
            "SELECT {BLOCK_COLUMNS} FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE {filter} ORDER BY {order} LIMIT ?2"
        );
        let values = values![following(after), limited(limit), recipient];
        self.all("read receipts", &sql, values, block_row)
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
        let values = values![signed(commit.0), signed(recipient_key)];
        self.first("read a block of receipts", &sql, values, block_row)
    }

    fn newest_receipt(&self, recipient: Option<&str>) -> Result<u64, StoreError> {
        const ACTION: &str = "read the newest receipt";
        let newest = match recipient {
            Some(code) => {
                let sql = "SELECT next_no - 1 FROM recipient WHERE code = ?1";
                self.first(ACTION, sql, values![code], |row| row.get(0))
            }
            None => {
                self.first(ACTION, "SELECT next_receipt - 1 FROM head", values![], |row| row.get(0))
            }
        };
        Ok(newest?.map_or(0, unsigned))
    }

    fn recipients_after(&self, after: u64) -> Result<Vec<(String, u64)>, StoreError> {
        self.all(
            "read who got receipts",
            "SELECT recipient.code, max(block.first_recipient_no + block.count - 1) \
             FROM block JOIN recipient ON recipient.key = block.recipient \
             WHERE block.first_no >= (SELECT coalesce(max(first_no), 0) FROM block \
             WHERE first_no <= ?1) AND block.first_no + block.count > ?1 \
             GROUP BY recipient.code ORDER BY recipient.code",
            values![following(after)],
            |row| Ok((row.get(0)?, unsigned(row.get(1)?))),
        )
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let states = self.all(
            "count entries",
            "SELECT state, entries FROM tally WHERE entries > 0 ORDER BY state",
            values![],
            |row| Ok((row.get(0)?, unsigned(row.get(1)?))),
        )?;
        let sql = "SELECT next_receipt - 1, next_input - 1 FROM head";
        let read = |row: &Row<'_>| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?)));
        let (receipts, inputs) =
            self.first("count receipts", sql, values![], read)?.unwrap_or((0, 0));
        Ok(Counts { states, receipts, inputs })
    }
}
