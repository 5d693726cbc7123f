//! Messages in envelopes of platforms (DXP, a port's JSON), over HTTP and in files.

use messages::{Carriage, Head, Limits};

use crate::support::{Folder, http::Reply, parcels::Parcels, server::Server};

const OWN: &str = "DXPEDC0000000001";
const XML: &[(&str, &str)] = &[("Accept", "application/xml")];
const THEIRS: &str = "DXPENT0000000077";

fn wrapped(message: impl AsRef<[u8]>, number: u32) -> String {
    let dxp = Head {
        message_id: format!("{THEIRS}-{number}"),
        sender_id: THEIRS.to_owned(),
        receiver_ids: vec![OWN.to_owned()],
        created_at: "2026-11-21T10:00:00".to_owned(),
        message_type: "CEB".to_owned(),
    };
    String::from_utf8(Carriage::Dxp.wrap(&dxp, message.as_ref())).unwrap()
}

fn opened(reply: &Reply) -> (Head, String) {
    let (dxp, message) = Carriage::Dxp.open(&reply.body, THEIRS, &Limits::default()).unwrap();
    (dxp, String::from_utf8(message).unwrap())
}

#[test]
fn who_sends_an_envelope_is_answered_in_one() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = Server::start_with(&folder, &["--dxp-id", OWN]);
    let order = &parcels.orders[0];
    let reply = server.post("/api/v1/messages?wait=decided", "", wrapped(order, 1));
    assert_eq!(reply.status, 202, "{reply:?}");
    let first = reply.json();
    assert_eq!((&first["kind"], &first["is_repeat"]), (&"CEB311Message".into(), &false.into()));
    // The same message in another envelope, and in none, is the same message.
    for again in [wrapped(order, 2), order.clone()] {
        let reply = server.post("/api/v1/messages?wait=decided", "", &again).json();
        assert_eq!((&reply["input"], &reply["is_repeat"]), (&first["input"], &true.into()));
        assert_eq!(reply["digest"], first["digest"]);
    }
    let receipts = folder.receipts();
    let recipient = receipts[0]["recipient"].as_str().unwrap();
    let path = format!("/api/v1/recipients/{recipient}/receipts?after=0");
    let reply = server.get_with(&path, XML);
    let (dxp, message) = opened(&reply);
    assert_eq!((dxp.sender_id.as_str(), dxp.message_type.as_str()), (OWN, "CEB312Message"));
    assert!(message.contains(receipts[0]["xml"].as_str().unwrap()), "{message}");
    assert_eq!(server.get_with(&path, XML).body, reply.body, "fetched again");
    // Whoever sent none gets none.
    server.post("/api/v1/messages?wait=decided", "", &parcels.payments[0]);
    let payer = folder.receipts()[1]["recipient"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/recipients/{payer}/receipts?after=0");
    let plain = server.get_with(&path, XML);
    assert!(String::from_utf8_lossy(&plain.body).contains("CEB412Message"));
    drop(server);
    folder.verified();
}

#[test]
fn an_envelope_that_cannot_be_opened_is_refused_and_nothing_is_kept() {
    let folder = Folder::new();
    let server = Server::start_with(&folder, &["--dxp-id", OWN]);
    let good = wrapped("<x/>", 1);
    let bad = [
        (good.replace(OWN, "DXPEDC0000000009"), "FMT-1013", "-1201004"),
        (good.replace("<dxp:Data>", "<dxp:Data>*"), "FMT-1012", "-1201001"),
        (wrapped(&good, 2), "FMT-1014", "-1201001"),
        (good.replace("SenderId>", "Sender>"), "FMT-1011", "-1201001"),
        (good.replace("</dxp:DxpMsg>", ""), "FMT-1001", "-1201001"),
    ];
    for (envelope, code, number) in &bad {
        let reply = server.post("/api/v1/messages", "", envelope);
        assert_eq!((reply.status, &reply.json()["code"]), (422, &(*code).into()));
        let reply = server.post_with("/api/v1/messages", XML, envelope);
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.contains(&format!("<ResponseCode>{number}</ResponseCode>")), "{text}");
    }
    assert_eq!(server.get_json("/api/v1/summary")["inputs"], 0);
    // What is in it is no message: that is kept, and its sender told.
    let reply = server.post_with("/api/v1/messages?wait=decided", XML, &good);
    let text = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 202);
    assert!(text.contains("<ResponseCode>0</ResponseCode>"), "{text}");
    let receipts = folder.receipts();
    assert_eq!(
        (&receipts[0]["recipient"], &receipts[0]["kind"]),
        (&THEIRS.into(), &"format".into())
    );
    assert_eq!(receipts[0]["findings"][0]["code"], "FMT-1004");
}

#[test]
fn envelopes_in_files_are_opened() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let files = [
        folder.write("in/1.xml", wrapped(&parcels.orders[0], 1)),
        folder.write("in/2.xml", wrapped(wrapped("<x/>", 2), 3)),
        folder.write("in/3.xml", &parcels.orders[0]),
    ];
    let (code, report) = folder.ingest(&files);
    assert_eq!((code, &report["messages"], &report["repeats"]), (Some(1), &1.into(), &1.into()));
    let unreadable = report["unreadable_files"].as_array().unwrap();
    assert_eq!(unreadable.len(), 1, "{report}");
    assert!(unreadable[0]["reason"].as_str().unwrap().contains("FMT-1014"), "{report}");
    let out = folder.path("xml");
    folder.run(&["receipts", "--format", "xml", "--out", out.to_str().unwrap()]).ok();
    let written = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    let (dxp, message) =
        Carriage::Dxp.open(&std::fs::read(written).unwrap(), THEIRS, &Limits::default()).unwrap();
    assert_eq!(dxp.sender_id, OWN);
    assert!(String::from_utf8(message).unwrap().contains("CEB312Message"));
}

fn from_port(message: &str) -> String {
    let head = Head {
        message_id: String::new(),
        sender_id: "SHOP".to_owned(),
        receiver_ids: vec!["PORT".to_owned()],
        created_at: "2026-11-21 10:00:00".to_owned(),
        message_type: "CEB311Message".to_owned(),
    };
    String::from_utf8(Carriage::PortJson.wrap(&head, message.as_bytes())).unwrap()
}

#[test]
fn who_comes_over_a_port_platform_is_answered_as_the_port_answers() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    // Its own number on the exchange platform says nothing about a port's envelopes.
    let server = Server::start_with(&folder, &["--dxp-id", OWN]);
    let envelope = from_port(&parcels.orders[0]);
    let text = &[("Accept", "text/plain")];
    let reply = server.post_with("/api/v1/messages?wait=decided", text, &envelope);
    assert_eq!((reply.status, reply.body.as_slice()), (200, b"OK".as_slice()));
    let again = server.post("/api/v1/messages?wait=decided", "", &parcels.orders[0]).json();
    assert_eq!(again["is_repeat"], true, "the same message without an envelope");
    let receipts = folder.receipts();
    let recipient = receipts[0]["recipient"].as_str().unwrap();
    let path = format!("/api/v1/recipients/{recipient}/receipts?after=0");
    let reply = server.get_with(&path, XML);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let (head, message) = Carriage::PortJson.open(&reply.body, "", &Limits::default()).unwrap();
    assert_eq!((head.sender_id.as_str(), head.receiver_ids[0].as_str()), ("PORT", "SHOP"));
    assert_eq!(head.message_type, "CEB312Message.xml");
    assert!(String::from_utf8(message).unwrap().contains("CEB312Message"));
    // What cannot be opened is refused, and says why.
    let bad = envelope.replace("SHOP", "");
    let reply = server.post_with("/api/v1/messages", text, &bad);
    assert_eq!((reply.status, &reply.json()["code"]), (422, &"FMT-1011".into()));
    drop(server);
    // The last envelope says how answers go: a file's name says what is in it.
    let out = folder.path("out");
    folder.run(&["receipts", "--format", "xml", "--out", out.to_str().unwrap()]).ok();
    let written = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    assert_eq!(written.extension().and_then(|it| it.to_str()), Some("json"));
    folder.verified();
}
