//! `tongguan risk`: what cases are weighed by, and the rules over it.

mod features;
mod rules;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Every feature that rules may ask for.
    Features(features::Args),
    /// Rules of risk analysis: those of the house, and whether those of a file are sound.
    Rules(rules::Args),
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Features(args) => features::run(context, args),
        Command::Rules(args) => rules::run(context, args),
    }
}
