//! A connection to PostgreSQL: where it goes, its prepared statements, and that it may wait.

use std::{
    io::Write as _,
    sync::{Arc, OnceLock},
    time::Duration,
};

use postgres::{
    Client, Config, NoTls, Statement, config::SslMode, fallible_iterator::FallibleIterator as _,
    types::ToSql,
};
use rustc_hash::FxHashMap;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{Copied, SqlError};

/// A connection with its prepared statements.
pub(crate) struct Server {
    /// Nothing only while it is closed.
    client: Option<Client>,
    prepared: FxHashMap<String, Statement>,
    /// How to connect again, where that is done without a word.
    again: Option<Box<(Config, String)>>,
    /// What was begun and not ended went with the connection, if that goes.
    pub(super) is_within: bool,
}

impl Server {
    /// Connects, to look into one schema alone. `settings` are more statements for the begin of a session.
    pub(crate) fn connect(
        config: &Config,
        schema: &str,
        settings: &str,
    ) -> Result<Server, SqlError> {
        let mut config = config.clone();
        // A peer that is gone without a word is noticed within ten seconds, on both sides.
        config
            .connect_timeout(Duration::from_secs(10))
            .keepalives_idle(Duration::from_secs(3))
            .keepalives_interval(Duration::from_secs(2))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(9));
        let settings = format!(
            "SET search_path = {schema}; SET tcp_keepalives_idle = 3; \
             SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; \
             SET client_min_messages = warning; SET jit = off; \
             SET client_connection_check_interval = '2s'; {settings}"
        );
        let client = Some(begin(&config, &settings)?);
        let again = Some(Box::new((config, settings)));
        Ok(Server { client, prepared: FxHashMap::default(), again, is_within: false })
    }

    /// Never connects again: what its session holds must go with it.
    pub(crate) fn once(mut self) -> Server {
        self.again = None;
        self
    }

    /// Connects again when the connection is gone, and with it nothing that was begun.
    pub(super) fn renew(&mut self) -> Result<(), SqlError> {
        let is_gone = self.client.as_ref().is_none_or(Client::is_closed);
        let Some(again) = self.again.as_deref().filter(|_| is_gone && !self.is_within) else {
            return Ok(());
        };
        let (config, settings) = again;
        let client = begin(config, settings)?;
        self.prepared.clear();
        self.client = Some(client);
        Ok(())
    }

    /// Lets a connection go that is of no use any more.
    pub(super) fn lose(&mut self) {
        self.prepared.clear();
        self.client = None;
    }

    /// Whoever speaks to it does so [`apart`].
    pub(crate) fn client(&mut self) -> Result<&mut Client, SqlError> {
        self.client.as_mut().ok_or(SqlError::Closed)
    }

    /// How many rows a statement changed. Sets of rows are given column by column.
    pub(crate) fn execute(
        &mut self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, SqlError> {
        let statement = self.prepared(sql)?;
        Ok(self.client()?.execute(&statement, values)?)
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<postgres::Row>, SqlError> {
        let statement = self.prepared(sql)?;
        Ok(self.client()?.query(&statement, values)?)
    }

    /// Writes rows into a table: `COPY table (columns) FROM STDIN (FORMAT binary)`.
    pub(crate) fn copy(&mut self, sql: &str, rows: Copied) -> Result<(), SqlError> {
        if rows.is_empty() {
            return Ok(());
        }
        let statement = self.prepared(sql)?;
        let mut writer = self.client()?.copy_in(&statement)?;
        writer.write_all(&rows.end())?;
        writer.finish()?;
        Ok(())
    }

    /// Waits for a notification, so long at most, and takes all that came.
    pub(crate) fn wait(&mut self, at_most: Duration) -> Result<(), SqlError> {
        let mut notifications = self.client()?.notifications();
        if notifications.timeout_iter(at_most).next()?.is_some() {
            let mut others = notifications.iter();
            while others.next()?.is_some() {}
        }
        drop(notifications);
        // A connection that is gone has no news either.
        if self.client()?.is_closed() { Err(SqlError::Closed) } else { Ok(()) }
    }

    /// All of what is done, or nothing of it.
    pub(crate) fn within<T>(
        &mut self,
        act: impl FnOnce(&mut Server) -> Result<T, SqlError>,
    ) -> Result<T, SqlError> {
        self.client()?.batch_execute("BEGIN")?;
        let done = act(self).and_then(|it| {
            self.client()?.batch_execute("COMMIT")?;
            Ok(it)
        });
        if done.is_err() {
            // A connection that is gone has taken it back by itself.
            let _ = self.client()?.batch_execute("ROLLBACK");
        }
        done
    }

    /// A statement, prepared when it is asked for first.
    pub(crate) fn prepared(&mut self, sql: &str) -> Result<Statement, SqlError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client()?.prepare(&numbered(sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// Encrypted where the address asks for it (`sslmode=require`) or the server can: its certificate must then be one that
/// this machine trusts (`SSL_CERT_FILE` names others).
fn begin(config: &Config, settings: &str) -> Result<Client, SqlError> {
    apart(|| {
        let mut client = match config.get_ssl_mode() {
            SslMode::Disable => config.connect(NoTls)?,
            _ => config.connect(encryption()?)?,
        };
        client.batch_execute(settings)?;
        Ok(client)
    })
}

fn encryption() -> Result<MakeRustlsConnect, SqlError> {
    static TRUSTED: OnceLock<Result<ClientConfig, String>> = OnceLock::new();
    let make = || {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|it| it.to_string())?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    };
    let trusted = TRUSTED.get_or_init(make).clone();
    let config = trusted.map_err(|cause| SqlError::Io(std::io::Error::other(cause)))?;
    Ok(MakeRustlsConnect::new(config))
}

impl Drop for Server {
    fn drop(&mut self) {
        // What was prepared tells its client when it goes, and the client waits until the server knows that it goes.
        apart(|| {
            self.lose();
        });
    }
}

/// `?1` is `$1` here.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut characters = sql.chars().peekable();
    while let Some(it) = characters.next() {
        let is_value = it == '?' && characters.peek().is_some_and(char::is_ascii_digit);
        text.push(if is_value { '$' } else { it });
    }
    text
}

/// Waits on a thread that runs tasks as on any other: the tasks go on elsewhere.
pub(crate) fn apart<T>(wait: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(runtime) if runtime.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(wait)
        }
        _ => wait(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_the_server_has_them() {
        assert_eq!(numbered("a = ?1 AND b = ?12 OR '?' = ?1"), "a = $1 AND b = $12 OR '?' = $1");
    }
}
