//! Who asks: a person in a session, a company's program with a key, or whoever there is where nobody signs in.

use model::{PersonRole, Right};
use params::PeopleRules;
use serde::de::{DeserializeOwned, IntoDeserializer as _, value::Error as ValueError};
use store::{ApiKey, Person};

/// Who asks, and what he may do.
#[derive(Debug, Clone)]
pub(crate) struct Principal {
    pub(crate) who: Who,
    pub(crate) rights: Vec<Right>,
    pub(crate) reach: Reach,
}

#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// Nobody signs in to this house.
    Anybody,
    Person {
        person: Box<Person>,
        session: InSession,
    },
    Key {
        id: u64,
    },
}

/// The session that somebody asks in.
#[derive(Debug, Clone)]
pub(crate) struct InSession {
    pub(crate) digest: [u8; 32],
    /// What a page sends along with whatever changes something.
    pub(crate) csrf: String,
    /// Another said who it is, and no password was asked.
    pub(crate) is_by_provider: bool,
}

/// Whose cases somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// As customs does: those of offices whose codes begin so; of all where there is none.
    Customs(Vec<String>),
    /// Those of companies with these codes, as far as each sees them.
    Companies(Vec<String>),
}

impl Principal {
    pub(crate) fn anybody() -> Principal {
        Principal {
            who: Who::Anybody,
            rights: Right::ALL.to_vec(),
            reach: Reach::Customs(Vec::new()),
        }
    }

    pub(crate) fn person(person: Person, session: InSession, rules: &PeopleRules) -> Principal {
        let roles = roles_of(&person);
        let reach = match roles.iter().any(|it| it.is_of_customs()) {
            true => Reach::Customs(person.districts.clone()),
            false => Reach::Companies(person.companies.clone()),
        };
        let rights = rules.rights_of(&roles);
        Principal { who: Who::Person { person: Box::new(person), session }, rights, reach }
    }

    pub(crate) fn key(key: &ApiKey, rules: &PeopleRules) -> Principal {
        let scopes: Vec<Right> = words(&key.scopes);
        // A scope that has become none since the key was made is no longer one.
        let is_one = |right: &Right| rules.rights().any(|it| it.right == *right && it.is_scope);
        Principal {
            who: Who::Key { id: key.id },
            rights: scopes.into_iter().filter(is_one).collect(),
            reach: Reach::Companies(vec![key.company.clone()]),
        }
    }

    /// Whether a password that was given has to be changed before anything else.
    pub(crate) fn must_change_password(&self) -> bool {
        match &self.who {
            Who::Person { person, session } => person.must_change && !session.is_by_provider,
            _ => false,
        }
    }

    pub(crate) fn has(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

/// An account's roles.
pub(crate) fn roles_of(person: &Person) -> Vec<PersonRole> {
    words(&person.roles)
}

/// Words of a closed set, as JSON spells them; what is none is left out.
pub(crate) fn words<T: DeserializeOwned>(words: &[String]) -> Vec<T> {
    let read =
        |it: &String| -> Result<T, ValueError> { T::deserialize(it.as_str().into_deserializer()) };
    words.iter().filter_map(|it| read(it).ok()).collect()
}
