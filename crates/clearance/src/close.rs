//! A batch that is decided: what later batches may ask for at once, the rest when nobody waits.

use model::{EntryId, Moment};

use crate::{
    amendment::Amendments,
    audit::Audits,
    case::Case,
    claims::WaybillRecord,
    declaration::Declarations,
    desk::Desk,
    duty_slip::DutySlips,
    entry::{AccountRecord, Entry},
    export::Exports,
    guarantee_file::GuaranteeFiles,
    history::{self, Happening},
    instrument::Instruments,
    manifest::Manifests,
    monthly_file::MonthlyFiles,
    outbox::Outbox,
    ports::{AccountRow, BlockRow, Changed, ClaimRow, HistoryRow, StoreError},
    scales::KeptBatch,
    slip::Slip,
    tally::Tally,
    tasks::may_wait,
    transit_file::Transits,
    zone::Zone,
};

/// What is left of a batch that is decided: its history and receipts, not spelt yet.
pub(crate) struct Closed<'a> {
    entries: Vec<Entry<'a>>,
    slips: Vec<Slip<'a>>,
    zone: Zone<'a>,
    declarations: Declarations<'a>,
    duty_slips: DutySlips<'a>,
    guarantees: GuaranteeFiles<'a>,
    monthly: MonthlyFiles<'a>,
    amendments: Amendments<'a>,
    manifests: Manifests<'a>,
    exports: Exports<'a>,
    instruments: Instruments,
    transits: Transits,
    audits: Audits,
    /// Only to be dropped when nobody waits.
    #[expect(dead_code, reason = "dropping it takes time")]
    waybills: Vec<WaybillRecord<'a>>,
    house_happenings: Vec<Happening>,
    outbox: Outbox<'a>,
    pub(crate) next_entry: u64,
    pub(crate) tally: Tally,
    /// What risk analysis made of the batch.
    pub(crate) batch: Option<KeptBatch>,
}

/// The cases of every kind that changed, by number: of a desk, or of what is left of one.
macro_rules! touched {
    ($of:expr) => {{
        let of = $of;
        let mut cases: Vec<&dyn Case> = Vec::with_capacity(of.entries.len());
        add_touched(&mut cases, &of.entries);
        add_touched(&mut cases, &of.slips);
        add_touched(&mut cases, &of.zone.lists);
        add_touched(&mut cases, &of.zone.passes);
        add_touched(&mut cases, &of.declarations.files);
        add_touched(&mut cases, &of.duty_slips.files);
        add_touched(&mut cases, &of.guarantees.files);
        add_touched(&mut cases, &of.monthly.files);
        add_touched(&mut cases, &of.amendments.files);
        add_touched(&mut cases, &of.manifests.files);
        add_touched(&mut cases, &of.manifests.consignments);
        add_touched(&mut cases, &of.exports.files);
        add_touched(&mut cases, &of.instruments.files);
        add_touched(&mut cases, &of.transits.files);
        add_touched(&mut cases, &of.audits.files);
        cases.sort_unstable_by_key(|it| it.id());
        cases
    }};
}

fn add_touched<'k, K: Case>(cases: &mut Vec<&'k dyn Case>, of_a_kind: &'k [K]) {
    let as_case = |it: &'k K| -> &'k dyn Case { it };
    cases.extend(of_a_kind.iter().filter(|it| it.is_touched()).map(as_case));
}

impl<'a> Desk<'a, '_> {
    /// What later batches may ask for, and the rest.
    pub(crate) fn close(self, at: Moment) -> Result<(Changed, Closed<'a>), StoreError> {
        let fault = |cause| StoreError::new("spell a batch's rows", cause);
        let mut changed = Changed {
            claims: Vec::with_capacity(self.new_entries.len() * 3),
            entries: Vec::with_capacity(self.entries.len()),
            accounts: Vec::with_capacity(self.accounts.len()),
            tasks: Vec::new(),
        };
        for case in touched!(&self) {
            let row = case.to_row(at).map_err(fault)?;
            if may_wait(row.state) {
                changed.tasks.extend(self.tasks.after(&row, &self.registry.law)?);
            }
            changed.entries.push(row);
        }
        self.claim(&mut changed.claims).map_err(fault)?;
        changed.claims.sort_unstable_by_key(|it| it.key);
        for (key, record) in self.accounts.into_iter().filter(|(_, it)| it.touched) {
            let AccountRecord { kind, label, account, .. } = record;
            changed.accounts.push(AccountRow { key, kind, label, account });
        }
        changed.accounts.sort_unstable_by_key(|it| it.key);
        // The house's time does not go back behind the last tick, and what is remembered goes by it.
        let reached = at.max(self.registry.reached());
        let batch = self.scales.map(|it| it.finish(reached)).transpose();
        let closed = Closed {
            entries: self.entries,
            slips: self.slips,
            zone: self.zone,
            declarations: self.declarations,
            duty_slips: self.duty_slips,
            guarantees: self.guarantees,
            monthly: self.monthly,
            amendments: self.amendments,
            manifests: self.manifests,
            exports: self.exports,
            instruments: self.instruments,
            transits: self.transits,
            audits: self.audits,
            waybills: self.waybills,
            house_happenings: self.house_happenings,
            outbox: self.outbox,
            next_entry: self.next_entry,
            tally: self.tally,
            batch: batch.map_err(|cause| StoreError::new("spell what is remembered", cause))?,
        };
        Ok((changed, closed))
    }

    /// Under which keys the batch's cases can be found, and what stands under keys without a case.
    fn claim(&self, claims: &mut Vec<ClaimRow>) -> Result<(), postcard::Error> {
        let holds = |key, entry| ClaimRow { key, entry, body: Vec::new(), expires_on: None };
        claims.extend(self.new_entries.iter().map(|(key, entry)| holds(*key, *entry)));
        for record in self.waybills.iter().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        for record in self.inbounds.values().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        for record in self.drawers.values().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        let holders = self.holders.iter().filter(|(_, it)| it.touched);
        claims.extend(holders.map(|(key, holder)| holds(*key, holder.entry)));
        claims.extend(self.zone.new_cases().map(|(key, case)| holds(key, case)));
        let filed = self.declarations.new_cases();
        claims.extend(filed.map(|(key, case)| holds(key, case)));
        let sent = self.manifests.new_cases();
        claims.extend(sent.map(|(key, case)| holds(key, case)));
        for record in self.manifests.bills.values().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        let exported = self.exports.new_cases();
        claims.extend(exported.map(|(key, case)| holds(key, case)));
        for record in self.exports.waybills.iter().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        for record in self.exports.parcels.values().filter(|it| it.touched) {
            claims.push(record.to_row()?);
        }
        Ok(())
    }
}

impl Closed<'_> {
    /// Spells history and receipts.
    pub(crate) fn write(self) -> (Vec<HistoryRow>, Vec<BlockRow>, Tally) {
        let cases = touched!(&self);
        let mut history = Vec::with_capacity(cases.len() + 1);
        if !self.house_happenings.is_empty() {
            let body = history::encode(&self.house_happenings);
            history.push(HistoryRow { entry: EntryId(0), body });
        }
        for case in cases.into_iter().filter(|it| !it.happenings().is_empty()) {
            let body = history::encode(case.happenings());
            history.push(HistoryRow { entry: case.id(), body });
        }
        (history, self.outbox.into_blocks(), self.tally)
    }
}
