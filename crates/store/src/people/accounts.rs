//! Accounts.

use clearance::ports::StoreError;
use model::Moment;

use super::{People, words};
use crate::{
    rows::{fault, signed, unsigned},
    sql::{Row, SqlError, values},
};

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: u64,
    pub login: String,
    pub name: String,
    /// As a PHC string.
    pub password: String,
    /// Whether the password was given by an administrator and is good for one thing: to be changed.
    pub must_change: bool,
    pub is_disabled: bool,
    pub roles: Vec<String>,
    /// What the codes of his customs offices begin with.
    pub districts: Vec<String>,
    pub companies: Vec<String>,
    /// In a row.
    pub failures: u32,
    pub locked_until: Option<Moment>,
    pub factor: Option<Vec<u8>>,
    pub factor_is_on: bool,
    pub created_at: Moment,
}

#[derive(Debug, Clone)]
pub struct NewPerson {
    pub login: String,
    pub name: String,
    pub password: String,
    pub roles: Vec<String>,
    pub districts: Vec<String>,
    pub companies: Vec<String>,
}

/// What is to be other; nothing: stays.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    pub name: Option<String>,
    pub roles: Option<Vec<String>>,
    pub districts: Option<Vec<String>>,
    pub companies: Option<Vec<String>>,
    pub is_disabled: Option<bool>,
}

const COLUMNS: &str = "id, login, name, password, must_change, is_disabled, roles, districts, \
                       companies, failures, locked_until, factor, factor_is_on, created_at";

impl People {
    /// Everybody, by login.
    ///
    /// # Errors
    /// When the database fails.
    pub fn everybody(&self) -> Result<Vec<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person ORDER BY login");
        self.sql().all(&sql, values![], person_row).map_err(fault("list people"))
    }

    /// # Errors
    /// When the database fails.
    pub fn person(&self, id: u64) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE id = ?1");
        self.sql().first(&sql, values![signed(id)], person_row).map_err(fault("read an account"))
    }

    /// # Errors
    /// When the database fails.
    pub fn person_by_login(&self, login: &str) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE login = ?1");
        let found = self.sql().first(&sql, values![login], person_row);
        found.map_err(fault("read an account"))
    }

    /// Keeps somebody new, whose password is to be changed; nothing when the login is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_person(
        &mut self,
        new: &NewPerson,
        now: Moment,
    ) -> Result<Option<Person>, StoreError> {
        let sql = format!(
            "INSERT INTO person (login, name, password, must_change, is_disabled, roles, \
             districts, companies, failures, factor_is_on, factor_step, created_at) \
             VALUES (?1, ?2, ?3, 1, 0, ?4, ?5, ?6, 0, 0, 0, ?7) \
             ON CONFLICT DO NOTHING RETURNING {COLUMNS}"
        );
        let values = values![
            new.login,
            new.name,
            new.password,
            new.roles.join(" "),
            new.districts.join(" "),
            new.companies.join(" "),
            now.millis()
        ];
        let kept = self.sql().first(&sql, values, person_row);
        kept.map_err(fault("keep an account"))
    }

    /// Changes an account; ends its sessions, so that what changed holds from now on. Nothing when there is none.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn change_person(
        &mut self,
        id: u64,
        change: &PersonChange,
    ) -> Result<Option<Person>, StoreError> {
        let joined = |it: &Option<Vec<String>>| it.as_ref().map(|it| it.join(" "));
        let write = || {
            let transaction = self.sql().transaction()?;
            let sql = format!(
                "UPDATE person SET name = coalesce(?2, name), roles = coalesce(?3, roles), \
                 districts = coalesce(?4, districts), companies = coalesce(?5, companies), \
                 is_disabled = coalesce(?6, is_disabled) WHERE id = ?1 RETURNING {COLUMNS}"
            );
            let values = values![
                signed(id),
                change.name,
                joined(&change.roles),
                joined(&change.districts),
                joined(&change.companies),
                change.is_disabled
            ];
            let changed = transaction.first(&sql, values, person_row)?;
            transaction.execute("DELETE FROM session WHERE person = ?1", values![signed(id)])?;
            transaction.commit()?;
            Ok(changed)
        };
        write().map_err(fault::<SqlError>("change an account"))
    }

    /// Gives an account another password and ends its sessions, but for the one with that digest. An administrator's
    /// is to be changed, and takes lock and second factor away.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn set_password(
        &mut self,
        id: u64,
        password: &str,
        is_administrators: bool,
        keep: Option<&[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let keep = keep.map_or(&[][..], |it| it.as_slice());
        let write = || {
            let transaction = self.sql().transaction()?;
            let n = transaction.execute(
                "UPDATE person SET password = ?2, must_change = ?3, failures = 0, locked_until = NULL, \
                 factor = CASE ?3 WHEN 1 THEN NULL ELSE factor END, \
                 factor_is_on = CASE ?3 WHEN 1 THEN 0 ELSE factor_is_on END WHERE id = ?1",
                values![signed(id), password, is_administrators],
            )?;
            let end = "DELETE FROM session WHERE person = ?1 AND digest <> ?2";
            transaction.execute(end, values![signed(id), keep])?;
            transaction.commit()?;
            Ok(n > 0)
        };
        write().map_err(fault::<SqlError>("change a password"))
    }

    /// Counts a failure. Returns until when the account is locked, where this one locked it; then failures are
    /// counted anew.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fail(
        &mut self,
        id: u64,
        most: u32,
        until: Moment,
    ) -> Result<Option<Moment>, StoreError> {
        let sql = "UPDATE person SET locked_until = CASE WHEN failures + 1 >= ?2 THEN ?3 ELSE \
                   locked_until END, failures = CASE WHEN failures + 1 >= ?2 THEN 0 ELSE failures \
                   + 1 END WHERE id = ?1 RETURNING failures";
        let values = values![signed(id), most, until.millis()];
        let failures: Option<u32> =
            self.sql().first(sql, values, |row| row.get(0)).map_err(fault("count a failure"))?;
        Ok((failures == Some(0)).then_some(until))
    }

    /// Forgets failures.
    ///
    /// # Errors
    /// When the database fails.
    pub fn succeed(&mut self, id: u64) -> Result<(), StoreError> {
        let sql = "UPDATE person SET failures = 0, locked_until = NULL WHERE id = ?1";
        self.sql().execute(sql, values![signed(id)]).map(|_| ()).map_err(fault("forget failures"))
    }

    /// Keeps the secret of a second factor, which is on once a code was used; nothing: takes it away.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_factor(&mut self, id: u64, secret: Option<&[u8]>) -> Result<(), StoreError> {
        let sql = "UPDATE person SET factor = ?2, factor_is_on = 0, factor_step = 0 WHERE id = ?1";
        let kept = self.sql().execute(sql, values![signed(id), secret]);
        kept.map(|_| ()).map_err(fault("keep a second factor"))
    }

    /// Uses the code of a step, and with it turns the factor on. Returns whether the step is later than all that were
    /// used.
    ///
    /// # Errors
    /// When the database fails.
    pub fn use_factor(&mut self, id: u64, step: u64) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET factor_step = ?2, factor_is_on = 1 \
                   WHERE id = ?1 AND factor IS NOT NULL AND factor_step < ?2";
        let used = self.sql().execute(sql, values![signed(id), signed(step)]);
        used.map(|it| it > 0).map_err(fault("use a code"))
    }
}

fn person_row(row: &Row<'_>) -> Result<Person, SqlError> {
    Ok(Person {
        id: unsigned(row.get(0)?),
        login: row.get(1)?,
        name: row.get(2)?,
        password: row.get(3)?,
        must_change: row.get(4)?,
        is_disabled: row.get(5)?,
        roles: words(&row.get::<String>(6)?),
        districts: words(&row.get::<String>(7)?),
        companies: words(&row.get::<String>(8)?),
        failures: row.get(9)?,
        locked_until: row.get::<Option<i64>>(10)?.map(Moment::from_millis),
        factor: row.get(11)?,
        factor_is_on: row.get(12)?,
        created_at: Moment::from_millis(row.get(13)?),
    })
}
