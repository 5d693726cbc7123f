//! On what a batch's cases are weighed: the house's memory, and what is written down of each.

use matching::Keyring;
use model::{Date, EntryId, KeyPair, Moment, Selection};
use risk::{
    batch::{BatchWriter, Found, Remembered, Weighed},
    case::Case,
    description::Descriptions,
    engine::Verdict,
    lots::{DaySeed, Promise},
    memory::{CaseKeys, Digester, Gathering, Grade, Limits, Memory, MemoryError},
    rules::Scratch,
};

use crate::risk_book::RiskBook;

/// The scales of one desk.
pub(crate) struct Scales<'h> {
    keyring: &'h Keyring,
    mind: &'h Mind,
    /// Under which keys the house remembers, and what the batch's cases are called.
    descriptions: Descriptions,
    scratch: Scratch,
    gathering: Gathering,
    writer: BatchWriter,
}

/// What is kept of a batch, and what of it is remembered.
#[derive(Debug)]
pub(crate) struct KeptBatch {
    pub(crate) remembered: Remembered,
    pub(crate) bytes: Vec<u8>,
}

/// What the house knows when a batch begins.
#[derive(Debug)]
pub(crate) struct Mind {
    pub(crate) memory: Memory,
    /// The last day whose seed was promised.
    promised: Option<Date>,
}

impl Mind {
    pub(crate) fn new(keyring: &Keyring) -> Mind {
        Mind { memory: Memory::new(digester(keyring), Limits::default()), promised: None }
    }

    /// Folds what a batch added.
    pub(crate) fn apply(&mut self, remembered: &Remembered) {
        self.memory.apply(&remembered.deltas);
        self.promised = remembered.promises.iter().map(|it| it.day).max().max(self.promised);
    }

    /// For keeping: the same mind is the same bytes.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, MemoryError> {
        let memory = self.memory.to_bytes()?;
        let promised = self.promised.map(|it| it.to_string()).unwrap_or_default();
        Ok(postcard::to_stdvec(&(promised, memory))?)
    }

    /// # Errors
    /// When it was kept by another edition, or is broken; then it is folded anew.
    pub(crate) fn from_bytes(bytes: &[u8], keyring: &Keyring) -> Result<Mind, MemoryError> {
        let (promised, memory): (&str, &[u8]) = postcard::from_bytes(bytes)?;
        let memory = Memory::from_bytes(memory, digester(keyring))?;
        Ok(Mind { memory, promised: promised.parse().ok() })
    }

    /// Whether a batch begins a day that is not the first, so that what is remembered is kept as a whole.
    pub(crate) fn begins_a_day(&self, remembered: &Remembered) -> bool {
        self.promised.is_some() && !remembered.promises.is_empty()
    }

    /// Of today's and tomorrow's seeds, as far as they were not promised before.
    fn promises(&self, keyring: &Keyring, today: Date) -> Vec<Promise> {
        let days = [Some(today), today.tomorrow().ok()].into_iter().flatten();
        let days = days.filter(|it| self.promised.is_none_or(|last| *it > last));
        days.map(|it| seed_of(keyring, it).promise()).collect()
    }
}

impl<'h> Scales<'h> {
    pub(crate) fn new(keyring: &'h Keyring, mind: &'h Mind) -> Scales<'h> {
        Scales {
            keyring,
            mind,
            descriptions: Descriptions::new(digester(keyring)),
            scratch: Scratch::default(),
            gathering: Gathering::default(),
            writer: BatchWriter::default(),
        }
    }

    pub(crate) fn keys(&mut self, case: &Case<'_>) -> CaseKeys {
        CaseKeys::beside(case, &mut self.descriptions)
    }

    /// Adds to a selection what is said of the case by all that weighs it.
    pub(crate) fn weigh(
        &mut self,
        case: &Case<'_>,
        keys: &CaseKeys,
        book: &RiskBook,
        selection: &mut Selection,
    ) -> Verdict {
        let Scales { mind, scratch, gathering, .. } = self;
        book.weigh(case, keys, &mind.memory, (scratch, gathering), selection)
    }

    /// Writes down how a case was weighed.
    pub(crate) fn note(&mut self, entry: EntryId, case: Case<'_>, verdict: &Verdict) {
        let weighed = Weighed::new(entry, case, verdict);
        // Every case can be spelt; one that could not would be missed by whoever folds it again.
        let _ = self.writer.weighed(&weighed);
    }

    /// A case was accepted.
    pub(crate) fn saw(&mut self, case: &Case<'_>, keys: &CaseKeys) {
        self.gathering.saw(case, keys);
    }

    pub(crate) fn refused(&mut self, keys: &CaseKeys) {
        self.gathering.refused(keys);
    }

    /// Goods are to go back; the case says who was in it.
    pub(crate) fn returned(&mut self, case: &Case<'_>) {
        let keys = self.keys(case);
        self.gathering.returned(&keys);
    }

    pub(crate) fn cancelled(&mut self, keys: &CaseKeys) {
        self.gathering.cancelled(keys);
    }

    /// Its goods were examined.
    pub(crate) fn examined(
        &mut self,
        entry: EntryId,
        keys: &CaseKeys,
        grade: Option<Grade>,
        kinds: Vec<String>,
    ) {
        self.gathering.examined(keys, grade);
        self.writer.found(Found { entry, grade, kinds });
    }

    /// Of a batch that ended at a moment.
    ///
    /// # Errors
    /// When it cannot be spelt.
    pub(crate) fn finish(self, at: Moment) -> Result<KeptBatch, MemoryError> {
        let promises = self.mind.promises(self.keyring, at.local_date());
        let remembered = Remembered { deltas: self.gathering.finish(at), promises };
        let bytes = self.writer.finish(&remembered)?;
        Ok(KeptBatch { remembered, bytes })
    }
}

/// What was remembered when a checkpoint was kept, for whoever weighs on from there.
///
/// # Errors
/// When it was kept by another edition, or is broken.
pub fn memory_of(checkpoint: &[u8], keyring: &Keyring) -> Result<Memory, MemoryError> {
    Ok(Mind::from_bytes(checkpoint, keyring)?.memory)
}

/// Memory's keys are made with the house's secret.
pub fn digester(keyring: &Keyring) -> Digester {
    let KeyPair { hi, lo } = keyring.remembered();
    Digester::new(hi, lo)
}

/// What a day's lots are drawn by.
pub fn seed_of(keyring: &Keyring, day: Date) -> DaySeed {
    DaySeed::new(day, keyring.lots(&day.to_string()))
}
