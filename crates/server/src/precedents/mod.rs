//! Earlier declarations by company and by goods, kept up beside the house while it decides (ADR 0075).
//!
//! A task of its own tells what changed, a slice at a time and resting between slices; nobody waits for it. Whoever asks
//! is brought up by one slice, and told how much is still to be told.

mod tell;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Result;
use clearance::entry::BEYOND_PARCELS;
use store::{HouseRecords, Precedents};
use tokio::time::sleep;

use self::tell::told_of;
use crate::{api::ApiState, data::DataDir};

pub(crate) use tell::{code_of, unit_price};

/// What is told of a declaration changes with the program; a file that another edition told is told anew.
const EDITION: u32 = 1;
/// Rows of the history that a slice goes on by at most, most of which are parcels', and cases that it tells.
const SLICE_ROWS: u64 = 20_000;
const SLICE_CASES: usize = 100;
/// After a slice the telling rests this many times as long as it worked.
const REST: u32 = 4;
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The file of a running house: one who writes, and readers.
#[derive(Default)]
pub(crate) struct Shelf {
    writer: Mutex<Option<Precedents>>,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Precedents>>,
}

impl Shelf {
    /// Tells one slice; how many rows of the history are still to be told.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn keep_up(&self, data: &DataDir, records: &HouseRecords) -> Result<u64> {
        let mut writer = lock(&self.writer);
        if writer.is_none() {
            *writer = Some(data.precedents()?);
        }
        let Some(kept) = writer.as_mut() else { return Ok(0) };
        let newest = records.newest_history()?;
        let through = kept.begin(&records.public_key()?, EDITION, newest)?;
        if through == newest {
            return Ok(0);
        }
        let (changed, through) =
            records.changed_cases(through, SLICE_ROWS, SLICE_CASES, BEYOND_PARCELS)?;
        kept.put(&told_of(records, &changed)?, through)?;
        Ok(newest.saturating_sub(through))
    }

    /// Reads with a connection of its own.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn read<T>(
        &self,
        data: &DataDir,
        read: impl FnOnce(&Precedents) -> Result<T>,
    ) -> Result<T> {
        let taken = lock(&self.idle).pop();
        let kept = match taken {
            Some(kept) => kept,
            None => data.precedents()?,
        };
        let outcome = read(&kept);
        lock(&self.idle).push(kept);
        outcome
    }

    /// Keeps the file up until the task is ended.
    pub(crate) async fn run(state: ApiState) {
        let mut decided = state.intake().changes();
        loop {
            let worked = Instant::now();
            let behind = state.read(|records, state| state.shelf().keep_up(state.data(), records));
            if behind.await.is_ok_and(|it| it > 0) {
                sleep(worked.elapsed() * REST).await;
                continue;
            }
            sleep(AT_MOST_EVERY).await;
            tokio::select! {
                // A house that has stopped changes no more.
                Ok(()) = decided.changed() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
