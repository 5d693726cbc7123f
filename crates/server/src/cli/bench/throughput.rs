//! The timed run: files on disk to durable decisions and receipts.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use store::Options;
use testkit::MONTH_LATER;

use crate::{
    cli::{demo::time_out, ingest::WINDOW_BYTES},
    clock,
    data::DataDir,
    files::Source,
    machine, pipeline,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) parcels_per_s: u64,
    pub(super) wall_ms: u64,
    pub(super) cpu_s: f64,
    pub(super) peak_rss_mb: u64,
    /// Memory when a quarter, a half, three quarters and all of the bytes were decided.
    pub(super) rss_mb_by_quarter: Vec<u64>,
    /// What a month later follows on the same lists, not counted above: bills are summed up.
    pub(super) month_later_ms: u64,
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
    let (paths, month_later) = split(corpus)?;
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
    let run = pipeline::run(&mut house, source, &Mutex::default(), &clock::now, &progress)?;
    let wall = started.elapsed();
    let cpu_ticks = machine::cpu_ticks() - cpu_before;
    let peak_rss_mb = machine::peak_rss_mb();
    let started = Instant::now();
    let source = Source::new(&month_later, WINDOW_BYTES);
    pipeline::run(&mut house, source, &Mutex::default(), &clock::now, &|_| ())?;
    let month_later_ms = if month_later.is_empty() { 0 } else { millis(started.elapsed()) };
    // Untimed: lists whose partners never come are answered, so that the truth can be compared.
    time_out(&mut house)?;
    drop(house);
    let wall_ms = millis(wall);
    Ok(Figures {
        parcels_per_s: parcels * 1_000 / wall_ms,
        wall_ms,
        cpu_s: seconds(cpu_ticks),
        peak_rss_mb,
        rss_mb_by_quarter: quarters.into_inner().unwrap_or_else(PoisonError::into_inner),
        month_later_ms,
        documents: run.tally.documents,
        store_mb: data.records()?.bytes()? / 1_000_000,
        fdatasync_p50_us,
        fdatasync_p99_us,
    })
}

/// The folders of a corpus that are timed, and those of the time when its bills fall due.
fn split(corpus: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut folders = Vec::new();
    for child in fs::read_dir(corpus)? {
        let path = child?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort_unstable();
    Ok(folders.into_iter().partition(|it| it.file_name().is_none_or(|name| name != MONTH_LATER)))
}

/// At least one: a figure is divided by it.
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}

#[expect(clippy::cast_precision_loss, reason = "hundredths of seconds, for people")]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / 100.0
}
