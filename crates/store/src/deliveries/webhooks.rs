//! Webhooks: addresses that receipts are posted to, with how far each has come.

use clearance::ports::StoreError;
use model::Moment;

use super::Deliveries;
use crate::{
    rows::{fault, signed, unsigned},
    sql::{Param, Row, SqlError, values},
};

/// Whether a webhook is called at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// An operator said so.
    Paused,
    /// The receiver said that it is there no more (410).
    Gone,
    /// It failed for so long that the house stopped trying.
    Exhausted,
}

impl Standing {
    const ALL: [Standing; 4] =
        [Standing::Active, Standing::Paused, Standing::Gone, Standing::Exhausted];

    const fn number(self) -> u8 {
        match self {
            Standing::Active => 0,
            Standing::Paused => 1,
            Standing::Gone => 2,
            Standing::Exhausted => 3,
        }
    }

    /// A number that is not known rests: better silent than wrong.
    fn of(number: u8) -> Standing {
        Standing::ALL.into_iter().find(|it| it.number() == number).unwrap_or(Standing::Paused)
    }
}

/// One receiver of one recipient's receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: u64,
    pub recipient: String,
    pub url: String,
    pub created_at: Moment,
    pub standing: Standing,
    /// The recipient's number of the last receipt that the receiver confirmed.
    pub cursor: u64,
    /// The batch that failed reaches to here, and is sent again unchanged.
    pub batch_last: Option<u64>,
    /// How often it was set back; part of a message's identity, so that what is replayed is not
    /// taken for what was received before.
    pub replays: u64,
    /// How often an operator intervened.
    pub round: u64,
    /// Failed attempts since the last success.
    pub failures: u32,
    pub failing_since: Option<Moment>,
    /// No attempt before.
    pub next_at: Moment,
    pub last_attempt_at: Option<Moment>,
    pub last_success_at: Option<Moment>,
    /// What the receiver last answered; nothing when there was no answer.
    pub last_status: Option<u16>,
    /// Why the last attempt failed; empty after a success.
    pub last_error: String,
}

/// A secret that a webhook's messages are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookKey {
    /// From 1, the newest is the highest.
    pub no: u32,
    pub secret: Vec<u8>,
    pub created_at: Moment,
    /// After this moment it signs no more; nothing for the newest.
    pub retires_at: Option<Moment>,
}

/// What an operator may do with a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intervention {
    Pause,
    /// Call again, at once, from where it stands.
    Resume,
    /// Go on after this number, be it lower or higher than where it stands.
    Replay {
        after: u64,
    },
}

const COLUMNS: &str = "id, recipient, url, created_at, standing, cursor, batch_last, replays, \
                       round, failures, failing_since, next_at, last_attempt_at, \
                       last_success_at, last_status, last_error";

impl Deliveries {
    /// All webhooks, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM webhook ORDER BY id");
        self.sql().all(&sql, values![], webhook_row).map_err(fault("list webhooks"))
    }

    /// # Errors
    /// When the database fails.
    pub fn webhook(&self, id: u64) -> Result<Option<Webhook>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM webhook WHERE id = ?1");
        self.sql().first(&sql, values![signed(id)], webhook_row).map_err(fault("read a webhook"))
    }

    /// Registers a webhook that begins after the recipient's number `after`, with its first secret.
    ///
    /// # Errors
    /// When the database fails; then nothing was kept.
    pub fn add_webhook(
        &mut self,
        recipient: &str,
        url: &str,
        after: u64,
        secret: &[u8],
        now: Moment,
    ) -> Result<Webhook, StoreError> {
        let write = || {
            let transaction = self.sql().transaction()?;
            let sql = format!(
                "INSERT INTO webhook (recipient, url, created_at, standing, cursor, replays, \
                 round, failures, next_at, last_error) VALUES (?1, ?2, ?3, 0, ?4, 0, 0, 0, ?3, '') \
                 RETURNING {COLUMNS}"
            );
            let values = values![recipient, url, now.millis(), signed(after)];
            let webhook = transaction.one(&sql, values, webhook_row)?;
            transaction.execute(
                "INSERT INTO webhook_key (webhook, no, secret, created_at) VALUES (?1, 1, ?2, ?3)",
                values![signed(webhook.id), secret, now.millis()],
            )?;
            transaction.commit()?;
            Ok(webhook)
        };
        write().map_err(fault::<SqlError>("register a webhook"))
    }

    /// Forgets a webhook and its secrets. Returns whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn remove_webhook(&mut self, id: u64) -> Result<bool, StoreError> {
        self.sql()
            .execute("DELETE FROM webhook WHERE id = ?1", values![signed(id)])
            .map(|count| count > 0)
            .map_err(fault("remove a webhook"))
    }

    /// Does what an operator says. Returns the webhook as it stands then.
    ///
    /// # Errors
    /// When the database fails.
    pub fn intervene(
        &mut self,
        id: u64,
        what: Intervention,
        now: Moment,
    ) -> Result<Option<Webhook>, StoreError> {
        let (id, at) = (signed(id), now.millis());
        let change = |change: &str, values: &[&dyn Param]| {
            let sql = format!(
                "UPDATE webhook SET round = round + 1, {change} WHERE id = ?1 RETURNING {COLUMNS}"
            );
            self.sql().first(&sql, values, webhook_row)
        };
        let changed = match what {
            Intervention::Pause => change("standing = 1", &[&id]),
            Intervention::Resume => change(
                "standing = 0, failures = 0, failing_since = NULL, next_at = ?2",
                &[&id, &at],
            ),
            Intervention::Replay { after } => change(
                "cursor = ?3, batch_last = NULL, replays = replays + 1, failures = 0, \
                 failing_since = NULL, next_at = ?2",
                &[&id, &at, &signed(after)],
            ),
        };
        changed.map_err(fault("change a webhook"))
    }

    /// Keeps what an attempt came to, unless an operator intervened since it began. Returns whether
    /// it was kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle_webhook(&mut self, webhook: &Webhook) -> Result<bool, StoreError> {
        let moment = |it: Option<Moment>| it.map(Moment::millis);
        self.sql()
            .execute(
                "UPDATE webhook SET standing = ?3, cursor = ?4, batch_last = ?5, failures = ?6, \
                 failing_since = ?7, next_at = ?8, last_attempt_at = ?9, last_success_at = ?10, \
                 last_status = ?11, last_error = ?12 WHERE id = ?1 AND round = ?2",
                values![
                    signed(webhook.id),
                    signed(webhook.round),
                    webhook.standing.number(),
                    signed(webhook.cursor),
                    webhook.batch_last.map(signed),
                    webhook.failures,
                    moment(webhook.failing_since),
                    webhook.next_at.millis(),
                    moment(webhook.last_attempt_at),
                    moment(webhook.last_success_at),
                    webhook.last_status,
                    webhook.last_error,
                ],
            )
            .map(|count| count > 0)
            .map_err(fault("keep what a delivery came to"))
    }

    /// The secrets of a webhook that sign at this moment, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn webhook_keys(&self, id: u64, now: Moment) -> Result<Vec<WebhookKey>, StoreError> {
        let sql = "SELECT no, secret, created_at, retires_at FROM webhook_key WHERE webhook = ?1 \
                   AND (retires_at IS NULL OR retires_at > ?2) ORDER BY no DESC";
        let row = |row: &Row<'_>| {
            Ok(WebhookKey {
                no: row.get(0)?,
                secret: row.get(1)?,
                created_at: Moment::from_millis(row.get(2)?),
                retires_at: row.get::<Option<i64>>(3)?.map(Moment::from_millis),
            })
        };
        let read = self.sql().all(sql, values![signed(id), now.millis()], row);
        read.map_err(fault("read a webhook's secrets"))
    }

    /// Gives a webhook a new secret; those before it sign beside it until they retire. Returns the
    /// new one's number; nothing when there is no such webhook.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn rotate_webhook_key(
        &mut self,
        id: u64,
        secret: &[u8],
        now: Moment,
        retires_at: Moment,
    ) -> Result<Option<u32>, StoreError> {
        let write = || {
            let transaction = self.sql().transaction()?;
            let newest: Option<u32> = transaction.one(
                "SELECT max(no) FROM webhook_key WHERE webhook = ?1",
                values![signed(id)],
                |row| row.get(0),
            )?;
            let Some(newest) = newest else { return Ok(None) };
            transaction.execute(
                "DELETE FROM webhook_key WHERE webhook = ?1 AND retires_at <= ?2",
                values![signed(id), now.millis()],
            )?;
            transaction.execute(
                "UPDATE webhook_key SET retires_at = ?2 WHERE webhook = ?1 AND retires_at IS NULL",
                values![signed(id), retires_at.millis()],
            )?;
            transaction.execute(
                "INSERT INTO webhook_key (webhook, no, secret, created_at) VALUES (?1, ?2, ?3, ?4)",
                values![signed(id), newest + 1, secret, now.millis()],
            )?;
            transaction.commit()?;
            Ok(Some(newest + 1))
        };
        write().map_err(fault::<SqlError>("change a webhook's secret"))
    }
}

fn webhook_row(row: &Row<'_>) -> Result<Webhook, SqlError> {
    let moment = |index: usize| row.get::<Option<i64>>(index).map(|it| it.map(Moment::from_millis));
    Ok(Webhook {
        id: unsigned(row.get(0)?),
        recipient: row.get(1)?,
        url: row.get(2)?,
        created_at: Moment::from_millis(row.get(3)?),
        standing: Standing::of(row.get(4)?),
        cursor: unsigned(row.get(5)?),
        batch_last: row.get::<Option<i64>>(6)?.map(unsigned),
        replays: unsigned(row.get(7)?),
        round: unsigned(row.get(8)?),
        failures: row.get(9)?,
        failing_since: moment(10)?,
        next_at: Moment::from_millis(row.get(11)?),
        last_attempt_at: moment(12)?,
        last_success_at: moment(13)?,
        last_status: row.get(14)?,
        last_error: row.get(15)?,
    })
}
