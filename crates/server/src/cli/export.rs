//! `tongguan export`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clearance::ports::Records;
use serde::Serialize;

use super::{Context, output::print_json};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The new file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What a third party has to be told by another way than the file's.
#[derive(Debug, Serialize)]
struct Exported {
    file: String,
    /// In hexadecimal.
    public_key: String,
    head: String,
    commits: u64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    // Says plainly when there is no house.
    let records = context.data.records()?;
    store::export(context.data.place(), &args.out)?;
    let head = store::HouseRecords::open_file(&args.out)?.head()?;
    let exported = Exported {
        file: args.out.display().to_string(),
        public_key: hexadecimal(&records.public_key()?),
        head: hexadecimal(&head.link),
        commits: head.commit.0,
    };
    if context.json {
        print_json(&exported)?;
    } else {
        println!("file        {}", exported.file);
        println!("public key  {}", exported.public_key);
        println!("head        {} after {} commits", exported.head, exported.commits);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
