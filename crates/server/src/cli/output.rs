//! Progress on a terminal, and numbers as people read them.

use std::{io::IsTerminal, time::Duration};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn bar(total: u64, what: &'static str, unit: Unit, is_quiet: bool) -> ProgressBar {
    if is_quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total).with_message(what);
    let template = match unit {
        Unit::Bytes => "{msg:12} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}",
        Unit::Count => "{msg:12} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    Bytes,
    Count,
}

pub(crate) fn print_json(value: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
