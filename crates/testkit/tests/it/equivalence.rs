//! However inputs are batched, and however keys collide, the house comes to the same.

use std::collections::BTreeMap;

use clearance::{
    House,
    entry::{Entry, state_of},
    ports::{AccountRow, ClaimRow, EntryRow, RawInput},
};
use matching::Keyring;
use model::{Account, AccountKind, Date, EntryId, EntryState, KeyPair};
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
#[derive(PartialEq)]
struct Outcome {
    entries: BTreeMap<EntryId, EntryRow>,
    accounts: BTreeMap<KeyPair, AccountRow>,
    claims: BTreeMap<KeyPair, ClaimRow>,
    receipts: BTreeMap<String, Vec<Issued>>,
}

fn run(inputs: &[RawInput], batch: usize, keyring: Keyring) -> Outcome {
    let store = Recording::new(SqliteStore::in_memory(SECRETS).unwrap());
    let mut house = House::open(store, Law::shipped().unwrap(), keyring).unwrap();
    for batch in inputs.chunks(batch) {
        house.take(batch).unwrap();
    }
    let Recording { entries, accounts, claims, receipts, .. } = house.into_store();
    Outcome { entries, accounts, claims, receipts }
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
        let other = run(size);
        assert_same(&one.entries, &other.entries, size);
        assert_same(&one.accounts, &other.accounts, size);
        assert_same(&one.claims, &other.claims, size);
        assert_same(&one.receipts, &other.receipts, size);
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
    assert_same(&states(&plain), &states(&colliding), 0xf);
    assert_same(&balances(&plain), &balances(&colliding), 0xf);
    assert_same(&plain.receipts, &colliding.receipts, 0xf);
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

fn assert_same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
    what: usize,
) {
    for (key, value) in one {
        assert_eq!(Some(value), other.get(key), "{what}: {key:?}");
    }
    assert_eq!(one.len(), other.len(), "{what}: something is there that was not");
}
