//! Receipts of one batch: rendered once, gathered per recipient in the order they were decided.

use matching::Keyring;
use messages::WireTime;
use model::{EntryId, Finding, ReceiptBody, ReceiptKind};
use rustc_hash::FxHashMap;

use crate::ports::BlockRow;

/// Gathers receipts while a batch is decided.
#[derive(Default)]
pub(crate) struct Outbox {
    recipients: FxHashMap<String, usize>,
    blocks: Vec<BlockRow>,
}

/// Which receipt it became: the recipient's key and the ordinal in his block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Issued {
    pub(crate) recipient: u64,
    pub(crate) ordinal: u32,
}

impl Outbox {
    pub(crate) fn push(
        &mut self,
        keyring: &Keyring,
        to: &str,
        entry: EntryId,
        receipt: &ReceiptBody<'_>,
        findings: &[Finding],
        time: &WireTime,
    ) -> Issued {
        let index = match self.recipients.get(to) {
            Some(&index) => index,
            None => {
                let index = self.blocks.len();
                let recipient_key = keyring.recipient(to).hi;
                self.blocks.push(BlockRow {
                    recipient: to.to_owned(),
                    recipient_key,
                    count: 0,
                    body: Vec::new(),
                });
                self.recipients.insert(to.to_owned(), index);
                index
            }
        };
        let Some(block) = self.blocks.get_mut(index) else {
            return Issued { recipient: 0, ordinal: 0 };
        };
        let ordinal = block.count;
        write_item(&mut block.body, entry, receipt, findings, time);
        block.count += 1;
        Issued { recipient: block.recipient_key, ordinal }
    }

    pub(crate) fn into_blocks(self) -> Vec<BlockRow> {
        self.blocks
    }
}

/// Bytes before an item's fragment: kind, status, entry, two lengths.
const ITEM_HEAD: usize = 1 + 4 + 8 + 4 + 4;

fn write_item(
    body: &mut Vec<u8>,
    entry: EntryId,
    receipt: &ReceiptBody<'_>,
    findings: &[Finding],
    time: &WireTime,
) {
    let head_at = body.len();
    body.resize(head_at + ITEM_HEAD, 0);
    messages::write_receipt(receipt, time, body);
    let fragment_len = body.len() - head_at - ITEM_HEAD;
    let findings_at = body.len();
    if !findings.is_empty()
        && let Ok(bytes) = postcard::to_stdvec(findings)
    {
        body.extend_from_slice(&bytes);
    }
    let findings_len = body.len() - findings_at;

    let mut head = [0u8; ITEM_HEAD];
    let fields = [
        &[receipt.kind() as u8][..],
        &status_of(receipt).to_le_bytes(),
        &entry.0.to_le_bytes(),
        &(fragment_len as u32).to_le_bytes(),
        &(findings_len as u32).to_le_bytes(),
    ];
    let mut rest = &mut head[..];
    for field in fields {
        let (here, after) = rest.split_at_mut(field.len());
        here.copy_from_slice(field);
        rest = after;
    }
    if let Some(place) = body.get_mut(head_at..head_at + ITEM_HEAD) {
        place.copy_from_slice(&head);
    }
}

/// The `returnStatus` a receipt carries; a tax bill's own status.
pub(crate) fn status_of(receipt: &ReceiptBody<'_>) -> i32 {
    match receipt {
        ReceiptBody::Order(it) => it.status,
        ReceiptBody::Payment(it) => it.status,
        ReceiptBody::Waybill(it) => it.status,
        ReceiptBody::Inventory(it) => it.status,
        ReceiptBody::TaxBill(it) => i32::from(it.status),
        ReceiptBody::Format(it) => it.status,
        ReceiptBody::ZoneResponse(it) => {
            if it.is_taken {
                0
            } else {
                -1
            }
        }
        ReceiptBody::ExitList(it) => messages::zone_status(it.result),
        ReceiptBody::GatePass(it) | ReceiptBody::GatePassage(it) => {
            messages::zone_status(it.result)
        }
    }
}

/// A receipt as a block keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReceipt<'a> {
    pub kind: ReceiptKind,
    pub status: i32,
    /// 0 when it concerns no entry.
    pub entry: EntryId,
    /// The XML of this receipt, to be wrapped with its neighbours into a message.
    pub fragment: &'a [u8],
    pub findings: Vec<Finding>,
}

/// The receipts of a block, in order; stops at the first byte that is not one.
pub fn receipts_of(body: &[u8]) -> impl Iterator<Item = StoredReceipt<'_>> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (receipt, after) = read_item(rest)?;
        rest = after;
        Some(receipt)
    })
}

fn read_item(bytes: &[u8]) -> Option<(StoredReceipt<'_>, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (status, rest) = rest.split_first_chunk::<4>()?;
    let (entry, rest) = rest.split_first_chunk::<8>()?;
    let (fragment_len, rest) = rest.split_first_chunk::<4>()?;
    let (findings_len, rest) = rest.split_first_chunk::<4>()?;
    let (fragment, rest) = rest.split_at_checked(u32::from_le_bytes(*fragment_len) as usize)?;
    let (findings, rest) = rest.split_at_checked(u32::from_le_bytes(*findings_len) as usize)?;
    let findings =
        if findings.is_empty() { Vec::new() } else { postcard::from_bytes(findings).ok()? };
    let receipt = StoredReceipt {
        kind: kind_of(*kind)?,
        status: i32::from_le_bytes(*status),
        entry: EntryId(u64::from_le_bytes(*entry)),
        fragment,
        findings,
    };
    Some((receipt, rest))
}

fn kind_of(number: u8) -> Option<ReceiptKind> {
    ReceiptKind::ALL.into_iter().find(|kind| *kind as u8 == number)
}
