//! What every source file keeps to: it says what it is for, stays short, leaves nothing open, and
//! names no machine.

use crate::Fault;

/// Longer than this is asked about.
pub const QUESTIONED: usize = 500;

/// Longer than this is refused.
pub const LONGEST: usize = 800;

/// Words that leave something open. Spelt in halves: this file is read too.
const OPEN_ENDS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimple", "mented!(")];

/// Beginnings of paths that hold on one machine only. Spelt in halves: this file is read too.
const MACHINE_PATHS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/t", "mp/"),
    concat!(".lib", "rary/"),
    concat!("C:", "\\"),
];

/// Faults of one file, `path` relative to the root.
pub fn faults(path: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if path.ends_with(".rs") && !text.starts_with("//!") {
        faults.push(format!("{path}: does not open with a `//!` line that says what it is for"));
    }
    let n_lines = text.lines().count();
    if is_code(path) && LONGEST < n_lines {
        faults.push(format!("{path}: {n_lines} lines; {LONGEST} is the most"));
    }
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some(word) = OPEN_ENDS.iter().find(|it| line.contains(**it)) {
            faults.push(format!("{path}:{number}: leaves something open (`{word}`)"));
        }
        if let Some(place) = MACHINE_PATHS.iter().find(|it| begins_path(line, it)) {
            faults.push(format!("{path}:{number}: a path of one machine (`{place}…`)"));
        }
    }
    faults
}

/// Whether `path` holds code that a person wrote; type declarations are made by programs.
pub fn is_code(path: &str) -> bool {
    [".rs", ".ts", ".tsx", ".css", ".sh", ".mjs"].iter().any(|it| path.ends_with(it))
        && !path.ends_with(".d.ts")
}

/// Whether `line` has `place` where a path begins, not within a longer path or an address.
fn begins_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        !before.is_some_and(|it| it.is_alphanumeric() || "._-/}>".contains(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_file_passes() {
        assert_eq!(faults("crates/a/src/lib.rs", "//! What it is for.\n"), Vec::<Fault>::new());
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        let open = format!("//! Head.\n// {}: later\n", OPEN_ENDS[0]);
        let path = format!("//! Head.\nconst A: &str = \"{}me\";\n", MACHINE_PATHS[0]);
        let address = format!("//! Head.\n// see https://example.org{}page\n", MACHINE_PATHS[3]);
        let long = format!("//! Head.\n{}", "//\n".repeat(LONGEST));
        assert_eq!(faults("a.rs", "use std::fmt;\n").len(), 1);
        assert!(faults("a.rs", &open)[0].starts_with("a.rs:2: leaves something open"));
        assert!(faults("a.rs", &path)[0].starts_with("a.rs:2: a path of one machine"));
        assert_eq!(faults("a.rs", &address), Vec::<Fault>::new());
        assert_eq!(faults("a.rs", &long), ["a.rs: 801 lines; 800 is the most"]);
        assert_eq!(faults("data.csv", &long), Vec::<Fault>::new());
    }
}
