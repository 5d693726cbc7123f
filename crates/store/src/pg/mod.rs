//! A house in PostgreSQL: one node decides, any number accept.
//!
//! Who decides holds an advisory lock on the connection that commits, so that whoever lost the lock cannot commit
//! either: the server lets both go together, at the latest ten seconds after a node is gone without a word.

mod load;
mod schema;
mod write;

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use clearance::ports::{
    Accepted, Decisions, Facts, Head, Keys, PackedInput, Remembered, Store, StoreError,
    StoredInput, TellTasks,
};
use ed25519_dalek::SigningKey;
use model::{CommitNo, InputId};
use postgres::Config;

pub(crate) use self::{load::load, schema::STEPS};
use crate::{
    migrations::migrate_schema,
    place::{Kept, Place, connect, connect_with},
    rows::{
        checkpoint, digest_of, fault, house_inputs, inputs_after, pack, remembered_after, unsigned,
    },
    signing::sign_head,
    sql::{Server, Sql, SqlError, apart, values},
    sqlite::{HeadRow, InUse, Options, Secrets},
    tasks,
    write::Staged,
};

/// Who decides holds this lock.
const DECIDES: &str = "tongguan decides";

/// Who decides in a house in PostgreSQL.
pub struct PostgresStore {
    server: RefCell<Server>,
    config: Box<Config>,
    head: HeadRow,
    secrets: Secrets,
    key: SigningKey,
    sign_every: u64,
    signed_through: u64,
    /// The last decided input whose commit is durable.
    through: Arc<AtomicU64>,
}

/// There must be a house already.
pub(crate) fn ensure_house(server: &mut Server) -> Result<(), SqlError> {
    match schema_of(server)? {
        Some(_) => Ok(()),
        None => Err(SqlError::NoHouse),
    }
}

/// Connects for reading alone.
pub(crate) fn connect_to_read(config: &Config, action: &'static str) -> Result<Server, StoreError> {
    connect_with(config, Kept::House, "SET default_transaction_read_only = on", action)
}

/// The schema of a house; nothing where there is none.
pub(crate) fn schema_of(server: &mut Server) -> Result<Option<i64>, SqlError> {
    apart(|| {
        let there = "SELECT to_regclass('schema_version') IS NOT NULL";
        let there: bool = server.query(there, &[])?.first().ok_or(SqlError::NoRow)?.try_get(0)?;
        if !there {
            return Ok(None);
        }
        let rows = server.query("SELECT no FROM schema_version", &[])?;
        Ok(Some(rows.first().ok_or(SqlError::NoRow)?.try_get(0)?))
    })
}

/// Whether a node decides.
pub(crate) fn is_held(server: &mut Server) -> Result<bool, SqlError> {
    // Taken for the length of the question.
    let free = "SELECT pg_try_advisory_xact_lock_shared(hashtext(?1))";
    let rows = apart(|| server.query(free, &[&DECIDES]))?;
    let is_free: bool = rows.first().ok_or(SqlError::NoRow)?.try_get(0)?;
    Ok(!is_free)
}

/// Connects for the hot path: every look-up goes by its index, whatever was counted of tables that grow fast.
fn connect_fast(config: &Config, action: &'static str) -> Result<Server, StoreError> {
    const SETTINGS: &str = "SET synchronous_commit = on; SET plan_cache_mode = force_generic_plan; \
         SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; \
         SET enable_bitmapscan = off";
    // What goes with it, a lock or the place in a queue, is not had again without a word.
    connect_with(config, Kept::House, SETTINGS, action).map(Server::once)
}

impl PostgresStore {
    /// Opens the house for deciding, making and migrating it as needed. `fresh` gives the secrets of a new house.
    ///
    /// # Errors
    /// [`InUse`] when another node decides; else when the database fails or a newer program wrote there.
    pub(crate) fn open(
        config: &Config,
        options: &Options,
        fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
    ) -> Result<PostgresStore, StoreError> {
        let mut server = connect_fast(config, "open its database")?;
        migrate_schema(&mut server, Kept::House, STEPS).map_err(fault("bring its schema up"))?;
        let take = "SELECT pg_try_advisory_lock(hashtext(?1))";
        let taken = apart(|| server.query(take, &[&DECIDES])).map_err(fault("take the house"))?;
        let is_taken = taken.first().is_some_and(|row| row.try_get(0).unwrap_or(false));
        if !is_taken {
            return Err(StoreError::new("take the house", InUse));
        }
        let secrets = secrets(&mut server, fresh).map_err(fault("read its secrets"))?;
        let server = RefCell::new(server);
        let head = read_head(Sql::Postgres(&server)).map_err(fault("read its head"))?;
        let signed_through = "SELECT coalesce(max(commit_no), 0) FROM head_signature";
        let signed_through = Sql::Postgres(&server)
            .one(signed_through, values![], |row| row.get(0))
            .map_err(fault("read its signatures"))?;
        Ok(PostgresStore {
            server,
            config: Box::new(config.clone()),
            head,
            key: SigningKey::from_bytes(&secrets.signing),
            secrets,
            sign_every: options.sign_every.max(1),
            signed_through: unsigned(signed_through),
            through: Arc::new(AtomicU64::new(head.decided_input)),
        })
    }

    fn sql(&self) -> Sql<'_> {
        Sql::Postgres(&self.server)
    }

    pub(crate) fn secrets(&self) -> ([u8; 16], [u8; 32]) {
        (self.secrets.keyring, self.secrets.signing)
    }

    /// Commits a batch with what was staged of it, and keeps its inputs in the same transaction when they were not
    /// accepted before.
    ///
    /// # Errors
    /// When the database fails, a case changed that no history tells of, or another node decided meanwhile.
    pub(crate) fn commit_staged(
        &mut self,
        kept: &[(InputId, &PackedInput)],
        decisions: &Decisions,
        staged: &Staged,
    ) -> Result<Head, StoreError> {
        if let Some(case) = decisions.untold() {
            let cause = format!("case {} changed, and nothing is told of it", case.0);
            return Err(StoreError::new("write a commit", cause));
        }
        let mut head = self.head;
        let is_signed = (head.commit + 1).is_multiple_of(self.sign_every);
        let server = self.server.get_mut();
        let key = &self.key;
        let write = |server: &mut Server| {
            write::keep_numbered(server, kept)?;
            write::write_decisions(server, decisions, staged, &mut head)?;
            if is_signed {
                let signed = sign_head(key, CommitNo(head.commit), head.link);
                write::write_signature(server, &signed)?;
            }
            Ok(())
        };
        apart(|| server.within(write)).map_err(fault("write a commit"))?;
        self.head = head;
        self.through.store(head.decided_input, Ordering::Release);
        if is_signed {
            self.signed_through = head.commit;
        }
        self.head()
    }

    /// Signs the head if it is not signed yet.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn sign(&mut self) -> Result<(), StoreError> {
        if self.head.commit > self.signed_through {
            let signed = sign_head(&self.key, CommitNo(self.head.commit), self.head.link);
            let server = self.server.get_mut();
            apart(|| write::write_signature(server, &signed)).map_err(fault("sign its head"))?;
            self.signed_through = self.head.commit;
        }
        Ok(())
    }

    /// A connection that loads facts beside this one, from what is committed.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn loader(&self) -> Result<PostgresLoader, StoreError> {
        let server = connect_fast(&self.config, "open its database for loading")?;
        Ok(PostgresLoader { server: RefCell::new(server), through: Arc::clone(&self.through) })
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        // A head that could not be signed now is signed by the next one to decide.
        let _ = self.sign();
    }
}

/// Loads facts beside the one who decides.
pub struct PostgresLoader {
    server: RefCell<Server>,
    through: Arc<AtomicU64>,
}

impl PostgresLoader {
    pub(crate) fn through(&self) -> InputId {
        InputId(self.through.load(Ordering::Acquire))
    }

    pub(crate) fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load(Sql::Postgres(&self.server), keys).map_err(fault("load facts"))
    }

    pub(crate) fn input_of(&mut self, digest: &[u8; 32]) -> Result<Option<InputId>, StoreError> {
        let text = "SELECT id FROM input WHERE digest = ?1 AND NOT is_house";
        Sql::Postgres(&self.server)
            .first(text, values![digest], |row| row.get(0))
            .map(|it| it.map(|id| InputId(unsigned(id))))
            .map_err(fault("look an input up"))
    }
}

/// A door of a house where another node may decide: what it takes is durable and numbered.
pub struct PostgresInbox {
    server: Server,
}

impl PostgresInbox {
    /// # Errors
    /// When there is no house, or its database fails.
    pub(crate) fn open(config: &Config) -> Result<PostgresInbox, StoreError> {
        Ok(PostgresInbox { server: connect_fast(config, "open its database for accepting")? })
    }

    /// Makes inputs durable. When it returns, they are acknowledged.
    ///
    /// # Errors
    /// When the database fails; then nothing was accepted.
    pub fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        let server = &mut self.server;
        apart(|| write::accept(server, inputs)).map_err(fault("keep inputs"))
    }
}

/// Notices that something was accepted or decided, by whichever node.
pub struct HouseWatch {
    server: Server,
}

impl HouseWatch {
    /// # Errors
    /// When the house is in a folder, or its database fails.
    pub fn open(place: &Place) -> Result<HouseWatch, StoreError> {
        const ACTION: &str = "open its database for watching";
        let Place::Database(config) = place else {
            return Err(StoreError::new(ACTION, "the house is in a folder"));
        };
        let mut server = connect(config, Kept::House, ACTION)?.once();
        let listen = || Ok(server.client()?.batch_execute("LISTEN tongguan_house")?);
        apart(listen).map_err(fault::<SqlError>(ACTION))?;
        Ok(HouseWatch { server })
    }

    /// Waits until something was, or so long at most.
    ///
    /// # Errors
    /// When the database fails.
    pub fn wait(&mut self, at_most: Duration) -> Result<(), StoreError> {
        let server = &mut self.server;
        apart(|| server.wait(at_most)).map_err(fault("wait for news"))
    }
}

/// The first to come gives the house its secrets, both or neither.
fn secrets(
    server: &mut Server,
    fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
) -> Result<Secrets, SqlError> {
    apart(|| {
        let read = "SELECT key, value FROM meta WHERE key IN ('keyring', 'signing') ORDER BY key";
        let mut kept = server.query(read, &[])?;
        if kept.is_empty() {
            let (keyring, signing) = fresh();
            let write = "INSERT INTO meta (key, value) VALUES ('keyring', ?1), ('signing', ?2)";
            server.execute(write, &[&keyring.as_slice(), &signing.as_slice()])?;
            kept = server.query(read, &[])?;
        }
        let [keyring, signing] = kept.as_slice() else { return Err(SqlError::NoRow) };
        let (keyring, signing): (&[u8], &[u8]) = (keyring.try_get(1)?, signing.try_get(1)?);
        let keyring = keyring.first_chunk().copied().unwrap_or_default();
        Ok(Secrets { keyring, signing: digest_of(signing) })
    })
}

fn read_head(sql: Sql<'_>) -> Result<HeadRow, SqlError> {
    let text = "SELECT commit_no, link, decided_input, next_entry, next_history, next_receipt, \
                next_input FROM head";
    sql.one(text, values![], |row| {
        let link: Vec<u8> = row.get(1)?;
        Ok(HeadRow {
            commit: unsigned(row.get(0)?),
            link: digest_of(&link),
            decided_input: unsigned(row.get(2)?),
            next_entry: unsigned(row.get(3)?),
            next_history: unsigned(row.get(4)?),
            next_receipt: unsigned(row.get(5)?),
            next_input: unsigned(row.get(6)?),
        })
    })
}

impl Store for PostgresStore {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        pack
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        let server = self.server.get_mut();
        apart(|| write::accept(server, inputs)).map_err(fault("keep inputs"))
    }

    fn inputs_after(
        &mut self,
        after: InputId,
        max_bytes: usize,
    ) -> Result<Vec<StoredInput>, StoreError> {
        inputs_after(self.sql(), after, max_bytes)
    }

    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
        house_inputs(self.sql(), up_to)
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        load(self.sql(), keys).map_err(fault("load facts"))
    }

    fn remembered_after(
        &mut self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        remembered_after(self.sql(), after, max_bytes)
    }

    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
        checkpoint(self.sql())
    }

    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
        tasks::tell(self.sql(), edition, tell)
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        self.commit_staged(&[], decisions, &Staged::of(decisions))
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        let next_input = self
            .sql()
            .one("SELECT next_input FROM inbox", values![], |row| row.get(0))
            .map_err(fault("read its head"))?;
        self.head.next_input = unsigned(next_input);
        Ok(self.head.as_told())
    }
}
