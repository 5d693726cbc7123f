//! `tongguan`: a customs house in one binary.

mod access;
mod acts;
mod api;
mod bell;
mod calls;
mod cli;
mod clock;
mod compare;
mod console;
mod data;
mod delivery;
mod exchange;
mod files;
mod folder;
mod guide;
mod health;
mod holds;
mod instrument_pdf;
mod intake;
mod kept;
mod logging;
mod machine;
mod metrics;
mod opening;
mod outbound;
mod pipeline;
mod precedents;
mod public;
mod receipts;
mod registry_file;
mod risk_figures;
mod rules;
mod services;
mod sheet;
mod stall;
mod tasks;
mod time;
mod timer;
mod traces;
mod truths;
mod view;
mod wall;
mod watch;

use std::process::ExitCode;

use clap::Parser;

/// The house allocates and frees many small texts on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long freed memory is kept before the system gets it back, in milliseconds. A window of messages takes about as long as
/// the allocator's own second, so that all its memory went back and was asked for again, which was a tenth of all time.
const KEPT_FREE: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "15000");

/// The allocator reads this once, before `main`, and only from the environment: the program starts itself anew with it.
#[cfg(unix)]
fn keep_freed_memory() {
    use std::{env, os::unix::process::CommandExt, process::Command};

    let (name, value) = KEPT_FREE;
    if env::var_os(name).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // It comes back only when it failed; then this one goes on, a little slower.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(name, value).exec();
    }
}

fn main() -> ExitCode {
    #[cfg(unix)]
    keep_freed_memory();
    let cli = cli::Cli::parse();
    match cli.run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tongguan: {error:#}");
            ExitCode::from(2)
        }
    }
}
