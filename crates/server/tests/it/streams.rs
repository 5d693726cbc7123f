//! Receipts over server-sent events: from any number, as they come, and without anybody waiting.

use std::{io::Write, net::TcpStream};

use crate::support::{
    Folder,
    events::Events,
    parcels::{Parcels, field},
    server::Server,
};

fn served() -> (Folder, Server, Parcels, String) {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    for text in parcels.of(0) {
        server.decide(text);
    }
    let code = field(&parcels.lists[0], "agentCode").to_owned();
    (folder, server, parcels, code)
}

#[test]
fn a_listener_hears_everything_after_any_number_and_then_what_comes() {
    let (_folder, server, _, code) = served();
    let all = server.get_json("/api/v1/receipts?limit=500");
    let all = all["items"].as_array().unwrap();
    let own: Vec<_> = all.iter().filter(|it| it["recipient"] == code.as_str()).collect();
    let path = format!("/api/v1/recipients/{code}/receipts/stream");
    let mut listening = Vec::new();
    for after in 0..=own.len() {
        let mut by_header = Events::open(server.address, &path, Some(after as u64));
        let by_query = format!("{path}?after={after}");
        // The header is what a browser sends when it comes again; it knows better than the address.
        let stale = format!("{path}?after=0");
        let mut by_query = Events::open(server.address, &by_query, None);
        let mut by_both = Events::open(server.address, &stale, Some(after as u64));
        for receipt in &own[after..] {
            for events in [&mut by_header, &mut by_query, &mut by_both] {
                let event = events.next().unwrap();
                assert_eq!((&event.receipt, event.name.as_str()), (*receipt, "receipt"));
                assert_eq!(event.id, receipt["recipient_no"].as_u64().unwrap());
            }
        }
        listening.push(by_header);
    }
    let mut of_all = Events::open(server.address, "/api/v1/receipts/stream", None);
    let numbers: Vec<u64> = (1..=all.len() as u64).collect();
    assert_eq!(of_all.numbers(all.len()), numbers);
    for filler in ["", " "] {
        let bad = format!("<ceb:CEB311Message{filler}");
        assert_eq!(server.post("/api/v1/messages", &code, bad).status, 202);
    }
    let newest = own.len() as u64;
    for events in &mut listening {
        assert_eq!(events.numbers(2), [newest + 1, newest + 2], "they go on by themselves");
    }
    assert_eq!(of_all.next().unwrap().id, all.len() as u64 + 1);
}

#[test]
fn a_listener_who_was_cut_off_goes_on_where_he_was() {
    let (folder, mut server, parcels, code) = served();
    let path = format!("/api/v1/recipients/{code}/receipts/stream");
    let mut events = Events::open(server.address, &path, None);
    let last = events.numbers(2)[1];
    server.kill();
    drop(server);
    let server = Server::start(&folder);
    for text in parcels.of(1) {
        server.decide(text);
    }
    let newest = server.get_json(&format!("/api/v1/recipients/{code}/receipts"))["newest"].clone();
    let rest: Vec<u64> = (last + 1..=newest.as_u64().unwrap()).collect();
    let mut events = Events::open(server.address, &path, Some(last));
    assert_eq!(events.numbers(rest.len()), rest);
}

#[test]
fn one_who_does_not_read_holds_nobody_up() {
    let (_folder, server, parcels, code) = served();
    // So much that no buffer on the way takes it.
    for round in 0..150 {
        let filler = " ".repeat(round);
        let bad = format!("<ceb:CEB311Message{filler}");
        assert_eq!(server.post("/api/v1/messages", &code, bad).status, 202);
    }
    let sleepers: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address).unwrap();
            write!(stream, "GET /api/v1/receipts/stream HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            stream
        })
        .collect();
    for text in parcels.of(1) {
        assert_eq!(server.decide(text)["is_repeat"], false);
    }
    let newest = server.get_json("/api/v1/receipts?limit=1&after=1")["next"].clone();
    assert_ne!(newest, serde_json::Value::Null);
    drop(sleepers);
}

#[test]
fn a_number_that_is_none_is_refused() {
    let (_folder, server, _, code) = served();
    let path = format!("/api/v1/recipients/{code}/receipts/stream");
    let reply = server.get_with(&path, &[("Last-Event-ID", "yesterday")]);
    assert_eq!((reply.status, &reply.json()["code"]), (400, &"bad_request".into()));
}
