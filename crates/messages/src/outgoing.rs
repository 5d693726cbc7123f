//! What a trader's client would send, strictly as the schema orders it.

use model::{Document, Subscription, Transfer};

use crate::{
    documents as tables,
    envelope::MessageType,
    follow_up,
    table::Table,
    xml::{self, Putter},
};

/// A signature node that says nothing, for traffic whose signatures nobody verifies; the schema
/// wants one on a list, a cancellation, a return and an inbound detail.
pub const PLACEHOLDER_SIGNATURE: &str = concat!(
    r#"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>"#,
    r#"<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>"#,
    r#"<ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>"#,
    r#"<ds:Reference URI=""><ds:Transforms>"#,
    r#"<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>"#,
    r#"</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>"#,
    r#"<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>"#,
    r#"<ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>"#,
);

/// Writes an unsigned message. Documents of another kind than the message's are left out.
pub fn write_documents(
    kind: MessageType,
    guid: &str,
    documents: &[Document<'_>],
    transfer: Option<&Transfer<'_>>,
    subscriptions: &[Subscription<'_>],
    out: &mut Vec<u8>,
) {
    write_signed_documents(kind, guid, documents, transfer, subscriptions, "", out);
}

/// Writes a message with a ready signature node (its XML, with its own namespace) at its end.
pub fn write_signed_documents(
    kind: MessageType,
    guid: &str,
    documents: &[Document<'_>],
    transfer: Option<&Transfer<'_>>,
    subscriptions: &[Subscription<'_>],
    signature: &str,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:");
    out.extend_from_slice(kind.root_name().as_bytes());
    out.extend_from_slice(b" guid=\"");
    xml::escape_attribute(guid, out);
    out.extend_from_slice(b"\" version=\"1.0\" xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">");
    for document in documents.iter().filter(|it| it.kind() == kind.document_kind()) {
        write_document(kind, document, out);
    }
    if let Some(transfer) = transfer {
        node(&tables::TRANSFER, b"\n\t", b"\n\t\t", out, |put| {
            tables::put_transfer(transfer, put);
        });
    }
    for subscription in subscriptions {
        node(&tables::SUBSCRIPTION, b"\n\t", b"\n\t\t", out, |put| {
            tables::put_subscription(subscription, put);
        });
    }
    if !signature.is_empty() {
        out.extend_from_slice(b"\n\t");
        out.extend_from_slice(signature.as_bytes());
    }
    out.extend_from_slice(b"\n</ceb:");
    out.extend_from_slice(kind.root_name().as_bytes());
    out.extend_from_slice(b">\n");
}

fn write_document(kind: MessageType, document: &Document<'_>, out: &mut Vec<u8>) {
    match document {
        Document::WaybillStatus(it) => {
            flat(&follow_up::WAYBILL_STATUS, out, |put| follow_up::put_waybill_status(it, put));
        }
        Document::Cancellation(it) => {
            flat(&follow_up::CANCELLATION, out, |put| follow_up::put_cancellation(it, put));
        }
        _ => {
            tag(b"\n\t<ceb:", kind.node(), out);
            write_nodes(document, out);
            tag(b"\n\t</ceb:", kind.node(), out);
        }
    }
}

/// The head and the items of a document that has nodes for them.
fn write_nodes(document: &Document<'_>, out: &mut Vec<u8>) {
    match document {
        Document::Order(it) => {
            inner(&tables::ORDER, out, |put| tables::put_order(it, put));
            for item in &it.items {
                inner(&tables::ORDER_ITEM, out, |put| tables::put_order_item(item, put));
            }
        }
        Document::Payment(it) => {
            inner(&tables::PAYMENT, out, |put| tables::put_payment(it, put));
        }
        Document::Waybill(it) => {
            inner(&tables::WAYBILL, out, |put| tables::put_waybill(it, put));
        }
        Document::Inventory(it) => {
            inner(&tables::INVENTORY, out, |put| tables::put_inventory(it, put));
            for item in &it.items {
                inner(&tables::INVENTORY_ITEM, out, |put| tables::put_inventory_item(item, put));
            }
        }
        Document::GoodsReturn(it) => {
            inner(&follow_up::GOODS_RETURN, out, |put| follow_up::put_goods_return(it, put));
            for item in &it.items {
                inner(&follow_up::GOODS_RETURN_ITEM, out, |put| {
                    follow_up::put_goods_return_item(item, put);
                });
            }
        }
        Document::InboundDetail(it) => {
            inner(&follow_up::INBOUND_DETAIL, out, |put| follow_up::put_inbound_detail(it, put));
            for item in &it.items {
                inner(&follow_up::INBOUND_ITEM, out, |put| follow_up::put_inbound_item(item, put));
            }
        }
        Document::WaybillStatus(_) | Document::Cancellation(_) => {}
    }
}

/// A document whose fields stand in its own element.
pub(crate) fn flat(table: &'static Table, out: &mut Vec<u8>, put: impl FnOnce(&mut Putter<'_>)) {
    node(table, b"\n\t", b"\n\t\t", out, put);
}

/// A node two levels below the root.
pub(crate) fn inner(table: &'static Table, out: &mut Vec<u8>, put: impl FnOnce(&mut Putter<'_>)) {
    node(table, b"\n\t\t", b"\n\t\t\t", out, put);
}

pub(crate) fn node(
    table: &'static Table,
    indent: &'static [u8],
    field_indent: &'static [u8],
    out: &mut Vec<u8>,
    put: impl FnOnce(&mut Putter<'_>),
) {
    out.extend_from_slice(indent);
    tag(b"<ceb:", table.element, out);
    put(&mut Putter::new(table, field_indent, out));
    out.extend_from_slice(indent);
    tag(b"</ceb:", table.element, out);
}

pub(crate) fn tag(open: &[u8], name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(open);
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}
