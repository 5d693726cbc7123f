//! Where a house keeps itself: in files of one folder, or in schemas of one PostgreSQL database.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use clearance::ports::StoreError;
use postgres::Config;

use crate::{
    migrations::SCHEMA_VERSION,
    pg::STEPS,
    sql::{Server, SqlError},
};

/// Where a house keeps itself.
#[derive(Clone)]
pub enum Place {
    Folder(PathBuf),
    Database(Box<Config>),
}

/// One of the things that a house keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    House,
    Deliveries,
    People,
    Drafts,
}

impl Kept {
    const fn file(self) -> &'static str {
        match self {
            Kept::House => "house.sqlite",
            Kept::Deliveries => "deliveries.sqlite",
            Kept::People => "people.sqlite",
            Kept::Drafts => "drafts.sqlite",
        }
    }

    pub(crate) const fn schema(self) -> &'static str {
        match self {
            Kept::House => "tongguan_house",
            Kept::Deliveries => "tongguan_deliveries",
            Kept::People => "tongguan_people",
            Kept::Drafts => "tongguan_drafts",
        }
    }
}

/// What is asked for is no address of a database.
#[derive(Debug, thiserror::Error)]
pub enum NotAPlace {
    #[error("begin it with postgres:// or sqlite:")]
    Scheme,
    #[error("this is no address of a PostgreSQL database")]
    Address(#[source] postgres::Error),
}

impl FromStr for Place {
    type Err = NotAPlace;

    /// `postgres://user@host/database`, or `sqlite:FOLDER`.
    fn from_str(text: &str) -> Result<Place, NotAPlace> {
        if let Some(folder) = text.strip_prefix("sqlite:") {
            return Ok(Place::Folder(PathBuf::from(folder)));
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(NotAPlace::Scheme);
        }
        text.parse().map(|it| Place::Database(Box::new(it))).map_err(NotAPlace::Address)
    }
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Place {
        Place::Folder(folder.to_owned())
    }
}

/// For people; a password is never shown.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Folder(folder) => write!(f, "{}", folder.display()),
            Place::Database(config) => {
                let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
                write!(f, "the database {name}")
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Place {
    /// The version that this program brings a house there to.
    pub fn schema_version(&self) -> i64 {
        match self {
            Place::Folder(_) => SCHEMA_VERSION,
            Place::Database(_) => STEPS.len() as i64,
        }
    }

    /// The file that something of the house is kept in; nothing where it is a database.
    pub(crate) fn file(&self, kept: Kept) -> Option<PathBuf> {
        match self {
            Place::Folder(folder) => Some(folder.join(kept.file())),
            Place::Database(_) => None,
        }
    }
}

pub(crate) fn connect(
    config: &Config,
    kept: Kept,
    action: &'static str,
) -> Result<Server, StoreError> {
    connect_with(config, kept, "", action)
}

/// `settings`: more statements for the begin of a session.
pub(crate) fn connect_with(
    config: &Config,
    kept: Kept,
    settings: &str,
    action: &'static str,
) -> Result<Server, StoreError> {
    let connected: Result<Server, SqlError> = Server::connect(config, kept.schema(), settings);
    connected.map_err(|cause| StoreError::new(action, cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_database_and_shows_no_password() {
        let folder: Place = "sqlite:/var/lib/tongguan".parse().unwrap();
        assert_eq!(folder.to_string(), "/var/lib/tongguan");
        assert_eq!(folder.file(Kept::People), Some("/var/lib/tongguan/people.sqlite".into()));
        let database: Place = "postgres://clerk:hush@db.example/customs".parse().unwrap();
        assert_eq!(format!("{database} {database:?}"), "the database customs the database customs");
        assert_eq!(database.file(Kept::House), None);
        assert!(matches!("mysql://db".parse::<Place>(), Err(NotAPlace::Scheme)));
        assert!(matches!("postgres://[".parse::<Place>(), Err(NotAPlace::Address(_))));
    }
}
