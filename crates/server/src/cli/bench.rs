//! `tongguan bench retail`

use std::process::ExitCode;

use anyhow::Result;

use super::Context;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Retail,
}

pub(crate) fn run(_context: &Context, _command: &Command) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
