//! A house in PostgreSQL: everything that a house in a folder does, and several nodes that are one house.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clearance::ports::Records;
use model::{EntryId, InputId, Rate};
use store::{HouseRecords, Place};
use testkit::Plan;

use crate::support::{
    Folder, PATIENCE, from_environment,
    http::request,
    parcels::{Message, Parcels, messages, today},
    proxy::Proxy,
    server::Server,
};

/// A house in a database of its own; nothing where PostgreSQL is not installed.
fn house() -> Option<(Folder, String)> {
    let url = testkit::postgres::database().unwrap()?;
    Some((Folder::in_database(&url), url))
}

fn records(url: &str) -> HouseRecords {
    HouseRecords::open(&url.parse::<Place>().unwrap()).unwrap()
}

fn corpus() -> Vec<Message> {
    let plan = Plan {
        documents_per_message: 6,
        window: 60,
        ..Plan::new(160, Rate::from_ppm(200_000), 23, today())
    };
    messages(&plan)
}

/// Every link, state, account and receipt is what deciding the same inputs again in a folder comes to.
#[test]
fn a_house_in_a_database_proves_itself_in_a_folder() {
    let Some((folder, url)) = house() else { return };
    let messages = corpus();
    let in_folder = Folder::new();
    for (message, nth) in messages.iter().zip(0..) {
        let name = format!("in/{nth:05}.{}", message.name.rsplit('.').next().unwrap());
        folder.write(&name, &message.bytes);
        in_folder.write(&name, &message.bytes);
    }
    let (code, report) = folder.ingest(&[folder.path("in")]);
    let (other_code, other) = in_folder.ingest(&[in_folder.path("in")]);
    assert_eq!((code, &report["documents"]), (other_code, &other["documents"]));
    for outcome in ["accepted", "declared", "rejected", "lists_refused", "orders_refused"] {
        assert_eq!(report["outcomes"][outcome], other["outcomes"][outcome], "{outcome}");
    }
    let verified = folder.verified();
    assert_eq!(verified["is_proved"], true);
    assert!(verified["replay"]["commits"].as_u64().unwrap() > 0);
    // All of it again is known already.
    let (_, again) = folder.ingest(&[folder.path("in")]);
    assert_eq!(again["documents"], 0);
    assert_eq!(records(&url).counts().unwrap().receipts, folder.receipts().len() as u64);
    assert!(!folder.database().exists(), "nothing of the house is in the folder");
    // A third party proves it from a file, and from that alone.
    let file = folder.path("record.sqlite");
    let told = folder.json(&["export", "--out", file.to_str().unwrap()]);
    let key = told["public_key"].as_str().unwrap();
    let anywhere = Folder::new();
    std::fs::create_dir(anywhere.data()).unwrap();
    let proved =
        anywhere.json(&["verify", "--export", file.to_str().unwrap(), "--public-key", key]);
    assert_eq!((&proved["is_proved"], &proved["head"]), (&true.into(), &told["head"]));
}

#[test]
fn people_drafts_and_webhooks_are_kept_with_the_house() {
    let Some((folder, _)) = house() else { return };
    folder.run(&["people", "add", "linxi", "--name", "林溪", "--role", "administrator"]).ok();
    let again = folder.run(&["people", "add", "LINXI", "--name", "别人", "--role", "analyst"]);
    assert_ne!(again.code, Some(0), "a login is one person's however it is written");
    let server = Server::start_with(&folder, &["--allow-loopback-webhooks"]);
    let parcels = Parcels::clean(1);
    for message in &parcels.house {
        server.decide(&message.bytes);
    }
    assert_eq!(server.get_json("/api/v1/webhooks")["items"], serde_json::json!([]));
    assert!(server.terminate().success());
    let doctor = folder.json(&["doctor"]);
    assert_ne!(doctor["state"], "wrong", "{doctor}");
}

/// What a client was told is kept: its number and digest, by message.
type Acknowledged = Mutex<BTreeMap<Vec<u8>, (u64, String)>>;

struct Nodes {
    addresses: Vec<Mutex<Option<SocketAddr>>>,
    acknowledged: Acknowledged,
    sent: AtomicUsize,
}

impl Nodes {
    /// Sends a message to one node, and to the next when there is no word of it.
    fn send(&self, first: usize, body: &[u8]) {
        let until = Instant::now() + PATIENCE;
        for node in (first..).map(|it| it % self.addresses.len()) {
            assert!(Instant::now() < until, "no node takes it");
            let Some(address) = *self.addresses[node].lock().unwrap() else { continue };
            let reply = request(address, "POST", "/api/v1/messages", &[], body);
            if let Some(reply) = reply.ok().filter(|it| it.status == 202) {
                let reply = reply.json();
                let told = (reply["input"].as_u64().unwrap(), reply["digest"].to_string());
                let earlier = self.acknowledged.lock().unwrap().insert(body.to_vec(), told.clone());
                assert!(earlier.is_none_or(|it| it == told), "one message, one number");
                self.sent.fetch_add(1, Ordering::SeqCst);
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until so many were acknowledged.
    fn reach(&self, count: usize) {
        let until = Instant::now() + PATIENCE;
        while self.sent.load(Ordering::SeqCst) < count {
            assert!(Instant::now() < until, "{} of {count}", self.sent.load(Ordering::SeqCst));
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Orders, payments, waybills and lists of the same parcels come to different nodes at once; the node that decides is
/// killed, another is cut from the database and comes back, and a new one joins.
#[test]
fn nodes_killed_and_cut_lose_and_repeat_nothing() {
    let Some((folder, url)) = house() else { return };
    let count = from_environment("TONGGUAN_NODE_PARCELS", 60);
    let parcels = Parcels::clean(count);
    let server: SocketAddr =
        url.split('@').nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
    let proxy = Proxy::to(server);
    let cuttable = url.replace(&server.to_string(), &proxy.address.to_string());

    // The first to come decides.
    let mut first = Server::start(&folder);
    for message in &parcels.house {
        first.decide(&message.bytes);
    }
    let second = Server::start(&Folder::in_database(&url));
    let third = Server::start(&Folder::in_database(&cuttable));
    let nodes = Nodes {
        addresses: [&first, &second, &third].map(|it| Mutex::new(Some(it.address))).into(),
        acknowledged: Acknowledged::default(),
        sent: AtomicUsize::new(0),
    };
    let kinds = [&parcels.orders, &parcels.payments, &parcels.waybills, &parcels.lists];
    let all: usize = kinds.iter().map(|it| it.len()).sum();
    let joined = thread::scope(|scope| {
        for (kind, nth) in kinds.into_iter().zip(0..) {
            let nodes = &nodes;
            scope.spawn(move || {
                for (message, turn) in kind.iter().zip(nth..) {
                    nodes.send(turn % 3, message.as_bytes());
                }
            });
        }
        nodes.reach(all / 4);
        first.kill();
        *nodes.addresses[0].lock().unwrap() = None;
        nodes.reach(all / 2);
        proxy.cut();
        nodes.reach(all * 5 / 8);
        let joined = Server::start(&Folder::in_database(&url));
        *nodes.addresses[0].lock().unwrap() = Some(joined.address);
        nodes.reach(all * 3 / 4);
        proxy.mend();
        joined
    });
    // Whoever asks, and whichever node, is told that it is decided.
    for (node, message) in [&second, &third, &joined].into_iter().zip(&parcels.lists) {
        node.decide(message);
    }
    for node in [third, joined, second] {
        assert!(node.terminate().success());
    }
    assert_eq!(folder.verified()["is_proved"], true);

    let records = records(&url);
    let kept = records.counts().unwrap().inputs;
    assert_eq!(kept, (all + parcels.house.len()) as u64, "nothing is kept twice");
    assert_eq!(records.head().unwrap().decided_input, InputId(kept), "all is decided");
    for (body, (input, _)) in nodes.acknowledged.lock().unwrap().iter() {
        assert_eq!(&records.input(InputId(*input)).unwrap().unwrap().bytes, body);
    }
    // Wherever its four papers came, every parcel met: nobody waits for a partner.
    let entries = records.entries(None, EntryId(0), 10_000).unwrap();
    assert_eq!(entries.len() as u64, count);
    let waits = |it: &&clearance::ports::EntryRow| it.state < 2;
    assert_eq!(entries.iter().filter(waits).count(), 0);
}
