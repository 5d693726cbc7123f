//! quick-xml alone over the same bytes, on all cores: the yardstick.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result};
use quick_xml::{Reader, events::Event};
use serde::{Deserialize, Serialize};

use crate::files::message_files;
use crate::machine;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) wall_ms: u64,
    pub(super) events: u64,
}

pub(super) fn measure(corpus: &Path) -> Result<Figures> {
    let files = message_files(corpus)?;
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    let counts = thread::scope(|scope| {
        let worker = || -> Result<u64> {
            let mut events = 0;
            while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let bytes = std::fs::read(path)?;
                if path.extension().is_some_and(|it| it == "xml") {
                    events += count(&bytes)?;
                }
            }
            Ok(events)
        };
        let workers: Vec<_> = (0..machine::cores()).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|it| it.join().ok().context("a worker panicked")?).collect()
    });
    let counts: Result<Vec<u64>> = counts;
    let wall = started.elapsed();
    let events = counts?.into_iter().sum();
    Ok(Figures { wall_ms: u64::try_from(wall.as_millis()).unwrap_or(u64::MAX).max(1), events })
}

fn count(bytes: &[u8]) -> Result<u64> {
    let mut reader = Reader::from_reader(bytes);
    let mut events = 0;
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(events),
            _ => events += 1,
        }
    }
}
