//! Messages arriving at a steady rate, whether or not the house keeps up: how long each waits for
//! its decision.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clearance::ports::RawInput;
use model::Moment;
use serde::{Deserialize, Serialize};
use store::Options;

use crate::{
    clock,
    data::DataDir,
    files::message_files,
    intake::{Intake, Seen},
    machine,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) messages: u64,
    pub(super) p50_ms: u64,
    pub(super) p99_ms: u64,
    pub(super) max_ms: u64,
}

pub(super) fn measure(
    data: &DataDir,
    corpus: &Path,
    parcels: u64,
    sync_delay: Duration,
    per_second: u64,
) -> Result<Figures> {
    let house = data.open(Options { sync_delay, ..Options::default() })?;
    let files = message_files(corpus)?;
    let mut total = 0;
    for path in &files {
        total += fs::metadata(path)?.len();
    }
    let waits: Arc<Mutex<Vec<u64>>> = Arc::default();
    let heard = Arc::clone(&waits);
    let on_seen = Arc::new(move |seen: &Seen<'_>| {
        let Seen::Settled(settled) = seen else { return };
        let now = clock::now().millis();
        let mut waits = heard.lock().unwrap_or_else(PoisonError::into_inner);
        waits.extend(
            settled.arrivals.iter().map(|at| u64::try_from(now - at.millis()).unwrap_or(0)),
        );
    });
    let (intake, house_thread) = Intake::start(house, Arc::default(), on_seen);
    feed(&intake, &files, total, parcels * 1_000 / per_second.max(1))?;
    intake.close();
    house_thread.join().ok().context("the house's thread panicked")??;
    let mut waits = std::mem::take(&mut *waits.lock().unwrap_or_else(PoisonError::into_inner));
    waits.sort_unstable();
    Ok(Figures {
        messages: waits.len() as u64,
        p50_ms: machine::percentile(&waits, 50),
        p99_ms: machine::percentile(&waits, 99),
        max_ms: waits.last().copied().unwrap_or(0),
    })
}

/// Gives each message at its time, which is the time when its last byte would have come.
fn feed(intake: &Intake, files: &[std::path::PathBuf], total: u64, span_ms: u64) -> Result<()> {
    let (started, started_at) = (Instant::now(), clock::now());
    let mut given = 0;
    for path in files {
        let bytes = fs::read(path)?;
        given += bytes.len() as u64;
        let due_ms = span_ms * given / total.max(1);
        let due = Duration::from_millis(due_ms);
        thread::sleep(due.saturating_sub(started.elapsed()));
        let received_at =
            Moment::from_millis(started_at.millis() + i64::try_from(due_ms).unwrap_or(0));
        let raw = RawInput { received_at, sender: String::new(), bytes };
        // Whoever waits for the acknowledgement is not measured here.
        drop(intake.submit(raw)?);
    }
    Ok(())
}
