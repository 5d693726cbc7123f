//! A house's folder: one file, opened by one writer and any number of readers.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clearance::{House, Registry};
use matching::Keyring;
use messages::{Limits, Message};
use model::InputId;
use params::Law;
use store::{Deliveries, Drafts, Named, Options, People, Precedents, SqliteRecords, SqliteStore};

/// Where a house keeps itself.
#[derive(Debug, Clone)]
pub(crate) struct DataDir(PathBuf);

impl DataDir {
    pub(crate) fn new(path: &Path) -> DataDir {
        DataDir(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("house.sqlite")
    }

    /// Opens the house for writing, makes it when there is none, and decides what was left
    /// undecided when it last stopped.
    pub(crate) fn open(&self, options: Options) -> Result<House<SqliteStore>> {
        fs::create_dir_all(&self.0)
            .with_context(|| format!("cannot make the folder {}", self.0.display()))?;
        let store = SqliteStore::open(&self.file(), options, fresh_secrets)
            .with_context(|| format!("cannot open the house in {}", self.0.display()))?;
        let (secret, _) = store.secrets()?;
        let law = Law::shipped().context("the shipped law is not sound")?;
        let mut house = House::open(store, law, Keyring::new(secret))?;
        house.resume().context("cannot decide what was left undecided")?;
        Ok(house)
    }

    /// How far the receivers of this house's receipts have come; a file of its own.
    pub(crate) fn deliveries(&self) -> Result<Deliveries> {
        Deliveries::open(&self.0.join("deliveries.sqlite"))
            .with_context(|| format!("cannot open the deliveries in {}", self.0.display()))
    }

    /// Who signs in to this house; a file of its own.
    pub(crate) fn people(&self) -> Result<People> {
        People::open(&self.0.join("people.sqlite"))
            .with_context(|| format!("cannot open the people in {}", self.0.display()))
    }

    /// What traders have not sent yet; a file of its own.
    pub(crate) fn drafts(&self) -> Result<Drafts> {
        Drafts::open(&self.0.join("drafts.sqlite"))
            .with_context(|| format!("cannot open the drafts in {}", self.0.display()))
    }

    /// Which cases name whom; a file of its own.
    pub(crate) fn named(&self) -> Result<Named> {
        Named::open(&self.0.join("named.sqlite"))
            .with_context(|| format!("cannot open the index of names in {}", self.0.display()))
    }

    /// Earlier declarations by company and goods; a file of its own, told from this house.
    pub(crate) fn precedents(&self) -> Result<Precedents> {
        Precedents::open(&self.0.join("precedents.sqlite"))
            .with_context(|| format!("cannot open the precedents in {}", self.0.display()))
    }

    pub(crate) fn records(&self) -> Result<SqliteRecords> {
        SqliteRecords::open(&self.file()).with_context(|| {
            format!(
                "there is no house in {}; `tongguan ingest` or `serve` makes one",
                self.0.display()
            )
        })
    }
}

/// The registry as all inputs so far have made it.
pub(crate) fn registry_of(records: &SqliteRecords) -> Result<Registry> {
    let mut registry = Registry::new(Law::shipped().context("the shipped law is not sound")?);
    bring_up(&mut registry, records, InputId(0))?;
    Ok(registry)
}

/// Takes the house's own inputs after that one into a registry; returns the last.
pub(crate) fn bring_up(
    registry: &mut Registry,
    records: &SqliteRecords,
    through: InputId,
) -> Result<InputId> {
    let mut last = through;
    for input in records.house_inputs_after(through)? {
        last = input.input;
        if let Ok(Message::House(message)) = messages::read(&input.bytes, &Limits::default()) {
            // What the house refused is refused here too.
            let _ = registry.apply(&message, input.input, input.received_at);
        }
    }
    if let Some(newest) = records.newest_moment()? {
        registry.come_to(newest);
    }
    Ok(last)
}

/// Secrets of a new house, from the operating system.
fn fresh_secrets() -> ([u8; 16], [u8; 32]) {
    let (mut keyring, mut signing) = ([0; 16], [0; 32]);
    let filled = getrandom::fill(&mut keyring).and_then(|()| getrandom::fill(&mut signing));
    assert!(filled.is_ok(), "the operating system gives random numbers");
    (keyring, signing)
}
