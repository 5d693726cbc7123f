//! The working set of one batch: everything its decisions may read and change.
//!
//! Inputs are decided one after the other, each seeing what the ones before it did, so that a
//! batch of a thousand comes to the same as a thousand batches of one.

use std::cell::OnceCell;

use matching::Keyring;
use messages::WireTime;
use model::{
    Date, DocumentKind, DocumentRef, EntryId, EntryState, Finding, InputId, KeyPair, Moment,
    ReceiptBody, ReceiptKind, Text,
};
use params::{DeclarationLaw, RetailLaw};
use risk::lots::DaySeed;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{
    amendment::{AmendmentFile, Amendments, amendment_state_of},
    audit::{AuditFile, Audits, audit_state_of},
    claims::{ClaimBody, DrawersRecord, InboundRecord, WaybillRecord},
    declaration::{Declarations, declaration_state_of},
    duty_slip::{DutySlip, DutySlips, duty_slip_state_of},
    entry::{AccountRecord, BEYOND_PARCELS, Entry},
    export::{Exports, export_state_of},
    guarantee_file::{GuaranteeFile, GuaranteeFiles, guarantee_state_of},
    history::{Event, Happening},
    instrument::{InstrumentFile, Instruments, instrument_state_of},
    manifest::{Manifests, is_manifests},
    monthly_file::{MonthlyFile, MonthlyFiles, monthly_state_of},
    outbox::{Issued, Outbox, status_of},
    ports::{AccountRow, EntryRow, Facts, StoreError},
    registry::Registry,
    scales::{Scales, seed_of},
    slip::{Slip, slip_state_of},
    tally::Tally,
    task_act::OpenTasks,
    transit_file::{TransitFile, Transits, transit_state_of},
    zone::Zone,
};

/// Who holds a key under which nothing else is kept: a payment's transaction number, the day of a
/// guarantor's slip.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
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
    /// How declarations of that day are taxed, once one asked; nothing when the day is not covered.
    pub(crate) declared: OnceCell<Option<DeclarationLaw>>,
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
    pub(crate) holders: FxHashMap<KeyPair, Holder>,
    pub(crate) inbounds: FxHashMap<KeyPair, InboundRecord>,
    /// Of licences and guarantees: who drew on them.
    pub(crate) drawers: FxHashMap<KeyPair, DrawersRecord>,
    pub(crate) slips: Vec<Slip<'a>>,
    by_slip: FxHashMap<EntryId, usize>,
    pub(crate) accounts: FxHashMap<KeyPair, AccountRecord>,
    pub(crate) zone: Zone<'a>,
    pub(crate) declarations: Declarations<'a>,
    pub(crate) duty_slips: DutySlips<'a>,
    pub(crate) guarantees: GuaranteeFiles<'a>,
    pub(crate) monthly: MonthlyFiles<'a>,
    pub(crate) amendments: Amendments<'a>,
    pub(crate) manifests: Manifests<'a>,
    pub(crate) exports: Exports<'a>,
    pub(crate) instruments: Instruments,
    pub(crate) transits: Transits,
    pub(crate) audits: Audits,
    pub(crate) house_happenings: Vec<Happening>,
    pub(crate) tasks: OpenTasks,
    pub(crate) tally: Tally,
    /// Order claims of entries made in this batch.
    pub(crate) new_entries: Vec<(KeyPair, EntryId)>,
    pub(crate) outbox: Outbox<'a>,
    pub(crate) next_entry: u64,
    /// What cases are weighed on; nothing where they are not, because nothing comes of it.
    pub(crate) scales: Option<Scales<'h>>,
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
                declared: OnceCell::new(),
            },
            entries: Vec::with_capacity(room),
            by_key: map(),
            by_id: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            waybills: Vec::with_capacity(room),
            by_waybill: map(),
            holders: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            inbounds: FxHashMap::default(),
            drawers: FxHashMap::default(),
            slips: Vec::new(),
            by_slip: FxHashMap::default(),
            accounts: FxHashMap::with_capacity_and_hasher(room, FxBuildHasher),
            zone: Zone::default(),
            declarations: Declarations::default(),
            duty_slips: DutySlips::default(),
            guarantees: GuaranteeFiles::default(),
            monthly: MonthlyFiles::default(),
            amendments: Amendments::default(),
            manifests: Manifests::default(),
            exports: Exports::default(),
            instruments: Instruments::default(),
            transits: Transits::default(),
            audits: Audits::default(),
            house_happenings: Vec::new(),
            tasks: OpenTasks::default(),
            tally: Tally::default(),
            new_entries: Vec::new(),
            outbox: Outbox::default(),
            next_entry,
            scales: None,
            next_order: 0,
        }
    }

    /// Turns to the next input. The house's time does not go back behind the last tick.
    pub(crate) fn turn_to(&mut self, input: InputId, at: Moment) {
        self.now.input = input;
        self.set_time(at.max(self.registry.reached()));
    }

    /// By what who is examined is drawn today.
    pub(crate) fn lots(&self) -> DaySeed {
        seed_of(self.keyring, self.now.on)
    }

    /// The moment as of which things are decided.
    pub(crate) fn set_time(&mut self, at: Moment) {
        let on = at.local_date();
        if on != self.now.on {
            self.now.retail = self.registry.law.retail_on(on).ok();
            self.now.declared = OnceCell::new();
            self.now.waybill_window = self.registry.waybill_window_days(on);
        }
        if at != self.now.at {
            self.now.time = WireTime::new(at);
        }
        self.now.is_asked = false;
        self.now.at = at;
        self.now.on = on;
    }

    /// Takes loaded rows into the working set.
    pub(crate) fn take_entries(&mut self, rows: &'a [EntryRow]) -> Result<(), StoreError> {
        for row in rows {
            if row.state >= BEYOND_PARCELS {
                self.take_case(row)?;
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

    /// Takes a case that is no parcel.
    fn take_case(&mut self, row: &'a EntryRow) -> Result<(), StoreError> {
        if declaration_state_of(row.state).is_some() {
            return self.declarations.take_row(row);
        }
        if amendment_state_of(row.state).is_some() {
            return self.amendments.take_row(
                row,
                AmendmentFile::from_row,
                "read an application's record",
            );
        }
        if duty_slip_state_of(row.state).is_some() {
            return self.duty_slips.take_row(
                row,
                DutySlip::from_row,
                "read a payment slip's record",
            );
        }
        if guarantee_state_of(row.state).is_some() {
            return self.guarantees.take_row(
                row,
                GuaranteeFile::from_row,
                "read a guarantee's record",
            );
        }
        if monthly_state_of(row.state).is_some() {
            return self.monthly.take_row(
                row,
                MonthlyFile::from_row,
                "read a monthly payment's record",
            );
        }
        if is_manifests(row.state) {
            return self.manifests.take_row(row);
        }
        if export_state_of(row.state).is_some() {
            return self.exports.take_row(row);
        }
        if instrument_state_of(row.state).is_some() {
            return self.instruments.take_row(
                row,
                InstrumentFile::from_row,
                "read an instrument's record",
            );
        }
        if transit_state_of(row.state).is_some() {
            return self.transits.take_row(row, TransitFile::from_row, "read a transit's record");
        }
        if audit_state_of(row.state).is_some() {
            return self.audits.take_row(
                row,
                AuditFile::from_row,
                "read the record of a case after release",
            );
        }
        if slip_state_of(row.state).is_none() {
            return self.zone.take_row(row);
        }
        if !self.by_slip.contains_key(&row.id) {
            let slip = Slip::from_row(row)
                .map_err(|cause| StoreError::new("read a payment slip's record", cause))?;
            self.by_slip.insert(row.id, self.slips.len());
            self.slips.push(slip);
        }
        Ok(())
    }

    pub(crate) fn take_claims(&mut self, facts: &'a Facts) -> Result<(), StoreError> {
        let fault = |cause| StoreError::new("read a claim's record", cause);
        for row in &facts.claims {
            // What was taken before has been decided on since.
            if self.by_waybill.contains_key(&row.key)
                || self.inbounds.contains_key(&row.key)
                || self.manifests.bills.contains_key(&row.key)
            {
                continue;
            }
            match ClaimBody::of(row).map_err(fault)? {
                ClaimBody::Entry => {
                    let holder = Holder { entry: row.entry, touched: false };
                    self.holders.entry(row.key).or_insert(holder);
                }
                ClaimBody::Waybill(record) => {
                    self.by_waybill.insert(row.key, self.waybills.len());
                    self.waybills.push(record);
                }
                ClaimBody::Inbound(record) => {
                    self.inbounds.insert(row.key, record);
                }
                ClaimBody::Drawers(record) => {
                    self.drawers.entry(row.key).or_insert(record);
                }
                ClaimBody::Bill(record) => {
                    self.manifests.bills.insert(row.key, record);
                }
                ClaimBody::ExportWaybill(record) => self.exports.take_waybill(record),
                ClaimBody::ReturnParcel(record) => {
                    self.exports.parcels.entry(row.key).or_insert(record);
                }
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

    pub(crate) fn slip_index(&self, id: EntryId) -> Option<usize> {
        self.by_slip.get(&id).copied()
    }

    /// A new slip, under the next number.
    pub(crate) fn open_slip(&mut self, make: impl FnOnce(EntryId) -> Slip<'a>) -> usize {
        let id = self.next_case();
        let index = self.slips.len();
        self.slips.push(make(id));
        self.by_slip.insert(id, index);
        index
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

    pub(crate) fn note_slip(&mut self, index: usize, what: Event) {
        let happening = self.happening(what);
        if let Some(slip) = self.slips.get_mut(index) {
            slip.touched = true;
            slip.happenings.push(happening);
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

    /// Issues a receipt about an entry's document or about the entry, to everyone named.
    pub(crate) fn answer(
        &mut self,
        index: Option<usize>,
        to: &[&str],
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) {
        let entry = index.and_then(|it| self.entries.get(it)).map_or(EntryId(0), |it| it.id);
        let said = self.issue(entry, receipt, findings);
        for recipient in to {
            let answered = self.address(recipient, said);
            match index {
                Some(index) => self.note(index, answered),
                None => self.note_house(answered),
            }
        }
    }

    /// Issues a receipt about a payment slip.
    pub(crate) fn answer_slip(&mut self, index: usize, to: &str, receipt: ReceiptBody<'a>) {
        let id = self.slips.get(index).map_or(EntryId(0), |it| it.id);
        let said = self.issue(id, receipt, &[]);
        let answered = self.address(to, said);
        self.note_slip(index, answered);
    }

    /// Issues a receipt about a case; returns what its history is to say of it.
    pub(crate) fn issue(
        &mut self,
        case: EntryId,
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
    ) -> (ReceiptKind, i32) {
        let said = (receipt.kind(), status_of(&receipt));
        self.outbox.issue(case, receipt, findings, self.now.time);
        said
    }

    /// Addresses the receipt that was issued last.
    pub(crate) fn address(&mut self, to: &str, (kind, status): (ReceiptKind, i32)) -> Event {
        let to = if to.is_empty() { UNIDENTIFIED } else { to };
        let Issued { recipient, ordinal } = self.outbox.address(self.keyring, to);
        Event::Answered { recipient, ordinal, kind, status }
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
        (DocumentKind::WaybillStatus, true) => "deliveries_accepted",
        (DocumentKind::WaybillStatus, false) => "deliveries_refused",
        (DocumentKind::Cancellation, true) => "cancellations_accepted",
        (DocumentKind::Cancellation, false) => "cancellations_refused",
        (DocumentKind::GoodsReturn, true) => "returns_accepted",
        (DocumentKind::GoodsReturn, false) => "returns_refused",
        (DocumentKind::InboundDetail, true) => "inbound_details_accepted",
        (DocumentKind::InboundDetail, false) => "inbound_details_refused",
    }
}
