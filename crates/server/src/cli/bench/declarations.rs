//! `tongguan bench declarations`: raw messages of goods declarations to durable decisions, and what was
//! found of what was planted.

use std::{fs, process::ExitCode};

use anyhow::{Result, ensure};
use model::{Date, Rate, RiskProcedure};
use params::Law;
use serde::Serialize;
use testkit::declarations::{DeclarationPlan, DeclarationTruth, write_declarations};

use super::{Part, equip, latency, start, throughput};
use crate::{
    cli::{Context, output::print_json},
    clock,
    compare::compare_declarations,
    data::DataDir,
    machine,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, default_value_t = 50_000)]
    declarations: u64,
    /// Share of declarations with a fault.
    #[arg(long, default_value = "0.01")]
    faults: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Declarations of the paced run.
    #[arg(long, default_value_t = 6_000)]
    paced_declarations: u64,
    /// Leave the paced run out.
    #[arg(long)]
    no_latency: bool,
    /// Weigh every declaration by 200 rules and a model, which send none anywhere but to later audit.
    #[arg(long)]
    risk: bool,
}

/// Declarations a second of the paced run.
const STEADY: u64 = 200;

#[derive(Debug, Serialize)]
struct Report {
    machine: String,
    cores: usize,
    on: Date,
    declarations: u64,
    /// Goods lines of all of them.
    lines: u64,
    /// Manifests and arrivals come with them, and are part of the figure.
    manifests: u64,
    faults: Rate,
    corpus_mb: u64,
    declarations_per_s: u64,
    wall_ms: u64,
    cpu_s: f64,
    peak_rss_mb: u64,
    /// Memory when a quarter, a half, three quarters and all of the bytes were decided.
    rss_mb_by_quarter: Vec<u64>,
    store_mb: u64,
    fdatasync_p50_us: u64,
    fdatasync_p99_us: u64,
    /// Time from a message's arrival to its decision at a steady rate.
    steady_declarations_per_s: u64,
    p50_ms: Option<u64>,
    p99_ms: Option<u64>,
    faults_planted: u64,
    faults_found: u64,
    false_findings: u64,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let base = context.data.path();
    ensure!(
        !context.data.holds_a_house(),
        "there is a house in {}; a bench wants a folder of its own",
        base.display()
    );
    let on = clock::now().local_date();
    let law = Law::shipped()?;
    let make = |declarations: u64, name: &str| -> Result<(std::path::PathBuf, DeclarationTruth)> {
        let folder = base.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let plan = DeclarationPlan { declarations, fault_rate: args.faults, seed: args.seed, on };
        let truth = write_declarations(&plan, &law, &folder, &mut |_| ())?;
        Ok((folder, truth))
    };
    let (corpus, truth) = make(args.declarations, "corpus")?;
    equip(&corpus, args.risk, RiskProcedure::Declaration)?;
    let house = context.data.within("house");
    let figures: throughput::Figures =
        start(&house, Part::Throughput, &corpus, args.declarations, 0, STEADY)?;
    let found = compare_declarations(&house.records()?, &corpus)?;
    fs::remove_dir_all(house.path())?;
    let steady = if args.no_latency {
        None
    } else {
        let declarations = args.paced_declarations.min(args.declarations);
        let (corpus, _) = make(declarations, "corpus-paced")?;
        let house = DataDir::new(&base.join("steady"));
        let figures: latency::Figures =
            start(&house, Part::Latency, &corpus, declarations, 0, STEADY)?;
        fs::remove_dir_all(house.path())?;
        Some(figures)
    };
    let report = Report {
        machine: machine::name(),
        cores: machine::cores(),
        on,
        declarations: args.declarations,
        lines: truth.lines,
        manifests: truth.manifests,
        faults: args.faults,
        corpus_mb: truth.bytes / 1_000_000,
        declarations_per_s: figures.parcels_per_s,
        wall_ms: figures.wall_ms,
        cpu_s: figures.cpu_s,
        peak_rss_mb: figures.peak_rss_mb,
        rss_mb_by_quarter: figures.rss_mb_by_quarter,
        store_mb: figures.store_mb,
        fdatasync_p50_us: figures.fdatasync_p50_us,
        fdatasync_p99_us: figures.fdatasync_p99_us,
        steady_declarations_per_s: STEADY,
        p50_ms: steady.as_ref().map(|it| it.p50_ms),
        p99_ms: steady.as_ref().map(|it| it.p99_ms),
        faults_planted: found.faults_planted,
        faults_found: found.faults_found,
        false_findings: found.false_findings,
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(report: &Report) {
    println!("{}, {} cores, {}", report.machine, report.cores, report.on);
    println!(
        "{} declarations of {} lines, {} of them faulty, and {} manifests, {} MB",
        report.declarations, report.lines, report.faults, report.manifests, report.corpus_mb
    );
    println!(
        "cleared       {:>9} declarations/s in {} ms",
        report.declarations_per_s, report.wall_ms
    );
    println!(
        "cpu           {:>9} s, peak memory {} MB (by quarter {:?})",
        report.cpu_s, report.peak_rss_mb, report.rss_mb_by_quarter
    );
    println!(
        "fdatasync     p50 {} µs, p99 {} µs",
        report.fdatasync_p50_us, report.fdatasync_p99_us
    );
    if let (Some(p50), Some(p99)) = (report.p50_ms, report.p99_ms) {
        println!(
            "decision      p50 {p50} ms, p99 {p99} ms at {} declarations/s",
            report.steady_declarations_per_s
        );
    }
    println!(
        "faults        {} of {} found, {} false findings",
        report.faults_found, report.faults_planted, report.false_findings
    );
}
