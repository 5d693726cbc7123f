//! `tongguan demo`: a small house's day in both lanes, or with `peak` the country's busiest minute.

mod declared;
mod feed;
mod peak;
mod people;
mod story;

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Mutex, time::Instant};

use anyhow::{Result, ensure};
use clearance::{
    Enquirer, House, Tally,
    ports::{RawInput, Store},
};
use model::{Moment, Rate};
use store::{HouseStore, Options};
use testkit::{GateOut, Plan};

use super::{
    Context, generate,
    ingest::WINDOW_BYTES,
    output::{Unit, bar, print_json},
    serve,
};
use crate::{
    clock,
    compare::{Comparison, FaultCount, compare},
    files::Source,
    pipeline,
    services::raw,
    time,
};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    act: Option<Act>,
    #[arg(long, default_value_t = 20_000)]
    parcels: u64,
    #[arg(long, default_value = "0.03")]
    faults: Rate,
    /// Share of the other parcels that are returned or cancelled in the weeks after.
    #[arg(long, default_value = "0")]
    returns: Rate,
    /// Goods declarations beside the parcels.
    #[arg(long, default_value_t = 1_000)]
    declarations: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stop when the comparison is printed.
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    serve: serve::Args,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// The country's busiest minute, with the house killed in it, a parcel mended, and a proof.
    Peak(peak::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    if let Some(Act::Peak(args)) = &args.act {
        return peak::run(context, args);
    }
    let corpus = context.data.path().join("demo-corpus");
    if corpus.exists() {
        println!("the demonstration is in {} already", context.data.path().display());
    } else {
        ensure!(
            !context.data.holds_a_house(),
            "there is a house in {}; give the demonstration a folder of its own with --data",
            context.data.path().display()
        );
        let is_right = clear(context, args, &corpus)?;
        if args.no_serve {
            return Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.serve.no_sign_in {
        people::settle(context)?;
    }
    serve::run(context, &args.serve)
}

/// Clears a day of both lanes; whether everything that was planted was found, and nothing else.
fn clear(context: &Context, args: &Args, corpus: &Path) -> Result<bool> {
    let on = clock::now().local_date();
    let returns = args.returns;
    let plan = Plan { returns, ..Plan::new(args.parcels, args.faults, args.seed, on) };
    let truth = generate::write_corpus(&plan, corpus, context.json)?;
    let mut house = context.data.open(Options::default())?;
    let enquirer = Mutex::new(args.serve.services.enquirer()?);
    let policy = args.serve.services.policy(plan.on).and_then(|it| raw(&it, clock::now()));
    if let Some(policy) = policy {
        house.take(&[policy])?;
    }
    let started = Instant::now();
    let mut tally = take(context, &mut house, corpus, &enquirer)?;
    let seconds = started.elapsed();
    tally.add(&time_out(&mut house)?);
    tally.add(&leave_by_gate(context, &mut house)?);
    let comparison = compare(&context.data.records()?, corpus)?;
    let declared = declared::clear(context, args, &mut house, &enquirer)?;
    drop(house);
    if context.json {
        print_json(&serde_json::json!({
            "truth": truth, "tally": tally, "comparison": comparison, "declarations": declared,
        }))?;
    } else {
        print(&truth, &tally, &comparison, seconds);
        declared.print();
    }
    let is_right = comparison.faults_found == comparison.faults_planted
        && comparison.false_findings == 0
        && comparison.wrong_outcomes == 0;
    Ok(is_right && declared.is_right())
}

/// Decides a corpus.
fn take(
    context: &Context,
    house: &mut House<HouseStore>,
    corpus: &Path,
    enquirer: &Mutex<Enquirer>,
) -> Result<Tally> {
    let paths = [corpus.to_owned()];
    let bar = bar(Source::total_bytes(&paths), "clearing", Unit::Bytes, context.json);
    let source = Source::new(&paths, WINDOW_BYTES);
    let run = pipeline::run(house, source, enquirer, &clock::now, &|bytes| bar.inc(bytes))?;
    bar.finish_and_clear();
    Ok(run.tally)
}

/// Lets every wait end, so that lists whose partners never came are answered.
pub(crate) fn time_out<S: Store>(house: &mut House<S>) -> Result<Tally> {
    let minutes = i64::from(house.registry().settings.waiting_minutes) + 1;
    let at: Moment = clock::now().plus_minutes(minutes);
    Ok(time::advance(house, at, "")?.tally)
}

/// Three rounds of what zones send: afterwards some exit lists are deducted, some on a vehicle, some
/// only approved.
fn leave_by_gate<S: Store>(context: &Context, house: &mut House<S>) -> Result<Tally> {
    let plan = GateOut { parcels_a_list: 25, max_lists: 6, ..GateOut::default() };
    let records = context.data.records()?;
    let mut tally = Tally::default();
    for _ in 0..3 {
        let messages = generate::gate_out_messages(&plan, &records, house.registry())?;
        let raws = messages.into_iter().map(|it| RawInput {
            received_at: clock::now(),
            sender: String::new(),
            bytes: it.bytes,
        });
        tally.add(&house.take(&raws.collect::<Vec<_>>())?);
    }
    Ok(tally)
}

fn print(
    truth: &testkit::Truth,
    tally: &Tally,
    comparison: &Comparison,
    elapsed: std::time::Duration,
) {
    println!(
        "\n{} parcels, {} messages, {} documents",
        truth.parcels, tally.messages, tally.documents
    );
    let rate = u128::from(truth.parcels) * 1_000 / elapsed.as_millis().max(1);
    println!("cleared in {} ms: {rate} parcels a second\n", elapsed.as_millis());
    for (outcome, count) in &tally.outcomes {
        println!("  {outcome:<22} {count:>8}");
    }
    print_faults(&comparison.by_fault);
    println!(
        "\n{} of {} planted faults found, {} false findings, {} wrong outcomes",
        comparison.faults_found,
        comparison.faults_planted,
        comparison.false_findings,
        comparison.wrong_outcomes
    );
    for difference in &comparison.differences {
        println!("  {difference}");
    }
}

fn print_faults(by_fault: &BTreeMap<String, FaultCount>) {
    println!("\n  {:<34} {:>8} {:>8}", "planted fault", "planted", "found");
    for (fault, count) in by_fault {
        println!("  {fault:<34} {:>8} {:>8}", count.planted, count.found);
    }
}
