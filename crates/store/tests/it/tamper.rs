//! One altered byte names what it belongs to.

use clearance::ports::Records;
use model::{CommitNo, EntryId, InputId};
use rusqlite::{Connection, params, types::FromSql};
use store::{Proof, ProofFault, prove, prove_inputs};

use crate::{
    SqliteFiles,
    house::{cleared, records},
};

/// A house, and a connection that no program of ours would open.
struct Forger {
    files: SqliteFiles,
    connection: Connection,
}

impl Forger {
    fn new() -> Forger {
        let files = cleared();
        let connection = Connection::open(files.path()).unwrap();
        Forger { files, connection }
    }

    fn one<T: FromSql>(&self, sql: &str) -> T {
        self.connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn entry(&self, sql: &str) -> EntryId {
        EntryId(self.one::<i64>(sql).cast_unsigned())
    }

    fn commit(&self, sql: &str) -> CommitNo {
        CommitNo(self.one::<i64>(sql).cast_unsigned())
    }

    fn run(&self, sql: &str) {
        assert_eq!(self.connection.execute(sql, []).unwrap(), 1, "{sql}");
    }

    /// Alters one bit of a blob, `part` of four through it (0: first byte, 4: last).
    fn flip(&self, table: &str, column: &str, row: i64, part: usize) {
        let at = format!("{table} WHERE rowid = {row}");
        let mut bytes: Vec<u8> = self.one(&format!("SELECT {column} FROM {at}"));
        let place = (bytes.len() - 1) * part / 4;
        bytes[place] ^= 0x10;
        let sql = format!("UPDATE {table} SET {column} = ?1 WHERE rowid = {row}");
        assert_eq!(self.connection.execute(&sql, params![bytes]).unwrap(), 1);
    }

    fn prove(&self) -> Proof {
        let records = records(&self.files.path());
        prove(&records, &records.public_key().unwrap(), &mut |_| {}).unwrap()
    }

    fn faults(&self) -> Vec<ProofFault> {
        self.prove().faults
    }

    #[track_caller]
    fn names(&self, fault: ProofFault) {
        let faults = self.faults();
        assert!(faults.contains(&fault), "{fault:?} is not among {faults:?}");
    }

    fn altered_inputs(&self) -> Vec<InputId> {
        let records = records(&self.files.path());
        prove_inputs(&records, records.head().unwrap().decided_input).unwrap()
    }
}

#[test]
fn what_nobody_altered_is_proved() {
    let forger = Forger::new();
    let mut last = 0;
    let records = records(&forger.files.path());
    let key = records.public_key().unwrap();
    let proof = prove(&records, &key, &mut |commits| last = commits).unwrap();
    assert_eq!(proof.faults, []);
    assert_eq!(forger.altered_inputs(), []);
    assert_eq!(last, proof.commits);
    let count = |table: &str| forger.one::<i64>(&format!("SELECT count(*) FROM {table}")) as u64;
    assert_eq!(proof.commits, count("commit_log"));
    assert_eq!(proof.history_records, count("history"));
    assert_eq!(proof.entries, count("entry"));
    assert_eq!(proof.accounts, count("account"));
    assert_eq!(proof.signed_heads, count("head_signature"));
    assert_eq!(proof.receipts, forger.one::<i64>("SELECT sum(count) FROM block") as u64);
    assert!(proof.commits > 5 && proof.entries > 50 && proof.accounts > 10);
    assert!(proof.signed_heads > 2 && proof.receipts > 200, "{proof:?}");
    assert_eq!(proof.head, forger.one::<String>("SELECT lower(hex(link)) FROM head"));
}

#[test]
fn an_altered_history_record_names_its_entry() {
    for part in 0..=4 {
        let forger = Forger::new();
        let row = forger.one("SELECT id FROM history WHERE entry > 9 LIMIT 1 OFFSET 20");
        forger.flip("history", "body", row, part);
        let entry = forger.entry(&format!("SELECT entry FROM history WHERE id = {row}"));
        let commit = forger.commit(&format!("SELECT commit_no FROM history WHERE id = {row}"));
        let faults = forger.faults();
        assert!(faults.contains(&ProofFault::History { commit, entry }), "{part}: {faults:?}");
        let elsewhere = faults.iter().filter(|it| matches!(it, ProofFault::History { .. })).count();
        assert_eq!(elsewhere, 1, "{faults:?}");
    }
}

#[test]
fn what_is_remembered_and_altered_is_seen() {
    for part in 0..=4 {
        let forger = Forger::new();
        let row = forger.one("SELECT commit_no FROM remembered LIMIT 1 OFFSET 2");
        forger.flip("remembered", "body", row, part);
        forger.names(ProofFault::Remembered { commit: CommitNo(row.cast_unsigned()) });
    }
}

#[test]
fn what_is_remembered_and_gone_or_made_up_is_seen() {
    let forger = Forger::new();
    let row: i64 = forger.one("SELECT commit_no FROM remembered LIMIT 1 OFFSET 1");
    forger.run(&format!("DELETE FROM remembered WHERE commit_no = {row}"));
    forger.names(ProofFault::Count { commit: CommitNo(row.cast_unsigned()) });
    let forger = Forger::new();
    let row: i64 = forger.one(
        "SELECT no FROM commit_log WHERE no NOT IN (SELECT commit_no FROM remembered) LIMIT 1",
    );
    forger.run(&format!("INSERT INTO remembered SELECT {row}, size, body FROM remembered LIMIT 1"));
    forger.names(ProofFault::Remembered { commit: CommitNo(row.cast_unsigned()) });
}

#[test]
fn history_moved_to_another_entry_is_seen() {
    let forger = Forger::new();
    let row: i64 = forger.one("SELECT id FROM history WHERE entry = 11 LIMIT 1");
    let commit = forger.commit(&format!("SELECT commit_no FROM history WHERE id = {row}"));
    forger.run(&format!("UPDATE history SET entry = 12 WHERE id = {row}"));
    forger.names(ProofFault::History { commit, entry: EntryId(12) });
}

#[test]
fn history_hung_elsewhere_is_seen() {
    let forger = Forger::new();
    let entry = forger.entry("SELECT entry FROM history WHERE previous > 0 AND entry > 0 LIMIT 1");
    let sql = "UPDATE history SET previous = 0 WHERE id = \
               (SELECT id FROM history WHERE previous > 0 AND entry > 0 LIMIT 1)";
    forger.run(sql);
    assert!(forger.faults().iter().any(|it| matches!(
        it,
        ProofFault::History { entry: named, .. } if *named == entry
    )));
}

#[test]
fn an_entry_that_names_another_last_record_is_seen() {
    let forger = Forger::new();
    forger.run("UPDATE entry SET last_history = (SELECT last_history FROM entry WHERE id = 12) WHERE id = 11");
    assert_ne!(forger.faults(), []);
}

#[test]
fn a_deleted_history_record_names_its_commit() {
    let forger = Forger::new();
    let row: i64 = forger.one("SELECT id FROM history WHERE entry > 9 LIMIT 1 OFFSET 20");
    let commit = forger.commit(&format!("SELECT commit_no FROM history WHERE id = {row}"));
    forger.run(&format!("DELETE FROM history WHERE id = {row}"));
    let faults = forger.faults();
    let named = faults.iter().find_map(|it| match it {
        ProofFault::History { commit, .. } | ProofFault::Count { commit } => Some(*commit),
        _ => None,
    });
    assert_eq!(named, Some(commit), "{faults:?}");
}

#[test]
fn an_altered_block_names_its_recipient() {
    for part in 0..=4 {
        let forger = Forger::new();
        let row = forger.one("SELECT first_no FROM block LIMIT 1 OFFSET 7");
        forger.flip("block", "body", row, part);
        let of_row = format!(
            "FROM block JOIN recipient ON recipient.key = block.recipient WHERE first_no = {row}"
        );
        let commit = forger.commit(&format!("SELECT commit_no {of_row}"));
        let recipient = forger.one(&format!("SELECT code {of_row}"));
        forger.names(ProofFault::Receipts { commit, recipient });
    }
}

#[test]
fn a_block_given_to_another_is_seen() {
    let forger = Forger::new();
    let commit = forger.commit(
        "SELECT min(commit_no) FROM block WHERE recipient = (SELECT min(key) FROM recipient)",
    );
    forger.run("UPDATE recipient SET code = 'forged' WHERE key = (SELECT min(key) FROM recipient)");
    forger.names(ProofFault::Receipts { commit, recipient: "forged".to_owned() });
}

#[test]
fn renumbered_receipts_are_seen() {
    for column in ["first_recipient_no", "count"] {
        let forger = Forger::new();
        let row: i64 = forger.one("SELECT max(first_no) FROM block");
        forger.run(&format!("UPDATE block SET {column} = {column} + 5 WHERE first_no = {row}"));
        assert_ne!(forger.faults(), [], "{column}");
    }
}

#[test]
fn a_deleted_block_names_its_commit() {
    let forger = Forger::new();
    let row: i64 = forger.one("SELECT first_no FROM block LIMIT 1 OFFSET 7");
    let commit = forger.commit(&format!("SELECT commit_no FROM block WHERE first_no = {row}"));
    forger.run(&format!("DELETE FROM block WHERE first_no = {row}"));
    let faults = forger.faults();
    let named = faults.iter().find_map(|it| match it {
        ProofFault::Receipts { commit, .. }
        | ProofFault::Answers { commit, .. }
        | ProofFault::Count { commit } => Some(*commit),
        _ => None,
    });
    assert_eq!(named, Some(commit), "{faults:?}");
}

#[test]
fn altered_raw_bytes_name_their_input() {
    for part in 0..=4 {
        let forger = Forger::new();
        forger.flip("raw", "bytes", 9, part);
        assert_eq!(forger.altered_inputs(), [InputId(9)], "{part}");
        assert_eq!(forger.faults(), [], "the chain is of digests");
    }
}

#[test]
fn deleted_raw_bytes_name_their_input() {
    let forger = Forger::new();
    forger.run("DELETE FROM raw WHERE id = 9");
    assert_eq!(forger.altered_inputs(), [InputId(9)]);
}

#[test]
fn an_input_that_is_gone_or_another_names_its_commit() {
    let of_9 = "SELECT no FROM commit_log WHERE 9 BETWEEN first_input AND last_input";
    let forger = Forger::new();
    let commit = forger.commit(of_9);
    forger.flip("input", "digest", 9, 2);
    assert_eq!(forger.faults(), [ProofFault::Inputs { commit }]);
    assert_eq!(forger.altered_inputs(), [InputId(9)]);

    let forger = Forger::new();
    forger.run("DELETE FROM input WHERE id = 9");
    assert_eq!(forger.faults(), [ProofFault::Inputs { commit }]);
    assert_eq!(forger.altered_inputs(), [InputId(9)]);
}

#[test]
fn an_altered_state_names_its_entry() {
    let forger = Forger::new();
    forger.run("UPDATE entry SET state = 13 WHERE id = 17");
    assert_eq!(forger.faults(), [ProofFault::State { entry: EntryId(17) }]);
}

#[test]
fn a_deleted_entry_is_named() {
    let forger = Forger::new();
    forger.run("DELETE FROM entry WHERE id = 17");
    assert_eq!(forger.faults(), [ProofFault::State { entry: EntryId(17) }]);
}

#[test]
fn an_invented_entry_is_named() {
    let forger = Forger::new();
    forger.run(
        "INSERT INTO entry SELECT 9999, state, due_at, updated_at, n_findings, last_history, body \
         FROM entry WHERE id = 17",
    );
    forger.names(ProofFault::State { entry: EntryId(9999) });
}

#[test]
fn an_altered_balance_names_its_account() {
    for column in ["limit_scaled", "pending", "posted"] {
        let forger = Forger::new();
        let label = forger.one("SELECT label FROM account LIMIT 1 OFFSET 3");
        forger.run(&format!(
            "UPDATE account SET {column} = {column} + 1 WHERE (hi, lo) = \
             (SELECT hi, lo FROM account LIMIT 1 OFFSET 3)"
        ));
        assert_eq!(forger.faults(), [ProofFault::Account { label }], "{column}");
    }
}

#[test]
fn a_deleted_account_is_named() {
    let forger = Forger::new();
    let label = forger.one("SELECT label FROM account LIMIT 1 OFFSET 3");
    forger
        .run("DELETE FROM account WHERE (hi, lo) = (SELECT hi, lo FROM account LIMIT 1 OFFSET 3)");
    assert_eq!(forger.faults(), [ProofFault::Account { label }]);
}

#[test]
fn an_altered_commit_is_named() {
    for column in ["link", "leaves", "inputs_digest"] {
        for part in 0..=4 {
            let forger = Forger::new();
            forger.flip("commit_log", column, 3, part);
            forger.names(ProofFault::Link { commit: CommitNo(3) });
        }
    }
    let forger = Forger::new();
    forger.run("UPDATE commit_log SET at = at + 1 WHERE no = 3");
    assert_eq!(forger.faults(), [ProofFault::Link { commit: CommitNo(3) }]);
}

#[test]
fn a_deleted_commit_is_named() {
    let forger = Forger::new();
    forger.run("DELETE FROM commit_log WHERE no = 3");
    assert_eq!(forger.faults()[0], ProofFault::Count { commit: CommitNo(3) });
}

#[test]
fn an_altered_head_is_seen() {
    let forger = Forger::new();
    let last = forger.commit("SELECT commit_no FROM head");
    forger.flip("head", "link", 0, 2);
    assert_eq!(forger.faults(), [ProofFault::Link { commit: last }]);
}

#[test]
fn an_altered_signature_names_its_commit() {
    for column in ["signature", "link", "public_key"] {
        let forger = Forger::new();
        forger.flip("head_signature", column, 4, 2);
        assert_eq!(forger.faults(), [ProofFault::Signature { commit: CommitNo(4) }], "{column}");
    }
}

/// Whoever cuts the chain short leaves signatures of heads that are not there.
#[test]
fn a_chain_cut_short_is_told_by_its_signatures() {
    let forger = Forger::new();
    let last = forger.commit("SELECT commit_no FROM head");
    forger.run(&format!("DELETE FROM commit_log WHERE no = {last}"));
    forger.names(ProofFault::Signature { commit: last });
}

/// A signature by another key is none of this house's.
#[test]
fn a_signature_by_another_key_is_seen() {
    use ed25519_dalek::{Signer, SigningKey};
    let forger = Forger::new();
    let link: Vec<u8> = forger.one("SELECT link FROM commit_log WHERE no = 4");
    let other = SigningKey::from_bytes(&[1; 32]);
    let text = [b"tongguan head 1", &4u64.to_le_bytes()[..], &link].concat();
    let forged = other.sign(&text).to_bytes();
    let changed = forger
        .connection
        .execute(
            "UPDATE head_signature SET signature = ?1, public_key = ?2 WHERE commit_no = 4",
            params![forged, other.verifying_key().to_bytes()],
        )
        .unwrap();
    assert_eq!(changed, 1);
    assert_eq!(forger.faults(), [ProofFault::Signature { commit: CommitNo(4) }]);
}
