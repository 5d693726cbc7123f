//! Whoever sees a few cases of many finds all of his, whether the index of names is there, behind, or another house's.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::support::{
    Folder,
    people::{People, Session},
    server::Server,
};

/// More than are looked at one by one, and more history than whoever asks reads himself.
const PARCELS: u32 = 2_200;

fn house() -> Folder {
    let folder = Folder::new();
    let out = folder.path("corpus");
    let count = PARCELS.to_string();
    let asked = ["generate", "retail", "--parcels", &count, "--faults", "0", "--seed", "3"];
    folder.json(&[&asked[..], &["--out", out.to_str().unwrap()]].concat());
    let settings =
        folder.write("settings.json", r#"{"tongguan":"settings","examination_share":"0"}"#);
    assert_eq!(folder.ingest(&[settings]).0, Some(0));
    folder.ingest(&[out]);
    folder
}

/// Every item of a list by its number, page by page; each once.
fn listed(get: impl Fn(&str) -> Value, list: &str) -> BTreeMap<u64, Value> {
    let (mut items, mut after) = (BTreeMap::new(), String::new());
    loop {
        let page = get(&format!("/api/v1/{list}{after}"));
        for it in page["items"].as_array().unwrap() {
            let before = items.insert(it["number"].as_u64().unwrap(), it.clone());
            assert!(before.is_none(), "{list}: {it} comes twice");
        }
        let Some(next) = page["next"].as_str() else { return items };
        after = format!("&after={next}");
    }
}

/// The parcels of a house, and the platform that has the most of them.
struct Parcels {
    all: BTreeMap<u64, Value>,
    platform: String,
}

impl Parcels {
    fn of(server: &Server) -> Parcels {
        let all = listed(|it| server.get_json(it), "entries?limit=500");
        let mut counts = BTreeMap::<&str, u32>::new();
        for it in all.values() {
            *counts.entry(it["platform_code"].as_str().unwrap()).or_default() += 1;
        }
        let most = counts.iter().max_by_key(|(_, count)| **count).unwrap();
        let platform = (*most.0).to_owned();
        assert!(*most.1 > 50, "more than a page");
        Parcels { all, platform }
    }

    /// What the platform is to be shown is what it is shown, in any state and in one.
    fn are_shown(&self, server: &Server) {
        let own: BTreeMap<&u64, &Value> =
            self.all.iter().filter(|it| it.1["platform_code"] == self.platform).collect();
        let list = format!("entries?limit=25&as={}", self.platform);
        let seen = listed(|it| server.get_json(it), &list);
        assert!(own.keys().copied().eq(seen.keys()), "{} of {}", seen.len(), own.len());
        let released = listed(|it| server.get_json(it), &format!("{list}&state=released"));
        let own = own.into_iter().filter(|it| it.1["state"] == "released");
        assert!(own.map(|it| it.0).eq(released.keys()), "{} are released", released.len());
    }
}

/// How far the index has read of the history, and how far there is.
fn progress(house: &Path) -> (i64, i64) {
    let read = |file: &str, sql: &str| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(house.join(file), flags).ok()?;
        connection.query_row(sql, [], |row| row.get::<_, i64>(0)).ok()
    };
    let known = read("named.sqlite", "SELECT history FROM progress").unwrap_or_default();
    (known, read("house.sqlite", "SELECT max(id) FROM history").unwrap())
}

fn until_it_is_there(house: &Path) {
    for _ in 0..600 {
        let (known, newest) = progress(house);
        if newest - known <= 2_000 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the index is at {:?}", progress(house));
}

#[test]
fn a_company_finds_all_of_its_own_before_the_index_is_there_and_after() {
    let folder = house();
    let data = folder.path("house");
    let server = Server::start(&folder);
    let parcels = Parcels::of(&server);
    assert_eq!(parcels.all.len(), PARCELS as usize);
    assert_eq!(progress(&data).0, 0, "whoever sees everything needs no index");
    parcels.are_shown(&server);
    until_it_is_there(&data);
    parcels.are_shown(&server);
    let (known, newest) = progress(&data);
    assert_eq!(known, newest, "whoever asks reads what is new");
    drop(server);

    // What came since, and nothing but it, is read when somebody asks.
    let more = ["generate", "retail", "--parcels", "30", "--faults", "0", "--seed", "4"];
    let out = folder.path("more");
    folder.json(&[&more[..], &["--out", out.to_str().unwrap()]].concat());
    folder.ingest(&[out]);
    let server = Server::start(&folder);
    let parcels = Parcels::of(&server);
    assert_eq!(parcels.all.len(), PARCELS as usize + 30);
    parcels.are_shown(&server);
    drop(server);

    // An index that is not this house's is made anew.
    let index = Connection::open(data.join("named.sqlite")).unwrap();
    index.execute_batch("DELETE FROM named; UPDATE progress SET link = zeroblob(32);").unwrap();
    drop(index);
    let server = Server::start(&folder);
    parcels.are_shown(&server);
    until_it_is_there(&data);
    parcels.are_shown(&server);
}

#[test]
fn an_officer_finds_all_cases_of_his_district() {
    let folder = house();
    let data = folder.path("house");
    let house = People::of(folder);
    let whole = house.person("whole", &["--role", "examiner"]);
    let officer = house.person("officer", &["--role", "examiner", "--district", "53"]);
    let get = |session: &Session| {
        let get = |path: &str| house.call(session, "GET", path, &Value::Null).json();
        listed(get, "entries?limit=500")
    };
    let own: BTreeSet<u64> = get(&whole)
        .into_iter()
        .filter(|(_, it)| it["entry_id"].as_str().unwrap().starts_with("53"))
        .map(|(number, _)| number)
        .collect();
    assert!(!own.is_empty());
    for _ in 0..2 {
        let seen = get(&officer);
        assert!(own.iter().all(|it| seen.contains_key(it)), "{} of {}", seen.len(), own.len());
        let of_others = seen
            .values()
            .map(|it| it["entry_id"].as_str().unwrap())
            .find(|it| !it.starts_with("53") && !it.is_empty());
        assert_eq!(of_others, None);
        until_it_is_there(&data);
    }
}
