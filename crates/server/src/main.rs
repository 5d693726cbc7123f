//! `tongguan`: a customs house in one binary.

mod access;
mod api;
mod bell;
mod cli;
mod clock;
mod compare;
mod console;
mod data;
mod delivery;
mod exchange;
mod files;
mod folder;
mod instrument_pdf;
mod intake;
mod pipeline;
mod receipts;
mod registry_file;
mod services;
mod sheet;
mod stall;
mod time;
mod timer;
mod truths;
mod view;

use std::process::ExitCode;

use clap::Parser;

/// The house allocates and frees many small texts on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli.run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tongguan: {error:#}");
            ExitCode::from(2)
        }
    }
}
