//! Where a house keeps itself: one writer and any number of readers, in a folder or in a database. What can be told from
//! the house again is kept in the folder either way.

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
use store::{
    Deliveries, Drafts, HouseRecords, HouseStore, InUse, Named, NotAPlace, Options, People, Place,
    Precedents,
};

/// Where a house keeps itself.
#[derive(Debug, Clone)]
pub(crate) struct DataDir {
    folder: PathBuf,
    place: Place,
    /// As it was asked for, to be told to a process of one's own; it may hold a password.
    url: Option<Url>,
}

/// An address that is not shown.
#[derive(Clone)]
struct Url(String);

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl DataDir {
    /// All of it in one folder.
    pub(crate) fn new(folder: &Path) -> DataDir {
        DataDir { folder: folder.to_owned(), place: Place::from(folder), url: None }
    }

    /// In the place at that address, and in the folder what is told from there.
    ///
    /// # Errors
    /// When it is no address of a place.
    pub(crate) fn kept_at(folder: &Path, url: &str) -> Result<DataDir, NotAPlace> {
        let url_kept = Some(Url(url.to_owned()));
        Ok(DataDir { folder: folder.to_owned(), place: url.parse()?, url: url_kept })
    }

    /// Tells a process where this house is kept.
    pub(crate) fn tell(&self, process: &mut std::process::Command) {
        process.arg("--data").arg(&self.folder);
        match &self.url {
            Some(Url(url)) => process.env("DATABASE_URL", url),
            None => process.env_remove("DATABASE_URL"),
        };
    }

    /// A folder within this one, with the house in it too, unless that is kept in a database.
    pub(crate) fn within(&self, name: &str) -> DataDir {
        let folder = self.folder.join(name);
        match &self.place {
            Place::Folder(_) => DataDir::new(&folder),
            Place::Database(_) => {
                DataDir { folder, place: self.place.clone(), url: self.url.clone() }
            }
        }
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Whether a house is kept there.
    pub(crate) fn holds_a_house(&self) -> bool {
        self.records().is_ok()
    }

    /// Opens the house for writing, makes it when there is none, and decides what was left
    /// undecided when it last stopped.
    pub(crate) fn open(&self, options: Options) -> Result<House<HouseStore>> {
        self.make_folder()?;
        let store = HouseStore::open(&self.place, options, fresh_secrets)
            .with_context(|| format!("cannot open the house in {}", self.place))?;
        let (secret, _) = store.secrets()?;
        let law = Law::shipped().context("the shipped law is not sound")?;
        let mut house = House::open(store, law, Keyring::new(secret))?;
        house.resume().context("cannot decide what was left undecided")?;
        Ok(house)
    }

    /// The same where nobody else decides; nothing where somebody does.
    pub(crate) fn open_if_free(&self) -> Result<Option<House<HouseStore>>> {
        match self.open(Options::default()) {
            Ok(house) => Ok(Some(house)),
            Err(error) if error.chain().any(|it| it.is::<InUse>()) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn make_folder(&self) -> Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))
    }

    /// How far the receivers of this house's receipts have come.
    pub(crate) fn deliveries(&self) -> Result<Deliveries> {
        Deliveries::open(&self.place)
            .with_context(|| format!("cannot open the deliveries in {}", self.place))
    }

    /// Who signs in to this house.
    pub(crate) fn people(&self) -> Result<People> {
        People::open(&self.place)
            .with_context(|| format!("cannot open the people in {}", self.place))
    }

    /// What traders have not sent yet.
    pub(crate) fn drafts(&self) -> Result<Drafts> {
        Drafts::open(&self.place)
            .with_context(|| format!("cannot open the drafts in {}", self.place))
    }

    /// Which cases name whom; a file of the folder's, told from this house.
    pub(crate) fn named(&self) -> Result<Named> {
        Named::open(&self.folder.join("named.sqlite"))
            .with_context(|| format!("cannot open the index of names in {}", self.folder.display()))
    }

    /// Earlier declarations by company and goods; a file of the folder's, told from this house.
    pub(crate) fn precedents(&self) -> Result<Precedents> {
        Precedents::open(&self.folder.join("precedents.sqlite"))
            .with_context(|| format!("cannot open the precedents in {}", self.folder.display()))
    }

    pub(crate) fn records(&self) -> Result<HouseRecords> {
        HouseRecords::open(&self.place).with_context(|| match &self.place {
            Place::Folder(_) => {
                format!(
                    "there is no house in {}; `tongguan ingest` or `serve` makes one",
                    self.place
                )
            }
            Place::Database(_) => format!("no house can be read in {}", self.place),
        })
    }
}

/// The registry as all inputs so far have made it.
pub(crate) fn registry_of(records: &HouseRecords) -> Result<Registry> {
    let mut registry = Registry::new(Law::shipped().context("the shipped law is not sound")?);
    bring_up(&mut registry, records, InputId(0))?;
    Ok(registry)
}

/// Takes the house's own inputs after that one into a registry; returns the last.
pub(crate) fn bring_up(
    registry: &mut Registry,
    records: &HouseRecords,
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
