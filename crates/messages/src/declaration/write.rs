//! What a declarant's client would send, in the form of the Single Window's interface 4.8.

use std::mem;

use model::{Declaration, DeclaredTransit, Direction, GoodsItem, GoodsLimit};

use super::{
    DeclarationHeader, NAMESPACE, ROOT, supplement,
    tables::{self, Promise},
    transit,
};
use crate::{
    table::Table,
    xml::{self, Putter},
};

/// Writes a declaration's message. Its reference is the declaration's; an operation that is not given is told
/// by the declaration's filing, a version that is not given is 4.8.
pub fn write_declaration(
    header: &DeclarationHeader<'_>,
    document: &Declaration<'_>,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    out.extend_from_slice(ROOT.as_bytes());
    out.extend_from_slice(b" xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\" Version=\"");
    xml::escape_attribute(header.version.given().unwrap_or("4.8"), out);
    out.extend_from_slice(b"\">");
    node(&tables::HEAD, 1, out, |put| tables::put_head(document, put));
    nest("DecLists", out, |out| {
        for it in &document.items {
            item(document.direction, it, out);
        }
    });
    nest("DecContainers", out, |out| {
        for it in &document.containers {
            node(&tables::CONTAINER, 2, out, |put| tables::put_container(it, put));
        }
    });
    nest("DecLicenseDocus", out, |out| {
        for it in &document.documents {
            node(&tables::DOCUMENT, 2, out, |put| tables::put_document(it, put));
        }
    });
    inspection(document, out);
    node(&tables::FREE_TEXT, 1, out, |put| tables::put_free_text(document, put));
    sign(header, document, out);
    if let Some(it) = &document.transit {
        in_transit(it, out);
    }
    if !document.supplements.is_empty() {
        nest("DecSupplementLists", out, |out| {
            for it in &document.supplements {
                node(&supplement::SUPPLEMENT, 2, out, |put| supplement::put_supplement(it, put));
            }
        });
    }
    if let Some(own_tax) = &document.own_tax {
        nest("SddTax", out, |out| {
            node(&tables::OWN_TAX, 2, out, |put| tables::put_own_tax(own_tax, put));
            open("SddTaxDetails", 2, out);
            for it in &own_tax.details {
                node(&tables::OWN_TAX_DETAIL, 3, out, |put| tables::put_own_tax_detail(it, put));
            }
            close("SddTaxDetails", 2, out);
        });
    }
    for it in &document.attachments {
        node(&tables::ATTACHMENT, 1, out, |put| tables::put_attachment(it, put));
    }
    for it in &document.origin_links {
        node(&tables::ORIGIN_LINK, 1, out, |put| tables::put_origin_link(it, put));
    }
    if !document.promises.is_empty() {
        nest("DecCopPromises", out, |out| {
            for it in &document.promises {
                let it = Promise { material: it.clone() };
                node(&tables::PROMISE, 2, out, |put| tables::put_promise(&it, put));
            }
        });
    }
    if let Some(it) = &document.two_stage {
        node(&tables::TWO_STAGE, 1, out, |put| tables::put_two_stage(it, put));
    }
    out.extend_from_slice(b"\n</");
    out.extend_from_slice(ROOT.as_bytes());
    out.extend_from_slice(b">\n");
}

/// What inspection asks for; left out when there is nothing.
fn inspection(document: &Declaration<'_>, out: &mut Vec<u8>) {
    if !document.requested_certificates.is_empty() {
        nest("DecRequestCerts", out, |out| {
            for it in &document.requested_certificates {
                let table = &tables::REQUESTED_CERTIFICATE;
                node(table, 2, out, |put| tables::put_requested_certificate(it, put));
            }
        });
    }
    if !document.other_packages.is_empty() {
        nest("DecOtherPacks", out, |out| {
            for it in &document.other_packages {
                node(&tables::OTHER_PACKAGE, 2, out, |put| tables::put_other_package(it, put));
            }
        });
    }
    if !document.qualifications.is_empty() {
        nest("DecCopLimits", out, |out| {
            for it in &document.qualifications {
                node(&tables::QUALIFICATION, 2, out, |put| tables::put_qualification(it, put));
            }
        });
    }
    if !document.use_contacts.is_empty() {
        nest("DecUsers", out, |out| {
            for it in &document.use_contacts {
                node(&tables::USE_CONTACT, 2, out, |put| tables::put_use_contact(it, put));
            }
        });
    }
}

/// The transit of its goods.
fn in_transit(it: &DeclaredTransit<'_>, out: &mut Vec<u8>) {
    node(&transit::TRANSIT_HEAD, 1, out, |put| transit::put_transit(it, put));
    if let Some(border) = &it.border {
        node(&transit::TRANSIT_BORDER, 1, out, |put| transit::put_border(border, put));
    }
    if !it.containers.is_empty() {
        nest("TrnContainers", out, |out| {
            for it in &it.containers {
                node(&transit::TRANSIT_CONTAINER, 2, out, |put| transit::put_sealed(it, put));
            }
        });
    }
    if !it.goods.is_empty() {
        nest("TrnContaGoodsList", out, |out| {
            for it in &it.goods {
                node(&transit::TRANSIT_GOODS, 2, out, |put| transit::put_contents(it, put));
            }
        });
    }
}

fn sign(header: &DeclarationHeader<'_>, document: &Declaration<'_>, out: &mut Vec<u8>) {
    let mut header = header.clone();
    header.reference = document.reference.clone();
    if header.operation.is_empty() {
        let is_saved = document.filing == model::Filing::Save;
        header.operation = match (is_saved, document.transit.is_some()) {
            (true, false) => "G",
            (true, true) => "B",
            (false, false) => "C",
            (false, true) => "D",
        }
        .into();
    }
    node(&tables::SIGN, 1, out, |put| tables::put_sign(&header, put));
}

/// Of an export the wire's origin is where the goods go.
fn item(direction: Direction, item: &GoodsItem<'_>, out: &mut Vec<u8>) {
    let table = &tables::ITEM;
    open(table.element, 2, out);
    let put = &mut Putter::bare(table, indent(3), out);
    if direction == Direction::Export {
        let mut turned = item.clone();
        mem::swap(&mut turned.origin, &mut turned.destination);
        tables::put_item(&turned, put);
    } else {
        tables::put_item(item, put);
    }
    if !item.limits.is_empty() {
        open("DecGoodsLimits", 3, out);
        for it in &item.limits {
            limit(it, out);
        }
        close("DecGoodsLimits", 3, out);
    }
    close(table.element, 2, out);
}

fn limit(limit: &GoodsLimit<'_>, out: &mut Vec<u8>) {
    let table = &tables::LIMIT;
    open(table.element, 4, out);
    tables::put_limit(limit, &mut Putter::bare(table, indent(5), out));
    for it in &limit.vins {
        node(&tables::VEHICLE, 5, out, |put| tables::put_vehicle(it, put));
    }
    close(table.element, 4, out);
}

fn node(table: &'static Table, depth: usize, out: &mut Vec<u8>, put: impl FnOnce(&mut Putter<'_>)) {
    open(table.element, depth, out);
    put(&mut Putter::bare(table, indent(depth + 1), out));
    close(table.element, depth, out);
}

fn nest(name: &str, out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    open(name, 1, out);
    content(out);
    close(name, 1, out);
}

fn open(name: &str, depth: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(indent(depth));
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

fn close(name: &str, depth: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(indent(depth));
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

/// A line's end and as many tabs as it is deep.
fn indent(depth: usize) -> &'static [u8] {
    const DEEPEST: &[u8] = b"\n\t\t\t\t\t\t\t\t";
    DEEPEST.get(..=depth).unwrap_or(DEEPEST)
}
