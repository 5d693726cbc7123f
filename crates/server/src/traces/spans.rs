//! A message's way as spans: `message` from the door to its answer, and in it `accept`, `decide` and `answer`.

use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use model::{EntryId, InputId, Moment};
use opentelemetry::{
    Array, InstrumentationScope, KeyValue, Value,
    trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceState},
};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use super::{
    Answered,
    course::{Course, fresh_span},
};

/// Cases that a span names; a message may be about many more.
const CASES_MAX: usize = 64;

/// A message that came through.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) course: Course,
    pub(super) input: InputId,
    pub(super) is_repeat: bool,
    pub(super) came_at: Moment,
    pub(super) kept_at: Moment,
    /// Nothing of a repeat, which is not decided again.
    pub(super) decided_at: Option<Moment>,
    /// Nothing where nobody waits for an answer.
    pub(super) answered: Option<Answered>,
    pub(super) cases: BTreeSet<EntryId>,
}

impl Way {
    pub(super) fn spans(&self) -> Vec<SpanData> {
        let Way { course, came_at, kept_at, decided_at, answered, .. } = self;
        let came = time(*came_at);
        let kept = time(*kept_at).max(came);
        let decided = decided_at.map(|it| time(it).max(kept));
        let answered_at = answered.map(|it| time(it.at).max(kept));
        let end = decided.max(answered_at).unwrap_or(kept);
        let mut root = self.span("message", course.span, course.parent, (came, end));
        root.parent_span_is_remote = course.parent.is_some();
        root.span_kind = if answered.is_some() { SpanKind::Server } else { SpanKind::Consumer };
        root.attributes = self.attributes();
        let mut spans = vec![root];
        let mut within = |name, times| {
            spans.push(self.span(name, fresh_span(), Some(course.span), times));
        };
        within("accept", (came, kept));
        if let Some(decided) = decided {
            within("decide", (kept, decided));
        }
        if let Some(answered) = answered_at {
            // Whoever does not wait for the decision is answered before it.
            let from = decided.filter(|it| *it <= answered).unwrap_or(kept);
            within("answer", (from, answered));
        }
        spans
    }

    fn attributes(&self) -> Vec<KeyValue> {
        let mut of = vec![
            KeyValue::new("tongguan.input", whole(self.input.0)),
            KeyValue::new("tongguan.is_repeat", self.is_repeat),
        ];
        if !self.cases.is_empty() {
            let cases = self.cases.iter().take(CASES_MAX).map(|it| whole(it.0)).collect();
            of.push(KeyValue::new("tongguan.entries", Value::Array(Array::I64(cases))));
        }
        if let Some(status) = self.answered.and_then(|it| it.status) {
            of.push(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        of
    }

    fn span(
        &self,
        name: &'static str,
        id: SpanId,
        parent: Option<SpanId>,
        (start_time, end_time): (SystemTime, SystemTime),
    ) -> SpanData {
        let (flags, state) = (TraceFlags::SAMPLED, TraceState::default());
        SpanData {
            span_context: SpanContext::new(self.course.trace, id, flags, false, state),
            parent_span_id: parent.unwrap_or(SpanId::INVALID),
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: name.into(),
            start_time,
            end_time,
            attributes: Vec::new(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: InstrumentationScope::builder("tongguan").build(),
        }
    }
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn time(at: Moment) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(decided_ms: Option<i64>, answered_ms: Option<i64>) -> Way {
        let at = Moment::from_millis;
        Way {
            course: Course::new(),
            input: InputId(7),
            is_repeat: decided_ms.is_none(),
            came_at: at(1_000),
            kept_at: at(1_010),
            decided_at: decided_ms.map(at),
            answered: answered_ms.map(|it| Answered { at: at(it), status: Some(202) }),
            cases: BTreeSet::from([EntryId(9)]),
        }
    }

    fn told(way: &Way) -> Vec<(String, u128, u128)> {
        let since = |it: SystemTime| it.duration_since(UNIX_EPOCH).unwrap().as_millis();
        let of = |it: &SpanData| (it.name.to_string(), since(it.start_time), since(it.end_time));
        way.spans().iter().map(of).collect()
    }

    fn named(spans: &[(&str, u128, u128)]) -> Vec<(String, u128, u128)> {
        spans.iter().map(|(name, from, to)| ((*name).to_owned(), *from, *to)).collect()
    }

    #[test]
    fn an_answer_comes_after_what_it_waited_for() {
        let waited = [
            ("message", 1_000, 1_040),
            ("accept", 1_000, 1_010),
            ("decide", 1_010, 1_030),
            ("answer", 1_030, 1_040),
        ];
        assert_eq!(told(&way(Some(1_030), Some(1_040))), named(&waited));
        let not_waited = [
            ("message", 1_000, 1_030),
            ("accept", 1_000, 1_010),
            ("decide", 1_010, 1_030),
            ("answer", 1_010, 1_012),
        ];
        assert_eq!(told(&way(Some(1_030), Some(1_012))), named(&not_waited));
    }

    #[test]
    fn a_repeat_is_not_decided_and_a_folder_is_not_answered() {
        let repeat =
            [("message", 1_000, 1_011), ("accept", 1_000, 1_010), ("answer", 1_010, 1_011)];
        assert_eq!(told(&way(None, Some(1_011))), named(&repeat));
        let folder =
            [("message", 1_000, 1_030), ("accept", 1_000, 1_010), ("decide", 1_010, 1_030)];
        assert_eq!(told(&way(Some(1_030), None)), named(&folder));
        assert_eq!(way(Some(1_030), None).spans().first().unwrap().span_kind, SpanKind::Consumer);
    }

    /// A clock that steps back in between makes no span that ends before it began.
    #[test]
    fn no_span_ends_before_it_begins() {
        for (_, from, to) in told(&way(Some(900), Some(800))) {
            assert!(from <= to);
        }
    }
}
