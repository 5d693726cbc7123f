//! How a message about a declaration opens in our own vocabulary: `{"tongguan": TAG, TAG: {…}}`.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::json::Object;
use crate::{
    format::Fault,
    read::{Refusal, byte_of},
};

/// Whether a JSON message says that it is of that kind; a broken one says nothing.
pub(super) fn is_of(text: &str, tag: &str) -> bool {
    #[derive(Deserialize)]
    struct Tag<'t> {
        #[serde(borrow)]
        tongguan: Cow<'t, str>,
    }
    serde_json::from_str(text).is_ok_and(|it: Tag<'_>| it.tongguan == tag)
}

/// What such a message holds. `base` is how many bytes of the raw message come before `text`.
pub(super) fn open(raw: &[u8], text: &str, base: usize, tag: &str) -> Result<Object, Box<Refusal>> {
    let refuse = |byte, words: String| Refusal::new(Fault::House, byte, words);
    let mut message: Object = serde_json::from_str(text)
        .map_err(|error| refuse(byte_of(raw, error.line(), error.column()), error.to_string()))?;
    let Some(Value::Object(held)) = message.remove(tag) else {
        return Err(refuse(base, format!("no object `{tag}`")));
    };
    message.remove("tongguan");
    match message.keys().next() {
        Some(name) => Err(refuse(base, format!("unknown field `{name}`"))),
        None => Ok(held),
    }
}
