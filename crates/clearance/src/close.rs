//! A batch that is decided: what later batches may ask for at once, the rest when nobody waits.

use model::{EntryId, Moment};

use crate::{
    amendment::Amendments,
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
    ports::{AccountRow, BlockRow, Changed, ClaimRow, EntryRow, HistoryRow, StoreError},
    slip::Slip,
    tally::Tally,
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
    /// What changed, by number.
    order: Vec<(EntryId, Place)>,
    /// Only to be dropped when nobody waits.
    #[expect(dead_code, reason = "dropping it takes time")]
    waybills: Vec<WaybillRecord<'a>>,
    house_happenings: Vec<Happening>,
    outbox: Outbox<'a>,
    pub(crate) next_entry: u64,
    pub(crate) tally: Tally,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Entry(usize),
    Slip(usize),
    ExitList(usize),
    GatePass(usize),
    Declaration(usize),
    DutySlip(usize),
    Guarantee(usize),
    Monthly(usize),
    Amendment(usize),
    Manifest(usize),
    Consignment(usize),
    Export(usize),
    Instrument(usize),
}

impl<'a> Desk<'a, '_> {
    /// What changed, by number.
    fn places(&self) -> Vec<(EntryId, Place)> {
        let entries = self.entries.iter().enumerate().filter(|(_, it)| it.touched);
        let slips = self.slips.iter().enumerate().filter(|(_, it)| it.touched);
        let lists = self.zone.lists.iter().enumerate().filter(|(_, it)| it.touched);
        let passes = self.zone.passes.iter().enumerate().filter(|(_, it)| it.touched);
        let mut order: Vec<(EntryId, Place)> = Vec::with_capacity(self.entries.len());
        order.extend(entries.map(|(index, it)| (it.id, Place::Entry(index))));
        order.extend(slips.map(|(index, it)| (it.id, Place::Slip(index))));
        order.extend(lists.map(|(index, it)| (it.id, Place::ExitList(index))));
        order.extend(passes.map(|(index, it)| (it.id, Place::GatePass(index))));
        let files = self.declarations.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(files.map(|(index, it)| (it.id, Place::Declaration(index))));
        let duty = self.duty_slips.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(duty.map(|(index, it)| (it.id, Place::DutySlip(index))));
        let secured = self.guarantees.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(secured.map(|(index, it)| (it.id, Place::Guarantee(index))));
        let monthly = self.monthly.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(monthly.map(|(index, it)| (it.id, Place::Monthly(index))));
        let asked = self.amendments.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(asked.map(|(index, it)| (it.id, Place::Amendment(index))));
        let files = self.manifests.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(files.map(|(index, it)| (it.id, Place::Manifest(index))));
        let files = self.manifests.consignments.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(files.map(|(index, it)| (it.id, Place::Consignment(index))));
        let exports = self.exports.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(exports.map(|(index, it)| (it.id, Place::Export(index))));
        let issued = self.instruments.files.iter().enumerate().filter(|(_, it)| it.touched);
        order.extend(issued.map(|(index, it)| (it.id, Place::Instrument(index))));
        order.sort_unstable_by_key(|(id, _)| *id);
        order
    }

    /// What is kept of a case.
    fn row_of(&self, place: Place, at: Moment) -> Option<Result<EntryRow, postcard::Error>> {
        match place {
            Place::Entry(index) => self.entries.get(index).map(|it| it.to_row(at)),
            Place::Slip(index) => self.slips.get(index).map(|it| it.to_row(at)),
            Place::ExitList(index) => self.zone.lists.get(index).map(|it| it.to_row(at)),
            Place::GatePass(index) => self.zone.passes.get(index).map(|it| it.to_row(at)),
            Place::DutySlip(index) => self.duty_slips.files.get(index).map(|it| it.to_row(at)),
            Place::Guarantee(index) => self.guarantees.files.get(index).map(|it| it.to_row(at)),
            Place::Monthly(index) => self.monthly.files.get(index).map(|it| it.to_row(at)),
            Place::Declaration(index) => self.declarations.files.get(index).map(|it| it.to_row(at)),
            Place::Amendment(index) => self.amendments.files.get(index).map(|it| it.to_row(at)),
            Place::Manifest(index) => self.manifests.files.get(index).map(|it| it.to_row(at)),
            Place::Consignment(index) => {
                self.manifests.consignments.get(index).map(|it| it.to_row(at))
            }
            Place::Export(index) => self.exports.files.get(index).map(|it| it.to_row(at)),
            Place::Instrument(index) => self.instruments.files.get(index).map(|it| it.to_row(at)),
        }
    }

    /// What later batches may ask for, and the rest.
    pub(crate) fn close(self, at: Moment) -> Result<(Changed, Closed<'a>), StoreError> {
        let fault = |cause| StoreError::new("spell a batch's rows", cause);
        let mut changed = Changed {
            claims: Vec::with_capacity(self.new_entries.len() * 3),
            entries: Vec::with_capacity(self.entries.len()),
            accounts: Vec::with_capacity(self.accounts.len()),
        };
        let order = self.places();
        for (_, place) in &order {
            let row = self.row_of(*place, at).transpose();
            changed.entries.extend(row.map_err(fault)?);
        }
        let holds = |key, entry| ClaimRow { key, entry, body: Vec::new(), expires_on: None };
        changed.claims.extend(self.new_entries.iter().map(|(key, entry)| holds(*key, *entry)));
        for record in self.waybills.iter().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        for record in self.inbounds.values().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        for record in self.drawers.values().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        let holders = self.holders.iter().filter(|(_, it)| it.touched);
        changed.claims.extend(holders.map(|(key, holder)| holds(*key, holder.entry)));
        changed.claims.extend(self.zone.new_cases().map(|(key, case)| holds(key, case)));
        let filed = self.declarations.new_cases();
        changed.claims.extend(filed.map(|(key, case)| holds(key, case)));
        let sent = self.manifests.new_cases();
        changed.claims.extend(sent.map(|(key, case)| holds(key, case)));
        for record in self.manifests.bills.values().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        let exported = self.exports.new_cases();
        changed.claims.extend(exported.map(|(key, case)| holds(key, case)));
        for record in self.exports.waybills.iter().filter(|it| it.touched) {
            changed.claims.push(record.to_row().map_err(fault)?);
        }
        changed.claims.sort_unstable_by_key(|it| it.key);
        for (key, record) in self.accounts.into_iter().filter(|(_, it)| it.touched) {
            let AccountRecord { kind, label, account, .. } = record;
            changed.accounts.push(AccountRow { key, kind, label, account });
        }
        changed.accounts.sort_unstable_by_key(|it| it.key);
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

impl Closed<'_> {
    /// Spells history and receipts.
    pub(crate) fn write(self) -> (Vec<HistoryRow>, Vec<BlockRow>, Tally) {
        let mut history = Vec::with_capacity(self.order.len() + 1);
        if !self.house_happenings.is_empty() {
            let body = history::encode(&self.house_happenings);
            history.push(HistoryRow { entry: EntryId(0), body });
        }
        for (id, place) in &self.order {
            let happenings = match *place {
                Place::Entry(index) => self.entries.get(index).map(|it| &it.happenings),
                Place::Slip(index) => self.slips.get(index).map(|it| &it.happenings),
                Place::ExitList(index) => self.zone.lists.get(index).map(|it| &it.happenings),
                Place::GatePass(index) => self.zone.passes.get(index).map(|it| &it.happenings),
                Place::DutySlip(index) => self.duty_slips.files.get(index).map(|it| &it.happenings),
                Place::Monthly(index) => self.monthly.files.get(index).map(|it| &it.happenings),
                Place::Guarantee(index) => {
                    self.guarantees.files.get(index).map(|it| &it.happenings)
                }
                Place::Declaration(index) => {
                    self.declarations.files.get(index).map(|it| &it.happenings)
                }
                Place::Amendment(index) => {
                    self.amendments.files.get(index).map(|it| &it.happenings)
                }
                Place::Manifest(index) => self.manifests.files.get(index).map(|it| &it.happenings),
                Place::Consignment(index) => {
                    self.manifests.consignments.get(index).map(|it| &it.happenings)
                }
                Place::Export(index) => self.exports.files.get(index).map(|it| &it.happenings),
                Place::Instrument(index) => {
                    self.instruments.files.get(index).map(|it| &it.happenings)
                }
            };
            if let Some(happenings) = happenings.filter(|it| !it.is_empty()) {
                history.push(HistoryRow { entry: *id, body: history::encode(happenings) });
            }
        }
        (history, self.outbox.into_blocks(), self.tally)
    }
}
