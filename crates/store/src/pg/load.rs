//! Facts out, set by set: all keys of a kind in one statement.

use clearance::{
    may_wait,
    ports::{EntryRow, Facts, Keys},
};
use model::KeyPair;

use crate::{
    rows::{ENTRY_COLUMNS, account_row, claim_row, entry_row, signed, unsigned},
    sql::{Row, Sql, SqlError, values},
    tasks,
};

pub(crate) fn load(sql: Sql<'_>, keys: &Keys) -> Result<Facts, SqlError> {
    let mut facts = Facts::default();
    if !keys.claims.is_empty() {
        facts.claims = by_key(sql, "claim", "entry, expires_on, body", &keys.claims, |row| {
            claim_row(key_of(row, 3)?, row)
        })?;
    }
    if !keys.entries.is_empty() {
        let ids: Vec<i64> = keys.entries.iter().map(|it| signed(it.0)).collect();
        let text = format!(
            "SELECT {ENTRY_COLUMNS} FROM unnest(CAST(?1 AS BIGINT[])) WITH ORDINALITY AS \
             asked (wanted, nth) JOIN entry ON id = wanted ORDER BY nth"
        );
        facts.entries = sql.all(&text, values![ids], entry_row)?;
    }
    if let Some(due) = keys.due {
        let limit = i64::try_from(due.limit).unwrap_or(i64::MAX);
        let text = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2"
        );
        facts.due = sql.all(&text, values![due.by.millis(), limit], entry_row)?;
    }
    let waits = |it: &&EntryRow| may_wait(it.state);
    let waiting: Vec<i64> =
        facts.entries.iter().chain(&facts.due).filter(waits).map(|it| signed(it.id.0)).collect();
    if !waiting.is_empty() {
        facts.tasks = tasks::of_cases(sql, waiting)?;
    }
    if !keys.accounts.is_empty() {
        let columns = "kind, limit_scaled, pending, posted, label";
        facts.accounts = by_key(sql, "account", columns, &keys.accounts, |row| {
            account_row(key_of(row, 5)?, row)
        })?;
    }
    Ok(facts)
}

/// Rows under keys, in the order in which they are asked for; the key comes after the columns.
fn by_key<T>(
    sql: Sql<'_>,
    table: &str,
    columns: &str,
    keys: &[KeyPair],
    read: impl FnMut(&Row<'_>) -> Result<T, SqlError>,
) -> Result<Vec<T>, SqlError> {
    let his: Vec<i64> = keys.iter().map(|it| signed(it.hi)).collect();
    let los: Vec<i64> = keys.iter().map(|it| signed(it.lo)).collect();
    let text = format!(
        "SELECT {columns}, hi, lo FROM unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS BIGINT[])) \
         WITH ORDINALITY AS asked (first, second, nth) JOIN {table} ON hi = first AND lo = second \
         ORDER BY nth"
    );
    sql.all(&text, values![his, los], read)
}

fn key_of(row: &Row<'_>, at: usize) -> Result<KeyPair, SqlError> {
    Ok(KeyPair { hi: unsigned(row.get(at)?), lo: unsigned(row.get(at + 1)?) })
}
