//! Which cases name whom: an index beside the house, read from its history and made anew whenever it is not the house's (ADR 0076).
//!
//! Nothing in it enters a decision, and nobody is shown a case because it stands here: whoever reads looks at the case itself.

use std::path::Path;

use clearance::ports::StoreError;
use model::{CommitNo, EntryId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rustc_hash::FxHashMap;

use crate::{
    beside,
    rows::{digest_of, fault, signed, unsigned},
};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE code (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE named (
        code INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        PRIMARY KEY (code, kind, entry)
    ) WITHOUT ROWID;
    CREATE TABLE progress (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        edition INTEGER NOT NULL,
        history INTEGER NOT NULL,
        commit_no INTEGER NOT NULL,
        link BLOB NOT NULL
    );
"];

/// The index of one house.
pub struct Named {
    connection: Connection,
    /// Numbers of codes that were met.
    codes: FxHashMap<String, i64>,
}

/// How far the index has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Of whoever tells what cases name: another one tells it otherwise.
    pub edition: u32,
    /// The last history row.
    pub history: u64,
    /// Its commit, and the chain's link there: by which the house is known again.
    pub commit: CommitNo,
    pub link: [u8; 32],
}

/// A case and a code that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub code: String,
    /// Cases of one kind are listed together; the numbers are the caller's.
    pub kind: u8,
    pub case: EntryId,
}

impl Named {
    /// Opens the file, making and migrating it as needed. Nobody but its owner may read it.
    ///
    /// # Errors
    /// When SQLite fails, or a newer program wrote the file.
    pub fn open(path: &Path) -> Result<Named, StoreError> {
        let connection = beside::open_file(path, MIGRATIONS, "open its index of names")?;
        Ok(Named { connection, codes: FxHashMap::default() })
    }

    /// How far it has read; nothing while it was never whole.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn progress(&self) -> Result<Option<Progress>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT edition, history, commit_no, link FROM progress")?
                .query_row([], |row| {
                    Ok(Progress {
                        edition: row.get(0)?,
                        history: unsigned(row.get(1)?),
                        commit: CommitNo(unsigned(row.get(2)?)),
                        link: digest_of(&row.get::<_, Vec<u8>>(3)?),
                    })
                })
                .optional()
        };
        read().map_err(fault("read its index of names"))
    }

    /// Forgets all of it.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn clear(&mut self) -> Result<(), StoreError> {
        self.codes.clear();
        self.connection
            .execute_batch("DELETE FROM progress; DELETE FROM named; DELETE FROM code;")
            .map_err(fault("clear its index of names"))
    }

    /// Adds what cases name, and says how far it has read when it has read so far. What is there already stays.
    ///
    /// # Errors
    /// When SQLite fails; nothing is added then.
    pub fn add(
        &mut self,
        namings: &[Naming],
        progress: Option<Progress>,
    ) -> Result<(), StoreError> {
        let codes = &mut self.codes;
        let mut write = || {
            let transaction = self.connection.transaction()?;
            for Naming { code, kind, case } in namings {
                let code = match codes.get(code) {
                    Some(number) => *number,
                    None => {
                        let number = number_of(&transaction, code)?;
                        codes.insert(code.clone(), number);
                        number
                    }
                };
                transaction
                    .prepare_cached("INSERT OR IGNORE INTO named VALUES (?1, ?2, ?3)")?
                    .execute(params![code, kind, signed(case.0)])?;
            }
            if let Some(Progress { edition, history, commit, link }) = progress {
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO progress VALUES (0, ?1, ?2, ?3, ?4)")?
                    .execute(params![edition, signed(history), signed(commit.0), link])?;
            }
            transaction.commit()
        };
        let written = write();
        if written.is_err() {
            // Codes that were numbered in it are not.
            self.codes.clear();
        }
        written.map_err(fault("write its index of names"))
    }

    /// Cases of a kind that name one of these codes, below that one (of all where it is 0), newest first, at most so many.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn cases<'c>(
        &self,
        codes: impl Iterator<Item = &'c str>,
        kind: u8,
        before: EntryId,
        limit: usize,
    ) -> Result<Vec<EntryId>, StoreError> {
        let below = if before.0 == 0 { i64::MAX } else { signed(before.0) };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let read = |code: &str| {
            let mut statement = self.connection.prepare_cached(
                "SELECT entry FROM named WHERE code = (SELECT id FROM code WHERE text = ?1) \
                 AND kind = ?2 AND entry < ?3 ORDER BY entry DESC LIMIT ?4",
            )?;
            let rows = statement
                .query_map(params![code, kind, below, limit], |row| row.get(0).map(unsigned))?;
            rows.collect::<Result<Vec<u64>, rusqlite::Error>>()
        };
        let mut found = Vec::new();
        for code in codes {
            found.extend(read(code).map_err(fault("read its index of names"))?);
        }
        found.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
        found.dedup();
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found.into_iter().map(EntryId).collect())
    }

    /// Every code that begins so.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn codes_beginning(&self, with: &str) -> Result<Vec<String>, StoreError> {
        let read = || {
            let mut statement = self
                .connection
                .prepare_cached("SELECT text FROM code WHERE substr(text, 1, length(?1)) = ?1")?;
            let rows = statement.query_map([with], |row| row.get(0))?;
            rows.collect::<Result<Vec<String>, rusqlite::Error>>()
        };
        read().map_err(fault("read its index of names"))
    }
}

fn number_of(transaction: &Transaction<'_>, code: &str) -> Result<i64, rusqlite::Error> {
    transaction.prepare_cached("INSERT OR IGNORE INTO code (text) VALUES (?1)")?.execute([code])?;
    transaction
        .prepare_cached("SELECT id FROM code WHERE text = ?1")?
        .query_row([code], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming(code: &str, kind: u8, case: u64) -> Naming {
        Naming { code: code.to_owned(), kind, case: EntryId(case) }
    }

    #[test]
    fn cases_of_several_codes_are_paged_newest_first_and_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut named = Named::open(&folder.path().join("named.sqlite")).unwrap();
        let all = [
            naming("甲", 1, 3),
            naming("甲", 1, 7),
            naming("乙", 1, 7),
            naming("乙", 1, 5),
            naming("乙", 2, 9),
            naming("丙", 1, 8),
        ];
        named.add(&all, None).unwrap();
        named.add(&all, None).unwrap();
        let cases = |before: u64, limit: usize| -> Vec<u64> {
            let found = named.cases(["甲", "乙", "丁"].into_iter(), 1, EntryId(before), limit);
            found.unwrap().iter().map(|it| it.0).collect()
        };
        assert_eq!(cases(0, 10), [7, 5, 3]);
        assert_eq!(cases(0, 2), [7, 5]);
        assert_eq!(cases(5, 2), [3]);
        assert_eq!(named.codes_beginning("").unwrap().len(), 3);
        assert_eq!(named.codes_beginning("甲").unwrap(), ["甲"]);
    }

    #[test]
    fn progress_is_kept_with_what_was_read_and_all_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("named.sqlite");
        let mut named = Named::open(&path).unwrap();
        assert_eq!(named.progress().unwrap(), None);
        let progress = Progress { edition: 1, history: 12, commit: CommitNo(3), link: [7; 32] };
        named.add(&[naming("甲", 1, 3)], Some(progress)).unwrap();
        drop(named);
        let mut named = Named::open(&path).unwrap();
        assert_eq!(named.progress().unwrap(), Some(progress));
        named.clear().unwrap();
        assert_eq!(named.progress().unwrap(), None);
        assert!(named.cases(["甲"].into_iter(), 1, EntryId(0), 9).unwrap().is_empty());
        named.add(&[naming("甲", 1, 3)], None).unwrap();
        assert_eq!(named.cases(["甲"].into_iter(), 1, EntryId(0), 9).unwrap(), [EntryId(3)]);
    }
}
