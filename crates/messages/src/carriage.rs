//! Envelopes that messages come in, whichever form: opened at the door, put around what goes back.

use crate::{
    dxp::{is_dxp, open_dxp, wrap_dxp},
    envelope::{Limits, Unreadable},
    format::Fault,
    port_json::{is_port_json, open_port_json, wrap_port_json},
    read::Refusal,
};

/// Which envelope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Carriage {
    /// `DxpMsg` of the exchange platform.
    #[default]
    Dxp,
    /// The JSON of a local port platform.
    PortJson,
}

/// What an envelope says of itself (`TransInfo`, `messageHead`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// 发送方内部报文ID: the sender's own number of it.
    pub message_id: String,
    /// 发送方ID, e.g. `DXPENT0000000001`.
    pub sender_id: String,
    /// 接收方ID: one to five.
    pub receiver_ids: Vec<String>,
    /// As sent: `yyyy-mm-ddThh:mm:ss`.
    pub created_at: String,
    /// 报文类型: what the two ends agreed to call it.
    pub message_type: String,
}

impl Carriage {
    /// The envelope that an input is in, if it is in one. Looks at a few bytes of any other message.
    pub fn of(raw: &[u8]) -> Option<Carriage> {
        if is_dxp(raw) {
            Some(Carriage::Dxp)
        } else {
            is_port_json(raw).then_some(Carriage::PortJson)
        }
    }

    /// Opens an envelope: what it says of itself, and the message in it.
    ///
    /// `own_id` is the receiver that the house is on the exchange platform; empty: whoever it is
    /// addressed to.
    ///
    /// # Errors
    /// When it is not well-formed, lacks sender, receiver or content, carries no base64, is for
    /// somebody else, holds another envelope, or holds more than a message may weigh.
    pub fn open(
        self,
        raw: &[u8],
        own_id: &str,
        limits: &Limits,
    ) -> Result<(Head, Vec<u8>), Box<Unreadable>> {
        let (head, message) = match self {
            Carriage::Dxp => open_dxp(raw, own_id, limits)?,
            Carriage::PortJson => open_port_json(raw, limits)?,
        };
        if let Some(within) = Carriage::of(&message) {
            let refusal = Refusal::new(Fault::EnvelopeWithin, 0, within.name());
            return Err(refusal.expecting("CEB…Message").into_unreadable(raw));
        }
        Ok((head, message))
    }

    /// Puts a message into an envelope.
    pub fn wrap(self, head: &Head, message: &[u8]) -> Vec<u8> {
        match self {
            Carriage::Dxp => wrap_dxp(head, message),
            Carriage::PortJson => wrap_port_json(head, message),
        }
    }

    /// Its root element, or its first key.
    pub const fn name(self) -> &'static str {
        match self {
            Carriage::Dxp => "DxpMsg",
            Carriage::PortJson => "message",
        }
    }

    /// The number that is kept of it, for ever.
    pub const fn number(self) -> u8 {
        match self {
            Carriage::Dxp => 0,
            Carriage::PortJson => 1,
        }
    }

    /// Nothing for a number that no envelope has.
    pub const fn of_number(number: u8) -> Option<Carriage> {
        match number {
            0 => Some(Carriage::Dxp),
            1 => Some(Carriage::PortJson),
            _ => None,
        }
    }

    /// How a file's name with it ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Carriage::Dxp => "xml",
            Carriage::PortJson => "json",
        }
    }

    /// What it is called over HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Carriage::Dxp => "application/xml",
            Carriage::PortJson => "application/json",
        }
    }
}
