//! The ports of the house: where inputs, entries, accounts, history and receipts are kept.
//!
//! [`Store`] is the commit protocol: set-based, synchronous, the same for every store. A batch is
//! accepted (raw inputs made durable), its keys are loaded, it is decided in memory, and all its
//! results are committed together. [`Records`] is what people read; it never decides.

use std::sync::Arc;

use model::{Account, AccountKind, CommitNo, EntryId, InputId, KeyPair, Moment, TaskKind};

/// Whatever went wrong in a store, with its cause.
#[derive(Debug, thiserror::Error)]
#[error("the store failed to {action}")]
pub struct StoreError {
    pub action: &'static str,
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreError {
    pub fn new(
        action: &'static str,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> StoreError {
        StoreError { action, cause: cause.into() }
    }
}

/// An input as it came through a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawInput {
    pub received_at: Moment,
    /// Who brought it, as far as the door knows; may be empty.
    pub sender: String,
    pub bytes: Vec<u8>,
}

/// An input made ready to be kept: digested and packed, which needs no store and can run anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedInput {
    pub received_at: Moment,
    pub sender: String,
    /// BLAKE3 of the raw bytes; the identity of the message.
    pub digest: [u8; 32],
    pub size: u32,
    /// Whether it is the house's own JSON; such inputs are replayed when the house opens.
    pub is_house: bool,
    pub packed: Vec<u8>,
}

/// What became of an accepted input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub input: InputId,
    /// The same message was accepted before, byte for byte, under this number; nothing is decided
    /// twice. The house's own commands are never repeats.
    pub is_repeat: bool,
}

/// An input as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInput {
    pub input: InputId,
    pub received_at: Moment,
    pub sender: String,
    pub digest: [u8; 32],
    pub bytes: Vec<u8>,
}

/// What a batch has to know before it is decided.
#[derive(Debug, Default)]
pub struct Keys {
    pub claims: Vec<KeyPair>,
    pub entries: Vec<EntryId>,
    pub accounts: Vec<KeyPair>,
    /// What is due, earliest first.
    pub due: Option<Due>,
}

/// Entries and slips for which something is to be done by a moment, and how many of them at most,
/// earliest first and by number where the moment is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub by: Moment,
    pub limit: usize,
}

impl Keys {
    pub(crate) fn of_entries(entries: Vec<EntryId>) -> Keys {
        Keys { entries, ..Keys::default() }
    }

    pub fn is_empty(&self) -> bool {
        let Keys { claims, entries, accounts, due } = self;
        claims.is_empty() && entries.is_empty() && accounts.is_empty() && due.is_none()
    }
}

#[derive(Debug, Default)]
pub struct Facts {
    pub claims: Vec<ClaimRow>,
    pub entries: Vec<EntryRow>,
    pub accounts: Vec<AccountRow>,
    /// What is due, in its order.
    pub due: Vec<EntryRow>,
    /// The open tasks of all cases that were loaded.
    pub tasks: Vec<TaskRow>,
}

/// A natural key in use: an order number per platform, a waybill per company, a payment
/// transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    pub key: KeyPair,
    /// The entry that holds it; 0 while a waybill waits for its list.
    pub entry: EntryId,
    /// What is held under it (a waybill that waits, an inbound detail); empty otherwise.
    pub body: Vec<u8>,
    /// Last day on which it counts, as days since 1970; nothing for ever.
    pub expires_on: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    pub id: EntryId,
    /// Number of [`model::EntryState`] as kept, see [`crate::entry::state_number`]; from
    /// [`crate::entry::BEYOND_PARCELS`] on, of exit lists, gate passes and payment slips.
    pub state: u8,
    /// When something is to be done about it: a wait ends, tax falls due.
    pub due_at: Option<Moment>,
    pub updated_at: Moment,
    pub n_findings: u32,
    /// Row number of its last history record; set by the store.
    pub last_history: u64,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub key: KeyPair,
    pub kind: AccountKind,
    pub label: String,
    pub account: Account,
}

/// An open task of a case, and who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    pub case: EntryId,
    pub kind: TaskKind,
    /// 关区: four digits; empty where the case names none.
    pub office: String,
    /// Of what is to be dealt with, and of the page that shows it.
    pub number: String,
    pub page_no: String,
    pub party: String,
    /// Since when it is to be done; it may lie ahead.
    pub opens_at: Moment,
    pub due_at: Option<Moment>,
    /// 1 comes first, 9 last.
    pub priority: u8,
    /// The officer who does it; empty: nobody.
    pub holder: String,
    pub held_at: Option<Moment>,
}

/// One entry's events of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// 0: the house itself.
    pub entry: EntryId,
    pub body: Vec<u8>,
}

/// One recipient's receipts of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    pub recipient: String,
    pub recipient_key: u64,
    pub count: u32,
    pub body: Vec<u8>,
}

/// What a batch changed of what later batches may ask for.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    pub claims: Vec<ClaimRow>,
    pub entries: Vec<EntryRow>,
    pub accounts: Vec<AccountRow>,
    /// Every open task of the entries that changed, by case and kind; those that they had before and that are not
    /// among these are done.
    pub tasks: Vec<TaskRow>,
}

impl Changed {
    /// The open tasks of a case that changed.
    pub fn tasks_of(&self, case: EntryId) -> &[TaskRow] {
        let first = self.tasks.partition_point(|it| it.case < case);
        let rest = self.tasks.get(first..).unwrap_or_default();
        let count = rest.partition_point(|it| it.case == case);
        rest.get(..count).unwrap_or_default()
    }
}

/// The results of one batch.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Inclusive range of the decided inputs, in order.
    pub first_input: InputId,
    pub last_input: InputId,
    /// Digest of the decided inputs' digests, in order.
    pub inputs_digest: [u8; 32],
    /// Moment of the last input.
    pub at: Moment,
    pub next_entry: u64,
    /// Each sorted by key.
    pub changed: Arc<Changed>,
    pub history: Vec<HistoryRow>,
    pub blocks: Vec<BlockRow>,
    /// What risk analysis remembers of the batch, spelt; empty where there is nothing to remember.
    pub remembered: Vec<u8>,
    /// All that is remembered of this batch and those before, spelt, once a day: who opens the house folds on from here.
    /// Empty otherwise. It follows from the batches, so it is no part of the chain.
    pub checkpoint: Vec<u8>,
}

impl Decisions {
    /// A case that changed though nothing is told to have happened to it: the history would not prove its state.
    pub fn untold(&self) -> Option<EntryId> {
        let mut told = self.history.iter().map(|it| it.entry);
        self.changed.entries.iter().map(|it| it.id).find(|id| !told.any(|it| it == *id))
    }
}

/// Where the house stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub commit: CommitNo,
    pub link: [u8; 32],
    pub decided_input: InputId,
    pub next_entry: u64,
    pub next_input: u64,
}

/// The store as the house decides with it. One writer.
pub trait Store: Send {
    /// Compresses an input for keeping. Pure; runs on any thread.
    fn pack(&self) -> fn(&[u8]) -> Vec<u8>;

    /// Makes inputs durable. When it returns, they are acknowledged.
    ///
    /// # Errors
    /// When the store fails; then nothing was accepted.
    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError>;

    /// Accepted inputs after that one, in order, at most so many bytes of them (at least one).
    ///
    /// # Errors
    /// When the store fails.
    fn inputs_after(
        &mut self,
        after: InputId,
        max_bytes: usize,
    ) -> Result<Vec<StoredInput>, StoreError>;

    /// The house's own inputs up to that one, in order.
    ///
    /// # Errors
    /// When the store fails.
    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError>;

    /// Writes a batch's results and links them into the chain; all or nothing.
    ///
    /// # Errors
    /// When the store fails; then nothing was committed.
    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError>;

    /// What risk analysis remembers of the commits after that one, in order, at most so many bytes of it (at least one
    /// commit's); commits of which it remembers nothing are left out.
    ///
    /// # Errors
    /// When the store fails.
    fn remembered_after(
        &mut self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError>;

    /// The latest checkpoint, with its commit.
    ///
    /// # Errors
    /// When the store fails.
    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError>;

    /// Tells the tasks of all cases anew where the edition by which they were told is another one; who holds a task
    /// that is still open goes on holding it.
    ///
    /// # Errors
    /// When the store fails; then the tasks stay as they were.
    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError>;

    /// # Errors
    /// When the store fails.
    fn head(&mut self) -> Result<Head, StoreError>;
}

/// What risk analysis remembers of a commit, spelt.
pub type Remembered = (CommitNo, Vec<u8>);

/// The tasks that a case has open, when those that are kept of it are these.
pub type TellTasks<'t> = &'t dyn Fn(&EntryRow, &[TaskRow]) -> Result<Vec<TaskRow>, StoreError>;

/// A history record as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRecord {
    pub row: u64,
    pub entry: EntryId,
    pub commit: CommitNo,
    pub body: Vec<u8>,
}

/// A block of receipts as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRecord {
    pub commit: CommitNo,
    /// House sequence number of its first receipt.
    pub first_no: u64,
    /// The recipient's own number of its first receipt, without gaps.
    pub first_recipient_no: u64,
    pub block: BlockRow,
}

/// A commit as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRecord {
    pub commit: CommitNo,
    pub at: Moment,
    pub first_input: InputId,
    pub last_input: InputId,
    pub inputs_digest: [u8; 32],
    /// Sixteen bytes a history row, then sixteen a block, in order, then sixteen for what is remembered, if anything is.
    pub leaves: Vec<u8>,
    pub link: [u8; 32],
    pub n_history: u32,
}

/// What people read. Never on the deciding path.
pub trait Records: Send {
    /// # Errors
    /// When the store fails.
    fn head(&self) -> Result<Head, StoreError>;

    /// What risk analysis remembers of the commits after that one, as [`Store::remembered_after`] tells it.
    ///
    /// # Errors
    /// When the store fails.
    fn remembered_after(
        &self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError>;

    /// Entries below `before` (0: from the newest), newest first, of one state if given; without
    /// one, parcels alone.
    ///
    /// # Errors
    /// When the store fails.
    fn entries(
        &self,
        state: Option<u8>,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EntryRow>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn claim(&self, key: KeyPair) -> Result<Option<ClaimRow>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn account(&self, key: KeyPair) -> Result<Option<AccountRow>, StoreError>;

    /// An entry's history, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    fn history(&self, id: EntryId) -> Result<Vec<HistoryRecord>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn input(&self, id: InputId) -> Result<Option<StoredInput>, StoreError>;

    /// Blocks that hold receipts after that house number, in order; of one recipient if given,
    /// then counted in his own numbers.
    ///
    /// # Errors
    /// When the store fails.
    fn blocks(
        &self,
        recipient: Option<&str>,
        after: u64,
        limit: usize,
    ) -> Result<Vec<BlockRecord>, StoreError>;

    /// # Errors
    /// When the store fails.
    fn block(
        &self,
        commit: CommitNo,
        recipient_key: u64,
    ) -> Result<Option<BlockRecord>, StoreError>;

    /// The number of the newest receipt: the house's, or a recipient's own; 0 when there is none.
    ///
    /// # Errors
    /// When the store fails.
    fn newest_receipt(&self, recipient: Option<&str>) -> Result<u64, StoreError>;

    /// Who got receipts after that house number, each with the newest number of his own.
    ///
    /// # Errors
    /// When the store fails.
    fn recipients_after(&self, after: u64) -> Result<Vec<(String, u64)>, StoreError>;

    /// Entries per state number, and receipts, inputs in all.
    ///
    /// # Errors
    /// When the store fails.
    fn counts(&self) -> Result<Counts, StoreError>;
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub states: Vec<(u8, u64)>,
    pub receipts: u64,
    pub inputs: u64,
}
