//! `tongguan receipts --after N --format xml|json --out DIR`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use clearance::ports::Records;
use model::ReceiptKind;
use serde::Serialize;

use super::{Context, output::print_json};
use crate::view::{ReceiptView, receipt_views};

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
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let mut report = Report { next_after: args.after, ..Report::default() };
    loop {
        let blocks = records.blocks(args.recipient.as_deref(), report.next_after, 256)?;
        let asked_after = report.next_after;
        for block in &blocks {
            let views: Vec<ReceiptView> =
                receipt_views(block).filter(|it| number(args, it) > report.next_after).collect();
            let Some(last) = views.last() else { continue };
            let next = number(args, last);
            write(args, &views, &mut report)?;
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

fn number(args: &Args, view: &ReceiptView) -> u64 {
    if args.recipient.is_some() { view.recipient_no } else { view.house_no }
}

fn write(args: &Args, views: &[ReceiptView], report: &mut Report) -> Result<()> {
    let Some(first) = views.first() else { return Ok(()) };
    let stem = format!("{:012}-{}", first.house_no, safe(&first.recipient));
    if args.format == Format::Json {
        fs::write(args.out.join(format!("{stem}.json")), serde_json::to_vec_pretty(views)?)?;
        report.files += 1;
        return Ok(());
    }
    for (name, message) in messages_of(views) {
        fs::write(args.out.join(format!("{stem}-{name}.xml")), message)?;
        report.files += 1;
    }
    Ok(())
}

/// Receipts gathered into messages by kind, in the order of their numbers.
fn messages_of(views: &[ReceiptView]) -> Vec<(String, Vec<u8>)> {
    let mut messages = Vec::new();
    let mut kinds: Vec<ReceiptKind> = views.iter().map(|it| it.kind).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let of_kind: Vec<&ReceiptView> = views.iter().filter(|it| it.kind == kind).collect();
        for chunk in of_kind.chunks(messages::receipts_a_message(kind)) {
            let Some(first) = chunk.first() else { continue };
            let fragments: Vec<&[u8]> = chunk.iter().map(|it| it.xml.as_bytes()).collect();
            let mut message = Vec::new();
            messages::write_message(kind, &message_guid(first), &fragments, &mut message);
            let name = messages::receipt_root(kind);
            messages.push((format!("{name}-{:012}", first.house_no), message));
        }
    }
    messages
}

/// The message's own identifier: of its recipient and first number, so that a replay sends the
/// same message again.
fn message_guid(first: &ReceiptView) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(first.recipient.as_bytes());
    hasher.update(&first.house_no.to_le_bytes());
    let hex = hasher.finalize().to_hex().to_ascii_uppercase();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn safe(name: &str) -> String {
    name.chars().map(|it| if it.is_alphanumeric() { it } else { '_' }).collect()
}
