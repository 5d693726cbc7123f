//! Rows under random keys (claims, accounts), appended when they change and folded into their index
//! later.
//!
//! Written straight into an index by key, the rows of a commit of a few thousand parcels would touch
//! most of its pages, more of them the more parcels there ever were. So they are appended to a log,
//! found there through a map in memory, and folded into the index in key order once enough have come
//! together, when every page is touched once for many keys.
//!
//! The map holds what is committed. A writer folds and clears it under one lock, which a loader
//! holds from before its snapshot, so that nobody looks for a row between the two.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use clearance::ports::{AccountRow, ClaimRow};
use model::{InputId, KeyPair};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use rustc_hash::FxHashMap;

use crate::rows::{account_row, claim_row, signed, unsigned};

/// What is kept so, in SQL.
struct Tables {
    folded: &'static str,
    keys_after: &'static str,
    append: &'static str,
    in_log: &'static str,
    in_index: &'static str,
    fold: &'static str,
    empty: &'static str,
}

macro_rules! tables {
    ($index:literal, $columns:literal, $values:literal, $update:literal) => {
        Tables {
            folded: concat!($index, "_folded"),
            keys_after: concat!(
                "SELECT id, hi, lo FROM ",
                $index,
                "_log WHERE id > ?1 ORDER BY id"
            ),
            append: concat!(
                "INSERT INTO ",
                $index,
                "_log (id, hi, lo, ",
                $columns,
                ") VALUES (?1, ?2, ?3, ",
                $values,
                ")"
            ),
            in_log: concat!("SELECT ", $columns, " FROM ", $index, "_log WHERE id = ?1"),
            in_index: concat!("SELECT ", $columns, " FROM ", $index, " WHERE hi = ?1 AND lo = ?2"),
            fold: concat!(
                "INSERT INTO ",
                $index,
                " (hi, lo, ",
                $columns,
                ") SELECT hi, lo, ",
                $columns,
                " FROM ",
                $index,
                "_log WHERE true ORDER BY hi, lo, id \
                 ON CONFLICT (hi, lo) DO UPDATE SET ",
                $update
            ),
            empty: concat!("DELETE FROM ", $index, "_log"),
        }
    };
}

static CLAIMS: Tables = tables!(
    "claim",
    "entry, expires_on, body",
    "?4, ?5, ?6",
    "entry = excluded.entry, expires_on = excluded.expires_on, body = excluded.body"
);

static ACCOUNTS: Tables = tables!(
    "account",
    "kind, limit_scaled, pending, posted, label",
    "?4, ?5, ?6, ?7, ?8",
    "limit_scaled = excluded.limit_scaled, pending = excluded.pending, posted = excluded.posted"
);

/// A log with its map, shared by the writer and its loader.
#[derive(Clone)]
pub(crate) struct Logged {
    tables: &'static Tables,
    recent: Arc<RwLock<Recent>>,
}

#[derive(Default)]
struct Recent {
    rows: FxHashMap<KeyPair, i64>,
    /// Rows in the log; more than keys where a row was written again.
    n_rows: u64,
    /// The last row of the log that was ever written.
    last: i64,
    /// The last row that was folded.
    folded: i64,
    /// Every commit up to the one that decided this input is in the map.
    through: InputId,
}

/// Rows that one batch appended, to be put into the map when they are durable.
#[derive(Default)]
pub(crate) struct Appended(Vec<(KeyPair, i64)>);

/// Sight of a log for the length of one snapshot.
pub(crate) struct Sight<'l> {
    tables: &'static Tables,
    recent: RwLockReadGuard<'l, Recent>,
}

impl Logged {
    pub(crate) fn claims() -> Logged {
        Logged { tables: &CLAIMS, recent: Arc::default() }
    }

    pub(crate) fn accounts() -> Logged {
        Logged { tables: &ACCOUNTS, recent: Arc::default() }
    }

    /// Brings the map to what the connection's snapshot holds.
    pub(crate) fn refresh(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        let folded = connection
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([self.tables.folded], |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        if recent.folded != folded {
            recent.rows.retain(|_, row| *row > folded);
            recent.folded = folded;
            recent.last = recent.last.max(folded);
        }
        let mut statement = connection.prepare_cached(self.tables.keys_after)?;
        let mut rows = statement.query([recent.last])?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let key = KeyPair { hi: unsigned(row.get(1)?), lo: unsigned(row.get(2)?) };
            recent.rows.insert(key, id);
            recent.n_rows += 1;
            recent.last = id;
        }
        Ok(())
    }

    pub(crate) fn n_rows(&self) -> u64 {
        self.recent.read().unwrap_or_else(PoisonError::into_inner).n_rows
    }

    /// Must be taken before the snapshot it is used in.
    pub(crate) fn sight(&self) -> Sight<'_> {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        Sight { tables: self.tables, recent }
    }

    /// The last decided input whose commit whoever takes sight from now on will see.
    pub(crate) fn through(&self) -> InputId {
        self.recent.read().unwrap_or_else(PoisonError::into_inner).through
    }

    /// What was appended is durable now, with everything up to that input.
    pub(crate) fn commit(&self, appended: Appended, through: InputId) {
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        recent.through = through;
        recent.n_rows += appended.0.len() as u64;
        recent.last = appended.0.last().map_or(recent.last, |(_, row)| *row);
        recent.rows.extend(appended.0);
    }

    /// Folds the whole log into the index. Facts are loaded meanwhile as before: only when the fold
    /// is durable is the map emptied, between two snapshots.
    pub(crate) fn fold(&self, connection: &mut Connection) -> Result<(), rusqlite::Error> {
        let (n_rows, last) = {
            let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
            (recent.n_rows, recent.last)
        };
        if n_rows == 0 {
            return Ok(());
        }
        let transaction = connection.transaction()?;
        transaction.execute(self.tables.fold, [])?;
        transaction.execute(self.tables.empty, [])?;
        transaction.execute(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) \
             ON CONFLICT (key) DO UPDATE SET value = ?2",
            params![self.tables.folded, last],
        )?;
        transaction.commit()?;
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        *recent = Recent { last, folded: last, through: recent.through, ..Recent::default() };
        Ok(())
    }

    /// Appends a batch's claims.
    pub(crate) fn append_claims(
        &self,
        transaction: &Transaction<'_>,
        claims: &[ClaimRow],
    ) -> Result<Appended, rusqlite::Error> {
        let mut insert = transaction.prepare_cached(self.tables.append)?;
        self.append(
            claims,
            |it| it.key,
            |id, it| {
                let (hi, lo) = (signed(it.key.hi), signed(it.key.lo));
                insert.execute(params![id, hi, lo, signed(it.entry.0), it.expires_on, it.body])
            },
        )
    }

    /// Appends a batch's accounts.
    pub(crate) fn append_accounts(
        &self,
        transaction: &Transaction<'_>,
        accounts: &[AccountRow],
    ) -> Result<Appended, rusqlite::Error> {
        let mut insert = transaction.prepare_cached(self.tables.append)?;
        self.append(
            accounts,
            |it| it.key,
            |id, it| {
                insert.execute(params![
                    id,
                    signed(it.key.hi),
                    signed(it.key.lo),
                    it.kind as u8,
                    it.account.limit.scaled(),
                    it.account.pending.scaled(),
                    it.account.posted.scaled(),
                    it.label,
                ])
            },
        )
    }

    fn append<T>(
        &self,
        rows: &[T],
        key: impl Fn(&T) -> KeyPair,
        mut insert: impl FnMut(i64, &T) -> Result<usize, rusqlite::Error>,
    ) -> Result<Appended, rusqlite::Error> {
        let next = self.recent.read().unwrap_or_else(PoisonError::into_inner).last + 1;
        let mut appended = Vec::with_capacity(rows.len());
        for (id, row) in (next..).zip(rows) {
            insert(id, row)?;
            appended.push((key(row), id));
        }
        Ok(Appended(appended))
    }
}

impl Sight<'_> {
    pub(crate) fn claim(
        &self,
        connection: &Connection,
        key: KeyPair,
    ) -> Result<Option<ClaimRow>, rusqlite::Error> {
        self.find(connection, key, |row| claim_row(key, row))
    }

    pub(crate) fn account(
        &self,
        connection: &Connection,
        key: KeyPair,
    ) -> Result<Option<AccountRow>, rusqlite::Error> {
        self.find(connection, key, |row| account_row(key, row))
    }

    /// From the log where the map knows the key; else, or when it was folded since, from the index.
    fn find<T>(
        &self,
        connection: &Connection,
        key: KeyPair,
        row: impl Fn(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Option<T>, rusqlite::Error> {
        if let Some(id) = self.recent.rows.get(&key) {
            let mut logged = connection.prepare_cached(self.tables.in_log)?;
            if let Some(found) = logged.query_row([id], &row).optional()? {
                return Ok(Some(found));
            }
        }
        let mut indexed = connection.prepare_cached(self.tables.in_index)?;
        indexed.query_row([signed(key.hi), signed(key.lo)], &row).optional()
    }
}
