//! A house in PostgreSQL.

use std::time::{Duration, Instant};

use clearance::ports::{Decisions, Records as _, Store as _};
use model::{CommitNo, InputId};
use store::{HouseRecords, HouseStore, HouseWatch, Options, Place};

use crate::conformance::{Batch, Factory, accept, packed, raw};

/// Houses in databases of a private server, one a test.
pub(crate) struct Database {
    pub(crate) place: Place,
    address: String,
}

impl Database {
    /// Nothing where PostgreSQL is not installed.
    pub(crate) fn new() -> Option<Database> {
        let address = testkit::postgres::database().unwrap()?;
        Some(Database { place: address.parse().unwrap(), address })
    }

    /// Does what a test does behind the house's back.
    fn alter(&self, sql: &str) {
        let mut client = postgres::Client::connect(&self.address, postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    }
}

impl Factory for Database {
    type Store = HouseStore;
    type Records = HouseRecords;

    fn open(&self) -> HouseStore {
        HouseStore::open(&self.place, Options::default(), || ([7; 16], [9; 32])).unwrap()
    }

    fn records(&self) -> HouseRecords {
        HouseRecords::open(&self.place).unwrap()
    }
}

conformance!(Database::new());

/// An error with its causes, in one line.
fn words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |it| it.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

fn refused(place: &Place) -> String {
    let fresh = || ([0; 16], [0; 32]);
    words(&HouseStore::open(place, Options::default(), fresh).err().unwrap())
}

#[test]
fn one_decides_and_any_number_accept() {
    let Some(house) = Database::new() else { return };
    let mut first = house.open();
    assert!(refused(&house.place).contains("another program"));
    assert!(store::is_in_use(&house.place).unwrap());
    let mut doors = [(); 2].map(|()| store::inbox(&house.place).unwrap().unwrap());
    let texts: Vec<String> = (0..6).map(|it| format!("<m>{it}</m>")).collect();
    let accepted: Vec<InputId> = texts
        .iter()
        .enumerate()
        .map(|(nth, text)| doors[nth % 2].accept(&[packed(&first, text)]).unwrap()[0].input)
        .collect();
    assert_eq!(accepted, (1..=6).map(InputId).collect::<Vec<_>>());
    let again = doors[0].accept(&[packed(&first, "<m>1</m>")]).unwrap()[0];
    assert_eq!((again.input, again.is_repeat), (InputId(2), true), "whichever door it came by");
    let undecided = first.inputs_after(InputId(0), 10_000).unwrap();
    assert_eq!(undecided.len(), 6);
    drop(first);
    assert!(!store::is_in_use(&house.place).unwrap());
    assert_eq!(house.open().inputs_after(InputId(4), 10_000).unwrap().len(), 2);
}

#[test]
fn whoever_waits_hears_what_is_accepted_and_decided_elsewhere() {
    let Some(house) = Database::new() else { return };
    let mut decides = house.open();
    let mut watch = HouseWatch::open(&house.place).unwrap();
    let heard = |watch: &mut HouseWatch| {
        let began = Instant::now();
        watch.wait(Duration::from_secs(60)).unwrap();
        began.elapsed() < Duration::from_secs(30)
    };
    Batch::default().entry(1, 1, "a").commit(&mut decides);
    assert!(heard(&mut watch));
    accept(&mut decides, &["<b/>"]);
    assert!(heard(&mut watch));
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let Some(house) = Database::new() else { return };
    drop(house.open());
    let known = house.place.schema_version();
    house.alter("UPDATE tongguan_house.schema_version SET no = no + 1");
    let said = refused(&house.place);
    let versions = format!("schema {}, this program knows {known}", known + 1);
    assert!(said.contains(&versions), "{said}");
    assert_eq!(store::schema_of(&house.place).unwrap(), Some(known + 1));
}

#[test]
fn a_database_without_a_house_is_not_read() {
    let Some(house) = Database::new() else { return };
    let error = HouseRecords::open(&house.place).err().unwrap();
    assert!(words(&error).contains("no house"), "{}", words(&error));
    assert_eq!(store::schema_of(&house.place).unwrap(), None);
}

/// What somebody else decided meanwhile is not decided a second time.
#[test]
fn who_was_overtaken_commits_nothing() {
    let Some(house) = Database::new() else { return };
    let mut store = house.open();
    Batch::default().entry(1, 1, "a").block("甲", 2).commit(&mut store);
    house.alter("UPDATE tongguan_house.decided SET commit_no = 7");
    let input = accept(&mut store, &["<b/>"])[0];
    let decisions = Decisions {
        first_input: input,
        last_input: input,
        next_entry: 2,
        ..Batch::default().block("甲", 1).decisions
    };
    assert!(words(&store.commit(&decisions).unwrap_err()).contains("faster"));
    assert_eq!(house.records().newest_receipt(Some("甲")).unwrap(), 2);
    house.alter("UPDATE tongguan_house.decided SET commit_no = 1");
    assert_eq!(store.commit(&decisions).unwrap().commit, CommitNo(2));
    assert_eq!(house.records().newest_receipt(Some("甲")).unwrap(), 3);
}

/// PostgreSQL keeps no NUL in a text; a sender's JSON may spell one, and nobody is held up by it.
#[test]
fn a_nul_in_a_text_holds_nobody_up() {
    let Some(house) = Database::new() else { return };
    let mut store = house.open();
    let mut raw = raw("{\"a\":\"\\u0000\"}");
    raw.sender = "甲\0乙".to_owned();
    store.accept(&[clearance::pack(&raw, store.pack())]).unwrap();
    assert_eq!(house.records().input(InputId(1)).unwrap().unwrap().sender, "甲\u{fffd}乙");
    Batch::default().block("a\0b", 1).commit(&mut store);
    assert_eq!(house.records().blocks(Some("a\u{fffd}b"), 0, 9).unwrap().len(), 1);
}

/// A reader whose connection is ended connects again, and whoever decides does not: his hold on the house is gone.
#[test]
fn readers_come_back_and_who_decided_does_not() {
    let Some(house) = Database::new() else { return };
    let mut store = house.open();
    Batch::default().entry(1, 1, "a").commit(&mut store);
    let records = house.records();
    assert_eq!(records.head().unwrap().commit, CommitNo(1));
    house.alter(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    // The first question finds out.
    let _ = records.head();
    assert_eq!(records.head().unwrap().commit, CommitNo(1));
    assert!(store.head().is_err());
    assert!(store.head().is_err());
    drop(store);
    assert_eq!(house.open().head().unwrap().commit, CommitNo(1));
}
