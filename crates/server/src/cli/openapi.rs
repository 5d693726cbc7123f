//! `tongguan openapi`

use std::process::ExitCode;

use anyhow::Result;

pub(crate) fn run() -> Result<ExitCode> {
    println!("{}", crate::api::openapi()?);
    Ok(ExitCode::SUCCESS)
}
