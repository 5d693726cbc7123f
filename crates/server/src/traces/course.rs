//! Which trace a message belongs to: its sender's where he says one (W3C Trace Context), else one of its own.

use axum::http::HeaderMap;
use opentelemetry::trace::{SpanId, TraceId};

/// A message's place among traces, before anything is known of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Course {
    pub(super) trace: TraceId,
    pub(super) span: SpanId,
    /// The sender's span; nothing where the trace begins here.
    pub(super) parent: Option<SpanId>,
    /// The sender says that his trace is kept; one that begins here is.
    pub(super) is_kept: bool,
}

impl Course {
    /// A trace of its own.
    pub(super) fn new() -> Course {
        let trace = TraceId::from_bytes(drawn());
        Course { trace, span: fresh_span(), parent: None, is_kept: true }
    }

    /// In its sender's trace, if his request says one.
    pub(super) fn of(headers: &HeaderMap) -> Course {
        let told = headers.get("traceparent").and_then(|it| it.to_str().ok());
        told.and_then(parse).unwrap_or_else(Course::new)
    }
}

pub(super) fn fresh_span() -> SpanId {
    SpanId::from_bytes(drawn())
}

/// Ids of spans need to differ, and to be nobody's secret.
fn drawn<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    assert!(filled.is_ok(), "the operating system gives random numbers");
    bytes
}

/// `VERSION-TRACE-PARENT-FLAGS` in hexadecimal digits; later versions may add to it.
fn parse(text: &str) -> Option<Course> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        let is_digit = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        parts.next().filter(|it| it.len() == length && it.bytes().all(is_digit))
    };
    let (version, trace, parent, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
    if version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let trace = TraceId::from_hex(trace).ok().filter(|it| *it != TraceId::INVALID)?;
    let parent = SpanId::from_hex(parent).ok().filter(|it| *it != SpanId::INVALID)?;
    let is_kept = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
    Some(Course { trace, span: fresh_span(), parent: Some(parent), is_kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_senders_trace_is_taken_up_as_the_recommendation_has_it() {
        let course = parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
        assert_eq!(course.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(course.parent.unwrap().to_string(), "00f067aa0ba902b7");
        assert!(course.is_kept && course.span != SpanId::INVALID);
        let unkept = parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02").unwrap();
        assert!(!unkept.is_kept);
        // A later version may say more.
        let later = parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more");
        assert!(later.is_some());
    }

    #[test]
    fn what_is_no_trace_is_not_taken_up() {
        for text in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
