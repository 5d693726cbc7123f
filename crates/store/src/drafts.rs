//! Drafts (草稿) of what traders have not sent yet, in a file of its own beside the house (ADR 0066).
//!
//! Nothing in it enters a decision. A draft is its company's; who reads which is the caller's to say.

use std::path::Path;

use clearance::ports::StoreError;
use model::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    beside,
    rows::{fault, signed, unsigned},
};

/// One step a version; a version is never edited once it has run somewhere.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE draft (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        company TEXT NOT NULL,
        person TEXT NOT NULL,
        name TEXT NOT NULL,
        revision INTEGER NOT NULL,
        body TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    );
    CREATE INDEX draft_company ON draft (company, updated_at);
"];

/// The drafts of one house.
pub struct Drafts {
    connection: Connection,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: u64,
    /// Whose it is; empty where nobody signs in.
    pub company: String,
    /// Who wrote it last.
    pub person: String,
    pub name: String,
    /// One more with every change.
    pub revision: u64,
    /// JSON.
    pub body: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What is to be kept.
#[derive(Debug, Clone)]
pub struct NewDraft {
    pub company: String,
    pub person: String,
    pub name: String,
    pub body: String,
}

/// Why something was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// The company has as many as it may have.
    TooMany,
    /// There is none with that number.
    NoSuch,
    /// It has another revision by now.
    Changed,
}

const COLUMNS: &str = "id, company, person, name, revision, body, created_at, updated_at";

fn draft_row(row: &Row<'_>) -> Result<Draft, rusqlite::Error> {
    Ok(Draft {
        id: unsigned(row.get(0)?),
        company: row.get(1)?,
        person: row.get(2)?,
        name: row.get(3)?,
        revision: unsigned(row.get(4)?),
        body: row.get(5)?,
        created_at: Moment::from_millis(row.get(6)?),
        updated_at: Moment::from_millis(row.get(7)?),
    })
}

impl Drafts {
    /// Opens the file, making and migrating it as needed. Nobody but its owner may read it.
    ///
    /// # Errors
    /// When SQLite fails, or a newer program wrote the file.
    pub fn open(path: &Path) -> Result<Drafts, StoreError> {
        let connection = beside::open(path, MIGRATIONS, "open its drafts")?;
        Ok(Drafts { connection })
    }

    /// A company's drafts, changed last first, their bodies left out.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn of_company(&self, company: &str) -> Result<Vec<Draft>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT id, company, person, name, revision, '', created_at, updated_at \
                 FROM draft WHERE company = ?1 ORDER BY updated_at DESC, id DESC",
            )?;
            statement.query_map([company], draft_row)?.collect::<Result<Vec<_>, _>>()
        };
        read().map_err(fault("list drafts"))
    }

    /// # Errors
    /// When SQLite fails.
    pub fn draft(&self, id: u64) -> Result<Option<Draft>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE id = ?1");
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            statement.query_row([signed(id)], draft_row).optional()
        };
        read().map_err(fault("read a draft"))
    }

    /// Keeps a new draft, unless its company has so many already.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn add(
        &mut self,
        draft: &NewDraft,
        most: u32,
        now: Moment,
    ) -> Result<Result<Draft, NotKept>, StoreError> {
        let NewDraft { company, person, name, body } = draft;
        let write = || {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO draft (company, person, name, revision, body, created_at, updated_at) \
                 SELECT ?1, ?2, ?3, 1, ?4, ?5, ?5 \
                 WHERE (SELECT count(*) FROM draft WHERE company = ?1) < ?6",
            )?;
            statement.execute(params![company, person, name, body, now.millis(), most])
        };
        if write().map_err(fault("keep a draft"))? == 0 {
            return Ok(Err(NotKept::TooMany));
        }
        let kept = self.draft(unsigned(self.connection.last_insert_rowid()))?;
        Ok(kept.ok_or(NotKept::NoSuch))
    }

    /// Puts a draft in place of its revision, and of no other: what somebody else wrote meanwhile is not lost.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn put(
        &mut self,
        id: u64,
        revision: u64,
        draft: &NewDraft,
        now: Moment,
    ) -> Result<Result<Draft, NotKept>, StoreError> {
        let NewDraft { company, person, name, body } = draft;
        let write = || {
            let mut statement = self.connection.prepare_cached(
                "UPDATE draft SET person = ?4, name = ?5, body = ?6, updated_at = ?7, \
                 revision = revision + 1 WHERE id = ?1 AND company = ?2 AND revision = ?3",
            )?;
            let (id, revision) = (signed(id), signed(revision));
            statement.execute(params![id, company, revision, person, name, body, now.millis()])
        };
        let is_put = write().map_err(fault("keep a draft"))? == 1;
        let kept = self.draft(id)?.filter(|it| it.company == *company);
        Ok(match kept {
            None => Err(NotKept::NoSuch),
            Some(_) if !is_put => Err(NotKept::Changed),
            Some(kept) => Ok(kept),
        })
    }

    /// Whether there was one to throw away.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn remove(&mut self, id: u64, company: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM draft WHERE id = ?1 AND company = ?2";
        let removed = self.connection.execute(sql, params![signed(id), company]);
        removed.map(|it| it == 1).map_err(fault("throw a draft away"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(company: &str, body: &str) -> NewDraft {
        let (company, body) = (company.to_owned(), body.to_owned());
        NewDraft { company, person: "linxi".to_owned(), name: "手机".to_owned(), body }
    }

    #[test]
    fn of_two_who_change_one_revision_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drafts.sqlite");
        let mut drafts = Drafts::open(&path).unwrap();
        let now = Moment::from_millis(1_000);
        let first = drafts.add(&of("3302260001", "{}"), 2, now).unwrap().unwrap();
        assert_eq!(first.revision, 1);
        let later = Moment::from_millis(2_000);
        let put = drafts.put(first.id, 1, &of("3302260001", r#"{"a":1}"#), later).unwrap();
        assert_eq!(put.as_ref().map(|it| (it.revision, it.body.as_str())), Ok((2, r#"{"a":1}"#)));
        let again = drafts.put(first.id, 1, &of("3302260001", "{}"), later).unwrap();
        assert_eq!(again, Err(NotKept::Changed));
        let others = drafts.put(first.id, 2, &of("3302260002", "{}"), later).unwrap();
        assert_eq!(others, Err(NotKept::NoSuch));
        drop(drafts);
        let mut drafts = Drafts::open(&path).unwrap();
        assert_eq!(drafts.draft(first.id).unwrap().unwrap().body, r#"{"a":1}"#);
        assert!(!drafts.remove(first.id, "3302260002").unwrap(), "another company's");
        drafts.add(&of("3302260001", "{}"), 2, later).unwrap().unwrap();
        let third = drafts.add(&of("3302260001", "{}"), 2, later).unwrap();
        assert_eq!(third, Err(NotKept::TooMany));
        assert_eq!(drafts.of_company("3302260001").unwrap().len(), 2);
        assert!(drafts.remove(first.id, "3302260001").unwrap());
        assert!(drafts.of_company("3302260002").unwrap().is_empty());
    }
}
