//! `tongguan risk train --procedure parcel --out MODEL.json`

use std::{fs, path::PathBuf, process::ExitCode};

use ::risk::{
    batch::Batch,
    lessons::Lessons,
    memory::{Grade, Limits},
    trees::{Model, Quality, Table, TrainPlan, train},
};
use anyhow::{Context as _, Result, ensure};
use clearance::{digester, ports::Records as _};
use matching::Keyring;
use model::{CommitNo, RiskProcedure};
use serde_json::json;
use store::HouseRecords;

use super::Procedure;
use crate::cli::{Context, output::print_json};

/// Grows a model of the examined cases that the house kept, as they stood when they were weighed. The latest fifth of them calibrates
/// and measures it. The same house and settings give the same file.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of which cases: `parcel` or `declaration`.
    #[arg(long, value_enum)]
    procedure: Procedure,
    /// Where the model is written.
    #[arg(long)]
    out: PathBuf,
    /// Found is what is at least so grave: 1 a slip, 2 a discrepancy, 3 a deceit.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    least: u8,
    /// Each so-many-th case that nobody looked at is presumed to be honest; 0: none.
    #[arg(long, default_value_t = 0)]
    presumed: u64,
    /// Forests of different seeds, which are averaged.
    #[arg(long, default_value_t = TrainPlan::default().forests)]
    forests: usize,
    /// Trees of each.
    #[arg(long, default_value_t = TrainPlan::default().rounds)]
    rounds: usize,
    #[arg(long, default_value_t = TrainPlan::default().depth)]
    depth: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Fewer findings than that teach nothing.
const FOUND_MIN: usize = 20;

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let records = context.data.records()?;
    let lessons = lessons(&records, args.presumed)?;
    let procedure = RiskProcedure::from(args.procedure);
    let table = lessons.table(procedure, Grade(args.least), args.presumed > 0)?;
    ensure!(
        table.n_found() >= FOUND_MIN,
        "{} of {} cases were found to be otherwise than declared; {FOUND_MIN} are needed to learn of",
        table.n_found(),
        table.len()
    );
    let features = lessons.features(procedure).context("no such procedure")?;
    let plan = TrainPlan {
        forests: args.forests,
        rounds: args.rounds,
        depth: args.depth,
        seed: args.seed,
        edition: features.edition(table.names()),
        ..TrainPlan::default()
    };
    let mut model = train(&table, &plan)?;
    // By it a house sees when its traffic becomes another one.
    model.spread = Some(lessons.spread(procedure, model.window));
    fs::write(&args.out, model.save()?)
        .with_context(|| format!("cannot write {}", args.out.display()))?;
    report(context, args, &table, &model)?;
    Ok(ExitCode::SUCCESS)
}

/// Everything that the house kept, folded.
fn lessons(records: &HouseRecords, presumed: u64) -> Result<Lessons> {
    const CHUNK_BYTES: usize = 8 * 1024 * 1024;
    let keyring = Keyring::new(records.keyring()?);
    // Officers examine cases besides those that were selected, so all are kept until their labels are known.
    let mut lessons = Lessons::new(digester(&keyring), Limits::default(), presumed.max(1))?;
    let mut after = CommitNo(0);
    loop {
        let kept = records.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { return Ok(lessons) };
        after = *last;
        for (_, bytes) in &kept {
            lessons.take(&Batch::from_bytes(bytes)?);
        }
    }
}

fn report(context: &Context, args: &Args, table: &Table, model: &Model) -> Result<()> {
    let (cases, found, trees) = (table.len(), table.n_found(), model.forest.n_trees());
    if context.json {
        return print_json(&json!({
            "out": args.out, "cases": cases, "found": found, "features": model.features.len(),
            "trees": trees, "quality": model.quality,
        }));
    }
    println!("{}: {trees} trees over {} features", args.out.display(), model.features.len());
    println!("grown on {cases} cases, {found} of them found to be otherwise than declared");
    if let Some(Quality { n_measured_on, n_found, auc, precision_at_10, brier, .. }) =
        &model.quality
    {
        let told = |it: &Option<f64>| it.map_or_else(|| "?".to_owned(), |it| format!("{it:.3}"));
        println!("measured on the latest {n_measured_on}, {n_found} found:");
        println!("  AUC {}, precision at 10 % {}", told(auc), told(precision_at_10));
        println!("  Brier score {}", told(brier));
    }
    println!("`tongguan risk plan --model {}` proposes it", args.out.display());
    Ok(())
}
