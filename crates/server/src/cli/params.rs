//! `tongguan params extend tariff --to DAY --basis TEXT`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use model::{Date, HouseMessage};
use store::Options;

use super::{Context, output::print_json};
use crate::clock;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Cover days after a table's last one by repeating its rows, as an explicit assumption.
    Extend(Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which table; `tariff` is the one that can be extended.
    table: String,
    /// Last day to be covered.
    #[arg(long)]
    to: Date,
    /// Whose assumption it is and why; stands on every tax line that rests on it.
    #[arg(long)]
    basis: String,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    let Command::Extend(args) = command;
    let Args { table, to, basis } = args;
    let message = HouseMessage::ExtendLaw { table: table.clone(), to: *to, basis: basis.clone() };
    let mut house = context.data.open(Options::default())?;
    // A refusal is said before anything is kept.
    let mut trial = ::params::Law::shipped()?;
    trial.extend(table, *to, basis)?;
    let covered_to = house.registry().law.tariff.covered_to();
    if *to <= covered_to {
        if context.json {
            print_json(&serde_json::json!({ "table": table, "covered_to": covered_to }))?;
        } else {
            println!("{table} is covered to {covered_to} already; nothing was added");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let tally = house.take(&[clock::received_now(&message, "operator")?])?;
    ensure!(!tally.codes.contains_key("HSE-7003"), "the extension was refused");
    let covered_to = house.registry().law.tariff.covered_to();
    if context.json {
        print_json(&serde_json::json!({ "table": table, "covered_to": covered_to }))?;
    } else {
        println!("{table} is covered to {covered_to}; the added rows are marked as assumed");
    }
    Ok(ExitCode::SUCCESS)
}
