//! `tongguan tariff CODE --on DAY --origin COUNTRY`

use std::process::ExitCode;

use ::params::{Law, look_up};
use anyhow::Result;
use clearance::Registry;
use messages::{Limits, Message};
use model::{Date, InputId};

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
    match look_up(&law(context)?, &args.code, on, args.origin.as_deref()) {
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

/// The shipped law with whatever the house extended it by. Only reads, so that it can be asked
/// while the house is served.
fn law(context: &Context) -> Result<Law> {
    let law = Law::shipped()?;
    if !context.data.holds_a_house() {
        return Ok(law);
    }
    let mut registry = Registry::new(law);
    for input in context.data.records()?.house_inputs_after(InputId(0))? {
        if let Ok(Message::House(message)) = messages::read(&input.bytes, &Limits::default()) {
            // What the house refused is refused here too.
            let _ = registry.apply(&message, input.input, input.received_at);
        }
    }
    Ok(registry.law)
}
