//! The door's queue: messages that come at once are made durable together, acknowledged, and
//! decided together.

mod node;

use std::{
    collections::VecDeque,
    num::NonZero,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    clock,
    data::DataDir,
    services::enquire,
    traces::{Course, Passed},
};
use clearance::{
    Enquirer, House, Policies, Prepared, Signatories, Tally, pack,
    ports::{Accepted, PackedInput, RawInput, Store, StoreError},
    prepare,
};
use matching::Keyring;
use messages::Limits;
use model::{InputId, Moment};
use store::HouseStore;
use tokio::sync::{oneshot, watch};
use tracing::debug;

/// A message that is durable, under its number.
type Acknowledged = (InputId, [u8; 32], RawInput);

/// A message with whoever waits for its acknowledgement.
type Submitted = (RawInput, Asked);

/// Who waits for a message to be durable.
struct Asked {
    answer: oneshot::Sender<Answer>,
    course: Option<Course>,
}

/// Called when something was kept or decided.
pub(crate) type OnSeen = Arc<dyn Fn(&Seen<'_>) + Send + Sync>;

/// What a node did, for whoever counts.
pub(crate) enum Seen<'s> {
    Kept(Kept),
    Settled(Settled<'s>),
    Gone(Gone<'s>),
}

/// Messages that were made durable.
pub(crate) struct Kept {
    /// Those that had come before, byte for byte, and are not decided again.
    pub(crate) n_repeats: u64,
    pub(crate) keeping: Duration,
}

/// Messages that came through this door and are decided, by whichever node; what had come before too.
pub(crate) struct Gone<'s> {
    pub(crate) passed: &'s [Passed],
    pub(crate) kept_at: Moment,
    pub(crate) decided_at: Moment,
}

/// A batch that was decided.
pub(crate) struct Settled<'s> {
    /// When its inputs had come.
    pub(crate) arrivals: &'s [Moment],
    pub(crate) tally: &'s Tally,
    /// What it took to read the inputs, and to decide them and keep what was decided.
    pub(crate) reading: Duration,
    pub(crate) deciding: Duration,
}

/// What waits at the door.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    pub(crate) is_closed: bool,
    pub(crate) messages: usize,
    pub(crate) bytes: usize,
    /// When the oldest of it came; that of a batch which is being decided counts.
    pub(crate) since: Option<Moment>,
}

impl Waiting {
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= WAITING_MAX
    }
}

/// Hands messages to the house and waits for its word.
#[derive(Clone)]
pub(crate) struct Intake {
    shared: Arc<Shared>,
    decided: watch::Receiver<InputId>,
    decides: watch::Receiver<bool>,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    /// The moment that the house has reached, in milliseconds since 1970.
    reached: AtomicI64,
    /// What this door made durable and nobody is known to have decided: the last number of a batch, and when its oldest
    /// message came.
    undecided: Mutex<VecDeque<(InputId, Moment)>>,
}

impl Shared {
    fn new(reached: Moment) -> Shared {
        let reached = AtomicI64::new(reached.millis());
        let undecided = Mutex::default();
        Shared { queue: Mutex::default(), wake: Condvar::new(), reached, undecided }
    }
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Submitted>,
    bytes: usize,
    is_closed: bool,
    /// When the oldest message of the batch in hand came.
    in_hand_since: Option<Moment>,
}

/// What the house says of a message when it is safe.
pub(crate) type Answer = Result<Accepted, Refused>;

/// Why the door did not take a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("more is waiting than the house can hold; try again")]
    Full,
    #[error("the house is closing or its store failed")]
    Closed,
    #[error("the house's database is away, and nothing was kept; try again")]
    Away,
}

/// Bytes that may wait; beyond them the door says to come again.
const WAITING_MAX: usize = 256 * 1024 * 1024;
/// Bytes decided in one batch.
const BATCH_MAX: usize = 32 * 1024 * 1024;

impl Intake {
    /// Starts the thread that owns the house. It ends when the intake is closed, or when the store
    /// fails, which nothing but a restart mends.
    pub(crate) fn start<S: Store + 'static>(
        house: House<S>,
        enquirer: Arc<Mutex<Enquirer>>,
        on_seen: OnSeen,
    ) -> (Intake, JoinHandle<Result<(), StoreError>>) {
        let shared = Arc::new(Shared::new(house.registry().reached()));
        let (sender, decided) = watch::channel(InputId(0));
        let (alone, decides) = watch::channel(true);
        let inner = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let _closing = Closing(&inner);
            let served = serve(house, &enquirer, &inner, &sender, &on_seen);
            alone.send_replace(false);
            served
        });
        (Intake { shared, decided, decides }, thread)
    }

    /// Starts the threads of a node of a house in a database. They end when the intake is closed; while the database is
    /// away they try again. `house`: nothing where another node holds it.
    pub(crate) fn join(
        data: DataDir,
        house: Option<House<HouseStore>>,
        enquirer: Arc<Mutex<Enquirer>>,
        on_seen: OnSeen,
    ) -> (Intake, JoinHandle<Result<(), StoreError>>) {
        let reached = house.as_ref().map_or(Moment::default(), |it| it.registry().reached());
        let shared = Arc::new(Shared::new(reached));
        let (sender, decided) = watch::channel(InputId(0));
        let (holds, decides) = watch::channel(house.is_some());
        let node = node::Node {
            data,
            enquirer,
            shared: Arc::clone(&shared),
            decided: sender,
            decides: holds,
            on_seen,
            is_shut: AtomicBool::new(false),
            passing: Mutex::default(),
        };
        let thread = thread::spawn(move || node.run(house));
        (Intake { shared, decided, decides }, thread)
    }

    /// Whether this node decides, and does what is to be done once: gives time, calls webhooks.
    pub(crate) fn decides(&self) -> watch::Receiver<bool> {
        self.decides.clone()
    }

    /// Queues a message. The receiver hears when it is durable.
    pub(crate) fn submit(&self, raw: RawInput) -> Result<oneshot::Receiver<Answer>, Refused> {
        self.submit_on(raw, None)
    }

    /// The same with its place among traces.
    pub(crate) fn submit_on(
        &self,
        raw: RawInput,
        course: Option<Course>,
    ) -> Result<oneshot::Receiver<Answer>, Refused> {
        let (answer, receiver) = oneshot::channel();
        let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.is_closed {
            return Err(Refused::Closed);
        }
        if !queue.waiting.is_empty() && queue.bytes + raw.bytes.len() > WAITING_MAX {
            return Err(Refused::Full);
        }
        queue.bytes += raw.bytes.len();
        queue.waiting.push((raw, Asked { answer, course }));
        self.shared.wake.notify_one();
        Ok(receiver)
    }

    /// Waits until an input is decided.
    pub(crate) async fn decided(&self, input: InputId) -> Result<(), Refused> {
        let mut decided = self.decided.clone();
        decided.wait_for(|it| *it >= input).await.map(|_| ()).map_err(|_| Refused::Closed)
    }

    pub(crate) fn waiting(&self) -> Waiting {
        let queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let first = queue.waiting.first().map(|(raw, _)| raw.received_at);
        let undecided = self.shared.undecided.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = undecided.front().map(|(_, at)| *at);
        Waiting {
            is_closed: queue.is_closed,
            messages: queue.waiting.len(),
            bytes: queue.bytes,
            since: kept.or(queue.in_hand_since).or(first),
        }
    }

    /// The moment that the house has reached by ticks.
    pub(crate) fn reached(&self) -> Moment {
        Moment::from_millis(self.shared.reached.load(Ordering::Acquire))
    }

    /// Changes whenever inputs were decided.
    pub(crate) fn changes(&self) -> watch::Receiver<InputId> {
        self.decided.clone()
    }

    /// Lets what waits be decided, then ends.
    pub(crate) fn close(&self) {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
        self.shared.wake.notify_one();
    }
}

/// Shuts the door when the house's thread ends, be it by a panic: who waits is told, who comes is
/// turned away.
struct Closing<'s>(&'s Shared);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.is_closed = true;
        for (_, asked) in queue.waiting.drain(..) {
            // Whoever asked may be gone.
            let _ = asked.answer.send(Err(Refused::Closed));
        }
    }
}

fn serve<S: Store>(
    mut house: House<S>,
    enquirer: &Mutex<Enquirer>,
    shared: &Shared,
    decided: &watch::Sender<InputId>,
    on_seen: &OnSeen,
) -> Result<(), StoreError> {
    decided.send_replace(house.head()?.decided_input);
    let packer = house.store().pack();
    loop {
        let Some(batch) = next_batch(shared) else { return Ok(()) };
        let asks = Asks {
            policies: &house.registry().policies,
            limits: house.limits(),
            keyring: house.keyring(),
            packer,
        };
        let asked = asked_about(&asks, enquirer, &batch);
        let batch = batch.into_iter().map(|(raw, asked)| (raw, Some(asked)));
        let batch: Vec<_> = asked.into_iter().map(|it| (it, None)).chain(batch).collect();
        let began = Instant::now();
        let packed: Vec<PackedInput> = batch.iter().map(|(raw, _)| pack(raw, packer)).collect();
        let accepted = house.accept(&packed)?;
        let keeping = began.elapsed();
        let kept_at = clock::now();
        let (raws, passed) = acknowledge(batch, packed, accepted);
        let n_repeats = passed.iter().filter(|it| it.is_repeat).count() as u64;
        let arrivals: Vec<Moment> = raws.iter().map(|it| it.2.received_at).collect();
        on_seen(&Seen::Kept(Kept { n_repeats, keeping }));
        let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
        let signatories = house.signatories().clone();
        let began = Instant::now();
        let prepared = prepare_all(&raws, &limits, &keyring, &signatories);
        let reading = began.elapsed();
        let tally = house.settle(prepared)?;
        let deciding = began.elapsed().saturating_sub(reading);
        tell_of(&raws, reading, deciding);
        shared.reached.store(house.registry().reached().millis(), Ordering::Release);
        let (arrivals, tally) = (&arrivals, &tally);
        // Counted before it is told, so that whoever was answered finds himself counted.
        on_seen(&Seen::Settled(Settled { arrivals, tally, reading, deciding }));
        on_seen(&Seen::Gone(Gone { passed: &passed, kept_at, decided_at: clock::now() }));
        decided.send_replace(house.head()?.decided_input);
        shared.queue.lock().unwrap_or_else(PoisonError::into_inner).in_hand_since = None;
    }
}

/// Tells whoever waits that his messages are durable; what is to be decided of them, and all of them by number.
fn acknowledge(
    batch: Vec<(RawInput, Option<Asked>)>,
    packed: Vec<PackedInput>,
    accepted: Vec<Accepted>,
) -> (Vec<Acknowledged>, Vec<Passed>) {
    let (mut raws, mut passed) = (Vec::new(), Vec::new());
    for (((raw, asked), packed), accepted) in batch.into_iter().zip(packed).zip(accepted) {
        let Accepted { input, is_repeat, .. } = accepted;
        let course = asked.as_ref().and_then(|it| it.course);
        passed.push(Passed { input, is_repeat, came_at: raw.received_at, course });
        if let Some(asked) = asked {
            // Whoever asked may be gone; the message is kept all the same.
            let _ = asked.answer.send(Ok(accepted));
        }
        debug!(input = input.0, bytes = raw.bytes.len(), is_repeat, "a message is kept");
        if !is_repeat {
            raws.push((input, packed.digest, raw));
        }
    }
    (raws, passed)
}

/// Tells whoever looks at each batch what it took.
fn tell_of(batch: &[Acknowledged], reading: Duration, deciding: Duration) {
    let [first, last] = [batch.first(), batch.last()].map(|it| it.map_or(0, |it| it.0.0));
    let [read_us, decide_us] = [reading, deciding].map(|it| it.as_micros());
    debug!(first, last, n = batch.len(), read_us, decide_us, "a batch is decided");
}

/// What it is known by of whom services are to be asked.
struct Asks<'a> {
    policies: &'a Policies,
    limits: &'a Limits,
    keyring: &'a Keyring,
    packer: fn(&[u8]) -> Vec<u8>,
}

/// What services say of the buyers in a batch, as an input that goes before it.
fn asked_about(
    asks: &Asks<'_>,
    enquirer: &Mutex<Enquirer>,
    batch: &[Submitted],
) -> Option<RawInput> {
    let Asks { policies, limits, keyring, packer } = asks;
    let at = batch.last()?.0.received_at;
    let on = at.local_date();
    if policies.identity_on(on).is_none() && policies.limit_on(on).is_none() {
        return None;
    }
    let read = |(raw, _): &Submitted| {
        let digest = pack(raw, *packer).digest;
        (InputId(0), digest, raw.clone())
    };
    let raws: Vec<Acknowledged> = batch.iter().map(read).collect();
    // Who the buyers are does not hang on a signature; those are verified when the batch is decided.
    let prepared = prepare_all(&raws, limits, keyring, &Signatories::default());
    enquire(enquirer, policies, keyring, &prepared, at)
}

/// Prepares messages in their order; on all cores where somebody signs. Reading a message takes
/// less than handing it to another thread, verifying its signature takes more.
fn prepare_all<'r>(
    raws: &'r [Acknowledged],
    limits: &Limits,
    keyring: &Keyring,
    signatories: &Signatories,
) -> Vec<Prepared<'r>> {
    let some = |raws: &'r [Acknowledged]| -> Vec<Prepared<'r>> {
        let one = |(input, digest, raw): &'r Acknowledged| {
            prepare(*input, *digest, raw, limits, keyring, signatories)
        };
        raws.iter().map(one).collect()
    };
    if signatories.is_empty() || raws.len() == 1 {
        return some(raws);
    }
    let n_cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = raws.len().div_ceil(n_cores).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> =
            raws.chunks(share).map(|raws| scope.spawn(move || some(raws))).collect();
        let join = |it: thread::ScopedJoinHandle<'_, Vec<Prepared<'r>>>| {
            it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    })
}

/// Everything that waits, up to a batch; nothing when the intake is closed and empty.
fn next_batch(shared: &Shared) -> Option<Vec<Submitted>> {
    let mut queue = shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
    while queue.waiting.is_empty() {
        if queue.is_closed {
            return None;
        }
        queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
    let mut bytes = 0;
    let fits = |(raw, _): &&(RawInput, _)| {
        bytes += raw.bytes.len();
        bytes <= BATCH_MAX
    };
    let count = queue.waiting.iter().take_while(fits).count().max(1);
    let batch: Vec<_> = queue.waiting.drain(..count).collect();
    queue.bytes -= batch.iter().map(|(raw, _)| raw.bytes.len()).sum::<usize>();
    queue.in_hand_since = batch.first().map(|(raw, _)| raw.received_at);
    Some(batch)
}

#[cfg(test)]
mod tests {
    use clearance::ports::{Decisions, Facts, Head, Keys, Remembered, StoredInput, TellTasks};
    use matching::Keyring;
    use model::CommitNo;
    use params::Law;
    use store::SqliteStore;

    use super::*;

    /// A store that keeps what it is given and panics when it is asked for facts.
    struct Panicking(SqliteStore);

    impl Store for Panicking {
        fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
            self.0.pack()
        }

        fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
            self.0.accept(inputs)
        }

        fn inputs_after(&mut self, _: InputId, _: usize) -> Result<Vec<StoredInput>, StoreError> {
            Ok(Vec::new())
        }

        fn house_inputs(&mut self, _: InputId) -> Result<Vec<StoredInput>, StoreError> {
            Ok(Vec::new())
        }

        fn load(&mut self, _: &Keys) -> Result<Facts, StoreError> {
            panic!("a fault of ours")
        }

        fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
            self.0.commit(decisions)
        }

        fn remembered_after(
            &mut self,
            after: CommitNo,
            max_bytes: usize,
        ) -> Result<Vec<Remembered>, StoreError> {
            self.0.remembered_after(after, max_bytes)
        }

        fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
            self.0.checkpoint()
        }

        fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
            self.0.tell_tasks(edition, tell)
        }

        fn head(&mut self) -> Result<Head, StoreError> {
            self.0.head()
        }
    }

    #[test]
    fn who_waits_on_a_house_that_panicked_is_told_and_who_comes_is_turned_away() {
        let store = Panicking(SqliteStore::in_memory(([1; 16], [2; 32])).unwrap());
        let house = House::open(store, Law::shipped().unwrap(), Keyring::new([1; 16])).unwrap();
        let (intake, thread) = Intake::start(house, Arc::default(), Arc::new(|_| ()));
        let raw = |bytes: &[u8]| RawInput {
            received_at: Moment::default(),
            sender: String::new(),
            bytes: bytes.to_vec(),
        };
        let accepted = intake.submit(raw(b"<x/>")).unwrap().blocking_recv().unwrap().unwrap();
        // It is kept, and nobody will decide it.
        let waiting = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(waiting.block_on(intake.decided(accepted.input)), Err(Refused::Closed));
        assert!(thread.join().is_err());
        assert_eq!(intake.submit(raw(b"<y/>")).err(), Some(Refused::Closed));
    }

    #[test]
    fn what_waits_in_the_queue_of_a_thread_that_ends_is_answered() {
        let shared = Shared::new(Moment::default());
        let (answer, receiver) = oneshot::channel();
        let raw =
            RawInput { received_at: Moment::default(), sender: String::new(), bytes: Vec::new() };
        shared.queue.lock().unwrap().waiting.push((raw, Asked { answer, course: None }));
        drop(Closing(&shared));
        assert_eq!(receiver.blocking_recv().unwrap(), Err(Refused::Closed));
    }
}
