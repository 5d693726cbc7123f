//! `tongguan bench retail`: how fast this machine clears parcels, and beside it how fast it only
//! tokenises them. `tongguan bench declarations`: how fast it clears goods declarations.
//! `tongguan bench signatures`: how many signatures it verifies. `tongguan bench risk`: how many cases it weighs.
//!
//! Each figure is taken in a process of its own, so that one run's memory is not another's.

mod declarations;
mod latency;
mod nodes;
mod risk;
mod signatures;
mod throughput;
mod tokenise;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command as Process, ExitCode, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use model::{Date, Rate, RiskProcedure};
use serde::{Deserialize, Serialize};
use store::Place;
use testkit::{Flow, Plan, Truth};

use super::{Context, generate, output::print_json};
use crate::{
    clock,
    compare::{Comparison, compare},
    data::DataDir,
    machine,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Cross-border retail parcels, four documents each, through the real path: those that come in, or
    /// with `--flow export` those that leave.
    Retail(Args),
    /// Goods declarations, five lines on average, through the real path.
    Declarations(declarations::Args),
    /// Cases weighed by features, rules and a model; with `--peers` other engines of rules beside.
    Risk(risk::Args),
    /// Several nodes of a house in a database, fed over HTTP; with `--kill`, one of them is killed halfway.
    Nodes(nodes::Args),
    /// Signatures verified, beside `openssl speed`.
    Signatures(signatures::Args),
    /// One figure, in this process; what `retail` and `declarations` start.
    #[command(hide = true)]
    Part(PartArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which way the parcels go.
    #[arg(long, value_enum, default_value = "import")]
    flow: generate::Way,
    #[arg(long, default_value_t = 1_000_000)]
    parcels: u64,
    #[arg(long, default_value = "0.01")]
    faults: Rate,
    /// Share of the other parcels that are returned or cancelled: applications, arrivals at the site
    /// and cancellations are cleared after the papers and are part of the figure.
    #[arg(long, default_value = "0")]
    returns: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Parcels of the paced runs and of the run with slow syncs.
    #[arg(long, default_value_t = 100_000)]
    paced_parcels: u64,
    /// Leave the paced runs out.
    #[arg(long)]
    no_latency: bool,
    /// Weigh every parcel by 200 rules and a model, which send none anywhere but to later audit.
    #[arg(long)]
    risk: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PartArgs {
    #[arg(long, value_enum)]
    part: Part,
    #[arg(long)]
    corpus: PathBuf,
    #[arg(long)]
    parcels: u64,
    #[arg(long, default_value_t = 0)]
    sync_delay_ms: u64,
    /// Of the paced run.
    #[arg(long, default_value_t = NATIONAL_PEAK)]
    per_second: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Throughput,
    Tokenise,
    Latency,
}

/// Parcels a second of the national peak minute.
const NATIONAL_PEAK: u64 = 1_417;

#[derive(Debug, Serialize)]
struct Report {
    machine: String,
    cores: usize,
    on: Date,
    flow: Flow,
    parcels: u64,
    faults: Rate,
    returns: Rate,
    /// Applications and arrivals that follow the releases: part of the figure.
    later: u64,
    corpus_mb: u64,
    #[serde(flatten)]
    throughput: throughput::Figures,
    tokenise_parcels_per_s: u64,
    /// Clearing against tokenising alone, on the same cores.
    ratio_to_tokenise: f64,
    /// Time from a message's arrival to its decision at a steady rate.
    steady_parcels_per_s: u64,
    p50_ms: Option<u64>,
    p99_ms: Option<u64>,
    slow_sync: Option<SlowSync>,
    faults_planted: u64,
    faults_found: u64,
    false_findings: u64,
    wrong_outcomes: u64,
}

/// The same with 5 ms added to each sync.
#[derive(Debug, Serialize)]
struct SlowSync {
    parcels: u64,
    added_ms: u64,
    parcels_per_s: u64,
    p50_ms: u64,
    p99_ms: u64,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<ExitCode> {
    match command {
        Command::Retail(args) => retail(context, args),
        Command::Declarations(args) => declarations::run(context, args),
        Command::Risk(args) => risk::run(context, args).map(|()| ExitCode::SUCCESS),
        Command::Nodes(args) => nodes::run(context, args),
        Command::Signatures(args) => signatures::run(context, args).map(|()| ExitCode::SUCCESS),
        Command::Part(args) => part(context, args),
    }
}

fn part(context: &Context, args: &PartArgs) -> Result<ExitCode> {
    let delay = Duration::from_millis(args.sync_delay_ms);
    match args.part {
        Part::Throughput => {
            print_json(&throughput::measure(&context.data, &args.corpus, args.parcels, delay)?)?;
        }
        Part::Tokenise => print_json(&tokenise::measure(&args.corpus)?)?,
        Part::Latency => {
            print_json(&latency::measure(
                &context.data,
                &args.corpus,
                args.parcels,
                delay,
                args.per_second,
            )?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn retail(context: &Context, args: &Args) -> Result<ExitCode> {
    let base = context.data.path();
    ensure!(
        !context.data.holds_a_house(),
        "there is a house in {}; a bench wants a folder of its own",
        base.display()
    );
    let on = clock::now().local_date();
    let plan = Plan::new(args.parcels, args.faults, args.seed, on);
    let plan = args.flow.plan(args.returns, plan)?;
    let corpus = Corpus::make(context, &plan, "corpus")?;
    equip(&corpus.folder, args.risk, RiskProcedure::Parcel)?;
    let house = context.data.within("house");
    let is_folder = matches!(house.place(), Place::Folder(_));
    ensure!(
        is_folder || args.no_latency,
        "in a database the bench measures with --no-latency alone"
    );
    let throughput: throughput::Figures =
        start(&house, Part::Throughput, &corpus.folder, corpus.parcels, 0, NATIONAL_PEAK)?;
    let tokenised: tokenise::Figures =
        start(&house, Part::Tokenise, &corpus.folder, corpus.parcels, 0, NATIONAL_PEAK)?;
    let Comparison { faults_planted, faults_found, false_findings, wrong_outcomes, .. } =
        compare(&house.records()?, &corpus.folder)?;
    fs::remove_dir_all(house.path())?;
    let (steady, slow_sync) =
        if args.no_latency { (None, None) } else { paced(context, args, &plan, &corpus)? };
    let tokenise_parcels_per_s = corpus.parcels * 1_000 / tokenised.wall_ms.max(1);
    let report = Report {
        machine: machine::name(),
        cores: machine::cores(),
        on,
        flow: plan.flow,
        parcels: args.parcels,
        faults: args.faults,
        returns: args.returns,
        later: corpus.truth.later,
        corpus_mb: corpus.truth.bytes / 1_000_000,
        tokenise_parcels_per_s,
        ratio_to_tokenise: ratio(throughput.parcels_per_s, tokenise_parcels_per_s),
        throughput,
        steady_parcels_per_s: NATIONAL_PEAK,
        p50_ms: steady.as_ref().map(|it| it.p50_ms),
        p99_ms: steady.as_ref().map(|it| it.p99_ms),
        slow_sync,
        faults_planted,
        faults_found,
        false_findings,
        wrong_outcomes,
    };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

/// The paced runs, and the throughput with slow syncs, on a smaller corpus: a peak's papers, on which
/// nothing has followed yet.
fn paced(
    context: &Context,
    args: &Args,
    plan: &Plan,
    whole: &Corpus,
) -> Result<(Option<latency::Figures>, Option<SlowSync>)> {
    const ADDED_MS: u64 = 5;
    let base = context.data.path();
    let parcels = args.paced_parcels.min(args.parcels);
    let papers = Plan { parcels, returns: Rate::ZERO, ..plan.clone() };
    let smaller =
        if papers == *plan { None } else { Some(Corpus::make(context, &papers, "corpus-paced")?) };
    let corpus = smaller.as_ref().unwrap_or(whole);
    let run = |name: &str, part: Part, delay: u64| -> Result<(DataDir, String)> {
        let house = DataDir::new(&base.join(name));
        let figures =
            start_raw(&house, part, &corpus.folder, corpus.parcels, delay, NATIONAL_PEAK)?;
        fs::remove_dir_all(house.path())?;
        Ok((house, figures))
    };
    let steady: latency::Figures = serde_json::from_str(&run("steady", Part::Latency, 0)?.1)?;
    let slow: latency::Figures =
        serde_json::from_str(&run("slow-steady", Part::Latency, ADDED_MS)?.1)?;
    let slow_throughput: throughput::Figures =
        serde_json::from_str(&run("slow", Part::Throughput, ADDED_MS)?.1)?;
    let slow_sync = SlowSync {
        parcels,
        added_ms: ADDED_MS,
        parcels_per_s: slow_throughput.parcels_per_s,
        p50_ms: slow.p50_ms,
        p99_ms: slow.p99_ms,
    };
    Ok((Some(steady), Some(slow_sync)))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
fn ratio(one: u64, other: u64) -> f64 {
    (one as f64 / other.max(1) as f64 * 100.0).round() / 100.0
}

/// A corpus on disk; generated once and left for the next run with the same plan.
struct Corpus {
    folder: PathBuf,
    parcels: u64,
    truth: Truth,
}

/// What a kept corpus was made of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    #[serde(default)]
    flow: Flow,
    parcels: u64,
    faults: Rate,
    #[serde(default)]
    returns: Rate,
    seed: u64,
    on: Date,
    truth: Truth,
}

impl Corpus {
    fn make(context: &Context, plan: &Plan, name: &str) -> Result<Corpus> {
        let folder = context.data.path().join(name);
        let note = context.data.path().join(format!("{name}.json"));
        let &Plan { flow, parcels, fault_rate: faults, returns, seed, on, .. } = plan;
        let kept: Option<Made> =
            fs::read(&note).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let is_same = |it: &Made| {
            (it.flow, it.parcels, it.faults, it.returns, it.seed, it.on)
                == (flow, parcels, faults, returns, seed, on)
        };
        if let Some(made) = kept.filter(is_same) {
            return Ok(Corpus { folder, parcels, truth: made.truth });
        }
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let truth = generate::write_corpus(plan, &folder, context.json)?;
        let made = Made { flow, parcels, faults, returns, seed, on, truth };
        fs::write(&note, serde_json::to_vec(&made)?)?;
        Ok(Corpus { folder, parcels, truth: made.truth })
    }
}

/// Puts before a corpus what a house weighs its cases by, or takes it away.
fn equip(corpus: &Path, is_wanted: bool, procedure: RiskProcedure) -> Result<()> {
    const CASES: u64 = 4_000;
    let folder = corpus.join("00-risk");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    if !is_wanted {
        return Ok(());
    }
    let kept = match procedure {
        RiskProcedure::Parcel => risk::Kept::of_parcels(CASES, 2)?,
        RiskProcedure::Declaration => risk::Kept::of_declarations(CASES, 2)?,
    };
    fs::create_dir_all(&folder)?;
    let equipment = risk::Equipment::of(&kept, procedure, 200)?;
    for (at, bytes) in equipment.inputs()?.into_iter().enumerate() {
        fs::write(folder.join(format!("{at}.json")), bytes)?;
    }
    Ok(())
}

fn start<T: for<'de> Deserialize<'de>>(
    house: &DataDir,
    part: Part,
    corpus: &Path,
    cases: u64,
    sync_delay_ms: u64,
    per_second: u64,
) -> Result<T> {
    let printed = start_raw(house, part, corpus, cases, sync_delay_ms, per_second)?;
    Ok(serde_json::from_str(&printed)?)
}

/// Runs one part in a process of its own and returns what it printed.
fn start_raw(
    house: &DataDir,
    part: Part,
    corpus: &Path,
    cases: u64,
    sync_delay_ms: u64,
    per_second: u64,
) -> Result<String> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let part = part.to_possible_value().context("a part has a name")?;
    let mut process = Process::new(program);
    house.tell(&mut process);
    let output = process
        .args(["bench", "part", "--part", part.get_name()])
        .arg("--corpus")
        .arg(corpus)
        .args(["--parcels", &cases.to_string()])
        .args(["--sync-delay-ms", &sync_delay_ms.to_string()])
        .args(["--per-second", &per_second.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start a part of the bench")?;
    ensure!(output.status.success(), "a part of the bench failed: {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

fn print(report: &Report) {
    let t = &report.throughput;
    println!("{}, {} cores, {}", report.machine, report.cores, report.on);
    println!(
        "{} parcels that {}, {} of them faulty, {} MB of XML",
        report.parcels,
        match report.flow {
            Flow::Import => "come in",
            Flow::Export => "leave",
        },
        report.faults,
        report.corpus_mb
    );
    if report.later > 0 {
        println!(
            "{} of the others returned or cancelled: {} applications and arrivals",
            report.returns, report.later
        );
    }
    println!("cleared       {:>9} parcels/s in {} s", t.parcels_per_s, t.wall_ms / 1_000);
    if t.month_later_ms > 0 {
        println!(
            "a month later {:>9} ms for the bills that fall due, not counted",
            t.month_later_ms
        );
    }
    println!("tokenised     {:>9} parcels/s by quick-xml alone", report.tokenise_parcels_per_s);
    println!("ratio         {:>9}", report.ratio_to_tokenise);
    println!(
        "cpu           {:>9} s, peak memory {} MB (by quarter {:?})",
        t.cpu_s, t.peak_rss_mb, t.rss_mb_by_quarter
    );
    println!("fdatasync     p50 {} µs, p99 {} µs", t.fdatasync_p50_us, t.fdatasync_p99_us);
    if let (Some(p50), Some(p99)) = (report.p50_ms, report.p99_ms) {
        println!(
            "decision      p50 {p50} ms, p99 {p99} ms at {} parcels/s",
            report.steady_parcels_per_s
        );
    }
    if let Some(slow) = &report.slow_sync {
        println!(
            "+{} ms a sync  {:>9} parcels/s; decision p50 {} ms, p99 {} ms ({} parcels)",
            slow.added_ms, slow.parcels_per_s, slow.p50_ms, slow.p99_ms, slow.parcels
        );
    }
    println!(
        "faults        {} of {} found, {} false findings, {} wrong outcomes",
        report.faults_found, report.faults_planted, report.false_findings, report.wrong_outcomes
    );
}
