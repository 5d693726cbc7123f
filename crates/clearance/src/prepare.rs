//! What can be done with an input before anything is known of the house: digesting, packing,
//! reading, digesting its keys, examining its signature. Pure, so it runs on any thread.

use std::hash::{Hash, Hasher};

use matching::{DocumentKeys, Keyring};
use messages::{Limits, Message, Unreadable};
use model::{Direction, Document, EntryId, ExportDocument, InputId, KeyPair, Moment};
use siphasher::sip::SipHasher13;

use crate::{
    export::case_of_export_no,
    numbers::entry_of_list_no,
    ports::{PackedInput, RawInput},
    sent_file::Bytes,
    signatories::Signatories,
    signing::Signature,
};

/// An input that was read.
pub struct Prepared<'a> {
    pub input: InputId,
    pub received_at: Moment,
    pub sender: &'a str,
    pub digest: [u8; 32],
    pub bytes: &'a [u8],
    pub message: Result<Message<'a>, Box<Unreadable>>,
    /// One a document.
    pub(crate) filed: Vec<Filed>,
    pub(crate) signature: Signature,
    /// What the bytes of an attached file come to; nothing of other messages.
    pub(crate) file: Bytes,
}

impl Prepared<'_> {
    /// With the number it was accepted under.
    #[must_use]
    pub fn accepted_as(mut self, input: InputId) -> Self {
        self.input = input;
        self
    }
}

/// Under which keys a document is filed, and the digest of what it says.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) keys: DocumentKeys,
    pub(crate) content: u64,
    /// The entry whose list it names by number.
    pub(crate) entry: Option<EntryId>,
    /// The waybills that an inbound detail lists, a key a line; the bills of a manifest or declaration.
    pub(crate) lines: Vec<KeyPair>,
    /// The exports whose lists it names by number, where it names many.
    pub(crate) exports: Vec<EntryId>,
}

impl Filed {
    /// What names an order and is kept nowhere.
    fn under_order(order: KeyPair) -> Filed {
        let keys = DocumentKeys { order: Some(order), ..DocumentKeys::default() };
        Filed { keys, content: 0, entry: None, lines: Vec::new(), exports: Vec::new() }
    }

    /// What stands alone in its message.
    fn of_one(keys: DocumentKeys, content: u64, lines: Vec<KeyPair>) -> Filed {
        Filed { keys, content, entry: None, lines, exports: Vec::new() }
    }

    fn of(document: &Document<'_>, keyring: &Keyring) -> Filed {
        let (entry, lines) = match document {
            Document::Cancellation(it) => (entry_of_list_no(&it.list_no), Vec::new()),
            Document::GoodsReturn(it) => (entry_of_list_no(&it.list_no), Vec::new()),
            Document::InboundDetail(it) => {
                let key = |waybill_no: &str| keyring.waybill(&it.logistics_code, waybill_no);
                (None, it.items.iter().map(|line| key(&line.waybill_no)).collect())
            }
            _ => (None, Vec::new()),
        };
        let (keys, content) = (keyring.of(document), content_of(document));
        Filed { keys, content, entry, lines, exports: Vec::new() }
    }
}

impl Filed {
    fn of_export(document: &ExportDocument<'_>, keyring: &Keyring) -> Filed {
        let (keys, lines) = keyring.of_export(document);
        let entry = match document {
            ExportDocument::Cancellation(it) => case_of_export_no(&it.list_no),
            ExportDocument::Return(it) => case_of_export_no(&it.list_no),
            ExportDocument::Tally(it) => case_of_export_no(&it.list_no),
            _ => None,
        };
        let exports = match document {
            ExportDocument::Summary(it) => {
                it.items.iter().filter_map(|it| case_of_export_no(&it.list_no)).collect()
            }
            _ => Vec::new(),
        };
        let mut hasher = SipHasher13::new_with_key(b"tongguan content");
        document.hash(&mut hasher);
        Filed { keys, content: hasher.finish(), entry, lines, exports }
    }
}

/// Digests and packs an input for keeping.
pub fn pack(raw: &RawInput, pack: fn(&[u8]) -> Vec<u8>) -> PackedInput {
    let is_json = raw.bytes.trim_ascii_start().first() == Some(&b'{');
    PackedInput {
        received_at: raw.received_at,
        sender: raw.sender.clone(),
        digest: *blake3::hash(&raw.bytes).as_bytes(),
        size: u32::try_from(raw.bytes.len()).unwrap_or(u32::MAX),
        is_house: is_json,
        packed: pack(&raw.bytes),
    }
}

/// Reads a message, digests its keys, examines its signature where one will be asked for:
/// everything that needs no state, on any thread. Its number may be put in later, when it is
/// accepted.
pub fn prepare<'a>(
    input: InputId,
    digest: [u8; 32],
    raw: &'a RawInput,
    limits: &Limits,
    keyring: &Keyring,
    signatories: &Signatories,
) -> Prepared<'a> {
    let message = messages::read(&raw.bytes, limits);
    let signature = match &message {
        Ok(Message::Ceb(envelope)) => Signature::prepare(envelope, raw, signatories),
        Ok(Message::Export(envelope)) => Signature::prepare_export(envelope, raw, signatories),
        _ => Signature::default(),
    };
    let file = match &message {
        Ok(Message::File(reading)) => {
            Bytes::of(reading.content.of(&raw.bytes), &reading.document.digest)
        }
        _ => Bytes::default(),
    };
    let filed = match &message {
        Ok(Message::Ceb(envelope)) => {
            envelope.readings.iter().map(|it| Filed::of(&it.document, keyring)).collect()
        }
        Ok(Message::Zone(reading)) => {
            let keys = keyring.of_zone(&reading.document);
            let content = content_of_zone(&reading.document);
            vec![Filed::of_one(keys, content, Vec::new())]
        }
        Ok(Message::Declaration(reading)) => {
            let it = &reading.document;
            let (keys, content) = (keyring.of_declaration(it), content_of_declaration(it));
            // Its bill, and whether manifests are kept of what carries it.
            let lines = vec![
                keyring.bill(it.direction, it.carried_bill_no()),
                keyring.manifests_kept(it.direction, &it.transport_mode, &it.port_customs),
            ];
            vec![Filed::of_one(keys, content, lines)]
        }
        Ok(Message::Manifest(reading)) => {
            let content = content_of_manifest(&reading.message);
            let (keys, lines) = manifest_keys(&reading.message, keyring);
            vec![Filed::of_one(keys, content, lines)]
        }
        Ok(Message::Amendment(reading)) => {
            let (keys, content) =
                (DocumentKeys::default(), content_of_amendment(&reading.document));
            vec![Filed::of_one(keys, content, Vec::new())]
        }
        Ok(Message::Export(envelope)) => {
            envelope.readings.iter().map(|it| Filed::of_export(&it.document, keyring)).collect()
        }
        Ok(Message::Truth(Ok(truth))) => {
            let key = |order_no: &str| keyring.order(&truth.platform_code, order_no);
            truth.orders.iter().map(|it| Filed::under_order(key(&it.order_no))).collect()
        }
        _ => Vec::new(),
    };
    Prepared {
        input,
        received_at: raw.received_at,
        sender: &raw.sender,
        digest,
        bytes: &raw.bytes,
        message,
        filed,
        signature,
        file,
    }
}

/// Digest of what a zone document says.
fn content_of_zone(document: &model::ZoneDocument<'_>) -> u64 {
    let mut hasher = SipHasher13::new_with_key(b"tongguan content");
    document.hash(&mut hasher);
    hasher.finish()
}

/// Digest of what a goods declaration says.
fn content_of_declaration(declaration: &model::Declaration<'_>) -> u64 {
    let mut hasher = SipHasher13::new_with_key(b"tongguan content");
    declaration.hash(&mut hasher);
    hasher.finish()
}

/// Digest of what an application to amend says.
fn content_of_amendment(request: &model::AmendmentRequest<'_>) -> u64 {
    let mut hasher = SipHasher13::new_with_key(b"tongguan content");
    request.hash(&mut hasher);
    hasher.finish()
}

/// Digest of what a manifest's message says.
fn content_of_manifest(message: &model::ManifestMessage<'_>) -> u64 {
    let mut hasher = SipHasher13::new_with_key(b"tongguan content");
    message.hash(&mut hasher);
    hasher.finish()
}

/// The manifest, its bills, whether manifests like it are kept, and the one that goods go over to.
fn manifest_keys(
    message: &model::ManifestMessage<'_>,
    keyring: &Keyring,
) -> (DocumentKeys, Vec<KeyPair>) {
    let direction = message.direction();
    let bills = message.bills();
    let mut lines: Vec<KeyPair> = bills.iter().map(|it| keyring.bill(direction, it)).collect();
    let mut manifest = Some(keyring.manifest(direction, message.manifest_no()));
    if message.voyage().is_some() {
        // It says neither its manifest nor its direction.
        manifest = None;
        let other = match direction {
            Direction::Import => Direction::Export,
            Direction::Export => Direction::Import,
        };
        lines.extend(bills.iter().map(|it| keyring.bill(other, it)));
    }
    match message {
        model::ManifestMessage::Manifest { manifest, .. } => {
            let (mode, customs) = (&manifest.transport_mode, &manifest.port_customs);
            lines.push(keyring.manifests_kept(direction, mode, customs));
        }
        model::ManifestMessage::ManifestReport { report } => {
            let renamed = report.bills.iter().filter_map(|it| it.to_bill_no.given());
            lines.extend(renamed.map(|it| keyring.bill(direction, it)));
            if !report.to_manifest_no.is_empty() {
                lines.push(keyring.manifest(direction, &report.to_manifest_no));
            }
        }
    }
    (DocumentKeys { manifest, ..DocumentKeys::default() }, lines)
}

/// Digest of what a document says, its `guid` and time left out.
fn content_of(document: &Document<'_>) -> u64 {
    // Kept with the document, so the function must stay the same for ever; the key is no secret.
    let mut hasher = SipHasher13::new_with_key(b"tongguan content");
    match document {
        Document::Order(it) => it.hash(&mut hasher),
        Document::Payment(it) => it.hash(&mut hasher),
        Document::Waybill(it) => it.hash(&mut hasher),
        Document::Inventory(it) => it.hash(&mut hasher),
        Document::WaybillStatus(it) => it.hash(&mut hasher),
        Document::Cancellation(it) => it.hash(&mut hasher),
        Document::GoodsReturn(it) => it.hash(&mut hasher),
        Document::InboundDetail(it) => it.hash(&mut hasher),
    }
    hasher.finish()
}
