//! Arrival reports in the old form (运抵报告, `ARRIVAL`): containers that came to a port, by ship, voyage and bill; and their
//! answer, a line of fixed columns in GBK.
//!
//! Source: 海关舱单数据导入接口 (运抵报告格式, 运抵报告回执平文件格式) with its samples. Reports are read in UTF-8 and in GBK, of which
//! GB2312 is a part. What customs neither compares nor acts on is read over. A report says neither its direction nor its
//! manifest.

use encoding_rs::GBK;
use model::{
    Amount, ArrivalHead, ArrivalReturn, Direction, Finding, ManifestFunction, ManifestMessage,
    ManifestReport, Moment, ReceiptKind, ReportKind, ReportedBill, ReportedVoyage, Stamp, Text,
};
use quick_xml::events::Event;

use super::{ManifestHeader, ManifestReading, tables};
use crate::{
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::General,
    read::Refusal,
    receipt::{WireTime, cut},
    slots::{Faults, Slots, Taker},
    table::Table,
    xml::{field, nest},
    zone,
};

/// The root element.
pub(crate) const ROOT: &str = "ARRIVAL";
/// Stands for a container where goods are in none.
const BULK: &str = "H2000";
/// As many as one report holds.
const MAX_CONTAINERS: usize = 5_000;
/// Bytes within which a root stands.
const PROLOGUE: usize = 512;

/// Whether the root is that of an arrival report.
pub(crate) fn is_arrival(text: &str) -> bool {
    zone::root_of(text).is_some_and(|it| it == ROOT)
}

/// A report that is not in UTF-8, as text: nothing when it is none, or not in GBK.
pub(crate) fn decoded(raw: &[u8]) -> Option<String> {
    let head = raw.get(..PROLOGUE.min(raw.len())).unwrap_or_default();
    if !is_arrival(&String::from_utf8_lossy(head)) {
        return None;
    }
    GBK.decode_without_bom_handling_and_without_replacement(raw).map(|it| it.into_owned())
}

/// How many bytes so much of a decoded report had before.
pub(crate) fn encoded_length(decoded: &str, bytes: usize) -> usize {
    decoded.get(..bytes).map_or(bytes, |it| GBK.encode(it).0.len())
}

/// Reads a report. Its texts are its own, since it may have been in another encoding. `bytes`: where it stands in the raw
/// message.
pub(crate) fn read<'a>(
    text: &str,
    bytes: Extent,
    limits: &Limits,
) -> Result<ManifestReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, bytes.start, limits);
    let mut draft = Draft::default();
    loop {
        match general.next()? {
            Event::Start(node) => match node.local_name().as_ref() {
                ROOT if general.depth() == 1 => {}
                "post_info" => {
                    let [mailbox, unit] =
                        draft.node(&mut general, &tables::ARRIVAL_SENDER, None)?;
                    (draft.head.mailbox, draft.unit) = (mailbox, unit);
                }
                "arrival_ship" => draft.ship(&mut general)?,
                "arrival_conta" => draft.container(&mut general)?,
                _ => general.skip()?,
            },
            Event::End(_) if general.depth() == 0 => {
                general.epilog()?;
                break;
            }
            Event::Empty(_) if general.depth() == 0 => {
                return Err(general.refuse(Fault::NoDocuments, "0"));
            }
            Event::Eof => return Err(general.unclosed()),
            _ => {}
        }
    }
    draft.finish(bytes)
}

/// A container that the report names.
struct Named {
    number: Text<'static>,
    bill_no: Text<'static>,
    packages: Amount,
    weight_kg: Amount,
    site: Text<'static>,
    in_at: Option<Moment>,
}

/// A report while it is read.
#[derive(Default)]
struct Draft {
    head: ArrivalHead<'static>,
    unit: Text<'static>,
    has_ship: bool,
    containers: Vec<Named>,
    findings: Vec<Finding>,
}

impl Draft {
    fn ship(&mut self, general: &mut General<'_, '_>) -> Result<(), Box<Refusal>> {
        let table = &tables::ARRIVAL_SHIP;
        if self.has_ship {
            let at = table.pointer.to_owned();
            let finding = format::finding(Fault::Duplicate, at, "2", "1".to_owned());
            format::tell(finding, &mut self.findings);
            return general.skip();
        }
        self.has_ship = true;
        let texts: [Text<'static>; 8] = self.node(general, table, None)?;
        let [number, manifest_no, name, voyage_no, customs, mode, moved_on, operation] = texts;
        self.moment(table, "moved_on", None, &moved_on);
        self.head = ArrivalHead {
            mailbox: std::mem::take(&mut self.head.mailbox),
            transport_no: number,
            manifest_no,
            transport_name: name,
            voyage_no,
            customs,
            transport_mode: mode,
            moved_on,
            operation,
        };
        Ok(())
    }

    fn container(&mut self, general: &mut General<'_, '_>) -> Result<(), Box<Refusal>> {
        let table = &tables::ARRIVAL_CONTAINER;
        let index = self.containers.len();
        if index >= MAX_CONTAINERS.min(general.limits().max_lines) {
            let at = table.pointer.to_owned();
            let max = MAX_CONTAINERS.min(general.limits().max_lines);
            let is_full = self.findings.len() >= format::MAX_FINDINGS;
            if !is_full && self.findings.iter().all(|it| it.pointer != at) {
                let expected = format!("<= {max}");
                let observed = format!("> {max}");
                self.findings.push(format::finding(Fault::TooManyItems, at, &observed, expected));
            }
            return general.skip();
        }
        let texts: [Text<'static>; 7] = self.node(general, table, Some(index))?;
        let [number, bill_no, weight, packages, is_in, site, in_on] = texts;
        if is_in == "N" && self.head.operation != "DEL" {
            // What is not there yet is reported when it is.
            let at = table.pointer_to("is_in", Some(index));
            let finding = format::finding(Fault::NotListed, at, "N", "Y".to_owned());
            format::tell(finding, &mut self.findings);
        }
        let weight_kg = self.amount(table, ("gross_weight_kg", index), &weight);
        let packages = self.amount(table, ("packages", index), &packages);
        let in_at = self.moment(table, "in_at", Some(index), &in_on);
        self.containers.push(Named { number, bill_no, packages, weight_kg, site, in_at });
        Ok(())
    }

    /// The texts of a node, in the order of its table.
    fn node<const N: usize>(
        &mut self,
        general: &mut General<'_, '_>,
        table: &'static Table,
        item: Option<usize>,
    ) -> Result<[Text<'static>; N], Box<Refusal>> {
        let findings = &mut self.findings;
        let mut slots = Slots::<48>::new();
        slots.begin();
        loop {
            match general.next()? {
                Event::Start(node) => match slots.find(table, node.local_name().as_ref()) {
                    Some(index) => {
                        let text = general.leaf()?.0;
                        slots.keep(index, text, &mut Faults { table, item, findings });
                    }
                    None => general.skip()?,
                },
                Event::End(_) => break,
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
        let mut take = Taker::new(&mut slots, Faults { table, item, findings });
        Ok(std::array::from_fn(|_| Text::from(take.next::<Text<'_>>().to_string())))
    }

    fn amount(&mut self, table: &Table, (name, index): (&str, usize), text: &str) -> Amount {
        text.parse().unwrap_or_else(|_| {
            if !text.is_empty() {
                let at = table.pointer_to(name, Some(index));
                let fault = Fault::NotANumber;
                let finding = format::finding(fault, at, text, "N19,4".to_owned());
                format::tell(finding, &mut self.findings);
            }
            Amount::ZERO
        })
    }

    fn moment(
        &mut self,
        table: &Table,
        name: &str,
        item: Option<usize>,
        text: &str,
    ) -> Option<Moment> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let moment = Stamp::parse(&digits).and_then(Stamp::moment);
        if moment.is_none() && !text.is_empty() {
            let (at, form) = (table.pointer_to(name, item), "yyyy-mm-ddThh:mm:ss");
            let finding = format::finding(Fault::NotADate, at, text, form.to_owned());
            format::tell(finding, &mut self.findings);
        }
        moment
    }

    fn finish<'a>(self, place: Extent) -> Result<ManifestReading<'a>, Box<Refusal>> {
        if !self.has_ship || self.containers.is_empty() {
            let refusal = Refusal::new(Fault::NoDocuments, place.start, "0");
            return Err(refusal.expecting("arrival_ship, arrival_conta").of_root(ROOT, ""));
        }
        let Draft { head, unit, containers, findings: faults, .. } = self;
        let at = containers.iter().filter_map(|it| it.in_at).max().unwrap_or_default();
        let site = containers.first().map(|it| it.site.clone()).unwrap_or_default();
        let report = ManifestReport {
            kind: ReportKind::Arrival,
            function: match head.operation.as_str() {
                "DEL" => ManifestFunction::Delete,
                _ => ManifestFunction::New,
            },
            manifest_no: Text::default(),
            // It is told by where the bills are found.
            direction: Direction::Import,
            port_customs: head.customs.clone(),
            at,
            reporter_code: unit,
            site,
            to_manifest_no: Text::default(),
            bills: bills(&containers),
            vehicles: Vec::new(),
            voyage: Some(ReportedVoyage {
                transport_mode: head.transport_mode.clone(),
                transport_no: head.transport_no.clone(),
                transport_name: head.transport_name.clone(),
                voyage_no: head.voyage_no.clone(),
            }),
        };
        let header = ManifestHeader {
            message_id: Text::default(),
            message_type: Text::borrowed(ROOT),
            sender_id: head.mailbox.clone(),
            arrival: Some(Box::new(head)),
        };
        let message = ManifestMessage::ManifestReport { report };
        Ok(ManifestReading { header, message, faults, place })
    }
}

/// Each bill once, with its containers; counted where anything was.
fn bills(containers: &[Named]) -> Vec<ReportedBill<'static>> {
    let mut bills: Vec<ReportedBill<'static>> = Vec::new();
    for it in containers {
        let known = bills.iter().position(|bill| bill.bill_no == it.bill_no);
        let index = known.unwrap_or_else(|| {
            let bill_no = it.bill_no.clone();
            bills.push(ReportedBill { bill_no, ..ReportedBill::default() });
            bills.len() - 1
        });
        let Some(bill) = bills.get_mut(index) else { continue };
        if it.number != BULK && !bill.containers.contains(&it.number) {
            bill.containers.push(it.number.clone());
        }
        let weight = bill.gross_weight_kg.unwrap_or_default() + it.weight_kg;
        bill.gross_weight_kg = Some(weight).filter(|it| it.is_positive());
        let packages = it.packages.to_string();
        let whole = packages.split('.').next().and_then(|it| it.parse::<u32>().ok());
        let all = bill.packages.unwrap_or(0).saturating_add(whole.unwrap_or(0));
        bill.packages = Some(all).filter(|it| *it > 0);
    }
    bills
}

/// Most bytes of a note.
const NOTE_BYTES: usize = 255;

/// The answer as it is kept; [`write_flat`] makes the file of it.
pub(crate) fn write_arrival(it: &ArrivalReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let ArrivalHead { mailbox, transport_no, manifest_no, transport_name, .. } = &it.of;
    let ArrivalHead { voyage_no, customs, transport_mode, moved_on, operation, .. } = &it.of;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let spaced = |text: &str, between: &str| {
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        format!("{}{between}{}", part(0, 8), part(8, 14))
    };
    nest("ARRIVAL_SHIP_RESULT", out, |out| {
        field("POST_APPID", mailbox, out);
        field("SHIP_ID", transport_no, out);
        field("MANIFEST_NO", manifest_no, out);
        field("SHIP_NAME_EN", transport_name, out);
        field("VOYAGE_NO", voyage_no, out);
        field("CUSTOMS_CODE", customs, out);
        field("TRAF_MODE", transport_mode, out);
        field("I_E_DATE", &format!("{}00", spaced(&digits(moved_on), "T")), out);
        field("OP_MODE", operation, out);
        field("NOTICE_DATE", &spaced(at.as_str(), " "), out);
        field("CHANNEL", if it.is_taken { "T" } else { "D" }, out);
        field("NOTE", cut(&it.info, NOTE_BYTES), out);
    });
}

/// The columns of an answer, in bytes of GBK.
const COLUMNS: [(&str, usize); 11] = [
    ("SHIP_ID", 32),
    ("MANIFEST_NO", 18),
    ("SHIP_NAME_EN", 50),
    ("VOYAGE_NO", 32),
    ("CUSTOMS_CODE", 4),
    ("TRAF_MODE", 1),
    ("I_E_DATE", 17),
    ("OP_MODE", 3),
    ("NOTICE_DATE", 17),
    ("CHANNEL", 1),
    ("NOTE", NOTE_BYTES),
];

/// Whether receipts of that kind go out as lines of fixed columns in GBK, and not as XML.
pub const fn is_flat(kind: ReceiptKind) -> bool {
    matches!(kind, ReceiptKind::ArrivalReport)
}

/// The file of an answer.
pub(crate) fn write_flat(fragment: &[u8], out: &mut Vec<u8>) {
    let fragment = std::str::from_utf8(fragment).unwrap_or_default();
    let text = |name: &str| {
        let open = format!("<{name}>");
        let rest = fragment.split_once(&open).map_or("", |(_, rest)| rest);
        let text = rest.split_once("</").map_or("", |(text, _)| text);
        quick_xml::escape::unescape(text).map(|it| it.into_owned()).unwrap_or_default()
    };
    out.extend_from_slice(b"<ELEMENT             >\n<POST_APPID          >");
    column(&text("POST_APPID"), None, out);
    out.extend_from_slice(b"\n<VERSION             >001\n<ARRIVAL_SHIP_RESULT >");
    for (name, width) in COLUMNS {
        column(&text(name), Some(width), out);
    }
    out.extend_from_slice(b"\n</ELEMENT            >\n");
}

/// A text in GBK, cut and padded to so many bytes. No character is cut in two.
fn column(text: &str, width: Option<usize>, out: &mut Vec<u8>) {
    let start = out.len();
    for character in text.chars() {
        let mut buffer = [0; 4];
        let (bytes, _, is_foreign) = GBK.encode(character.encode_utf8(&mut buffer));
        let bytes = if is_foreign { &b"?"[..] } else { &*bytes };
        if width.is_some_and(|width| out.len() - start + bytes.len() > width) {
            break;
        }
        out.extend_from_slice(bytes);
    }
    if let Some(width) = width {
        out.resize(start + width, b' ');
    }
}

/// A message as text: what is not in UTF-8 is turned into it.
pub fn message_text(kind: ReceiptKind, message: &[u8]) -> String {
    match is_flat(kind) {
        true => GBK.decode_without_bom_handling(message).0.into_owned(),
        false => String::from_utf8_lossy(message).into_owned(),
    }
}
