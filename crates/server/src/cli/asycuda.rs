//! `tongguan asycuda`: declarations of houses that run ASYCUDA, as declarations of this one, or computed again.
//! `docs/asycuda.md` says more.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::asycuda::{
    Check, Comparison, Country, Declared, Filed, LeftOut, Remark, compare, country, declare, filed,
};
use ::params::Law;
use anyhow::{Context as _, Result, anyhow, bail};
use clearance::{
    DeclarationFile, case_of_declaration_no, declaration_state_of, ports::Records as _,
};
use messages::{DayOrder, DecimalMark, Sad, SadFault, SadReading, SadStyle, read_sad, write_sad};
use model::{Date, Finding};
use serde::Serialize;
use serde_json::Value;

use super::{Context, output::print_json};
use crate::clock;

/// Prints the declaration as JSON that can be posted, and on standard error what it leaves out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// SADs: files of XML whose root is `<ASYCUDA>`.
    #[arg(required_unless_present = "write")]
    files: Vec<PathBuf>,
    /// Print a declaration of the house as a SAD, by its number; on standard error what a SAD does not say.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["files", "assess"])]
    write: Option<String>,
    /// Compute the taxes again, and say where the file's own differ; without one declarations are made.
    #[arg(long)]
    assess: bool,
    /// The country: a file, or the name of a shipped tax profile.
    #[arg(long)]
    profile: Option<String>,
    /// The day whose shipped profile counts; the file's registration, else today.
    #[arg(long)]
    on: Option<Date>,
    /// What stands before decimals, where a file leaves it open.
    #[arg(long, value_enum)]
    decimal: Option<Mark>,
    /// Which number of a date is the day, where a file leaves it open.
    #[arg(long, value_enum)]
    dates: Option<Order>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Mark {
    Point,
    Comma,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Order {
    DayFirst,
    MonthFirst,
}

/// One file, with `--json`.
#[derive(Debug, Serialize)]
struct FileView<'a> {
    file: String,
    encoding: &'a str,
    style: SadStyle,
    faults: Vec<&'a SadFault>,
    sad: &'a Sad,
    /// What can be posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[Remark]>::is_empty")]
    remarks: &'a [Remark],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
}

/// A file that is no SAD.
#[derive(Debug, Serialize)]
struct Unread<'a> {
    file: String,
    faults: [&'a SadFault; 1],
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let law = Law::shipped()?;
    if let Some(number) = &args.write {
        return write(context, number, &law);
    }
    let given = args.profile.as_deref().map(Source::find).transpose()?;
    if args.assess && given.is_none() {
        bail!("--assess needs --profile: a file, or one of {}", names(&law));
    }
    let style = given.as_ref().map(Source::style).unwrap_or_default();
    let style = SadStyle {
        decimal: args.decimal.map(Into::into).or(style.decimal),
        dates: args.dates.map(Into::into).or(style.dates),
    };
    let mut is_good = true;
    for path in &args.files {
        let raw = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let file = path.display().to_string();
        is_good &= match (read_sad(&raw, style), &given) {
            (Err(fault), _) => unread(context, file, &fault)?,
            (Ok(reading), Some(source)) if args.assess => {
                let country = source.country(&law, args.on, &reading)?;
                assess(context, file, &reading, &country)?
            }
            (Ok(reading), _) => {
                let declared = declare(&reading.sad, &law);
                print_declared(context, args.files.len() == 1, file, &reading, &declared)?
            }
        };
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A declaration of the house as a SAD.
#[derive(Debug, Serialize)]
struct WrittenView<'a> {
    sad: &'a str,
    left_out: &'a [LeftOut],
}

fn write(context: &Context, number: &str, law: &Law) -> Result<ExitCode> {
    let records = context.data.records()?;
    let case = case_of_declaration_no(number);
    let row = case.map(|it| records.entry(it)).transpose()?.flatten();
    let row = row.filter(|it| declaration_state_of(it.state).is_some());
    let row = row.with_context(|| format!("there is no declaration {number}"))?;
    let file = DeclarationFile::from_row(&row)?;
    if file.declaration_no != number {
        bail!("there is no declaration {number}");
    }
    let Filed { sad, left_out } = filed(&file.declaration, law);
    let mut xml = Vec::new();
    write_sad(&sad, &mut xml);
    let xml = String::from_utf8(xml).context("a SAD is text")?;
    if context.json {
        print_json(&WrittenView { sad: &xml, left_out: &left_out })?;
        return Ok(ExitCode::SUCCESS);
    }
    print!("{xml}");
    for LeftOut { pointer, value } in &left_out {
        eprintln!("{pointer} `{value}` is not said by a SAD");
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the country comes from.
enum Source {
    File(Box<Country>),
    Shipped(String),
}

impl Source {
    fn find(name: &str) -> Result<Source> {
        if !Path::new(name).is_file() {
            return Ok(Source::Shipped(name.to_owned()));
        }
        let text = std::fs::read_to_string(name).with_context(|| format!("reading {name}"))?;
        let country = country(&text).map_err(|what| anyhow!("{name}: {what}"))?;
        Ok(Source::File(Box::new(country)))
    }

    fn style(&self) -> SadStyle {
        match self {
            Source::File(country) => country.asycuda.style(),
            Source::Shipped(_) => SadStyle::default(),
        }
    }

    fn country(&self, law: &Law, on: Option<Date>, reading: &SadReading) -> Result<Country> {
        let name = match self {
            Source::File(country) => return Ok(*country.clone()),
            Source::Shipped(name) => name,
        };
        if law.profiles.periods(name).is_empty() {
            bail!("`{name}` is no file and no shipped profile; {} are", names(law));
        }
        let registered = reading.sad.registration.date.text.parse().ok();
        let day = on.or(registered).unwrap_or_else(|| clock::now().local_date());
        Ok(Country::from(law.profiles.on(name, day)?.clone()))
    }
}

fn names(law: &Law) -> String {
    law.profiles.names().collect::<Vec<_>>().join(", ")
}

fn unread(context: &Context, file: String, fault: &SadFault) -> Result<bool> {
    if context.json {
        println!("{}", serde_json::to_string(&Unread { file, faults: [fault] })?);
    } else {
        eprintln!("{file}: {}", fault_line(fault));
    }
    Ok(false)
}

fn print_declared(
    context: &Context,
    is_only: bool,
    file: String,
    reading: &SadReading,
    declared: &Declared,
) -> Result<bool> {
    let faults: Vec<&SadFault> = reading.faults.iter().chain(&declared.faults).collect();
    let is_good = faults.is_empty();
    let missing = declared.missing.iter().map(|it: &Finding| it.pointer.as_str()).collect();
    if context.json {
        let view = FileView {
            message: Some(&declared.message),
            remarks: &declared.remarks,
            missing,
            ..FileView::of(file, reading, faults)
        };
        println!("{}", serde_json::to_string(&view)?);
        return Ok(is_good);
    }
    if is_only {
        println!("{}", serde_json::to_string_pretty(&declared.message)?);
    } else {
        println!("{}", declared.message);
    }
    let mut text = String::new();
    for fault in faults {
        writeln!(text, "{file}: {}", fault_line(fault))?;
    }
    for Remark { line, path, observed, pointer, what } in &declared.remarks {
        let to = pointer.as_deref().unwrap_or("left out");
        writeln!(text, "{file}:{line}: {path} `{observed}` → {to}: {what}")?;
    }
    if !missing.is_empty() {
        writeln!(text, "{file}: a SAD does not say: {}", missing.join(", "))?;
    }
    eprint!("{text}");
    Ok(is_good)
}

fn assess(
    context: &Context,
    file: String,
    reading: &SadReading,
    country: &Country,
) -> Result<bool> {
    let comparison = compare(&reading.sad, country).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow!("the profile: {}", faults.join("; "))
    })?;
    let faults: Vec<&SadFault> = reading.faults.iter().chain(&comparison.faults).collect();
    let is_good = reading.faults.is_empty() && comparison.agrees;
    if context.json {
        let view =
            FileView { comparison: Some(&comparison), ..FileView::of(file, reading, faults) };
        println!("{}", serde_json::to_string(&view)?);
        return Ok(is_good);
    }
    let Comparison { currency, n_compared, n_different, items, totals, .. } = &comparison;
    let mut text =
        format!("{file}: {n_compared} figures compared, {n_different} differ ({currency})\n");
    for fault in faults {
        writeln!(text, "  {}", fault_line(fault))?;
    }
    for item in items {
        for check in item.value.iter().filter(|it| !it.agrees) {
            writeln!(text, "  {}", check_line(&format!("item {} value", item.item), check))?;
        }
        for tax in &item.taxes {
            for check in tax.checks.iter().filter(|it| !it.agrees) {
                let what = format!("item {} {} ({})", item.item, tax.code, tax.tax);
                writeln!(text, "  {}", check_line(&what, check))?;
            }
            if tax.manual {
                writeln!(text, "  item {} {}: keyed in, not compared", item.item, tax.code)?;
            }
        }
        for check in item.totals.iter().filter(|it| !it.agrees) {
            writeln!(text, "  {}", check_line(&format!("item {}", item.item), check))?;
        }
    }
    for check in totals.iter().filter(|it| !it.agrees) {
        writeln!(text, "  {}", check_line("declaration", check))?;
    }
    print!("{text}");
    Ok(is_good)
}

impl<'a> FileView<'a> {
    fn of(file: String, reading: &'a SadReading, faults: Vec<&'a SadFault>) -> FileView<'a> {
        let SadReading { sad, encoding, style, .. } = reading;
        FileView {
            file,
            encoding,
            style: *style,
            faults,
            sad,
            message: None,
            remarks: &[],
            missing: Vec::new(),
            comparison: None,
        }
    }
}

fn fault_line(fault: &SadFault) -> String {
    let SadFault { line, path, observed, expected } = fault;
    format!("line {line}: {path}: `{observed}`: expected {expected}")
}

fn check_line(what: &str, check: &Check) -> String {
    let Check { step, line, with_numbers, exact, computed, stated, difference, hint, .. } = check;
    let step = serde_json::to_value(step).ok();
    let step = step.as_ref().and_then(Value::as_str).unwrap_or_default();
    let exact = if exact == computed { String::new() } else { format!("{exact} → ") };
    let hint = hint.as_ref().map(|it| format!("; {it}")).unwrap_or_default();
    format!(
        "line {line}: {what} {step}: stated {stated}, computed {with_numbers} = {exact}{computed}, difference {difference}{hint}"
    )
}

impl From<Mark> for DecimalMark {
    fn from(mark: Mark) -> DecimalMark {
        match mark {
            Mark::Point => DecimalMark::Point,
            Mark::Comma => DecimalMark::Comma,
        }
    }
}

impl From<Order> for DayOrder {
    fn from(order: Order) -> DayOrder {
        match order {
            Order::DayFirst => DayOrder::DayFirst,
            Order::MonthFirst => DayOrder::MonthFirst,
        }
    }
}
