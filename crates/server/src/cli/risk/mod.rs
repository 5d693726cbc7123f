//! `tongguan risk`: what cases are weighed by, the rules over it, and the engine on tables outside of a house.

mod backtest;
mod drift;
mod evaluate;
mod explain;
mod features;
mod figures;
mod lots;
mod plan;
mod play;
mod rules;
mod train;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use model::RiskProcedure;

use super::Context;

/// Of which cases.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Procedure {
    Parcel,
    Declaration,
}

impl From<Procedure> for RiskProcedure {
    fn from(procedure: Procedure) -> RiskProcedure {
        match procedure {
            Procedure::Parcel => RiskProcedure::Parcel,
            Procedure::Declaration => RiskProcedure::Declaration,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a labelled table week by week, and say what each way of selecting would have found.
    Evaluate(evaluate::Args),
    /// Every feature that rules may ask for.
    Features(features::Args),
    /// Rules of risk analysis: those of the house, and whether those of a file are sound.
    Rules(rules::Args),
    /// Grow a model of the examined cases that the house kept.
    Train(train::Args),
    /// Try a plan, or a change that is in a file, on what the house kept.
    Backtest(backtest::Args),
    /// Propose a change of rules, budgets or models.
    Plan(plan::Args),
    /// Every plan, and where it stands.
    Plans,
    /// Approve a plan, or refuse or withdraw it.
    Activate(plan::Decide),
    /// Weigh a case again, by what was known and what held when it was decided.
    Explain(explain::Args),
    /// What selection found, against what lots found.
    Figures(figures::Args),
    /// Whether models still say what comes true, of the traffic that there is now.
    Drift(drift::Args),
    /// The lots of a day: what was promised of its seed, the seed, and every draw again.
    Lots(lots::Args),
    /// Play weeks of traffic with planted fraud through a house, and say what its selection found.
    Play(play::Args),
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Evaluate(args) => evaluate::run(context, args),
        Command::Features(args) => features::run(context, args),
        Command::Rules(args) => rules::run(context, args),
        Command::Train(args) => train::run(context, args),
        Command::Backtest(args) => backtest::run(context, args),
        Command::Plan(args) => plan::propose(context, args),
        Command::Plans => plan::list(context),
        Command::Activate(args) => plan::decide(context, args),
        Command::Explain(args) => explain::run(context, args),
        Command::Figures(args) => figures::run(context, args),
        Command::Drift(args) => drift::run(context, args),
        Command::Lots(args) => lots::run(context, args),
        Command::Play(args) => play::run(context, args),
    }
}
