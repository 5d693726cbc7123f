//! However inputs are batched, and however keys collide, the house comes to the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use clearance::{
    Decided, Foreseen, House, Pending, Rooms,
    entry::{Entry, state_of},
    keys_ahead, pack,
    ports::{AccountRow, ClaimRow, EntryRow, Keys, RawInput, Store},
    prepare,
    slip::slip_state_of,
};
use matching::Keyring;
use model::{
    Account, AccountKind, Date, DeclarationState, EntryId, EntryState, HouseMessage, InputId,
    KeyPair, Moment, Rate, ReturnState, SlipState,
};
use params::Law;
use store::SqliteStore;
use testkit::{
    Plan,
    declarations::{DeclarationPlan, Declarations, generate_declarations},
};

use crate::{
    recording::{Issued, Recording, declarations_of},
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
fn returns_and_slips_come_to_the_same_in_batches_of_any_size() {
    let law = Law::shipped().unwrap();
    let plan = Plan { returns: Rate::from_ppm(400_000), ..disordered(500, 37, DAY) };
    let inputs = inputs(&plan, &law, NO_CHANCE);
    let run = |size: usize| {
        let mut outcome = run(&inputs, size, Keyring::new(SECRETS.0));
        timeless(&mut outcome);
        outcome
    };
    let one = run(1);
    assert!(returns(&one).iter().filter(|it| **it == ReturnState::Arrived).count() > 30);
    assert!(slips(&one).len() > 5);
    for size in [7, inputs.len()] {
        assert_same_outcome(&one, &run(size), &format!("batches of {size}"));
    }
}

/// Every second declaration asks for release on a guarantee that does not suffice for all; what is
/// returned is filed anew, with payments, orders and exits between.
#[test]
fn declarations_come_to_the_same_in_batches_of_any_size_and_ahead_of_the_disk() {
    let inputs = declarations(240);
    let mut one = run(&inputs, 1, Keyring::new(SECRETS.0));
    timeless(&mut one);
    let states: Vec<DeclarationState> = declarations_of(&one.entries).map(|it| it.state).collect();
    for state in [
        DeclarationState::Returned,
        DeclarationState::AwaitingTax,
        DeclarationState::ReleasedOnGuarantee,
        DeclarationState::Released,
        DeclarationState::Cleared,
    ] {
        assert!(states.iter().filter(|it| **it == state).count() > 3, "{state:?}: {states:?}");
    }
    for size in [7, inputs.len()] {
        let mut outcome = run(&inputs, size, Keyring::new(SECRETS.0));
        timeless(&mut outcome);
        assert_same_outcome(&one, &outcome, &format!("batches of {size}"));
    }
    for (size, lag) in [(1, 5), (7, 2)] {
        let mut ahead = run_ahead(&inputs, size, lag);
        timeless(&mut ahead);
        assert_same_outcome(&one, &ahead, &format!("batches of {size}, {lag} behind"));
    }
}

fn declarations(count: u64) -> Vec<RawInput> {
    let law = Law::shipped().unwrap();
    let fault_rate = Rate::from_ppm(50_000);
    let plan = DeclarationPlan { declarations: count, fault_rate, seed: 9, on: DAY };
    let mut files: Vec<Vec<u8>> = vec![NO_CHANCE.into()];
    let mut keep = |file: testkit::GeneratedFile<'_>| {
        if file.name != testkit::TRUTH_FILE {
            files.push(file.bytes.to_vec());
        }
        Ok(())
    };
    generate_declarations(&plan, &law, &mut keep, &mut |_| {}).unwrap();
    // By its number a case is paid for; who has which follows from the order in which they came.
    let limit = "2000000";
    let world = Declarations::new(&plan, &law).unwrap();
    let traders: BTreeSet<String> =
        (0..count).map(|it| world.declaration(it).trader.code.to_string()).collect();
    let guarantees: Vec<_> =
        traders.iter().map(|code| serde_json::json!({"code": code, "limit": limit})).collect();
    let registry = serde_json::json!({"tongguan": "registry", "guarantees": guarantees});
    let mut inputs = vec![registry.to_string().into_bytes()];
    let mut later = Vec::new();
    for (nth, bytes) in files.into_iter().enumerate() {
        let text = String::from_utf8(bytes).unwrap();
        let text = if nth % 2 == 0 {
            text.replacen("</DecHead>", "<ChkSurety>1</ChkSurety></DecHead>", 1)
        } else {
            text
        };
        later.push(format!("{text}\n"));
        inputs.push(text.into_bytes());
    }
    inputs.extend(paid_and_taken(&inputs));
    // Sent again, byte for byte another message.
    inputs.extend(later.into_iter().filter(|it| it.contains("DecMessage")).map(String::into_bytes));
    let received_at = Moment::from_local(DAY.at(9, 0, 0, 0));
    let raw = |bytes| RawInput { received_at, sender: String::new(), bytes };
    inputs.into_iter().map(raw).collect()
}

/// Payments of two of three that wait for tax or stand under a guarantee, and exits of every third.
fn paid_and_taken(inputs: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let received_at = Moment::from_local(DAY.at(9, 0, 0, 0));
    let raw = |it: &Vec<u8>| RawInput { received_at, sender: String::new(), bytes: it.clone() };
    let raws: Vec<RawInput> = inputs.iter().map(raw).collect();
    let outcome = run(&raws, 50, Keyring::new(SECRETS.0));
    let files = declarations_of(&outcome.entries);
    let mut commands = Vec::new();
    for (nth, file) in files.filter(|it| !it.declaration_no.is_empty()).enumerate() {
        let number = file.declaration_no.as_str();
        if file.owed().is_positive() && nth % 3 != 0 {
            commands.push(serde_json::json!({
                "tongguan": "duty_paid", "declaration_no": number, "amount": file.owed(),
                "bank": "示例银行", "at": received_at,
            }));
        }
        if nth % 3 == 2 {
            commands.push(serde_json::json!({
                "tongguan": "exit", "list_no": number, "site": "示例场所", "at": received_at,
            }));
        }
    }
    commands.iter().map(|it| it.to_string().into_bytes()).collect()
}

/// Two months at once, or day by day.
#[test]
fn one_long_tick_comes_to_the_same_as_many_short_ones() {
    /// By then slips of what lapsed are due too.
    const LAST: i64 = 65;
    let law = Law::shipped().unwrap();
    let plan = Plan { returns: Rate::from_ppm(400_000), ..disordered(300, 41, DAY) };
    let corpus = inputs(&plan, &law, NO_CHANCE);
    let start = Moment::from_local(DAY.at(0, 0, 0, 0));
    let with_days = |are_ticks: bool| -> Vec<RawInput> {
        let mut inputs = Vec::new();
        let mut day = 0;
        for raw in &corpus {
            let at = tick_of(raw).unwrap_or(start);
            while start.plus_minutes(24 * 60 * day) < at {
                inputs.push(midnight(day, start, are_ticks));
                day += 1;
            }
            inputs.push(raw.clone());
        }
        inputs.extend((day..LAST).map(|it| midnight(it, start, are_ticks)));
        inputs.push(midnight(LAST, start, true));
        inputs
    };
    let run = |are_ticks: bool| {
        let mut outcome = run(&with_days(are_ticks), 9, Keyring::new(SECRETS.0));
        timeless(&mut outcome);
        outcome
    };
    let (long, short) = (run(false), run(true));
    assert!(returns(&long).contains(&ReturnState::Lapsed));
    assert!(slips(&long).iter().all(|it| *it == SlipState::Called));
    assert_same_outcome(&long, &short, "day by day");
}

/// A tick to the n-th midnight, or an input that changes nothing in its place: what is kept says by
/// which input it came.
fn midnight(day: i64, start: Moment, is_tick: bool) -> RawInput {
    let at = start.plus_minutes(24 * 60 * day);
    let text = if is_tick {
        format!(r#"{{"tongguan":"tick","at":"{at}"}}"#)
    } else {
        let blanks = " ".repeat(usize::try_from(day).unwrap());
        format!(r#"{{"tongguan":"settings"{blanks}}}"#)
    };
    RawInput { received_at: start, sender: String::new(), bytes: text.into_bytes() }
}

fn tick_of(raw: &RawInput) -> Option<Moment> {
    match messages::read(&raw.bytes, &messages::Limits::default()).ok()? {
        messages::Message::House(HouseMessage::Tick { at }) => Some(at),
        _ => None,
    }
}

fn returns(outcome: &Outcome) -> Vec<ReturnState> {
    let entries = outcome.entries.values().filter(|it| state_of(it.state).is_some());
    let of_entry = |row: &EntryRow| -> Vec<ReturnState> {
        let cleared = Entry::from_row(row).unwrap().cleared;
        cleared.iter().flat_map(|it| it.returns.iter().map(|it| it.state)).collect()
    };
    entries.flat_map(of_entry).collect()
}

fn slips(outcome: &Outcome) -> Vec<SlipState> {
    outcome.entries.values().filter_map(|it| slip_state_of(it.state)).collect()
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
