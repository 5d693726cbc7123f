//! A house in whichever database it is kept.

use std::{fs, time::Duration};

use clearance::ports::{
    Accepted, Decisions, Facts, Head, Keys, PackedInput, Remembered, Store, StoreError,
    StoredInput, TellTasks,
};
use model::{CommitNo, InputId};
use rusqlite::Connection;

use crate::{
    carry::is_unfinished,
    load::SqliteLoader,
    pg::{PostgresInbox, PostgresLoader, PostgresStore},
    place::{Kept, Place, connect},
    rows::fault,
    sql::Held,
    sqlite::{Options, SqliteStore},
    write::Staged,
};

/// Who decides in a house.
pub enum HouseStore {
    Sqlite(Box<SqliteStore>),
    Postgres(Box<PostgresStore>),
}

/// Loads facts beside the one who decides.
pub enum Loader {
    Sqlite(SqliteLoader),
    Postgres(Box<PostgresLoader>),
}

impl HouseStore {
    /// Opens the house for deciding, making and migrating it as needed. `fresh` gives the secrets of a new house.
    ///
    /// # Errors
    /// [`crate::InUse`] when another program decides; else when the database fails or a newer program wrote there.
    pub fn open(
        place: &Place,
        options: Options,
        fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
    ) -> Result<HouseStore, StoreError> {
        let store = HouseStore::open_unfinished(place, options, fresh)?;
        if is_unfinished(HouseStore::beside(place)?.sql()).map_err(fault("open the house"))? {
            let cause = "a move into it was begun and not ended; run `tongguan move` again";
            return Err(StoreError::new("open the house", cause));
        }
        Ok(store)
    }

    /// The same, be a move into it ended or not.
    pub(crate) fn open_unfinished(
        place: &Place,
        options: Options,
        fresh: impl FnOnce() -> ([u8; 16], [u8; 32]),
    ) -> Result<HouseStore, StoreError> {
        match place {
            Place::Folder(folder) => {
                fs::create_dir_all(folder).map_err(fault("make its folder"))?;
                let path = place.file(Kept::House).unwrap_or_else(|| folder.clone());
                let store = SqliteStore::open(&path, options, fresh)?;
                Ok(HouseStore::Sqlite(Box::new(store)))
            }
            Place::Database(config) => {
                let store = PostgresStore::open(config, &options, fresh)?;
                Ok(HouseStore::Postgres(Box::new(store)))
            }
        }
    }

    /// A second connection to a house that is open.
    pub(crate) fn beside(place: &Place) -> Result<Held, StoreError> {
        const ACTION: &str = "open the house a second time";
        match place {
            Place::Folder(folder) => {
                let path = place.file(Kept::House).unwrap_or_else(|| folder.clone());
                let open = || {
                    let connection = Connection::open(path)?;
                    connection.busy_timeout(Duration::from_secs(10))?;
                    Ok(connection)
                };
                Ok(open().map_err(fault::<rusqlite::Error>(ACTION))?.into())
            }
            Place::Database(config) => Ok(connect(config, Kept::House, ACTION)?.into()),
        }
    }

    /// Folds the logs of claims and accounts into their indexes, where there are any.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fold(&mut self) -> Result<(), StoreError> {
        match self {
            HouseStore::Sqlite(store) => store.fold(),
            HouseStore::Postgres(_) => Ok(()),
        }
    }

    /// The secrets of this house: of its keys, and of its signatures.
    ///
    /// # Errors
    /// When the database fails.
    pub fn secrets(&self) -> Result<([u8; 16], [u8; 32]), StoreError> {
        match self {
            HouseStore::Sqlite(store) => store.secrets(),
            HouseStore::Postgres(store) => Ok(store.secrets()),
        }
    }

    /// Commits a batch with what was staged of it, and keeps its inputs in the same transaction when they were not
    /// accepted before: either both are durable or neither.
    ///
    /// # Errors
    /// When the database fails, a case changed that no history tells of, or another node was faster; then nothing was
    /// committed.
    pub fn commit_staged(
        &mut self,
        kept: &[(InputId, &PackedInput)],
        decisions: &Decisions,
        staged: &Staged,
    ) -> Result<Head, StoreError> {
        match self {
            HouseStore::Sqlite(store) => store.commit_staged(kept, decisions, staged),
            HouseStore::Postgres(store) => store.commit_staged(kept, decisions, staged),
        }
    }

    /// A connection that loads facts beside this writer, from what is committed.
    ///
    /// # Errors
    /// When the house is in memory, or the database fails.
    pub fn loader(&self) -> Result<Loader, StoreError> {
        match self {
            HouseStore::Sqlite(store) => store.loader().map(Loader::Sqlite),
            HouseStore::Postgres(store) => store.loader().map(|it| Loader::Postgres(Box::new(it))),
        }
    }
}

impl Loader {
    /// The last decided input whose commit every load from now on will see.
    pub fn through(&self) -> InputId {
        match self {
            Loader::Sqlite(loader) => loader.through(),
            Loader::Postgres(loader) => loader.through(),
        }
    }

    /// # Errors
    /// When the database fails.
    pub fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        match self {
            Loader::Sqlite(loader) => loader.load(keys),
            Loader::Postgres(loader) => loader.load(keys),
        }
    }

    /// The number of the message with that digest, when it is committed. A command of the house's
    /// own has no such number: given again, it is obeyed again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn input_of(&mut self, digest: &[u8; 32]) -> Result<Option<InputId>, StoreError> {
        match self {
            Loader::Sqlite(loader) => loader.input_of(digest),
            Loader::Postgres(loader) => loader.input_of(digest),
        }
    }
}

/// A door where another node may decide; nothing for a house in files, of which one program does both.
///
/// # Errors
/// When there is no house, or its database fails.
pub fn inbox(place: &Place) -> Result<Option<PostgresInbox>, StoreError> {
    match place {
        Place::Folder(_) => Ok(None),
        Place::Database(config) => PostgresInbox::open(config).map(Some),
    }
}

macro_rules! either {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            HouseStore::Sqlite($store) => $call,
            HouseStore::Postgres($store) => $call,
        }
    };
}

impl Store for HouseStore {
    fn pack(&self) -> fn(&[u8]) -> Vec<u8> {
        either!(self, store => store.pack())
    }

    fn accept(&mut self, inputs: &[PackedInput]) -> Result<Vec<Accepted>, StoreError> {
        either!(self, store => store.accept(inputs))
    }

    fn inputs_after(
        &mut self,
        after: InputId,
        max_bytes: usize,
    ) -> Result<Vec<StoredInput>, StoreError> {
        either!(self, store => store.inputs_after(after, max_bytes))
    }

    fn house_inputs(&mut self, up_to: InputId) -> Result<Vec<StoredInput>, StoreError> {
        either!(self, store => store.house_inputs(up_to))
    }

    fn load(&mut self, keys: &Keys) -> Result<Facts, StoreError> {
        either!(self, store => store.load(keys))
    }

    fn commit(&mut self, decisions: &Decisions) -> Result<Head, StoreError> {
        either!(self, store => store.commit(decisions))
    }

    fn remembered_after(
        &mut self,
        after: CommitNo,
        max_bytes: usize,
    ) -> Result<Vec<Remembered>, StoreError> {
        either!(self, store => store.remembered_after(after, max_bytes))
    }

    fn checkpoint(&mut self) -> Result<Option<Remembered>, StoreError> {
        either!(self, store => store.checkpoint())
    }

    fn tell_tasks(&mut self, edition: u32, tell: TellTasks<'_>) -> Result<(), StoreError> {
        either!(self, store => store.tell_tasks(edition, tell))
    }

    fn head(&mut self) -> Result<Head, StoreError> {
        either!(self, store => store.head())
    }
}
