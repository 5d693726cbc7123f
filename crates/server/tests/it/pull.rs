//! Receipts fetched by a recipient's own numbers.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    server::Server,
};

/// A served house with parcels cleared, and the recipient who got most receipts.
fn served(count: usize) -> (Folder, Server, String) {
    let folder = Folder::new();
    let parcels = Parcels::clean(count as u64);
    parcels.prepare(&folder);
    let server = Server::start(&folder);
    for index in 0..count {
        for text in parcels.of(index) {
            server.decide(text);
        }
    }
    let busiest = field(&parcels.lists[0], "agentCode").to_owned();
    (folder, server, busiest)
}

#[track_caller]
fn own(server: &Server, code: &str) -> Vec<Value> {
    let all = server.get_json("/api/v1/receipts?limit=500");
    let all = all["items"].as_array().unwrap().clone();
    all.into_iter().filter(|it| it["recipient"] == code).collect()
}

#[test]
fn a_recipient_fetches_from_any_number_and_in_pages_of_any_size() {
    let (_folder, server, code) = served(2);
    let own = own(&server, &code);
    assert!(own.len() > 3);
    let path = |after: usize, limit: usize| {
        format!("/api/v1/recipients/{code}/receipts?after={after}&limit={limit}")
    };
    for after in 0..=own.len() + 2 {
        for limit in [1, 2, 500] {
            let page = server.get_json(&path(after, limit));
            let wanted: Vec<&Value> = own.iter().skip(after).take(limit).collect();
            assert_eq!(page["items"].as_array().unwrap().iter().collect::<Vec<_>>(), wanted);
            assert_eq!(page["newest"], own.len());
            let has_more = after + limit < own.len();
            let next = if has_more { json!(after + limit) } else { Value::Null };
            assert_eq!(page["next"], next, "after {after}, {limit} at most");
        }
    }
    let nobody = server.get_json("/api/v1/recipients/nobody/receipts");
    assert_eq!(nobody, json!({ "items": [], "next": null, "newest": 0 }));
    let beyond = format!("/api/v1/recipients/{code}/receipts?after={}", u64::MAX);
    assert_eq!(server.get_json(&beyond)["items"], json!([]));
    assert_eq!(server.get(&format!("/api/v1/recipients/{code}/receipts?after=x")).status, 400);
}

#[test]
fn what_the_sender_has_already_is_not_sent_again() {
    let (_folder, server, code) = served(1);
    let path = format!("/api/v1/recipients/{code}/receipts");
    for accept in ["application/json", "application/xml"] {
        let first = server.get_with(&path, &[("Accept", accept)]);
        let tag = first.header("etag").unwrap();
        let again = server.get_with(&path, &[("Accept", accept), ("If-None-Match", tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), Some(tag));
        let other = server.get_with(&path, &[("Accept", accept), ("If-None-Match", "\"other\"")]);
        assert_eq!((other.status, other.body), (200, first.body.clone()));
    }
}

#[test]
fn as_wire_messages_every_receipt_comes_once_and_in_order() {
    let (_folder, server, code) = served(2);
    let own = own(&server, &code);
    let (mut path, mut wire) = (format!("/api/v1/recipients/{code}/receipts"), Vec::new());
    loop {
        let reply = server.get_with(&path, &[("Accept", "application/xml")]);
        if reply.status == 204 {
            break;
        }
        assert_eq!((reply.status, reply.kind.as_str()), (200, "application/xml"));
        let link = reply.header("link").unwrap();
        let (next, rel) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
        assert_eq!(rel, "; rel=\"next\"");
        path = format!("/api/v1/recipients/{code}/receipts{next}");
        wire.push(reply.text());
    }
    assert!(wire.len() > 1, "receipts of several kinds are several messages");
    let mut rest = wire.concat();
    for receipt in &own {
        let xml = receipt["xml"].as_str().unwrap();
        let at = rest.find(xml).unwrap_or_else(|| panic!("{xml} in its order"));
        rest = rest[at + xml.len()..].to_owned();
    }
    for message in &wire {
        assert!(message.starts_with("<?xml"), "{message}");
        let within = own.iter().filter(|it| message.contains(it["xml"].as_str().unwrap()));
        let kinds: std::collections::BTreeSet<&str> =
            within.map(|it| it["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds.len(), 1, "one kind a message");
    }
}

#[test]
fn who_asks_to_wait_hears_at_once_what_comes_and_nothing_when_nothing_does() {
    let (_folder, server, code) = served(1);
    let newest = own(&server, &code).len();
    let path = |wait| format!("/api/v1/recipients/{code}/receipts?after={newest}&wait={wait}");
    let nothing = server.get_json(&path(1));
    assert_eq!(nothing["items"], json!([]));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.get_json(&path(60)));
        // Another recipient's receipts wake nobody; his own do. Whether they come before he waits
        // or after must not matter.
        let bad = "<ceb:CEB311Message";
        server.post("/api/v1/messages?wait=decided", "4403960Z99", bad);
        server.post("/api/v1/messages?wait=decided", &code, format!("{bad} "));
        let heard = waiting.join().unwrap();
        let [receipt] = heard["items"].as_array().unwrap().as_slice() else { panic!("{heard}") };
        assert_eq!((&receipt["recipient"], &receipt["kind"]), (&json!(code), &json!("format")));
        assert_eq!(receipt["recipient_no"], newest + 1);
    });
}

#[test]
fn a_house_that_closes_lets_go_of_those_who_wait() {
    let (_folder, server, code) = served(1);
    let address = server.address;
    let path = format!("/api/v1/recipients/{code}/receipts?after=1000&wait=60");
    let waiting = std::thread::spawn(move || {
        crate::support::http::request(address, "GET", &path, &[], b"").map(|it| it.status)
    });
    let stream = crate::support::events::Events::open(address, "/api/v1/receipts/stream", None);
    let before = std::time::Instant::now();
    assert!(server.terminate().success());
    assert!(before.elapsed().as_secs() < 30, "nobody was waited for");
    // Whether his question or the closing came first is chance; an answer that came is one.
    assert!(waiting.join().unwrap().map_or(true, |it| it == 200));
    drop(stream);
}
