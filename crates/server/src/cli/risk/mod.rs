//! `tongguan risk`: the risk engine on tables, outside of a house.

mod evaluate;
mod play;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

use super::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a labelled table week by week, and say what each way of selecting would have found.
    Evaluate(evaluate::Args),
    /// Play weeks of traffic with planted fraud through a house, and say what its selection found.
    Play(play::Args),
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Evaluate(args) => evaluate::run(context, args),
        Command::Play(args) => play::run(context, args),
    }
}
