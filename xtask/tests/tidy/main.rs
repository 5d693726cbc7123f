//! The repository keeps its own rules. Each test prints every fault, not the first.

#![cfg(test)]

use std::collections::BTreeSet;

use xtask::{
    Fault, layers, licences, links, map, pages, recipes, repository::Repository, scenarios, sources,
};

/// Text files that people write; what is generated or data is not read for open ends.
const WRITTEN: &[&str] = &[
    ".rs", ".toml", ".md", ".ts", ".tsx", ".css", ".html", ".sh", ".mjs", ".json", "Makefile",
    ".ci/run",
];

fn here() -> Repository {
    Repository::here().unwrap()
}

fn expect_none(faults: Vec<Fault>) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn dependencies_point_inwards() {
    expect_none(layers::wrong_edges(&layers::members(&here()).unwrap()));
}

#[test]
fn inner_layers_do_not_compile_the_outside_world() {
    let members = layers::members(&here()).unwrap();
    expect_none(layers::outside_world(&members, |it| layers::compiled(&here(), it)).unwrap());
}

#[test]
fn crates_stay_under_the_ceiling() {
    expect_none(layers::over_ceiling(&layers::members(&here()).unwrap()));
}

#[test]
fn dependencies_carry_allowed_licences() {
    expect_none(licences::faults(&here()).unwrap());
}

#[test]
fn every_crate_and_no_other_is_on_the_map() {
    let members = layers::members(&here()).unwrap();
    let names: BTreeSet<String> = members.into_iter().map(|it| it.name).collect();
    expect_none(map::faults(&here().read("ARCHITECTURE.md").unwrap(), &names));
}

#[test]
fn sources_are_tidy() {
    let repository = here();
    let mut faults = Vec::new();
    let mut long = Vec::new();
    for path in repository.files_ending(WRITTEN).unwrap() {
        if path.ends_with("package-lock.json") {
            continue;
        }
        let text = repository.read(&path).unwrap();
        let n_lines = text.lines().count();
        if sources::is_code(&path) && sources::QUESTIONED < n_lines {
            long.push((n_lines, path.clone()));
        }
        faults.extend(sources::faults(&path, &text));
    }
    long.sort_by(|a, b| b.cmp(a));
    for (n_lines, path) in long {
        println!("{path}: {n_lines} lines; is it really one thing?");
    }
    expect_none(faults);
}

#[test]
fn markdown_links_lead_somewhere() {
    expect_none(links::faults(&here()).unwrap());
}

#[test]
fn recipes_name_files_that_exist() {
    expect_none(recipes::faults(&here(), "CONTRIBUTING.md").unwrap());
}

#[test]
fn generated_pages_are_in_step_and_none_is_an_orphan() {
    expect_none(pages::faults(&here()).unwrap());
}

#[test]
fn check_codes_are_unique_across_crates() {
    expect_none(pages::doubled_codes(&pages::all_checks()));
}

#[test]
fn scenarios_are_well_formed() {
    let files = here().files().unwrap();
    expect_none(scenarios::faults(&files));
    let n_heads = files.iter().filter(|it| it.ends_with("/scenario.toml")).count();
    assert!(0 < n_heads, "no scenario was found: the test would prove nothing");
}
