//! `tongguan receipts --after N --format xml|json --out DIR`

use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex},
};

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use clearance::ports::Records;
use serde::Serialize;

use super::{Context, output::print_json};
use crate::{
    exchange::Exchange,
    receipts::{WireMessage, file_name, messages_of, number},
    view::{ReceiptView, receipt_views},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// House number of the last receipt that is not wanted any more.
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Only this recipient's; then numbers are his own.
    #[arg(long)]
    recipient: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Xml)]
    format: Format,
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Messages as they go to their recipients, up to 100 receipts each.
    Xml,
    /// One array a recipient and commit, with every finding in full.
    Json,
}

#[derive(Debug, Default, Serialize)]
struct Report {
    receipts: u64,
    files: u64,
    /// Ask from here next time.
    next_after: u64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let records = context.data.records()?;
    let exchange = Exchange::new("", Arc::new(Mutex::new(context.data.deliveries()?)));
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let mut report = Report { next_after: args.after, ..Report::default() };
    let is_own = args.recipient.is_some();
    loop {
        let blocks = records.blocks(args.recipient.as_deref(), report.next_after, 256)?;
        let asked_after = report.next_after;
        for block in &blocks {
            let views: Vec<ReceiptView> =
                receipt_views(block).filter(|it| number(it, is_own) > asked_after).collect();
            let Some(last) = views.last() else { continue };
            let next = number(last, is_own);
            write(args, &exchange, &views, &mut report)?;
            report.next_after = next;
            report.receipts += views.len() as u64;
        }
        // The block that holds the number asked from may be the last one.
        if report.next_after == asked_after {
            break;
        }
    }
    if context.json {
        print_json(&report)?;
    } else {
        let Report { receipts, files, next_after } = &report;
        println!("{receipts} receipts in {files} files; next time --after {next_after}");
    }
    Ok(ExitCode::SUCCESS)
}

fn write(
    args: &Args,
    exchange: &Exchange,
    views: &[ReceiptView],
    report: &mut Report,
) -> Result<()> {
    let Some(first) = views.first() else { return Ok(()) };
    let stem = format!("{:012}-{}", first.house_no, file_name(&first.recipient));
    if args.format == Format::Json {
        fs::write(args.out.join(format!("{stem}.json")), serde_json::to_vec_pretty(views)?)?;
        report.files += 1;
        return Ok(());
    }
    for message in messages_of(views) {
        let message = exchange.wrap(&first.recipient, message)?;
        let WireMessage { root, first_no, extension, bytes, .. } = message;
        fs::write(args.out.join(format!("{stem}-{root}-{first_no:012}.{extension}")), bytes)?;
        report.files += 1;
    }
    Ok(())
}
