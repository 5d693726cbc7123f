//! `tongguan payment-truth requests|simulate`

use std::process::ExitCode;

use anyhow::Result;
use clearance::{entry::Entry, ports::RawInput};
use model::Rate;
use store::Options;
use testkit::{PlatformAnswer, SimulatedPlatforms};

use super::{Context, output::print_json};
use crate::{
    clock,
    truths::{open_rows, questions},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Print the questions that platforms have not answered, one JSON object a line.
    Requests(Requests),
    /// Play the platforms: answer the open questions of a house that nobody serves.
    Simulate(Simulate),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Requests {
    /// Only this platform's.
    #[arg(long)]
    platform: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of answers with another amount.
    #[arg(long, default_value = "0.1")]
    differing: Rate,
    /// Share of platforms that say nothing.
    #[arg(long, default_value = "0.1")]
    silent: Rate,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Requests(args) => {
            let records = context.data.records()?;
            for question in questions(&records, args.platform.as_deref(), usize::MAX)? {
                println!("{}", serde_json::to_string(&question)?);
            }
        }
        Command::Simulate(args) => simulate(context, args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn simulate(context: &Context, args: &Simulate) -> Result<()> {
    let Simulate { seed, differing, silent } = *args;
    let platforms = SimulatedPlatforms { seed, differing, silent };
    let rows = open_rows(&context.data.records()?, usize::MAX)?;
    let (mut n_agree, mut n_differ, mut n_silent) = (0u64, 0u64, 0u64);
    let mut answers = Vec::new();
    for row in &rows {
        let entry = Entry::from_row(row)?;
        let papers = (|| {
            let order = entry.order.as_ref()?.accepted()?;
            let payment = entry.payment.as_ref()?.accepted()?;
            Some((entry.truth?, order, payment, entry.inventory.as_ref()?.accepted()?))
        })();
        let Some((request, order, payment, list)) = papers else { continue };
        let body = match platforms.answer(&request, order, payment, list) {
            PlatformAnswer::Agrees(body) => {
                n_agree += 1;
                body
            }
            PlatformAnswer::Differs(body) => {
                n_differ += 1;
                body
            }
            PlatformAnswer::Silent => {
                n_silent += 1;
                continue;
            }
        };
        let (received_at, sender) = (clock::now(), String::new());
        answers.push(RawInput { received_at, sender, bytes: body.into_bytes() });
    }
    let mut house = context.data.open(Options::default())?;
    house.take(&answers)?;
    if context.json {
        print_json(&serde_json::json!({
            "agreed": n_agree, "differed": n_differ, "silent": n_silent,
        }))?;
    } else {
        println!("{n_agree} platforms agreed, {n_differ} differed, {n_silent} were silent");
    }
    Ok(())
}
