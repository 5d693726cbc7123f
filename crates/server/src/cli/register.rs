//! Registers that are filled from a CSV file: its lines are read, tried, and given to the house as one input.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail, ensure};
use clearance::Registry;
use model::{HouseMessage, InputId};
use serde::{Serialize, de::DeserializeOwned};
use store::Options;

use super::{Context, output::print_json};
use crate::clock;

/// Reads a table, `what` by name, and makes a row of each of its lines.
///
/// # Errors
/// When the file cannot be read or holds no line, or a line is not one of such a table or not sound; says which.
pub(super) fn read_rows<L: DeserializeOwned, R>(
    path: &Path,
    what: &str,
    into_row: impl Fn(L) -> Result<R>,
) -> Result<Vec<R>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut rows = Vec::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    for line in reader.deserialize::<L>() {
        // The cause says where.
        let line = line.with_context(|| format!("{} is not a table of {what}", path.display()))?;
        rows.push(into_row(line).with_context(|| format!("{} is not sound", path.display()))?);
    }
    ensure!(!rows.is_empty(), "{} holds no line", path.display());
    Ok(rows)
}

/// Gives a file's rows to the house and tells of it, or prints the input that they are (`--print`). What the house
/// would refuse is said before anything is kept, or a house is made.
///
/// # Errors
/// When a row is not sound, or the house cannot be opened or written to.
pub(super) fn import(
    context: &Context,
    (file, is_printed): (&Path, bool),
    message: &HouseMessage,
    report: &impl Serialize,
    told: &str,
) -> Result<ExitCode> {
    let is_new = !context.data.holds_a_house();
    if is_printed || is_new {
        refuse_unsound(file, &mut Registry::new(::params::Law::shipped()?), message)?;
    }
    if is_printed {
        println!("{}", serde_json::to_string(message)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut house = context.data.open(Options::default())?;
    if !is_new {
        refuse_unsound(file, &mut crate::data::registry_of(&context.data.records()?)?, message)?;
    }
    let tally = house.take(&[clock::received_now(message, "operator")?])?;
    ensure!(tally.codes.is_empty(), "the rows were refused");
    if context.json {
        print_json(report)?;
    } else {
        println!("{told} registered");
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse_unsound(file: &Path, trial: &mut Registry, message: &HouseMessage) -> Result<()> {
    let Err(faults) = trial.apply(message, InputId(0), clock::now()) else { return Ok(()) };
    let line = |it: &model::Finding| format!("{} {}: {}", it.pointer, it.observed, it.expected);
    let lines: Vec<String> = faults.iter().map(line).collect();
    bail!("{}: {}; nothing was registered", file.display(), lines.join("; "))
}
