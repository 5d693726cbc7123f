//! The house over time: its head, its openings, its readers.

use std::thread;

use clearance::{
    chain::{self, Linked},
    ports::{Counts, Decisions, Head, Records, Store},
};
use model::{CommitNo, EntryId, InputId};

use super::{Batch, Factory, accept, at, key};

pub(crate) fn an_empty_house_has_nothing(factory: &impl Factory) {
    let mut store = factory.open();
    let empty = Head {
        commit: CommitNo(0),
        link: chain::GENESIS,
        decided_input: InputId(0),
        next_entry: 1,
        next_input: 1,
    };
    assert_eq!(store.head().unwrap(), empty);
    assert!(store.inputs_after(InputId(0), 1_000).unwrap().is_empty());
    let records = factory.records();
    assert_eq!(records.head().unwrap(), empty);
    assert_eq!(records.counts().unwrap(), Counts::default());
    assert_eq!(records.blocks(None, 0, 9).unwrap(), []);
    assert_eq!(records.entries(None, EntryId(0), 9).unwrap(), []);
    assert_eq!(records.claim(key("a")).unwrap(), None);
}

pub(crate) fn a_commit_moves_the_head(factory: &impl Factory) {
    let mut store = factory.open();
    let inputs = accept(&mut store, &["<a/>", "<b/>", "<c/>"]);
    let before = store.head().unwrap();
    assert_eq!((before.commit, before.decided_input), (CommitNo(0), InputId(0)));
    let mut decisions = Batch::default().entry(1, 1, "a").block("甲", 2).decisions;
    decisions.first_input = inputs[0];
    decisions.last_input = inputs[1];
    decisions.inputs_digest = [5; 32];
    decisions.at = at(3);
    decisions.next_entry = 2;
    let head = store.commit(&decisions).unwrap();
    let link = chain::link(
        &before.link,
        &Linked {
            commit: CommitNo(1),
            at: at(3),
            first_input: 1,
            last_input: 2,
            inputs_digest: &[5; 32],
            n_history: 1,
            leaves: &chain::leaves(&decisions),
        },
    );
    let after =
        Head { commit: CommitNo(1), link, decided_input: InputId(2), next_entry: 2, next_input: 4 };
    assert_eq!(head, after);
    assert_eq!(store.head().unwrap(), after);
    assert_eq!(factory.records().head().unwrap(), after);
    let undecided = store.inputs_after(after.decided_input, 1_000).unwrap();
    assert_eq!(undecided.iter().map(|it| it.input).collect::<Vec<_>>(), [InputId(3)]);
}

/// An input of which nothing comes is decided all the same.
pub(crate) fn a_commit_may_hold_nothing(factory: &impl Factory) {
    let mut store = factory.open();
    let input = accept(&mut store, &["<a/>"])[0];
    let nothing = Decisions {
        first_input: input,
        last_input: input,
        at: at(1),
        next_entry: 1,
        ..Decisions::default()
    };
    let head = store.commit(&nothing).unwrap();
    assert_eq!((head.commit, head.decided_input), (CommitNo(1), input));
    assert_ne!(head.link, chain::GENESIS);
    let next = Batch::default().entry(1, 0, "a").commit(&mut store);
    assert_eq!((next.commit, next.next_entry), (CommitNo(2), 2));
    let history = factory.records().history(EntryId(1)).unwrap();
    assert_eq!(history.iter().map(|it| it.commit).collect::<Vec<_>>(), [CommitNo(2)]);
}

/// Its history would not prove its state.
pub(crate) fn a_case_that_changed_untold_is_refused(factory: &impl Factory) {
    let mut store = factory.open();
    Batch::default().entry(1, 1, "a").entry(2, 1, "b").commit(&mut store);
    let input = accept(&mut store, &["<a/>"])[0];
    let before = store.head().unwrap();
    let mut batch = Batch::default().entry(1, 12, "c").entry(2, 12, "d");
    batch.decisions.history.remove(0);
    let decisions = Decisions {
        first_input: input,
        last_input: input,
        at: at(2),
        next_entry: 3,
        changed: batch.changed.into(),
        ..batch.decisions
    };
    assert_eq!(decisions.untold(), Some(EntryId(1)));
    assert!(store.commit(&decisions).is_err());
    assert_eq!(store.head().unwrap(), before);
    assert_eq!(factory.records().entry(EntryId(2)).unwrap().unwrap().body, b"b");
}

pub(crate) fn a_house_opens_as_it_was_left(factory: &impl Factory) {
    let mut once = factory.open();
    Batch::default().entry(1, 1, "a").due(9).block("甲", 2).commit(&mut once);
    let left = once.head().unwrap();
    drop(once);

    let mut again = factory.open();
    assert_eq!(again.head().unwrap(), left);
    // Numbers go on where they stopped, and history hangs on to what was there.
    Batch::default().entry(1, 12, "b").block("甲", 1).commit(&mut again);
    drop(again);
    let (mut third, records) = (factory.open(), factory.records());
    assert_eq!(third.head().unwrap().commit, CommitNo(2));
    assert_eq!(records.head().unwrap(), third.head().unwrap());
    assert_eq!(records.history(EntryId(1)).unwrap().len(), 2);
    let blocks = records.blocks(Some("甲"), 0, 9).unwrap();
    let numbers: Vec<_> = blocks.iter().map(|it| (it.first_no, it.first_recipient_no)).collect();
    assert_eq!(numbers, [(1, 1), (3, 3)]);
    assert_eq!(accept(&mut third, &["<new/>"]), [InputId(3)]);
}

pub(crate) fn what_is_remembered_is_read_in_order_and_bounded(factory: &impl Factory) {
    let mut store = factory.open();
    for body in ["one", "", "three", "four"] {
        let mut batch = Batch::default();
        batch.decisions.remembered = body.into();
        batch.commit(&mut store);
    }
    drop(store);
    let mut store = factory.open();
    let mut read = |after: u64, max_bytes| {
        let kept = store.remembered_after(CommitNo(after), max_bytes).unwrap();
        kept.into_iter()
            .map(|(commit, body)| (commit.0, String::from_utf8(body).unwrap()))
            .collect::<Vec<_>>()
    };
    let [one, three, four] =
        [(1, "one"), (3, "three"), (4, "four")].map(|it| (it.0, it.1.to_owned()));
    assert_eq!(read(0, 100), [one.clone(), three.clone(), four.clone()]);
    assert_eq!(read(1, 100), [three.clone(), four]);
    assert_eq!(read(0, 8), [one.clone(), three]);
    assert_eq!(read(0, 1), [one]);
    assert_eq!(read(4, 100), []);
}

pub(crate) fn the_latest_checkpoint_is_read(factory: &impl Factory) {
    let mut store = factory.open();
    assert_eq!(store.checkpoint().unwrap(), None);
    for body in ["one", "", "three", "four", ""] {
        let mut batch = Batch::default();
        batch.decisions.checkpoint = body.into();
        batch.commit(&mut store);
    }
    drop(store);
    let latest = factory.open().checkpoint().unwrap();
    assert_eq!(latest, Some((CommitNo(4), b"four".to_vec())));
}

pub(crate) fn what_was_accepted_waits_for_the_next_opening(factory: &impl Factory) {
    let mut once = factory.open();
    Batch::default().commit(&mut once);
    accept(&mut once, &["<a/>", "<b/>"]);
    drop(once);
    let mut again = factory.open();
    let head = again.head().unwrap();
    assert_eq!(head.decided_input, InputId(1));
    let waiting = again.inputs_after(head.decided_input, 1_000).unwrap();
    let texts: Vec<&[u8]> = waiting.iter().map(|it| it.bytes.as_slice()).collect();
    assert_eq!(texts, [b"<a/>", b"<b/>"]);
}

/// Whatever a reader sees of a commit, it sees all of it, and never goes back.
pub(crate) fn readers_see_whole_commits_while_the_writer_writes(factory: &impl Factory) {
    const COMMITS: u64 = 60;
    let mut store = factory.open();
    let reader = factory.records();
    let seen = thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for id in 1..=COMMITS {
                let batch = Batch::default().entry(id, 1, "a").entry(id + COMMITS, 1, "b");
                batch.block("甲", 1).block("乙", 1).commit(&mut store);
            }
        });
        let (mut last, mut seen) = (CommitNo(0), 0);
        while last.0 < COMMITS {
            let head = reader.head().unwrap();
            assert!(head.commit >= last, "the head went back");
            if head.commit > last {
                last = head.commit;
                seen += 1;
                assert!(reader.entry(EntryId(last.0)).unwrap().is_some());
                assert!(reader.entry(EntryId(last.0 + COMMITS)).unwrap().is_some());
                assert!(reader.block(last, key("甲").hi).unwrap().is_some());
                assert!(reader.block(last, key("乙").hi).unwrap().is_some());
            } else if writer.is_finished() {
                assert_eq!(reader.head().unwrap().commit.0, COMMITS, "the writer stopped");
            }
        }
        seen
    });
    assert!(seen > 0);
}
