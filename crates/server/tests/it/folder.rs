//! A watched folder: messages in, receipts out, each number once whenever the server dies.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use model::Rate;
use serde_json::{Value, json};
use testkit::Plan;

use crate::support::{
    Folder, PATIENCE, end, files_in, from_environment,
    parcels::{Message, Parcels, field, messages, today, zip},
    server::{Server, spawn_with},
};

/// Puts a file there as a careful client does: written elsewhere, then moved.
fn put(folder: &Folder, name: &str, bytes: impl AsRef<[u8]>) {
    let draft = folder.write("box/draft", bytes);
    fs::create_dir_all(folder.path("box/in")).unwrap();
    fs::rename(draft, folder.path("box/in").join(name)).unwrap();
}

/// Looks until something holds.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let before = Instant::now();
    while !holds() {
        assert!(before.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

fn names(folder: &Folder, place: &str) -> Vec<String> {
    let files = files_in(&folder.path(place)).into_iter();
    files.map(|it| it.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

fn watch(folder: &Folder, recipients: &str) -> Server {
    let path = folder.path("box").to_str().unwrap().to_owned();
    Server::start_with(folder, &["--watch", &format!("{path}{recipients}")])
}

/// What the house took so far is decided when this returns.
fn settle(server: &Server) {
    let reply = server.post("/api/v1/messages?wait=decided", "4403960Z99", "<x/>");
    assert_eq!(reply.status, 202);
}

/// All that lies in a folder, one text.
fn contents(folder: &Path) -> String {
    files_in(folder).into_iter().map(|it| fs::read_to_string(it).unwrap()).collect()
}

/// Every receipt of these stands in the text as often as it was issued.
#[track_caller]
fn each_once(receipts: &[Value], written: &str) {
    for receipt in receipts {
        let xml = receipt["xml"].as_str().unwrap();
        // One that goes to two recipients is the same text in two messages.
        let issued = receipts.iter().filter(|it| it["xml"] == xml).count();
        assert_eq!(written.matches(xml).count(), issued, "{xml}");
    }
}

#[test]
fn what_is_put_in_is_taken_and_answers_come_to_lie_in_out() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    // It lies there already when the server starts: nobody says that it was closed.
    put(&folder, "1.xml", &parcels.orders[0]);
    let server = watch(&folder, "");
    put(&folder, "2.XML", &parcels.payments[0]);
    let rest = [("a.xml", parcels.waybills[0].as_bytes()), ("b.xml", parcels.lists[0].as_bytes())];
    put(&folder, "3.zip", zip(&rest));
    // Written where it is to lie, as a careless client does.
    folder.write("box/in/4.xml", &parcels.orders[0]);
    until("all is taken", || names(&folder, "box/done").len() == 4);
    assert_eq!(names(&folder, "box/done"), ["1.xml", "2.XML", "3.zip", "4.xml"]);
    assert_eq!(names(&folder, "box/in"), Vec::<String>::new());
    assert_eq!(names(&folder, "box/failed"), Vec::<String>::new());
    settle(&server);
    let summary = server.get_json("/api/v1/summary");
    assert_eq!(summary["parcels"], 1);
    let newest = summary["receipts"].as_u64().unwrap();
    assert!(newest > 6, "{summary}");
    let standing = || server.get_json("/api/v1/folders")["items"][0].clone();
    until("all is written out", || standing()["recipients"][0]["cursor"] == newest);
    let recipient = json!({ "recipient": null, "cursor": newest, "newest": newest, "lag": 0 });
    assert_eq!(standing()["recipients"], json!([recipient]));
    until("it says so", || standing()["taken"] == 4 && standing()["waiting"] == 0);
    assert_eq!(standing()["failed"], 0);
    assert!(server.terminate().success());
    each_once(&folder.receipts(), &contents(&folder.path("box/out")));
    for name in names(&folder, "box/out") {
        assert!(name.ends_with("Message.xml"), "{name}");
    }
}

#[test]
fn what_cannot_be_taken_lies_in_failed_with_a_text_that_says_why() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let server = watch(&folder, "=4403960A01");
    put(&folder, "broken.xml", "<?xml version=\"1.0\"?>\n<ceb:CEB311Message");
    put(&folder, "officer.json", r#"{"tongguan":"tick","at":"2026-01-01T00:00:00Z"}"#);
    put(&folder, "spoilt.json", "{");
    put(&folder, "torn.zip", &zip(&[("a.xml", b"<x/>")])[..40]);
    let mixed = [("good.xml", parcels.orders[0].as_bytes()), ("bad.xml", b"<x/>" as &[u8])];
    put(&folder, "mixed.zip", zip(&mixed));
    for passed_over in ["half.xml.part", ".hidden.xml", "~draft.xml", "notes.txt"] {
        put(&folder, passed_over, "<x/>");
    }
    let failed = ["broken.xml", "mixed.zip", "officer.json", "spoilt.json", "torn.zip"];
    until("all is looked at", || names(&folder, "box/failed").len() == 2 * failed.len());
    let beside =
        |name: &str| fs::read_to_string(folder.path(&format!("box/failed/{name}.txt"))).unwrap();
    for (name, code, place) in [
        ("broken.xml", "FMT-1001", "line 2, column"),
        ("mixed.zip", "FMT-1004", "line 1, column 1"),
        ("officer.json", "house_input", "line 1, column 1"),
        ("spoilt.json", "FMT-1010", "line 1, column"),
        ("torn.zip", "unreadable_file", "the whole file"),
    ] {
        let text = beside(name);
        assert!(text.contains(&format!("code     {code}\n")), "{text}");
        assert!(text.contains(&format!("place    {place}")), "{text}");
        assert!(folder.path(&format!("box/failed/{name}")).exists());
    }
    assert!(beside("mixed.zip").contains("member   bad.xml\n"));
    assert!(!beside("mixed.zip").contains("good.xml"));
    let mut left = names(&folder, "box/in");
    left.sort();
    assert_eq!(left, [".hidden.xml", "half.xml.part", "notes.txt", "~draft.xml"]);
    settle(&server);
    // What could be read was taken, and what could not is kept and answered all the same, to whom
    // the folder belongs.
    assert_eq!(server.get_json("/api/v1/summary")["parcels"], 1);
    let answers = server.get_json("/api/v1/recipients/4403960A01/receipts");
    let answers: Vec<&Value> = answers["items"].as_array().unwrap().iter().collect();
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(answers.iter().all(|it| it["kind"] == "format"));
    until("both are written out", || names(&folder, "box/out").len() == 2);
}

#[test]
fn a_folder_of_some_gets_their_receipts_and_no_others() {
    let folder = Folder::new();
    let parcels = Parcels::clean(1);
    parcels.prepare(&folder);
    let declarant = field(&parcels.lists[0], "agentCode");
    let platform = field(&parcels.orders[0], "ebpCode");
    let server = watch(&folder, &format!("={declarant},{platform}"));
    for text in parcels.of(0) {
        server.decide(text);
    }
    let standing = || server.get_json("/api/v1/folders")["items"][0]["recipients"].clone();
    let is_through = |it: &Value| it["lag"] == 0 && it["newest"].as_u64() > Some(0);
    until("both got theirs", || standing().as_array().unwrap().iter().all(is_through));
    assert!(server.terminate().success());
    let (own, others): (Vec<Value>, Vec<Value>) = folder
        .receipts()
        .into_iter()
        .partition(|it| it["recipient"] == declarant || it["recipient"] == platform);
    let written = contents(&folder.path("box/out"));
    each_once(&own, &written);
    let is_own = |xml: &Value| own.iter().any(|it| it["xml"] == *xml);
    for other in others.iter().filter(|it| !is_own(&it["xml"])) {
        assert!(!written.contains(other["xml"].as_str().unwrap()));
    }
}

#[test]
fn a_folder_begins_with_what_is_issued_from_then_on() {
    let folder = Folder::new();
    let parcels = Parcels::clean(2);
    parcels.prepare(&folder);
    assert_eq!(folder.ingest(&[parcels.write(&folder, "first", 0)]).0, Some(0));
    let before = folder.receipts().len();
    let server = watch(&folder, "");
    put(&folder, "order.xml", &parcels.orders[1]);
    until("it is answered", || !names(&folder, "box/out").is_empty());
    assert!(server.terminate().success());
    each_once(&folder.receipts()[before..], &contents(&folder.path("box/out")));
    let nested = folder.path("box/in").to_str().unwrap().to_owned();
    let outer = folder.path("box").to_str().unwrap().to_owned();
    let refused = folder.run(&["serve", "--watch", &outer, "--watch", &nested]);
    assert_eq!(refused.code, Some(2), "a folder in a folder: {refused:?}");
}

/// Takes files out of `out` as a client does, whatever the server does meanwhile.
fn collect(from: &Path, to: &Path, is_over: &AtomicBool) {
    let mut count = 0;
    let mut sweep = || {
        let Ok(children) = fs::read_dir(from) else { return };
        for child in children.flatten() {
            count += 1;
            fs::rename(child.path(), to.join(format!("{count:06}.xml"))).unwrap();
        }
    };
    while !is_over.load(Ordering::SeqCst) {
        sweep();
        thread::sleep(Duration::from_millis(3));
    }
    sweep();
}

#[test]
fn a_server_killed_at_any_moment_takes_each_file_and_writes_each_receipt_once() {
    let plan = Plan {
        documents_per_message: 3,
        window: 60,
        ..Plan::new(60, Rate::from_ppm(200_000), 29, today())
    };
    let (house, messages): (Vec<Message>, Vec<Message>) =
        messages(&plan).into_iter().partition(|it| it.name.ends_with(".json"));
    let folder = Folder::new();
    let house: Vec<PathBuf> = house.iter().map(|it| folder.write(&it.name, &it.bytes)).collect();
    assert_eq!(folder.ingest(&house).0, Some(0));
    for place in ["box/in", "box/out", "collected"] {
        fs::create_dir_all(folder.path(place)).unwrap();
    }
    let path = folder.path("box").to_str().unwrap().to_owned();
    let seed = from_environment("TONGGUAN_SIM_SEED", 1);
    let rounds = from_environment("TONGGUAN_KILL_ROUNDS", 16) as usize;
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let (out, collected) = (folder.path("box/out"), folder.path("collected"));
        let is_over = &is_over;
        scope.spawn(move || collect(&out, &collected, is_over));
        let mut draw = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |bound: u64| {
            draw ^= draw << 13;
            draw ^= draw >> 7;
            draw ^= draw << 17;
            (draw >> 8) % bound
        };
        for (round, some) in messages.chunks(messages.len().div_ceil(rounds)).enumerate() {
            let mut child = spawn_with(&folder, &["--watch", &path], &[]);
            for (message, number) in some.iter().zip(0..) {
                put(&folder, &format!("{round:03}-{number:03}.xml"), &message.bytes);
            }
            let left = |place: &str| names(&folder, place).len() as u64;
            let (waiting, taken_away) = (left("box/in"), left("collected"));
            let (at, began) = (below(waiting.max(1)), Instant::now());
            // While it starts, while it takes files, while it writes receipts out.
            let patience = match round % 3 {
                0 => Duration::from_micros(below(500_000)),
                _ => Duration::from_secs(3),
            };
            let is_time = || match round % 3 {
                1 => left("box/in") <= at,
                2 => left("collected") > taken_away + at,
                _ => false,
            };
            while began.elapsed() < patience && !is_time() {
                thread::sleep(Duration::from_micros(200));
            }
            end(&mut child);
        }
        let server = watch(&folder, "");
        until("all is taken", || names(&folder, "box/in").is_empty());
        settle(&server);
        let newest = || server.get_json("/api/v1/summary")["receipts"].clone();
        let standing = || server.get_json("/api/v1/folders")["items"][0].clone();
        until("all is written out", || standing()["recipients"][0]["cursor"] == newest());
        assert!(server.terminate().success());
        is_over.store(true, Ordering::SeqCst);
    });
    folder.verified();
    let receipts = folder.receipts();
    assert!(receipts.len() > 200, "{}", receipts.len());
    each_once(&receipts, &contents(&folder.path("collected")));
    let (done, failed) = (names(&folder, "box/done"), names(&folder, "box/failed"));
    let put: BTreeSet<String> = done.iter().chain(&failed).cloned().collect();
    let given = messages.len() + failed.iter().filter(|it| it.ends_with(".txt")).count();
    assert_eq!((put.len(), done.len() + failed.len()), (given, given), "each file once");
}
