//! `tongguan risk lots DATE [--verify]`

use std::process::ExitCode;

use anyhow::{Result, bail};
use model::Date;

use crate::{
    cli::{Context, output::print_json},
    clock,
    risk_figures::lots_of_day,
    view::{VerifiedView, lots_view},
};

/// The lots of a day: what was promised of its seed, the seed once the day is over, and with `--verify` every draw again.
/// Exit code 1: the seed is not the one that was promised, or draws otherwise than what was kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    day: Date,
    /// Draw all cases of the day again; `--json` names each with its key and its share.
    #[arg(long)]
    verify: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let records = context.data.records()?;
    let Some(lots) = lots_of_day(&records, args.day, None, clock::now(), args.verify)? else {
        bail!("no seed was promised for {}", args.day);
    };
    let view = lots_view(&lots);
    let agrees = view.promise.is_in_chain && view.verified.as_ref().is_none_or(|it| it.agrees);
    if context.json {
        print_json(&view)?;
    } else {
        println!("{}: promised in commit {} at {}", view.day, view.promise.commit, view.promise.at);
        println!("  promise {}", view.promise.digest);
        let stands = if view.promise.is_in_chain { "stands" } else { "DOES NOT STAND" };
        println!("  leaf {} {stands} in the chain", view.promise.leaf);
        match &view.seed {
            Some(seed) => println!("  seed {seed}"),
            None => println!("  the day is not over: its seed is not told"),
        }
        if let Some(verified) = &view.verified {
            print(verified);
        }
    }
    Ok(if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(it: &VerifiedView) {
    let kept = if it.is_promised { "is" } else { "IS NOT" };
    println!("  the seed {kept} the one that was promised");
    println!("  {} of {} cases were drawn", it.drawn, it.cases);
    if it.differing.is_empty() {
        println!("  drawing again comes to the same");
    }
    for case in &it.differing {
        println!("  CASE {case} IS DRAWN OTHERWISE");
    }
}
