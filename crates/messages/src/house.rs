//! The house's own messages: one JSON object with a `tongguan` tag.

use model::HouseMessage;

use crate::{
    envelope::Unreadable,
    format::Fault,
    read::{Refusal, byte_of},
};

/// Reads a house message; unknown fields are refused.
pub(crate) fn read(raw: &[u8], json: &str) -> Result<HouseMessage, Box<Unreadable>> {
    serde_json::from_str(json).map_err(|error| {
        let byte = byte_of(raw, error.line(), error.column());
        Refusal::new(Fault::House, byte, error.to_string()).into_unreadable(raw)
    })
}
