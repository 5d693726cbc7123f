//! Platforms between traders and the house (DXP, a local port's JSON): envelopes are opened at the door,
//! and answers to who sent one go back in one of the same form (ADR 0029).
//!
//! What is recorded and decided is the message that was in it. The envelope is kept beside the house,
//! by that message's digest, before the message is acknowledged.

use std::sync::{Arc, Mutex, PoisonError};

use clearance::{addressee, ports::StoreError};
use messages::{Carriage, Head, Limits, Unreadable};
use store::{Carried, Deliveries, Partner};

use crate::receipts::WireMessage;

#[derive(Debug, Clone, clap::Args)]
#[group(id = "exchange")]
pub(crate) struct Args {
    /// The house's number on the exchange platform, e.g. `DXPEDCSAS0000001`: envelopes (DxpMsg) for
    /// anybody else are refused. Without it every envelope is opened.
    #[arg(long, value_name = "ID", default_value = "")]
    pub(crate) dxp_id: String,
}

/// Opens envelopes and puts answers into them.
#[derive(Clone)]
pub(crate) struct Exchange {
    own_id: Arc<str>,
    deliveries: Arc<Mutex<Deliveries>>,
}

/// A message as it is handed to the house.
pub(crate) struct Opened {
    pub(crate) bytes: Vec<u8>,
    /// The door's, or the envelope's when the door knows none.
    pub(crate) sender: String,
    /// What it came in.
    pub(crate) envelope: Option<(Carriage, Head)>,
}

/// Why a message is not handed on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOpened {
    /// Nothing of it is kept.
    #[error(transparent)]
    Bad(Box<Unreadable>),
    #[error(transparent)]
    Failed(StoreError),
}

impl Exchange {
    pub(crate) fn new(own_id: &str, deliveries: Arc<Mutex<Deliveries>>) -> Exchange {
        Exchange { own_id: Arc::from(own_id), deliveries }
    }

    /// Takes a message out of its envelope, if it is in one, and keeps what the envelope says.
    ///
    /// # Errors
    /// When it is in one that cannot be opened, or what it says cannot be kept.
    pub(crate) fn take(&self, bytes: Vec<u8>, sender: &str) -> Result<Opened, NotOpened> {
        let Some(carriage) = Carriage::of(&bytes) else {
            return Ok(Opened { bytes, sender: sender.to_owned(), envelope: None });
        };
        let limits = Limits::default();
        let opened = carriage.open(&bytes, &self.own_id, &limits).map_err(NotOpened::Bad)?;
        let (head, message) = opened;
        let sender = if sender.is_empty() { head.sender_id.clone() } else { sender.to_owned() };
        let recipient = match messages::read(&message, &limits) {
            Ok(read) => addressee(&read, &sender).to_owned(),
            Err(_) => sender.clone(),
        };
        let carried = Carried {
            form: carriage.number(),
            message_id: head.message_id.clone(),
            sender_id: head.sender_id.clone(),
            own_id: self.id_under(carriage, &head),
            message_type: head.message_type.clone(),
            created_at: head.created_at.clone(),
        };
        let digest = blake3::hash(&message);
        self.with(|it| it.keep_envelope(digest.as_bytes(), &recipient, &carried))
            .map_err(NotOpened::Failed)?;
        Ok(Opened { bytes: message, sender, envelope: Some((carriage, head)) })
    }

    /// The receiver that the house is in an envelope.
    pub(crate) fn id_under(&self, carriage: Carriage, head: &Head) -> String {
        let first = || head.receiver_ids.first().map_or("", String::as_str);
        match carriage {
            Carriage::Dxp if !self.own_id.is_empty() => self.own_id.to_string(),
            Carriage::Dxp | Carriage::PortJson => first().to_owned(),
        }
    }

    /// A message as it goes back: in an envelope to who sent one, as it is to all others.
    ///
    /// # Errors
    /// When it cannot be read how the recipient's answers go back.
    pub(crate) fn wrap(
        &self,
        recipient: &str,
        message: WireMessage,
    ) -> Result<WireMessage, StoreError> {
        Ok(match self.with(|it| it.partner(recipient))? {
            Some(partner) => in_envelope(&partner, message),
            None => message,
        })
    }

    fn with<T>(
        &self,
        does: impl FnOnce(&mut Deliveries) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        does(&mut self.deliveries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The same message gets the same envelope however often it is fetched.
fn in_envelope(partner: &Partner, message: WireMessage) -> WireMessage {
    // A number that a newer program kept: unwrapped is better than not at all.
    let Some(carriage) = Carriage::of_number(partner.form) else { return message };
    let head = Head {
        message_id: format!("{}{:020}", partner.own_id, message.first_no),
        sender_id: partner.own_id.clone(),
        receiver_ids: vec![partner.partner_id.clone()],
        // Without its offset, as platforms write it.
        created_at: message.at.chars().take(19).collect(),
        message_type: message.root.to_owned(),
    };
    let bytes = carriage.wrap(&head, &message.bytes);
    let (extension, media_type) = (carriage.extension(), carriage.media_type());
    WireMessage { bytes, extension, media_type, ..message }
}
