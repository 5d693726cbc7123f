//! ARCHITECTURE.md against the workspace: a section for every crate, and no crate that is not.

use std::collections::BTreeSet;

use crate::Fault;

/// Headings that name a crate look like this; the name ends at the next back-tick.
const SECTION: &str = "### `";

/// Crates without a section, and sections without a crate.
pub fn faults(map: &str, crates: &BTreeSet<String>) -> Vec<Fault> {
    let sections: Vec<&str> = map
        .lines()
        .filter_map(|it| it.strip_prefix(SECTION))
        .filter_map(|it| it.split('`').next())
        .collect();
    let named: BTreeSet<&str> = sections.iter().copied().collect();
    let mut faults = Vec::new();
    for name in crates {
        if !named.contains(name.as_str()) {
            faults.push(format!("ARCHITECTURE.md has no section {SECTION}{name}`"));
        }
    }
    for name in &named {
        if !crates.contains(*name) {
            faults.push(format!("ARCHITECTURE.md describes `{name}`, which is no crate"));
        }
        let n_sections = sections.iter().filter(|it| *it == name).count();
        if 1 < n_sections {
            faults.push(format!("ARCHITECTURE.md describes `{name}` {n_sections} times"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_dead_and_doubled_sections_are_named() {
        let crates = BTreeSet::from(["model".to_owned(), "tax".to_owned()]);
        let map = "### `model`\n\ntext\n\n### `model` again\n### `gone`\n";
        assert_eq!(
            faults(map, &crates),
            [
                "ARCHITECTURE.md has no section ### `tax`",
                "ARCHITECTURE.md describes `gone`, which is no crate",
                "ARCHITECTURE.md describes `model` 2 times",
            ]
        );
        assert_eq!(faults("### `model`\n### `tax`\n", &crates), Vec::<Fault>::new());
    }
}
