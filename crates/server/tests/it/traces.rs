//! Traces: a message's way from the door to its answer, in its sender's trace, as a collector of traces is told it.

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::Span,
};
use prost::Message as _;

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    receiver::Receiver,
    server::Server,
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

fn value<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a Value> {
    attributes.iter().find(|it| it.key == key)?.value.as_ref()?.value.as_ref()
}

#[track_caller]
fn number(span: &Span, key: &str) -> u64 {
    let Some(Value::IntValue(number)) = value(&span.attributes, key) else { panic!("{span:?}") };
    u64::try_from(*number).unwrap()
}

/// The next spans, and what they came in.
#[track_caller]
fn next(collector: &Receiver) -> (Vec<Span>, Vec<u8>) {
    let posted = collector.next();
    assert_eq!(posted.path, "/v1/traces");
    assert_eq!(posted.header("content-type"), "application/x-protobuf");
    let told = ExportTraceServiceRequest::decode(posted.body.as_slice()).unwrap();
    let mut spans = Vec::new();
    for of in told.resource_spans {
        let resource = of.resource.unwrap();
        let name = value(&resource.attributes, "service.name");
        assert_eq!(name, Some(&Value::StringValue("tongguan".to_owned())));
        spans.extend(of.scope_spans.into_iter().flat_map(|it| it.spans));
    }
    (spans, posted.body)
}

#[track_caller]
fn named<'s>(spans: &'s [Span], name: &str) -> &'s Span {
    let mut of = spans.iter().filter(|it| it.name == name);
    let span = of.next().unwrap_or_else(|| panic!("{name}: {spans:?}"));
    assert!(of.next().is_none(), "{spans:?}");
    span
}

fn start(folder: &Folder, collector: &Receiver) -> Server {
    let url = format!("http://{}", collector.address);
    Server::start_with(folder, &["--otlp", &url])
}

#[test]
fn a_message_is_told_in_its_senders_trace_with_its_number_and_its_cases() {
    let (folder, collector) = (Folder::new(), Receiver::start());
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = start(&folder, &collector);
    let list = parcels.of(0)[3];
    let traceparent = format!("00-{TRACE}-{PARENT}-01");
    let headers = [("traceparent", traceparent.as_str())];
    let reply = server.post_with("/api/v1/messages?wait=decided", &headers, list);
    assert_eq!(reply.status, 202, "{}", reply.text());
    let input = reply.json()["input"].as_u64().unwrap();

    let (spans, body) = next(&collector);
    let root = named(&spans, "message");
    assert_eq!((hex(&root.trace_id).as_str(), hex(&root.parent_span_id).as_str()), (TRACE, PARENT));
    assert_eq!(number(root, "tongguan.input"), input);
    assert_eq!(number(root, "http.response.status_code"), 202);
    let entries = server.get_json("/api/v1/entries");
    let entry = entries["items"][0]["number"].as_i64().unwrap();
    let Some(Value::ArrayValue(told)) = value(&root.attributes, "tongguan.entries") else {
        panic!("{root:?}")
    };
    let told: Vec<_> = told.values.iter().filter_map(|it| it.value.clone()).collect();
    assert_eq!(told, [Value::IntValue(entry)]);

    let within = ["accept", "decide", "answer"].map(|it| named(&spans, it));
    assert_eq!(spans.len(), 4);
    for (span, next) in within.iter().zip(within.iter().skip(1)) {
        assert_eq!((&span.trace_id, &span.parent_span_id), (&root.trace_id, &root.span_id));
        assert!(span.start_time_unix_nano <= span.end_time_unix_nano, "{span:?}");
        assert_eq!(span.end_time_unix_nano, next.start_time_unix_nano);
    }
    let [accept, _, answer] = within;
    assert_eq!(accept.start_time_unix_nano, root.start_time_unix_nano);
    assert_eq!(answer.end_time_unix_nano, root.end_time_unix_nano);
    for name in ["buyerName", "buyerIdNumber", "consigneeAddress"] {
        let personal = field(list, name).as_bytes();
        assert!(personal.is_empty() || !body.windows(personal.len()).any(|it| it == personal));
    }
}

#[test]
fn a_trace_that_its_sender_does_not_keep_is_not_told_and_one_without_a_sender_is_its_own() {
    let (folder, collector) = (Folder::new(), Receiver::start());
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = start(&folder, &collector);
    let [order, payment, ..] = parcels.of(0);
    let unkept = format!("00-{TRACE}-{PARENT}-00");
    let headers = [("traceparent", unkept.as_str())];
    assert_eq!(server.post_with("/api/v1/messages?wait=decided", &headers, order).status, 202);
    let input = server.decide(payment)["input"].as_u64().unwrap();
    assert!(server.terminate().success());
    // What was not given before is given when the house closes, and it comes in one piece.
    let (spans, _) = next(&collector);
    let root = named(&spans, "message");
    assert_eq!(number(root, "tongguan.input"), input);
    assert!(root.parent_span_id.is_empty());
    assert_ne!(hex(&root.trace_id), TRACE);
    collector.gets_nothing();
}

/// A collector that refuses holds nobody up.
#[test]
fn a_house_whose_collector_refuses_decides_as_ever() {
    let (folder, collector) = (Folder::new(), Receiver::start());
    collector.answers(|_| "400 Bad Request".to_owned());
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = start(&folder, &collector);
    for text in parcels.of(0) {
        server.decide(text);
    }
    assert!(!next(&collector).0.is_empty());
    let summary = server.get_json("/api/v1/summary");
    assert_eq!(summary["states"][0]["state"], "released", "{summary}");
    assert!(server.terminate().success());
}
