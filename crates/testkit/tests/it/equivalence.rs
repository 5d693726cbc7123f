//! However inputs are batched, and however keys collide, the house comes to the same.

use std::collections::{BTreeMap, VecDeque};

use clearance::{
    Decided, Foreseen, House, Pending, Rooms,
    entry::{Entry, state_of},
    keys_ahead, pack,
    ports::{AccountRow, ClaimRow, EntryRow, Keys, RawInput, Store},
    prepare,
};
use matching::Keyring;
use model::{Account, AccountKind, Date, EntryId, EntryState, InputId, KeyPair};
use params::Law;
use store::SqliteStore;

use crate::{
    recording::{Issued, Recording},
    traffic::{SECRETS, disordered, inputs},
};

const DAY: Date = Date::constant(2026, 11, 21);
const NO_CHANCE: &str = r#"{"tongguan":"settings","examination_share":"0"}"#;
const SOME_CHANCE: &str = r#"{"tongguan":"settings","examination_share":"0.1"}"#;

/// What a house came to.
struct Outcome {
    entries: BTreeMap<EntryId, EntryRow>,
    accounts: BTreeMap<KeyPair, AccountRow>,
    claims: BTreeMap<KeyPair, ClaimRow>,
    receipts: BTreeMap<String, Vec<Issued>>,
}

impl Outcome {
    fn of(kept: Recording<SqliteStore>) -> Outcome {
        let Recording { entries, accounts, claims, receipts, .. } = kept;
        Outcome { entries, accounts, claims, receipts }
    }
}

fn run(inputs: &[RawInput], batch: usize, keyring: Keyring) -> Outcome {
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let mut house = House::open(store, Law::shipped().unwrap(), keyring).unwrap();
    for batch in inputs.chunks(batch) {
        house.take(batch).unwrap();
    }
    Outcome::of(house.into_store())
}

/// The office decides while the last batches are not committed yet, by facts that were loaded before
/// others of them were.
fn run_ahead(inputs: &[RawInput], batch: usize, lag: usize) -> Outcome {
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let keyring = Keyring::new(SECRETS.0);
    let mut house = House::open(store, Law::shipped().unwrap(), keyring.clone()).unwrap();
    let (limits, signatories) = (house.limits().clone(), house.signatories().clone());
    let mut waiting: VecDeque<Decided> = VecDeque::new();
    let mut committed = InputId(0);
    for batch in inputs.chunks(batch) {
        let packer = house.store().pack();
        let packed: Vec<_> = batch.iter().map(|it| pack(it, packer)).collect();
        let accepted = house.accept(&packed).unwrap();
        let fresh = batch.iter().zip(&packed).zip(accepted).filter(|(_, it)| !it.is_repeat);
        let prepared = fresh.map(|((raw, packed), it)| {
            prepare(it.input, packed.digest, raw, &limits, &keyring, &signatories)
        });
        let prepared: Vec<_> = prepared.collect();
        let (office, store) = house.parts();
        let needed_from = committed;
        let keys = keys_ahead(&prepared, &keyring);
        let foreseen = Foreseen::load(keys, &mut |keys| store.load(keys)).unwrap();
        while waiting.len() > lag {
            let Some(decided) = waiting.pop_front() else { break };
            store.commit(&decided.decisions).unwrap();
            committed = decided.decisions.last_input;
        }
        office.committed(needed_from);
        let rooms = Rooms::of(&prepared);
        let mut load = |keys: &Keys| foreseen.load_rest(keys, &mut |rest| store.load(rest));
        let pending = office.decide(&mut load, prepared, &rooms).unwrap();
        waiting.extend(pending.into_iter().map(Pending::write));
    }
    let (_, store) = house.parts();
    for decided in waiting {
        store.commit(&decided.decisions).unwrap();
    }
    Outcome::of(house.into_store())
}

/// A row's moment is its commit's, which the batches decide.
fn timeless(outcome: &mut Outcome) {
    for row in outcome.entries.values_mut() {
        row.updated_at = model::Moment::default();
    }
}

#[test]
fn batches_of_any_size_come_to_the_same() {
    let law = Law::shipped().unwrap();
    let plan = disordered(1_500, 23, DAY);
    let inputs = inputs(&plan, &law, SOME_CHANCE);
    let run = |size: usize| {
        let mut outcome = run(&inputs, size, Keyring::new(SECRETS.0));
        timeless(&mut outcome);
        outcome
    };
    let one = run(1);
    let states = states(&one);
    for state in [EntryState::Released, EntryState::UnderExamination, EntryState::Rejected] {
        assert!(states.values().filter(|it| **it == state).count() > 50, "{state:?}");
    }
    for size in [7, inputs.len()] {
        assert_same_outcome(&one, &run(size), &format!("batches of {size}"));
    }
}

#[test]
fn deciding_ahead_of_the_disk_comes_to_the_same() {
    let law = Law::shipped().unwrap();
    let inputs = inputs(&disordered(600, 31, DAY), &law, SOME_CHANCE);
    let mut one = run(&inputs, 1, Keyring::new(SECRETS.0));
    timeless(&mut one);
    for (size, lag) in [(1, 0), (1, 5), (7, 1), (7, 40)] {
        let mut ahead = run_ahead(&inputs, size, lag);
        timeless(&mut ahead);
        assert_same_outcome(&one, &ahead, &format!("batches of {size}, {lag} behind"));
    }
}

/// A message prepared before the certificate it is signed with was decided upon is examined in its
/// turn; the outcome is that of a message prepared after it.
#[test]
fn whoever_examines_a_signature_comes_to_the_same() {
    for (story, inputs) in crate::signed::raws() {
        let outcome = |size: usize| {
            let mut outcome = run(&inputs, size, Keyring::new(SECRETS.0));
            timeless(&mut outcome);
            outcome
        };
        let one = outcome(1);
        for size in [2, inputs.len()] {
            assert_same_outcome(&one, &outcome(size), &format!("{story}, batches of {size}"));
        }
    }
}

#[test]
fn colliding_keys_come_to_the_same() {
    let law = Law::shipped().unwrap();
    let plan = disordered(1_000, 29, DAY);
    let inputs = inputs(&plan, &law, NO_CHANCE);
    let plain = run(&inputs, 7, Keyring::new(SECRETS.0));
    // Sixteen digests for thousands of keys.
    let colliding = run(&inputs, 7, Keyring::colliding(SECRETS.0, 0xf));
    assert!(colliding.claims.keys().all(|it| it.hi < 16));
    assert_same(&states(&plain), &states(&colliding), "states");
    assert_same(&balances(&plain), &balances(&colliding), "balances");
    assert_same(&plain.receipts, &colliding.receipts, "receipts");
}

/// By platform and order number.
fn states(outcome: &Outcome) -> BTreeMap<(String, String), EntryState> {
    let state = |row: &EntryRow| {
        let entry = Entry::from_row(row).unwrap();
        assert_eq!(state_of(row.state), Some(entry.state));
        ((entry.platform_code.to_string(), entry.order_no.to_string()), entry.state)
    };
    outcome.entries.values().map(state).collect()
}

/// People may share a label, so a label has accounts.
fn balances(outcome: &Outcome) -> BTreeMap<(AccountKind, String), Vec<Account>> {
    let mut balances: BTreeMap<_, Vec<Account>> = BTreeMap::new();
    for row in outcome.accounts.values() {
        balances.entry((row.kind, row.label.clone())).or_default().push(row.account);
    }
    for accounts in balances.values_mut() {
        accounts.sort_by_key(|it| (it.limit, it.pending, it.posted));
    }
    balances
}

fn assert_same_outcome(one: &Outcome, other: &Outcome, what: &str) {
    assert_same(&one.entries, &other.entries, what);
    assert_same(&one.accounts, &other.accounts, what);
    assert_same(&one.claims, &other.claims, what);
    assert_same(&one.receipts, &other.receipts, what);
}

fn assert_same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
    what: &str,
) {
    for (key, value) in one {
        assert_eq!(Some(value), other.get(key), "{what}: {key:?}");
    }
    assert_eq!(one.len(), other.len(), "{what}: something is there that was not");
}
