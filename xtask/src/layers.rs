//! Dependencies point inwards.
//!
//! Every crate names its layer in `package.metadata.layer`. It may use crates of layers further
//! in; crates of one layer do not know each other, but for the vocabulary, whose `params` speaks
//! `model`. Some crates may use less than their layer allows: [`NARROWER`]. What the inner layers
//! compile, through whatever path, neither waits, nor talks, nor rolls dice: [`OUTSIDE_WORLD`].

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use anyhow::{Context, bail};
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::{Fault, repository::Repository};

/// From the inside out.
pub const LAYERS: &[&str] = &["vocabulary", "rules", "application", "adapters", "entry", "tools"];

/// The ceiling of crates under `crates/`; `xtask` does not count.
pub const CEILING: usize = 15;

/// What the first three layers must not compile. `rand_core` is not among it: since 0.10 it only
/// names what dice are, and those who roll them need `getrandom`. Nor is `uuid`, by which a reader
/// of grammars knows theirs: whoever has it roll one needs `getrandom` too.
const OUTSIDE_WORLD: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "getrandom",
    "hyper",
    "libsqlite3-sys",
    "mio",
    "rand",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "sqlx",
    "time",
    "tokio",
    "tokio-postgres",
    "ureq",
];

/// Crates that may use less of the workspace than their layer would let them.
const NARROWER: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("messages", &["model"]),
    ("matching", &["model"]),
    ("risk", &["model"]),
    ("ledger", &["model"]),
    ("lifecycle", &["model"]),
    ("signatures", &["model"]),
    // The proof folds accounts by the functions that deciding moved them with.
    ("store", &["clearance", "ledger", "model"]),
    ("analytics", &["model"]),
    // A house is played with as it is, and what it kept is learnt from as a house learns.
    (
        "testkit",
        &["asycuda", "clearance", "matching", "messages", "model", "params", "risk", "signatures"],
    ),
];

/// A crate of the workspace as far as its place among the others goes.
#[derive(Debug, Clone, Default)]
pub struct Member {
    pub name: String,
    pub layer: String,
    /// Names of what it compiles with, without what only its tests use.
    pub uses: BTreeSet<String>,
}

/// The crates of the workspace as cargo sees them.
pub fn members(repository: &Repository) -> anyhow::Result<Vec<Member>> {
    let metadata = MetadataCommand::new()
        .manifest_path(repository.root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("asking `cargo metadata` for the workspace")?;
    let mut members = Vec::new();
    for package in &metadata.packages {
        let layer = package.metadata.pointer("/layer/layer").and_then(|it| it.as_str());
        let built = package.dependencies.iter().filter(|it| it.kind != DependencyKind::Development);
        members.push(Member {
            name: package.name.to_string(),
            layer: layer.unwrap_or_default().to_owned(),
            uses: built.map(|it| it.name.clone()).collect(),
        });
    }
    Ok(members)
}

/// What a crate compiles when it is built by itself, as `cargo tree` prints it: one package a line, its depth before its name.
/// Features that only other crates of the workspace turn on are not there, nor what runs while it is built, nor what its tests
/// use.
pub fn compiled(repository: &Repository, name: &str) -> anyhow::Result<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(repository.root()).args(["tree", "--locked", "--package", name]);
    cargo.args(["--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", " {p}"]);
    let told = cargo.output().context("asking `cargo tree` what a crate compiles")?;
    if !told.status.success() {
        bail!("`cargo tree --package {name}`: {}", String::from_utf8_lossy(&told.stderr));
    }
    Ok(String::from_utf8(told.stdout)?)
}

/// Edges that point outwards, sideways, or further than their crate may reach.
pub fn wrong_edges(members: &[Member]) -> Vec<Fault> {
    let layer_of: BTreeMap<&str, &str> =
        members.iter().map(|it| (it.name.as_str(), it.layer.as_str())).collect();
    let mut faults = Vec::new();
    for member in members {
        let Some(own) = depth(&member.layer) else {
            let (name, layer) = (&member.name, &member.layer);
            faults.push(format!("`{name}` names no known layer (`{layer}`)"));
            continue;
        };
        let narrower = NARROWER.iter().find(|(name, _)| *name == member.name).map(|it| it.1);
        for used in &member.uses {
            let Some(other) = layer_of.get(used.as_str()).and_then(|it| depth(it)) else {
                continue;
            };
            let edge = format!("`{}` -> `{used}`", member.name);
            if own < other {
                faults.push(format!("{edge} points outwards"));
            } else if own == other && member.layer != "vocabulary" {
                faults.push(format!("{edge} joins two crates of the layer `{}`", member.layer));
            } else if narrower.is_some_and(|it| !it.contains(&used.as_str())) {
                faults.push(format!("{edge} is more than `{}` may use", member.name));
            }
        }
    }
    faults
}

/// What the inner layers compile and must not, with the way it came in; `compiled` tells what one of them compiles.
///
/// # Errors
/// Those of `compiled`, and a line that is none of its shape.
pub fn outside_world(
    members: &[Member],
    mut compiled: impl FnMut(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Vec<Fault>> {
    let names: BTreeSet<&str> = members.iter().map(|it| it.name.as_str()).collect();
    let mut faults = Vec::new();
    for member in members {
        if !matches!(member.layer.as_str(), "vocabulary" | "rules" | "application") {
            continue;
        }
        let tree = compiled(&member.name)?;
        let mut way: Vec<&str> = Vec::new();
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            let (Some(depth), Some(name)) = (words.next(), words.next()) else { continue };
            way.truncate(depth.parse().with_context(|| format!("the depth of `{line}`"))?);
            way.push(name);
            // Other members answer for themselves.
            let is_own = !way.iter().skip(1).any(|it| names.contains(it));
            if is_own && OUTSIDE_WORLD.contains(&name) {
                let way = way.join(" -> ");
                faults.push(format!("`{}` must not compile `{name}`: {way}", member.name));
            }
        }
    }
    Ok(faults)
}

/// More crates than the ceiling allows.
pub fn over_ceiling(members: &[Member]) -> Vec<Fault> {
    let n_crates = members.iter().filter(|it| it.layer != "tools").count();
    if n_crates <= CEILING {
        return Vec::new();
    }
    vec![format!("{n_crates} crates, and {CEILING} is the ceiling")]
}

fn depth(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|it| *it == layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, layer: &str, uses: &[&str]) -> Member {
        let uses = uses.iter().map(|it| (*it).to_owned()).collect();
        Member { name: name.to_owned(), layer: layer.to_owned(), uses }
    }

    #[test]
    fn inward_edges_pass_and_others_are_named() {
        let mut members = vec![
            member("model", "vocabulary", &["serde"]),
            member("params", "vocabulary", &["model"]),
            member("tax", "rules", &["model", "params"]),
            member("clearance", "application", &["tax"]),
        ];
        assert_eq!(wrong_edges(&members), Vec::<Fault>::new());

        members.push(member("checks", "rules", &["tax"]));
        members.push(member("ledger", "rules", &["params", "clearance"]));
        members.push(member("stray", "", &[]));
        assert_eq!(
            wrong_edges(&members),
            [
                "`checks` -> `tax` joins two crates of the layer `rules`",
                "`ledger` -> `clearance` points outwards",
                "`ledger` -> `params` is more than `ledger` may use",
                "`stray` names no known layer (``)",
            ]
        );
    }

    #[test]
    fn the_outside_world_is_found_behind_another_crate() {
        let members = [
            member("tax", "rules", &["innocent"]),
            member("server", "entry", &["innocent"]),
            member("clearance", "application", &["tax"]),
        ];
        let compiled = |name: &str| {
            Ok(match name {
                "tax" => "0 tax v0.1.0 (/house/tax)\n1 innocent v1.0.0\n2 tokio v1.0.0\n3 mio v1.0.0 (*)\n1 serde v1.0.0\n",
                "clearance" => "0 clearance v0.1.0\n1 tax v0.1.0\n2 innocent v1.0.0\n3 tokio v1.0.0\n1 rand v0.9.0\n",
                other => panic!("{other} may compile what it likes"),
            }
            .to_owned())
        };
        assert_eq!(
            outside_world(&members, compiled).unwrap(),
            [
                "`tax` must not compile `tokio`: tax -> innocent -> tokio",
                "`tax` must not compile `mio`: tax -> innocent -> tokio -> mio",
                "`clearance` must not compile `rand`: clearance -> rand",
            ]
        );
        assert!(outside_world(&members, |_| Ok("tax v0.1.0".to_owned())).is_err());
    }

    #[test]
    fn sixteen_crates_are_one_too_many() {
        let mut members = vec![member("tool", "tools", &[])];
        members.extend((0..CEILING).map(|it| member(&format!("c{it}"), "rules", &[])));
        assert_eq!(over_ceiling(&members), Vec::<Fault>::new());
        members.push(member("more", "rules", &[]));
        assert_eq!(over_ceiling(&members), ["16 crates, and 15 is the ceiling"]);
    }
}
