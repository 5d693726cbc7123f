//! Receipts after a number, and the wire messages that they are put into.

use clearance::ports::{BlockRecord, Records, StoreError};
use messages::receipts_a_message;
use model::ReceiptKind;

use crate::view::{ReceiptView, receipt_views_from};

/// Most receipts that go into one message.
pub(crate) const MESSAGE_MAX: usize = 100;

/// Blocks that are unpacked at once.
const BLOCKS_MAX: usize = 32;

/// Receipts after a number, at most so many: the house's number, or the recipient's own when one is
/// named. Not more is unpacked than a few blocks at a time.
///
/// # Errors
/// When the store fails.
pub(crate) fn receipts_after(
    records: &impl Records,
    recipient: Option<&str>,
    after: u64,
    limit: usize,
) -> Result<Vec<ReceiptView>, StoreError> {
    let is_own = recipient.is_some();
    // No number is as great as this, and the store can count on from it.
    let after = after.min(u64::MAX >> 2);
    let (mut found, mut at, mut n_blocks) = (Vec::new(), after, 1);
    while found.len() < limit {
        let asked_after = at;
        let blocks = records.blocks(recipient, at, n_blocks)?;
        for block in &blocks {
            let views = receipt_views_from(block, read_of(block, is_own, at));
            found.extend(views.take(limit - found.len()));
            at = found.last().map_or(at, |it| number(it, is_own));
        }
        if blocks.len() < n_blocks || at == asked_after {
            break;
        }
        n_blocks = (n_blocks * 2).min(BLOCKS_MAX);
    }
    Ok(found)
}

/// How many receipts of a block stand at or before a number.
fn read_of(block: &BlockRecord, is_own: bool, at: u64) -> usize {
    let first = if is_own { block.first_recipient_no } else { block.first_no };
    usize::try_from((at + 1).saturating_sub(first)).unwrap_or(usize::MAX)
}

/// A receipt's own number, or the house's.
pub(crate) fn number(receipt: &ReceiptView, is_own: bool) -> u64 {
    if is_own { receipt.recipient_no } else { receipt.house_no }
}

/// A message as it goes to its recipient.
pub(crate) struct WireMessage {
    /// Its root element without the prefix.
    pub(crate) root: &'static str,
    /// House number of its first receipt.
    pub(crate) first_no: u64,
    /// When that was made.
    pub(crate) at: String,
    /// How a file's name with it ends.
    pub(crate) extension: &'static str,
    /// What it is called over HTTP.
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// One recipient's receipts gathered into messages by kind, in the order of their numbers.
pub(crate) fn messages_of(views: &[ReceiptView]) -> Vec<WireMessage> {
    let mut kinds: Vec<ReceiptKind> = views.iter().map(|it| it.kind).collect();
    kinds.sort();
    kinds.dedup();
    let of_kind = |kind| views.iter().filter(move |it| it.kind == kind).collect::<Vec<_>>();
    let messages = kinds.into_iter().map(|kind| {
        let views = of_kind(kind);
        let chunks = views.chunks(receipts_a_message(kind)).filter_map(message_of);
        chunks.collect::<Vec<_>>()
    });
    messages.flatten().collect()
}

/// The message that the first receipts make: all of one kind, with no other between them.
pub(crate) fn first_message(views: &[ReceiptView]) -> Option<(WireMessage, &[ReceiptView])> {
    let kind = views.first()?.kind;
    let run = views.iter().take(receipts_a_message(kind)).take_while(|it| it.kind == kind).count();
    let run = views.get(..run)?;
    Some((message_of(&run.iter().collect::<Vec<_>>())?, run))
}

fn message_of(views: &[&ReceiptView]) -> Option<WireMessage> {
    let first = views.first()?;
    let fragments: Vec<&[u8]> = views.iter().map(|it| it.xml.as_bytes()).collect();
    let mut bytes = Vec::new();
    messages::write_message(first.kind, &message_guid(first), &fragments, &mut bytes);
    let root = messages::receipt_root(first.kind);
    Some(WireMessage {
        root,
        first_no: first.house_no,
        at: first.at.clone(),
        extension: if messages::is_flat(first.kind) { "txt" } else { "xml" },
        media_type: match messages::is_flat(first.kind) {
            true => "text/plain; charset=gbk",
            false => "application/xml",
        },
        bytes,
    })
}

/// The message's own identifier: of its recipient and first number, so that a replay sends the
/// same message again.
fn message_guid(first: &ReceiptView) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(first.recipient.as_bytes());
    hasher.update(&first.house_no.to_le_bytes());
    let hex = hasher.finalize().to_hex().to_ascii_uppercase();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// A recipient's code as part of a file name.
pub(crate) fn file_name(code: &str) -> String {
    code.chars().map(|it| if it.is_alphanumeric() { it } else { '_' }).collect()
}
