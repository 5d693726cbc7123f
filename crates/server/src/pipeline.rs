//! Clears a great many messages on all cores: windows are read and parsed side by side, and
//! decided one after the other in the order in which they were taken.
//!
//! A worker keeps its window from reading to commit, so that parsed documents borrow from its
//! bytes and never cross threads.

use std::{
    num::NonZero,
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use anyhow::Result;
use clearance::{
    House, Prepared, Tally, pack,
    ports::{PackedInput, RawInput, Store, StoreError},
    prepare,
};
use matching::Keyring;
use model::{InputId, Moment};

use crate::files::{Source, Window};

/// What the workers share: whose turn it is, and the house.
struct Turn<'h, S> {
    next: u64,
    house: &'h mut House<S>,
    tally: Tally,
    failure: Option<StoreError>,
}

/// Where windows come from, and which number the next one has.
struct Queue {
    source: Source,
    next: u64,
    is_stopped: bool,
}

/// What a run came to.
pub(crate) struct Run {
    pub(crate) tally: Tally,
    pub(crate) source: Source,
}

/// Runs everything the source gives through the house. `clock` stamps each window as it is taken;
/// `progress` is told the bytes decided.
pub(crate) fn run<S: Store>(
    house: &mut House<S>,
    source: Source,
    clock: &(dyn Fn() -> Moment + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Run> {
    let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
    let packer = house.store().pack();
    let queue = Mutex::new(Queue { source, next: 0, is_stopped: false });
    let turn = Mutex::new(Turn { next: 0, house, tally: Tally::default(), failure: None });
    let turned = Condvar::new();
    // One more than there are cores: while one waits for the disk the others parse.
    let workers = thread::available_parallelism().map_or(2, NonZero::get) + 1;
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((number, window, at)) = take(&queue, clock) {
                    let bytes = window.bytes as u64;
                    work(number, window, at, packer, &limits, &keyring, &turn, &turned, &queue);
                    progress(bytes);
                }
            });
        }
    });
    let turn = turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(failure) = turn.failure {
        return Err(failure.into());
    }
    let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Run { tally: turn.tally, source: queue.source })
}

fn take(
    queue: &Mutex<Queue>,
    clock: &(dyn Fn() -> Moment + Sync),
) -> Option<(u64, Window, Moment)> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    if queue.is_stopped {
        return None;
    }
    let window = queue.source.next_window()?;
    let number = queue.next;
    queue.next += 1;
    Some((number, window, clock()))
}

#[expect(clippy::too_many_arguments, reason = "one call, from the worker's loop")]
fn work<S: Store>(
    number: u64,
    window: Window,
    at: Moment,
    packer: fn(&[u8]) -> Vec<u8>,
    limits: &messages::Limits,
    keyring: &Keyring,
    turn: &Mutex<Turn<'_, S>>,
    turned: &Condvar,
    queue: &Mutex<Queue>,
) {
    let raws: Vec<RawInput> = window
        .messages
        .into_iter()
        .map(|bytes| RawInput { received_at: at, sender: String::new(), bytes })
        .collect();
    let packed: Vec<PackedInput> = raws.iter().map(|it| pack(it, packer)).collect();
    let read: Vec<Prepared<'_>> = raws
        .iter()
        .zip(&packed)
        .map(|(raw, packed)| prepare(InputId(0), packed.digest, raw, limits, keyring))
        .collect();

    let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    while turn.next != number {
        turn = turned.wait(turn).unwrap_or_else(PoisonError::into_inner);
    }
    if turn.failure.is_none() {
        match settle(turn.house, &packed, read) {
            Ok(tally) => turn.tally.add(&tally),
            Err(failure) => {
                turn.failure = Some(failure);
                queue.lock().unwrap_or_else(PoisonError::into_inner).is_stopped = true;
            }
        }
    }
    turn.next += 1;
    turned.notify_all();
}

fn settle<S: Store>(
    house: &mut House<S>,
    packed: &[PackedInput],
    read: Vec<Prepared<'_>>,
) -> Result<Tally, StoreError> {
    let accepted = house.accept(packed)?;
    let mut repeats = 0;
    let mut prepared = Vec::with_capacity(read.len());
    for (message, accepted) in read.into_iter().zip(accepted) {
        if accepted.is_repeat {
            repeats += 1;
        } else {
            prepared.push(message.accepted_as(accepted.input));
        }
    }
    let mut tally = house.settle(prepared)?;
    tally.repeats += repeats;
    Ok(tally)
}
