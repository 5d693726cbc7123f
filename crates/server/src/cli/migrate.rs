//! `tongguan migrate`

use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use store::Options;

use super::{Context, output::print_json};

#[derive(Debug, Serialize)]
struct Migrated {
    schema: i64,
}

pub(crate) fn run(context: &Context) -> Result<ExitCode> {
    context.data.open(Options::default())?;
    // What stands beside the house is brought up with it.
    context.data.people()?;
    context.data.deliveries()?;
    context.data.drafts()?;
    let schema = context.data.place().schema_version();
    if context.json {
        print_json(&Migrated { schema })?;
    } else {
        println!("{} has schema {schema}", context.data.place());
    }
    Ok(ExitCode::SUCCESS)
}
