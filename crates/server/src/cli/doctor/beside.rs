//! What stands beside the house's file: the disk, who may read secrets, receivers, the console.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use model::Moment;
use store::{Standing, Webhook};

use super::Check;
use crate::{console, data::DataDir, health::KEEP_FREE_MIB, machine};

const MIB: u64 = 1024 * 1024;
/// With less somebody should make room.
const ROOM_MIB: u64 = 1024;
/// A receiver that fails for less is his to mend.
const FAILS_FOR_LONG_MS: i64 = 60 * 60_000;

pub(super) fn look(data: &DataDir, now: Moment) -> Vec<Check> {
    vec![
        Check::of("disk", Ok(disk(machine::free_bytes(data.path())))),
        Check::of("rights", rights(data)),
        Check::of("webhooks", webhooks(data, now)),
        console_there(console::is_built()),
    ]
}

pub(super) fn disk(free: Option<u64>) -> Check {
    let Some(left) = free.map(|it| it / MIB) else {
        return Check::well("disk", "this system does not tell how much room is left");
    };
    let seen = format!("{left} MiB are left where the house lies");
    match left {
        0..KEEP_FREE_MIB => {
            let remedy =
                "make room: soon nothing is acknowledged any more; nothing that was is lost";
            Check::wrong("disk", seen, remedy)
        }
        KEEP_FREE_MIB..ROOM_MIB => {
            Check::warning("disk", seen, "make room before nothing more is taken")
        }
        _ => Check::well("disk", seen),
    }
}

/// Keys, passwords' digests and personal data stand in these files.
fn files(data: &DataDir) -> Result<Vec<PathBuf>> {
    if !data.path().is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(data.path()).context("its folder cannot be read")? {
        let path = entry.context("its folder cannot be read")?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_secret =
            ["", "-wal", "-shm"].iter().any(|it| name.ends_with(&format!(".sqlite{it}")));
        if is_secret {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(unix)]
fn rights(data: &DataDir) -> Result<Check> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut open = Vec::new();
    let files = files(data)?;
    for path in &files {
        // Files beside a database come and go while a program runs.
        let Ok(of) = fs::metadata(path) else { continue };
        let mode = of.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            open.push(format!("{name} ({mode:o})"));
        }
    }
    if open.is_empty() {
        let seen = format!("{} files with keys, and their owner alone reads them", files.len());
        return Ok(Check::well("rights", seen));
    }
    let seen = format!("others may read or write files with keys: {}", open.join(", "));
    let remedy = format!(
        "`chmod 600 {0}/*.sqlite*`; where somebody else has had accounts on this machine, give new keys and passwords",
        data.path().display()
    );
    Ok(Check::wrong("rights", seen, remedy))
}

#[cfg(not(unix))]
fn rights(data: &DataDir) -> Result<Check> {
    let seen =
        format!("{} files with keys; their rights are not looked at here", files(data)?.len());
    Ok(Check::well("rights", seen))
}

fn webhooks(data: &DataDir, now: Moment) -> Result<Check> {
    if !data.path().join("deliveries.sqlite").exists() {
        return Ok(Check::well("webhooks", "none was ever registered"));
    }
    Ok(receivers(&data.deliveries()?.webhooks()?, now))
}

pub(super) fn receivers(webhooks: &[Webhook], now: Moment) -> Check {
    let ails = |it: &&Webhook| match it.standing {
        Standing::Active => it
            .failing_since
            .is_some_and(|since| now.millis().saturating_sub(since.millis()) > FAILS_FOR_LONG_MS),
        Standing::Gone | Standing::Exhausted => true,
        Standing::Paused => false,
    };
    let tell = |it: &Webhook| match (it.standing, it.failing_since) {
        (Standing::Active, Some(since)) => format!("{} fails since {since}", it.id),
        (Standing::Active, None) => format!("{} fails", it.id),
        _ => format!("{} is not called any more", it.id),
    };
    let ailing: Vec<String> = webhooks.iter().filter(ails).map(tell).collect();
    if ailing.is_empty() {
        return Check::well(
            "webhooks",
            format!("{} registered, none fails for long", webhooks.len()),
        );
    }
    let remedy = "`tongguan webhooks list` says what the receiver answers; ask him; `webhooks resume ID` calls him again";
    Check::warning("webhooks", ailing.join(", "), remedy)
}

fn console_there(is_built: bool) -> Check {
    match is_built {
        true => Check::well("console", "it is in this program"),
        false => {
            let remedy = "`make build` builds it in; the command line and the API do without it";
            Check::warning("console", "this program has none", remedy)
        }
    }
}
