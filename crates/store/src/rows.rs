//! How rows are spelt in SQLite: unsigned keys as their signed twins, bodies packed.

use clearance::ports::{AccountRow, ClaimRow, EntryRow, Remembered, StoreError, StoredInput};
use model::{Account, AccountKind, Amount, CommitNo, EntryId, InputId, KeyPair, Moment};
use rusqlite::{Connection, Row};

pub(crate) fn signed(key: u64) -> i64 {
    key.cast_signed()
}

pub(crate) fn unsigned(key: i64) -> u64 {
    key.cast_unsigned()
}

pub(crate) fn entry_row(row: &Row<'_>) -> Result<EntryRow, rusqlite::Error> {
    Ok(EntryRow {
        id: EntryId(unsigned(row.get(0)?)),
        state: row.get(1)?,
        due_at: row.get::<_, Option<i64>>(2)?.map(Moment::from_millis),
        updated_at: Moment::from_millis(row.get(3)?),
        n_findings: row.get(4)?,
        last_history: unsigned(row.get(5)?),
        body: row.get(6)?,
    })
}

pub(crate) const ENTRY_COLUMNS: &str =
    "id, state, due_at, updated_at, n_findings, last_history, body";

pub(crate) fn claim_row(key: KeyPair, row: &Row<'_>) -> Result<ClaimRow, rusqlite::Error> {
    Ok(ClaimRow {
        key,
        entry: EntryId(unsigned(row.get(0)?)),
        expires_on: row.get(1)?,
        body: row.get(2)?,
    })
}

pub(crate) fn account_row(key: KeyPair, row: &Row<'_>) -> Result<AccountRow, rusqlite::Error> {
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

pub(crate) fn input_row(row: &Row<'_>) -> Result<StoredInput, rusqlite::Error> {
    let digest: Vec<u8> = row.get(3)?;
    let packed: Vec<u8> = row.get(4)?;
    let size: u32 = row.get(5)?;
    Ok(StoredInput {
        input: InputId(unsigned(row.get(0)?)),
        received_at: Moment::from_millis(row.get(1)?),
        sender: row.get(2)?,
        digest: digest_of(&digest),
        bytes: unpack(&packed, size as usize).map_err(|cause| {
            rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Blob, cause.into())
        })?,
    })
}

pub(crate) const INPUT_COLUMNS: &str =
    "input.id, input.received_at, input.sender, input.digest, raw.bytes, input.size";

pub(crate) fn remembered_row(row: &Row<'_>) -> Result<Remembered, rusqlite::Error> {
    let (size, packed): (u32, Vec<u8>) = (row.get(1)?, row.get(2)?);
    // What cannot be unpacked does not have the leaf that it had.
    Ok((CommitNo(unsigned(row.get(0)?)), unpack(&packed, size as usize).unwrap_or_default()))
}

/// What is remembered of the commits after one, in order, at most so many bytes of it but at least one commit's.
pub(crate) fn remembered_after(
    connection: &Connection,
    after: CommitNo,
    max_bytes: usize,
) -> Result<Vec<Remembered>, StoreError> {
    let sql = "SELECT commit_no, size, body FROM remembered WHERE commit_no > ?1 \
               ORDER BY commit_no";
    let read = || {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([signed(after.0)])?;
        let (mut kept, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let it = remembered_row(row)?;
            bytes += it.1.len();
            if bytes > max_bytes && !kept.is_empty() {
                break;
            }
            kept.push(it);
        }
        Ok(kept)
    };
    read().map_err(fault("read what is remembered"))
}

pub(crate) fn digest_of(bytes: &[u8]) -> [u8; 32] {
    bytes.first_chunk().copied().unwrap_or_default()
}

/// How hard bodies are packed: fast, because XML packs well at any level.
const LEVEL: i32 = -5;

pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    // zstd fails only for want of memory, and then an unpacked body says so when it is read.
    zstd::bulk::compress(bytes, LEVEL).unwrap_or_default()
}

pub(crate) fn unpack(packed: &[u8], size: usize) -> Result<Vec<u8>, std::io::Error> {
    zstd::bulk::decompress(packed, size)
}

pub(crate) fn fault(action: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |cause| StoreError::new(action, cause)
}
