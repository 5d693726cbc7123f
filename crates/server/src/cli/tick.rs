//! `tongguan tick --to DAY`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use model::{Date, Moment};
use serde::Serialize;
use store::Options;

use super::{Context, output::print_json};
use crate::{clock, time};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The day whose first moment the house goes on to; now when left out. Time does not go back:
    /// what comes later is decided on that day or after it.
    #[arg(long)]
    to: Option<Date>,
}

#[derive(Serialize)]
struct Report {
    to: Moment,
    ticks: u64,
    outcomes: std::collections::BTreeMap<&'static str, u64>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let mut house = context.data.open(Options::default())?;
    let to = args.to.map_or_else(clock::now, |day| Moment::from_local(day.at(0, 0, 0, 0)));
    let reached = house.registry().reached();
    let is_that_day = args.to.is_some_and(|day| reached > to && reached.local_date() == day);
    ensure!(
        to >= reached || is_that_day,
        "the house has gone on to {reached} already; time does not go back, and nothing was done"
    );
    let report = if is_that_day && !time::is_due(&mut house, reached)? {
        Report { to: reached, ticks: 0, outcomes: [].into() }
    } else {
        let advance = time::advance(&mut house, to, "operator")?;
        let to = house.registry().reached();
        Report { to, ticks: advance.ticks, outcomes: advance.tally.outcomes }
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(report: &Report) {
    println!("the house is at {}", report.to);
    if report.outcomes.is_empty() {
        println!("nothing was due");
    }
    for (outcome, count) in &report.outcomes {
        println!("  {outcome:<22} {count:>10}");
    }
}
