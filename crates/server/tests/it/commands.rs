//! The smaller commands, and what every command does with what it cannot use.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, files_in, parcels::today, server::Server};

#[test]
fn a_code_is_explained_with_its_law() {
    let folder = Folder::new();
    let page = folder.run(&["explain", "fmt-1007"]).ok().out;
    assert!(page.contains("FMT-1007") && page.contains("报文内单证数量超过限制"), "{page}");
    let info = folder.json(&["explain", "INV-6313"]);
    assert_eq!(info["code"], "INV-6313");
    assert_ne!(info["basis"]["document"], "");
    let all = folder.run(&["explain"]).ok().out;
    assert!(all.lines().count() > 80, "{all}");
    let unknown = folder.run(&["explain", "XYZ-0000"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("XYZ-0000"), "{}", unknown.err);
    assert!(!folder.data().exists(), "asking makes no house");
}

#[test]
fn the_tariff_answers_for_covered_days_only() {
    let folder = Folder::new();
    let asked = ["tariff", "8541401000", "--on", "2020-11-21", "--origin", "JPN"];
    let ran = folder.run(&asked).ok();
    assert!(ran.out.contains("8541401000"), "{}", ran.out);
    let json = folder.json(&asked);
    assert_eq!(
        folder.json(&["tariff", "8541401000", "--on", "2020-11-21", "--origin", "116"]),
        json
    );

    let uncovered = folder.run(&["tariff", "8541401000", "--on", "2026-11-21"]);
    assert_eq!(uncovered.code, Some(1));
    assert!(uncovered.err.contains("2020-12-31"), "names the last covered day: {}", uncovered.err);
    let mut command = folder.command(&["tariff", "8541401000", "--on", "2026-11-21"]);
    command.arg("--json");
    let ran = crate::support::run(command);
    assert_eq!(ran.code, Some(1));
    assert!(ran.json()["error"].as_str().unwrap().contains("2020-12-31"));

    for (bad, on) in [("9999999999", "2020-11-21"), ("85", "2020-11-21")] {
        let ran = folder.run(&["tariff", bad, "--on", on]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(bad), "{}", ran.err);
    }
    assert_eq!(folder.run(&["tariff", "8541401000", "--on", "yesterday"]).code, Some(2));
    assert_eq!(
        folder.run(&["tariff", "8541401000", "--on", "2020-11-21", "--origin", "??"]).code,
        Some(1)
    );
}

#[test]
fn the_tariff_is_extended_as_an_assumption_of_this_house() {
    let folder = Folder::new();
    let extend = ["params", "extend", "tariff", "--to", "2026-12-31", "--basis", "试用假设"];
    assert_eq!(folder.json(&extend), json!({ "table": "tariff", "covered_to": "2026-12-31" }));
    let answer = folder.run(&["tariff", "8541401000", "--on", "2026-11-21"]).ok().out;
    assert!(answer.contains("试用假设"), "{answer}");
    folder.verified();
    // The same again, and an earlier day, add nothing; a table that is none is refused.
    let commits = || folder.verified()["commits"].clone();
    let before = commits();
    assert_eq!(folder.json(&extend)["covered_to"], "2026-12-31");
    let earlier = ["params", "extend", "tariff", "--to", "2019-12-31", "--basis", "x"];
    assert!(folder.run(&earlier).ok().out.contains("already"));
    let ran = folder.run(&["params", "extend", "tarif", "--to", "2027-12-31", "--basis", "x"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("tarif"), "{}", ran.err);
    assert_eq!(commits(), before);
    assert_eq!(folder.run(&["tariff", "8541401000", "--on", "2027-01-01"]).code, Some(1));
}

#[test]
fn the_same_plan_is_the_same_corpus() {
    let folder = Folder::new();
    let generate = |out: &str, seed: &str| {
        let ran = folder.run(&[
            "generate",
            "retail",
            "--parcels",
            "120",
            "--faults",
            "0.1",
            "--seed",
            seed,
            "--on",
            "2026-03-01",
            "--out",
            out,
            "--json",
        ]);
        let mut all = Vec::new();
        let mut folders = vec![folder.path(out)];
        while let Some(path) = folders.pop() {
            if path.is_dir() {
                folders.extend(files_in(&path));
            } else {
                let name = path.strip_prefix(folder.path(out)).unwrap().to_owned();
                all.push((name, fs::read(&path).unwrap()));
            }
        }
        all.sort();
        (ran.ok().json(), all)
    };
    let (truth, one) = generate("one", "4");
    assert_eq!(truth["parcels"], 120);
    assert!((4..30).contains(&truth["faulty"].as_u64().unwrap()), "{truth}");
    assert_eq!(truth["messages"].as_u64().unwrap() as usize + 1, one.len(), "and the truth");
    assert!(one == generate("two", "4").1, "the same bytes");
    assert!(one != generate("three", "5").1);
    let again =
        folder.run(&["generate", "retail", "--parcels", "1", "--out", "one", "--on", "2026-03-01"]);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("not empty"), "{}", again.err);
}

#[test]
fn the_demonstration_answers_its_truth_file() {
    let folder = Folder::new();
    let demo =
        ["demo", "--no-serve", "--parcels", "500", "--declarations", "100", "--faults", "0.1"];
    let json = folder.json(&demo);
    let comparison = &json["comparison"];
    assert_eq!(json["truth"]["parcels"], 500);
    assert_eq!(comparison["faults_found"], comparison["faults_planted"]);
    assert!(comparison["faults_planted"].as_u64().unwrap() > 20);
    assert_eq!(comparison["false_findings"], 0);
    assert_eq!(comparison["wrong_outcomes"], 0);
    assert_eq!(comparison["differences"], json!([]));
    let declared = &json["declarations"];
    assert_eq!(declared["truth"]["declarations"], 100);
    let comparison = &declared["comparison"];
    assert!(comparison["faults_planted"].as_u64().unwrap() > 3);
    assert_eq!(comparison["faults_found"], comparison["faults_planted"]);
    assert_eq!(comparison["false_findings"], 0);
    assert!(declared["tally"]["outcomes"]["declarations_released"].as_u64().unwrap() > 50);
    folder.verified();
    let again = folder.run(&["demo", "--no-serve", "--parcels", "500"]).ok();
    assert!(again.out.contains("already"), "{}", again.out);
}

#[test]
fn a_demonstration_asks_the_services_it_is_given() {
    let run = |table: &str| {
        let folder = Folder::new();
        folder.write("identities.csv", table);
        let demo = [
            "demo",
            "--no-serve",
            "--parcels",
            "60",
            "--declarations",
            "5",
            "--faults",
            "0",
            "--json",
        ];
        let report =
            folder.run(&[&demo[..], &["--identity-simulator", "identities.csv"]].concat()).json();
        folder.verified();
        report
    };
    let known = run("id_number,answer\n");
    assert_eq!(known["comparison"]["wrong_outcomes"], 0);
    // Nobody can be verified, so nobody passes without an officer.
    let unknown = run("id_number,answer\n*,unknown\n");
    let released = |report: &Value| report["tally"]["outcomes"]["released"].as_u64().unwrap_or(0);
    assert!(released(&known) > 50 && released(&unknown) == 0, "{known} {unknown}");
}

#[test]
fn a_demonstration_with_returns_answers_its_truth_file() {
    let folder = Folder::new();
    let json = folder.json(&[
        "demo",
        "--no-serve",
        "--parcels",
        "400",
        "--declarations",
        "20",
        "--faults",
        "0.2",
        "--returns",
        "0.4",
    ]);
    let comparison = &json["comparison"];
    assert_eq!(comparison["differences"], json!([]));
    assert_eq!(comparison["faults_found"], comparison["faults_planted"]);
    assert_eq!(comparison["false_findings"], 0);
    assert_eq!(comparison["wrong_outcomes"], 0);
    for fault in ["cancelled", "return_too_much", "return_twice", "return_late"] {
        assert!(comparison["by_fault"][fault]["planted"].as_u64().unwrap() >= 1, "{fault}");
    }
    assert!(json["tally"]["outcomes"]["returns_arrived"].as_u64().unwrap() > 40);
    folder.verified();
}

#[test]
fn a_demonstration_leaves_a_house_alone() {
    let folder = Folder::new();
    folder.run(&["migrate"]).ok();
    let ran = folder.run(&["demo", "--no-serve", "--parcels", "10"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--data"), "{}", ran.err);
}

#[test]
fn a_file_is_brought_to_this_schema() {
    let folder = Folder::new();
    let schema = json!({ "schema": store::SCHEMA_VERSION });
    assert_eq!(folder.json(&["migrate"]), schema);
    assert_eq!(folder.json(&["migrate"]), schema);
    assert!(folder.database().is_file());
    let verified = folder.verified();
    assert_eq!((&verified["commits"], &verified["entries"]), (&json!(0), &json!(0)));
}

#[test]
fn what_is_not_understood_is_said_before_anything_is_done() {
    let folder = Folder::new();
    for arguments in [
        &["ingest", "--frobnicate", "x"][..],
        &["ingest"],
        &["frobnicate"],
        &[],
        &["receipts", "--out", "x", "--format", "yaml"],
        &["receipts", "--out", "x", "--after", "-1"],
        &["generate", "retail", "--parcels", "some", "--out", "x"],
        &["serve", "--listen", "nowhere"],
        &["params", "extend", "tariff", "--to", "2026-13-31", "--basis", "x"],
        &["tick", "--to", "tomorrow"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
    assert!(!folder.data().exists());
    assert!(folder.run(&["--help"]).ok().out.contains("ingest"));
    assert!(folder.run(&["--version"]).ok().out.starts_with("tongguan "));
}

#[test]
fn reading_needs_a_house() {
    let folder = Folder::new();
    let ran = folder.run(&["receipts", "--out", "x"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("there is no house in"), "{}", ran.err);
    assert!(!folder.data().exists());
}

#[test]
fn a_folder_that_cannot_be_one_is_named() {
    let folder = Folder::new();
    folder.write("house", "a file stands where the folder should");
    for arguments in [&["migrate"][..], &["ingest", "x.xml"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(folder.data().to_str().unwrap()), "{}", ran.err);
    }
}

#[test]
fn a_file_that_is_no_house_is_left_alone() {
    let folder = Folder::new();
    let text = "this is no database, and long enough to be looked at. ".repeat(100);
    folder.write("house/house.sqlite", &text);
    for arguments in [&["migrate"][..], &["verify"], &["receipts", "--out", "x"]] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("not a database"), "{}", ran.err);
    }
    assert_eq!(fs::read_to_string(folder.database()).unwrap(), text);
}

/// While a house is served, others may read it and none may write in it.
#[test]
fn a_second_writer_is_told_so() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    let file = folder.write("a.xml", "<x/>");
    let file = file.to_str().unwrap();
    for arguments in [
        &["ingest", file][..],
        &["migrate"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["params", "extend", "tariff", "--to", "2026-12-31", "--basis", "x"],
        &["tick", "--to", "2026-12-31"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("another program"), "{arguments:?}: {}", ran.err);
    }
    folder.run(&["receipts", "--out", "x"]).ok();
    folder.run(&["tariff", "8541401000", "--on", "2020-11-21"]).ok();
    assert_eq!(server.decide("<y/>")["is_repeat"], false, "the first is unharmed");
    assert_eq!(server.terminate().code(), Some(0));
    folder.verified();
}

#[test]
fn a_server_that_is_asked_to_end_ends_well() {
    let folder = Folder::new();
    let server = Server::start(&folder);
    server.post("/api/v1/messages", "", "<not-ours/>");
    assert_eq!(server.terminate().code(), Some(0));
    let verified = folder.verified();
    assert!(verified["signed_heads"].as_u64().unwrap() >= 1, "closing signs the head");
    let again = Server::start(&folder);
    assert!(again.get_json("/api/v1/summary")["commits"].as_u64().unwrap() >= 1);
    // Asked at once, before it served anybody.
    let folder = Folder::new();
    assert_eq!(Server::start(&folder).terminate().code(), Some(0));
}

#[test]
fn a_port_in_use_is_named() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = folder.run(&["serve", "--listen", &address]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(&address), "{}", ran.err);
}

#[test]
fn the_openapi_document_is_printed() {
    let document = Folder::new().run(&["openapi"]).ok().json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(today() > model::Date::constant(2020, 1, 1));
}
