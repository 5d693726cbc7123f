//! The door's queue: messages that come at once are made durable together, acknowledged, and
//! decided together.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    thread::{self, JoinHandle},
};

use clearance::{
    House, pack,
    ports::{Accepted, PackedInput, RawInput, Store, StoreError},
    prepare,
};
use model::{InputId, Moment};
use tokio::sync::{oneshot, watch};

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
    /// The moment that the house has reached, in milliseconds since 1970.
    reached: AtomicI64,
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
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            wake: Condvar::new(),
            reached: AtomicI64::new(house.registry().reached().millis()),
        });
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

    /// The moment that the house has reached by ticks.
    pub(crate) fn reached(&self) -> Moment {
        Moment::from_millis(self.shared.reached.load(Ordering::Acquire))
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
        let prepared = raws
            .iter()
            .map(|(input, digest, raw)| prepare(*input, *digest, raw, &limits, &keyring));
        house.settle(prepared.collect())?;
        shared.reached.store(house.registry().reached().millis(), Ordering::Release);
        decided.send_replace(house.head()?.decided_input);
        on_decided(&arrivals);
    }
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
