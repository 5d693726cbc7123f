//! `tongguan guarantees import FILE.csv`, `tongguan guarantees show NUMBER`, `tongguan guarantees list`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use matching::Keyring;
use model::{
    Amount, Date, GuaranteeInstrument, GuaranteeKind, GuaranteePurpose, GuaranteeState,
    HouseMessage,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Context,
    output::print_json,
    register::{self, read_rows},
};
use crate::view::{GuaranteeDetail, GuaranteeSummary, guarantee_detail, guarantee_summary};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Register guarantee instruments from a CSV file.
    Import(Import),
    /// Show an instrument, what is left of it, and who stands on it.
    Show(Show),
    /// List instruments; with `--ending` only those that end, or have ended, while declarations stand on them.
    List(List),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// With the columns number, kind (letter, insurance, deposit), issuer, holder_code, amount, purposes
    /// (payment, elements, monthly, divided by `|`; empty: all), reference (of one declaration; empty:
    /// general), valid_from, valid_to, notice_days (empty: 10), withdrawn (`true` or empty).
    file: PathBuf,
    /// Print the input that the house would be given instead, to be sent to one that is served.
    #[arg(long)]
    print: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    number: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those that end or have ended while declarations stand on them.
    #[arg(long)]
    ending: bool,
    /// Only those of this trader.
    #[arg(long)]
    holder: Option<String>,
}

#[derive(Debug, Serialize)]
struct Report {
    guarantees: usize,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Import(args) => import(context, args),
        Command::Show(args) => show(context, args),
        Command::List(args) => list(context, args),
    }
}

fn import(context: &Context, args: &Import) -> Result<ExitCode> {
    let rows = read_rows(&args.file, "guarantees", Line::into_row)?;
    let report = Report { guarantees: rows.len() };
    let message = HouseMessage::Guarantees { rows };
    let told = format!("{} guarantees are", report.guarantees);
    register::import(context, (&args.file, args.print), &message, &report, &told)
}

/// A line of the table, as text: what looks like a number is not always one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: String,
    kind: String,
    issuer: String,
    holder_code: String,
    amount: String,
    purposes: String,
    reference: String,
    valid_from: String,
    valid_to: String,
    notice_days: String,
    withdrawn: String,
}

impl Line {
    fn into_row(self) -> Result<GuaranteeInstrument> {
        let number = self.number;
        let wrong = |name: &str, text: &str| format!("{number}: {name} `{text}`");
        let day = |name: &str, text: &str| -> Result<Date> {
            text.parse().with_context(|| wrong(name, text))
        };
        let kind: GuaranteeKind = word(&self.kind).with_context(|| wrong("kind", &self.kind))?;
        let purposes = self.purposes.split('|').map(str::trim).filter(|it| !it.is_empty());
        let purposes: Result<Vec<GuaranteePurpose>> = purposes.map(word).collect();
        let purposes = purposes.with_context(|| wrong("purposes", &self.purposes))?;
        let amount: Amount = self.amount.parse().with_context(|| wrong("amount", &self.amount))?;
        let notice_days = match self.notice_days.as_str() {
            "" => "10",
            text => text,
        };
        let notice_days =
            notice_days.parse().with_context(|| wrong("notice_days", &self.notice_days))?;
        let is_withdrawn = match self.withdrawn.as_str() {
            "" | "false" => false,
            "true" => true,
            other => bail!("{} is neither true nor empty", wrong("withdrawn", other)),
        };
        Ok(GuaranteeInstrument {
            kind,
            issuer: self.issuer,
            holder_code: self.holder_code,
            amount,
            purposes,
            reference: self.reference,
            valid_from: day("valid_from", &self.valid_from)?,
            valid_to: day("valid_to", &self.valid_to)?,
            notice_days,
            is_withdrawn,
            number,
        })
    }
}

/// A value by the word that JSON has for it.
fn word<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(text.to_owned()))?)
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let Some(view) = guarantee_detail(&records, &registry, &args.number)? else {
        bail!("no guarantee `{}` is registered here", args.number);
    };
    if context.json {
        print_json(&view)?;
        return Ok(ExitCode::SUCCESS);
    }
    let GuaranteeDetail { summary, declarations, .. } = view;
    print_summary(&summary);
    for it in &declarations {
        let held = it.security.as_ref();
        let amount = held.map_or("-", |it| it.amount.as_str());
        let until = held.and_then(|it| it.until.as_deref()).unwrap_or("");
        println!("  {:<18} {:<24} {amount:>14}  {until}", it.declaration_no, it.reference);
    }
    Ok(ExitCode::SUCCESS)
}

fn list(context: &Context, args: &List) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let keyring = Keyring::new(records.keyring()?);
    let mut found = Vec::new();
    for row in registry.guarantees().iter() {
        if args.holder.as_ref().is_some_and(|it| *it != row.holder_code) {
            continue;
        }
        let summary = guarantee_summary(&records, &keyring, row)?;
        let ends = matches!(summary.state, GuaranteeState::Ending | GuaranteeState::EndedHeld);
        if ends || !args.ending {
            found.push(summary);
        }
    }
    if context.json {
        print_json(&found)?;
    } else {
        found.iter().for_each(print_summary);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_summary(it: &GuaranteeSummary) {
    println!(
        "{} {}  {}  {} – {}  {}: of {}, reserved {}, used {}, left {}",
        it.kind_title_en,
        it.number,
        it.holder_code,
        it.valid_from,
        it.valid_to,
        it.state_title_en,
        it.amount,
        it.reserved,
        it.used,
        it.left
    );
}
