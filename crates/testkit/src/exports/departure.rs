//! What leaves: of each flight, a departure a site and logistics company; then, one by one, the parcels that are said
//! to leave and may not.

use std::collections::BTreeMap;

use model::{Action, DocumentHead, ExportDeparture, ExportDocument, ExportKind, MovedItem};

use crate::{
    Fault, GenerateError, Outcome, World, arrival::FLIGHT, digits, draw::at, generate::Writer,
    papers::NONE, parcel::Parcel, world::stamp,
};

/// Waybills that one departure lists at most.
const MAX_LINES: usize = 2_000;
/// Minutes after the day of declaration.
const LEFT_AFTER: i64 = 6 * 60;

/// Writes every departure of a corpus.
pub(crate) fn write(writer: &mut Writer<'_, '_>) -> Result<(), GenerateError> {
    let world = writer.world;
    let mut serial = 0;
    let mut send = |writer: &mut Writer<'_, '_>, parcels: &[Parcel]| {
        serial += 1;
        writer.departure(world, serial, parcels)
    };
    let mut start = 0;
    while start < world.plan.parcels {
        let end = world.plan.parcels.min(start + FLIGHT);
        let mut flights: BTreeMap<(u16, u16), Vec<Parcel>> = BTreeMap::new();
        let mut singly = Vec::new();
        for parcel in (start..end).map(|it| world.parcel(it)) {
            if leaves_alone(parcel.fault) {
                singly.push(parcel.clone());
            }
            if leaves(parcel.fault) {
                flights.entry((parcel.site, parcel.carrier)).or_default().push(parcel);
            }
        }
        for parcels in flights.into_values() {
            for lines in parcels.chunks(MAX_LINES) {
                send(writer, lines)?;
            }
        }
        for parcel in singly {
            send(writer, &[parcel])?;
        }
        start = end;
    }
    Ok(())
}

/// Whether a parcel leaves with its flight.
fn leaves(fault: Option<Fault>) -> bool {
    fault.is_none_or(|it| it.info().outcome == Outcome::Departed)
}

/// Whether a parcel is reported by itself, which is refused.
fn leaves_alone(fault: Option<Fault>) -> bool {
    matches!(
        fault,
        Some(Fault::ExportLeftTwice | Fault::ExportOtherBill | Fault::ExportLeftUnreleased)
    )
}

impl World<'_> {
    /// The parcels are of one flight, site and logistics company.
    fn export_departure(&self, serial: u64, parcels: &[Parcel]) -> ExportDeparture<'_> {
        let first = parcels.first();
        let carrier = at(&self.companies.carriers, first.map_or(0, |it| usize::from(it.carrier)));
        let site = at(&self.companies.sites, first.map_or(0, |it| usize::from(it.site)));
        let flight = first.map(|it| self.flight(it)).unwrap_or_default();
        let left_at = self.day_after(1).plus_minutes(LEFT_AFTER);
        let is_other = first.is_some_and(|it| it.fault == Some(Fault::ExportOtherBill));
        let bill_no = match first {
            Some(_) if is_other => self.number("X", serial),
            Some(it) => self.bill_no(it),
            None => String::new(),
        };
        let nonce = 0x4000_0000 + serial;
        let day = u64::from(self.declared_on.number());
        let guid = digits::guid(self.seed.mix(nonce, day), self.seed.mix(nonce, day + 1));
        ExportDeparture {
            head: DocumentHead {
                guid: guid.into(),
                action: Action::New,
                sent_at: stamp(left_at, 60),
                is_declared: true,
            },
            customs_code: site.customs_code.into(),
            trader_reference: self.number("D", serial).into(),
            preliminary_no: NONE,
            logistics_code: (&*carrier.code).into(),
            logistics_name: (&*carrier.name).into(),
            transport_mode: if site.zone.is_some() { "5" } else { site.transport_mode }.into(),
            voyage_no: self.voyage_no(&flight).into(),
            transport_name: flight.into(),
            bill_no: bill_no.into(),
            left_at: stamp(left_at, 0),
            message_count: 1,
            message_number: 1,
            note: NONE,
            items: (1..)
                .zip(parcels)
                .map(|(number, it)| MovedItem {
                    number,
                    waybill_no: self.waybill_no(it).into(),
                    package_no: NONE,
                    note: NONE,
                })
                .collect(),
        }
    }
}

impl Writer<'_, '_> {
    fn departure(
        &mut self,
        world: &World<'_>,
        serial: u64,
        parcels: &[Parcel],
    ) -> Result<(), GenerateError> {
        let departure = world.export_departure(serial, parcels);
        let carrier = parcels.first().map_or(0, |it| it.carrier);
        let company = at(&world.companies.carriers, usize::from(carrier));
        let documents = [ExportDocument::Departure(Box::new(departure))];
        self.export(ExportKind::Departure, 0x5000_0000 + serial, (company, carrier), &documents);
        self.written.documents += 1;
        self.export_file(ExportKind::Departure)
    }
}
