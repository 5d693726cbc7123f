//! Envelopes of a local port platform: opened, refused, and written.

use expect_test::expect;
use messages::{Carriage, Head, Limits};

fn head() -> Head {
    Head {
        message_id: "7".to_owned(),
        sender_id: "SHOP".to_owned(),
        receiver_ids: vec!["PORT".to_owned()],
        created_at: "2026-11-21 10:00:00".to_owned(),
        message_type: "CEB311Message".to_owned(),
    }
}

fn envelope(message: &[u8]) -> String {
    String::from_utf8(Carriage::PortJson.wrap(&head(), message)).unwrap()
}

#[test]
fn what_is_wrapped_is_opened_again() {
    let raw = envelope("<x>单</x>".as_bytes());
    expect![[r#"{"message":{"messageHead":{"version":"1.0","messageId":"7","senderID":"SHOP","receiverID":"PORT","sendTime":"2026-11-21 10:00:00","messageType":"CEB311Message.xml"},"messageBody":{"data":"PHg+5Y2VPC94Pg=="}}}"#]].assert_eq(&raw);
    assert_eq!(Carriage::of(raw.as_bytes()), Some(Carriage::PortJson));
    // Other keys, other capitals, white space, base64 in lines: as programs of the trade send it.
    let other = raw.replace("\"message\":", " \n\"Message\" : ").replace("\"m", "\"M");
    let other = other.replace("MessageId", "messageId").replace("MessageType", "messageType");
    let other =
        other.replace("5Y2V", "5Y2V\\r\\n").replace("\"version\"", "\"note\":null,\"version\"");
    for raw in [&raw, &other] {
        let (opened, message) = Carriage::PortJson
            .open(raw.as_bytes(), "DXPEDC0000000001", &Limits::default())
            .unwrap();
        assert_eq!(message, "<x>单</x>".as_bytes());
        assert_eq!(opened, Head { message_type: "CEB311Message.xml".to_owned(), ..head() });
    }
}

#[test]
fn other_json_is_no_envelope() {
    for text in [
        "",
        "{",
        "{}",
        r#"{"tongguan":"tick"}"#,
        r#"{"message":"hello"}"#,
        r#"["message"]"#,
        r#"{"x":{"message":{}}}"#,
    ] {
        assert_eq!(Carriage::of(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn what_is_wrong_with_an_envelope_is_said() {
    let raw = envelope(b"<x/>");
    let limits = Limits::default();
    let refused = |raw: &str, limits: &Limits| {
        let finding = Carriage::PortJson.open(raw.as_bytes(), "", limits).unwrap_err().finding;
        finding.code.into_owned()
    };
    assert_eq!(refused(&raw.replace("SHOP", ""), &limits), "FMT-1011");
    assert_eq!(refused(&raw.replace("receiverID", "receiver"), &limits), "FMT-1011");
    assert_eq!(refused(&raw.replace("messageBody", "body"), &limits), "FMT-1011");
    assert_eq!(refused(&raw.replace("PHgv", "PH*v"), &limits), "FMT-1012");
    assert_eq!(refused(&envelope(raw.as_bytes()), &limits), "FMT-1014");
    let dxp = Carriage::Dxp.wrap(&head(), b"<x/>");
    assert_eq!(refused(&envelope(&dxp), &limits), "FMT-1014", "one form in the other");
    assert_eq!(refused(&raw.replace("}}}", "}}"), &limits), "FMT-1001");
    let small = Limits { max_bytes: 3, ..limits.clone() };
    assert_eq!(refused(&format!("{raw}{}", " ".repeat(64 * 1024)), &small), "FMT-1005");
}
