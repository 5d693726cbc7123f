//! Receipts as the API and the command line show them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use clearance::{
    history::{self, Event},
    ports::{BlockRecord, Records as _},
    receipts_of,
};
use model::{CommitNo, InputId, ReceiptKind};
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{ExplainedFinding, entry::explained, shapes::vocabulary};

/// An answer to a sender.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// Its number in the house.
    pub(crate) house_no: u64,
    /// Whom it answers.
    pub(crate) recipient: String,
    /// Its gap-free number for that recipient.
    pub(crate) recipient_no: u64,
    #[schema(value_type = vocabulary::ReceiptKind)]
    pub(crate) kind: ReceiptKind,
    /// Status on the wire (`returnStatus`; a tax bill's own).
    #[schema(required)]
    pub(crate) status: Option<i32>,
    /// `returnInfo`.
    pub(crate) info: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub(crate) at: String,
    /// All findings in full, where the wire's field may hold only the gravest.
    pub(crate) findings: Vec<ExplainedFinding>,
    /// The receipt's element; a message wraps up to 100 of a kind.
    pub(crate) xml: String,
}

/// All receipts of a block.
pub(crate) fn receipt_views(record: &BlockRecord) -> impl Iterator<Item = ReceiptView> + '_ {
    receipt_views_from(record, 0)
}

/// The receipts of a block from a place, counted from 0.
pub(crate) fn receipt_views_from(
    record: &BlockRecord,
    place: usize,
) -> impl Iterator<Item = ReceiptView> + '_ {
    receipts_of(&record.block.body).zip(0u64..).skip(place).map(|(receipt, ordinal)| {
        let xml = String::from_utf8_lossy(receipt.fragment).into_owned();
        let summary = messages::summarise_receipt(&xml);
        ReceiptView {
            house_no: record.first_no + ordinal,
            recipient: record.block.recipient.clone(),
            recipient_no: record.first_recipient_no + ordinal,
            kind: receipt.kind,
            status: Some(receipt.status),
            info: summary.info,
            at: summary.at.to_string(),
            findings: explained(&receipt.findings),
            xml,
        }
    })
}

/// The receipts that an input was answered with, when it was decided.
///
/// # Errors
/// When the records cannot be read.
pub(crate) fn receipts_of_input(
    records: &HouseRecords,
    input: InputId,
) -> Result<Vec<ReceiptView>> {
    let mut answers: BTreeMap<(CommitNo, u64), BTreeSet<u32>> = BTreeMap::new();
    for row in records.history_with(input)? {
        for happening in history::decode(&row.body)?.into_iter().filter(|it| it.input == input) {
            if let Event::Answered { recipient, ordinal, .. } = happening.what {
                answers.entry((row.commit, recipient)).or_default().insert(ordinal);
            }
        }
    }
    let mut receipts = Vec::new();
    for ((commit, recipient), ordinals) in answers {
        let Some(record) = records.block(commit, recipient)? else { continue };
        let all = receipt_views(&record).zip(0u32..);
        receipts.extend(all.filter(|(_, it)| ordinals.contains(it)).map(|(view, _)| view));
    }
    receipts.sort_by_key(|it| it.house_no);
    Ok(receipts)
}

/// Some receipts in the order of their numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptPage {
    pub(crate) items: Vec<ReceiptView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<u64>,
}

/// One recipient's receipts in the order of his numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientReceipts {
    pub(crate) items: Vec<ReceiptView>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<u64>,
    /// His newest number; 0 when he never got a receipt.
    pub(crate) newest: u64,
}
