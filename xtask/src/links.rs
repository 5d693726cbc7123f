//! Every relative link of every Markdown page leads somewhere, its heading included.

use std::path::{Component, Path, PathBuf};

use crate::{Fault, repository::Repository};

/// Links that lead nowhere, over all pages of the repository.
pub fn faults(repository: &Repository) -> anyhow::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for page in repository.files_ending(&[".md"])? {
        let text = repository.read(&page)?;
        for (number, target) in targets(&text) {
            if let Some(why) = broken(repository, &page, target)? {
                faults.push(format!("{page}:{number}: `{target}` {why}"));
            }
        }
    }
    Ok(faults)
}

/// Why `target`, written on `page`, leads nowhere; none where it leads somewhere.
fn broken(
    repository: &Repository,
    page: &str,
    target: &str,
) -> anyhow::Result<Option<&'static str>> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(None);
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { page.to_owned() } else { beside(page, path) };
    if !repository.exists(&path) {
        return Ok(Some("does not exist"));
    }
    if heading.is_empty() || !path.ends_with(".md") {
        return Ok(None);
    }
    let has_heading = headings(&repository.read(&path)?).iter().any(|it| it == heading);
    Ok((!has_heading).then_some("has no such heading"))
}

/// Link targets with the line they stand on; fenced code and code spans are passed over.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in outside_fences(text) {
        // Every second piece between back-ticks is code. Where a link's text is a code span, its
        // target stands in the piece after, which begins with `](`.
        for prose in line.split('`').step_by(2) {
            for (at, opening) in prose.match_indices("](") {
                let rest = prose.get(at + opening.len()..).unwrap_or_default();
                if let Some((target, _)) = rest.split_once(')') {
                    found.push((number, target.split(' ').next().unwrap_or_default()));
                }
            }
        }
    }
    found
}

/// The anchors of a page's headings, as the usual renderers spell them.
fn headings(text: &str) -> Vec<String> {
    outside_fences(text)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
            kept.map(|it| if it == ' ' { '-' } else { it }).collect()
        })
        .collect()
}

/// Lines outside fenced code, numbered from 1.
fn outside_fences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            return None;
        }
        (!is_code).then_some((index + 1, line))
    })
}

/// The path relative to the root that `target` means on `page`.
fn beside(page: &str, target: &str) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for part in folder.join(target).components() {
        match part {
            Component::ParentDir if path.pop() => {}
            Component::CurDir => {}
            part => path.push(part),
        }
    }
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn broken_files_and_headings_are_named_and_good_ones_pass() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        fs::write(folder.path().join("docs/a.md"), "# The first 通关 page!\n").unwrap();
        let page = "[ok](docs/a.md) [`code`](docs/a.md#the-first-通关-page) [web](https://x.org)\n\
                    ```\n[not](read)\n```\n\
                    `[nor](this)` [gone](docs/b.md) [here](#nothing)\n";
        fs::write(folder.path().join("README.md"), page).unwrap();
        fs::write(folder.path().join("docs/up.md"), "[up](../README.md) [`gone`](../no.md)\n")
            .unwrap();
        assert_eq!(
            faults(&Repository::at(folder.path())).unwrap(),
            [
                "README.md:5: `docs/b.md` does not exist",
                "README.md:5: `#nothing` has no such heading",
                "docs/up.md:1: `../no.md` does not exist",
            ]
        );
    }
}
