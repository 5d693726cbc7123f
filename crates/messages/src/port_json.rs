//! The envelope of a local port platform (as Haikou's `cebcmsg`): JSON around a message in base64, with
//! a head that says from whom, to whom, when and what.
//!
//! ```json
//! {"message": {"messageHead": {"version": "1.0", "messageId": "", "senderID": "SHOP", "receiverID": "PORT",
//!   "sendTime": "2026-11-21 10:00:00", "messageType": "CEB311Message.xml"}, "messageBody": {"data": "…"}}}
//! ```

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    carriage::Head,
    envelope::{Limits, Unreadable},
    format::Fault,
    read::{Refusal, plain_json},
};

#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(alias = "Message")]
    message: Message,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(alias = "MessageHead")]
    message_head: MessageHead,
    #[serde(alias = "MessageBody")]
    message_body: MessageBody,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct MessageHead {
    version: String,
    message_id: String,
    #[serde(rename = "senderID")]
    sender_id: String,
    #[serde(rename = "receiverID")]
    receiver_id: String,
    send_time: String,
    message_type: String,
}

#[derive(Serialize, Deserialize)]
struct MessageBody {
    data: String,
}

/// Whether an input is such an envelope, by its first key.
pub(crate) fn is_port_json(raw: &[u8]) -> bool {
    let Some(inside) = raw.trim_ascii_start().strip_prefix(b"{") else { return false };
    let key = inside.trim_ascii_start();
    let rest = key.strip_prefix(b"\"message\"").or_else(|| key.strip_prefix(b"\"Message\""));
    let value = rest.and_then(|it| it.trim_ascii_start().strip_prefix(b":"));
    value.is_some_and(|it| it.trim_ascii_start().starts_with(b"{"))
}

/// Opens an envelope: what it says of itself, and the message in it.
pub(crate) fn open_port_json(
    raw: &[u8],
    limits: &Limits,
) -> Result<(Head, Vec<u8>), Box<Unreadable>> {
    open(raw, limits).map_err(|it| it.into_unreadable(raw))
}

fn open(raw: &[u8], limits: &Limits) -> Result<(Head, Vec<u8>), Box<Refusal>> {
    // Base64 makes four bytes of three; the rest of an envelope is small.
    let most = limits.max_bytes / 3 * 4 + 64 * 1024;
    if raw.len() > most {
        let refusal = Refusal::new(Fault::TooLarge, 0, raw.len().to_string());
        return Err(refusal.expecting(format!("<= {most}")));
    }
    if let Ok(text) = std::str::from_utf8(raw) {
        plain_json(text, 0)?;
    }
    let Wire { message } = serde_json::from_slice(raw).map_err(|error| {
        let fault = if error.is_data() { Fault::Envelope } else { Fault::Malformed };
        let refusal = Refusal::new(fault, 0, error.to_string());
        refusal.expecting("message.messageHead, message.messageBody.data")
    })?;
    let MessageHead { message_id, sender_id, receiver_id, send_time, message_type, .. } =
        message.message_head;
    let lacking = [("senderID", sender_id.is_empty()), ("receiverID", receiver_id.is_empty())];
    if let Some((name, _)) = lacking.iter().find(|(_, is_lacking)| *is_lacking) {
        return Err(Refusal::new(Fault::Envelope, 0, "").expecting(*name));
    }
    let mut data = message.message_body.data.into_bytes();
    data.retain(|it| !it.is_ascii_whitespace());
    let bytes = STANDARD.decode(&data).map_err(|error| {
        Refusal::new(Fault::NotBase64, 0, error.to_string()).expecting("base64 (RFC 4648)")
    })?;
    let head = Head {
        message_id,
        sender_id,
        receiver_ids: vec![receiver_id],
        created_at: send_time,
        message_type,
    };
    Ok((head, bytes))
}

/// Puts a message into an envelope.
pub(crate) fn wrap_port_json(head: &Head, message: &[u8]) -> Vec<u8> {
    let message_head = MessageHead {
        version: "1.0".to_owned(),
        message_id: head.message_id.clone(),
        sender_id: head.sender_id.clone(),
        receiver_id: head.receiver_ids.first().cloned().unwrap_or_default(),
        // A blank between day and time, as the platform writes it.
        send_time: head.created_at.replace('T', " "),
        message_type: format!("{}.xml", head.message_type),
    };
    let message_body = MessageBody { data: STANDARD.encode(message) };
    // Texts alone can always be spelt.
    serde_json::to_vec(&Wire { message: Message { message_head, message_body } })
        .unwrap_or_default()
}
