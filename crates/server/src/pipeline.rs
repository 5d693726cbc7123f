//! Clears a great many messages on all cores: windows are read and parsed side by side, and what they
//! will ask for is loaded; they are decided one after the other in the order in which they were taken;
//! their receipts are spelt side by side again; and one thread of its own writes them while the next ones
//! are already being decided.
//!
//! A worker keeps its window from reading to spelling, so that parsed documents borrow from its
//! bytes and never cross threads. Raw messages and what was decided of them become durable in one
//! commit; nothing is acknowledged before.

mod turn;

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    num::NonZero,
    panic::resume_unwind,
    sync::{Mutex, MutexGuard, PoisonError},
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
use store::{HouseStore, Loader, Staged};

use self::turn::{Shelf, Turn};
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
    /// Nothing in the place of a window that failed.
    spelt: Shelf<Option<Spelt>>,
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
    loader: Loader,
    next_input: u64,
    /// Digests of inputs that are numbered and perhaps not yet committed.
    ahead: FxHashMap<[u8; 32], InputId>,
}

/// Up to which input the facts that were loaded for each window hold what was committed; every
/// change after that must still be at hand when the window has its turn.
type Foresight = BTreeMap<u64, InputId>;

/// A window that only has to be written.
struct Spelt {
    numbers: Numbers,
    packed: Vec<PackedInput>,
    batches: Vec<Decided>,
    staged: Vec<Staged>,
    /// Of its messages, as they came.
    n_bytes: u64,
}

/// Windows that may wait to be written: as many as come while the logs of claims are folded, which takes about a second.
const ROOM: u64 = 3;

struct Writing<'h> {
    store: &'h mut HouseStore,
    tally: Tally,
}

/// Runs everything the source gives through the house. `clock` stamps each window as it is taken;
/// `progress` is told the bytes committed.
pub(crate) fn run(
    house: &mut House<HouseStore>,
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
    // One decides, the others read and spell; one more writes and waits for the disk.
    let n_workers = thread::available_parallelism().map_or(2, NonZero::get) + 1;
    let loaders = (0..n_workers).map(|_| store.loader()).collect::<Result<Vec<_>, _>>()?;
    let next_input = store.head()?.next_input;
    let deciding =
        Deciding { office, loader: store.loader()?, next_input, ahead: FxHashMap::default() };
    let shared = Shared {
        queue: Mutex::new(Queue { source, next: 0, failure: None }),
        packer: store.pack(),
        deciding: Turn::new(deciding),
        spelt: Shelf::new(ROOM),
        foreseen: Mutex::default(),
        enquirer,
        policies,
        limits,
        keyring,
        signatories,
    };
    let tally = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let _leaving = Leaving(&shared);
            shared.write(Writing { store, tally: Tally::default() }, progress)
        });
        let clear = |loader: Loader| {
            let shared = &shared;
            scope.spawn(move || {
                let _leaving = Leaving(shared);
                let mut loader = loader;
                while let Some((number, window, at)) = shared.take(clock) {
                    shared.work(number, window, at, &mut loader);
                }
            })
        };
        let workers: Vec<_> = loaders.into_iter().map(clear).collect();
        let panics: Vec<_> = workers.into_iter().filter_map(|it| it.join().err()).collect();
        shared.spelt.close();
        let written = writer.join();
        match (panics.into_iter().next(), written) {
            (None, Ok(tally)) => tally,
            (Some(panic), _) | (None, Err(panic)) => resume_unwind(panic),
        }
    });
    let queue = shared.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    match queue.failure {
        Some(failure) => Err(failure.into()),
        None => Ok(Run { tally, source: queue.source }),
    }
}

/// A thread that panics fails the run and holds nobody up.
struct Leaving<'s, 'h>(&'s Shared<'h>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(StoreError::new("clear a window", "a thread panicked"));
            self.0.deciding.give_up();
            self.0.spelt.close();
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

    /// A window from its bytes to what is written of it. After a failure its turns are passed on unused, so
    /// that nobody waits for ever.
    fn work(&self, number: u64, window: Window, at: Moment, loader: &mut Loader) {
        let n_bytes = window.bytes as u64;
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

        let spelt = match pending {
            Ok((numbers, pending)) if !self.has_failed() => {
                let batches: Vec<Decided> = pending.into_iter().map(Pending::write).collect();
                let staged = batches.iter().map(|it| Staged::of(&it.decisions)).collect();
                Some(Spelt { numbers, packed, batches, staged, n_bytes })
            }
            Ok(_) => None,
            Err(failure) => {
                if let Some(failure) = failure {
                    self.fail(failure);
                }
                None
            }
        };
        self.spelt.put(number, spelt);
    }

    /// Commits windows in the order of their numbers, as long as any come.
    fn write(&self, mut writing: Writing<'_>, progress: &(dyn Fn(u64) + Sync)) -> Tally {
        while let Some(spelt) = self.spelt.take() {
            let Some(spelt) = spelt.filter(|_| !self.has_failed()) else { continue };
            match writing.write(&spelt) {
                Ok(()) => progress(spelt.n_bytes),
                Err(failure) => self.fail(failure),
            }
        }
        writing.tally
    }

    /// Loads what a window will ask for before its turn, beside other windows' turns.
    fn foresee(
        &self,
        number: u64,
        prepared: &[Prepared<'_>],
        loader: &mut Loader,
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
    fn write(&mut self, spelt: &Spelt) -> Result<(), StoreError> {
        let Spelt { numbers, packed, batches, staged, .. } = spelt;
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
        let store =
            HouseStore::open(&store::Place::from(folder.path()), store::Options::default(), || {
                ([1; 16], [2; 32])
            });
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
