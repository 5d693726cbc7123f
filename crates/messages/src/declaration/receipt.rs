//! Answers to a goods declaration: the data centre's (`DecImportResponse`) and customs' (`DEC_RESULT`).

use model::{
    Channel, DayStamp, DeclarationResponse, DeclarationReturn, Direction, ReceiptKind,
    TransitReturn,
};

use super::{NAMESPACE, supplement::write_numbers};
use crate::{
    receipt::{NOTE_MAX, WireTime, cut, spaced},
    xml::{field, nest},
};

/// The root of a declaration's receipt; nothing for one that is none.
pub(crate) const fn declaration_root(kind: ReceiptKind) -> Option<&'static str> {
    match kind {
        ReceiptKind::Declaration => Some("DEC_RESULT"),
        ReceiptKind::DeclarationResponse => Some("DecImportResponse"),
        ReceiptKind::AmendmentResponse => Some("DecModSaveResponse"),
        ReceiptKind::Transit => Some("TRN_DATA"),
        ReceiptKind::Supplement => Some("DecSDImportResponse"),
        _ => None,
    }
}

/// Appends a message of one receipt, which is its own root.
pub(crate) fn write_package(fragment: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.extend_from_slice(fragment);
}

/// What a channel is called on the wire (`CHANNEL`).
pub const fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Saved => "3",
        Channel::Filed => "7",
        Channel::Received => "L",
        Channel::Refused => "E",
        Channel::Returned => "Z",
        Channel::Manual => "H",
        Channel::Reviewed => "G",
        Channel::TaxDue => "T",
        Channel::Examination => "C",
        Channel::Released => "P",
        Channel::ReleasedOnGuarantee => "B",
        Channel::Cleared => "R",
        Channel::Deleted => "D",
        Channel::Reopened => "M",
        Channel::SummaryReceived => "SpL",
        Channel::SummaryRefused => "SpE",
        Channel::FullWanted => "Sp1",
        Channel::SummaryExamination => "SpC",
        Channel::SummaryReleased => "SpK",
        Channel::SummaryReviewed => "SpJ",
    }
}

pub(crate) fn write_return(it: &DeclarationReturn<'_>, out: &mut Vec<u8>) {
    let at = WireTime::new(it.at);
    nest("DEC_RESULT", out, |out| {
        field("CUS_CIQ_NO", &it.preliminary_no, out);
        field("ENTRY_ID", &it.declaration_no, out);
        field("NOTICE_DATE", &spaced(at.as_str()), out);
        field("CHANNEL", channel_code(it.channel), out);
        field("NOTE", cut(&it.note, NOTE_MAX), out);
        field("CUSTOM_MASTER", &it.declaring_customs, out);
        field("I_E_DATE", &day(it.moved_on), out);
        field("D_DATE", &day(it.declared_on), out);
    });
}

/// 转关单回执 (2018-67, 5.1).
pub(crate) fn write_transit(it: &TransitReturn<'_>, out: &mut Vec<u8>) {
    let at = WireTime::new(it.at);
    let direction = if it.direction == Direction::Import { "I" } else { "E" };
    nest("TRN_DATA", out, |out| {
        nest("TRN_RESULT", out, |out| {
            field("SEQ_NO", &it.preliminary_no, out);
            field("TRANS_NO", &it.transit_no, out);
            field("NOTICE_DATE", at.as_str().get(..8).unwrap_or_default(), out);
            field("CHANNEL", channel_code(it.channel), out);
            field("NOTE", cut(&it.note, NOTE_MAX), out);
            field("I_E_FLAG", direction, out);
        });
    });
}

/// The layout has no place for a time, so the words begin with it.
pub(crate) fn write_response(it: &DeclarationResponse<'_>, at: &WireTime, out: &mut Vec<u8>) {
    let info = format!("{} {}", spaced(at.as_str()), it.info);
    out.extend_from_slice(b"<DecImportResponse xmlns=\"");
    out.extend_from_slice(NAMESPACE.as_bytes());
    out.extend_from_slice(b"\">");
    field("ResponseCode", if it.is_taken { "0" } else { "1" }, out);
    field("ErrorMessage", cut(info.trim_end(), NOTE_MAX), out);
    field("ClientSeqNo", &it.reference, out);
    if it.is_taken {
        field("SeqNo", &it.preliminary_no, out);
        field("TrnPreId", &it.transit_no, out);
        write_numbers(&it.supplements, out);
    }
    out.extend_from_slice(b"</DecImportResponse>");
}

fn day(day: DayStamp) -> String {
    if day.number() == 0 { String::new() } else { day.to_string() }
}
