//! One of several nodes of a house in a database: each takes messages, one decides.
//!
//! The door makes what comes durable in the order in which the database numbers it. Whoever holds the house decides
//! what nobody decided yet, in that order, whichever door it came through. The others follow, and try for the house
//! every second: when the node that decides ends or is cut off, its place is taken within ten.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clearance::{
    Enquirer, House, Registry, pack,
    ports::{Accepted, PackedInput, RawInput, Records as _, Store as _, StoreError},
};
use matching::Keyring;
use messages::Limits;
use model::{InputId, Moment};
use params::Law;
use store::{HouseRecords, HouseStore, HouseWatch, PostgresInbox};
use tokio::sync::watch;
use tracing::{debug, error, info};

use super::{
    BATCH_MAX, Closing, Gone, Kept, Refused, Seen, Settled, Shared, asked_about, next_batch,
    prepare_all, tell_of,
};
use crate::{
    clock,
    data::{DataDir, bring_up},
    traces::Passed,
};

/// How long a door goes on trying when the database goes away, before whoever waits is told; from then on whoever comes
/// is told at once, until it is back.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a follower tries for the house.
const TRY_EVERY: Duration = Duration::from_secs(1);

/// What the threads of a node share.
pub(super) struct Node {
    pub(super) data: DataDir,
    pub(super) enquirer: Arc<Mutex<Enquirer>>,
    pub(super) shared: Arc<Shared>,
    pub(super) decided: watch::Sender<InputId>,
    pub(super) decides: watch::Sender<bool>,
    pub(super) on_seen: super::OnSeen,
    /// Nothing more comes through the door.
    pub(super) is_shut: AtomicBool,
    /// What came through the door, for whoever follows it, and is not known to be decided.
    pub(super) passing: Mutex<VecDeque<(Vec<Passed>, Moment)>>,
}

impl Node {
    /// Takes messages and decides or follows, until the intake is closed.
    pub(super) fn run(self, first: Option<House<HouseStore>>) -> Result<(), StoreError> {
        let node = &self;
        thread::scope(|scope| {
            let door = scope.spawn(|| {
                let _closing = Closing(&node.shared);
                let kept = node.take();
                node.is_shut.store(true, Ordering::Release);
                kept
            });
            let decided = node.decide_or_follow(first);
            let kept = door.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            decided.and(kept)
        })
    }

    /// Makes what comes durable.
    fn take(&self) -> Result<(), StoreError> {
        let law = Law::shipped().map_err(|cause| StoreError::new("read the shipped law", cause))?;
        let mut known = Known { registry: Registry::new(law), through: InputId(0) };
        let (mut door, mut away_since) = (None, None);
        while let Some(batch) = next_batch(&self.shared) {
            let began = Instant::now();
            let kept = self.keep((&mut door, &mut away_since), &mut known, &batch);
            match kept {
                Ok(accepted) => {
                    let n_repeats = accepted.iter().filter(|it| it.is_repeat).count() as u64;
                    (self.on_seen)(&Seen::Kept(Kept { n_repeats, keeping: began.elapsed() }));
                    self.acknowledge(batch, accepted);
                }
                Err(error) => {
                    error!("the database is away: {:#}", anyhow::Error::from(error));
                    for (_, asked) in batch {
                        let _ = asked.answer.send(Err(Refused::Away));
                    }
                }
            }
            let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.in_hand_since = None;
        }
        Ok(())
    }

    /// Tells whoever waits that his messages are durable.
    fn acknowledge(&self, batch: Vec<super::Submitted>, accepted: Vec<Accepted>) {
        let kept_at = clock::now();
        let oldest = batch.iter().map(|(raw, _)| raw.received_at).min();
        let newest = accepted.iter().map(|it| it.input).max();
        if let (Some(newest), Some(oldest)) = (newest, oldest) {
            let undecided = &self.shared.undecided;
            undecided.lock().unwrap_or_else(PoisonError::into_inner).push_back((newest, oldest));
        }
        let mut passed = Vec::new();
        for ((raw, asked), accepted) in batch.into_iter().zip(accepted) {
            let Accepted { input, is_repeat } = accepted;
            passed.extend(asked.course.map(|_| Passed {
                input,
                is_repeat,
                came_at: raw.received_at,
                course: asked.course,
            }));
            debug!(input = input.0, bytes = raw.bytes.len(), is_repeat, "a message is kept");
            // Whoever asked may be gone; the message is kept all the same.
            let _ = asked.answer.send(Ok(accepted));
        }
        if !passed.is_empty() {
            let mut passing = self.passing.lock().unwrap_or_else(PoisonError::into_inner);
            passing.push_back((passed, kept_at));
        }
    }

    /// Tells everybody that all is decided up to an input.
    fn tell_decided(&self, head: InputId) {
        self.decided.send_replace(head);
        let mut undecided = self.shared.undecided.lock().unwrap_or_else(PoisonError::into_inner);
        while undecided.pop_front_if(|(last, _)| *last <= head).is_some() {}
        drop(undecided);
        let decided_at = clock::now();
        let mut passing = self.passing.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((passed, kept_at)) =
            passing.pop_front_if(|(passed, _)| passed.iter().all(|it| it.input <= head))
        {
            (self.on_seen)(&Seen::Gone(Gone { passed: &passed, kept_at, decided_at }));
        }
    }

    /// Tries until it is kept or patience ends.
    fn keep(
        &self,
        (door, away_since): (&mut Option<Door>, &mut Option<Instant>),
        known: &mut Known,
        batch: &[super::Submitted],
    ) -> Result<Vec<Accepted>, StoreError> {
        loop {
            let error = match self.keep_once(door, known, batch) {
                Ok(accepted) => {
                    *away_since = None;
                    return Ok(accepted);
                }
                Err(error) => error,
            };
            // The connection may be gone; what it had not committed was not kept.
            *door = None;
            if away_since.get_or_insert_with(Instant::now).elapsed() >= PATIENCE {
                return Err(error);
            }
            thread::sleep(PAUSE);
        }
    }

    fn keep_once(
        &self,
        door: &mut Option<Door>,
        known: &mut Known,
        batch: &[super::Submitted],
    ) -> Result<Vec<Accepted>, StoreError> {
        let door = match door {
            Some(door) => door,
            None => door.insert(Door::open(&self.data)?),
        };
        let asked = door.ask(known, &self.enquirer, batch)?;
        let packed = |raw: &RawInput| pack(raw, store::pack);
        let inputs: Vec<PackedInput> =
            asked.iter().map(packed).chain(batch.iter().map(|(raw, _)| packed(raw))).collect();
        let mut accepted = door.inbox.accept(&inputs)?;
        // Nobody waits for what was asked on behalf of the batch.
        accepted.drain(..usize::from(asked.is_some()));
        Ok(accepted)
    }

    fn decide_or_follow(&self, first: Option<House<HouseStore>>) -> Result<(), StoreError> {
        let mut house = first;
        let mut watch = None;
        loop {
            let went = match house.take() {
                Some(house) => {
                    self.decides.send_replace(true);
                    let went = self.decide(house);
                    self.decides.send_replace(false);
                    went
                }
                None => self.follow(&mut watch),
            };
            if let Err(error) = went {
                error!("the house is not held: {:#}", anyhow::Error::from(error));
                watch = None;
                thread::sleep(PAUSE);
            }
            if self.is_shut.load(Ordering::Acquire) {
                return Ok(());
            }
            house = self.data.open_if_free().unwrap_or_else(|error| {
                error!("the house cannot be taken: {error:#}");
                None
            });
        }
    }

    /// Decides what nobody decided yet, until the intake is closed and nothing is left, or the house is lost.
    fn decide(&self, mut house: House<HouseStore>) -> Result<(), StoreError> {
        let mut watch = HouseWatch::open(self.data.place())?;
        let mut head = house.head()?.decided_input;
        info!(decided = head.0, "this node decides");
        self.tell_decided(head);
        loop {
            // Looked at before reading, so that whatever came through the door before it was shut is read.
            let is_last = self.is_shut.load(Ordering::Acquire);
            let inputs = house.store().inputs_after(head, BATCH_MAX)?;
            if inputs.is_empty() {
                if is_last {
                    return Ok(());
                }
                watch.wait(PAUSE)?;
                continue;
            }
            let raws: Vec<super::Acknowledged> = inputs.into_iter().map(acknowledged).collect();
            let arrivals: Vec<_> = raws.iter().map(|(_, _, raw)| raw.received_at).collect();
            let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
            let signatories = house.signatories().clone();
            let began = Instant::now();
            let prepared = prepare_all(&raws, &limits, &keyring, &signatories);
            let reading = began.elapsed();
            let tally = house.settle(prepared)?;
            let deciding = began.elapsed().saturating_sub(reading);
            tell_of(&raws, reading, deciding);
            let reached = house.registry().reached().millis();
            self.shared.reached.store(reached, Ordering::Release);
            let settled = Settled { arrivals: &arrivals, tally: &tally, reading, deciding };
            (self.on_seen)(&Seen::Settled(settled));
            head = house.head()?.decided_input;
            self.tell_decided(head);
        }
    }

    /// Tells what the node that decides has decided, until it is time to try for the house.
    fn follow(&self, watch: &mut Option<Following>) -> Result<(), StoreError> {
        let following = match watch {
            Some(following) => following,
            None => watch.insert(Following::open(&self.data)?),
        };
        let until = Instant::now() + TRY_EVERY;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            self.tell_decided(following.records.head()?.decided_input);
            if self.is_shut.load(Ordering::Acquire) {
                return Ok(());
            }
            following.watch.wait(left.min(PAUSE))?;
        }
        Ok(())
    }
}

/// What a follower looks at.
struct Following {
    watch: HouseWatch,
    records: HouseRecords,
}

impl Following {
    fn open(data: &DataDir) -> Result<Following, StoreError> {
        let watch = HouseWatch::open(data.place())?;
        Ok(Following { watch, records: HouseRecords::open(data.place())? })
    }
}

/// What a door needs to make messages durable, and to ask services of their buyers before.
struct Door {
    inbox: PostgresInbox,
    records: HouseRecords,
    keyring: Keyring,
}

/// The registry as of an input; it outlives connections.
struct Known {
    registry: Registry,
    through: InputId,
}

impl Door {
    fn open(data: &DataDir) -> Result<Door, StoreError> {
        let inbox = store::inbox(data.place())?
            .ok_or_else(|| StoreError::new("open a door", "the house is in a folder"))?;
        let records = HouseRecords::open(data.place())?;
        let keyring = Keyring::new(records.keyring()?);
        Ok(Door { inbox, records, keyring })
    }

    /// What services say of the buyers in a batch, as an input that goes before it.
    fn ask(
        &self,
        known: &mut Known,
        enquirer: &Mutex<Enquirer>,
        batch: &[super::Submitted],
    ) -> Result<Option<RawInput>, StoreError> {
        let fault = |error: anyhow::Error| StoreError::new("read its registry", error);
        let through = bring_up(&mut known.registry, &self.records, known.through);
        known.through = through.map_err(fault)?;
        let asks = super::Asks {
            policies: &known.registry.policies,
            limits: &Limits::default(),
            keyring: &self.keyring,
            packer: store::pack,
        };
        Ok(asked_about(&asks, enquirer, batch))
    }
}

fn acknowledged(it: clearance::ports::StoredInput) -> super::Acknowledged {
    let raw = RawInput { received_at: it.received_at, sender: it.sender, bytes: it.bytes };
    (it.input, it.digest, raw)
}
