//! An application to amend or withdraw a declaration on the wire: `DecModMessage`, and the answer to it.
//!
//! Source: 报关单系统修撤单导入数据接口 and its schema. The schema allows one attachment; as many as come are read,
//! because the law asks for several. Lengths are those of the schema but for codes, which may be the newer
//! ones of eighteen characters. The signature is passed over.

use model::{
    AmendedField, AmendmentConfirmation, AmendmentKind, AmendmentOperation, AmendmentRequest,
    AmendmentResponse, AttachedDocument, Finding,
};
use quick_xml::events::Event;

use super::{
    NAMESPACE, field_codes,
    nodes::{faults, fill, indexed, say_too_many},
    tables::fields,
};
use crate::{
    documents::need,
    envelope::{Extent, Limits},
    format::{self, Fault},
    general::General,
    read::Refusal,
    receipt::{WireTime, cut, spaced},
    slots::{Slots, Taker},
    table::{Form::*, Row, Table},
    value::Value,
    xml::{Putter, field},
    zone,
};

/// The root element.
pub(crate) const ROOT: &str = "DecModMessage";

pub(super) const MAX_ATTACHMENTS: usize = 10;
/// As many fields as one application may change.
pub(super) const MAX_FIELDS: usize = 500;
/// Most characters of the answer's words.
const INFO_MAX: usize = 255;

fields! {
    /// 修撤单.
    REQUEST, take_request, put_request: "DecModMessage" is AmendmentRequest at "amendment" {
        request_no "DecModSeqNo" may UpTo(18);
        kind "DecModType" must OneOf(&["1", "2"]);
        declaration_no "EntryId" must Fixed(18);
        declaring_customs "CustomsCode" must Fixed(4);
        trader.code "TradeCode" must UpTo(18);
        trader.name "TradeName" must UpTo(255);
        declarant.code "AgentCode" must UpTo(18);
        declarant.name "AgentName" must UpTo(255);
        reason "DecModNote" must UpTo(1000);
        review_mark "CheckMark" must OneOf(&["1", "2"]);
        preliminary_no "DecSeqNo" must Fixed(18);
        direction "IeFlag" must OneOf(&["I", "E"]);
        operation "OperType" must OneOf(&["G", "C", "H"]);
        operator_card "IcCode" may UpTo(13);
        office "FeedDept" may UpTo(255);
        contact "EntOpName" may UpTo(25);
        telephone "EntOpTele" may UpTo(24);
    }
}

fields! {
    /// 修撤字段.
    FIELD, take_field, put_field: "Item" is AmendedField at "amendment.fields" {
        number "No" may UpTo(4);
        code "FieldCode" must UpTo(20);
        title "FieldName" may UpTo(50);
        old "OldValue" may UpTo(255);
        new "NewValue" may UpTo(255);
    }
}

fields! {
    /// Where the field stands, within it.
    PLACE, take_place, put_place: "List" is AmendedField at "amendment.fields" {
        place "GNo" must UpTo(32);
        list "ListType" must OneOf(&["1", "2", "3"]);
    }
}

fields! {
    /// 随附单据.
    EVIDENCE, take_evidence, put_evidence:
    "EdocsRealation" is AttachedDocument at "amendment.attachments" {
        id "EdocID" must UpTo(64);
        kind "EdocCode" must Fixed(8);
        format "EdocFomatType" must OneOf(&["US", "S"]);
        note "OpNote" may UpTo(255);
        file_name "EdocCopId" may UpTo(64);
        signed_at "SignTime" may UpTo(17);
        signer_code "SignUnit" may UpTo(10);
        owner_code "EdocOwnerCode" may UpTo(10);
        owner_name "EdocOwnerName" may UpTo(100);
        size "EdocSize" may UpTo(12);
    }
}

fields! {
    /// 企业确认信息.
    CONFIRMATION, take_confirmation, put_confirmation:
    "CopAffirmData" is AmendmentConfirmation at "amendment.confirmation" {
        request_no "SeqNo" must UpTo(18);
        form_no "FormCode" may UpTo(20);
        declaration_no "EntryId" may UpTo(18);
        result "AffirmResult" must OneOf(&["0", "1"]);
        note "Note" may UpTo(255);
        telephone "Contact" may UpTo(24);
    }
}

/// An application as it came, and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentReading<'a> {
    pub document: AmendmentRequest<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    pub place: Extent,
}

/// Whether the root is that of an application.
pub(crate) fn is_amendment(text: &str) -> bool {
    zone::root_of(text).is_some_and(|it| it == ROOT)
}

/// Reads an application. `base` is how many bytes of the raw message come before `text`.
pub(crate) fn read<'a>(
    text: &'a str,
    base: usize,
    limits: &Limits,
) -> Result<AmendmentReading<'a>, Box<Refusal>> {
    let mut general = General::new(text, base, limits);
    let mut draft = Draft::default();
    draft.message(&mut general).map_err(|it| it.of_root(ROOT, ""))?;
    let Draft { document, findings } = draft;
    let place = Extent { start: base, end: base + text.len() };
    Ok(AmendmentReading { document, faults: findings, place })
}

/// An application while it is read.
#[derive(Default)]
struct Draft<'a> {
    document: AmendmentRequest<'a>,
    findings: Vec<Finding>,
}

impl<'a> Draft<'a> {
    fn message(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        loop {
            match general.next()? {
                Event::Start(_) => break,
                Event::Empty(_) => return Err(general.refuse(Fault::NoDocuments, "0")),
                Event::Eof => return Err(general.unclosed()),
                _ => {}
            }
        }
        let (mut slots, mut own): (Slots<'a>, _) = (Slots::new(), Vec::new());
        let mut rest = Rest::default();
        fill(general, &mut slots, faults(&REQUEST, &mut own), |general, name| {
            rest.node(general, name)
        })?;
        general.epilog()?;
        let mut take = Taker::new(&mut slots, faults(&REQUEST, &mut own));
        take_request(&mut take, &mut self.document);
        let Rest { fields, attachments, confirmation, findings } = rest;
        self.document.fields = fields;
        self.document.attachments = attachments;
        self.document.confirmation = confirmation;
        self.findings = own;
        self.findings.extend(findings);
        if self.document.operation == AmendmentOperation::Confirm
            && self.document.confirmation.is_none()
        {
            let (pointer, expected) = (CONFIRMATION.pointer, CONFIRMATION.element);
            let fault =
                format::finding(Fault::Missing, pointer.to_owned(), "", expected.to_owned());
            self.findings.push(fault);
        }
        Ok(())
    }
}

/// The nodes within the root.
#[derive(Default)]
struct Rest<'a> {
    fields: Vec<AmendedField<'a>>,
    attachments: Vec<AttachedDocument<'a>>,
    confirmation: Option<AmendmentConfirmation<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Rest<'a> {
    fn node(&mut self, general: &mut General<'a, '_>, name: &str) -> Result<bool, Box<Refusal>> {
        match name {
            "Items" => loop {
                match general.next()? {
                    Event::Start(node) if node.local_name().as_ref() == FIELD.element => {
                        self.field(general)?;
                    }
                    Event::Start(_) => general.skip()?,
                    Event::End(_) => return Ok(true),
                    Event::Eof => return Err(general.unclosed()),
                    _ => {}
                }
            },
            "EdocsRealation" => {
                let (index, mut slots): (_, Slots<'a>) = (self.attachments.len(), Slots::new());
                if index >= MAX_ATTACHMENTS {
                    say_too_many(EVIDENCE.pointer, MAX_ATTACHMENTS, &mut self.findings);
                    return Ok(false);
                }
                let to = indexed(&EVIDENCE, Some(index), &mut self.findings);
                fill(general, &mut slots, to, |_, _| Ok(false))?;
                if !slots.are_blank() {
                    let mut it = AttachedDocument::default();
                    let to = indexed(&EVIDENCE, Some(index), &mut self.findings);
                    take_evidence(&mut Taker::new(&mut slots, to), &mut it);
                    self.attachments.push(it);
                }
                Ok(true)
            }
            "CopAffirmData" if self.confirmation.is_none() => {
                let mut slots: Slots<'a> = Slots::new();
                fill(general, &mut slots, faults(&CONFIRMATION, &mut self.findings), |_, _| {
                    Ok(false)
                })?;
                if !slots.are_blank() {
                    let mut it = AmendmentConfirmation::default();
                    let to = faults(&CONFIRMATION, &mut self.findings);
                    take_confirmation(&mut Taker::new(&mut slots, to), &mut it);
                    self.confirmation = Some(it);
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// One field, after its start, with its place within it.
    fn field(&mut self, general: &mut General<'a, '_>) -> Result<(), Box<Refusal>> {
        let index = self.fields.len();
        if index >= MAX_FIELDS {
            say_too_many(FIELD.pointer, MAX_FIELDS, &mut self.findings);
            return general.skip();
        }
        let (mut slots, mut place): (Slots<'a>, Slots<'a>) = (Slots::new(), Slots::new());
        let (mut has_place, mut within) = (false, Vec::new());
        let to = indexed(&FIELD, Some(index), &mut self.findings);
        fill(general, &mut slots, to, |general, name| {
            if name == PLACE.element && !has_place {
                has_place = true;
                let to = indexed(&PLACE, Some(index), &mut within);
                return fill(general, &mut place, to, |_, _| Ok(false)).map(|()| true);
            }
            Ok(false)
        })?;
        self.findings.append(&mut within);
        let mut it = AmendedField::default();
        let to = indexed(&FIELD, Some(index), &mut self.findings);
        take_field(&mut Taker::new(&mut slots, to), &mut it);
        if has_place && !place.are_blank() {
            let to = indexed(&PLACE, Some(index), &mut self.findings);
            take_place(&mut Taker::new(&mut place, to), &mut it);
        }
        match field_codes::of(&it.code) {
            Some(code) => it.field = code.name().into(),
            None if it.code.is_empty() => {}
            None => {
                let pointer = FIELD.pointer_to("code", Some(index));
                let expected = "字段代码表中的代码 (a code of the table of fields)".to_owned();
                let fault = format::finding(Fault::NotListed, pointer, &it.code, expected);
                format::tell(fault, &mut self.findings);
            }
        }
        self.fields.push(it);
        Ok(())
    }
}

/// Writes an application as a client would send it, unsigned.
pub fn write_amendment(document: &AmendmentRequest<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DecModMessage xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\">");
    put_request(document, &mut Putter::bare(&REQUEST, b"\n\t", out));
    if !document.fields.is_empty() {
        out.extend_from_slice(b"\n\t<Items>");
        for it in &document.fields {
            out.extend_from_slice(b"\n\t\t<Item>");
            put_field(it, &mut Putter::bare(&FIELD, b"\n\t\t\t", out));
            if !it.list.is_empty() {
                out.extend_from_slice(b"\n\t\t\t<List>");
                put_place(it, &mut Putter::bare(&PLACE, b"\n\t\t\t\t", out));
                out.extend_from_slice(b"\n\t\t\t</List>");
            }
            out.extend_from_slice(b"\n\t\t</Item>");
        }
        out.extend_from_slice(b"\n\t</Items>");
    }
    for it in &document.attachments {
        out.extend_from_slice(b"\n\t<EdocsRealation>");
        put_evidence(it, &mut Putter::bare(&EVIDENCE, b"\n\t\t", out));
        out.extend_from_slice(b"\n\t</EdocsRealation>");
    }
    if let Some(it) = &document.confirmation {
        out.extend_from_slice(b"\n\t<CopAffirmData>");
        put_confirmation(it, &mut Putter::bare(&CONFIRMATION, b"\n\t\t", out));
        out.extend_from_slice(b"\n\t</CopAffirmData>");
    }
    out.extend_from_slice(b"\n</DecModMessage>\n");
}

/// The schema asks for a state too, whose codes are published nowhere; like the official sample it is left
/// out. There is no place for a time, so the words begin with it.
pub(crate) fn write_response(it: &AmendmentResponse<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let info = format!("{} {}", spaced(at.as_str()), it.info);
    out.extend_from_slice(b"<DecModSaveResponse xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\">");
    if !it.request_no.is_empty() {
        field("DecModSeqNo", &it.request_no, out);
    }
    field("EntryId", &it.declaration_no, out);
    field("ResultMessage", cut(info.trim_end(), INFO_MAX), out);
    field("ResultCode", if it.is_taken { "0" } else { "-1" }, out);
    out.extend_from_slice(b"</DecModSaveResponse>");
}

impl<'a> Value<'a> for AmendmentKind {
    fn read(text: std::borrow::Cow<'a, str>, _form: crate::table::Form) -> Result<Self, Fault> {
        match &*text {
            "1" => Ok(AmendmentKind::Amend),
            "2" => Ok(AmendmentKind::Withdraw),
            _ => Err(Fault::NotListed),
        }
    }

    fn is_blank(&self) -> bool {
        false
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(match self {
            AmendmentKind::Amend => b'1',
            AmendmentKind::Withdraw => b'2',
        });
    }
}

impl<'a> Value<'a> for AmendmentOperation {
    fn read(text: std::borrow::Cow<'a, str>, _form: crate::table::Form) -> Result<Self, Fault> {
        match &*text {
            "G" => Ok(AmendmentOperation::Save),
            "C" => Ok(AmendmentOperation::Declare),
            "H" => Ok(AmendmentOperation::Confirm),
            _ => Err(Fault::NotListed),
        }
    }

    fn is_blank(&self) -> bool {
        false
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(match self {
            AmendmentOperation::Save => b'G',
            AmendmentOperation::Declare => b'C',
            AmendmentOperation::Confirm => b'H',
        });
    }
}
