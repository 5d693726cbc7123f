//! What is SQLite's own: the schema's versions, all or nothing, signatures, one writer.

use clearance::{
    chain,
    ports::{Decisions, Records, Store},
};
use model::{CommitNo, EntryId, InputId};
use rusqlite::Connection;
use store::{
    HeadSignature, HouseRecords, Options, SCHEMA_VERSION, SqliteStore, migrate, verify_head,
};

use crate::{
    SqliteFiles,
    conformance::{Batch, Factory, accept, key},
};

fn version(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// An error with its causes, in one line.
fn words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |it| it.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[test]
fn a_file_is_brought_from_nothing_to_this_schema_once() {
    let mut connection = Connection::open_in_memory().unwrap();
    assert_eq!(migrate(&mut connection).unwrap(), 0);
    assert_eq!(version(&connection), SCHEMA_VERSION);
    assert_eq!(migrate(&mut connection).unwrap(), SCHEMA_VERSION);
    assert_eq!(version(&connection), SCHEMA_VERSION);
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_left_alone() {
    let files = SqliteFiles::new();
    drop(files.open());
    let connection = Connection::open(files.path()).unwrap();
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    let error = SqliteStore::open(&files.path(), Options::default(), || panic!("it has secrets"))
        .err()
        .unwrap();
    let said = words(&error);
    let versions = format!("schema {}, this program knows {SCHEMA_VERSION}", SCHEMA_VERSION + 1);
    assert!(said.contains(&versions), "{said}");
    assert_eq!(version(&connection), SCHEMA_VERSION + 1);
}

#[test]
fn what_is_no_database_is_refused_and_left_alone() {
    let files = SqliteFiles::new();
    std::fs::write(
        files.path(),
        "<a>not a database, but long enough to be looked at</a>".repeat(99),
    )
    .unwrap();
    let before = std::fs::read(files.path()).unwrap();
    assert!(SqliteStore::open(&files.path(), Options::default(), || ([0; 16], [0; 32])).is_err());
    assert_eq!(std::fs::read(files.path()).unwrap(), before);
}

#[test]
fn a_reader_makes_no_file() {
    let files = SqliteFiles::new();
    assert!(HouseRecords::open_file(&files.path()).is_err());
    assert!(!files.path().exists());
}

/// Each statement of a commit is made to fail in turn; nothing of the commit is there afterwards,
/// and the same commit goes through when the fault is gone.
#[test]
fn a_commit_that_fails_leaves_nothing() {
    for table in
        ["claim_log", "history", "entry", "tally", "account_log", "recipient", "block", "head"]
    {
        let files = SqliteFiles::new();
        let mut store = files.open_with(Options { sign_every: 1, ..Options::default() });
        Batch::default().entry(1, 1, "a").block("甲", 2).commit(&mut store);
        let input = accept(&mut store, &["<the next/>"])[0];
        let before = store.head().unwrap();
        let counts = files.records().counts().unwrap();
        let batch = || {
            let mut it = Batch::default().entry(1, 12, "b").entry(2, 1, "c").block("甲", 1);
            it = it.block("乙", 1);
            it.changed.claims = vec![clearance::ports::ClaimRow {
                key: key("order"),
                entry: EntryId(2),
                body: Vec::new(),
                expires_on: None,
            }];
            it.changed.accounts = vec![clearance::ports::AccountRow {
                key: key("payer"),
                kind: model::AccountKind::Guarantee,
                label: "payer".to_owned(),
                account: model::Account::default(),
            }];
            let decided = (input, input, [1; 32]);
            Decisions {
                first_input: decided.0,
                last_input: decided.1,
                inputs_digest: decided.2,
                next_entry: 3,
                changed: it.changed.into(),
                ..it.decisions
            }
        };
        let refuse = |action: &str| {
            format!(
                "CREATE TRIGGER refuse_{action} BEFORE {action} ON {table} \
                 BEGIN SELECT raise(ABORT, 'the disk is full'); END;"
            )
        };
        let triggers = [refuse("INSERT"), refuse("UPDATE")].concat();
        store.connection().execute_batch(&triggers).unwrap();
        assert!(store.commit(&batch()).is_err(), "{table}");
        assert_eq!(store.head().unwrap(), before, "{table}");
        let records = files.records();
        assert_eq!(records.head().unwrap(), before, "{table}");
        let after = records.counts().unwrap();
        assert_eq!((after.states, after.receipts), (counts.states.clone(), counts.receipts));
        assert_eq!(records.claim(key("order")).unwrap(), None);
        assert_eq!(records.account(key("payer")).unwrap(), None);
        assert_eq!(records.entry(EntryId(2)).unwrap(), None);
        assert_eq!(records.entry(EntryId(1)).unwrap().unwrap().body, b"a");
        assert_eq!(records.history(EntryId(1)).unwrap().len(), 1);
        assert_eq!(records.blocks(None, 0, 9).unwrap().len(), 1);

        store
            .connection()
            .execute_batch("DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE;")
            .unwrap();
        assert_eq!(store.commit(&batch()).unwrap().commit, CommitNo(2), "{table}");
        assert_eq!(records.blocks(Some("甲"), 0, 9).unwrap().len(), 2);
    }
}

#[test]
fn inputs_that_cannot_all_be_kept_are_not_accepted() {
    let files = SqliteFiles::new();
    let mut store = files.open();
    accept(&mut store, &["<a/>"]);
    store
        .connection()
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON raw WHEN NEW.id = 3 \
             BEGIN SELECT raise(ABORT, 'the disk is full'); END;",
        )
        .unwrap();
    let inputs = ["<b/>", "<c/>"].map(|it| crate::conformance::packed(&store, it));
    assert!(store.accept(&inputs).is_err());
    assert_eq!(files.records().input(InputId(2)).unwrap(), None);
    store.connection().execute_batch("DROP TRIGGER refuse").unwrap();
    assert_eq!(accept(&mut store, &["<c/>", "<b/>"]), [InputId(2), InputId(3)]);
}

#[test]
fn heads_are_signed_at_intervals_and_when_the_house_closes() {
    let files = SqliteFiles::new();
    let mut store = files.open_with(Options { sign_every: 3, ..Options::default() });
    let mut links = Vec::new();
    for _ in 0..7 {
        links.push(Batch::default().commit(&mut store).link);
    }
    let commits = |signatures: &[HeadSignature]| -> Vec<u64> {
        signatures.iter().map(|it| it.commit.0).collect()
    };
    let records = files.records();
    assert_eq!(commits(&records.signatures().unwrap()), [3, 6]);
    drop(store);
    let signatures = records.signatures().unwrap();
    assert_eq!(commits(&signatures), [3, 6, 7]);
    for signature in &signatures {
        assert_eq!(signature.link, links[signature.commit.0 as usize - 1]);
        assert_eq!(signature.public_key, signatures[0].public_key);
        assert!(verify_head(signature));
    }
    // A house that was opened and closed without a commit has nothing to sign.
    drop(files.open());
    assert_eq!(commits(&records.signatures().unwrap()), [3, 6, 7]);
}

#[test]
fn a_house_keeps_the_secrets_it_was_given_first() {
    let files = SqliteFiles::new();
    drop(files.open());
    let again =
        SqliteStore::open(&files.path(), Options::default(), || panic!("it has secrets")).unwrap();
    assert_eq!(again.secrets().unwrap(), ([7; 16], [9; 32]));
    assert_eq!(files.records().keyring().unwrap(), [7; 16]);
}

/// Killed between its two secrets, a house would have one and never open again.
#[test]
fn both_secrets_are_kept_or_neither() {
    let files = SqliteFiles::new();
    let mut connection = Connection::open(files.path()).unwrap();
    migrate(&mut connection).unwrap();
    connection
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON meta WHEN NEW.key = 'signing' \
             BEGIN SELECT raise(ABORT, 'killed'); END;",
        )
        .unwrap();
    let fresh = || ([1; 16], [1; 32]);
    assert!(SqliteStore::open(&files.path(), Options::default(), fresh).is_err());
    connection.execute_batch("DROP TRIGGER refuse").unwrap();
    let store = SqliteStore::open(&files.path(), Options::default(), || ([2; 16], [2; 32]));
    assert_eq!(store.unwrap().secrets().unwrap(), ([2; 16], [2; 32]));
}

#[test]
fn a_second_writer_is_refused_while_the_first_is_there() {
    let files = SqliteFiles::new();
    let mut first = files.open();
    accept(&mut first, &["<a/>"]);
    let second = SqliteStore::open(&files.path(), Options::default(), || panic!("it has secrets"));
    let said = words(&second.err().unwrap());
    assert!(said.contains("another program"), "{said}");
    // Readers are welcome.
    assert_eq!(files.records().counts().unwrap().inputs, 1);
    accept(&mut first, &["<b/>"]);
    drop(first);
    assert_eq!(accept(&mut files.open(), &["<c/>"]), [InputId(3)]);
}

#[test]
fn a_house_in_memory_decides_like_one_in_a_file() {
    let files = SqliteFiles::new();
    let mut memory = SqliteStore::in_memory(([7; 16], [9; 32])).unwrap();
    let mut file = files.open();
    for id in 1..4 {
        let batch = || Batch::default().entry(id, 1, "a").block("甲", 2);
        assert_eq!(batch().commit(&mut memory), batch().commit(&mut file));
    }
    assert_ne!(memory.head().unwrap().link, chain::GENESIS);
}
