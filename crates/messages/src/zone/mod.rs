//! Messages of a bonded zone: `Signature/Object/Package` with an exit list (INV101) or a gate pass
//! (SAS121) in it.
//!
//! One document a message. Elements that are not known here are passed over wherever they stand:
//! there is no schema to hold a client to. `DelcareFlag` is not looked at, because the house keeps
//! no drafts: what is sent is declared.

mod receipt;
pub(crate) mod tables;
mod write;

use std::borrow::Cow;

use model::{
    ExitLine, ExitLink, ExitList, Finding, GatePass, GatePassLine, GatePassLink, Text, ZoneDocument,
};
use quick_xml::events::Event;

use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::General,
    read::Refusal,
    slots::{Faults, Taker},
    table::Table,
};

pub use receipt::zone_status;
pub(crate) use receipt::{
    write_exit_list, write_gate_pass, write_package, write_response, zone_root,
};
pub use write::write_zone_document;

/// What a zone message says of itself (信封).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneHeader<'a> {
    pub version: Text<'a>,
    pub message_id: Text<'a>,
    pub file_name: Text<'a>,
    /// `INV101`, `SAS121`; the content decides what it is.
    pub message_type: Text<'a>,
    /// Number on the exchange platform.
    pub sender_id: Text<'a>,
    pub receiver_id: Text<'a>,
    pub send_time: Text<'a>,
}

/// Message types, as receipts name them.
pub(crate) const EXIT_LIST: &str = "INV101";
pub(crate) const GATE_PASS: &str = "SAS121";

/// A zone message: its one document, and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneReading<'a> {
    pub header: ZoneHeader<'a>,
    /// 操作企业: the customs code of whoever sends it; may be empty.
    pub sender_code: Text<'a>,
    pub is_signed: bool,
    /// With empty and zero values where a field could not be read.
    pub document: ZoneDocument<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// Where the document stands in the raw message.
    pub place: Extent,
}

impl ZoneReading<'_> {
    /// `INV101` or `SAS121`.
    pub fn message_type(&self) -> &'static str {
        match self.document {
            ZoneDocument::ExitList(_) => EXIT_LIST,
            ZoneDocument::GatePass(_) => GATE_PASS,
        }
    }
}

/// Whether the root is that of a zone message.
pub(crate) fn is_zone(text: &str) -> bool {
    root_of(text).is_some_and(|it| it == "Signature" || it == "Package")
}

/// The local name of the root element, as far as it can be told without parsing.
pub(crate) fn root_of(text: &str) -> Option<&str> {
    let mut rest = text.trim_ascii_start();
    loop {
        let inner = rest.strip_prefix('<')?;
        let end = if inner.starts_with("!--") {
            inner.find("-->")? + 3
        } else if inner.starts_with('?') {
            inner.find('>')? + 1
        } else {
            let is_end = |it: char| it.is_ascii_whitespace() || it == '>' || it == '/';
            let name = inner.split(is_end).next()?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        };
        rest = inner.get(end..)?.trim_ascii_start();
    }
}

/// A zone message while it is read.
#[derive(Default)]
struct Draft<'a> {
    header: ZoneHeader<'a>,
    sender_code: Text<'a>,
    is_signed: bool,
    exit_list: Option<Box<ExitList<'a>>>,
    gate_pass: Option<Box<GatePass<'a>>>,
    exit_lines: Vec<ExitLine<'a>>,
    exit_links: Vec<ExitLink<'a>>,
    pass_lines: Vec<GatePassLine<'a>>,
    pass_links: Vec<GatePassLink<'a>>,
    findings: Vec<Finding>,
}

/// Reads a zone message. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<ZoneReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let mut draft = Draft::default();
    loop {
        match general.next()? {
            Event::Start(node) => draft.node(&mut general, node.local_name().as_ref())?,
            Event::Empty(node) => draft.empty_node(&mut general, node.local_name().as_ref()),
            Event::Eof if general.depth() > 0 => return Err(general.unclosed()),
            Event::Eof => break,
            _ => {}
        }
    }
    let place = Extent { start: base, end: base + text.len() };
    draft.finish(place).ok_or_else(|| {
        let root = root_of(text).unwrap_or_default();
        let expected = "INV101, SAS121";
        Refusal::new(Fault::UnknownRoot, base, root).expecting(expected)
    })
}

impl<'a> Draft<'a> {
    /// An element after its start: fields are read, containers entered, the rest passed over.
    fn node(&mut self, general: &mut General<'a, '_>, name: &str) -> Result<(), Box<Refusal>> {
        let max = general.limits().max_lines;
        match name.to_ascii_lowercase().as_str() {
            "object" | "package" | "datainfo" | "bussinessdata" | "businessdata"
            | "invtmessage" | "passportmessage" => Ok(()),
            "signature" if general.depth() == 1 => Ok(()),
            "signedinfo" | "signaturevalue" => {
                self.is_signed = true;
                general.skip()
            }
            "opercusregcode" => {
                self.sender_code = Text::from(general.leaf()?.0);
                Ok(())
            }
            "envelopinfo" => {
                // What the envelope lacks is no fault of the document.
                let unsaid = &mut Vec::new();
                self.header = taken(general, &tables::HEADER, None, unsaid, tables::take_header)?;
                Ok(())
            }
            "invtheadtype" if self.exit_list.is_none() => {
                let list = self.take(general, &tables::EXIT_LIST, None, tables::take_exit_list)?;
                self.exit_list = Some(Box::new(list));
                Ok(())
            }
            "invtlisttype" if self.exit_lines.len() < max => {
                let nth = Some(self.exit_lines.len());
                let line = self.take(general, &tables::EXIT_LINE, nth, tables::take_exit_line)?;
                self.exit_lines.push(line);
                Ok(())
            }
            "invtcbecbilltype" | "invtcbecbill" if self.exit_links.len() < max => {
                let nth = Some(self.exit_links.len());
                let link = self.take(general, &tables::EXIT_LINK, nth, tables::take_exit_link)?;
                self.exit_links.push(link);
                Ok(())
            }
            "passporthead" if self.gate_pass.is_none() => {
                let pass = self.take(general, &tables::GATE_PASS, None, tables::take_gate_pass)?;
                self.gate_pass = Some(Box::new(pass));
                Ok(())
            }
            "passportlist" if self.pass_lines.len() < max => {
                let (table, nth) = (&tables::GATE_PASS_LINE, Some(self.pass_lines.len()));
                let line = self.take(general, table, nth, tables::take_gate_pass_line)?;
                self.pass_lines.push(line);
                Ok(())
            }
            "passportacmp" if self.pass_links.len() < max => {
                let (table, nth) = (&tables::GATE_PASS_LINK, Some(self.pass_links.len()));
                let link = self.take(general, table, nth, tables::take_gate_pass_link)?;
                self.pass_links.push(link);
                Ok(())
            }
            lower => {
                self.pass_over(lower, max);
                general.skip()
            }
        }
    }

    /// A line or link without anything in it is one without what it must have.
    fn empty_node(&mut self, general: &mut General<'a, '_>, name: &str) {
        general.slots().begin();
        let max = general.limits().max_lines;
        let (slots, findings) = (general.slots(), &mut self.findings);
        match name.to_ascii_lowercase().as_str() {
            "invtlisttype" if self.exit_lines.len() < max => {
                let (table, item) = (&tables::EXIT_LINE, Some(self.exit_lines.len()));
                let mut take = Taker::new(slots, Faults { table, item, findings });
                self.exit_lines.push(tables::take_exit_line(&mut take));
            }
            "invtcbecbilltype" | "invtcbecbill" if self.exit_links.len() < max => {
                let (table, item) = (&tables::EXIT_LINK, Some(self.exit_links.len()));
                let mut take = Taker::new(slots, Faults { table, item, findings });
                self.exit_links.push(tables::take_exit_link(&mut take));
            }
            "passportlist" if self.pass_lines.len() < max => {
                let (table, item) = (&tables::GATE_PASS_LINE, Some(self.pass_lines.len()));
                let mut take = Taker::new(slots, Faults { table, item, findings });
                self.pass_lines.push(tables::take_gate_pass_line(&mut take));
            }
            "passportacmp" if self.pass_links.len() < max => {
                let (table, item) = (&tables::GATE_PASS_LINK, Some(self.pass_links.len()));
                let mut take = Taker::new(slots, Faults { table, item, findings });
                self.pass_links.push(tables::take_gate_pass_link(&mut take));
            }
            lower => self.pass_over(lower, max),
        }
    }

    fn take<T>(
        &mut self,
        general: &mut General<'a, '_>,
        table: &'static Table,
        item: Option<usize>,
        take: fn(&mut Taker<'_, 'a>) -> T,
    ) -> Result<T, Box<Refusal>> {
        taken(general, table, item, &mut self.findings, take)
    }

    /// Says once that there are more lines or links than are read; a second head is a fault too.
    fn pass_over(&mut self, name: &str, max: usize) {
        let (fault, pointer, expected) = match name {
            "invtlisttype" => (Fault::TooManyItems, "exit_list.lines", format!("<= {max}")),
            "invtcbecbilltype" | "invtcbecbill" => {
                (Fault::TooManyItems, "exit_list.links", format!("<= {max}"))
            }
            "passportlist" => (Fault::TooManyItems, "gate_pass.lines", format!("<= {max}")),
            "passportacmp" => (Fault::TooManyItems, "gate_pass.links", format!("<= {max}")),
            "invtheadtype" if self.exit_list.is_some() => {
                (Fault::Duplicate, "exit_list", "0..1".to_owned())
            }
            "passporthead" if self.gate_pass.is_some() => {
                (Fault::Duplicate, "gate_pass", "0..1".to_owned())
            }
            _ => return,
        };
        let is_full = self.findings.len() >= format::MAX_FINDINGS;
        let is_said = || self.findings.iter().any(|it| it.pointer == pointer);
        if !is_full && !is_said() {
            let observed = format!("> {max}");
            let observed = if fault == Fault::Duplicate { "2" } else { &observed };
            let finding = format::finding(fault, pointer.to_owned(), observed, expected);
            self.findings.push(finding);
        }
    }

    /// Nothing when there was no document.
    fn finish(self, place: Extent) -> Option<ZoneReading<'a>> {
        let Draft { header, sender_code, is_signed, findings, .. } = self;
        let document = match (self.exit_list, self.gate_pass) {
            (Some(mut list), _) => {
                list.lines = self.exit_lines;
                list.links = self.exit_links;
                ZoneDocument::ExitList(list)
            }
            (None, Some(mut pass)) => {
                pass.lines = self.pass_lines;
                pass.links = self.pass_links;
                ZoneDocument::GatePass(pass)
            }
            (None, None) => return None,
        };
        Some(ZoneReading { header, sender_code, is_signed, document, faults: findings, place })
    }
}

/// A node of fields, after its start.
fn taken<'a, T>(
    general: &mut General<'a, '_>,
    table: &'static Table,
    item: Option<usize>,
    findings: &mut Vec<Finding>,
    take: fn(&mut Taker<'_, 'a>) -> T,
) -> Result<T, Box<Refusal>> {
    fill(general, Faults { table, item, findings: &mut *findings })?;
    let faults = Faults { table, item, findings };
    Ok(take(&mut Taker::new(general.slots(), faults)))
}

/// The fields of a node into the slots. Names are compared without regard to case.
fn fill<'a>(general: &mut General<'a, '_>, mut faults: Faults<'_>) -> Result<(), Box<Refusal>> {
    general.slots().begin();
    loop {
        match general.next()? {
            Event::Start(field) => match row_of(faults.table, field.local_name().as_ref()) {
                Some(index) => {
                    let (text, has_elements) = general.leaf()?;
                    if has_elements {
                        faults.push_at(index, Fault::NotAField, &text);
                    }
                    general.slots().keep(index, text, &mut faults);
                }
                None => general.skip()?,
            },
            Event::Empty(field) => {
                if let Some(index) = row_of(faults.table, field.local_name().as_ref()) {
                    general.slots().keep(index, Cow::Borrowed(""), &mut faults);
                }
            }
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(general.unclosed()),
            event => general.complain(&event, Faults { findings: faults.findings, ..faults }),
        }
    }
}

fn row_of(table: &Table, name: &str) -> Option<usize> {
    let is_it =
        |wanted: &str| table.rows.iter().position(|it| it.element.eq_ignore_ascii_case(wanted));
    is_it(name).or_else(|| is_it(tables::alias(&name.to_ascii_lowercase())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_told_without_parsing() {
        let cases = [
            ("<?xml version=\"1.0\"?>\n<Signature xmlns=\"x\">", Some("Signature")),
            ("  <!-- a > b --> <Package>", Some("Package")),
            ("<ds:Signature/>", Some("Signature")),
            ("<ceb:CEB311Message guid=\"\">", Some("CEB311Message")),
            ("<", Some("")),
            ("text", None),
            ("", None),
        ];
        for (text, root) in cases {
            assert_eq!(root_of(text), root, "{text}");
        }
    }
}
