//! Claims, appended when they are made and folded into their index later.
//!
//! Claims have random keys: written straight into an index by key, a commit of a few thousand
//! parcels would touch most of its pages, more of them the more parcels there ever were. So they
//! are appended to a log, found there through a map in memory, and folded into the index in key
//! order once enough have come together, when every page is touched once for many keys.
//!
//! The map holds what is committed. A writer folds and clears it under one lock, which a loader
//! holds from before its snapshot, so that nobody looks for a claim between the two.

use std::sync::{Arc, PoisonError, RwLock};

use clearance::ports::ClaimRow;
use model::KeyPair;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rustc_hash::FxHashMap;

use crate::rows::{claim_row, signed, unsigned};

/// The map from keys to rows of the log, shared by the writer and its loader.
#[derive(Clone, Default)]
pub(crate) struct RecentClaims(Arc<RwLock<Recent>>);

#[derive(Default)]
struct Recent {
    rows: FxHashMap<KeyPair, i64>,
    /// Rows in the log; more than keys where a claim was made again.
    n_rows: u64,
    /// The last row of the log that was ever written.
    last: i64,
    /// The last row that was folded.
    folded: i64,
}

/// Rows that one batch appended, to be put into the map when they are durable.
pub(crate) struct Appended(Vec<(KeyPair, i64)>);

impl RecentClaims {
    pub(crate) fn read(connection: &Connection) -> Result<RecentClaims, rusqlite::Error> {
        let claims = RecentClaims::default();
        claims.refresh(connection)?;
        Ok(claims)
    }

    /// Brings the map to what the connection's snapshot holds.
    pub(crate) fn refresh(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        let mut recent = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let folded = folded_through(connection)?;
        if recent.folded != folded {
            recent.rows.retain(|_, row| *row > folded);
            recent.folded = folded;
            recent.last = recent.last.max(folded);
        }
        let mut statement = connection
            .prepare_cached("SELECT id, hi, lo FROM claim_log WHERE id > ?1 ORDER BY id")?;
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
        self.0.read().unwrap_or_else(PoisonError::into_inner).n_rows
    }

    /// Loads claims through the map and the index; `begin` takes the snapshot.
    pub(crate) fn load<'c, T>(
        &self,
        connection: &'c Connection,
        load: impl FnOnce(
            &Transaction<'c>,
            &dyn Fn(KeyPair) -> Option<i64>,
        ) -> Result<T, rusqlite::Error>,
    ) -> Result<T, rusqlite::Error> {
        let recent = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.unchecked_transaction()?;
        let loaded = load(&transaction, &|key| recent.rows.get(&key).copied())?;
        transaction.finish()?;
        Ok(loaded)
    }

    /// Appends a batch's claims to the log.
    pub(crate) fn append(
        &self,
        transaction: &Transaction<'_>,
        claims: &[ClaimRow],
    ) -> Result<Appended, rusqlite::Error> {
        let next = self.0.read().unwrap_or_else(PoisonError::into_inner).last + 1;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO claim_log (id, hi, lo, entry, expires_on, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut appended = Vec::with_capacity(claims.len());
        for (id, claim) in (next..).zip(claims) {
            insert.execute(params![
                id,
                signed(claim.key.hi),
                signed(claim.key.lo),
                signed(claim.entry.0),
                claim.expires_on,
                claim.body,
            ])?;
            appended.push((claim.key, id));
        }
        Ok(Appended(appended))
    }

    /// What was appended is durable now.
    pub(crate) fn commit(&self, appended: Appended) {
        let mut recent = self.0.write().unwrap_or_else(PoisonError::into_inner);
        recent.n_rows += appended.0.len() as u64;
        recent.last = appended.0.last().map_or(recent.last, |(_, row)| *row);
        recent.rows.extend(appended.0);
    }

    /// Folds the whole log into the index.
    pub(crate) fn fold(&self, connection: &mut Connection) -> Result<(), rusqlite::Error> {
        let mut recent = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if recent.n_rows == 0 {
            return Ok(());
        }
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO claim (hi, lo, entry, expires_on, body) \
             SELECT hi, lo, entry, expires_on, body FROM claim_log WHERE true ORDER BY hi, lo, id \
             ON CONFLICT (hi, lo) DO UPDATE SET entry = excluded.entry, \
             expires_on = excluded.expires_on, body = excluded.body",
            [],
        )?;
        transaction.execute("DELETE FROM claim_log", [])?;
        transaction.execute(
            "INSERT INTO meta (key, value) VALUES ('claims_folded', ?1) \
             ON CONFLICT (key) DO UPDATE SET value = ?1",
            [recent.last],
        )?;
        transaction.commit()?;
        *recent = Recent { last: recent.last, folded: recent.last, ..Recent::default() };
        Ok(())
    }
}

fn folded_through(connection: &Connection) -> Result<i64, rusqlite::Error> {
    let folded = connection
        .prepare_cached("SELECT value FROM meta WHERE key = 'claims_folded'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(folded.unwrap_or(0))
}

/// One claim, from the log where the map knows it, else from the index.
pub(crate) fn claim(
    connection: &Connection,
    key: KeyPair,
    logged: Option<i64>,
) -> Result<Option<ClaimRow>, rusqlite::Error> {
    let row = |row: &rusqlite::Row<'_>| claim_row(key, row);
    match logged {
        Some(id) => connection
            .prepare_cached("SELECT entry, expires_on, body FROM claim_log WHERE id = ?1")?
            .query_row([id], row)
            .optional(),
        None => connection
            .prepare_cached("SELECT entry, expires_on, body FROM claim WHERE hi = ?1 AND lo = ?2")?
            .query_row([signed(key.hi), signed(key.lo)], row)
            .optional(),
    }
}
