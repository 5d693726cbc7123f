//! Clears a great many messages on all cores: windows are read and parsed side by side, and what they
//! will ask for is loaded; they are decided one after the other in the order in which they were taken;
//! their receipts are spelt side by side again; and they are written one after the other while the
//! next ones are already being decided.
//!
//! A worker keeps its window from reading to commit, so that parsed documents borrow from its
//! bytes and never cross threads. Raw messages and what was decided of them become durable in one
//! commit; nothing is acknowledged before.

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    num::NonZero,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use anyhow::Result;
use clearance::{
    Decided, Enquirer, Foreseen, House, Office, Pending, Policies, Prepared, Rooms, Signatories,
    Tally, keys_ahead, pack,
    ports::{PackedInput, RawInput, Store, StoreError},
    prepare,
};
use matching::Keyring;
use messages::{Limits, Message};
use model::{InputId, Moment};
use rustc_hash::FxHashMap;
use store::{SqliteLoader, SqliteStore, Staged};

use crate::{
    files::{Source, Window},
    services::enquire,
};

/// What a run came to.
pub(crate) struct Run {
    pub(crate) tally: Tally,
    pub(crate) source: Source,
}

/// What the workers share.
struct Shared<'h> {
    queue: Mutex<Queue>,
    deciding: Turn<Deciding<'h>>,
    writing: Turn<Writing<'h>>,
    foreseen: Mutex<Foresight>,
    enquirer: &'h Mutex<Enquirer>,
    /// As the last decided window left them.
    policies: Mutex<Policies>,
    limits: Limits,
    keyring: Keyring,
    signatories: Signatories,
    packer: fn(&[u8]) -> Vec<u8>,
}

/// Where windows come from, and which number the next one has.
struct Queue {
    source: Source,
    next: u64,
    failure: Option<StoreError>,
}

struct Deciding<'h> {
    office: &'h mut Office,
    loader: SqliteLoader,
    next_input: u64,
    /// Digests of inputs that are numbered and perhaps not yet committed.
    ahead: FxHashMap<[u8; 32], InputId>,
}

/// Up to which input the facts that were loaded for each window hold what was committed; every
/// change after that must still be at hand when the window has its turn.
type Foresight = BTreeMap<u64, InputId>;

struct Writing<'h> {
    store: &'h mut SqliteStore,
    tally: Tally,
}

/// Something that windows use in the order of their numbers.
struct Turn<T> {
    state: Mutex<(u64, T)>,
    turned: Condvar,
}

impl<T> Turn<T> {
    fn new(state: T) -> Turn<T> {
        Turn { state: Mutex::new((0, state)), turned: Condvar::new() }
    }

    fn wait(&self, number: u64) -> MutexGuard<'_, (u64, T)> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 < number {
            state = self.turned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    fn pass(&self, mut state: MutexGuard<'_, (u64, T)>) {
        state.0 = state.0.saturating_add(1);
        self.turned.notify_all();
    }

    /// Makes it everybody's turn: who should pass it on is no more.
    fn give_up(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = u64::MAX;
        self.turned.notify_all();
    }

    fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Runs everything the source gives through the house. `clock` stamps each window as it is taken;
/// `progress` is told the bytes decided.
pub(crate) fn run(
    house: &mut House<SqliteStore>,
    source: Source,
    enquirer: &Mutex<Enquirer>,
    clock: &(dyn Fn() -> Moment + Sync),
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Run> {
    let limits = house.limits().clone();
    let keyring = house.keyring().clone();
    let signatories = house.signatories().clone();
    let policies = Mutex::new(house.registry().policies.clone());
    let (office, store) = house.parts();
    // One decides, one writes and waits for the disk, the others read and parse.
    let n_workers = thread::available_parallelism().map_or(2, NonZero::get) + 2;
    let mut loaders = (0..n_workers).map(|_| store.loader()).collect::<Result<Vec<_>, _>>()?;
    let next_input = store.head()?.next_input;
    let deciding =
        Deciding { office, loader: store.loader()?, next_input, ahead: FxHashMap::default() };
    let shared = Shared {
        queue: Mutex::new(Queue { source, next: 0, failure: None }),
        packer: store.pack(),
        deciding: Turn::new(deciding),
        writing: Turn::new(Writing { store, tally: Tally::default() }),
        foreseen: Mutex::default(),
        enquirer,
        policies,
        limits,
        keyring,
        signatories,
    };
    thread::scope(|scope| {
        for loader in &mut loaders {
            scope.spawn(|| {
                let _leaving = Leaving(&shared);
                while let Some((number, window, at)) = shared.take(clock) {
                    let bytes = window.bytes as u64;
                    shared.work(number, window, at, loader);
                    progress(bytes);
                }
            });
        }
    });
    let queue = shared.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    match queue.failure {
        Some(failure) => Err(failure.into()),
        None => Ok(Run { tally: shared.writing.into_inner().tally, source: queue.source }),
    }
}

/// A worker that panics fails the run and holds nobody up.
struct Leaving<'s, 'h>(&'s Shared<'h>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(StoreError::new("clear a window", "a worker panicked"));
            self.0.deciding.give_up();
            self.0.writing.give_up();
        }
    }
}

impl Shared<'_> {
    fn take(&self, clock: &(dyn Fn() -> Moment + Sync)) -> Option<(u64, Window, Moment)> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.failure.is_some() {
            return None;
        }
        let window = queue.source.next_window()?;
        let number = queue.next;
        queue.next += 1;
        Some((number, window, clock()))
    }

    fn fail(&self, failure: StoreError) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.failure.get_or_insert(failure);
    }

    fn has_failed(&self) -> bool {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).failure.is_some()
    }

    /// A window from its bytes to its commit. After a failure its turns are passed on unused, so
    /// that nobody waits for ever.
    fn work(&self, number: u64, window: Window, at: Moment, loader: &mut SqliteLoader) {
        let raw = |(sender, bytes)| RawInput { received_at: at, sender, bytes };
        let raws: Vec<RawInput> = window.messages.into_iter().map(raw).collect();
        let enquiry = OnceCell::new();
        let mut packed: Vec<PackedInput> = raws.iter().map(|it| pack(it, self.packer)).collect();
        let read = |(raw, packed): (_, &PackedInput)| {
            let Shared { limits, keyring, signatories, .. } = self;
            prepare(InputId(0), packed.digest, raw, limits, keyring, signatories)
        };
        let mut prepared: Vec<Prepared<'_>> = raws.iter().zip(&packed).map(read).collect();
        let changes_policies =
            prepared.iter().any(|it| matches!(it.message, Ok(Message::House(_))));
        let asked = enquire(self.enquirer, &self.policies(), &self.keyring, &prepared, at);
        if let Some(asked) = asked {
            let asked = enquiry.get_or_init(|| asked);
            packed.insert(0, pack(asked, self.packer));
            let digest = packed.first().map(|it| it.digest).unwrap_or_default();
            let Shared { limits, keyring, signatories, .. } = self;
            prepared.insert(0, prepare(InputId(0), digest, asked, limits, keyring, signatories));
        }

        let foreseen = self.foresee(number, &prepared, loader);
        // Outlives what is pending, which borrows from it.
        let rooms = Rooms::of(&prepared);

        let mut deciding = self.deciding.wait(number);
        let pending = match foreseen {
            Ok(foreseen) if !self.has_failed() => {
                let needed_from = self.needed_from();
                let decided = deciding.1.decide(&packed, prepared, &rooms, &foreseen, needed_from);
                decided.map_err(Some)
            }
            Ok(_) => Err(None),
            Err(failure) => Err(Some(failure)),
        };
        self.foreseen().remove(&number);
        if changes_policies {
            *self.policies() = deciding.1.office.registry().policies.clone();
        }
        self.deciding.pass(deciding);

        let staged = pending.map(|(inputs, pending)| {
            let batches: Vec<Decided> = pending.into_iter().map(Pending::write).collect();
            let staged = batches.iter().map(|it| Staged::of(&it.decisions)).collect::<Vec<_>>();
            (inputs, batches, staged)
        });
        let mut writing = self.writing.wait(number);
        let written = match staged {
            Ok((inputs, batches, staged)) if !self.has_failed() => {
                writing.1.write(&inputs, &packed, batches, &staged).map_err(Some)
            }
            Ok(_) => Err(None),
            Err(failure) => Err(failure),
        };
        self.writing.pass(writing);
        if let Err(Some(failure)) = written {
            self.fail(failure);
        }
    }

    /// Loads what a window will ask for before its turn, beside other windows' turns.
    fn foresee(
        &self,
        number: u64,
        prepared: &[Prepared<'_>],
        loader: &mut SqliteLoader,
    ) -> Result<Foreseen, StoreError> {
        let keys = keys_ahead(prepared, &self.keyring);
        // Noted first: what is committed from here on may or may not be among the facts.
        self.foreseen().insert(number, loader.through());
        Foreseen::load(keys, &mut |keys| loader.load(keys))
    }

    fn policies(&self) -> MutexGuard<'_, Policies> {
        self.policies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn foreseen(&self) -> MutexGuard<'_, Foresight> {
        self.foreseen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes by inputs after this one are still needed.
    fn needed_from(&self) -> InputId {
        self.foreseen().values().min().copied().unwrap_or_default()
    }
}

/// The number each message of a window was given; nothing for a repeat.
type Numbers = Vec<Option<InputId>>;

impl Deciding<'_> {
    fn decide<'a>(
        &mut self,
        packed: &[PackedInput],
        prepared: Vec<Prepared<'a>>,
        rooms: &'a Rooms,
        foreseen: &Foreseen,
        needed_from: InputId,
    ) -> Result<(Numbers, Vec<Pending<'a>>), StoreError> {
        self.office.committed(needed_from);
        self.ahead.retain(|_, it| *it > needed_from);
        let mut numbers = Vec::with_capacity(packed.len());
        let mut inputs = Vec::with_capacity(packed.len());
        for (message, packed) in prepared.into_iter().zip(packed) {
            let is_ahead = self.ahead.contains_key(&packed.digest);
            let is_repeat =
                !packed.is_house && (is_ahead || self.loader.input_of(&packed.digest)?.is_some());
            if is_repeat {
                numbers.push(None);
                continue;
            }
            let input = InputId(self.next_input);
            self.next_input += 1;
            numbers.push(Some(input));
            self.ahead.insert(packed.digest, input);
            inputs.push(message.accepted_as(input));
        }
        let Deciding { office, loader, .. } = self;
        let mut load = |keys: &_| foreseen.load_rest(keys, &mut |rest| loader.load(rest));
        Ok((numbers, office.decide(&mut load, inputs, rooms)?))
    }
}

impl Writing<'_> {
    fn write(
        &mut self,
        numbers: &Numbers,
        packed: &[PackedInput],
        batches: Vec<Decided>,
        staged: &[Staged],
    ) -> Result<(), StoreError> {
        self.tally.repeats += numbers.iter().filter(|it| it.is_none()).count() as u64;
        let kept = numbers.iter().zip(packed).filter_map(|(id, it)| id.map(|id| (id, it)));
        let mut kept: Vec<(InputId, &PackedInput)> = kept.collect();
        for (batch, staged) in batches.iter().zip(staged) {
            let decisions = &batch.decisions;
            let later = kept.partition_point(|(id, _)| *id <= decisions.last_input);
            let rest = kept.split_off(later);
            self.store.commit_staged(&kept, decisions, staged)?;
            kept = rest;
            self.tally.add(&batch.tally);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use clearance::House;
    use params::Law;

    use super::*;

    /// The clock is asked after the window has its number, so that a clock that panics leaves a
    /// number nobody will come with.
    #[test]
    fn a_worker_that_panics_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..40 {
            std::fs::write(folder.path().join(format!("{number:02}.xml")), "<x/>").unwrap();
        }
        let store = SqliteStore::open(
            &folder.path().join("house.sqlite"),
            store::Options::default(),
            || ([1; 16], [2; 32]),
        );
        let law = Law::shipped().unwrap();
        let mut house = House::open(store.unwrap(), law, Keyring::new([1; 16])).unwrap();
        let (asked, source) = (AtomicU32::new(0), Source::new(&[folder.path().to_owned()], 1));
        let clock = || {
            assert!(asked.fetch_add(1, Ordering::SeqCst) != 7, "a fault of ours");
            Moment::default()
        };
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            run(&mut house, source, &Mutex::default(), &clock, &|_| ()).map(|_| ())
        }));
        // The scope hands a worker's panic on, when all the others have ended.
        assert!(ran.is_err());
        assert!(asked.into_inner() < 40, "the run ended before its source");
    }
}
