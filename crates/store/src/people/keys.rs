//! API keys of companies.

use clearance::ports::StoreError;
use model::Moment;

use super::{People, words};
use crate::{
    rows::{fault, signed, unsigned},
    sql::{Row, SqlError, values},
};

/// What a program of a company shows instead of signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: u64,
    pub company: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub created_at: Moment,
    pub ends_at: Moment,
    pub revoked_at: Option<Moment>,
    /// To the day, roughly: kept at most once an hour.
    pub used_at: Option<Moment>,
}

#[derive(Debug, Clone)]
pub struct NewApiKey {
    pub digest: [u8; 32],
    pub company: String,
    pub name: String,
    pub scopes: Vec<String>,
    /// The account.
    pub made_by: u64,
    pub ends_at: Moment,
}

const COLUMNS: &str = "id, company, name, scopes, created_at, ends_at, revoked_at, used_at";

/// How often it is kept that a key was used.
const USED_EVERY_MS: i64 = 3_600_000;

impl People {
    /// All keys of a company, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keys(&self, company: &str) -> Result<Vec<ApiKey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE company = ?1 ORDER BY id DESC");
        self.sql().all(&sql, values![company], key_row).map_err(fault("list keys"))
    }

    /// # Errors
    /// When the database fails.
    pub fn add_key(&mut self, new: &NewApiKey, now: Moment) -> Result<ApiKey, StoreError> {
        let sql = format!(
            "INSERT INTO api_key (digest, company, name, scopes, made_by, created_at, ends_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING {COLUMNS}"
        );
        let values = values![
            new.digest.as_slice(),
            new.company,
            new.name,
            new.scopes.join(" "),
            signed(new.made_by),
            now.millis(),
            new.ends_at.millis()
        ];
        self.sql().one(&sql, values, key_row).map_err(fault("keep a key"))
    }

    /// The key with that digest, which is used by this; nothing when it ended or was revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub fn key_by_digest(
        &mut self,
        digest: &[u8; 32],
        now: Moment,
    ) -> Result<Option<ApiKey>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM api_key WHERE digest = ?1");
        let read = || self.sql().first(&sql, values![digest.as_slice()], key_row);
        let holds = |it: &ApiKey| it.revoked_at.is_none() && now < it.ends_at;
        let Some(key) = read().map_err(fault("read a key"))?.filter(holds) else {
            return Ok(None);
        };
        let is_noted = key.used_at.is_some_and(|it| now.millis() - it.millis() < USED_EVERY_MS);
        if !is_noted {
            let sql = "UPDATE api_key SET used_at = ?2 WHERE id = ?1";
            let kept = self.sql().execute(sql, values![signed(key.id), now.millis()]);
            kept.map_err(fault("keep that a key was used"))?;
        }
        Ok(Some(key))
    }

    /// Revokes a company's key. Returns whether it held.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_key(&mut self, id: u64, company: &str, now: Moment) -> Result<bool, StoreError> {
        let sql = "UPDATE api_key SET revoked_at = ?3 \
                   WHERE id = ?1 AND company = ?2 AND revoked_at IS NULL";
        let revoked = self.sql().execute(sql, values![signed(id), company, now.millis()]);
        revoked.map(|it| it > 0).map_err(fault("revoke a key"))
    }
}

fn key_row(row: &Row<'_>) -> Result<ApiKey, SqlError> {
    Ok(ApiKey {
        id: unsigned(row.get(0)?),
        company: row.get(1)?,
        name: row.get(2)?,
        scopes: words(&row.get::<String>(3)?),
        created_at: Moment::from_millis(row.get(4)?),
        ends_at: Moment::from_millis(row.get(5)?),
        revoked_at: row.get::<Option<i64>>(6)?.map(Moment::from_millis),
        used_at: row.get::<Option<i64>>(7)?.map(Moment::from_millis),
    })
}
