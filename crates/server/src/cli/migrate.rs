//! `tongguan migrate`

use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use store::{Options, SCHEMA_VERSION};

use super::{Context, output::print_json};

#[derive(Debug, Serialize)]
struct Migrated {
    schema: i64,
}

pub(crate) fn run(context: &Context) -> Result<ExitCode> {
    context.data.open(Options::default())?;
    if context.json {
        print_json(&Migrated { schema: SCHEMA_VERSION })?;
    } else {
        println!("{} has schema {SCHEMA_VERSION}", context.data.file().display());
    }
    Ok(ExitCode::SUCCESS)
}
