//! What reading a message gives: its envelope with one reading per document, or why not.

use std::borrow::Cow;

use model::{
    Document, DocumentKind, Finding, HouseMessage, PaymentTruth, Subscription, Text, Transfer,
};

use crate::{
    declaration::{AmendmentReading, DeclarationReading, FileReading, SupplementReading},
    export::ExportEnvelope,
    manifest::ManifestReading,
    zone::ZoneReading,
};

/// What a message may weigh before it is refused unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole message.
    pub max_bytes: usize,
    /// Documents in a message; the schema allows 100.
    pub max_documents: usize,
    /// Goods items in a document; the schema allows 99. More is a fault of that document alone. The
    /// lines of an inbound detail are bounded by the bytes of the message alone.
    pub max_items: usize,
    /// Lines, and linked documents, of one zone document.
    pub max_lines: usize,
    /// Elements within elements, the root counted.
    pub max_depth: usize,
    /// Bytes of text in one field.
    pub max_text: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_bytes: 64 * 1024 * 1024,
            max_documents: 100,
            max_items: 99,
            max_lines: 10_000,
            max_depth: 32,
            max_text: 64 * 1024,
        }
    }
}

/// The messages that traders may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageType {
    /// CEB311.
    Order,
    /// CEB411.
    Payment,
    /// CEB511.
    Waybill,
    /// CEB621.
    Inventory,
    /// CEB513.
    WaybillStatus,
    /// CEB623.
    Cancellation,
    /// CEB625.
    GoodsReturn,
    /// CEB711.
    InboundDetail,
}

impl MessageType {
    pub const ALL: [MessageType; 8] = [
        MessageType::Order,
        MessageType::Payment,
        MessageType::Waybill,
        MessageType::Inventory,
        MessageType::WaybillStatus,
        MessageType::Cancellation,
        MessageType::GoodsReturn,
        MessageType::InboundDetail,
    ];

    /// The message that carries documents of a kind.
    pub const fn of(kind: DocumentKind) -> MessageType {
        match kind {
            DocumentKind::Order => MessageType::Order,
            DocumentKind::Payment => MessageType::Payment,
            DocumentKind::Waybill => MessageType::Waybill,
            DocumentKind::Inventory => MessageType::Inventory,
            DocumentKind::WaybillStatus => MessageType::WaybillStatus,
            DocumentKind::Cancellation => MessageType::Cancellation,
            DocumentKind::GoodsReturn => MessageType::GoodsReturn,
            DocumentKind::InboundDetail => MessageType::InboundDetail,
        }
    }

    /// The root element without its prefix.
    pub const fn root_name(self) -> &'static str {
        match self {
            MessageType::Order => "CEB311Message",
            MessageType::Payment => "CEB411Message",
            MessageType::Waybill => "CEB511Message",
            MessageType::Inventory => "CEB621Message",
            MessageType::WaybillStatus => "CEB513Message",
            MessageType::Cancellation => "CEB623Message",
            MessageType::GoodsReturn => "CEB625Message",
            MessageType::InboundDetail => "CEB711Message",
        }
    }

    pub const fn document_kind(self) -> DocumentKind {
        match self {
            MessageType::Order => DocumentKind::Order,
            MessageType::Payment => DocumentKind::Payment,
            MessageType::Waybill => DocumentKind::Waybill,
            MessageType::Inventory => DocumentKind::Inventory,
            MessageType::WaybillStatus => DocumentKind::WaybillStatus,
            MessageType::Cancellation => DocumentKind::Cancellation,
            MessageType::GoodsReturn => DocumentKind::GoodsReturn,
            MessageType::InboundDetail => DocumentKind::InboundDetail,
        }
    }

    /// How many documents one message may hold: an inbound detail stands alone.
    pub(crate) fn max_documents(self, limits: &Limits) -> usize {
        match self {
            MessageType::InboundDetail => limits.max_documents.min(1),
            _ => limits.max_documents,
        }
    }

    /// How many items one document may hold.
    pub(crate) fn max_items(self, limits: &Limits) -> usize {
        match self {
            MessageType::InboundDetail => usize::MAX,
            _ => limits.max_items,
        }
    }

    pub(crate) fn from_root(name: &str) -> Option<MessageType> {
        MessageType::ALL.into_iter().find(|it| it.root_name() == name)
    }

    /// The element of one document in the message.
    pub(crate) const fn node(self) -> &'static str {
        match self {
            MessageType::Order => "Order",
            MessageType::Payment => "Payment",
            MessageType::Waybill => "Logistics",
            MessageType::Inventory => "Inventory",
            MessageType::WaybillStatus => "LogisticsStatus",
            MessageType::Cancellation => "InvtCancel",
            MessageType::GoodsReturn => "InvtRefund",
            MessageType::InboundDetail => "Delivery",
        }
    }
}

/// A message that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    Ceb(Envelope<'a>),
    Zone(Box<ZoneReading<'a>>),
    Declaration(Box<DeclarationReading<'a>>),
    /// An application to amend or withdraw one.
    Amendment(Box<AmendmentReading<'a>>),
    /// Supplementary declarations to one.
    Supplement(Box<SupplementReading<'a>>),
    /// A file that is attached to one.
    File(Box<FileReading<'a>>),
    Manifest(Box<ManifestReading<'a>>),
    Export(Box<ExportEnvelope<'a>>),
    House(HouseMessage),
    /// A payment's original data, or what of it is not understood.
    Truth(Result<Box<PaymentTruth>, String>),
}

/// A CEB message: its documents in the sender's order, and who carried it.
///
/// What the envelope itself lacks (its guid, the transfer node, the signature) is not a fault
/// here: whether a sender must sign is decided where the sender is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    pub kind: MessageType,
    /// The root's `guid`, as sent; empty when it has none.
    pub guid: Text<'a>,
    pub version: Text<'a>,
    pub transfer: Option<Transfer<'a>>,
    pub subscriptions: Vec<Subscription<'a>>,
    /// Where its `ds:Signature` stands, the first of several; nothing is said of its being good.
    pub signature: Option<Extent>,
    pub readings: Vec<Reading<'a>>,
}

/// One document and what is wrong with its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'a> {
    /// With empty and zero values where a field could not be read.
    pub document: Document<'a>,
    /// In the order of the fields; empty when the form is right.
    pub faults: Vec<Finding>,
    /// 0, or with faults the negative status of the kind's format failure.
    pub status: i32,
    /// Where the document stands in the raw message.
    pub place: Extent,
}

/// A range of bytes of the raw message, from its `<` to after its `>`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    pub start: usize,
    pub end: usize,
}

impl Extent {
    /// The bytes themselves, to echo (`oriBizMessage`); nothing when `raw` is another message.
    pub fn of(self, raw: &[u8]) -> &[u8] {
        raw.get(self.start..self.end).unwrap_or_default()
    }

    /// Line and column of the start, for people.
    pub fn place(self, raw: &[u8]) -> Place {
        Place::at(raw, self.start)
    }
}

/// A position in a raw message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// From 0.
    pub byte: usize,
}

impl Place {
    pub(crate) fn at(raw: &[u8], byte: usize) -> Place {
        let byte = byte.min(raw.len());
        let before = raw.get(..byte).unwrap_or_default();
        let line = before.iter().filter(|it| **it == b'\n').count() + 1;
        let line_start = before.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        let in_line = before.get(line_start..).unwrap_or_default();
        let is_char_start = |byte: &&u8| **byte & 0xC0 != 0x80;
        Place { line, column: in_line.iter().filter(is_char_start).count() + 1, byte }
    }
}

/// A message of which no document can be read; it is answered with one CEB900.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {} (line {}, column {})", finding.code, finding.observed, place.line, place.column)]
pub struct Unreadable {
    /// `CEB311Message`, or `Unknown`.
    pub message_type: Cow<'static, str>,
    /// The root's guid where it could still be read; otherwise empty.
    pub guid: String,
    /// Negative.
    pub status: i32,
    pub finding: Finding,
    pub place: Place,
}
