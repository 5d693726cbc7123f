//! The wire formats: the only crate that knows what an element is called.
//!
//! Tolerant on input, strict on output. [`read`] never fails because of one bad document: every
//! document of a readable message comes back with its format faults beside it. What cannot be read
//! at all is an [`Unreadable`], which says where and answers with a CEB900.
//!
//! One table per message (`documents`) drives reading, checking, writing and [`wire_path`].

#![deny(clippy::float_arithmetic)]

mod carriage;
mod codes;
mod declaration;
mod documents;
mod draft;
mod dxp;
mod envelope;
mod export;
mod fast;
mod follow_up;
mod format;
mod general;
mod house;
mod kinds;
mod manifest;
mod negative;
mod outgoing;
mod pointer;
mod port_json;
mod read;
mod receipt;
mod sad;
mod slots;
mod spell;
pub mod status;
mod summary;
mod table;
mod truth;
mod value;
mod xml;
mod zone;

pub use carriage::{Carriage, Head};
pub use codes::{ACCEPTED, RELEASED, REVIEW, WireCode, wire_code, wire_code_of};
pub use declaration::{
    AmendmentReading, ChangeFault, DeclarationHeader, DeclarationReading, FileReading, FormField,
    FormKind, FormNeed, SupplementReading, amendable_fields, change_field, channel_code,
    code_of_field, declaration_form, standing_text, write_amendment, write_declaration, write_file,
    write_supplement,
};
pub use dxp::{DxpCode, peek_dxp, write_dxp_reply};
pub use envelope::{Envelope, Extent, Limits, Message, MessageType, Place, Reading, Unreadable};
pub use export::{ExportEnvelope, ExportReading, export_root, write_export_documents};
pub use format::FORMAT_CHECKS;
pub use kinds::{document_kinds, element_names, message_kinds};
pub use manifest::{ManifestHeader, ManifestReading, is_flat, manifest_status, message_text};
pub use negative::{Problem, UNRECOGNISED, export_negative_code, negative_code};
pub use outgoing::{PLACEHOLDER_SIGNATURE, write_documents, write_signed_documents};
pub use pointer::wire_path;
pub use read::read;
pub use receipt::{WireTime, receipt_root, receipts_a_message, write_message, write_receipt};
pub use sad::{
    DayOrder, DecimalMark, Sad, SadContainer, SadDocument, SadFault, SadItem, SadMoney, SadParty,
    SadPrevious, SadReading, SadStamp, SadStyle, SadTaxLine, SadText, SadUnit, read_sad, write_sad,
};
pub use spell::spell;
pub use summary::{ReceiptSummary, summarise_receipt};
pub use truth::encode_truth;
pub use zone::{ZoneHeader, ZoneReading, write_zone_document, zone_status};
