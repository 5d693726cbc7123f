//! Receipts of one batch, gathered per recipient in the order they were decided.

use matching::Keyring;
use messages::WireTime;
use model::{Channel, EntryId, Finding, ReceiptBody, ReceiptKind};
use rustc_hash::FxHashMap;

use crate::ports::BlockRow;

/// Gathers receipts while a batch is decided; they are spelt when it is decided, so that the next
/// batch need not wait for that.
#[derive(Default)]
pub(crate) struct Outbox<'a> {
    recipients: FxHashMap<String, usize>,
    addressed: Vec<Addressed>,
    issues: Vec<Issue<'a>>,
}

/// What one recipient gets, by place among the issues.
struct Addressed {
    recipient: String,
    recipient_key: u64,
    issues: Vec<usize>,
}

/// One receipt, to one recipient or several.
struct Issue<'a> {
    entry: EntryId,
    receipt: ReceiptBody<'a>,
    findings: Vec<Finding>,
    time: WireTime,
}

/// Which receipt it became: the recipient's key and the ordinal in his block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Issued {
    pub(crate) recipient: u64,
    pub(crate) ordinal: u32,
}

impl<'a> Outbox<'a> {
    /// Issues a receipt, to be addressed to whom it may concern.
    pub(crate) fn issue(
        &mut self,
        entry: EntryId,
        receipt: ReceiptBody<'a>,
        findings: &[Finding],
        time: WireTime,
    ) {
        self.issues.push(Issue { entry, receipt, findings: findings.to_vec(), time });
    }

    /// Addresses the receipt that was issued last.
    pub(crate) fn address(&mut self, keyring: &Keyring, to: &str) -> Issued {
        let index = match self.recipients.get(to) {
            Some(&index) => index,
            None => {
                let index = self.addressed.len();
                let recipient_key = keyring.recipient(to).hi;
                let recipient = to.to_owned();
                self.addressed.push(Addressed { recipient, recipient_key, issues: Vec::new() });
                self.recipients.insert(to.to_owned(), index);
                index
            }
        };
        let last = self.issues.len().saturating_sub(1);
        let Some(addressed) = self.addressed.get_mut(index) else {
            return Issued { recipient: 0, ordinal: 0 };
        };
        let ordinal = u32::try_from(addressed.issues.len()).unwrap_or(u32::MAX);
        addressed.issues.push(last);
        Issued { recipient: addressed.recipient_key, ordinal }
    }

    /// Spells every receipt.
    pub(crate) fn into_blocks(self) -> Vec<BlockRow> {
        let block = |it: Addressed| {
            let mut body = Vec::with_capacity(it.issues.len() * ITEM_ROOM);
            for issue in it.issues.iter().filter_map(|index| self.issues.get(*index)) {
                write_item(&mut body, issue);
            }
            let count = u32::try_from(it.issues.len()).unwrap_or(u32::MAX);
            BlockRow { recipient: it.recipient, recipient_key: it.recipient_key, count, body }
        };
        self.addressed.into_iter().map(block).collect()
    }
}

/// Bytes that most items stay under.
const ITEM_ROOM: usize = 640;

/// Bytes before an item's fragment: kind, status, entry, two lengths.
const ITEM_HEAD: usize = 1 + 4 + 8 + 4 + 4;

fn write_item(body: &mut Vec<u8>, issue: &Issue<'_>) {
    let Issue { entry, receipt, findings, time } = issue;
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

/// The `returnStatus` a receipt carries; a tax bill's own status; of a payment slip 0 open, 1 paid,
/// 2 called; 0 of a question; of a goods declaration -1 when it is refused or returned; of a manifest its
/// statement.
pub(crate) fn status_of(receipt: &ReceiptBody<'_>) -> i32 {
    match receipt {
        ReceiptBody::Order(it) => it.status,
        ReceiptBody::Payment(it) => it.status,
        ReceiptBody::Waybill(it) => it.status,
        ReceiptBody::Inventory(it) => it.status,
        ReceiptBody::TaxBill(it) => i32::from(it.status),
        ReceiptBody::Format(it) => it.status,
        ReceiptBody::WaybillStatus(it) => it.status,
        ReceiptBody::Cancellation(it) | ReceiptBody::GoodsReturn(it) => it.status,
        ReceiptBody::InboundDetail(it) => it.status,
        ReceiptBody::TaxStatus(it) => i32::from(it.status),
        ReceiptBody::PaymentSlip(it) => i32::from(it.state as u8),
        ReceiptBody::TruthQuestion(_) => 0,
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
        ReceiptBody::ExportOrder(it) => it.status,
        ReceiptBody::ExportMoney(it) => it.status,
        ReceiptBody::ExportWaybill(it) => it.status,
        ReceiptBody::ExportList(it) => it.status,
        ReceiptBody::ExportCancellation(it) => it.status,
        ReceiptBody::ExportArrival(it)
        | ReceiptBody::ExportDeparture(it)
        | ReceiptBody::MasterWaybill(it) => it.status,
        ReceiptBody::ExportSummary(it) => it.status,
        ReceiptBody::SummaryResult(_) => 0,
        ReceiptBody::ExportReturn(it) => it.status,
        ReceiptBody::ReturnTally(it) => it.status,
        ReceiptBody::Declaration(it) => match it.channel {
            Channel::Refused | Channel::Returned | Channel::SummaryRefused => -1,
            _ => 0,
        },
        ReceiptBody::Transit(it) => match it.channel {
            Channel::Refused | Channel::Returned => -1,
            _ => 0,
        },
        ReceiptBody::Notice(it) => it.status,
        ReceiptBody::DeclarationResponse(it) => taken(it.is_taken),
        ReceiptBody::AmendmentResponse(it) => taken(it.is_taken),
        ReceiptBody::Supplement(it) => taken(it.is_taken),
        ReceiptBody::ArrivalReport(it) => taken(it.is_taken),
        ReceiptBody::File(it) => taken(it.is_taken),
        ReceiptBody::Manifest(it) => messages::manifest_status(it.statement),
    }
}

/// Of what was taken or not, and has no status of its own.
const fn taken(is_taken: bool) -> i32 {
    if is_taken { 0 } else { -1 }
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
    ReceiptKind::ALL.get(usize::from(number)).copied()
}
