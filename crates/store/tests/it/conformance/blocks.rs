//! Receipts: a house number for operators, a gap-free one per recipient, replayable from any.

use clearance::ports::{BlockRecord, Records, Store};
use model::CommitNo;

use super::{Batch, Factory, block, key};

/// Commits with blocks of several sizes for three recipients, and one without any.
fn issue(factory: &impl Factory) -> Vec<BlockRecord> {
    let commits: &[&[(&str, u32)]] = &[
        &[("4403960A01", 3), ("4403960B02", 1)],
        &[],
        &[("4403960B02", 4)],
        &[("DXPENT 通关", 2), ("4403960A01", 1), ("4403960B02", 2)],
        &[("4403960A01", 5)],
    ];
    let mut store = factory.open();
    let (mut written, mut next) = (Vec::<BlockRecord>::new(), 1);
    for (blocks, commit) in commits.iter().zip(1..) {
        let mut batch = Batch::default();
        for (recipient, count) in *blocks {
            let earlier = written.iter().filter(|it| it.block.recipient == *recipient);
            let first_recipient_no = 1 + earlier.map(|it| u64::from(it.block.count)).sum::<u64>();
            written.push(BlockRecord {
                commit: CommitNo(commit),
                first_no: next,
                first_recipient_no,
                block: block(recipient, *count),
            });
            next += u64::from(*count);
            batch = batch.block(recipient, *count);
        }
        batch.commit(&mut store);
    }
    written
}

pub(crate) fn receipts_are_numbered_without_a_gap(factory: &impl Factory) {
    let written = issue(factory);
    let records = factory.records();
    assert_eq!(records.blocks(None, 0, 99).unwrap(), written);
    assert_eq!(records.counts().unwrap().receipts, 18);
}

/// From every number, and in pages of every size: what holds a later receipt, in order, no more.
pub(crate) fn receipts_are_replayed_from_any_number(factory: &impl Factory) {
    let written = issue(factory);
    let records = factory.records();
    for after in 0..=25 {
        let wanted: Vec<&BlockRecord> = written
            .iter()
            .filter(|it| it.first_no + u64::from(it.block.count) > after + 1)
            .collect();
        for limit in [1, 2, 3, 99] {
            let read = records.blocks(None, after, limit).unwrap();
            let wanted = &wanted[..limit.min(wanted.len())];
            assert_eq!(read.iter().collect::<Vec<_>>(), wanted, "after {after}, {limit} at most");
        }
    }
    assert_eq!(records.blocks(None, u64::MAX >> 1, 9).unwrap(), []);
}

pub(crate) fn a_recipients_receipts_are_replayed_from_any_number(factory: &impl Factory) {
    let written = issue(factory);
    let records = factory.records();
    for recipient in ["4403960A01", "4403960B02", "DXPENT 通关"] {
        for after in 0..=12 {
            let wanted: Vec<&BlockRecord> = written
                .iter()
                .filter(|it| it.block.recipient == recipient)
                .filter(|it| it.first_recipient_no + u64::from(it.block.count) > after + 1)
                .collect();
            for limit in [1, 2, 99] {
                let read = records.blocks(Some(recipient), after, limit).unwrap();
                let wanted = &wanted[..limit.min(wanted.len())];
                assert_eq!(read.iter().collect::<Vec<_>>(), wanted, "{recipient} after {after}");
            }
        }
    }
    assert_eq!(records.blocks(Some("nobody"), 0, 9).unwrap(), []);
    assert_eq!(records.blocks(Some(""), 0, 9).unwrap(), []);
}

pub(crate) fn a_block_is_found_by_its_commit(factory: &impl Factory) {
    let written = issue(factory);
    let records = factory.records();
    for record in &written {
        let found = records.block(record.commit, record.block.recipient_key).unwrap();
        assert_eq!(found.as_ref(), Some(record));
    }
    assert_eq!(records.block(CommitNo(2), key("4403960A01").hi).unwrap(), None);
    assert_eq!(records.block(CommitNo(1), key("nobody").hi).unwrap(), None);
}

pub(crate) fn who_got_receipts_after_a_number_is_told(factory: &impl Factory) {
    assert_eq!(factory.open().head().unwrap().commit, CommitNo(0));
    assert_eq!(factory.records().newest_receipt(None).unwrap(), 0);
    let written = issue(factory);
    let records = factory.records();
    let newest = |it: &BlockRecord| it.first_recipient_no + u64::from(it.block.count) - 1;
    for after in 0..=20 {
        let mut wanted = std::collections::BTreeMap::new();
        for block in written.iter().filter(|it| it.first_no + u64::from(it.block.count) > after + 1)
        {
            wanted.insert(block.block.recipient.clone(), newest(block));
        }
        let told = records.recipients_after(after).unwrap();
        assert_eq!(told, wanted.into_iter().collect::<Vec<_>>(), "after {after}");
    }
    assert_eq!(records.newest_receipt(None).unwrap(), 18);
    assert_eq!(records.newest_receipt(Some("4403960A01")).unwrap(), 9);
    assert_eq!(records.newest_receipt(Some("nobody")).unwrap(), 0);
}
