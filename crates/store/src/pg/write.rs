//! Rows in, set by set: what one commit writes, in one transaction.

use std::{borrow::Cow, collections::BTreeMap};

use clearance::{
    may_wait,
    ports::{Accepted, AccountRow, ClaimRow, Decisions, EntryRow, PackedInput},
};
use model::{EntryId, InputId, Moment};
use rustc_hash::FxHashMap;

use crate::{
    rows::{pack, signed, unsigned},
    signing::HeadSignature,
    sql::{Copied, Server, SqlError, without_nul},
    sqlite::HeadRow,
    tasks,
    write::{Staged, linked},
};

/// Numbers inputs and keeps them. Nodes come one after the other, so numbers have no gap and no input is seen before
/// one with a smaller number.
pub(crate) fn accept(
    server: &mut Server,
    inputs: &[PackedInput],
) -> Result<Vec<Accepted>, SqlError> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    server.within(|server| {
        let mut next = lock_inbox(server)?;
        let messages = inputs.iter().filter(|it| !it.is_house);
        let digests: Vec<&[u8]> = messages.map(|it| it.digest.as_slice()).collect();
        let known = "SELECT digest, id FROM input WHERE digest = ANY(?1) AND NOT is_house";
        let mut numbers = FxHashMap::<[u8; 32], u64>::default();
        for row in server.query(known, &[&digests])? {
            let digest: &[u8] = row.try_get(0)?;
            numbers.insert(crate::rows::digest_of(digest), unsigned(row.try_get(1)?));
        }
        let (mut accepted, mut kept) = (Vec::with_capacity(inputs.len()), Vec::new());
        for input in inputs {
            // A command of the house's own is obeyed as often as it is given.
            let earlier = if input.is_house { None } else { numbers.get(&input.digest) };
            if let Some(earlier) = earlier {
                accepted.push(Accepted { input: InputId(*earlier), is_repeat: true });
                continue;
            }
            let id = InputId(next);
            next += 1;
            if !input.is_house {
                numbers.insert(input.digest, id.0);
            }
            kept.push((id, input));
            accepted.push(Accepted { input: id, is_repeat: false });
        }
        keep(server, &kept)?;
        server.execute("UPDATE inbox SET next_input = ?1", &[&signed(next)])?;
        notify(server)?;
        Ok(accepted)
    })
}

/// Wakes whoever watches the house, when this is committed.
fn notify(server: &mut Server) -> Result<(), SqlError> {
    server.execute("SELECT pg_notify('tongguan_house', '')", &[]).map(|_| ())
}

/// The number that the next input gets; nobody else gets it until this transaction ends.
fn lock_inbox(server: &mut Server) -> Result<u64, SqlError> {
    let rows = server.query("SELECT next_input FROM inbox FOR UPDATE", &[])?;
    let next: i64 = rows.first().ok_or(SqlError::NoRow)?.try_get(0)?;
    Ok(unsigned(next))
}

/// Keeps inputs under the numbers they were given, which must be the next ones.
pub(crate) fn keep_numbered(
    server: &mut Server,
    kept: &[(InputId, &PackedInput)],
) -> Result<(), SqlError> {
    let (Some((first, _)), Some((last, _))) = (kept.first(), kept.last()) else { return Ok(()) };
    let next = lock_inbox(server)?;
    if next != first.0 {
        return Err(SqlError::Overtaken);
    }
    keep(server, kept)?;
    server.execute("UPDATE inbox SET next_input = ?1", &[&signed(last.0 + 1)])?;
    Ok(())
}

fn keep(server: &mut Server, kept: &[(InputId, &PackedInput)]) -> Result<(), SqlError> {
    let (mut inputs, mut raws) = (Copied::new(6), Copied::new(2));
    for (id, input) in kept {
        inputs
            .row()
            .integer(signed(id.0))
            .integer(input.received_at.millis())
            .text(&input.sender)
            .blob(&input.digest)
            .integer(i64::from(input.size))
            .truth(input.is_house);
        raws.row().integer(signed(id.0)).blob(&input.packed);
    }
    server.copy(
        "COPY input (id, received_at, sender, digest, size, is_house) FROM STDIN (FORMAT binary)",
        inputs,
    )?;
    server.copy("COPY raw (id, bytes) FROM STDIN (FORMAT binary)", raws)
}

pub(crate) fn write_decisions(
    server: &mut Server,
    decisions: &Decisions,
    staged: &Staged,
    head: &mut HeadRow,
) -> Result<(), SqlError> {
    let before = head.commit;
    let commit = before + 1;
    write_claims(server, &decisions.changed.claims)?;
    write_accounts(server, &decisions.changed.accounts)?;
    write_history_and_entries(server, decisions, commit, head)?;
    write_blocks(server, decisions, staged, commit, head)?;
    if !decisions.remembered.is_empty() {
        let size = i64::try_from(decisions.remembered.len()).unwrap_or(i64::MAX);
        server.execute(
            "INSERT INTO remembered (commit_no, size, body) VALUES (?1, ?2, ?3)",
            &[&signed(commit), &size, &staged.remembered],
        )?;
    }
    if !decisions.checkpoint.is_empty() {
        keep_checkpoint(server, commit, &decisions.checkpoint)?;
    }
    let (n_history, link) = linked(head, decisions, staged);
    server.execute(
        "INSERT INTO commit_log (no, at, first_input, last_input, inputs_digest, n_history, leaves, \
         link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            &signed(commit),
            &decisions.at.millis(),
            &signed(decisions.first_input.0),
            &signed(decisions.last_input.0),
            &decisions.inputs_digest.as_slice(),
            &i64::from(n_history),
            &staged.leaves,
            &link.as_slice(),
        ],
    )?;
    head.commit = commit;
    head.link = link;
    head.decided_input = decisions.last_input.0.max(head.decided_input);
    head.next_entry = decisions.next_entry;
    let moved = server.execute(
        "UPDATE decided SET commit_no = ?1, link = ?2, decided_input = ?3, next_entry = ?4, \
         next_history = ?5, next_receipt = ?6 WHERE commit_no = ?7",
        &[
            &signed(head.commit),
            &head.link.as_slice(),
            &signed(head.decided_input),
            &signed(head.next_entry),
            &signed(head.next_history),
            &signed(head.next_receipt),
            &signed(before),
        ],
    )?;
    // Somebody else decided meanwhile: what was decided here does not count.
    if moved != 1 {
        return Err(SqlError::Overtaken);
    }
    notify(server)
}

fn write_claims(server: &mut Server, claims: &[ClaimRow]) -> Result<(), SqlError> {
    if claims.is_empty() {
        return Ok(());
    }
    let his: Vec<i64> = claims.iter().map(|it| signed(it.key.hi)).collect();
    let los: Vec<i64> = claims.iter().map(|it| signed(it.key.lo)).collect();
    let entries: Vec<i64> = claims.iter().map(|it| signed(it.entry.0)).collect();
    let ends: Vec<Option<i64>> = claims.iter().map(|it| it.expires_on.map(i64::from)).collect();
    let bodies: Vec<&[u8]> = claims.iter().map(|it| it.body.as_slice()).collect();
    server.execute(
        "INSERT INTO claim (hi, lo, entry, expires_on, body) SELECT * FROM unnest(CAST(?1 AS \
         BIGINT[]), CAST(?2 AS BIGINT[]), CAST(?3 AS BIGINT[]), CAST(?4 AS BIGINT[]), CAST(?5 AS \
         BYTEA[])) ON CONFLICT (hi, lo) DO UPDATE SET entry = excluded.entry, \
         expires_on = excluded.expires_on, body = excluded.body",
        &[&his, &los, &entries, &ends, &bodies],
    )?;
    Ok(())
}

fn write_accounts(server: &mut Server, accounts: &[AccountRow]) -> Result<(), SqlError> {
    if accounts.is_empty() {
        return Ok(());
    }
    let column = |of: &dyn Fn(&AccountRow) -> i64| accounts.iter().map(of).collect::<Vec<i64>>();
    let labels: Vec<Cow<'_, str>> = accounts.iter().map(|it| without_nul(&it.label)).collect();
    server.execute(
        "INSERT INTO account (hi, lo, kind, limit_scaled, pending, posted, label) SELECT * FROM \
         unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS BIGINT[]), CAST(?3 AS BIGINT[]), CAST(?4 AS \
         BIGINT[]), CAST(?5 AS BIGINT[]), CAST(?6 AS BIGINT[]), CAST(?7 AS TEXT[])) \
         ON CONFLICT (hi, lo) DO UPDATE SET limit_scaled = excluded.limit_scaled, \
         pending = excluded.pending, posted = excluded.posted",
        &[
            &column(&|it| signed(it.key.hi)),
            &column(&|it| signed(it.key.lo)),
            &column(&|it| i64::from(it.kind as u8)),
            &column(&|it| it.account.limit.scaled()),
            &column(&|it| it.account.pending.scaled()),
            &column(&|it| it.account.posted.scaled()),
            &labels,
        ],
    )?;
    Ok(())
}

/// Where entries stand before a commit: the last row of their history, and their state.
type Standing = FxHashMap<EntryId, (i64, u8)>;

/// Of the entries that a batch tells of and that may be known. Numbers given in this batch are not; a payment slip's is
/// made of its declaration's and lies far above.
fn standing(
    server: &mut Server,
    decisions: &Decisions,
    head: &HeadRow,
) -> Result<Standing, SqlError> {
    let new = head.next_entry..decisions.next_entry;
    let is_known = |id: &EntryId| id.0 != 0 && !new.contains(&id.0);
    let told = decisions.history.iter().map(|it| it.entry).filter(is_known);
    let ids: Vec<i64> = told.map(|it| signed(it.0)).collect();
    let mut standing = Standing::default();
    if ids.is_empty() {
        return Ok(standing);
    }
    let text = "SELECT id, last_history, state FROM entry WHERE id = ANY(?1)";
    for row in server.query(text, &[&ids])? {
        let state: i64 = row.try_get(2)?;
        let state = u8::try_from(state).map_err(|cause| SqlError::column(2, cause))?;
        standing.insert(EntryId(unsigned(row.try_get(0)?)), (row.try_get(1)?, state));
    }
    Ok(standing)
}

/// History rows hang backwards from their entry: each names the one before it. Every changed entry has one
/// ([`Decisions::untold`]).
fn write_history_and_entries(
    server: &mut Server,
    decisions: &Decisions,
    commit: u64,
    head: &mut HeadRow,
) -> Result<(), SqlError> {
    let mut standing = standing(server, decisions, head)?;
    let (mut history, mut opened) = (Copied::new(5), Copied::new(7));
    let (mut changed, mut counts) = (Vec::new(), BTreeMap::<u8, i64>::new());
    let (mut ended, mut tasks) = (Vec::new(), Copied::new(11));
    let mut entries = decisions.changed.entries.iter().peekable();
    for row in &decisions.history {
        let id = signed(head.next_history);
        head.next_history += 1;
        let entry = entries.next_if(|it| it.id == row.entry);
        let before = standing.get(&row.entry).copied();
        let previous = before.map_or(0, |it| it.0);
        history
            .row()
            .integer(id)
            .integer(signed(row.entry.0))
            .integer(previous)
            .integer(signed(commit))
            .blob(&row.body);
        let Some(entry) = entry else { continue };
        *counts.entry(entry.state).or_default() += 1;
        match before {
            Some((_, state)) => {
                *counts.entry(state).or_default() -= 1;
                changed.push((entry, id));
                if may_wait(state) {
                    ended.push(signed(entry.id.0));
                }
            }
            None => copy_entry(&mut opened, entry, id),
        }
        standing.insert(entry.id, (id, entry.state));
        if may_wait(entry.state) {
            decisions.changed.tasks_of(entry.id).iter().for_each(|it| tasks::copy(&mut tasks, it));
        }
    }
    server.copy(
        "COPY history (id, entry, previous, commit_no, body) FROM STDIN (FORMAT binary)",
        history,
    )?;
    server.copy(
        "COPY entry (id, state, due_at, updated_at, n_findings, last_history, body) FROM STDIN \
         (FORMAT binary)",
        opened,
    )?;
    update_entries(server, &changed)?;
    if !ended.is_empty() {
        server.execute("DELETE FROM task WHERE entry = ANY(?1)", &[&ended])?;
    }
    server.copy(tasks::COPY, tasks)?;
    add_to_tally(server, counts)
}

fn copy_entry(rows: &mut Copied, entry: &EntryRow, last_history: i64) {
    rows.row()
        .integer(signed(entry.id.0))
        .integer(i64::from(entry.state))
        .integer_or_null(entry.due_at.map(Moment::millis))
        .integer(entry.updated_at.millis())
        .integer(i64::from(entry.n_findings))
        .integer(last_history)
        .blob(&entry.body);
}

/// Each with the new last row of its history.
fn update_entries(server: &mut Server, changed: &[(&EntryRow, i64)]) -> Result<(), SqlError> {
    if changed.is_empty() {
        return Ok(());
    }
    let column = |of: &dyn Fn(&EntryRow) -> i64| -> Vec<i64> {
        changed.iter().map(|(entry, _)| of(entry)).collect()
    };
    let due: Vec<Option<i64>> =
        changed.iter().map(|(it, _)| it.due_at.map(Moment::millis)).collect();
    let last: Vec<i64> = changed.iter().map(|(_, last)| *last).collect();
    let bodies: Vec<&[u8]> = changed.iter().map(|(it, _)| it.body.as_slice()).collect();
    server.execute(
        "UPDATE entry SET state = new.state, due_at = new.due_at, updated_at = new.updated_at, \
         n_findings = new.n_findings, last_history = new.last_history, body = new.body \
         FROM unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS BIGINT[]), CAST(?3 AS BIGINT[]), CAST(?4 AS \
         BIGINT[]), CAST(?5 AS BIGINT[]), CAST(?6 AS BIGINT[]), CAST(?7 AS BYTEA[])) \
         AS new (id, state, due_at, updated_at, n_findings, last_history, body) \
         WHERE entry.id = new.id",
        &[
            &column(&|it| signed(it.id.0)),
            &column(&|it| i64::from(it.state)),
            &due,
            &column(&|it| it.updated_at.millis()),
            &column(&|it| i64::from(it.n_findings)),
            &last,
            &bodies,
        ],
    )?;
    Ok(())
}

fn add_to_tally(server: &mut Server, counts: BTreeMap<u8, i64>) -> Result<(), SqlError> {
    let counts = counts.into_iter().filter(|(_, change)| *change != 0);
    let (states, changes): (Vec<i64>, Vec<i64>) =
        counts.map(|(state, change)| (i64::from(state), change)).unzip();
    if states.is_empty() {
        return Ok(());
    }
    server.execute(
        "INSERT INTO tally (state, entries) SELECT * FROM unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS \
         BIGINT[])) ON CONFLICT (state) DO UPDATE SET entries = tally.entries + excluded.entries",
        &[&states, &changes],
    )?;
    Ok(())
}

fn write_blocks(
    server: &mut Server,
    decisions: &Decisions,
    staged: &Staged,
    commit: u64,
    head: &mut HeadRow,
) -> Result<(), SqlError> {
    let blocks = &decisions.blocks;
    if blocks.is_empty() {
        return Ok(());
    }
    let keys: Vec<i64> = blocks.iter().map(|it| signed(it.recipient_key)).collect();
    let codes: Vec<Cow<'_, str>> = blocks.iter().map(|it| without_nul(&it.recipient)).collect();
    let counts: Vec<i64> = blocks.iter().map(|it| i64::from(it.count)).collect();
    let numbered = server.query(
        "INSERT INTO recipient (key, code, next_no) SELECT key, code, 1 + count FROM \
         unnest(CAST(?1 AS BIGINT[]), CAST(?2 AS TEXT[]), CAST(?3 AS BIGINT[])) \
         AS new (key, code, count) ON CONFLICT (key) DO UPDATE SET \
         next_no = recipient.next_no + excluded.next_no - 1 WHERE recipient.code = excluded.code \
         RETURNING key, next_no",
        &[&keys, &codes, &counts],
    )?;
    let mut next_nos = FxHashMap::<i64, i64>::default();
    for row in &numbered {
        next_nos.insert(row.try_get(0)?, row.try_get(1)?);
    }
    let mut rows = Copied::new(7);
    for ((block, packed), count) in blocks.iter().zip(&staged.blocks).zip(counts) {
        let recipient = signed(block.recipient_key);
        // Without one, the key stands for another recipient.
        let next = next_nos.get(&recipient).ok_or(SqlError::NoRow)?;
        let size = i64::try_from(block.body.len()).unwrap_or(i64::MAX);
        rows.row()
            .integer(signed(head.next_receipt))
            .integer(signed(commit))
            .integer(recipient)
            .integer(next - count)
            .integer(count)
            .integer(size)
            .blob(packed);
        head.next_receipt += u64::from(block.count);
    }
    server.copy(
        "COPY block (first_no, commit_no, recipient, first_recipient_no, count, size, body) \
         FROM STDIN (FORMAT binary)",
        rows,
    )
}

/// The latest two are kept.
fn keep_checkpoint(server: &mut Server, commit: u64, body: &[u8]) -> Result<(), SqlError> {
    let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
    server.execute(
        "INSERT INTO checkpoint (commit_no, size, body) VALUES (?1, ?2, ?3)",
        &[&signed(commit), &size, &pack(body)],
    )?;
    server.execute(
        "DELETE FROM checkpoint WHERE commit_no NOT IN \
         (SELECT commit_no FROM checkpoint ORDER BY commit_no DESC LIMIT 2)",
        &[],
    )?;
    Ok(())
}

pub(crate) fn write_signature(
    server: &mut Server,
    signed_head: &HeadSignature,
) -> Result<(), SqlError> {
    server.execute(
        "INSERT INTO head_signature (commit_no, link, public_key, signature) \
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT (commit_no) DO UPDATE SET link = excluded.link, \
         public_key = excluded.public_key, signature = excluded.signature",
        &[
            &signed(signed_head.commit.0),
            &signed_head.link.as_slice(),
            &signed_head.public_key.as_slice(),
            &signed_head.signature.as_slice(),
        ],
    )?;
    Ok(())
}
