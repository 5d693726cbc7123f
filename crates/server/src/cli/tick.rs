//! `tongguan tick --to DATE`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clearance::{Tally, ports::Records};
use model::{Date, Moment};
use serde::Serialize;
use store::Options;

use super::{
    Context,
    output::{Unit, bar, print_json},
};
use crate::{clock, time};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Let the time come to the end of this day (Beijing time), midnight by midnight, as a running
    /// server would.
    #[arg(long)]
    to: Date,
}

#[derive(Debug, Serialize)]
struct Report {
    from: Moment,
    to: Moment,
    ticks: u64,
    receipts: u64,
    outcomes: std::collections::BTreeMap<&'static str, u64>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let to = Moment::from_local(args.to.at(23, 59, 59, 999_000_000));
    let mut house = context.data.open(Options::default())?;
    let records = context.data.records()?;
    // A new house has no time yet.
    let newest = records.newest_moment()?.unwrap_or_else(clock::now);
    let from = newest.max(house.registry().reached());
    // A tick that was cut short left something to do.
    let is_left_over = time::is_due(&mut house, from)?;
    ensure!(from < to || is_left_over, "time in this house has come to {from} already");
    let receipts = records.newest_receipt(None)?;
    let moments = moments(from, to);
    let bar = bar(moments.len() as u64, "days", Unit::Count, context.json);
    let (mut ticks, mut tally) = (0, Tally::default());
    for at in moments {
        // One after the other, so that what one brings about is there when the next one comes.
        let advance = time::advance(&mut house, at, "operator")?;
        ticks += advance.ticks;
        tally.add(&advance.tally);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let receipts = records.newest_receipt(None)? - receipts;
    let report = Report { from, to, ticks, receipts, outcomes: tally.outcomes };
    if context.json {
        print_json(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    println!("time came to {to} in {} ticks; {} receipts", report.ticks, report.receipts);
    for (outcome, count) in &report.outcomes {
        println!("  {outcome:<22} {count:>10}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Every midnight in between, and the end.
fn moments(from: Moment, to: Moment) -> Vec<Moment> {
    let midnights =
        std::iter::successors(from.local_date().tomorrow().ok(), |it| it.tomorrow().ok())
            .map(|day| Moment::from_local(day.at(0, 0, 0, 0)));
    midnights.take_while(|it| *it < to).chain([to]).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn time_comes_midnight_by_midnight() {
        let from = Moment::from_local(date(2026, 2, 27).at(15, 30, 0, 0));
        let end = |day: Date| Moment::from_local(day.at(23, 59, 59, 999_000_000));
        let days: Vec<String> =
            moments(from, end(date(2026, 3, 1))).into_iter().map(|it| it.to_string()).collect();
        assert_eq!(
            days,
            [
                "2026-02-28T00:00:00.000+08:00",
                "2026-03-01T00:00:00.000+08:00",
                "2026-03-01T23:59:59.999+08:00",
            ]
        );
        assert_eq!(moments(from, end(date(2026, 2, 27))).len(), 1);
    }
}
