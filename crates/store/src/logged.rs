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
//!
//! Beside the map stands a filter of the keys that are in the index, so that keys which were never seen are not
//! looked for there. It is learnt from the index, beside everything else, when a house is opened; until then
//! every key is looked for.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use clearance::ports::{AccountRow, ClaimRow};
use model::{InputId, KeyPair};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rustc_hash::FxHashMap;

use crate::{
    filter::{Filter, MAX_KEYS},
    rows::{account_row, claim_row, embedded, signed, unsigned},
    sql::{Row, SqlError},
};

/// What is kept so, in SQL.
struct Tables {
    folded: &'static str,
    keys_after: &'static str,
    append: &'static str,
    in_log: &'static str,
    in_index: &'static str,
    fold: &'static str,
    empty: &'static str,
    n_folded: &'static str,
    folded_keys: &'static str,
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
            n_folded: concat!("SELECT count(*) FROM ", $index),
            folded_keys: concat!("SELECT hi, lo FROM ", $index),
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
    known: Known,
}

/// What is known of the keys that the index holds.
#[derive(Default)]
enum Known {
    /// Nothing: every key is looked for.
    #[default]
    Nothing,
    /// The index is being walked through; what was folded meanwhile.
    Learning(Vec<KeyPair>),
    All(Filter),
    /// Nothing, and a filter of so many would take too much memory.
    TooMany,
}

/// Walks through an index for its log's filter; ends early when the house is closed.
pub(crate) struct Learner {
    tables: &'static Tables,
    recent: Weak<RwLock<Recent>>,
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
        let folded = std::mem::take(&mut recent.rows).into_keys();
        match &mut recent.known {
            Known::Nothing | Known::TooMany => {}
            Known::Learning(keys) => keys.extend(folded),
            Known::All(filter) => folded.for_each(|it| filter.insert(it)),
        }
        *recent = Recent {
            last,
            folded: last,
            through: recent.through,
            known: std::mem::take(&mut recent.known),
            ..Recent::default()
        };
        Ok(())
    }

    /// Who has to walk through the index, if its keys are not known, or no longer well enough. What is folded from
    /// here on is noted for it.
    pub(crate) fn learner(&self) -> Option<Learner> {
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        let is_due = match &recent.known {
            Known::Nothing => true,
            Known::Learning(_) | Known::TooMany => false,
            Known::All(filter) => filter.is_crowded(),
        };
        if !is_due {
            return None;
        }
        recent.known = Known::Learning(Vec::new());
        Some(Learner { tables: self.tables, recent: Arc::downgrade(&self.recent) })
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

/// Keys between two looks whether the house is still open.
const STRIDE: usize = 4_096;

impl Learner {
    /// What fails leaves the keys unknown, which costs time and nothing else.
    pub(crate) fn learn(self, connection: &Connection) {
        let known = self.walk(connection).unwrap_or_default();
        if let Some(recent) = self.recent.upgrade() {
            settle(recent.write().unwrap_or_else(PoisonError::into_inner), known);
        }
    }

    fn walk(&self, connection: &Connection) -> Result<Known, rusqlite::Error> {
        let n_keys: i64 = connection.query_row(self.tables.n_folded, [], |row| row.get(0))?;
        let n_keys = usize::try_from(n_keys).unwrap_or(usize::MAX);
        if n_keys > MAX_KEYS {
            return Ok(Known::TooMany);
        }
        let mut filter = Filter::for_keys(n_keys);
        let mut statement = connection.prepare(self.tables.folded_keys)?;
        let mut rows = statement.query([])?;
        let mut nth = 0;
        while let Some(row) = rows.next()? {
            filter.insert(KeyPair { hi: unsigned(row.get(0)?), lo: unsigned(row.get(1)?) });
            nth += 1;
            if nth % STRIDE == 0 && self.recent.strong_count() == 0 {
                return Ok(Known::Nothing);
            }
        }
        Ok(Known::All(filter))
    }
}

/// Puts what was learnt in place, with what was folded meanwhile.
fn settle(mut recent: RwLockWriteGuard<'_, Recent>, learnt: Known) {
    let before = std::mem::replace(&mut recent.known, learnt);
    if let (Known::Learning(meanwhile), Known::All(filter)) = (before, &mut recent.known) {
        meanwhile.into_iter().for_each(|it| filter.insert(it));
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
        row: impl Fn(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<Option<T>, rusqlite::Error> {
        let row = embedded(row);
        if let Some(id) = self.recent.rows.get(&key) {
            let mut logged = connection.prepare_cached(self.tables.in_log)?;
            if let Some(found) = logged.query_row([id], &row).optional()? {
                return Ok(Some(found));
            }
        } else if matches!(&self.recent.known, Known::All(filter) if !filter.may_hold(key)) {
            return Ok(None);
        }
        let mut indexed = connection.prepare_cached(self.tables.in_index)?;
        indexed.query_row([signed(key.hi), signed(key.lo)], &row).optional()
    }
}

#[cfg(test)]
mod tests {
    use model::EntryId;

    use super::*;
    use crate::migrations::migrate;

    fn claim(n: u64) -> ClaimRow {
        let key = KeyPair { hi: n.wrapping_mul(0x9E37_79B9_7F4A_7C15), lo: !n.rotate_left(21) };
        ClaimRow { key, entry: EntryId(n), expires_on: None, body: vec![1] }
    }

    fn write(log: &Logged, connection: &mut Connection, numbers: std::ops::Range<u64>) {
        let claims: Vec<ClaimRow> = numbers.map(claim).collect();
        let transaction = connection.transaction().unwrap();
        let appended = log.append_claims(&transaction, &claims).unwrap();
        transaction.commit().unwrap();
        log.commit(appended, InputId(1));
    }

    fn entry(log: &Logged, connection: &Connection, n: u64) -> Option<u64> {
        log.sight().claim(connection, claim(n).key).unwrap().map(|it| it.entry.0)
    }

    /// Whether a key is looked for in the index.
    fn knows(log: &Logged, n: u64) -> bool {
        match &log.sight().recent.known {
            Known::All(filter) => filter.may_hold(claim(n).key),
            Known::Nothing | Known::Learning(_) | Known::TooMany => true,
        }
    }

    #[test]
    fn what_is_folded_is_found_whether_its_keys_are_known_or_not() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let log = Logged::claims();
        write(&log, &mut connection, 0..1_000);
        log.fold(&mut connection).unwrap();
        assert_eq!(entry(&log, &connection, 7), Some(7));
        assert!(knows(&log, 5_000), "nothing is known yet, so all is looked for");

        let learner = log.learner().unwrap();
        assert!(log.learner().is_none(), "one walk at a time");
        write(&log, &mut connection, 1_000..2_000);
        log.fold(&mut connection).unwrap();
        learner.learn(&Connection::open_in_memory().unwrap());
        assert!(knows(&log, 5_000), "a walk that fails leaves all as it was");

        let learner = log.learner().unwrap();
        let walked = learner.walk(&connection).unwrap();
        write(&log, &mut connection, 2_000..3_000);
        log.fold(&mut connection).unwrap();
        settle(log.recent.write().unwrap(), walked);
        write(&log, &mut connection, 3_000..4_000);
        assert!((0..4_000).all(|it| entry(&log, &connection, it) == Some(it)));
        log.fold(&mut connection).unwrap();
        assert!((0..4_000).all(|it| entry(&log, &connection, it) == Some(it)));
        assert!((4_000..5_000).all(|it| entry(&log, &connection, it).is_none()));
        assert!((4_000..5_000).filter(|it| knows(&log, *it)).count() < 5);
    }
}
