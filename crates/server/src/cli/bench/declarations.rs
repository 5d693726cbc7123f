//! `tongguan bench declarations`: raw messages of goods declarations to durable decisions, and what was
//! found of what was planted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, ensure};
use clearance::{
    DeclarationFile,
    ports::{BlockRecord, Records},
    receipts_of,
};
use model::{Date, EntryId, Rate, ReceiptKind};
use params::Law;
use serde::Serialize;
use store::SqliteRecords;
use testkit::{
    TRUTH_FILE,
    declarations::{DeclarationPlan, DeclarationTruth, write_declarations},
};

use super::{Part, latency, machine, start, throughput};
use crate::{
    cli::{Context, output::print_json},
    clock,
    data::DataDir,
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
        !context.data.file().exists(),
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
    let house = DataDir::new(&base.join("house"));
    let figures: throughput::Figures =
        start(&house, Part::Throughput, &corpus, args.declarations, 0, STEADY)?;
    let found = compare(&house.records()?, &corpus)?;
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
        faults_planted: truth.faulty,
        faults_found: found.found,
        false_findings: found.unplanted,
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// Declarations with every code that was planted.
    found: u64,
    /// Declarations with a code that was not.
    unplanted: u64,
}

/// What receipts say against what the truth file says.
fn compare(records: &SqliteRecords, corpus: &Path) -> Result<Found> {
    let told = told(records)?;
    let planted = planted(&fs::read_to_string(corpus.join(TRUTH_FILE))?);
    let none = BTreeSet::new();
    let is_found = |(reference, codes): &(&String, &BTreeSet<String>)| {
        told.get(*reference).is_some_and(|told| told.is_superset(codes))
    };
    let is_beyond = |(reference, codes): &(&String, &BTreeSet<String>)| {
        !codes.is_subset(planted.get(*reference).unwrap_or(&none))
    };
    Ok(Found {
        found: planted.iter().filter(is_found).count() as u64,
        unplanted: told.iter().filter(is_beyond).count() as u64,
    })
}

/// The codes of each declaration that has any, by its client's number.
fn planted(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = text.lines().filter(|it| !it.starts_with('#')).skip(1);
    let row = |row: &str| {
        let mut cells = row.split(',');
        let (reference, codes) = (cells.next()?.to_owned(), cells.nth(1)?);
        Some((reference, codes.split(' ').map(str::to_owned).collect()))
    };
    rows.filter_map(row).collect()
}

/// The codes that receipts named, by the client's number of the declaration.
fn told(records: &SqliteRecords) -> Result<BTreeMap<String, BTreeSet<String>>> {
    const AT_ONCE: usize = 100;
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let blocks = records.blocks(None, after, AT_ONCE)?;
        let Some(BlockRecord { first_no, block, .. }) = blocks.last() else { return Ok(told) };
        after = first_no + u64::from(block.count) - 1;
        for record in &blocks {
            for receipt in receipts_of(&record.block.body).filter(|it| !it.findings.is_empty()) {
                let reference = match receipt.kind {
                    ReceiptKind::DeclarationResponse => client_no(receipt.fragment),
                    ReceiptKind::Declaration => Some(reference_of(records, receipt.entry)?),
                    _ => None,
                };
                let codes = receipt.findings.into_iter().map(|it| it.code.into_owned());
                told.entry(reference.unwrap_or_default()).or_default().extend(codes);
            }
        }
    }
}

/// The client's number that an answer of the data centre names.
fn client_no(fragment: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(fragment).ok()?;
    let (_, rest) = text.split_once("ClientSeqNo>")?;
    Some(rest.split_once('<')?.0.to_owned())
}

fn reference_of(records: &SqliteRecords, case: EntryId) -> Result<String> {
    let row = records.entry(case)?.context("a receipt names a case that is there")?;
    Ok(DeclarationFile::from_row(&row)?.declaration.reference.to_string())
}

fn print(report: &Report) {
    println!("{}, {} cores, {}", report.machine, report.cores, report.on);
    println!(
        "{} declarations of {} lines, {} of them faulty, {} MB of XML",
        report.declarations, report.lines, report.faults, report.corpus_mb
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_truth_file_are_read() {
        let text = "# head\nreference,fault,codes\nA1,swapped,DEC-1003 DEC-1008\n";
        let codes = ["DEC-1003", "DEC-1008"].map(str::to_owned).into();
        assert_eq!(planted(text), BTreeMap::from([("A1".to_owned(), codes)]));
    }

    #[test]
    fn an_answer_names_its_declaration() {
        let answer = b"<dec:ClientSeqNo>TG20261122000001</dec:ClientSeqNo>";
        assert_eq!(client_no(answer).as_deref(), Some("TG20261122000001"));
        assert_eq!(client_no(b"<SeqNo>1</SeqNo>"), None);
    }
}
