//! `tongguan generate retail`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::params::Law;
use anyhow::{Context as _, Result};
use model::{Date, Rate};
use testkit::{Plan, Truth};

use super::{
    Context,
    output::{Unit, bar, print_json},
};
use crate::clock;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Cross-border retail parcels: order, payment, waybill and list.
    Retail(Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, default_value_t = 20_000)]
    parcels: u64,
    /// Share of parcels with a fault: 0.03 is 3 %.
    #[arg(long, default_value = "0.03")]
    faults: Rate,
    /// Share of the other parcels that are returned or cancelled later: 0.05 is 5 %. The corpus then goes
    /// on for five weeks after its day: it is for a house of its own.
    #[arg(long, default_value = "0")]
    returns: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Day of declaration; today when left out.
    #[arg(long)]
    on: Option<Date>,
    #[arg(long)]
    out: PathBuf,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    let Command::Retail(args) = command;
    let on = args.on.unwrap_or_else(|| clock::now().local_date());
    let returns = args.returns;
    let plan = Plan { returns, ..Plan::new(args.parcels, args.faults, args.seed, on) };
    let truth = write_corpus(&plan, &args.out, context.json)?;
    if context.json {
        print_json(&truth)?;
    } else {
        println!(
            "{} parcels ({} with a fault) in {} messages, {} MB, in {}",
            truth.parcels,
            truth.faulty,
            truth.messages,
            truth.bytes / 1_000_000,
            args.out.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a corpus into a folder, which must be empty or not there yet.
pub(crate) fn write_corpus(plan: &Plan, out: &Path, is_quiet: bool) -> Result<Truth> {
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    anyhow::ensure!(
        fs::read_dir(out)?.next().is_none(),
        "the folder {} is not empty: a corpus stands alone",
        out.display()
    );
    let law = Law::shipped().context("the shipped law is not sound")?;
    let bar = bar(plan.parcels, "generating", Unit::Count, is_quiet);
    let truth = testkit::write_corpus(plan, &law, out, &mut |done| bar.set_position(done))
        .context("cannot generate the corpus")?;
    bar.finish_and_clear();
    Ok(truth)
}
