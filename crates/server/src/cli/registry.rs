//! `tongguan registry import FILE.csv [--check]`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, ensure};
use clearance::Registry;
use store::Options;

use super::{Context, output::print_json};
use crate::{
    clock,
    registry_file::{self, CellFault},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Take a table of enterprises into the registry; nothing is taken when one cell is wrong.
    Import(Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Comma-separated, UTF-8; its first line names the columns: code, name, roles, and if wanted
    /// `other_code`, sites, credit, from, to, `suspended_from`, `guarantee_cny`,
    /// `aeo_code`, `aeo_from`, `aeo_to`, `aeo_suspended_from`, `guarantee_waived`.
    file: PathBuf,
    /// Only say what would happen.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    let Command::Import(args) = command;
    let bytes =
        fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    // A trial makes no house where there is none.
    if args.check && !context.data.holds_a_house() {
        let registry = Registry::new(params::Law::shipped()?);
        return match registry_file::read(&bytes, &registry) {
            Ok(table) => report(context, args, &table),
            Err(faults) => refuse(context, &faults),
        };
    }
    let mut house = context.data.open(Options::default())?;
    let table = match registry_file::read(&bytes, house.registry()) {
        Ok(table) => table,
        Err(faults) => return refuse(context, &faults),
    };
    let outcome = report(context, args, &table)?;
    if !args.check {
        let tally = house.take(&[clock::received_now(&table.into_message(), "operator")?])?;
        ensure!(tally.codes.is_empty(), "the house refused the rows: {:?}", tally.codes);
    }
    Ok(outcome)
}

fn report(context: &Context, args: &Args, table: &registry_file::Table) -> Result<ExitCode> {
    let (enterprises, guarantees) = (table.enterprises.len(), table.guarantees.len());
    if context.json {
        print_json(&serde_json::json!({
            "enterprises": enterprises, "guarantees": guarantees, "is_taken": !args.check,
        }))?;
    } else {
        let done = if args.check { "would be taken" } else { "taken" };
        println!("{enterprises} enterprises and {guarantees} guarantees {done}");
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse(context: &Context, faults: &[CellFault]) -> Result<ExitCode> {
    if context.json {
        print_json(&serde_json::json!({ "is_taken": false, "faults": faults }))?;
    } else {
        for it in faults {
            let CellFault { line, column, observed, expected } = it;
            println!("line {line}, {column}: `{observed}`, expected {expected}");
        }
        println!("{} faults; nothing is taken", faults.len());
    }
    Ok(ExitCode::FAILURE)
}
