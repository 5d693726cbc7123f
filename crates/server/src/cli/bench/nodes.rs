//! `tongguan bench nodes`: several nodes of a house in a database, fed over HTTP by many senders at once; with `--kill`, the
//! one that decides is killed halfway.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command as Process, ExitCode, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use axum::body::Bytes;
use clearance::ports::Records as _;
use model::Rate;
use serde::Serialize;
use store::{HouseRecords, Options, Place};
use testkit::Plan;
use tokio::task::JoinSet;

use super::{Corpus, machine};
use crate::{
    cli::{Context, client::Client, demo::time_out, output::print_json},
    clock,
    compare::{Comparison, compare},
    data::DataDir,
    files::message_files,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, default_value_t = 2)]
    nodes: usize,
    #[arg(long, default_value_t = 100_000)]
    parcels: u64,
    #[arg(long, default_value = "0.01")]
    faults: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Connections by which each node is fed.
    #[arg(long, default_value_t = 8)]
    senders: usize,
    /// Kill the node that decides when half of the messages are acknowledged.
    #[arg(long)]
    kill: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    machine: String,
    cores: usize,
    nodes: usize,
    parcels: u64,
    messages: u64,
    /// From the first message to the last decision.
    wall_ms: u64,
    parcels_per_s: u64,
    /// Until the last message was acknowledged.
    acknowledged_ms: u64,
    /// The longest time in which nothing was decided though something was kept: how long taking over took.
    longest_pause_ms: u64,
    /// Acknowledged as new, and not there.
    lost: u64,
    faults_planted: u64,
    faults_found: u64,
    false_findings: u64,
}

/// What was acknowledged.
#[derive(Default)]
struct Sent {
    messages: AtomicUsize,
    new: AtomicU64,
}

/// After this long without an answer a sender gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A node in a process of its own; killed when it is dropped.
struct Node {
    child: Child,
    address: SocketAddr,
}

impl Node {
    fn start(house: &DataDir) -> Result<Node> {
        let mut process = Process::new(std::env::current_exe()?);
        house.tell(&mut process);
        let mut child = process
            .args(["serve", "--no-sign-in", "--tick-seconds", "3600"])
            .args(["--listen", "127.0.0.1:0", "--log", "error"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start a node")?;
        let mut line = String::new();
        let out = child.stdout.take().context("a node says where it serves")?;
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("tongguan serves on http://");
        let address = address.and_then(|it| it.parse().ok()).context("a node did not start")?;
        Ok(Node { child, address })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let is_database = matches!(context.data.place(), Place::Database(_));
    ensure!(is_database, "nodes share a database: say which with DATABASE_URL, an empty one");
    ensure!(!context.data.holds_a_house(), "there is a house in this database already");
    ensure!(args.nodes > usize::from(args.kill), "somebody has to be left");
    fs::create_dir_all(context.data.path())?;
    let plan = Plan::new(args.parcels, args.faults, args.seed, clock::now().local_date());
    let corpus = Corpus::make(context, &plan, "corpus")?;
    let is_house = |it: &PathBuf| it.extension().is_some_and(|it| it == "json");
    let (first, files): (Vec<_>, Vec<_>) =
        message_files(&corpus.folder)?.into_iter().partition(is_house);
    let start = |nth: usize| Node::start(&context.data.within(&format!("node-{nth}")));
    let mut nodes = (0..args.nodes).map(start).collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let records = context.data.records()?;
    // Registry and law come before everything else.
    let address = nodes.first().context("there is a node")?.address;
    runtime.block_on(feed(&[address], first, 1, &Arc::default()))?;
    let watched = Watched::begin(context.data.records()?);

    let began = Instant::now();
    let sent = Arc::<Sent>::default();
    let (before, half) = (records.counts()?.inputs, files.len() / 2);
    let addresses: Vec<SocketAddr> = nodes.iter().map(|it| it.address).collect();
    let feeding = feed(&addresses, files, args.senders * args.nodes, &sent);
    let feeding = runtime.spawn(feeding);
    if args.kill {
        while sent.messages.load(Ordering::Relaxed) < half && !feeding.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        drop(nodes.remove(0));
    }
    runtime.block_on(feeding)??;
    let acknowledged_ms = millis(began);
    let kept = records.counts()?.inputs;
    while records.head()?.decided_input.0 < kept {
        thread::sleep(Duration::from_millis(1));
    }
    let wall_ms = millis(began);
    let longest_pause_ms = watched.end()?;
    drop(nodes);
    // Untimed: lists whose partners never come are answered, so that the truth can be compared.
    time_out(&mut context.data.open(Options::default())?)?;
    let Comparison { faults_planted, faults_found, false_findings, .. } =
        compare(&records, &corpus.folder)?;
    let report = Report {
        machine: machine::name(),
        cores: machine::cores(),
        nodes: args.nodes,
        parcels: args.parcels,
        messages: kept,
        wall_ms,
        parcels_per_s: args.parcels * 1_000 / wall_ms,
        acknowledged_ms,
        longest_pause_ms,
        lost: sent.new.load(Ordering::Relaxed).saturating_sub(kept - before),
        faults_planted,
        faults_found,
        false_findings,
    };
    print_json(&report)?;
    Ok(ExitCode::SUCCESS)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Sends every file once, by so many senders, each to one node, and to the next when there is no word of it.
fn feed(
    addresses: &[SocketAddr],
    files: Vec<PathBuf>,
    senders: usize,
    sent: &Arc<Sent>,
) -> impl Future<Output = Result<()>> + Send + 'static {
    let (files, next) = (Arc::new(files), Arc::new(AtomicUsize::new(0)));
    let (addresses, sent) = (addresses.to_vec(), Arc::clone(sent));
    async move {
        let mut tasks: JoinSet<Result<()>> = JoinSet::new();
        for nth in 0..senders {
            let (files, next, sent) = (Arc::clone(&files), Arc::clone(&next), Arc::clone(&sent));
            let mut turns: Vec<SocketAddr> = addresses.clone();
            let start = nth % turns.len().max(1);
            turns.rotate_left(start);
            tasks.spawn(async move {
                let mut clients: Vec<Client> = turns.into_iter().map(Client::new).collect();
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let bytes = Bytes::from(fs::read(path)?);
                    let is_new = give(&mut clients, bytes).await?;
                    sent.messages.fetch_add(1, Ordering::Relaxed);
                    sent.new.fetch_add(u64::from(is_new), Ordering::Relaxed);
                }
                Ok(())
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.context("a sender panicked")??;
        }
        Ok(())
    }
}

/// Gives a message to the first node that takes it; whoever is not there any more is asked last from then on.
/// Returns whether it was new.
async fn give(nodes: &mut [Client], message: Bytes) -> Result<bool> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        for _ in 0..nodes.len() {
            if let Some(node) = nodes.first_mut()
                && let Ok(Some(answer)) = node.post("/api/v1/messages", message.clone()).await
            {
                return Ok(answer.get("is_repeat").is_some_and(|it| it == false));
            }
            nodes.rotate_left(1);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("no node takes a message")
}

/// Looks all the time how far the house has decided.
struct Watched {
    is_over: Arc<AtomicBool>,
    thread: thread::JoinHandle<Result<Duration>>,
}

impl Watched {
    fn begin(records: HouseRecords) -> Watched {
        let is_over = Arc::<AtomicBool>::default();
        let told = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            let (mut longest, mut since) = (Duration::ZERO, Instant::now());
            let mut before = records.head()?;
            while !told.load(Ordering::Relaxed) {
                let head = records.head()?;
                let has_nothing_to_do = head.decided_input.0 + 1 >= head.next_input;
                if head.decided_input != before.decided_input || has_nothing_to_do {
                    longest = longest.max(since.elapsed());
                    (before, since) = (head, Instant::now());
                }
                thread::sleep(Duration::from_millis(5));
            }
            Ok(longest)
        });
        Watched { is_over, thread }
    }

    /// The longest pause, in milliseconds.
    fn end(self) -> Result<u64> {
        self.is_over.store(true, Ordering::Relaxed);
        let longest = self.thread.join().ok().context("the watch panicked")??;
        Ok(u64::try_from(longest.as_millis()).unwrap_or(u64::MAX))
    }
}
