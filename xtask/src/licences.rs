//! Every package that is compiled carries a licence that `deny.toml` allows.
//!
//! cargo-deny looks at more (advisories, sources); this holds where it is not installed.

use std::collections::BTreeSet;

use anyhow::Context;
use cargo_metadata::MetadataCommand;

use crate::{Fault, repository::Repository};

/// The licences that `deny.toml` allows.
pub fn allowed(repository: &Repository) -> anyhow::Result<BTreeSet<String>> {
    let table: toml::Table = toml::from_str(&repository.read("deny.toml")?)?;
    let list = table.get("licenses").and_then(|it| it.get("allow")).and_then(|it| it.as_array());
    let list = list.context("`deny.toml` allows licences")?;
    Ok(list.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect())
}

/// Packages for this platform whose licence does not fit, by name and version.
pub fn faults(repository: &Repository) -> anyhow::Result<Vec<Fault>> {
    let allowed = allowed(repository)?;
    let metadata = MetadataCommand::new()
        .manifest_path(repository.root().join("Cargo.toml"))
        .other_options(["--locked".to_owned(), "--filter-platform".to_owned(), host()])
        .exec()
        .context("asking `cargo metadata` for the packages")?;
    let mut faults = Vec::new();
    for package in metadata.packages.iter().filter(|it| it.source.is_some()) {
        let licence = package.license.as_deref().unwrap_or_default();
        if !fits(licence, &allowed) {
            let (name, version) = (&package.name, &package.version);
            faults.push(format!("{name} {version}: licence `{licence}` is not in deny.toml"));
        }
    }
    Ok(faults)
}

/// Whether an SPDX expression can be met by allowed licences. `/` is an old spelling of `OR`.
fn fits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut words = words.as_slice();
    either(&mut words, allowed) && words.is_empty()
}

fn either(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut is_met = both(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        is_met |= both(words, allowed);
    }
    is_met
}

fn both(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut is_met = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        is_met &= one(words, allowed);
    }
    is_met
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let is_met = either(words, allowed);
            let [")", rest @ ..] = *words else { return false };
            *words = rest;
            is_met
        }
        [licence, "WITH", exception, rest @ ..] => {
            *words = rest;
            allowed.contains(&format!("{licence} WITH {exception}"))
        }
        [licence, rest @ ..] => {
            *words = rest;
            allowed.contains(*licence)
        }
        [] => false,
    }
}

/// The platform this program was built for, as cargo calls it.
fn host() -> String {
    let (architecture, system) = (std::env::consts::ARCH, std::env::consts::OS);
    match system {
        "macos" => format!("{architecture}-apple-darwin"),
        "windows" => format!("{architecture}-pc-windows-msvc"),
        _ => format!("{architecture}-unknown-{system}-gnu"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_met_or_not() {
        let allowed = ["MIT", "Apache-2.0", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"];
        let allowed = allowed.map(str::to_owned).into();
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "Apache-2.0 WITH LLVM-exception",
            "(GPL-3.0 OR MIT) AND BSD-3-Clause",
        ] {
            assert!(fits(good, &allowed), "{good}");
        }
        for bad in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "MIT)", "MIT WITH LLVM-exception", "MIT MIT"]
        {
            assert!(!fits(bad, &allowed), "{bad}");
        }
    }
}
