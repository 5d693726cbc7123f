//! The one place that looks at a clock: doors stamp what comes in.

use clearance::ports::RawInput;
use model::{HouseMessage, Moment};

/// Now.
#[expect(clippy::disallowed_methods, reason = "a door stamps its inputs; nothing else asks")]
pub(crate) fn now() -> Moment {
    Moment::from_millis(jiff::Timestamp::now().as_millisecond())
}

/// A message of the house's own as somebody brings it now.
///
/// # Errors
/// When the message cannot be spelt, which none is.
pub(crate) fn received_now(
    message: &HouseMessage,
    sender: &str,
) -> Result<RawInput, serde_json::Error> {
    let bytes = serde_json::to_vec(message)?;
    Ok(RawInput { received_at: now(), sender: sender.to_owned(), bytes })
}
