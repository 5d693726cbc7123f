//! The one place that looks at a clock: doors stamp what comes in.

use model::Moment;

/// Now.
#[expect(clippy::disallowed_methods, reason = "a door stamps its inputs; nothing else asks")]
pub(crate) fn now() -> Moment {
    Moment::from_millis(jiff::Timestamp::now().as_millisecond())
}
