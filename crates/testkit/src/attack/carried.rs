//! Envelopes of exchange platforms, and what is in them.

use messages::{Carriage, Limits, peek_dxp, write_dxp_reply};

use super::{Tried, hold, message, same};

/// As the house is called on the platform.
const OWN: &str = "DXPEDCSAS0000001";

pub(super) fn try_out(bytes: &[u8]) -> Tried {
    let limits = Limits::default();
    let head = peek_dxp(bytes);
    let reply =
        write_dxp_reply(&head, OWN, messages::DxpCode::Malformed, &head.message_type, "now");
    hold(std::str::from_utf8(&reply).is_ok(), || "a reply that is no text".to_owned())?;
    let Some(carriage) = Carriage::of(bytes) else { return Ok(()) };
    let opened = carriage.open(bytes, "", &limits);
    let (head, inner) = match opened {
        Ok(opened) => opened,
        Err(refusal) => return message::refused(&refusal, bytes),
    };
    hold(inner.len() < bytes.len(), || "more came out than was in it".to_owned())?;
    hold(!head.sender_id.is_empty() && !head.receiver_ids.is_empty(), || format!("{head:?}"))?;
    let for_us = head.receiver_ids.iter().any(|it| it == OWN);
    if carriage == Carriage::Dxp {
        let to_us = carriage.open(bytes, OWN, &limits).is_ok();
        same("opened for the receiver alone", &to_us, &for_us)?;
    }
    let again = carriage.wrap(&head, &inner);
    let (head_again, inner_again) = match carriage.open(&again, "", &limits) {
        Ok(opened) => opened,
        Err(refusal) => return hold(false, || format!("not opened again: {refusal}")),
    };
    same("message", &inner, &inner_again)?;
    same("sender", &head.sender_id, &head_again.sender_id)?;
    same("receivers", &head.receiver_ids, &head_again.receiver_ids)?;
    message::try_out(&inner)
}
