//! The house on its file, with a store that fails when it is told to: the process is gone then, and
//! the next one opens the file and resumes.

use std::path::Path;

use clearance::{
    House, pack,
    ports::{
        Accepted, Decisions, Facts, Head, Keys, PackedInput, RawInput, Remembered, Store,
        StoreError, StoredInput, TellTasks,
    },
    prepare,
};
use matching::Keyring;
use model::{CommitNo, InputId};
use params::Law;
use store::{Options, SqliteStore};

use crate::traffic::SECRETS;

/// Where the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crash {
    /// Inputs are acknowledged, nothing is decided.
    AfterAccept,
    /// Some of the accepted inputs are decided.
    BetweenBatches,
    /// Within a commit that is not made durable.
    BeforeCommit,
    /// The commit is durable and nobody knows.
    AfterCommit,
}

impl Crash {
    pub(super) const ALL: [Crash; 4] =
        [Crash::AfterAccept, Crash::BetweenBatches, Crash::BeforeCommit, Crash::AfterCommit];
}

pub(super) struct Site<'p> {
    path: &'p Path,
    house: Option<House<Fused>>,
}

impl<'p> Site<'p> {
    pub(super) fn open(path: &'p Path) -> Site<'p> {
        let mut site = Site { path, house: None };
        site.reopen();
        site
    }

    /// The process ends and another one begins.
    pub(super) fn reopen(&mut self) {
        // One writer: the old one lets go of the file first.
        drop(self.house.take());
        // Heads are signed often, so that short runs have some.
        let options = Options { sign_every: 16, ..Options::default() };
        let store = SqliteStore::open(self.path, options, || SECRETS).unwrap();
        let keyring = Keyring::new(store.secrets().unwrap().0);
        let store = Fused { store, fuse: None };
        let mut house = House::open(store, Law::shipped().unwrap(), keyring).unwrap();
        house.resume().unwrap();
        self.house = Some(house);
    }

    fn house(&mut self) -> &mut House<Fused> {
        self.house.as_mut().unwrap()
    }

    pub(super) fn take(&mut self, raws: &[RawInput]) {
        self.house().take(raws).unwrap();
    }

    /// Takes inputs and dies on the way.
    pub(super) fn take_and_crash(&mut self, raws: &[RawInput], crash: Crash) {
        let house = self.house();
        match crash {
            Crash::AfterAccept => {
                accept(house, raws);
            }
            Crash::BetweenBatches => {
                let accepted = accept(house, raws);
                let (limits, keyring) = (house.limits().clone(), house.keyring().clone());
                let signatories = house.signatories().clone();
                let fresh = raws.iter().zip(&accepted).filter(|(_, it)| !it.is_repeat);
                let prepared = fresh.take(1).map(|(raw, it)| {
                    let digest = *blake3::hash(&raw.bytes).as_bytes();
                    prepare(it.input, digest, raw, &limits, &keyring, &signatories)
                });
                let prepared = prepared.collect();
                house.settle(prepared).unwrap();
            }
            Crash::BeforeCommit | Crash::AfterCommit => {
                house.store().fuse = Some(crash);
                let outcome = house.take(raws);
                // Repeats alone make no commit.
                assert!(outcome.is_err() || house.store().fuse.is_some());
            }
        }
        self.reopen();
    }

    pub(super) fn head(&mut self) -> Head {
        self.house().head().unwrap()
    }
}

fn accept(house: &mut House<Fused>, raws: &[RawInput]) -> Vec<Accepted> {
    let packer = house.store().pack();
    let packed: Vec<PackedInput> = raws.iter().map(|it| pack(it, packer)).collect();
    house.accept(&packed).unwrap()
}

/// A store whose next commit fails, before or after it was made.
struct Fused {
    store: SqliteStore,
    fuse: Option<Crash>,
}

impl Store for Fused {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        self.store.pack()
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        self.store.accept(inputs)
    }

    fn inputs_after(
        &mut self,
        after: InputId,
        max_bytes: usize,
    ) -> Result<Vec<StoredInput>, StoreError> {
        self.store.inputs_after(after, max_bytes)
    }

    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
        self.store.house_inputs(up_to)
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        self.store.load(keys)
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        match self.fuse.take() {
            None => self.store.commit(decisions),
            Some(Crash::AfterCommit) => {
                self.store.commit(decisions)?;
                Err(StoreError::new("survive", "the process died after the commit"))
            }
            Some(_) => Err(StoreError::new("survive", "the process died before the commit")),
        }
    }

    fn remembered_after(
        &mut self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        self.store.remembered_after(after, max_bytes)
    }

    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
        self.store.checkpoint()
    }

    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
        self.store.tell_tasks(edition, tell)
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        self.store.head()
    }
}
