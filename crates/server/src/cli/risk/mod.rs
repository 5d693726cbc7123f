//! `tongguan risk`: what cases are weighed by, the rules over it, and the engine on tables outside of a house.

mod evaluate;
mod features;
mod play;
mod rules;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a labelled table week by week, and say what each way of selecting would have found.
    Evaluate(evaluate::Args),
    /// Every feature that rules may ask for.
    Features(features::Args),
    /// Rules of risk analysis: those of the house, and whether those of a file are sound.
    Rules(rules::Args),
    /// Play weeks of traffic with planted fraud through a house, and say what its selection found.
    Play(play::Args),
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Evaluate(args) => evaluate::run(context, args),
        Command::Features(args) => features::run(context, args),
        Command::Rules(args) => rules::run(context, args),
        Command::Play(args) => play::run(context, args),
    }
}
