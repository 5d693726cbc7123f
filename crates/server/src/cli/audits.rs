//! `tongguan audits list|show|labels`

use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clearance::{
    AuditFile, audit_states, case_of_audit_no,
    ports::{EntryRow, Records},
};
use model::{AuditOutcome, EntryId};

use super::{Context, officer::word, output::print_json};
use crate::view::{LabelFilter, audit_detail, audit_labels, audit_summary};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List cases after release that are open: audits, verifications, self-disclosures, claims for refund.
    List(List),
    /// Show a case with its findings, results, documents and history.
    Show(Show),
    /// What decided cases say of enterprises and goods, line by line: labels for risk.
    Labels(Labels),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Closed, refused, dropped and handed over ones too.
    #[arg(long)]
    all: bool,
    /// Only those whose last day has passed.
    #[arg(long)]
    overdue: bool,
    /// Only those about this enterprise.
    #[arg(long)]
    enterprise: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    audit_no: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Labels {
    /// Only those of this enterprise.
    #[arg(long, default_value = "")]
    enterprise: String,
    /// Only goods whose code begins so.
    #[arg(long, default_value = "")]
    commodity: String,
    /// Only those of this declaration.
    #[arg(long, default_value = "")]
    declaration: String,
    /// nothing_found, corrected, recovered, refunded, handed_over, refused.
    #[arg(long, value_parser = word::<AuditOutcome>)]
    outcome: Option<AuditOutcome>,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::List(args) => list(context, args),
        Command::Show(args) => show(context, args),
        Command::Labels(args) => labels(context, args),
    }
}

/// Every case in one of the states, newest first.
fn rows_in(records: &dyn Records, states: &[u8]) -> Result<Vec<EntryRow>> {
    const PAGE: usize = 500;
    let mut all = Vec::new();
    for state in states {
        let mut before = EntryId(0);
        loop {
            let rows = records.entries(Some(*state), before, PAGE)?;
            let last = rows.last().filter(|_| rows.len() == PAGE).map(|it| it.id);
            all.extend(rows);
            let Some(last) = last else { break };
            before = last;
        }
    }
    all.sort_by_key(|it| std::cmp::Reverse(it.id));
    Ok(all)
}

fn list(context: &Context, args: &List) -> Result<ExitCode> {
    let records = context.data.records()?;
    let states = audit_states(|it| args.all || lifecycle::is_audit_open(it));
    let rows = rows_in(&records, &states)?;
    let mut cases = rows.iter().map(audit_summary).collect::<Result<Vec<_>>>()?;
    cases.retain(|it| {
        args.enterprise.as_ref().is_none_or(|code| it.enterprise.code == *code)
            && (it.is_overdue || !args.overdue)
    });
    if context.json {
        print_json(&cases)?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &cases {
        let outcome = it.outcome_title_en.as_deref().unwrap_or("-");
        println!(
            "{}  {:<16} {:<24} {}  {} declarations  {outcome}  {}",
            it.audit_no,
            it.kind_title_en,
            it.state_title_en,
            it.enterprise.code,
            it.n_declarations,
            it.difference
        );
    }
    println!("{} cases", cases.len());
    Ok(ExitCode::SUCCESS)
}

fn show(context: &Context, args: &Show) -> Result<ExitCode> {
    let records = context.data.records()?;
    let row = case_of_audit_no(&args.audit_no).map(|it| records.entry(it)).transpose()?;
    let missing = || format!("there is no case {}", args.audit_no);
    let row = row.flatten().with_context(missing)?;
    let is_it = clearance::audit_state_of(row.state).is_some()
        && AuditFile::from_row(&row)?.audit_no == args.audit_no;
    ensure!(is_it, missing());
    print_json(&audit_detail(&records, &row)?)?;
    Ok(ExitCode::SUCCESS)
}

fn labels(context: &Context, args: &Labels) -> Result<ExitCode> {
    let records = context.data.records()?;
    let filter = LabelFilter {
        enterprise: args.enterprise.clone(),
        commodity: args.commodity.clone(),
        declaration_no: args.declaration.clone(),
        outcome: args.outcome,
    };
    let mut labels = Vec::new();
    for row in rows_in(&records, &audit_states(lifecycle::is_audit_decided))? {
        labels.extend(audit_labels(&row, &filter)?);
    }
    if context.json {
        print_json(&labels)?;
        return Ok(ExitCode::SUCCESS);
    }
    for it in &labels {
        println!(
            "{}  {}  {} #{}  {}  {}  {}",
            it.decided_on,
            it.enterprise_code,
            it.declaration_no,
            it.number,
            it.commodity_code,
            it.outcome_title_en,
            it.amount
        );
    }
    println!("{} labels", labels.len());
    Ok(ExitCode::SUCCESS)
}
