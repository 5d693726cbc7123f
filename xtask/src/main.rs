//! `cargo xtask`: writes the pages that are made from the code, or compares them.

use std::{env, process::ExitCode};

use xtask::{pages, repository::Repository};

const USAGE: &str = "\
cargo xtask docs            write docs/checks/*.md and docs/lifecycle.md from the code
cargo xtask docs --check    say which of them differ; exits 1 when one does";

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let repository = Repository::here()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["docs"] => {
            let touched = pages::write(&repository)?;
            for path in &touched {
                println!("{path}");
            }
            println!("{} of {} pages written", touched.len(), pages::pages().len());
            Ok(ExitCode::SUCCESS)
        }
        ["docs", "--check"] => {
            let faults = pages::faults(&repository)?;
            for fault in &faults {
                println!("{fault}");
            }
            Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        _ => {
            eprintln!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}
