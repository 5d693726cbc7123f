//! CONTRIBUTING.md names files; they are there.
//!
//! A code span with a `/` or a known ending is a path, relative to the root. `<word>` in it
//! stands for any one name: at least one file must fit.

use crate::{Fault, repository::Repository};

const ENDINGS: &[&str] = &[".rs", ".toml", ".md", ".csv", ".json", ".xml", ".sh", ".ts", ".tsx"];

/// Paths named on `page` to which no file or folder fits.
pub fn faults(repository: &Repository, page: &str) -> anyhow::Result<Vec<Fault>> {
    let files = repository.files()?;
    let text = repository.read(page)?;
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for span in line.split('`').skip(1).step_by(2).filter(|it| is_path(it)) {
            let is_there = if span.contains('<') {
                files.iter().any(|it| fits(span, it))
            } else {
                repository.exists(span)
            };
            if !is_there {
                faults.push(format!("{page}:{}: `{span}` names no file", index + 1));
            }
        }
    }
    Ok(faults)
}

fn is_path(span: &str) -> bool {
    let is_plain = !span.contains([' ', '(', '{', '=', ':', '*', '…', '$']);
    let has_shape = span.contains('/') || ENDINGS.iter().any(|it| span.ends_with(it));
    is_plain && has_shape && !span.starts_with(['/', '.', '-', '@', '~'])
}

/// Whether `path` has the shape of `pattern`, where `<word>` is any run of characters but `/`.
fn fits(pattern: &str, path: &str) -> bool {
    let Some((literal, rest)) = pattern.split_once('<') else { return pattern == path };
    let Some(path) = path.strip_prefix(literal) else { return false };
    let Some((_, rest)) = rest.split_once('>') else { return false };
    let end = path.find('/').unwrap_or(path.len());
    path.char_indices()
        .map(|(at, _)| at)
        .chain([path.len()])
        .filter(|at| 0 < *at && *at <= end)
        .any(|at| path.get(at..).is_some_and(|it| fits(rest, it)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_pattern_fits_one_name_a_word() {
        assert!(fits("src/<family>/<code>.rs", "src/payment/pay_2332.rs"));
        assert!(fits("src/<a>_<b>.rs", "src/pay_2332.rs"));
        assert!(!fits("src/<family>/<code>.rs", "src/pay_2332.rs"));
        assert!(!fits("src/<code>.rs", "src/.rs"));
        assert!(!fits("src/<code>.rs", "src/a/b.rs"));
    }

    #[test]
    fn missing_files_are_named_and_commands_are_no_paths() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("here.toml"), "").unwrap();
        let page =
            "`here.toml`, `<any>.toml`, `cargo test -p a/b`, `/api/v1`\n`gone/x.rs` `<x>.csv`\n";
        fs::write(folder.path().join("C.md"), page).unwrap();
        assert_eq!(
            faults(&Repository::at(folder.path()), "C.md").unwrap(),
            ["C.md:2: `gone/x.rs` names no file", "C.md:2: `<x>.csv` names no file"]
        );
    }
}
