//! `tongguan monthly register|list|show|pay`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use model::{Amount, Date, HouseMessage, Moment, Month, MonthlyPayer, MonthlyState};

use super::{Context, output::print_json, send};
use crate::view::{MonthlyDetail, MonthlySummary, monthly_detail, monthly_summary};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// As an officer: let a trader pay month by month, or say until when.
    Register(Register),
    /// As an officer: list the traders who pay month by month.
    List(List),
    /// As a trader: show what each month owes, until when, and by which slips.
    Show(Show),
    /// As a trader's bank: pay all that is open of a month.
    Pay(Pay),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Register {
    /// Customs code or social credit code.
    code: String,
    #[arg(long)]
    from: Date,
    /// Last day; until it is said when absent.
    #[arg(long)]
    to: Option<Date>,
    #[command(flatten)]
    door: send::Door,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those who are suspended.
    #[arg(long)]
    suspended: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    code: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Pay {
    code: String,
    /// `2026-11`.
    #[arg(value_parser = month)]
    month: Month,
    /// All that is open of it, with the fees of the day; what `show` says when absent.
    #[arg(long)]
    amount: Option<Amount>,
    #[arg(long)]
    bank: String,
    #[command(flatten)]
    door: send::Door,
}

fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|_| format!("`{text}` is no month"))
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Register(args) => send::send(context, &args.door, "officer", |_| {
            let (code, valid_from, valid_to) = (args.code.clone(), args.from, args.to);
            let rows = vec![MonthlyPayer { code, valid_from, valid_to }];
            Ok(HouseMessage::MonthlyPayers { rows })
        }),
        Command::List(args) => list(context, args),
        Command::Show(args) => show(context, args),
        Command::Pay(args) => send::send(context, &args.door, "bank", |at| pay(context, args, at)),
    }
}

fn list(context: &Context, args: &List) -> Result<ExitCode> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    let mut payers: Vec<MonthlySummary> = Vec::new();
    for (place, row) in registry.monthly_payers().iter() {
        let payer = monthly_summary(&records, place, row)?;
        if !args.suspended || payer.state == MonthlyState::Suspended {
            payers.push(payer);
        }
    }
    if context.json {
        print_json(&payers)?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &payers {
        let to = it.valid_to.as_deref().unwrap_or("");
        println!("{}  {}  {} – {to}", it.code, it.state_title_zh, it.valid_from);
        for month in &it.months {
            println!("  {}  {:>16}  ≤ {}", month.month, month.owed, month.due_on);
        }
    }
    println!("{} traders", payers.len());
    Ok(ExitCode::SUCCESS)
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let detail = detail_of(context, &args.code)?;
    if context.json {
        print_json(&detail)?;
        return Ok(ExitCode::SUCCESS);
    }
    let it = &detail.summary;
    println!("{}  {}", it.code, it.state_title_zh);
    for month in &it.months {
        let (n_open, n_paid) = (month.n_open, month.n_paid);
        println!(
            "  {}  owed {} on {n_open} slips by {}, paid {} on {n_paid}",
            month.month, month.owed, month.due_on, month.paid
        );
    }
    for slip in &detail.slips {
        let owed = format!("{} + {}", slip.amount, slip.late_fee);
        println!("  {}  {}  {owed}  ≤ {}", slip.slip_no, slip.declaration_no, slip.due_on);
    }
    Ok(ExitCode::SUCCESS)
}

fn detail_of(context: &Context, code: &str) -> Result<MonthlyDetail> {
    let records = context.data.records()?;
    let registry = crate::data::registry_of(&records)?;
    monthly_detail(&records, &registry, code)?
        .with_context(|| format!("{code} is not registered for monthly payment"))
}

/// Without an amount it is what is owed of the month's open slips on the day.
fn pay(context: &Context, args: &Pay, at: Moment) -> Result<HouseMessage> {
    let amount = match args.amount {
        Some(amount) => amount,
        None => owed_of(&detail_of(context, &args.code)?, args.month)?,
    };
    let (code, month, bank) = (args.code.clone(), args.month, args.bank.clone());
    Ok(HouseMessage::MonthlyPaid { code, month, amount, bank, at })
}

fn owed_of(detail: &MonthlyDetail, month: Month) -> Result<Amount> {
    let month = month.to_string();
    let of_month = detail.summary.months.iter().find(|it| it.month == month);
    let due_on = &of_month.with_context(|| format!("nothing is open of {month}"))?.due_on;
    let mut owed = Amount::ZERO;
    for slip in detail.slips.iter().filter(|it| it.due_on == *due_on) {
        owed += slip.amount.parse::<Amount>()? + slip.late_fee.parse::<Amount>()?;
    }
    Ok(owed)
}
