//! A store that hands on what is asked of it and remembers what was committed, so that a test sees
//! the results of each batch as they were written.

use std::collections::BTreeMap;

use clearance::{
    DeclarationFile, declaration_state_of,
    ports::{
        Accepted, AccountRow, BlockRow, ClaimRow, Decisions, EntryRow, Facts, Head, Keys,
        PackedInput, Remembered, Store, StoreError, StoredInput, TellTasks,
    },
    receipts_of,
};
use model::{CommitNo, EntryId, Finding, KeyPair, ReceiptKind};
use risk::batch::{Batch, Found};

/// The declarations among the cases.
pub(crate) fn declarations_of(
    entries: &BTreeMap<EntryId, EntryRow>,
) -> impl Iterator<Item = DeclarationFile<'_>> {
    entries.values().filter_map(|row| {
        let state = declaration_state_of(row.state)?;
        let file = DeclarationFile::from_row(row).unwrap();
        assert_eq!(file.state, state, "a row says its case's state");
        Some(file)
    })
}

/// A receipt as its recipient gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issued {
    pub(crate) kind: ReceiptKind,
    pub(crate) status: i32,
    pub(crate) entry: EntryId,
    pub(crate) xml: String,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) struct Recording<S> {
    pub(crate) store: S,
    /// By recipient, in the order in which they were issued.
    pub(crate) receipts: BTreeMap<String, Vec<Issued>>,
    pub(crate) entries: BTreeMap<EntryId, EntryRow>,
    pub(crate) accounts: BTreeMap<KeyPair, AccountRow>,
    pub(crate) claims: BTreeMap<KeyPair, ClaimRow>,
    /// What examinations, decided prices and audits said, in their order.
    pub(crate) found: Vec<Found>,
}

impl<S> Recording<S> {
    pub(crate) fn new(store: S) -> Recording<S> {
        Recording {
            store,
            receipts: BTreeMap::new(),
            entries: BTreeMap::new(),
            accounts: BTreeMap::new(),
            claims: BTreeMap::new(),
            found: Vec::new(),
        }
    }

    /// The receipts since this was asked last.
    pub(crate) fn drain(&mut self) -> BTreeMap<String, Vec<Issued>> {
        std::mem::take(&mut self.receipts)
    }

    fn remember(&mut self, decisions: &Decisions) {
        for block in &decisions.blocks {
            self.receipts.entry(block.recipient.clone()).or_default().extend(issued(block));
        }
        self.entries.extend(decisions.changed.entries.iter().map(|it| (it.id, it.clone())));
        self.accounts.extend(decisions.changed.accounts.iter().map(|it| (it.key, it.clone())));
        self.claims.extend(decisions.changed.claims.iter().map(|it| (it.key, it.clone())));
        if !decisions.remembered.is_empty() {
            self.found.extend(Batch::from_bytes(&decisions.remembered).unwrap().found);
        }
    }
}

/// The receipts of a block.
pub(crate) fn issued(block: &BlockRow) -> Vec<Issued> {
    let receipts: Vec<Issued> = receipts_of(&block.body)
        .map(|it| Issued {
            kind: it.kind,
            status: it.status,
            entry: it.entry,
            xml: String::from_utf8(it.fragment.to_vec()).unwrap(),
            findings: it.findings,
        })
        .collect();
    assert_eq!(receipts.len(), block.count as usize, "a block counts its receipts");
    receipts
}

impl<S: Store> Store for Recording<S> {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        self.store.pack()
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        self.store.accept(inputs)
    }

    fn inputs_after(&mut self, after: model::InputId, max_bytes: usize) -> Stored {
        self.store.inputs_after(after, max_bytes)
    }

    fn house_inputs(&mut self, up_to: model::InputId) -> Stored {
        self.store.house_inputs(up_to)
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        self.store.load(keys)
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        let head = self.store.commit(decisions)?;
        self.remember(decisions);
        Ok(head)
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

type Stored = Result<Vec<StoredInput>, StoreError>;
