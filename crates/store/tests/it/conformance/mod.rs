//! What every store owes the house, whichever database it stands on.
//!
//! A case is a function of a [`Factory`]; `conformance!(factory)` makes them tests. The cases know
//! the ports and nothing of a database.

mod blocks;
mod entries;
mod inputs;
mod keys;
mod life;

pub(crate) use {blocks::*, entries::*, inputs::*, keys::*, life::*};

use clearance::{
    chain,
    ports::{
        BlockRow, Changed, Decisions, EntryRow, Head, HistoryRow, PackedInput, RawInput, Records,
        Store,
    },
};
use model::{EntryId, InputId, KeyPair, Moment};

/// Where stores of one house come from.
pub(crate) trait Factory {
    type Store: Store;
    type Records: Records;

    /// Opens the house for deciding; the same house each time.
    fn open(&self) -> Self::Store;

    /// Another reader of it.
    fn records(&self) -> Self::Records;
}

/// Makes every case a test of one kind of store.
macro_rules! conformance {
    ($factory:expr) => {
        conformance! { $factory =>
            an_empty_house_has_nothing,
            inputs_are_numbered_in_order,
            the_same_bytes_keep_their_first_number,
            an_input_reads_as_it_came,
            undecided_inputs_come_in_order_and_bounded,
            many_undecided_inputs_come_whole,
            the_houses_own_inputs_are_told_apart,
            a_claim_is_held_by_the_last_who_took_it,
            every_bit_of_a_key_counts,
            an_account_stands_as_last_committed,
            what_was_never_committed_is_not_loaded,
            what_is_due_by_then_is_loaded,
            of_what_is_due_the_earliest_are_loaded,
            slips_are_listed_with_their_own_state_alone,
            an_entry_stands_as_last_committed,
            history_is_of_its_entry_and_in_order,
            entries_are_listed_newest_first,
            counts_follow_the_states,
            receipts_are_numbered_without_a_gap,
            receipts_are_replayed_from_any_number,
            a_recipients_receipts_are_replayed_from_any_number,
            who_got_receipts_after_a_number_is_told,
            a_block_is_found_by_its_commit,
            a_commit_moves_the_head,
            a_commit_may_hold_nothing,
            a_case_that_changed_untold_is_refused,
            a_house_opens_as_it_was_left,
            what_is_remembered_is_read_in_order_and_bounded,
            the_latest_checkpoint_is_read,
            what_was_accepted_waits_for_the_next_opening,
            readers_see_whole_commits_while_the_writer_writes,
        }
    };
    ($factory:expr => $($case:ident),+ $(,)?) => {$(
        #[test]
        fn $case() {
            // Nothing where its database is not installed.
            if let Some(factory) = $factory {
                crate::conformance::$case(&factory);
            }
        }
    )+};
}

/// A moment in the tests' year.
pub(crate) fn at(minute: i64) -> Moment {
    Moment::from_millis(1_767_600_000_000 + minute * 60_000)
}

pub(crate) fn raw(text: &str) -> RawInput {
    RawInput { received_at: at(0), sender: "4403960A01".to_owned(), bytes: text.into() }
}

pub(crate) fn packed(store: &impl Store, text: &str) -> PackedInput {
    clearance::pack(&raw(text), store.pack())
}

/// Accepts one input a text.
pub(crate) fn accept(store: &mut impl Store, texts: &[&str]) -> Vec<InputId> {
    let inputs: Vec<_> = texts.iter().map(|it| packed(store, it)).collect();
    store.accept(&inputs).unwrap().into_iter().map(|it| it.input).collect()
}

/// The results of a batch, as a case fills them in.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) decisions: Decisions,
    pub(crate) changed: Changed,
}

impl Batch {
    /// An entry in a state, with its history record of this commit.
    pub(crate) fn entry(mut self, id: u64, state: u8, body: &str) -> Batch {
        let id = EntryId(id);
        self.changed.entries.push(EntryRow {
            id,
            state,
            due_at: None,
            updated_at: at(1),
            n_findings: 0,
            last_history: 0,
            body: body.into(),
        });
        self.decisions.history.push(HistoryRow { entry: id, body: format!("of {body}").into() });
        self
    }

    /// The last entry waits until then.
    pub(crate) fn due(mut self, minute: i64) -> Batch {
        self.changed.entries.last_mut().unwrap().due_at = Some(at(minute));
        self
    }

    pub(crate) fn block(mut self, recipient: &str, count: u32) -> Batch {
        self.decisions.blocks.push(block(recipient, count));
        self
    }

    /// Commits it as the decision of one new input.
    pub(crate) fn commit(self, store: &mut impl Store) -> Head {
        let head = store.head().unwrap();
        let text = format!("<input after=\"{}\"/>", head.decided_input);
        let input = accept(store, &[&text])[0];
        let new = self.changed.entries.iter().map(|it| it.id.0 + 1).max().unwrap_or(0);
        let digest = *blake3::hash(text.as_bytes()).as_bytes();
        let decisions = Decisions {
            first_input: input,
            last_input: input,
            inputs_digest: chain::inputs_digest([digest].iter()),
            at: at(i64::try_from(input.0).unwrap()),
            next_entry: head.next_entry.max(new),
            changed: self.changed.into(),
            ..self.decisions
        };
        store.commit(&decisions).unwrap()
    }
}

/// A block whose body says whose it is; its length differs from that of others.
pub(crate) fn block(recipient: &str, count: u32) -> BlockRow {
    BlockRow {
        recipient: recipient.to_owned(),
        recipient_key: key(recipient).hi,
        count,
        body: format!("{recipient} ").repeat(count as usize).into(),
    }
}

/// A key as a house would derive it: all bits in use.
pub(crate) fn key(name: &str) -> KeyPair {
    let digest = blake3::hash(name.as_bytes());
    let (hi, rest) = digest.as_bytes().split_first_chunk().unwrap();
    KeyPair { hi: u64::from_le_bytes(*hi), lo: u64::from_le_bytes(*rest.first_chunk().unwrap()) }
}
