//! `tongguan risk explain NUMBER`

use std::process::ExitCode;

use ::risk::{
    batch::{Batch, Chosen, Remembered, Weighed},
    engine::{Leading, lane_of},
    features::{FeatureSet, View},
    memory::{CaseKeys, Gathering, Limits, Memory},
    rules::Scratch,
};
use anyhow::{Context as _, Result, bail};
use clearance::{
    Registry, case_of_declaration_no, digester, entry_of_list_no, ports::Records as _,
};
use matching::Keyring;
use messages::Message;
use model::{CommitNo, EntryId, HouseMessage, InputId};
use params::Law;
use serde_json::json;
use store::HouseRecords;

use crate::cli::{Context, output::print_json};

/// Weighs a case again, by what was known and what held when it was decided, and says what spoke for and against a finding.
/// Exit code 1: other values come out than those that it was decided by.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of a list or a declaration.
    number: String,
    /// So many features of the model are told.
    #[arg(long, default_value_t = 12)]
    features: usize,
    /// Every value that the case has.
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let number = args.number.as_str();
    let entry = entry_of_list_no(number).or_else(|| case_of_declaration_no(number));
    let Some(entry) = entry else { bail!("`{number}` is no number of a list or a declaration") };
    let records = context.data.records()?;
    let Some(commit) = weighed_last(&records, entry)? else {
        bail!("{number} was never weighed: it was not accepted, or this house has no such case");
    };
    let explained = explain(&records, entry, commit, args)?;
    let is_same = explained.get("recomputes") != Some(&json!(false));
    if context.json {
        print_json(&explained)?;
    } else {
        print(number, &explained);
    }
    Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Read at once.
const CHUNK_BYTES: usize = 8 * 1024 * 1024;

/// Hands each kept batch to `look`, which says whether to go on.
fn each(
    records: &HouseRecords,
    mut look: impl FnMut(CommitNo, &[u8]) -> Result<bool>,
) -> Result<()> {
    let mut after = CommitNo(0);
    loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { return Ok(()) };
        after = *last;
        for (commit, bytes) in &kept {
            if !look(*commit, bytes)? {
                return Ok(());
            }
        }
    }
}

/// The last commit that weighed a case.
fn weighed_last(records: &HouseRecords, entry: EntryId) -> Result<Option<CommitNo>> {
    let mut last = None;
    each(records, |commit, bytes| {
        if Batch::from_bytes(bytes)?.weighed.iter().any(|it| it.entry == entry) {
            last = Some(commit);
        }
        Ok(true)
    })?;
    Ok(last)
}

/// The registry as it was when a commit began.
fn registry_at(records: &HouseRecords, commit: CommitNo) -> Result<Registry> {
    let before = CommitNo(commit.0.saturating_sub(1));
    let decided = records.commits(before, 1)?;
    let decided = decided.first().context("the commit is not in the chain")?;
    let mut registry = Registry::new(Law::shipped()?);
    for input in records.house_inputs_after(InputId(0))? {
        if input.input >= decided.first_input {
            break;
        }
        if let Ok(Message::House(message)) =
            messages::read(&input.bytes, &messages::Limits::default())
        {
            let message: HouseMessage = message;
            // What the house refused is refused here too.
            let _ = registry.apply(&message, input.input, input.received_at);
        }
    }
    registry.come_to(decided.at);
    Ok(registry)
}

fn explain(
    records: &HouseRecords,
    entry: EntryId,
    commit: CommitNo,
    args: &Args,
) -> Result<serde_json::Value> {
    let digester = digester(&Keyring::new(records.keyring()?));
    let registry = registry_at(records, commit)?;
    let mut memory = Memory::new(digester, Limits::default());
    let mut explained = None;
    each(records, |at, bytes| {
        if at < commit {
            memory.apply(&Remembered::from_bytes(bytes)?.deltas);
            return Ok(true);
        }
        let batch = Batch::from_bytes(bytes)?;
        let weighed = batch.weighed.iter().rev().find(|it| it.entry == entry);
        if let Some(weighed) = weighed {
            explained = Some(told(weighed, &memory, &registry, at, args)?);
        }
        Ok(false)
    })?;
    explained.context("the case is not in the commit that weighed it")
}

fn told(
    weighed: &Weighed<'_>,
    memory: &Memory,
    registry: &Registry,
    commit: CommitNo,
    args: &Args,
) -> Result<serde_json::Value> {
    let case = &weighed.case;
    let features = FeatureSet::of(case.procedure)?;
    let keys = CaseKeys::of(case, memory.digester());
    let record = features.record(&View::new(case, &keys, memory));
    let engine = registry.risk().engine(case.procedure);
    let verdict = engine.map(|it| {
        it.weigh(case, &keys, memory, &mut Scratch::default(), &mut Gathering::default())
    });
    let model = engine.and_then(|it| it.active());
    let leading = model.map(|it| it.explained(&record, args.features)).unwrap_or_default();
    let chosen = [
        (Chosen::RANDOM, "random"),
        (Chosen::WATCH, "watch"),
        (Chosen::RULE, "rule"),
        (Chosen::TARGETED, "targeted"),
        (Chosen::EXPLORED, "explored"),
        (Chosen::LATER, "later_audit"),
    ];
    let chosen: Vec<&str> =
        chosen.into_iter().filter(|it| weighed.chosen.has(it.0)).map(|it| it.1).collect();
    let values: serde_json::Map<String, serde_json::Value> = features
        .numbers()
        .zip(record.numbers())
        .filter(|_| args.all)
        .map(|(it, value)| (it.name.to_owned(), json!((!value.is_nan()).then_some(*value))))
        .collect();
    Ok(json!({
        "at": case.at, "commit": commit.0, "watermark": commit.0.saturating_sub(1),
        "channel": weighed.channel, "lane": lane_of(weighed.channel), "chosen": chosen,
        "recomputes": weighed.digest.map(|it| it == record.digest()),
        "probability": weighed.probability.map(|it| f64::from(it) / 65_535.0),
        "model": model.map(|it| it.name()),
        "reasons": verdict.map(|it| it.reasons).unwrap_or_default(),
        "leading": leading.iter().map(of_leading).collect::<Vec<_>>(),
        "values": values,
    }))
}

fn of_leading(it: &Leading) -> serde_json::Value {
    json!({ "feature": it.name, "title_zh": it.title_zh, "value": it.value, "amount": it.amount })
}

fn print(number: &str, told: &serde_json::Value) {
    let text = |it: &serde_json::Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let list = |it: &serde_json::Value| {
        let all: Vec<String> = it.as_array().into_iter().flatten().map(text).collect();
        if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
    };
    println!("{number}: weighed at {} in commit {}", text(&told["at"]), told["commit"]);
    println!("  by what commits up to {} left behind", told["watermark"]);
    println!("  channel {}, chosen by {}", text(&told["channel"]), list(&told["chosen"]));
    match &told["recomputes"] {
        serde_json::Value::Bool(true) => println!("  every value comes out again, bit for bit"),
        serde_json::Value::Bool(false) => {
            println!("  OTHER VALUES come out than it was decided by")
        }
        _ => println!("  nothing looked at its values when it was decided"),
    }
    if let Some(probability) = told["probability"].as_f64() {
        println!("  a finding at {:.1} %, by {}", probability * 100.0, text(&told["model"]));
    }
    for it in told["reasons"].as_array().into_iter().flatten() {
        println!("  {}: {}", text(&it["rule"]), text(&it["text"]));
        println!("      {}", text(&it["observed"]));
    }
    for it in told["leading"].as_array().into_iter().flatten() {
        let amount = it["amount"].as_f64().unwrap_or_default();
        let (value, name) = (text(&it["value"]), text(&it["feature"]));
        println!("  {amount:+.3}  {name} = {value}  {}", text(&it["title_zh"]));
    }
    for (name, value) in told["values"].as_object().into_iter().flatten() {
        println!("  {name} = {value}");
    }
}
