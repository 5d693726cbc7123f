//! On what a batch's cases are weighed: the house's memory, and what is written down of each.

use matching::Keyring;
use model::{EntryId, KeyPair, Moment, Selection};
use risk::{
    batch::{BatchWriter, Found, Weighed},
    case::Case,
    memory::{CaseKeys, Deltas, Digester, Gathering, Grade, Memory, MemoryError},
    rules::Scratch,
};

use crate::weighing::{Outcome, Weighing};

/// The scales of one desk.
#[derive(Debug)]
pub(crate) struct Scales<'h> {
    /// Under which keys the house remembers.
    digester: Digester,
    memory: &'h Memory,
    scratch: Scratch,
    gathering: Gathering,
    writer: BatchWriter,
}

/// What is kept of a batch, and what of it is remembered.
#[derive(Debug, Default)]
pub(crate) struct KeptBatch {
    pub(crate) deltas: Deltas,
    pub(crate) bytes: Vec<u8>,
}

impl<'h> Scales<'h> {
    pub(crate) fn new(keyring: &Keyring, memory: &'h Memory) -> Scales<'h> {
        Scales {
            digester: digester(keyring),
            memory,
            scratch: Scratch::default(),
            gathering: Gathering::default(),
            writer: BatchWriter::default(),
        }
    }

    pub(crate) fn keys(&self, case: &Case<'_>) -> CaseKeys {
        CaseKeys::of(case, self.digester)
    }

    /// Adds to a selection what is said of the case by all that weighs it.
    pub(crate) fn weigh(
        &mut self,
        case: &Case<'_>,
        keys: &CaseKeys,
        weighing: &Weighing,
        selection: &mut Selection,
    ) -> Outcome {
        weighing.weigh(case, keys, self.memory, &mut self.scratch, selection)
    }

    /// Writes down how a case was weighed.
    pub(crate) fn note(&mut self, entry: EntryId, case: Case<'_>, outcome: Outcome) {
        let Outcome { channel, chosen, digest } = outcome;
        // Every case can be spelt; one that could not would be missed by whoever folds it again.
        let _ = self.writer.weighed(&Weighed { entry, channel, chosen, digest, case });
    }

    /// A case was accepted.
    pub(crate) fn saw(&mut self, case: &Case<'_>, keys: &CaseKeys) {
        self.gathering.saw(case, keys);
    }

    pub(crate) fn refused(&mut self, keys: &CaseKeys) {
        self.gathering.refused(keys);
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

    /// # Errors
    /// When it cannot be spelt.
    pub(crate) fn finish(self, at: Moment) -> Result<KeptBatch, MemoryError> {
        let deltas = self.gathering.finish(at);
        let bytes = self.writer.finish(&deltas)?;
        Ok(KeptBatch { deltas, bytes })
    }
}

/// Memory's keys are made with the house's secret.
pub fn digester(keyring: &Keyring) -> Digester {
    let KeyPair { hi, lo } = keyring.remembered();
    Digester::new(hi, lo)
}
