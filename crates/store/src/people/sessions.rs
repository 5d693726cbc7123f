//! Sessions of people who signed in.

use clearance::ports::StoreError;
use model::Moment;

use super::People;
use crate::{
    rows::{fault, signed, unsigned},
    sql::{Row, values},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub person: u64,
    /// What a page sends along with whatever changes something.
    pub csrf: String,
    pub created_at: Moment,
    /// Another said who it is (OpenID Connect), and no password was asked.
    pub is_by_provider: bool,
}

/// How often it is kept that a session was used.
const SEEN_EVERY_MS: i64 = 60_000;

impl People {
    /// # Errors
    /// When the database fails.
    pub fn open_session(
        &mut self,
        digest: &[u8; 32],
        person: u64,
        csrf: &str,
        is_by_provider: bool,
        now: Moment,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (digest, person, csrf, created_at, seen_at, is_by_provider) \
                   VALUES (?1, ?2, ?3, ?4, ?4, ?5)";
        let values = values![digest.as_slice(), signed(person), csrf, now.millis(), is_by_provider];
        self.sql().execute(sql, values).map(|_| ()).map_err(fault("open a session"))
    }

    /// The session with that digest, which is used by this; nothing when it is over, by minutes without use or
    /// altogether, or its account is disabled. What is over is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub fn session(
        &mut self,
        digest: &[u8; 32],
        now: Moment,
        idle_minutes: u32,
        whole_minutes: u32,
    ) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT session.person, csrf, session.created_at, seen_at, is_disabled, \
                   is_by_provider FROM session JOIN person ON person.id = session.person \
                   WHERE digest = ?1";
        let found = self.sql().first(sql, values![digest], |row: &Row<'_>| {
            let session = Session {
                person: unsigned(row.get(0)?),
                csrf: row.get(1)?,
                created_at: Moment::from_millis(row.get(2)?),
                is_by_provider: row.get(5)?,
            };
            Ok((session, Moment::from_millis(row.get(3)?), row.get::<bool>(4)?))
        });
        let Some((session, seen_at, is_disabled)) = found.map_err(fault("read a session"))? else {
            return Ok(None);
        };
        let is_over = now >= seen_at.plus_minutes(i64::from(idle_minutes))
            || now >= session.created_at.plus_minutes(i64::from(whole_minutes));
        if is_over || is_disabled {
            self.close_session(digest)?;
            return Ok(None);
        }
        if now.millis() - seen_at.millis() >= SEEN_EVERY_MS {
            let sql = "UPDATE session SET seen_at = ?2 WHERE digest = ?1";
            let kept = self.sql().execute(sql, values![digest.as_slice(), now.millis()]);
            kept.map_err(fault("keep that a session was used"))?;
        }
        Ok(Some(session))
    }

    /// # Errors
    /// When the database fails.
    pub fn close_session(&mut self, digest: &[u8; 32]) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE digest = ?1";
        let closed = self.sql().execute(sql, values![digest.as_slice()]);
        closed.map(|_| ()).map_err(fault("close a session"))
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub fn end_sessions(&mut self, person: u64) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE person = ?1";
        let ended = self.sql().execute(sql, values![signed(person)]);
        ended.map(|_| ()).map_err(fault("end sessions"))
    }
}
