//! Claims and accounts: found under their whole key, standing as last committed.

use clearance::ports::{AccountRow, ClaimRow, Due, Keys, Records, Store};
use model::{Account, AccountKind, Amount, EntryId, KeyPair};

use super::{Batch, Factory, at, key};

fn claim(key: KeyPair, entry: u64, body: &str) -> ClaimRow {
    ClaimRow { key, entry: EntryId(entry), body: body.into(), expires_on: Some(20_600) }
}

fn commit_claims(store: &mut impl Store, claims: Vec<ClaimRow>) {
    let mut batch = Batch::default();
    batch.changed.claims = claims;
    batch.commit(store);
}

pub(crate) fn a_claim_is_held_by_the_last_who_took_it(factory: &impl Factory) {
    let mut store = factory.open();
    let (order, waybill) = (key("order"), key("waybill"));
    let waiting = claim(waybill, 0, "the waybill that waits");
    commit_claims(&mut store, vec![claim(order, 1, ""), waiting.clone()]);
    let wanted = Keys { claims: vec![order, key("other"), waybill], ..Keys::default() };
    let facts = store.load(&wanted).unwrap();
    assert_eq!(facts.claims, [claim(order, 1, ""), waiting]);

    let taken = ClaimRow { expires_on: None, ..claim(waybill, 2, "") };
    commit_claims(&mut store, vec![taken.clone()]);
    assert_eq!(store.load(&wanted).unwrap().claims, [claim(order, 1, ""), taken.clone()]);
    let records = factory.records();
    assert_eq!(records.claim(waybill).unwrap(), Some(taken));
    assert_eq!(records.claim(key("other")).unwrap(), None);
}

pub(crate) fn every_bit_of_a_key_counts(factory: &impl Factory) {
    let mut store = factory.open();
    let top = 1 << 63;
    let pairs = [(0, 0), (0, 1), (1, 0), (top, 0), (0, top), (top, top), (u64::MAX, u64::MAX)];
    let keys = pairs.map(|(hi, lo)| KeyPair { hi, lo });
    let claims: Vec<_> = keys.iter().zip(1..).map(|(key, entry)| claim(*key, entry, "")).collect();
    commit_claims(&mut store, claims.clone());
    for claim in &claims {
        assert_eq!(factory.records().claim(claim.key).unwrap().as_ref(), Some(claim));
    }
    let mut loaded = store.load(&Keys { claims: keys.to_vec(), ..Keys::default() }).unwrap().claims;
    loaded.sort_by_key(|it| it.entry);
    assert_eq!(loaded, claims);
}

pub(crate) fn an_account_stands_as_last_committed(factory: &impl Factory) {
    let mut store = factory.open();
    let yuan = Amount::from_fen;
    let account = |name: &str, kind, pending, posted| AccountRow {
        key: key(name),
        kind,
        label: format!("1101**********{name}"),
        account: Account { limit: yuan(2_600_000), pending: yuan(pending), posted: yuan(posted) },
    };
    let buyer = account("buyer", AccountKind::AnnualLimit, 100, 0);
    let payer = account("payer", AccountKind::Guarantee, 7, 9);
    let book = account("book", AccountKind::AccountBook, 0, 0);
    let mut batch = Batch::default();
    batch.changed.accounts = vec![buyer.clone(), payer.clone(), book.clone()];
    batch.commit(&mut store);
    let wanted =
        Keys { accounts: vec![key("buyer"), key("payer"), key("book")], ..Keys::default() };
    assert_eq!(store.load(&wanted).unwrap().accounts, [buyer, payer.clone(), book.clone()]);

    let buyer = account("buyer", AccountKind::AnnualLimit, 0, 100);
    let mut batch = Batch::default();
    batch.changed.accounts = vec![buyer.clone()];
    batch.commit(&mut store);
    assert_eq!(store.load(&wanted).unwrap().accounts, [buyer.clone(), payer, book]);
    let records = factory.records();
    assert_eq!(records.account(key("buyer")).unwrap(), Some(buyer));
    assert_eq!(records.account(key("nobody")).unwrap(), None);
}

pub(crate) fn what_was_never_committed_is_not_loaded(factory: &impl Factory) {
    let mut store = factory.open();
    Batch::default().entry(1, 0, "one").commit(&mut store);
    let wanted = Keys {
        claims: vec![key("a")],
        entries: vec![EntryId(0), EntryId(2)],
        accounts: vec![key("a")],
        due: Some(Due { by: at(1_000), limit: 10 }),
    };
    let facts = store.load(&wanted).unwrap();
    assert!(facts.claims.is_empty() && facts.entries.is_empty() && facts.accounts.is_empty());
    assert!(facts.due.is_empty());
    let nothing = store.load(&Keys::default()).unwrap();
    assert!(nothing.entries.is_empty());
}

pub(crate) fn what_is_due_by_then_is_loaded(factory: &impl Factory) {
    let mut store = factory.open();
    let batch = Batch::default().entry(1, 1, "late").due(30).entry(2, 1, "soon").due(10);
    batch.entry(3, 1, "never").commit(&mut store);
    let due = |store: &mut _, minute| due_at_most(store, minute, 10);
    assert_eq!(due(&mut store, 9), [] as [u64; 0]);
    assert_eq!(due(&mut store, 10), [2]);
    assert_eq!(due(&mut store, 29), [2]);
    assert_eq!(due(&mut store, 30), [2, 1]);
    Batch::default().entry(2, 4, "done").commit(&mut store);
    assert_eq!(due(&mut store, 99), [1]);
}

/// However much is due: the earliest first, by number where the moment is the same.
pub(crate) fn of_what_is_due_the_earliest_are_loaded(factory: &impl Factory) {
    let mut store = factory.open();
    let batch = Batch::default().entry(1, 1, "a").due(20).entry(2, 1, "b").due(10);
    batch.entry(3, 1, "c").due(10).entry(4, 1, "d").due(30).commit(&mut store);
    assert_eq!(due_at_most(&mut store, 99, 0), [] as [u64; 0]);
    assert_eq!(due_at_most(&mut store, 99, 1), [2]);
    assert_eq!(due_at_most(&mut store, 99, 3), [2, 3, 1]);
    assert_eq!(due_at_most(&mut store, 20, 9), [2, 3, 1]);
}

fn due_at_most(store: &mut impl Store, minute: i64, limit: usize) -> Vec<u64> {
    let keys = Keys { due: Some(Due { by: at(minute), limit }), ..Keys::default() };
    store.load(&keys).unwrap().due.iter().map(|it| it.id.0).collect()
}
