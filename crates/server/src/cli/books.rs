//! `tongguan books import FILE.csv`, `tongguan books show BOOK`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail, ensure};
use clearance::{Registry, ports::RawInput};
use model::{BookRow, HouseMessage, InputId};
use serde::{Deserialize, Serialize};
use store::Options;

use super::{Context, output::print_json};
use crate::{
    clock,
    view::{BookView, book_view},
};

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
    let rows = read_rows(&args.file)?;
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
    // What the house would refuse is said before anything is kept.
    let mut trial = Registry::new(::params::Law::shipped()?);
    if let Err(faults) = trial.apply(&message, InputId(0)) {
        let lines: Vec<&str> = faults.iter().map(|it| it.observed.as_str()).collect();
        let (file, lines) = (args.file.display(), lines.join("; "));
        bail!("{file}: {lines} is not sound; nothing was registered");
    }
    if args.print {
        println!("{}", serde_json::to_string(&message)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut house = context.data.open(Options::default())?;
    let raw = RawInput {
        received_at: clock::now(),
        sender: "operator".to_owned(),
        bytes: serde_json::to_vec(&message)?,
    };
    let tally = house.take(&[raw])?;
    ensure!(tally.codes.is_empty(), "the rows were refused");
    if context.json {
        print_json(&report)?;
    } else {
        println!("{} lines of {} books are registered", report.lines, report.books);
    }
    Ok(ExitCode::SUCCESS)
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

fn read_rows(path: &Path) -> Result<Vec<BookRow>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut rows = Vec::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    for line in reader.deserialize::<Line>() {
        // The cause says where.
        let line = line.with_context(|| format!("{} is not a book's table", path.display()))?;
        rows.push(line.into_row().with_context(|| format!("{} is not sound", path.display()))?);
    }
    ensure!(!rows.is_empty(), "{} holds no line", path.display());
    Ok(rows)
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
