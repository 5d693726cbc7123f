//! `tongguan move`

use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use store::Place;

use super::{
    Context,
    output::{Unit, bar, print_json},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where the house is: `sqlite:FOLDER` or `postgres://USER@HOST/DATABASE`. No program may run in it.
    #[arg(long, value_name = "PLACE", value_parser = super::place)]
    from: Place,
    /// Where it is to be. What is there of a move that was broken off is gone on with.
    #[arg(long, value_name = "PLACE", value_parser = super::place)]
    to: Place,
}

/// What arrived.
#[derive(Debug, Serialize)]
struct Report {
    from: String,
    to: String,
    rows: Vec<Rows>,
    /// Commits of which every link, record and receipt was proved in the new place.
    commits: u64,
    head: String,
}

#[derive(Debug, Serialize)]
struct Rows {
    table: &'static str,
    rows: u64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let (from, to) = (args.from.to_string(), args.to.to_string());
    let shown = bar(0, "rows", Unit::Count, context.json);
    let moved = store::carry(&args.from, &args.to, &mut |table, rows| {
        shown.set_message(table);
        shown.set_position(rows);
    })?;
    shown.finish_and_clear();
    let head = super::export::hexadecimal(&moved.head.link);
    let rows = moved.rows.into_iter().map(|(table, rows)| Rows { table, rows }).collect();
    let report = Report { from, to, rows, commits: moved.commits, head };
    if context.json {
        print_json(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &report.rows {
        println!("{:<15} {:>12}", it.table, it.rows);
    }
    println!("{} commits proved; the head is {}", report.commits, report.head);
    println!("the house is in {} now; {} was left as it is", report.to, report.from);
    Ok(ExitCode::SUCCESS)
}
