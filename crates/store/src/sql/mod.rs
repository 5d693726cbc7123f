//! One connection to either database, for everything that is asked of both in the same words.
//!
//! Statements are written once, with `?1`, `?2` for their values, in the SQL that SQLite and PostgreSQL share; where
//! they differ, [`Sql::differs`] picks. What decides, and has to be fast, speaks to its database directly (`sqlite`,
//! `postgres`).

mod copied;
mod server;
mod value;

use std::{cell::RefCell, error::Error as _, fmt, ops::Deref};

use postgres::{
    error::{DbError, Severity},
    fallible_iterator::FallibleIterator as _,
};
use rusqlite::{OptionalExtension as _, params_from_iter};

pub(crate) use self::{
    copied::{Copied, without_nul},
    server::{Server, apart},
    value::{Param, Row, Value},
};

/// What went wrong with a statement.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SqlError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    /// What is kept in a column cannot be read as what it is.
    #[error("column {column} holds {held}")]
    Column { column: usize, held: String },
    #[error("{schema} has schema {held}, this program knows {known}")]
    Newer { schema: &'static str, held: i64, known: i64 },
    #[error("there is no house in this database")]
    NoHouse,
    /// What was numbered or decided here was numbered or decided by somebody else meanwhile.
    #[error("another node was faster")]
    Overtaken,
    #[error("{arrived} rows of {table} arrived, of {sent}")]
    Count { table: &'static str, sent: i64, arrived: i64 },
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("the connection to the database is gone")]
    Closed,
    /// A statement that gives one row gave none.
    #[error("no row was given back")]
    NoRow,
}

impl SqlError {
    /// Whether the connection is of no use any more.
    fn is_of_connection(&self) -> bool {
        match self {
            SqlError::Io(_) | SqlError::Closed => true,
            SqlError::Postgres(error) => {
                let is_fatal = |it: &DbError| {
                    matches!(it.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
                };
                error.is_closed()
                    || error.as_db_error().is_some_and(is_fatal)
                    || error.source().is_some_and(|it| it.is::<std::io::Error>())
            }
            _ => false,
        }
    }

    pub(crate) fn column(column: usize, held: impl fmt::Display) -> SqlError {
        SqlError::Column { column, held: held.to_string() }
    }
}

/// A connection of one's own.
pub(crate) enum Held {
    Sqlite(rusqlite::Connection),
    Postgres(Box<RefCell<Server>>),
}

/// What is asked over a connection.
#[derive(Clone, Copy)]
pub(crate) enum Sql<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c RefCell<Server>),
}

/// The values of a statement, in order.
macro_rules! values {
    () => { &[] as &[&dyn $crate::sql::Param] };
    ($($value:expr),+ $(,)?) => { &[$(&$value as &dyn $crate::sql::Param),+] };
}
pub(crate) use values;

impl From<rusqlite::Connection> for Held {
    fn from(connection: rusqlite::Connection) -> Held {
        Held::Sqlite(connection)
    }
}

impl From<Server> for Held {
    fn from(server: Server) -> Held {
        Held::Postgres(Box::new(RefCell::new(server)))
    }
}

impl Held {
    pub(crate) fn sql(&self) -> Sql<'_> {
        match self {
            Held::Sqlite(connection) => Sql::Sqlite(connection),
            Held::Postgres(server) => Sql::Postgres(server),
        }
    }
}

impl<'c> Sql<'c> {
    /// The one text or the other, where the two do not share their words.
    pub(crate) fn differs<'t>(self, sqlite: &'t str, postgres: &'t str) -> &'t str {
        match self {
            Sql::Sqlite(_) => sqlite,
            Sql::Postgres(_) => postgres,
        }
    }

    /// All rows that a statement gives.
    pub(crate) fn all<T>(
        self,
        sql: &str,
        values: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, SqlError> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(read(row)?);
            Ok(true)
        })?;
        Ok(all)
    }

    /// Rows as they come, until `take` wants no more of them.
    pub(crate) fn each(
        self,
        sql: &str,
        values: &[&dyn Param],
        mut take: impl FnMut(&Row<'_>) -> Result<bool, SqlError>,
    ) -> Result<(), SqlError> {
        match self {
            Sql::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows =
                    statement.query(params_from_iter(values.iter().map(|it| it.value())))?;
                while let Some(row) = rows.next()? {
                    if !take(&Row::Sqlite(row))? {
                        break;
                    }
                }
                Ok(())
            }
            Sql::Postgres(server) => over(server, |server| {
                let statement = server.prepared(sql)?;
                let values = values.iter().map(|it| it.value());
                let mut rows = server.client()?.query_raw(&statement, values)?;
                while let Some(row) = rows.next()? {
                    if !take(&Row::Postgres(&row))? {
                        break;
                    }
                }
                Ok(())
            }),
        }
    }

    /// The first row that a statement gives, if it gives any.
    pub(crate) fn first<T>(
        self,
        sql: &str,
        values: &[&dyn Param],
        read: impl FnOnce(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<Option<T>, SqlError> {
        match self {
            Sql::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let row = statement
                    .query_row(params_from_iter(values.iter().map(|it| it.value())), |row| {
                        Ok(read(&Row::Sqlite(row)))
                    });
                row.optional()?.transpose()
            }
            Sql::Postgres(server) => over(server, |server| {
                let statement = server.prepared(sql)?;
                let values = values.iter().map(|it| it.value());
                let row = server.client()?.query_raw(&statement, values)?.next()?;
                row.map(|row| read(&Row::Postgres(&row))).transpose()
            }),
        }
    }

    /// The one row that a statement gives.
    pub(crate) fn one<T>(
        self,
        sql: &str,
        values: &[&dyn Param],
        read: impl FnOnce(&Row<'_>) -> Result<T, SqlError>,
    ) -> Result<T, SqlError> {
        self.first(sql, values, read)?.ok_or(SqlError::NoRow)
    }

    /// How many rows a statement changed.
    pub(crate) fn execute(self, sql: &str, values: &[&dyn Param]) -> Result<u64, SqlError> {
        match self {
            Sql::Sqlite(connection) => {
                let changed = connection
                    .prepare_cached(sql)?
                    .execute(params_from_iter(values.iter().map(|it| it.value())))?;
                Ok(changed as u64)
            }
            Sql::Postgres(server) => over(server, |server| {
                let statement = server.prepared(sql)?;
                let values = values.iter().map(|it| it.value());
                let mut rows = server.client()?.query_raw(&statement, values)?;
                while rows.next()?.is_some() {}
                Ok(rows.rows_affected().unwrap_or(0))
            }),
        }
    }

    /// Several statements without values.
    pub(crate) fn script(self, sql: &str) -> Result<(), SqlError> {
        match self {
            Sql::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Sql::Postgres(server) => {
                over(server, |server| Ok(server.client()?.batch_execute(sql)?))
            }
        }
    }

    /// All of what is written until its commit, or nothing of it.
    pub(crate) fn transaction(self) -> Result<Transaction<'c>, SqlError> {
        // Who may have to wait for the lock waits before he has read: one who has read is not waited for.
        self.begin(self.differs("BEGIN IMMEDIATE", "BEGIN"))
    }

    /// Everything read until it ends is read as of one moment.
    pub(crate) fn snapshot(self) -> Result<Transaction<'c>, SqlError> {
        self.begin(self.differs("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    }

    fn begin(self, how: &str) -> Result<Transaction<'c>, SqlError> {
        self.script(how)?;
        self.is_within(true);
        Ok(Transaction { sql: self, is_over: false })
    }

    fn is_within(self, is_within: bool) {
        if let Sql::Postgres(server) = self {
            server.borrow_mut().is_within = is_within;
        }
    }
}

/// Asks a server; a connection that turns out to be gone is let go, so that the next question finds another.
fn over<T>(
    server: &RefCell<Server>,
    ask: impl FnOnce(&mut Server) -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    apart(|| {
        let mut server = server.borrow_mut();
        server.renew()?;
        let answer = ask(&mut server);
        if answer.as_ref().is_err_and(SqlError::is_of_connection) {
            server.lose();
        }
        answer
    })
}

/// Taken back when it is dropped without having been committed.
pub(crate) struct Transaction<'s> {
    sql: Sql<'s>,
    is_over: bool,
}

impl Transaction<'_> {
    pub(crate) fn commit(mut self) -> Result<(), SqlError> {
        self.sql.script("COMMIT")?;
        self.is_over = true;
        self.sql.is_within(false);
        Ok(())
    }
}

impl<'s> Deref for Transaction<'s> {
    type Target = Sql<'s>;

    fn deref(&self) -> &Sql<'s> {
        &self.sql
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            // A connection that is gone has taken it back by itself.
            let _ = self.sql.script("ROLLBACK");
            self.sql.is_within(false);
        }
    }
}
