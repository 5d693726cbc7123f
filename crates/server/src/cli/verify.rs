//! `tongguan verify`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clearance::{
    House, Prepared,
    ports::{Records, Store, TaskRow},
    prepare,
};
use matching::Keyring;
use model::{CommitNo, EntryId, InputId, KeyPair};
use serde::Serialize;
use store::{HouseRecords, Options, Proof, SqliteStore};

use super::{
    Context,
    output::{Unit, bar, print_json},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only re-compute the chain; do not decide every input again.
    #[arg(long)]
    chain_only: bool,
    /// Prove a file that `tongguan export` wrote, as a third party does: without the house, its
    /// program's secrets or its word.
    #[arg(long, value_name = "FILE", requires = "public_key")]
    export: Option<PathBuf>,
    /// The key that heads must be signed with, in hexadecimal; not taken from the exported file.
    #[arg(long, value_name = "HEX", requires = "export", value_parser = public_key)]
    public_key: Option<PublicKey>,
}

type PublicKey = [u8; 32];

pub(super) fn public_key(text: &str) -> Result<PublicKey, String> {
    let digits: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    digits
        .and_then(|it| it.try_into().ok())
        .ok_or_else(|| "a public key has 64 hexadecimal digits".to_owned())
}

#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    pub(super) proof: Proof,
    /// Inputs whose bytes are not what was received.
    altered_inputs: Vec<InputId>,
    /// What deciding every input again came to; nothing when not asked for.
    replay: Option<Replay>,
    pub(super) is_proved: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Replay {
    commits: u64,
    /// The first commit that comes out otherwise, or of which an input is gone.
    differs_at: Option<CommitNo>,
    /// When all commits come out the same: entries that are kept otherwise than decided.
    differing_entries: Vec<EntryId>,
    /// Claims kept otherwise than decided, or not at all.
    differing_claims: u64,
    /// Open tasks kept otherwise than the cases tell, or not at all.
    differing_tasks: u64,
}

impl Replay {
    fn is_same(&self) -> bool {
        self.differs_at.is_none()
            && self.differing_entries.is_empty()
            && self.differing_claims == 0
            && self.differing_tasks == 0
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let report = match (&args.export, args.public_key) {
        (Some(file), Some(key)) => prove_export(context, file, &key)?,
        _ => prove_house(context, args.chain_only)?,
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(if report.is_proved { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Proves the house itself, at rest.
pub(super) fn prove_house(context: &Context, is_chain_only: bool) -> Result<Report> {
    // Where there is none, none is made.
    drop(context.data.records()?);
    // Opening settles what was left undecided, so that the proof is of a house at rest.
    drop(context.data.open(Options::default())?);
    let records = context.data.records()?;
    let (proof, altered_inputs) = prove_chain(context, &records, &records.public_key()?)?;
    let replay = if is_chain_only { None } else { Some(replay(context, &records)?) };
    let is_replayed = replay.as_ref().is_none_or(Replay::is_same);
    let is_proved = proof.faults.is_empty() && altered_inputs.is_empty() && is_replayed;
    Ok(Report { proof, altered_inputs, replay, is_proved })
}

/// Proves a copy with nothing but the public key. Deciding again would need the house's secrets.
pub(super) fn prove_export(context: &Context, file: &Path, key: &PublicKey) -> Result<Report> {
    let records = HouseRecords::open_file(file)
        .with_context(|| format!("cannot open the export {}", file.display()))?;
    let (proof, altered_inputs) = prove_chain(context, &records, key)?;
    let is_signed = proof.signed_heads > 0 || proof.commits == 0;
    let is_proved = proof.faults.is_empty() && altered_inputs.is_empty() && is_signed;
    Ok(Report { proof, altered_inputs, replay: None, is_proved })
}

fn prove_chain(
    context: &Context,
    records: &HouseRecords,
    key: &PublicKey,
) -> Result<(Proof, Vec<InputId>)> {
    let head = records.head()?;
    let chain = bar(head.commit.0, "chain", Unit::Count, context.json);
    let proof = store::prove(records, key, &mut |commits| chain.set_position(commits))?;
    chain.finish_and_clear();
    Ok((proof, store::prove_inputs(records, head.decided_input)?))
}

/// Decides every input again in a fresh house with the same secrets, in the same batches, and
/// compares link by link: a link covers every event and receipt.
fn replay(context: &Context, records: &HouseRecords) -> Result<Replay> {
    let folder =
        tempfile::tempdir_in(context.data.path()).context("cannot make a folder to replay in")?;
    let secret = records.keyring()?;
    let store =
        SqliteStore::open(&folder.path().join("replay.sqlite"), Options::default(), || {
            (secret, [0; 32])
        })?;
    let mut house = House::open(store, ::params::Law::shipped()?, Keyring::new(secret))?;
    let last = records.head()?.commit;
    let progress = bar(last.0, "replay", Unit::Count, context.json);
    let mut replay = Replay {
        commits: 0,
        differs_at: None,
        differing_entries: Vec::new(),
        differing_claims: 0,
        differing_tasks: 0,
    };
    let mut after = CommitNo(0);
    while let Some(commit) = records.commits(after, 1)?.pop() {
        let ids = commit.first_input.0..=commit.last_input.0;
        let inputs: Option<Vec<_>> =
            ids.map(|it| records.input(InputId(it)).ok().flatten()).collect();
        let Some(inputs) = inputs else {
            replay.differs_at = Some(commit.commit);
            break;
        };
        replay_commit(&mut house, inputs)?;
        after = commit.commit;
        replay.commits += 1;
        if house.head()?.link != commit.link {
            replay.differs_at = Some(commit.commit);
            break;
        }
        progress.set_position(after.0);
    }
    progress.finish_and_clear();
    if replay.differs_at.is_none() {
        drop(house);
        let decided = HouseRecords::open_file(&folder.path().join("replay.sqlite"))?;
        compare_rows(records, &decided, &mut replay)?;
    }
    Ok(replay)
}

/// What is kept beside the history, to decide the next batch with, is what deciding comes to.
fn compare_rows(kept: &HouseRecords, decided: &HouseRecords, replay: &mut Replay) -> Result<()> {
    const PAGE: usize = 1_000;
    let mut after = EntryId(0);
    loop {
        let (page, other) = (kept.entry_rows(after, PAGE)?, decided.entry_rows(after, PAGE)?);
        let differing = page.iter().zip(&other).filter(|(one, other)| one != other);
        replay.differing_entries.extend(differing.map(|(one, _)| one.id));
        let (Some(last), true) = (page.last(), page.len() == other.len()) else { break };
        after = last.id;
    }
    let mut after: Option<KeyPair> = None;
    loop {
        let (page, other) = (kept.claims(after, PAGE)?, decided.claims(after, PAGE)?);
        let differing = page.iter().zip(&other).filter(|(one, other)| one != other).count();
        replay.differing_claims += (differing + page.len().abs_diff(other.len())) as u64;
        let (Some(last), 0) = (page.last(), differing) else { break };
        after = Some(last.key);
    }
    compare_tasks(kept, decided, replay)
}

/// Tasks are told from the cases, and held by what officers said. Since when one is open is not compared: those of a
/// house that another edition told were told anew when it was opened.
fn compare_tasks(kept: &HouseRecords, decided: &HouseRecords, replay: &mut Replay) -> Result<()> {
    const PAGE: usize = 1_000;
    let mut after = None;
    loop {
        let (page, other) = (kept.all_tasks(after, PAGE)?, decided.all_tasks(after, PAGE)?);
        let is_same = |(one, other): &(&TaskRow, &TaskRow)| {
            let other = TaskRow { opens_at: one.opens_at, ..(*other).clone() };
            **one == other
        };
        let differing = page.iter().zip(&other).filter(|it| !is_same(it)).count();
        replay.differing_tasks += (differing + page.len().abs_diff(other.len())) as u64;
        let (Some(last), 0) = (page.last(), replay.differing_tasks) else { break };
        after = Some((last.case, last.kind));
    }
    Ok(())
}

fn replay_commit<S: Store>(
    house: &mut House<S>,
    inputs: Vec<clearance::ports::StoredInput>,
) -> Result<()> {
    let packer = house.store().pack();
    let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
    let signatories = house.signatories().clone();
    let raws: Vec<_> = inputs
        .into_iter()
        .map(|it| clearance::ports::RawInput {
            received_at: it.received_at,
            sender: it.sender,
            bytes: it.bytes,
        })
        .collect();
    let packed: Vec<_> = raws.iter().map(|it| clearance::pack(it, packer)).collect();
    let accepted = house.accept(&packed)?;
    let prepared: Vec<Prepared<'_>> = raws
        .iter()
        .zip(&packed)
        .zip(accepted)
        .map(|((raw, packed), accepted)| {
            prepare(accepted.input, packed.digest, raw, &limits, &keyring, &signatories)
        })
        .collect();
    house.settle(prepared)?;
    Ok(())
}

fn print(report: &Report) {
    let proof = &report.proof;
    let Proof { commits, history_records, receipts, entries, accounts, signed_heads, .. } = proof;
    let Proof { signed_through, head, faults, .. } = proof;
    println!("commits   {commits:>12}   signed heads {signed_heads}");
    println!("history   {history_records:>12}   receipts {receipts}");
    println!("entries   {entries:>12}   accounts {accounts}");
    println!("head      {head}");
    if signed_through.0 < *commits {
        println!("unsigned  {:>12}   commits after {signed_through}", commits - signed_through.0);
    }
    for fault in faults {
        println!("FAULT     {fault:?}");
    }
    for input in &report.altered_inputs {
        println!("FAULT     input {input} is not what was received");
    }
    match &report.replay {
        Some(Replay { differs_at: Some(commit), .. }) => {
            println!("FAULT     commit {commit} comes out otherwise when it is decided again");
        }
        Some(Replay { commits, differing_entries, differing_claims, differing_tasks, .. }) => {
            println!("replayed  {commits:>12}   commits, each comes out the same");
            for entry in differing_entries {
                println!("FAULT     entry {entry} is kept otherwise than it was decided");
            }
            if *differing_claims > 0 {
                println!("FAULT     {differing_claims} claims are kept otherwise than decided");
            }
            if *differing_tasks > 0 {
                println!("FAULT     {differing_tasks} tasks are kept otherwise than decided");
            }
        }
        None => {}
    }
    println!("{}", if report.is_proved { "proved" } else { "NOT PROVED" });
}
