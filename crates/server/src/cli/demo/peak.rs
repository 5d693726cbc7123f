//! `tongguan demo peak`: the national peak on this machine, the house killed in the middle of it, a
//! refused parcel mended, and the record proved by somebody who trusts nobody.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    sync::{Arc, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use axum::body::Bytes;
use clearance::{Settings, ports::Records};
use indicatif::ProgressBar;
use model::{HouseMessage, Rate};
use serde::Serialize;
use serde_json::Value;
use store::ProofFault;
use testkit::Plan;
use tokio::runtime::Runtime;

use super::{
    feed::{Fed, Pulled, digest, feed, pull, until_answered},
    story::{Story, tell},
};
use crate::{
    cli::{
        Context,
        client::Client,
        export, generate,
        output::{Unit, bar, print_json},
        verify,
    },
    clock,
    compare::{Comparison, compare},
    data::DataDir,
    files::message_files,
    view::receipt_views,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// As many as the country's busiest minute has.
    #[arg(long, default_value_t = 85_000)]
    parcels: u64,
    #[arg(long, default_value = "0.03")]
    faults: Rate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The parcels are fed in this time.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// When the serving process is killed; half-way when left out.
    #[arg(long)]
    kill_after: Option<f64>,
    /// Connections that send at once.
    #[arg(long, default_value_t = 8)]
    senders: usize,
}

/// One line of the scorecard.
#[derive(Debug, Serialize)]
struct Score {
    what: &'static str,
    expected: String,
    observed: String,
    is_met: bool,
}

/// Everything that was seen.
#[derive(Debug, Serialize)]
struct Report {
    is_met: bool,
    scores: Vec<Score>,
    fed_ms: u64,
    decided_ms: u64,
    story: Value,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    ensure!(
        !context.data.holds_a_house(),
        "there is a house in {}; give the demonstration a folder of its own with --data",
        context.data.path().display()
    );
    let corpus = context.data.path().join("peak-corpus");
    let plan = Plan::new(args.parcels, args.faults, args.seed, clock::now().local_date());
    generate::write_corpus(&plan, &corpus, context.json)?;
    let runtime = Runtime::new().context("cannot start")?;
    let mut scores = Vec::new();

    say(context, "\n1. the peak minute, and the house killed in the middle of it");
    let mut house = Serving::start(context)?;
    let peak = runtime.block_on(peak(context, args, &corpus, &mut house))?;
    let late_ms = peak.decided_ms - peak.fed_ms;
    let (parcels, fed_ms) = (args.parcels, peak.fed_ms);
    say(context, &format!("   {parcels} parcels in {fed_ms} ms, all decided {late_ms} ms later"));
    peak.score(&mut scores);

    say(context, "\n2. one refused parcel, mended");
    let story = runtime.block_on(mend(&plan, house.address))?;
    say(context, &story.text);
    scores.push(Score::equal("the parcel was refused", "rejected", &story.before));
    scores.push(Score::equal("mended, it is released", "released", &story.after));
    house.stop()?;

    say(context, "3. against the truth file, receipt by receipt");
    // The mended parcel is not what the truth file foresaw any more.
    let comparison = compare(&context.data.records()?, &corpus)?;
    score_truth(&comparison, &story, &mut scores);
    for difference in comparison.differences.iter().filter(|it| !it.contains(&story.order_no)) {
        say(context, &format!("   {difference}"));
    }
    score_receipts(context, &peak.pulled, &mut scores)?;

    say(context, "4. proved by a third party: an export, a public key, one altered byte");
    prove(context, &mut scores)?;

    let is_met = scores.iter().all(|it| it.is_met);
    let Peak { fed_ms, decided_ms, .. } = peak;
    let report = Report { is_met, scores, fed_ms, decided_ms, story: story.json };
    if context.json {
        print_json(&report)?;
    } else {
        print(&report);
    }
    Ok(if is_met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn say(context: &Context, words: &str) {
    if !context.json {
        println!("{words}");
    }
}

impl Score {
    fn new(what: &'static str, expected: String, observed: String, is_met: bool) -> Score {
        Score { what, expected, observed, is_met }
    }

    fn equal(what: &'static str, expected: impl ToString, observed: impl ToString) -> Score {
        let (expected, observed) = (expected.to_string(), observed.to_string());
        let is_met = expected == observed;
        Score { what, expected, observed, is_met }
    }
}

/// The house as a process of its own, so that it can be killed.
struct Serving {
    child: Child,
    address: SocketAddr,
    house: DataDir,
}

impl Serving {
    fn start(context: &Context) -> Result<Serving> {
        // A free port, kept over the restart, since senders know the house by its address.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = Serving::spawn(&context.data, address)?;
        Ok(Serving { child, address, house: context.data.clone() })
    }

    fn spawn(house: &DataDir, address: SocketAddr) -> Result<Child> {
        let mut process = Command::new(std::env::current_exe()?);
        house.tell(&mut process);
        let mut child = process
            .args(["serve", "--no-sign-in", "--tick-seconds", "3600"])
            .args(["--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the serving process")?;
        let mut line = String::new();
        let out = child.stdout.take().context("the serving process has an output")?;
        BufReader::new(out).read_line(&mut line)?;
        if !line.contains("serves on") {
            let _ = child.kill();
            bail!("the serving process did not start: {line}");
        }
        Ok(child)
    }

    /// As `kill -9` and a start by hand.
    fn kill_and_restart(&mut self) -> Result<Duration> {
        let started = Instant::now();
        self.child.kill()?;
        self.child.wait()?;
        self.child = Serving::spawn(&self.house, self.address)?;
        Ok(started.elapsed())
    }

    /// Ends it once everything is decided; the house is whole after a kill too.
    fn stop(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came of the minute.
struct Peak {
    fed: Arc<Fed>,
    pulled: Pulled,
    n_messages: u64,
    fed_ms: u64,
    /// Until the last parcel was decided.
    decided_ms: u64,
    restart: Duration,
    pulled_before_kill: u64,
}

async fn peak(context: &Context, args: &Args, corpus: &Path, house: &mut Serving) -> Result<Peak> {
    let is_house = |it: &PathBuf| it.extension().is_some_and(|it| it == "json");
    let (house_files, files): (Vec<_>, Vec<_>) =
        message_files(corpus)?.into_iter().partition(is_house);
    let mut client = Client::new(house.address);
    for path in &house_files {
        let message = Bytes::from(fs::read(path)?);
        let answer = client.post("/api/v1/messages?wait=decided", message).await?;
        ensure!(answer.is_some(), "the house takes nothing");
    }
    let n_messages = files.len() as u64;
    let (fed, pulled, is_over) = (Arc::new(Fed::default()), Pulled::default(), Arc::default());
    let started = Instant::now();
    let pulling = tokio::spawn(pull(house.address, Arc::clone(&pulled), Arc::clone(&is_over)));
    let feeding = feed(house.address, files, args.seconds, args.senders, Arc::clone(&fed));
    let mut feeding = tokio::spawn(feeding);
    let progress = bar(n_messages, "feeding", Unit::Count, context.json);
    let kill_after = Duration::from_secs_f64(args.kill_after.unwrap_or(args.seconds / 2.0));
    let mut restart = None;
    let mut pulled_before_kill = 0;
    while !feeding.is_finished() {
        if restart.is_none() && started.elapsed() >= kill_after {
            pulled_before_kill = count(&pulled);
            restart = Some(tokio::task::block_in_place(|| house.kill_and_restart())?);
            say(context, &words_of_restart(started.elapsed(), restart));
        }
        show(&progress, &fed, &pulled);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    (&mut feeding).await.context("the senders panicked")??;
    let fed_ms = millis(started.elapsed());
    // Whatever was acknowledged before this message is decided when it is.
    let tick = serde_json::to_vec(&HouseMessage::Tick { at: clock::now() })?;
    let mut client = Client::new(house.address);
    let (answer, _) = until_answered(&mut client, tick.into()).await?;
    ensure!(answer.get("input").is_some_and(Value::is_u64), "the house numbers its inputs");
    time_out(&mut client).await?;
    let decided_ms = millis(started.elapsed());
    is_over.store(true, Ordering::Release);
    pulling.await.context("the puller panicked")??;
    show(&progress, &fed, &pulled);
    progress.finish_and_clear();
    let restart = restart.unwrap_or_default();
    Ok(Peak { fed, pulled, n_messages, fed_ms, decided_ms, restart, pulled_before_kill })
}

fn words_of_restart(at: Duration, restart: Option<Duration>) -> String {
    format!(
        "   at {:.1} s the serving process was killed (SIGKILL); it serves again after {} ms",
        at.as_secs_f64(),
        millis(restart.unwrap_or_default())
    )
}

/// Lets every wait end, as the demonstration's truth file assumes, and waits until that is decided.
async fn time_out(client: &mut Client) -> Result<()> {
    let at = clock::now().plus_minutes(i64::from(Settings::default().waiting_minutes) + 1);
    let tick = serde_json::to_vec(&HouseMessage::Tick { at })?;
    let answer = client.post("/api/v1/messages?wait=decided", tick.into()).await?;
    ensure!(answer.is_some(), "the house takes nothing");
    Ok(())
}

fn show(progress: &ProgressBar, fed: &Fed, pulled: &Pulled) {
    progress.set_position(fed.acknowledged.load(Ordering::Relaxed));
    progress.set_message(format!("feeding, {} receipts", count(pulled)));
}

fn count(pulled: &Pulled) -> u64 {
    pulled.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Peak {
    fn score(&self, scores: &mut Vec<Score>) {
        let acknowledged = self.fed.acknowledged.load(Ordering::Relaxed);
        scores.push(Score::equal("messages acknowledged", self.n_messages, acknowledged));
        let again = self.fed.sent_again.load(Ordering::Relaxed);
        let known = self.fed.known_again.load(Ordering::Relaxed);
        scores.push(Score::new(
            "killed and restarted while they came",
            "serves again".to_owned(),
            format!(
                "after {} ms; {} receipts were pulled before; {again} messages sent again, {known} \
                 of them known already",
                millis(self.restart),
                self.pulled_before_kill
            ),
            !self.restart.is_zero(),
        ));
    }
}

async fn mend(plan: &Plan, address: SocketAddr) -> Result<Story> {
    let law = ::params::Law::shipped().context("the shipped law is not sound")?;
    let mended = testkit::mended_payment(plan, &law)?
        .context("no parcel of this corpus was paid wrongly; take more parcels or another seed")?;
    tell(&mut Client::new(address), &mended).await
}

fn score_truth(comparison: &Comparison, story: &Story, scores: &mut Vec<Score>) {
    scores.push(Score::equal(
        "planted faults found",
        comparison.faults_planted,
        comparison.faults_found,
    ));
    scores.push(Score::equal("false findings", 0, comparison.false_findings));
    // The one that was mended ended better than the truth file says.
    let mended = u64::from(story.after == "released");
    scores.push(Score::equal("parcels lost or wrong", 0, comparison.wrong_outcomes - mended));
}

/// Receipts as they are kept: none missing, none twice, and those that were pulled while it ran,
/// before and after the kill, are the ones that are kept.
fn score_receipts(context: &Context, pulled: &Pulled, scores: &mut Vec<Score>) -> Result<()> {
    const PAGE: usize = 200;
    let records = context.data.records()?;
    let pulled = pulled.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut house_no, mut gaps, mut same, mut other) = (0, 0u64, 0u64, 0u64);
    let mut of_recipient: BTreeMap<String, u64> = BTreeMap::new();
    loop {
        let blocks = records.blocks(None, house_no, PAGE)?;
        if blocks.is_empty() {
            break;
        }
        for receipt in blocks.iter().flat_map(receipt_views) {
            let next = of_recipient.entry(receipt.recipient.clone()).or_default();
            let is_next = receipt.house_no == house_no + 1 && receipt.recipient_no == *next + 1;
            gaps += u64::from(!is_next);
            (house_no, *next) = (receipt.house_no, receipt.recipient_no);
            match pulled.get(&receipt.house_no) {
                Some(before) if *before == digest(&serde_json::to_value(&receipt)?) => same += 1,
                Some(_) => other += 1,
                None => {}
            }
        }
    }
    scores.push(Score::equal("receipts missing or twice", 0, gaps));
    let pulled_all = pulled.len() as u64;
    scores.push(Score::equal("receipts pulled while it ran, unchanged", pulled_all, same));
    scores.push(Score::equal("receipts that say otherwise now", 0, other));
    Ok(())
}

/// The house's own proof, and a third party's with and without an altered byte.
fn prove(context: &Context, scores: &mut Vec<Score>) -> Result<()> {
    let own = verify::prove_house(context, false)?;
    scores.push(Score::equal("every commit decided again comes out the same", true, own.is_proved));
    let file = context.data.path().join("peak-export.sqlite");
    let records = context.data.records()?;
    let key = records.public_key()?;
    let (entry, body) = a_record(&records)?;
    store::export(context.data.place(), &file)?;
    let whole = verify::prove_export(context, &file, &key)?;
    scores.push(Score::equal("the export is proved by the public key", true, whole.is_proved));
    say(context, &format!("   public key {}", export::hexadecimal(&key)));

    let altered = context.data.path().join("peak-export-altered.sqlite");
    alter(&file, &altered, &body)?;
    let broken = verify::prove_export(context, &altered, &key)?;
    let named = broken.proof.faults.iter().find_map(|fault| match fault {
        ProofFault::History { entry, .. } | ProofFault::Unreadable { entry, .. } => Some(*entry),
        _ => None,
    });
    scores.push(Score::equal(
        "one byte altered: the entry is named",
        format!("entry {entry}"),
        named.map_or_else(|| "nothing".to_owned(), |it| format!("entry {it}")),
    ));
    Ok(())
}

/// An entry in the middle of the record, and the bytes of its history.
fn a_record(records: &store::HouseRecords) -> Result<(model::EntryId, Vec<u8>)> {
    let middle = model::EntryId(records.head()?.next_entry / 2);
    let history = records.history(middle)?;
    let record = history.into_iter().next().context("the entry has a history")?;
    Ok((middle, record.body))
}

/// Copies the file with one byte of a record changed.
fn alter(from: &Path, to: &Path, record: &[u8]) -> Result<()> {
    let mut bytes = fs::read(from)?;
    let at = bytes.windows(record.len()).position(|it| it == record);
    let at = at.context("the record is in the export")?;
    let byte = bytes.get_mut(at + record.len() / 2).context("the record has bytes")?;
    *byte ^= 1;
    fs::write(to, bytes)?;
    Ok(())
}

fn print(report: &Report) {
    println!("\n{:<48} {:<28} observed", "scorecard", "expected");
    for score in &report.scores {
        let mark = if score.is_met { "  ok" } else { "FAIL" };
        println!("{mark} {:<43} {:<28} {}", score.what, score.expected, score.observed);
    }
    println!("{}", if report.is_met { "\nall met" } else { "\nNOT MET" });
}
