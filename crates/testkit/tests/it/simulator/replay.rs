//! The same inputs, committed in the same batches, make the same chain.

use clearance::{
    House,
    ports::{RawInput, Records},
};
use matching::Keyring;
use model::CommitNo;
use params::Law;
use store::{HouseRecords, SqliteStore};

use crate::traffic::SECRETS;

/// Replays everything that was committed into a fresh house and compares every head.
pub(super) fn replay(records: &HouseRecords) {
    let store = SqliteStore::in_memory(SECRETS).unwrap();
    let mut house = House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap();
    let mut commit = CommitNo(0);
    loop {
        let commits = records.commits(commit, 100).unwrap();
        let Some(last) = commits.last() else { return };
        commit = last.commit;
        for record in commits {
            let ids = record.first_input.0..=record.last_input.0;
            let batch: Vec<RawInput> = ids
                .map(|id| {
                    let kept = records.input(model::InputId(id)).unwrap().unwrap();
                    RawInput {
                        received_at: kept.received_at,
                        sender: kept.sender,
                        bytes: kept.bytes,
                    }
                })
                .collect();
            house.take(&batch).unwrap();
            let head = house.head().unwrap();
            assert_eq!(
                (head.commit, head.link),
                (record.commit, record.link),
                "the replay leaves the chain at input {}",
                record.first_input
            );
        }
    }
}
