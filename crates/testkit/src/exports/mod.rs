//! Parcels that leave the country: their papers, and what sites report of them.
//!
//! They are drawn, batched and put out of order as those that come in ([`crate::arrival`]); a receipt of
//! money travels as a payment does there, an arrival for departure as an inbound detail. When all papers are there,
//! they leave.

mod alter;
mod departure;
mod papers;
mod parcel;
#[cfg(test)]
mod proof;

use model::{DocumentKind, ExportDocument, ExportKind};

pub(crate) use departure::write as write_departures;

use crate::{World, arrival::Batch};

/// What travels in the place of a document that comes in.
pub(crate) fn kind_of(kind: DocumentKind) -> Option<ExportKind> {
    Some(match kind {
        DocumentKind::Order => ExportKind::Order,
        DocumentKind::Payment => ExportKind::Money,
        DocumentKind::Waybill => ExportKind::Waybill,
        DocumentKind::Inventory => ExportKind::List,
        DocumentKind::InboundDetail => ExportKind::Arrival,
        _ => return None,
    })
}

impl World<'_> {
    /// The documents of a message.
    pub(crate) fn export_documents(&self, batch: &Batch) -> Vec<ExportDocument<'_>> {
        if batch.kind == DocumentKind::InboundDetail {
            return vec![ExportDocument::Arrival(Box::new(self.export_arrival(batch)))];
        }
        let document = |kind| move |piece| self.export_document(kind, piece);
        let kind = kind_of(batch.kind);
        kind.map(|it| batch.pieces.iter().filter_map(document(it)).collect()).unwrap_or_default()
    }
}
