//! What risk analysis remembers of a corpus: the same after the house was closed, and of what it is told.

use clearance::{
    House,
    ports::{RawInput, Store as _},
};
use matching::Keyring;
use model::{Date, Rate};
use params::Law;
use store::{Options, SqliteStore};
use testkit::Plan;

use crate::traffic::{SECRETS, disordered, inputs};

const DAY: Date = Date::constant(2026, 11, 21);
const SETTINGS: &str = r#"{"tongguan":"settings","examination_share":"0.05"}"#;

fn opened(path: &std::path::Path) -> House<SqliteStore> {
    let store = SqliteStore::open(path, Options::default(), || SECRETS).unwrap();
    House::open(store, Law::shipped().unwrap(), Keyring::new(SECRETS.0)).unwrap()
}

fn remembered(house: &mut House<SqliteStore>) -> Vec<u8> {
    house.parts().0.memory().to_bytes().unwrap()
}

fn taken(plan: &Plan) -> Vec<RawInput> {
    inputs(plan, &Law::shipped().unwrap(), SETTINGS)
}

#[test]
fn a_house_that_was_closed_remembers_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.sqlite");
    let inputs = taken(&disordered(300, 5, DAY));
    let (first, rest) = inputs.split_at(inputs.len() / 2);
    let mut house = opened(&path);
    first.chunks(7).for_each(|it| drop(house.take(it).unwrap()));
    let half = remembered(&mut house);
    drop(house);
    let mut house = opened(&path);
    assert_eq!(remembered(&mut house), half);
    rest.chunks(7).for_each(|it| drop(house.take(it).unwrap()));
    let whole = remembered(&mut house);
    assert_ne!(whole, half);
    drop(house);
    assert_eq!(remembered(&mut opened(&path)), whole);
    let sizes = opened(&path).parts().0.memory().sizes();
    assert!(sizes.profiles > 200 && sizes.pairs > 500 && sizes.goods > 20, "{sizes:?}");
}

/// The corpus ends four days later: what was kept as a whole on the last day, and what came after, are the whole.
#[test]
fn a_house_that_is_opened_folds_on_from_its_latest_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.sqlite");
    let mut house = opened(&path);
    let inputs = taken(&disordered(200, 5, DAY));
    inputs.chunks(7).for_each(|it| drop(house.take(it).unwrap()));
    let whole = remembered(&mut house);
    let (at, kept) = house.parts().1.checkpoint().unwrap().unwrap();
    assert!(at.0 > 1 && kept.len() > 1_000, "{at:?} {}", kept.len());
    drop(house);
    // What went before is not folded again: without it the same comes out.
    let connection = rusqlite::Connection::open(&path).unwrap();
    let sql = "DELETE FROM remembered WHERE commit_no <= ?1";
    assert!(connection.execute(sql, [at.0 as i64]).unwrap() > 5);
    drop(connection);
    assert_eq!(remembered(&mut opened(&path)), whole);
}

/// Nobody is remembered of whom nothing was accepted.
#[test]
fn a_house_that_took_nothing_remembers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = opened(&folder.path().join("house.sqlite"));
    let nothing = taken(&Plan::new(0, Rate::ZERO, 1, DAY));
    house.take(&nothing).unwrap();
    let sizes = house.parts().0.memory().sizes();
    assert_eq!((sizes.profiles, sizes.pairs, sizes.goods, sizes.links), (0, 0, 0, 0));
}
