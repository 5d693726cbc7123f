//! `tongguan tariff CODE --on DAY --origin COUNTRY`

use std::process::ExitCode;

use ::params::{Law, look_up};
use anyhow::Result;
use clearance::{House, ports::Store};
use model::Date;
use store::Options;

use super::{Context, output::print_json};
use crate::clock;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Ten digits.
    code: String,
    /// Today when left out.
    #[arg(long)]
    on: Option<Date>,
    /// Country of origin, letters (JPN) or the old number (116).
    #[arg(long)]
    origin: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let on = args.on.unwrap_or_else(|| clock::now().local_date());
    // A house knows the shipped law with whatever it was extended by.
    let answer = if context.data.file().exists() {
        let house = context.data.open(Options::default())?;
        answer(&house, args, on)
    } else {
        look_up(&Law::shipped()?, &args.code, on, args.origin.as_deref())
    };
    match answer {
        Ok(answer) if context.json => print_json(&answer)?,
        Ok(answer) => println!("{answer}"),
        Err(error) => {
            if context.json {
                print_json(&serde_json::json!({ "error": error.to_string() }))?;
            } else {
                eprintln!("tongguan: {error}");
            }
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn answer<S: Store>(
    house: &House<S>,
    args: &Args,
    on: Date,
) -> Result<::params::TariffAnswer, ::params::LookUpError> {
    look_up(&house.registry().law, &args.code, on, args.origin.as_deref())
}
