//! `tongguan tick --to DATE`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clearance::{
    Tally,
    ports::{RawInput, Records},
};
use messages::{Limits, Message};
use model::{Date, HouseMessage, InputId, Moment};
use serde::Serialize;
use store::{Options, SqliteRecords};

use super::{
    Context,
    output::{Unit, bar, print_json},
};
use crate::clock;

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
    let to = end_of(args.to);
    let mut house = context.data.open(Options::default())?;
    let records = context.data.records()?;
    let from = now_in_the_house(&records)?;
    ensure!(from < to, "time in this house has come to {from} already");
    let receipts = records.newest_receipt(None)?;
    let ticks = moments(from, to);
    let bar = bar(ticks.len() as u64, "days", Unit::Count, context.json);
    let mut tally = Tally::default();
    for at in &ticks {
        // One after the other, so that what one brings about is there when the next one comes.
        let raw = RawInput {
            received_at: clock::now(),
            sender: "operator".to_owned(),
            bytes: serde_json::to_vec(&HouseMessage::Tick { at: *at })?,
        };
        tally.add(&house.take(&[raw])?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = Report {
        from,
        to,
        ticks: ticks.len() as u64,
        receipts: records.newest_receipt(None)? - receipts,
        outcomes: tally.outcomes,
    };
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

fn end_of(day: Date) -> Moment {
    Moment::from_local(day.at(23, 59, 59, 999_000_000))
}

/// The greatest moment that the house was told of, by an input's arrival or by a tick.
fn now_in_the_house(records: &SqliteRecords) -> Result<Moment> {
    let mut latest = records.newest_moment()?.unwrap_or_default();
    for input in records.house_inputs_after(InputId(0))? {
        if let Ok(Message::House(HouseMessage::Tick { at })) =
            messages::read(&input.bytes, &Limits::default())
        {
            latest = latest.max(at);
        }
    }
    // A new house has no time yet.
    Ok(if latest == Moment::default() { clock::now() } else { latest })
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
        let days: Vec<String> =
            moments(from, end_of(date(2026, 3, 1))).into_iter().map(|it| it.to_string()).collect();
        assert_eq!(
            days,
            [
                "2026-02-28T00:00:00.000+08:00",
                "2026-03-01T00:00:00.000+08:00",
                "2026-03-01T23:59:59.999+08:00",
            ]
        );
        assert_eq!(moments(from, end_of(date(2026, 2, 27))).len(), 1);
    }
}
