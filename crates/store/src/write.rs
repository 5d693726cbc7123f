//! Rows in: what one commit writes, in one transaction.

use std::collections::BTreeMap;

use clearance::{
    chain::{self, Linked},
    ports::{Accepted, Decisions, PackedInput},
};
use ed25519_dalek::SigningKey;
use model::{CommitNo, EntryId, InputId};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{
    load::input_of,
    logged::{Appended, Logged},
    rows::{pack, signed},
    signing::sign_head,
    sql::{Sql, SqlError},
    sqlite::HeadRow,
    tasks,
};

/// What can be made of a batch's decisions before it is its turn to be written: leaves of the
/// chain, packed blocks. Pure; runs on any thread.
pub struct Staged {
    pub(crate) leaves: Vec<u8>,
    pub(crate) blocks: Vec<Vec<u8>>,
    pub(crate) remembered: Vec<u8>,
}

impl Staged {
    pub fn of(decisions: &Decisions) -> Staged {
        let blocks = decisions.blocks.iter().map(|it| pack(&it.body)).collect();
        let remembered = pack(&decisions.remembered);
        Staged { leaves: chain::leaves(decisions), blocks, remembered }
    }
}

pub(crate) fn write_head(
    transaction: &Transaction<'_>,
    head: &HeadRow,
) -> Result<(), rusqlite::Error> {
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

pub(crate) fn write_signature(
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

/// Keeps inputs under the numbers they were given, which must be the next ones.
pub(crate) fn keep(
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

pub(crate) fn accept_in(
    transaction: &Transaction<'_>,
    inputs: &[PackedInput],
    head: &mut HeadRow,
) -> Result<Vec<Accepted>, rusqlite::Error> {
    let mut accepted = Vec::with_capacity(inputs.len());
    for input in inputs {
        // A command of the house's own is obeyed as often as it is given.
        let earlier = if input.is_house { None } else { input_of(transaction, &input.digest)? };
        if let Some(earlier) = earlier {
            accepted.push(Accepted { input: earlier, is_repeat: true });
            continue;
        }
        let id = InputId(head.next_input);
        keep(transaction, &[(id, input)], head)?;
        accepted.push(Accepted { input: id, is_repeat: false });
    }
    Ok(accepted)
}

/// The latest two are kept.
fn keep_checkpoint(
    transaction: &Transaction<'_>,
    commit: u64,
    body: &[u8],
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached("INSERT INTO checkpoint (commit_no, size, body) VALUES (?1, ?2, ?3)")?
        .execute(params![
            signed(commit),
            u32::try_from(body.len()).unwrap_or(u32::MAX),
            pack(body),
        ])?;
    transaction
        .prepare_cached(
            "DELETE FROM checkpoint WHERE commit_no NOT IN \
             (SELECT commit_no FROM checkpoint ORDER BY commit_no DESC LIMIT 2)",
        )?
        .execute([])?;
    Ok(())
}

pub(crate) fn write_decisions(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
    staged: &Staged,
    logs: [&Logged; 2],
    head: &mut HeadRow,
) -> Result<[Appended; 2], SqlError> {
    let commit = head.commit + 1;
    let [claims, accounts] = logs;
    let appended = [
        claims.append_claims(transaction, &decisions.changed.claims)?,
        accounts.append_accounts(transaction, &decisions.changed.accounts)?,
    ];
    write_history_and_entries(transaction, decisions, commit, head)?;
    write_blocks(transaction, decisions, staged, commit, head)?;
    if !decisions.remembered.is_empty() {
        transaction
            .prepare_cached("INSERT INTO remembered (commit_no, size, body) VALUES (?1, ?2, ?3)")?
            .execute(params![
                signed(commit),
                u32::try_from(decisions.remembered.len()).unwrap_or(u32::MAX),
                staged.remembered,
            ])?;
    }
    if !decisions.checkpoint.is_empty() {
        keep_checkpoint(transaction, commit, &decisions.checkpoint)?;
    }
    let (n_history, link) = linked(head, decisions, staged);
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
    write_head(transaction, head)?;
    Ok(appended)
}

/// How many history rows the next commit has, and its link.
pub(crate) fn linked(head: &HeadRow, decisions: &Decisions, staged: &Staged) -> (u32, [u8; 32]) {
    let n_history = u32::try_from(decisions.history.len()).unwrap_or(u32::MAX);
    let covered = Linked {
        commit: CommitNo(head.commit + 1),
        at: decisions.at,
        first_input: decisions.first_input.0,
        last_input: decisions.last_input.0,
        inputs_digest: &decisions.inputs_digest,
        n_history,
        leaves: &staged.leaves,
    };
    (n_history, chain::link(&head.link, &covered))
}

/// History rows hang backwards from their entry: each names the one before it. Every changed entry has one
/// ([`Decisions::untold`]).
fn write_history_and_entries(
    transaction: &Transaction<'_>,
    decisions: &Decisions,
    commit: u64,
    head: &mut HeadRow,
) -> Result<(), SqlError> {
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
    let mut counts = BTreeMap::<u8, i64>::new();
    // Numbers given in this batch; a payment slip's is made of its declaration's and lies far above.
    let new = head.next_entry..decisions.next_entry;
    let mut entries = decisions.changed.entries.iter().peekable();
    for row in &decisions.history {
        let id = head.next_history;
        head.next_history += 1;
        let entry = entries.next_if(|it| it.id == row.entry);
        let before: Option<(i64, u8)> = if new.contains(&row.entry.0) || row.entry == EntryId(0) {
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
        tasks::replace(Sql::Sqlite(transaction), entry, before.map(|it| it.1), &decisions.changed)?;
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
    let mut add = transaction.prepare_cached(
        "INSERT INTO tally (state, entries) VALUES (?1, ?2) \
         ON CONFLICT (state) DO UPDATE SET entries = entries + ?2",
    )?;
    for (state, change) in counts.into_iter().filter(|(_, change)| *change != 0) {
        add.execute(params![state, change])?;
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
         ON CONFLICT (key) DO UPDATE SET next_no = next_no + ?3 WHERE code = ?2 \
         RETURNING next_no - ?3",
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
