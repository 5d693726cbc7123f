//! People who sign in, their sessions, and keys of companies, in a file of its own beside the house.
//!
//! Nothing in it enters a decision (ADR 0065). Passwords are kept as argon2id digests, tokens of sessions and keys as
//! digests of random bytes: whoever reads the file can sign in as nobody.

mod accounts;
mod keys;
mod sessions;

use std::path::Path;

use clearance::ports::StoreError;
use model::Moment;
use rusqlite::{Connection, params};

pub use accounts::{NewPerson, Person, PersonChange};
pub use keys::{ApiKey, NewApiKey};
pub use sessions::Session;

use crate::{
    beside,
    rows::{fault, signed, unsigned},
};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE person (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        login TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name TEXT NOT NULL,
        password TEXT NOT NULL,
        must_change INTEGER NOT NULL,
        is_disabled INTEGER NOT NULL,
        roles TEXT NOT NULL,
        districts TEXT NOT NULL,
        companies TEXT NOT NULL,
        failures INTEGER NOT NULL,
        locked_until INTEGER,
        factor BLOB,
        factor_is_on INTEGER NOT NULL,
        factor_step INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    );
    CREATE TABLE session (
        digest BLOB PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        csrf TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX session_person ON session (person);
    CREATE TABLE api_key (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        digest BLOB NOT NULL UNIQUE,
        company TEXT NOT NULL,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        made_by INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        ends_at INTEGER NOT NULL,
        revoked_at INTEGER,
        used_at INTEGER
    );
    CREATE TABLE occurrence (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        login TEXT NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    CREATE INDEX occurrence_login ON occurrence (login, id);
",
    "
    ALTER TABLE session ADD COLUMN is_by_provider INTEGER NOT NULL DEFAULT 0;
",
];

/// The people of one house.
pub struct People {
    connection: Connection,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    pub id: u64,
    pub at: Moment,
    pub login: String,
    /// One word, as the API spells it.
    pub what: String,
    pub detail: String,
}

impl People {
    /// Opens the file, making and migrating it as needed. Nobody but its owner may read it.
    ///
    /// # Errors
    /// When SQLite fails, or a newer program wrote the file.
    pub fn open(path: &Path) -> Result<People, StoreError> {
        let connection = beside::open(path, MIGRATIONS, "open its people")?;
        Ok(People { connection })
    }

    /// Keeps what happened to an account.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn record(
        &mut self,
        at: Moment,
        login: &str,
        what: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO occurrence (at, login, what, detail) VALUES (?1, ?2, ?3, ?4)";
        let kept = self.connection.execute(sql, params![at.millis(), login, what, detail]);
        kept.map(|_| ()).map_err(fault("keep what happened to an account"))
    }

    /// What happened, newest first, before that number; of one account, or of all when `login` is empty.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn occurrences(
        &self,
        login: &str,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Occurrence>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT id, at, login, what, detail FROM occurrence \
                 WHERE id < ?1 AND (?2 = '' OR login = ?2) ORDER BY id DESC LIMIT ?3",
            )?;
            let before = before.map_or(i64::MAX, signed);
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Occurrence {
                    id: unsigned(row.get(0)?),
                    at: Moment::from_millis(row.get(1)?),
                    login: row.get(2)?,
                    what: row.get(3)?,
                    detail: row.get(4)?,
                })
            };
            statement.query_map(params![before, login, limit], row)?.collect::<Result<Vec<_>, _>>()
        };
        read().map_err(fault("read what happened to accounts"))
    }
}

/// Words, kept with a space between them.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> (tempfile::TempDir, People) {
        let folder = tempfile::tempdir().unwrap();
        let people = People::open(&folder.path().join("people.sqlite")).unwrap();
        (folder, people)
    }

    fn somebody(login: &str) -> NewPerson {
        NewPerson {
            login: login.to_owned(),
            name: "林溪".to_owned(),
            password: "$argon2id$".to_owned(),
            roles: vec!["examiner".to_owned(), "supervisor".to_owned()],
            districts: vec!["22".to_owned()],
            companies: Vec::new(),
        }
    }

    #[test]
    fn a_login_is_one_persons_however_it_is_written() {
        let (_folder, mut people) = people();
        let at = Moment::from_millis(1_000);
        let person = people.add_person(&somebody("linxi"), at).unwrap().unwrap();
        assert_eq!(person.roles, ["examiner", "supervisor"]);
        assert!(people.add_person(&somebody("LinXi"), at).unwrap().is_none());
        assert_eq!(people.person_by_login("LINXI").unwrap().unwrap(), person);
        assert!(people.person_by_login("linx").unwrap().is_none());
    }

    #[test]
    fn failures_in_a_row_lock_and_a_success_forgets_them() {
        let (_folder, mut people) = people();
        let at = Moment::from_millis(1_000);
        let until = Moment::from_millis(61_000);
        let id = people.add_person(&somebody("linxi"), at).unwrap().unwrap().id;
        assert_eq!(people.fail(id, 3, until).unwrap(), None);
        people.succeed(id).unwrap();
        for _ in 0..2 {
            assert_eq!(people.fail(id, 3, until).unwrap(), None);
        }
        assert_eq!(people.fail(id, 3, until).unwrap(), Some(until));
        assert_eq!(people.person(id).unwrap().unwrap().locked_until, Some(until));
        // Whoever waited has all his attempts again.
        assert_eq!(people.person(id).unwrap().unwrap().failures, 0);
    }

    #[test]
    fn a_code_is_taken_once() {
        let (_folder, mut people) = people();
        let id = people.add_person(&somebody("linxi"), Moment::from_millis(0)).unwrap().unwrap().id;
        people.set_factor(id, Some(b"secret")).unwrap();
        assert!(!people.person(id).unwrap().unwrap().factor_is_on);
        assert!(people.use_factor(id, 7).unwrap());
        assert!(people.person(id).unwrap().unwrap().factor_is_on);
        assert!(!people.use_factor(id, 7).unwrap() && !people.use_factor(id, 6).unwrap());
        assert!(people.use_factor(id, 8).unwrap());
    }

    #[test]
    fn sessions_end_with_time_and_with_the_account() {
        let (_folder, mut people) = people();
        let at = |minutes: i64| Moment::from_millis(minutes * 60_000);
        let id = people.add_person(&somebody("linxi"), at(0)).unwrap().unwrap().id;
        people.open_session(&[1; 32], id, "csrf", false, at(0)).unwrap();
        let find = |people: &mut People, now| people.session(&[1; 32], now, 30, 60).unwrap();
        assert_eq!(find(&mut people, at(29)).unwrap().person, id);
        assert!(find(&mut people, at(58)).is_some(), "used within half an hour");
        assert!(find(&mut people, at(61)).is_none(), "an hour is all");
        people.open_session(&[2; 32], id, "csrf", false, at(100)).unwrap();
        assert!(people.session(&[2; 32], at(131), 30, 60).unwrap().is_none(), "not used");
        people.open_session(&[3; 32], id, "csrf", false, at(200)).unwrap();
        let change = PersonChange { is_disabled: Some(true), ..PersonChange::default() };
        people.change_person(id, &change).unwrap();
        assert!(people.session(&[3; 32], at(201), 30, 60).unwrap().is_none(), "disabled");
    }

    #[test]
    fn a_key_holds_until_it_ends_or_is_revoked() {
        let (_folder, mut people) = people();
        let key = NewApiKey {
            digest: [9; 32],
            company: "4401960002".to_owned(),
            name: "ERP".to_owned(),
            scopes: vec!["see_cases".to_owned()],
            made_by: 1,
            ends_at: Moment::from_millis(500),
        };
        let kept = people.add_key(&key, Moment::from_millis(100)).unwrap();
        let find = |people: &mut People, at| {
            people.key_by_digest(&[9; 32], Moment::from_millis(at)).unwrap()
        };
        assert_eq!(find(&mut people, 499).unwrap().id, kept.id);
        assert!(find(&mut people, 500).is_none());
        assert!(!people.revoke_key(kept.id, "4401960009", Moment::from_millis(200)).unwrap());
        assert!(people.revoke_key(kept.id, "4401960002", Moment::from_millis(200)).unwrap());
        assert!(find(&mut people, 300).is_none());
        assert_eq!(people.keys("4401960002").unwrap().len(), 1, "what was revoked is still listed");
    }
}
