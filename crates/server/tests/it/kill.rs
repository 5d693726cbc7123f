//! Killed at any moment, the house loses nothing that it acknowledged and answers nothing twice.
//!
//! `TONGGUAN_SIM_SEED` varies where it is killed, `TONGGUAN_KILL_ROUNDS` how often.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    process::Stdio,
    thread,
    time::Duration,
};

use clearance::{
    entry::{Entry, state_of},
    ports::Records,
};
use model::{EntryId, InputId, Rate};
use store::HouseRecords;
use testkit::Plan;

use crate::support::{
    Folder, end, from_environment,
    parcels::{Message, messages, today},
    server::{Server, address_of, spawn},
};

/// Numbers from a seed: xorshift, enough to vary where a kill falls.
struct Draw(u64);

impl Draw {
    fn new() -> Draw {
        Draw(from_environment("TONGGUAN_SIM_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 8) % bound.max(1)
    }
}

fn rounds() -> u64 {
    from_environment("TONGGUAN_KILL_ROUNDS", 16)
}

/// A small corpus with every disorder, in many messages.
fn corpus() -> Vec<Message> {
    let plan = Plan {
        documents_per_message: 6,
        window: 60,
        ..Plan::new(160, Rate::from_ppm(200_000), 23, today())
    };
    messages(&plan)
}

/// Two new houses with the same secrets, which key the draw for examination.
fn twins() -> (Folder, Folder) {
    let (one, other) = (Folder::new(), Folder::new());
    one.run(&["migrate"]).ok();
    std::fs::create_dir(other.data()).unwrap();
    std::fs::copy(one.database(), other.database()).unwrap();
    (one, other)
}

/// What a house came to, without what a clock or a commit's size decides.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    states: BTreeMap<String, String>,
    /// Recipient, kind, status and finding codes, with how many there are.
    answers: BTreeMap<(String, String, i64, String), u64>,
    accounts: BTreeMap<String, u64>,
}

fn outcome(folder: &Folder) -> Outcome {
    let records = HouseRecords::open_file(&folder.database()).unwrap();
    let mut states = BTreeMap::new();
    for row in records.entries(None, EntryId(0), 100_000).unwrap() {
        let entry = Entry::from_row(&row).unwrap();
        let state = format!("{:?}", state_of(row.state).unwrap());
        let twice = states.insert(format!("{} {}", entry.order_no, row.id), state);
        assert_eq!(twice, None);
    }
    let mut answers = BTreeMap::new();
    for receipt in folder.receipts() {
        let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
        let codes: Vec<&str> = receipt["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["code"].as_str().unwrap())
            .collect();
        let status = receipt["status"].as_i64().unwrap();
        let answer = (text("recipient"), text("kind"), status, codes.join(" "));
        *answers.entry(answer).or_default() += 1;
    }
    let mut accounts: BTreeMap<String, u64> = BTreeMap::new();
    for row in records.accounts(None, 100_000).unwrap() {
        let account = row.account;
        let standing = format!("{} {:?} {account:?}", row.label, row.kind);
        *accounts.entry(standing).or_default() += 1;
    }
    Outcome { states, answers, accounts }
}

/// The same corpus in a house that was never killed.
fn unkilled(folder: &Folder, messages: &[Message]) -> Outcome {
    let server = Server::start(folder);
    for message in messages {
        server.post("/api/v1/messages", "", &message.bytes);
    }
    assert!(server.terminate().success());
    folder.verified();
    outcome(folder)
}

#[track_caller]
fn assert_same(folder: &Folder, messages: &[Message], expected: &Outcome) {
    let verified = folder.verified();
    assert_eq!(verified["is_proved"], true);
    let found = outcome(folder);
    assert_eq!(found.states, expected.states);
    assert_eq!(found.answers, expected.answers);
    assert_eq!(found.accounts, expected.accounts);
    let records = HouseRecords::open_file(&folder.database()).unwrap();
    let inputs = records.counts().unwrap().inputs;
    assert_eq!(records.head().unwrap().decided_input, InputId(inputs), "all is decided");
    let bytes_of = |it| records.input(InputId(it)).unwrap().unwrap().bytes;
    let all: Vec<Vec<u8>> = (1..=inputs).map(bytes_of).collect();
    let kept: BTreeSet<&Vec<u8>> = all.iter().collect();
    // A command of the house's own is obeyed as often as it is given.
    let is_message = |it: &&Vec<u8>| it.first() != Some(&b'{');
    let (given, distinct) =
        (all.iter().filter(is_message).count(), kept.iter().filter(|it| is_message(it)).count());
    assert_eq!(given, distinct, "no message is kept twice");
    assert!(messages.iter().all(|it| kept.contains(&it.bytes)), "every message is kept");
}

/// A client that sends one message after the other, again when it got no answer, to a server that
/// is killed after ever other numbers of acknowledgements, and while it starts.
#[test]
fn a_server_killed_between_posts_loses_and_repeats_nothing() {
    let messages = corpus();
    let ((folder, twin), mut draw) = (twins(), Draw::new());
    let mut acknowledged: BTreeMap<usize, (u64, String)> = BTreeMap::new();
    let per_round = 2 * messages.len() as u64 / rounds().max(1) + 1;
    let (mut next, mut kills) = (0, 0);
    while next < messages.len() {
        if draw.below(4) == 0 {
            kill_while_it_starts(&folder, &mut draw);
            kills += 1;
        }
        let mut server = Server::start(&folder);
        check_acknowledged(&folder, &acknowledged);
        let until = next + 1 + draw.below(per_round) as usize;
        while next < until.min(messages.len()) {
            let reply = server.post("/api/v1/messages", "", &messages[next].bytes);
            assert_eq!(reply.status, 202);
            let reply = reply.json();
            let digest = reply["digest"].as_str().unwrap().to_owned();
            acknowledged.insert(next, (reply["input"].as_u64().unwrap(), digest));
            next += 1;
        }
        if next < messages.len() {
            // One more is on its way while the kill falls; whether it was kept nobody knows.
            let on_its_way = &messages[next].bytes;
            thread::scope(|scope| {
                let address = server.address;
                scope.spawn(move || {
                    let path = "/api/v1/messages";
                    crate::support::http::request(address, "POST", path, &[], on_its_way).ok()
                });
                thread::sleep(Duration::from_micros(draw.below(4_000)));
                server.kill();
            });
            kills += 1;
        }
    }
    assert!(kills > 2, "{kills}");
    let server = Server::start(&folder);
    assert!(server.terminate().success());
    check_acknowledged(&folder, &acknowledged);
    assert_same(&folder, &messages, &unkilled(&twin, &messages));
}

/// Starting decides what was left; a kill then must harm no more than another.
fn kill_while_it_starts(folder: &Folder, draw: &mut Draw) {
    let mut child = spawn(folder);
    if draw.below(3) == 0 {
        address_of(&mut child);
    }
    thread::sleep(Duration::from_micros(draw.below(60_000)));
    end(&mut child);
}

/// Everything that was acknowledged is there under its number.
#[track_caller]
fn check_acknowledged(folder: &Folder, acknowledged: &BTreeMap<usize, (u64, String)>) {
    let records = HouseRecords::open_file(&folder.database()).unwrap();
    for (input, digest) in acknowledged.values() {
        let kept = records.input(InputId(*input)).unwrap().unwrap();
        assert_eq!(blake3::hash(&kept.bytes).to_hex().to_string(), *digest);
    }
}

/// `ingest` of parts of a corpus, each killed as the house's files grow, until all is in.
#[test]
fn an_ingest_killed_as_the_house_grows_loses_and_repeats_nothing() {
    let messages = corpus();
    let ((folder, twin), mut draw) = (twins(), Draw::new());
    let parts = 8;
    for (message, index) in messages.iter().zip(0..) {
        let part = index * parts / messages.len();
        folder.write(&format!("in/{part}/{index:05}.{}", extension(message)), &message.bytes);
    }
    let mut kills = 0;
    for part in 0..parts {
        let path = folder.path(&format!("in/{part}"));
        for _ in 0..rounds().div_ceil(parts as u64) {
            let mut child = folder
                .command(&["ingest", "--json"])
                .arg(&path)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let grown = size(&folder) + draw.below(400_000);
            while size(&folder) < grown && child.try_wait().unwrap().is_none() {
                thread::sleep(Duration::from_micros(50));
            }
            kills += u64::from(child.try_wait().unwrap().is_none());
            end(&mut child);
            let mut printed = String::new();
            child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        }
        let (_, report) = folder.ingest(&[path]);
        assert_eq!(report["unreadable_files"], serde_json::json!([]));
    }
    assert!(kills > 0, "no kill fell while it ran");
    assert_same(&folder, &messages, &unkilled(&twin, &messages));
}

fn extension(message: &Message) -> &str {
    message.name.rsplit('.').next().unwrap()
}

/// Bytes of the house's files.
fn size(folder: &Folder) -> u64 {
    let of = |name: &str| std::fs::metadata(folder.data().join(name)).map_or(0, |it| it.len());
    of("house.sqlite") + of("house.sqlite-wal")
}
