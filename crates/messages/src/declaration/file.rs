//! Files that are attached to declarations (随附单据附件): USF001, and USF102 that answers it.
//!
//! Source: 随附单据附件导入数据接口 and official samples. A message is the file's bytes, and behind them XML that is filled up
//! with spaces to 2,048 bytes. Lengths are those of the answer's schema and of what the fields name elsewhere; the
//! trailer's own schema is not published. Its signature is passed over.

use model::{FileReturn, Finding, SentFile};
use quick_xml::events::Event;

use super::{
    nodes::{faults, fill},
    tables::fields,
};
use crate::{
    documents::need,
    envelope::{Extent, Limits},
    format::Fault,
    general::General,
    read::{Refusal, plain_xml},
    receipt::{WireTime, cut, spaced},
    slots::{Slots, Taker},
    table::{Form::*, Row, Table},
    xml::{Putter, field, nest},
};

/// The message's type.
pub(crate) const TYPE: &str = "USF001";

/// How many bytes the trailer has by the interface; twice as many are looked at.
const TRAILER: usize = 2_048;
/// Most characters of the answer's words.
const INFO_MAX: usize = 255;

fields! {
    /// 报关单关联信息.
    FILE, take_file, put_file: "Data" is SentFile at "file" {
        preliminary_no "PRE_ENTRY_ID" may UpTo(18);
        declaration_no "ENTRY_ID" must UpTo(18);
        file_name "FILE_NAME" must UpTo(64);
        format "FORMAT_TYPE" must OneOf(&["US", "S"]);
        trader_code "TRADE_CODE" must UpTo(18);
        declaring_customs "MASTER_CUSTOMS_CODE" may Fixed(4);
        group_no "GROUP_ID" may UpTo(10);
        own_name "TRADE_FILE_NAME" may UpTo(64);
        filing "DECL_TYPE" must OneOf(&["F", "R"]);
        sent_at "DECL_TIME" may UpTo(25);
        sender_code "DECL_CODE" may UpTo(18);
        sender_name "DECL_NAME" may UpTo(255);
        kind "FILE_TYPE" must Fixed(8);
        source "FILE_SOURCE" may OneOf(&["PORT", "EDI", "H2K"]);
        digest "FILE_DIGEST" must UpTo(88);
        certificate_no "SIGN_CERT" may UpTo(64);
        signature "FILE_SIGN" may UpTo(1000);
        note "OP_NOTE" may UpTo(255);
    }
}

/// A file as it came, and what is wrong with the form of its trailer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReading<'a> {
    pub document: SentFile<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// The file's own bytes; none when there is only a trailer.
    pub content: Extent,
    /// The trailer.
    pub place: Extent,
}

/// Where the trailer begins in a message that may be anything; nothing where there is none. Of a message that does
/// not begin as a file does, only its end is looked at.
pub(crate) fn trailer_of(raw: &[u8]) -> Option<usize> {
    let end = raw.trim_ascii_end();
    let is_closed =
        end.strip_suffix(b"DataInfo>").is_some_and(|it| it.ends_with(b"/") || it.ends_with(b":"));
    if !is_closed {
        return None;
    }
    let from = raw.len().saturating_sub(2 * TRAILER);
    let tail = raw.get(from..)?;
    let last = |needle: &[u8]| tail.windows(needle.len()).rposition(|it| it == needle);
    let close = last(b"DataInfo>")?;
    let opens = |at: &usize| {
        let name = tail.get(at + 1..).unwrap_or_default();
        let name: &[u8] = name.split(|it| b" \t\r\n>/".contains(it)).next().unwrap_or_default();
        name == b"DataInfo" || name.ends_with(b":DataInfo")
    };
    let root = (0..close).rev().find(|at| tail.get(*at) == Some(&b'<') && opens(at))?;
    let before = tail.get(..root)?;
    // What stands before the root belongs to the trailer when it is its XML declaration.
    let declared = before.windows(5).rposition(|it| it == b"<?xml");
    let is_own = |at: &usize| {
        let between = before.get(*at..).unwrap_or_default().trim_ascii_end();
        between.ends_with(b"?>") && between.windows(2).filter(|it| it == b"?>").count() == 1
    };
    Some(from + declared.filter(is_own).unwrap_or(root))
}

/// Reads a file whose trailer begins at a byte.
pub(crate) fn read<'a>(
    raw: &'a [u8],
    trailer: usize,
    limits: &Limits,
) -> Result<FileReading<'a>, Box<Refusal>> {
    let bytes = raw.get(trailer..).unwrap_or_default();
    let text = simdutf8::compat::from_utf8(bytes).map_err(|error| {
        Refusal::new(Fault::Encoding, trailer + error.valid_up_to(), "").expecting("UTF-8")
    })?;
    plain_xml(text, trailer).map_err(|it| it.of_root(TYPE, ""))?;
    let mut general = General::new(text, trailer, limits);
    let mut reading = FileReading {
        document: SentFile::default(),
        faults: Vec::new(),
        content: Extent { start: 0, end: trailer },
        place: Extent { start: trailer, end: raw.len() },
    };
    reading.message(&mut general).map_err(|it| it.of_root(TYPE, ""))?;
    Ok(reading)
}

impl<'a> FileReading<'a> {
    fn message(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let mut slots: Slots<'a> = Slots::new();
        let mut message_type = None;
        let mut has_data = false;
        loop {
            match general.next()? {
                Event::Start(node) => match node.local_name().as_ref() {
                    "DataInfo" | "SignedData" | "EnvelopInfo" if general.depth() <= 3 => {}
                    "Message_Type" => message_type = Some(general.leaf()?.0),
                    "Data" if !has_data => {
                        has_data = true;
                        fill(general, &mut slots, faults(&FILE, &mut self.faults), |_, _| {
                            Ok(false)
                        })?;
                    }
                    _ => general.skip()?,
                },
                Event::End(_) if general.depth() == 0 => {
                    general.epilog()?;
                    break;
                }
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
        let observed = message_type.as_deref().map(str::trim).unwrap_or_default();
        if observed != TYPE {
            return Err(general.refuse(Fault::UnknownRoot, observed).expecting(TYPE));
        }
        if !has_data {
            return Err(general.refuse(Fault::NoDocuments, "0"));
        }
        take_file(&mut Taker::new(&mut slots, faults(&FILE, &mut self.faults)), &mut self.document);
        Ok(())
    }
}

/// Writes the message of a file: its bytes and the trailer, filled up. Unsigned.
pub fn write_file(document: &SentFile<'_>, content: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(content);
    let start = out.len();
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
    out.extend_from_slice(b"<DataInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">");
    nest("SignedData", out, |out| {
        nest("EnvelopInfo", out, |out| {
            field("Message_Type", TYPE, out);
            field("Master_Customs_Code", &document.declaring_customs, out);
        });
        nest("Data", out, |out| put_file(document, &mut Putter::bare(&FILE, b"", out)));
        nest("SubSignedInfo", out, |out| {
            for name in ["SignerID", "KeyName", "HashSign"] {
                field(name, "", out);
            }
        });
    });
    out.extend_from_slice(b"</DataInfo>");
    out.resize(out.len().max(start + TRAILER), b' ');
}

/// Appends the answer's own part.
pub(crate) fn write_return(it: &FileReturn<'_>, at: &WireTime, out: &mut Vec<u8>) {
    nest("USF102", out, |out| {
        field("FILE_NAME", &it.file_name, out);
        field("FILE_TYPE", &it.kind, out);
        field("OP_TIME", &spaced(at.as_str()), out);
        field("PROC_RESULT", if it.is_taken { "S" } else { "F" }, out);
        field("PROC_DESC", cut(&it.info, INFO_MAX), out);
    });
}

/// Appends a message of one answer. The house does not sign, so the elements of a signature are left out.
pub(crate) fn write_package(guid: &str, fragment: &[u8], out: &mut Vec<u8>) {
    let hex: String = guid.chars().filter(|it| *it != '-').take(25).collect();
    let id = format!("E010000H2K0000{hex}");
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    nest("Package", out, |out| {
        nest("EnvelopInfo", out, |out| {
            field("version", "1.0", out);
            field("message_id", &id, out);
            field("file_name", &format!("{id}.USF"), out);
            field("message_type", "USF102", out);
            field("sender_id", "E010000", out);
            field("receiver_id", "H2K0000", out);
        });
        nest("DataInfo", out, |out| {
            nest("SignedData", out, |out| {
                nest("Data", out, |out| out.extend_from_slice(fragment));
                nest("SubSignedInfo", out, |out| {
                    for name in ["SignerID", "KeyName", "HashSign"] {
                        field(name, "", out);
                    }
                });
            });
        });
    });
}
