//! Envelopes of platforms: what came in which, and who wants his answers in one.

use clearance::ports::StoreError;

use super::Deliveries;
use crate::{
    rows::fault,
    sql::{Row, values},
};

/// The envelope that a message came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Which envelope, by its number.
    pub form: u8,
    /// The sender's own number of it.
    pub message_id: String,
    pub sender_id: String,
    /// The receiver that the house was under.
    pub own_id: String,
    pub message_type: String,
    /// As sent.
    pub created_at: String,
}

/// Between whom a recipient's answers go over a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// In which envelope, by its number.
    pub form: u8,
    pub own_id: String,
    pub partner_id: String,
}

impl Deliveries {
    /// Keeps the envelope of a message, by the digest of what it held, and that its recipient's
    /// answers go back the same way. One that is known is kept once.
    ///
    /// # Errors
    /// When the database fails; then nothing was kept.
    pub fn keep_envelope(
        &mut self,
        message: &[u8; 32],
        recipient: &str,
        it: &Carried,
    ) -> Result<(), StoreError> {
        let write = || {
            let transaction = self.sql().transaction()?;
            transaction.execute(
                "INSERT INTO envelope (message, sender_id, message_id, own_id, \
                 message_type, created_at, form) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                 ON CONFLICT DO NOTHING",
                values![
                    message.as_slice(),
                    it.sender_id,
                    it.message_id,
                    it.own_id,
                    it.message_type,
                    it.created_at,
                    it.form
                ],
            )?;
            transaction.execute(
                "INSERT INTO partner (recipient, own_id, partner_id, form) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (recipient) DO UPDATE SET own_id = ?2, partner_id = ?3, form = ?4",
                values![recipient, it.own_id, it.sender_id, it.form],
            )?;
            transaction.commit()
        };
        write().map_err(fault("keep an envelope"))
    }

    /// The envelopes that a message came in, by sender and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn envelopes(&self, message: &[u8; 32]) -> Result<Vec<Carried>, StoreError> {
        let sql = "SELECT message_id, sender_id, own_id, message_type, created_at, form FROM envelope \
                   WHERE message = ?1 ORDER BY sender_id, message_id";
        let row = |row: &Row<'_>| {
            Ok(Carried {
                message_id: row.get(0)?,
                sender_id: row.get(1)?,
                own_id: row.get(2)?,
                message_type: row.get(3)?,
                created_at: row.get(4)?,
                form: row.get(5)?,
            })
        };
        self.sql().all(sql, values![message], row).map_err(fault("read envelopes"))
    }

    /// Between whom a recipient's answers go; nothing for one who sent no envelope.
    ///
    /// # Errors
    /// When the database fails.
    pub fn partner(&self, recipient: &str) -> Result<Option<Partner>, StoreError> {
        self.sql()
            .first(
                "SELECT own_id, partner_id, form FROM partner WHERE recipient = ?1",
                values![recipient],
                |row| {
                    Ok(Partner { own_id: row.get(0)?, partner_id: row.get(1)?, form: row.get(2)? })
                },
            )
            .map_err(fault("read how answers go back"))
    }
}
