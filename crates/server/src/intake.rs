//! The door's queue: messages that come at once are made durable together, acknowledged, and
//! decided together.

use std::{
    num::NonZero,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use clearance::{
    House, Prepared, Signatories, pack,
    ports::{Accepted, PackedInput, RawInput, Store, StoreError},
    prepare,
};
use matching::Keyring;
use messages::Limits;
use model::{InputId, Moment};
use tokio::sync::{oneshot, watch};

/// A message that is durable, under its number.
type Acknowledged = (InputId, [u8; 32], RawInput);

/// Called with the moments at which the inputs of a decided batch had come.
type Decided = Box<dyn FnMut(&[Moment]) + Send>;

/// Hands messages to the house and waits for its word.
#[derive(Clone)]
pub(crate) struct Intake {
    shared: Arc<Shared>,
    decided: watch::Receiver<InputId>,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(RawInput, oneshot::Sender<Answer>)>,
    bytes: usize,
    is_closed: bool,
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
        on_decided: Decided,
    ) -> (Intake, JoinHandle<Result<(), StoreError>>) {
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new() });
        let (sender, decided) = watch::channel(InputId(0));
        let inner = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let outcome = serve(house, &inner, &sender, on_decided);
            let mut queue = inner.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.is_closed = true;
            for (_, answer) in queue.waiting.drain(..) {
                // Whoever asked may be gone.
                let _ = answer.send(Err(Refused::Closed));
            }
            outcome
        });
        (Intake { shared, decided }, thread)
    }

    /// Queues a message. The receiver hears when it is durable.
    pub(crate) fn submit(&self, raw: RawInput) -> Result<oneshot::Receiver<Answer>, Refused> {
        let (sender, receiver) = oneshot::channel();
        let mut queue = self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.is_closed {
            return Err(Refused::Closed);
        }
        if !queue.waiting.is_empty() && queue.bytes + raw.bytes.len() > WAITING_MAX {
            return Err(Refused::Full);
        }
        queue.bytes += raw.bytes.len();
        queue.waiting.push((raw, sender));
        self.shared.wake.notify_one();
        Ok(receiver)
    }

    /// Waits until an input is decided.
    pub(crate) async fn decided(&self, input: InputId) -> Result<(), Refused> {
        let mut decided = self.decided.clone();
        decided.wait_for(|it| *it >= input).await.map(|_| ()).map_err(|_| Refused::Closed)
    }

    /// Lets what waits be decided, then ends.
    pub(crate) fn close(&self) {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
        self.shared.wake.notify_one();
    }
}

fn serve<S: Store>(
    mut house: House<S>,
    shared: &Shared,
    decided: &watch::Sender<InputId>,
    mut on_decided: Decided,
) -> Result<(), StoreError> {
    decided.send_replace(house.head()?.decided_input);
    let packer = house.store().pack();
    loop {
        let Some(batch) = next_batch(shared) else { return Ok(()) };
        let packed: Vec<PackedInput> = batch.iter().map(|(raw, _)| pack(raw, packer)).collect();
        let accepted = house.accept(&packed)?;
        let (mut raws, mut arrivals) = (Vec::new(), Vec::new());
        for (((raw, answer), packed), accepted) in batch.into_iter().zip(packed).zip(accepted) {
            // Whoever asked may be gone; the message is kept all the same.
            let _ = answer.send(Ok(accepted));
            if !accepted.is_repeat {
                arrivals.push(raw.received_at);
                raws.push((accepted.input, packed.digest, raw));
            }
        }
        let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
        let signatories = house.signatories().clone();
        house.settle(prepare_all(&raws, &limits, &keyring, &signatories))?;
        decided.send_replace(house.head()?.decided_input);
        on_decided(&arrivals);
    }
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
fn next_batch(shared: &Shared) -> Option<Vec<(RawInput, oneshot::Sender<Answer>)>> {
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
    Some(batch)
}
