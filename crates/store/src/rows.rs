//! How rows are spelt in either database: unsigned keys as their signed twins, bodies packed.

use clearance::ports::{AccountRow, ClaimRow, EntryRow, Remembered, StoreError, StoredInput};
use model::{Account, AccountKind, Amount, CommitNo, EntryId, InputId, KeyPair, Moment};

use crate::sql::{Row, Sql, SqlError, values};

pub(crate) fn signed(key: u64) -> i64 {
    key.cast_signed()
}

pub(crate) fn unsigned(key: i64) -> u64 {
    key.cast_unsigned()
}

pub(crate) fn entry_row(row: &Row<'_>) -> Result<EntryRow, SqlError> {
    Ok(EntryRow {
        id: EntryId(unsigned(row.get(0)?)),
        state: row.get(1)?,
        due_at: row.get::<Option<i64>>(2)?.map(Moment::from_millis),
        updated_at: Moment::from_millis(row.get(3)?),
        n_findings: row.get(4)?,
        last_history: unsigned(row.get(5)?),
        body: row.get(6)?,
    })
}

pub(crate) const ENTRY_COLUMNS: &str =
    "id, state, due_at, updated_at, n_findings, last_history, body";

pub(crate) fn claim_row(key: KeyPair, row: &Row<'_>) -> Result<ClaimRow, SqlError> {
    Ok(ClaimRow {
        key,
        entry: EntryId(unsigned(row.get(0)?)),
        expires_on: row.get(1)?,
        body: row.get(2)?,
    })
}

pub(crate) fn account_row(key: KeyPair, row: &Row<'_>) -> Result<AccountRow, SqlError> {
    let amount = |index: usize| row.get(index).map(Amount::from_scaled);
    Ok(AccountRow {
        key,
        kind: account_kind(row.get(0)?),
        label: row.get(4)?,
        account: Account { limit: amount(1)?, pending: amount(2)?, posted: amount(3)? },
    })
}

fn account_kind(number: u8) -> AccountKind {
    use AccountKind::*;
    let kinds = [AnnualLimit, Guarantee, AccountBook, Licence];
    kinds.into_iter().find(|kind| *kind as u8 == number).unwrap_or(AnnualLimit)
}

pub(crate) fn input_row(row: &Row<'_>) -> Result<StoredInput, SqlError> {
    let digest: Vec<u8> = row.get(3)?;
    let packed: Vec<u8> = row.get(4)?;
    let size: u32 = row.get(5)?;
    Ok(StoredInput {
        input: InputId(unsigned(row.get(0)?)),
        received_at: Moment::from_millis(row.get(1)?),
        sender: row.get(2)?,
        digest: digest_of(&digest),
        bytes: unpack(&packed, size as usize).map_err(|cause| SqlError::column(4, cause))?,
    })
}

pub(crate) const INPUT_COLUMNS: &str =
    "input.id, input.received_at, input.sender, input.digest, raw.bytes, input.size";

pub(crate) fn remembered_row(row: &Row<'_>) -> Result<Remembered, SqlError> {
    let (size, packed): (u32, Vec<u8>) = (row.get(1)?, row.get(2)?);
    // What cannot be unpacked does not have the leaf that it had.
    Ok((CommitNo(unsigned(row.get(0)?)), unpack(&packed, size as usize).unwrap_or_default()))
}

/// What is remembered of the commits after one, in order, at most so many bytes of it but at least one commit's.
pub(crate) fn remembered_after(
    sql: Sql<'_>,
    after: CommitNo,
    max_bytes: usize,
) -> Result<Vec<Remembered>, StoreError> {
    let text = "SELECT commit_no, size, body FROM remembered WHERE commit_no > ?1 \
                ORDER BY commit_no LIMIT ?2";
    let size = |it: &Remembered| (it.0.0, it.1.len());
    bounded(sql, text, (after.0, max_bytes), remembered_row, size)
        .map_err(fault("read what is remembered"))
}

/// Rows asked for at once: a server sends all that it is asked for.
const PAGE_ROWS: i64 = 1_000;

/// Rows after a number, page after page as long as they fit: at most so many bytes of them, but at least one. `of` says
/// each row's number and bytes.
fn bounded<T>(
    sql: Sql<'_>,
    text: &str,
    (mut after, max_bytes): (u64, usize),
    read: impl Fn(&Row<'_>) -> Result<T, SqlError>,
    of: impl Fn(&T) -> (u64, usize),
) -> Result<Vec<T>, SqlError> {
    let (mut kept, mut bytes) = (Vec::new(), 0_usize);
    loop {
        let (mut n_rows, mut is_full) = (0, false);
        let last = signed(after);
        sql.each(text, values![last, PAGE_ROWS], |row| {
            n_rows += 1;
            let it = read(row)?;
            let (number, size) = of(&it);
            bytes = bytes.saturating_add(size);
            is_full = bytes > max_bytes && !kept.is_empty();
            if !is_full {
                after = number;
                kept.push(it);
            }
            Ok(!is_full)
        })?;
        if is_full || n_rows < PAGE_ROWS {
            return Ok(kept);
        }
    }
}

/// The latest checkpoint.
pub(crate) fn checkpoint(sql: Sql<'_>) -> Result<Option<Remembered>, StoreError> {
    let text = "SELECT commit_no, size, body FROM checkpoint ORDER BY commit_no DESC LIMIT 1";
    sql.first(text, values![], remembered_row).map_err(fault("read a checkpoint"))
}

/// Inputs after one, in order, at most so many bytes of them but at least one.
pub(crate) fn inputs_after(
    sql: Sql<'_>,
    after: InputId,
    max_bytes: usize,
) -> Result<Vec<StoredInput>, StoreError> {
    let text = format!(
        "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
         WHERE input.id > ?1 ORDER BY input.id LIMIT ?2"
    );
    let size = |it: &StoredInput| (it.input.0, it.bytes.len());
    bounded(sql, &text, (after.0, max_bytes), input_row, size)
        .map_err(fault("read undecided inputs"))
}

/// The house's own inputs up to one, in order.
pub(crate) fn house_inputs(sql: Sql<'_>, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
    let text = format!(
        "SELECT {INPUT_COLUMNS} FROM input JOIN raw ON raw.id = input.id \
         WHERE input.is_house AND input.id <= ?1 ORDER BY input.id"
    );
    let read = sql.all(&text, values![signed(up_to.0)], input_row);
    read.map_err(fault("read the house's own inputs"))
}

pub(crate) fn digest_of(bytes: &[u8]) -> [u8; 32] {
    bytes.first_chunk().copied().unwrap_or_default()
}

/// How hard bodies are packed: fast, because XML packs well at any level.
const LEVEL: i32 = -5;

/// How the raw bytes of an input are kept: packed, by either store alike.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    // zstd fails only for want of memory, and then an unpacked body says so when it is read.
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
}

pub(crate) fn unpack(packed: &[u8], size: usize) -> Result<Vec<u8>, std::io::Error> {
    zstd::bulk::decompress(packed, size)
}

pub(crate) fn fault<E>(action: &'static str) -> impl Fn(E) -> StoreError
where
    E: std::error::Error + Send + Sync + 'static,
{
    move |cause| StoreError::new(action, cause)
}

/// A row of the embedded database, read as a row of either.
pub(crate) fn embedded<T>(
    read: impl Fn(&Row<'_>) -> Result<T, SqlError>,
) -> impl Fn(&rusqlite::Row<'_>) -> Result<T, rusqlite::Error> {
    move |row| {
        read(&Row::Sqlite(row)).map_err(|error| match error {
            SqlError::Sqlite(error) => error,
            error => rusqlite::Error::ToSqlConversionFailure(error.into()),
        })
    }
}
