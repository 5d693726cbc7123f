//! Entries and their history.

use clearance::ports::{Counts, Keys, Records, Store};
use model::{CommitNo, EntryId};

use super::{Batch, Factory, at};

pub(crate) fn an_entry_stands_as_last_committed(factory: &impl Factory) {
    let mut store = factory.open();
    Batch::default().entry(1, 0, "first").entry(2, 1, "other").due(30).commit(&mut store);
    let mut batch = Batch::default().entry(1, 12, "second");
    batch.changed.entries[0].n_findings = 3;
    batch.changed.entries[0].updated_at = at(77);
    batch.commit(&mut store);
    let records = factory.records();
    let first = records.entry(EntryId(1)).unwrap().unwrap();
    assert_eq!((first.state, first.n_findings, first.updated_at), (12, 3, at(77)));
    assert_eq!((first.body.as_slice(), first.due_at), (&b"second"[..], None));
    let other = records.entry(EntryId(2)).unwrap().unwrap();
    assert_eq!((other.state, other.due_at), (1, Some(at(30))));
    assert_eq!(records.entry(EntryId(3)).unwrap(), None);
    let wanted = Keys { entries: vec![EntryId(2), EntryId(1)], ..Keys::default() };
    assert_eq!(store.load(&wanted).unwrap().entries, [other, first]);
}

pub(crate) fn history_is_of_its_entry_and_in_order(factory: &impl Factory) {
    let mut store = factory.open();
    for commit in 0..5 {
        let mut batch = Batch::default();
        // The house's own record is nobody's entry.
        batch.decisions.history.push(clearance::ports::HistoryRow {
            entry: EntryId(0),
            body: format!("house {commit}").into(),
        });
        for id in (1..=4).filter(|id| (commit + id) % 2 == 0) {
            batch = batch.entry(id, 1, &format!("{id} in {commit}"));
        }
        batch.commit(&mut store);
    }
    let records = factory.records();
    for id in 1..=4 {
        let history = records.history(EntryId(id)).unwrap();
        let read: Vec<(u64, String)> = history
            .iter()
            .map(|it| (it.commit.0, String::from_utf8(it.body.clone()).unwrap()))
            .collect();
        let written: Vec<(u64, String)> = (0..5)
            .filter(|commit| (commit + id) % 2 == 0)
            .map(|commit| (commit + 1, format!("of {id} in {commit}")))
            .collect();
        assert_eq!(read, written);
        assert!(history.iter().all(|it| it.entry == EntryId(id)));
        assert!(history.is_sorted_by_key(|it| it.row));
        let entry = records.entry(EntryId(id)).unwrap().unwrap();
        assert_eq!(entry.last_history, history.last().unwrap().row);
        assert_eq!(history.last().unwrap().commit, CommitNo(if id % 2 == 0 { 5 } else { 4 }));
    }
    assert_eq!(records.history(EntryId(5)).unwrap(), []);
}

pub(crate) fn entries_are_listed_newest_first(factory: &impl Factory) {
    let mut store = factory.open();
    let batch = Batch::default().entry(1, 1, "a").entry(2, 12, "b").entry(3, 1, "c");
    let batch = batch.entry(4, 12, "d").entry(5, 1, "e").entry(6, 34, "an exit list");
    batch.commit(&mut store);
    let records = factory.records();
    let list = |state, before, limit| -> Vec<u64> {
        let rows = records.entries(state, EntryId(before), limit).unwrap();
        rows.iter().map(|it| it.id.0).collect()
    };
    assert_eq!(list(None, 0, 9), [5, 4, 3, 2, 1]);
    assert_eq!(list(None, 0, 2), [5, 4]);
    assert_eq!(list(None, 4, 2), [3, 2]);
    assert_eq!(list(None, 1, 2), [] as [u64; 0]);
    assert_eq!(list(Some(12), 0, 9), [4, 2]);
    assert_eq!(list(Some(1), 5, 1), [3]);
    assert_eq!(list(Some(7), 0, 9), [] as [u64; 0]);
    assert_eq!(list(Some(34), 0, 9), [6]);
}

pub(crate) fn counts_follow_the_states(factory: &impl Factory) {
    let mut store = factory.open();
    let batch = Batch::default().entry(1, 0, "a").entry(2, 0, "b").entry(3, 1, "c");
    batch.block("甲", 3).commit(&mut store);
    Batch::default().entry(1, 12, "a").entry(4, 1, "d").block("乙", 2).commit(&mut store);
    let records = factory.records();
    let counts = Counts { states: vec![(0, 1), (1, 2), (12, 1)], receipts: 5, inputs: 2 };
    assert_eq!(records.counts().unwrap(), counts);
    Batch::default().entry(2, 12, "b").entry(1, 12, "a again").commit(&mut store);
    assert_eq!(records.counts().unwrap().states, [(1, 2), (12, 2)]);
}

/// Slips are kept among the entries; who lists parcels does not meet them.
pub(crate) fn slips_are_listed_with_their_own_state_alone(factory: &impl Factory) {
    let mut store = factory.open();
    let slip = clearance::slip::FIRST_STATE;
    Batch::default().entry(1, 12, "parcel").entry(2, slip, "slip").commit(&mut store);
    let records = factory.records();
    let ids = |state| -> Vec<u64> {
        records.entries(state, EntryId(0), 9).unwrap().iter().map(|it| it.id.0).collect()
    };
    assert_eq!(ids(None), [1]);
    assert_eq!(ids(Some(12)), [1]);
    assert_eq!(ids(Some(slip)), [2]);
    assert_eq!(records.entry(EntryId(2)).unwrap().unwrap().body, b"slip");
}
