//! The pages that are made from the code: one a check, their index, and the transition table.

use std::{collections::BTreeMap, fs};

use anyhow::Context;
use model::CheckInfo;

use crate::{Fault, repository::Repository};

/// Where the pages of the checks lie.
const CHECKS: &str = "docs/checks";

/// What stands above the first transition table, which has no heading of its own.
const LIFECYCLE_HEAD: &str = "\
# States of entries and of zone documents

Made from `lifecycle` by `cargo xtask docs`. What is not in the table cannot happen. Events are facts: whether they occur is
decided before, by checks, tax, accounts and officers.

## A retail import entry 进口清单

";

/// Everything that can be found wrong with a document: format checks first, signatures, then the others
/// in table order.
pub fn all_checks() -> Vec<&'static CheckInfo> {
    messages::FORMAT_CHECKS
        .iter()
        .chain(signatures::SIGNATURE_CHECKS)
        .chain(checks::all())
        .collect()
}

/// All generated pages: path relative to the root, and text.
pub fn pages() -> BTreeMap<String, String> {
    let checks = all_checks();
    let mut pages = BTreeMap::new();
    for check in &checks {
        pages.insert(format!("{CHECKS}/{}.md", check.code), checks::render_page(check));
    }
    pages.insert(format!("{CHECKS}/README.md"), checks::render_index(checks.iter().copied()));
    pages.insert(
        "docs/lifecycle.md".to_owned(),
        format!("{LIFECYCLE_HEAD}{}", lifecycle::render_markdown()),
    );
    pages
}

/// Writes what differs, removes what is no longer made; returns the paths it touched.
pub fn write(repository: &Repository) -> anyhow::Result<Vec<String>> {
    let pages = pages();
    let mut touched = Vec::new();
    for (path, text) in &pages {
        if repository.read(path).is_ok_and(|it| it == *text) {
            continue;
        }
        let target = repository.root().join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        fs::write(&target, text).with_context(|| format!("writing `{path}`"))?;
        touched.push(path.clone());
    }
    for path in orphans(repository, &pages)? {
        fs::remove_file(repository.root().join(&path))
            .with_context(|| format!("removing `{path}`"))?;
        touched.push(path);
    }
    Ok(touched)
}

/// Pages that are missing, differ from the code, or belong to nothing.
pub fn faults(repository: &Repository) -> anyhow::Result<Vec<Fault>> {
    let pages = pages();
    let mut faults = Vec::new();
    for (path, text) in &pages {
        match repository.read(path) {
            Err(_) => faults.push(format!("{path}: is missing; `cargo xtask docs` writes it")),
            Ok(it) if it != *text => {
                faults.push(format!("{path}: differs from the code; `cargo xtask docs` writes it"));
            }
            Ok(_) => {}
        }
    }
    for path in orphans(repository, &pages)? {
        faults.push(format!("{path}: is the page of no check; `cargo xtask docs` removes it"));
    }
    Ok(faults)
}

/// Codes that two checks share.
pub fn doubled_codes(checks: &[&CheckInfo]) -> Vec<Fault> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for check in checks {
        *counts.entry(check.code).or_default() += 1;
    }
    let doubled = counts.iter().filter(|(_, count)| 1 < **count);
    doubled.map(|(code, count)| format!("`{code}` is the code of {count} checks")).collect()
}

fn orphans(
    repository: &Repository,
    pages: &BTreeMap<String, String>,
) -> anyhow::Result<Vec<String>> {
    let mut files = repository.files()?;
    files.retain(|it| it.starts_with(CHECKS) && !pages.contains_key(it));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_code_is_named() {
        let checks = all_checks();
        assert_eq!(doubled_codes(&checks), Vec::<Fault>::new());
        let first = checks[0];
        assert_eq!(doubled_codes(&[first, first]).len(), 1);
    }

    #[test]
    fn written_pages_agree_and_changed_missing_and_orphan_pages_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::at(folder.path());
        assert_eq!(write(&repository).unwrap().len(), pages().len());
        assert_eq!(faults(&repository).unwrap(), Vec::<Fault>::new());
        assert_eq!(write(&repository).unwrap(), Vec::<String>::new());

        let code = all_checks()[0].code;
        fs::write(folder.path().join(format!("docs/checks/{code}.md")), "old").unwrap();
        fs::write(folder.path().join("docs/checks/GONE-1.md"), "old").unwrap();
        fs::remove_file(folder.path().join("docs/lifecycle.md")).unwrap();
        assert_eq!(faults(&repository).unwrap().len(), 3);
        assert_eq!(write(&repository).unwrap().len(), 3);
        assert_eq!(faults(&repository).unwrap(), Vec::<Fault>::new());
    }
}
