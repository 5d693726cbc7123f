//! What a trader's client would send of an export.

use model::{ExportDocument, ExportKind, Subscription, Transfer};

use super::{export_root, node as node_of, tables};
use crate::{
    documents,
    outgoing::{flat, inner, node, tag},
    xml,
};

/// Writes an unsigned message. Documents of another kind than the message's are left out.
pub fn write_export_documents(
    kind: ExportKind,
    guid: &str,
    messages: &[ExportDocument<'_>],
    transfer: Option<&Transfer<'_>>,
    subscriptions: &[Subscription<'_>],
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:");
    out.extend_from_slice(export_root(kind).as_bytes());
    out.extend_from_slice(b" guid=\"");
    xml::escape_attribute(guid, out);
    out.extend_from_slice(b"\" version=\"1.0\" xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">");
    for document in messages.iter().filter(|it| it.kind() == kind) {
        write_document(document, out);
    }
    if let Some(transfer) = transfer {
        node(&documents::TRANSFER, b"\n\t", b"\n\t\t", out, |put| {
            documents::put_transfer(transfer, put);
        });
    }
    for subscription in subscriptions {
        node(&documents::SUBSCRIPTION, b"\n\t", b"\n\t\t", out, |put| {
            documents::put_subscription(subscription, put);
        });
    }
    out.extend_from_slice(b"\n</ceb:");
    out.extend_from_slice(export_root(kind).as_bytes());
    out.extend_from_slice(b">\n");
}

fn write_document(document: &ExportDocument<'_>, out: &mut Vec<u8>) {
    match document {
        ExportDocument::Money(it) => flat(&tables::MONEY, out, |put| tables::put_money(it, put)),
        ExportDocument::Waybill(it) => {
            flat(&tables::WAYBILL, out, |put| tables::put_waybill(it, put));
        }
        ExportDocument::Cancellation(it) => {
            flat(&tables::CANCELLATION, out, |put| tables::put_cancellation(it, put));
        }
        ExportDocument::Tally(it) => flat(&tables::TALLY, out, |put| tables::put_tally(it, put)),
        _ => {
            tag(b"\n\t<ceb:", node_of(document.kind()), out);
            write_nodes(document, out);
            tag(b"\n\t</ceb:", node_of(document.kind()), out);
        }
    }
}

/// The head and the items of a document that has nodes for them.
fn write_nodes(document: &ExportDocument<'_>, out: &mut Vec<u8>) {
    match document {
        ExportDocument::Order(it) => {
            inner(&tables::ORDER, out, |put| tables::put_order(it, put));
            for item in &it.items {
                inner(&tables::ORDER_ITEM, out, |put| tables::put_order_item(item, put));
            }
        }
        ExportDocument::List(it) => {
            inner(&tables::LIST, out, |put| tables::put_list(it, put));
            for item in &it.items {
                inner(&tables::LIST_ITEM, out, |put| tables::put_list_item(item, put));
            }
        }
        ExportDocument::Arrival(it) => {
            inner(&tables::ARRIVAL, out, |put| tables::put_arrival(it, put));
            for item in &it.items {
                inner(&tables::ARRIVAL_ITEM, out, |put| tables::put_arrival_item(item, put));
            }
        }
        ExportDocument::Departure(it) => {
            inner(&tables::DEPARTURE, out, |put| tables::put_departure(it, put));
            for item in &it.items {
                inner(&tables::DEPARTURE_ITEM, out, |put| tables::put_departure_item(item, put));
            }
        }
        ExportDocument::MasterWaybill(it) => {
            inner(&tables::MASTER, out, |put| tables::put_master(it, put));
            for item in &it.items {
                inner(&tables::MASTER_ITEM, out, |put| tables::put_master_item(item, put));
            }
        }
        ExportDocument::Summary(it) => {
            inner(&tables::SUMMARY, out, |put| tables::put_summary(it, put));
            for item in &it.items {
                inner(&tables::SUMMARY_ITEM, out, |put| tables::put_summary_item(item, put));
            }
        }
        ExportDocument::Return(it) => {
            inner(&tables::RETURN, out, |put| tables::put_return(it, put));
            for item in &it.items {
                inner(&tables::RETURN_ITEM, out, |put| tables::put_return_item(item, put));
            }
        }
        ExportDocument::Money(_)
        | ExportDocument::Waybill(_)
        | ExportDocument::Cancellation(_)
        | ExportDocument::Tally(_) => {}
    }
}
