//! `tongguan ingest PATH…`

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use clearance::Tally;
use serde::Serialize;
use store::Options;

use super::{
    Context,
    output::{Unit, bar, print_json},
};
use crate::{
    clock,
    exchange::{self, Exchange},
    files::{Source, Unreadable},
    pipeline, services,
};

/// Bytes that one window holds; as many of them are in work as there are workers.
pub(crate) const WINDOW_BYTES: usize = 24 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, zip archives.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    services: services::Args,
    #[command(flatten)]
    exchange: exchange::Args,
}

#[derive(Debug, Serialize)]
struct Report {
    messages: u64,
    repeats: u64,
    documents: u64,
    /// Messages, documents and files that could not be read.
    unreadable: u64,
    outcomes: std::collections::BTreeMap<&'static str, u64>,
    codes: std::collections::BTreeMap<String, u64>,
    unreadable_files: Vec<Unreadable>,
    passed_over: u64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let enquirer = Mutex::new(args.services.enquirer()?);
    let mut house = context.data.open(Options::default())?;
    let deliveries = Arc::new(Mutex::new(context.data.deliveries()?));
    let exchange = Exchange::new(&args.exchange.dxp_id, deliveries);
    let bar = bar(Source::total_bytes(&args.paths), "clearing", Unit::Bytes, context.json);
    let source = Source::new(&args.paths, WINDOW_BYTES).through(exchange);
    let run = pipeline::run(&mut house, source, &enquirer, &clock::now, &|bytes| bar.inc(bytes))?;
    bar.finish_and_clear();
    let Tally { messages, repeats, documents, unreadable, outcomes, codes } = run.tally;
    let report = Report {
        messages,
        repeats,
        documents,
        unreadable: unreadable + run.source.unreadable.len() as u64,
        outcomes,
        codes,
        unreadable_files: run.source.unreadable,
        passed_over: run.source.passed_over,
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(if report.unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(report: &Report) {
    println!("messages    {:>10}   (repeated {})", report.messages, report.repeats);
    println!("documents   {:>10}", report.documents);
    println!("unreadable  {:>10}", report.unreadable);
    for (outcome, count) in &report.outcomes {
        println!("  {outcome:<22} {count:>10}");
    }
    if !report.codes.is_empty() {
        println!("findings by code (`tongguan explain CODE` says more)");
    }
    for (code, count) in &report.codes {
        let title = clearance::catalogue::find(code).map_or("", |it| it.title_zh);
        println!("  {code:<10} {count:>10}   {title}");
    }
    for file in &report.unreadable_files {
        println!("cannot read {}: {}", file.path, file.reason);
    }
    if report.passed_over > 0 {
        println!("passed over {} files that are neither .xml, .json nor .zip", report.passed_over);
    }
}
