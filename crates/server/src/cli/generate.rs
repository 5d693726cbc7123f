//! `tongguan generate`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::params::Law;
use anyhow::{Context as _, Result};
use clearance::Registry;
use model::{Date, Rate};
use store::HouseRecords;
use testkit::{
    Flow, GateOut, GenerateError, Plan, Truth, ZoneMessage,
    declarations::{DeclarationPlan, DeclarationTruth},
    fraud::{FraudCorpus, FraudPlan, WhatThereIs, write_fraud},
};

use super::{
    Context,
    output::{Unit, bar, print_json},
};
use crate::{clock, data::registry_of};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Cross-border retail parcels: order, payment, waybill and list. With `--flow export` those that
    /// leave the country.
    Retail(Args),
    /// Goods declarations: one message each, with the manifests that carry their goods, the arrivals, and
    /// the registry that they need.
    Declarations(DeclarationArgs),
    /// Weeks of parcels and goods declarations, a folder a day, with planted fraud of eight kinds and the truth
    /// apart: what risk control is measured by. For a house of its own.
    Fraud(FraudArgs),
    /// What zones would send this house next: exit lists for released bonded parcels, gate passes
    /// for approved exit lists, passages of the gate for approved passes. Ask again after each round.
    GateOut(GateOutArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct GateOutArgs {
    /// Most retail lists in one exit list.
    #[arg(long, default_value_t = GateOut::default().parcels_a_list)]
    parcels: usize,
    /// Most exit lists on one gate pass.
    #[arg(long, default_value_t = GateOut::default().lists_a_pass)]
    lists: usize,
    /// Most new exit lists; all that can be made when left out.
    #[arg(long)]
    max: Option<usize>,
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DeclarationArgs {
    #[arg(long, default_value_t = 5_000)]
    declarations: u64,
    /// Share of declarations with a fault: 0.03 is 3 %.
    #[arg(long, default_value = "0.03")]
    faults: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Day of declaration; today when left out.
    #[arg(long)]
    on: Option<Date>,
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FraudArgs {
    #[arg(long, default_value_t = 26)]
    weeks: u32,
    /// Parcels of an average week.
    #[arg(long, default_value_t = 4_000)]
    parcels: u32,
    /// Declarations of an average week.
    #[arg(long, default_value_t = 1_500)]
    declarations: u32,
    /// Share of cases with planted fraud: 0.05 is 5 %.
    #[arg(long, default_value = "0.05")]
    base_rate: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draws a second configuration from this number: other mixes, other intensities, other noise.
    #[arg(long)]
    drawn: Option<u64>,
    /// Writes nothing: says what there is to be found in the second half, and how much of it the best
    /// possible selection finds.
    #[arg(long, conflicts_with = "out")]
    ceiling: bool,
    #[arg(long, required_unless_present = "ceiling")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which way the parcels go.
    #[arg(long, value_enum, default_value = "import")]
    flow: Way,
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

/// Which way parcels go, as the command line says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Way {
    Import,
    Export,
}

impl Way {
    /// The plan for parcels that go this way, of which a share is returned or cancelled later.
    pub(crate) fn plan(self, returns: Rate, plan: Plan) -> Result<Plan> {
        let flow = match self {
            Way::Import => Flow::Import,
            Way::Export => Flow::Export,
        };
        let are_some = returns != Rate::ZERO;
        anyhow::ensure!(
            flow == Flow::Import || !are_some,
            "nothing follows on exports: leave --returns out"
        );
        Ok(Plan { flow, returns, ..plan })
    }
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    let args = match command {
        Command::Retail(args) => args,
        Command::GateOut(args) => return gate_out(context, args),
        Command::Declarations(args) => return declarations(context, args),
        Command::Fraud(args) => return fraud(context, args),
    };
    let on = args.on.unwrap_or_else(|| clock::now().local_date());
    let plan = Plan::new(args.parcels, args.faults, args.seed, on);
    let plan = args.flow.plan(args.returns, plan)?;
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

fn declarations(context: &Context, args: &DeclarationArgs) -> Result<ExitCode> {
    let plan = DeclarationPlan {
        declarations: args.declarations,
        fault_rate: args.faults,
        seed: args.seed,
        on: args.on.unwrap_or_else(|| clock::now().local_date()),
    };
    let truth = write_declarations(&plan, &args.out, context.json)?;
    if context.json {
        print_json(&truth)?;
    } else {
        println!(
            "{} declarations of {} lines ({} with a fault) and {} manifests, {} MB, in {}",
            truth.declarations,
            truth.lines,
            truth.faulty,
            truth.manifests,
            truth.bytes / 1_000_000,
            args.out.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn fraud(context: &Context, args: &FraudArgs) -> Result<ExitCode> {
    let plan = FraudPlan::embedded()?.base_rate(args.base_rate).sized(
        args.weeks,
        args.parcels,
        args.declarations,
    );
    let plan = args.drawn.map_or(plan.clone(), |seed| plan.drawn(seed));
    let Some(out) = &args.out else {
        let law = Law::shipped().context("the shipped law is not sound")?;
        let there = WhatThereIs::of(&plan, &law, args.seed)?;
        if context.json {
            print_json(&there)?;
        } else {
            print!("{there}");
        }
        return Ok(ExitCode::SUCCESS);
    };
    let count = u64::from(plan.weeks)
        * (u64::from(plan.parcels_a_week) + u64::from(plan.declarations_a_week));
    let written: FraudCorpus = into_empty(out, count, context.json, |law, progress| {
        write_fraud(&plan, law, args.seed, out, progress)
    })?;
    if context.json {
        print_json(&written)?;
    } else {
        println!(
            "{} parcels and {} declarations ({} with planted fraud) in {} messages, {} MB, in {}",
            written.parcels,
            written.declarations,
            written.planted,
            written.messages,
            written.bytes / 1_000_000,
            out.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn gate_out(context: &Context, args: &GateOutArgs) -> Result<ExitCode> {
    let plan = GateOut {
        parcels_a_list: args.parcels,
        lists_a_pass: args.lists,
        max_lists: args.max.unwrap_or(usize::MAX),
    };
    let records = context.data.records()?;
    let registry = registry_of(&records)?;
    let messages = gate_out_messages(&plan, &records, &registry)?;
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    for message in &messages {
        let path = args.out.join(&message.name);
        fs::write(&path, &message.bytes)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let count = |prefix: &str| messages.iter().filter(|it| it.name.starts_with(prefix)).count();
    let counts = [count("INV101"), count("SAS121"), count("passage")];
    let [exit_lists, gate_passes, passages] = counts;
    if context.json {
        print_json(&serde_json::json!({
            "exit_lists": exit_lists, "gate_passes": gate_passes, "passages": passages,
        }))?;
    } else {
        let out = args.out.display();
        println!(
            "{exit_lists} exit lists, {gate_passes} gate passes, {passages} passages in {out}"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// What zones would send a house next.
pub(crate) fn gate_out_messages(
    plan: &GateOut,
    records: &HouseRecords,
    registry: &Registry,
) -> Result<Vec<ZoneMessage>> {
    let name_of =
        |code: &str| registry.enterprise(code).map(|it| it.name.clone()).unwrap_or_default();
    Ok(plan.next(records, &name_of, clock::now())?)
}

/// Writes a corpus into a folder, which must be empty or not there yet.
pub(crate) fn write_corpus(plan: &Plan, out: &Path, is_quiet: bool) -> Result<Truth> {
    into_empty(out, plan.parcels, is_quiet, |law, progress| {
        testkit::write_corpus(plan, law, out, progress)
    })
}

/// As [`write_corpus`], of goods declarations.
pub(crate) fn write_declarations(
    plan: &DeclarationPlan,
    out: &Path,
    is_quiet: bool,
) -> Result<DeclarationTruth> {
    into_empty(out, plan.declarations, is_quiet, |law, progress| {
        testkit::declarations::write_declarations(plan, law, out, progress)
    })
}

/// Lets a corpus of so many be written into a folder, which must be empty or not there yet.
fn into_empty<T>(
    out: &Path,
    count: u64,
    is_quiet: bool,
    write: impl FnOnce(&Law, &mut dyn FnMut(u64)) -> Result<T, GenerateError>,
) -> Result<T> {
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    anyhow::ensure!(
        fs::read_dir(out)?.next().is_none(),
        "the folder {} is not empty: a corpus stands alone",
        out.display()
    );
    let law = Law::shipped().context("the shipped law is not sound")?;
    let bar = bar(count, "generating", Unit::Count, is_quiet);
    let written =
        write(&law, &mut |done| bar.set_position(done)).context("cannot generate the corpus")?;
    bar.finish_and_clear();
    Ok(written)
}
