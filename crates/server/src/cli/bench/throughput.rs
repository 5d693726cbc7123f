//! The timed run: files on disk to durable decisions and receipts.

use std::{
    fs,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use store::Options;

use super::machine;
use crate::{
    cli::{demo::time_out, ingest::WINDOW_BYTES},
    clock,
    data::DataDir,
    files::Source,
    pipeline,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) parcels_per_s: u64,
    pub(super) wall_ms: u64,
    pub(super) cpu_s: f64,
    pub(super) peak_rss_mb: u64,
    /// Memory when a quarter, a half, three quarters and all of the bytes were decided.
    pub(super) rss_mb_by_quarter: Vec<u64>,
    pub(super) documents: u64,
    pub(super) store_mb: u64,
    pub(super) fdatasync_p50_us: u64,
    pub(super) fdatasync_p99_us: u64,
}

pub(super) fn measure(
    data: &DataDir,
    corpus: &Path,
    parcels: u64,
    sync_delay: Duration,
) -> Result<Figures> {
    fs::create_dir_all(data.path())?;
    let (fdatasync_p50_us, fdatasync_p99_us) = machine::fdatasync_us(data.path())?;
    let mut house = data.open(Options { sync_delay, ..Options::default() })?;
    let paths = [corpus.to_owned()];
    let total = Source::total_bytes(&paths).max(1);
    let done = AtomicU64::new(0);
    let quarters = Mutex::new(Vec::new());
    let progress = |bytes: u64| {
        let so_far = done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let mut quarters = quarters.lock().unwrap_or_else(PoisonError::into_inner);
        while (quarters.len() as u64 + 1) * total / 4 <= so_far && quarters.len() < 4 {
            quarters.push(machine::rss_mb());
        }
    };
    let cpu_before = machine::cpu_ticks();
    let started = Instant::now();
    let source = Source::new(&paths, WINDOW_BYTES);
    let run =
        pipeline::run(&mut house, source, &std::sync::Mutex::default(), &clock::now, &progress)?;
    let wall = started.elapsed();
    let cpu_ticks = machine::cpu_ticks() - cpu_before;
    let peak_rss_mb = machine::peak_rss_mb();
    // Untimed: lists whose partners never come are answered, so that the truth can be compared.
    time_out(&mut house)?;
    drop(house);
    let wall_ms = u64::try_from(wall.as_millis()).unwrap_or(u64::MAX).max(1);
    Ok(Figures {
        parcels_per_s: parcels * 1_000 / wall_ms,
        wall_ms,
        cpu_s: seconds(cpu_ticks),
        peak_rss_mb,
        rss_mb_by_quarter: quarters.into_inner().unwrap_or_else(PoisonError::into_inner),
        documents: run.tally.documents,
        store_mb: fs::metadata(data.file()).map_or(0, |it| it.len()) / 1_000_000,
        fdatasync_p50_us,
        fdatasync_p99_us,
    })
}

#[expect(clippy::cast_precision_loss, reason = "hundredths of seconds, for people")]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / 100.0
}
