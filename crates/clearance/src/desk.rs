//! The working set of one batch: everything its decisions may read and change.
//!
//! Inputs are decided one after the other, each seeing what the ones before it did, so that a
//! batch of a thousand comes to the same as a thousand batches of one.

use matching::Keyring;
use messages::WireTime;
use model::{
    Date, DocumentKind, DocumentRef, EntryId, EntryState, Finding, InputId, KeyPair, Moment,
    ReceiptBody, Text,
};
use params::RetailLaw;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{
    entry::{AccountRecord, Entry, WaybillRecord},
    history::{self, Event, Happening},
    outbox::{Issued, Outbox, status_of},
    ports::{AccountRow, BlockRow, Changed, ClaimRow, EntryRow, Facts, HistoryRow, StoreError},
    registry::Registry,
    tally::Tally,
};

/// The claim of a payment's transaction number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaymentClaim {
    pub(crate) entry: EntryId,
    pub(crate) touched: bool,
}

/// Which input is being decided, and when it came.
pub(crate) struct Now {
    pub(crate) input: InputId,
    pub(crate) at: Moment,
    pub(crate) on: Date,
    pub(crate) time: WireTime,
    /// The retail law of that day; nothing when the day is not covered.
    pub(crate) retail: Option<RetailLaw>,
    /// Days during which a waybill number is not used again.
    pub(crate) waybill_window: i32,
    /// Whether the last enquiry asked about this message's buyers.
    pub(crate) is_asked: bool,
}

pub(crate) struct Desk<'a, 'h> {
    pub(crate) registry: &'h Registry,
    pub(crate) keyring: &'h Keyring,
    pub(crate) now: Now,
    pub(crate) entries: Vec<Entry<'a>>,
    by_key: FxHashMap<KeyPair, usize>,
    by_id: FxHashMap<EntryId, usize>,
    pub(crate) waybills: Vec<WaybillRecord<'a>>,
    by_waybill: FxHashMap<KeyPair, usize>,
    pub(crate) payments: FxHashMap<KeyPair, PaymentClaim>,
    pub(crate) accounts: FxHashMap<KeyPair, AccountRecord>,
    pub(crate) house_happenings: Vec<Happening>,
    pub(crate) tally: Tally,
    /// Order claims of entries made in this batch.
    new_entries: Vec<(KeyPair, EntryId)>,
    outbox: Outbox<'a>,
    next_entry: u64,
    next_order: u32,
}

/// Where a document came from and to whom its receipts go.
#[derive(Debug, Clone)]
pub(crate) struct Origin<'a> {
    pub(crate) at: DocumentRef,
    /// The message's own `guid`; may be empty.
    pub(crate) message_guid: Text<'a>,
    pub(crate) sender: Text<'a>,
    /// Addresses that subscribed to the receipts.
    pub(crate) subscribers: Vec<Text<'a>>,
}

impl Origin<'_> {
    /// The sender, and whoever subscribed.
    pub(crate) fn recipients(&self) -> Vec<&str> {
        std::iter::once(&self.sender).chain(&self.subscribers).map(|it| it.as_str()).collect()
    }
}

impl<'a, 'h> Desk<'a, 'h> {
    /// `n_documents` is how many documents the batch holds, for room.
    pub(crate) fn new(
        registry: &'h Registry,
        keyring: &'h Keyring,
        next_entry: u64,
        n_documents: usize,
    ) -> Self {
        let room = n_documents / 3;
        let map = || FxHashMap::with_capacity_and_hasher(room, FxBuildHasher);
        Desk {
            registry,
            keyring,
            now: Now {
                input: InputId(0),
                at: Moment::default(),
                on: Date::MIN,
                time: WireTime::new(Moment::default()),
                retail: None,
                waybill_window: 0,
                is_asked: false,
            },
            entries: Vec::with_capacity(room),
            by_key: map(),
            by_id: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            waybills: Vec::with_capacity(room),
            by_waybill: map(),
            payments: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            accounts: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            house_happenings: Vec::new(),
            tally: Tally::default(),
            new_entries: Vec::new(),
            outbox: Outbox::default(),
            next_entry,
            next_order: 0,
        }
    }

    /// Turns to the next input.
    pub(crate) fn turn_to(&mut self, input: InputId, at: Moment) {
        let on = at.local_date();
        if on != self.now.on {
            self.now.retail = self.registry.law.retail_on(on).ok();
            self.now.waybill_window = self.registry.waybill_window_days(on);
        }
        if at != self.now.at {
            self.now.time = WireTime::new(at);
        }
        self.now.is_asked = false;
        self.now.input = input;
        self.now.at = at;
        self.now.on = on;
    }

    /// Takes loaded rows into the working set. Claims say by themselves what they are only through
    /// the key they were asked under, so the caller passes what the batch knows of them.
    pub(crate) fn take_entries(&mut self, rows: &'a [EntryRow]) -> Result<(), StoreError> {
        for row in rows {
            if self.by_id.contains_key(&row.id) {
                continue;
            }
            let entry = Entry::from_row(row)
                .map_err(|cause| StoreError::new("read an entry's record", cause))?;
            let index = self.entries.len();
            self.by_key.insert(entry.key, index);
            self.by_id.insert(entry.id, index);
            self.entries.push(entry);
        }
        Ok(())
    }

    pub(crate) fn take_claims(&mut self, facts: &'a Facts) -> Result<(), StoreError> {
        for row in &facts.claims {
            if row.body.is_empty() {
                let claim = PaymentClaim { entry: row.entry, touched: false };
                self.payments.entry(row.key).or_insert(claim);
            } else if !self.by_waybill.contains_key(&row.key) {
                let record = WaybillRecord::from_row(row)
                    .map_err(|cause| StoreError::new("read a waybill's record", cause))?;
                self.by_waybill.insert(row.key, self.waybills.len());
                self.waybills.push(record);
            }
        }
        Ok(())
    }

    pub(crate) fn take_accounts(&mut self, rows: &[AccountRow]) {
        for row in rows {
            self.accounts.entry(row.key).or_insert_with(|| AccountRecord::from_row(row));
        }
    }

    pub(crate) fn entry_index(&self, key: KeyPair) -> Option<usize> {
        self.by_key.get(&key).copied()
    }

    pub(crate) fn index_of(&self, id: EntryId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn waybill_index(&self, key: KeyPair) -> Option<usize> {
        self.by_waybill.get(&key).copied()
    }

    /// The entry under a key, made when there is none.
    pub(crate) fn open_entry(
        &mut self,
        key: KeyPair,
        platform: &Text<'a>,
        order_no: &Text<'a>,
    ) -> usize {
        if let Some(index) = self.entry_index(key) {
            return index;
        }
        let id = EntryId(self.next_entry);
        self.next_entry += 1;
        let index = self.entries.len();
        self.entries.push(Entry::new(id, key, platform.clone(), order_no.clone()));
        self.by_key.insert(key, index);
        self.by_id.insert(id, index);
        self.new_entries.push((key, id));
        index
    }

    pub(crate) fn open_waybill(&mut self, key: KeyPair) -> usize {
        if let Some(index) = self.waybill_index(key) {
            return index;
        }
        let index = self.waybills.len();
        self.waybills.push(WaybillRecord::new(key));
        self.by_waybill.insert(key, index);
        index
    }

    /// Notes what happened to an entry.
    pub(crate) fn note(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.touched = true;
            entry.happenings.push(happening);
        }
    }

    pub(crate) fn note_house(&mut self, what: Event) {
        let happening = self.happening(what);
        self.house_happenings.push(happening);
    }

    fn happening(&mut self, what: Event) -> Happening {
        let order = self.next_order;
        self.next_order += 1;
        Happening { order, input: self.now.input, at: self.now.at, what }
    }

    /// Moves an entry along its table; what the table does not allow is left as it is.
    pub(crate) fn advance(
        &mut self,
        index: usize,
        event: lifecycle::Event,
        findings: &[Finding],
    ) -> bool {
        let Some(entry) = self.entries.get_mut(index) else { return false };
        let from = entry.state;
        let Ok(to) = lifecycle::next(from, event) else { return false };
        entry.state = to;
        entry.touched = true;
        entry.n_findings += u32::try_from(findings.len()).unwrap_or(u32::MAX);
        self.tally.findings(findings);
        self.tally.outcome(outcome_of(to));
        self.note(index, Event::State { from, to, findings: findings.to_vec() });
        true
    }

    /// Issues a receipt about an entry's document or about the entry, to everyone named.
    pub(crate) fn answer(
        &mut self,
        index: Option<usize>,
        to: &[&str],
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let entry = index.and_then(|it| self.entries.get(it)).map_or(EntryId(0), |it| it.id);
        let (kind, status) = (receipt.kind(), status_of(&receipt));
        self.outbox.issue(entry, receipt, findings, self.now.time);
        for recipient in to {
            let to = if recipient.is_empty() { UNIDENTIFIED } else { recipient };
            let Issued { recipient, ordinal } = self.outbox.address(self.keyring, to);
            let answered = Event::Answered { recipient, ordinal, kind, status };
            match index {
                Some(index) => self.note(index, answered),
                None => self.note_house(answered),
            }
        }
    }

    /// What later batches may ask for, and the rest, which is spelt when nobody waits for it.
    pub(crate) fn close(self, at: Moment) -> Result<(Changed, Closed<'a>), StoreError> {
        let fault = |cause| StoreError::new("spell a batch's rows", cause);
        let mut changed = Changed {
            claims: Vec::with_capacity(self.new_entries.len() * 3),
            entries: Vec::with_capacity(self.entries.len()),
            accounts: Vec::with_capacity(self.accounts.len()),
        };
        let mut order: Vec<usize> = Vec::with_capacity(self.entries.len());
        let touched = self.entries.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(touched.map(|(index, _)| index));
        order.sort_by_key(|it| self.entries.get(*it).map(|it| it.id));
        for entry in order.iter().filter_map(|it| self.entries.get(*it)) {
            changed.entries.push(entry.to_row(at).map_err(fault)?);
        }
        let holds = |key, entry| ClaimRow { key, entry, body: Vec::new(), expires_on: None };
        changed.claims.extend(self.new_entries.iter().map(|(key, entry)| holds(*key, *entry)));
        for record in self.waybills.iter().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        let payments = self.payments.iter().filter(|(_, it)| it.touched);
        changed.claims.extend(payments.map(|(key, claim)| holds(*key, claim.entry)));
        changed.claims.sort_unstable_by_key(|it| it.key);
        for (key, record) in self.accounts.into_iter().filter(|(_, it)| it.touched) {
            let AccountRecord { kind, label, account, .. } = record;
            changed.accounts.push(AccountRow { key, kind, label, account });
        }
        changed.accounts.sort_unstable_by_key(|it| it.key);
        let closed = Closed {
            entries: self.entries,
            order,
            waybills: self.waybills,
            house_happenings: self.house_happenings,
            outbox: self.outbox,
            next_entry: self.next_entry,
            tally: self.tally,
        };
        Ok((changed, closed))
    }
}

/// What is left of a batch that is decided: its history and receipts, not spelt yet.
pub(crate) struct Closed<'a> {
    entries: Vec<Entry<'a>>,
    /// The entries that changed, by number.
    order: Vec<usize>,
    /// Only to be dropped when nobody waits.
    #[expect(dead_code, reason = "dropping it takes time")]
    waybills: Vec<WaybillRecord<'a>>,
    house_happenings: Vec<Happening>,
    outbox: Outbox<'a>,
    pub(crate) next_entry: u64,
    pub(crate) tally: Tally,
}

impl Closed<'_> {
    /// Spells history and receipts.
    pub(crate) fn write(self) -> (Vec<HistoryRow>, Vec<BlockRow>, Tally) {
        let mut history = Vec::with_capacity(self.order.len() + 1);
        if !self.house_happenings.is_empty() {
            let body = history::encode(&self.house_happenings);
            history.push(HistoryRow { entry: EntryId(0), body });
        }
        for entry in self.order.iter().filter_map(|it| self.entries.get(*it)) {
            if !entry.happenings.is_empty() {
                let body = history::encode(&entry.happenings);
                history.push(HistoryRow { entry: entry.id, body });
            }
        }
        (history, self.outbox.into_blocks(), self.tally)
    }
}

/// Who gets the receipts of a message that names no sender and came through a nameless door.
pub const UNIDENTIFIED: &str = "unidentified";

/// The name under which a state is counted.
pub(crate) fn outcome_of(state: EntryState) -> &'static str {
    match state {
        EntryState::Expected => "expected",
        EntryState::Declared => "declared",
        EntryState::Rejected => "rejected",
        EntryState::Accepted => "accepted",
        EntryState::UnderReview => "under_review",
        EntryState::Reviewed => "reviewed",
        EntryState::UnderExamination => "under_examination",
        EntryState::DetainedForClearance
        | EntryState::DetainedForAntiSmuggling
        | EntryState::DetainedForLegal
        | EntryState::DetainedOther => "detained",
        EntryState::ShippedBack => "shipped_back",
        EntryState::Released => "released",
        EntryState::Closed => "closed",
        EntryState::Withdrawn => "withdrawn",
    }
}

/// The name under which a document's fate is counted.
pub(crate) fn document_outcome(kind: DocumentKind, is_accepted: bool) -> &'static str {
    match (kind, is_accepted) {
        (DocumentKind::Order, true) => "orders_accepted",
        (DocumentKind::Order, false) => "orders_refused",
        (DocumentKind::Payment, true) => "payments_accepted",
        (DocumentKind::Payment, false) => "payments_refused",
        (DocumentKind::Waybill, true) => "waybills_accepted",
        (DocumentKind::Waybill, false) => "waybills_refused",
        (DocumentKind::Inventory, true) => "lists_accepted",
        (DocumentKind::Inventory, false) => "lists_refused",
    }
}
