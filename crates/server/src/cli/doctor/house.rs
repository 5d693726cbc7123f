//! The house's own file: whether it is whole, and whether the house keeps up.

use anyhow::{Context as _, Result};
use clearance::{
    chain::{self, Linked},
    ports::{Head, Records},
};
use model::{CommitNo, InputId, Moment};
use store::{HouseRecords, faults_of_pages, is_in_use, keeps_checksums, schema_of, verify_head};

use super::Check;
use crate::{data::DataDir, wall::TICK_PATIENCE_MINUTES};

/// Commits whose links are computed again; `tongguan verify` does it with all, and with what they hold.
const LAST_LINKS: u64 = 256;
/// Signed heads that are verified.
const LAST_SIGNATURES: usize = 64;
/// What is kept is decided within this time by a program that runs.
const DECIDED_WITHIN_MS: i64 = 30_000;
/// What is due is done within this time by a program that runs.
const DONE_WITHIN_MS: i64 = TICK_PATIENCE_MINUTES * 60_000;
/// A clock is corrected by so much all the time.
const CORRECTION_MS: i64 = 1_000;

/// Whether the file is there, known and whole, and whether more can be read of it.
pub(super) fn file(data: &DataDir) -> (Vec<Check>, bool) {
    let place = data.place();
    let schema = match schema_of(place) {
        Ok(Some(schema)) => schema,
        Ok(None) => {
            let seen = format!("there is no house in {place}");
            let remedy = "say where it is with `--data DIR` or `--database URL`; `tongguan serve` makes a new one";
            return (vec![Check::wrong("file", seen, remedy)], false);
        }
        Err(error) => {
            let seen = format!("cannot be opened: {:#}", anyhow::Error::from(error));
            let remedy = "see to the rights and to the disk; where the file is damaged, take the last backup";
            return (vec![Check::wrong("file", seen, remedy)], false);
        }
    };
    let opens = Check::well("file", format!("{place} opens"));
    let known = check_schema(schema, place.schema_version());
    let pages = Check::of("pages", check_pages(data));
    (vec![opens, known, pages], schema == place.schema_version())
}

fn check_schema(schema: i64, known: i64) -> Check {
    let seen = format!("schema {schema}; this program knows {known}");
    if schema > known {
        let remedy = "a newer program wrote it: use that one; an older one does not open it";
        return Check::wrong("schema", seen, remedy);
    }
    if schema < known {
        let remedy = "back it up, then bring it up to date: `tongguan migrate`";
        return Check::warning("schema", seen, remedy);
    }
    Check::well("schema", seen)
}

fn check_pages(data: &DataDir) -> Result<Check> {
    if let Some(kept) = keeps_checksums(data.place())? {
        let remedy = "let the server keep them: stop it, then `pg_checksums --enable`";
        return Ok(match kept {
            true => Check::well("pages", "the server keeps checksums of its pages"),
            false => {
                let seen = "the server would not notice a damaged page: it keeps no checksums";
                Check::warning("pages", seen, remedy)
            }
        });
    }
    let faults = faults_of_pages(data.place())?;
    let Some(first) = faults.first() else {
        return Ok(Check::well("pages", "every page is whole"));
    };
    let seen = format!("{} faults, the first: {first}", faults.len());
    let remedy =
        "stop the program, keep this file aside, take the last backup; `tongguan verify` proves it";
    Ok(Check::wrong("pages", seen, remedy))
}

/// What the file says, once it can be read.
pub(super) fn look(data: &DataDir, now: Moment, is_asked: bool) -> Vec<Check> {
    let runs = is_in_use(data.place()).unwrap_or(false);
    let writer = Check::of("writer", check_writer(data, is_asked));
    let opened = data.records().and_then(|it| Ok((it.head()?, it)));
    let (head, records) = match opened {
        Ok((head, records)) => (head, records),
        Err(error) => return vec![Check::of("head", Err(error)), writer],
    };
    vec![
        Check::of("chain", check_chain(&records, &head)),
        Check::of("signatures", check_signatures(&records, &head)),
        Check::of("clock", check_clock(&records, now)),
        Check::of("undecided", check_undecided(&records, &head, runs, now)),
        Check::of("time", check_time(&records, runs, now)),
        Check::of("tasks", check_tasks(&records, now)),
        writer,
    ]
}

fn check_writer(data: &DataDir, is_asked: bool) -> Result<Check> {
    if !is_in_use(data.place()).context("its lock cannot be looked at")? {
        return Ok(Check::well("writer", "no program runs in this house: messages are not taken"));
    }
    let seen = "a program runs in this house and holds its lock";
    let besides = if is_asked { "" } else { "; `--url` asks it too" };
    Ok(Check::well("writer", format!("{seen}{besides}")))
}

/// The links of the last commits, computed again from what they cover, up to the head.
fn check_chain(records: &HouseRecords, head: &Head) -> Result<Check> {
    let remedy = "the record was altered, or is incomplete: keep the file aside, and let `tongguan verify` say where";
    let after = head.commit.0.saturating_sub(LAST_LINKS + 1);
    let mut commits = records.commits(CommitNo(after), LAST_LINKS as usize + 1)?.into_iter();
    let mut last = (CommitNo(0), chain::GENESIS);
    if after > 0
        && let Some(first) = commits.next()
    {
        last = (first.commit, first.link);
    }
    let mut linked = 0_u64;
    for it in commits {
        let (previous, link) = last;
        let covered = Linked {
            commit: it.commit,
            at: it.at,
            first_input: it.first_input.0,
            last_input: it.last_input.0,
            inputs_digest: &it.inputs_digest,
            n_history: it.n_history,
            leaves: &it.leaves,
        };
        if it.commit.0 != previous.0 + 1 || chain::link(&link, &covered) != it.link {
            let seen = format!("the link of commit {} is not what it covers", it.commit);
            return Ok(Check::wrong("chain", seen, remedy));
        }
        last = (it.commit, it.link);
        linked += 1;
    }
    if last != (head.commit, head.link) {
        let seen = format!("the head says commit {}, the chain ends with {}", head.commit, last.0);
        return Ok(Check::wrong("chain", seen, remedy));
    }
    Ok(Check::well("chain", format!("the last {linked} links hold, to commit {}", head.commit)))
}

fn check_signatures(records: &HouseRecords, head: &Head) -> Result<Check> {
    let key = records.public_key()?;
    let signed = records.signatures()?;
    for it in signed.iter().rev().take(LAST_SIGNATURES) {
        let kept = records.commits(CommitNo(it.commit.0.saturating_sub(1)), 1)?.pop();
        let is_kept = kept.is_some_and(|kept| (kept.commit, kept.link) == (it.commit, it.link));
        if !is_kept || it.public_key != key || !verify_head(it) {
            let seen = format!("the signature over commit {} does not hold", it.commit);
            let remedy = "the record or the house's key was altered: keep the file aside, and let `tongguan verify` say where";
            return Ok(Check::wrong("signatures", seen, remedy));
        }
    }
    let through = signed.last().map_or(0, |it| it.commit.0);
    let after = head.commit.0.saturating_sub(through);
    let seen = format!("signed through commit {through}; {after} after it, which the next covers");
    Ok(Check::well("signatures", seen))
}

fn check_clock(records: &HouseRecords, now: Moment) -> Result<Check> {
    let Some(newest) = records.newest_moment()? else {
        return Ok(Check::well("clock", "nothing was decided yet"));
    };
    let behind = newest.millis().saturating_sub(now.millis());
    if behind <= CORRECTION_MS {
        return Ok(Check::well("clock", format!("{now}, after the newest commit ({newest})")));
    }
    let seen = format!("{now}, {} s before the newest commit ({newest})", behind / 1_000);
    let remedy =
        "set the clock right (NTP): until it has caught up, nothing that falls due is done";
    Ok(Check::wrong("clock", seen, remedy))
}

fn check_undecided(records: &HouseRecords, head: &Head, runs: bool, now: Moment) -> Result<Check> {
    let n = head.next_input.saturating_sub(head.decided_input.0 + 1);
    let first = records.input(InputId(head.decided_input.0 + 1))?;
    let Some(first) = first.filter(|_| n > 0) else {
        return Ok(Check::well("undecided", "all that was acknowledged is decided"));
    };
    let since = first.received_at;
    let seen =
        format!("{n} inputs are kept and not decided, the first ({}) since {since}", first.input);
    let waited = now.millis().saturating_sub(since.millis());
    Ok(match (runs, waited > DECIDED_WITHIN_MS) {
        (true, false) => Check::well("undecided", seen),
        (true, true) => {
            let remedy =
                "see `/healthz`: where the deciding thread has ended, only a new start mends it";
            Check::wrong("undecided", seen, remedy)
        }
        (false, _) => {
            Check::warning("undecided", seen, "start the program: it decides them on opening")
        }
    })
}

/// What falls due by itself: waits that end, bills, returns that lapse.
fn check_time(records: &HouseRecords, runs: bool, now: Moment) -> Result<Check> {
    const COUNTED_MAX: usize = 10_000;
    let by = Moment::from_millis(now.millis() - DONE_WITHIN_MS);
    let cases = records.due_by(by, COUNTED_MAX)?;
    if cases == 0 {
        return Ok(Check::well("time", "nothing that is due was left undone"));
    }
    let since =
        records.next_due()?.map_or_else(String::new, |it| format!(", the first since {it}"));
    let seen = format!("of {cases} cases something is due and was not done{since}");
    Ok(match runs {
        true => {
            let remedy = "the program does not give the time: its clock stepped back, or `--tick-seconds` is long";
            Check::wrong("time", seen, remedy)
        }
        false => Check::warning("time", seen, "start the program, which does it at once"),
    })
}

fn check_tasks(records: &HouseRecords, now: Moment) -> Result<Check> {
    let (queues, _) = records.task_queues(now, "")?;
    let overdue: u64 = queues.iter().map(|it| it.overdue).sum();
    let open: u64 = queues.iter().map(|it| it.open).sum();
    let seen = format!("{open} tasks are open, {overdue} past their time");
    if overdue == 0 {
        return Ok(Check::well("tasks", seen));
    }
    let worst = queues.iter().max_by_key(|it| it.overdue);
    let office = worst.map_or_else(String::new, |it| format!(", most of them at `{}`", it.office));
    let remedy =
        "officers deal with them: the worklist shows them first, `tongguan tasks` counts them";
    Ok(Check::warning("tasks", format!("{seen}{office}"), remedy))
}
