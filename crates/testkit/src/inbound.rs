//! What sites report of a flight: one inbound detail a logistics company.

use model::{Action, DocumentHead, InboundDetail, InboundItem};

use crate::{
    World, arrival::Batch, companies::Site, digits, draw::at, parcel::Parcel, world::stamp,
};

impl World<'_> {
    /// Whether a parcel comes in by air, sea or road and is reported when it does; others lie in a
    /// bonded zone already.
    pub(crate) fn flies(&self, parcel: &Parcel) -> bool {
        at(&self.companies.sites, usize::from(parcel.site)).zone.is_none()
    }

    /// The site that reports.
    pub(crate) fn site_of(&self, batch: &Batch) -> &Site {
        let site = batch.pieces.first().map_or(0, |it| it.parcel.site);
        at(&self.companies.sites, usize::from(site))
    }

    pub(crate) fn inbound_detail(&self, batch: &Batch) -> InboundDetail<'_> {
        let site = self.site_of(batch);
        let carrier = batch.pieces.first().map_or(0, |it| it.parcel.carrier);
        let carrier = at(&self.companies.carriers, usize::from(carrier));
        let first = batch.pieces.first().map(|it| &*it.parcel);
        let flight = first.map(|it| self.flight(it)).unwrap_or_default();
        let nonce = 0x2000_0000 + batch.serial;
        let day = u64::from(self.declared_on.number());
        let guid = digits::guid(self.seed.mix(nonce, day), self.seed.mix(nonce, day + 1));
        let sent_at = self.shipped_at(first.map_or(0, |it| it.index));
        InboundDetail {
            head: DocumentHead {
                guid: guid.into(),
                action: Action::New,
                sent_at: stamp(sent_at, 0),
                is_declared: true,
            },
            customs_code: site.customs_code.into(),
            trader_reference: self.number("R", batch.serial).into(),
            preliminary_no: "".into(),
            inbound_no: "".into(),
            operator_code: (&*site.operator.code).into(),
            operator_name: (&*site.operator.name).into(),
            import_export_flag: "I".into(),
            transport_mode: site.transport_mode.into(),
            voyage_no: self.voyage_no(&flight).into(),
            transport_name: flight.into(),
            bill_no: first.map(|it| self.bill_no(it)).unwrap_or_default().into(),
            logistics_code: (&*carrier.code).into(),
            logistics_name: (&*carrier.name).into(),
            unloading_place: "".into(),
            note: "".into(),
            items: (1..)
                .zip(batch.pieces.iter())
                .map(|(number, it)| InboundItem {
                    number,
                    waybill_no: self.waybill_no(&it.parcel).into(),
                    note: "".into(),
                })
                .collect(),
        }
    }
}
