//! `tongguan books import FILE.csv`, `tongguan books show BOOK`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use model::{BookRow, HouseMessage};
use serde::{Deserialize, Serialize};

use super::{
    Context,
    output::print_json,
    register::{self, read_rows},
};
use crate::view::{BookView, book_view};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Register account books, line by line, from a CSV file.
    Import(Import),
    /// Show a book and what is left of each line.
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// With the columns book_no, record_no, commodity_code, name, unit, quantity; the quantity is
    /// all that was ever recorded into the line.
    file: PathBuf,
    /// Print the input that the house would be given instead, to be sent to one that is served.
    #[arg(long)]
    print: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    book_no: String,
}

#[derive(Debug, Serialize)]
struct Report {
    lines: usize,
    books: usize,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Import(args) => import(context, args),
        Command::Show(args) => show(context, args),
    }
}

fn import(context: &Context, args: &Import) -> Result<ExitCode> {
    let rows = read_rows(&args.file, "books", Line::into_row)?;
    let mut numbers: Vec<&str> = rows.iter().map(|it| it.book_no.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let report = Report { lines: rows.len(), books: numbers.len() };
    let message = HouseMessage::Registry {
        enterprises: Vec::new(),
        guarantees: Vec::new(),
        books: rows,
        watch: Vec::new(),
        positive_list: Vec::new(),
        signatories: Vec::new(),
    };
    let told = format!("{} lines of {} books are", report.lines, report.books);
    register::import(context, (&args.file, args.print), &message, &report, &told)
}

/// A line of the table, as text: what looks like a number is not always one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    book_no: String,
    record_no: String,
    commodity_code: String,
    name: String,
    unit: String,
    quantity: String,
}

impl Line {
    fn into_row(self) -> Result<BookRow> {
        let Line { book_no, record_no, commodity_code, name, unit, quantity } = self;
        let quantity = quantity
            .parse()
            .with_context(|| format!("{book_no}/{record_no}: the quantity `{quantity}`"))?;
        Ok(BookRow { book_no, record_no, commodity_code, name, unit, quantity })
    }
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let Some(view) = book_view(&records, &registry, &args.book_no)? else {
        bail!("no book `{}` is registered here", args.book_no);
    };
    if context.json {
        print_json(&view)?;
        return Ok(ExitCode::SUCCESS);
    }
    let BookView { book_no, lines } = view;
    println!("{book_no}");
    println!(
        "  {:<16} {:>14} {:>12} {:>12} {:>14}",
        "record", "recorded", "reserved", "used", "left"
    );
    for it in &lines {
        let [recorded, reserved, used, left] = [&it.quantity, &it.reserved, &it.used, &it.left];
        println!(
            "  {:<16} {recorded:>14} {reserved:>12} {used:>12} {left:>14}  {} {} {}",
            it.record_no, it.commodity_code, it.unit, it.name
        );
    }
    Ok(ExitCode::SUCCESS)
}
