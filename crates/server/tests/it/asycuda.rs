//! `tongguan asycuda`: SADs as declarations that can be posted, and computed again.

use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, Ran, files_in, server::Server};

const ISLAND: &str = include_str!("../../../../docs/samples/asycuda/island.xml");
const ISLAND_PROFILE: &str = include_str!("../../../../docs/samples/asycuda/island.toml");
const GULF: &str = include_str!("../../../../docs/samples/asycuda/gulf.xml");
const GULF_PROFILE: &str = include_str!("../../../../docs/samples/asycuda/gulf.toml");

struct Desk(Folder);

impl Desk {
    fn new() -> Desk {
        let folder = Folder::new();
        for (name, text) in [
            ("island.xml", ISLAND),
            ("island.toml", ISLAND_PROFILE),
            ("gulf.xml", GULF),
            ("gulf.toml", GULF_PROFILE),
            ("broken.xml", "<ASYCUDA>\n<Item></ASYCUDA>"),
        ] {
            folder.write(name, text);
        }
        Desk(folder)
    }

    fn run(&self, args: &[&str]) -> Ran {
        let path = |it: &&str| match it.rsplit_once('.') {
            Some((_, "xml" | "toml")) => self.0.path(it).to_str().unwrap().to_owned(),
            _ => (*it).to_owned(),
        };
        let args: Vec<String> = ["asycuda"].iter().chain(args).map(path).collect();
        self.0.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// A declaration of the house goes out as a SAD, and comes back as far as a SAD can say it.
#[test]
fn a_declaration_of_the_house_is_written_as_a_sad() {
    let folder = Folder::new();
    let story =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/goods-declaration/in-our-own-json");
    for path in files_in(Path::new(story)) {
        if path.to_str().unwrap().contains("-in-") {
            folder.ingest(&[path]);
        }
    }
    let server = Server::start(&folder);
    let filed = server.get_json("/api/v1/declarations")["items"][0].clone();
    server.terminate();
    let number = filed["declaration_no"].as_str().unwrap();
    let ran = folder.run(&["asycuda", "--write", number]).ok();
    assert!(ran.err.contains("declaration.supervision_mode `0110`"), "{}", ran.err);
    let written = folder.write("written.xml", &ran.out);
    let back = folder.run(&["asycuda", written.to_str().unwrap()]).ok().json();
    assert_eq!(back["declaration"]["reference"], filed["reference"]);
    assert_eq!(back["declaration"]["trader"]["code"], "3302260144");
    assert!(back["declaration"].get("supervision_mode").is_none());
    let unknown = folder.run(&["asycuda", "--write", "224820261000000099"]);
    assert_ne!(unknown.code, Some(0));
    assert!(unknown.err.contains("224820261000000099"), "{}", unknown.err);
    assert_ne!(folder.run(&["asycuda"]).code, Some(0), "a file or a number is wanted");
}

#[test]
fn a_sad_becomes_a_declaration_that_can_be_posted() {
    let desk = Desk::new();
    let ran = desk.run(&["island.xml"]).ok();
    assert_eq!(ran.json()["declaration"]["items"][0]["origin"], "CHN");
    assert!(ran.err.contains(":32: Identification/Office_segment"), "{}", ran.err);
    assert!(
        ran.err.contains("declaration.supervision_mode"),
        "what it lacks is named: {}",
        ran.err
    );
    let server = Server::start(&desk.0);
    let answer = server.decide(&ran.out);
    assert_eq!(answer["kind"], "declaration", "{answer}");
    let receipt = &answer["receipts"][0];
    assert_eq!(receipt["kind"], "declaration_response", "{answer}");
    // What it lacks, not what a check finds in what it has.
    let said = receipt["findings"].as_array().unwrap().iter();
    let lacks = said.filter(|it| it["code"].as_str().unwrap().starts_with("FMT-"));
    let missing: Vec<&str> = lacks.map(|it| it["pointer"].as_str().unwrap()).collect();
    assert!(missing.contains(&"declaration.supervision_mode"), "{missing:?}");
    assert!(missing.iter().all(|it| ran.err.contains(it)), "the command said all of it before");

    let refused = server.decide(ISLAND);
    assert!(refused.to_string().contains("tongguan asycuda FILE"), "{refused}");
}

#[test]
fn several_files_and_one_that_is_broken() {
    let desk = Desk::new();
    let ran = desk.run(&["island.xml", "broken.xml", "gulf.xml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.out.lines().count(), 2, "one declaration a line");
    assert!(ran.err.contains("broken.xml: line 2: ASYCUDA/Item"), "{}", ran.err);
    let ran = desk.run(&["--json", "island.xml", "broken.xml"]);
    let lines: Vec<Value> = ran.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines[0]["sad"]["items"][1]["documents"][0]["reference"], "RS-2025-0117");
    assert_eq!(lines[0]["style"]["dates"], "month_first");
    assert_eq!(lines[1]["faults"][0]["line"], 2);
}

#[test]
fn its_taxes_are_computed_again() {
    let desk = Desk::new();
    let ran = desk.run(&["--assess", "--profile", "island.toml", "island.xml"]).ok();
    assert!(ran.out.contains("18 figures compared, 0 differ (FJD)"), "{}", ran.out);
    let ran = desk.run(&["--assess", "--profile", "gulf.toml", "gulf.xml"]);
    assert_eq!(ran.code, Some(1));
    let expected = "item 1 STM (stamp) amount: stated 10.5, \
                    computed (1000.125 + 50.006) × 0.01 = 10.50131 → 10.501, difference -0.001";
    assert!(ran.out.contains(expected), "{}", ran.out);
    let json = desk.run(&["--json", "--assess", "--profile", "gulf.toml", "gulf.xml"]).json();
    assert_eq!(json["comparison"]["agrees"], false);
    assert_eq!(json["comparison"]["items"][0]["taxes"][1]["checks"][1]["difference"], "-0.001");

    let ran = desk.run(&["--assess", "island.xml"]);
    assert!(ran.err.contains("--profile"), "{ran:?}");
    let ran = desk.run(&["--assess", "--profile", "atlantis", "island.xml"]);
    assert!(ran.err.contains("`atlantis` is no file and no shipped profile; cn,"), "{ran:?}");
    let ran = desk.run(&["--assess", "--profile", "cn", "island.xml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("`DUT`: expected a tax of the profile"), "{ran:?}");
}
