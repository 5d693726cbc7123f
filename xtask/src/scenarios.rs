//! Golden scenarios are well formed: `scenarios/<family>/<name>/` holds `scenario.toml`, numbered
//! inputs `NN-in-NAME.xml|json` without a gap, and answers `NN-out-NAME.xml|json` to numbers that
//! came in.

use std::collections::{BTreeMap, BTreeSet};

use crate::Fault;

const HEAD: &str = "scenario.toml";

/// Faults of the scenario folders among `files`, which are relative to the root.
pub fn faults(files: &[String]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let Some(path) = file.strip_prefix("scenarios/") else { continue };
        match path.split('/').collect::<Vec<_>>().as_slice() {
            [_, _, name] => {
                let folder = file.strip_suffix(*name).unwrap_or(file);
                folders.entry(folder).or_default().push(name);
            }
            [.., "README.md"] => {}
            _ => faults.push(format!("{file}: lies in no scenario's folder")),
        }
    }
    for (folder, names) in &folders {
        faults.extend(folder_faults(folder, names));
    }
    faults
}

fn folder_faults(folder: &str, names: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut came_in = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for name in names.iter().filter(|it| **it != HEAD && **it != "README.md") {
        match numbered(name) {
            Some((number, "in")) => {
                came_in.insert(number);
            }
            Some((number, "out")) => {
                answered.insert(number);
            }
            _ => faults.push(format!("{folder}{name}: is neither `NN-in-…` nor `NN-out-…`")),
        }
    }
    if !names.contains(&HEAD) {
        faults.push(format!("{folder}: has no `{HEAD}`"));
    }
    if answered.is_empty() {
        faults.push(format!("{folder}: expects no answer, so it cannot fail"));
    }
    if let Some(orphan) = answered.difference(&came_in).next() {
        faults.push(format!("{folder}: answers {orphan:02}, which did not come in"));
    }
    if let Some(gap) = (1..).zip(&came_in).find(|(due, number)| due != *number) {
        faults.push(format!("{folder}: input {:02} is missing", gap.0));
    }
    faults
}

/// `07-in-CEB311.xml` is `(7, "in")`.
fn numbered(name: &str) -> Option<(u32, &str)> {
    let (stem, ending) = name.rsplit_once('.')?;
    let mut parts = stem.splitn(3, '-');
    let (number, way, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_good = number.len() == 2 && !rest.is_empty() && matches!(ending, "xml" | "json" | "pdf");
    is_good.then_some((number.parse().ok()?, way))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str]) -> Vec<Fault> {
        faults(&names.iter().map(|it| format!("scenarios/{it}")).collect::<Vec<_>>())
    }

    #[test]
    fn a_whole_scenario_passes() {
        let names = ["f/s/scenario.toml", "f/s/01-in-CEB311.xml", "f/s/01-out-CEB312.xml"];
        assert_eq!(check(&names), Vec::<Fault>::new());
    }

    #[test]
    fn each_fault_is_named() {
        assert_eq!(
            check(&["f/s/01-in-a.xml", "f/s/03-in-b.json", "f/s/04-out-c.xml", "f/s/x", "f/y"]),
            [
                "scenarios/f/y: lies in no scenario's folder",
                "scenarios/f/s/x: is neither `NN-in-…` nor `NN-out-…`",
                "scenarios/f/s/: has no `scenario.toml`",
                "scenarios/f/s/: answers 04, which did not come in",
                "scenarios/f/s/: input 02 is missing",
            ]
        );
        assert_eq!(
            check(&["f/s/scenario.toml", "f/s/01-in-a.xml"]),
            ["scenarios/f/s/: expects no answer, so it cannot fail"]
        );
    }
}
