//! The house: inputs in, decisions out, by the commit protocol.
//!
//! [`House::accept`] makes raw inputs durable; [`prepare`] reads them, anywhere and in parallel;
//! [`House::settle`] lets the [`Office`] decide and commits what it decided.

use matching::Keyring;
use messages::{Limits, Message};
use model::CommitNo;
use params::Law;
use risk::batch::Remembered;

use crate::{
    office::{Office, Rooms},
    ports::{Accepted, Head, PackedInput, RawInput, Store, StoreError, StoredInput},
    prepare::{Prepared, pack, prepare},
    registry::Registry,
    scales::Mind,
    signatories::Signatories,
    tally::Tally,
    task_act::OpenTasks,
    tasks::TASKS_EDITION,
};

/// The house over a store.
pub struct House<S> {
    store: S,
    office: Office,
    limits: Limits,
}

impl<S: Store> House<S> {
    /// Opens the house: law and registry are brought to where the decided inputs left them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn open(mut store: S, law: Law, keyring: Keyring) -> Result<House<S>, StoreError> {
        let head = store.head()?;
        let mut registry = Registry::new(law);
        for input in store.house_inputs(head.decided_input)? {
            if let Ok(Message::House(message)) = messages::read(&input.bytes, &Limits::default()) {
                // What was refused then is refused again, and was answered then.
                let _ = registry.apply(&message, input.input, input.received_at);
            }
        }
        store.tell_tasks(TASKS_EDITION, &|row, kept| {
            OpenTasks::of(kept).after(row, &registry.law)
        })?;
        let mind = recall(&mut store, &keyring)?;
        let office = Office::new(registry, keyring, head.next_entry, mind);
        Ok(House { store, office, limits: Limits::default() })
    }

    pub fn registry(&self) -> &Registry {
        self.office.registry()
    }

    pub fn keyring(&self) -> &Keyring {
        self.office.keyring()
    }

    /// Who signs, for whoever prepares; it follows the registry.
    pub fn signatories(&self) -> &Signatories {
        self.office.registry().signatories()
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }

    /// The office and the store, for whoever lets the one run ahead of the other.
    pub fn parts(&mut self) -> (&mut Office, &mut S) {
        (&mut self.office, &mut self.store)
    }

    pub fn into_store(self) -> S {
        self.store
    }

    /// Makes inputs durable. When it returns they are acknowledged.
    ///
    /// # Errors
    /// When the store fails; then nothing was accepted.
    pub fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        self.store.accept(inputs)
    }

    /// Accepts, reads and decides raw inputs in one go.
    ///
    /// # Errors
    /// When the store fails. What was accepted stays, and is decided by [`House::resume`].
    pub fn take(&mut self, raws: &[RawInput]) -> Result<Tally, StoreError> {
        let packer = self.store.pack();
        let packed: Vec<PackedInput> = raws.iter().map(|it| pack(it, packer)).collect();
        let accepted = self.accept(&packed)?;
        let limits = self.limits.clone();
        let mut tally = Tally::default();
        let mut prepared = Vec::with_capacity(raws.len());
        for ((raw, packed), accepted) in raws.iter().zip(&packed).zip(accepted) {
            if accepted.is_repeat {
                tally.repeats += 1;
            } else {
                let (keyring, signatories) = (self.keyring(), self.signatories());
                let (input, digest) = (accepted.input, packed.digest);
                prepared.push(prepare(input, digest, raw, &limits, keyring, signatories));
            }
        }
        tally.add(&self.settle(prepared)?);
        Ok(tally)
    }

    /// Decides what was accepted and not decided when the house last stopped.
    ///
    /// # Errors
    /// When the store fails.
    pub fn resume(&mut self) -> Result<Tally, StoreError> {
        const CHUNK_BYTES: usize = 32 * 1024 * 1024;
        let mut tally = Tally::default();
        loop {
            let head = self.store.head()?;
            let inputs = self.store.inputs_after(head.decided_input, CHUNK_BYTES)?;
            if inputs.is_empty() {
                return Ok(tally);
            }
            let raws: Vec<(StoredInput, RawInput)> = inputs.into_iter().map(split).collect();
            let limits = self.limits.clone();
            let (keyring, signatories) = (self.keyring().clone(), self.signatories().clone());
            let prepared = raws
                .iter()
                .map(|(it, raw)| prepare(it.input, it.digest, raw, &limits, &keyring, &signatories))
                .collect();
            tally.add(&self.settle(prepared)?);
        }
    }

    /// Decides accepted inputs, in order, and commits each batch before the next. They must be the
    /// next undecided ones, without a gap.
    ///
    /// # Errors
    /// When the store fails; batches before the failing one are committed, and the house is of no
    /// use any more until it is opened again.
    pub fn settle(&mut self, inputs: Vec<Prepared<'_>>) -> Result<Tally, StoreError> {
        let House { store, office, .. } = self;
        let mut tally = Tally::default();
        let rooms = Rooms::of(&inputs);
        for pending in office.decide(&mut |keys| store.load(keys), inputs, &rooms)? {
            let decided = pending.write();
            store.commit(&decided.decisions)?;
            office.committed(decided.decisions.last_input);
            tally.add(&decided.tally);
        }
        Ok(tally)
    }

    /// # Errors
    /// When the store fails.
    pub fn head(&mut self) -> Result<Head, StoreError> {
        self.store.head()
    }
}

/// What is remembered of all commits, folded in their order: on from the latest checkpoint that this program can read.
fn recall(store: &mut impl Store, keyring: &Keyring) -> Result<Mind, StoreError> {
    const CHUNK_BYTES: usize = 8 * 1024 * 1024;
    let fault = |cause| StoreError::new("read what is remembered", cause);
    let kept = store.checkpoint()?;
    let kept = kept.and_then(|(at, bytes)| Some((at, Mind::from_bytes(&bytes, keyring).ok()?)));
    let (mut after, mut mind) = kept.unwrap_or_else(|| (CommitNo(0), Mind::new(keyring)));
    loop {
        let kept = store.remembered_after(after, CHUNK_BYTES)?;
        let Some((last, _)) = kept.last() else { return Ok(mind) };
        after = *last;
        for (_, body) in &kept {
            mind.apply(&Remembered::from_bytes(body).map_err(fault)?);
        }
    }
}

fn split(stored: StoredInput) -> (StoredInput, RawInput) {
    let StoredInput { input, received_at, sender, digest, bytes } = stored;
    let raw = RawInput { received_at, sender, bytes };
    let stored =
        StoredInput { input, received_at, sender: String::new(), digest, bytes: Vec::new() };
    (stored, raw)
}
