//! What a zone client would send: an exit list or a gate pass in its package.

use model::ZoneDocument;

use super::{ZoneHeader, tables};
use crate::{
    table::Table,
    xml::{self, Putter},
};

/// The namespace of the package's root, which is a signature around its object.
pub(super) const SIGNATURE_NS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Writes an unsigned zone message. `sender_code` is the customs code of whoever sends it.
pub fn write_zone_document(
    header: &ZoneHeader<'_>,
    document: &ZoneDocument<'_>,
    sender_code: &str,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Signature xmlns=\"");
    out.extend_from_slice(SIGNATURE_NS.as_bytes());
    out.extend_from_slice(b"\"><Object><Package>");
    node(&tables::HEADER, out, |put| tables::put_header(header, put));
    out.extend_from_slice(b"\n<DataInfo><BussinessData><DelcareFlag>1</DelcareFlag>");
    let message = match document {
        ZoneDocument::ExitList(_) => "InvtMessage",
        ZoneDocument::GatePass(_) => "PassPortMessage",
    };
    tag(b"\n<", message, out);
    match document {
        ZoneDocument::ExitList(it) => {
            node(&tables::EXIT_LIST, out, |put| tables::put_exit_list(it, put));
            for line in &it.lines {
                node(&tables::EXIT_LINE, out, |put| tables::put_exit_line(line, put));
            }
            for link in &it.links {
                node(&tables::EXIT_LINK, out, |put| tables::put_exit_link(link, put));
            }
        }
        ZoneDocument::GatePass(it) => {
            node(&tables::GATE_PASS, out, |put| tables::put_gate_pass(it, put));
            for line in &it.lines {
                node(&tables::GATE_PASS_LINE, out, |put| tables::put_gate_pass_line(line, put));
            }
            for link in &it.links {
                node(&tables::GATE_PASS_LINK, out, |put| tables::put_gate_pass_link(link, put));
            }
        }
    }
    out.extend_from_slice(b"\n<OperCusRegCode>");
    xml::escape(sender_code, out);
    out.extend_from_slice(b"</OperCusRegCode>");
    tag(b"\n</", message, out);
    out.extend_from_slice(b"\n</BussinessData></DataInfo></Package></Object></Signature>\n");
}

fn node(table: &'static Table, out: &mut Vec<u8>, put: impl FnOnce(&mut Putter<'_>)) {
    tag(b"\n<", table.element, out);
    put(&mut Putter::bare(table, b"\n  ", out));
    tag(b"\n</", table.element, out);
}

fn tag(open: &[u8], name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(open);
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}
