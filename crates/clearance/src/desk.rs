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
    outbox::{Outbox, status_of},
    ports::{AccountRow, BlockRow, ClaimRow, EntryRow, Facts, HistoryRow, StoreError},
    registry::Registry,
    tally::Tally,
    zone::{FIRST_STATE, Zone},
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
    pub(crate) zone: Zone<'a>,
    pub(crate) house_happenings: Vec<Happening>,
    pub(crate) tally: Tally,
    /// Order claims of entries made in this batch.
    new_entries: Vec<(KeyPair, EntryId)>,
    outbox: Outbox,
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

/// The rows a batch leaves behind.
pub(crate) struct Rows {
    pub(crate) claims: Vec<ClaimRow>,
    pub(crate) entries: Vec<EntryRow>,
    pub(crate) accounts: Vec<AccountRow>,
    pub(crate) history: Vec<HistoryRow>,
    pub(crate) blocks: Vec<BlockRow>,
    pub(crate) next_entry: u64,
    pub(crate) tally: Tally,
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
            },
            entries: Vec::with_capacity(room),
            by_key: map(),
            by_id: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            waybills: Vec::with_capacity(room),
            by_waybill: map(),
            payments: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            accounts: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            zone: Zone::default(),
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
        self.now.input = input;
        self.now.at = at;
        self.now.on = on;
    }

    /// Takes loaded rows into the working set. Claims say by themselves what they are only through
    /// the key they were asked under, so the caller passes what the batch knows of them.
    pub(crate) fn take_entries(&mut self, rows: &'a [EntryRow]) -> Result<(), StoreError> {
        for row in rows {
            if row.state >= FIRST_STATE {
                self.zone.take_row(row)?;
                continue;
            }
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
        let id = self.next_case();
        let index = self.entries.len();
        self.entries.push(Entry::new(id, key, platform.clone(), order_no.clone()));
        self.by_key.insert(key, index);
        self.by_id.insert(id, index);
        self.new_entries.push((key, id));
        index
    }

    /// The number of a case that is opened.
    pub(crate) fn next_case(&mut self) -> EntryId {
        let id = EntryId(self.next_entry);
        self.next_entry += 1;
        id
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

    pub(crate) fn happening(&mut self, what: Event) -> Happening {
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

    /// Issues a receipt about an entry's document or about the entry.
    pub(crate) fn answer(
        &mut self,
        index: Option<usize>,
        to: &str,
        receipt: &ReceiptBody<'_>,
        findings: &[Finding],
    ) {
        let entry = index.and_then(|it| self.entries.get(it)).map_or(EntryId(0), |it| it.id);
        let answered = self.issue(entry, to, receipt, findings);
        match index {
            Some(index) => self.note(index, answered),
            None => self.note_house(answered),
        }
    }

    /// Puts a receipt about a case into the outbox; returns what its history is to say.
    pub(crate) fn issue(
        &mut self,
        case: EntryId,
        to: &str,
        receipt: &ReceiptBody<'_>,
        findings: &[Finding],
    ) -> Event {
        let to = if to.is_empty() { UNIDENTIFIED } else { to };
        let issued = self.outbox.push(self.keyring, to, case, receipt, findings, &self.now.time);
        Event::Answered {
            recipient: issued.recipient,
            ordinal: issued.ordinal,
            kind: receipt.kind(),
            status: status_of(receipt),
        }
    }

    pub(crate) fn into_rows(self, at: Moment) -> Result<Rows, StoreError> {
        let fault = |cause| StoreError::new("spell a batch's rows", cause);
        let mut rows = Rows {
            claims: Vec::with_capacity(self.new_entries.len() * 3),
            entries: Vec::with_capacity(self.entries.len()),
            accounts: Vec::new(),
            history: Vec::with_capacity(self.entries.len() + 1),
            blocks: self.outbox.into_blocks(),
            next_entry: self.next_entry,
            tally: self.tally,
        };
        if !self.house_happenings.is_empty() {
            let body = history::encode(&self.house_happenings);
            rows.history.push(HistoryRow { entry: EntryId(0), body });
        }
        let mut entries: Vec<&Entry<'_>> = self.entries.iter().filter(|it| it.touched).collect();
        entries.sort_by_key(|it| it.id);
        for entry in entries {
            rows.entries.push(entry.to_row(at).map_err(fault)?);
            if !entry.happenings.is_empty() {
                let body = history::encode(&entry.happenings);
                rows.history.push(HistoryRow { entry: entry.id, body });
            }
        }
        self.zone.append_to(&mut rows, at)?;
        for (key, entry) in &self.new_entries {
            rows.claims.push(ClaimRow {
                key: *key,
                entry: *entry,
                body: Vec::new(),
                expires_on: None,
            });
        }
        for record in self.waybills.iter().filter(|it| it.touched) {
            rows.claims.push(record.to_row().map_err(fault)?);
        }
        for (key, claim) in self.payments.iter().filter(|(_, it)| it.touched) {
            let row =
                ClaimRow { key: *key, entry: claim.entry, body: Vec::new(), expires_on: None };
            rows.claims.push(row);
        }
        rows.claims.sort_by_key(|it| it.key);
        for (key, record) in self.accounts.iter().filter(|(_, it)| it.touched) {
            rows.accounts.push(AccountRow {
                key: *key,
                kind: record.kind,
                label: record.label.clone(),
                account: record.account,
            });
        }
        rows.accounts.sort_by_key(|it| it.key);
        Ok(rows)
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
