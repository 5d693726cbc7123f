//! `tongguan risk rules list`, `tongguan risk rules check FILE.json`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Subcommand;
use model::{HouseMessage, RiskRule};
use serde::Deserialize;

use crate::{
    cli::{Context, output::print_json},
    clock,
    data::registry_of,
    rules::examine_last,
    view::{RuleFindingView, RulesExamined, examined_view},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The rules of the house, as they were last told.
    List,
    /// Examine a file of rules, without a house. Exit code 1: one of them may not take effect.
    Check {
        /// Rows in JSON: a list of them, `{"rows": […]}`, or the house's input `risk_rules`.
        file: PathBuf,
    },
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    match &args.command {
        Command::List => list(context),
        Command::Check { file } => check(context, file),
    }
}

fn list(context: &Context) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = registry_of(&records)?;
    if context.json {
        print_json(&registry.rules())?;
        return Ok(ExitCode::SUCCESS);
    }
    let today = clock::now().max(registry.reached()).local_date();
    for it in registry.rules() {
        let until = it.to.map_or_else(String::new, |to| to.to_string());
        let force = if it.is_in_force(today) { "in force" } else { "not in force" };
        let (channel, RiskRule { id, version, title_zh, title_en, .. }) =
            (it.channel.title_en(), it);
        println!("{id} v{version}  {channel}, {force}, {}..{until}", it.from);
        println!("    {title_zh} ({title_en})");
        println!("    {}", it.condition);
    }
    println!("{} rules", registry.rules().len());
    Ok(ExitCode::SUCCESS)
}

/// How a file may have its rows.
#[derive(Deserialize)]
struct Rows {
    rows: Vec<RiskRule>,
}

fn check(context: &Context, file: &Path) -> Result<ExitCode> {
    let bytes = fs::read(file).with_context(|| format!("read {}", file.display()))?;
    let rows = rows_of(&bytes).with_context(|| format!("{} has no rows", file.display()))?;
    let examined = examined_view(examine_last(&rows, rows.len()));
    if context.json {
        print_json(&examined)?;
    } else {
        print(&examined, &rows);
    }
    Ok(if examined.refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn rows_of(bytes: &[u8]) -> serde_json::Result<Vec<RiskRule>> {
    let value: serde_json::Value = serde_json::from_slice(bytes)?;
    if value.is_array() {
        return serde_json::from_value(value);
    }
    if value.get("tongguan").is_none() {
        return serde_json::from_value::<Rows>(value).map(|it| it.rows);
    }
    match serde_json::from_value(value)? {
        HouseMessage::RiskRules { rows, .. } => Ok(rows),
        _ => Ok(Vec::new()),
    }
}

fn print(examined: &RulesExamined, rows: &[RiskRule]) {
    for it in &examined.findings {
        let RuleFindingView { rule, line, column, text_zh, text_en, .. } = it;
        let does = if it.refuses { "refuses" } else { "warns" };
        println!("{rule}:{line}:{column}: {does}: {text_en}");
        println!("    {text_zh}");
        let condition = rows.get(it.row).map(|it| it.condition.as_str()).unwrap_or_default();
        if let Some(text) = condition.lines().nth(line.saturating_sub(1)) {
            println!("    {text}");
        }
        if let Some(hint) = &it.hint {
            println!("    {hint} ?");
        }
    }
    let n_refusing = examined.findings.iter().filter(|it| it.refuses).count();
    let n_warning = examined.findings.len() - n_refusing;
    println!("{} rules: {n_refusing} faults refuse them, {n_warning} warnings", rows.len());
}
