//! Webhooks as their receivers meet them: signed, in order, again until confirmed, and never sent
//! where the house does not call.

use serde_json::{Value, json};

use crate::support::{
    Folder,
    parcels::{Parcels, field},
    receiver::Receiver,
    server::Server,
};

const LOOPBACK: &[&str] = &["--allow-loopback-webhooks"];

/// A house with a parcel to be cleared, and two who get receipts of it.
struct World {
    folder: Folder,
    parcels: Parcels,
    n_issued: usize,
    declarant: String,
    platform: String,
}

impl World {
    fn new() -> World {
        let folder = Folder::new();
        let parcels = Parcels::clean(1);
        parcels.prepare(&folder);
        let declarant = field(&parcels.lists[0], "agentCode").to_owned();
        let platform = field(&parcels.orders[0], "ebpCode").to_owned();
        World { folder, parcels, n_issued: 0, declarant, platform }
    }

    fn serve(&self) -> Server {
        Server::start_with(&self.folder, LOOPBACK)
    }

    /// Lets both get receipts: of the parcel first, then of messages that cannot be read, each of
    /// them another.
    fn issue(&mut self, server: &Server) {
        if self.n_issued == 0 {
            for text in self.parcels.of(0) {
                server.decide(text);
            }
        } else {
            for sender in [&self.declarant, &self.platform, &self.declarant] {
                let path = "/api/v1/messages?wait=decided";
                let bad = format!("<ceb:CEB311Message{}", " ".repeat(self.n_issued));
                assert_eq!(server.post(path, sender, bad).status, 202);
                self.n_issued += 1;
            }
        }
        self.n_issued += 1;
    }
}

fn newest(server: &Server, code: &str) -> u64 {
    let page = server.get_json(&format!("/api/v1/recipients/{code}/receipts?limit=1"));
    page["newest"].as_u64().unwrap()
}

/// Registers an address for everything there is; returns the webhook's number and its secret.
#[track_caller]
fn add(server: &Server, recipient: &str, url: &str) -> (u64, String) {
    let asked = json!({ "recipient": recipient, "url": url, "after": 0 });
    let reply = server.command("POST", "/api/v1/webhooks", &asked);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let reply = reply.json();
    let secret = reply["secret"].as_str().unwrap().to_owned();
    (reply["webhook"]["id"].as_u64().unwrap(), secret)
}

#[track_caller]
fn order(server: &Server, id: u64, what: &str, body: Value) -> Value {
    let reply = server.command("POST", &format!("/api/v1/webhooks/{id}/{what}"), &body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// The webhook, once something holds of it.
#[track_caller]
fn until(server: &Server, id: u64, holds: impl Fn(&Value) -> bool) -> Value {
    let before = std::time::Instant::now();
    loop {
        let webhook = server.get_json(&format!("/api/v1/webhooks/{id}"));
        if holds(&webhook) {
            return webhook;
        }
        assert!(before.elapsed() < crate::support::PATIENCE, "{webhook}");
        std::thread::yield_now();
    }
}

fn numbers(from: u64, to: u64) -> Vec<u64> {
    (from..=to).collect()
}

#[test]
fn receipts_are_posted_as_they_come_in_order_and_signed() {
    let mut world = World::new();
    let server = world.serve();
    world.issue(&server);
    let receiver = Receiver::start();
    let (id, secret) = add(&server, &world.declarant, &receiver.url());
    let first = receiver.next();
    assert_eq!(first.path, "/in?box=1");
    assert_eq!(first.header("content-type"), "application/json");
    assert_eq!(first.header("host"), receiver.address.to_string());
    assert_eq!(first.header("webhook-key-id"), "1");
    assert!(first.is_signed_with(&secret));
    let body = first.json();
    let pulled = server.get_json(&format!("/api/v1/recipients/{}/receipts", world.declarant));
    assert_eq!((&body["type"], &body["data"]["webhook"]), (&json!("receipts"), &json!(id)));
    assert_eq!(body["data"]["receipts"], pulled["items"], "the same receipts as fetched");
    assert_eq!(body["data"]["first_no"], 1);
    assert_eq!(body["data"]["last_no"], pulled["newest"]);
    let confirmed = newest(&server, &world.declarant);
    let standing = until(&server, id, |it| it["cursor"] == confirmed);
    assert_eq!((&standing["state"], &standing["lag"]), (&json!("active"), &json!(0)));
    assert_eq!(standing["last_status"], 200);
    assert_eq!(standing["last_error"], "");
    world.issue(&server);
    let last = newest(&server, &world.declarant);
    assert_eq!(receiver.numbers_to(last), numbers(confirmed + 1, last), "each once");
    receiver.gets_nothing();
    assert!(!server.get("/api/v1/webhooks").text().contains(&secret), "it is shown once");
}

#[test]
fn one_who_fails_delays_nobody_and_gets_everything_in_order_when_he_is_back() {
    let mut world = World::new();
    let server = world.serve();
    let (down, up) = (Receiver::start(), Receiver::start());
    down.answers(|_| "503 Service Unavailable".to_owned());
    let (failing, secret) = add(&server, &world.declarant, &down.url());
    let (_, _) = add(&server, &world.platform, &up.url());
    world.issue(&server);
    let tried = down.next();
    let mut platform = newest(&server, &world.platform);
    assert_eq!(up.numbers_to(platform), numbers(1, platform));
    let standing = until(&server, failing, |it| it["failures"] == 1);
    assert_eq!((&standing["state"], &standing["cursor"]), (&json!("failing"), &json!(0)));
    assert_eq!(
        (&standing["last_status"], &standing["last_error"]),
        (&json!(503), &json!("answered 503: no"))
    );
    assert_ne!(standing["next_attempt_at"], Value::Null);
    for _ in 0..2 {
        world.issue(&server);
        let before = platform;
        platform = newest(&server, &world.platform);
        assert_eq!(up.numbers_to(platform), numbers(before + 1, platform), "at once");
    }
    // He is back, and somebody says so; by himself he would be called again within the hour.
    down.answers(|_| "204 No Content".to_owned());
    order(&server, failing, "resume", Value::Null);
    let again = down.next();
    assert_eq!(again.header("webhook-id"), tried.header("webhook-id"), "the same message");
    assert_eq!(again.body, tried.body);
    assert!(again.is_signed_with(&secret));
    let mut got = again.numbers();
    let last = newest(&server, &world.declarant);
    while got.last() != Some(&last) {
        got.extend(down.next().numbers());
    }
    assert_eq!(got, numbers(1, last), "nothing lost, nothing twice, in order");
    down.gets_nothing();
    let standing = until(&server, failing, |it| it["lag"] == 0);
    assert_eq!((&standing["state"], &standing["failures"]), (&json!("active"), &json!(0)));
}

#[test]
fn one_who_failed_is_called_again_by_itself() {
    let mut world = World::new();
    let server = world.serve();
    let receiver = Receiver::start();
    let mut calls = 0;
    receiver.answers(move |_| {
        calls += 1;
        if calls == 1 { "500 Internal Server Error" } else { "200 OK" }.to_owned()
    });
    add(&server, &world.declarant, &receiver.url());
    world.issue(&server);
    let first = receiver.next();
    let second = receiver.next();
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
}

#[test]
fn a_killed_house_goes_on_where_the_receiver_confirmed() {
    let mut world = World::new();
    let mut server = world.serve();
    world.issue(&server);
    let receiver = Receiver::start();
    let (id, secret) = add(&server, &world.declarant, &receiver.url());
    let first = newest(&server, &world.declarant);
    assert_eq!(receiver.numbers_to(first), numbers(1, first));
    until(&server, id, |it| it["cursor"] == first);
    server.kill();
    drop(server);
    let server = world.serve();
    receiver.gets_nothing();
    world.issue(&server);
    let last = newest(&server, &world.declarant);
    let posted = receiver.next();
    assert!(posted.is_signed_with(&secret));
    assert_eq!(posted.numbers().first(), Some(&(first + 1)));
    until(&server, id, |it| it["cursor"] == last);
}

#[test]
fn what_was_confirmed_is_replayed_from_any_number_by_api_and_command_line() {
    let mut world = World::new();
    let server = world.serve();
    world.issue(&server);
    let receiver = Receiver::start();
    let (id, _) = add(&server, &world.declarant, &receiver.url());
    let last = newest(&server, &world.declarant);
    let first = receiver.next();
    assert_eq!(first.numbers(), numbers(1, last));
    for after in [0, 1, last - 1] {
        order(&server, id, "replay", json!({ "after": after }));
        let again = receiver.next();
        assert_eq!(again.numbers(), numbers(after + 1, last));
        assert_ne!(again.header("webhook-id"), first.header("webhook-id"), "not a mere repeat");
    }
    order(&server, id, "replay", json!({ "after": last + 5 }));
    receiver.gets_nothing();
    // Another process beside the running server.
    let view = world.folder.json(&["webhooks", "replay", &id.to_string(), "--after", "1"]);
    assert_eq!(view["cursor"], 1);
    assert_eq!(receiver.next().numbers(), numbers(2, last));
    world.folder.json(&["webhooks", "pause", &id.to_string()]);
    world.folder.json(&["webhooks", "replay", &id.to_string(), "--after", "0"]);
    receiver.gets_nothing();
    let listed = world.folder.json(&["webhooks", "list"]);
    assert_eq!((&listed[0]["state"], &listed[0]["lag"]), (&json!("paused"), &json!(last)));
    world.folder.json(&["webhooks", "resume", &id.to_string()]);
    assert_eq!(receiver.next().numbers(), numbers(1, last));
    let reply = server.command("POST", &format!("/api/v1/webhooks/{id}/replay"), &json!({}));
    assert_eq!(reply.status, 400);
    for missing in ["pause", "resume", "test", "rotate-secret"] {
        let path = format!("/api/v1/webhooks/99/{missing}");
        assert_eq!(server.command("POST", &path, &Value::Null).status, 404, "{missing}");
    }
    let gone = server.command("DELETE", &format!("/api/v1/webhooks/{id}"), &Value::Null);
    assert_eq!(gone.status, 204);
    assert_eq!(server.get_json("/api/v1/webhooks")["items"], json!([]));
}

#[test]
fn a_test_says_what_the_receiver_answers_and_moves_nothing() {
    let mut world = World::new();
    let server = world.serve();
    world.issue(&server);
    let receiver = Receiver::start();
    let (id, secret) = add(&server, &world.declarant, &receiver.url());
    let last = newest(&server, &world.declarant);
    receiver.numbers_to(last);
    let before = until(&server, id, |it| it["cursor"] == last);
    let tested = order(&server, id, "test", Value::Null);
    assert_eq!((&tested["is_delivered"], &tested["status"]), (&json!(true), &json!(200)));
    let ping = receiver.next();
    assert!(ping.is_signed_with(&secret));
    assert_eq!((&ping.json()["type"], ping.numbers()), (&json!("ping"), vec![]));
    receiver.answers(|_| "418 I'm a teapot".to_owned());
    let tested = order(&server, id, "test", Value::Null);
    assert_eq!((&tested["is_delivered"], &tested["status"]), (&json!(false), &json!(418)));
    assert_eq!(server.get_json(&format!("/api/v1/webhooks/{id}")), before);
    let id = id.to_string();
    let by_hand = world.folder.run(&["webhooks", "test", &id, LOOPBACK[0]]);
    assert_eq!(by_hand.code, Some(1), "not confirmed");
    let strict = world.folder.run(&["webhooks", "test", &id]);
    assert!(strict.out.contains("loopback"), "{strict:?}");
}

#[test]
fn a_new_secret_signs_beside_the_old_one() {
    let mut world = World::new();
    let server = world.serve();
    world.issue(&server);
    let receiver = Receiver::start();
    let (id, old) = add(&server, &world.declarant, &receiver.url());
    assert!(receiver.next().is_signed_with(&old));
    let rotated = order(&server, id, "rotate-secret", Value::Null);
    let new = rotated["secret"].as_str().unwrap();
    assert_ne!(new, old);
    let keys = rotated["webhook"]["keys"].as_array().unwrap();
    assert_eq!((keys.len(), &keys[0]["retires_at"]), (2, &Value::Null));
    order(&server, id, "replay", json!({ "after": 0 }));
    let posted = receiver.next();
    assert!(posted.is_signed_with(&old) && posted.is_signed_with(new));
    assert_eq!(posted.header("webhook-key-id"), "2 1");
}

#[test]
fn one_who_is_gone_is_not_called_again_and_a_redirect_is_not_followed() {
    let mut world = World::new();
    let server = world.serve();
    world.issue(&server);
    let (gone, elsewhere, redirecting) = (Receiver::start(), Receiver::start(), Receiver::start());
    gone.answers(|_| "410 Gone".to_owned());
    let (id, _) = add(&server, &world.declarant, &gone.url());
    gone.next();
    let standing = until(&server, id, |it| it["state"] == "gone");
    assert_eq!((&standing["cursor"], &standing["next_attempt_at"]), (&json!(0), &Value::Null));
    let to = elsewhere.url();
    redirecting.answers(move |_| format!("307 Temporary Redirect\r\nLocation: {to}"));
    let (id, _) = add(&server, &world.declarant, &redirecting.url());
    redirecting.next();
    let standing = until(&server, id, |it| it["failures"] == 1);
    assert!(standing["last_error"].as_str().unwrap().contains("redirect"), "{standing}");
    elsewhere.gets_nothing();
    world.issue(&server);
    gone.gets_nothing();
}

#[test]
fn an_internal_address_is_refused_when_it_is_registered() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let refused = |url: &str| {
        let asked = json!({ "recipient": "4403960A01", "url": url });
        let reply = server.command("POST", "/api/v1/webhooks", &asked);
        assert_eq!(reply.kind, "application/problem+json", "{url}");
        (reply.status, reply.json()["code"].as_str().unwrap().to_owned())
    };
    for url in [
        "http://127.0.0.1:8080/api/v1/messages",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://100.100.100.200/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "http://8.8.8.8/",
        "https://user:secret@8.8.8.8/",
        "ftp://8.8.8.8/",
        "8.8.8.8",
        "https://no-such-host.invalid/",
    ] {
        assert_eq!(refused(url), (422, "webhook_address".to_owned()), "{url}");
        let by_hand = folder.run(&["webhooks", "add", "--recipient", "A", "--url", url]);
        assert_eq!(by_hand.code, Some(2), "{url}: {by_hand:?}");
    }
    assert_eq!(server.get_json("/api/v1/webhooks")["items"], json!([]));
    let nobody = json!({ "recipient": "", "url": "https://8.8.8.8/" });
    assert_eq!(server.command("POST", "/api/v1/webhooks", &nobody).status, 400);
    let unknown = json!({ "recipient": "A", "url": "https://8.8.8.8/", "secret": "mine" });
    assert_eq!(server.command("POST", "/api/v1/webhooks", &unknown).status, 400);
    let public = json!({ "recipient": "A", "url": "https://8.8.8.8/" });
    assert_eq!(server.command("POST", "/api/v1/webhooks", &public).status, 201);
    let again = server.command("POST", "/api/v1/webhooks", &public);
    assert_eq!((again.status, &again.json()["code"]), (409, &json!("webhook_double")));
}

/// An address that was in order when it was registered and points inside when it is called, as one
/// does whose owner changes his name server's mind.
#[test]
fn an_internal_address_is_refused_again_at_each_attempt() {
    let mut world = World::new();
    let receiver = Receiver::start();
    let server = world.serve();
    let (id, _) = add(&server, &world.declarant, &receiver.url());
    assert!(server.terminate().success());
    let strict = Server::start(&world.folder);
    world.issue(&strict);
    let standing = until(&strict, id, |it| it["failures"] == 1);
    let error = standing["last_error"].as_str().unwrap();
    assert!(error.contains("loopback") && error.contains("not called"), "{error}");
    receiver.gets_nothing();
}
